"""What the adaptors share: a text coded without the gate, and mapping tables whose first fitting row wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from dateline.coder import Coder, assemble, parse
from dateline.coder.pipeline import STEPS
from dateline.coder.reading import Reading, Sentence
from dateline.coder.tree import Token
from dateline.model import Article, Claim
from dateline.tables import Column, Row, read_table

MAPPINGS = Path(__file__).parent.parent / "mappings"


@dataclass(frozen=True, slots=True)
class Coded:
    """A text and what the coder read in it."""

    reading: Reading
    claims: list[Claim]

    def sentence(self, claim: Claim) -> Sentence | None:
        """Return the sentence that a claim stands in."""
        return self.reading.sentence_at(claim.trigger.start)

    def lemmas(self, sentence: Sentence | None) -> frozenset[str]:
        """Return the lemmas and words of a sentence in lower case; none where there is no parse."""
        if sentence is None or sentence.doc is None:
            return frozenset()
        return frozenset(form for token in sentence.doc for form in (token.lemma_.lower(), token.lower_))


@cache
def coder() -> Coder:
    """Return the coder of this process, with every sentence parsed: these texts are mostly no news of conflict."""
    return Coder(steps=tuple(parse.ALL if step is parse.STEP else step for step in STEPS))


def code(row_id: str, text: str) -> Coded:
    """Code one text."""
    reading = coder().read(Article(id=row_id, text=text))
    return Coded(reading, assemble.claims(reading))


@cache
def table(name: str, columns: tuple[str, ...]) -> list[Row]:
    """Return the rows of a mapping table; raises :class:`~dateline.errors.KnowledgeError` where it breaks its schema."""
    return read_table(MAPPINGS / name, {column: Column() for column in columns})


@cache
def _sides() -> Mapping[str, frozenset[str]]:
    return {row["class"]: frozenset(row.many("words")) for row in table("sides.csv", ("class", "words"))}


def _is(words: Iterable[str], wanted: str) -> bool:
    if not wanted.startswith("@"):
        return wanted in words
    if wanted[1:] in _sides():
        return not _sides()[wanted[1:]].isdisjoint(words)
    lexicon = coder().knowledge.ontology.lexicon
    return any(lexicon.is_a(word, wanted[1:]) for word in words)


def fits(row: Row, column: str, words: Iterable[str]) -> bool:
    """Tell whether words meet a cell: any of the alternatives, and none that ``!`` forbids; an empty cell asks nothing."""
    words = frozenset(words)
    conditions = row.many(column)
    if any(_is(words, condition[1:]) for condition in conditions if condition.startswith("!")):
        return False
    wanted = [condition for condition in conditions if not condition.startswith("!")]
    return not wanted or any(_is(words, condition) for condition in wanted)


def forms(phrase: str | None) -> frozenset[str]:
    """Return the words of a phrase in lower case, plurals also without their s."""
    words = (phrase or "").lower().replace("'s", "").split()
    stripped = [word.strip(".,;:\"'()") for word in words]
    singular = [word[:-3] + "man" if word.endswith("men") else word[:-1] for word in stripped if word.endswith(("s", "men"))]
    return frozenset((*stripped, *singular, *(f"{a} {b}" for a, b in pairwise(stripped))))


def head_of(sentence: Sentence, start: int, end: int) -> Token | None:
    """Return the token that governs a stretch of the text, None where the sentence has no parse or does not hold it."""
    tokens = [token for token in sentence.doc or () if start <= sentence.offset(token) < end]
    inside = {token.i for token in tokens}
    return next((token for token in tokens if token.head.i not in inside or token.head.i == token.i), None)


def path(a: Token, b: Token) -> int | None:
    """Return how many arcs of the parse lie between two tokens, None where they stand in different trees."""
    up = {token.i: n for n, token in enumerate((a, *a.ancestors))}
    return next((n + up[token.i] for n, token in enumerate((b, *b.ancestors)) if token.i in up), None)
