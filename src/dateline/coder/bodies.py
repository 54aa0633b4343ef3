"""Which named body a description means: "the rescue service", "the jihadist group", where the report names one that fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.coder.reading import AttributionDraft, Reading
from dateline.coder.tree import Token
from dateline.roster import Named, names_in
from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data" / "described.csv"
COLUMNS = {
    "word": Column(required=True, many=True),
    "names": Column(many=True),
    "sector": Column(many=True),
    "example": Column(required=True),
}

_NEAR = 3
"""How many sentences back a group may have been named that only its sort tells."""


@dataclass(frozen=True, slots=True)
class _Described:
    names: tuple[str, ...]
    sector: tuple[str, ...]


@cache
def _table() -> dict[str, _Described]:
    return {word: _Described(row.many("names"), row.many("sector")) for row in read_table(DATA, COLUMNS) for word in row.many("word")}


class Bodies:
    """The bodies that a report names, for descriptions to be looked up in."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._named: list[Named] | None = None

    def meant(self, draft: AttributionDraft, head: Token, names: list[str]) -> str | None:
        """The name of the body that a source describes, of the report's ``names``; None where no description or no name fits."""
        if head.tag_ == "NNS" or not any(c.dep_ in ("amod", "compound") for c in head.children):
            return None
        for word in draft.source.text.lower().split():
            if (told := _table().get(word)) is None:
                continue
            found = [name for name in names if any(part in name.lower() for part in told.names)]
            if found:
                return max(found, key=len)
            if told.sector and draft.source.span is not None:
                return next(self._last(draft, draft.source.span[0], told.sector), None)
        return None

    def _last(self, draft: AttributionDraft, before: int, sectors: tuple[str, ...]) -> Iterator[str]:
        """The groups of some sectors that the text names before an offset: the nearest sentence first, in it the first name."""
        if self._named is None:
            self._named = names_in(self.reading.roster, self.reading.text)
        for index in range(draft.sentence.index, max(-1, draft.sentence.index - _NEAR - 1), -1):
            sentence = self.reading.sentences[index]
            for name in self._named:
                actor = name.bearers[0]
                if sentence.start <= name.start < min(sentence.end, before) and actor.sector in sectors and len(name.bearers) == 1:
                    yield self.reading.article.text[name.start : name.end]
