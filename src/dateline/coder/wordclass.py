"""Part of speech and lemma of parsed words, by the parser's own rules, remembered.

The parser's rules (its attribute ruler and lemmatiser) look at a word's letters, tag and dependency label, at whether it stands
behind an expletive ("there *was*"), and at a few pairs ("got ta"). Running them over every sentence takes a third of a parse's
time, and tells the same of the same word each time. Here they are asked once for what has not been met; sentences with such
a pair go through them whole. The outcome is the parser's, word for word (a test holds it to that).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dateline.coder.tree import Columns, Doc, Labels, Word, columns, labels, word

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc as Parsed

RULES = ("attribute_ruler", "lemmatizer")
"""The parser's components whose outcome is remembered."""
PAIRED = frozenset({"ai", "gon", "got", "let", "c'm", "y", "y'"})
"""First words of the pairs that the parser's rules know, in lower case."""
_MOST = 200_000
"""What is remembered at most (a word as it is spelt, with its tag and label), so that a long run does not fill the memory."""
_APART = ","
"""Put between words that are asked about together, so that none is taken for another's neighbour."""

_Key = tuple[int, int, int, bool]
_Known = tuple[Word, Labels]


class WordClasses:
    """A parser with a memory of what its rules say of words."""

    def __init__(self, parser: Language) -> None:
        self.parser = parser
        self._known: dict[_Key, _Known] = {}
        strings = parser.vocab.strings
        self._expletive = strings.add("expl")
        self._paired = frozenset(strings.add(form) for form in PAIRED)

    def parse(self, texts: Iterable[str], batch_size: int) -> Iterator[Doc]:
        """Yield each text parsed, ``batch_size`` going through the parser at once."""
        for parsed in self.parser.pipe(texts, batch_size=batch_size, disable=RULES):
            found = columns(parsed)
            yield Doc(found, self._of(parsed, found))

    def _of(self, parsed: Parsed, found: Columns) -> list[_Known]:
        if not self._paired.isdisjoint(found.lowers):
            return self._asked(parsed)
        expletive, behind = self._expletive, False
        keys: list[_Key] = []
        for orth, tag, dep in zip(found.orths, found.tags, found.deps, strict=True):
            keys.append((orth, tag, dep, behind))
            behind = dep == expletive
        known = self._known
        if not known.keys() >= set(keys):
            if len(known) > _MOST:
                known.clear()
            self._learn(parsed, keys)
        return [known[key] for key in keys]

    def _learn(self, parsed: Parsed, keys: list[_Key]) -> None:
        """Ask the rules about what has not been met: of words behind an expletive in their sentence, of the others in one list."""
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        if any(behind for _, _, _, behind in new):
            self._known.update(zip(keys, self._asked(parsed), strict=True))
            return
        from spacy.tokens import Doc as Parsed

        strings = self.parser.vocab.strings
        words, tags, deps = [], [], []
        for orth, tag, dep, _ in new:
            words += [strings[orth], _APART]
            tags += [strings[tag], _APART]
            deps += [strings[dep], "punct"]
        listed = Parsed(self.parser.vocab, words=words, tags=tags, deps=deps, heads=list(range(len(words))))
        self._known.update(zip(new, self._asked(listed)[::2], strict=True))

    def _asked(self, parsed: Parsed) -> list[_Known]:
        for name in RULES:
            parsed = self.parser.get_pipe(name)(parsed)
        vocab = parsed.vocab
        rows = parsed.to_array(["ORTH", "LEMMA", "POS", "TAG", "DEP"]).tolist()
        return [(word(vocab, orth, lemma), labels(vocab.strings, pos, tag, dep)) for orth, lemma, pos, tag, dep in rows]
