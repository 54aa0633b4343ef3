"""The head of a plain text file: ``key: value`` lines between two lines of ``---``, as many tools for notes write them."""

from __future__ import annotations

import re

_FENCE = "---"
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w -]*):\s*(?P<value>.*)")
_MORE = re.compile(r"\s|- |#|$")
_LONGEST = 100


def front_matter(text: str) -> dict[str, str]:
    """Return the head's values by key, and what follows the head as ``text``; a text without a whole head is all ``text``.

    Lines of the head that are no ``key: value`` (lists, comments) are passed over.
    """
    lines = text[: 200 * _LONGEST].split("\n")[:_LONGEST]
    if lines[0].rstrip() != _FENCE:
        return {"text": text}
    record: dict[str, str] = {}
    length = len(lines[0]) + 1
    for line in lines[1:]:
        length += len(line) + 1
        if line.rstrip() == _FENCE:
            return {**record, "text": text[length:].lstrip("\r\n")}
        if pair := _PAIR.match(line):
            value = pair["value"].strip()
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            record[pair["key"].strip().lower()] = value[1:-1] if quoted else value
        elif not _MORE.match(line):
            break
    return {"text": text}
