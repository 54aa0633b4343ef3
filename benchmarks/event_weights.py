"""Learn the weights of ``match_weights.csv`` from the labelled groups: ``python -m benchmarks.event_weights PREDICTIONS.jsonl [--write]``.

Logistic regression over all pairs of claims that may be of one event, one for pairs of one report and one for pairs of two. Prints how
well claims are joined when each group is joined with weights that were learnt without it and without the groups of its days (eight
parts), and with weights that were learnt on the other half. ``--write`` puts the weights learnt on all groups into the table.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.event_scores import GROUPS, Group, Key, load_groups, score
from benchmarks.events import Meeting, by_group, load_articles, load_claims, sketches
from dateline.ledger.families import load_families
from dateline.ledger.match import KEPT, cluster
from dateline.ledger.scoring import DATA, load_weights, marks
from dateline.ledger.sketch import Sketch

PARTS = 8
L2 = 4.0
LEAST = 8
"""Pairs that must show a mark for it to get a weight."""
HAND = {"place.other_town": (-3.0, -6.0), "kind.rival": (-1.0, -1.5)}
"""What is added by hand: two towns that are surely not the same, or two means, are two events, whatever else is alike. Labelled pairs that
break this are most often coded wrongly, and weigh too much where each group is of one region."""

Table = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of claims: its group, whether of one report, its marks, and whether the labels say that it is one event."""

    group: int
    pair: tuple[str, str]
    one_report: bool
    marks: tuple[str, ...]
    same: bool


def rows_of(mine: Mapping[int, Sequence[Sketch]], groups: Sequence[Group], keys: Mapping[str, Key], meet: Meeting) -> list[Row]:
    """Return the pairs of all groups that a ledger would compare."""
    families, found = load_families(), []
    for group in groups:
        for one, other in combinations(mine[group.number], 2):
            if meet(one, other) and (shown := marks(one, other, families)) is not None:
                pair = (one.id, other.id) if one.id < other.id else (other.id, one.id)
                same = group.events[keys[one.id]] == group.events[keys[other.id]]
                found.append(Row(group.number, pair, one.article == other.article, shown, same))
    return found


def learn(rows: Sequence[Row]) -> Table:
    """Return the weight of each mark for pairs of one report and of two."""
    report, reports = (_fit([row for row in rows if row.one_report is one]) for one in (True, False))
    table = {}
    for mark in sorted({*report, *reports}):
        hand = HAND.get(mark, (0.0, 0.0))
        table[mark] = (round(report.get(mark, 0.0) + hand[0], 2), round(reports.get(mark, 0.0) + hand[1], 2))
    return table


def _fit(rows: Sequence[Row]) -> dict[str, float]:
    """Fit by Newton's method; a group counts by the square root of its pairs, so that the large do not drown the small."""
    seen = Counter(mark for row in rows for mark in row.marks)
    names = sorted(mark for mark, count in seen.items() if count >= LEAST)
    at = {name: number for number, name in enumerate(names)}
    x = np.zeros((len(rows), len(names) + 1))
    x[:, -1] = 1.0
    for number, row in enumerate(rows):
        x[number, [at[mark] for mark in row.marks if mark in at]] = 1.0
    size = Counter(row.group for row in rows)
    share = np.array([size[row.group] ** -0.5 for row in rows])
    share *= len(rows) / share.sum()
    y, w, pull = np.array([float(row.same) for row in rows]), np.zeros(len(names) + 1), np.full(len(names) + 1, L2)
    pull[-1] = 0.01
    for _ in range(40):
        p = 1 / (1 + np.exp(-(x @ w)))
        step = np.linalg.solve((x * (share * p * (1 - p))[:, None]).T @ x + np.diag(pull), x.T @ (share * (p - y)) + pull * w)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    return {**{name: float(w[number]) for name, number in at.items()}, "always": float(w[-1])}


def totals(rows: Iterable[Row], table: Table) -> dict[int, dict[tuple[str, str], float]]:
    """Return what speaks for each pair, by group."""
    found: dict[int, dict[tuple[str, str], float]] = {}
    for row in rows:
        column = 0 if row.one_report else 1
        total = table["always"][column] + sum(table[mark][column] for mark in row.marks if mark in table)
        if total >= KEPT:
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
    parser.add_argument("--write", action="store_true", help="write the weights learnt on all groups into match_weights.csv")
    given = parser.parse_args()
    groups = load_groups()
    articles = load_articles({id for group in groups for id in group.articles})
    claims = load_claims(given.predictions, articles)
    keys = {one.claim.id: (id, *one.claim.trigger.span) for id, many in claims.items() for one in many}
    known = sketches(claims, articles)
    mine = by_group(groups, known, keys)
    rows, part = rows_of(mine, groups, keys, Meeting(known)), stretches()
    half = {group.number: group.half for group in groups}

    def shown(name: str, left_out: Callable[[int], object]) -> None:
        tables = {fold: learn([row for row in rows if left_out(row.group) != fold]) for fold in {left_out(g.number) for g in groups}}
        each = {fold: totals(rows, table) for fold, table in tables.items()}
        _print(name, groups, mine, keys, lambda number: each[left_out(number)].get(number, {}))

    shown("left out", lambda number: part[number] % PARTS)
    shown("other half", lambda number: half[number])
    if given.write:
        write(learn(rows))


def _print(
    name: str, groups: Sequence[Group], mine: Mapping[int, Sequence[Sketch]], keys: Mapping[str, Key],
    totals_of: Callable[[int], Mapping[tuple[str, str], float]],
) -> None:  # fmt: skip
    found: dict[Key, tuple[int, int]] = {}
    for group in groups:
        for number, event in enumerate(cluster([sketch.id for sketch in mine[group.number]], totals_of(group.number))):
            found.update((keys[claim], (group.number, number)) for claim in event)
    for half in ("tune", "held", None):
        some = [group for group in groups if half in (None, group.half)]
        s = score([{key: event for key, event in group.events.items() if key in found} for group in some], found)
        row = f"{s.claims:6} {s.b3:6.3f} {s.pair_precision:7.3f} {s.pair_recall:7.3f} {s.pairs:8.3f} {s.wrong_merges:6.3f}"
        print(f"{name:10} {half or 'both':5} {row}")


def write(table: Table, path: Path = DATA / "match_weights.csv") -> None:
    """Put weights into the table; each of its rows keeps its reason, and a mark that has no weight gets 0."""
    known = load_weights(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    missing = sorted(mark for mark in table if mark not in known.weight)
    if missing:
        raise ValueError(f"no row for {', '.join(missing)}: each mark needs a row with its reason")
    out = []
    for line in lines:
        mark = line.split(",", 1)[0]
        if mark in known.weight:
            report, reports = table.get(mark, (0.0, 0.0))
            line = f"{mark},{report + 0.0:g},{reports + 0.0:g},{line.split(',', 3)[3]}"
        out.append(line)
    path.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
