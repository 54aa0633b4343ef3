"""Loaded words: terms that take a side for or against a party or an act, with a neutral reading, from ``data/loaded.csv``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
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
_WORD = re.compile(r"\w+")
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
    """The loaded words by their lower-case form, and for each first word a pattern that finds all that begin so, the longest first."""

    words: Mapping[str, LoadedWord]
    patterns: Mapping[str, re.Pattern[str]]

    def find(self, text: str) -> Iterator[tuple[int, int, LoadedWord]]:
        """Yield each loaded word of a text, with its offsets, in order."""
        # One pattern for all would try hundreds of words at every place; most sentences hold not even the beginning of one.
        if self.patterns.keys().isdisjoint(_WORD.findall(text.lower())):
            return
        end = 0
        for start in _WORD.finditer(text):
            pattern = self.patterns.get(start.group().lower())
            if pattern is not None and start.start() >= end and (match := pattern.match(text, start.start())) is not None:
                end = match.end()
                yield match.start(), end, self.words[" ".join(match.group().lower().split())]


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
    by_start: dict[str, list[str]] = defaultdict(list)
    for word in longest:
        by_start[_WORD.findall(word)[0]].append(word)
    return LoadedWords(words, {start: _pattern(longest) for start, longest in by_start.items()})


def _pattern(longest: list[str]) -> re.Pattern[str]:
    # "so called" may be broken over a line; a word inside a longer hyphenated one is another word, but "Turkish-occupied" is not.
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    return re.compile(rf"(?:{alternatives})(?![\w-])", re.IGNORECASE)
