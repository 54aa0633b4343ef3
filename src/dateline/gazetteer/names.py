"""Words and names of a text, and a passage of it that is searched for names of places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.gazetteer.lookup import Gazetteer
from dateline.gazetteer.vocabulary import Vocabulary, vocabulary
from dateline.model import Level

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]\w*(?:['’ʼ‘ʻ`-][^\W_]\w*)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_ABBREVIATED = frozenset({"saint", "sainte", "fort", "mount", "point"})


@dataclass(slots=True)
class Word:
    """One word of the text: ``fold`` without a possessive ending; ``capital`` counts "al-Bab" in."""

    start: int
    end: int
    text: str
    fold: str
    lower: str
    capital: bool
    first: bool
    possessive: bool


@dataclass(slots=True, eq=False)
class Name:
    """A name of a place as the text gives it.

    [start, end) takes features and directions along, [core, core_end) is the name alone; ``level`` is what a feature word tells.
    ``strong``: the text itself treats it as a place. ``weak``: it is one only if the document is about its country.
    ``within``: the name that the text says contains it (``firm`` unless a mere comma says so), or that it lies ``beside``.
    ``mate``: the name in whose list it stands.
    ``wide``: what the text says of it goes on over a region ("across X", "parts of X").
    ``attached``: it is part of a longer name. ``adjective`` and ``nation``: ISO codes, of a bare "Turkish" and of "the Turkish border".
    """

    start: int
    end: int
    core: int
    core_end: int
    text: str
    fold: str
    known: bool
    strong: bool = False
    level: Level | None = None
    feature: str | None = None
    direction: str | None = None
    within: Name | None = None
    firm: bool = False
    beside: bool = False
    weak: bool = False
    mate: Name | None = None
    attached: bool = False
    section: int = 0
    adjective: str | None = None
    nation: str | None = None
    wide: bool = False


def split_words(text: str, starts: frozenset[int], gazetteer: Gazetteer) -> list[Word]:
    """Return the words of a text; ``starts`` are the offsets at which sentences begin."""
    words: list[Word] = []
    articles, stripped = gazetteer.rules.articles, vocabulary().stripped
    pending = True
    for match in _WORD.finditer(text):
        raw = match.group()
        start, end = match.span()
        cut = _POSSESSIVE.search(raw)
        possessive = bool(cut) or text[end : end + 1] in ("'", "’")
        if cut:
            end -= len(cut.group())
            raw = text[start:end]
        lower = raw.lower()
        head, _, rest = raw.partition("-")
        capital = raw[0].isupper() or (head in articles and rest[:1].isupper())
        if start in starts:
            pending = True
        # Some sites strip apostrophes: "Syrias north".
        if capital and not possessive and len(raw) > 4 and raw.endswith("s") and _stripped(raw, stripped, gazetteer):
            end, raw, lower, possessive = end - 1, raw[:-1], lower[:-1], True
        words.append(Word(start, end, raw, gazetteer.fold(raw) if capital else lower, lower, capital, pending, possessive))
        pending = False
    return words


def _stripped(raw: str, states: frozenset[str], gazetteer: Gazetteer) -> bool:
    """Tell whether a word is a large place's name with an "s" that has lost its apostrophe."""
    if gazetteer.knows(gazetteer.fold(raw)):
        return False
    stem = gazetteer.fold(raw[:-1])
    return stem in states or (len(stem) > 4 and any(hit.match < 2 and hit.place.population >= 100_000 for hit in gazetteer.named(stem)))


class Passage:
    """A text and its words, as the finders of names look at it; ``small`` are words that the document writes small."""

    def __init__(
        self, gazetteer: Gazetteer, known: Vocabulary, text: str, words: list[Word], *, headline: bool, small: frozenset[str]
    ) -> None:
        self.gazetteer, self.vocabulary, self.text, self.words = gazetteer, known, text, words
        self.headline, self.small = headline, small
        self.persons: set[str] = set()
        self.names: list[Name] = []

    def gap(self, index: int) -> str:
        """What stands between a word and the next one."""
        if not 0 <= index < len(self.words) - 1:
            return "."
        return self.text[self.words[index].end : self.words[index + 1].start]

    def touches(self, index: int) -> bool:
        """Tell whether a word and the next one belong to one name as far as punctuation tells."""
        gap = self.gap(index)
        return gap == " " or (gap == ". " and self.words[index].fold in _ABBREVIATED)

    def before(self, index: int) -> Word | None:
        """The word in front, when only a blank parts the two."""
        return self.words[index - 1] if index > 0 and self.gap(index - 1) == " " else None

    def after(self, index: int) -> Word | None:
        """The word behind, when only a blank parts the two and no possessive ends the name."""
        return self.words[index + 1] if index + 1 < len(self.words) and self.gap(index) == " " else None

    def _is_state(self, name: Name) -> bool:
        return any(hit.place.level is Level.COUNTRY for hit in self.gazetteer.named(name.fold))

    def _size(self, name: Name) -> int:
        if name.nation:
            return 10**9
        return max((hit.place.population for hit in self.gazetteer.named(name.fold) if hit.match < 2), default=0) if name.known else 0
