"""How sure the coder says it is: a number for every claim, from a table that may be read and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.calibrate import FEWEST, Judged, table
from dateline.coder.confidence import confidence_of, load_confidence
from dateline.errors import KnowledgeError


def test_the_narrowest_row_there_is_speaks() -> None:
    shares = load_confidence()
    word = next(key for key in shares if key[2])
    assert confidence_of(*word) == shares[word]
    assert confidence_of(word[0], word[1], "a word never seen") == shares[word[0], word[1], ""]
    assert confidence_of("no such kind", "verb", "x") == shares["", "", ""]


def test_every_share_is_one() -> None:
    assert all(0 <= share <= 1 for pair in load_confidence().values() for share in pair)


def test_a_broken_row_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "confidence.csv"
    path.write_text("kind,form,word,seen,claim,kind_right\n,,,10,1.5,0.9\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"confidence\.csv:2: found '1.5'"):
        load_confidence(path)


def seen(times: int, *, right: bool, word: str = "raid") -> list[Judged]:
    return [Judged("attack", "noun", word, 0.5, right, right)] * times


def test_a_rare_word_is_drawn_towards_its_kind() -> None:
    rows = {row[:3]: row for row in table([*seen(90, right=True), *seen(FEWEST, right=False, word="foray")])}
    often, rarely = rows["attack", "noun", "raid"][4], rows["attack", "noun", "foray"][4]
    assert rarely < often
    assert 0.3 < rarely < 0.8, "five misses do not make a word worthless"


def test_a_word_seen_too_seldom_has_no_row() -> None:
    rows = {row[:3] for row in table([*seen(90, right=True), *seen(FEWEST - 1, right=False, word="foray")])}
    assert ("attack", "noun", "foray") not in rows
    assert ("attack", "noun", "") in rows
