"""The short row of an event takes what lists and maps filter by: origins, outlets, parties, places, tolls, how exact its place is.

Computed from claims with the rest of the row (:func:`dateline.ledger.event_look.event_row`), and can be computed again.
"""

from __future__ import annotations

COMMON: tuple[str, ...] = ("ALTER TABLE events ADD COLUMN facets TEXT",)
