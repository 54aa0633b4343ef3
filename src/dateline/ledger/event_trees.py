"""How likely two claims are of one event: small decision trees over marks and signs, whose values are added up (data/match_trees.csv).

Each tree asks a question of a pair, then a second and a third one, and so weighs what one sign means beside others: "raids", after "the
raid", is another matter than "raids" in the report's first sentence. The sum is the logarithm of the odds. How they were learnt is told in
docs/events.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.errors import KnowledgeError
from dateline.tables import Column, Row, read_table

DATA = Path(__file__).parent / "data"
_TREE_COLUMNS = {"questions": Column(required=True, many=True), "values": Column(required=True, many=True)}
_SIGN_COLUMNS = {"sign": Column(required=True), "hand": Column(), "reason": Column(required=True)}
START = "always"
"""The row of match_signs.csv whose ``hand`` every sum starts from."""
LEVELS = 3
"""How many questions a tree asks of a pair, one after another."""
NOTHING = "-"
"""What stands in the table for a question that is not asked."""

Question = tuple[str, float]
"""A sign, and the number that it is asked to be above."""
Numbers = npt.NDArray[np.float64]
_ASKED = 2**LEVELS - 1


@dataclass(frozen=True, slots=True)
class Tree:
    """Questions, each with one for a no and one for a yes behind it, and the values that are reached.

    ``questions`` are in the order: the first; after a no, after a yes; after no and no, no and yes, yes and no, yes and yes (None: nothing
    is asked, which counts as a no). ``values`` are in the order of the answers: no no no, no no yes, … yes yes yes.
    """

    questions: tuple[Question | None, ...]
    values: tuple[float, ...]


class Trees:
    """The trees of a table, and for each sign why it speaks for or against one event, and what is added by hand where it holds."""

    def __init__(self, trees: Sequence[Tree], hand: Mapping[str, float], reason: Mapping[str, str]) -> None:
        self.trees, self.reason = tuple(trees), dict(reason)
        self.hand = {sign: weight for sign, weight in hand.items() if sign != START}
        self.start = hand.get(START, 0.0)
        whole = [[tree.questions, tree.values] for tree in trees]
        self.form = blake2b(json.dumps([whole, sorted(hand.items())]).encode(), digest_size=16).hexdigest()
        names = sorted({asked[0] for tree in trees for asked in tree.questions if asked})
        self._names = {name: number for number, name in enumerate(names)}
        asked = [tree.questions for tree in trees]
        # A column for each tree. What is not asked is never answered with a yes.
        self._sign = np.array([[self._names[one[0]] if one else 0 for one in many] for many in asked], dtype=np.intp).reshape(-1, _ASKED).T
        self._above = np.array([[one[1] if one else np.inf for one in many] for many in asked]).reshape(-1, _ASKED).T
        self._worth = self._means()
        self._column = np.arange(len(self.trees))

    def _means(self) -> Numbers:
        """What each question leads to on average, and behind the questions the values themselves: (questions and values, trees)."""
        worth = np.zeros((2 * _ASKED + 1, len(self.trees)))
        worth[_ASKED:] = np.array([tree.values for tree in self.trees]).reshape(-1, _ASKED + 1).T
        for number in reversed(range(_ASKED)):
            no, yes = worth[2 * number + 1], worth[2 * number + 2]
            yes[:] = np.where(np.isinf(self._above[number]), no, yes)
            worth[number] = (no + yes) / 2
        return worth

    def total(self, signs: Mapping[str, float]) -> float:
        """Return the sum for a pair; a sign that is not given is 0."""
        at, node = self._values(signs), np.zeros(len(self.trees), dtype=np.intp)
        for _ in range(LEVELS):
            node = 2 * node + 1 + self._answers(at, node)
        found = self.start + float(self._worth[node, self._column].sum())
        return found + sum(weight * signs[sign] for sign, weight in self.hand.items() if sign in signs)

    def _answers(self, at: Numbers, node: Any) -> Any:
        """Whether each tree's question of this number is answered with a yes."""
        return at[self._sign[node, self._column]] > self._above[node, self._column]

    def _values(self, signs: Mapping[str, float]) -> Numbers:
        """The value of each sign that trees ask for, by its number."""
        at = np.zeros(len(self._names))
        for name, value in signs.items():
            if name in self._names:
                at[self._names[name]] = value
        return at

    def reasons(self, signs: Mapping[str, float], most: int = 6) -> tuple[dict[str, object], ...]:
        """Return the signs that moved the sum of a pair most: sign, by how much, and in words, the heaviest first."""
        at, moved = self._values(signs), np.zeros(len(self._names))
        node = np.zeros(len(self.trees), dtype=np.intp)
        for _ in range(LEVELS):
            behind = 2 * node + 1 + self._answers(at, node)
            np.add.at(moved, self._sign[node, self._column], self._worth[behind, self._column] - self._worth[node, self._column])
            node = behind
        weight = {sign: float(moved[number]) for sign, number in self._names.items()}
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
    trees = [_tree(row, reason) for row in read_table(folder / "match_trees.csv", _TREE_COLUMNS)]
    return Trees(trees, hand, reason)


def _tree(row: Row, known: Mapping[str, str]) -> Tree:
    questions: list[Question | None] = []
    for words in row.many("questions"):
        sign, _, above = words.partition(">")
        if words != NOTHING and sign not in known:
            raise row.error(f"the sign {sign!r}", "a sign of match_signs.csv")
        try:
            questions.append(None if words == NOTHING else (sign, float(above)))
        except ValueError:
            raise row.error(f"the question {words!r}", f"SIGN>NUMBER, or {NOTHING}") from None
    if len(questions) != _ASKED or questions[0] is None:
        raise row.error(f"{len(questions)} questions", f"{_ASKED}, the first of them asked")
    try:
        values = tuple(float(value) for value in row.many("values"))
    except ValueError:
        values = ()
    if len(values) != _ASKED + 1:
        raise row.error(f"the values {row['values']!r}", f"{_ASKED + 1} numbers")
    return Tree(tuple(questions), values)


def _number(row: Row, column: str) -> float:
    try:
        return float(row[column])
    except ValueError:
        raise row.error(f"{column} {row[column]!r}", "a number") from None
