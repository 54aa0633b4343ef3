"""Numbers in words and digits."""

from __future__ import annotations

from dateline.coder.timegrammar.tokens import Token

_NUMERIC = frozenset({"small", "big", "year", "number", "couple", "vague", "dozens", "fraction", "half", "a"})


def amount(tokens: list[Token]) -> float | None:
    """The number that tokens tell ("two", "twenty-four", "2 1/2", "a couple"); None when it is vague ("several") or missing."""
    total, current, seen = 0.0, 0.0, False
    for token in tokens:
        if token.name not in _NUMERIC:
            continue
        if token.name in ("vague", "dozens"):
            return None
        if token.name in ("fraction", "half"):
            total, seen = total + 0.5, True
            continue
        if token.name == "a" and seen:
            continue  # "a minute and a half"
        value = float(token.value)
        if value in (100.0, 1000.0) and token.name == "number":
            current = (current or 1.0) * value
        elif token.name == "couple":
            current = value
        else:
            current += value
        seen = True
    return total + current if seen else None


def spoken_year(tokens: list[Token]) -> int | None:
    """The year that two or three number words tell: "nineteen ninety-six" is 1996, "two thousand" is 2000."""
    values = [int(token.value) for token in tokens if token.name == "number"]
    if len(values) in (2, 3) and values[0] in (18, 19, 20) and values[1] >= 10 and sum(values[1:]) < 100:
        return values[0] * 100 + sum(values[1:])
    if len(values) in (2, 3) and values[:2] == [2, 1000]:
        return 2000 + sum(values[2:])
    return None
