"""What kinds of claims there are, and the words that denote them: data in ``data/``, read and checked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.ontology.anaphora import Bare, load_anaphora
from dateline.ontology.kinds import GROUPS, Kind, load_kinds
from dateline.ontology.lexicon import Lexicon, Light, Trigger, load_lexicon
from dateline.ontology.modality import StatusCue, StatusCues, load_status_cues

__all__ = ["DATA", "GROUPS", "Bare", "Kind", "Lexicon", "Light", "Ontology", "StatusCue", "StatusCues", "Trigger", "load_ontology"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Ontology:
    """The kinds, the lexicon of their triggers, the bare nouns that take their kind from the text before, and the cues of status."""

    kinds: Mapping[str, Kind]
    lexicon: Lexicon
    anaphora: Mapping[str, Bare]
    status_cues: StatusCues


@cache
def load_ontology(folder: Path = DATA) -> Ontology:
    """Return the ontology in a folder; raises :class:`~dateline.errors.KnowledgeError` where a file breaks its schema."""
    kinds = load_kinds(folder / "kinds.csv")
    names = frozenset(kinds)
    return Ontology(
        kinds, load_lexicon(folder, names), load_anaphora(folder / "anaphora.csv", names), load_status_cues(folder / "status.csv")
    )
