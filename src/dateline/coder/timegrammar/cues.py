"""Words around an expression that decide how it is to be read, from the table ``timecues.csv``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dateline.tables import Column, read_table

DATA = Path(__file__).parent.parent / "data"
NAMES = (
    "ahead",
    "back",
    "ahead_after_to",
    "as_ahead",
    "stretch",
    "old_year",
    "year",
    "no_year",
    "month",
    "season",
    "ended",
    "counted",
    "telling",
)


@cache
def cue(name: str) -> frozenset[str]:
    """Return the words of a cue, in lower case; raises :class:`~dateline.errors.KnowledgeError` for a broken table."""
    columns = {"cue": Column(required=True, allowed=frozenset(NAMES)), "words": Column(required=True, many=True)}
    rows = read_table(DATA / "timecues.csv", columns)
    return frozenset(word for row in rows if row["cue"] == name for word in row.many("words"))
