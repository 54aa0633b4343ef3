"""Reports as joining sees them: their own voice, and the sketches of their claims; and which of them read otherwise than when they were
joined, because an actor, an outlet or a name that an analyst resolved is another now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from dateline.ledger.decisions import Decisions
from dateline.ledger.event_look import Looker
from dateline.ledger.event_tables import events, joined_claims, joined_codings, story_reports
from dateline.ledger.families import Families
from dateline.ledger.origin import Origin, Origins
from dateline.ledger.records import StoredClaim
from dateline.ledger.rows import Row
from dateline.ledger.schema import articles, codings
from dateline.ledger.sketch import Sketch, Sketcher, blocks, to_json
from dateline.ledger.store import Ledger, Wanted

_AT_ONCE = 200
LONGEST = 31
"""Days of the longest time that claims are looked up by; longer ones meet by their first days."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One report: its id, text and day of publication (an ordinal), the key of its coding, its own voice, and its claims' sketches."""

    id: str
    text: str
    published: int | None
    coding: int
    own: Origin
    sketches: tuple[Sketch, ...]


class Reader:
    """Reads reports of one ledger."""

    def __init__(self, ledger: Ledger, families: Families, origins: Origins, sketcher: Sketcher) -> None:
        self.ledger, self.families, self.origins, self.sketcher = ledger, families, origins, sketcher

    def read(self, connection: Connection, ids: Sequence[str], decisions: Decisions) -> list[Reading]:
        """Return the readings of the reports of these ids that are there, in this order, as their claims count after all decisions."""
        by_article: dict[str, list[StoredClaim]] = {id: [] for id in ids}
        for stored in self.ledger.claims(Wanted(articles=list(ids))):
            now = decisions.effective(stored.claim)
            if not now.rejected and now.claim.kind in self.families.family:
                by_article[stored.report.id].append(StoredClaim(now.claim, stored.report, stored.coder))
        heads = {
            row.id: row for row in connection.execute(
                select(articles.c.id, articles.c.text, articles.c.published, codings.c.key.label("coding"))
                .join(codings, codings.c.article_key == articles.c.key)
                .where(articles.c.current, codings.c.current, articles.c.id.in_(list(ids)))
            )
        }  # fmt: skip
        reports = {report.id: report for report in self.ledger.reports(list(heads))}
        return [self._reading(heads[id], self.origins.of_report(reports[id], heads[id].text), by_article[id]) for id in ids if id in heads]

    def _reading(self, head: Any, own: Origin, found: Sequence[StoredClaim]) -> Reading:
        sketches = self.sketcher.article(found, self.origins.of_article(found, head.text), head.text)
        published = head.published.toordinal() if head.published else None
        return Reading(head.id, head.text, published, head.coding, own, tuple(sketches))

    def changed(self, decisions: Decisions, progress: Callable[[int, int], None] | None = None) -> list[str]:
        """Return the ids of reports that read otherwise now than when they were joined; ``progress`` gets reports done and all."""
        found: list[str] = []
        done, every = 0, self._number()
        for ids in self._joined():
            with self.ledger.connection() as connection:
                claims_were, voices_were = self._before(connection, ids)
                for reading in self.read(connection, ids, decisions):
                    now = {row["claim_id"]: _told(row) for row in map(claim_row, reading.sketches)}
                    if now != claims_were[reading.id] or voices_were.get(reading.id) != (reading.own.key, reading.own.name):
                        found.append(reading.id)
            done += len(ids)
            if progress is not None:
                progress(done, every)
        return found

    def _number(self) -> int:
        with self.ledger.connection() as connection:
            return int(connection.execute(select(func.count(joined_codings.c.coding_key))).scalar() or 0)

    def _joined(self) -> Iterator[list[str]]:
        after = -1
        query = select(joined_codings).order_by(joined_codings.c.coding_key).limit(_AT_ONCE)
        while True:
            with self.ledger.connection() as connection:
                rows = connection.execute(query.where(joined_codings.c.coding_key > after)).all()
            if not rows:
                return
            after = rows[-1].coding_key
            yield [row.article for row in rows]

    @staticmethod
    def _before(connection: Connection, ids: Sequence[str]) -> tuple[dict[str, dict[str, Any]], dict[str, tuple[str, str]]]:
        claims_were: dict[str, dict[str, Any]] = {id: {} for id in ids}
        for row in connection.execute(select(joined_claims).where(joined_claims.c.article.in_(ids))):
            claims_were[row.article][row.claim_id] = _told(row._mapping)
        rows = connection.execute(select(story_reports).where(story_reports.c.article.in_(ids)))
        return claims_were, {row.article: (row.own, row.own_name) for row in rows}


def claim_row(sketch: Sketch) -> Row:
    """Return the row of a claim that is joined; its event is not known yet."""
    return {"claim_id": sketch.id, "article": sketch.article, "event": None, "body": to_json(sketch), "origin": sketch.origin,
            "origin_name": sketch.origin_name, "outlet": sketch.outlet or None}  # fmt: skip


def days_of(sketch: Sketch) -> tuple[int, int] | None:
    """Return the days under which a claim is looked up: its own, else those of its report; None where nothing is dated."""
    if sketch.first is not None and sketch.last is not None:
        return sketch.first, min(sketch.last, sketch.first + LONGEST)
    return None if sketch.published is None else (sketch.published, sketch.published)


def block_rows(sketch: Sketch) -> list[Row]:
    """Return the rows under which a claim is found by its neighbours."""
    days = days_of(sketch)
    if days is None:
        return []
    return [
        {"block": block, "family": sketch.family, "first_day": days[0], "last_day": days[1], "claim_id": sketch.id}
        for block in blocks(sketch)
    ]  # fmt: skip


def _told(row: Any) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("body", "origin", "origin_name", "outlet"))


def write_rows_anew(ledger: Ledger, look: Looker) -> None:
    """Write the short row of every event anew: the sides of its voices may be others, though its claims read as before."""
    after = ""
    query = select(events.c.id).order_by(events.c.id).limit(_AT_ONCE)
    while True:
        with ledger.writing() as connection:
            ids = connection.execute(query.where(events.c.id > after)).scalars().all()
            if not ids:
                return
            after = ids[-1]
            groups: dict[str, list[str]] = {id: [] for id in ids}
            claims_of = select(joined_claims.c.event, joined_claims.c.claim_id).where(joined_claims.c.event.in_(ids))
            for row in connection.execute(claims_of):
                groups[row.event].append(row.claim_id)
            look.write(connection, groups)
