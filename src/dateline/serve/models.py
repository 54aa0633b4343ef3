"""The shape of every answer of the API: what docs/api.md describes, and what the page may rely on.

Days are ISO dates. Texts of articles come as runs (:class:`~dateline.serve.wholes.Piece`), so that no reader has to count characters:
``start`` is given in Unicode code points for those who send words back.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Fineness = Literal["point", "area", "container", "ambiguous", "none"]
"""How exactly a place is known: a point; somewhere in a radius; only what contains it; one of several of the name; not at all."""
Grade = Literal["viewer", "analyst"]


class Answer(BaseModel):
    """Base of every answer: closed, so that a field that docs/api.md does not name cannot slip in."""

    model_config = ConfigDict(extra="forbid")


class Problem(Answer):
    """What goes wrong, in plain words: the body of every answer that is not 2xx."""

    error: str
    detail: list[dict[str, Any]] = []


# -- meta ----------------------------------------------------------------------------------------------------------------------


class KindMeta(Answer):
    """A kind of event: its label, its group (which has a symbol), what it means."""

    kind: str
    label: str
    group: str
    meaning: str
    territory: bool


class GroupMeta(Answer):
    """A group of kinds, in the order in which they are shown."""

    group: str
    label: str


class WordMeta(Answer):
    """A value of a closed list with its label and a sentence on what it means."""

    value: str
    label: str
    meaning: str


class GraphicMeta(Answer):
    """Words that are covered until a reader asks for them, and why: a star stands for any ending, a space also for a hyphen."""

    words: str
    why: str


class Counts(Answer):
    """How much the ledger holds now."""

    articles: int
    claims: int
    events: int
    events_with_point: int
    contradicted: int
    origins: int
    outlets: int
    decisions: int


class Limits(Answer):
    """What one question may ask for at most."""

    page: int
    points: int
    download: int
    text_chars: int
    body_bytes: int
    articles_at_once: int


class Meta(Answer):
    """The ledger, the program, and all closed lists. ``revision`` changes whenever an answer may be another."""

    ledger: str
    program: str
    coder: str
    revision: str
    updating: bool
    writable: bool
    role: Grade
    who: str
    by_token: bool
    counts: Counts
    first_day: dt.date | None
    last_day: dt.date | None
    last_report: dt.date | None
    bbox: tuple[float, float, float, float] | None = Field(description="west, south, east, north around most events")
    groups: list[GroupMeta]
    kinds: list[KindMeta]
    statuses: list[WordMeta]
    standings: list[WordMeta]
    contradictions: list[WordMeta]
    graphic: list[GraphicMeta]
    limits: Limits


# -- events in lists and on the map -----------------------------------------------------------------------------------------------


class PlaceShort(Answer):
    """Where an event is shown. ``id`` is None for places that no gazetteer knows: then /place takes the name."""

    id: str | None
    name: str
    lat: float | None
    lon: float | None
    radius_km: float | None
    fineness: Fineness


class TollShort(Answer):
    """A number with its range over all origins; ``high`` None: no upper bound was told."""

    what: str
    best: float
    low: float
    high: float | None


class Named(Answer):
    """A key to ask by, and the words to show."""

    key: str
    name: str


class EventShort(Answer):
    """An event as a row. ``first`` None: no report tells the day, ``last`` is that of the first report."""

    id: str
    kind: str
    group: str
    status: str
    first: dt.date | None
    last: dt.date | None
    place: PlaceShort | None
    actor: Named | None
    target: Named | None
    tolls: list[TollShort]
    claims: int
    articles: int
    origins: list[Named]
    outlets: list[str]
    sides: list[str]
    contradicted: list[str]
    confidence: float


class EventPage(Answer):
    """A part of a list; ``next`` is the cursor of the rest, None at its end. ``total`` counts all parts."""

    total: int
    next: str | None
    events: list[EventShort]


class Bin(Answer):
    """A bar of the histogram: first day of the step, number of events, and numbers by group in the order of ``groups``."""

    day: dt.date
    count: int
    by_group: list[int]


class Histogram(Answer):
    """Events by first day; ``undated`` are told without one, and counted on the day of their first report. Empty steps are left out."""

    step: Literal["day", "week", "month"]
    groups: list[str]
    total: int
    undated: int
    bins: list[Bin]


class Points(Answer):
    """Events with a position as rows of ``columns``, or, where there are more than ``limit``, cells of a grid as ``clusters``.

    ``group``, ``kind``, ``status`` and ``fineness`` are positions in the lists of that name; days are days since 1970-01-01 (or null).
    """

    revision: str
    total: int
    without_point: int
    clustered: bool
    groups: list[str]
    kinds: list[str]
    statuses: list[str]
    finenesses: list[str]
    columns: list[str]
    rows: list[list[str | float | int | None]]
    cluster_columns: list[str]
    clusters: list[list[float | int | list[int] | list[float] | None]]


class Facet(Answer):
    """A value of a filter with how many events have it under all other filters."""

    value: str
    label: str
    count: int


class Facets(Answer):
    """The values of each filter, most events first; long ones are cut (``more`` says how many values are left out)."""

    total: int
    kind: list[Facet]
    status: list[Facet]
    actor: list[Facet]
    place: list[Facet]
    outlet: list[Facet]
    origin: list[Facet]
    side: list[Facet]
    contradicted: list[Facet]
    fineness: list[Facet]
    more: dict[str, int]
