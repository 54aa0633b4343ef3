"""A claim as one row of plain cells, for CSV and Parquet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from dateline.model import Article, Claim, Count, Mention, PlaceMention, Source
from dateline.numbers import count_words

Cell = str | float | int | dt.date | None

COLUMNS: Mapping[str, tuple[type, str]] = {
    "claim": (str, "id of the claim"),
    "article": (str, "id of the article"),
    "outlet": (str, "who published the article"),
    "published": (dt.date, "when"),
    "url": (str, "where"),
    "kind": (str, "kind of event, as `dateline kinds` lists them"),
    "status": (str, "happened, ongoing, planned, possible, denied or past"),
    "start": (dt.date, "first day of the event"),
    "end": (dt.date, "last day of the event"),
    "precision": (str, "how finely the time was told: day, week, month, year or range"),
    "time_text": (str, "the words that the time was read from"),
    "actor": (str, "name of who does it, as far as the text tells"),
    "actor_text": (str, "the words that stand for the actor"),
    "actor_id": (str, "id of the actor, when it is known"),
    "target": (str, "name of whom it is done to"),
    "target_text": (str, "the words that stand for the target"),
    "target_id": (str, "id of the target, when it is known"),
    "place": (str, "name of the first place of the event"),
    "place_text": (str, "the words that stand for it"),
    "place_id": (str, "its id in the gazetteer"),
    "place_outcome": (str, "exact, container (only what holds it is known), ambiguous or unknown"),
    "place_level": (str, "country, adm1, adm2, town, neighbourhood or site"),
    "lat": (float, "latitude of the place, or of what holds it"),
    "lon": (float, "longitude"),
    "radius_km": (float, "how far off the point may be"),
    "places": (str, "names of all its places, the event's own first, then what holds them"),
    "killed_low": (float, "people killed, at least"),
    "killed_high": (float, "people killed, at most (empty: no upper bound was told)"),
    "wounded_low": (float, "people wounded, at least"),
    "wounded_high": (float, "people wounded, at most"),
    "counts": (str, "all numbers told of the event"),
    "sources": (str, "who says so, outermost first; empty: the outlet itself"),
    "cues": (str, "the words that show it, in the same order"),
    "loaded": (str, "loaded words, each with a neutral reading"),
    "trigger": (str, "the word that tells the event"),
    "trigger_start": (int, "its offsets in the article's text, in characters"),
    "trigger_end": (int, "(the end is exclusive)"),
    "sentence": (str, "the sentence that tells the event"),
    "plover": (str, "what PLOVER would call it"),
    "plover_mode": (str, "and its mode there"),
    "cameo": (str, "what CAMEO would call it"),
    "acled": (str, "what ACLED would call it"),
    "confidence": (float, "how sure the coder is of the claim, 0 to 1"),
}
"""The columns in their order: the type of a cell, and what it holds."""

SEPARATOR = "; "


def flat(claim: Claim, article: Article, sentence: str) -> dict[str, Cell]:
    """Return one row, a cell for each of :data:`COLUMNS`; several values of one cell are joined with ``"; "``."""
    when, walk = claim.when, claim.crosswalk
    return {
        "claim": claim.id, "article": claim.article, "outlet": article.outlet, "published": article.published, "url": article.url,
        "kind": claim.kind, "status": str(claim.status),
        "start": when.start if when else None, "end": when.end if when else None,
        "precision": str(when.precision) if when else None, "time_text": when.text if when else None,
        **_mention("actor", claim.actor), **_mention("target", claim.target), **_places(claim.places),
        **_toll("killed", claim.counts), **_toll("wounded", claim.counts),
        "counts": _joined(count_words(count) for count in claim.counts),
        "sources": _joined(source_name(source) for source in claim.sources),
        "cues": _joined(source.cue or "" for source in claim.sources),
        "loaded": _joined(f"{word.text} = {word.neutral}" if word.neutral else word.text for word in claim.loaded),
        "trigger": claim.trigger.text, "trigger_start": claim.trigger.start, "trigger_end": claim.trigger.end,
        "sentence": " ".join(sentence.split()),
        "plover": walk.plover, "plover_mode": walk.mode, "cameo": walk.cameo, "acled": walk.acled,
        "confidence": claim.confidence.claim,
    }  # fmt: skip


def _joined(values: Iterable[str]) -> str | None:
    parts = list(values)
    return SEPARATOR.join(parts) if any(parts) else None


def _mention(role: str, mention: Mention | None) -> dict[str, Cell]:
    if mention is None:
        return {role: None, f"{role}_text": None, f"{role}_id": None}
    return {role: mention.name or mention.text, f"{role}_text": mention.text, f"{role}_id": mention.id}


def _places(places: tuple[PlaceMention, ...]) -> dict[str, Cell]:
    first = places[0] if places else None
    return {
        "place": (first.name or first.text) if first else None,
        "place_text": first.text if first else None,
        "place_id": first.id if first else None,
        "place_outcome": str(first.outcome) if first else None,
        "place_level": str(first.level) if first and first.level else None,
        "lat": first.lat if first else None,
        "lon": first.lon if first else None,
        "radius_km": first.radius_km if first else None,
        "places": _joined(place.name or place.text for place in places),
    }


def _toll(what: str, counts: tuple[Count, ...]) -> dict[str, Cell]:
    """Return the range of one measure: the highest of its counts, since a part ("12, three of them children") is told beside its whole."""
    found = [count for count in counts if count.what == what]
    if not found:
        return {f"{what}_low": None, f"{what}_high": None}
    most = max(found, key=lambda count: (count.low, count.high is None, count.high or 0))
    return {f"{what}_low": most.low, f"{what}_high": most.high}


def source_name(source: Source) -> str:
    """Return what a source is called: its name where it is known, else its words; one that denies is marked."""
    name = source.name or source.text
    return f"{name} (denies)" if source.certainty == "denies" else name
