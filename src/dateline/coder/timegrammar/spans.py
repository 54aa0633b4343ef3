"""The builders for stretches of time: durations, sets, "ago", what counts from a day told before, and times without a date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

from dateline.coder.timegrammar import calendar as cal
from dateline.coder.timegrammar.calendar import Days
from dateline.coder.timegrammar.cues import cue
from dateline.coder.timegrammar.made import Made, Match
from dateline.coder.timegrammar.numbers import amount
from dateline.model import Precision

_UNITS = ("unit", "units", "quarter")


def clock_time(match: Match) -> str | None:
    """The ``T14:20`` of a clock time, 24 hours; None when it is none."""
    if (moment := match.get("moment", "daypart")) is not None:
        return moment
    token = next((token for token in match.tokens if token.name in ("clock", "small")), None)
    if token is None:
        return None
    parts = re.split(r"[:.]", token.text)
    hour, minute = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
    half = match.get("ampm")
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"T{hour:02d}:{minute:02d}" if hour < 24 else None


def shifted_unit(base: dt.date, unit: str, steps: int) -> Made | None:
    """The day, week, month, quarter, year or decade that lies ``steps`` away from the one that holds ``base``."""
    number, letter = _split(unit)
    steps *= number
    if letter == "D":
        date = cal.shift(base, steps)
        return Made("DATE", date.isoformat(), cal.day(date)) if date else None
    if letter == "W":
        date = cal.shift(base, 7 * steps)
        return Made("DATE", cal.week_value(date), cal.week(date)) if date else None
    if letter == "M":
        year, month = cal.shift_months(base.year, base.month, steps)
        return Made("DATE", f"{year:04d}-{month:02d}", cal.month(year, month))
    if letter == "Q":
        year, month = cal.shift_months(base.year, (base.month - 1) // 3 * 3 + 1, 3 * steps)
        return Made("DATE", f"{year:04d}-Q{(month + 2) // 3}", cal.months(year, month, 3))
    if letter == "Y" and number == 1:
        return Made("DATE", f"{base.year + steps:04d}", cal.year(base.year + steps))
    if letter == "Y" and number == 10:
        return Made("DATE", f"{(base.year + steps) // 10}", cal.years((base.year + steps) // 10 * 10, 10))
    if letter == "Y" and number == 100:
        return Made("DATE", f"{(base.year + steps) // 100:02d}", cal.years((base.year + steps) // 100 * 100, 100))
    return None


def _split(unit: str) -> tuple[int, str]:
    digits = re.match(r"\d*", unit)
    return int(digits.group()) if digits and digits.group() else 1, unit.lstrip("0123456789")


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def period(count: float | None, unit: str) -> str:
    """The TIMEX3 value of a duration: ``P3D``, ``PT2H``, ``P2Y6M``; ``PXY`` when the count is vague."""
    number, letter = _split(unit)
    time, letter = ("T", letter[1]) if letter.startswith("T") else ("", letter)
    if letter == "Q":
        number, letter = (3, "M") if count is not None else (1, "Q")
    if count is None:
        return f"P{time}{'XE' if number == 10 else 'XC' if number == 100 else 'X' + letter}"
    count *= number
    whole, rest = int(count), count - int(count)
    smaller = {"Y": ("M", 12), "H": ("M", 60), "M": ("S", 60) if time else ("D", 30), "W": ("D", 7)}.get(letter)
    if letter == "D" and rest == 0.5:
        return f"P{whole}DT12H" if whole else "PT12H"
    if rest and smaller:
        small = f"{_number(rest * smaller[1])}{smaller[0]}"
        return f"P{time}{whole}{letter}{small}" if whole else f"P{time}{small}"
    return f"P{time}{_number(count)}{letter}"


def back_by(date: dt.date, count: float, unit: str) -> dt.date | None:
    """The date so many units before (after, when negative), by the calendar; None for what is shorter than a day."""
    number, letter = _split(unit)
    steps = round(count * number)
    if letter in ("D", "W"):
        return cal.shift(date, -steps * (7 if letter == "W" else 1))
    if letter in ("M", "Q", "Y"):
        year, month = cal.shift_months(date.year, date.month, -steps * {"M": 1, "Q": 3, "Y": 12}[letter])
        found = cal.month(year, month)
        return found.start.replace(day=min(date.day, found.end.day)) if found else None
    return None


def _ago(match: Match) -> Made | None:
    """ "two days ago", "a day earlier", "three weeks later": told to the day, week, month or year."""
    unit = match.get(*_UNITS) or "D"
    count = amount(match.tokens)
    ago = match.has("ago", "back")
    base = match.anchor if ago else match.frame.reference or match.anchor
    sign = 1 if match.has("later", "after") else -1
    if count is None:
        return Made("DATE", "PAST_REF") if ago else Made("DURATION", period(None, unit))
    number, letter = _split(unit)
    if letter == "Y" and count == 1 and not match.has("later") and (year_back := _quarter_back(match)) is not None:
        return year_back
    if not ago and not match.has("earlier", "later") and not _ends(match):
        return None  # "two days before the vote" is a duration that hangs on something else
    if letter.startswith("T"):
        if base is None:
            return Made("DURATION", period(count, unit))
        hours = count * sign if letter == "TH" else 0
        date = cal.shift(base, int(hours / 24)) if abs(hours) >= 24 else base
        return Made("TIME", f"{date}", cal.day(date)) if date else None
    if base is None:
        return Made("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
    if letter == "W" and count * number <= 2:
        date = cal.shift(base, int(sign * 7 * count * number))
        return (
            Made("DATE", date.isoformat(), cal.week(date))
            if date and count * number != 1
            else shifted_unit(base, "W", sign)
            if date
            else None
        )
    return shifted_unit(base, unit if number == 1 else letter, sign * round(count) * (number if number != 1 else 1))


def _ends(match: Match) -> bool:
    """ "Two days before, …", "three days after that.": what it counts from was told earlier, and does not follow."""
    return match.after is None or match.after.name in ("comma", "dot")


def _quarter_back(match: Match) -> Made | None:
    """In a text about a quarter's results, "a year earlier" is that quarter of the year before."""
    if match.frame.reference_quarter is None:
        return None
    year, quarter = match.frame.reference_quarter
    return Made("DATE", f"{year - 1:04d}-Q{quarter}", cal.months(year - 1, quarter * 3 - 2, 3))


def _unit_earlier(match: Match) -> Made | None:
    """ "the year-earlier quarter": the same stretch one unit back."""
    unit, quarter = match.get("unit") or "Y", match.has("quarter")
    if unit == "Y" and (back := _quarter_back(match)) is not None:
        return back
    if match.anchor is None:
        return Made("DATE", "PAST_REF")
    if unit == "Y" and quarter:
        year, month = cal.shift_months(match.anchor.year - 1, match.anchor.month, -3)
        return shifted_unit(dt.date(year, month, 1), "Q", 0)
    return shifted_unit(match.anchor, unit, -1)


def _reference(match: Match) -> Made | None:
    """ "the previous day", "that year", "the following month": counted from the day told last."""
    unit = match.get("unit") or "D"
    if (
        match.frame.reference is None
        and unit in ("W", "TH", "TM")
        and not match.has("previous", "following", "next", "same", "before", "after")
    ):
        return None
    base = match.frame.reference or match.anchor
    if unit == "Y" and match.frame.reference_year is not None and match.has("that", "same"):
        return Made("DATE", f"{match.frame.reference_year:04d}", cal.year(match.frame.reference_year))
    if base is None:
        return Made("DATE", "XXXX-XX-XX")
    # "The day earlier" is another day; "earlier that day" is that day.
    last = match.tokens[-1].name
    steps = 0
    if match.has("previous") or last in ("before", "earlier", "ago"):
        steps = -1
    elif match.has("following", "next") or last in ("after", "later"):
        steps = 1
    if match.has("next") and unit != "D":
        base = match.anchor or base
    return shifted_unit(base, unit, steps)


def _age(match: Match) -> Made | None:
    return Made("DURATION", "")


def _duration(match: Match) -> Made | None:
    units = match.all(*_UNITS)
    if not units or (match.has("year") and match.has("number", "small")):
        return None  # "the 1967 six-day war": a year and a length
    if (
        match.tokens[0].name == "a"
        and len(match.tokens) == 2
        and match.before is not None
        and match.before.end + 1 == match.tokens[0].start
    ):
        follows = match.after is not None and match.after.name in ("of", "before", "after")
        if match.before.text not in cue("stretch") and not follows:
            return None
    if match.has("additional") and not match.has(*("small", "big", "number", "a", "couple", "vague", "fraction")):
        return None
    if match.tokens[0].name == "the" and match.tokens[-1].name == "unit" and match.has("ordinal"):
        return None
    if match.has("half") and match.tokens[0].name == "half":
        return Made("DURATION", period(0.5, units[0].value))
    count = amount(match.tokens) if match.has("small", "big", "year", "number", "couple", "vague", "dozens", "a", "fraction") else None
    if units[0].name == "unit" and match.tokens[0].name == "unit":
        count = 1.0
    number = match.get("small", "year", "big")
    if (
        number is not None
        and units[0].name == "unit"
        and match.tokens[-1].name == "unit"
        and not match.has("hyphen")
        and float(number) != 1
    ):
        return Made("DURATION", period(count, units[0].value)) if match.has("number") else None
    return Made("DURATION", period(count, units[0].value))


def _span(match: Match) -> Made | None:
    """ "the past two months", "the last 24 hours": a duration that ends (or begins) on the day of the report."""
    units = match.all(*_UNITS)
    unit = units[0].value
    vague = match.has("vague", "dozens") or (units[0].name == "units" and not match.has("small", "big", "year", "number", "couple"))
    count = None if vague else (amount(match.tokens) or 1.0)
    days = None
    if match.anchor is not None and count is not None and match.has("last", "past", "next", "coming"):
        number, letter = _split(unit)
        length, step = (count / 24, "D") if letter == "TH" else (count * number, letter)
        sign = 1 if match.has("last", "past") else -1
        edge = back_by(match.anchor, sign * max(1, round(length)), step)
        if edge is not None:
            first, last = sorted((edge, match.anchor))
            days = Days(first, last, Precision.RANGE)
    return Made("DURATION", period(count, unit), days)


def _recent(match: Match) -> Made | None:
    unit = match.get("units")
    return Made("DURATION", period(None, unit)) if unit else Made("DATE", "PAST_REF")


def _bare_units(match: Match) -> Made | None:
    """ "for years", "days of fighting", but not "in his last years" or "2014 years"."""
    if match.tokens[0].value.startswith("T") and match.tokens[0].value != "TH":
        return None
    return Made("DURATION", period(None, match.tokens[0].value))


def _repeated(match: Match) -> Made | None:
    if (weekday := match.get("weekday")) is not None:
        return Made("SET", f"XXXX-WXX-{int(weekday) + 1}")
    if (month := match.get("month")) is not None:
        return Made("SET", f"XXXX-{int(month):02d}")
    if (season := match.get("season", "weekend")) is not None:
        return Made("SET", "XXXX-WXX-WE" if season == "WE" else f"XXXX-{season}")
    if (part := match.get("daypart")) is not None:
        return Made("SET", f"XXXX-XX-XX{part}")
    return Made("SET", period(amount(match.tokens) or 1.0, match.get(*_UNITS) or "D"))


def _often(match: Match) -> Made | None:
    return Made("SET", match.tokens[0].value)


def _value_word(match: Match) -> Made | None:
    value = match.get("present", "former", "future")
    if (
        value == "FUTURE_REF"
        and match.tokens[-1].text == "future"
        and match.after is not None
        and match.after.name == "other"
        and match.after.text.isalpha()
    ):
        return None  # "the future flagship" tells no time
    return Made("DATE", value) if value else None


def _present(match: Match) -> Made | None:
    return Made("DATE", "PRESENT_REF")


def _present_word(match: Match) -> Made | None:
    """ "current", "recent" as an adjective."""
    return Made("DATE", "PRESENT_REF" if match.has("current") else "PAST_REF")


def _past_word(match: Match) -> Made | None:
    """ "in the past", but not "the past leaders"."""
    if match.after is not None and match.after.name == "other" and match.after.text.isalpha():
        return None
    return Made("DATE", "PAST_REF")


def _clock(match: Match) -> Made | None:
    time = clock_time(match)
    base = match.frame.reference or match.anchor
    if time is None:
        return None
    if base is None:
        return Made("TIME", f"XXXX-XX-XX{time}")
    return Made("TIME", f"{base}{time}")  # the hour tells no day: that of the scene holds


SPAN_BUILDERS: Mapping[str, Callable[[Match], Made | None]] = {
    "ago": _ago, "unit_earlier": _unit_earlier, "reference": _reference, "duration": _duration, "span": _span, "recent": _recent,
    "age": _age, "bare_units": _bare_units, "repeated": _repeated, "often": _often,
    "reference_word": _value_word, "present_moment": _present,
    "past_time": _past_word, "present_word": _present_word, "clock": _clock,
}  # fmt: skip
