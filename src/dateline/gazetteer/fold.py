"""Folding names: the plain form, the form without articles, and the sounding form under which spellings of one name meet."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from dateline.gazetteer.countries import DATA
from dateline.tables import Column, read_table

_COLUMNS = {
    "kind": Column(required=True, allowed=frozenset({"letter", "word", "article", "sound", "family"})),
    "from": Column(required=True), "to": Column(), "reason": Column(required=True),
}  # fmt: skip
_APOSTROPHES = re.compile("['’‘ʼʻʿʾ`´ʹʺ\"“”]")
_SPLIT = re.compile(r"[^\w]+|_")
# Letters that the sounding rules want to see before their marks are stripped.
_MARKED = "şçğəıžḫḥḍṭ"


@dataclass(frozen=True, slots=True)
class Folding:
    """The rules of folding."""

    letters: dict[int, str]
    words: dict[str, str]
    articles: frozenset[str]
    sounds: tuple[tuple[re.Pattern[str], str], ...]
    families: frozenset[str]

    def fold(self, name: str) -> str:
        """Return the plain form: lower case, no marks, no apostrophes, single blanks ("Deir ez-Zor" gives "dayr ez zor")."""
        if name.isascii():
            text = name.lower()
        else:
            text = unicodedata.normalize("NFKD", name.lower().translate(self.letters))
            text = "".join(ch for ch in text if not unicodedata.combining(ch))
        # "U.S." is one word, "St. Louis" two.
        text = _APOSTROPHES.sub("", text).replace(". ", " ").replace(".", "")
        words = self.words
        return " ".join(words.get(word, word) for word in _SPLIT.split(text) if word)

    def bare(self, folded: str) -> str:
        """Return a plain form without its articles ("al bab" gives "bab"); a name of articles alone keeps them."""
        words = folded.split(" ")
        kept = [word for word in words if word not in self.articles]
        return " ".join(kept) if kept else folded

    def sound(self, name: str) -> str:
        """Return the sounding form of a name, articles left out ("Dayr az Zawr" and "Deir Ezzor" give the same)."""
        text = unicodedata.normalize("NFC", name.lower())
        if not text.isascii():
            text = "".join(ch if ch in _MARKED else unicodedata.normalize("NFKD", ch)[0] for ch in text).replace("ə", "a").replace("ı", "i")
        text = " ".join(word for word in _SPLIT.split(_APOSTROPHES.sub("", text)) if word)
        text = self.bare(" ".join(self.words.get(word, word) for word in text.split()))
        for pattern, replacement in self.sounds:
            text = pattern.sub(replacement, text)
        return text


@lru_cache(maxsize=1)
def folding() -> Folding:
    """Return the rules; raises :class:`~dateline.errors.KnowledgeError` for a faulty row of ``fold.csv``."""
    letters: dict[int, str] = {}
    words: dict[str, str] = {}
    articles: list[str] = []
    sounds: list[tuple[re.Pattern[str], str]] = []
    families: list[str] = []
    for row in read_table(DATA / "fold.csv", _COLUMNS):
        kind, old, new = row["kind"], row["from"], row["to"]
        if kind == "letter":
            letters[ord(old)] = new
        elif kind == "word":
            words[old] = new
        elif kind == "article":
            articles.append(old)
        elif kind == "family":
            families += old.split("|")
        else:
            try:
                sounds.append((re.compile(old), new))
            except re.error as wrong:
                raise row.error(f"the expression {old!r}", f"a regular expression ({wrong})") from None
    return Folding(letters, words, frozenset(articles), tuple(sounds), frozenset(families))
