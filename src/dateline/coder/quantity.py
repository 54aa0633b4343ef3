"""Numbers as words tell them: "twenty-three", "2.5 million", "more than 200", "between 10 and 15", "dozens of".

Works on plain text, without a parse. Not a step: the counts step asks it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data"

_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\S")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[0-9][0-9,.]*")
_ROLES = frozenset({"digit", "teen", "ten", "scale", "vague", "few", "none", "share"})
_EFFECTS = frozenset({"least", "more", "most", "fewer", "about", "exact"})
_NUMBERS = {"word": Column(required=True, many=True), "role": Column(required=True, allowed=_ROLES),
            "low": Column(required=True), "high": Column(required=True), "example": Column()}  # fmt: skip
_BOUNDS = {"phrase": Column(required=True, many=True), "place": Column(required=True, allowed=frozenset({"before", "after", "between"})),
           "effect": Column(required=True, allowed=_EFFECTS), "example": Column()}  # fmt: skip
_CONTEXT = {"word": Column(required=True, many=True), "place": Column(required=True, allowed=frozenset({"before", "after"})),
            "reason": Column(required=True), "example": Column()}  # fmt: skip
_ARTICLES = ("a", "an")
# Plurals without an s.
_PEOPLE = frozenset({"people", "men", "women", "children", "police", "troops", "dead", "killed", "wounded"})


class Word(NamedTuple):
    """One word or mark of a text, in lower case, with its offsets."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range: ``low`` to ``high`` (None: open above), the offsets of all its words and of the bare number in them."""

    low: float
    high: float | None
    start: int
    end: int
    core: int
    kind: str
    """``number``, ``one`` (the word "one", often a pronoun), ``vague`` ("dozens"), ``none`` ("no") or ``percent``."""


@dataclass(frozen=True, slots=True)
class _Tables:
    words: dict[tuple[str, ...], tuple[str, float, float]]
    starts: frozenset[str]
    articles: Mapping[str, frozenset[str]]
    openers: frozenset[str]
    before: dict[tuple[str, ...], str]
    after: dict[tuple[str, ...], str]
    between: frozenset[tuple[str, ...]]
    not_before: frozenset[str]
    not_after: frozenset[tuple[str, ...]]


@cache
def _tables() -> _Tables:
    words = {tuple(word.split()): (row["role"], float(row["low"]), float(row["high"]))
             for row in read_table(DATA / "numbers.csv", _NUMBERS) for word in row.many("word")}  # fmt: skip
    bounds = [(row["place"], tuple(phrase.split()), row["effect"])
              for row in read_table(DATA / "number_bounds.csv", _BOUNDS) for phrase in row.many("phrase")]  # fmt: skip
    context = [(row["place"], word) for row in read_table(DATA / "number_context.csv", _CONTEXT) for word in row.many("word")]
    starts = frozenset(key[0] for key in words if key[0] not in _ARTICLES)
    scales = [key[0] for key, (role, *_) in words.items() if role == "scale"]
    articles = {article: frozenset([*scales, *(key[1] for key in words if key[0] == article)]) for article in _ARTICLES}
    return _Tables(
        words,
        starts,
        articles,
        starts.union(*articles.values()),
        {p: e for place, p, e in bounds if place == "before"}, {p: e for place, p, e in bounds if place == "after"},
        frozenset(p for place, p, _ in bounds if place == "between"),
        frozenset(word for place, word in context if place == "before"),
        frozenset(tuple(word.split()) for place, word in context if place == "after"),
    )  # fmt: skip


def words_of(text: str) -> list[Word]:
    """Return the words and marks of a text, in lower case, with their offsets."""
    # Made without the detour over their own constructor, which takes as long as the rest.
    return [tuple.__new__(Word, (match[0].lower(), match.start(), match.end())) for match in _WORD.finditer(text)]


class _Reader:
    """Reads numbers from the words of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words_of(text)
        self.tables = _tables()

    def starts(self) -> Iterator[int]:
        """The words at which a number may begin: a look at the word spares the rest of the text the full reading."""
        starts, articles = self.tables.starts, self.tables.articles
        for i, word in enumerate(self.words):
            text = word.text
            if text in starts or text[0] in "0123456789" or (text in articles and self.at(i + 1) in articles[text]):
                yield i

    def at(self, i: int) -> str:
        return self.words[i].text if 0 <= i < len(self.words) else ""

    def role(self, i: int) -> str:
        return self.tables.words.get((self.at(i),), ("", 0, 0))[0]

    def value(self, i: int) -> float:
        return self.tables.words[(self.at(i),)][1]

    def glued(self, i: int) -> bool:
        """Whether word ``i`` follows its predecessor without a blank."""
        return 0 < i < len(self.words) and self.words[i].start == self.words[i - 1].end

    def small(self, i: int) -> tuple[float, int] | None:
        """A number word below 100: "twenty-three", "twelve", "five"."""
        role = self.role(i)
        if role in ("digit", "teen"):
            return self.value(i), i + 1
        if role != "ten":
            return None
        j = i + 2 if self.at(i + 1) == "-" else i + 1
        if self.role(j) == "digit" and self.value(j) > 0:
            return self.value(i) + self.value(j), j + 1
        return self.value(i), i + 1

    def digits(self, i: int) -> tuple[float, int] | None:
        """A number in digits, thousands set off by commas or blanks ("300 000")."""
        if not _NUMBER.fullmatch(self.at(i)):
            return None
        value, j = self.at(i).replace(",", ""), i + 1
        if value.isdigit() and len(value) <= 3:
            while re.fullmatch(r"\d{3}", self.at(j)) and self.at(j).endswith("00") and self.text[self.words[j - 1].end] == " ":
                value, j = value + self.at(j), j + 1
        return float(value), j

    def exact(self, i: int) -> tuple[float, int] | None:
        """A whole number: digits or words, with its scales ("2.5 million", "three hundred and five", "a dozen")."""
        if self.at(i) in ("a", "an") and self.role(i + 1) == "scale":
            if self.at(i + 1) == "score":
                return self.value(i + 1), i + 2
            found: tuple[float, int] | None = (1, i + 1)
        else:
            found = self.digits(i) or self.small(i)
        if found is None:
            return (self.value(i), i + 1) if self.role(i) == "scale" and self.at(i) not in ("score",) else None
        total, part, j, last = 0.0, found[0], found[1], math.inf
        while True:
            if self.role(j) == "scale" and self.at(j) != "score" and self.value(j) < last:
                scale, j = self.value(j), j + 1
                if scale == 100 or scale == 12:
                    part *= scale
                else:
                    total, part, last = total + part * scale, 0, scale
            else:
                return total + part, j
            k = j + 1 if self.at(j) == "and" else j
            more = self.small(k)
            # "two hundred and five" goes on; "a dozen five" or "300 million twelve" in digits does not.
            if more is None or (part and more[0] >= 100) or self.digits(i):
                continue
            part, j = part + more[0], more[1]

    def phrase(self, i: int) -> tuple[float, float, int, str] | None:
        """The longest fixed expression at ``i`` ("tens of thousands", "several")."""
        for length in (3, 2, 1):
            key = tuple(word.text for word in self.words[i : i + length])
            role, low, high = self.tables.words.get(key, ("", 0.0, 0.0))
            if len(key) == length and role == "share":
                # "half the town", "a third of the people"; not "half an hour", "half of them".
                j = i + length + (self.at(i + length) == "of")
                if self.at(j) in ("the", "its", "their", "all") or (
                    self.at(j - 1) == "of" and self.at(j) not in ("them", "whom", "which", "those")
                ):
                    return low, high, i + length, "percent"
                return None
            if len(key) == length and role in ("vague", "few", "none"):
                j = i + length
                if key == ("some",) and (self.exact(j) or self.phrase(j)):
                    return None  # "some 40", "some dozens": a bound, not a number
                if role == "none" and self.at(j) in ("fewer", "less", "more", "longer", "one", "matter", "doubt", ",", "."):
                    return None
                if role == "few" and self.role(j) == "scale":
                    # "several hundred" is 3 to 9 of them, read as whole hundreds.
                    return low * self.value(j), high * self.value(j), j + 1, "vague"
                return low, high, j, "none" if role == "none" else "vague"
        return None

    def bare(self, i: int) -> Quantity | None:
        """A number or range at ``i`` without the words that bound it."""
        if fixed := self.phrase(i):
            low, high, j, kind = fixed
            start = i - 1 if self.at(i) in ("couple", "pair", "number") and self.at(i - 1) == "a" else i
            return Quantity(low, high, self.words[start].start, self.words[j - 1].end, i, kind)
        found = self.exact(i)
        if found is None:
            return None
        value, j = found
        kind = "one" if self.at(i) == "one" and j == i + 1 else "number"
        high = value
        if (upper := self.upper(i, j)) is not None and upper[0] > value:
            high, j = upper
        if self.at(j) in ("percent", "%", "pc") or (self.at(j), self.at(j + 1)) == ("per", "cent"):
            j, kind = (j + 2 if self.at(j) == "per" else j + 1), "percent"
        return Quantity(value, high, self.words[i].start, self.words[j - 1].end, i, kind)

    def upper(self, i: int, j: int) -> tuple[float, int] | None:
        """The upper end of a range whose lower end is words ``i`` to ``j``: "10 to 15", "10-15", "between 10 and 15"."""
        joiner = self.at(j)
        if joiner == "-" and not (self.glued(j) and self.glued(j + 1) and _NUMBER.fullmatch(self.at(i))):
            return None
        if joiner in ("to", "-", "or") or (joiner == "and" and self.at(i - 1) == "between"):
            return self.exact(j + 1)
        return None

    def bounded(self, q: Quantity, i: int) -> Quantity:
        """The quantity widened by "at least", "nearly", "or more" and the like beside it."""
        j = next(k for k in range(i, len(self.words) + 1) if k == len(self.words) or self.words[k].start >= q.end)
        effect, start, end = "exact", q.start, q.end
        for length in (3, 2, 1):
            key = tuple(word.text for word in self.words[j : j + length])
            # "124 at least four": the bound belongs to the number behind it.
            if len(key) == length and key in self.tables.after and self.exact(j + length) is None:
                effect, end = self.tables.after[key], self.words[j + length - 1].end
                break
        if self.at(i - 1) == "between":
            start = self.words[i - 1].start
        elif (before := self.bound_before(i)) is not None:
            effect, start = before[0], self.words[before[1]].start
        low, high = _widen(q.low, q.high, effect)
        return Quantity(low, high, start, end, q.core, q.kind)

    def bound_before(self, i: int) -> tuple[str, int] | None:
        """The bound that ends right before word ``i``, looking over "a total of", "another"; with the index it starts at."""
        k = i
        for _ in range(3):
            for length in (4, 3, 2, 1):
                key = tuple(word.text for word in self.words[max(0, k - length) : k])
                if len(key) == length and key in self.tables.before:
                    return self.tables.before[key], k - length
            step = next((n for n in (3, 2, 1) if tuple(w.text for w in self.words[max(0, k - n) : k]) in self.tables.between), 0)
            if not step:
                return None
            k -= step
        return None

    def is_count(self, q: Quantity, i: int, j: int) -> bool:
        """Whether a number counts people or things, and is no date, time, age, distance, calibre, rank, sum of money or name."""
        first, tables = self.words[i], self.tables
        if q.kind == "percent":
            return True
        previous = self.at(i - 1)
        if previous in tables.not_before or (previous == "." and self.at(i - 2) in tables.not_before):
            # "may 10" is a day, "may" before a vague word is a verb.
            return q.kind not in ("number", "one")
        if self.glued(i) and (previous in "-/:.#$€£'" or previous.isalnum()) and not (previous == "-" and self.at(i - 2) in ("and", "of")):
            return False
        k = j + 1 if self.at(j) in ("-", "'") else j
        for length in (3, 2, 1):
            after = tuple(word.text for word in self.words[k : k + length])
            if len(after) == length and (after in tables.not_after or (*after[:-1], after[-1].rstrip("s")) in tables.not_after):
                return False
        if self.at(j) == "may" and self.text[self.words[j].start] == "M":
            return False  # "3 May"; "12 may have left" is a verb
        if _NUMBER.fullmatch(first.text):
            if "." in first.text and q.low == float(first.text.replace(",", "")):
                return False  # 16.05 is a day, 7.62 a calibre; "2.5 million" is whole
            if self.glued(j) and (self.at(j)[:1].isalpha() or self.at(j) in "/:-'"):
                return False
            if (
                self.at(i - 1) in (",", "(")
                and self.at(j) in (",", ")")
                and re.fullmatch(r"\d{1,2}", first.text)
                and self.role(i + 2) == ""
            ):
                # "Karim, 24, a driver", "Karim (24)": an age. "four, 24, and ten" is a list.
                return _NUMBER.fullmatch(self.at(i - 2)) is not None
            if self.at(j) == "," and self.at(j + 2) in (",", ".") and first.text.isdigit() and re.fullmatch(r"\d{4}", self.at(j + 1)):
                return False
            return not self.is_year(i, j)
        return True

    def is_year(self, i: int, j: int) -> bool:
        """A bare 1900 to 2099 without a comma is a year unless a bound stands before it or a plural right behind it."""
        if not re.fullmatch(r"(?:19|20)\d\d", self.at(i)) or j != i + 1 or self.bound_before(i):
            return False
        following = self.at(j)
        return not (re.search(r"(?:[^s']s|[^'n]ss)$", following) and len(following) > 3) and following not in _PEOPLE


def _widen(low: float, high: float | None, effect: str) -> tuple[float, float | None]:
    if effect == "least":
        return low, None
    if effect == "more":
        return (low + 1 if low == high else low), None
    if effect == "most":
        return 0, high
    if effect == "fewer":
        return 0, max(0, (high or 0) - 1)
    if effect == "about" and low == high:
        # A tenth either way in whole numbers, people come in ones: "around 32" is 29 to 35.
        return math.floor(low * 0.9 + 0.5), math.floor(low * 1.1 + 0.5)
    return low, high


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a text in their order; no dates, times, ages, measures, ranks, sums or names."""
    # A quick look at the bare words: half of all sentences tell no number.
    if _DIGIT.search(text) is None and _tables().openers.isdisjoint(_WORD.findall(text.lower())):
        return []
    reader, found, j = _Reader(text), [], 0
    for i in reader.starts():
        if i < j or (bare := reader.bare(i)) is None:
            continue
        j = next((k for k in range(i + 1, len(reader.words)) if reader.words[k].start >= bare.end), len(reader.words))
        if reader.is_count(bare, i, j):
            whole = reader.bounded(bare, i)
            found.append(Quantity(whole.low, whole.high, whole.start, whole.end, reader.words[i].start, whole.kind))
    return found


def read_number(words: Sequence[str] | str) -> float | None:
    """Return the exact number that a phrase tells and nothing else ("two hundred and five" is 205), or None."""
    reader = _Reader(words if isinstance(words, str) else " ".join(words))
    found = reader.exact(0)
    return found[0] if found is not None and found[1] == len(reader.words) else None
