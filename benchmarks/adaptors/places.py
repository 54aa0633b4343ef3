"""Toponyms with coordinates, as the corpora LGL and GeoVirus mark them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dateline.coder import clean, segment
from dateline.coder.knowledge import Knowledge
from dateline.coder.reading import Reading
from dateline.gazetteer.resolve import NO_PLACE, Resolver
from dateline.gazetteer.scan import Scanner
from dateline.model import Article, Outcome


@lru_cache(maxsize=1)
def _knowledge() -> Knowledge:
    return Knowledge()


def predict(row: dict[str, Any]) -> dict[str, Any]:
    """Return {"id", "places": [{"start", "end", "lat", "lon"}]} for a row of a corpus of toponyms; null coordinates where unresolved."""
    reading = Reading(Article(id=row["id"], text=row["text"]), _knowledge())
    clean.run(reading)
    segment.run(reading)
    # These corpora keep the dateline in the text, and mark its place.
    names = Scanner(_knowledge().gazetteer).scan(clean.plain(row["text"]), [sentence.start for sentence in reading.sentences])
    found = Resolver(_knowledge().gazetteer).resolve(names)
    places = []
    for name, place in zip(names, found, strict=True):
        # LGL marks adjectives of countries as places of the country, GeoVirus does not.
        if place is NO_PLACE or (name.adjective is not None and not row["id"].startswith("lgl")):
            continue
        sure = place.outcome in (Outcome.EXACT, Outcome.CONTAINER)
        places.append({"start": name.core, "end": name.core_end, "lat": place.lat if sure else None, "lon": place.lon if sure else None})
    return {"id": row["id"], "places": places}
