"""Articles and claims of our own for the tests of the ledger, made without the coder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dateline.ledger.check import check
from dateline.ledger.store import Ledger
from dateline.model import Article, Claim, Confidence, Mention, PlaceMention, Span, TimeRange, claim_id

TOWNS = {"Karaz": (36.20, 37.10), "Umm Dalla": (35.90, 36.60), "Tell Sirin": (33.50, 36.30)}
_KINDS = {"shelled": "shelling", "captured": "territory-gain", "bombed": "air-strike"}


def article(number: int, *, id: str | None = None, day: int = 5, town: str = "Karaz", word: str = "shelled", more: str = "") -> Article:
    """A short report; different numbers have different texts."""
    text = f"Dispatch {number}. Soldiers {word} {town} on Monday. Nobody was hurt, residents said. {more}".strip()
    return Article(
        id=id or f"a{number}", outlet="Harbour Post", published=dt.date(2016, 12, 7), title=f"Report {number} of {day}", text=text
    )


def _find(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def claim(of: Article, *, day: int | None = 5, words: Sequence[str] = tuple(_KINDS), ordinal: int = 0, status: str = "happened") -> Claim:
    """The claim that the report's second sentence tells."""
    word = next(word for word in words if word in of.text)
    town = next(town for town in TOWNS if town in of.text)
    at = _find(of.text, word)
    lat, lon = TOWNS[town]
    when = dt.date(2016, 12, day) if day else None
    return Claim(
        id=claim_id(of, at, ordinal), article=of.id, kind=_KINDS[word], status=status, trigger=Span.of(of.text, *at),
        confidence=Confidence(claim=0.9, kind=0.9, status=0.8),
        actor=Mention(text="Soldiers", span=_find(of.text, "Soldiers"), id="own:soldiers", name="Soldiers"),
        places=(PlaceMention(text=town, span=_find(of.text, town), id=f"own:{town}", name=town, outcome="exact", level="town", lat=lat,
                             lon=lon, radius_km=2),),
        when=TimeRange(start=when, end=when, precision="day", text="Monday", span=_find(of.text, "Monday")) if when else None,
    )  # fmt: skip


def put(ledger: Ledger, *articles: Article) -> list[Claim]:
    """Store articles, each with the claim that its sentence makes; return the claims."""
    found = [claim(one) for one in articles]
    for one, told in zip(articles, found, strict=True):
        ledger.add(one, [told], coder="coder 1")
    return found


def whole(ledger: Ledger) -> bool:
    """Tell whether nothing in a ledger is damaged."""
    return list(check(ledger)) == []
