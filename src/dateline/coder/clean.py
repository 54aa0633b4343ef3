"""Step: take datelines and boilerplate off, keeping offsets true.

What is taken off is overwritten with blanks of the same length; typographic marks become plain ones, one for one.
So ``reading.text[i]`` always stands where ``article.text[i]`` stands.
"""

from __future__ import annotations

import datetime as dt
import re

from dateline.coder.reading import Dateline, Reading
from dateline.coder.step import Step

_PLAIN = str.maketrans({
    "‘": "'", "’": "'", "ʼ": "'", "ʻ": "'", "‛": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": " ", "\ufeff": " ", "\t": " ", "\r": " ",
})  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_DAY = rf"(?:{_WEEKDAY}[.,]?\s+)?(?:{_MONTH}[.,]?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}[.,]?\s+\d{{4}}|\d{{4}}-\d\d-\d\d)"
AGENCIES = r"(?:AFP|AP|Reuters|SANA|TASS|Interfax|Xinhua|IRNA|ANSA|dpa|DPA|EFE|UPI|RIA Novosti|Anadolu|ARA News)"

# "ALEPPO, Dec. 7 (Reuters) - ", "YEREVAN. –", "BEIRUT (AP) — ": a name in capitals, what may follow it, and a dash.
_DATELINE = re.compile(
    rf"\s*(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ'’\-]+(?:[ ][A-ZÀ-Þ'’\-]+){{0,3}})(?:,\s*(?P<where>[A-Z][\w.]+(?:\s[A-Z][\w.]+)?))?"
    rf"(?:,?\s*(?P<day>{_MONTH}\.?\s+\d{{1,2}}(?:,\s*\d{{4}})?))?\s*(?:[\[(/](?P<agency>[A-Za-z ]{{2,20}})[\])/])?\s*[.,:]?\s*[-–—]{{1,2}}\s*"
)
# "Fri Apr 29 2016 ", "AFP Friday 3 Jun 2016 ", "Published July 2 2016 ": the day that a page prints above its text.
_HEAD_DAY = re.compile(rf"\s*(?:(?:Updated|Published|Posted)(?:\s+on)?:?\s+|{AGENCIES}\s+)?(?P<day>{_DAY})\s*[-–—|:]?\s*", re.IGNORECASE)
_BYLINE_DAY = re.compile(rf"\b(?P<agency>{AGENCIES})\s+(?P<day>{_WEEKDAY}\s+\d{{1,2}}\s+{_MONTH}\s+\d{{4}})\b|\b(?:Posted|Published|Updated)\s+(?:on\s+)?(?P<day2>{_DAY})", re.IGNORECASE)  # fmt: skip
_CREDIT = re.compile(r"\((?:AFP|AP|Reuters|EPA|Getty|File|Getty Images)?\s*/?\s*(?:Photo|File Photo|photo|file photo)\)|\bREUTERS\s*/\s*[A-Z][\w' -]{2,40}?(?=\s[A-Z])")  # fmt: skip


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


def _dateline(text: str, published: dt.date | None) -> Dateline | None:
    if match := _DATELINE.match(text):
        day = read_day(match["day"], published.year if published else None) if match["day"] else None
        return Dateline(match.start(), match.end(), match.span("place"), day, match.span("day") if match["day"] else None,
                        match.span("agency") if match["agency"] else None)  # fmt: skip
    if match := _HEAD_DAY.match(text):
        return Dateline(match.start(), match.end(), day=read_day(match["day"]), day_span=match.span("day"))
    return None


def plain(text: str) -> str:
    """Return a text of the same length with typographic marks made plain and control characters blanked."""
    return _CONTROL.sub(" ", text.translate(_PLAIN))


def run(reading: Reading) -> None:
    """Assign ``text``, ``dateline`` and ``anchor``."""
    article = reading.article
    text = plain(article.text)
    line = _dateline(article.text, article.published)
    day = line.day if line else None
    blanks = [(line.start, line.end)] if line else []
    for match in _BYLINE_DAY.finditer(text):
        day = day or read_day(match["day"] or match["day2"])
        blanks.append(match.span())
    blanks += [match.span() for match in _CREDIT.finditer(text)]
    for start, end in blanks:
        # What stood around a date or a picture credit is not one sentence.
        text = text[:start] + ("\n\n" + " " * (end - start))[: end - start] + text[end:]
    reading.text, reading.dateline = text, line
    # A date written in the text beats the page's metadata, which may be that of a re-publication.
    reading.anchor = day or article.published


STEP = Step("clean", requires=("article",), assigns=("text", "dateline", "anchor"), run=run)
