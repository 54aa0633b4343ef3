"""The cues of attribution: words that show who is said to say something, read from ``data/attribution.csv``.

A cue says what it takes as content (``takes``), how sure its source makes it (``certainty``), whether it is reporting proper
(``scope`` = ``report``, what claims use) or a wider stance ("believes", "wants": ``broad``, what only a reader of stances asks for).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, cast

from dateline.tables import Column, Row, read_table

Certainty = Literal["asserts", "hedges", "denies"]

FORMS = ("verb", "noun", "adverb", "adjective", "predicate", "preposition")
SPEAKERS = ("office", "crowd", "monitor", "body", "telling")
"""What a noun that is quoted stands for: one person, several, a body that watches and counts, another body, a thing that tells."""
TAKES = frozenset({
    "clause",      # "said that …", a bare clause, or the clause before it ("…, X said")
    "quote",       # stands beside quoted words or closes a whole sentence ("…, residents said")
    "marked",      # the same, but only beside quotation marks
    "addressee",   # an object is who is told, not what is said
    "relay",       # what is passed on from another source: "quoted a guard as saying …"
    "toll",        # "put the death toll at nine"
    "named",       # "called the raid a crime"
    "credit",      # "takes credit for the bombing"
    "told",        # "warned villagers to leave"
    "made",        # "made clear that …"
    "seen",        # of reporters alone: "a photographer saw …"
    "shown",       # its object too, where the subject is footage: "footage showed nine bodies"
    "object",      # "reported clashes"
    "infinitive",  # "vowed to retaliate"
    "unnamed",     # its passive without an agent has a source that nobody names: "clashes were reported"
    "at", "by", "of", "for", "on", "upon", "against", "about", "with", "from", "as", "to", "over", "in",  # "accused X of …"
})  # fmt: skip
WORDS = (
    "opener",
    "aside",
    "participle",
    "time",
    "toll",
    "press",
    "carrier",
    "itself",
    "footage",
    "reporter",
    "page",
    "credit",
    "maker",
    "watching",
    "results",
)
"""Words that tell readers of a sentence where a report ends or begins."""
SCOPES = frozenset({"report", "broad"})
COLUMNS = {
    "word": Column(required=True, many=True),
    "form": Column(required=True, allowed=frozenset((*FORMS, *SPEAKERS, *WORDS))),
    "takes": Column(many=True, allowed=TAKES),
    "certainty": Column(allowed=frozenset({"asserts", "hedges", "denies"})),
    "nests": Column(allowed=frozenset({"yes", "no"})),
    "scope": Column(allowed=SCOPES),
    "example": Column(),
}


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue word in one form: what it takes as content, and what that says of the content's certainty.

    ``nests``: another source may stand around or inside it; a cue that does not nest is dropped inside another's content.
    """

    rule: str
    word: str
    form: str
    takes: frozenset[str]
    certainty: Certainty
    nests: bool
    broad: bool


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues by lemma, one table for each form; ``speakers`` are the nouns of those who are quoted, with what each stands for."""

    verbs: Mapping[str, Cue]
    nouns: Mapping[str, Cue]
    adverbs: Mapping[str, Cue]
    adjectives: Mapping[str, Cue]
    predicates: Mapping[str, Cue]
    prepositions: Mapping[str, Cue]
    speakers: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]
    lemmas: frozenset[str]
    forms: frozenset[str]

    def may_be(self, lemma: str, word: str) -> bool:
        """Tell whether a word in lower case is a cue in any form at all: most are none, and this is asked of every word."""
        return lemma in self.lemmas or word in self.forms

    def is_word(self, word: str, what: str) -> bool:
        """Tell whether a word in lower case is one of a sort of ``WORDS``."""
        return word in self.words[what]

    def speaks(self, word: str, *what: str) -> bool:
        """Tell whether a word or lemma in lower case names a speaker, of one of some sorts when any is given."""
        sorts = self.speakers.get(word, frozenset())
        return not sorts.isdisjoint(what) if what else bool(sorts)


def _cue(row: Row, word: str) -> Cue:
    certainty = cast("Certainty", row["certainty"] or "asserts")
    return Cue(
        rule=f"{row.path.stem}:{row.line} {word}", word=word, form=row["form"], takes=frozenset(row.many("takes")),
        certainty=certainty, nests=row["nests"] != "no", broad=row["scope"] == "broad",
    )  # fmt: skip


@cache
def load_cues(path: Path, *, broad: bool = False) -> Cues:
    """Return the cues of a table, with ``broad`` the stances too (a word of both sorts takes what either takes).

    Raises :class:`~dateline.errors.KnowledgeError` with file and line where the table breaks its schema.
    """
    found: dict[tuple[str, bool], dict[str, Cue]] = defaultdict(dict)
    for row in read_table(path, COLUMNS):
        for word in row.many("word"):
            cue = _cue(row, word)
            seen = found[row["form"], cue.broad]
            if word in seen:
                raise row.error(f"{row['form']} {word!r} a second time", "each word once in each form and scope")
            seen[word] = cue

    def table(form: str) -> dict[str, Cue]:
        cues = dict(found[form, False])
        for word, cue in found[form, True].items() if broad else ():
            cues[word] = replace(cues[word], takes=cues[word].takes | cue.takes) if word in cues else cue
        return cues

    speakers = {
        word: frozenset(sort for sort in SPEAKERS if word in found[sort, False]) for sort in SPEAKERS for word in found[sort, False]
    }
    verbs, nouns, adverbs, adjectives, predicates, prepositions = map(
        table, ("verb", "noun", "adverb", "adjective", "predicate", "preposition")
    )
    return Cues(
        verbs=verbs, nouns=nouns, adverbs=adverbs, adjectives=adjectives, predicates=predicates, prepositions=prepositions,
        speakers=speakers, words={sort: frozenset(found[sort, False]) for sort in WORDS},
        lemmas=frozenset([*verbs, *nouns]), forms=frozenset([*adverbs, *adjectives, *predicates, *prepositions]),
    )  # fmt: skip
