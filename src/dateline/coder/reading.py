"""The working record of one article on its way through the coder's steps.

A :class:`Reading` starts with the article alone. Each step assigns the fields that it declares; reading a field that no
step has assigned yet raises. Offsets are always those of ``article.text``: ``Reading.text`` has the same length.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dateline.coder.tree import Doc, Token
from dateline.errors import PipelineError
from dateline.model import Article, Count, Loaded, Mention, PlaceMention, Source, Status, TimeRange
from dateline.ontology import Light, Trigger

if TYPE_CHECKING:
    from dateline.coder.ballot import Ballot
    from dateline.coder.knowledge import Knowledge
    from dateline.gazetteer import Gazetteer
    from dateline.roster import Roster


@dataclass(slots=True, eq=False)
class Sentence:
    """One sentence: its offsets in the article, and its parse when it was worth one."""

    index: int
    start: int
    end: int
    doc: Doc | None = None

    def offset(self, token: Token) -> int:
        """Offset of a token's first character in the article's text."""
        return self.start + token.idx

    def span(self, first: Token, last: Token) -> tuple[int, int]:
        """Offsets in the article's text from one token to another, both included."""
        return self.start + first.idx, self.start + last.idx + len(last.text)

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens of the sentence that begin from one offset up to, not at, another; none where it was not parsed."""
        return [token for token in self.doc if start <= self.offset(token) < end] if self.doc is not None else []


@dataclass(slots=True)
class Dateline:
    """What the opening of a dispatch says: place, day and agency, as far as it is there (offsets in the article's text)."""

    start: int
    end: int
    place: tuple[int, int] | None = None
    day: dt.date | None = None
    day_span: tuple[int, int] | None = None
    agency: tuple[int, int] | None = None


@dataclass(slots=True, eq=False)
class Phrase:
    """A noun phrase or pronoun that may stand for an actor."""

    sentence: Sentence
    head: Token
    start: int
    end: int
    text: str
    pronoun: bool = False
    plural: bool = False
    proper: bool = False
    antecedent: Phrase | None = None

    def tokens(self) -> list[Token]:
        """The tokens of the phrase."""
        return self.sentence.between(self.start, self.end)

    def referent(self) -> Phrase:
        """Follow the antecedents to the fullest phrase that names the same actor."""
        seen, phrase = {id(self)}, self
        while phrase.antecedent is not None and id(phrase.antecedent) not in seen:
            phrase = phrase.antecedent
            seen.add(id(phrase))
        return phrase


@dataclass(slots=True)
class TimeExpression:
    """A stretch of text that tells a time; ``value`` is its TIMEX3 value, ``days`` the days it covers where it has any."""

    start: int
    end: int
    text: str
    kind: str
    value: str
    days: TimeRange | None = None


@dataclass(slots=True, eq=False)
class Toponym:
    """A place name found in the text or title, with what it was resolved to.

    ``within`` is the name that the text itself gives as its container; ``head`` are the offsets of the name without direction and feature.
    ``relative``: it is told by another place ("10 km north of X"), whose name is the head. ``country``: the ISO code of that it lies in.
    """

    start: int
    end: int
    text: str
    place: PlaceMention
    in_title: bool = False
    within: Toponym | None = None
    head: tuple[int, int] | None = None
    relative: bool = False
    country: str = ""


@dataclass(slots=True, eq=False)
class AttributionDraft:
    """One attribution: a source, the cue that shows it, and the stretches of text that it is the source of.

    ``head`` is the source phrase's head in the parse (None: nobody is named), ``rule`` the rule that found it, and ``speech``
    tells whether its cue may carry quoted words; one that does not nest (``nests``) gives way to any other source. ``monitor`` tells
    of a source that watches and counts.
    Chains follow from the scopes: the outer source's scope holds the inner cue.
    """

    sentence: Sentence
    source: Source
    scope: list[tuple[int, int]]
    phrase: Phrase | None = None
    head: Token | None = None
    rule: str = ""
    speech: bool = False
    nests: bool = True
    monitor: bool = False

    def covers(self, offset: int) -> bool:
        """Tell whether a character offset lies in what the source answers for."""
        # A plain loop: every source is asked about every event.
        for start, end in self.scope:  # noqa: SIM110
            if start <= offset < end:
                return True
        return False


@dataclass(slots=True, eq=False)
class Event:
    """The draft of a claim; ``cued`` tells that a word of the text says its status ("*may* attack", "fighting *continued*")."""

    sentence: Sentence
    head: Token
    start: int
    end: int
    trigger: Trigger
    kind: str
    light: Light | None = None
    light_head: Token | None = None
    parts: list[Event] = field(default_factory=list)
    status: Status = Status.HAPPENED
    cued: bool = False
    actor: Phrase | None = None
    target: Phrase | None = None
    actor_mention: Mention | None = None
    target_mention: Mention | None = None
    state_actor: bool | None = None
    places: list[PlaceMention] = field(default_factory=list)
    when: TimeRange | None = None
    counts: list[Count] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    loaded: list[Loaded] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)
    why: dict[str, list[str]] = field(default_factory=dict)

    def because(self, what: str, rule: str) -> None:
        """Record the rule that gave a field its value, for ``dateline explain``."""
        self.why.setdefault(what, []).append(rule)

    def tokens(self) -> list[Token]:
        """The tokens of the trigger."""
        return self.sentence.between(self.start, self.end)


class Reading:
    """One article and all that the steps have read from it so far.

    Fields, in the order in which the steps assign them:

    ``text``          the article's text, same length, boilerplate blanked and typographic marks made plain
    ``dateline``      the dispatch's opening, or None
    ``anchor``        the day that relative dates count from (published, or a full date in the dateline), or None
    ``sentences``     every sentence, in order
    ``events``        the drafts of claims, in the order of the text
    ``votes``         what the trained reader believes of each parsed sentence, by the sentence's index (empty without a reader)
    ``phrases``       noun phrases and pronouns that may be actors, in the order of the text
    ``times``         expressions of time, in the order of the text
    ``toponyms``      place names of text and title, in the order of the text (the title's first)
    ``attributions``  who is said to say what
    ``quantities``    counts found in the text
    """

    FIELDS = ("text", "dateline", "anchor", "sentences", "events", "phrases", "times", "toponyms", "attributions", "quantities", "votes")

    text: str
    dateline: Dateline | None
    anchor: dt.date | None
    sentences: list[Sentence]
    events: list[Event]
    phrases: list[Phrase]
    times: list[TimeExpression]
    toponyms: list[Toponym]
    attributions: list[AttributionDraft]
    quantities: list[Any]
    votes: dict[int, Ballot]

    def __init__(self, article: Article, knowledge: Knowledge) -> None:
        self.article = article
        self.knowledge = knowledge

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer, looked for once an article; raises :class:`~dateline.errors.MissingPart`."""
        return self.knowledge.gazetteer

    @cached_property
    def roster(self) -> Roster:
        """The roster of actors and outlets, looked for once an article; raises :class:`~dateline.errors.KnowledgeError`."""
        return self.knowledge.roster

    def has(self, name: str) -> bool:
        """Tell whether a field has been assigned."""
        return name in self.__dict__

    def __getattr__(self, name: str) -> Any:
        # Only reached when the attribute is missing.
        if name in Reading.FIELDS:
            raise PipelineError(f"{name!r} was read before any step assigned it; list a step that assigns {name!r} earlier in the pipeline")
        raise AttributeError(name)

    def release(self) -> None:
        """Let go of the parses, once the claims are made; the rest of the reading stays."""
        for sentence in self.sentences:
            if sentence.doc is not None:
                sentence.doc.release()

    def sentence_at(self, offset: int) -> Sentence | None:
        """Return the sentence that holds an offset of the article's text."""
        for sentence in self.sentences:
            if sentence.start <= offset < sentence.end:
                return sentence
        return None
