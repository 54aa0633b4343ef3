"""How likely two claims are of one event: small decision trees over marks and signs, whose values are added up (data/match_trees.csv).

Each tree asks one question of a pair, then a second one, and so weighs what one sign means beside another: "raids", after "the raid",
is another matter than "raids" in the report's first sentence. The sum is the logarithm of the odds. How they were learnt is told in
docs/events.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from dateline.errors import KnowledgeError
from dateline.tables import Column, Row, read_table

DATA = Path(__file__).parent / "data"
_TREE_COLUMNS = {
    "sign": Column(required=True), "above": Column(required=True), "under_sign": Column(), "under_above": Column(),
    "over_sign": Column(), "over_above": Column(), "values": Column(required=True, many=True),
}  # fmt: skip
_SIGN_COLUMNS = {"sign": Column(required=True), "hand": Column(), "reason": Column(required=True)}
_Step = tuple[int, float, float, float]
_Steps = dict[tuple[str, float], tuple[float, float]]
START = "always"
"""The row of match_signs.csv whose ``hand`` every sum starts from."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A question (is a sign above a number?) and a second one for either answer (None: no second question), with the four values.

    ``values`` are in the order: first answer no, second no; no, yes; yes, no; yes, yes.
    """

    sign: str
    above: float
    under: tuple[str, float] | None
    over: tuple[str, float] | None
    values: tuple[float, float, float, float]


class Trees:
    """The trees of a table, and for each sign why it speaks for or against one event, and what is added by hand where it holds."""

    def __init__(self, trees: Sequence[Tree], hand: Mapping[str, float], reason: Mapping[str, str]) -> None:
        self.trees, self.reason = tuple(trees), dict(reason)
        self.hand = {sign: weight for sign, weight in hand.items() if sign != START}
        self.start = hand.get(START, 0.0)
        whole = [[tree.sign, tree.above, tree.under, tree.over, tree.values] for tree in trees]
        self.form = blake2b(json.dumps([whole, sorted(hand.items())]).encode(), digest_size=16).hexdigest()
        names = sorted({name for tree in trees for name in (tree.sign, *(part[0] for part in (tree.under, tree.over) if part))})
        self._names = {name: number for number, name in enumerate(names)}
        self._asked = self._gathered()

    def _gathered(self) -> list[tuple[int, float, list[_Step], list[_Step]]]:
        """The questions with numbers for names, each asked once: trees that begin alike are one, and so are their like second questions."""
        firsts: dict[tuple[str, float], tuple[_Steps, _Steps]] = {}
        for tree in self.trees:
            branches = firsts.setdefault((tree.sign, tree.above), ({}, {}))
            for branch, second, values in zip(branches, (tree.under, tree.over), (tree.values[:2], tree.values[2:]), strict=True):
                # Where nothing more is asked, both values are the first.
                question = second or (tree.sign, float("inf"))
                no, yes = branch.get(question, (0.0, 0.0))
                branch[question] = (no + values[0], yes + values[1])
        return [
            (self._names[sign], above, self._steps(under), self._steps(over)) for (sign, above), (under, over) in firsts.items()
        ]  # fmt: skip

    def _steps(self, branch: _Steps) -> list[_Step]:
        return [(self._names[name], edge, no, yes) for (name, edge), (no, yes) in branch.items()]

    def total(self, signs: Mapping[str, float]) -> float:
        """Return the sum for a pair; a sign that is not given is 0."""
        at, found = self._values(signs), self.start
        for sign, above, under, over in self._asked:
            for second, edge, no, yes in over if at[sign] > above else under:
                found += yes if at[second] > edge else no
        return found + sum(weight * signs[sign] for sign, weight in self.hand.items() if sign in signs)

    def _values(self, signs: Mapping[str, float]) -> list[float]:
        """The value of each sign that trees ask for, by its number."""
        at = [0.0] * len(self._names)
        for name, value in signs.items():
            if name in self._names:
                at[self._names[name]] = value
        return at

    def reasons(self, signs: Mapping[str, float], most: int = 6) -> tuple[dict[str, object], ...]:
        """Return the signs that moved the sum of a pair most: sign, by how much, and in words, the heaviest first."""
        at, moved = self._values(signs), [0.0] * len(self._names)
        for first, above, under, over in self._asked:
            low, high = (sum(no + yes for _, _, no, yes in branch) / 2 for branch in (under, over))
            holds = at[first] > above
            moved[first] += (high - low) / 2 if holds else (low - high) / 2
            for second, edge, no, yes in over if holds else under:
                moved[second] += (yes - no) / 2 if at[second] > edge else (no - yes) / 2
        weight = {sign: moved[number] for sign, number in self._names.items()}
        for sign, hand in self.hand.items():
            if sign in signs:
                weight[sign] = weight.get(sign, 0.0) + hand * signs[sign]
        # What holds says more than what does not: a mark that is not there is no reason that a reader can follow.
        shown = sorted((-abs(size), sign) for sign, size in weight.items() if signs.get(sign) and abs(size) >= 0.05)
        return tuple(
            {"mark": sign, "weight": round(weight[sign], 2), "why": self.reason.get(sign, sign)} for _, sign in shown[:most]
        )  # fmt: skip


@lru_cache(maxsize=2)
def load_trees(folder: Path = DATA) -> Trees:
    """Return the trees of the tables; raises :class:`~dateline.errors.KnowledgeError` for a row that breaks their schema."""
    reason: dict[str, str] = {}
    hand: dict[str, float] = {}
    for row in read_table(folder / "match_signs.csv", _SIGN_COLUMNS):
        reason[row["sign"]] = row["reason"]
        if row["hand"]:
            hand[row["sign"]] = _number(row, "hand")
    if START not in hand:
        raise KnowledgeError(folder / "match_signs.csv", 1, f"no number for {START!r}", "a row that every pair starts from")
    trees = []
    for row in read_table(folder / "match_trees.csv", _TREE_COLUMNS):
        asked = [row["sign"], row["under_sign"], row["over_sign"]]
        unknown = [sign for sign in asked if sign and sign not in reason]
        if unknown:
            raise row.error(f"the sign {unknown[0]!r}", "a sign of match_signs.csv")
        trees.append(Tree(row["sign"], _number(row, "above"), _second(row, "under"), _second(row, "over"), _values(row)))
    return Trees(trees, hand, reason)


def _second(row: Row, side: str) -> tuple[str, float] | None:
    return (row[f"{side}_sign"], _number(row, f"{side}_above")) if row[f"{side}_sign"] else None


def _values(row: Row) -> tuple[float, float, float, float]:
    try:
        one, two, three, four = (float(value) for value in row.many("values"))
    except ValueError:
        raise row.error(f"the values {row['values']!r}", "four numbers") from None
    return one, two, three, four


def _number(row: Row, column: str) -> float:
    try:
        return float(row[column])
    except ValueError:
        raise row.error(f"{column} {row[column]!r}", "a number") from None
