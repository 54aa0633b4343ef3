"""What a board counts: points and clusters for a map, bars of a histogram, the values of filters."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, Literal

import numpy as np

from dateline.ledger.contradictions import FIELDS
from dateline.ledger.events import STATUSES
from dateline.ontology.kinds import GROUPS
from dateline.serve.board import EPOCH, FINENESSES, NO_DAY, Board, Ints, Mask, date_of
from dateline.serve.chosen import Chosen, masks

COLUMNS = (
    "id",
    "lat",
    "lon",
    "group",
    "kind",
    "status",
    "first",
    "last",
    "radius_km",
    "fineness",
    "contradicted",
    "killed",
    "claims",
    "name",
)
CLUSTER_COLUMNS = ("lat", "lon", "count", "by_group", "first", "last", "bbox", "id")
_CELLS = 8
"""Cells of a grid beside each other on a tile of a map, at every zoom."""
_MOST_VALUES = 40
_MERCATOR = 85.0511
Step = Literal["day", "week", "month"]


def _whole(values: Any) -> list[int | None]:
    return [None if value == NO_DAY else value for value in values.tolist()]


def _number(value: float) -> float | int | None:
    if math.isnan(value) or value < 0:
        return None
    return int(value) if value == int(value) else value


def rows(board: Board, mask: Mask) -> list[list[Any]]:
    """Return the events of a mask, which must have positions, as rows of :data:`COLUMNS`."""
    at = np.flatnonzero(mask)
    contradicted = np.zeros(len(board), dtype=np.int64)
    contradicted[board.tags["contradicted"].owners] = 1
    columns = (
        [board.ids[n] for n in at], np.round(board.lat[at], 5).tolist(), np.round(board.lon[at], 5).tolist(), board.group[at].tolist(),
        board.kind[at].tolist(), board.status[at].tolist(), _whole(board.first[at]), _whole(board.last[at]),
        [_number(value) for value in board.radius[at].tolist()], board.fineness[at].tolist(), contradicted[at].tolist(),
        [_number(value) for value in board.killed[at].tolist()], board.claims[at].tolist(), [board.place_name[n] for n in at],
    )  # fmt: skip
    return [list(row) for row in zip(*columns, strict=True)]


def clusters(board: Board, mask: Mask, zoom: int, limit: int) -> list[list[Any]]:
    """Return the events of a mask gathered by the cells of a grid, at most ``limit`` cells: coarser where there would be more."""
    at = np.flatnonzero(mask)
    if not len(at):
        return []
    while True:
        cell = _cells(board.lat[at], board.lon[at], zoom)
        found, inverse = np.unique(cell, return_inverse=True)
        if len(found) <= limit or zoom == 0:
            break
        zoom -= 1
    return _gathered(board, at, inverse, len(found))


def _cells(lat: Any, lon: Any, zoom: int) -> Ints:
    wide = _CELLS * 2**zoom
    angle = np.radians(np.clip(lat, -_MERCATOR, _MERCATOR))
    down = (1 - np.arcsinh(np.tan(angle)) / np.pi) / 2
    x = np.clip(((lon + 180) / 360 * wide).astype(np.int64), 0, wide - 1)
    y = np.clip((down * wide).astype(np.int64), 0, wide - 1)
    cell: Ints = y * wide + x
    return cell


def _gathered(board: Board, at: Ints, inverse: Ints, size: int) -> list[list[Any]]:
    number = np.bincount(inverse, minlength=size)
    by_group = np.bincount(inverse * len(GROUPS) + board.group[at], minlength=size * len(GROUPS)).reshape(size, len(GROUPS))
    lat, lon = board.lat[at], board.lon[at]
    middle = [np.round(np.bincount(inverse, weights=values, minlength=size) / number, 5) for values in (lat, lon)]
    sides = ((np.minimum, lon), (np.minimum, lat), (np.maximum, lon), (np.maximum, lat))
    edges = [_extreme(ufunc, inverse, values, size) for ufunc, values in sides]
    start = board.start[at]
    first = _extreme(np.minimum, inverse, np.where(start == NO_DAY, 2**31, start), size)
    last = _extreme(np.maximum, inverse, board.last[at], size)
    one = np.zeros(size, dtype=np.int64)
    one[inverse] = at
    order = np.argsort(-number, kind="stable")
    return [
        [float(middle[0][n]), float(middle[1][n]), int(number[n]), by_group[n].tolist(), None if first[n] >= 2**31 else int(first[n]),
         None if last[n] == NO_DAY else int(last[n]), [round(float(edge[n]), 5) for edge in edges],
         board.ids[int(one[n])] if number[n] == 1 else None]
        for n in order.tolist()
    ]  # fmt: skip


def _extreme(ufunc: np.ufunc, inverse: Ints, values: Any, size: int) -> Any:
    found = np.full(size, np.inf if ufunc is np.minimum else -np.inf)
    ufunc.at(found, inverse, values)
    return found


def histogram(board: Board, mask: Mask, step: str) -> tuple[Step, int, list[tuple[dt.date, int, list[int]]]]:
    """Return the step, how many events are told without a day, and the bars: first day, number, numbers by group.

    An event without a day of its own is counted on that of its first report. ``step`` may be auto.
    """
    dated = mask & (board.start != NO_DAY)
    days = board.start[dated]
    undated = int((mask & (board.first == NO_DAY)).sum())
    if not len(days):
        return ("day" if step == "auto" else _step(step)), undated, []
    span = int(days.max() - days.min())
    chosen: Step = _step(step) if step != "auto" else "day" if span <= 120 else "week" if span <= 3 * 366 else "month"
    found, inverse = np.unique(_begin(days, chosen), return_inverse=True)
    groups = len(GROUPS)
    counts = np.bincount(inverse * groups + board.group[dated], minlength=len(found) * groups).reshape(len(found), groups)
    return chosen, undated, [(date_of(day) or dt.date.min, int(row.sum()), row.tolist()) for day, row in zip(found, counts, strict=True)]


def _step(step: str) -> Step:
    return "week" if step == "week" else "month" if step == "month" else "day"


def _begin(days: Ints, step: Step) -> Ints:
    """The first day of the step that a day is in."""
    if step == "week":
        # 1970-01-01 was a Thursday.
        return days - (days + 3) % 7
    if step == "month":
        found: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        return found
    return days


def facets(board: Board, wanted: Chosen) -> dict[str, Any]:
    """Return for each filter its values with the number of events under all other filters, most first, and how many were cut."""
    given = masks(board, wanted)
    fails = np.zeros(len(board), dtype=np.int16)
    for mask in given.values():
        fails += ~mask
    found: dict[str, Any] = {"total": int((fails == 0).sum()), "more": {}}
    for name in ("kind", "status", "fineness", "actor", "place", "outlet", "origin", "side", "contradicted"):
        others = fails - ~given[name] == 0 if name in given else fails == 0
        values, labels, counts = _values(board, name, others)
        order = [n for n in np.argsort(-counts, kind="stable").tolist() if counts[n]]
        found[name] = [{"value": values[n], "label": labels[n], "count": int(counts[n])} for n in order[:_MOST_VALUES]]
        if len(order) > _MOST_VALUES:
            found["more"][name] = len(order) - _MOST_VALUES
    return found


def _values(board: Board, name: str, mask: Mask) -> tuple[tuple[str, ...], tuple[str, ...], Ints]:
    closed = {"kind": (board.kinds, board.kind), "status": (STATUSES, board.status), "fineness": (FINENESSES, board.fineness)}
    if name in closed:
        words, column = closed[name]
        known = column[mask]
        return words, tuple(label(word) for word in words), np.bincount(known[known >= 0], minlength=len(words))
    tags = board.tags[name]
    return tags.values, tags.labels, tags.count(mask)


def label(word: str) -> str:
    """Return a word of a closed list as people read it."""
    return word.replace("-", " ")


def middle_box(board: Board) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of all but the outermost events; of the middle alone where a few far away would widen it much."""
    here = board.has_point & (board.fineness != FINENESSES.index("container"))
    here = here if here.any() else board.has_point
    if not here.any():
        return None
    south, north = np.percentile(board.lat[here], (5, 95))
    west, east = np.percentile(board.lon[here], (5, 95))
    low, high = np.percentile(board.lat[here], (12, 88))
    left, right = np.percentile(board.lon[here], (12, 88))
    # Names that were taken for places elsewhere lie anywhere: a sixth of the area with most of the events is where it happens.
    if (high - low + 1) * (right - left + 1) < (north - south + 1) * (east - west + 1) / 6:
        tall, wide = (high - low) * 0.3 + 0.2, (right - left) * 0.3 + 0.2
        south, north, west, east = low - tall, high + tall, left - wide, right + wide
    return round(float(west), 3), round(float(south), 3), round(float(east), 3), round(float(north), 3)


def day_range(board: Board) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of events."""
    days = board.first[board.first != NO_DAY]
    lasts = board.last[(board.first != NO_DAY) & (board.last != NO_DAY)]
    return (date_of(int(days.min())) if len(days) else None, date_of(int(lasts.max())) if len(lasts) else None)


__all__ = ["CLUSTER_COLUMNS", "COLUMNS", "EPOCH", "FIELDS", "clusters", "day_range", "facets", "histogram", "label", "middle_box", "rows"]
