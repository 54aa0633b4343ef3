"""Step: find the expressions of time in the text, and the days that each of them means.

"on Friday" in a report of a Sunday is two days before; "since Friday" runs to the day of the report; "between 2 and 5 May" is one
range. The grammar is in :mod:`dateline.coder.timegrammar`, its words and rules are tables.
"""

from __future__ import annotations

import datetime as dt
import re

from dateline.coder.reading import Reading, TimeExpression
from dateline.coder.step import Step
from dateline.coder.timegrammar import Found, Frame, load_grammar
from dateline.coder.timegrammar.ranges import joined
from dateline.model import FIRST_DAY, LAST_DAY, TimeRange

# How far into the text a page's own date may stand, and how far with other words before it.
_HEAD, _OPENING = 400, 120
# Nothing is a full date without a year, or numbers with marks between.
_YEAR = re.compile(r"\d{4}|'\d\d|\d[/.-]\d")
_LABEL = re.compile(
    r"\b(?:published|updated|posted|date of publication|last updated|story is from|first published)(?:\s+(?:on|at))?\s*:?(?:\s+\w+,?)?$",
    re.IGNORECASE,
)
_TIED = re.compile(r"\b(?:on|of|in|since|from|until|till|by|between|before|after|to|and|the|dated|for|last|late|early)$|,$", re.IGNORECASE)


def recognise(text: str, anchor: dt.date | None) -> list[Found]:
    """Return the expressions of time of a text, each for itself, by the day of the report (None: relative ones get no days)."""
    # Days counted from the ends of the calendar would leave it.
    frame = Frame(anchor if anchor is not None and FIRST_DAY <= anchor <= LAST_DAY else None)
    return list(load_grammar().find(text, frame))


def _expression(text: str, found: Found) -> TimeExpression:
    words, made = text[found.start : found.end], found.made
    days = made.days
    span = (found.start, found.end)
    told = TimeRange(start=days.start, end=days.end, precision=days.precision, text=words, span=span) if days else None
    return TimeExpression(found.start, found.end, words, made.kind, made.value, told)


def _page_day(text: str) -> Found | None:
    """The full date that a page prints above its text ("12 June 2016 Troops entered …", "This story is from May 9, 2011 …").

    It dates the report, not what is told; a date that a preposition ties to a sentence ("on 3 May 2013 troops …") is none.
    """
    head = text[:_HEAD]
    for each in recognise(head, None) if _YEAR.search(head) else ():
        days = each.made.days
        full = days is not None and days.start == days.end and each.rule.split(":")[0] in ("date", "glued_date", "numeric", "iso")
        before = text[: each.start].rstrip()
        if full and (not before or _LABEL.search(before) or (each.start < _OPENING and not _TIED.search(before))):
            return each
    return None


def run(reading: Reading) -> None:
    """Assign ``times``, and ``anchor`` where the page prints its day above the text."""
    head = _page_day(reading.text)
    printed = head.made.days.start if head is not None and head.made.days is not None else None
    if printed is not None and FIRST_DAY <= printed <= LAST_DAY and (reading.dateline is None or reading.dateline.day is None):
        reading.anchor = printed
    found = joined(reading.text, recognise(reading.text, reading.anchor), reading.anchor)
    reading.times = [_expression(reading.article.text, each) for each in found]
    for time in reading.times:
        if head is not None and time.start < head.end and head.start < time.end:
            time.days = None


STEP = Step("times", requires=("text", "dateline", "anchor", "sentences"), assigns=("times", "anchor"), run=run)
