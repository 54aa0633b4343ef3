"""Which claim of today has the words of one that is no more: found when an article comes with another text, or is coded again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from dateline.ledger.rows import Told
from dateline.ledger.schema import articles, bodies, claims, heirs

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Was:
    """A claim as it was read last: where its trigger stood, and the sentence that told it."""

    id: str
    article_key: int
    kind: str
    trigger_start: int
    trigger_end: int
    sentence_start: int
    sentence: str


def claims_before(connection: Connection, article: str) -> list[Was]:
    """Return all claims that any coding of any version of an article had, each as it was read last, those read last first."""
    texts = {row.key: row.text for row in connection.execute(select(articles.c.key, articles.c.text).where(articles.c.id == article))}
    query = (
        select(claims.c.id, claims.c.article_key, claims.c.kind, claims.c.trigger_start, claims.c.trigger_end,
               bodies.c.evidence_start, bodies.c.evidence_end)
        .join(bodies, bodies.c.claim_key == claims.c.key).where(claims.c.article_key.in_(list(texts))).order_by(claims.c.key.desc())
    )  # fmt: skip
    found: dict[str, Was] = {}
    for id, key, kind, start, end, left, right in connection.execute(query):
        found.setdefault(id, Was(id, key, kind, start, end, left, texts[key][left:right]))
    return list(found.values())


def leave_heirs(connection: Connection, before: Sequence[Was], new: Sequence[Told], at: str) -> None:
    """Record which new claim a claim that is no more lives on in: on the same words, or with the same sentence in a changed text.

    A claim that a coder missed is among those that were before, too: one that comes after may find its words again.
    """
    ids = {told.row["id"] for told in new}
    gone = [old for old in before if old.id not in ids]
    ways = _ways(connection, [old.id for old in before])
    # A claim that is there again is its own heir.
    for id in ids & ways.keys():
        del ways[id]
        connection.execute(delete(heirs).where(heirs.c.claim_id == id))
    for old in gone:
        if _end(ways, old.id) in ids:
            continue
        heir = _heir(old, new)
        if heir is not None:
            ways[old.id] = heir
            connection.execute(delete(heirs).where(heirs.c.claim_id == old.id))
            connection.execute(insert(heirs).values(claim_id=old.id, heir=heir, at=at))


def _ways(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for at_once in range(0, len(ids), _AT_ONCE):
        query = select(heirs.c.claim_id, heirs.c.heir).where(heirs.c.claim_id.in_(ids[at_once : at_once + _AT_ONCE]))
        found.update((row.claim_id, row.heir) for row in connection.execute(query))
    return found


def _end(ways: Mapping[str, str], id: str) -> str:
    seen = {id}
    while (heir := ways.get(id)) is not None and heir not in seen:
        id = heir
        seen.add(id)
    return id


def _heir(old: Was, new: Sequence[Told]) -> str | None:
    ranked = []
    for told in new:
        row = told.row
        if row["article_key"] == old.article_key:
            shared = min(row["trigger_end"], old.trigger_end) - max(row["trigger_start"], old.trigger_start)
        else:
            # The text changed: the sentence must be the same, and the trigger must stand where it stood in it.
            stands = row["trigger_start"] - told.start == old.trigger_start - old.sentence_start
            shared = int(stands and told.sentence == old.sentence)
        if shared > 0:
            ranked.append((row["kind"] != old.kind, -shared, row["trigger_start"], row["id"]))
    return str(min(ranked)[-1]) if ranked else None
