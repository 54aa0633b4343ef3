"""Who has which place, from when to when, and how well that is known (docs/control.md)."""

from dateline.ledger.control.bearings import bearings, kinds
from dateline.ledger.control.build import build, changes, clocks_of, family_of, on_day
from dateline.ledger.control.records import Bearing, Change, ControlSpan, Ground, Standing
from dateline.ledger.control.timeline import Clocks

__all__ = [
    "Bearing", "Change", "Clocks", "ControlSpan", "Ground", "Standing", "bearings", "build", "changes", "clocks_of", "family_of",
    "kinds", "on_day",
]  # fmt: skip
