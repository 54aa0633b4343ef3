"""A parsed sentence as plain Python objects: what the steps read of the parser's output, under the parser's names.

The parser's own tokens are made anew each time one is asked for, and look every label up in a table of strings. The steps ask for
the same few labels many times over, so each sentence is copied once, right after it was parsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.strings import StringStore
    from spacy.tokens import Doc as Parsed
    from spacy.vocab import Vocab

_COLUMNS = ("ORTH", "LOWER", "TAG", "DEP", "HEAD", "SPACY")
_SIGNED = 2**63
"""Heads are given as distances in unsigned 64-bit numbers; those from here on stand for negative ones."""


class Word(NamedTuple):
    """What is known of a word from its letters and its lemma alone."""

    text: str
    lower: str
    lemma_: str
    lemma: str
    is_punct: bool
    is_space: bool
    is_title: bool
    is_digit: bool
    is_alpha: bool


Labels = tuple[str, str, str]
"""Part of speech, tag and dependency label of a word."""


class Columns(NamedTuple):
    """What the parser says of a sentence's words, column by column, its strings as their numbers; heads as distances, blanks as 0 and 1."""

    orths: list[int]
    lowers: list[int]
    tags: list[int]
    deps: list[int]
    heads: list[int]
    spaces: list[int]


def columns(parsed: Parsed) -> Columns:
    """Return the columns of a parsed text."""
    return Columns(*parsed.to_array(list(_COLUMNS)).T.tolist())


@lru_cache(maxsize=32768)
def word(vocab: Vocab, orth: int, lemma: int) -> Word:
    """Return what is known of a word by the numbers of its letters and its lemma in a vocabulary."""
    lexeme, told = vocab[orth], str(vocab.strings[lemma])
    return Word(
        lexeme.text, lexeme.lower_, told, told.lower(), lexeme.is_punct, lexeme.is_space, lexeme.is_title, lexeme.is_digit, lexeme.is_alpha
    )


@lru_cache(maxsize=4096)
def labels(strings: StringStore, pos: int, tag: int, dep: int) -> Labels:
    """Return part of speech, tag and dependency label by their numbers."""
    return strings[pos], strings[tag], strings[dep]


class Token:
    """A word or mark of a parsed sentence.

    ``i`` is its index, ``idx`` its first character in the sentence; ``lower_``, ``lemma_``, ``pos_``, ``tag_``, ``dep_``, ``whitespace_``
    and the tests are the parser's. ``lemma`` is the lemma in lower case. The root is its own ``head``; ``children`` stand in their order.
    """

    __slots__ = (
        "children",
        "dep_",
        "doc",
        "head",
        "i",
        "idx",
        "is_alpha",
        "is_digit",
        "is_punct",
        "is_space",
        "is_title",
        "lemma",
        "lemma_",
        "lower_",
        "pos_",
        "tag_",
        "text",
        "whitespace_",
    )

    head: Token

    def __init__(self, doc: Doc, i: int, idx: int, word: Word, labels: Labels, space: str) -> None:
        self.doc, self.i, self.idx, self.whitespace_ = doc, i, idx, space
        self.pos_, self.tag_, self.dep_ = labels
        (
            self.text, self.lower_, self.lemma_, self.lemma,
            self.is_punct, self.is_space, self.is_title, self.is_digit, self.is_alpha,
        ) = word  # fmt: skip
        self.children: list[Token] = []

    def __repr__(self) -> str:
        return self.text

    def nbor(self, i: int = 1) -> Token:
        """The token ``i`` places further; raises ``IndexError`` outside the sentence."""
        if self.i + i < 0:
            raise IndexError(f"no token {self.i + i}")
        return self.doc[self.i + i]

    @property
    def lefts(self) -> list[Token]:
        """The children that stand before the token."""
        return [child for child in self.children if child.i < self.i]

    @property
    def rights(self) -> list[Token]:
        """The children that stand behind the token."""
        return [child for child in self.children if child.i > self.i]

    @property
    def subtree(self) -> list[Token]:
        """The token and all that depends on it, the dependents of each on its own side of it."""
        if not self.children:
            return [self]
        found: list[Token] = []
        self._collect(found)
        return found

    def _collect(self, found: list[Token]) -> None:
        waiting = True
        for child in self.children:
            if waiting and child.i > self.i:
                found.append(self)
                waiting = False
            if child.children:
                child._collect(found)
            else:
                found.append(child)
        if waiting:
            found.append(self)

    @property
    def left_edge(self) -> Token:
        """The first token of the subtree."""
        return min(self.subtree, key=_index)

    @property
    def right_edge(self) -> Token:
        """The last token of the subtree."""
        return max(self.subtree, key=_index)

    @property
    def ancestors(self) -> Iterator[Token]:
        """The tokens above, the nearest first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def conjuncts(self) -> tuple[Token, ...]:
        """All that the token is coordinated with, itself left out."""
        start = self
        while start.dep_ == "conj" and start.head is not start:
            start = start.head
        found = [start]
        for token in found:
            found += [child for child in token.children if child.i > token.i and child.dep_ == "conj"]
        return tuple(token for token in found if token is not self)


def _index(token: Token) -> int:
    return token.i


class Doc(list[Token]):
    """The tokens of a parsed sentence, in their order."""

    __slots__ = ()

    def __init__(self, found: Columns, known: Sequence[tuple[Word, Labels]]) -> None:
        super().__init__()
        at = 0
        for i, ((told, own), space) in enumerate(zip(known, found.spaces, strict=True)):
            self.append(Token(self, i, at, told, own, " " if space else ""))
            at += len(told.text) + space
        for token, step in zip(self, found.heads, strict=True):
            token.head = head = self[token.i + (step if step < _SIGNED else step - 2 * _SIGNED)]
            if head is not token:
                head.children.append(token)

    def release(self) -> None:
        """Let go of the tokens. They hold one another, so without this only the garbage collector, slowly, would free them."""
        for token in self:
            token.head, token.children = token, []
        self.clear()

    def at(self, offset: int) -> Token | None:
        """The token that holds a character of the sentence, the blank behind it included; None outside."""
        return next((token for token in self if token.idx <= offset < token.idx + len(token.text) + len(token.whitespace_)), None)

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens that fill a stretch of the sentence; none when one of them stands over its edge."""
        inside = [token for token in self if start <= token.idx < end]
        return inside if inside and inside[0].idx == start and inside[-1].idx + len(inside[-1].text) == end else []
