"""Find articles, and the claims in them, by words: FTS5 in a file, tsvector in PostgreSQL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from dateline.errors import LedgerError
from dateline.ledger.records import Report
from dateline.ledger.schema import articles, claims

_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W_]")
_NO_TEXT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_BEFORE = 60
_SCORED = 5000
"""Words that are everywhere are weighed in so many articles at most, those stored last: to weigh all would take long in a large ledger."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that holds the words: an excerpt around the first of them, and the ids of the claims whose sentence holds them all."""

    report: Report
    excerpt: str
    claims: tuple[str, ...]


def terms(words: str) -> list[str]:
    """Return the words and the "quoted phrases" of a query; raises :class:`~dateline.errors.LedgerError` when there are none."""
    found = [phrase or word for phrase, word in _TERM.findall(_NO_TEXT.sub(" ", words))]
    found = [term for term in found if _LETTER.search(term)]
    if not found:
        raise LedgerError(f"found no word to search for in {words!r}; give words, all of which must occur, or a phrase in quotes")
    return found


def search(connection: Connection, words: str, *, limit: int = 20) -> list[Hit]:
    """Return the articles that hold all words, the best first (of those stored last, where some thousand hold them)."""
    wanted = terms(words)
    rank = _rank_postgres if connection.dialect.name == "postgresql" else _rank_sqlite
    found = rank(connection, wanted, limit, "article")
    rows = {row.key: row for row in connection.execute(select(articles).where(articles.c.key.in_(found)))}
    told = _claims_in(connection, wanted, found)
    return [
        Hit(Report(row.id, row.version, row.outlet, row.published, row.title, row.url), excerpt(row.text, wanted), tuple(told.get(key, ())))
        for key, row in ((key, rows[key]) for key in found if key in rows)
    ]


def search_claims(connection: Connection, words: str, *, limit: int = 20) -> list[str]:
    """Return the ids of the current claims whose sentence holds all words, the best first."""
    rank = _rank_postgres if connection.dialect.name == "postgresql" else _rank_sqlite
    found = rank(connection, terms(words), limit, "evidence")
    ids = {row.key: row.id for row in connection.execute(select(claims.c.key, claims.c.id).where(claims.c.key.in_(found)))}
    return [ids[key] for key in found if key in ids]


def _match(wanted: Sequence[str]) -> str:
    return " AND ".join('"' + term.replace('"', '""') + '"' for term in wanted)


def _rank_sqlite(connection: Connection, wanted: Sequence[str], limit: int, what: str) -> list[int]:
    statement = (
        f"SELECT key FROM (SELECT rowid AS key, rank AS weight FROM {what}_words WHERE {what}_words MATCH :match ORDER BY rowid DESC "
        f"LIMIT {max(_SCORED, limit)}) ORDER BY weight, key LIMIT :limit"
    )
    return list(connection.execute(text(statement), {"match": _match(wanted), "limit": limit}).scalars())


def _tsquery(wanted: Sequence[str]) -> tuple[str, dict[str, str]]:
    parts = " && ".join(f"phraseto_tsquery('english', :t{n})" for n in range(len(wanted)))
    return parts, {f"t{n}": _folded(term) for n, term in enumerate(wanted)}


def _rank_postgres(connection: Connection, wanted: Sequence[str], limit: int, what: str) -> list[int]:
    query, values = _tsquery(wanted)
    table, key, condition = ("articles", "key", "current AND ") if what == "article" else ("evidence", "claim_key", "")
    statement = (
        f"SELECT key FROM (SELECT {key} AS key, words FROM {table} WHERE {condition}words @@ ({query}) ORDER BY {key} DESC "
        f"LIMIT {max(_SCORED, limit)}) AS found ORDER BY ts_rank(words, ({query})) DESC, key LIMIT :limit"
    )
    return list(connection.execute(text(statement), {**values, "limit": limit}).scalars())


def _claims_in(connection: Connection, wanted: Sequence[str], article_keys: Sequence[int]) -> dict[int, list[str]]:
    """Return the ids of the claims of some articles whose sentences hold all words, by article."""
    if not article_keys:
        return {}
    values: dict[str, Any] = {"keys": list(article_keys)}
    if connection.dialect.name == "postgresql":
        query, more = _tsquery(wanted)
        values |= more
        join = f"JOIN evidence ON evidence.claim_key = claims.key WHERE evidence.words @@ ({query})"
    else:
        values["match"] = _match(wanted)
        # From the few claims to their words: the other way round would run through every sentence that holds them.
        join = "CROSS JOIN evidence_words ON evidence_words.rowid = claims.key WHERE evidence_words MATCH :match"
    statement = text(f"SELECT claims.article_key, claims.id FROM claims {join} AND claims.current AND claims.article_key IN :keys "
                     "ORDER BY claims.key")  # fmt: skip
    found: dict[int, list[str]] = {}
    for row in connection.execute(statement.bindparams(bindparam("keys", expanding=True)), values):
        found.setdefault(row.article_key, []).append(row.id)
    return found


def _folded(words: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFD", words) if not unicodedata.combining(character))


def excerpt(words: str, wanted: Sequence[str], width: int = 200) -> str:
    """Return about ``width`` characters of a text around the first place that holds a wanted word, on one line."""
    stems = [_stem(part) for term in wanted for part in _WORD.findall(term)]
    at = next((found.start() for found in _WORD.finditer(words) if _folded(found.group()).lower().startswith(tuple(stems))), 0)
    start = max(0, at - _BEFORE)
    start = words.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(words), start + width)
    cut = words[start:end] if end == len(words) else words[start:end].rsplit(" ", 1)[0]
    return ("… " if start else "") + " ".join(cut.split()) + (" …" if end < len(words) else "")


def _stem(word: str) -> str:
    """Return what the forms of a word begin with, roughly: "shelling" and "shelled" both begin with "shell"."""
    word = _folded(word).lower()
    return word if len(word) <= 4 else word[: max(4, len(word) - 3)]
