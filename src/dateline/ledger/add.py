"""Store one article and its claims: as new, as a new version of one that is there, or as coded again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from dateline.errors import InputError
from dateline.ledger.descent import claims_before, leave_heirs
from dateline.ledger.migrate import now
from dateline.ledger.rows import (
    MORE,
    Coding,
    article_row,
    body_of,
    check_columns,
    check_storable,
    check_words,
    insert_rows,
    more_of,
    take_keys,
    write_codings,
)
from dateline.ledger.schema import articles, bodies, claim_places, claims, codings, evidence, log, tombstones
from dateline.model import Article, Claim, claim_id

_HEAD = ("outlet", "url", "published", "title", "language", "more")
_AT_ONCE = 500
_OLDER = (
    "its text was replaced by another since, and claims of it would count for nothing; give it an id of its own where it is another "
    "article, or --newest where this text is to count again"
)


class Done(StrEnum):
    """What adding an article did."""

    NEW = "new"
    VERSION = "new version"
    REVISED = "head corrected"
    RECODED = "coded again"
    CHANGED = "changed meanwhile"
    SAME = "there already"
    REPLACED = "replaced since"


@dataclass(frozen=True, slots=True)
class Old:
    """What is stored of an article before it is added: the row of this version if it is there, and the key of the current one.

    ``article`` is the one that is added, with what it came without and the ledger knows; ``revised`` is what of its head is new.
    """

    article: Article
    row: Any | None = None
    current: int | None = None
    revised: Mapping[str, Any] = field(default_factory=dict)
    coder: str | None = None
    masked: bool = False
    """Kept under another text: a name in it was blacked out."""
    older: bool = False
    """Its text, or something of its head, was there before and was replaced by another since."""

    @property
    def outdated(self) -> bool:
        """Whether its text was there, and another came since."""
        return self.older and self.row is not None and bool(self.row.key != self.current)

    @property
    def same(self) -> bool:
        """Whether the article is there as it is, with its claims, or was there before another text of it came."""
        if self.masked or self.outdated:
            return True
        return self.row is not None and self.row.key == self.current and not self.revised and self.coder is not None

    @property
    def done(self) -> Done:
        """What it is to add an article that is the same."""
        return Done.REPLACED if self.older else Done.SAME


def find_old(connection: Connection, article: Article, *, newest: bool = False) -> Old:
    """Return what is stored under the article's id; raises :class:`~dateline.errors.InputError` for one that was forgotten.

    A text that was replaced since is no newer one when it comes again, and a word of the head neither: two collections with two
    versions of one article would otherwise take turns for ever. ``newest``: what is given counts, also where it was replaced.
    """
    found = connection.execute(
        select(articles.c.key, articles.c.version, articles.c.current, *(articles.c[name] for name in _HEAD), codings.c.coder)
        .outerjoin(codings, (codings.c.article_key == articles.c.key) & codings.c.current)
        .where(articles.c.id == article.id)
    ).all()
    if _is_masked(connection, article):
        return Old(article, masked=True)
    row = next((row for row in found if row.version == article.version), None)
    current = next((row for row in found if row.current), None)
    known = row or current
    if known is None:
        return Old(article)
    article = completed(article, known)
    key = current.key if current is not None else None
    if row is None:
        return Old(article, None, key)
    if row.key != key and not newest:
        return Old(article, row, key, older=True)
    head = {**{name: getattr(article, name) for name in _HEAD if name != "more"}, "more": more_of(article)}
    revised = {name: value for name, value in head.items() if value != getattr(row, name)}
    past = {} if newest or not revised else _past(connection, article, revised)
    if past:
        article = article.model_copy(update=_head_of(article.id, row, past))
    return Old(article, row, key, {name: value for name, value in revised.items() if name not in past}, row.coder, older=bool(past))


def _past(connection: Connection, article: Article, revised: Mapping[str, Any]) -> set[str]:
    """Return the fields of a head whose values this very text had before they were replaced."""
    query = select(log.c.detail).where(log.c.article == article.id, log.c.what == "head")
    found: set[str] = set()
    for detail in map(json.loads, connection.execute(query).scalars()):
        if detail.get("version", article.version) == article.version:
            found.update(name for name, value in revised.items() if name in detail and detail[name] == _plain(value))
    return found


def completed(article: Article, row: Any) -> Article:
    """Return an article with what it comes without and a row of it has: what is not told this time takes nothing away."""
    known = _head_of(article.id, row, ("outlet", "url", "published", "title", "more"))
    return article.model_copy(update={name: value for name, value in known.items() if getattr(article, name) in (None, "")})


def _head_of(id: str, row: Any, names: Collection[str]) -> dict[str, Any]:
    """Return columns of a row as fields of an article: ``more`` stands for all that have no column of their own."""
    found = {name: getattr(row, name) for name in names if name != "more"}
    if "more" in names:
        found |= Article.model_validate({"id": id, "text": "", **json.loads(row.more or "{}")}).model_dump(include=set(MORE))
    return found


def digest(words: str) -> str:
    """Return what an id is known by after it was forgotten."""
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _is_masked(connection: Connection, article: Article) -> bool:
    """Whether the article is kept without a name that was blacked out; raises ``InputError`` for one that was taken out whole."""
    own = digest(article.id)
    same = or_(tombstones.c.version == article.version, and_(tombstones.c.what == "article", tombstones.c.article == own))
    stones = connection.execute(select(tombstones).where(same).order_by(tombstones.c.key)).all()
    for stone in stones:
        if stone.what == "article":
            raise InputError(f"it was taken out for safety on {stone.at[:10]} ({stone.reason}); it is not stored again", article=article.id)
    if stones and all(stone.article != own for stone in stones):
        stone = stones[0]
        raise InputError(
            f"a name in this very text was blacked out for safety on {stone.at[:10]} ({stone.reason}); it is not stored with the name",
            article=article.id,
        )
    return bool(stones)


def add(
    connection: Connection, article: Article, found: Sequence[Claim], coder: str, sentences: Sequence[tuple[int, int]] | None = None,
    *, newest: bool = False,
) -> Done:  # fmt: skip
    """Store an article with its claims inside an open transaction, and return what that did.

    ``sentences`` are the offsets of the sentence of each claim; without them they are looked for. The same text with the same
    coder is left alone, and so is one that was replaced since, but for ``newest`` (:func:`find_old`). Raises
    :class:`~dateline.errors.InputError` when a claim is of another article, its words are not the article's words, or two claims
    share an id; for an article that was forgotten; and for claims of a text that was replaced since, which would count for nothing.
    """
    check(article, found)
    check_words(connection, article)
    old = find_old(connection, article, newest=newest)
    if old.masked or (old.same and _read_last(connection, old) == (coder, sorted(map(body_of, found)))):
        return old.done
    if old.outdated:
        raise InputError(_OLDER, article=article.id)
    if old.older:
        check(old.article, found)  # claims may have words of the title, and it was given with one that was replaced
    _check_ids(connection, article, found)
    return _store(connection, old, found, coder, sentences)


def recode(
    connection: Connection, article: Article, found: Sequence[Claim], coder: str, sentences: Sequence[tuple[int, int]] | None = None
) -> Done:
    """Store a new coding of an article as it was read from the ledger, inside an open transaction.

    Where another program gave the article another text or head in the meantime, nothing is stored: its claims would be of what was.
    """
    check(article, found)
    old = find_old(connection, article, newest=True)
    if old.row is None or old.row.key != old.current or old.revised or old.article != article:
        return Done.CHANGED
    if _read_last(connection, old) == (coder, sorted(map(body_of, found))):
        return Done.SAME
    _check_ids(connection, article, found)
    return _store(connection, old, found, coder, sentences)


def _store(connection: Connection, old: Old, found: Sequence[Claim], coder: str, sentences: Sequence[tuple[int, int]] | None) -> Done:
    article, at = old.article, now()
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
    before = claims_before(connection, article.id) if done is not Done.NEW else []
    _retire(connection, key)
    (new,) = write_codings(connection, [Coding(article, key, found, sentences)], coder, at)
    leave_heirs(connection, before, new, at)
    return done


Item = tuple[Article, Sequence[Claim], Sequence[tuple[int, int]] | None]


def add_many(connection: Connection, items: Sequence[Item], coder: str, *, newest: bool = False) -> list[Done | InputError]:
    """Store some hundred articles inside an open transaction; return for each what that did, or why it was not stored.

    What :func:`add` does to each, but many times as fast for articles that are new.
    """
    new = _wholly_new(connection, [article for article, _, _ in items])
    done: list[Done | InputError] = [Done.NEW] * len(items)
    fresh: list[int] = []
    own: dict[str, str] = {}
    for n, (article, found, _) in enumerate(items):
        try:
            check(article, found)
            check_words(connection, article)
            if n in new:
                _check_ids(connection, article, found, own)
                fresh.append(n)
        except InputError as error:
            done[n] = error
    at, first = now(), take_keys(connection, "articles", len(fresh))
    insert_rows(connection, articles, [article_row(items[n][0], key, at) for key, n in enumerate(fresh, first)])
    write_codings(connection, [Coding(items[n][0], key, *items[n][1:]) for key, n in enumerate(fresh, first)], coder, at)
    for n, (article, found, sentences) in enumerate(items):
        if n not in new and not isinstance(done[n], InputError):
            try:
                done[n] = add(connection, article, found, coder, sentences, newest=newest)
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
        check_columns(claim)
        if claim.article != article.id:
            raise InputError(f"claim {claim.id} is of the article {claim.article!r}", article=article.id)
        if claim.id in seen:
            raise InputError(f"two claims have the id {claim.id}", article=article.id)
        seen.add(claim.id)
        try:
            claim.check(article)
        except ValueError as error:
            raise InputError(f"its claims do not fit: {error}", article=article.id) from None


def _check_ids(connection: Connection, article: Article, found: Sequence[Claim], own: dict[str, str] | None = None) -> None:
    """Raise :class:`~dateline.errors.InputError` for an id that a claim of another article has; ``own``: those of this transaction."""
    # An id that is made of its article and its trigger can be no other's.
    given = [claim.id for claim in found if claim.id != claim_id(article, claim.trigger.span, 0)]
    taken = {id: own[id] for id in given if own and id in own}
    for at_once in range(0, len(given), _AT_ONCE):
        query = select(claims.c.id, articles.c.id.label("article")).join(articles, articles.c.key == claims.c.article_key)
        query = query.where(claims.c.id.in_(given[at_once : at_once + _AT_ONCE]), articles.c.id != article.id)
        taken |= {row.id: row.article for row in connection.execute(query)}
    for id in given:
        if id in taken:
            raise InputError(f"its claim {id} has the id of a claim of the article {taken[id]!r}; give it another", article=article.id)
    if own is not None:
        own.update(dict.fromkeys(given, article.id))


def _read_last(connection: Connection, old: Old) -> tuple[str, list[str]] | None:
    """Return who coded the text of an article last, and the claims, as they are kept; ``None`` where nobody did."""
    assert old.row is not None
    query = select(codings.c.key, codings.c.coder).where(codings.c.article_key == old.row.key).order_by(codings.c.key.desc()).limit(1)
    last = connection.execute(query).first()
    if last is None:
        return None
    told = select(bodies.c.body).join(claims, claims.c.key == bodies.c.claim_key).where(claims.c.coding_key == last.key)
    return last.coder, sorted(connection.execute(told).scalars())


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
    before = {"version": article.version, **{name: _plain(getattr(old.row, name)) for name in old.revised}}
    row = {"key": take_keys(connection, "log", 1), "at": at, "what": "head", "article": article.id, "detail": json.dumps(before)}
    connection.execute(insert(log).values(row))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
