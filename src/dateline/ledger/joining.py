"""Joins what is new in a ledger: reports to stories, claims to events. A report costs what its neighbours cost, not what the ledger holds.

``refresh`` reads only articles that were added, coded anew or judged since. Every transaction leaves word of what is still due, so that
a program that is killed in between costs nothing but the time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from dateline.ledger.decisions import KINDS, Decisions, decisions_of
from dateline.ledger.event_look import stories
from dateline.ledger.event_tables import (
    events_due,
    joined_blocks,
    joined_claims,
    joined_codings,
    joined_links,
    joined_state,
    story_bands,
    story_reports,
    story_ties,
)
from dateline.ledger.event_trees import load_trees
from dateline.ledger.families import Families, load_families
from dateline.ledger.match import SAME, THRESHOLD, Link, compare, counterparts, parts, planned
from dateline.ledger.origin import Origin, Origins, load_origins
from dateline.ledger.readings import LONGEST, Reader, Reading, block_rows, claim_row, days_of, write_rows_anew
from dateline.ledger.regroup import Regrouper
from dateline.ledger.rows import insert_rows
from dateline.ledger.schema import articles, claims, codings
from dateline.ledger.sides import Sides, load_sides
from dateline.ledger.sketch import Sketch, Sketcher, akin, alike, blocks
from dateline.ledger.store import Ledger
from dateline.ledger.stories import DAYS, Tie, bands, copied, related, signature
from dateline.roster import Roster

_FORM = 7
"""Raised when what is kept must be computed again by a newer program."""
_DUE = "due"
_AT_ONCE = 20
_IN_SQL = 400
_SLACK = 1
_MOST = 400
"""Neighbours that a claim is compared with under one block at most: those nearest in time."""
_MOST_AKIN = 20
"""Reports that begin alike whose claims are all compared at most: those most alike."""
_PLANS = 14
"""A plan is looked for so many days before what happened."""


class Joiner:
    """Keeps the events of one ledger up to date."""

    def __init__(self, ledger: Ledger, roster: Roster, join_above: float = THRESHOLD) -> None:
        self.ledger, self.join_above = ledger, join_above
        self.families: Families = load_families()
        self.trees = load_trees()
        self.origins: Origins = load_origins(roster)
        self.sides: Sides = load_sides(roster)
        self.sketcher: Sketcher = Sketcher(self.families, roster)
        self._families = {family: frozenset((family, *self.families.with_parts(family))) for family in self.families.family.values()}
        self.reader = Reader(ledger, self.families, self.origins, self.sketcher)
        self.regrouper = Regrouper(ledger, self.families, self.trees, self.sides, join_above)
        self.decisions = Decisions()
        self._judged: str | None = "unknown"

    def refresh(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Join what is new, and return how many articles were read; raises ``LedgerError`` when the ledger cannot be written."""
        self._begin_anew_if_rules_changed()
        self._open_judged()
        self._judged = "unknown"
        with self.ledger.connection() as connection:
            self._take_note(connection)
        self._open_changed(progress)
        due, newest = self._due()
        with self.ledger.connection() as connection:
            before = [_state(connection, name) for name in ("opened", "judgement")]
        opened = frozenset(json.loads(before[0] or "[]"))
        for at in range(0, len(due), _AT_ONCE):
            with self.ledger.writing() as connection:
                self._take_note(connection)
                self._read(connection, self._still_due(connection, due[at : at + _AT_ONCE], opened))
                self.regrouper.run(connection)
            if progress is not None:
                progress(min(at + _AT_ONCE, len(due)), len(due))
        with self.ledger.writing() as connection:
            self.regrouper.run(connection)
            if due:
                _set_state(connection, "coding", str(newest))
            # What another program opened in the meantime is still due.
            if opened and before == [_state(connection, name) for name in ("opened", "judgement")]:
                _set_state(connection, "opened", "[]")
        with self.ledger.connection() as connection:
            stale = _state(connection, "rows") == _DUE
        if stale:
            write_rows_anew(self.ledger, self.regrouper.look)
            with self.ledger.writing() as connection:
                _set_state(connection, "rows", "")
        return len(due)

    # What is due

    def waiting(self) -> int:
        """Return how many articles :meth:`refresh` would read now, as far as that can be told without writing."""
        return len(self._due()[0])

    def _take_note(self, connection: Connection) -> None:
        """Take note of what analysts decided, where that is another than when it was asked last: other programs record it, too."""
        judged = _state(connection, "judgement")
        if judged != self._judged:
            self._judged, self.decisions = judged, decisions_of(self.ledger)
            self.regrouper.begin(self.decisions)

    def _begin_anew_if_rules_changed(self) -> None:
        form = json.dumps([_FORM, self.join_above, self.trees.form, repr(sorted(self.families.family.items()))])
        with self.ledger.connection() as connection:
            if _state(connection, "form") == form:
                return
        with self.ledger.writing() as connection:
            if _state(connection, "form") == form:
                return  # another program was faster, and may be through with it
            for table in (events_due, joined_links, joined_blocks, joined_claims, joined_codings, story_ties, story_bands, story_reports):
                connection.execute(delete(table))
            self.regrouper.clear(connection)
            _set_state(connection, "coding", "0")
            _set_state(connection, "form", form)
            _set_state(connection, "sides", self.sides.form)

    def _open_changed(self, progress: Callable[[int, int], None] | None) -> None:
        """Have the articles read again that read otherwise with another roster, or with a name that an analyst resolved."""
        with self.ledger.connection() as connection:
            same = _state(connection, "sides") == self.sides.form
            if same and _state(connection, "names") != _DUE:
                return
        changed = self.reader.changed(self.decisions, progress)
        with self.ledger.writing() as connection:
            opened = {*json.loads(_state(connection, "opened") or "[]"), *changed}
            _set_state(connection, "opened", json.dumps(sorted(opened)))
            _set_state(connection, "sides", self.sides.form)
            _set_state(connection, "names", "")
            if not same:
                _set_state(connection, "rows", _DUE)

    def _open_judged(self) -> None:
        """Have the articles read again that judgements on claims are about, and the events made again that pairs were judged of."""
        with self.ledger.connection() as connection:
            seen = int(_state(connection, "judgement") or 0)
        rows = list(self.ledger.judgements(by_program=False))
        last = max((judgement.key for judgement in rows), default=0)
        if last <= seen:
            return
        made = {judgement.id: judgement for judgement in rows}
        subjects: set[str] = set()
        pairs: set[str] = set()
        whole = False
        for judgement in rows:
            if judgement.key <= seen:
                continue
            while judgement.kind == "undo" and judgement.subjects and judgement.subjects[0] in made:
                judgement = made[judgement.subjects[0]]
            if judgement.kind == SAME:
                pairs.update(judgement.subjects)
            elif judgement.kind == "name":
                whole = True
            elif judgement.kind in KINDS:
                subjects.update(judgement.subjects[:1])
        subjects, pairs = (set(self.ledger.heirs(found).values()) for found in (subjects, pairs))
        with self.ledger.writing() as connection:
            if whole:
                # A name may stand in any article: those that read otherwise now are looked for.
                _set_state(connection, "names", _DUE)
            opened = set(json.loads(_state(connection, "opened") or "[]"))
            for batch in _batches(sorted(subjects)):
                names = connection.execute(select(joined_claims.c.article).where(joined_claims.c.claim_id.in_(batch))).scalars().all()
                names = [*names, *self._articles_of(connection, batch)]
                opened.update(names)
            if opened:
                _set_state(connection, "opened", json.dumps(sorted(opened)))
            self.regrouper.mark(connection, sorted(pairs))
            _set_state(connection, "judgement", str(last))

    @staticmethod
    def _articles_of(connection: Connection, ids: Sequence[str]) -> list[str]:
        query = select(articles.c.id).join(claims, claims.c.article_key == articles.c.key).where(claims.c.id.in_(ids)).distinct()
        return list(connection.execute(query).scalars())

    def _due(self) -> tuple[list[str], int]:
        """Return the articles that were coded since the last time, or whose claims were judged; and the key of the newest coding."""
        with self.ledger.connection() as connection:
            last = int(_state(connection, "coding") or 0)
            # Keys are dealt out upwards: what lies below the last is not looked at again.
            query = (
                select(codings.c.key, articles.c.id).join(articles, articles.c.key == codings.c.article_key)
                .where(codings.c.key > last, codings.c.current, articles.c.current)
                .where(~select(joined_codings.c.coding_key).where(joined_codings.c.coding_key == codings.c.key).exists())
            )  # fmt: skip
            found = [row.id for row in connection.execute(query.order_by(codings.c.key))]
            newest = connection.execute(select(func.max(codings.c.key))).scalar() or 0
            opened = json.loads(_state(connection, "opened") or "[]")
        known = set(found)
        return [*found, *(id for id in opened if id not in known)], max(last, int(newest))

    # Reading articles

    @staticmethod
    def _still_due(connection: Connection, ids: Sequence[str], opened: Container[str]) -> list[str]:
        """Of articles that were due, leave out those that another program has joined since."""
        read = (
            select(articles.c.id).join(codings, codings.c.article_key == articles.c.key)
            .join(joined_codings, joined_codings.c.coding_key == codings.c.key)
            .where(articles.c.current, codings.c.current, articles.c.id.in_(list(ids)))
        )  # fmt: skip
        joined = set(connection.execute(read).scalars())
        return [id for id in ids if id in opened or id not in joined]

    def _read(self, connection: Connection, ids: Sequence[str]) -> None:
        self._take_out(connection, ids)
        for reading in self.reader.read(connection, ids, self.decisions):
            self._article(connection, reading)
            insert_rows(connection, joined_codings, [{"coding_key": reading.coding, "article": reading.id}])

    def _take_out(self, connection: Connection, ids: Sequence[str]) -> None:
        """Forget what was joined of articles before; their events are due, and what is still in them stays under its id."""
        there = select(story_reports.c.article).where(story_reports.c.article.in_(list(ids)))
        self._mark_stories(connection, connection.execute(there).scalars().all())
        old = connection.execute(select(joined_claims.c.claim_id).where(joined_claims.c.article.in_(list(ids)))).scalars().all()
        self.regrouper.mark(connection, old)
        for batch in _batches(list(old)):
            connection.execute(delete(joined_links).where(joined_links.c.one.in_(batch)))
            connection.execute(delete(joined_links).where(joined_links.c.other.in_(batch)))
            connection.execute(delete(joined_blocks).where(joined_blocks.c.claim_id.in_(batch)))
        for table, column in ((joined_claims, joined_claims.c.article), (story_ties, story_ties.c.one), (story_ties, story_ties.c.other),
                              (story_bands, story_bands.c.article), (story_reports, story_reports.c.article),
                              (joined_codings, joined_codings.c.article)):  # fmt: skip
            connection.execute(delete(table).where(column.in_(list(ids))))

    def _mark_stories(self, connection: Connection, ids: Sequence[str]) -> None:
        """Have the events of copies of reports made again: who is first in a story, or is so no more, speaks for all of it."""
        for id, story in stories(connection, ids).items():
            if copies := sorted(story - {id}):
                of_copies = select(joined_claims.c.claim_id).where(joined_claims.c.article.in_(copies))
                self.regrouper.mark(connection, connection.execute(of_copies).scalars().all())

    def _article(self, connection: Connection, reading: Reading) -> None:
        sketches, own = reading.sketches, reading.own
        if self._story(connection, reading.id, reading.text, reading.published, own):
            self._mark_stories(connection, [reading.id])
        insert_rows(connection, joined_claims, [claim_row(sketch) for sketch in sketches])
        links, others = self._links(connection, sketches)
        insert_rows(connection, joined_blocks, [row for sketch in sketches for row in block_rows(sketch)])
        insert_rows(connection, joined_links, [
            {"one": link.one, "other": link.other, "relation": link.relation, "total": round(link.score.total, 4), "why": link.why}
            for link in links])  # fmt: skip
        self._relate(connection, sketches, links, others, own)
        self.regrouper.add(sketches)

    def _links(self, connection: Connection, sketches: Sequence[Sketch]) -> tuple[list[Link], Mapping[str, Sketch]]:
        """Compare the claims of an article with each other and with their neighbours in the ledger."""
        found: dict[tuple[str, str, str], Link] = {}
        others = self._neighbours(connection, sketches)
        wanted = {id: sketch for many in others.values() for id, sketch in many.items()}
        for number, sketch in enumerate(sketches):
            part = parts(sketch, sketches, self.families)
            near: Iterable[Sketch] = [*sketches[number + 1 :], *(other for _, other in sorted(others.get(sketch.id, {}).items()))]
            for link in (part, *(self._compared(sketch, other) for other in near)):
                if link is not None:
                    found.setdefault((*link.pair, link.relation), link)
        return [found[key] for key in sorted(found)], wanted

    def _compared(self, one: Sketch, other: Sketch) -> Link | None:
        if one.family == other.family:
            return planned(one, other, _PLANS) or compare(one, other, self.families, self.trees)
        return counterparts(one, other, self.families)

    def _neighbours(self, connection: Connection, sketches: Sequence[Sketch]) -> dict[str, dict[str, Sketch]]:
        """The claims of other articles that each claim meets under a block, within the days that it may share."""
        reach = {sketch.id: days for sketch in sketches if (days := _reach(sketch)) is not None}
        asked: dict[str, list[Sketch]] = {}
        for sketch in sketches:
            for block in blocks(sketch) if sketch.id in reach else ():
                asked.setdefault(block, []).append(sketch)
        if not asked:
            return {}
        first, last = min(days[0] for days in reach.values()), max(days[1] for days in reach.values())
        mine = {sketch.id for sketch in sketches}
        met: dict[str, dict[str, int]] = {}
        for batch in _batches(sorted(asked)):
            query = select(joined_blocks).where(
                joined_blocks.c.block.in_(batch),
                joined_blocks.c.first_day.between(first - LONGEST, last),
                joined_blocks.c.last_day >= first,
            )
            for row in connection.execute(query.order_by(joined_blocks.c.claim_id).limit(_MOST * len(batch))):
                for sketch in asked[row.block] if row.claim_id not in mine else ():
                    days = reach[sketch.id]
                    if row.first_day <= days[1] and row.last_day >= days[0] and row.family in self._families[sketch.family]:
                        met.setdefault(sketch.id, {})[row.claim_id] = abs(row.first_day - days[0])
        # The nearest in time, where a place sees more than can be compared.
        near = {one: sorted(ids, key=lambda id: (ids[id], id))[:_MOST] for one, ids in met.items()}
        known = self.regrouper.sketches(connection, sorted(set().union(*near.values()))) if near else {}
        found = {one: {id: known[id] for id in sorted(ids) if id in known} for one, ids in near.items()}
        for other in self._of_akin_reports(connection, sketches[0], known.values()):
            for sketch in sketches:
                if sketch.family == other.family:
                    found.setdefault(sketch.id, {})[other.id] = other
        return found

    def _of_akin_reports(self, connection: Connection, one: Sketch, met: Iterable[Sketch]) -> list[Sketch]:
        """All claims of those reports that a claim was met of and that begin as this one does: what they say without a place, too."""
        reports = {other.article: alike(one, other) for other in met if akin(one, other)}
        chosen = sorted(reports, key=lambda id: (-reports[id], id))[:_MOST_AKIN]
        query = select(joined_claims.c.claim_id).where(joined_claims.c.article.in_(chosen)).order_by(joined_claims.c.claim_id)
        known = self.regrouper.sketches(connection, connection.execute(query).scalars()) if chosen else {}
        return [known[id] for id in sorted(known)]

    # Stories

    def _story(self, connection: Connection, article: str, text: str, published: int | None, own: Origin) -> bool:
        """Tie a report to those that it copies or that copy it; tells whether there are any."""
        mine = signature(text)
        keys = bands(mine)
        query = select(story_bands.c.article).where(story_bands.c.band.in_(keys))
        if published is not None:
            query = query.where(story_bands.c.published >= published - DAYS, story_bands.c.published <= published + DAYS)
        near = sorted(set(connection.execute(query.limit(_MOST)).scalars())) if keys else []
        insert_rows(connection, story_reports, [
            {"article": article, "published": published, "own": own.key, "own_name": own.name, "signature": json.dumps(mine)}])  # fmt: skip
        insert_rows(connection, story_bands, [{"band": band, "published": published, "article": article} for band in sorted(set(keys))])
        rows = connection.execute(select(story_reports).where(story_reports.c.article.in_(near))).all() if near else []
        ties = [copied(row.article, json.loads(row.signature), article, mine) for row in sorted(rows, key=lambda row: str(row.article))]
        found = [tie for tie in ties if tie is not None]
        _write_ties(connection, found)
        return bool(found)

    def _relate(
        self, connection: Connection, sketches: Sequence[Sketch], links: Sequence[Link], others: Mapping[str, Sketch], own: Origin
    ) -> None:
        """Tie the report to those whose claims its own fit: one release's figures, or one outlet that quotes another."""
        mine = {sketch.id: sketch for sketch in sketches}
        theirs: dict[str, tuple[dict[str, Sketch], dict[str, Sketch]]] = {}
        for link in links:
            if link.relation != "same" or link.score.total < 0:
                continue
            here, there = (link.one, link.other) if link.one in mine else (link.other, link.one)
            if there in others and there not in mine:
                other = others[there]
                if abs((mine[here].published or 0) - (other.published or 0)) > DAYS:
                    continue
                found = theirs.setdefault(other.article, ({}, {}))
                found[0][here], found[1][there] = mine[here], other
        if not theirs:
            return
        rows = connection.execute(select(story_reports.c.article, story_reports.c.own).where(story_reports.c.article.in_(sorted(theirs))))
        owns = {row.article: row.own for row in rows}
        ties = [
            related([first[id] for id in sorted(first)], [second[id] for id in sorted(second)], own.key, owns.get(article, ""))
            for article, (first, second) in sorted(theirs.items())
        ]
        _write_ties(connection, [tie for tie in ties if tie is not None])


def _reach(sketch: Sketch) -> tuple[int, int] | None:
    """The days within which a claim's neighbours lie; plans lie before what happened."""
    days = days_of(sketch)
    if days is None:
        return None
    before = _PLANS if sketch.status in ("happened", "ongoing") else _SLACK
    after = _PLANS if sketch.status in ("planned", "possible") else _SLACK
    return days[0] - before, days[1] + after


def _write_ties(connection: Connection, ties: Sequence[Tie]) -> None:
    rows = {(tie.one, tie.other, tie.sort): tie for tie in ties}
    insert_rows(connection, story_ties, [
        {"one": tie.one, "other": tie.other, "sort": tie.sort, "why": tie.why, "score": tie.score} for tie in rows.values()])  # fmt: skip


def _state(connection: Connection, name: str) -> str | None:
    value = connection.execute(select(joined_state.c.value).where(joined_state.c.name == name)).scalar()
    return None if value is None else str(value)


def _set_state(connection: Connection, name: str, value: str) -> None:
    if connection.execute(update(joined_state).where(joined_state.c.name == name).values(value=value)).rowcount == 0:
        connection.execute(insert(joined_state).values(name=name, value=value))


def _batches(values: Sequence[Any]) -> Iterable[Any]:
    return (values[at : at + _IN_SQL] for at in range(0, len(values), _IN_SQL))
