"""Days that count from the day of the telling: "said on Friday that nine had died in the past 48 hours", on a page of Saturday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from dateline.coder.reading import TimeExpression
from dateline.model import FIRST_DAY, LAST_DAY

# A day told further from the report's own is no day of its telling. In days.
_FAR = 2


def counted(times: list[TimeExpression], is_telling: Callable[[TimeExpression], bool], anchor: dt.date | None) -> list[TimeExpression]:
    """Return the times of a sentence, those that count from the report counted from the one day of its telling instead.

    "Overnight" and "the past 48 hours" are the speaker's, who spoke the day before the page was printed.
    """
    if anchor is None:
        return times
    relative = [time for time in times if _is_relative(time, anchor)]
    if not relative:
        return times
    told = {time.days.start for time in times if time.days is not None and time.days.start == time.days.end and is_telling(time)}
    shift = next(iter(told)) - anchor if len(told) == 1 else dt.timedelta(0)
    if not shift or abs(shift.days) > _FAR:
        return times
    return [_shifted(time, shift) if time in relative else time for time in times]


def _is_relative(time: TimeExpression, anchor: dt.date) -> bool:
    days, text = time.days, time.text.lower()
    if days is None or days.start == days.end or days.end != anchor or "since" in text:
        return False
    return time.kind == "DURATION" or time.value.endswith("TNI")


def _shifted(time: TimeExpression, shift: dt.timedelta) -> TimeExpression:
    days = time.days
    if days is None or days.start + shift < FIRST_DAY or days.end + shift > LAST_DAY:
        return time
    moved = days.model_copy(update={"start": days.start + shift, "end": days.end + shift})
    return TimeExpression(time.start, time.end, time.text, time.kind, time.value, moved)
