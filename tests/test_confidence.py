"""How sure the coder says it is: a number for every claim, from a table that may be read and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.calibrate import FEWEST, Judged, table
from dateline.coder.assemble import claims
from dateline.coder.certainty import FIELDS, case_of, certainty_of, load_certainty
from dateline.coder.confidence import confidence_of, load_confidence
from dateline.errors import KnowledgeError
from dateline.model import Source
from tests.drafts import read


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


SCENE = "Jets struck the village of Marat in Syria on Friday. Nine people were killed, a monitor said."


def test_what_is_carried_is_less_sure_than_what_is_told() -> None:
    reading = read(SCENE, published="2016-05-07")
    struck, killed = reading.events
    assert struck.places and killed.places[0].carried
    assert certainty_of(reading, killed, "places") < certainty_of(reading, struck, "places")


def test_every_field_that_has_a_value_says_how_sure_it_is_and_no_other() -> None:
    made = claims(read(SCENE, published="2016-05-07"))
    assert len(made) == 2
    for claim in made:
        for field in FIELDS:
            assert (getattr(claim.confidence, field) is not None) == (field == "status" or bool(getattr(claim, field))), field


def test_the_certainty_of_a_case_that_was_never_counted_is_its_fields() -> None:
    reading = read(SCENE, published="2016-05-07")
    shares = load_certainty()
    assert {field for field, case in shares if not case} == set(FIELDS)
    event = reading.events[0]
    event.sources = [Source(text="(unnamed)", cue="said", carried=True)] * 2
    assert ("sources", case_of(reading, event, "sources")) not in shares
    assert certainty_of(reading, event, "sources") == shares["sources", ""]


def test_a_broken_certainty_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "certainty.csv"
    path.write_text("field,case,seen,share\nmood,,10,0.5\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"certainty\.csv:2: found 'mood'"):
        load_certainty(path)
