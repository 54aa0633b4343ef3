"""What a builder is given (the tokens that a rule matched) and what it makes of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from dateline.coder.timegrammar.calendar import Days
from dateline.coder.timegrammar.frame import Frame
from dateline.coder.timegrammar.tokens import Token

Kind = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True)
class Made:
    """The meaning of an expression: its TIMEX3 type and value, and the days it covers where it has any."""

    kind: Kind
    value: str
    days: Days | None = None


class Match:
    """The tokens that a rule matched, asked by class."""

    def __init__(self, tokens: list[Token], first: int, last: int, frame: Frame) -> None:
        self.tokens = tokens[first:last]
        self.before = tokens[first - 1] if first else None
        self.after = tokens[last] if last < len(tokens) else None
        self.frame = frame
        self._first, self._last = first, last

    def get(self, *names: str) -> str | None:
        """The value of the first token with one of the classes."""
        return next((token.value for token in self.tokens if token.name in names), None)

    def all(self, *names: str) -> list[Token]:
        """The tokens with one of the classes."""
        return [token for token in self.tokens if token.name in names]

    def has(self, *names: str) -> bool:
        """Tell whether a token has one of the classes."""
        return any(token.name in names for token in self.tokens)

    def ahead(self) -> bool | None:
        """Tell whether the clause looks ahead (True), back (False) or does not say (None)."""
        return self.frame.looks_ahead(self._first, self._last)

    @property
    def anchor(self) -> dt.date | None:
        """The day of the report."""
        return self.frame.anchor

    def direction(self) -> int | None:
        """-1, 0 or 1 for "last", "this", "next" and their like; None without such a word."""
        value = self.get("last", "past", "previous", "next", "coming", "following", "this", "current", "latest")
        return int(value or 0) if value is not None else None
