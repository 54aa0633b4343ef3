"""Rows of other event data as claims of that source: each row an article whose text lists what it says, and one claim in it.

So every value of the claim points at words, as everywhere: at the words of the row.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dateline.export.coded import NAMES, Coded
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.geometry import distance_km
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
from dateline.ontology.kinds import Kind
from dateline.roster import Roster, resolve

CODER = "import"
"""How the coder of claims that were brought in is called: ``import acled``."""
_NEAR_KM = 15.0
_SURE = 1.0


@dataclass(slots=True)
class _Text:
    """The text of a row as it grows: lines of name and value, and where each value stands."""

    parts: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, name: str, value: str) -> tuple[str, tuple[int, int]]:
        """Add a line, and return the value as it stands there with its offsets."""
        value = " ".join(value.split())
        start = self.size + len(name) + 2
        self.parts.append(f"{name}: {value}\n")
        self.size += len(self.parts[-1])
        return value, (start, start + len(value))


class Bringer:
    """Makes articles and claims of rows; actors are looked up in the roster, places by name and point in the gazetteer."""

    def __init__(self, roster: Roster, gazetteer: Gazetteer | None, kinds: dict[str, Kind]) -> None:
        self._roster, self._gazetteer, self._kinds = roster, gazetteer, kinds

    def bring(self, row: Coded) -> tuple[Article, Claim]:
        """Return a row as an article of its source, and the claim in it."""
        text = _Text()
        trigger = text.add("event", row.code)
        days = row.first.isoformat() if row.first == row.last else f"{row.first.isoformat()} to {row.last.isoformat()}"
        when = text.add("date", days)
        actor = self._mention(text, "actor", row.actor)
        target = self._mention(text, "target", row.target)
        places = self._places(text, row)
        counts = self._killed(text, row)
        source = text.add("source", row.source) if row.source else None
        if row.note:
            text.add("note", row.note)
        article = Article(
            id=f"{row.scheme}:{row.id}", outlet=NAMES[row.scheme], url=row.url, published=row.published,
            title=f"{NAMES[row.scheme]} {row.id}", text="".join(text.parts),
        )  # fmt: skip
        claim = Claim(
            id=claim_id(article, trigger[1], 0), article=article.id, kind=row.kind, status=Status.HAPPENED,
            confidence=Confidence(claim=_SURE, kind=_SURE, status=_SURE), trigger=Span(text=trigger[0], span=trigger[1]),
            actor=actor, target=target, places=places,
            when=TimeRange(start=row.first, end=row.last, precision=Precision(row.precision), text=when[0], span=when[1]), counts=counts,
            sources=(Source(text=source[0], span=source[1], name=source[0]),) if source else (),
            crosswalk=self._kinds[row.kind].crosswalk(),
        )  # fmt: skip
        claim.check(article)
        return article, claim

    def _mention(self, text: _Text, name: str, words: str | None) -> Mention | None:
        if not words or not words.strip():
            return None
        value, span = text.add(name, words)
        # "Military Forces of Syria (2000-2024)", "GOVERNMENT OF SYRIA": years and country in brackets are not the name.
        bare = value.split(" (")[0]
        found = resolve(self._roster, bare.title() if bare.isupper() and len(bare) > 5 else bare)
        return Mention(text=value, span=span, id=found.id, name=found.name if found.id else bare, reason=found.reason)

    def _places(self, text: _Text, row: Coded) -> tuple[PlaceMention, ...]:
        if not row.place:
            return ()
        value, span = text.add("place", row.place)
        if row.lat is None or row.lon is None:
            return (PlaceMention(text=value, span=span, name=value, within=row.country, outcome=Outcome.UNKNOWN),)
        identifier, level = f"geonames:{row.geonames}" if row.geonames else None, row.level
        if identifier is None and self._gazetteer is not None:
            identifier, level = self._known(row, value)
        outcome = Outcome.EXACT if row.exact else Outcome.CONTAINER
        return (PlaceMention(
            text=value, span=span, id=identifier, name=value, within=row.country, outcome=outcome, level=Level(level) if level else None,
            lat=row.lat, lon=row.lon, radius_km=row.radius_km,
        ),)  # fmt: skip

    def _known(self, row: Coded, name: str) -> tuple[str | None, str | None]:
        """The place of the gazetteer that has this name and stands near the row's point."""
        assert self._gazetteer is not None and row.lat is not None and row.lon is not None
        near = [
            (distance_km((row.lat, row.lon), (hit.place.lat, hit.place.lon)), hit.place)
            for hit in self._gazetteer.look_up(name, sounding=False)
        ]  # fmt: skip
        fitting = [
            (km, place) for km, place in near if km <= max(_NEAR_KM, place.radius_km) and (not row.level or row.level == str(place.level))
        ]
        if not fitting:
            return None, row.level
        best = min(fitting, key=lambda pair: (pair[0], pair[1].id))[1]
        return best.id, str(best.level) if best.level else row.level

    @staticmethod
    def _killed(text: _Text, row: Coded) -> tuple[Count, ...]:
        if row.killed is None:
            return ()
        low, high = row.killed
        words = f"{low:g}" if low == high else f"{low:g} or more" if high is None else f"{low:g} to {high:g}"
        value, span = text.add("killed", words)
        return (Count(text=value, span=span, what="killed", low=low, high=high if high is None else max(low, high)),)
