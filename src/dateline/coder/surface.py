"""Which sentences may hold a trigger: a cheap test that spares the parser those that hold none.

A row of the lexicon can only fire where its own word stands together with one word of each of its conditions. The test
asks for just that, on the bare words: "take" alone opens nothing, "take" with "control" does. It never closes a
sentence in which a row would fire, and opens some in which none does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache

from dateline.ontology import DATA, Lexicon, Trigger
from dateline.tables import Column, read_table

_WORD = re.compile(r"[a-z0-9%]+", re.IGNORECASE)
# "IS" and "US" are parties, "is" and "us" are everywhere.
_SMALL = frozenset({"is", "us"})
_VOWELS = frozenset("aeiou")

TOPONYM = "(toponym)"
"""How the classes of words call any name of a place: "Rebels took Hartsdale"."""

NAME = "(name)"
"""How the classes of words call any other name that no list knows, mostly of a person: "The court freed Dana Orlov"."""

_COLUMNS = {"word": Column(required=True), "forms": Column(required=True, many=True)}


@cache
def _irregular() -> Mapping[str, tuple[str, ...]]:
    """Forms that share no stem with their lemma."""
    return {row["word"]: row.many("forms") for row in read_table(DATA / "irregular.csv", _COLUMNS)}


def noun_forms(lemma: str) -> frozenset[str]:
    """Return the forms under which a noun may stand in a text: "accord", never "according"."""
    return frozenset(form for form in forms(lemma) if not form.endswith(("ing", "ed")) or lemma.endswith(("ing", "ed")))


@lru_cache(maxsize=16384)
def forms(lemma: str) -> frozenset[str]:
    """Return the forms under which a lemma may stand in a text, in lower case (and a few that are no words)."""
    pieces = _WORD.findall(lemma.lower())
    if not pieces:
        return frozenset()
    # "air force", "al-qaeda", "u.s.": the text is cut into the same pieces, one of them is enough.
    word = max(pieces, key=len)
    found = {word, word + "s", word + "es", word + "ed", word + "ing", word + "d", *_irregular().get(word, ())}
    if word[-1] == "e":
        found.add(word[:-1] + "ing")
    if word[-1] == "y":
        found.update((word[:-1] + "ies", word[:-1] + "ied"))
    if len(word) > 2 and word[-1] not in _VOWELS and word[-2] in _VOWELS:
        found.update((word + word[-1] + "ed", word + word[-1] + "ing"))
    if word.endswith("man"):
        found.add(word[:-3] + "men")
    if word.endswith("c"):
        found.update((word + "ked", word + "king"))
    return frozenset(found)


def _wanted(conditions: tuple[str, ...], lexicon: Lexicon) -> frozenset[str] | None:
    """The forms of which one must stand in the text for a condition to hold; None when it asks for no word."""
    found: set[str] = set()
    for condition in conditions:
        if condition[0] == "!":
            continue
        if condition in ("+", "-"):
            return None
        words = lexicon.words[condition[1:]] if condition[0] == "@" else (condition,)
        if TOPONYM in words or NAME in words:
            return None
        for word in words:
            found |= forms(word)
    return frozenset(found) or None


def _groups(row: Trigger, lexicon: Lexicon, *, noun: bool) -> Iterator[frozenset[str]]:
    """The sets of forms that a text must all meet for a row to fire, its own words first."""
    for word in row.words:
        if word != "*" and _WORD.search(word):
            yield noun_forms(word) if noun else forms(word)
    for conditions in (row.particles, row.subjects, row.objects, row.preps, row.modifiers, row.context):
        wanted = _wanted(conditions, lexicon)
        if wanted is not None:
            yield wanted


def _rows(lexicon: Lexicon) -> Iterator[tuple[Trigger, bool]]:
    for table in (lexicon.verbs, lexicon.nouns, lexicon.phrases):
        for rows in table.values():
            for row in rows:
                yield row, table is lexicon.nouns


@lru_cache(maxsize=8)
def trigger_forms(lexicon: Lexicon) -> Callable[[str], bool]:
    """Return a test that is true for every text that may hold a trigger (and for some that do not)."""
    always: set[str] = set()
    conditional: dict[str, set[tuple[frozenset[str], ...]]] = defaultdict(set)
    for row, noun in _rows(lexicon):
        first, *rest = _groups(row, lexicon, noun=noun)
        if rest:
            for form in first:
                conditional[form].add(tuple(rest))
        else:
            always |= first
    # A form that opens by itself needs no conditions; the rest is put into a fixed order.
    waiting = {form: tuple(sets) for form, sets in conditional.items() if form not in always}

    def may_trigger(text: str) -> bool:
        words = {word.lower() for word in _WORD.findall(text) if word not in _SMALL}
        if not words.isdisjoint(always):
            return True
        return any(
            all(not group.isdisjoint(words) for group in groups) for word in words if word in waiting for groups in waiting[word]
        )  # fmt: skip

    return may_trigger
