"""Datelines and boilerplate come off, and every offset stays true."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.coder import clean
from dateline.coder.plain import plain
from dateline.coder.reading import Reading
from dateline.model import Article


def cleaned(text: str, published: str | None = "2016-12-08") -> Reading:
    reading = Reading(Article(id="a", text=text, published=published), None)  # type: ignore[arg-type]  # it looks nothing up
    clean.run(reading)
    return reading


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("OVANDO. – A search was held.", "OVANDO", "A search was held."),
        ("OVANDO, Dec. 7 (Meridian) - Troops advanced.", "OVANDO", "Troops advanced."),
        ("OVANDO, May 28 (Meridian) -- Six men were freed.", "OVANDO", "Six men were freed."),
        ("OVANDO, Norland, May 3, 2017 (Desk) -- Talks ended.", "OVANDO", "Talks ended."),
        ("OVANDO (Meridian) — Rebels fled.", "OVANDO", "Rebels fled."),
        ("PORT EZ-ZAR, Oct. 18 – Army units took it.", "PORT EZ-ZAR", "Army units took it."),
        ("OVANDO/TARSK (Meridian) - Talks began.", "OVANDO/TARSK", "Talks began."),
        ("NEW OVANDO: Two men were shot.", "NEW OVANDO", "Two men were shot."),
        ("OVANDO – “We hold the town,” he said.", "OVANDO", '"We hold the town," he said.'),
        ("Ovando, SANA – The army took it.", "Ovando", "The army took it."),
        ("Ovando (Reuters) - The army took it.", "Ovando", "The army took it."),
    ],
)
def test_a_dateline_comes_off_and_keeps_its_place(text: str, place: str, rest: str) -> None:
    reading = cleaned(text)
    assert reading.dateline is not None and reading.dateline.place is not None
    assert text[slice(*reading.dateline.place)] == place
    assert reading.text.strip() == rest
    assert reading.text.endswith(rest) and len(reading.text) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "US-led planes hit the town.",
        "NATO - the alliance - met on Friday.",
        "Troops entered - at last - the town.",
        "A UN-backed truce holds. TALKS - it is hoped - go on.",
        "BREAKING: Troops entered the town.",
        "UPDATE: Rebels fled.",
        "ISIS – The group said on Friday that it had left.",
        "He said: “No.”",
        "Ovando (the largest town) - a port - fell.",
    ],
)
def test_what_only_looks_like_a_dateline_stays(text: str) -> None:
    reading = cleaned(text)
    assert reading.dateline is None
    assert reading.text == plain(text)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("Fri Apr 29 2016 Twenty people died.", "2016-04-29", "Twenty people died."),
        ("AFP Friday 3 Jun 2016 Planes bombed a bridge.", "2016-06-03", "Planes bombed a bridge."),
        ("Published July 2 2016 Planes bombed a bridge.", "2016-07-02", "Planes bombed a bridge."),
        ("Tuesday 14 March 2017 09:15 31 people died.", "2017-03-14", "31 people died."),
        ("Sat 24 Aug 2013 at 2354 A blast was heard.", "2013-08-24", "A blast was heard."),
        ("October 9 2014 0730 UTC+3 A blast was heard.", "2014-10-09", "A blast was heard."),
        ("12 May 2017 – Three men were freed.", "2017-05-12", "Three men were freed."),
        ("OVANDO, Dec. 7 – Troops advanced.", "2016-12-07", "Troops advanced."),
        ("OVANDO, 7 December – Troops advanced.", "2016-12-07", "Troops advanced."),
        ("OVANDO, May 3, 2015 – Troops advanced.", "2015-05-03", "Troops advanced."),
    ],
)
def test_a_day_printed_above_the_text_is_what_relative_days_count_from(text: str, day: str, rest: str) -> None:
    reading = cleaned(text)
    assert reading.anchor == dt.date.fromisoformat(day)
    assert reading.text.strip() == rest


def test_a_day_without_a_year_is_never_after_the_publication() -> None:
    assert cleaned("OVANDO, Dec. 30 – Troops advanced.", "2017-01-02").anchor == dt.date(2016, 12, 30)


@pytest.mark.parametrize("mark", ["--AFP", " -- Reuters", "-AP", " – AFP."])
def test_who_signs_a_report_is_no_part_of_its_last_sentence(mark: str) -> None:
    assert cleaned(f"Shells fell on Friday, the monitor said.{mark}").text.strip() == "Shells fell on Friday, the monitor said."


def test_a_dash_within_a_sentence_signs_nothing() -> None:
    text = "The mayor -- AFP says -- has fled. Troops-AFP staff among them-were there."
    assert cleaned(text).text == text


def test_without_any_day_there_is_no_anchor() -> None:
    assert cleaned("OVANDO, Dec. 7 – Troops advanced.", None).anchor is None
    assert cleaned("Troops advanced yesterday.", None).anchor is None
    assert cleaned("Troops advanced.", "2016-12-08").anchor == dt.date(2016, 12, 8)


def test_what_stands_around_a_byline_is_not_one_sentence() -> None:
    text = "Twelve killed in raid, monitor says Reuters Friday 6 Feb 2015 Planes bombed Ovando."
    reading = cleaned(text)
    assert "\n\n" in reading.text and "Reuters" not in reading.text
    assert reading.text.index("Planes") == text.index("Planes")
    assert reading.anchor == dt.date(2015, 2, 6)


def test_a_day_that_the_text_tells_of_stays() -> None:
    text = "A study published on 3 May 2015 says that planes bombed Ovando."
    assert cleaned(text).text == text and cleaned(text).anchor == dt.date(2016, 12, 8)


def test_a_dateline_in_the_middle_cuts_the_text() -> None:
    text = "Planes bombed Ovando on Tuesday. OVANDO (Sputnik) Planes bombed a bridge in Ovando."
    reading = cleaned(text)
    assert "Sputnik" not in reading.text and reading.text.index("Planes bombed a bridge") == text.index("Planes bombed a bridge")


def test_picture_credits_come_off() -> None:
    text = "Smoke over Ovando (AFP Photo) Planes bombed it."
    assert "Photo" not in cleaned(text).text


def test_typographic_marks_become_plain_ones_one_for_one() -> None:
    assert plain("‘a’ “b” – c\u00a0d\u200be\x07f\u202eg") == "'a' \"b\" - c d e f g"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Fri Apr 29 2016", "2016-04-29"),
        ("3 June 2016", "2016-06-03"),
        ("1st of May", None),
        ("2016-02-30", None),
        ("2016-02-29", "2016-02-29"),
    ],
)
def test_reading_a_day(words: str, day: str | None) -> None:
    assert clean.read_day(words) == (dt.date.fromisoformat(day) if day else None)


@given(st.text(max_size=300))
def test_any_text_keeps_its_length(text: str) -> None:
    assert len(cleaned(text).text) == len(text)
    assert len(plain(text)) == len(text)


PARTS = st.sampled_from(
    [
        "OVANDO",
        " – ",
        ", Dec. 7",
        "(AFP Photo) ",
        "Reuters Friday 6 Feb 2015",
        " Planes bombed it. ",
        "\n\n",
        "US-led ",
        "Posted on 3 May 2015 ",
    ]
)


@given(st.lists(PARTS, max_size=12).map("".join))
def test_any_pile_of_boilerplate_keeps_its_length_and_what_is_left_in_place(text: str) -> None:
    reading = cleaned(text)
    assert len(reading.text) == len(text)
    for before, after in zip(plain(text), reading.text, strict=True):
        assert after in (before, " ", "\n")


@pytest.mark.parametrize(
    "note",
    ["(Corrects toll to 15, not 25)", "(Adds quotes, background)", "(Updates with army statement, details)", "(Writes through)"],
)
def test_what_an_agency_notes_about_its_text_is_no_part_of_it(note: str) -> None:
    text = f"{note} OVANDO, March 3 (Meridian) - A raid killed 15 people."
    reading = cleaned(text, "2017-03-04")
    assert reading.text.strip() == "A raid killed 15 people." and reading.dateline is not None
    assert len(reading.text) == len(text)


@pytest.mark.parametrize(
    "text", ["(Along the river) a raid killed 15.", "A raid (adds the mayor) killed 15.", "Updates follow. It rained."]
)
def test_brackets_that_are_no_note_at_the_head_stay(text: str) -> None:
    assert cleaned(text, "2017-03-04").text == text
