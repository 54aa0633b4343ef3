"""Claims made by hand for tests of what the ledger builds from claims: about invented reports, without a text (:func:`say`) or with one
(:func:`made`)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from dateline.ledger.records import Report, StoredClaim
from dateline.ledger.store import Ledger
from dateline.model import (
    Article,
    Claim,
    Confidence,
    Count,
    Level,
    Mention,
    Outcome,
    PlaceMention,
    Precision,
    Source,
    Span,
    Status,
    TimeRange,
    claim_id,
)

_IDS = {
    "army": ("sy-army", "Syrian army"), "fsa": ("fsa", "Free Syrian Army"), "is": ("is", "Islamic State"), "sdf": ("sdf", "SDF"),
    "ru": ("ru-army", "Russian army"), "ua": ("ua-army", "Ukrainian army"), "dpr": ("dpr", "Donetsk People's Republic"),
}  # fmt: skip


TOWNS = {"Tell Harim": (36.10, 37.10), "Kafr Dan": (36.17, 37.12), "Qasr Amin": (36.40, 37.60), "Deir Salam": (35.20, 36.70)}


def made(id: str, outlet: str, day: str, text: str, *told: dict[str, Any], title: str = "") -> tuple[Article, list[Claim]]:
    """An article and claims on words of it: kind, trigger, place, and what else is given."""
    article = Article(id=id, outlet=outlet, published=dt.date.fromisoformat(day), title=title, text=text)
    return article, [_on_words(article, **one) for one in told]


def _words(article: Article, words: str, after: int = 0) -> dict[str, Any]:
    at = article.text.index(words, after)
    return {"text": words, "span": (at, at + len(words))}


def _killed(article: Article, words: str, start: int) -> Count:
    """ "12", "between 12 and 15", "up to 40"."""
    numbers = [float(word) for word in words.split() if word.isdigit()]
    low = 0.0 if words.lower().startswith("up to") else numbers[0]
    return Count(**_words(article, words, start), what="killed", low=low, high=numbers[-1])


def _on_words(
    article: Article, *, kind: str, on: str, place: str | None = None, day: str | None = None, status: str = "happened",
    killed: str | None = None, by: tuple[str, str | None] | None = None, who: tuple[str, str | None] | None = None, after: str = "",
) -> Claim:  # fmt: skip
    start = article.text.index(after) if after else 0
    trigger = Span(**_words(article, on, start))
    places = ()
    if place:
        lat, lon = TOWNS[place]
        places = (PlaceMention(**_words(article, place, start), id=f"geonames:{place}", name=place, within="SY", outcome=Outcome.EXACT,
                               level=Level.TOWN, lat=lat, lon=lon, radius_km=2.0),)  # fmt: skip
    when = None
    if day:
        date = dt.date.fromisoformat(day)
        when = TimeRange(start=date, end=date, precision=Precision.DAY, text="", span=None)
    counts = (_killed(article, killed, start),) if killed else ()
    return Claim(
        id=claim_id(article, trigger.span, 0), article=article.id, kind=kind, status=Status(status),
        trigger=trigger, places=places, when=when,
        confidence=Confidence(claim=0.9, kind=0.9, status=0.9), counts=counts,
        sources=(Source(**_words(article, by[0]), name=by[0], id=by[1], cue=None),) if by else (),
        actor=Mention(**_words(article, who[0]), name=who[0], id=who[1]) if who else None,
    )  # fmt: skip


def mention(who: str | None, start: int = 0) -> Mention | None:
    """A party by its short name here, or words that stand for no known party."""
    if who is None:
        return None
    identifier, name = _IDS.get(who, (None, who))
    return Mention(text=name, span=(start, start + len(name)), id=identifier, name=name)


def place(name: str, **fields: Any) -> PlaceMention:
    """A town of Syria with coordinates; other fields as given; ``id=None`` makes it a name that no gazetteer knows."""
    if fields.get("id", "") is None and "outcome" not in fields:
        return PlaceMention(text=name, span=(100, 100 + len(name)), name=name, **{"within": None, **fields})
    known: dict[str, Any] = {"id": f"geonames:{name.lower()}", "within": "SY", "outcome": Outcome.EXACT, "level": Level.TOWN, "lat": 36.0,
                             "lon": 37.0, "radius_km": 5.0, "name": name}  # fmt: skip
    return PlaceMention(text=name, span=(100, 100 + len(name)), **{**known, **fields})


def source(name: str, identifier: str | None = None, **fields: Any) -> Source:
    """One source of a claim."""
    return Source(
        text=name, span=(160, 160 + len(name)), id=identifier, name=name, cue="said", **fields
    )  # the cue has no words of its own in the text


def day(text: str) -> dt.date:
    """An ISO date."""
    return dt.date.fromisoformat(text)


def say(
    kind: str, actor: str | None, where: PlaceMention | str | tuple[PlaceMention, ...], when: str | None, *, status: str = "happened",
    target: str | None = None, by: Source | tuple[Source, ...] = (), published: str | None = None, outlet: str | None = "Northern Wire",
    article: str | None = None, at: int = 90, percent: tuple[float, float | None] | None = None, counts: tuple[Count, ...] = (),
    confidence: float = 0.8, title: str = "",
) -> StoredClaim:  # fmt: skip
    """A stored claim; ``when`` is a day, or two divided by "/"; ``published`` is the (last) day itself if it is not given."""
    places = (place(where),) if isinstance(where, str) else where if isinstance(where, tuple) else (where,)
    time = None
    if when:
        start, _, end = when.partition("/")
        time = TimeRange(start=day(start), end=day(end or start), precision=Precision.DAY, text="day", span=(200, 203))
        published = published or end or start
    article = article or f"{outlet}-{published}-{kind}-{actor}-{status}-{places[0].text if places else ''}-{by}"[:200]
    if percent:
        counts = (*counts, Count(text="percent", span=(140, 147), what="percent", low=percent[0], high=percent[1]))
    key = hashlib.blake2b(f"{article}{kind}{actor}{status}{when}{places}{at}".encode(), digest_size=8).hexdigest()
    claim = Claim(
        id=f"c_{key}", article=article, kind=kind, status=Status(status), confidence=Confidence(claim=confidence, kind=0.9, status=0.9),
        trigger=Span(text="word", span=(at, at + 4)), actor=mention(actor), target=mention(target, 45), places=places, when=time,
        counts=counts, sources=(by,) if isinstance(by, Source) else by,
    )  # fmt: skip
    return StoredClaim(claim, Report(article, "v1", outlet, day(published) if published else None, title, None), "test")


def article_of(stored: StoredClaim) -> Article:
    """An article whose text has the claim's words where the claim says that they stand."""
    canvas = ["."] * 240
    for words, (start, _) in stored.claim.spans():
        canvas[start : start + len(words)] = words
    report = stored.report
    return Article(id=report.id, outlet=report.outlet, published=report.published, title=report.title, text="".join(canvas))


def put(ledger: Ledger, *claims: StoredClaim, coder: str = "test") -> list[Claim]:
    """Store claims made by hand, each in an article of its own, and return them with the ids that they have there."""
    found = []
    for stored in claims:
        article = article_of(stored)
        claim = stored.claim.model_copy(update={"id": claim_id(article, stored.claim.trigger.span, 0)})
        ledger.add(article, [claim], coder=coder)
        found.append(claim)
    return found
