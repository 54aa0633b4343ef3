"""Loaded words: terms that take a side for or against a party or an act, with a neutral reading, from ``data/loaded.csv``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.tables import Column, read_table

COLUMNS = {
    "word": Column(required=True, many=True),
    "part": Column(required=True, many=True, allowed=frozenset({"actor", "target", "event"})),
    "neutral": Column(),
    "example": Column(required=True),
}
_DATA = Path(__file__).parent / "data" / "loaded.csv"


@dataclass(frozen=True, slots=True)
class LoadedWord:
    """One loaded word or phrase: which parts of a claim it may colour, and what a neutral voice would say instead, if anything."""

    word: str
    parts: frozenset[str]
    neutral: str | None
    rule: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class LoadedWords:
    """The loaded words by their lower-case form, and one pattern that finds them all, the longest first."""

    words: Mapping[str, LoadedWord]
    pattern: re.Pattern[str]


@cache
def load_loaded(path: Path = _DATA) -> LoadedWords:
    """Return the loaded words of a table; raises :class:`~dateline.errors.KnowledgeError` where it breaks its schema."""
    words: dict[str, LoadedWord] = {}
    for row in read_table(path, COLUMNS):
        for word in row.many("word"):
            if word in words:
                raise row.error(f"the word {word!r} a second time", "each word once")
            words[word] = LoadedWord(
                word, frozenset(row.many("part")), row["neutral"] or None, f"{path.stem}:{row.line} {word}", row["example"]
            )
    longest = sorted(words, key=lambda word: (-len(word), word))
    # "so called" may be broken over a line; a word inside a longer hyphenated one is another word, but "Turkish-occupied" is not.
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    return LoadedWords(words, re.compile(rf"(?<!\w)(?:{alternatives})(?![\w-])", re.IGNORECASE))
