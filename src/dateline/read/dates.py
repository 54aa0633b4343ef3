"""Publication dates as files write them. A date that may be read in two ways is refused, never guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Literal, get_args

from dateline.errors import InputError

DateOrder = Literal["dmy", "mdy", "ymd"]
DATE_ORDERS: tuple[str, ...] = get_args(DateOrder)

EARLIEST, LATEST = 1800, 2199
"""Years between which a publication date must lie: outside them it is a placeholder (0001-01-01, 9999-12-31), not a day."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_CLOCK = r"(?:[T,\s]\s*(?:at\s+)?\d{1,2}[:.]\d{2}.*)?"

_ISO = re.compile(rf"(?P<year>\d{{4}})(?P<mark>[-/.]?)(?P<month>\d{{2}})(?P=mark)(?P<day>\d{{2}}){_CLOCK}", re.IGNORECASE)
# What GDELT writes: 20161207103000, 20161207T103000Z.
_STAMP = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)T?\d{6}Z?", re.IGNORECASE)
_ISO_LOOSE = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_CLOCK}", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]+{_NAME},?[\s-]+(?P<year>\d{{4}}){_CLOCK}", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_CLOCK}", re.IGNORECASE)
_NUMBERS = re.compile(rf"(?P<one>\d{{1,2}})(?P<mark>[-/.])(?P<two>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}){_CLOCK}", re.IGNORECASE)

_ALLOWED = "2016-12-07, 2016-12-07T10:00:00Z, 7 December 2016, December 7, 2016, or 31/12/2016 where only one reading is possible"


def read_date(value: object, order: str | None = None) -> dt.date | None:
    """Return the day that a publication date names, as written (no change of time zone); None when it is empty.

    ``order`` tells which of ``4/1/2015``'s numbers is the day. Raises :class:`~dateline.errors.InputError` for a value that
    is no date, and for one that may be two different days when no ``order`` says which.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, dt.datetime):
        return _in_bounds(value.date(), value)
    value = _digits(value)
    if isinstance(value, dt.date):
        return _in_bounds(value, value)
    if not isinstance(value, str):
        raise InputError(f"the publication date is {value!r}, a {type(value).__name__}; allowed: a date as text, such as {_ALLOWED}")
    words = " ".join(value.split())
    for pattern in (_ISO, _STAMP, _ISO_LOOSE, _DAY_FIRST, _MONTH_FIRST):
        if match := pattern.fullmatch(words):
            return _day(match["year"], match["month"], match["day"], words)
    if match := _NUMBERS.fullmatch(words):
        return _from_numbers(match, order, words)
    raise InputError(f"the publication date {_short(words)!r} is no date that can be read; allowed: {_ALLOWED}, or nothing")


def read_moment(value: object) -> dt.datetime | None:
    """Return the moment that a publication date names, with its time zone; None when no time or no time zone is told.

    ISO 8601 ("2016-12-07T10:00:00+03:00") and the form of mails and feeds ("Wed, 07 Dec 2016 10:00:00 GMT") are read. Raises nothing:
    what is no date is for :func:`read_date` to tell.
    """
    value = _digits(value)
    if isinstance(value, dt.datetime):
        found: dt.datetime | None = value
    elif isinstance(value, str) and re.match(r"\s*\d{8}T?\d{6}Z?\s*$", value):
        digits = re.sub(r"\D", "", value)
        found = _quiet(lambda: dt.datetime.strptime(digits + "+0000", "%Y%m%d%H%M%S%z"))
    elif isinstance(value, str):
        words = " ".join(value.split())
        found = _quiet(lambda: dt.datetime.fromisoformat(words)) or _quiet(lambda: parsedate_to_datetime(words))
    else:
        found = None
    if found is None or found.utcoffset() is None or not EARLIEST <= found.year <= LATEST:
        return None
    # Whole seconds and whole minutes of offset: what is written can be read everywhere.
    offset = found.utcoffset() or dt.timedelta(0)
    return found.replace(microsecond=0) if offset.total_seconds() % 60 == 0 else None


def _digits(value: object) -> object:
    """Return a day or moment that was written as a number (20160503, 20160503101500) as its digits."""
    number = isinstance(value, int) and not isinstance(value, bool) and len(str(value)) in (8, 14)
    return str(value) if number else value


def _quiet(read: Callable[[], dt.datetime]) -> dt.datetime | None:
    try:
        return read()
    except (ValueError, TypeError, IndexError, OverflowError):  # the last three: email.utils on dates it was not made for
        return None


def _from_numbers(match: re.Match[str], order: str | None, words: str) -> dt.date:
    one, two, year = match["one"], match["two"], match["year"]
    first, second = int(one), int(two)
    if order == "mdy" or (order is None and second > 12):
        return _day(year, one, two, words)
    if order == "dmy" or first > 12 or first == second:
        return _day(year, two, one, words)
    days = " or ".join(
        f"{day} {_MONTHS[month - 1].title()} {year}" for day, month in ((first, second), (second, first)) if 1 <= month <= 12
    )
    raise InputError(
        f"the publication date {words!r} may be {days}; write it as {year}-MM-DD, or say which with --date-order dmy or --date-order mdy"
    )


def _day(year: str, month: str, day: str, words: str) -> dt.date:
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        found = dt.date(int(year), number, int(day))
    except ValueError:
        raise InputError(f"the publication date {_short(words)!r} names a day that does not exist; allowed: {_ALLOWED}") from None
    return _in_bounds(found, words)


def _in_bounds(found: dt.date, value: object) -> dt.date:
    if not EARLIEST <= found.year <= LATEST:
        raise InputError(
            f"the publication date {_short(str(value))!r} is not one a report can have; allowed: years {EARLIEST} to {LATEST}, or nothing"
        )
    return found


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "..."
