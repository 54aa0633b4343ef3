"""Step: cut the text into sentences, keeping offsets true.

A parser that also decides where sentences end breaks at "Gen. Omar", "Jan. 5" and "STEPANAKERT. –"; this splitter knows
abbreviations, initials and quotes, and never sees a dateline (it was taken off before).
"""

from __future__ import annotations

import re

from dateline.coder.reading import Reading, Sentence
from dateline.coder.step import Step

ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "col",
        "lt",
        "maj",
        "capt",
        "sgt",
        "cpl",
        "brig",
        "adm",
        "cmdr",
        "rep",
        "sen",
        "gov",
        "pres",
        "fr",
        "rev",
        "hon",
        "st",
        "ft",
        "mt",
        "no",
        "nos",
        "vs",
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thurs",
        "fri",
        "sat",
        "sun",
        "approx",
        "est",
        "dept",
        "al",
        "e.g",
        "i.e",
        "u.s",
        "u.k",
        "u.n",
        "u.a.e",
        "d.c",
        "a.m",
        "p.m",
    ]
)
_END = re.compile(r"""[.!?]+["'”’)\]]*(?=\s|$)|\n\s*\n|[.!?]["'”’)\]]+(?=\s)""")
_NEXT = re.compile(r"\s*")


def _is_end(text: str, match: re.Match[str]) -> bool:
    """Tell whether a stop ends the sentence."""
    if match.group().startswith("\n"):
        return True
    if match.group()[0] in "!?":
        return True
    if text[match.start() : match.start() + 3] == "..." and text[match.end() : match.end() + 2].strip()[:1].islower():
        return False
    before = re.search(r"[\w.’']+$", text[max(0, match.start() - 20) : match.start()])
    word = before.group().lower() if before else ""
    if match.group() == "." and (word in ABBREVIATIONS or re.fullmatch(r"[a-z]", word)):
        # "the U.S. He said" does end; "the U.S. army", "Gen. Omar" do not.
        after = text[match.end() :].lstrip()[:40]
        return word in {"u.s", "u.k", "u.n", "a.m", "p.m"} and bool(re.match(r"(?:The|He|She|It|They|In|On|But|And|A|An)\b", after))
    after = text[match.end() :].lstrip()[:1]
    # All-lower-case wire copy starts its sentences small: two spaces tell, or a text without capitals.
    return not after.islower() or text[match.end() : match.end() + 2] == "  " or not any(ch.isupper() for ch in text[:400])


def boundaries(text: str, longest: int) -> list[tuple[int, int]]:
    """Return [start, end) of each sentence of ``text``, blanks at either end left out; none is longer than ``longest`` characters."""
    cuts = [match.end() for match in _END.finditer(text) if _is_end(text, match)]
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
