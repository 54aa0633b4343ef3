"""What a file says of itself: which program and coders made it, from which ledger, as of when, with which filters, how to cite it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from dateline.export.view import ExportEvent


def digest(filters: Mapping[str, Any]) -> str:
    """Return a digest of filters."""
    words = json.dumps(dict(filters), sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Stamp:
    """The stamp of one export; nothing in it depends on the clock: the same ledger gives the same bytes.

    ``asked`` is a digest of the filters as they were given, by which states of exports are told apart whose filters are redacted; it is
    written into no export.
    """

    ledger: str
    as_of: dt.date | None
    filters: Mapping[str, Any] = field(default_factory=dict)
    coders: tuple[str, ...] = ()
    events: int = 0
    claims: int = 0
    changes: tuple[str, ...] = ()
    asked: str = ""
    program: str = field(default_factory=lambda: f"dateline {version('dateline')}")

    def counted(self, events: Sequence[ExportEvent]) -> Stamp:
        """Return the stamp with the numbers and coders of the events that are written."""
        from dataclasses import replace

        told = [claim for event in events for claim in event.claims]
        return replace(
            self, events=len(events), claims=len({claim.id for claim in told}), coders=tuple(sorted({claim.coder for claim in told}))
        )

    @property
    def day(self) -> str:
        """The day as of which the export is, in ISO form, or ``no date``."""
        return self.as_of.isoformat() if self.as_of else "no date"

    @property
    def cite(self) -> str:
        """How to cite the export."""
        return (f"{self.program}, export of the ledger {self.ledger} as of {self.day}. Events are joined from claims in news reports; "
                f"cite the reports named with each claim for what they say. Places: GeoNames (CC BY 4.0).")  # fmt: skip

    @property
    def short(self) -> str:
        """The stamp in a few words, for a column beside every row."""
        return f"{self.program}; {self.ledger}; {self.day}"

    def to_json(self, layout: str) -> dict[str, Any]:
        """Return the stamp as plain JSON types; ``layout`` is the name of the format."""
        return {
            "program": self.program, "coders": list(self.coders), "ledger": self.ledger,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "format": layout, "filters": dict(self.filters), "changes": list(self.changes), "events": self.events, "claims": self.claims,
            "cite": self.cite,
        }  # fmt: skip
