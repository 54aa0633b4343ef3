"""Files, folders and standard input in; articles out, one at a time, in constant memory.

What cannot be read is not raised: it is yielded as a :class:`Reject`, which costs that item only.
"""

from dateline.read.inputs import SUFFIXES, read
from dateline.read.record import DATE_ORDERS, Options, Reject

__all__ = ["DATE_ORDERS", "SUFFIXES", "Options", "Reject", "read"]
