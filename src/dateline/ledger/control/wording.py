"""What of a place a report's words tell of: the town that "the town" points back to, or one thing in a town ("the barracks in Hartsdale").

The claim names a place in both cases; only the words around it tell whether all of it was taken, left or had.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from dateline.ledger.sides import DATA
from dateline.model import Claim, PlaceMention
from dateline.tables import Column, read_table

_COLUMNS = {
    "sort": Column(required=True, allowed=frozenset({"town", "of town", "whole", "be", "facility", "bit", "in"})),
    "words": Column(required=True, many=True), "reason": Column(),
}  # fmt: skip
_REACH = 160
_END = re.compile(r"[.!?;]\s|\n")
_LIST = re.compile(r"^(?:,| and|, and)\s$")
_THE = r"(?:the|this|that|our|their|both)"


class Wording:
    """Reads the words beside a trigger with one table; raises :class:`~dateline.errors.KnowledgeError` for a row that is broken."""

    def __init__(self, path: Path = DATA / "control_words.csv") -> None:
        found: dict[str, list[str]] = {}
        for row in read_table(path, _COLUMNS):
            found.setdefault(row["sort"], []).extend(row.many("words"))
        town, of_town, whole, be, facility, between = (_any(found[sort]) for sort in ("town", "of town", "whole", "be", "facility", "in"))
        the_town = rf"{_THE}\s+(?:{whole}\s+)?(?:[\w-]+\s+){{0,2}}?{town}\b(?!['’]s|\s+of\b|\s+{of_town}\b)"
        self._after = re.compile(rf"^(?:\s+{whole})*\s+{the_town}", re.IGNORECASE)
        self._before = re.compile(rf"\b{the_town}(?:\s+{be})*\s*$", re.IGNORECASE)
        bit = _any(found["bit"])
        thing = rf"((?:[\w'’-]+\s+){{0,4}}?(?:{facility}|(?P<bit>{bit})))\s+(?:{between}\s+)+"
        self._thing_of = re.compile(rf"^['’]s\s+((?:[\w-]+\s+){{0,2}}?(?:{facility}|(?P<bit>{bit})))\b", re.IGNORECASE)
        self._thing_after = re.compile(rf"^(?:\s+{whole})*\s+{thing}$", re.IGNORECASE)
        self._thing_before = re.compile(rf"\b{thing}$", re.IGNORECASE)
        self._whole = re.compile(rf"^(?:\s+{whole})*\s+$", re.IGNORECASE)
        self._been = re.compile(rf"^(?:\s+{be})*\s*$", re.IGNORECASE)
        self._small = re.compile(r"^(?:(?:the|a|an|its|their|his|another|several|some|both|two|three|four|\d+)\s+)+", re.IGNORECASE)

    def means_town(self, claim: Claim, text: str) -> bool:
        """Tell whether "the town" beside the trigger is what was taken, left or had: a place named earlier is then all of it."""
        before, after = _around(claim, text)
        return bool(self._after.search(after) or self._before.search(before))

    def things_in(self, claim: Claim, text: str) -> list[str | None]:
        """Return for each place of a claim the one thing in it that was taken, left or had; None where it is the place itself.

        "" is something that nobody has for long ("positions in Hartsdale").
        "The ports of Hartsdale and Milford" are those of both.
        """
        found: list[str | None] = []
        for number, place in enumerate(claim.places):
            thing, before = self._thing_in(claim, place, text), claim.places[number - 1] if number else None
            if thing is None and before is not None and before.span and place.span and _LIST.match(text[before.span[1] : place.span[0]]):
                thing = found[-1]
            found.append(thing)
        return found

    def _thing_in(self, claim: Claim, place: PlaceMention, text: str) -> str | None:
        if place.span is None or place.carried:
            return None
        start, end = claim.trigger.span
        left, right = place.span
        if end <= left <= end + _REACH:
            found = self._thing_after.search(text[end:left])
            if found is None and self._whole.search(text[end:left]):
                found = self._thing_of.search(text[right : right + _REACH])
        elif right <= start <= right + _REACH and self._been.search(text[right:start]):
            found = self._thing_before.search(_END.split(text[max(0, left - _REACH) : left])[-1])
        else:
            return None
        return None if found is None else "" if found["bit"] else self._small.sub("", found[1].strip())


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in words) + ")"


def _around(claim: Claim, text: str) -> tuple[str, str]:
    """The words of the sentence before the trigger and after it, as far as they are looked at."""
    start, end = claim.trigger.span
    return _END.split(text[max(0, start - _REACH) : start])[-1], _END.split(text[end : end + _REACH], maxsplit=1)[0]


@lru_cache(maxsize=1)
def load_wording() -> Wording:
    """Return the reader of wordings, built once."""
    return Wording()
