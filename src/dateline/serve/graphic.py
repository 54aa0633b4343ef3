"""Graphic words: what the page and its one-file exports keep covered until a reader asks for it. They are data: data/graphic.csv."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from dateline.serve.models import GraphicMeta
from dateline.tables import Column, read_table


def _wrong(words: str) -> str | None:
    return None if _FORM.fullmatch(words) else "letters, single spaces, and a star at the end of a word"


_FORM = re.compile(r"[^\W\d_]+\*?(?: [^\W\d_]+\*?)*")

_COLUMNS = {"words": Column(required=True, many=True, check=_wrong), "why": Column(required=True), "example": Column(required=True)}


@cache
def graphic_words(path: Path = Path(__file__).parent / "data" / "graphic.csv") -> tuple[GraphicMeta, ...]:
    """Return the forms of words that are covered, each with the reason; raises :class:`~dateline.errors.KnowledgeError`."""
    return tuple(GraphicMeta(words=words, why=row["why"]) for row in read_table(path, _COLUMNS) for words in row.many("words"))


@cache
def _pattern() -> re.Pattern[str]:
    # Longest first: of "severed head" and "severed" the longer is what is covered. The page does the same (web/src/lib/graphic.svelte.ts).
    forms = sorted((one.words for one in graphic_words()), key=lambda words: (-len(words), words))
    told = "|".join(r"[\s-]+".join(_part(part) for part in form.split()) for form in forms)
    return re.compile(rf"\b(?:{told})\b", re.IGNORECASE)


def _part(word: str) -> str:
    return re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "")


def covered(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text that are graphic, in their order: start and end in code points."""
    return [found.span() for found in _pattern().finditer(text)]
