"""Finding every name of the roster that a text holds, whatever a parser makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.roster.index import Roster
from dateline.roster.load import Actor
from dateline.roster.words import Word, plain

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text: its offsets there, and who bears it (several where a report must tell whom it means)."""

    start: int
    end: int
    bearers: tuple[Actor, ...]


def names_in(roster: Roster, text: str, *, lower: bool = False) -> list[Named]:
    """Return the names that a text holds, in its order, the longest where several begin at one word.

    ``lower`` tells that the text is written without capitals, so that names need none.
    """
    words: list[tuple[Word, int]] = []
    for match in _WORD.finditer(text):
        words += [(word, match.start() + match[0].find(word.raw)) for word in plain(match[0])]
    found: list[Named] = []
    at = 0
    while at < len(words):
        size = _longest(roster, words, at, lower) if words[at][0].text in roster.starts else 0
        if size:
            last, start = words[at + size - 1]
            name = " ".join(word.text for word, _ in words[at : at + size])
            # "the coalition." ends a sentence, "the U.S." does not.
            written = last.raw if "." in last.raw[:-1] else last.raw.rstrip(".")
            found.append(Named(words[at][1], start + len(written), roster.names[name]))
        at += size or 1
    return found


def _longest(roster: Roster, words: list[tuple[Word, int]], at: int, lower: bool) -> int:
    most = min(len(words) - at, roster.starts[words[at][0].text])
    window = [word for word, _ in words[at : at + most]]
    for size in range(most, 0, -1):
        name = " ".join([word.text for word in window[:size]])
        if name in roster.names and borne(roster, name, [word.raw for word in window[:size]], lower=lower):
            return size
    return 0


def borne(roster: Roster, name: str, raw: list[str], *, lower: bool) -> tuple[Actor, ...]:
    """Return who bears a folded name that is written so: short forms in capitals, names with a capital unless the text has none."""
    found = roster.names.get(name, ())
    if found and name in roster.shouted and not all(word.isupper() for word in raw):
        return ()
    if found and not lower and name in roster.cased and all(word == word.lower() for word in raw):
        return ()
    return found
