"""The floors: figures that have been reached, pinned with the hash of the data, below which CI fails.

``floors.csv`` is written by ``python -m benchmarks floors --raise``; a floor is lowered only with ``--lower --reason "why"``, and the
reason stays in the file.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scorers import Result

FILE = Path(__file__).parent / "floors.csv"
COLUMNS = ("set", "figure", "floor", "data", "date", "reason")
# Another processor may add floating-point numbers in another order and so parse a sentence in some hundreds otherwise.
TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Floor:
    """One pinned figure: the set and figure, how much was reached, on which data, when, and why it was lowered (if it was)."""

    set: str
    figure: str
    floor: float
    data: str
    date: str
    reason: str = ""


def read_floors(path: Path = FILE) -> dict[tuple[str, str], Floor]:
    """Return the floors by set and figure; raises ``ValueError`` with file and line where the file breaks its form."""
    floors = {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}:1: the header must be {','.join(COLUMNS)}")
        for row in rows:
            try:
                floor = Floor(row["set"], row["figure"], float(row["floor"]), row["data"], row["date"], row["reason"])
            except (TypeError, ValueError):
                raise ValueError(f"{path}:{rows.line_num}: a floor must be a number, and every cell must be there") from None
            floors[floor.set, floor.figure] = floor
    return floors


def write_floors(floors: Iterable[Floor], path: Path = FILE) -> None:
    """Write floors in the order of set and figure."""
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(COLUMNS)
        for floor in sorted(floors, key=lambda floor: (floor.set, floor.figure)):
            rows.writerow([floor.set, floor.figure, f"{floor.floor:.3f}", floor.data, floor.date, floor.reason])


def check(results: Iterable[Result], floors: dict[tuple[str, str], Floor]) -> list[str]:
    """Return what is wrong: a figure below its floor, a floor of other data, a floor that no figure was measured for."""
    wrong = []
    for result in results:
        for (name, figure), floor in floors.items():
            if name != result.gold.name:
                continue
            value = result.figures.get(figure)
            if floor.data != result.data:
                wrong.append(f"{name}, {figure}: the floor is of data {floor.data}, this is data {result.data}: pin it anew (--raise)")
            elif value is None:
                wrong.append(f"{name}, {figure}: there is a floor of {floor.floor:.3f} and no such figure")
            elif value < floor.floor - TOLERANCE:
                wrong.append(f"{name}, {figure}: {value:.3f}, below the floor of {floor.floor:.3f}")
    return wrong


def pinned(
    results: Iterable[Result], floors: dict[tuple[str, str], Floor], date: str, *, lower: bool = False, reason: str = ""
) -> tuple[list[Floor], list[str]]:
    """Return the floors with every figure that has risen pinned anew, and what was changed, in words.

    A figure that has fallen keeps its floor unless ``lower`` is given, which takes a ``reason`` (``ValueError`` without one).
    """
    if lower and not reason.strip():
        raise ValueError("to lower a floor, say why: --lower --reason TEXT")
    kept, changes = dict(floors), []
    for result in results:
        for figure, value in result.figures.items():
            key, now = (result.gold.name, figure), math.floor(value * 1000 + 1e-6) / 1000
            old = kept.get(key)
            if old and now == old.floor and old.data == result.data:
                continue
            if old and now < old.floor and not lower:
                if old.data != result.data or now < old.floor - TOLERANCE:
                    changes.append(f"{key[0]}, {figure}: {now:.3f} is below {old.floor:.3f}; kept (--lower --reason TEXT to change that)")
                continue
            kept[key] = Floor(*key, now, result.data, date, reason if old and now < old.floor else "")
            changes.append(f"{key[0]}, {figure}: {f'{old.floor:.3f} -> ' if old else ''}{now:.3f}")
    return list(kept.values()), changes
