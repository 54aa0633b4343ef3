"""Events told by how long after or before another they were: "struck on Friday, two days after the truce was signed".

The truce is two days older than the strike; which of the two has a day of its own is all one. The stretch hangs before the
word that opens the clause or phrase of the other event, and no day told on one side of that word dates the other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.coder.nearness import governor, is_telling, root_of, words
from dateline.coder.reading import Event, Reading, TimeExpression
from dateline.coder.syntax import child
from dateline.coder.tree import Doc, Token
from dateline.model import FIRST_DAY, LAST_DAY, Precision, TimeRange

_DAYS = re.compile(r"P(\d+)([DW])")
_CLAUSES = frozenset({"advcl", "acl", "relcl", "ccomp"})


@dataclass(frozen=True, slots=True)
class Lapse:
    """What hangs on ``outer`` took place so many days after what is told under ``inner`` (before, when negative)."""

    inner: Token
    outer: Token
    days: int
    time: TimeExpression


def _sign(word: str) -> int:
    """1 for "after", -1 for "before", 0 for what opens no such clause."""
    return (word in words("later")) - (word in words("sooner"))


def has_background(doc: Doc) -> bool:
    """Tell whether a sentence may tell one event by another at all: what :func:`inner` and :func:`background` look for."""
    return any(_sign(token.lower_) or token.lemma in words("sequel") for token in doc)


def _opens(token: Token) -> Token | None:
    """The "after" or "before" that opens a clause, by the clause's verb, or a phrase, by its noun."""
    if token.dep_ in ("pobj", "pcomp"):
        return token.head if _sign(token.head.lower_) else None
    if token.dep_ in _CLAUSES:
        return next((c for c in token.children if c.i < token.i and _sign(c.lower_)), None)
    return None


def opener(token: Token) -> Token | None:
    """Return the word of "two days *after*" that opens a clause or phrase, by the clause's verb or the phrase's noun; else None."""
    word = _opens(token)
    if word is None or not word.i or token.doc[word.i - 1].lower_ not in words("lapse"):
        return None
    return None if _lasts(token.doc[word.i - 1]) else word


def _lasts(unit: Token) -> bool:
    """ "Shelled it *for* three days before they left", "fled *in* the three days after": so long it lasted."""
    at = unit.i - 1
    while at > 0 and (unit.doc[at].pos_ == "NUM" or unit.doc[at].head.i == unit.i) and unit.doc[at].lower_ not in words("lasting"):
        at -= 1
    return at >= 0 and unit.doc[at].lower_ in words("lasting")


def _sequel(token: Token) -> bool:
    """ "The blast followed a *raid*": the object of such a verb is older than its subject, by nobody says how much."""
    verb = token.head
    return token.dep_ == "dobj" and verb.lemma in words("sequel") and child(verb, "nsubj") is not None and child(verb, "agent") is None


def inner(token: Token) -> Token | None:
    """Return the top of the clause or phrase that tells of another time than what is above it: that "two days after" opens, if any."""
    for above in (token, *token.ancestors):
        if opener(above) is not None or _sequel(above):
            return above
        if (told := _told_behind(above)) is not None:
            return told
    return None


def _told_behind(token: Token) -> Token | None:
    """ "The blast followed a raid on the mill *on Friday*": what stands behind the object tells of the raid."""
    if token.dep_ not in ("npadvmod", "prep", "advcl") or token.head.lemma not in words("sequel"):
        return None
    told = child(token.head, "dobj")
    return told if told is not None and told.i < token.i and _sequel(told) else None


def background(token: Token) -> Token | None:
    """Return the top of what is told only to say when something else was, and so tells nothing of where that was.

    Beside the clauses of :func:`inner` those of "came": "the strikes came after a *raid* on the mill".
    """
    for above in (token, *token.ancestors):
        if opener(above) is not None or _sequel(above):
            return above
        word = _opens(above)
        verb = None if word is None else word.head if above.dep_ in ("pobj", "pcomp") else above.head
        if verb is not None and verb.lemma in words("comes") and not any(c.dep_ == "prep" and c is not word for c in verb.children):
            return above  # not "came under fire after …"
    return None


def opens_lapse(time: TimeExpression, root: Token | None) -> bool:
    """Tell whether a time is no day but a distance from what follows it: "*the day after* rebels seized the mill"."""
    if root is None or _sign(time.text.split()[-1].lower()) == 0:
        return False
    doc = root.doc
    word = next((doc[i] for i in range(root.i, min(root.i + 2, len(doc))) if _sign(doc[i].lower_)), None)
    if word is None:
        return False
    return child(word, "pobj", "pcomp") is not None or (word.head.i > word.i and opener(word.head) is word)


def _heads(top: Token, token: Token) -> bool:
    """Tell whether a token belongs to the clause's own verb or noun, not to a clause or another "after …" inside."""
    while token.i != top.i:
        if token.dep_ in _CLAUSES or token.dep_ == "xcomp" or _sign(token.lower_):
            return False
        token = token.head
    return True


def lapse_of(event: Event, times: list[TimeExpression]) -> Lapse | None:
    """Return the stretch that the event's own clause or phrase is opened with; None without one, or where it is not told in days."""
    top = inner(event.head)
    word = opener(top) if top is not None else None
    if top is None or word is None or not _heads(top, event.head):
        return None
    at = event.sentence.offset(word)
    time = next((time for time in times if 0 <= at - time.end <= 1 or time.end == at + len(word.text)), None)
    days = _length(time, word) if time is not None else None
    if time is None or days is None:
        return None
    outer = word.head if top.dep_ in ("pobj", "pcomp") else top.head
    before = event.sentence.between(event.sentence.start, time.start)
    if before and before[-1].lower_ == "and" and (first := inner(outer)) is not None and (opened := opener(first)) is not None:
        # "A week after the raid and two days after the talks": both count from the same event.
        outer = opened.head if first.dep_ in ("pobj", "pcomp") else first.head
    if outer.lower_ in words("lapse"):
        outer = outer.head  # "the day after rebels left": the clause may hang on "day"
    return Lapse(top, outer, days * _sign(word.lower_), time)


def _length(time: TimeExpression, word: Token) -> int | None:
    """How many days a stretch is long; None for "more than two weeks" and what is not told in days."""
    if any(each in words("inexact") for each in time.text.lower().split()):
        return None
    found = _DAYS.fullmatch(time.value)
    if found is not None:
        return int(found[1]) * (7 if found[2] == "W" else 1)
    bare = time.text.lower().split()[-1] == word.lower_  # "the day after": the grammar of times reads it as a day
    return {"day": 1, "week": 7}.get(word.doc[word.i - 1].lower_) if bare else None


def _moved(when: TimeRange, days: int, time: TimeExpression) -> TimeRange | None:
    try:
        day = when.start + dt.timedelta(days=days)
    except OverflowError:
        return None
    if not FIRST_DAY <= day <= LAST_DAY:
        return None
    return TimeRange(start=day, end=day, precision=Precision.DAY, text=time.text, span=(time.start, time.end))


def moved(reading: Reading) -> Iterator[tuple[Event, TimeRange]]:
    """Yield the events that such a stretch dates by another event of their sentence, or by the scene, with the day."""
    backgrounds: dict[int, bool] = {}
    for index, event in enumerate(reading.events):
        doc = event.sentence.doc
        if doc is None:
            continue
        if event.sentence.index not in backgrounds:
            backgrounds[event.sentence.index] = has_background(doc)
        lapse = lapse_of(event, reading.times) if backgrounds[event.sentence.index] else None
        if lapse is None:
            continue
        other = _outer(event, lapse, reading.events)
        if other is None:
            day = _day_of_outer(lapse, event, reading, index)
            if event.when is None and day is not None and (before := _moved(day, -lapse.days, lapse.time)) is not None:
                yield event, before
            continue
        first = _first(event, other)
        second = other if first is event else event
        if _is_own(second) or first.when is None or first.when.start != first.when.end:
            continue
        day = _moved(first.when, lapse.days if first is event else -lapse.days, lapse.time)
        if day is not None:
            yield second, day


def _is_own(event: Event) -> bool:
    return event.when is not None and not event.when.carried


def _first(event: Event, other: Event) -> Event:
    """Of an event and the one that it is told by, the one whose day the other's is counted from."""
    if _is_own(event) != _is_own(other):
        return event if _is_own(event) else other
    return event if other.when is None and event.when is not None else other


def _outer(event: Event, lapse: Lapse, events: list[Event]) -> Event | None:
    """The event that the stretch counts from: the outer word itself, what hangs on it most closely, else what it hangs on.

    "Jets bombed the town, keeping up their raids a day after rebels left it": what the day is counted from hangs on "keeping".
    """
    others = [(other, [token.i for token in (other.head, *other.head.ancestors)]) for other in events if other.sentence is event.sentence]
    others = [(other, above) for other, above in others if other is not event and lapse.inner.i not in above]
    if is_telling(lapse.outer):
        others = [(other, above) for other, above in others if above[0] == lapse.outer.i]
    top = lapse.outer
    while others:
        found = [(above.index(top.i), at) for at, (_, above) in enumerate(others) if top.i in above]
        if found:
            return others[min(found)[1]][0]
        if top.dep_ not in ("advcl", "xcomp", "conj", "acl", "relcl"):
            break
        top = top.head
    return None


def _day_of_outer(lapse: Lapse, event: Event, reading: Reading, index: int) -> TimeRange | None:
    """The day that the stretch counts from where no event of the sentence has it.

    That of the telling ("said on Friday, two days after the raid"), or, where a pronoun stands for what was told ("it came two
    days after the raid"), that of the event before.
    """
    top = lapse.outer
    if is_telling(top):
        for time in reading.times:
            doc, root = event.sentence.doc, None
            if time.days is not None and event.sentence.start <= time.start < event.sentence.end and doc is not None:
                root = root_of(time, event.sentence, doc)
            if root is not None and (verb := governor(root)) is not None and verb.i == top.i:
                return time.days if time.days is not None and time.days.start == time.days.end else None
        return None
    subject = child(top, "nsubj")
    if subject is None or subject.lower_ not in words("retold"):
        return None
    for other in reversed(reading.events[:index]):
        if event.sentence.index - other.sentence.index > 1:
            return None
        if other.sentence is not event.sentence and other.when is not None:
            return other.when if other.when.start == other.when.end else None
    return None
