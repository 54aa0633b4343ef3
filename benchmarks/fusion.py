"""Count how lexicon and trained reader are best believed together, and write the table that the coder reads.

``python -m benchmarks fuse --reader FOLDER --half B`` codes one half of ``claims/train`` with a reader that was trained on the
other half only, keeps every event that either of them proposes, pairs them with the gold as the scorer does, and fits four
logistic functions. The table is ``src/dateline/coder/data/fusion.csv``. The reader's own training half would flatter it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.data import ROOT
from benchmarks.pairs import pairs
from dateline.coder import Coder, Knowledge
from dateline.coder.reading import Event
from dateline.coder.weigh import features
from dateline.coder.weights import FEATURES, logit
from dateline.settings import settings

TABLE = ROOT / "src" / "dateline" / "coder" / "data" / "fusion.csv"
EVERYTHING = {"keep": 0.0, "add": 0.3}
"""Weights under which hardly anything that either proposes is dropped."""
PENALTY = 1.0
"""Keeps a weight near zero where the data hardly speaks (the strength of the ridge, in claims)."""

Row = tuple[str, tuple[float, ...], bool, bool]


def rows(gold: Path, reader: str, which: str) -> Iterator[Row]:
    """Yield (origin, features, there, right) of every event proposed in one half of the training claims."""
    knowledge = Knowledge(settings=settings(reader=reader))
    coder = Coder(replace(knowledge, weights={**knowledge.weights, **EVERYTHING}))
    for pair in pairs(gold, "train", coder, which):
        event, match = pair.event, pair.gold
        ballot = pair.reading.votes.get(event.sentence.index)
        if ballot is not None and (shares := ballot.kinds_of(event)) is not None:
            yield _origin(event), features(event, shares), match is not None, match is not None and match["kind"] == event.kind


def _origin(event: Event) -> str:
    return "reader" if event.trigger.rule.startswith("reader:") else "lexicon"


def fit(values: npt.NDArray[np.float64], truth: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return (bias, weights) of the logistic function of ``values`` (rows, features) nearest to ``truth`` (rows), by Newton's method."""
    table = np.column_stack([np.ones(len(values)), values])
    weights = np.zeros(table.shape[1])
    ridge = PENALTY * np.eye(len(weights))
    ridge[0, 0] = 0
    for _ in range(50):
        share = 1 / (1 + np.exp(-(table @ weights)))
        slope = table.T @ (truth - share) - ridge @ weights
        bend = (table.T * (share * (1 - share))) @ table + ridge
        weights += np.linalg.solve(bend, slope)
    return weights


def write(gold: Path, reader: str, which: str) -> int:
    """Write the table; return how many events were counted."""
    found = list(rows(gold, reader, which))
    lines = [
        "# The weights of the logistic functions that join what the lexicon and the trained reader believe of an event, by where it",
        "# comes from: is it `there` at all, is it there with the `right` kind.",
        "# Counted by `python -m benchmarks fuse`; not to be edited by hand.",
        ",".join(("origin", "what", "bias", *FEATURES)),
    ]
    for origin in ("lexicon", "reader"):
        own = [row for row in found if row[0] == origin]
        values = np.array([[logit(share) for share in row[1]] for row in own])
        for place, what in ((2, "there"), (3, "right")):
            weights = fit(values, np.array([float(row[place]) for row in own]))
            lines.append(",".join((origin, what, *(f"{weight:.3f}" for weight in weights))))
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(found)
