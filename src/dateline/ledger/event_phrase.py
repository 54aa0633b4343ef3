"""How a report words a claim: "the raid" or "a raid", one or many, told as background, as something further, as a part of a toll."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"[\w'’-]+|[^\w\s]")
_WORD = re.compile(r"\w{3,}")
_BACK, _STEPS = 80, 5
"""Characters and words before the event's own word in which its article is looked for."""
_NEAR_CHARS, _NEAR_WORDS = 120, 7
SORTS = ("definite", "indefinite", "owned", "stop", "verb", "plural", "singular", "background", "further", "share", "toll")
"""The sorts of words (data/match_words.csv) that are looked for."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The wording of one claim. ``definite`` is 2 for "the raid", 0 for "a raid", 1 for all else.

    ``near`` are the words about the event's word, ``object`` those for whom or what it was done to, ``copy`` stands for the whole
    sentence, ``carried`` tells that the place was told earlier, ``kinship`` how many claims of its family the report makes.
    """

    definite: int = 1
    plural: bool = False
    verb: bool = False
    background: bool = False
    further: bool = False
    further_behind: bool = False
    share: bool = False
    toll: bool = False
    near: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    copy: int = 0
    carried: bool = False
    kinship: int = 1


PLAIN = Phrase()
"""What is taken of a claim whose wording was not read."""


class Phraser:
    """Reads phrases with the words of a table, by sort; a word that begins or ends with ``*`` stands for all with that end or beginning."""

    def __init__(self, words: Mapping[str, Collection[str]], plain: frozenset[str]) -> None:
        self._is = {sort: _pattern(words[sort]) for sort in SORTS}
        self._plain = plain

    def phrase(
        self, text: str, sentence: tuple[int, int], trigger: tuple[int, int], *, target: str, carried: bool, kinship: int
    ) -> Phrase:  # fmt: skip
        """Return the wording of the claim with this trigger in this sentence; both are offsets in ``text``."""
        (begin, end), (start, stop) = sentence, trigger
        last, found = text[start:stop].lower().split()[-1:] or [""], self._is
        whole, close = text[begin:end], text[max(begin, start - 60) : start]
        return Phrase(
            definite=self._definite(text, start),
            plural=bool(found["plural"].fullmatch(last[0])) and not found["singular"].fullmatch(last[0]),
            verb=bool(found["verb"].fullmatch(last[0])),
            background=bool(found["background"].search(text[max(begin, start - 80) : min(end, stop + 60)])),
            further=bool(found["further"].search(close)),
            further_behind=bool(found["further"].search(text[start : min(end, stop + 50)])),
            share=bool(found["share"].search(whole)), toll=bool(found["toll"].search(whole)),
            near=self._near(text, start, stop),
            object=frozenset(w for w in _WORD.findall(target.lower()) if w not in self._plain and not w.isdigit()),
            copy=zlib.crc32(" ".join(_TOKEN.findall(whole.lower())).encode()), carried=carried,
            kinship=kinship,
        )  # fmt: skip

    def _definite(self, text: str, start: int) -> int:
        for token in reversed(_TOKEN.findall(text[max(0, start - _BACK) : start])[-_STEPS:]):
            word = token.lower()
            if self._is["definite"].fullmatch(word):
                return 2
            if self._is["indefinite"].fullmatch(word):
                return 0
            if self._is["owned"].fullmatch(word) or self._is["stop"].fullmatch(word) or not token[0].isalnum():
                return 1
        return 1

    def _near(self, text: str, start: int, stop: int) -> frozenset[str]:
        before = _TOKEN.findall(text[max(0, start - _NEAR_CHARS) : start])[-_NEAR_WORDS:]
        behind = _TOKEN.findall(text[stop : stop + _NEAR_CHARS])[:_NEAR_WORDS]
        breaks = [at for at, token in enumerate(before) if token in ".!?"]
        before = before[breaks[-1] + 1 :] if breaks else before
        behind = behind[: next((at for at, token in enumerate(behind) if token in ".!?"), len(behind))]
        return frozenset(word.lower() for word in (*before, *behind) if len(word) > 2 and word.lower() not in self._plain)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for whole words; ``*`` stands for any letters."""
    found = "|".join(re.escape(word).replace(r"\*", r"[\w'’]*") for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE)
