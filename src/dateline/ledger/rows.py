"""Claims and articles as rows of tables, and rows written many at a time."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, text, update

from dateline.errors import InputError
from dateline.ledger.schema import bodies, claim_places, claims, codings, counters, evidence
from dateline.model import Article, Claim, Mention, PlaceMention, Source

Row = dict[str, Any]
_END = re.compile(r"[.!?…]['\"”’»)\]]*\s|\n\s*\n")
_LONGEST = 600
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_INDEXED, _MANY_WORDS = 500_000, 800_000
"""How many characters of a text are looked up, and the bytes of different words among them; the server's own limit is 1,048,575."""
_LONGEST_ID, _LONGEST_NAME = 1000, 300
"""In bytes: an entry of an index of PostgreSQL holds some 2,700, and some indexes are of several such columns."""


_NEXT = select(counters.c.next).where(counters.c.name == bindparam("table"))
_TAKE = update(counters).where(counters.c.name == bindparam("table")).values(next=bindparam("after"))


def take_keys(connection: Connection, name: str, number: int) -> int:
    """Return the first of ``number`` keys that no row of the table ``name`` ever had; the transaction must be one that writes."""
    found = connection.execute(_NEXT, {"table": name}).scalar()
    if found is None:
        connection.execute(insert(counters).values(name=name, next=1 + number))
        return 1
    connection.execute(_TAKE, {"table": name, "after": found + number})
    return int(found)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, which all have the same columns, in one go."""
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        # The driver's own call: a hundred thousand rows through SQLAlchemy take three times as long.
        statement = f"INSERT INTO {table.name} ({', '.join(rows[0])}) VALUES ({', '.join('?' * len(rows[0]))})"
        connection.exec_driver_sql(statement, [tuple(map(_plain, row.values())) for row in rows])
        return
    # One statement with one parameter: the driver would send the rows one at a time.
    names = ", ".join(rows[0])
    statement = f"INSERT INTO {table.name} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table.name}, CAST(:rows AS json))"
    connection.execute(text(statement), {"rows": json.dumps(rows, ensure_ascii=False, default=str)})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def check_storable(article: Article) -> None:
    """Raise :class:`~dateline.errors.InputError` for characters that a database cannot keep."""
    for field, value in article:
        if isinstance(value, str) and (found := _UNSTORABLE.search(value)):
            what = "a zero character" if found.group() == "\x00" else "half a character (a lone surrogate)"
            raise InputError(f"the {field} holds {what} at {found.start()}, which cannot be stored; repair the text", article=article.id)
    for field, value, most in (("id", article.id, _LONGEST_ID), ("outlet", article.outlet or "", _LONGEST_NAME)):
        if (size := len(value.encode())) > most:
            raise InputError(f"the {field} is {size:,} bytes long; allowed: {most:,}", article=article.id[:80])


def check_words(connection: Connection, article: Article) -> None:
    """Raise :class:`~dateline.errors.InputError` for a text of more different words than PostgreSQL's index of words of a row can hold."""
    if connection.dialect.name != "postgresql" or len(article.text) < _MANY_WORDS // 4:
        return
    # With each word goes its place in the text, once or many times.
    size = sum(len(word.encode()) + 4 for word in set(article.text[:_INDEXED].lower().split()))
    if size > _MANY_WORDS:
        raise InputError(
            f"its different words are {size:,} bytes long together; PostgreSQL can look up {_MANY_WORDS:,} in one text; divide the article",
            article=article.id,
        )


def check_columns(claim: Claim) -> None:
    """Raise :class:`~dateline.errors.InputError` for names and ids that a database cannot keep; the other words are its article's."""
    named: list[Mention | PlaceMention | Source] = [*claim.places, *claim.sources]
    named += [mention for mention in (claim.actor, claim.target) if mention is not None]
    words = [claim.kind, *(word for one in named for word in (one.id, one.name) if word)]
    words += [place.within for place in claim.places if place.within]
    for value in words:
        if _UNSTORABLE.search(value):
            raise InputError(f"claim {claim.id} holds {value!r}, which cannot be stored; repair it", article=claim.article)
    keyed = [claim.kind, *(one.id for one in named if one.id), *(place.name for place in claim.places if place.name)]
    for value in (*keyed, *(place.within for place in claim.places if place.within)):
        if (size := len(value.encode())) > _LONGEST_NAME:
            raise InputError(f"claim {claim.id} has an id or a name of {size:,} bytes; allowed: {_LONGEST_NAME:,}", article=claim.article)


_OWN = frozenset({"id", "outlet", "url", "published", "title", "language", "text"})
MORE = frozenset(Article.model_fields) - _OWN
"""The fields of an article that have no column of their own."""


def more_of(article: Article) -> str | None:
    """Return what an article has besides the fields with a column of their own, as JSON; ``None`` when it has nothing."""
    found = {name: value for name, value in article.to_json().items() if name not in _OWN and value is not None}
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else None


def article_of(row: Any) -> Article:
    """Return the article of a row of the table of articles."""
    fields = {name: getattr(row, name) for name in _OWN}
    return Article.model_validate(fields | json.loads(row.more or "{}"))


def article_row(article: Article, key: int, added: str) -> Row:
    """Return the row of an article's version."""
    return {
        "key": key, "id": article.id, "version": article.version, "current": True, "outlet": article.outlet, "url": article.url,
        "published": article.published, "title": article.title, "language": article.language,
        "more": more_of(article), "added": added, "text": article.text,
    }  # fmt: skip


def body_of(claim: Claim) -> str:
    """Return a claim as it is kept: one line of JSON, fields in the order of the model."""
    return claim.model_dump_json()


def claim_row(claim: Claim, key: int, coding_key: int, article_key: int, outlet: str | None) -> Row:
    """Return the narrow row of a claim, which lists and maps run through."""
    first = claim.places[0] if claim.places else None
    return {
        "key": key, "id": claim.id, "coding_key": coding_key, "article_key": article_key, "current": True, "kind": claim.kind,
        "status": claim.status.value, "start_day": claim.when.start if claim.when else None,
        "end_day": claim.when.end if claim.when else None, "place_id": first.id if first else None,
        "lat": first.lat if first else None, "lon": first.lon if first else None, "outcome": first.outcome.value if first else None,
        "actor_id": claim.actor.id if claim.actor else None, "target_id": claim.target.id if claim.target else None, "outlet": outlet,
        "confidence": claim.confidence.claim, "trigger_start": claim.trigger.start, "trigger_end": claim.trigger.end,
    }  # fmt: skip


def place_rows(claim: Claim, claim_key: int) -> list[Row]:
    """Return a row for each place of a claim, still without keys."""
    first = claim.when.start.toordinal() if claim.when else None
    last = claim.when.end.toordinal() if claim.when else None
    return [
        {
            "key": 0, "claim_key": claim_key, "n": n, "place_id": place.id, "name": place.name or place.text, "within": place.within,
            "outcome": place.outcome.value, "level": place.level.value if place.level else None, "lat": place.lat, "lon": place.lon,
            "radius_km": place.radius_km, "first_day": first, "last_day": last,
        }
        for n, place in enumerate(claim.places)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as it was written: its row, and the sentence that tells it with its offset."""

    row: Row
    start: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Coding:
    """The claims of one article under its key, and the offsets of the sentence of each, where they are known."""

    article: Article
    key: int
    claims: Sequence[Claim]
    sentences: Sequence[tuple[int, int]] | None = None


def write_codings(connection: Connection, many: Sequence[Coding], coder: str, at: str) -> list[list[Told]]:
    """Write the claims of articles, each under a new coding; return for each article its claims as they were written."""
    coding_key = take_keys(connection, "codings", len(many))
    key = take_keys(connection, "claims", sum(len(coding.claims) for coding in many))
    heads: list[Row] = []
    rows: list[Row] = []
    texts: list[Row] = []
    words: list[Row] = []
    spots: list[Row] = []
    written: list[list[Told]] = []
    for own, coding in enumerate(many, coding_key):
        article, told = coding.article, []
        heads.append({"key": own, "article_key": coding.key, "coder": coder, "at": at, "current": True, "claims": len(coding.claims)})
        for n, claim in enumerate(coding.claims):
            start, end = coding.sentences[n] if coding.sentences else sentence_around(article.text, *claim.trigger.span)
            rows.append(claim_row(claim, key, own, coding.key, article.outlet))
            texts.append({"claim_key": key, "evidence_start": start, "evidence_end": end, "body": body_of(claim)})
            words.append({"claim_key": key, "text": article.text[start:end]})
            spots += place_rows(claim, key)
            told.append(Told(rows[-1], start, article.text[start:end]))
            key += 1
        written.append(told)
    place_key = take_keys(connection, "claim_places", len(spots))
    for n, spot in enumerate(spots):
        spot["key"] = place_key + n
    for table, found in ((codings, heads), (claims, rows), (bodies, texts), (evidence, words), (claim_places, spots)):
        insert_rows(connection, table, found)
    return written


def sentence_around(words: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of what looks like the sentence around a stretch of text: for claims that come without theirs."""
    left, right = max(0, start - _LONGEST), min(len(words), end + _LONGEST)
    for found in _END.finditer(words, left, start):
        left = found.end()
    after = _END.search(words, end, right)
    if after is not None:
        right = after.end()
    piece = words[left:right]
    return left + len(piece) - len(piece.lstrip()), right - (len(piece) - len(piece.rstrip()))
