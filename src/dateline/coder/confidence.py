"""How far a claim is to be trusted: shares counted on training claims, from ``data/confidence.csv``.

A calibration run (see the head of the table) counted how often a claim of this kind, told by this word, is in the text with
this kind; nothing is counted while articles are coded. ``docs/quality.md`` shows on other texts whether it keeps its word.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dateline.coder.reading import Event
from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data" / "confidence.csv"


_FORMS = {"verbs": "verb", "nouns": "noun", "phrases": "phrase", "reader": "reader"}
"""The tables of triggers, and the form of their words; `reader`: a word of which only the trained reader knew."""


def share_of(value: str) -> str | None:
    """Return what a cell had to be where it is no share, for a table's column."""
    try:
        return None if 0 <= float(value) <= 1 else "a number from 0 to 1"
    except ValueError:
        return "a number from 0 to 1"


COLUMNS = {
    "kind": Column(),
    "form": Column(allowed=frozenset({"verb", "noun", "phrase", "reader"})),
    "word": Column(),
    "seen": Column(required=True, check=lambda value: None if value.isdigit() else "a whole number"),
    "claim": Column(required=True, check=share_of),
    "kind_right": Column(required=True, check=share_of),
}


def trigger_key(event: Event) -> tuple[str, str]:
    """Return the word that a trigger is counted by, and its form: verb, noun or phrase."""
    table = event.trigger.rule.split(":", 1)[0]
    return " ".join(event.trigger.words), _FORMS[table]


@cache
def load_confidence(path: Path = DATA) -> Mapping[tuple[str, str, str], tuple[float, float]]:
    """Return the two shares by (kind, form, word); raises :class:`~dateline.errors.KnowledgeError` where the table breaks its schema."""
    rows = read_table(path, COLUMNS)
    return {(row["kind"], row["form"], row["word"]): (float(row["claim"]), float(row["kind_right"])) for row in rows}


def confidence_of(kind: str, form: str, word: str) -> tuple[float, float]:
    """Return how sure the claim is, and its kind given the claim: the shares of the narrowest row there is."""
    shares = load_confidence()
    for key in ((kind, form, word), (kind, form, ""), (kind, "", "")):
        if key in shares:
            return shares[key]
    return shares["", "", ""]
