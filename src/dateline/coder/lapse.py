"""Events told by how long after or before another they were: "struck on Friday, two days after the truce was signed".

The truce is two days older than the strike; which of the two has a day of its own is all one. The stretch hangs before the
word that opens the clause or phrase of the other event, and no day told on one side of that word dates the other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.coder.nearness import words
from dateline.coder.reading import Event, Reading, TimeExpression
from dateline.coder.tree import Token
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


def opener(token: Token) -> Token | None:
    """Return the word of "two days *after*" that opens a clause or phrase, by the clause's verb or the phrase's noun; else None."""
    word = None
    if token.dep_ in ("pobj", "pcomp") and _sign(token.head.lower_):
        word = token.head
    elif token.dep_ in _CLAUSES:
        word = next((c for c in token.children if c.i < token.i and _sign(c.lower_)), None)
    if word is None or not word.i or token.doc[word.i - 1].lower_ not in words("lapse"):
        return None
    return None if _lasts(token.doc[word.i - 1]) else word


def _lasts(unit: Token) -> bool:
    """ "Shelled it *for* three days before they left": so long it lasted, until they left."""
    at = unit.i - 1
    while at > 0 and (unit.doc[at].pos_ == "NUM" or unit.doc[at].head.i == unit.i) and unit.doc[at].lower_ != "for":
        at -= 1
    return at >= 0 and unit.doc[at].lower_ == "for"


def inner(token: Token) -> Token | None:
    """Return the top of the clause or phrase that "two days after" opens, where a token stands in one."""
    return next((above for above in (token, *token.ancestors) if opener(above) is not None), None)


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
    time = next((time for time in times if 0 <= at - time.end <= 1), None)
    found = _DAYS.fullmatch(time.value) if time is not None else None
    if time is None or found is None:
        return None
    outer = word.head if top.dep_ in ("pobj", "pcomp") else top.head
    return Lapse(top, outer, int(found[1]) * (7 if found[2] == "W" else 1) * _sign(word.lower_), time)


def _moved(when: TimeRange, days: int, time: TimeExpression) -> TimeRange | None:
    try:
        day = when.start + dt.timedelta(days=days)
    except OverflowError:
        return None
    if not FIRST_DAY <= day <= LAST_DAY:
        return None
    return TimeRange(start=day, end=day, precision=Precision.DAY, text=time.text, span=(time.start, time.end))


def moved(reading: Reading) -> Iterator[tuple[Event, TimeRange]]:
    """Yield the events that such a stretch dates by another event of their sentence, with the day."""
    for event in reading.events:
        lapse = lapse_of(event, reading.times) if event.sentence.doc is not None else None
        if lapse is None:
            continue
        other = _outer(event, lapse, reading.events)
        if other is None:
            continue
        told = [each for each in (event, other) if each.when is not None and not each.when.carried]
        first = event if event in told and other not in told else other
        second = other if first is event else event
        if second in told or first.when is None or first.when.start != first.when.end:
            continue
        day = _moved(first.when, lapse.days if first is event else -lapse.days, lapse.time)
        if day is not None:
            yield second, day


def _outer(event: Event, lapse: Lapse, events: list[Event]) -> Event | None:
    """The event that the stretch counts from: the outer word itself, else what hangs on it most closely."""
    best: tuple[int, Event] | None = None
    for other in events:
        if other.sentence is not event.sentence or other is event:
            continue
        above = [other.head, *other.head.ancestors]
        if any(token.i == lapse.inner.i for token in above):
            continue
        steps = next((steps for steps, token in enumerate(above) if token.i == lapse.outer.i), None)
        if steps is not None and (best is None or steps < best[0]):
            best = (steps, other)
    return best[1] if best is not None else None
