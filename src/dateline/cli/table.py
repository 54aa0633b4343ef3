"""Tables for reading on a terminal. Everything that comes from an article is made harmless before it is printed."""

from __future__ import annotations

import io
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from dateline.model import UNNAMED, Article, Claim, Count, Mention, PlaceMention, Precision, Source, Status, TimeRange
from dateline.numbers import number_words
from dateline.run.flat import source_name
from dateline.run.pool import Coded

# Escape sequences could move the cursor or change colours; direction marks could turn a line round.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FILE_WIDTH = 120
_NARROWEST = 60
_LOOK = {Status.PLANNED: "yellow", Status.POSSIBLE: "yellow", Status.DENIED: "red", Status.PAST: "dim"}
_HEADS = ("date", "place", "kind", "who → whom", "status", "who says so", "toll")
_SHORT = {"who says so": "says"}
# Widths at 80 columns; what a wider terminal has beyond that is dealt out in these shares.
_WIDTHS, _SHARES = (10, 12, 12, 13, 8, 10, 9), (0, 5, 4, 9, 0, 5, 4)
_EVIDENCE = 320
PIECES = re.compile("[^-]*-|[^-]+")


def harmless(words: str) -> str:
    """Return words on one line, without control characters and marks of direction."""
    return " ".join(_UNSAFE.sub(" ", words).split())


def days(when: TimeRange | None) -> str:
    """Return the days of a claim in ten columns or less a line: ``2016-12-06``, ``2016-12``, ``2016-12-06 to 12-09``."""
    if when is None:
        return "–"
    start, end = when.start.isoformat(), when.end.isoformat()
    if when.precision is Precision.YEAR and when.start.year == when.end.year:
        return start[:4]
    if when.precision is Precision.MONTH and start[:7] == end[:7]:
        return start[:7]
    if start == end:
        return start
    return f"{start} to {end[5:] if start[:4] == end[:4] else end}"


def _name(mention: Mention | None) -> str:
    return harmless(mention.name or mention.text) if mention else ""


def parties(claim: Claim) -> str:
    """Return who did it to whom, as far as it is told."""
    actor, target = _name(claim.actor), _name(claim.target)
    if target:
        return f"{actor or '?'} → {target}"
    return actor or "–"


def places(found: Sequence[PlaceMention]) -> str:
    """Return the places of a claim in its order, four at most."""
    names = [harmless(place.name or place.text) for place in found]
    return ", ".join([*names[:4], *(["…"] if len(names) > 4 else [])]) or "–"


def _says(source: Source) -> str:
    """The source's name; of one that is not named, the word that shows that there is one ("reportedly")."""
    return source.cue if source.text == UNNAMED and source.cue else source_name(source)


def _toll(count: Count) -> str:
    return f"{number_words(count.low, count.high)} {count.what} {count.who or ''}"


def _cells(claim: Claim) -> list[str]:
    says = " › ".join(harmless(_says(source)) for source in claim.sources) or "–"
    toll = "\n".join(harmless(_toll(count)) for count in claim.counts) or "–"
    return [days(claim.when), places(claim.places), claim.kind, parties(claim), str(claim.status), says, toll]


def wrapped(cell: str, width: int) -> str:
    """Wrap at blanks; a word that is longer than the column breaks at its hyphens ("territory-/gain"), and where it must."""
    lines = []
    for line in cell.split("\n"):
        current = ""
        for word in line.split():
            glue = " "
            for part in [word] if len(word) <= width else _parts(word, width):
                if current and len(current) + len(glue) + len(part) <= width:
                    current += glue + part
                else:
                    lines.append(current)
                    current = part
                glue = ""
        lines.append(current)
    return "\n".join(line for line in lines if line)


def _parts(word: str, width: int) -> list[str]:
    return [piece[at : at + width] for piece in PIECES.findall(word) for at in range(0, len(piece), width)]


class ClaimTable:
    """Claims as a table: a heading an article, a row a claim. Rows are printed as they come, so the columns have fixed widths."""

    def __init__(self, stream: BinaryIO, *, evidence: bool = False, terminal: bool = True, width: int | None = None) -> None:
        file = sys.stdout if terminal else io.TextIOWrapper(stream, "utf-8", write_through=True)
        self._console = Console(
            file=file, highlight=False, width=width if terminal else width or _FILE_WIDTH, no_color=None if terminal else True
        )
        self._stream = file
        self._evidence = evidence
        total = max(self._console.width, _NARROWEST)
        self._gap = 1 if total < 110 else 2
        spare = total - sum(_WIDTHS) - self._gap * (len(_WIDTHS) - 1)
        self._widths = [width + spare * share // sum(_SHARES) for width, share in zip(_WIDTHS, _SHARES, strict=True)]
        self._begun = False

    def _row(self, cells: Iterable[Text]) -> Table:
        columns = [Column(width=width, overflow="fold") for width in self._widths]
        grid = Table(*columns, box=None, show_header=False, pad_edge=False, padding=(0, self._gap, 0, 0))
        grid.add_row(*cells)
        return grid

    def write(self, coded: Coded) -> None:
        """Print the claims of one article."""
        if not self._begun:
            self._begun = True
            heads = [head if len(head) <= width else _SHORT.get(head, head) for head, width in zip(_HEADS, self._widths, strict=True)]
            self._console.print(self._row(Text(head, "bold") for head in heads))
        self._console.print()
        self._console.print(self._heading(coded.article))
        if not coded.claims:
            self._console.print(Text("  no claim found", "dim"))
        for number, claim in enumerate(coded.claims):
            texts = [Text(wrapped(cell, width)) for cell, width in zip(_cells(claim), self._widths, strict=True)]
            texts[4].stylize(_LOOK.get(claim.status, ""))
            self._console.print(self._row(texts))
            if self._evidence:
                self._console.print(marked(coded, number, self._console.width))

    def _heading(self, article: Article) -> Text:
        """One line for the article; when it is too long the title gives way, not the id."""
        first = [str(article.published or "no date"), harmless(article.outlet or "")]
        room = self._console.width - sum(cell_len(part) + 3 for part in first if part) - cell_len(article.id) - 2
        title = Text(harmless(article.title))
        title.truncate(max(room, 0), overflow="ellipsis")
        parts = " · ".join(part for part in (*first, title.plain) if part)
        return Text.assemble((parts, "bold cyan"), "  ", (harmless(article.id), "cyan"), overflow="fold")

    def close(self) -> None:
        """Nothing is left to print."""


def marked(coded: Coded, number: int, width: int) -> Text:
    """Return the sentence that tells a claim, its trigger between ``>>`` and ``<<``, wrapped and indented."""
    claim, text = coded.claims[number], coded.article.text
    start, end = coded.sentences[number]
    left, right = max(start, claim.trigger.start - _EVIDENCE // 2), min(end, claim.trigger.end + _EVIDENCE // 2)
    words = "".join((
        "… " if left > start else "", text[left : claim.trigger.start],
        ">>", claim.trigger.text, "<<", text[claim.trigger.end : right], " …" if right < end else "",
    ))  # fmt: skip
    wrapped = textwrap.wrap(harmless(words), max(40, width - 4), break_on_hyphens=False)
    body = "\n".join(f"  | {line}" for line in wrapped)
    found = Text(body, "dim")
    found.highlight_regex(r">>[^<]*<<", "bold not dim")
    return found


def _under(words: str, width: int, indent: int) -> str:
    """Wrap words so that every line after the first is indented, too."""
    return textwrap.fill(words, max(width, _NARROWEST), initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))


def kinds_table(listed: Sequence[Mapping[str, Any]]) -> None:
    """Print the kinds, by group."""
    console = Console(file=sys.stdout, highlight=False)
    group = ""
    for kind in listed:
        if kind["group"] != group:
            console.print(Text(f"\n{kind['group']}" if group else kind["group"], "bold cyan"))
            group = kind["group"]
        roles = [f"{role}: {kind[role]}" for role in ("actor", "target") if kind[role]]
        others = [f"{name} {kind[key]}" for name, key in (("PLOVER", "plover"), ("CAMEO", "cameo")) if kind[key]]
        if kind["acled_sub_event_types"]:
            others.append("ACLED " + " / ".join(kind["acled_sub_event_types"]))
        console.print(Text.assemble(("  " + kind["kind"], "bold"), f"  ({kind['words']} trigger words)"))
        for words in (kind["meaning"], "; ".join(roles), ", ".join(others)):
            if words:
                console.print(Text(_under(words, console.width, 6)))


def settings_table(rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Print the settings: name, default, value in force and meaning of each."""
    console = Console(file=sys.stdout, highlight=False)
    for name, default, now, meaning in rows:
        shown = f"default {default}" if default else "default: empty"
        console.print(Text.assemble((name, "bold"), f"  ({shown})" if now == default else f" = {now}  ({shown})"))
        console.print(Text(_under(meaning, console.width, 4)))
