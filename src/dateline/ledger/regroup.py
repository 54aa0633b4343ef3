"""Makes the events anew that new or changed claims touch: who is joined with whom, under which id, with a judgement for each join.

An event keeps the id of the claim that it was first made of. Where two events become one the older id stays, and the other points to it;
where one becomes two the part with that claim keeps the id.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain, count
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from dateline.ledger.decisions import Decisions
from dateline.ledger.event_look import Looker
from dateline.ledger.event_signs import signs
from dateline.ledger.event_tables import event_ids, event_register, events, events_due, joined_claims, joined_links
from dateline.ledger.event_trees import Trees
from dateline.ledger.families import Families
from dateline.ledger.judgements import Judgement, judge
from dateline.ledger.match import SAME, THRESHOLD, Pair, cluster, holding
from dateline.ledger.rows import insert_rows, take_keys
from dateline.ledger.schema import judgement_subjects, judgements
from dateline.ledger.scoring import marks, probability
from dateline.ledger.sides import Sides
from dateline.ledger.sketch import Sketch, from_json
from dateline.ledger.store import Ledger

_MOST = 600
"""Claims that are grouped at once; where more hang together, only whole events that touch what is new are made again."""
_IN_SQL = 400
_CACHED = 20_000
_DOUBT = 1.0
"""A pair whose sum is within this below the threshold is a doubtful one."""
PROGRAM = "dateline match"
YES, DOUBT = "yes", "doubt"


@dataclass(slots=True)
class _Work:
    """What one run groups: the claims, the links among them, the groups that come out, and the ids that claims had."""

    seeds: set[str]
    members: set[str] = field(default_factory=set)
    totals: dict[Pair, float] = field(default_factory=dict)
    together: dict[str, str] = field(default_factory=dict)
    components: dict[str, list[str]] = field(default_factory=dict)

    def root(self, claim: str) -> str:
        """Return the claim that stands for all that hang together with one."""
        path = []
        while (above := self.together.setdefault(claim, claim)) != claim:
            path.append(claim)
            claim = above
        for step in path:
            self.together[step] = claim
        return claim

    def unite(self, one: str, other: str) -> None:
        """Note that two claims hang together."""
        first, second = sorted((self.root(one), self.root(other)))
        self.together[second] = first


class Regrouper:
    """Groups claims that are due; see :meth:`run`."""

    def __init__(
        self, ledger: Ledger, families: Families, trees: Trees, sides: Sides, join_above: float = THRESHOLD
    ) -> None:  # fmt: skip
        self.ledger, self.families, self.trees, self.join_above = ledger, families, trees, join_above
        self.look = Looker(ledger, families, sides)
        self._known: OrderedDict[str, Sketch] = OrderedDict()
        self._new: set[str] = set()
        self._decided: Mapping[Pair, bool] = {}

    # What is due

    def begin(self, decisions: Decisions) -> None:
        """Take note of what analysts decided, of pairs above all: that outweighs everything."""
        self._decided, self.look.decisions = decisions.pairs, decisions

    def clear(self, connection: Connection) -> None:
        """Empty what is computed; ids of events stay."""
        connection.execute(delete(events))
        self._known.clear()

    def mark(self, connection: Connection, claims: Iterable[str]) -> None:
        """Have the events of claims made again."""
        for batch in batches(sorted(claims)):
            query = select(joined_claims.c.event).where(joined_claims.c.claim_id.in_(batch)).distinct()
            found = set(connection.execute(query).scalars())
            there = set(connection.execute(select(events_due.c.id)).scalars())
            insert_rows(connection, events_due, [{"id": event} for event in sorted(filter(None, found - there))])
            for id in batch:
                self._known.pop(id, None)

    def add(self, sketches: Sequence[Sketch]) -> None:
        """Take note of the claims of an article that was just read."""
        for sketch in sketches:
            self._known[sketch.id] = sketch
        self._new.update(sketch.id for sketch in sketches)

    def sketches(self, connection: Connection, ids: Iterable[str]) -> dict[str, Sketch]:
        """Return the sketches of claims that are kept, by id."""
        wanted = list(ids)
        found = {id: self._known[id] for id in wanted if id in self._known}
        for batch in batches(id for id in wanted if id not in found):
            for row in connection.execute(
                select(joined_claims.c.claim_id, joined_claims.c.body).where(joined_claims.c.claim_id.in_(batch))
            ):
                found[row.claim_id] = self._known[row.claim_id] = from_json(row.body)
        while len(self._known) > _CACHED:
            self._known.popitem(last=False)
        return found

    def run(self, connection: Connection) -> None:
        """Make all events again that are due, with the claims that are in none yet."""
        due = list(connection.execute(select(events_due.c.id).order_by(events_due.c.id)).scalars())
        work = _Work(set(self._new))
        for batch in batches(due):
            work.seeds.update(connection.execute(select(joined_claims.c.claim_id).where(joined_claims.c.event.in_(batch))).scalars())
        if work.seeds:
            self._gather(connection, work)
            groups = self._groups(work)
            self._write(connection, work, groups)
            self._record(connection, groups, work.totals)
        for batch in batches(due):
            left = set(connection.execute(select(joined_claims.c.event).where(joined_claims.c.event.in_(batch)).distinct()).scalars())
            connection.execute(delete(events).where(events.c.id.in_(sorted(set(batch) - left))))
        if due:
            connection.execute(delete(events_due))
        self._new.clear()

    # Grouping

    def _gather(self, connection: Connection, work: _Work) -> None:
        """Collect the claims that links and events hold together with the seeds, and the links among them."""
        with_decided: dict[str, set[str]] = {}
        for (one, other), together in self._decided.items():
            if together:
                with_decided.setdefault(one, set()).add(other)
                with_decided.setdefault(other, set()).add(one)
        border, size, least = set(work.seeds), dict[str, int](), holding(self.join_above)
        while border:
            work.members |= border
            for claim in border:
                size[work.root(claim)] = size.get(work.root(claim), 0) + 1
            found: dict[str, str] = {}
            for batch in batches(sorted(border)):
                for one, other, total in self._links(connection, batch):
                    work.totals[one, other] = total
                    if total >= least:
                        found[other if one in work.members else one] = one if one in work.members else other
                        self._hold(work, size, one, other)
            for one, other in self._companions(connection, border):
                found.setdefault(other, one)
                self._hold(work, size, one, other)
            for claim in sorted(border & with_decided.keys()):
                for other in sorted(with_decided[claim]):
                    found.setdefault(other, claim)
                    self._hold(work, size, claim, other)
            # Where too many hang together the grouping stops: those beyond are left in the events that they are in.
            border = {claim for claim in found if claim not in work.members and size.get(work.root(claim), 0) <= _MOST}
        known = self._there(connection, work.members)
        work.members &= known
        for claim in sorted(work.members):
            work.components.setdefault(work.root(claim), []).append(claim)

    @staticmethod
    def _hold(work: _Work, size: dict[str, int], one: str, other: str) -> None:
        first, second = work.root(one), work.root(other)
        if first != second:
            work.unite(one, other)
            size[work.root(one)] = size.pop(first, 0) + size.pop(second, 0)

    @staticmethod
    def _links(connection: Connection, batch: Sequence[str]) -> list[tuple[str, str, float]]:
        query = select(joined_links.c.one, joined_links.c.other, joined_links.c.total).where(
            joined_links.c.relation == "same", or_(joined_links.c.one.in_(batch), joined_links.c.other.in_(batch))
        )
        rows = [(row.one, row.other, row.total) for row in connection.execute(query)]
        return sorted((one, other, total) if one < other else (other, one, total) for one, other, total in rows)

    @staticmethod
    def _companions(connection: Connection, border: set[str]) -> list[tuple[str, str]]:
        """Each claim of the border with the others of its event."""
        mine: dict[str, str] = {}
        for batch in batches(sorted(border)):
            query = select(joined_claims.c.event, joined_claims.c.claim_id).where(joined_claims.c.claim_id.in_(batch))
            mine.update((row.event, row.claim_id) for row in connection.execute(query) if row.event)
        found = []
        for batch in batches(sorted(mine)):
            query = select(joined_claims.c.event, joined_claims.c.claim_id).where(joined_claims.c.event.in_(batch))
            found += sorted((mine[row.event], row.claim_id) for row in connection.execute(query))
        return found

    @staticmethod
    def _there(connection: Connection, claims: set[str]) -> set[str]:
        found: set[str] = set()
        for batch in batches(sorted(claims)):
            found.update(connection.execute(select(joined_claims.c.claim_id).where(joined_claims.c.claim_id.in_(batch))).scalars())
        return found

    def _groups(self, work: _Work) -> list[list[tuple[str, ...]]]:
        """Return the groups of each component."""
        by_root: dict[str, dict[Pair, float]] = {root: {} for root in work.components}
        for pair, total in work.totals.items():
            if pair[0] in work.members and pair[1] in work.members and work.root(pair[0]) == work.root(pair[1]):
                by_root[work.root(pair[0])][pair] = total
        found = []
        for root, claims in sorted(work.components.items()):
            mine = set(claims)
            decided = {pair: together for pair, together in self._decided.items() if pair[0] in mine and pair[1] in mine}
            same = [pair for pair, together in decided.items() if together]
            apart = [pair for pair, together in decided.items() if not together]
            found.append(cluster(claims, by_root[root], threshold=self.join_above, same=same, apart=apart))
        return found

    # Ids

    def _write(self, connection: Connection, work: _Work, groups: Sequence[Sequence[tuple[str, ...]]]) -> None:
        before: dict[str, str] = {}
        for batch in batches(sorted(work.members)):
            before.update((row.claim_id, row.event) for row in connection.execute(select(event_ids).where(event_ids.c.claim_id.in_(batch))))
        for claim in self._new & before.keys():
            # A claim that a coder missed for a while and that is here again: its event may be that of others now, with whom it is not.
            if self._left(connection, before[claim], work.members):
                del before[claim]
        born = self._born(connection, before.values())
        known = self.sketches(connection, sorted(work.members))
        # All at once: claims of an event that was read again may hang together no more, and one of its parts alone keeps its name.
        named = names([group for component in groups for group in component], before, born, known)
        self._keep_ids(connection, named, before, born)
        self.look.write(connection, named)

    @staticmethod
    def _born(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for batch in batches(sorted(set(ids))):
            found.update((row.id, row.born) for row in connection.execute(select(event_register).where(event_register.c.id.in_(batch))))
        return found

    def _keep_ids(
        self, connection: Connection, named: Mapping[str, tuple[str, ...]], before: Mapping[str, str], born: Mapping[str, int]
    ) -> None:
        there = self._born(connection, named)
        new = sorted(id for id in named if id not in there)
        first = take_keys(connection, "event_register", len(new)) if new else 0
        insert_rows(connection, event_register, [{"id": id, "born": first + n, "into_event": None} for n, id in enumerate(new)])
        where = {claim: id for id, group in named.items() for claim in group}
        changed = sorted(claim for claim, id in where.items() if before.get(claim) != id)
        for batch in batches(changed):
            connection.execute(delete(event_ids).where(event_ids.c.claim_id.in_(batch)))
        insert_rows(connection, event_ids, [{"claim_id": claim, "event": where[claim]} for claim in changed])
        rows = [{"mine": claim, "now": where[claim]} for claim in sorted(where)]
        connection.execute(update(joined_claims).where(joined_claims.c.claim_id == bindparam("mine")).values(event=bindparam("now")), rows)
        # An event that others took in points to the one with the claim it was made of; one that is there again to none.
        back = [{"mine": id, "now": None} for id in sorted(there)]
        gone = [
            {"mine": old, "now": where.get(f"c_{old[2:]}") or next((where[c] for c in sorted(where) if before.get(c) == old), None)}
            for old in sorted(set(born) - set(named))
        ]
        gone = [row for row in gone if row["now"] is not None and not self._left(connection, str(row["mine"]), where)]
        for row in [*back, *gone]:
            connection.execute(update(event_register).where(event_register.c.id == row["mine"]).values(into_event=row["now"]))
        for batch in batches([row["mine"] for row in gone]):
            connection.execute(delete(events).where(events.c.id.in_(batch)))

    @staticmethod
    def _left(connection: Connection, event: str, where: Container[str]) -> bool:
        """Whether an event still holds claims that were not grouped now."""
        query = select(joined_claims.c.claim_id).where(joined_claims.c.event == event)
        return any(claim not in where for claim in connection.execute(query).scalars())

    # Judgements

    def _record(self, connection: Connection, groups: Iterable[Sequence[tuple[str, ...]]], totals: Mapping[Pair, float]) -> None:
        """Store a judgement for the best join of each new claim, with its score and reasons, and for the best that was left in doubt."""
        every = [group for component in groups for group in component]
        where = {claim: number for number, group in enumerate(every) for claim in group}
        best: dict[tuple[str, str], tuple[float, Pair]] = {}
        for pair, total in sorted(totals.items()):
            if pair in self._decided or pair[0] not in where or pair[1] not in where:
                continue
            together = where[pair[0]] == where[pair[1]]
            if not together and total < self.join_above - _DOUBT:
                continue
            verdict = YES if together else DOUBT
            for claim in pair:
                if claim in self._new and ((claim, verdict) not in best or total > best[claim, verdict][0]):
                    best[claim, verdict] = (total, pair)
        wanted = {(pair, verdict): total for (_, verdict), (total, pair) in best.items()}
        known = self._recorded(connection, {pair[0] for pair, _ in wanted})
        made = [
            Judgement(SAME, pair, verdict, PROGRAM, score=round(probability(total), 4), reasons=self._reasons(connection, pair))
            for (pair, verdict), total in sorted(wanted.items())
            if (pair, verdict) not in known
        ]
        judge(connection, made)

    def _reasons(self, connection: Connection, pair: Pair) -> tuple[Any, ...]:
        known = self.sketches(connection, pair)
        one, other = (known[claim] for claim in pair)
        found = marks(one, other, self.families)
        return () if found is None else self.trees.reasons(signs(one, other, found))

    @staticmethod
    def _recorded(connection: Connection, claims: set[str]) -> set[tuple[Pair, str]]:
        """What the program has judged of pairs before: a re-run repeats nothing."""
        first, second = judgement_subjects.alias(), judgement_subjects.alias()
        found: set[tuple[Pair, str]] = set()
        for batch in batches(sorted(claims)):
            query = (
                select(first.c.subject, second.c.subject, judgements.c.verdict).select_from(first)
                .join(second, (second.c.judgement_key == first.c.judgement_key) & (second.c.n == 1))
                .join(judgements, judgements.c.key == first.c.judgement_key)
                .where(first.c.subject.in_(batch), first.c.n == 0, judgements.c.kind == SAME, judgements.c.by_program)
            )  # fmt: skip
            found.update(((row[0], row[1]), row[2]) for row in connection.execute(query))
        return found


def names(
    groups: Sequence[tuple[str, ...]], before: Mapping[str, str], born: Mapping[str, int], known: Mapping[str, Sketch]
) -> dict[str, tuple[str, ...]]:
    """Return an id for each group of claims.

    The oldest id goes first, to the group with the claim that it was made of, else to the one with most of its claims; what is left
    is named after its first claim, by the day of its report. ``before`` is the event that claims were of, ``born`` the age of events.
    """
    free = dict.fromkeys(groups)
    found: dict[str, tuple[str, ...]] = {}
    old: dict[str, list[tuple[str, ...]]] = {}
    for group in groups:
        for event in sorted({before[claim] for claim in group if claim in before}):
            old.setdefault(event, []).append(group)
    for event in sorted(old, key=lambda id: (born.get(id, 0), id)):
        claimants = [group for group in old[event] if group in free]
        if claimants:
            best = min(claimants, key=lambda group: (f"c_{event[2:]}" not in group, -sum(before.get(c) == event for c in group), group))
            found[event] = best
            del free[best]
    for group in free:
        first = sorted(group, key=lambda claim: (known[claim].published or 0, known[claim].article, known[claim].at, claim))
        found[_new_id(first, found)] = group
    return found


def _new_id(claims: Sequence[str], taken: Container[str]) -> str:
    """An id that no other group has: of the first claim whose own is free.

    It may be that none is: an event that was made of a claim keeps its name with others when that claim goes, and the claim, alone
    again, needs another.
    """
    own = (f"e_{claim[2:]}" for claim in claims)
    more = (f"e_{blake2b(f'{claims[0]} {n}'.encode(), digest_size=8).hexdigest()}" for n in count(1))
    return next(id for id in chain(own, more) if id not in taken)


def batches(values: Iterable[Any]) -> Iterable[list[Any]]:
    """Yield values in lists that one statement can take."""
    many = list(values)
    return (many[at : at + _IN_SQL] for at in range(0, len(many), _IN_SQL))
