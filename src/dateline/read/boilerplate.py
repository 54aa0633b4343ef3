"""What a page prints around a report (share bars, tags, bylines, related headlines) taken off; the rules are ``data/boilerplate.csv``.

Offsets of claims count in the text that is left, which is the article's text; the original is kept beside it on request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from dateline.errors import InputError
from dateline.read.block import Block
from dateline.read.dates import read_date
from dateline.tables import Column, Row, read_table

DATA = Path(__file__).parent / "data" / "boilerplate.csv"
WHERE = frozenset({"any", "head", "tail"})
WHAT = frozenset({"drop", "rest", "byline", "day", "tags", "headlines"})


def _wrong(pattern: str) -> str | None:
    try:
        re.compile(pattern)
    except re.error as error:
        return f"a regular expression ({error})"
    return None


COLUMNS = {
    "what": Column(required=True, allowed=WHAT),
    "where": Column(required=True, allowed=WHERE),
    "pattern": Column(required=True, check=_wrong),
}
HEAD = 4
"""How many blocks at the top belong to the head of a page, where bylines and dates stand."""
_MOST_HEADLINES = 12
LONGEST_HEADLINE = 100
"""Characters that a question may have and still be the headline of another report."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what to do with a block that a pattern matches as a whole, and where on the page."""

    what: str
    where: str
    pattern: re.Pattern[str]


@dataclass(slots=True)
class Trimmed:
    """What is left of a page, and what its head said on the way."""

    blocks: list[Block] = field(default_factory=list)
    author: str | None = None
    day: str | None = None


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order of their file."""
    return tuple(_rule(row) for row in read_table(DATA, COLUMNS))


def _rule(row: Row) -> Rule:
    return Rule(row["what"], row["where"], re.compile(row["pattern"], re.IGNORECASE))


def trim(blocks: list[Block], title: str | None = None) -> Trimmed:
    """Return the blocks that tell the report; the title repeated at the top is dropped too."""
    found = Trimmed()
    known = _plain(title or "")
    at = 0
    while at < len(blocks):
        one = blocks[at]
        if len(found.blocks) <= 1 and known and _plain(one.text) == known:
            at += 1
            continue
        rule = _match(one, at, len(blocks))
        if rule is None:
            found.blocks.append(one)
        elif rule.what == "rest":
            break
        elif rule.what == "headlines":
            at += _headlines(blocks[at + 1 :])
        else:
            _learn(rule, one, found)
        at += 1
    return found


def _plain(words: str) -> str:
    return "".join(letter for letter in words.lower() if letter.isalnum())


def _match(one: Block, at: int, number: int) -> Rule | None:
    if len(one.text) > 400:  # no furniture is longer, and patterns stay cheap
        return None
    for rule in rules():
        if rule.where == "head" and at >= HEAD:
            continue
        if rule.where == "tail" and at < number // 2:
            continue
        if rule.pattern.fullmatch(one.text):
            return rule
    return None


def _headlines(blocks: list[Block]) -> int:
    """Return how many blocks after a "Related stories" are its headlines: no sentences, and not too many."""
    number = 0
    for one in blocks[:_MOST_HEADLINES]:
        if not one.may_be_heading and not (one.text.endswith("?") and len(one.text) <= LONGEST_HEADLINE):
            break
        number += 1
    return number


def _learn(rule: Rule, one: Block, found: Trimmed) -> None:
    named = rule.pattern.fullmatch(one.text)
    groups = named.groupdict() if named else {}
    if rule.what == "byline" and groups.get("name"):
        found.author = found.author or groups["name"].strip(" ,")
    if groups.get("day") and found.day is None:
        try:
            read_date(groups["day"], None)
            found.day = groups["day"]
        except InputError:
            return  # a date that may be two days is no use, and the block is furniture all the same
