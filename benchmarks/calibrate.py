"""Learn from the training claims how far a claim is to be trusted, and write the table that the coder reads.

``python -m benchmarks calibrate`` codes ``claims/train``, pairs what it finds with the gold as the scorer does, and counts for
each kind and trigger word how often the claim is there at all with that kind. Shares are smoothed towards those of the kind,
and these towards that of all claims, so that a rare word is not trusted or doubted on three sightings. The table is
``src/dateline/coder/data/confidence.csv``; ``docs/quality.md`` shows on the development set whether the numbers keep their word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data import ROOT
from benchmarks.pairs import pairs
from dateline.coder import Coder, Knowledge
from dateline.coder.confidence import trigger_key
from dateline.settings import settings

TABLE = ROOT / "src" / "dateline" / "coder" / "data" / "confidence.csv"
WEIGHT = 8.0
"""How many sightings the wider share counts for when a narrower one is smoothed towards it."""
FEWEST = 5
"""A word seen less often has no row of its own."""
BANDS = ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim found in a text of gold: how it was read, how sure the coder was, and what gold says."""

    kind: str
    form: str
    word: str
    confidence: float
    found: bool
    right: bool

    def keys(self) -> tuple[tuple[str, str, str], ...]:
        """What its share counts for, from the widest to the narrowest."""
        return (("", "", ""), (self.kind, "", ""), (self.kind, self.form, ""), (self.kind, self.form, self.word))


def judged(gold: Path, name: str, *, reader: str = "") -> Iterator[Judged]:
    """Yield each claim found in a set ("dev", "train"), with whether gold has it, and with that kind; ``reader`` as in the settings."""
    coder = Coder(Knowledge(settings=settings(**({"reader": reader} if reader else {}))))
    for pair in pairs(gold, name, coder):
        word, form = trigger_key(pair.event)
        right = pair.gold is not None and pair.gold["kind"] == pair.event.kind
        yield Judged(pair.event.kind, form, word, pair.claim.confidence.claim, pair.gold is not None, right)


def table(rows: list[Judged]) -> list[tuple[str, str, str, int, float, float]]:
    """Return (kind, form, word, sightings, share right, share of kinds right among the found); an empty cell stands for any."""
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    wider: dict[tuple[str, str, str], tuple[str, str, str]] = {}
    for row in rows:
        keys = row.keys()
        for key, above in zip(keys, (keys[0], *keys), strict=False):
            counts[key][0] += 1
            counts[key][1] += row.found
            counts[key][2] += row.right
            wider[key] = above
    shares: dict[tuple[str, str, str], tuple[float, float]] = {}
    for key in sorted(counts, key=lambda key: (sum(map(bool, key)), key)):
        claim, kind = shares.get(wider[key], (0.5, 0.5))
        seen, found, right = counts[key]
        shares[key] = ((right + WEIGHT * claim) / (seen + WEIGHT), (right + WEIGHT * kind) / (found + WEIGHT))
    kept = [key for key in sorted(shares) if not key[2] or counts[key][0] >= FEWEST]
    return [(*key, counts[key][0], round(shares[key][0], 3), round(shares[key][1], 3)) for key in kept]


def write(gold: Path) -> int:
    """Write the table from the training claims; return how many rows it has."""
    # The grammar alone: the trained reader was trained on these very claims, and is weighed in by the table of ``fusion``.
    rows = table(list(judged(gold, "train", reader="none")))
    lines = [
        "# How often a claim of a kind, told by a verb, noun or phrase, or by this very word, is there with that kind (`claim`),",
        "# and how often a claim that is there has that kind (`kind_right`). An empty cell stands for any.",
        "# Counted on the training claims by `python -m benchmarks calibrate`; not to be edited by hand.",
        "kind,form,word,seen,claim,kind_right",
        *(",".join(str(cell) for cell in row) for row in rows),
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(rows)


def reliability(gold: Path, name: str = "dev") -> list[tuple[str, int, float, float]]:
    """Return for each band of confidence: the band, how many claims, their mean confidence, the share that is right."""
    claims_found = list(judged(gold, name))
    rows = []
    for low, high in BANDS:
        band = [row for row in claims_found if low <= row.confidence < high]
        if band:
            mean = sum(row.confidence for row in band) / len(band)
            rows.append((f"{low:.1f} to {min(high, 1.0):.1f}", len(band), mean, sum(row.right for row in band) / len(band)))
    return rows
