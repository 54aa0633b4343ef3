"""The builders that the rules name: dates, weekdays, parts of the day, weeks, months and years.

A builder gets what a rule matched and returns its meaning, or None when the words make no sense there (the next rule is tried).
Values follow TimeML: ``2016-12-06``, ``2016-W49``, ``2016-Q2``, ``199X``, ``2016-12-06TNI``; ``XXXX-12-06`` when the year is unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

from dateline.coder.timegrammar import calendar as cal
from dateline.coder.timegrammar.calendar import Days
from dateline.coder.timegrammar.cues import cue
from dateline.coder.timegrammar.made import Made, Match
from dateline.coder.timegrammar.numbers import spoken_year
from dateline.coder.timegrammar.spans import SPAN_BUILDERS, back_by, clock_time, shifted_unit
from dateline.model import Precision

Builder = Callable[[Match], Made | None]
# A date without a year may lie ahead; it must be this many times nearer than the one behind to be taken without a cue.
_AHEAD_BIAS = 3


def _on(date: dt.date | None, part: str | None = None) -> Made | None:
    """A day, or a part of one; a night runs into the next day, which "overnight" tells and "Tuesday night" does not."""
    if date is None:
        return None
    return Made("TIME" if part else "DATE", date.isoformat() + (part or ""), cal.day(date))


def _iso(match: Match) -> Made | None:
    year, month, day = (int(part) for part in match.tokens[0].text.split("-"))
    return _on(cal.date_of(year, month, day))


def _numeric(match: Match) -> Made | None:
    """12/31/1999 and 31.12.1999: with "/" the month stands first unless it cannot be one."""
    first, mark, second, year = re.fullmatch(r"(\d+)(.)(\d+).(\d+)", match.tokens[0].text).groups()  # type: ignore[union-attr]
    number = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 50 else 1900)
    month, day = (int(first), int(second)) if mark == "/" else (int(second), int(first))
    if len(year) == 2 and mark != "/":
        return None  # "2.5.10" is a version or a section, not a date
    return _on(cal.date_of(number, month, day) or cal.date_of(number, day, month))


def _year_of(match: Match) -> int | None:
    """The year that is written, in any of its forms."""
    if (written := match.get("year")) is not None:
        return int(written)
    if (short := match.get("short_year")) is not None:
        number = int(short[1:])
        return number + (2000 if number < 40 else 1900)
    return spoken_year(match.tokens)


def _nearest(candidates: list[dt.date], match: Match) -> dt.date | None:
    """Of the same day in three years, the one that the clause means: behind the anchor, unless it says otherwise or ahead is far nearer."""
    anchor = match.anchor
    if anchor is None or not candidates:
        return None
    behind = max((date for date in candidates if date <= anchor), default=None)
    ahead = min((date for date in candidates if date > anchor), default=None)
    if behind is None or ahead is None:
        return behind or ahead
    verdict = match.ahead()
    weight = {True: 0.2, False: 4.0, None: float(_AHEAD_BIAS)}[verdict]
    return ahead if (ahead - anchor).days * weight < (anchor - behind).days else behind


def _date(match: Match) -> Made | None:
    month = int(match.get("month") or 0)
    day = int(match.get("small", "ordinal") or 0)
    year = _year_of(match)
    if year is not None:
        return _on(cal.date_of(year, month, day))
    if match.anchor is None:
        return Made("DATE", f"XXXX-{month:02d}-{day:02d}") if cal.date_of(2000, month, day) else None
    around = (cal.date_of(match.anchor.year + shift, month, day) for shift in (-1, 0, 1))
    return _on(_nearest([date for date in around if date is not None], match))


def _glued_date(match: Match) -> Made | None:
    glued = match.get("glued") or ""
    return _on(cal.date_of(int(glued[2:]), int(match.get("month") or 0), int(glued[:2])))


def _range_in_month(match: Match) -> Made | None:
    numbers = [int(token.value) for token in match.all("small")]
    month, year = int(match.get("month") or 0), _year_of(match)
    if year is None:
        if match.anchor is None:
            return None
        around = (cal.date_of(match.anchor.year + shift, month, numbers[0]) for shift in (-1, 0, 1))
        first = _nearest([date for date in around if date is not None], match)
    else:
        first = cal.date_of(year, month, numbers[0])
    last = cal.date_of(first.year, month, numbers[1]) if first else None
    if first is None or last is None or last < first:
        return None
    return Made("DURATION", f"{first}/{last}", Days(first, last, Precision.RANGE))


def _the_unit(match: Match) -> Made | None:
    """ "in the quarter", "the year ended March 31", "later in the day": the stretch that the text is about."""
    unit, anchor = match.get("unit", "quarter"), match.anchor
    if anchor is None or unit is None:
        return None
    if unit == "Q":
        year, number = match.frame.reference_quarter or (
            (anchor.year, (anchor.month - 1) // 3) if anchor.month > 3 else (anchor.year - 1, 4)
        )
        return Made("DATE", f"{year:04d}-Q{number}", cal.months(year, number * 3 - 2, 3))
    if unit == "Y" and match.after is not None and match.after.text in cue("ended"):
        return Made("DURATION", "P1Y")
    if unit == "Y" and (match.has("fiscal", "later") or (match.before is not None and match.before.name in ("of", "for"))):
        return Made("DATE", f"{anchor.year:04d}", cal.year(anchor.year))
    if match.has("later") and unit == "D":
        return _on(match.frame.reference or anchor)
    return None


def _year_end(match: Match) -> Made | None:
    if match.get("unit") != "Y" or match.get("edge") != "END" or match.anchor is None:
        return None
    return _on(cal.date_of(match.anchor.year, 12, 31))


def _holiday(match: Match) -> Made | None:
    """A feast with a fixed day, or with a rule ("11-3-4": the fourth Thursday of November)."""
    parts = [int(part) for part in (match.get("holiday") or "").split("-")]
    if match.anchor is None or (match.has("unit") and match.get("unit") != "D"):
        return None

    def of(year: int) -> dt.date | None:
        if len(parts) == 2:
            return cal.date_of(year, *parts)
        first = cal.date_of(year, parts[0], 1)
        return cal.weekday_after(first, parts[1]) + dt.timedelta(days=7 * (parts[2] - 1)) if first else None

    found = _nearest([date for shift in (-1, 0, 1) if (date := of(match.anchor.year + shift))], match)
    return _on(cal.shift(found, -1) if found and match.has("part_eve") else found)


def _month_year(match: Match, month: int) -> int | None:
    """The year that a month without a written year belongs to."""
    anchor = match.anchor
    if anchor is None:
        return None
    if match.has("that", "same"):
        return match.frame.reference_year or anchor.year
    direction = match.direction()
    if direction is not None and match.has("unit"):
        return anchor.year + direction  # "June last year"
    if direction == -1:
        # "last February", told in March, is that of the year before: this year's would be "in February" or "last month".
        return anchor.year if month < anchor.month - 1 else anchor.year - 1
    if direction == 1:
        return anchor.year if month > anchor.month else anchor.year + 1
    if direction == 0:
        return anchor.year
    around = [date for shift in (-1, 0, 1) if (date := cal.date_of(anchor.year + shift, month, 1))]
    found = _nearest(around, match)
    return found.year if found else None


def _month(match: Match) -> Made | None:
    month = int(match.get("month") or 0)
    year = _year_of(match)
    year = year if year is not None else _month_year(match, month)
    if year is None:
        return Made("DATE", f"XXXX-{month:02d}") if match.anchor is None else None
    return Made("DATE", f"{year:04d}-{month:02d}", _part(match, cal.month(year, month)))


def _month_week(match: Match) -> Made | None:
    """ "The first week of July", "the last week of May 2016": seven days of it."""
    month, year = int(match.get("month") or 0), _year_of(match)
    if year is None and match.anchor is not None:
        around = (cal.date_of(match.anchor.year + shift, month, 1) for shift in (-1, 0, 1))
        first = _nearest([date for date in around if date is not None], match)
        year = first.year if first is not None else None
    whole = cal.month(year, month) if year is not None else None
    if match.get("unit") != "W" or whole is None:
        return None
    number = int(match.get("ordinal") or 0)
    start = whole.end - 6 * cal.DAY if match.has("last") else whole.start + 7 * (number - 1) * cal.DAY
    if match.has("ordinal") and not 1 <= number <= 4:
        return None
    return Made("DATE", cal.week_value(start), Days(start, start + 6 * cal.DAY, Precision.WEEK))


def _part(match: Match, days: Days | None) -> Days | None:
    """The days of a month, year or decade: "early 2016" still counts as all of it, only less finely told."""
    return days


def _year(match: Match) -> Made | None:
    number = _year_of(match)
    if number is None:
        return None
    if len(match.tokens) == 1:
        after = match.after
        if not 1900 <= number <= 2035 and not (match.before and match.before.text in cue("old_year") and number >= 1300):
            return None
        # "2014 people": a number, not a year; "the 2014 elections", "in 2014 rebels" are years.
        counts = after is not None and after.name == "other" and (after.text.endswith("s") or after.text in cue("counted"))
        if counts and not (1900 <= number <= 2035 and match.before and match.before.text in cue("year")):
            return None
        if match.before is not None and match.before.text in cue("no_year"):
            return None
    days = cal.year(number)
    return Made("DATE", f"{number:04d}", _part(match, days))


def _year_range(match: Match) -> Made | None:
    first = int(match.tokens[0].value)
    last = match.tokens[-1]
    second = int(last.value) if last.name == "year" else first // 100 * 100 + int(last.value)
    if not (1800 <= first < second <= 2100) or (last.name == "small" and len(last.text) != 2):
        return None
    return Made("DURATION", f"{first}/{second}", cal.years(first, second - first + 1))


def _spoken_year(match: Match) -> Made | None:
    number = spoken_year(match.tokens)
    return Made("DATE", f"{number:04d}", cal.year(number)) if number is not None else None


def _decade(match: Match) -> Made | None:
    token = match.all("decade")[0]
    digits = re.sub(r"\D", "", token.text)
    prefix = (int(digits) // 10 if len(digits) == 4 else 190 + int(digits) // 10) if digits else int(token.value)
    return Made("DATE", f"{prefix}", cal.years(prefix * 10, 10))


def _century(match: Match) -> Made | None:
    if match.get("unit") != "100Y":
        return None
    number = int(match.get("ordinal") or 0) - 1
    return Made("DATE", f"{number:02d}", cal.years(number * 100 + 1, 100) if number > 0 else None)


def _weekday_date(match: Match) -> dt.date | None:
    anchor = match.anchor
    if anchor is None:
        return None
    weekday = int(match.get("weekday") or 0)
    direction = match.direction()
    if match.has("previous", "following") and match.frame.reference is not None:
        base = match.frame.reference
        return cal.weekday_before(base - cal.DAY, weekday) if match.has("previous") else cal.weekday_after(base + cal.DAY, weekday)
    if direction == -1:
        return cal.weekday_before(anchor - cal.DAY, weekday)
    if direction == 1 or match.has("coming"):
        return cal.weekday_after(anchor + cal.DAY, weekday)
    if direction == 0:
        return cal.week(anchor).start + dt.timedelta(days=weekday)
    if anchor.weekday() == weekday:
        return anchor
    return cal.weekday_after(anchor, weekday) if match.ahead() else cal.weekday_before(anchor, weekday)


def _weekday(match: Match) -> Made | None:
    part = match.get("daypart", "moment", "overnight")
    if part is None and match.has("units"):
        part = "TMO"  # "the early hours of Saturday"
    date = _weekday_date(match)
    if date is None:
        return Made("DATE", f"XXXX-WXX-{int(match.get('weekday') or 0) + 1}{part or ''}")
    token = match.all("weekday")[0]
    if token.text.endswith("days") and len(match.tokens) == 1 and match.before is not None and match.before.name == "on":
        habit = match.after is None or match.after.name != "other" or not match.after.text.isalpha()
        if habit:  # "on Fridays"; "on Fridays blast" has lost its apostrophe
            return Made("SET", f"XXXX-WXX-{int(token.value) + 1}")
    return _on(date, part)


def _weekday_clock(match: Match) -> Made | None:
    made, time = _weekday(match), clock_time(match)
    if made is None or time is None or made.days is None:
        return made
    return Made("TIME", f"{made.days.start}{time}", made.days)


def _date_clock(match: Match) -> Made | None:
    time = clock_time(match)
    numbers = match.all("small")
    match.tokens = [token for token in match.tokens if token.name != "small" or token is numbers[-1]]
    made = _date(match)
    return Made("TIME", f"{made.days.start}{time}", made.days) if made is not None and made.days is not None and time else made


def _deictic(match: Match) -> Made | None:
    part = match.get("daypart", "tonight")
    shift = int(match.get("deictic") or 0)
    if match.anchor is None:
        return Made("DATE", "PRESENT_REF") if shift == 0 and not part else Made("DATE", "XXXX-XX-XX" + (part or ""))
    return _on(cal.shift(match.anchor, shift), part)


def _this_daypart(match: Match) -> Made | None:
    """ "this morning", "last night", "overnight": the night before the report runs into its day."""
    part = match.get("daypart", "overnight")
    if match.anchor is None:
        return Made("TIME", f"XXXX-XX-XX{part}")
    if match.has("overnight"):
        before = cal.shift(match.anchor, -1)
        return Made("TIME", f"{before}TNI", Days(before, match.anchor, Precision.RANGE)) if before else None
    return _on(cal.shift(match.anchor, -1 if match.direction() == -1 else 0), part)


def _reference_daypart(match: Match) -> Made | None:
    part = match.get("daypart", "moment") or "TMO"
    base = match.frame.reference or match.anchor
    if base is None:
        return Made("TIME", f"XXXX-XX-XX{part}")
    shift = 1 if match.has("next", "following") else -1 if match.has("previous") else 0
    return _on(cal.shift(base, shift), part)


def _season(match: Match) -> Made | None:
    code = match.get("season") or "SU"
    year = _year_of(match)
    anchor = match.anchor
    if year is None and anchor is not None:
        year = anchor.year
        direction = match.direction()
        this = cal.season(year, code)
        if match.has("unit"):
            year += direction or 0
        elif this is not None and direction == 1 and this.start <= anchor:
            year += 1
        elif this is not None and (
            (direction == -1 and this.end >= anchor) or (direction is None and this.start > anchor and not match.ahead())
        ):
            year -= 1
    if year is None:
        return Made("DATE", f"XXXX-{code}")
    return Made("DATE", f"{year:04d}-{code}", cal.season(year, code))


def _quarter(match: Match) -> Made | None:
    number = int(match.get("ordinal") or 0)
    if not 1 <= number <= 4:
        return None
    year = _year_of(match)
    if year is None:
        if match.anchor is None:
            return Made("DATE", f"XXXX-Q{number}")
        year = match.anchor.year + (match.direction() or 0)
        if match.direction() is None and number * 3 - 2 > match.anchor.month and not match.ahead():
            year -= number * 3 - 2 > match.anchor.month + 3
    return Made("DATE", f"{year:04d}-Q{number}", cal.months(year, number * 3 - 2, 3))


def _shifted(match: Match) -> Made | None:
    if match.anchor is None:
        return Made("DATE", {-1: "PAST_REF", 1: "FUTURE_REF"}.get(match.direction() or 0, "PRESENT_REF"))
    direction = match.direction()
    if match.has("weekend"):
        base = cal.shift(match.anchor, 7 * (direction or 0))
        if base is None:
            return None
        if direction is None and match.anchor.weekday() < 4 and not match.ahead():
            base = base - dt.timedelta(days=7)  # told on a Monday, "the weekend" is the one just over
        return Made("DATE", f"{cal.week_value(base)}-WE", cal.weekend(base))
    unit, base = match.get("unit", "quarter") or "D", match.anchor
    if match.has("previous", "following") or (match.has("next") and unit == "D"):
        base = match.frame.reference or base  # "the next day" counts from the day told before, "next week" from today
    made = shifted_unit(base, unit, direction or 0)
    if made is not None and match.has("past"):
        # "the past week" ends today; "last week" is the one from Monday to Sunday.
        start = back_by(match.anchor, 1, match.get("unit", "quarter") or "D")
        return Made(made.kind, made.value, Days(start, match.anchor, Precision.RANGE)) if start else made
    return made


BUILDERS: Mapping[str, Builder] = {
    "iso": _iso, "numeric": _numeric, "date": _date, "glued_date": _glued_date,
    "range_in_month": _range_in_month, "month": _month, "month_week": _month_week, "year": _year,
    "year_range": _year_range, "spoken_year": _spoken_year, "decade": _decade, "century": _century, "weekday": _weekday,
    "weekday_clock": _weekday_clock, "date_clock": _date_clock, "deictic": _deictic, "this_daypart": _this_daypart,
    "reference_daypart": _reference_daypart, "season": _season, "quarter": _quarter, "shifted": _shifted,
    "the_unit": _the_unit, "year_end": _year_end, "holiday": _holiday, **SPAN_BUILDERS,
}  # fmt: skip
