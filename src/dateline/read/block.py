"""A text as its blocks: paragraphs and headings, as pages, documents and mails have them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200b\u202f\u205f\u3000]+")
_SHORT = 120
"""No heading is longer than this many characters."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or heading, its blanks made single; a line feed in it is a line that its source broke on purpose."""

    text: str
    heading: bool = False

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as sentences do, closing quotes and brackets left out."""
        return self.text.rstrip("\"'”’»)]").endswith((".", "!", "?", "…"))

    @property
    def may_be_heading(self) -> bool:
        """Whether it is a heading, or looks like one: short, one line, and no sentence."""
        return self.heading or (len(self.text) <= _SHORT and "\n" not in self.text and not self.is_sentence)


def block(text: str, *, heading: bool = False) -> Block | None:
    """Return a block with its blanks made single; None when nothing is left."""
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    plain = "\n".join(line for line in lines if line)
    return Block(plain, heading) if plain else None


def paragraphs(text: str) -> list[Block]:
    """Return the blocks of a text whose paragraphs are divided by blank lines."""
    return [found for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")) if (found := block(part))]


def joined(blocks: Iterable[Block]) -> str:
    """Return blocks as one text, a blank line between any two."""
    return "\n\n".join(one.text for one in blocks)


_LINE_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad\u2010]$")
FULL = 0.75
"""A line shorter than this share of the longest lines around it ends its paragraph on purpose."""
HEADING = 0.6
"""A line on its own that is shorter than this share may be a heading."""


def unwrapped(text: str, *, hyphenated: bool = False) -> list[Block]:
    """Return the blocks of a text whose lines are cut at a width (PDF, mail): lines of a paragraph are joined again.

    A paragraph ends at a blank line, and at a line that is short and ends a sentence; a much shorter first line that ends none, with
    a capital after it, is a heading. ``hyphenated``: words were cut at the ends of lines, and are made whole again when the next
    line goes on in small letters; else a hyphen there is a hyphen ("well-" "known").
    """
    found = []
    for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for line in (_BLANKS.sub(" ", line).strip() for line in part.split("\n")) if line]
        width = max((len(line) for line in lines), default=0)
        whole = ""
        for at, line in enumerate(lines):
            cut = _HYPHEN.search(whole) is not None and line[:1].islower()
            glue = "" if cut else " "
            whole = f"{whole[:-1] if cut and hyphenated else whole}{glue}{line}".lstrip()
            ends = _LINE_ENDS.search(line)
            following = lines[at + 1] if at + 1 < len(lines) else ""
            if len(line) < FULL * width and ends:
                found.append(Block(whole))
                whole = ""
            elif whole == line and not ends and len(line) < HEADING * width and following[:1].isupper():
                found.append(Block(whole, heading=True))
                whole = ""
        if whole:
            found.append(Block(whole))
    return found
