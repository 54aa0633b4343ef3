"""Finding names of places in a text: what is in the lists, and capitalised names that the text treats as places.

Works on the surface alone, so that a text that is not parsed is read too; about a microsecond a character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.gazetteer.lookup import Gazetteer
from dateline.gazetteer.lower import LowerWalk
from dateline.gazetteer.names import Name, split_words
from dateline.gazetteer.vocabulary import Vocabulary, vocabulary
from dateline.gazetteer.walk import Walk

__all__ = ["Name", "Scanner"]

_SMALL_WORD = re.compile(r"(?<![\w-])[a-z]+(?![\w-])")


class Scanner:
    """Finds names of places; holds no state of a text."""

    def __init__(self, gazetteer: Gazetteer, words: Vocabulary | None = None) -> None:
        self.gazetteer = gazetteer
        self.vocabulary = words or vocabulary()

    def named(self, text: str, start: int, end: int) -> Name | None:
        """Return text[start:end] as a name of a place when nothing speaks against it, for a reader who has reasons of grammar."""
        words, vocabulary = split_words(text[start:end], frozenset(), self.gazetteer), self.vocabulary
        whole = text[start:end]
        if not words or not words[-1].capital or (whole.isupper() and len(whole) < 6) or self.gazetteer.fold(whole) in vocabulary.never:
            return None
        other = vocabulary.never | vocabulary.bodies | vocabulary.holders
        for word in words:
            if (
                word.possessive
                or word.fold in other
                or word.fold in vocabulary.demonyms
                or word.lower in vocabulary.titles | vocabulary.given
            ):
                return None
        folded = self.gazetteer.fold(whole)
        return Name(start, end, start, end, whole, folded, self.gazetteer.knows(folded), strong=True)

    def scan(self, text: str, starts: Sequence[int] = (0,), *, section: int = 0, beside: str = "") -> list[Name]:
        """Return the names of places of a text in their order; ``section`` is stored in each (0 the text, 1 the title).

        ``beside`` is more text of the same document: a word that is written small there is no name where a headline writes it large.
        """
        words = split_words(text, frozenset(starts), self.gazetteer)
        if not words:
            return []
        capitals = sum(word.capital for word in words)
        if len(words) > 25 and capitals < 0.03 * len(words):
            for word in words:
                word.fold = self.gazetteer.fold(word.text)
            found = LowerWalk(self.gazetteer, self.vocabulary, text, words, headline=False, small=frozenset()).run()
        else:
            small = frozenset(word.lower for word in words if not word.capital) | frozenset(_SMALL_WORD.findall(beside))
            headline = capitals > 0.6 * len(words) and len(words) < 40
            found = Walk(self.gazetteer, self.vocabulary, text, words, headline=headline, small=small).run()
        for name in found:
            name.section = section
        return found
