"""Store one article and its claims: as new, as a new version of one that is there, or as coded again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from dateline.errors import InputError
from dateline.ledger.migrate import now
from dateline.ledger.rows import (
    Coding,
    Told,
    article_row,
    body_of,
    check_storable,
    insert_rows,
    more_of,
    take_keys,
    write_codings,
)
from dateline.ledger.schema import articles, bodies, claim_places, claims, codings, evidence, heirs, log, tombstones
from dateline.model import Article, Claim

_HEAD = ("outlet", "url", "published", "title", "language", "more")
_AT_ONCE = 500


class Done(StrEnum):
    """What adding an article did."""

    NEW = "new"
    VERSION = "new version"
    REVISED = "head corrected"
    RECODED = "coded again"
    SAME = "there already"


@dataclass(frozen=True, slots=True)
class Old:
    """What is stored of an article before it is added: the row of this version if it is there, and the key of the current one."""

    row: Any | None
    current: int | None
    revised: dict[str, Any]
    coder: str | None
    masked: bool = False
    """Kept under another text: a name in it was blacked out."""

    @property
    def same(self) -> bool:
        """Whether the article is there as it is, with its claims."""
        return self.masked or (self.row is not None and self.row.key == self.current and not self.revised and self.coder is not None)


def find_old(connection: Connection, article: Article) -> Old:
    """Return what is stored under the article's id; raises :class:`~dateline.errors.InputError` for one that was forgotten."""
    found = connection.execute(
        select(articles.c.key, articles.c.version, articles.c.current, *(articles.c[name] for name in _HEAD), codings.c.coder)
        .outerjoin(codings, (codings.c.article_key == articles.c.key) & codings.c.current)
        .where(articles.c.id == article.id)
    ).all()
    if _is_masked(connection, article):
        return Old(None, None, {}, None, masked=True)
    if not found:
        return Old(None, None, {}, None)
    row = next((row for row in found if row.version == article.version), None)
    current = next((row.key for row in found if row.current), None)
    if row is None:
        return Old(None, current, {}, None)
    # What comes without a date or an outlet this time takes nothing away.
    fields = {**dict(article), "more": more_of(article)}
    revised = {name: fields[name] for name in _HEAD if fields[name] not in (None, "", getattr(row, name))}
    return Old(row, current, revised, row.coder)


def digest(words: str) -> str:
    """Return what an id is known by after it was forgotten."""
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _is_masked(connection: Connection, article: Article) -> bool:
    """Whether the article is kept without a name that was blacked out; raises ``InputError`` for one that was taken out whole."""
    same = or_(tombstones.c.version == article.version, and_(tombstones.c.what == "article", tombstones.c.article == digest(article.id)))
    stones = connection.execute(select(tombstones).where(same).order_by(tombstones.c.key)).all()
    for stone in stones:
        if stone.what == "article":
            raise InputError(f"it was taken out for safety on {stone.at[:10]} ({stone.reason}); it is not stored again", article=article.id)
    return bool(stones)


def add(
    connection: Connection, article: Article, found: Sequence[Claim], coder: str, sentences: Sequence[tuple[int, int]] | None = None
) -> Done:
    """Store an article with its claims inside an open transaction, and return what that did.

    ``sentences`` are the offsets of the sentence of each claim; without them they are looked for. The same text with the same
    coder is left alone. Raises :class:`~dateline.errors.InputError` when a claim is of another article, its words are not the
    article's words, or two claims share an id; and for an article that was forgotten.
    """
    check(article, found)
    old = find_old(connection, article)
    if old.masked or (old.same and old.coder == coder and _bodies(connection, old) == sorted(map(body_of, found))):
        return Done.SAME
    at = now()
    if old.row is None:
        key = take_keys(connection, "articles", 1)
        _hide(connection, old.current)
        connection.execute(insert(articles).values(article_row(article, key, at)))
        done = Done.NEW if old.current is None else Done.VERSION
    else:
        key, done = int(old.row.key), Done.RECODED
        if old.current != key:
            _hide(connection, old.current)
            connection.execute(update(articles).where(articles.c.key == key).values(current=True))
            done = Done.VERSION
        if old.revised:
            _revise(connection, article, old, at)
            done = Done.REVISED if done is Done.RECODED else done
    before = _claims_before(connection, key if old.row is not None else None, old.current)
    _retire(connection, key)
    (new,) = write_codings(connection, [Coding(article, key, found, sentences)], coder, at)
    _leave_heirs(connection, before, new, at)
    return done


Item = tuple[Article, Sequence[Claim], Sequence[tuple[int, int]] | None]


def add_many(connection: Connection, items: Sequence[Item], coder: str) -> list[Done | InputError]:
    """Store some hundred articles inside an open transaction; return for each what that did, or why it was not stored.

    What :func:`add` does to each, but many times as fast for articles that are new.
    """
    new = _wholly_new(connection, [article for article, _, _ in items])
    done: list[Done | InputError] = [Done.NEW] * len(items)
    fresh: list[int] = []
    for n, (article, found, _) in enumerate(items):
        try:
            check(article, found)
            if n in new:
                fresh.append(n)
        except InputError as error:
            done[n] = error
    at, first = now(), take_keys(connection, "articles", len(fresh))
    insert_rows(connection, articles, [article_row(items[n][0], key, at) for key, n in enumerate(fresh, first)])
    write_codings(connection, [Coding(items[n][0], key, *items[n][1:]) for key, n in enumerate(fresh, first)], coder, at)
    for n, (article, found, sentences) in enumerate(items):
        if n not in new and not isinstance(done[n], InputError):
            try:
                done[n] = add(connection, article, found, coder, sentences)
            except InputError as error:
                done[n] = error
    return done


def _wholly_new(connection: Connection, found: Sequence[Article]) -> set[int]:
    """Return the numbers of the articles that nothing is known of: the first of each id, where no other version is stored."""
    first: dict[str, int] = {}
    for n, article in enumerate(found):
        first.setdefault(article.id, n)
    if connection.execute(select(tombstones.c.key).limit(1)).first() is not None:
        return set()
    ids = list(first)
    for at_once in range(0, len(ids), _AT_ONCE):
        for id in connection.execute(select(articles.c.id).where(articles.c.id.in_(ids[at_once : at_once + _AT_ONCE]))).scalars():
            first.pop(id, None)
    return set(first.values())


def check(article: Article, found: Sequence[Claim]) -> None:
    """Raise :class:`~dateline.errors.InputError` unless the claims are claims of this very text."""
    check_storable(article)
    seen: set[str] = set()
    for claim in found:
        if claim.article != article.id:
            raise InputError(f"claim {claim.id} is of the article {claim.article!r}", article=article.id)
        if claim.id in seen:
            raise InputError(f"two claims have the id {claim.id}", article=article.id)
        seen.add(claim.id)
        try:
            claim.check(article)
        except ValueError as error:
            raise InputError(f"its claims do not fit: {error}", article=article.id) from None


def _bodies(connection: Connection, old: Old) -> list[str]:
    assert old.row is not None
    query = select(bodies.c.body).join(claims, claims.c.key == bodies.c.claim_key)
    query = query.where(claims.c.article_key == old.row.key, claims.c.current)
    return sorted(connection.execute(query).scalars())


def _hide(connection: Connection, key: int | None) -> None:
    """Make a version of an article an old one, and its claims with it."""
    if key is not None:
        connection.execute(update(articles).where(articles.c.key == key).values(current=False))
        _retire(connection, key)


def _retire(connection: Connection, article_key: int) -> None:
    mine = select(claims.c.key).where(claims.c.article_key == article_key, claims.c.current)
    connection.execute(delete(claim_places).where(claim_places.c.claim_key.in_(mine)))
    connection.execute(delete(evidence).where(evidence.c.claim_key.in_(mine)))
    connection.execute(update(claims).where(claims.c.article_key == article_key, claims.c.current).values(current=False))
    connection.execute(update(codings).where(codings.c.article_key == article_key, codings.c.current).values(current=False))


def _revise(connection: Connection, article: Article, old: Old, at: str) -> None:
    assert old.row is not None
    connection.execute(update(articles).where(articles.c.key == old.row.key).values(**old.revised))
    before = {name: _plain(getattr(old.row, name)) for name in old.revised}
    row = {"key": take_keys(connection, "log", 1), "at": at, "what": "head", "article": article.id, "detail": json.dumps(before)}
    connection.execute(insert(log).values(row))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _claims_before(connection: Connection, same: int | None, current: int | None) -> list[Any]:
    """Return what the claims were until now: of this version, or of the version that was current, each with its evidence."""
    if current is None and same is None:
        return []
    key = same if same is not None and same == current else current
    return list(
        connection.execute(
            select(claims.c.id, claims.c.article_key, claims.c.kind, claims.c.trigger_start, claims.c.trigger_end,
                   bodies.c.evidence_start, bodies.c.evidence_end, articles.c.text)
            .join(bodies, bodies.c.claim_key == claims.c.key).join(articles, articles.c.key == claims.c.article_key)
            .join(codings, codings.c.key == claims.c.coding_key)
            .where(codings.c.key == select(codings.c.key).where(codings.c.article_key == key)
                   .order_by(codings.c.key.desc()).limit(1).scalar_subquery())
            .order_by(claims.c.key)
        )
    )  # fmt: skip


def _leave_heirs(connection: Connection, before: Sequence[Any], new: Sequence[Told], at: str) -> None:
    """Record which new claim a claim that is no more lives on in: on the same words, or with the same sentence in a changed text."""
    ids = {told.row["id"] for told in new}
    gone = [old for old in before if old.id not in ids]
    for old in gone:
        heir = _heir(old, new)
        if heir is not None:
            connection.execute(delete(heirs).where(heirs.c.claim_id == old.id))
            connection.execute(insert(heirs).values(claim_id=old.id, heir=heir, at=at))
    # A claim that is there again is its own heir.
    for batch in (sorted(ids)[at_once : at_once + _AT_ONCE] for at_once in range(0, len(ids) if before else 0, _AT_ONCE)):
        connection.execute(delete(heirs).where(heirs.c.claim_id.in_(batch)))


def _heir(old: Any, new: Sequence[Told]) -> str | None:
    sentence = old.text[old.evidence_start : old.evidence_end]
    ranked = []
    for told in new:
        row = told.row
        if row["article_key"] == old.article_key:
            shared = min(row["trigger_end"], old.trigger_end) - max(row["trigger_start"], old.trigger_start)
        else:
            # The text changed: the sentence must be the same, and the trigger must stand where it stood in it.
            stands = row["trigger_start"] - told.start == old.trigger_start - old.evidence_start
            shared = int(stands and told.sentence == sentence)
        if shared > 0:
            ranked.append((row["kind"] != old.kind, -shared, row["trigger_start"], row["id"]))
    return str(min(ranked)[-1]) if ranked else None
