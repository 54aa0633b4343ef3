"""Events, claims, sources and control as rows of plain cells: the tables behind CSV, Parquet, spreadsheets and maps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.export.view import ExportEvent, Party, Place, Span, Told
from dateline.numbers import count_words
from dateline.tables import guarded

Cell = str | float | int | bool | dt.date | None
Row = Mapping[str, Cell]
JOIN = "; "


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the type of its cells, its HXL tag (empty: none fits), and what it holds."""

    kind: type
    tag: str
    meaning: str


_TOLLS = ("killed", "wounded", "captured", "released", "evacuated", "displaced", "missing", "surrendered")
_PARTS = (
    ("", "+best", ": the middle of what the origins say"), ("_low", "+min", ", at least"), ("_high", "+max", ", at most (empty: no bound)"),
)  # fmt: skip
_PLACE: Mapping[str, Column] = {
    "place": Column(str, "#loc+name", "name of the place"),
    "place_id": Column(str, "#loc+code", "its id in the gazetteer"),
    "place_outcome": Column(str, "#loc+type", "exact, container (only what holds it is known), ambiguous or unknown"),
    "place_level": Column(str, "#loc+level", "country, adm1, adm2, town, neighbourhood or site"),
    "country": Column(str, "#country+code+v_iso2", "ISO 3166-1 code of two letters"),
    "admin1": Column(str, "#adm1+name", "first-order region"),
    "lat": Column(float, "#geo+lat", "latitude of the place, or of what holds it"),
    "lon": Column(float, "#geo+lon", "longitude"),
    "radius_km": Column(float, "#geo+radius+km", "how far off the point may be"),
}
EVENTS: Mapping[str, Column] = {
    "event": Column(str, "#event+id", "id of the event; it stays when the ledger grows"),
    "kind": Column(str, "#event+type", "kind of event, as `dateline kinds` lists them"),
    "status": Column(str, "#status", "happened, ongoing, claimed, disputed, denied, planned, possible or past"),
    "start": Column(dt.date, "#date+start", "first day; empty: no report tells it"),
    "end": Column(dt.date, "#date+end", "last day; where no report tells it, the day of the first report"),
    "precision": Column(str, "#date+precision", "how finely the time was told: day, week, month, year or range; empty: not told"),
    "actor": Column(str, "#org+actor+name", "who does it, the name that most origins give"),
    "actor_id": Column(str, "#org+actor+code", "its id in the roster"),
    "actors": Column(str, "#org+actor+list", "all names given, most origins first"),
    "target": Column(str, "#org+target+name", "to whom, the name that most origins give"),
    "target_id": Column(str, "#org+target+code", "its id in the roster"),
    "targets": Column(str, "#org+target+list", "all names given"),
    **_PLACE,
    **{f"{what}{part}": Column(float, f"#affected+{what}{tag}", f"people {what}{words}") for what in _TOLLS for part, tag, words in _PARTS},
    "claims": Column(int, "#meta+claims+num", "how many claims tell it"),
    "articles": Column(int, "#meta+articles+num", "in how many reports"),
    "origins": Column(int, "#meta+origins+num", "from how many independent origins"),
    "origin_names": Column(str, "#meta+source+list", "their names"),
    "sides": Column(str, "#meta+sides", "the sides that origins speak for"),
    "dissent": Column(str, "#meta+dissent", "what origins contradict each other in"),
    "loaded": Column(str, "#meta+loaded", "loaded words used of it, each with a neutral reading"),
    "evidence": Column(str, "#description+evidence", "the first sentence that tells it"),
    "outlet": Column(str, "#meta+source+first", "who published that"),
    "url": Column(str, "#meta+url", "where"),
    "merged": Column(str, "#event+id+former", "ids that it had before"),
}  # fmt: skip
"""The columns of an event."""
CLAIMS: Mapping[str, Column] = {
    "claim": Column(str, "#meta+claim+id", "id of the claim"),
    "event": Column(str, "#event+id", "the event that it is of"),
    "article": Column(str, "#meta+article+id", "id of the article"),
    "outlet": Column(str, "#meta+source+name", "who published it"),
    "published": Column(dt.date, "#date+published", "when"),
    "url": Column(str, "#meta+url", "where"),
    "title": Column(str, "#meta+title", "its title"),
    "origin": Column(str, "#meta+origin", "whose word it is, reprints and relays traced back"),
    "sources": Column(str, "#meta+source+chain", "who says so, outermost first; empty: the outlet itself"),
    "cues": Column(str, "#meta+source+cue", "the words that show it, in the same order"),
    "kind": Column(str, "#event+type", "kind of event"),
    "status": Column(str, "#status", "happened, ongoing, planned, possible, denied or past"),
    "start": Column(dt.date, "#date+start", "first day of the event"),
    "end": Column(dt.date, "#date+end", "last day"),
    "precision": Column(str, "#date+precision", "how finely the time was told"),
    "actor": Column(str, "#org+actor+name", "who does it"),
    "actor_text": Column(str, "#org+actor+words", "in the report's words"),
    "actor_id": Column(str, "#org+actor+code", "its id in the roster"),
    "target": Column(str, "#org+target+name", "to whom"),
    "target_text": Column(str, "#org+target+words", "in the report's words"),
    "target_id": Column(str, "#org+target+code", "its id in the roster"),
    **_PLACE,
    "counts": Column(str, "#affected+counts", "all numbers told, with their words"),
    "loaded": Column(str, "#meta+loaded", "loaded words, each with a neutral reading"),
    "trigger": Column(str, "#event+words", "the word that tells the event"),
    "evidence": Column(str, "#description+evidence", "the sentence that tells it"),
    "confidence": Column(float, "#meta+confidence", "how sure the coder is, 0 to 1"),
    "coder": Column(str, "#meta+coder", "which coder read it"),
    "text": Column(str, "#description+text", "the whole article (with --full-text)"),
}
"""The columns of a claim."""
SOURCES: Mapping[str, Column] = {
    "origin": Column(str, "#meta+origin", "whose word it is"),
    "key": Column(str, "#meta+origin+id", "what tells it from others"),
    "claims": Column(int, "#meta+claims+num", "how many claims it makes"),
    "events": Column(int, "#meta+events+num", "of how many events"),
    "corroborated": Column(int, "#meta+corroborated+num", "of those that another origin tells, too"),
    "outlets": Column(str, "#meta+source+list", "in which outlets"),
    "sides": Column(str, "#meta+sides", "the sides that it speaks for"),
}
"""The columns of an origin."""
CONTROL: Mapping[str, Column] = {
    "place_id": Column(str, "#loc+code", "id of the place"),
    "place": Column(str, "#loc+name", "its name"),
    "part_of": Column(str, "#loc+code+parent", "the town that it is a part of"),
    "country": Column(str, "#country+code+v_iso2", "ISO 3166-1 code of two letters"),
    "lat": Column(float, "#geo+lat", "latitude"),
    "lon": Column(float, "#geo+lon", "longitude"),
    "holder": Column(str, "#org+holder+name", "who has it"),
    "holder_id": Column(str, "#org+holder+code", "its id in the roster"),
    "standing": Column(str, "#status+control", "held, claimed, contested or unknown"),
    "cause": Column(str, "#status+cause", "why it is contested"),
    "parties": Column(str, "#org+list", "the sides of the contest"),
    "start": Column(dt.date, "#date+start", "from"),
    "end": Column(dt.date, "#date+end", "to (empty: until further notice)"),
    "claims_for": Column(str, "#meta+claims+for", "claims that speak for it"),
    "claims_against": Column(str, "#meta+claims+against", "claims that speak against it"),
}
"""The columns of who has a place from when to when."""
TABLES: Mapping[str, Mapping[str, Column]] = {"events": EVENTS, "claims": CLAIMS, "sources": SOURCES, "control": CONTROL}


def _joined(values: Iterable[str]) -> str | None:
    parts = list(values)
    return JOIN.join(parts) if any(parts) else None


def _place(place: Place | None) -> dict[str, Cell]:
    if place is None:
        return dict.fromkeys(_PLACE)
    return {
        "place": place.name, "place_id": place.id, "place_outcome": place.outcome, "place_level": place.level, "country": place.country,
        "admin1": place.admin1, "lat": place.lat, "lon": place.lon, "radius_km": place.radius_km,
    }  # fmt: skip


def event_row(event: ExportEvent) -> dict[str, Cell]:
    """Return the row of an event, a cell for each of :data:`EVENTS`."""
    first = next((claim for claim in event.claims if claim.status == event.status), event.claims[0] if event.claims else None)
    tolls: dict[str, Cell] = {}
    for what in _TOLLS:
        toll = event.toll(what)
        tolls |= {what: toll.best if toll else None, f"{what}_low": toll.low if toll else None, f"{what}_high": toll.high if toll else None}
    return {
        "event": event.id, "kind": event.kind, "status": event.status,
        "start": event.first, "end": event.last, "precision": event.precision,
        **_parties("actor", event.actors), **_parties("target", event.targets), **_place(event.place), **tolls,
        "claims": len(event.claims), "articles": event.articles, "origins": len(event.origins), "origin_names": _joined(event.origins),
        "sides": _joined(event.sides), "dissent": _joined(f"{d.field}: {d.one} / {d.other}" for d in event.dissent),
        "loaded": _joined(dict.fromkeys(word for claim in event.claims for word in claim.loaded)),
        "evidence": first.evidence or None if first else None, "outlet": first.outlet if first else None,
        "url": first.url if first else None, "merged": _joined(event.merged),
    }  # fmt: skip


def _parties(role: str, parties: Sequence[Party]) -> dict[str, Cell]:
    first = parties[0] if parties else None
    return {role: first.name if first else None, f"{role}_id": first.id if first else None, f"{role}s": _joined(p.name for p in parties)}


def _party(role: str, party: Party | None) -> dict[str, Cell]:
    if party is None:
        return {role: None, f"{role}_text": None, f"{role}_id": None}
    return {role: party.name, f"{role}_text": party.words, f"{role}_id": party.id}


def claim_row(event: ExportEvent, claim: Told) -> dict[str, Cell]:
    """Return the row of a claim, a cell for each of :data:`CLAIMS`."""
    return {
        "claim": claim.id, "event": event.id, "article": claim.article, "outlet": claim.outlet, "published": claim.published,
        "url": claim.url, "title": claim.title or None, "origin": claim.origin,
        "sources": _joined(f"{s.name} (denies)" if s.certainty == "denies" else s.name for s in claim.sources),
        "cues": _joined(source.cue or "" for source in claim.sources), "kind": claim.kind, "status": claim.status,
        "start": claim.first, "end": claim.last, "precision": claim.precision, **_party("actor", claim.actor),
        **_party("target", claim.target), **_place(claim.place), "counts": _joined(count_words(count) for count in claim.counts),
        "loaded": _joined(claim.loaded), "trigger": claim.trigger, "evidence": claim.evidence or None, "confidence": claim.confidence,
        "coder": claim.coder, "text": claim.text,
    }  # fmt: skip


def claim_rows(events: Iterable[ExportEvent]) -> Iterator[dict[str, Cell]]:
    """Yield the rows of all claims of events."""
    return (claim_row(event, claim) for event in events for claim in event.claims)


def control_row(span: Span) -> dict[str, Cell]:
    """Return the row of a span of control, a cell for each of :data:`CONTROL`."""
    return {
        "place_id": span.place_id, "place": span.place, "part_of": span.part_of, "country": span.country, "lat": span.lat, "lon": span.lon,
        "holder": span.holder, "holder_id": span.holder_id, "standing": span.standing, "cause": span.cause,
        "parties": _joined(span.parties), "start": span.start, "end": span.end, "claims_for": _joined(span.claims_for),
        "claims_against": _joined(span.claims_against),
    }  # fmt: skip


def rows_of(table: str, events: Sequence[ExportEvent], control: Sequence[Span] = ()) -> list[dict[str, Cell]]:
    """Return the rows of one of :data:`TABLES`."""
    from dateline.export.gather import sources_of

    if table == "events":
        return [event_row(event) for event in events]
    if table == "claims":
        return list(claim_rows(events))
    return [dict(row) for row in sources_of(events)] if table == "sources" else [control_row(span) for span in control]


def typed(columns: Mapping[str, Column], row: Mapping[str, str]) -> dict[str, Cell]:
    """Return the cells of a row of a CSV file with the types that its columns have; an empty cell is None."""
    found: dict[str, Cell] = {}
    for name, column in columns.items():
        words = row.get(name) or ""
        if column.kind is str:
            bare = words.removeprefix("'")
            found[name] = (bare if guarded(bare) == words else words) or None
        elif not words:
            found[name] = None
        else:
            found[name] = dt.date.fromisoformat(words) if column.kind is dt.date else column.kind(words)
    return found
