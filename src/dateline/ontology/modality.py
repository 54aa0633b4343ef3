"""Cues that tell whether an event took place: modality, plans, denial, continuation, history (``status.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.model import Status
from dateline.tables import Column, read_table

PLACES = frozenset(
    {
        "aux", "governor", "goal", "granted", "purpose", "opening", "ending", "answered", "subject", "told", "modifier", "mark",
        "before", "link", "deed", "settled", "sentence", "echo", "ago", "whole", "failing", "undone",
        "day", "unsure",
    }
)  # fmt: skip
COLUMNS = {
    "cue": Column(required=True, many=True),
    "where": Column(required=True, allowed=PLACES),
    "status": Column(allowed=frozenset(str(status) for status in Status)),
    "example": Column(),
}


@dataclass(frozen=True, slots=True)
class StatusCue:
    """One cue: the status it gives (None: it gives none, whatever other rows say) and its rule."""

    rule: str
    status: Status | None


@dataclass(frozen=True, slots=True)
class StatusCues:
    """The cues by where they stand and their lemma."""

    by_place: Mapping[str, Mapping[str, StatusCue]]

    def look(self, where: str, word: str) -> StatusCue | None:
        """Return the cue that a word is in a place, or None."""
        return self.by_place[where].get(word)

    def find(self, where: str, text: str) -> StatusCue | None:
        """Return the first cue of a place whose words stand in a text, or None."""
        words = text.lower()
        return next((cue for cue_words, cue in self.by_place[where].items() if cue_words in words), None)


def load_status_cues(path: Path) -> StatusCues:
    """Return the cues of a table; raises :class:`~dateline.errors.KnowledgeError` where the table breaks its schema."""
    found: dict[str, dict[str, StatusCue]] = {place: {} for place in PLACES}
    for row in read_table(path, COLUMNS):
        for cue in row.many("cue"):
            status = Status(row["status"]) if row["status"] else None
            found[row["where"]].setdefault(cue, StatusCue(f"status:{row.line} {cue}", status))
    return StatusCues(found)
