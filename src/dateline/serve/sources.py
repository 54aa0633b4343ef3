"""Who says what: origins and outlets with what they tell, first and alone, their loaded words, who relays whom and who copies whom."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json
from sqlalchemy import func, select

from dateline.ledger.decisions import Decisions
from dateline.ledger.event_tables import events, joined_claims, story_ties
from dateline.ledger.schema import articles, bodies, claims
from dateline.ledger.sides import UNNAMED_SIDE, Sides
from dateline.model import Claim, Loaded
from dateline.serve.counted import label
from dateline.serve.deeds import Copying, LoadedCount, OriginRow, OutletRow, Relay, Sources
from dateline.serve.models import Facet
from dateline.serve.state import State

_AT_ONCE = 2000
_MOST_WORDS, _MOST_KINDS, _MOST_RELAYS = 30, 12, 2000
_COPIES = ("reprint", "copy")
# Positions in a sketch as it is kept (dateline.ledger.sketch.to_json): to read it whole for each claim of a large ledger takes minutes.
_ARTICLE, _OUTLET, _KIND, _PUBLISHED, _ORIGIN, _ORIGIN_NAME, _OWN = 1, 2, 3, 6, 15, 16, 18


@dataclass(slots=True)
class _Tally:
    """What one origin or outlet tells."""

    name: str
    claims: int = 0
    own: int = 0
    articles: set[str] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)
    events: dict[str, int] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    words: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)

    def add(self, row: list[Any], event: str | None) -> None:
        self.claims += 1
        self.own += bool(row[_OWN])
        self.articles.add(row[_ARTICLE])
        if row[_OUTLET]:
            self.outlets.add(row[_OUTLET])
        self.kinds[row[_KIND]] += 1
        if event is not None:
            day = row[_PUBLISHED] if row[_PUBLISHED] is not None else dt.date.max.toordinal()
            self.events[event] = min(day, self.events.get(event, day))

    def loaded(self) -> list[LoadedCount]:
        ranked = sorted(self.words.items(), key=lambda one: (-one[1], str(one[0])))
        return [LoadedCount(word=word, neutral=neutral, about=about, count=count) for (word, neutral, about), count in ranked[:_MOST_WORDS]]


def sources(state: State) -> Sources:
    """Return all origins and outlets of a ledger, the busiest first; made once for each revision."""
    return state.remember("sources", lambda: _sources(state))


def _sources(state: State) -> Sources:
    origins: dict[str, _Tally] = {}
    outlets: dict[str, _Tally] = {}
    relays: Counter[tuple[str, str]] = Counter()
    where: dict[str, tuple[str, str | None]] = {}
    earliest: dict[str, int] = {}
    for claim, event, row in _sketches(state):
        key, outlet = row[_ORIGIN], row[_OUTLET] or None
        origins.setdefault(key, _Tally(row[_ORIGIN_NAME])).add(row, event)
        if outlet:
            outlets.setdefault(outlet, _Tally(outlet)).add(row, event)
            if not row[_OWN]:
                relays[outlet, key] += 1
        # Words in quotation are the origin's; those in the outlet's own voice are the outlet's.
        where[claim] = (key, outlet if row[_OWN] else None)
        if event is not None and row[_PUBLISHED] is not None:
            earliest[event] = min(row[_PUBLISHED], earliest.get(event, row[_PUBLISHED]))
    for claim, word, about in _loaded_words(state, where):
        key, outlet = where[claim]
        entry = (word.text.casefold(), word.neutral, about)
        origins[key].words[entry] += 1
        if outlet:
            outlets[outlet].words[entry] += 1
    return _answer(state, origins, outlets, relays, earliest)


def _sketches(state: State) -> Iterator[tuple[str, str | None, list[Any]]]:
    with state.ledger.connection() as connection:
        query = select(joined_claims.c.claim_id, joined_claims.c.event, joined_claims.c.body).order_by(joined_claims.c.claim_id)
        for row in connection.execute(query):
            yield row.claim_id, row.event, from_json(row.body)


def _loaded_words(state: State, known: dict[str, Any]) -> Iterator[tuple[str, Loaded, str | None]]:
    """The loaded words of claims that are joined, as they count after decisions, each with the side that it is said of."""
    decisions: Decisions = state.decisions()
    # Most claims have none, and to read those whole would take longest.
    query = select(bodies.c.body, articles.c.published).join(claims, claims.c.key == bodies.c.claim_key)
    query = query.join(articles, articles.c.key == claims.c.article_key).where(claims.c.current, ~bodies.c.body.like('%"loaded":[]%'))
    with state.ledger.connection() as connection:
        for row in connection.execute(query.order_by(claims.c.key)):
            claim = decisions.effective(Claim.model_validate_json(row.body)).claim
            if claim.id in known:
                for word in claim.loaded:
                    yield claim.id, word, _about(claim, word, state.sides, row.published)


def _about(claim: Claim, word: Loaded, sides: Sides, day: dt.date | None) -> str | None:
    """The side that a loaded word is said of: that of the party whose words it stands in."""
    country = next((place.within for place in claim.places if place.within and len(place.within) == 2), None)
    for mention in (claim.actor, claim.target):
        if mention is not None and mention.span[0] <= word.span[0] and word.span[1] <= mention.span[1]:
            return next((party.side for party in sides.parties(mention, country, day) if party.side != UNNAMED_SIDE), None)
    return None


def _answer(
    state: State, origins: dict[str, _Tally], outlets: dict[str, _Tally], relays: Counter[tuple[str, str]], earliest: dict[str, int]
) -> Sources:
    told: dict[str, tuple[int, bool]] = {}
    with state.ledger.connection() as connection:
        for row in connection.execute(select(events.c.id, events.c.origins, events.c.contradicted)):
            told[row.id] = (row.origins, row.contradicted)
        query = select(articles.c.outlet, func.count(articles.c.key).label("number")).where(articles.c.current)
        printed = {row.outlet: row.number for row in connection.execute(query.group_by(articles.c.outlet))}
    by_outlet: dict[str, int] = Counter(event for tally in outlets.values() for event in tally.events)

    def counts(tally: _Tally, alone: int) -> dict[str, int]:
        first = sum(day == earliest.get(event) for event, day in tally.events.items())
        against = sum(told.get(event, (1, False))[1] for event in tally.events)
        return {"claims": tally.claims, "events": len(tally.events), "first": first, "alone": alone, "contradicted": against}

    def sole(tally: _Tally, other: Callable[[str], int]) -> int:
        return sum(other(event) == 1 for event in tally.events)

    of_origins = []
    for key, tally in sorted(origins.items(), key=lambda one: (-one[1].claims, one[0])):
        numbers = counts(tally, sole(tally, lambda event: told.get(event, (1, False))[0]))
        of_origins.append(OriginRow(
            key=key, name=tally.name, sides=list(state.look.sides_of(key)), reports=len(tally.articles), outlets=sorted(tally.outlets),
            loaded=tally.loaded(), **numbers,
        ))  # fmt: skip
    of_outlets = []
    for name, tally in sorted(outlets.items(), key=lambda one: (-one[1].claims, one[0])):
        numbers = counts(tally, sole(tally, lambda event: by_outlet[event]))
        kinds = [Facet(value=kind, label=label(kind), count=count) for kind, count in tally.kinds.most_common(_MOST_KINDS)]
        of_outlets.append(OutletRow(
            name=name, articles=printed.get(name, 0), own_voice=tally.own, loaded=tally.loaded(), kinds=kinds, **numbers
        ))  # fmt: skip
    ranked = sorted(relays.items(), key=lambda one: (-one[1], one[0]))[:_MOST_RELAYS]
    return Sources(
        total_origins=len(of_origins), total_outlets=len(of_outlets), origins=of_origins, outlets=of_outlets,
        relays=[Relay(outlet=outlet, origin=origin, claims=number) for (outlet, origin), number in ranked], copies=_copies(state),
    )  # fmt: skip


def _copies(state: State) -> list[Copying]:
    """Who copies whom: of two reports of one text the later one is the copy."""
    ties, one, other = story_ties.c, articles.alias(), articles.alias()
    query = (
        select(one.c.outlet.label("a"), one.c.published.label("p"), other.c.outlet.label("b"), other.c.published.label("q"))
        .select_from(story_ties).join(one, (one.c.id == ties.one) & one.c.current).join(other, (other.c.id == ties.other) & other.c.current)
        .where(ties.sort.in_(_COPIES))
    )  # fmt: skip
    found: dict[tuple[str, str], int] = defaultdict(int)
    with state.ledger.connection() as connection:
        for row in connection.execute(query):
            if row.a and row.b and row.a != row.b and row.p and row.q and row.p != row.q:
                found[(row.a, row.b) if row.p > row.q else (row.b, row.a)] += 1
    ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:_MOST_RELAYS]
    return [Copying(outlet=outlet, of=of, reports=number) for (outlet, of), number in ranked]
