"""One article in, its claims out: an ordered list of steps over a working record (see ``pipeline.py``)."""

from dateline.coder.knowledge import Knowledge
from dateline.coder.pipeline import STEPS, Coder

__all__ = ["STEPS", "Coder", "Knowledge"]
