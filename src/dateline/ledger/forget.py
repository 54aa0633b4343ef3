"""Take an article, or a person's name, out of a ledger for safety: its contents go from tables, indexes and free pages.

What stays is a tombstone: that something was taken out, when, why, and a digest by which the same article is known again when it
comes back. Copies made earlier (backups, exports) are not reached.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, MetaData, Table, Text, case, delete, func, insert, inspect, or_, select, text, update

from dateline.errors import LedgerError
from dateline.ledger.add import digest
from dateline.ledger.blackout import MASK, Blackout
from dateline.ledger.connect import plainly
from dateline.ledger.copying import outside
from dateline.ledger.decisions import SAME
from dateline.ledger.migrate import now
from dateline.ledger.rows import article_of, body_of, claim_row, place_rows, take_keys
from dateline.ledger.schema import (
    articles,
    bodies,
    claim_places,
    claims,
    codings,
    evidence,
    heirs,
    judgement_subjects,
    judgements,
    log,
    tombstones,
)  # fmt: skip
from dateline.ledger.store import Ledger
from dateline.model import Article, Claim
from dateline.settings import settings

DERIVED: tuple[str, ...] = (
    "control_spans", "control_due", "control_bearings", "open_names", "kept_codings", "kept_state",
    "events", "events_due", "joined_links", "joined_blocks", "joined_claims", "joined_codings", "story_ties", "story_bands",
    "story_reports", "joined_state",
)  # fmt: skip
"""Tables that are computed from claims and may hold words of articles: emptied when something is taken out, to be computed again."""

_LEFT = (
    "{name}: it is taken out, but another program reads the ledger, and traces of it may be in {where}; stop that program, "
    "and run: dateline forget --finish"
)
_AT_ONCE = 500
_OURS = frozenset({"articles", "bodies", "claims", "claim_places", "evidence", "migrations", "counters", "heirs"})
_INDEXES = ("article_words", "evidence_words", "place_index", "sqlite_")


def forget_article(ledger: Ledger, id: str, reason: str) -> int:
    """Take an article out in all its versions, with its claims; return how many claims that were.

    Judgements on them stay, without what they said. Raises :class:`~dateline.errors.LedgerError` when the article is not there.
    """
    with ledger.writing() as connection:
        versions = connection.execute(select(articles.c.key, articles.c.version).where(articles.c.id == id)).all()
        if not versions:
            raise LedgerError(f"{ledger.name} holds no article {id!r}; dateline search WORDS lists articles by their words")
        keys = [row.key for row in versions]
        found = connection.execute(select(claims.c.id).where(claims.c.article_key.in_(keys))).scalars().all()
        about = sorted({*found, id})
        for at in range(0, len(about), _AT_ONCE):
            _blank_judgements(connection, about[at : at + _AT_ONCE])
            part = about[at : at + _AT_ONCE]
            connection.execute(delete(heirs).where(or_(heirs.c.claim_id.in_(part), heirs.c.heir.in_(part))))
        connection.execute(delete(log).where(log.c.article == id))
        connection.execute(delete(articles).where(articles.c.key.in_(keys)))
        _bury(connection, "article", [(digest(id), row.version) for row in versions], reason)
        _empty_derived(connection)
    clean(ledger)
    return len(found)


def forget_person(ledger: Ledger, name: str, reason: str) -> int:
    """Black a person's name out wherever it stands, however it is written in capitals, accents and spaces; return in how many articles.

    The articles and claims stay, with the name's characters replaced one by one, so that offsets hold. A part of the name that
    stands alone ("Mr …"), or another spelling of it, is not recognised: give it as a name of its own. Raises
    :class:`~dateline.errors.LedgerError` where it stands nowhere.
    """
    pattern = Blackout(name)
    touched = 0
    with ledger.writing() as connection:
        buried: list[tuple[str | None, str | None]] = []
        after = -1
        while rows := connection.execute(select(articles).where(articles.c.key > after).order_by(articles.c.key).limit(_AT_ONCE)).all():
            after = rows[-1].key
            for row in rows:
                if any(map(pattern.found, (row.id, row.title, row.text, row.url, row.outlet, row.more))):
                    touched += 1
                    buried.append((digest(row.id), row.version))
                    _mask_article(connection, row, pattern)
        further = _mask_known(connection, pattern) + _mask_elsewhere(connection, pattern)
        if not (touched or further):
            raise LedgerError(f"the name {name!r} stands nowhere in {ledger.name}; nothing was changed; give it as reports write it")
        _bury(connection, "person", buried or [(None, None)], pattern.mask(reason))
        _empty_derived(connection)
    clean(ledger)
    return touched


def _mask_article(connection: Connection, row: Any, pattern: Blackout) -> None:
    old = article_of(row)
    masked: dict[str, Any] = pattern.masked(old.to_json())
    if pattern.found(old.id):
        # Its name for itself, and for its claims, was the person's.
        masked["id"] = f"forgotten-{digest(old.id)}"
    if pattern.found(old.url):
        masked["url"] = None
    new = Article.from_json(masked)
    more = json.dumps(pattern.masked(json.loads(row.more)), ensure_ascii=False) if row.more else None
    same = (articles.c.id == new.id) & (articles.c.version == new.version) & (articles.c.key != row.key)
    other = connection.execute(select(articles.c.key, articles.c.current).where(same)).first()
    if other is not None:
        # Two versions that only the name told apart are one now; that which is current stays.
        _put_together(connection, old=row.key if other.current else other.key, into=other.key if other.current else row.key)
    connection.execute(
        update(articles).where(articles.c.key == row.key).values(
            id=new.id, version=new.version, title=new.title, text=new.text, url=new.url, outlet=new.outlet, more=more)
    )  # fmt: skip
    keys = [row.key] if other is None else [row.key, other.key]
    _mask_claims(connection, claims.c.article_key.in_(keys), new, pattern)


def _mask_claims(connection: Connection, which: ColumnElement[bool], article: Article, pattern: Blackout) -> None:
    """Black the name out of claims of an article, from which it is gone already."""
    query = select(claims, bodies.c.body, bodies.c.evidence_start, bodies.c.evidence_end).join(bodies, bodies.c.claim_key == claims.c.key)
    for found in connection.execute(query.where(which)).all():
        body = pattern.masked(json.loads(found.body))
        _recut(body, article)
        outlet = pattern.mask(found.outlet or "") or None
        _write_claim(connection, Claim.from_json({**body, "article": article.id}), found, article.text, outlet)


def _mask_known(connection: Connection, pattern: Blackout) -> int:
    """Black the name out of claims of articles that do not hold it: of "he", whom the coder knew by the name; return of how many."""
    after, touched = -1, 0
    query = select(bodies.c.claim_key, bodies.c.body).order_by(bodies.c.claim_key).limit(_AT_ONCE)
    while rows := connection.execute(query.where(bodies.c.claim_key > after)).all():
        after = rows[-1].claim_key
        if keys := [row.claim_key for row in rows if pattern.found(row.body)]:
            touched += len(keys)
            mine = select(claims.c.article_key).where(claims.c.key.in_(keys))
            for row in connection.execute(select(articles).where(articles.c.key.in_(mine))).all():
                _mask_claims(connection, claims.c.key.in_(keys) & (claims.c.article_key == row.key), article_of(row), pattern)
    return touched


def _put_together(connection: Connection, *, old: int, into: int) -> None:
    """Make the codings of one version those of another of the same text, as codings that are not current, and drop the one."""
    for table in (codings, claims):
        connection.execute(update(table).where(table.c.article_key == old).values(article_key=into, current=False))
    connection.execute(delete(articles).where(articles.c.key == old))


def _recut(value: Any, article: Article) -> None:
    """Cut the words of every span anew from the masked article: a span may hold a part of the name alone."""
    if isinstance(value, list):
        for item in value:
            _recut(item, article)
    elif isinstance(value, dict):
        for span, words in (("span", "text"), ("cue_span", "cue")):
            if value.get(span):
                start, end = value[span]
                cut = (article.title if value.get("in_title") else article.text)[start:end]
                if MASK in cut:
                    value[words] = cut
        if any(MASK in (value.get(words) or "") for words in ("text", "name")):
            # "He", who was known by the name.
            value |= {words: None for words in ("id", "name") if words in value}
        for item in value.values():
            _recut(item, article)


def _write_claim(connection: Connection, claim: Claim, found: Any, words: str, outlet: str | None) -> None:
    row = claim_row(claim, found.key, found.coding_key, found.article_key, outlet)
    del row["key"], row["current"]
    connection.execute(update(claims).where(claims.c.key == found.key).values(row))
    connection.execute(update(bodies).where(bodies.c.claim_key == found.key).values(body=body_of(claim)))
    if not found.current:
        return
    sentence = words[found.evidence_start : found.evidence_end]
    connection.execute(update(evidence).where(evidence.c.claim_key == found.key).values(text=sentence))
    for spot in place_rows(claim, found.key):
        where = (claim_places.c.claim_key == found.key) & (claim_places.c.n == spot["n"])
        connection.execute(update(claim_places).where(where).values({name: spot[name] for name in ("name", "place_id", "within")}))


def _mask_elsewhere(connection: Connection, pattern: Blackout) -> int:
    """Black the name out of the text columns of all other tables: judgements, and what other parts of the ledger keep; return how often."""
    tables = MetaData()
    names = [name for name in inspect(connection).get_table_names() if name not in _OURS | set(DERIVED) and not name.startswith(_INDEXES)]
    tables.reflect(connection, only=names, resolve_fks=False)
    return sum(_mask_table(connection, tables.tables[name], pattern) for name in names)


def _mask_table(connection: Connection, table: Table, pattern: Blackout) -> int:
    texts = [column for column in table.columns if isinstance(column.type, Text) and column.computed is None]
    own, touched = list(table.primary_key.columns), 0
    for row in connection.execute(select(*own, *texts)).all() if texts and own else ():
        changed = {c.name: _mask_cell(getattr(row, c.name), pattern) for c in texts if pattern.found(getattr(row, c.name))}
        if changed:
            where = [column == getattr(row, column.name) for column in own]
            more = {"forgotten": True} if table.name == "judgements" else {}
            connection.execute(update(table).where(*where).values(**changed, **more))
            touched += 1
    return touched


def _mask_cell(value: str, pattern: Blackout) -> str:
    try:
        decoded = json.loads(value)
    except ValueError:
        return pattern.mask(value)
    return json.dumps(pattern.masked(decoded), ensure_ascii=False)


def _blank_judgements(connection: Connection, about: list[str]) -> None:
    """Blank what was said in judgements on some subjects, and in those that took such judgements back."""
    while about:
        mine = select(judgement_subjects.c.judgement_key).where(judgement_subjects.c.subject.in_(about))
        # What was decided of pairs holds for the other claims: its value tells only which claims are on which side.
        kept = case((judgements.c.kind == SAME, judgements.c.value), else_=None)
        connection.execute(update(judgements).where(judgements.c.key.in_(mine)).values(value=kept, reasons="[]", why=None, forgotten=True))
        about = [f"j_{key}" for key in connection.execute(mine.distinct()).scalars()]


def _bury(connection: Connection, what: str, found: list[tuple[str | None, str | None]], reason: str) -> None:
    first, at = take_keys(connection, "tombstones", len(found)), now()
    for key, (article, version) in enumerate(found, first):
        row = {"key": key, "at": at, "what": what, "article": article, "version": version, "reason": reason}
        connection.execute(insert(tombstones).values(row))
    # Told here, inside the transaction, that the free pages must still be cleaned: a program that is killed before it can
    # leaves word of it.
    connection.execute(insert(log).values(key=take_keys(connection, "log", 1), at=at, what="clean"))


def _empty_derived(connection: Connection) -> None:
    tables = inspect(connection)
    there = set(tables.get_table_names())
    for name in DERIVED:
        if name not in there:
            continue
        connection.execute(text(f"DELETE FROM {name}"))
        if connection.dialect.name == "postgresql":
            # The server's statistics hold the commonest words of a column, and of an empty table it makes none anew: to set a column's
            # type, though it is the same, takes them away.
            for column in tables.get_columns(name):
                if isinstance(column["type"], Text):
                    connection.execute(text(f"ALTER TABLE {name} ALTER COLUMN {column['name']} TYPE text"))


def is_clean(ledger: Ledger) -> bool:
    """Whether no removal was cut short before the free pages were cleaned."""
    with ledger.connection() as connection:
        return not connection.execute(select(func.count(log.c.key)).where(log.c.what == "clean")).scalar()


def rebuild(ledger: Ledger) -> None:
    """Make the indexes of words anew from the words themselves (a file only: PostgreSQL keeps its own whole)."""
    if ledger.dialect == "sqlite":
        with ledger.writing() as connection:
            for index in ("article_words", "evidence_words"):
                connection.execute(text(f"INSERT INTO {index} ({index}) VALUES ('rebuild')"))


def clean(ledger: Ledger) -> None:
    """Write indexes and files anew, so that nothing that was taken out is left in free space.

    Raises :class:`~dateline.errors.LedgerError` where another program that reads the ledger keeps it from that; it is then still due.
    """
    rebuild(ledger)
    if ledger.dialect == "sqlite":
        _clean_file(ledger)
    else:
        _clean_server(ledger)


def _clean_file(ledger: Ledger) -> None:
    with plainly(ledger.name), outside(ledger) as driver:
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        driver.execute("PRAGMA temp_store=FILE")
        driver.execute("VACUUM")
        driver.execute("PRAGMA temp_store=MEMORY")
    _is_done(ledger)
    with plainly(ledger.name), outside(ledger) as driver:
        busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        with ledger.writing() as connection:
            connection.execute(insert(log).values(key=take_keys(connection, "log", 1), at=now(), what="clean"))
        raise LedgerError(_LEFT.format(name=ledger.name, where=f"the file {ledger.name}-wal"))


def _clean_server(ledger: Ledger) -> None:
    failure: type[Exception] = ledger.engine.dialect.loaded_dbapi.Error
    with plainly(ledger.name), outside(ledger) as driver:
        driver.rollback()  # the pool asked whether the server is still there, which began a transaction
        driver.autocommit = True
        cursor = driver.cursor()
        try:
            # Whoever reads a table keeps it from being written anew: not for longer than a writer waits.
            cursor.execute(f"SET lock_timeout = {int(settings().db_wait * 1000) or 1}")
            cursor.execute("VACUUM (FULL, ANALYZE)")
        except failure:
            raise LedgerError(_LEFT.format(name=ledger.name, where="the free pages of its tables")) from None
        finally:
            cursor.execute("RESET lock_timeout")
            driver.autocommit = False
    _is_done(ledger)


def _is_done(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        connection.execute(delete(log).where(log.c.what == "clean"))
