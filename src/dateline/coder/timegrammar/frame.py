"""What an expression is resolved against: the day of the report, the days told before it, and whether the clause looks ahead."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dateline.coder.timegrammar.cues import cue
from dateline.model import Precision

if TYPE_CHECKING:
    from dateline.coder.timegrammar.made import Made
    from dateline.coder.timegrammar.tokens import Token

_REACH = 12  # tokens to either side


class Frame:
    """Where a text stands in time; :meth:`told` is called after each expression, in order."""

    def __init__(self, anchor: dt.date | None) -> None:
        self.anchor = anchor
        self.reference: dt.date | None = None
        self.reference_year: int | None = None
        self.reference_quarter: tuple[int, int] | None = None
        self._tokens: list[Token] = []

    def open(self, tokens: list[Token]) -> None:
        """Start on a text."""
        self._tokens = tokens

    def told(self, made: Made) -> None:
        """Remember a day or year, which "the next day" or "that year" may count from."""
        if len(made.value) == 7 and made.value[4:6] == "-Q" and made.days is not None:
            self.reference_quarter = self.reference_quarter or (int(made.value[:4]), int(made.value[6]))
        if made.days is not None and made.kind in ("DATE", "TIME"):
            if made.days.precision is Precision.DAY:
                self.reference = made.days.start
            if made.days.start.year == made.days.end.year:
                self.reference_year = made.days.start.year

    def looks_ahead(self, first: int, last: int) -> bool | None:
        """Tell whether the clause around tokens ``first`` to ``last`` (exclusive) looks ahead (True), back (False) or neither (None)."""
        if first >= 2 and self._tokens[first - 1].text == "as" and self._tokens[first - 2].text in cue("as_ahead"):
            return True  # "as early as Tuesday"
        for index in range(first - 1, max(first - 1 - _REACH, -1), -1):
            token = self._tokens[index]
            if token.name == "dot" and not (index and self._tokens[index - 1].name == "month"):
                break
            verdict = self._verdict(token, index)
            if verdict is not None:
                return verdict
        for token in self._tokens[last : last + _REACH]:
            if token.name == "dot":
                break
            verdict = self._verdict(token, -1)
            if verdict is not None:
                return verdict
        return None

    def _verdict(self, token: Token, index: int) -> bool | None:
        if token.text == "to":
            follower = self._tokens[index + 1] if 0 <= index < len(self._tokens) - 1 else None
            return True if follower is not None and follower.text in cue("ahead_after_to") else None
        if token.text in cue("ahead"):
            return True
        if token.text in cue("back") or (token.text.endswith("ed") and len(token.text) > 3):
            return False
        return None
