"""Who says what, counted over a whole ledger: origins and outlets with what they tell, first and alone, their loaded words, who relays
whom and who copies whom. The events must be up to date (:class:`dateline.ledger.joining.Joiner`)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from pydantic_core import from_json
from sqlalchemy import func, or_, select

from dateline.ledger.decisions import Decisions
from dateline.ledger.event_tables import events, joined_claims, story_ties
from dateline.ledger.schema import articles, bodies, claims
from dateline.ledger.sides import UNNAMED_SIDE, Sides
from dateline.ledger.sketch import Sketch
from dateline.ledger.store import Ledger
from dateline.model import Claim, Loaded

_COPIES = ("reprint", "copy")
# To read a sketch whole, for each claim of a large ledger, takes minutes: it is kept as a list in the order of its fields.
_AT = {name: at for at, name in enumerate(one.name for one in fields(Sketch))}
_ARTICLE, _OUTLET, _KIND, _PUBLISHED, _ORIGIN, _ORIGIN_NAME, _OWN = (
    _AT[name] for name in ("article", "outlet", "kind", "published", "origin", "origin_name", "own")
)

Word = tuple[str, str | None, str | None]
"""A loaded word folded, its neutral reading, and the side that it is said of."""


@dataclass(slots=True)
class Tally:
    """What one origin or outlet tells. ``own``: how many claims in an outlet's own voice; ``events``: the first day of each, an ordinal."""

    name: str
    claims: int = 0
    own: int = 0
    articles: set[str] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)
    events: dict[str, int] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    words: Counter[Word] = field(default_factory=Counter)
    first: int = 0
    """Of how many events nobody told before."""
    alone: int = 0
    """Of how many events nobody else tells."""
    contradicted: int = 0
    printed: int = 0
    """How many articles an outlet has in the ledger, with claims or without."""

    def add(self, row: list[Any], event: str | None) -> None:
        """Count one sketch."""
        self.claims += 1
        self.own += bool(row[_OWN])
        self.articles.add(row[_ARTICLE])
        if row[_OUTLET]:
            self.outlets.add(row[_OUTLET])
        self.kinds[row[_KIND]] += 1
        if event is not None:
            day = row[_PUBLISHED] if row[_PUBLISHED] is not None else dt.date.max.toordinal()
            self.events[event] = min(day, self.events.get(event, day))


@dataclass(frozen=True, slots=True)
class Tallies:
    """Origins by key and outlets by name, those with the most claims first; claims by outlet and origin relayed, reports by copier and
    copied, the most first."""

    origins: Mapping[str, Tally]
    outlets: Mapping[str, Tally]
    relays: Mapping[tuple[str, str], int]
    copies: Mapping[tuple[str, str], int]


def tallies(ledger: Ledger, decisions: Decisions, sides: Sides) -> Tallies:
    """Count a ledger's claims as they count after ``decisions``."""
    origins: dict[str, Tally] = {}
    outlets: dict[str, Tally] = {}
    relays: Counter[tuple[str, str]] = Counter()
    whose: dict[str, tuple[str, str | None]] = {}
    earliest: dict[str, int] = {}
    for claim, event, row in _sketches(ledger):
        key, outlet = row[_ORIGIN], row[_OUTLET] or None
        origins.setdefault(key, Tally(row[_ORIGIN_NAME])).add(row, event)
        if outlet:
            outlets.setdefault(outlet, Tally(outlet)).add(row, event)
            if not row[_OWN]:
                relays[outlet, key] += 1
        # Words in quotation are the origin's; those in the outlet's own voice are the outlet's.
        whose[claim] = (key, outlet if row[_OWN] else None)
        if event is not None and row[_PUBLISHED] is not None:
            earliest[event] = min(row[_PUBLISHED], earliest.get(event, row[_PUBLISHED]))
    for claim, word, about in _loaded_words(ledger, whose, decisions, sides):
        key, outlet = whose[claim]
        entry = (word.text.casefold(), word.neutral, about)
        origins[key].words[entry] += 1
        if outlet:
            outlets[outlet].words[entry] += 1
    _compare(ledger, origins, outlets, earliest)
    return Tallies(_ranked(origins), _ranked(outlets), _most(relays), _most(_copies(ledger)))


def _ranked(found: Mapping[str, Tally]) -> dict[str, Tally]:
    return dict(sorted(found.items(), key=lambda one: (-one[1].claims, one[0])))


def _most(found: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _sketches(ledger: Ledger) -> Iterator[tuple[str, str | None, list[Any]]]:
    query = select(joined_claims.c.claim_id, joined_claims.c.event, joined_claims.c.body).order_by(joined_claims.c.claim_id)
    with ledger.connection() as connection:
        for row in connection.execute(query):
            yield row.claim_id, row.event, from_json(row.body)


def _loaded_words(
    ledger: Ledger, known: Mapping[str, Any], decisions: Decisions, sides: Sides
) -> Iterator[tuple[str, Loaded, str | None]]:  # fmt: skip
    """The loaded words of claims that are joined, as they count after decisions, each with the side that it is said of."""
    # Most claims have none, and to read those whole would take longest.
    given = sorted(id for id, mine in decisions.by_claim.items() if any(made.verdict == "loaded" for made in mine))
    some = or_(~bodies.c.body.like('%"loaded":[]%'), claims.c.id.in_(given))
    query = select(bodies.c.body, articles.c.published).join(claims, claims.c.key == bodies.c.claim_key)
    query = query.join(articles, articles.c.key == claims.c.article_key).where(claims.c.current, some)
    with ledger.connection() as connection:
        for row in connection.execute(query.order_by(claims.c.key)):
            claim = decisions.effective(Claim.model_validate_json(row.body)).claim
            if claim.id in known:
                for word in claim.loaded:
                    yield claim.id, word, _about(claim, word, sides, row.published)


def _about(claim: Claim, word: Loaded, sides: Sides, day: dt.date | None) -> str | None:
    """The side that a loaded word is said of: that of the party whose words it stands in."""
    country = sides.ground(claim, day)
    for mention in (claim.actor, claim.target):
        if mention is not None and mention.span[0] <= word.span[0] and word.span[1] <= mention.span[1]:
            return next((party.side for party in sides.parties(mention, country, day) if party.side != UNNAMED_SIDE), None)
    return None


def _compare(ledger: Ledger, origins: dict[str, Tally], outlets: dict[str, Tally], earliest: Mapping[str, int]) -> None:
    """Count what takes a look at all others: told first, told alone, contradicted, and articles printed."""
    told: dict[str, tuple[int, bool]] = {}
    with ledger.connection() as connection:
        for row in connection.execute(select(events.c.id, events.c.origins, events.c.contradicted)):
            told[row.id] = (row.origins, row.contradicted)
        query = select(articles.c.outlet, func.count(articles.c.key).label("number")).where(articles.c.current)
        printed = {row.outlet: row.number for row in connection.execute(query.group_by(articles.c.outlet))}
    by_outlet = Counter(event for tally in outlets.values() for event in tally.events)
    for tally in (*origins.values(), *outlets.values()):
        tally.first = sum(day == earliest.get(event) for event, day in tally.events.items())
        tally.contradicted = sum(told.get(event, (1, False))[1] for event in tally.events)
    for tally in origins.values():
        tally.alone = sum(told.get(event, (1, False))[0] == 1 for event in tally.events)
    for tally in outlets.values():
        tally.alone = sum(by_outlet[event] == 1 for event in tally.events)
        tally.printed = printed.get(tally.name, 0)


def _copies(ledger: Ledger) -> dict[tuple[str, str], int]:
    """Who copies whom: of two reports of one text the later one is the copy."""
    ties, one, other = story_ties.c, articles.alias(), articles.alias()
    query = (
        select(one.c.outlet.label("a"), one.c.published.label("p"), other.c.outlet.label("b"), other.c.published.label("q"))
        .select_from(story_ties).join(one, (one.c.id == ties.one) & one.c.current).join(other, (other.c.id == ties.other) & other.c.current)
        .where(ties.sort.in_(_COPIES))
    )  # fmt: skip
    found: dict[tuple[str, str], int] = defaultdict(int)
    with ledger.connection() as connection:
        for row in connection.execute(query):
            if row.a and row.b and row.a != row.b and row.p and row.q and row.p != row.q:
                found[(row.a, row.b) if row.p > row.q else (row.b, row.a)] += 1
    return found
