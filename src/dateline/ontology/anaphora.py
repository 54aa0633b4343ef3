"""Bare words that take their kind from the event told before ("the attack", "was hit"), and the kinds that each may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.tables import Column, read_table

COLUMNS = {
    "noun": Column(required=True, many=True),
    "kinds": Column(required=True, many=True),
    "definite": Column(required=True, allowed=frozenset({"yes", "no", "passive"})),
}


@dataclass(frozen=True, slots=True)
class Bare:
    """What a bare word may mean: the kinds of the act told before; to mean it, it must be definite, or a verb in the passive."""

    kinds: frozenset[str]
    definite: bool
    passive: bool = False


def load_anaphora(path: Path, kinds: frozenset[str]) -> Mapping[str, Bare]:
    """Return what each bare noun may mean; raises :class:`~dateline.errors.KnowledgeError` where the table breaks its schema."""
    found: dict[str, Bare] = {}
    for row in read_table(path, COLUMNS):
        for kind in row.many("kinds"):
            if kind not in kinds:
                raise row.error(f"kind {kind!r}", ", ".join(sorted(kinds)))
        for noun in row.many("noun"):
            found[noun] = Bare(frozenset(row.many("kinds")), row["definite"] == "yes", row["definite"] == "passive")
    return found
