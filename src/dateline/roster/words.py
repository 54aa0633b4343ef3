"""Cutting a phrase into the words that names are looked up by: folded, without articles, with marks for what only qualifies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dateline.gazetteer.fold import folding
from dateline.roster.load import Label

_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_POSSESSIVE = re.compile(r"['’]s?$")
_EDGES = '"“”‘(),;:[]!?'
_DROPPED = frozenset({"the", "a", "an", "al", "el", "ul", "ez", "az"})
AND = frozenset({"and", "&", "or", "nor", "plus"})
PREPOSITIONS = frozenset(
    "of in from at near inside outside against with on by for to over under around "
    "including alongside who which that between during as into after than across out among amid within towards toward via".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word; ``mark`` is "" for a plain word, "side" for what follows "pro-" or "anti-", "made" for "Turkish-backed",
    "comma" or "and" for what divides."""

    text: str
    raw: str
    mark: str = ""


def without_brackets(text: str) -> str:
    """A phrase without its asides in brackets: "Tarn Defence Front (TDF)" gives "Tarn Defence Front"."""
    return _BRACKETS.sub("", text) if "(" in text or "[" in text else text


def key(name: str) -> str:
    """The form under which a name is filed: folded words without articles, joined by blanks."""
    return " ".join(word.text for raw in name.split() for word in plain(raw))


def cut(text: str, labels: Mapping[str, Mapping[str, Label]]) -> list[Word]:
    """Return the words of a phrase, marked where a name among them is not the party ("Turkish-backed")."""
    found: list[Word] = []
    for raw in text.split():
        lower = raw.lower()
        if lower in AND:
            found.append(Word(lower, raw, "and"))
            continue
        if "-" in raw and (qualified := _qualified(raw, labels)) is not None:
            found += qualified
        elif lower in labels["side"]:
            found.append(Word(lower, raw, "side"))
        else:
            found += plain(raw)
        if raw[-1] in ",;":
            found.append(Word(",", ",", "comma"))
    return found


def _qualified(raw: str, labels: Mapping[str, Mapping[str, Label]]) -> list[Word] | None:
    parts = raw.strip(_EDGES).split("-")
    if parts[0].lower() in labels["side"] and len(parts) > 1:
        return [Word(folding().fold(part), part, "side") for part in parts[1:] if part]
    if parts[-1].lower() in labels["made"]:
        return [Word(word.text, word.raw, "made") for word in plain(raw)]
    return None


@lru_cache(maxsize=16384)
def plain(raw: str) -> tuple[Word, ...]:
    """Return the folded words of one written word, none for an article."""
    text = _POSSESSIVE.sub("", raw.strip(_EDGES))
    if text.lower() in _DROPPED:
        return ()
    articles = folding().articles
    words = folding().fold(text).split()
    return tuple(Word(word, text) for word in words if word not in articles or len(words) == 1)


def has_capital(word: str) -> bool:
    """Tell whether a written word has a capital."""
    return word != word.lower()


def is_short_form(word: Word) -> bool:
    """Tell "US", "U.S." from the pronoun."""
    return word.raw.isupper() or "." in word.raw


def joined(words: list[Word]) -> str:
    """The form under which a name of these words is filed."""
    return " ".join(word.text for word in words)


def split(words: list[Word], marks: set[str]) -> list[list[Word]]:
    """Divide words where one has one of the marks, which is left out."""
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.mark in marks:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts
