"""Step: carry the day of the scene to events that no time is told with.

A report tells the day once: "Jets struck the mill on Friday. Nine people were hurt." The second sentence has the day of the
first. What is carried goes from an event to the next of its kind, or within one scene of violence and its victims; fighting for ground
sets a scene, too. Plans, fears and states take none; words said, and what is told as a result ("have killed nine"), only that of
the next sentence, which tells the same more fully. History ("in 1992") is not carried into the present, but goes with its own
event where that is told of again ("the massacre"). An event that is told by how long after another it was is counted from that.
"""

from __future__ import annotations

import datetime as dt

from dateline.coder.lapse import inner, moved
from dateline.coder.nearness import is_now, is_older, words
from dateline.coder.reading import Event, Reading, TimeExpression
from dateline.coder.step import Step
from dateline.coder.tree import Token
from dateline.model import Precision, Status, TimeRange

# A stretch longer than this ("since 2012") is no scene. In days.
_LONGEST = 1
# How many sentences a day is carried at a stretch; the setting ``scene_sentences`` may make it fewer.
_REACH = 3
# "*Shelling* killed nine": the name of an event.
_NAMES = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_HANGING = frozenset({"advcl", "pcomp", "prep", "xcomp", "conj"})
_PRESENT = frozenset({"has", "have", "'ve"})
# How many sentences ahead a lead finds the mention that dates it; further down stands mostly another event of its kind.
_AHEAD = 2
# The sentences that a report opens with, the headline among them: "Shells have killed nine" is dated by the next. From 0.
_LEAD = 2
_CARRIES = frozenset({Status.HAPPENED, Status.DENIED})


def run(reading: Reading) -> None:
    """Fill ``when`` of events without one, from the events around them."""
    dated = any(event.when is not None for event in reading.events)
    for index, event in enumerate(reading.events if dated else ()):
        if event.when is not None or not _may_carry(event):
            continue
        source, rule = _source(reading, index)
        if source is not None and inner(event.head) is not None and not (_is_definite(event) and source.kind == event.kind):
            continue  # told by how long before or after another it was; "the day after *the raid*" has the day of the raid told before
        if source is not None and source.when is not None and not _is_elsewhere(event, source.when, reading.times):
            event.when = source.when.model_copy(update={"carried": True})
            event.because("when", f"{rule}: {source.when.text}")
    for event, day in list(moved(reading)):
        event.when = day
        event.because("when", f"counted from another event: {day.text}")


def _may_carry(event: Event) -> bool:
    """Tell whether an event is told as over and done; rescuers at work after a blast are of its day, too."""
    verb = event.head
    if verb.tag_ == "VB" and verb.dep_ == "xcomp" and verb.head.lemma not in words("done") | words("tried"):
        return False  # "the hills are used *to shell* the town"
    return event.status in _CARRIES or (event.status is Status.ONGOING and event.kind in words("relief"))


def _is_elsewhere(event: Event, when: TimeRange, times: list[TimeExpression]) -> bool:
    """Tell whether the event's sentence speaks of other days than those of the scene.

    "On Monday it announced an end of the *raids*", "the *raids* of recent weeks": a day before the event, or a stretch, that is not the
    scene's; a day behind it is mostly that of the telling or of what came of it. "*The* raids" are the scene's for all that.
    """
    if _is_definite(event):
        return False
    for time in times:
        if event.sentence.start <= time.start < event.sentence.end:
            days = time.days
            if days is None:
                vague = time.value == "PAST_REF" or time.value.startswith("PX")
                other = vague and any(word in words("vague") for word in time.text.lower().split())
            elif days.start == days.end:
                other = time.start < event.start and days.start != when.start
            else:
                other = days.precision is Precision.RANGE and (days.start, days.end) != (when.start, when.end)
            if other:
                return True
    return False


def _verb(event: Event) -> Token | None:
    verb = event.light_head or event.head
    return verb if verb.pos_ in ("VERB", "AUX") else None


def _is_perfect(event: Event) -> bool:
    """ "They *have* seized the hill": told as a result, on whatever day it came about; so is "have answered by *shelling* it"."""
    verb = _verb(event)
    while verb is not None and verb.tag_ == "VBG" and verb.dep_ in _HANGING and verb.head.i != verb.i:
        verb = verb.head
    return verb is not None and any(c.dep_ == "aux" and c.lower_ in _PRESENT for c in verb.children)


def _is_going_on(event: Event) -> bool:
    """ "Rebels *battling* the army"."""
    verb = _verb(event)
    return verb is not None and verb.tag_ == "VBG" and verb.dep_ not in _NAMES


def _source(reading: Reading, index: int) -> tuple[Event | None, str]:
    """The event that gives its day, and why."""
    event = reading.events[index]
    if not _is_perfect(event) and event.kind not in words("never"):
        source, rule = _behind(reading, index)
        if source is not None:
            return source, rule
    return _ahead(reading, index), "told with a later mention"


def _behind(reading: Reading, index: int) -> tuple[Event | None, str]:
    """An event told before, of the same kind or of the same scene."""
    event = reading.events[index]
    reach = min(_REACH, reading.knowledge.settings.scene_sentences)
    before = [other for other in reading.events[:index] if other.when is not None and event.sentence.index - other.sentence.index <= reach]
    before.reverse()
    before.sort(key=lambda other: _is_streak(other.when))
    for other in before:
        if other.kind == event.kind and _carries(reading, other.when):
            return other, "carried from the same kind of event"
    for other in before:
        if other.kind == event.kind and _is_definite(event) and event.sentence.index - other.sentence.index <= 1:
            return other, "the same event told again"
    for other in before:
        if _gives_scene(other, event) and _carries(reading, other.when):
            return other, "carried from the scene"
    return None, ""


def _is_streak(when: TimeRange | None) -> bool:
    """ "In 24 hours of shelling", "for a second day": a day that is told beside it is the scene's rather."""
    return when is not None and when.text.lower().split()[-1] in words("streak")


def _gives_scene(other: Event, event: Event) -> bool:
    if event.kind in words("scene"):
        return other.kind in words("scene") | words("ground")
    return event.kind in words("push") and other.kind in words("scene") and event.sentence.index - other.sentence.index <= 1


def _ahead(reading: Reading, index: int) -> Event | None:
    """A headline or lead tells first what a later sentence dates."""
    event = reading.events[index]
    told, perfect = event.kind in words("never"), _is_perfect(event)
    if _is_going_on(event):
        return None
    for other in reading.events[index + 1 :]:
        far = other.sentence.index - event.sentence.index
        verb = _verb(other) if far == 0 else None
        if verb is not None and is_older(verb) and not is_now(other.when, reading.anchor):
            continue
        if other.when is None or other.when.carried or not _carries(reading, other.when) or not _is_scene(event, other):
            continue
        if told:
            return other if other.kind == event.kind and far == 1 else None
        if perfect:
            return other if event.sentence.index <= _LEAD and far <= 1 else None
        if far <= _AHEAD or _is_known(other):
            return other
    return None


def _is_definite(event: Event) -> bool:
    """ "The raid", "this attack": the words take it that the event has been told."""
    return event.head.pos_ == "NOUN" and any(word.lower_ in words("definite") for word in event.head.children)


def _is_known(event: Event) -> bool:
    """ "The raid on Friday", "Friday's raid", "Fridays raid"."""
    if event.head.pos_ != "NOUN" or event.when is None or event.when.span is None:
        return False
    start, end = event.when.span
    of_day = any(word.dep_ == "poss" and start <= event.sentence.offset(word) < end for word in event.head.children)
    return _is_definite(event) or of_day or 0 <= event.start - end <= 3


def _is_scene(event: Event, other: Event) -> bool:
    return other.kind == event.kind or (event.kind in words("scene") and other.kind in words("scene") | words("ground"))


def _carries(reading: Reading, when: TimeRange | None) -> bool:
    """Tell whether a day is of the report's own present."""
    if when is None or when.precision in (Precision.YEAR, Precision.MONTH):
        return False
    if (when.end - when.start).days > _LONGEST:
        return False
    if reading.anchor is None:
        return True
    return when.end >= reading.anchor - dt.timedelta(days=reading.knowledge.settings.past_days)


STEP = Step("carry", requires=("anchor", "sentences", "events", "events.when", "events.status"), assigns=("events.when",), run=run)
