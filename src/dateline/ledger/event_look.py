"""Events and origins looked up in a ledger: one event whole, lists of them in short, and who reports how much."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, delete, func, or_, select

from dateline.errors import LedgerError
from dateline.gazetteer.fold import folding
from dateline.ledger.decisions import Decisions, decisions_of
from dateline.ledger.event_tables import (
    event_register,
    events,
    joined_blocks,
    joined_claims,
    joined_links,
    story_reports,
    story_ties,
)
from dateline.ledger.events import Event, Part, view
from dateline.ledger.families import Families
from dateline.ledger.match import MAYBE, SAME
from dateline.ledger.origin import Origin
from dateline.ledger.records import StoredClaim
from dateline.ledger.rows import Row, insert_rows
from dateline.ledger.schema import claim_places, claims
from dateline.ledger.scoring import probability
from dateline.ledger.sides import Sides
from dateline.ledger.sketch import Sketch, from_json, name_block
from dateline.ledger.store import Ledger, Wanted
from dateline.model import Mention, PlaceMention

_Two = tuple[str, str]
_IN_SQL = 400
_STORY = 60
"""Reports of one story that are looked at when its first is looked for."""
_COPIES = ("reprint", "copy")


class Looker:
    """Reads and writes the events of one ledger."""

    def __init__(self, ledger: Ledger, families: Families, sides: Sides) -> None:
        self.ledger, self.families, self.sides = ledger, families, sides
        self.decisions: Decisions | None = None

    # One event

    def event(self, id: str) -> Event:
        """Return an event by its id, an older id of it, or the id of a claim in it; raises :class:`~dateline.errors.LedgerError`."""
        with self.ledger.connection() as connection:
            current = self.current(connection, id)
            rows = connection.execute(select(joined_claims).where(joined_claims.c.event == current)).all() if current else []
            if current is None or not rows:
                raise LedgerError(f"{self.ledger.name} holds no event {id!r}; dateline events lists them")
            sketches = {row.claim_id: from_json(row.body) for row in rows}
            event = self._view(connection, current, sketches, evidence=True)
            merged = tuple(connection.execute(select(event_register.c.id).where(event_register.c.into_event == current)
                                              .order_by(event_register.c.born)).scalars())  # fmt: skip
            related = self._related(connection, dict.fromkeys(sketches, current))
            return _with(event, related.get(current, ()), merged)

    def each(self, ids: Sequence[str]) -> Iterator[Event]:
        """Yield events by their current ids, in the order of these: as :meth:`event` would, but many are looked up at once.

        Raises :class:`~dateline.errors.LedgerError` for an id that is none, or no longer.
        """
        for batch in _batches(ids):
            with self.ledger.connection() as connection:
                sketches: dict[str, dict[str, Sketch]] = {id: {} for id in batch}
                for row in connection.execute(select(joined_claims).where(joined_claims.c.event.in_(batch))):
                    sketches[row.event][row.claim_id] = from_json(row.body)
                if missing := next((id for id, mine in sketches.items() if not mine), None):
                    raise LedgerError(f"{self.ledger.name} holds no event {missing!r}; dateline events lists them")
                event_of = {claim: id for id, mine in sketches.items() for claim in mine}
                parts = self._parts(connection, {claim: one for mine in sketches.values() for claim, one in mine.items()}, evidence=True)
                related = self._related(connection, event_of)
                merged: dict[str, list[str]] = {}
                into = select(event_register.c.id, event_register.c.into_event).where(event_register.c.into_event.in_(batch))
                for row in connection.execute(into.order_by(event_register.c.born)):
                    merged.setdefault(row.into_event, []).append(row.id)
            for id in batch:
                event = view(id, [parts[claim] for claim in sorted(sketches[id]) if claim in parts], self.families, self.sides)
                yield _with(event, related.get(id, ()), tuple(merged.get(id, ())))

    @staticmethod
    def current(connection: Connection, id: str) -> str | None:
        """Return the id that an event goes by now, of an older one or of a claim in it; None for a claim that is in none."""
        if id.startswith("c_"):
            return connection.execute(select(joined_claims.c.event).where(joined_claims.c.claim_id == id)).scalar()
        seen: set[str] = set()
        while id not in seen:
            seen.add(id)
            into = connection.execute(select(event_register.c.into_event).where(event_register.c.id == id)).scalar()
            if into is None:
                return id
            id = into
        return id

    def _maybe_one(self, doubted: Mapping[_Two, Mapping[_Two, float]]) -> dict[_Two, str]:
        """The pairs of events whose compared claims fit on average, with why; by pair of events the sums of pairs of claims are given."""
        apart = self._kept_apart() if doubted else frozenset()
        found = {}
        for events_of, totals in doubted.items():
            mean = sum(totals[pair] for pair in sorted(totals)) / len(totals)
            if mean >= MAYBE and not any((pair if pair[0] < pair[1] else (pair[1], pair[0])) in apart for pair in totals):
                pairs = "a pair" if len(totals) == 1 else f"{len(totals)} pairs"
                found[events_of] = f"{pairs} of claims fit, but not surely enough ({probability(mean):.2f})"
        return found

    def _kept_apart(self) -> frozenset[_Two]:
        """The pairs of claims, in the order of their ids, of which an analyst decided that they are not of one event."""
        decisions = decisions_of(self.ledger) if self.decisions is None else self.decisions
        return frozenset(pair for pair, together in decisions.pairs.items() if not together)

    def _related(self, connection: Connection, event_of: Mapping[str, str]) -> dict[str, tuple[tuple[str, str, str], ...]]:
        """By event, the other events that its claims are parts of, tell the plan of, or may be one with, with the relation and why; the
        events' claims are given."""
        found: dict[str, set[tuple[str, str, str]]] = {}
        doubted: dict[_Two, dict[_Two, float]] = {}
        for batch in _batches(event_of):
            query = select(joined_links).where(or_(joined_links.c.one.in_(batch), joined_links.c.other.in_(batch)))
            links = connection.execute(query).all()
            ends = sorted({end for link in links for end in (link.one, link.other)})
            where: dict[str, str] = {}
            for some in _batches(ends):
                of_ends = select(joined_claims.c.claim_id, joined_claims.c.event).where(joined_claims.c.claim_id.in_(some))
                where.update((row.claim_id, row.event) for row in connection.execute(of_ends))
            for link in links:
                one, other = where.get(link.one), where.get(link.other)
                if one == other or not one or not other:
                    continue
                if link.relation == SAME:
                    doubted.setdefault((one, other) if one < other else (other, one), {})[link.one, link.other] = link.total
                else:
                    words = {"part": ("has the part", "is a part of"), "plan": ("was followed by", "was planned in")}[link.relation]
                    for mine, theirs, relation in ((one, other, words[0]), (other, one, words[1])):
                        found.setdefault(mine, set()).add((theirs, relation, link.why))
        for (one, other), why in self._maybe_one(doubted).items():
            for mine, theirs in ((one, other), (other, one)):
                found.setdefault(mine, set()).add((theirs, "may be one with", why))
        # What was seen of other events on the way is not all of theirs.
        return {id: tuple(sorted(found[id])) for id in set(event_of.values()) if id in found}

    def _view(self, connection: Connection, id: str, sketches: Mapping[str, Sketch], *, evidence: bool) -> Event:
        parts = self._parts(connection, sketches, evidence=evidence)
        return view(id, [parts[claim] for claim in sorted(parts)], self.families, self.sides)

    def _parts(self, connection: Connection, sketches: Mapping[str, Sketch], *, evidence: bool) -> dict[str, Part]:
        decisions = decisions_of(self.ledger) if self.decisions is None else self.decisions
        told = self.ledger.evidence(list(sketches)) if evidence else {}
        first = self._first_voices(connection, sorted({sketch.article for sketch in sketches.values() if sketch.own}))
        found: dict[str, Part] = {}
        for stored in self.ledger.claims(Wanted(ids=list(sketches))):
            now = decisions.effective(stored.claim) if decisions else None
            claim = now.claim if now else stored.claim
            sketch = sketches[claim.id]
            origin = Origin(sketch.origin, sketch.origin_name, sketch.origin_why, sketch.own)
            if sketch.own and sketch.article in first:
                origin = first[sketch.article]
            found[claim.id] = Part(StoredClaim(claim, stored.report, stored.coder), sketch, origin, told.get(claim.id, ""))
        return found

    def _first_voices(self, connection: Connection, articles: Sequence[str]) -> dict[str, Origin]:
        """For reports that are copies, the voice of the first report of their story: a reprint says nothing of its own."""
        copied = {article: story for article, story in stories(connection, articles).items() if len(story) > 1}
        reports: dict[str, Any] = {}
        for batch in _batches(sorted({one for story in copied.values() for one in story})):
            for row in connection.execute(select(story_reports).where(story_reports.c.article.in_(batch))):
                reports[row.article] = row
        agencies, found = self._agencies, dict[str, Origin]()
        for article, story in copied.items():
            # An agency before an outlet that printed it the same day.
            rows = (reports[one] for one in story if one in reports)
            best = min(rows, key=lambda row: (row.published or 0, row.own not in agencies, row.article))
            why = "the report copies that of " + best.own_name if best.article != article else "the outlet says it in its own voice"
            found[article] = Origin(best.own, best.own_name, why, own=True)
        return found

    @property
    def _agencies(self) -> frozenset[str]:
        from dateline.ledger.origin import load_origins

        return load_origins(self.sides.roster).agencies

    # Rows

    def write(self, connection: Connection, groups: Mapping[str, Sequence[str]]) -> None:
        """Write the short row of each event; ``groups`` are its claims."""
        claims_of = [claim for group in groups.values() for claim in group]
        sketches: dict[str, Sketch] = {}
        for batch in _batches(claims_of):
            for row in connection.execute(
                select(joined_claims.c.claim_id, joined_claims.c.body).where(joined_claims.c.claim_id.in_(batch))
            ):
                sketches[row.claim_id] = from_json(row.body)
        parts = self._parts(connection, sketches, evidence=False)
        rows = []
        for id, group in sorted(groups.items()):
            mine = [parts[claim] for claim in sorted(group) if claim in parts]
            if mine:
                rows.append(event_row(view(id, mine, self.families, self.sides)))
        for batch in _batches(sorted(groups)):
            connection.execute(delete(events).where(events.c.id.in_(batch)))
        insert_rows(connection, events, rows)

    # Lists

    def events(
        self, *, place: str | None = None, since: dt.date | None = None, until: dt.date | None = None, kind: str | None = None,
        actor: str | None = None, status: str | None = None, contradicted: bool = False, least_origins: int = 1, limit: int | None = None,
    ) -> list[Mapping[str, Any]]:  # fmt: skip
        """Return events in short, the latest first; ``place`` and ``actor`` are ids or names that any claim of the event gives.

        Claims count as analysts decided: a name that was resolved is found, and a claim that was rejected is not.
        """
        query = select(events).order_by(events.c.first_day.desc().nulls_last(), events.c.id)
        if place is not None:
            met = events.c.id.in_(_events_with(_met_at(place)))
            # One set of claims to look up: an "or" of two would run through all events.
            either = events.c.id.in_(_events_with(_met_at(place).union(_placed_at(place))))
            query = query.add_columns(met.label("met")).where(either)
        if actor is not None and self.sides.roster.find(actor) is not None:
            query = query.where(events.c.facets.contains(json.dumps(actor, ensure_ascii=False)[1:-1], autoescape=True))
        for condition in (
            since is not None and events.c.last_day >= since,
            until is not None and func.coalesce(events.c.first_day, events.c.last_day) <= until,
            kind is not None and events.c.kind == kind, status is not None and events.c.status == status,
            contradicted and events.c.contradicted, least_origins > 1 and events.c.origins >= least_origins,
        ):  # fmt: skip
            if condition is not False:
                query = query.where(condition)
        if place is None and actor is None:
            query = query.limit(limit)
        with self.ledger.connection() as connection:
            rows = (dict(row._mapping) for row in connection.execute(query))
            return list(islice((row for row in rows if _tells(row, row.pop("facets"), place, actor)), limit))

    def sources(self, limit: int | None = None) -> list[Mapping[str, Any]]:
        """Return who the claims come from: each origin with its claims, reports, outlets, and how many of its events others tell, too."""
        claim, count = joined_claims.c, func.count
        told = select(
            claim.origin, func.max(claim.origin_name).label("name"), count().label("claims"),
            count(claim.article.distinct()).label("reports"), count(claim.event.distinct()).label("events"),
        ).where(claim.origin.is_not(None)).group_by(claim.origin).order_by(count().desc(), claim.origin).limit(limit)  # fmt: skip
        shared = select(claim.origin, count(claim.event.distinct())).join(events, events.c.id == claim.event)
        shared = shared.where(events.c.origins > 1).group_by(claim.origin)
        with self.ledger.connection() as connection:
            rows = connection.execute(told).all()
            keys = [row.origin for row in rows]
            corroborated = {row[0]: int(row[1]) for row in connection.execute(shared)}
            outlets: dict[str, list[str]] = {key: [] for key in keys}
            for batch in _batches(keys):
                many = select(claim.origin, claim.outlet).where(claim.origin.in_(batch), claim.outlet.is_not(None)).distinct()
                for row in connection.execute(many):
                    outlets[row.origin].append(row.outlet)
        return [
            {"origin": row.name, "key": row.origin, "claims": row.claims, "reports": row.reports, "outlets": sorted(outlets[row.origin]),
             "events": row.events, "corroborated": corroborated.get(row.origin, 0), "sides": list(self.sides_of(row.origin))}
            for row in sorted(rows, key=lambda row: (-row.claims, row.origin))
        ]  # fmt: skip

    def sides_of(self, key: str) -> tuple[str, ...]:
        """Return the sides that an outlet of the roster speaks for, by the key of its origin; none for other origins."""
        outlet = self.sides.roster.outlets.get(key.removeprefix("id:"))
        return tuple(sorted({self.sides.side(one, None, None) for one in outlet.sides})) if outlet else ()


def stories(connection: Connection, articles: Sequence[str]) -> dict[str, set[str]]:
    """Return by report the reports that copy it or that it copies, step by step from it until they are :data:`_STORY`, itself too; all
    reports take their steps together, so that each step is one question."""
    found = {article: {article} for article in articles}
    borders = {article: {article} for article in articles}
    tied: dict[str, set[str]] = {}
    while borders:
        new = sorted({one for border in borders.values() for one in border} - tied.keys())
        tied.update((one, set()) for one in new)
        for batch in _batches(new):
            query = select(story_ties.c.one, story_ties.c.other).where(
                story_ties.c.sort.in_(_COPIES), or_(story_ties.c.one.in_(batch), story_ties.c.other.in_(batch))
            )
            for row in connection.execute(query):
                for end, far in ((row.one, row.other), (row.other, row.one)):
                    if end in tied:
                        tied[end].add(far)
        for article, border in list(borders.items()):
            further = {far for one in border for far in tied[one]} - found[article]
            found[article] |= further
            borders[article] = further
            if not further or len(found[article]) >= _STORY:
                del borders[article]
    return found


def _with(event: Event, related: tuple[tuple[str, str, str], ...], merged: tuple[str, ...]) -> Event:
    from dataclasses import replace

    return replace(event, related=related, merged=merged)


def event_row(event: Event) -> Row:
    """Return the short row of an event."""
    place, killed = event.place, next((toll for toll in event.tolls if toll.what == "killed"), None)
    actor, target = (names[0][0] if names else None for names in (event.actors, event.targets))
    return {
        "id": event.id, "kind": event.kind, "family": event.family, "status": event.status, "first_day": event.first or event.last,
        "last_day": event.last, "place_id": place.id if place else None, "place": (place.name or place.text) if place else None,
        "lat": place.lat if place else None, "lon": place.lon if place else None, "claims": len(event.claims),
        "articles": event.articles, "origins": len(event.voices), "sides": len(event.sides), "contradicted": bool(event.contradictions),
        "killed_low": killed.low if killed else None, "killed_high": killed.high if killed else None,
        "actor_id": _id_of(event, "actor", actor), "actor": actor, "target": target,
        "facets": json.dumps(facets(event), ensure_ascii=False, separators=(",", ":")),
    }  # fmt: skip


def facets(event: Event) -> dict[str, Any]:
    """Return what lists and maps filter an event by and the narrow columns do not hold, as plain JSON types.

    ``origins``, ``parties`` and ``places`` are pairs of a key (an id, else the name) and a name, of all claims; ``dated`` tells whether
    any claim gives a day.
    """
    claims = [part.stored.claim for part in event.claims]
    parties = [mention for claim in claims for mention in (claim.actor, claim.target) if mention is not None]
    places = [place for claim in claims for place in claim.places]
    target = _id_of(event, "target", event.targets[0][0]) if event.targets else None
    place = event.place
    return {
        "dated": event.first is not None, "confidence": max((claim.confidence.claim for claim in claims), default=0.0),
        "origins": [[voice.key, voice.name] for voice in event.voices], "sides": list(event.sides),
        "outlets": sorted({part.stored.report.outlet for part in event.claims if part.stored.report.outlet}),
        "parties": _keyed(parties), "places": _keyed(places), "target_id": target,
        "place": [str(place.outcome), str(place.level) if place.level else None, place.radius_km, place.within] if place else None,
        "tolls": [[toll.what, toll.best, toll.low, toll.high] for toll in event.tolls],
        "contradicted": list(dict.fromkeys(one.field for one in event.contradictions)),
    }  # fmt: skip


def _id_of(event: Event, role: str, name: str | None) -> str | None:
    """The id of who is called so in a role: who is shown is not always known, and another who is known is not who is shown."""
    mentions: list[Mention | None] = [getattr(part.stored.claim, role) for part in event.claims]
    return next((one.id for one in mentions if one is not None and one.id and (one.name or one.text) == name), None)


def _keyed(mentions: Iterable[Mention | PlaceMention]) -> list[list[str]]:
    """Keys and names, each key once, in the order of their first mention."""
    found: dict[str, str] = {}
    for mention in mentions:
        name = mention.name or mention.text
        found.setdefault(mention.id or name, name)
    return [[key, name] for key, name in found.items()]


def _tells(row: dict[str, Any], facets: str | None, place: str | None, actor: str | None) -> bool:
    """Whether an event has the place and the party that are asked for, by id or name, however the name is spelled."""
    known = json.loads(facets or "{}")
    asked = [("parties", actor), ("places", None if row.pop("met", True) else place)]
    return all(called is None or _named(known.get(field, ()), called) for field, called in asked)


def _named(pairs: Iterable[Sequence[str]], called: str) -> bool:
    sounding = folding().sound(called)
    return any(called in key.split("|") or folding().sound(name) == sounding for key, name in pairs)


def _events_with(of_claims: Any) -> Select[Any]:
    return select(joined_claims.c.event).where(joined_claims.c.claim_id.in_(of_claims))


def _met_at(place: str) -> Any:
    """Claims that joining looks up at a place, by its id, or by its name however it is spelled."""
    keys = (f"p:{place}", name_block(folding().sound(place)))
    return select(joined_blocks.c.claim_id).where(joined_blocks.c.block.in_(keys))


def _placed_at(place: str) -> Any:
    """Claims that were read to be at a place or in it, by its id."""
    of_claims = select(claims.c.id).join(claim_places, claim_places.c.claim_key == claims.c.key)
    return of_claims.where(claims.c.current, claim_places.c.place_id == place)


def _batches(values: Iterable[Any]) -> Iterable[Any]:
    many = list(values)
    return (many[at : at + _IN_SQL] for at in range(0, len(many), _IN_SQL))
