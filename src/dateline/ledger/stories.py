"""Which reports are one story: reprints, agency copy with edits, the figures of one release, and outlets that quote one another.

Reprints are found by MinHash over stretches of five words: two reports with a share of them in common meet under one of the bands of
their signatures, so that a report costs what its neighbours cost, however many there are.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dateline.ledger.sketch import Sketch

REPRINT, COPY = 0.8, 0.35
"""Shares of common stretches from which two reports are a reprint, and a copy with edits."""
DAYS = 4
"""Reports further apart than so many days are not of one story: an anniversary is told in the words of the day."""
_WORDS = 5
_ROWS, _BANDS = 3, 24
_PRIME = (1 << 31) - 1
_WORD = re.compile(r"\w+")
_FIGURES = 2
_SMALL = 2


def _mixers() -> tuple[np.ndarray, np.ndarray]:
    # A fixed linear congruential sequence: the same signatures everywhere and always.
    state, found = 20_110_315, []
    for _ in range(2 * _ROWS * _BANDS):
        state = (state * 1_103_515_245 + 12_345) % _PRIME
        found.append(state or 1)
    return np.array(found[::2], dtype=np.int64), np.array(found[1::2], dtype=np.int64)


_TIMES, _PLUS = _mixers()


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two reports are of one story: ``reprint``, ``copy``, ``figures`` or ``quotes``, in words, and how alike they are (0 to 1)."""

    one: str
    other: str
    sort: str
    why: str
    score: float


def signature(text: str) -> tuple[int, ...]:
    """Return the MinHash of a text's stretches of five words; empty for a text that is shorter than that."""
    words = _WORD.findall(text.lower())
    if len(words) < _WORDS:
        return ()
    stretches = {zlib.crc32(" ".join(words[at : at + _WORDS]).encode()) % _PRIME for at in range(len(words) - _WORDS + 1)}
    hashes = np.fromiter(sorted(stretches), dtype=np.int64)
    # Below 2^31 each, so that a product stays within 63 bits.
    mixed = (hashes[:, None] * _TIMES[None, :] + _PLUS[None, :]) % _PRIME
    return tuple(int(value) for value in mixed.min(axis=0))


def bands(found: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers under which like signatures meet."""
    return tuple(
        zlib.crc32(f"{band}:{found[band * _ROWS : (band + 1) * _ROWS]}".encode()) for band in range(_BANDS if found else 0)
    )  # fmt: skip


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the share of common stretches that two signatures tell of, from 0 to 1."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def copied(one: str, first: Sequence[int], other: str, second: Sequence[int]) -> Tie | None:
    """Return why two reports are a reprint or a copy with edits; None if they are not."""
    share = likeness(first, second)
    if share < COPY:
        return None
    sort = "reprint" if share >= REPRINT else "copy"
    what = "a reprint" if sort == "reprint" else "a copy with edits"
    return Tie(one, other, sort, f"{what}: about {share:.0%} of the stretches of five words are the same", round(share, 3))


def related(mine: Sequence[Sketch], theirs: Sequence[Sketch], own: str, their_own: str) -> Tie | None:
    """Return why two reports of claims on one event are of one story: one release's figures, or one quotes the other; else None.

    ``own`` and ``their_own`` are the origins of what each report says in its own voice.
    """
    article, other = mine[0].article, theirs[0].article
    origins = {sketch.origin for sketch in mine} & {sketch.origin for sketch in theirs}
    if origins:
        figures = _figures(mine, origins) & _figures(theirs, origins)
        if len(figures) >= _FIGURES:
            told = ", ".join(f"{low:g} {what}" for what, low, _ in sorted(figures, key=str)[:3])
            return Tie(article, other, "figures", f"both give the figures of one origin: {told}", 0.6)
    if own != their_own and any(sketch.origin == their_own for sketch in mine):
        return Tie(article, other, "quotes", "the first quotes the other's outlet", 0.5)
    if own != their_own and any(sketch.origin == own for sketch in theirs):
        return Tie(other, article, "quotes", "the first quotes the other's outlet", 0.5)
    return None


def _figures(sketches: Iterable[Sketch], origins: set[str]) -> set[tuple[str, float, float | None]]:
    return {toll for sketch in sketches if sketch.origin in origins for toll in sketch.tolls if toll[1] > _SMALL}


def groups(articles: Iterable[str], ties: Iterable[Tie]) -> Mapping[str, str]:
    """Return for each article the first (by id) of the story that it is of."""
    first = {article: article for article in articles}

    def root(article: str) -> str:
        while first.setdefault(article, article) != article:
            article = first[article]
        return article

    for tie in ties:
        one, other = sorted((root(tie.one), root(tie.other)))
        first[other] = one
    return {article: root(article) for article in sorted(first)}
