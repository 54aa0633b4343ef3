"""What every format is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dateline.export.cells import TABLES, Cell, rows_of
from dateline.export.losses import Loss
from dateline.export.stamp import Stamp
from dateline.export.view import ExportEvent, Span


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written: the events, who has which place, the stamp, and which table where a format holds one only."""

    events: Sequence[ExportEvent]
    stamp: Stamp
    control: Sequence[Span] = ()
    table: str = "events"
    hxl: bool = False

    def rows(self, table: str | None = None) -> list[dict[str, Cell]]:
        """Return the rows of a table: of the one that is named, else of the one that is asked for."""
        return rows_of(table or self.table, self.events, self.control)

    def tables(self) -> dict[str, list[dict[str, Cell]]]:
        """Return the rows of all tables."""
        return {table: self.rows(table) for table in TABLES}


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file: its bytes, files that belong beside it by the end of their names, what was lost, and whether it holds the stamp.

    A file that cannot hold the whole stamp gets it beside it, as ``FILE.stamp.json``.
    """

    data: bytes
    beside: Mapping[str, bytes] = field(default_factory=dict)
    losses: Sequence[Loss] = ()
    stamped: bool = False
