"""One record of a file (a JSON line, a row) to one article: which fields count, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.errors import InputError, SettingError
from dateline.model import Article
from dateline.read.dates import DATE_ORDERS, read_date, read_moment
from dateline.read.language import detect, language_of
from dateline.read.text import EXCERPT, check_encoding, check_text

if TYPE_CHECKING:
    from dateline.read.fetch import Fetch

__all__ = ["DATE_ORDERS", "NAMES", "Options", "Reject", "article_from", "columns", "rejected"]

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article_text", "article_content", "article_body", "full_text", "fulltext", "maintext",
             "main_text"),
    "id": ("id", "article_id", "unit_id", "doc_id", "document_id"),
    "title": ("title", "headline", "article_title", "heading"),
    "published": (
        "published", "date", "published_at", "publication_date", "date_published", "publish_date", "date_publish", "pubdate",
        "article_date", "seendate", "sqldate", "dateadded",
    ),
    "published_at": ("published_at",),
    "outlet": ("outlet", "source", "publisher", "newspaper", "article_source", "source_name", "source_common_name", "sourcecommonname",
               "source_domain", "domain", "site"),
    "url": ("url", "link", "article_url", "document_identifier", "documentidentifier", "source_url", "sourceurl"),
    "language": ("language", "lang"),
    "author": ("author", "authors", "byline", "creator"),
    "section": ("section", "category", "categories", "article_section"),
    "raw": ("raw",),
}  # fmt: skip
"""The names under which each field of an article may stand in a file, in the order in which they are preferred; case does not count."""


@dataclass(frozen=True, slots=True)
class Options:
    """How files are to be read, and what counts for articles that do not say it themselves.

    ``mapping`` names the column of a field (``(("text", "body"),)``) where a file's names are its own. ``split``: whether a text
    of several dispatches is split; None: texts and pages are, rows and records are not. ``keep_raw``: a folder for the originals
    of pages. ``fetch`` gets what lies at an address; None: nothing is fetched. ``follow``: the pages that feeds, sitemaps and rows
    name are fetched too. Raises :class:`~dateline.errors.SettingError` for an unknown encoding or order of dates.
    """

    encoding: str | None = None
    published: dt.date | None = None
    outlet: str | None = None
    title: str | None = None
    date_order: str | None = None
    max_chars: int = 1_000_000
    mapping: tuple[tuple[str, str], ...] = ()
    split: bool | None = None
    keep_raw: Path | None = None
    fetch: Fetch | None = None
    follow: bool = False

    @property
    def max_bytes(self) -> int:
        """How large a page, document or mail may be: markup is many times its text."""
        return 8 * self.max_chars + 2_000_000

    def __post_init__(self) -> None:
        check_encoding(self.encoding)
        for field, _ in self.mapping:
            if field not in NAMES:
                raise SettingError(f"found a column for {field!r}; allowed: {', '.join(NAMES)}")
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


_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _plain(name: str) -> str:
    return "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())


def columns(found: Iterable[str], mapping: Iterable[tuple[str, str]] = (), *, strict: bool = True, follow: bool = False) -> dict[str, str]:
    """Return which of the names found in a file stands for which field of an article; ``mapping`` (field, name) goes first.

    Raises :class:`~dateline.errors.InputError` when none stands for the text, or, if ``strict``, when a name of ``mapping`` is not
    there. With ``follow`` an address will do instead of a text.
    """
    found = list(found)
    plain = {form: name for name in reversed(found) for form in (_plain(name), _plain(_HUMP.sub("_", name)))}
    chosen = {field: plain[name] for field, names in NAMES.items() for name in reversed(names) if name in plain}
    for field, name in mapping:
        if name not in found and strict:
            raise InputError(f"there is no column {name!r} for the {field}; found {', '.join(repr(_short(one)) for one in found[:30])}")
        if name in found or field == "text":
            chosen[field] = name
    if "text" not in chosen and not (follow and "url" in chosen):
        listed = ", ".join(repr(_short(name)) for name in found[:30]) or "nothing"
        fetch = f"; or give --fetch to read the pages that {chosen['url']!r} names" if "url" in chosen else ""
        raise InputError(f"there is no text column; found {listed}; allowed names for it: {', '.join(NAMES['text'])}{fetch}")
    return chosen


def article_from(record: Mapping[str, Any], chosen: Mapping[str, str], fallback_id: str, options: Options) -> Article:
    """Return the article of a record, whose fields stand under the names in ``chosen``; other fields are passed over.

    Raises :class:`~dateline.errors.InputError` for an empty, too long or binary text, a value of the wrong type, or an unreadable date.
    """

    def value(field: str) -> Any:
        return _cell(record.get(chosen[field])) if field in chosen else None

    article = _identifier(value("id")) or fallback_id
    try:
        text = value("text")
        if not isinstance(text, str):
            raise InputError(f"the text is {_described(text)}; allowed: text in quotes")
        check_text(text, options.max_chars)
        published, title = value("published"), _words("title", value("title")) or options.title or ""
        day, moment = read_date(published, options.date_order), read_moment(value("published_at")) or read_moment(published)
        language = language_of(_words("language", value("language"))) or detect(f"{title}\n{text}")
        return Article(
            id=article, text=text, title=title, published=day or options.published, published_at=moment, language=language,
            outlet=_outlet(value("outlet")) or options.outlet, url=_words("url", value("url")),
            author=_several("author", value("author")), section=_several("section", value("section")), raw=_kept(value("raw")),
        )  # fmt: skip
    except InputError as error:
        raise InputError(error.reason, article=article) from None


def _cell(value: object) -> object:
    """Return a value as it was meant: data frames write "nothing" as not a number and whole numbers as decimals, other programs texts
    as bytes."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return None if value != value else int(value) if abs(value) < _WHOLE and value == int(value) else value
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value
    return value


_WHOLE = 2**53
"""Up to here every whole number is a decimal of its own."""


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


def _several(field: str, value: object) -> str | None:
    """Return one name, or several as a list has them, divided by semicolons; an object counts as its ``name``."""
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, list | tuple):
        return "; ".join(dict.fromkeys(name for one in value if (name := _several(field, one)))) or None
    return _words(field, value) if isinstance(value, str) else None


def _outlet(value: object) -> str | None:
    """Return the name of an outlet, also from an object that names it: ``{"id": "…", "name": "…"}``."""
    return _words("outlet", value.get("name") if isinstance(value, Mapping) and "name" in value else value)


_KEPT = re.compile(r"[0-9a-f]{16}\.[a-z0-9]{1,8}")


def _kept(value: object) -> str | None:
    """Return the name of a kept original; a column of that name that holds something else (a whole page) is passed over."""
    return value if isinstance(value, str) and _KEPT.fullmatch(value) else None


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
