"""What kinds of claims there are, and the words that denote them: data in ``data/``, read and checked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.ontology.kinds import GROUPS, Kind, load_kinds
from dateline.ontology.lexicon import Lexicon, Light, Trigger, load_lexicon

__all__ = ["DATA", "GROUPS", "Kind", "Lexicon", "Light", "Ontology", "Trigger", "load_ontology"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Ontology:
    """The kinds and the lexicon of their triggers."""

    kinds: Mapping[str, Kind]
    lexicon: Lexicon


@cache
def load_ontology(folder: Path = DATA) -> Ontology:
    """Return the ontology in a folder (the bundled one by default); raises :class:`~dateline.errors.KnowledgeError` where a file breaks its schema."""
    kinds = load_kinds(folder / "kinds.csv")
    return Ontology(kinds, load_lexicon(folder, frozenset(kinds)))
