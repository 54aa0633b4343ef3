"""Step: carry the day of the scene to events that no time is told with.

A report tells the day once: "Jets struck the mill on Friday. Nine people were hurt." The second sentence has the day of the
first. What is carried goes from an event to the next of its kind, or within one scene of violence and its victims, never to
words said, plans, fears and states; history ("in 1992") is not carried into the present.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from dateline.coder.reading import Event, Reading
from dateline.coder.step import Step
from dateline.model import Precision, Status, TimeRange
from dateline.tables import Column, read_table

_TABLE = Path(__file__).parent / "data" / "when.csv"
# A stretch longer than this ("since 2012") is no scene. In days.
_LONGEST = 1
# How many sentences a day is carried at a stretch; the setting ``scene_sentences`` may make it fewer.
_REACH = 3
_CARRIES = frozenset({Status.HAPPENED, Status.DENIED})


@cache
def _kinds(rule: str) -> frozenset[str]:
    columns = {"rule": Column(required=True), "words": Column(required=True, many=True)}
    return frozenset(word for row in read_table(_TABLE, columns) if row["rule"] == rule for word in row.many("words"))


def run(reading: Reading) -> None:
    """Fill ``when`` of events without one, from the events around them."""
    told = [event for event in reading.events if event.when is not None]
    if not told:
        return
    for index, event in enumerate(reading.events):
        if event.when is None and event.status in _CARRIES and event.kind not in _kinds("never") and _is_told_as_over(event):
            source, rule = _source(reading, index)
            if source is not None and source.when is not None:
                event.when = source.when.model_copy(update={"carried": True})
                event.scores["when"] = 0.6
                event.because("when", f"{rule}: {source.when.text}")


def _is_told_as_over(event: Event) -> bool:
    """Tell whether the event may be one of the scene's: not "rebels *battling* the army", nor "they *have* seized large areas"."""
    verb = event.light_head or event.head
    if verb.pos_ not in ("VERB", "AUX"):
        return True
    return verb.tag_ != "VBG" and not any(c.dep_ == "aux" and c.lower_ in ("has", "have", "'ve") for c in verb.children)


def _source(reading: Reading, index: int) -> tuple[Event | None, str]:
    """The event that gives its day, and why."""
    event = reading.events[index]
    reach = min(_REACH, reading.knowledge.settings.scene_sentences)
    before = [other for other in reading.events[:index] if other.when is not None and event.sentence.index - other.sentence.index <= reach]
    for other in reversed(before):
        if other.kind == event.kind and _carries(reading, other.when):
            return other, "carried from the same kind of event"
    if event.kind in _kinds("scene"):
        for other in reversed(before):
            if other.kind in _kinds("scene") and _carries(reading, other.when):
                return other, "carried from the scene"
    for other in reading.events[index + 1 :]:
        # A headline or lead tells first what a later sentence dates.
        if other.when is not None and not other.when.carried and _carries(reading, other.when) and _is_scene(event, other):
            return other, "told with a later mention"
    return None, ""


def _is_scene(event: Event, other: Event) -> bool:
    return other.kind == event.kind or (event.kind in _kinds("scene") and other.kind in _kinds("scene"))


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
