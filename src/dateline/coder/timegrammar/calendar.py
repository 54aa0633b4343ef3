"""Arithmetic of the calendar: the days that weeks, months, seasons and years cover. Everything here counts in whole days."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

from dateline.model import Precision

DAY = dt.timedelta(days=1)
# Months in which a season of the northern half of the world begins; each lasts three. Winter is named after the year it begins in.
_SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


@dataclass(frozen=True, slots=True)
class Days:
    """Days from ``start`` to ``end``, both included."""

    start: dt.date
    end: dt.date
    precision: Precision


def day(date: dt.date) -> Days:
    """One day."""
    return Days(date, date, Precision.DAY)


def date_of(year: int, month: int, day_of_month: int) -> dt.date | None:
    """The date, or None when the calendar has no such day."""
    try:
        return dt.date(year, month, day_of_month)
    except ValueError:
        return None


def shift(date: dt.date, days: int) -> dt.date | None:
    """The date so many days later (earlier when negative), or None beyond the calendar's ends."""
    try:
        return date + dt.timedelta(days=days)
    except OverflowError:
        return None


def shift_months(year: int, month: int, months: int) -> tuple[int, int]:
    """The year and month so many months later (earlier when negative)."""
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def month(year: int, month_of_year: int) -> Days | None:
    """A month, or None for a year outside 1 to 9999."""
    first = date_of(year, month_of_year, 1)
    return Days(first, first.replace(day=monthrange(year, month_of_year)[1]), Precision.MONTH) if first else None


def months(year: int, first: int, count: int, precision: Precision = Precision.RANGE) -> Days | None:
    """``count`` months from month ``first`` of a year, which may run into the next year."""
    last_year, last_month = shift_months(year, first, count - 1)
    start, end = month(year, first), month(last_year, last_month)
    return Days(start.start, end.end, precision) if start and end else None


def year(number: int) -> Days | None:
    """A year, or None outside 1 to 9999."""
    return months(number, 1, 12, Precision.YEAR)


def years(first: int, count: int) -> Days | None:
    """``count`` years from year ``first`` on."""
    start, end = year(first), year(first + count - 1)
    return Days(start.start, end.end, Precision.RANGE) if start and end else None


def week(date: dt.date) -> Days:
    """The week, Monday to Sunday, that holds a date."""
    start = date - dt.timedelta(days=date.weekday())
    return Days(start, start + dt.timedelta(days=6), Precision.WEEK)


def weekend(date: dt.date) -> Days:
    """Saturday and Sunday of the week that holds a date."""
    start = week(date).start + dt.timedelta(days=5)
    return Days(start, start + DAY, Precision.RANGE)


def season(number: int, code: str) -> Days | None:
    """A season of a year: ``SP``, ``SU``, ``FA`` or ``WI``."""
    return months(number, _SEASON_START[code], 3)


def weekday_before(anchor: dt.date, weekday: int) -> dt.date:
    """The latest day on or before ``anchor`` that is the given weekday (Monday = 0)."""
    return anchor - dt.timedelta(days=(anchor.weekday() - weekday) % 7)


def weekday_after(anchor: dt.date, weekday: int) -> dt.date:
    """The first day on or after ``anchor`` that is the given weekday (Monday = 0)."""
    return anchor + dt.timedelta(days=(weekday - anchor.weekday()) % 7)


def week_value(date: dt.date) -> str:
    """The TIMEX3 value of a week: ``2016-W05``."""
    number = date.isocalendar()
    return f"{number.year:04d}-W{number.week:02d}"
