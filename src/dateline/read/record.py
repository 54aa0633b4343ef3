"""One record of a file (a JSON line, a row) to one article: which fields count, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dateline.errors import InputError, SettingError
from dateline.model import Article
from dateline.read.dates import DATE_ORDERS, read_date
from dateline.read.text import EXCERPT, check_encoding, check_text

__all__ = ["DATE_ORDERS", "NAMES", "Options", "Reject", "article_from", "columns", "rejected"]

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article_text", "article_content", "article_body", "full_text", "fulltext", "maintext"),
    "id": ("id", "article_id", "unit_id", "doc_id", "document_id"),
    "title": ("title", "headline", "article_title", "heading"),
    "published": ("published", "date", "published_at", "publication_date", "date_published", "publish_date", "pubdate", "article_date"),
    "outlet": ("outlet", "source", "publisher", "newspaper", "article_source"),
    "url": ("url", "link", "article_url"),
    "language": ("language", "lang"),
}
"""The names under which each field of an article may stand in a file, in the order in which they are preferred; case does not count."""

_ENGLISH = frozenset({"en", "eng", "english"})


@dataclass(frozen=True, slots=True)
class Options:
    """How files are to be read, and what counts for articles that do not say it themselves.

    Raises :class:`~dateline.errors.SettingError` for an unknown encoding or order of dates.
    """

    encoding: str | None = None
    published: dt.date | None = None
    outlet: str | None = None
    title: str | None = None
    date_order: str | None = None
    max_chars: int = 1_000_000

    def __post_init__(self) -> None:
        check_encoding(self.encoding)
        if self.date_order is not None and self.date_order not in DATE_ORDERS:
            raise SettingError(f"found date order {self.date_order!r}; allowed: {', '.join(DATE_ORDERS)}")


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that was set aside: where it stood (no path: the coder failed on it), why, and its first words."""

    path: str | None
    line: int | None
    article: str | None
    reason: str
    raw: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the reject as plain JSON types: one line of the file that ``--rejects`` names."""
        return {"path": self.path, "line": self.line, "article": self.article, "reason": self.reason, "raw": self.raw}

    def error(self) -> InputError:
        """Return the reject as the error to raise where one item is all there is."""
        return InputError(self.reason, path=self.path, line=self.line, article=self.article)


def rejected(error: InputError, path: str, line: int | None, raw: str) -> Reject:
    """Return the reject for an error in reading an item; ``raw`` is cut to a short excerpt."""
    return Reject(path, line, error.article, error.reason, raw.rstrip("\r\n")[:EXCERPT].encode("utf-8", "replace").decode("utf-8"))


def columns(found: Iterable[str]) -> dict[str, str]:
    """Return which of the names found in a file stands for which field of an article.

    Raises :class:`~dateline.errors.InputError` when none stands for the text.
    """
    found = list(found)
    plain = {"_".join(name.strip().lower().replace("-", " ").split()): name for name in reversed(found)}
    chosen = {field: plain[name] for field, names in NAMES.items() for name in reversed(names) if name in plain}
    if "text" not in chosen:
        listed = ", ".join(repr(_short(name)) for name in found[:30]) or "nothing"
        raise InputError(f"there is no text column; found {listed}; allowed names for it: {', '.join(NAMES['text'])}")
    return chosen


def article_from(record: Mapping[str, Any], chosen: Mapping[str, str], fallback_id: str, options: Options) -> Article:
    """Return the article of a record, whose fields stand under the names in ``chosen``; other fields are passed over.

    Raises :class:`~dateline.errors.InputError` for an empty, too long or binary text, a value of the wrong type, an unreadable
    date, or a language that is not English.
    """

    def value(field: str) -> Any:
        return record.get(chosen[field]) if field in chosen else None

    article = _identifier(value("id")) or fallback_id
    try:
        text = value("text")
        if not isinstance(text, str):
            raise InputError(f"the text is {_described(text)}; allowed: text in quotes")
        check_text(text, options.max_chars)
        _check_language(_words("language", value("language")))
        return Article(
            id=article, text=text, title=_words("title", value("title")) or options.title or "",
            outlet=_words("outlet", value("outlet")) or options.outlet, url=_words("url", value("url")),
            published=read_date(value("published"), options.date_order) or options.published,
        )  # fmt: skip
    except InputError as error:
        raise InputError(error.reason, article=article) from None


def _identifier(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError(f"the id is {_described(value)}; allowed: text or a whole number")
    return _words("id", str(value))


def _words(field: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"the {field} is {_described(value)}; allowed: text, or nothing")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise InputError(f"the {field} holds half a character (a lone surrogate); repair the file")
    return value.strip() or None


def _check_language(language: str | None) -> None:
    if language is not None and language.lower().replace("_", "-").split("-")[0] not in _ENGLISH:
        raise InputError(f"the language is {_short(language)!r}; allowed: English ('en'), the only one that dateline reads")


_KINDS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (bool, lambda value: str(value).lower()),
    ((int, float), lambda value: f"the number {value}"),
    (list, lambda value: f"a list of {len(value)}"),
    (dict, lambda value: f"an object with {len(value)} fields"),
)


def _described(value: object) -> str:
    if value is None:
        return "missing"
    for kind, words in _KINDS:
        if isinstance(value, kind):
            return _short(words(value))
    return f"a {type(value).__name__}"


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "..."
