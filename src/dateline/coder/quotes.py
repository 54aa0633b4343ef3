"""Stretches of quoted speech in a text, over sentence and paragraph ends."""

from __future__ import annotations

import re

_MARK = re.compile(r"``|(?<![a-zA-Z])''|''(?![a-zA-Z])|[\"“”„«»]")
_PARAGRAPH = re.compile(r"\n\s*\n")
_STOPS = frozenset(".!?")
_OPEN = frozenset({"``", "“", "„", "«"})
_CLOSE = frozenset({"''", "”", "»"})


def _opens(text: str, match: re.Match[str]) -> bool | None:
    """Tell whether a mark opens (True) or closes (False) a quote; None when its surroundings allow both."""
    mark = match.group()
    if mark in _OPEN or mark in _CLOSE:
        return mark in _OPEN
    before = text[match.start() - 1 : match.start()] if match.start() else " "
    after = text[match.end() : match.end() + 1] or " "
    if before.isspace() or before in "([-":
        return None if after.isspace() else True
    return False


def _is_lost(text: str, start: int, again: int) -> bool:
    """Tell whether a second opening mark stands where a sentence begins: the quote that was open ended without its mark."""
    return text[start:again].rstrip()[-1:] in _STOPS


def quotes(text: str, longest: int = 3000) -> list[tuple[int, int]]:
    """Return [start, end) of each quoted stretch of an article's text (its own marks, not made plain), marks included.

    A quote that is still open at the end of a paragraph goes on in the next one when that starts with an opening mark; else it
    ends with its paragraph. A stretch longer than ``longest`` characters is taken for a lost mark and dropped.
    """
    found: list[tuple[int, int]] = []
    start: int | None = None
    breaks = [match.start() for match in _PARAGRAPH.finditer(text)] + [len(text)]
    for match in _MARK.finditer(text):
        if start is not None:
            end = next(b for b in breaks if b >= start)
            if end < match.start():
                goes_on = text[end : match.start()].strip() == "" and _opens(text, match) is not False
                found.append((start, end))
                start = None
                if goes_on:
                    start = match.start()
                    continue
        opens = _opens(text, match)
        if start is None:
            start = match.start() if opens is not False else None
        elif opens is not True:
            found.append((start, match.end()))
            start = None
        elif match.group() == text[start : start + len(match.group())] and _is_lost(text, start, match.start()):
            # '"It was calm, a villager said. "Then we heard …"': a mark was lost where the first quote ended.
            found.append((start, start + len(text[start : match.start()].rstrip())))
            start = match.start()
    if start is not None:
        found.append((start, next(b for b in breaks if b >= start)))
    return [(a, b) for a, b in found if b - a <= longest]
