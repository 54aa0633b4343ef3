"""Stretches of a text looked up by offset: what a long article holds thousands of is not searched from its start each time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Stretches(Generic[Item]):
    """Items with the [start, end) that each covers; they may not overlap much, as names and times of one text do not."""

    def __init__(self, items: Iterable[tuple[int, int, Item]]) -> None:
        self._rows = sorted(items, key=lambda row: (row[0], row[1]))
        self._starts = [row[0] for row in self._rows]
        # No stretch reaches further back than the longest one does.
        self._longest = max((end - start for start, end, _ in self._rows), default=0)

    def meeting(self, start: int, end: int) -> list[tuple[int, int, Item]]:
        """Return the rows that share a character with [start, end), in order."""
        at = bisect_right(self._starts, end - 1) - 1
        found = []
        while at >= 0 and self._starts[at] + self._longest > start:
            row = self._rows[at]
            if row[0] < end and start < row[1]:
                found.append(row)
            at -= 1
        return found[::-1]

    def at(self, offset: int) -> Item | None:
        """Return the first item that covers an offset, or None."""
        rows = self.meeting(offset, offset + 1)
        return rows[0][2] if rows else None
