"""How well claims are joined to events: B-cubed, pairwise F1, and the share of wrong merges, on groups labelled by reading."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

GROUPS = Path(__file__).parent / "event_groups.jsonl"

Key = tuple[str, int, int]
"""A claim of the gold: its article, and the offsets of its trigger."""


@dataclass(frozen=True, slots=True)
class Group:
    """Claims of some articles with the event and the occurrence that each is of."""

    number: int
    half: str
    articles: tuple[str, ...]
    events: Mapping[Key, int]
    occurrences: Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision and recall of B-cubed and of pairs, and the share of the predicted groups of two or more that mix events."""

    claims: int
    b3_precision: float
    b3_recall: float
    pair_precision: float
    pair_recall: float

    @property
    def b3(self) -> float:
        """B-cubed F1."""
        return _f1(self.b3_precision, self.b3_recall)

    @property
    def pairs(self) -> float:
        """F1 of pairs."""
        return _f1(self.pair_precision, self.pair_recall)

    @property
    def wrong_merges(self) -> float:
        """The share of joined pairs that should not be joined."""
        return 1 - self.pair_precision


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def load_groups(path: Path = GROUPS) -> list[Group]:
    """Return the labelled groups; raises ``OSError`` or ``ValueError`` when the file cannot be read."""
    groups = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        events: dict[Key, int] = {}
        occurrences: dict[Key, int] = {}
        for article in row["articles"]:
            for start, end, event, occurrence in article["claims"]:
                events[article["id"], start, end] = event
                occurrences[article["id"], start, end] = occurrence
        groups.append(Group(row["group"], row["half"], tuple(a["id"] for a in row["articles"]), events, occurrences))
    return groups


def score(gold: Iterable[Mapping[Key, Hashable]], predicted: Mapping[Key, Hashable]) -> Scores:
    """Compare gold clusters, group by group, with a clustering of the same claims; a claim that was not predicted stands alone."""
    claims = 0
    b3 = [0.0, 0.0]
    both = joined = wanted = 0
    for labels in gold:
        guesses = {key: predicted.get(key, ("alone", key)) for key in labels}
        cells = Counter((labels[key], guesses[key]) for key in labels)
        rows, columns = Counter(labels.values()), Counter(guesses.values())
        for (label, guess), count in cells.items():
            b3[0] += count * count / columns[guess]
            b3[1] += count * count / rows[label]
        claims += len(labels)
        both += sum(_pairs(count) for count in cells.values())
        joined += sum(_pairs(count) for count in columns.values())
        wanted += sum(_pairs(count) for count in rows.values())
    return Scores(
        claims, b3[0] / max(claims, 1), b3[1] / max(claims, 1), both / joined if joined else 1.0, both / wanted if wanted else 1.0
    )


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def errors(gold: Mapping[Key, Hashable], predicted: Mapping[Key, Hashable]) -> dict[str, list[tuple[Key, Key]]]:
    """Return the pairs of one group that are joined wrongly (``wrong``) and that are missed (``missed``)."""
    found: dict[str, list[tuple[Key, Key]]] = defaultdict(list)
    keys = sorted(gold)
    for number, one in enumerate(keys):
        for other in keys[number + 1 :]:
            same = one in predicted and other in predicted and predicted[one] == predicted[other]
            if same != (gold[one] == gold[other]):
                found["wrong" if same else "missed"].append((one, other))
    return found
