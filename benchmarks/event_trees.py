"""Learn ``match_trees.csv`` from the labelled groups: ``python -m benchmarks.event_trees PREDICTIONS.jsonl [--write]``.

Boosted trees of three questions over all pairs of claims that may be of one event. Prints how well claims are joined when each group is
joined with trees that were learnt without it and without the groups of its days (eight parts), and with trees that were learnt on the
other half, at several thresholds; ``wrong`` is the share of joined pairs that are of two events, ``apart`` of two occurrences.
``--write`` puts the trees learnt on all groups into the table.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.event_scores import GROUPS, Group, Key, load_groups, score
from benchmarks.events import Meeting, by_group, load_articles, load_claims, sketches
from dateline.ledger.event_signs import signs
from dateline.ledger.event_trees import DATA, LEVELS, NOTHING, START, Tree, Trees, load_trees
from dateline.ledger.families import load_families
from dateline.ledger.match import KEPT, THRESHOLD, cluster
from dateline.ledger.scoring import marks
from dateline.ledger.sketch import Sketch

PARTS = 8
TREES, RATE, PULL, LEAST = 500, 0.05, 5.0, 25
"""How many trees, how much each of them counts, how far its values are drawn to 0, and how many pairs must lie on either side."""
COLUMNS, ROWS, BINS, SEEDS = 0.3, 0.7, 12, (1, 2)
"""Each tree sees so many of the signs and of the pairs, by chance that is always the same; a sign is cut at so many points at most. What is
learnt with each seed is averaged, so that less hangs on chance."""
THRESHOLDS = (-0.75, -0.5, -0.25, 0.0, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of claims: its group, its signs, and whether the labels say that it is one event."""

    group: int
    pair: Pair
    signs: Mapping[str, float]
    same: bool


def rows_of(mine: Mapping[int, Sequence[Sketch]], groups: Sequence[Group], keys: Mapping[str, Key], meet: Meeting) -> list[Row]:
    """Return the pairs of all groups that a ledger would compare."""
    families, found = load_families(), []
    for group in groups:
        for one, other in combinations(mine[group.number], 2):
            if meet(one, other) and (shown := marks(one, other, families)) is not None:
                pair = (one.id, other.id) if one.id < other.id else (other.id, one.id)
                same = group.events[keys[one.id]] == group.events[keys[other.id]]
                found.append(Row(group.number, pair, signs(one, other, shown), same))
    return found


class Table:
    """The signs of pairs as numbers of the bins that they fall into."""

    def __init__(self, rows: Sequence[Row]) -> None:
        seen = Counter(name for row in rows for name in row.signs)
        self.names = sorted(name for name, count in seen.items() if count >= LEAST)
        self.edges: list[np.ndarray] = []
        self.bins = np.zeros((len(rows), len(self.names)), dtype=np.int64)
        for at, name in enumerate(self.names):
            values = np.array([row.signs.get(name, 0.0) for row in rows])
            known = np.unique(values)
            cuts = (known[1:] + known[:-1]) / 2
            if len(known) > BINS:
                cuts = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1]))
            self.edges.append(np.unique(np.round(cuts, 4)))
            self.bins[:, at] = np.searchsorted(self.edges[-1], values, side="left")


def learn(rows: Sequence[Row]) -> tuple[list[Tree], float]:
    """Return the trees, and what every sum starts from; a group counts by the square root of its pairs, so that the large drown none."""
    table = Table(rows)
    same = np.array([float(row.same) for row in rows])
    size = Counter(row.group for row in rows)
    share = np.array([size[row.group] ** -0.5 for row in rows])
    share *= len(rows) / share.sum()
    mean = float((share * same).sum() / share.sum())
    start = float(np.log(mean / (1 - mean)))
    return [tree for seed in SEEDS for tree in _grown(table, same, share, start, seed)], start


def _grown(table: Table, same: np.ndarray, share: np.ndarray, start: float, seed: int) -> list[Tree]:
    """Grow the trees of one seed, each on what those before it leave wrong; their values are what they count for beside the other seeds."""
    bins, chance = table.bins, np.random.default_rng(seed)
    total, trees = np.full(len(same), start), []
    for _ in range(TREES):
        p = 1 / (1 + np.exp(-total))
        slope, bend = share * (p - same), share * p * (1 - p)
        seen = np.where(chance.random(len(same)) < ROWS)[0]
        columns = np.sort(chance.choice(len(table.names), int(COLUMNS * len(table.names)), replace=False))
        questions: list[Question] = [_question(bins, slope, bend, seen, columns)]
        if questions[0] is None:
            continue
        leaf = _yes(bins, questions[0]).astype(np.int64)
        for level in range(1, LEVELS):
            behind = [_question(bins, slope, bend, seen[leaf[seen] == side], columns) for side in range(2**level)]
            answers = np.stack([_yes(bins, question) for question in behind])
            leaf = 2 * leaf + answers[leaf, np.arange(len(leaf))]
            questions += behind
        values = [
            -RATE * slope[seen][leaf[seen] == n].sum() / (bend[seen][leaf[seen] == n].sum() + PULL) for n in range(2**LEVELS)
        ]  # fmt: skip
        total += np.array(values)[leaf]
        trees.append(_tree(table, questions, [value / len(SEEDS) for value in values]))
    return trees


Question = tuple[int, int] | None


def _question(bins: np.ndarray, slope: np.ndarray, bend: np.ndarray, seen: np.ndarray, columns: np.ndarray) -> Question:
    """The sign and the bin that part pairs best; None where nothing does."""
    if len(seen) < 2 * LEAST:
        return None
    width, many = BINS + 1, len(columns)
    cell = (bins[np.ix_(seen, columns)] + np.arange(many) * width).ravel()

    def sums(values: np.ndarray | None) -> np.ndarray:
        given = None if values is None else np.repeat(values[seen], many)
        return np.bincount(cell, given, many * width).reshape(many, width).cumsum(1)

    g, h, n = sums(slope), sums(bend), sums(None)
    whole, bent = slope[seen].sum(), bend[seen].sum()
    gain = g**2 / (h + PULL) + (whole - g) ** 2 / (bent - h + PULL) - whole**2 / (bent + PULL)
    gain = np.where((n >= LEAST) & (len(seen) - n >= LEAST), gain, -1.0)
    best = int(gain.argmax())
    return (int(columns[best // width]), best % width) if gain.flat[best] > 1e-3 else None


def _yes(bins: np.ndarray, question: Question) -> np.ndarray:
    return np.zeros(len(bins), dtype=bool) if question is None else bins[:, question[0]] > question[1]


def _tree(table: Table, questions: Sequence[Question], values: Sequence[float]) -> Tree:
    named = [None if asked is None else (table.names[asked[0]], float(table.edges[asked[0]][asked[1]])) for asked in questions]
    return Tree(tuple(named), tuple(round(float(value), 4) + 0.0 for value in values))


def totals(rows: Sequence[Row], learnt: tuple[Sequence[Tree], float]) -> dict[int, dict[Pair, float]]:
    """Return what speaks for each pair, by group."""
    shipped = load_trees()
    trees = Trees(learnt[0], {**shipped.hand, START: learnt[1]}, shipped.reason)
    found: dict[int, dict[Pair, float]] = {}
    for row in rows:
        if (total := trees.total(row.signs)) >= KEPT:
            found.setdefault(row.group, {})[row.pair] = total
    return found


def stretches(path: Path = GROUPS) -> dict[int, int]:
    """Return the number of the stretch of neighbouring days that each group is of."""
    days = sorted((dt.date.fromisoformat(row["day"]), row["group"]) for row in map(json.loads, path.read_text().splitlines()))
    found: dict[int, int] = {}
    for number, (day, group) in enumerate(days):
        before = days[number - 1] if number else None
        found[group] = found[before[1]] + ((day - before[0]).days > 3) if before else 0
    return found


def main() -> None:
    """Print the scores, and write the table if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--groups", type=Path, default=GROUPS, help="the labels")
    parser.add_argument("--write", action="store_true", help="write the trees learnt on all groups into match_trees.csv")
    given = parser.parse_args()
    groups = load_groups(given.groups)
    articles = load_articles({id for group in groups for id in group.articles})
    claims = load_claims(given.predictions, articles)
    keys = {one.claim.id: (id, *one.claim.trigger.span) for id, many in claims.items() for one in many}
    known = sketches(claims, articles)
    mine = by_group(groups, known, keys)
    rows, part = rows_of(mine, groups, keys, Meeting(known)), stretches(given.groups)
    half = {group.number: group.half for group in groups}

    def shown(name: str, left_out: Callable[[int], object], thresholds: Sequence[float]) -> None:
        folds = sorted({left_out(group.number) for group in groups}, key=str)
        learnt = {fold: learn([row for row in rows if left_out(row.group) != fold]) for fold in folds}
        sums = {fold: totals([row for row in rows if left_out(row.group) == fold], one) for fold, one in learnt.items()}
        for threshold in thresholds:
            _print(name, groups, mine, keys, lambda number: sums[left_out(number)].get(number, {}), threshold, threshold == THRESHOLD)

    print(f"{'learnt':10} {'scored':6} {'above':>6} {'claims':>6} {'B3':>6} {'P':>6} {'R':>6} {'F1':>6} {'wrong':>6} {'apart':>6}")
    shown("left out", lambda number: part[number] % PARTS, sorted({*THRESHOLDS, THRESHOLD}))
    shown("other half", lambda number: half[number], (THRESHOLD,))
    if given.write:
        write(*learn(rows))


def _print(
    name: str, groups: Sequence[Group], mine: Mapping[int, Sequence[Sketch]], keys: Mapping[str, Key],
    totals_of: Callable[[int], Mapping[Pair, float]], threshold: float, halves: bool,
) -> None:  # fmt: skip
    found: dict[Key, tuple[int, int]] = {}
    for group in groups:
        joined = cluster([sketch.id for sketch in mine[group.number]], totals_of(group.number), threshold=threshold)
        for number, event in enumerate(joined):
            found.update((keys[claim], (group.number, number)) for claim in event)
    for half in ("tune", "held", None) if halves else (None,):
        some = [group for group in groups if half in (None, group.half)]
        s = score([{key: event for key, event in group.events.items() if key in found} for group in some], found)
        row = f"{s.claims:6} {s.b3:6.3f} {s.pair_precision:6.3f} {s.pair_recall:6.3f} {s.pairs:6.3f} {s.wrong_merges:6.3f}"
        apart = score([{key: one for key, one in group.occurrences.items() if key in found} for group in some], found).wrong_merges
        print(f"{name:10} {half or 'both':6} {threshold:6.2f} {row} {apart:6.3f}")


HEAD = """# Small decision trees, learnt by "python -m benchmarks.event_trees" on benchmarks/event_groups.jsonl.
# Of a pair of claims each asks whether a sign (match_signs.csv) is above a number, then a second and a third question ("-": none).
# questions: the first; after a no, after a yes; after no and no, no and yes, yes and no, yes and yes. One of the eight values, in the order
# of the answers (no no no, no no yes, … yes yes yes), is added to the sum.
"""


def write(trees: Sequence[Tree], start: float, folder: Path = DATA) -> None:
    """Put trees into their table, and where every sum starts into the table of signs."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("questions", "values"))
    for tree in trees:
        asked = [NOTHING if question is None else f"{question[0]}>{question[1]:g}" for question in tree.questions]
        table.writerow(("|".join(asked), "|".join(f"{value:g}" for value in tree.values)))
    (folder / "match_trees.csv").write_text(HEAD + out.getvalue(), encoding="utf-8")
    path = folder / "match_signs.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{START},{start:.4f},{line.split(',', 2)[2]}" if line.startswith(f"{START},") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
