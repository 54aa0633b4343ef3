"""Sentences end where a reader would end them, and cover the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.coder import segment


def cut(text: str, longest: int = 2000) -> list[str]:
    return [text[start:end] for start, end in segment.boundaries(text, longest)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["The U.S. army came.", "It left."],
        ["He met Gen. Omar and Lt. Col. Aziz on Jan. 5.", "They talked."],
        ["The army of Mr. X. Y. Zed fled.", "Good."],
        ['"We won."', "He left."],
        ["At 5 a.m.", "The raid began."],
        ["St. Anna fell.", "No. 5 died."],
        ["He is in the U.S.", "He said so."],
        ["Prices rose 3.5 percent.", "Then they fell."],
        ["Wait... what?", "Yes!", "No."],
        ["The convoy left on Sat. night.", "It came back."],
        ["He said no.", "The army then left."],
        ["She sat.", "He stood."],
        ["They lay in the sun.", "He slept."],
        ["It was the work of the Al-Zahra Co.", "The mayor said so."],
        ["They had guns, mines, etc.", "The army took them."],
        ["guerrillas attacked the farm.", "the army denied it.", "gen. vargas and lt. col. diaz left."],
        ["They took the town (and its port).", "Then they left."],
        ["They held the town from Jan. to Mar. that year.", "Then they left."],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


def test_an_empty_line_ends_a_sentence_and_a_line_break_does_not() -> None:
    assert cut("Blast at depot\n\nA bomb went off\nat a depot.") == ["Blast at depot", "A bomb went off\nat a depot."]


def test_a_missing_blank_between_sentences_is_seen() -> None:
    assert cut("The rebels fled.The army came.") == ["The rebels fled.", "The army came."]
    assert cut("He wrote on Ovando.Net and left.") == ["He wrote on Ovando.Net and left."]


def test_a_sentence_too_long_to_parse_is_cut_at_a_blank() -> None:
    pieces = cut("word " * 100, longest=52)
    assert all(len(piece) <= 52 for piece in pieces)
    assert " ".join(pieces) == ("word " * 100).strip()
    assert [len(piece) for piece in cut("x" * 120, longest=50)] == [50, 50, 20]


def test_text_without_words_has_no_sentence() -> None:
    assert cut("") == cut("  \n\n \n") == []


@given(st.text(alphabet=st.sampled_from(list("aB.!? \n\"'7")) | st.characters(), max_size=200), st.integers(5, 60))
def test_sentences_cover_every_word_once_in_order(text: str, longest: int) -> None:
    at = 0
    for start, end in segment.boundaries(text, longest):
        assert at <= start < end <= len(text) and end - start <= longest
        assert not text[at:start].strip(), "what lies between two sentences is blank"
        at = end
    assert not text[at:].strip()


def test_a_text_written_small_ends_its_sentences_small_too() -> None:
    text = "This page is from March 2, 2002 denov: " + "two mills burned near the old port. " * 8
    assert len(segment.boundaries(text, 1000)) == 8
    assert len(segment.boundaries("Two mills burned near approx. half of the port of Denov.", 1000)) == 1
