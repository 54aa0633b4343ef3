"""How the trained reader's word is weighed against the grammar's: ``data/weights.csv`` (shares), ``data/fusion.csv`` (counted weights)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data"
FEATURES = ("lexicon", "share", "own")


def _number(value: str) -> str | None:
    try:
        return None if math.isfinite(float(value)) else "a number"
    except ValueError:
        return "a number"


def _share(value: str) -> str | None:
    return _number(value) or (None if 0 <= float(value) <= 20 else "a number from 0 to 20")


WEIGHTS = {"name": Column(required=True), "share": Column(required=True, check=_share), "reason": Column(required=True)}
FUSION = {
    "origin": Column(required=True, allowed=frozenset({"lexicon", "reader"})),
    "what": Column(required=True, allowed=frozenset({"there", "right"})),
    "bias": Column(required=True, check=_number),
    **{name: Column(required=True, check=_number) for name in FEATURES},
}


@cache
def load_weights(path: Path = DATA / "weights.csv") -> Mapping[str, float]:
    """Return the shares by name; raises :class:`~dateline.errors.KnowledgeError` where the table breaks its schema."""
    return {row["name"]: float(row["share"]) for row in read_table(path, WEIGHTS)}


@cache
def load_fusion(path: Path = DATA / "fusion.csv") -> Mapping[tuple[str, str], tuple[float, ...]]:
    """Return (bias, weights of the features) by (origin, what); raises :class:`~dateline.errors.KnowledgeError` as above."""
    return {(row["origin"], row["what"]): tuple(float(row[name]) for name in ("bias", *FEATURES)) for row in read_table(path, FUSION)}


def logit(share: float) -> float:
    """Return the logarithm of the odds of a share, which is kept off 0 and 1 by a thousandth."""
    share = min(max(share, 1e-3), 1 - 1e-3)
    return math.log(share / (1 - share))


def believed(origin: str, features: Sequence[float]) -> tuple[float, float]:
    """Return how likely an event is there at all, and there with its kind (``features``: shares, see :data:`FEATURES`)."""
    found = []
    for what in ("there", "right"):
        bias, *weights = load_fusion()[origin, what]
        total = bias + sum(weight * logit(share) for weight, share in zip(weights, features, strict=True))
        found.append(1 / (1 + math.exp(-total)))
    return found[0], found[1]
