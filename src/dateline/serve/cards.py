"""Claims as the page shows them: the values that count after all decisions, and the words of the article in runs with their marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from dateline.ledger.decisions import Decisions, Effective
from dateline.ledger.event_look import Looker
from dateline.ledger.event_tables import joined_claims
from dateline.ledger.judgements import Judgement
from dateline.ledger.origin import Origin
from dateline.ledger.records import StoredClaim
from dateline.ledger.schema import bodies, claims
from dateline.ledger.sketch import from_json
from dateline.ledger.store import Ledger, Wanted
from dateline.model import Claim, Mention, PlaceMention
from dateline.ontology import Ontology
from dateline.serve.board import fineness
from dateline.serve.models import Named, PlaceShort
from dateline.serve.wholes import ClaimCard, Judged, Link, Mark, Party, Piece, Role, Spot, Time, Toll, Word

_AT_ONCE = 400


# -- words ---------------------------------------------------------------------------------------------------------------------


def marked(claim: Claim) -> list[tuple[int, int, Mark]]:
    """Return the stretches of the article's text that a claim was read from, each with what it is to the claim."""
    found: list[tuple[int, int, Mark]] = []

    def add(role: Role, span: tuple[int, int] | None, n: int = 0) -> None:
        if span is not None and span[0] < span[1]:
            found.append((*span, Mark(claim=claim.id, role=role, n=n)))

    add("trigger", claim.trigger.span)
    add("actor", claim.actor.span if claim.actor else None)
    add("target", claim.target.span if claim.target else None)
    for n, place in enumerate(claim.places):
        add("place", None if place.in_title else place.span, n)
    add("when", claim.when.span if claim.when else None)
    for n, count in enumerate(claim.counts):
        add("count", count.span, n)
    for n, source in enumerate(claim.sources):
        add("source", source.span, n)
        add("cue", source.cue_span, n)
    for n, word in enumerate(claim.loaded):
        add("loaded", word.span, n)
    return found


def pieces(text: str, marks: Iterable[tuple[int, int, Mark]], start: int = 0) -> list[Piece]:
    """Return a text in runs that have the same marks; ``start`` is where it begins in the article that the marks count in."""
    end = start + len(text)
    inside = sorted(
        ((max(low, start), min(high, end), mark) for low, high, mark in marks if low < end and high > start),
        key=lambda one: (one[0], one[1], one[2].claim, one[2].role, one[2].n),
    )
    borders = sorted({start, end, *(at for low, high, _ in inside for at in (low, high))})
    found, begun, active = [], 0, list[tuple[int, int, Mark]]()
    for low, high in pairwise(borders):
        while begun < len(inside) and inside[begun][0] <= low:
            active.append(inside[begun])
            begun += 1
        active = [one for one in active if one[1] > low]
        found.append(Piece(text=text[low - start : high - start], start=low, marks=[mark for _, _, mark in active]))
    return found


# -- cards ---------------------------------------------------------------------------------------------------------------------


def named(mention: Mention | None) -> Named | None:
    """Return a party as a key to ask by and the words to show."""
    return Named(key=mention.id or mention.name or mention.text, name=mention.name or mention.text) if mention else None


def place_short(place: PlaceMention | None) -> PlaceShort | None:
    """Return a place of a claim as lists show it."""
    if place is None:
        return None
    exact = fineness((str(place.outcome), str(place.level) if place.level else None, place.radius_km), place.lat)
    return PlaceShort.model_validate({"id": place.id, "name": place.name or place.text, "lat": place.lat, "lon": place.lon,
                                      "radius_km": place.radius_km, "fineness": exact})  # fmt: skip


def _party(mention: Mention | None) -> Party | None:
    return Party(text=mention.text, id=mention.id, name=mention.name, reason=mention.reason) if mention else None


def _spot(place: PlaceMention) -> Spot:
    maybe = [PlaceShort(id=one.id, name=one.name, lat=one.lat, lon=one.lon, radius_km=None, fineness="point") for one in place.candidates]
    return Spot(text=place.text, id=place.id, name=place.name, within=place.within, outcome=str(place.outcome),
                level=str(place.level) if place.level else None, lat=place.lat, lon=place.lon, radius_km=place.radius_km,
                carried=place.carried, candidates=maybe)  # fmt: skip


def card(
    stored: StoredClaim, now: Effective, ontology: Ontology, evidence: tuple[int, str], *, event: str | None = None,
    origin: Origin | None = None, sides: Sequence[str] = (),
) -> ClaimCard:  # fmt: skip
    """Return the card of a claim; ``evidence`` is the sentence that tells it, and where it begins in the article."""
    claim, report = now.claim, stored.report
    kind = ontology.kinds.get(claim.kind)
    when = claim.when
    return ClaimCard(
        id=claim.id, event=event, article=report.id, outlet=report.outlet, title=report.title, url=report.url, published=report.published,
        kind=claim.kind, group=kind.group if kind else "violence", status=str(claim.status),
        origin=Named(key=origin.key, name=origin.name) if origin else None, origin_why=origin.why if origin else None, sides=list(sides),
        sources=[Link(text=s.text, name=s.name, id=s.id, cue=s.cue, certainty=s.certainty, carried=s.carried) for s in claim.sources],
        actor=_party(claim.actor), target=_party(claim.target), places=[_spot(place) for place in claim.places],
        when=Time(start=when.start, end=when.end, precision=str(when.precision), text=when.text, carried=when.carried) if when else None,
        tolls=[Toll(what=c.what, who=c.who, low=c.low, high=c.high, text=c.text, span=c.span) for c in claim.counts],
        loaded=[Word(text=word.text, neutral=word.neutral, span=word.span) for word in claim.loaded],
        evidence=pieces(evidence[1], marked(claim), evidence[0]), confidence=claim.confidence.to_json(), coder=stored.coder,
        accepted=now.accepted, rejected=now.rejected, corrected=list(now.corrected),
    )  # fmt: skip


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))


def evidence_of(ledger: Ledger, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return where the sentence that tells each current claim begins, and its words."""
    told = ledger.evidence(ids)
    found: dict[str, tuple[int, str]] = {}
    with ledger.connection() as connection:
        for batch in _batches(list(ids)):
            query = select(claims.c.id, bodies.c.evidence_start).join(bodies, bodies.c.claim_key == claims.c.key)
            for row in connection.execute(query.where(claims.c.current, claims.c.id.in_(batch))):
                found[row.id] = (row.evidence_start, told.get(row.id, ""))
    return found


def cards(ledger: Ledger, ids: Sequence[str], decisions: Decisions, ontology: Ontology) -> dict[str, ClaimCard]:
    """Return the cards of current claims, by id, in the order given; the origin is that which joining found."""
    ids = list(dict.fromkeys(ids))
    stored = {one.claim.id: one for one in ledger.claims(Wanted(ids=ids))}
    told = evidence_of(ledger, list(stored))
    events: dict[str, tuple[str | None, Origin]] = {}
    with ledger.connection() as connection:
        for batch in _batches(ids):
            for row in connection.execute(select(joined_claims).where(joined_claims.c.claim_id.in_(batch))):
                sketch = from_json(row.body)
                events[row.claim_id] = (row.event, Origin(sketch.origin, sketch.origin_name, sketch.origin_why, sketch.own))
    found = {}
    for id in ids:
        if id in stored:
            event, origin = events.get(id, (None, None))
            found[id] = card(stored[id], decisions.effective(stored[id].claim), ontology, told.get(id, (0, "")), event=event, origin=origin)
    return found


def events_of(look: Looker, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the events that claims are in, each with those of the claims that are."""
    found: dict[str, list[str]] = {}
    with look.ledger.connection() as connection:
        for batch in _batches(sorted(set(ids))):
            query = select(joined_claims.c.event, joined_claims.c.claim_id)
            mine = query.where(joined_claims.c.claim_id.in_(batch), joined_claims.c.event.is_not(None))
            for row in connection.execute(mine.order_by(joined_claims.c.claim_id)):
                found.setdefault(row.event, []).append(row.claim_id)
    return found


def judged(made: Judgement, in_force: frozenset[str]) -> Judged:
    """Return a judgement as the page shows it; ``in_force`` are the ids of those that count."""
    return Judged(id=made.id, at=made.at, who=made.judge, by_program=made.by_program, kind=made.kind, verdict=made.verdict,
                  subjects=list(made.subjects), value=made.value, why=made.why, score=made.score, reasons=_reasons(made.reasons),
                  in_force=made.id in in_force)  # fmt: skip


def _reasons(reasons: Iterable[Any]) -> list[Any]:
    return [dict(reason) if isinstance(reason, Mapping) else reason for reason in reasons]
