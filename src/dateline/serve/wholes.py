"""The shape of answers that tell one thing whole: a claim, an event, an article, a place, a day of control."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from dateline.serve.models import Answer, EventShort, Named, PlaceShort

Role = Literal["trigger", "actor", "target", "place", "when", "count", "source", "cue", "loaded"]


# -- words of articles --------------------------------------------------------------------------------------------------------------


class Mark(Answer):
    """What a run of words is to a claim; ``n`` tells apart several of a role (the second count)."""

    claim: str
    role: Role
    n: int = 0


class Piece(Answer):
    """A run of an article's words that have the same marks. Plain text, never markup. ``start`` counts code points of the article."""

    text: str
    start: int
    marks: list[Mark]


class Link(Answer):
    """One link of an attribution, outermost first."""

    text: str
    name: str | None
    id: str | None
    cue: str | None
    certainty: str
    carried: bool


class Toll(Answer):
    """How many of whom, as one claim tells it, with its words and where they stand in the article, in code points."""

    what: str
    who: str | None
    low: float
    high: float | None
    text: str
    span: tuple[int, int]


class Party(Answer):
    """Who, in the words of the text and as known; ``reason`` says why nobody is known by them."""

    text: str
    id: str | None
    name: str | None
    reason: str | None


class Spot(Answer):
    """A place of a claim: its words and what they were resolved to."""

    text: str
    id: str | None
    name: str | None
    within: str | None
    outcome: str
    level: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    carried: bool
    candidates: list[PlaceShort]


class Time(Answer):
    """Days and the words that they were read from."""

    start: dt.date
    end: dt.date
    precision: str
    text: str
    carried: bool


class Word(Answer):
    """A loaded word with a neutral reading, and where it stands in the article, in code points."""

    text: str
    neutral: str | None
    span: tuple[int, int]


class Judged(Answer):
    """A decision or a join on record. ``in_force`` is false for one that was taken back or replaced."""

    id: str
    at: str
    who: str
    by_program: bool
    kind: str
    verdict: str
    subjects: list[str]
    value: Any
    why: str | None
    score: float | None
    reasons: list[Any]
    in_force: bool


class ClaimCard(Answer):
    """A claim as it counts now, after all decisions; ``evidence`` is the sentence that tells it, in runs."""

    id: str
    event: str | None
    article: str
    outlet: str | None
    title: str
    url: str | None
    published: dt.date | None
    kind: str
    group: str
    status: str
    origin: Named | None
    origin_why: str | None
    sides: list[str]
    sources: list[Link]
    actor: Party | None
    target: Party | None
    places: list[Spot]
    when: Time | None
    tolls: list[Toll]
    loaded: list[Word]
    evidence: list[Piece]
    confidence: dict[str, float | None]
    coder: str
    accepted: bool
    rejected: bool
    corrected: list[str]


# -- one event, article, place -------------------------------------------------------------------------------------------------------


class Voice(Answer):
    """An origin in an event, the sides that it speaks for, and its claims, earliest first."""

    key: str
    name: str
    sides: list[str]
    claims: list[ClaimCard]


class Dissent(Answer):
    """A field on which claims cannot all be right: what each side says, and the claims that say it."""

    field: str
    one: str
    other: str
    one_claims: list[str]
    other_claims: list[str]


class Related(Answer):
    """Another event that this one has to do with, how, and why the program thinks so."""

    event: str
    relation: str
    why: str
    sentence: str
    first: dt.date | None


class EventWhole(Answer):
    """One event: a sentence, best values, every voice, contradictions, relations and decisions. ``merged`` are ids it had before."""

    id: str
    sentence: str
    event: EventShort
    actors: list[Named]
    targets: list[Named]
    voices: list[Voice]
    contradictions: list[Dissent]
    related: list[Related]
    plans: list[str]
    merged: list[str]
    judgements: list[Judged]


class ArticleWhole(Answer):
    """One article: its head, its text in runs, its claims, the other versions on record, and copies of it."""

    id: str
    version: str
    versions: list[str]
    outlet: str | None
    url: str | None
    published: dt.date | None
    title: str
    author: str | None
    language: str
    text: list[Piece]
    claims: list[ClaimCard]
    rejected: list[str]
    stories: list[Tie]


class Tie(Answer):
    """Another report of the same story: how (reprint, copy, figures, quotes) and why."""

    article: str
    outlet: str | None
    title: str
    published: dt.date | None
    sort: str
    why: str


class Explained(Answer):
    """For each claim the rules that gave each field its value. ``coder`` may be another version than the one that coded the article."""

    article: str
    coder: str
    claims: dict[str, dict[str, list[str]]]


class Span(Answer):
    """Who has a place over a run of days (docs/control.md). ``to`` None: until further notice."""

    place: str
    name: str
    within: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    standing: Literal["held", "claimed", "contested", "unknown"]
    holder: str | None
    holder_name: str | None
    side: str | None
    cause: str | None
    parties: list[str]
    share: tuple[float, float | None] | None
    besieged_by: str | None
    from_day: dt.date
    from_earliest: dt.date | None
    to_day: dt.date | None
    last_evidence: dt.date | None
    supporting: list[str]
    opposing: list[str]


class PlaceName(Answer):
    """A name that reports gave the place, and in how many claims."""

    name: str
    claims: int


class Area(Answer):
    """A place with its record of control; parts of a town come with it."""

    key: str
    name: str
    spans: list[Span]


class PlaceWhole(Answer):
    """One place: where it is, its names, who had it, the claims that say so, and its events, the latest first."""

    place: PlaceShort
    level: str | None
    within: str | None
    names: list[PlaceName]
    control: list[Area]
    evidence: dict[str, ClaimCard]
    events: list[EventShort]
    total_events: int


class ControlDay(Answer):
    """Who has which place on a day. ``as_of`` is the last report in the ledger: after it nothing is known, only not contradicted."""

    on: dt.date | None
    as_of: dt.date | None
    total: int
    holders: list[Named]
    spans: list[Span]


class Change(Answer):
    """A change of holder or standing."""

    day: dt.date
    place: str
    name: str
    from_holder: str | None
    from_standing: str | None
    to_holder: str | None
    to_standing: str
    cause: str | None
    supporting: list[str]
    opposing: list[str]


class Changes(Answer):
    """Changes from one day to another, by day; ``total`` counts also those that are left out."""

    total: int
    changes: list[Change]
