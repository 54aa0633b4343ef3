"""TIMEX3 values of a news text (TempEval-3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dateline.coder.plain import plain
from dateline.coder.times import recognise


def predict(row: dict[str, Any]) -> dict[str, Any]:
    """Return the time expressions of one row {id, published, text}, with TimeML's own conventions for spans."""
    anchor = dt.date.fromisoformat(row["published"][:10]) if row.get("published") else None
    found = recognise(plain(row["text"]), anchor)
    return {"id": row["id"], "times": [{"start": each.start, "end": each.end, "value": each.made.value} for each in found]}
