"""A joined claim tells its origin and outlet beside its body, so that sources are counted by the database and not read claim by claim.

Computed again with what joining keeps: the columns are empty until then, and joining begins anew with this program.
"""

from __future__ import annotations

COMMON: tuple[str, ...] = (
    "ALTER TABLE joined_claims ADD COLUMN origin TEXT",
    "ALTER TABLE joined_claims ADD COLUMN origin_name TEXT",
    "ALTER TABLE joined_claims ADD COLUMN outlet TEXT",
    "CREATE INDEX joined_claims_origin ON joined_claims (origin, origin_name, outlet, article, event)",
)
