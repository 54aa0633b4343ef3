"""Parts of speech and lemmas are those of the parser's own rules, whether a word was met before or not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.coder import wordclass
from dateline.coder.knowledge import parser
from dateline.coder.wordclass import PAIRED, WordClasses

DISPATCHES = Path(__file__).parent.parent / "examples" / "dispatches.jsonl"
ODD = [
    "There was no shelling, and there were two raids.",
    "There's a truce; it's over.",
    "They got ta leave. Let's go, y'all.",
    "It ain't over, we're gon na win. C'm on!",
    "Was there shelling? The rebels were there.",
    "was , were , is",
    "  Two  blanks .\nA new line.",
    "THE ARMY SHELLED THE TOWN",
]
WORDS = ["there", "is", "was", "'s", "got", "ta", "shelled", "shelling", "fled", "leaves", "the", "army", ",", "that", "killing", "more"]


def by_parser(texts: Sequence[str]) -> list[list[tuple[str, ...]]]:
    return [[(t.text, t.lower_, t.lemma_, t.pos_, t.tag_, t.dep_, str(t.head.i)) for t in doc] for doc in parser().pipe(texts)]


def remembered(classes: WordClasses, texts: Sequence[str]) -> list[list[tuple[str, ...]]]:
    return [[(t.text, t.lower_, t.lemma_, t.pos_, t.tag_, t.dep_, str(t.head.i)) for t in doc] for doc in classes.parse(texts, 128)]


def test_words_are_what_the_parser_says_whether_met_before_or_not() -> None:
    texts = [json.loads(line)["text"] for line in DISPATCHES.read_text(encoding="utf-8").splitlines()] + ODD
    classes = WordClasses(parser())
    assert remembered(classes, texts) == by_parser(texts)
    assert remembered(classes, texts[::-1]) == by_parser(texts[::-1])


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_neighbours_do_not_change_what_is_remembered(text: str) -> None:
    assert remembered(CLASSES, [text]) == by_parser([text])


CLASSES = WordClasses(parser())


def test_a_full_memory_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordclass, "_MOST", 5)
    classes = WordClasses(parser())
    assert remembered(classes, ODD) == by_parser(ODD)


def test_the_parsers_rules_on_pairs_are_those_provided_for() -> None:
    """A parser with other rules on pairs of words would need them named in PAIRED, or a key of its own."""
    pairs = [pattern for rule in parser().get_pipe("attribute_ruler").patterns for pattern in rule["patterns"] if len(pattern) > 1]
    firsts = {str(pattern[0].get("LOWER", pattern[0].get("DEP"))) for pattern in pairs}
    assert firsts == {"ai", "gon", "got", "let", "c'm", "{'REGEX': \"^y'?$\"}", "expl"}
    assert {"ai", "gon", "got", "let", "c'm", "y", "y'"} == PAIRED
