"""What the parts of the ledger hand each other: a claim together with what is known of the report that carries it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dateline.model import Claim


@dataclass(frozen=True, slots=True)
class Report:
    """The head of one stored article: everything but its text."""

    id: str
    version: str
    outlet: str | None
    published: dt.date | None
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A claim, the report that carries it, and the version of the coder that read it there."""

    claim: Claim
    report: Report
    coder: str
