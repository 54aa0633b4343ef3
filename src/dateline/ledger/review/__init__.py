"""Review: what is worth an analyst's look, what was decided, and what a coder can learn from it (docs/review.md)."""

from dateline.ledger.review.decide import accept, correct, merge, reject, resolve, split, undo
from dateline.ledger.review.queue import Item, ranked

__all__ = ["Item", "accept", "correct", "merge", "ranked", "reject", "resolve", "split", "undo"]
