"""Count how far each field of a claim is to be trusted, and hold the numbers against other texts.

``python -m benchmarks fields --reader FOLDER --half B`` codes one half of ``claims/train`` twice, with a reader that was trained
on the other half only and with the grammar alone, pairs claims with the gold as the scorer does, and counts for every field how
often its values were right by the case that they fall into (:mod:`dateline.coder.certainty`). The table is
``src/dateline/coder/data/certainty.csv``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.calibrate import BANDS, WEIGHT
from benchmarks.data import ROOT
from benchmarks.pairs import pairs
from benchmarks.scorers import load_scorer
from dateline.coder import Coder, Knowledge
from dateline.coder.certainty import FIELDS, case_of
from dateline.coder.reading import Event
from dateline.model import Claim
from dateline.settings import settings

TABLE = ROOT / "src" / "dateline" / "coder" / "data" / "certainty.csv"
FEWEST = 15
"""A case seen less often has no row of its own."""


@dataclass(frozen=True, slots=True)
class Value:
    """One field of one claim that is in the gold: its case, how sure the coder was, and whether it is right."""

    field: str
    case: str
    certainty: float
    right: bool


def values(gold: Path, name: str, reader: str = "", which: str = "") -> Iterator[Value]:
    """Yield every value of a set ("dev", "train"); ``reader`` as in the settings, ``which`` half of the documents (all)."""
    scorer = load_scorer(gold)
    coder = Coder(Knowledge(settings=settings(**({"reader": reader} if reader else {}))))
    for pair in pairs(gold, name, coder, which):
        if pair.gold is not None:
            cases = {field: case_of(pair.reading, pair.event, field) for field in FIELDS if _has(pair.event, field)}
            yield from _judged(scorer, pair.gold, pair.claim, cases)


def _has(event: Event, field: str) -> bool:
    return bool(getattr(event, field)) or (field == "target" and event.target_mention is not None)


def _judged(scorer: ModuleType, gold: dict[str, Any], claim: Claim, cases: dict[str, str]) -> Iterator[Value]:
    found = claim.to_json()
    first = (found["places"] or [{}])[0]
    right = {
        "status": gold["status"] == found["status"],
        "actor": bool(scorer.entity_ok(gold["actor"], gold["actor_ref"], found.get("actor"))),
        "target": bool(scorer.entity_ok(gold["target"], gold["target_ref"], found.get("target"))),
        "places": any(scorer.same(gold["places"][0], form) for form in (first.get("text"), first.get("name")) if form and gold["places"]),
        "when": scorer.interval(gold["date"]) == scorer.when_of(found),
        "sources": bool(scorer.sources_ok(gold["sources"], found["sources"])),
    }
    for field, case in cases.items():
        certainty = getattr(claim.confidence, field)
        assert certainty is not None
        yield Value(field, case, certainty, right[field])


def write(gold: Path, reader: str, which: str) -> int:
    """Write the table from one half of the training claims; return how many rows it has."""
    found = [*values(gold, "train", reader, which), *values(gold, "train", "none", which)]
    lines = [
        "# How often the value of a field is right, by the case that it falls into; an empty case stands for any.",
        "# Counted on the training claims by `python -m benchmarks fields`; not to be edited by hand.",
        "field,case,seen,share",
    ]
    for field in FIELDS:
        own = [value for value in found if value.field == field]
        mean = sum(value.right for value in own) / len(own)
        lines.append(f"{field},,{len(own)},{mean:.3f}")
        for case in sorted({value.case for value in own}):
            told = [value.right for value in own if value.case == case]
            if len(told) >= FEWEST:
                lines.append(f"{field},{case},{len(told)},{(sum(told) + WEIGHT * mean) / (len(told) + WEIGHT):.3f}")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines) - 3


def reliability(gold: Path, name: str = "dev") -> list[tuple[str, str, int, float, float]]:
    """Return for each field and band of certainty: field, band, how many values, their mean certainty, the share that is right."""
    found = list(values(gold, name))
    rows = []
    for field in FIELDS:
        for low, high in BANDS:
            band = [value for value in found if value.field == field and low <= value.certainty < high]
            if band:
                mean = sum(value.certainty for value in band) / len(band)
                rows.append((field, f"{low:.1f} to {min(high, 1.0):.1f}", len(band), mean, sum(value.right for value in band) / len(band)))
    return rows
