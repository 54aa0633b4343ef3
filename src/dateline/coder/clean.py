"""Step: take datelines and boilerplate off, keeping offsets true.

What is taken off is overwritten with blanks of the same length; typographic marks become plain ones, one for one.
So ``reading.text[i]`` always stands where ``article.text[i]`` stands.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.coder.plain import plain
from dateline.coder.reading import Dateline, Reading
from dateline.coder.step import Step
from dateline.model import FIRST_DAY, LAST_DAY
from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data" / "dateline.csv"
COLUMNS = {"word": Column(required=True, many=True), "is": Column(required=True, allowed=frozenset({"agency", "label", "name", "note"}))}

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = rf"(?:{_WEEKDAY}[.,]?\s+)?(?:{_MONTH}[.,]?\s+{_NUMBER},?\s+\d{{4}}|{_NUMBER}\s+{_MONTH}[.,]?\s+\d{{4}}|\d{{4}}-\d\d-\d\d)"
_CLOCK = (
    r"(?:,?\s*(?:(?:at\s+)?\d{1,2}:\d\d|at\s+\d{4}|\d{4}(?=\s*(?:UTC|GMT)))"
    r"(?:\s*[ap]\.?m\b\.?)?(?:\s*(?:UTC|GMT)(?:[+-]\d{1,2})?)?(?!\S))?"
)
_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ'’]+(?:[ /\-][A-ZÀ-Þ'’]+){0,4}"
_NAME = r"[A-ZÀ-Þ][\w'’\-]+(?: [A-ZÀ-Þ][\w'’\-]+){0,2}"
# A dash that divides: "OVANDO. – Troops", "OVANDO -- Troops"; not the hyphen of "US-led".
_DASH = r"(?:\s+[-–—]{1,2}\s*|\s*(?:--|[–—])\s*|(?<=[.,:)])[-–—]\s*)"
_OPENS = r"""(?=["“”'‘(]?[A-ZÀ-Þ0-9])"""


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What opens a dispatch or stands in its way."""

    datelines: tuple[re.Pattern[str], ...]
    no_places: frozenset[str]
    head_day: re.Pattern[str]
    byline: re.Pattern[str]
    others: tuple[re.Pattern[str], ...]
    note: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    rows = read_table(DATA, COLUMNS)
    note = "|".join(re.escape(word) for row in rows if row["is"] == "note" for word in row.many("word"))
    agency = "(?:" + "|".join(re.escape(word) for row in rows if row["is"] == "agency" for word in row.many("word")) + ")"
    return _Patterns(
        datelines=(
            # "OVANDO, Dec. 7 (Meridian) - ", "OVANDO. –", "OVANDO, Norland (Desk) — ": a name in capitals, what may follow it, a dash.
            re.compile(
                rf"\s*(?P<place>{_CAPITALS})(?:,\s*(?!(?i:{_MONTH})\b)[A-Z][\w.]+(?:\s[A-Z][\w.]+)?)?"
                rf"(?:,?\s*(?P<day>(?i:{_MONTH})\.?\s+\d{{1,2}}(?:,?\s*\d{{4}})?|\d{{1,2}}\s+(?i:{_MONTH})\.?(?:\s+\d{{4}})?))?"
                rf",?\s*(?:[\[(/](?P<agency>[A-Za-z ]{{2,20}})[\])/])?\s*[.,:]?{_DASH}{_OPENS}"
            ),
            # "NEW OVANDO: Two men": a name in capitals and a colon.
            re.compile(rf"\s*(?P<place>{_CAPITALS})(?P<day>)(?P<agency>):\s+{_OPENS}"),
            # "Ovando, SANA – ", "Ovando (Reuters) - ": a name, an agency that is known, and a dash.
            re.compile(rf"\s*(?P<place>{_NAME}),?\s*(?P<day>)\(?(?P<agency>{agency})\)?{_DASH}{_OPENS}"),
        ),
        no_places=frozenset(word for row in rows if row["is"] not in ("agency", "note") for word in row.many("word")),
        # "Fri Apr 29 2016 ", "AFP Friday 3 Jun 2016 14:28 ", "Published July 2 2016 ": what a page prints above its text.
        head_day=re.compile(
            rf"\s*(?:(?:Updated|Published|Posted)(?:\s+on)?:?\s+|{agency}\s+)?(?P<day>{_DAY}){_CLOCK}\s*[-–—|:]?\s*", re.IGNORECASE
        ),
        # "Monitor says Reuters Friday 6 Feb 2015 Planes": where a headline ends. Not "a study published on 3 May 2015".
        byline=re.compile(
            rf"\b{agency}\s+(?P<day>(?i:{_WEEKDAY}\s+\d{{1,2}}\s+{_MONTH}\s+\d{{4}}))\b"
            rf"|\b(?:Posted|Published|Updated)\s+(?:on\s+)?(?P<day2>(?i:{_DAY}))"
        ),
        # "(Corrects the toll to 15, not 25) A raid killed 15", "(This story has been corrected to …)": of the text, not of the war.
        note=re.compile(
            rf"\A\s*\((?i:{note})\b[^()\n]{{0,300}}\)"
            r"|\((?:This|The) (?:story|version|report|article|item) (?:has been |was |is )?(?:correct|refil|updat|amend)[^()\n]{2,300}\)"
        ),
        others=(
            # "OVANDO (Sputnik) Planes bombed": the dateline of a report that follows its headline or a first line.
            re.compile(rf"(?<=[.!?)\]\"'] ){_CAPITALS} \({agency}\)(?:{_DASH}|\s+){_OPENS}"),
            # "… the monitor said.--AFP": who signs a report.
            re.compile(rf"(?<=[.!?\"'”’])\s?[-–—]{{1,3}}\s?{agency}\b\.?(?=\s|$)"),
            # "(AFP Photo)", "REUTERS/Jane Roe": picture credits.
            re.compile(r"\((?:AFP|AP|Reuters|EPA|Getty|File|Getty Images)?\s*/?\s*(?:Photo|File Photo|photo|file photo)\)"),
            re.compile(r"\bREUTERS\s*/\s*[A-Z][\w' -]{2,40}?(?=\s[A-Z])"),
        ),
    )  # fmt: skip


def read_day(words: str, default_year: int | None = None) -> dt.date | None:
    """Return the day that words like "Fri Apr 29 2016", "3 June 2016" or "Dec. 7" name; None when they name none."""
    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    if iso := re.search(r"(\d{4})-(\d\d)-(\d\d)", words):
        year, month, day = (int(part) for part in iso.groups())
    else:
        name = re.search(_MONTH, words, re.IGNORECASE)
        digits = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b(?!\d)", words)
        years = re.search(r"\b(\d{4})\b", words)
        if not name or not digits or not (years or default_year):
            return None
        year, month, day = (
            int(years.group(1)) if years else int(default_year or 0),
            months.index(name.group()[:3].lower()) + 1,
            int(digits.group(1)),
        )
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _day_before(words: str, published: dt.date | None) -> dt.date | None:
    """Return the day that words without a year name, in the year that puts it before the publication."""
    if published is None:
        return read_day(words)
    day = read_day(words, published.year)
    # A report may be dated a day ahead of its page: the world has time zones.
    if day is not None and day > published + dt.timedelta(days=2) and str(day.year) not in words:
        return read_day(words, published.year - 1)
    return day


def _dateline(text: str, published: dt.date | None) -> Dateline | None:
    known = _patterns()
    for pattern in known.datelines:
        match = pattern.match(text)
        if match and match["place"] not in known.no_places:
            day = _day_before(match["day"], published) if match["day"] else None
            return Dateline(match.start(), match.end(), match.span("place"), day, match.span("day") if match["day"] else None,
                            match.span("agency") if match["agency"] else None)  # fmt: skip
    if match := known.head_day.match(text):
        return Dateline(match.start(), match.end(), day=read_day(match["day"]), day_span=match.span("day"))
    return None


def _spaced(text: str, spans: list[tuple[int, int]]) -> str:
    """Overwrite stretches of a text with spaces."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """Overwrite stretches of a text with blanks; what stood around a date or a picture credit is not one sentence."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        start = max(start, at)
        if start < end:
            pieces += [text[at:start], ("\n\n" + " " * (end - start))[: end - start]]
            at = end
    return "".join([*pieces, text[at:]])


def run(reading: Reading) -> None:
    """Assign ``text``, ``dateline`` and ``anchor``."""
    article = reading.article
    text = plain(article.text)
    notes = [match.span() for match in _patterns().note.finditer(article.text)]
    line = _dateline(_spaced(article.text, notes), article.published)
    day = line.day if line else None
    blanks = [*notes, *([(line.start, line.end)] if line else [])]
    for match in _patterns().byline.finditer(text):
        day = day or read_day(match["day"] or match["day2"])
        blanks.append(match.span())
    blanks += [match.span() for pattern in _patterns().others for match in pattern.finditer(text)]
    reading.text, reading.dateline = _blanked(text, blanks), line
    # A date written in the text beats the page's metadata, which may be that of a re-publication.
    reading.anchor = day if day is not None and FIRST_DAY <= day <= LAST_DAY else article.published


STEP = Step("clean", requires=("article",), assigns=("text", "dateline", "anchor"), run=run)
