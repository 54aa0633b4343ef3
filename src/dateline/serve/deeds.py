"""The shape of answers on sources, review, search and adding, and of what is posted."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from dateline.serve.models import Answer, Facet
from dateline.serve.wholes import ClaimCard, Judged, Piece

# -- sources --------------------------------------------------------------------------------------------------------------------------


class OriginRow(Answer):
    """Who claims come from: how much, how often it told an event first, alone, against others."""

    key: str
    name: str
    sides: list[str]
    claims: int
    reports: int
    outlets: list[str]
    events: int
    first: int
    alone: int
    contradicted: int
    loaded: list[LoadedCount]


class LoadedCount(Answer):
    """A loaded word, of whom it is said (a side, or None), and how often."""

    word: str
    neutral: str | None
    about: str | None
    count: int


class OutletRow(Answer):
    """An outlet: what it prints, and the loaded words in its own voice."""

    name: str
    articles: int
    claims: int
    events: int
    first: int
    alone: int
    contradicted: int
    own_voice: int
    kinds: list[Facet]
    loaded: list[LoadedCount]


class Relay(Answer):
    """In how many claims an outlet gives an origin as its source."""

    outlet: str
    origin: str
    claims: int


class Copying(Answer):
    """How many reports of one outlet copy or reprint those of another."""

    outlet: str
    of: str
    reports: int


class Sources(Answer):
    """Origins, outlets, who relays whom, and who copies whom; the busiest first."""

    total_origins: int
    total_outlets: int
    origins: list[OriginRow]
    outlets: list[OutletRow]
    relays: list[Relay]
    copies: list[Copying]


# -- review ---------------------------------------------------------------------------------------------------------------------------


class QueueItem(Answer):
    """A thing worth a look, with its claims. ``name`` is set for names: resolve it with that."""

    id: str
    sort: Literal["contradiction", "dispute", "merge", "claim", "place", "actor"]
    weight: float
    question: str
    why: str
    subjects: list[str]
    name: str | None
    claims: list[ClaimCard]
    actions: list[str]


class Queue(Answer):
    """The queue, the weightiest first; ``sorts`` counts all of it."""

    total: int
    next: str | None
    sorts: dict[str, int]
    items: list[QueueItem]


class Decisions(Answer):
    """Decisions, the latest first."""

    total: int
    next: str | None
    decisions: list[Judged]


class Touched(Answer):
    """An event that a decision was about, as it is now: in a sentence, with how many claims, and those of them that were judged."""

    event: str
    sentence: str
    total: int
    claims: list[str]


class Decided(Answer):
    """What was recorded, and the events it was about (``touched`` tells of them); ``updating``: views are still being made again."""

    decision: Judged
    events: list[str]
    touched: list[Touched]
    revision: str
    updating: bool


class NameCandidate(Answer):
    """What a name may stand for: a place (with its position) or an actor. ``value`` is sent back as ``value`` of a resolve."""

    id: str
    name: str
    detail: str
    lat: float | None
    lon: float | None
    value: dict[str, Any]


class NameCandidates(Answer):
    """Candidates for a name, the likeliest first."""

    candidates: list[NameCandidate]


# -- search, code, add ------------------------------------------------------------------------------------------------------------------


class ArticleHit(Answer):
    """An article that holds the words, with an excerpt (plain text)."""

    id: str
    title: str
    outlet: str | None
    published: dt.date | None
    excerpt: str
    claims: list[str]


class ClaimHit(Answer):
    """A claim whose sentence holds the words."""

    id: str
    event: str | None
    article: str
    outlet: str | None
    published: dt.date | None
    kind: str
    status: str
    place: str | None
    excerpt: str


class PlaceHit(Answer):
    """A place of the ledger whose name begins with the words."""

    key: str
    name: str
    events: int


class ActorHit(Answer):
    """An actor of the ledger whose name begins with the words."""

    key: str
    name: str
    events: int


class Found(Answer):
    """What the one search box finds."""

    query: str
    places: list[PlaceHit]
    actors: list[ActorHit]
    articles: list[ArticleHit]
    claims: list[ClaimHit]


class Coded(Answer):
    """A text as it was coded and not stored: its runs, its claims, and the rules behind each value."""

    coder: str
    text: list[Piece]
    claims: list[ClaimCard]
    why: dict[str, dict[str, list[str]]]


class AddedOne(Answer):
    """What became of one article: ``done`` is new, new version, head corrected, there already, replaced since (by a newer text or head),
    or refused (then ``error`` says why)."""

    id: str
    done: str
    claims: int
    error: str | None


class Added(Answer):
    """What became of the articles that were added."""

    articles: list[AddedOne]
    revision: str
    updating: bool


# -- what is posted ---------------------------------------------------------------------------------------------------------------------

Id = Annotated[str, Field(min_length=1, max_length=200)]
Why = Annotated[str | None, Field(max_length=2_000)]


class Accept(Answer):
    """The claim is right as it stands."""

    action: Literal["accept"]
    claim: Id
    why: Why = None


class Reject(Answer):
    """The claim is none: nothing counts it."""

    action: Literal["reject"]
    claim: Id
    why: Why = None


class Correct(Answer):
    """One field of the claim is another: ``value`` as JSON of the claim on the wire, or ``words`` in the short form of the command line.

    ``span`` says where in the article the words stand that a party, a place or a source is read from; ``at`` which place it is.
    """

    action: Literal["correct"]
    claim: Id
    field: Literal["kind", "status", "actor", "target", "places", "when", "counts", "sources", "loaded"]
    value: Any = None
    words: Annotated[str | None, Field(max_length=500)] = None
    span: Annotated[tuple[int, int] | None, Field(description="start and end in code points")] = None
    at: Annotated[int, Field(ge=0, le=1_000)] = 0
    why: Annotated[str, Field(min_length=1, max_length=2_000)]


class Join(Answer):
    """Claims are of one event with each of the others (merge), or of another (split): ids of claims, or of events for all their claims.

    An event among the others of a split stands for those of its claims that do not leave it. ``together``: claims that leave one event
    stay together.
    """

    action: Literal["merge", "split"]
    claims: Annotated[list[Id], Field(min_length=1, max_length=5_000)]
    others: Annotated[list[Id], Field(min_length=1, max_length=5_000)]
    together: bool = True
    why: Why = None

    @model_validator(mode="before")
    @classmethod
    def _of_two(cls, data: Any) -> Any:
        """Two claims may be given as ``claim`` and ``other``."""
        if not isinstance(data, dict):
            return data
        short = {"claim": "claims", "other": "others"}
        return {short.get(name, name): [value] if name in short else value for name, value in data.items()}


class NameValue(Answer):
    """What a name stands for: as a candidate of /review/names gives it."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    name: Annotated[str, Field(min_length=1, max_length=300)]
    within: Annotated[str | None, Field(max_length=200)] = None
    level: Literal["country", "adm1", "adm2", "town", "neighbourhood", "site"] | None = None
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    radius_km: Annotated[float | None, Field(ge=0, le=20_040)] = None


class Resolve(Answer):
    """What a name stands for: a ``value`` of /review/names, ``words`` that are known, or neither: nothing that can be known."""

    action: Literal["resolve"]
    sort: Literal["place", "actor"]
    name: Annotated[str, Field(min_length=1, max_length=300)]
    value: NameValue | None = None
    words: Annotated[str | None, Field(max_length=300)] = None
    region: Annotated[str | None, Field(max_length=200)] = None
    why: Why = None


class Undo(Answer):
    """The decision counts no more."""

    action: Literal["undo"]
    decision: Id
    why: Why = None


Decide = Annotated[Accept | Reject | Correct | Join | Resolve | Undo, Field(discriminator="action")]


class NewArticle(Answer):
    """An article as it is pasted; without ``id`` one is made of its outlet, day and text."""

    text: Annotated[str, Field(min_length=1)]
    title: Annotated[str, Field(max_length=2_000)] = ""
    outlet: Annotated[str | None, Field(max_length=300)] = None
    published: dt.date | None = None
    url: Annotated[str | None, Field(max_length=2_000)] = None
    id: Annotated[str | None, Field(min_length=1, max_length=200)] = None


class Add(Answer):
    """Articles to code and store."""

    articles: Annotated[list[NewArticle], Field(min_length=1, max_length=50)]


class Login(Answer):
    """A token, to be kept as a cookie that scripts cannot read."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
