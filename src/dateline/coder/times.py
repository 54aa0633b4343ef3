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
from dateline.coder.timegrammar import calendar as cal
from dateline.coder.timegrammar.cues import cue
from dateline.coder.timegrammar.made import Made
from dateline.coder.timegrammar.ranges import joined
from dateline.coder.timegrammar.streaks import streaks
from dateline.model import FIRST_DAY, LAST_DAY, TimeRange

# How far into the text a page's own date may stand, and how far with other words before it.
_HEAD, _OPENING = 400, 120
# The sentences that a report opens with, from 0; six days; how many words before a weekday may hold the verb of telling.
_LEAD, _SIX, _TELLS = 1, dt.timedelta(days=6), 5
# Nothing is a full date without a year, or numbers with marks between.
_YEAR = re.compile(r"\d{4}|'\d\d|\d[/.-]\d")
_LABEL = re.compile(
    r"\b(?:published|updated|posted|date of publication|last updated|story is from|first published)(?:\s+(?:on|at))?\s*:?(?:\s+\w+,?)?$",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b[A-Z][a-z]+ of (?:the )?$")
_CAPITAL = re.compile(r" [A-Z][a-z]")
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


def _is_cut(head: Found | None, printed: dt.date, published: dt.date | None) -> bool:
    """Tell whether a text lost its first character, and with it a digit of its day: "5-04-2016 Troops …", published on 25 April."""
    if head is None or head.start or published is None or printed.day > 9 or printed == published:
        return False
    return printed.replace(day=1) == published.replace(day=1) and published.day % 10 == printed.day


def _nearer(reading: Reading, found: list[Found]) -> list[Found]:
    """Take the weekday of a lead's telling that would lie six days back for the next day: "said on Tuesday" on a page of Monday.

    The page is dated by one clock, the dispatch by another; nobody opens a report with what was said a week before.
    """
    if reading.anchor is None or not reading.sentences:
        return found
    end = reading.sentences[min(_LEAD, len(reading.sentences) - 1)].end
    out = []
    for each in found:
        days = each.made.days
        if days is not None and each.start < end and each.rule.startswith("weekday:") and reading.anchor - days.end == _SIX:
            before = reading.text[max(0, each.start - _HEAD) : each.start].lower().split()[-_TELLS:]
            if any(word in cue("telling") for word in before):
                day = reading.anchor + dt.timedelta(days=1)
                each = Found(each.start, each.end, each.rule, Made(each.made.kind, day.isoformat() + each.made.value[10:], cal.day(day)))
        out.append(each)
    return out


def _with_streaks(reading: Reading, found: list[Found]) -> list[Found]:
    """Add the stretches that end on a day of their sentence, in place of the bare lengths that they were."""
    more: list[Found] = []
    for sentence in reading.sentences:
        inside = [each for each in found if sentence.start <= each.start < sentence.end]
        if inside:
            more += streaks(reading.text, sentence.start, sentence.end, inside, load_grammar())
    starts = {each.start for each in more}
    return sorted([*(each for each in found if each.start not in starts), *more], key=lambda each: each.start) if more else found


def run(reading: Reading) -> None:
    """Assign ``times``, and ``anchor`` where the page prints its day above the text."""
    head = _page_day(reading.text)
    printed = head.made.days.start if head is not None and head.made.days is not None else None
    undated = reading.dateline is None or reading.dateline.day is None
    if printed is not None and FIRST_DAY <= printed <= LAST_DAY and undated and not _is_cut(head, printed, reading.article.published):
        reading.anchor = printed
    told = [each for each in recognise(reading.text, reading.anchor) if not _in_name(reading.text, each)]
    found = joined(reading.text, told, reading.anchor)
    found = [_undated(each) if _overlaps(each, head) else each for each in _nearer(reading, found)]
    reading.times = [_expression(reading.article.text, each) for each in _with_streaks(reading, found)]


def _in_name(text: str, each: Found) -> bool:
    """ "The Army of *Dawn*", "the *Dawn* Brigade": an hour of the day that is written as a part of a name tells no time."""
    words = text[each.start : each.end].removeprefix("the ")
    if each.made.kind != "TIME" or not words.isalpha() or not words[0].isupper() or words.isupper():
        return False
    return _TITLED.search(text[: each.start]) is not None or (
        words != text[each.start : each.end] and _CAPITAL.match(text[each.end :]) is not None
    )


def _overlaps(each: Found, other: Found | None) -> bool:
    return other is not None and each.start < other.end and other.start < each.end


def _undated(each: Found) -> Found:
    """The same words, that date nothing: those of the page's own day."""
    return Found(each.start, each.end, each.rule, Made(each.made.kind, each.made.value))


STEP = Step("times", requires=("text", "dateline", "anchor", "sentences"), assigns=("times", "anchor"), run=run)
