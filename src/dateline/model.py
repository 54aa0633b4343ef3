"""The words of the domain: immutable, validated values, and their form on the wire.

Offsets are counted in characters (Unicode code points) of the article's ``text``, end exclusive.
Every value that was read from a text carries the :class:`Span` it was read from.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator


class _Value(BaseModel):
    """Immutable, closed (an unknown field is an error), compared by content."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)

    def to_json(self) -> dict[str, Any]:
        """Return the value as plain JSON types, in the order of its fields."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Build the value from what :meth:`to_json` returned; raises ``ValueError`` when a field is missing, unknown or wrong."""
        return cls.model_validate(data)


class Status(StrEnum):
    """Whether the event is said to have taken place."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    POSSIBLE = "possible"
    DENIED = "denied"
    PAST = "past"


class Outcome(StrEnum):
    """How far a place name could be resolved."""

    EXACT = "exact"
    CONTAINER = "container"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """The feature level of a resolved place."""

    COUNTRY = "country"
    ADM1 = "adm1"
    ADM2 = "adm2"
    TOWN = "town"
    NEIGHBOURHOOD = "neighbourhood"
    SITE = "site"


class Precision(StrEnum):
    """How finely a time was told."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


FIRST_DAY, LAST_DAY = dt.date(1500, 1, 1), dt.date(2500, 12, 31)
"""A report is of a day between these; another is a mistake, and days counted from it would leave the calendar."""

Measure = Literal[
    "killed", "wounded", "captured", "released", "evacuated", "displaced", "missing",
    "surrendered", "present", "strikes", "vehicles", "settlements", "percent", "other",
]  # fmt: skip

Offsets = Annotated[tuple[int, int], Field(description="[start, end) in characters of the article's text")]


def _check_offsets(text: str, span: tuple[int, int]) -> None:
    start, end = span
    if start < 0 or end < start:
        raise ValueError(f"span [{start}, {end}) is not a stretch of text: its start must be >= 0 and its end >= its start")
    if end - start != len(text):
        raise ValueError(f"span [{start}, {end}) is {end - start} characters long, its text {text!r} is {len(text)}")


class Span(_Value):
    """A stretch of an article's text: the words, and where they stand."""

    text: str
    span: Offsets

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _check_offsets(self.text, self.span)
        return self

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.span[0]

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.span[1]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Self:
        """Cut ``text[start:end]``; raises ``ValueError`` when that lies outside the text."""
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"span [{start}, {end}) lies outside the text, which has {len(text)} characters")
        return cls(text=text[start:end], span=(start, end))


@lru_cache(maxsize=4)
def _version(text: str) -> str:
    # Asked for with every claim of an article.
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Article(_Value):
    """One report as published."""

    id: Annotated[str, Field(min_length=1)]
    outlet: str | None = None
    url: str | None = None
    published: dt.date | None = None
    title: str = ""
    text: str
    language: str = Field(default="en", description="what the text is written in, as two letters (ISO 639-1); only English is coded")
    published_at: AwareDatetime | None = Field(default=None, description="the moment of publication, where time and time zone were told")
    author: str | None = None
    section: str | None = None
    raw: str | None = Field(default=None, description="name of the original in the folder that originals were kept in")

    @field_validator("published", mode="before")
    @classmethod
    def _day(cls, value: object) -> object:
        """Accept an ISO date-time as its day; the rest is left to pydantic."""
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, str):
            value = value.strip()
            return value[:10] if len(value) > 10 and value[10] in "T " else (value or None)
        return value

    @field_validator("published")
    @classmethod
    def _plausible(cls, value: dt.date | None) -> dt.date | None:
        if value is not None and not FIRST_DAY <= value <= LAST_DAY:
            raise ValueError(f"published on {value}: no report is of that day; give one from {FIRST_DAY} to {LAST_DAY}, or none")
        return value

    @property
    def version(self) -> str:
        """Hash of the text: the same article with a changed text is another version."""
        return _version(self.text)


class Mention(Span):
    """A phrase that stands for an actor: its words, and the entity or the reason there is none."""

    id: str | None = None
    name: str | None = None
    reason: str | None = Field(default=None, description="why no entity of the roster was found for the phrase")


class Candidate(_Value):
    """One place that an ambiguous name may stand for."""

    id: str
    name: str
    lat: float
    lon: float


class PlaceMention(Span):
    """A phrase that stands for a place: its words, what it was resolved to, and how finely."""

    id: str | None = None
    name: str | None = None
    within: str | None = None
    outcome: Outcome = Outcome.UNKNOWN
    level: Level | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    radius_km: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    candidates: tuple[Candidate, ...] = ()
    carried: bool = Field(default=False, description="taken over from an earlier sentence, the title or the dateline")
    in_title: bool = Field(default=False, description="the span counts in the title, not in the text")

    @model_validator(mode="after")
    def _has_both_coordinates(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise ValueError(f"place {self.text!r} has a latitude without a longitude, or the reverse; give both or neither")
        if self.outcome in (Outcome.EXACT, Outcome.CONTAINER) and self.lat is None:
            raise ValueError(f"place {self.text!r} is {self.outcome} and must have coordinates")
        if self.outcome is Outcome.UNKNOWN and self.lat is not None:
            raise ValueError(f"place {self.text!r} is unknown and must not have coordinates")
        return self


class TimeRange(_Value):
    """Days from ``start`` to ``end``, both included, and the words they were read from."""

    start: dt.date
    end: dt.date
    precision: Precision
    text: str
    span: Offsets | None = Field(default=None, description="null when the day comes from the report's own date")
    carried: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"time {self.text!r} ends on {self.end}, before it starts on {self.start}")
        if self.span is not None:
            _check_offsets(self.text, self.span)
        return self


class Count(Span):
    """How many of whom: a number or a range, and the words it was read from."""

    what: Measure
    who: str | None = None
    low: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    high: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = Field(default=None, description="null: no upper bound was told")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high is not None and self.high < self.low:
            raise ValueError(f"count {self.text!r} has low {self.low:g} above high {self.high:g}")
        return self


UNNAMED = "(unnamed)"


class Source(_Value):
    """One link of an attribution: who is said to say it, and the cue that tells so."""

    text: str = Field(description=f"the words that name the source, or {UNNAMED!r}")
    span: Offsets | None = None
    name: str | None = None
    id: str | None = None
    cue: str | None = None
    cue_span: Offsets | None = None
    certainty: Literal["asserts", "hedges", "denies"] = "asserts"
    carried: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.span is not None:
            _check_offsets(self.text, self.span)
        elif self.text != UNNAMED and not self.carried:
            raise ValueError(f"source {self.text!r} has no span: only {UNNAMED!r} or a carried source may lack one")
        if self.cue_span is not None:
            _check_offsets(self.cue or "", self.cue_span)
        return self


class Loaded(Span):
    """A loaded word, kept as evidence, with a neutral reading."""

    neutral: str | None = None


class Crosswalk(_Value):
    """What other schemes would call the claim; null where they have no word for it."""

    plover: str | None = None
    mode: str | None = None
    cameo: str | None = None
    acled: str | None = None


class Confidence(_Value):
    """How sure the coder is, from 0 to 1: of the claim, and of each field."""

    claim: Annotated[float, Field(ge=0, le=1)]
    kind: Annotated[float, Field(ge=0, le=1)]
    status: Annotated[float, Field(ge=0, le=1)]
    actor: Annotated[float, Field(ge=0, le=1)] | None = None
    target: Annotated[float, Field(ge=0, le=1)] | None = None
    places: Annotated[float, Field(ge=0, le=1)] | None = None
    when: Annotated[float, Field(ge=0, le=1)] | None = None
    sources: Annotated[float, Field(ge=0, le=1)] | None = None


class Claim(_Value):
    """One event, or state of control, as one sentence of an article tells it."""

    id: Annotated[str, Field(pattern=r"^c_[0-9a-f]{16}$")]
    article: str
    kind: str
    status: Status
    confidence: Confidence
    trigger: Span
    actor: Mention | None = None
    target: Mention | None = None
    places: tuple[PlaceMention, ...] = ()
    when: TimeRange | None = None
    counts: tuple[Count, ...] = ()
    sources: tuple[Source, ...] = ()
    loaded: tuple[Loaded, ...] = ()
    crosswalk: Crosswalk = Crosswalk()

    def spans(self) -> list[tuple[str, tuple[int, int]]]:
        """Return every (words, offsets) pair of the claim that counts in the article's text."""
        found: list[tuple[str, tuple[int, int]]] = [(self.trigger.text, self.trigger.span)]
        parts: list[Mention | Count | Loaded] = [*self.counts, *self.loaded]
        parts += [mention for mention in (self.actor, self.target) if mention is not None]
        found += [(part.text, part.span) for part in parts]
        found += [(place.text, place.span) for place in self.places if not place.in_title]
        if self.when is not None and self.when.span is not None:
            found.append((self.when.text, self.when.span))
        for source in self.sources:
            if source.span is not None:
                found.append((source.text, source.span))
            if source.cue is not None and source.cue_span is not None:
                found.append((source.cue, source.cue_span))
        return found

    def check(self, article: Article) -> None:
        """Raise ``ValueError`` when a span's words are not the article's words there."""
        for words, (start, end) in self.spans():
            if article.text[start:end] != words:
                raise ValueError(f"claim {self.id}: the text of article {article.id} at [{start}, {end}) is "
                                 f"{article.text[start:end]!r}, not {words!r}")  # fmt: skip


def claim_id(article: Article, trigger: tuple[int, int], ordinal: int) -> str:
    """Return the id of the ``ordinal``-th claim (from 0) on a trigger span of one version of an article's text."""
    key = f"{article.id}\x1f{article.version}\x1f{trigger[0]}\x1f{trigger[1]}\x1f{ordinal}"
    return "c_" + hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def json_schema(what: Literal["article", "claim"]) -> dict[str, Any]:
    """Return the JSON Schema of an article or a claim, as published by ``dateline schema``."""
    types: dict[str, type[_Value]] = {"article": Article, "claim": Claim}
    schema = types[what].model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
