"""Sentences that only go on with what a source told: "Among the dead were two boys." after "Nine died, the monitor said."."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from dateline.tables import Column, read_table

DATA = Path(__file__).parent.parent / "data" / "details.csv"
COLUMNS = {"opener": Column(required=True, many=True), "example": Column(required=True)}
_NUMBER = r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|scores|several)"


@cache
def _openers() -> re.Pattern[str]:
    words = [opener for row in read_table(DATA, COLUMNS) for opener in row.many("opener")]
    return re.compile(rf"\W*(?:{'|'.join(re.escape(word).replace(re.escape('#'), _NUMBER) for word in words)})\b", re.IGNORECASE)


def goes_on(sentence: str) -> bool:
    """Tell whether a sentence opens as one that only adds to a toll or a list just given."""
    return _openers().match(sentence) is not None
