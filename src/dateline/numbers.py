"""Counts as one number and as words: what stands for "up to 40", "12 to 15" and "more than 200" where there is room for one number only."""

from __future__ import annotations

from typing import Protocol


class Counted(Protocol):
    """A count: how many of whom, as a number or a range."""

    @property
    def what(self) -> str: ...
    @property
    def who(self) -> str | None: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float | None: ...


def number_told(low: float, high: float | None) -> float:
    """Return the number that a range was told by: its lower bound, and of "up to 40" (0 to 40) the 40, as nobody says that none were."""
    return low or high or 0.0


def number_words(low: float, high: float | None) -> str:
    """Return a number or a range as words: ``12``, ``24-60``, ``200+``."""
    if high is None:
        return f"{low:.10g}+"
    return f"{low:.10g}" if low == high else f"{low:.10g}-{high:.10g}"


def count_words(count: Counted) -> str:
    """Return a count in a few words: ``12 killed (civilians)``."""
    what = f"{number_words(count.low, count.high)} {count.what}"
    return f"{what} ({count.who})" if count.who else what
