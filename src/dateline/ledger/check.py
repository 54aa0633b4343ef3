"""Whether a ledger is whole: every span is its article's text, nothing is orphaned, counts agree, indexes hold what the tables hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.exc import DatabaseError

from dateline.ledger.forget import rebuild
from dateline.ledger.rows import article_of, claim_row, place_rows
from dateline.ledger.schema import articles, bodies, claim_places, claims, counters, evidence, judgements, log
from dateline.ledger.store import Ledger
from dateline.model import Article, Claim

_AT_ONCE = 100
_ORPHANS = (
    ("codings", "article_key", "articles", "key"), ("claims", "coding_key", "codings", "key"), ("claims", "article_key", "articles", "key"),
    ("bodies", "claim_key", "claims", "key"), ("claim_places", "claim_key", "claims", "key"), ("evidence", "claim_key", "claims", "key"),
    ("judgement_subjects", "judgement_key", "judgements", "key"), ("claims", "key", "bodies", "claim_key"),
)  # fmt: skip
_COUNTS = (
    ("articles that have versions but no current one",
     "SELECT count(*) FROM (SELECT id FROM articles GROUP BY id HAVING sum(CASE WHEN current THEN 1 ELSE 0 END) <> 1) AS odd"),
    ("claims that are current where their coding or article is not, or the reverse",
     "SELECT count(*) FROM claims JOIN codings ON codings.key = claims.coding_key JOIN articles ON articles.key = claims.article_key "
     "WHERE claims.current <> (codings.current AND articles.current)"),
    ("codings whose number of claims is not the number of their claims",
     "SELECT count(*) FROM codings WHERE claims <> (SELECT count(*) FROM claims WHERE claims.coding_key = codings.key)"),
    ("current articles that have no current coding",
     "SELECT count(*) FROM articles WHERE current AND NOT EXISTS "
     "(SELECT 1 FROM codings WHERE codings.article_key = articles.key AND codings.current)"),
    ("claims whose outlet is not that of their article; run: dateline check --repair",
     "SELECT count(*) FROM claims JOIN articles ON articles.key = claims.article_key "
     "WHERE claims.current AND coalesce(claims.outlet, '') <> coalesce(articles.outlet, '')"),
    ("ids that two current claims share",
     "SELECT count(*) FROM (SELECT id FROM claims WHERE current GROUP BY id HAVING count(*) > 1) AS odd"),
    ("current claims without their sentence, or sentences of claims that are not current",
     "SELECT (SELECT count(*) FROM claims LEFT JOIN evidence ON evidence.claim_key = claims.key WHERE claims.current AND "
     "evidence.claim_key IS NULL) + "
     "(SELECT count(*) FROM evidence JOIN claims ON claims.key = evidence.claim_key WHERE NOT claims.current)"),
    ("places of claims that are not current",
     "SELECT count(*) FROM claim_places JOIN claims ON claims.key = claim_places.claim_key WHERE NOT claims.current"),
    ("heirs that no claim is, or of claims that are current",
     "SELECT count(*) FROM heirs WHERE NOT EXISTS (SELECT 1 FROM claims WHERE claims.id = heirs.heir) "
     "OR EXISTS (SELECT 1 FROM claims WHERE claims.id = heirs.claim_id AND claims.current)"),
    ("judgements without a subject",
     "SELECT count(*) FROM judgements WHERE NOT EXISTS "
     "(SELECT 1 FROM judgement_subjects WHERE judgement_subjects.judgement_key = judgements.key)"),
    ("judgements on claims that are not there, and were not taken out",
     "SELECT count(DISTINCT judgements.key) FROM judgements "
     "JOIN judgement_subjects ON judgement_subjects.judgement_key = judgements.key "
     "WHERE NOT judgements.forgotten AND judgement_subjects.subject LIKE 'c\\_________________' ESCAPE '\\' "
     "AND NOT EXISTS (SELECT 1 FROM claims WHERE claims.id = judgement_subjects.subject)"),
)  # fmt: skip
_KEYED = ("articles", "codings", "claims", "claim_places", "judgements", "log", "tombstones")
# An R*Tree keeps four bytes a number, rounded outwards.
_INDEXED = (
    "SELECT count(*) FROM claim_places LEFT JOIN place_index ON place_index.key = claim_places.key WHERE claim_places.lat IS NOT NULL AND "
    "(place_index.key IS NULL OR abs(south - lat) > 0.001 OR abs(north - lat) > 0.001 OR abs(west - lon) > 0.001 OR "
    "abs(east - lon) > 0.001 OR abs(place_index.first_day - coalesce(claim_places.first_day, -1)) > 1 OR "
    "abs(place_index.last_day - coalesce(claim_places.last_day, -1)) > 1)"
)


def repair(ledger: Ledger) -> None:
    """Make anew what is only a copy of something else: the indexes of words, and the outlets of claims."""
    rebuild(ledger)
    own = select(articles.c.outlet).where(articles.c.key == claims.c.article_key).scalar_subquery()
    with ledger.writing() as connection:
        connection.execute(update(claims).where(claims.c.current, claims.c.outlet.is_distinct_from(own)).values(outlet=own))


def check(ledger: Ledger) -> Iterator[str]:
    """Yield what is wrong with a ledger, one sentence each; nothing when it is whole. Reads all of it."""
    if ledger.dialect == "sqlite":
        yield from _check_file(ledger)
    with ledger.connection() as connection:
        for table, column, other, key in _ORPHANS:
            query = f"SELECT count(*) FROM {table} LEFT JOIN {other} ON {other}.{key} = {table}.{column} WHERE {other}.{key} IS NULL"
            if number := connection.execute(text(query)).scalar():
                yield f"{number:,} rows of {table} belong to no row of {other}"
        for what, query in _COUNTS:
            if number := connection.execute(text(query)).scalar():
                yield f"{number:,} {what}"
        yield from _check_keys(connection)
        yield from _check_articles(connection)
        yield from _check_judgements(connection)
        if connection.execute(select(func.count(log.c.key)).where(log.c.what == "clean")).scalar():
            yield "a removal was cut short before the free space was cleaned; run: dateline forget --finish"


def _check_file(ledger: Ledger) -> Iterator[str]:
    with ledger.connection() as connection:
        for row in connection.execute(text("PRAGMA integrity_check(20)")):
            if row[0] != "ok":
                yield f"the file: {row[0]}"
        for row in connection.execute(text("PRAGMA foreign_key_check")):
            yield f"the file: a row of {row[0]} points at a row of {row[2]} that is not there"
        if (said := connection.execute(text("SELECT rtreecheck('place_index')")).scalar()) != "ok":
            yield f"the index of places: {said}"
        if number := connection.execute(text(_INDEXED)).scalar():
            yield f"the index of places lacks {number:,} places of claims, or has them elsewhere"
        query = "SELECT count(*) FROM place_index WHERE key NOT IN (SELECT key FROM claim_places WHERE lat IS NOT NULL)"
        if number := connection.execute(text(query)).scalar():
            yield f"the index of places holds {number:,} places that no claim has"
    if ledger.place.frozen:
        return
    for index in ("article_words", "evidence_words"):
        with ledger.writing() as connection:
            whole = _holds_its_words(connection, index)
        if not whole:
            yield f"the index {index} does not hold the words of what it was made of; run: dateline check --repair"


def _holds_its_words(connection: Connection, index: str) -> bool:
    try:
        # An INSERT by name only: it compares the index with what it was made of.
        connection.execute(text(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"))
    except DatabaseError as error:
        if "malformed" not in str(error.orig):
            raise
        return False
    return True


def _check_keys(connection: Connection) -> Iterator[str]:
    """The keys that will be dealt out next must be above all that are there."""
    for table in _KEYED:
        query = f"SELECT max(key) FROM {table}"
        top = connection.execute(text(query)).scalar()
        dealt = connection.execute(select(counters.c.next).where(counters.c.name == table)).scalar()
        if top is not None and (dealt is None or dealt <= top):
            yield f"the next key of {table} would be {dealt or 1}, which a row has: the highest is {top}"


def _check_articles(connection: Connection) -> Iterator[str]:
    after = -1
    while rows := connection.execute(select(articles).where(articles.c.key > after).order_by(articles.c.key).limit(_AT_ONCE)).all():
        after = rows[-1].key
        keys = [row.key for row in rows]
        stored: dict[int, list[Any]] = {key: [] for key in keys}
        query = (
            select(claims, bodies.c.body, bodies.c.evidence_start, bodies.c.evidence_end, evidence.c.text.label("sentence"))
            .join(bodies, bodies.c.claim_key == claims.c.key).outerjoin(evidence, evidence.c.claim_key == claims.c.key)
            .where(claims.c.article_key.in_(keys)).order_by(claims.c.key)
        )  # fmt: skip
        for row in connection.execute(query):
            stored[row.article_key].append(row)
        places: dict[int, list[Any]] = {}
        spots = select(claim_places).join(claims, claims.c.key == claim_places.c.claim_key).where(claims.c.article_key.in_(keys))
        for row in connection.execute(spots.order_by(claim_places.c.claim_key, claim_places.c.n)):
            places.setdefault(row.claim_key, []).append(row)
        for row in rows:
            yield from _check_article(row, stored[row.key], places)


def _check_article(row: Any, stored: Sequence[Any], places: dict[int, list[Any]]) -> Iterator[str]:
    try:
        article = article_of(row)
    except ValueError as error:
        yield f"article {row.id}: {_line(error)}"
        return
    if article.version != row.version:
        yield f"article {row.id}: the text is not the one that was stored (version {row.version}, its text gives {article.version})"
    for found in stored:
        try:
            claim = Claim.model_validate_json(found.body)
            claim.check(article)
        except ValueError as error:
            yield f"claim {found.id} of article {row.id}: {_line(error)}"
            continue
        yield from _check_claim(claim, article, row, found, places.get(found.key, []))


def _check_claim(claim: Claim, article: Article, row: Any, found: Any, spots: Sequence[Any]) -> Iterator[str]:
    expected = claim_row(claim, found.key, found.coding_key, row.key, found.outlet)
    del expected["current"]
    if claim.article != row.id or any(getattr(found, name) != value for name, value in expected.items()):
        yield f"claim {found.id} of article {row.id}: its columns are not what the claim says"
    if not found.current:
        return
    start, end = found.evidence_start, found.evidence_end
    if found.sentence != article.text[start:end]:
        yield f"claim {found.id} of article {row.id}: its sentence is not the article's text"
    elif not start <= claim.trigger.start <= claim.trigger.end <= end:
        yield f"claim {found.id} of article {row.id}: its sentence does not hold its trigger"
    told = [{**spot, "key": 0} for spot in place_rows(claim, found.key)]
    if [{name: getattr(spot, name) for name in told[0]} | {"key": 0} for spot in spots] != told if told else spots:
        yield f"claim {found.id} of article {row.id}: its places are not what the claim says"


def _check_judgements(connection: Connection) -> Iterator[str]:
    for row in connection.execute(select(judgements.c.key, judgements.c.value, judgements.c.reasons).order_by(judgements.c.key)):
        try:
            for value in (row.value, row.reasons):
                json.loads(value or "null")
        except ValueError as error:
            yield f"judgement j_{row.key}: {_line(error)}"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
