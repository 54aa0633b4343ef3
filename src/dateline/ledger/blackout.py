"""A name blacked out of words, however it is written in capitals, accents and spaces; every other character stays where it is."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from typing import Any

from dateline.errors import LedgerError
from dateline.gazetteer.fold import folding

MASK = "█"


class Blackout:
    """What finds one name and blacks it out; raises :class:`~dateline.errors.LedgerError` where there are no letters to look for."""

    def __init__(self, name: str) -> None:
        # As reports write it, and as the ledger keys names by (``dateline.ledger.decisions.name_key``).
        forms = dict.fromkeys(tuple(re.findall(r"[^\W_]+", words)) for words in (_folded(name), folding().fold(name)))
        parts = [r"(?:[\s\W_]{1,3})".join(map(re.escape, words)) for words in forms if words]
        if not parts:
            raise LedgerError(f"found no name in {name!r}")
        self._pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])")

    def found(self, words: str | None) -> bool:
        """Tell whether words hold the name."""
        return bool(words) and self._pattern.search(_folded(words or "")) is not None

    def mask(self, words: str) -> str:
        """Return words of the same length with each character of the name blacked out."""
        if not self.found(words):
            return words
        plain, where = _plain(words)
        for found in self._pattern.finditer(plain):
            start, end = where[found.start()], where[found.end()]
            words = words[:start] + MASK * (end - start) + words[end:]
        return words

    def masked(self, value: Any) -> Any:
        """Return a JSON value with the name blacked out of all its words."""
        if isinstance(value, str):
            return self.mask(value)
        if isinstance(value, list):
            return [self.masked(item) for item in value]
        if isinstance(value, dict):
            return {self.mask(key): self.masked(item) for key, item in value.items()}
        return value


@lru_cache(maxsize=1)
def _marks() -> re.Pattern[str]:
    return re.compile(f"[{''.join(character for character in map(chr, range(sys.maxunicode)) if unicodedata.combining(character))}]+")


def _folded(words: str) -> str:
    """Return words without capitals and accents; quick, where :func:`_plain` tells places."""
    return words.lower() if words.isascii() else _marks().sub("", unicodedata.normalize("NFKD", words.casefold()))


def _plain(words: str) -> tuple[str, range | list[int]]:
    """Return words without capitals and accents, and for each place in them (and for their end) the place in the words as given."""
    if words.isascii():
        return words.lower(), range(len(words) + 1)
    plain: list[str] = []
    where: list[int] = []
    for at, character in enumerate(words):
        for part in unicodedata.normalize("NFKD", character.casefold()):
            if not unicodedata.combining(part):
                plain.append(part)
                where.append(at)
    return "".join(plain), [*where, len(words)]
