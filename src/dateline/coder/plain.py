"""Typographic marks made plain, one for one, so that offsets stay true."""

from __future__ import annotations

import re

_PLAIN = str.maketrans({
    **dict.fromkeys("‘’ʼʻ‛`´", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\u200b\ufeff\t\r", " "),
})  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Return a text of the same length with typographic marks made plain and control characters blanked."""
    return _CONTROL.sub(" ", text.translate(_PLAIN))


def lowered(text: str) -> str:
    """Return a text in lower case, of the same length."""
    low = text.lower()
    # A few letters of other alphabets change length.
    return low if len(low) == len(text) else "".join(low if len(low := ch.lower()) == 1 else ch for ch in text)
