"""Bare nouns that take their kind from the event told before ("the attack"), and the kinds that each may take."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dateline.tables import Column, read_table


def load_anaphora(path: Path, kinds: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """Return, for each bare noun, the kinds it may stand for; raises :class:`~dateline.errors.KnowledgeError` where the table breaks its schema."""
    found: dict[str, frozenset[str]] = {}
    for row in read_table(path, {"noun": Column(required=True, many=True), "kinds": Column(required=True, many=True, allowed=kinds)}):
        for noun in row.many("noun"):
            found[noun] = frozenset(row.many("kinds"))
    return found
