"""Match the rules against a text: the longest rule that makes sense at the leftmost place wins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from dateline.coder.timegrammar.build import BUILDERS
from dateline.coder.timegrammar.cues import DATA
from dateline.coder.timegrammar.frame import Frame
from dateline.coder.timegrammar.made import Made, Match
from dateline.coder.timegrammar.tokens import OTHER, Alphabet, Token, expand, tokenise
from dateline.tables import Column, read_table

_DEFINE = "define "
_GLUE = frozenset(
    "the a of in on at by for from to and or than more over approx comma hyphen dot quote slash possessive small big so".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """An expression of time: its offsets, the rule that read it, and what it says."""

    start: int
    end: int
    rule: str
    made: Made


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over classes and the name of the builder that reads what it matched."""

    make: str
    line: int
    pattern: re.Pattern[str]


class Grammar:
    """The words and rules of the two tables, ready to be matched; raises :class:`~dateline.errors.KnowledgeError` for a broken row."""

    def __init__(self, folder: Path = DATA) -> None:
        rows = read_table(folder / "timewords.csv", {"word": Column(required=True), "class": Column(required=True), "value": Column()})
        self._words = {row["word"]: (row["class"], row["value"]) for row in rows}
        self._alphabet = Alphabet([row["class"] for row in rows])
        self._rules, union = self._read_rules(folder / "timerules.csv")
        self._any = re.compile("|".join(union))
        # No rule runs over a word that is in no class, and none is made of glue alone: most of a text is never tried.
        self._runs = re.compile(f"[^{self._alphabet.spell_names([OTHER])}]+")
        # The same few runs ("on Friday", "3 May 2016") come again and again.
        self._hits = lru_cache(maxsize=8192)(self._hits_in)
        self._core = re.compile(f"[^{self._alphabet.spell_names(sorted(_GLUE))}]")

    def _read_rules(self, path: Path) -> tuple[list[Rule], list[str]]:
        macros: dict[str, str] = {}
        rules, union = [], []
        for row in read_table(path, {"make": Column(required=True), "pattern": Column(required=True)}):
            if row["make"].startswith(_DEFINE):
                macros[row["make"].removeprefix(_DEFINE)] = expand(row["pattern"], macros)
                continue
            if row["make"] not in BUILDERS:
                raise row.error(f"the unknown builder {row['make']!r}", ", ".join(sorted(BUILDERS)))
            try:
                spelled = self._alphabet.compile(row["pattern"], macros)
            except ValueError as error:
                raise row.error(str(error), "classes of timewords.csv, macros defined above, and the marks | ? * + ( )") from None
            rules.append(Rule(row["make"], row.line, re.compile(spelled)))
            union.append(spelled)
        return rules, union

    def ordinal(self, word: str) -> int | None:
        """Return the number of an ordinal ("second": 2), by its lower case; None for any other word."""
        name, value = self._words.get(word, ("", ""))
        return int(value) if name == "ordinal" and value.isdigit() else None

    def find(self, text: str, frame: Frame) -> Iterator[Found]:
        """Yield the expressions of time of a text in order; none overlaps another. ``frame`` keeps track of the days told."""
        tokens = tokenise(text, self._words)
        letters = self._alphabet.spell(tokens)
        frame.open(tokens)
        for run in self._runs.finditer(letters):
            if self._core.search(letters, run.start(), run.end()):
                yield from self._in_run(letters, run.start(), run.end(), tokens, frame)

    def _in_run(self, letters: str, at: int, end: int, tokens: list[Token], frame: Frame) -> Iterator[Found]:
        while at < end:
            skip, hits = self._hits(letters[at:end])
            if not hits:
                return
            at += skip
            found = self._best(hits, at, tokens, frame)
            if found is None:
                at += 1
                continue
            if found.made.value:  # an age is read so that nothing else is made of it
                frame.told(found.made)
                yield found
            at = bisect_left(tokens, found.end, lo=at, key=lambda token: token.start)

    def _hits_in(self, run: str) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Where in a run the first rule matches, and all rules that match there with the length of what they match, the longest first."""
        hit = self._any.search(run)
        if hit is None:
            return 0, ()
        at = hit.start()
        hits = [(at - match.end(), order) for order, rule in enumerate(self._rules) if (match := rule.pattern.match(run, at))]
        return at, tuple((order, -length) for length, order in sorted(hits))

    def _best(self, hits: tuple[tuple[int, int], ...], at: int, tokens: list[Token], frame: Frame) -> Found | None:
        for order, length in hits:
            rule = self._rules[order]
            made = BUILDERS[rule.make](Match(tokens, at, at + length, frame))
            if made is not None:
                return Found(tokens[at].start, tokens[at + length - 1].end, f"{rule.make}:{rule.line}", made)
        return None


@cache
def load_grammar() -> Grammar:
    """Return the grammar of the package's own tables, read once a process."""
    return Grammar()
