"""An event as exports see it: plain values, with every claim, its words and its report; the same for every format.

An :class:`ExportEvent` is made from the ledger by :mod:`dateline.export.gather`. It is immutable, and its JSON is what ``--format jsonl``
writes: ``ExportEvent.model_validate(json)`` gives an equal value.
"""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Plain):
    """Where: the place, what holds it, and how fine the report was. Without a point, ``lat`` and ``lon`` are None.

    ``country`` is an ISO 3166-1 code of two letters; ``radius_km`` says how far off the point may be.
    """

    name: str
    id: str | None = None
    country: str | None = None
    country_name: str | None = None
    admin1: str | None = None
    admin1_code: str | None = None
    town: str | None = None
    outcome: str = "unknown"
    level: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None


class Party(_Plain):
    """Who: the name, the id in the roster, how many origins name it so, and what the roster knows of it.

    ``inter`` is ACLED's number for kinds of actors, ``sector`` PLOVER's code; ``civil`` tells that the words mean people who are no
    party; ``words`` are the report's.
    """

    name: str
    id: str | None = None
    words: str = ""
    origins: int = 1
    sector: str | None = None
    inter: int | None = None
    state: bool | None = None
    countries: tuple[str, ...] = ()
    person: bool = False
    civil: bool = False


class Number(_Plain):
    """How many of whom, as one claim tells it, with its words; ``high`` None: no upper bound was told."""

    what: str
    who: str | None = None
    low: float
    high: float | None = None
    words: str = ""


class Toll(_Plain):
    """How many: the best number, the range over all origins, and the claim that gives the best."""

    what: str
    best: float
    low: float
    high: float | None
    claim: str


class Source(_Plain):
    """One link of an attribution, outermost first: who is said to say it, with which words, and how surely."""

    name: str
    id: str | None = None
    cue: str | None = None
    certainty: str = "asserts"


class Told(_Plain):
    """A claim in an event, and its report. ``evidence`` is the sentence that tells it; ``text`` the whole article, where asked for;
    ``elsewhere`` the further places that it names, those that hold the first among them."""

    id: str
    article: str
    outlet: str | None
    published: dt.date | None
    url: str | None
    title: str
    origin: str
    origin_key: str
    sides: tuple[str, ...]
    kind: str
    status: str
    actor: Party | None
    target: Party | None
    place: Place | None
    elsewhere: tuple[Place, ...] = ()
    first: dt.date | None
    last: dt.date | None
    precision: str | None
    counts: tuple[Number, ...]
    sources: tuple[Source, ...]
    loaded: tuple[str, ...]
    trigger: str
    spans: tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[int, int]]
    confidence: float
    coder: str
    evidence: str
    text: str | None = None


class Dissent(_Plain):
    """Where claims of an event cannot all be right: the field, and what each side says."""

    field: str
    one: str
    other: str


class ExportEvent(_Plain):
    """One event. ``first`` is None where no report tells the day: ``last`` is then the day of the first report.

    ``precision`` is how finely the days were told. ``merged`` are ids that the event had before.
    """

    id: str
    kind: str
    status: str
    first: dt.date | None
    last: dt.date | None
    precision: str | None
    place: Place | None
    actors: tuple[Party, ...]
    targets: tuple[Party, ...]
    tolls: tuple[Toll, ...]
    origins: tuple[str, ...]
    articles: int
    sides: tuple[str, ...]
    dissent: tuple[Dissent, ...]
    plans: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    merged: tuple[str, ...]
    claims: tuple[Told, ...]

    def toll(self, what: str) -> Toll | None:
        """Return the toll of one thing counted, or None."""
        return next((toll for toll in self.tolls if toll.what == what), None)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that tell of it, each once, in the order of their reports."""
        return tuple(dict.fromkeys(claim.outlet for claim in self.claims if claim.outlet))

    @property
    def days(self) -> int:
        """How many days its time spans; 0 where no report tells it."""
        return (self.last - self.first).days + 1 if self.first and self.last else 0


class Span(_Plain):
    """Who has a place from when to when, for the table ``control``."""

    place_id: str
    place: str
    part_of: str | None
    country: str | None
    lat: float | None
    lon: float | None
    holder_id: str | None
    holder: str | None
    standing: str
    cause: str | None
    parties: tuple[str, ...]
    start: dt.date
    end: dt.date | None
    claims_for: tuple[str, ...]
    claims_against: tuple[str, ...]
