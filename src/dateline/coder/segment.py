"""Step: cut the text into sentences, keeping offsets true.

A parser that also decides where sentences end breaks at "Gen. Omar", "Jan. 5" and "STEPANAKERT. –"; this splitter knows
abbreviations, initials and quotes, and never sees a dateline (it was taken off before).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from dateline.coder.reading import Reading, Sentence
from dateline.coder.step import Step
from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data" / "abbreviations.csv"
COLUMNS = {"word": Column(required=True, many=True), "ambiguous": Column(allowed=frozenset({"yes"}))}

_END = re.compile(
    r"""[.!?]+["'”’)\]]*(?=\s|$)|\n\s*\n"""
    # "The rebels fled.The army came.": the blank was lost; what follows must look like the opening of a sentence.
    r"""|(?<=[a-z]{2})\.(?=(?:The|A|An|In|On|At|It|He|She|They|But|And|This|That|Some|Many|More|Meanwhile|Earlier|According)\s)"""
)


_SAMPLE = 2000
"""Letters of a text that tell how it is written."""
_FEW = 20
"""A text with at most one capital in so many words is written small."""


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    """Return what never ends a sentence, and what does where it is a word of its own ("he said no.")."""
    rows = read_table(DATA, COLUMNS)
    plain = (word for row in rows if not row["ambiguous"] for word in row.many("word"))
    return frozenset(plain), frozenset(word for row in rows if row["ambiguous"] for word in row.many("word"))


def _after(text: str, match: re.Match[str]) -> str:
    """Return the first words behind a stop (not the whole rest: a long text has many stops)."""
    return text[match.end() : match.end() + 60].lstrip()


def _is_small(text: str) -> bool:
    """Tell whether a text is written small throughout, but for a line that a page put above it: few of its words have a capital."""
    words = text[:_SAMPLE].split()
    return sum(word[0].isupper() for word in words) * _FEW <= len(words)


def _is_end(text: str, match: re.Match[str], *, small: bool) -> bool:
    """Tell whether a stop ends the sentence, in a text that is written ``small`` throughout or not."""
    if match.group().startswith("\n"):
        return True
    if match.group()[0] in "!?":
        return True
    if text[match.start() : match.start() + 3] == "..." and text[match.end() : match.end() + 2].strip()[:1].islower():
        return False
    before = re.search(r"[\w.’']+$", text[max(0, match.start() - 20) : match.start()])
    word = before.group().lower() if before else ""
    if match.group() == "." and (
        word in _abbreviations()[0] or re.fullmatch(r"(?:[a-z]\.)*[a-z]", word) or _is_short_form(text, match, word)
    ):
        # "the U.S. He said" does end; "the U.S. army", "Gen. Omar" do not.
        after = _after(text, match)
        return "." in word and bool(re.match(r"(?:The|He|She|It|They|In|On|But|And|A|An)\b", after))
    after = _after(text, match)[:1]
    # All-lower-case wire copy starts its sentences small: two spaces tell, or a text without capitals.
    return not after.islower() or text[match.end() : match.end() + 2] == "  " or small


def _is_short_form(text: str, match: re.Match[str], word: str) -> bool:
    """Tell whether a word that may be an abbreviation is one here: "No. 2", "Sat. night"; not "He said no." """
    if word not in _abbreviations()[1]:
        return False
    after = _after(text, match)
    capital = text[match.start() - len(word)].isupper()
    return after[:1].isdigit() or (capital and not re.match(r"(?:The|He|She|It|They|In|On|But|And|A|An)\b", after))


def boundaries(text: str, longest: int) -> list[tuple[int, int]]:
    """Return [start, end) of each sentence of ``text``, blanks at either end left out; none is longer than ``longest`` characters."""
    small = _is_small(text)
    cuts = [match.end() for match in _END.finditer(text) if _is_end(text, match, small=small)]
    found, start = [], 0
    for cut in [*cuts, len(text)]:
        for begin, end in _pieces(text, start, cut, longest):
            piece = text[begin:end]
            left = begin + len(piece) - len(piece.lstrip())
            right = begin + len(piece.rstrip())
            if left < right:
                found.append((left, right))
        start = cut
    return found


def _pieces(text: str, start: int, end: int, longest: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > longest:
        cut = text.rfind(" ", start + 1, start + longest)
        cut = cut if cut > start else start + longest
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]


def run(reading: Reading) -> None:
    """Assign ``sentences``."""
    spans = boundaries(reading.text, reading.knowledge.settings.max_sentence_chars)
    reading.sentences = [Sentence(index, start, end) for index, (start, end) in enumerate(spans)]


STEP = Step("segment", requires=("text",), assigns=("sentences",), run=run)
