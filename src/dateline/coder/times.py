"""Step: find the expressions of time in the text, and the days that each of them means.

"on Friday" in a report of a Sunday is two days before; "since Friday" runs to the day of the report; "between 2 and 5 May" is one
range. The grammar is in :mod:`dateline.coder.timegrammar`, its words and rules are tables.
"""

from __future__ import annotations

import datetime as dt

from dateline.coder.reading import Reading, TimeExpression
from dateline.coder.step import Step
from dateline.coder.timegrammar import Found, Frame, load_grammar
from dateline.coder.timegrammar.ranges import joined
from dateline.model import TimeRange


def recognise(text: str, anchor: dt.date | None) -> list[Found]:
    """Return the expressions of time of a text, each for itself, by the day of the report (None: relative ones get no days)."""
    return list(load_grammar().find(text, Frame(anchor)))


def _expression(text: str, found: Found) -> TimeExpression:
    words, made = text[found.start : found.end], found.made
    days = made.days
    span = (found.start, found.end)
    told = TimeRange(start=days.start, end=days.end, precision=days.precision, text=words, span=span) if days else None
    return TimeExpression(found.start, found.end, words, made.kind, made.value, told)


def run(reading: Reading) -> None:
    """Assign ``times``."""
    found = joined(reading.text, recognise(reading.text, reading.anchor), reading.anchor)
    reading.times = [_expression(reading.article.text, each) for each in found]


STEP = Step("times", requires=("text", "anchor", "sentences"), assigns=("times",), run=run)
