"""Word pieces of words: the lower-cased, accent-free vocabulary of the body, cut greedily from the left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

_PARTS = re.compile(r"[^\W_]+|[\W_]")
LONGEST = 100


def fold(word: str) -> str:
    """Return a word in lower case and without accents, as the vocabulary has it."""
    return "".join(mark for mark in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(mark) != "Mn")


def pieces(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Return the ids of a word's pieces, ``[UNK]`` for a part that has none; at least one."""
    found: list[int] = []
    for part in _PARTS.findall(fold(word)):
        found += _cut(part, vocabulary)
    return found or [vocabulary["[UNK]"]]


def _cut(part: str, vocabulary: Mapping[str, int]) -> list[int]:
    if len(part) > LONGEST:
        return [vocabulary["[UNK]"]]
    found, start = [], 0
    while start < len(part):
        for end in range(len(part), start, -1):
            piece = part[start:end] if start == 0 else "##" + part[start:end]
            if piece in vocabulary:
                found.append(vocabulary[piece])
                start = end
                break
        else:
            return [vocabulary["[UNK]"]]
    return found


def encode(
    words: Iterable[str], vocabulary: Mapping[str, int], most: int, cut: Callable[[str], list[int]] | None = None
) -> tuple[list[int], list[int]]:
    """Return (piece ids between ``[CLS]`` and ``[SEP]``, index of each word's first piece); words past ``most`` pieces are left out.

    ``cut`` may stand in for :func:`pieces`, where what it found is kept.
    """
    ids, first = [vocabulary["[CLS]"]], []
    for word in words:
        own = cut(word) if cut is not None else pieces(word, vocabulary)
        if len(ids) + len(own) >= most:
            break
        first.append(len(ids))
        ids += own
    return [*ids, vocabulary["[SEP]"]], first
