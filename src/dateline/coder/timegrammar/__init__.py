"""A grammar of time expressions: words and rules are tables, the arithmetic of dates is :mod:`.calendar`."""

from dateline.coder.timegrammar.frame import Frame
from dateline.coder.timegrammar.match import Found, Grammar, load_grammar

__all__ = ["Found", "Frame", "Grammar", "load_grammar"]
