"""From the ledger to :class:`~dateline.export.view.ExportEvent`: the events that are wanted, in an order that does not change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from dateline.errors import LedgerError
from dateline.export import view
from dateline.export.atlas import Atlas
from dateline.ledger.control.tables import control_spans, span_of
from dateline.ledger.event_look import Looker
from dateline.ledger.events import Event, Part
from dateline.ledger.schema import articles, codings, judgements
from dateline.ledger.store import Ledger
from dateline.model import Mention, PlaceMention
from dateline.roster import Actor, Roster, resolve


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which events are wanted: the filters of ``dateline events``. ``limit`` None: all."""

    place: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    kind: str | None = None
    actor: str | None = None
    status: str | None = None
    origins: int = 1
    contradicted: bool = False
    limit: int | None = None

    def words(self) -> dict[str, Any]:
        """Return the filters that are set, as plain JSON types."""
        given: dict[str, Any] = {
            "place": self.place, "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None, "kind": self.kind, "actor": self.actor, "status": self.status,
            "origins": self.origins if self.origins > 1 else None, "contradicted": self.contradicted or None, "limit": self.limit,
        }  # fmt: skip
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class _There:
    """When and in which country something was: on it depends which side an actor stood on."""

    day: dt.date | None
    country: str | None


class Gatherer:
    """Reads events out of one ledger, of which what is new was joined before."""

    def __init__(self, look: Looker, atlas: Atlas, *, full_text: bool = False) -> None:
        self._look, self._atlas, self._full_text = look, atlas, full_text
        self._ledger: Ledger = look.ledger
        self._roster: Roster = look.sides.roster
        self._texts: dict[str, str] = {}

    def events(self, chosen: Chosen, rows: Iterable[Mapping[str, Any]] | None = None) -> Iterator[view.ExportEvent]:
        """Yield the wanted events by day, then id; ``rows`` are they in short, where they were looked up already.

        Raises :class:`~dateline.errors.LedgerError` when the ledger cannot be read.
        """
        rows = self.rows(self._look, chosen) if rows is None else rows
        ordered = sorted(rows, key=lambda row: (row["first_day"] or dt.date.max, row["id"]))
        yield from map(self.event, self._look.each([row["id"] for row in ordered]))

    @staticmethod
    def rows(look: Looker, chosen: Chosen) -> list[Mapping[str, Any]]:
        """Return the wanted events in short, as ``dateline events`` lists them."""
        return look.events(
            place=chosen.place, since=chosen.since, until=chosen.until, kind=chosen.kind, actor=chosen.actor,
            status=chosen.status, contradicted=chosen.contradicted, least_origins=chosen.origins, limit=chosen.limit,
        )  # fmt: skip

    def event(self, event: Event) -> view.ExportEvent:
        """Return an event of the ledger as exports see it."""
        told = tuple(self._told(part, voice.sides) for voice in event.voices for part in voice.claims)
        told = tuple(sorted(told, key=lambda one: (one.published or dt.date.min, one.article, one.spans[2], one.id)))
        first, last, place = event.first, event.last, self._event_place(event)
        there = _There(first or last, place.country if place else None)
        return view.ExportEvent(
            id=event.id, kind=event.kind, status=event.status, first=first, last=last, precision=_precision(told, first, last),
            place=place, actors=self._parties(event, event.actors, "actor", there),
            targets=self._parties(event, event.targets, "target", there),
            tolls=tuple(view.Toll(what=t.what, best=t.best, low=t.low, high=t.high, claim=t.claim) for t in event.tolls),
            origins=tuple(voice.name for voice in event.voices), articles=event.articles, sides=event.sides,
            dissent=tuple(view.Dissent(field=c.field, one=c.one, other=c.other) for c in event.contradictions),
            plans=event.plans, related=tuple((other, relation) for other, relation, _ in event.related), merged=event.merged, claims=told,
        )  # fmt: skip

    def _told(self, part: Part, sides: tuple[str, ...]) -> view.Told:
        claim, report = part.stored.claim, part.stored.report
        when = claim.when
        place = self._atlas.place(claim.places[0], claim.places) if claim.places else None
        there = _There(when.start if when and when.start else report.published, place.country if place else None)
        return view.Told(
            id=claim.id, article=report.id, outlet=report.outlet, published=report.published, url=report.url, title=report.title,
            origin=part.origin.name, origin_key=part.origin.key, sides=sides, kind=claim.kind, status=str(claim.status),
            actor=self._party(claim.actor, there), target=self._party(claim.target, there), place=place,
            elsewhere=tuple(self._atlas.place(one, claim.places) for one in claim.places[1:]),
            first=when.start if when else None, last=when.end if when else None, precision=str(when.precision) if when else None,
            counts=tuple(view.Number(what=c.what, who=c.who, low=c.low, high=c.high, words=c.text) for c in claim.counts),
            sources=tuple(view.Source(name=s.name or s.text, id=s.id, cue=s.cue, certainty=s.certainty) for s in claim.sources),
            loaded=tuple(f"{word.text} = {word.neutral}" if word.neutral else word.text for word in claim.loaded),
            trigger=claim.trigger.text,
            spans=(claim.actor.span if claim.actor else None, claim.target.span if claim.target else None, claim.trigger.span),
            confidence=claim.confidence.claim, coder=part.stored.coder, evidence=" ".join(part.evidence.split()),
            text=self._text(report.id) if self._full_text else None,
        )  # fmt: skip

    def _text(self, article: str) -> str | None:
        if article not in self._texts:
            try:
                self._texts[article] = self._ledger.article(article).text
            except LedgerError:
                return None
        return self._texts[article]

    def _party(self, mention: Mention | None, there: _There, origins: int = 1) -> view.Party | None:
        if mention is None:
            return None
        name, words = mention.name or mention.text, mention.text
        if mention.id is None:
            found = resolve(self._roster, mention.text)
            return view.Party(name=name, words=words, origins=origins, civil=found.label == "civil")
        known = [actor for one in mention.id.split("|") if (actor := self._roster.find(one)) is not None]
        if not known:
            return view.Party(name=name, id=mention.id, words=words, origins=origins)
        inters, states = {actor.inter for actor in known}, {self._state(actor, there) for actor in known}
        return view.Party(
            name=name, id=mention.id, words=words, origins=origins, sector=known[0].sector,
            inter=inters.pop() if len(inters) == 1 else None, state=states.pop() if len(states) == 1 else None,
            countries=tuple(dict.fromkeys(code for actor in known for code in actor.countries)), person=any(a.person for a in known),
        )  # fmt: skip

    def _state(self, actor: Actor, there: _There) -> bool | None:
        """Whether an actor acts with a state's force there and then: some fought for a government in one war and against it in the next."""
        if not actor.state or actor.inter == 1:
            return actor.state
        conflicts = self._roster.conflicts
        sides = {
            side.side == "government" for side in actor.sides
            if (there.day is None or (side.start or 0) <= there.day.year <= (side.end or there.day.year))
            and (there.country is None or there.country in conflicts[side.conflict].countries)
        }  # fmt: skip
        return all(sides) if sides else actor.state

    def _parties(self, event: Event, named: Iterable[tuple[str, int]], role: str, there: _There) -> tuple[view.Party, ...]:
        """Who is named in a role, in the event's order; what is known of them is that of the first claim that names them so."""
        mentions: dict[str, Mention] = {}
        for part in event.claims:
            mention: Mention | None = getattr(part.stored.claim, role)
            if mention is not None:
                mentions.setdefault(mention.name or mention.text, mention)
        found = (self._party(mentions.get(name), there, number) for name, number in named)
        return tuple(party for party in found if party is not None)

    def _event_place(self, event: Event) -> view.Place | None:
        if event.place is None:
            return None
        around: tuple[PlaceMention, ...] = ()
        for part in event.claims:
            places = part.stored.claim.places
            if places and (places[0].id or places[0].name) == (event.place.id or event.place.name):
                around = max(around, places, key=len)
        return self._atlas.place(event.place, around)

    def control(self) -> list[view.Span]:
        """Return who has which place, of all places on record, by place and day."""
        with self._ledger.connection() as connection:
            bodies = connection.execute(select(control_spans.c.body).order_by(control_spans.c.place, control_spans.c.n)).scalars().all()
        found = []
        for span in map(span_of, bodies):
            ground = span.ground
            found.append(view.Span(
                place_id=span.place, place=span.name, part_of=ground.within if ground else None, country=ground.country if ground else None,
                lat=ground.lat if ground else None, lon=ground.lon if ground else None, holder_id=span.holder, holder=span.holder_name,
                standing=str(span.standing), cause=span.cause or None, parties=span.parties, start=span.start, end=span.end,
                claims_for=span.supporting, claims_against=span.opposing,
            ))  # fmt: skip
        return found


def _precision(told: Iterable[view.Told], first: dt.date | None, last: dt.date | None) -> str | None:
    """How finely the event's days were told: as in the first claim that gives exactly these."""
    if first is None or last is None:
        return None
    same = [claim.precision for claim in told if (claim.first, claim.last) == (first, last)]
    return same[0] if same else "day" if first == last else "range"


def last_change(ledger: Ledger) -> dt.date | None:
    """Return the day on which the ledger last got an article, a coding or an analyst's judgement: the date of a stamp."""
    with ledger.connection() as connection:
        moments = [
            connection.execute(select(func.max(column))).scalar()
            for column in (articles.c.added, codings.c.at)
        ]  # fmt: skip
        moments.append(connection.execute(select(func.max(judgements.c.at)).where(~judgements.c.by_program)).scalar())
    known = sorted(str(moment)[:10] for moment in moments if moment)
    return dt.date.fromisoformat(known[-1]) if known else None


def sources_of(events: Iterable[view.ExportEvent]) -> list[Mapping[str, Any]]:
    """Return one row an origin: its claims, events, and how many of those another origin tells, too; most claims first."""
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        shared = len({claim.origin_key for claim in event.claims}) > 1
        for claim in event.claims:
            mine = found.setdefault(claim.origin_key, {"name": claim.origin, "claims": 0, "sides": set(), "outlets": set(), "events": {}})
            mine["claims"] += 1
            mine["outlets"].update(filter(None, [claim.outlet]))
            mine["sides"].update(claim.sides)
            mine["events"][event.id] = shared
    return [
        {"origin": mine["name"], "key": key, "claims": mine["claims"], "events": len(mine["events"]),
         "corroborated": sum(mine["events"].values()), "outlets": "; ".join(sorted(mine["outlets"])) or None,
         "sides": "; ".join(sorted(mine["sides"])) or None}
        for key, mine in sorted(found.items(), key=lambda item: (-item[1]["claims"], item[0]))
    ]  # fmt: skip
