"""Stretches that end on a day told beside them: "on Monday … in 24 hours of bombardment", "on Sunday, the fifth day of an incursion"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.coder.timegrammar import calendar as cal
from dateline.coder.timegrammar.calendar import Days
from dateline.coder.timegrammar.cues import cue
from dateline.coder.timegrammar.made import Made
from dateline.coder.timegrammar.match import Found, Grammar
from dateline.model import Precision

_IN = re.compile(r"\b(?:in|within)\s+(?:(?:just|only|about|around|the)\s+)*$", re.IGNORECASE)
# "the fifth day of", "for a second day", "the 40th consecutive day"
_NTH = re.compile(
    r"(?P<for>\bfor\s+)?\b(?:(?:a|an|the|its|their)\s+)?(?P<nth>\d+(?=st|nd|rd|th)|[a-z]+)(?:st|nd|rd|th)?\s+"
    r"(?P<row>(?:consecutive|straight|successive)\s+)?day\b(?P<of>\s+of\b)?",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"PT(\d+)H|P(\d+)D")
# Longer ones are no scene any more. In days.
_LONGEST = 90


def streaks(text: str, start: int, end: int, found: list[Found], grammar: Grammar) -> Iterator[Found]:
    """Yield the stretches of one sentence (its offsets), each with its days; none where the sentence tells no single day to end on."""
    ends = [each for each in found if each.made.days is not None and each.made.days.start == each.made.days.end]
    if not ends:
        return
    for each in found:
        if (back := _back(text, each)) is not None and not _looks_ahead(text[start : each.start]):
            yield from _made(each.start, each.end, back, ends)
    for match in _NTH.finditer(text, start, end):
        number = int(match["nth"]) if match["nth"].isdigit() else grammar.ordinal(match["nth"].lower()) or 0
        told = match["for"] or match["row"] or match["of"]
        if number > 1 and told and not any(each.start < match.end() and match.start() < each.end for each in found):
            yield from _made(match.start(), match.end() - len(match["of"] or ""), number - 1, ends)


def _back(text: str, each: Found) -> int | None:
    """How many days "in 24 hours" and "in two days" reach back from their last day; None for any other expression."""
    length = _LENGTH.fullmatch(each.made.value) if each.made.days is None and each.made.kind == "DURATION" else None
    if length is None or not _IN.search(text, max(0, each.start - 20), each.start):
        return None
    if length[1]:
        return int(length[1]) // 24 if int(length[1]) % 24 == 0 else None
    return int(length[2]) - 1


def _looks_ahead(before: str) -> bool:
    """ "Will be taken in two days"."""
    return any(word in cue("ahead") for word in before.lower().split()[-8:])


def _made(start: int, end: int, back: int, ends: list[Found]) -> Iterator[Found]:
    nearest = min(ends, key=lambda each: (max(each.start - end, start - each.end), each.start))
    last = nearest.made.days.end if nearest.made.days is not None else None
    first = cal.shift(last, -back) if last is not None else None
    if first is not None and last is not None and 0 < (last - first).days <= _LONGEST:
        yield Found(start, end, "streak", Made("DURATION", f"{first}/{last}", Days(first, last, Precision.RANGE)))
