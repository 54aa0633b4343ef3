"""A text of several dispatches to its dispatches; an ordinary article stays whole. The rules are ``data/split.csv``.

A text is split only where its own form says so: several blocks that open with a dateline, entries that open with a clock time,
headlines that each stand over a line of source or day, or a heading that announces other news. Never by topic alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.read.block import Block
from dateline.read.boilerplate import COLUMNS as _PATTERN
from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data" / "split.csv"
WHAT = frozenset({"dateline", "no-dateline", "clock", "source-line", "marker", "rule", "anaphor", "common"})
COLUMNS = {"what": Column(required=True, allowed=WHAT), "pattern": _PATTERN["pattern"]}

LEAST_TEXT = 60
"""A dispatch has at least this many characters."""
LEAST_WORDS = 3
"""An entry of a live blog may be shorter, when it is a sentence of so many words: "Rockets hit Karaz."."""
LEAST_ENTRIES = 3
"""Fewer entries with a clock time make no live blog, fewer headlines no list."""
LIVE_SHARE = 0.7
"""Of a live blog's text, at least this much stands in its entries: an article with a box of times has more text of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """One dispatch of a text: its blocks, its headline where it has one, and whether the text's title is its own."""

    blocks: tuple[Block, ...]
    title: str | None = None
    day: str | None = None
    main: bool = False

    @property
    def length(self) -> int:
        """How many characters its blocks have."""
        return sum(len(one.text) for one in self.blocks)


@cache
def _patterns(what: str) -> re.Pattern[str]:
    rows = [row["pattern"] for row in read_table(DATA, COLUMNS) if row["what"] == what]
    return re.compile("|".join(f"(?:{pattern})" for pattern in rows))


def split(blocks: Sequence[Block]) -> list[Part]:
    """Return the dispatches of a text, in their order; one part, the main one, when it is an ordinary article."""
    whole = [Part(tuple(blocks), main=True)]
    for rule in (_live, _listed, _marked, _datelined):
        parts = rule(list(blocks))
        # An entry with its time is one however short it is; what only looks like a beginning must be long enough to be a story.
        if len(parts) > 1 and (rule is _live or all(part.length >= LEAST_TEXT for part in parts)):
            return parts
    return whole


def _live(blocks: list[Block]) -> list[Part]:
    """Entries of a live blog: "14:32 GMT – Sirens were heard", or the time on a line of its own."""
    starts = [at for at, one in enumerate(blocks) if _patterns("clock").match(one.text)]
    if len(starts) < LEAST_ENTRIES:
        return []
    entries = sum(len(one.text) for one in blocks[starts[0] :])
    if entries < LIVE_SHARE * sum(len(one.text) for one in blocks):
        return []
    parts = [_entry(blocks[start:end]) for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True)]
    # What is too short to tell anything ("Good morning") is dropped with its time.
    return [part for part in (Part(tuple(blocks[: starts[0]]), main=True), *parts) if part.length >= LEAST_TEXT or _has_sentence(part)]


def _has_sentence(part: Part) -> bool:
    return any(one.is_sentence and len(one.text.split()) >= LEAST_WORDS for one in part.blocks)


def _entry(blocks: list[Block]) -> Part:
    clock = _patterns("clock").match(blocks[0].text)
    rest = blocks[0].text[clock.end() :].strip() if clock else blocks[0].text
    left = [Block(rest, blocks[0].heading)] if rest else []
    left += blocks[1:]
    if len(left) > 1 and left[0].may_be_heading:
        return Part(tuple(left[1:]), left[0].text)
    return Part(tuple(left))


def _listed(blocks: list[Block]) -> list[Part]:
    """Headlines that each stand over a line of source or day, and their texts: what a search in a news archive prints."""
    starts = [
        at for at in range(len(blocks) - 2)
        if blocks[at].may_be_heading and _patterns("source-line").fullmatch(blocks[at + 1].text) and not _is_line(blocks[at])
    ]  # fmt: skip
    if len(starts) < LEAST_ENTRIES - 1 or starts[0] > 1:
        return []
    parts = []
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        line = _patterns("source-line").fullmatch(blocks[start + 1].text)
        days = [day for day in line.groupdict().values() if day] if line else []
        parts.append(Part(tuple(blocks[start + 2 : end]), blocks[start].text, days[0] if days else None))
    return parts


def _is_line(one: Block) -> bool:
    return bool(_patterns("source-line").fullmatch(one.text))


def _marked(blocks: list[Block]) -> list[Part]:
    """An article, and under a heading such as "In other news" the ledes of others: each block of sentences is one."""
    for at, one in enumerate(blocks):
        if not _patterns("marker").fullmatch(one.text) or len(blocks) - at < 3:
            continue
        parts, title = [], None
        for other in blocks[at + 1 :]:
            if other.is_sentence and len(other.text) >= LEAST_TEXT:
                parts.append(Part((other,), title))
                title = None
            elif other.may_be_heading and title is None:
                title = other.text
            else:
                return []
        main = [Part(tuple(blocks[:at]), main=True)] if at else []
        return [*main, *parts]
    return []


def _datelined(blocks: list[Block]) -> list[Part]:
    """Blocks that open with datelines of several places, or that stand after a line of stars and open with a dateline.

    Once a text has shown itself to be a collection, a block in it that shares no name with the block before, and does not
    point back, begins a dispatch too.
    """
    places = {at: place for at, one in enumerate(blocks) if (place := _place(one.text))}
    inner = {place for at, place in places.items() if at > 0}
    if len(inner) < 2 and not (len(inner) == 1 and set(places) == {0, max(places)} and len(set(places.values())) == 2):
        return []
    cuts = [at for at in range(len(blocks)) if at == 0 or at in places or (len(inner) > 1 and _breaks(blocks, at))]
    # A headline over a dateline is the dispatch's own; a line of stars belongs to none.
    cuts = sorted({_with_headline(blocks, cut) for cut in cuts})
    parts = []
    for start, end in zip(cuts, [*cuts[1:], len(blocks)], strict=True):
        piece = [one for one in blocks[start:end] if not _patterns("rule").fullmatch(one.text)]
        if len(piece) > 1 and start and piece[0].may_be_heading and _place(piece[1].text):
            parts.append(Part(tuple(piece[1:]), piece[0].text))
        elif piece:
            parts.append(Part(tuple(piece), main=start == 0))
    return parts


def _with_headline(blocks: list[Block], cut: int) -> int:
    return cut - 1 if cut > 1 and blocks[cut - 1].may_be_heading and not _patterns("rule").fullmatch(blocks[cut - 1].text) else cut


def _place(text: str) -> str | None:
    """Return the place of the dateline that a block opens with."""
    found = _patterns("dateline").match(text)
    if found is None:
        return None
    place = next(name for name in found.groupdict().values() if name)
    return None if _patterns("no-dateline").fullmatch(place) else place


def _breaks(blocks: list[Block], at: int) -> bool:
    """Tell whether a block of a collection shares no name with the one before it and points to nothing before it."""
    one, before = blocks[at], blocks[at - 1]
    if not one.is_sentence or len(one.text) < LEAST_TEXT or _patterns("anaphor").match(one.text):
        return False
    names = _names(one.text)
    return len(names) > 1 and not names & _names(before.text)


_NAME = re.compile(r"(?<![.!?] )\b[A-ZÀ-Þ][\w’'-]{2,}")


def _names(text: str) -> frozenset[str]:
    """Return the openings of names in a text ("Syria" and "Syrian" are one), days and months left out."""
    found = (name.lower() for name in _NAME.findall(text))
    return frozenset(name[:4] for name in found if not _patterns("common").fullmatch(name))
