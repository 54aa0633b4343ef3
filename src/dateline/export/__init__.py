"""What the ledger holds, in the formats that people use: tables, maps, feeds, and the layouts of other event data."""

from __future__ import annotations
