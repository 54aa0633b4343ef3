"""Expressions of time: what is found, and which days it means."""

from __future__ import annotations

import datetime as dt
import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Article
from dateline.coder import clean, segment, times
from dateline.coder.knowledge import Knowledge
from dateline.coder.plain import plain
from dateline.coder.reading import Reading, TimeExpression
from dateline.coder.step import run_step
from dateline.coder.timegrammar import calendar as cal
from dateline.coder.timegrammar import load_grammar
from dateline.coder.timegrammar.match import Grammar
from dateline.errors import KnowledgeError
from dateline.model import FIRST_DAY, LAST_DAY

SUNDAY = dt.date(2016, 9, 18)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DATES = st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2090, 12, 31))
KNOWLEDGE = Knowledge()


def read(text: str, published: dt.date | None = SUNDAY) -> list[TimeExpression]:
    reading = Reading(Article(id="a", text=text, published=published), KNOWLEDGE)
    for step in (clean.STEP, segment.STEP, times.STEP):
        run_step(step, reading)
    return reading.times


def days(text: str, published: dt.date | None = SUNDAY) -> list[str]:
    """The days of every expression: "start" or "start/end"."""
    return [f"{t.days.start}" + (f"/{t.days.end}" if t.days.end != t.days.start else "") for t in read(text, published) if t.days]


def values(text: str, anchor: dt.date | None = SUNDAY) -> list[str]:
    return [found.made.value for found in times.recognise(plain(text), anchor)]


@pytest.mark.parametrize(("text", "expected"), [
    ("The mill was hit on Friday.", "2016-09-16"),
    ("The mill was hit on Sunday.", "2016-09-18"),
    ("Late on Tuesday the mill burned.", "2016-09-13"),
    ("The mill fell earlier on Tuesday.", "2016-09-13"),
    ("The mill fell Tuesday night.", "2016-09-13"),
    ("In the early hours of Saturday they left.", "2016-09-17"),
    ("Friday's raid was the third.", "2016-09-16"),
    ("Fridays raid was the third.", "2016-09-16"),
    ("They will meet on Friday.", "2016-09-23"),
    ("They meet next Friday.", "2016-09-23"),
    ("They met last Friday.", "2016-09-16"),
    ("The mill burned yesterday.", "2016-09-17"),
    ("The mill burned today.", "2016-09-18"),
    ("The envoy arrives tomorrow.", "2016-09-19"),
    ("Guns fired overnight.", "2016-09-17/2016-09-18"),
    ("The mill fell two days ago.", "2016-09-16"),
    ("The mill fell this week.", "2016-09-12/2016-09-18"),
    ("The mill fell last month.", "2016-08-01/2016-08-31"),
    ("The mill fell last year.", "2015-01-01/2015-12-31"),
    ("Nine died in the past 24 hours.", "2016-09-17/2016-09-18"),
    ("Nine died in the past week.", "2016-09-11/2016-09-18"),
    ("Nine have died since Friday.", "2016-09-16/2016-09-18"),
    ("Nine have died since dawn.", "2016-09-18"),
    ("Nine died between 2 and 5 May.", "2016-05-02/2016-05-05"),
    ("Nine died from March 3 to March 7.", "2016-03-03/2016-03-07"),
    ("Nine died between Monday and Wednesday.", "2016-09-12/2016-09-14"),
    ("Nine died in 2012-2014.", "2012-01-01/2014-12-31"),
    ("Nine died on July 7, 2014.", "2014-07-07"),
    ("Nine died on 7 July.", "2016-07-07"),
    ("Nine died on Sept. 7.", "2016-09-07"),
    ("Nine died on Tuesday, 7 June.", "2016-06-07"),
    ("Nine died on 2014-12-06.", "2014-12-06"),
    ("Nine died on 12/31/1999.", "1999-12-31"),
    ("Nine died on 31.12.1999.", "1999-12-31"),
    ("Nine died in March 2011.", "2011-03-01/2011-03-31"),
    ("Nine died in March.", "2016-03-01/2016-03-31"),
    ("Nine died in December.", "2015-12-01/2015-12-31"),
    ("Nine died in 1992.", "1992-01-01/1992-12-31"),
    ("Nine died in the summer of 2012.", "2012-06-01/2012-08-31"),
])  # fmt: skip
def test_days_of_an_expression(text: str, expected: str) -> None:
    assert days(text) == [expected]


@pytest.mark.parametrize("text", [
    "The army may march on the town.", "Troops sat in the sun.", "He wed in the spring air.", "The fall of the town was near.",
    "Some 2000 people fled.", "About 1999 houses burned.", "Resolution 2010 was passed.", "She is a 44-year-old nurse.",
    "Section 2.5.10 applies.",
    "The second battalion left.", "They fight for the minute details.",
])  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(("text", "expected"), [
    ("the five-year war", ["P5Y"]), ("three days", ["P3D"]), ("half an hour", ["PT30M"]),
    ("a six-month siege", ["P6M"]), ("two decades", ["P20Y"]),
    ("recent weeks", ["PXW"]), ("every day", ["P1D"]), ("weekly", ["P1W"]), ("each Friday", ["XXXX-WXX-5"]), ("now", ["PRESENT_REF"]),
    ("last week", ["2016-W36"]), ("the third quarter of 1990", ["1990-Q3"]), ("at 7:30 p.m. on Friday", ["2016-09-16T19:30"]),
    ("Tuesday night", ["2016-09-13TNI"]), ("nineteen ninety-six", ["1996"]), ("the 1990s", ["199"]),
])  # fmt: skip
def test_timex_values(text: str, expected: list[str]) -> None:
    found = values(text)
    assert found == expected


def test_without_an_anchor_only_full_dates_have_days() -> None:
    text = "The mill fell on Friday, on 3 May, overnight and two days ago; the bridge fell on 4 May 2015 and in June 2014."
    assert days(text, None) == ["2015-05-04", "2014-06-01/2014-06-30"]


def test_the_day_a_page_prints_above_its_text_dates_the_report() -> None:
    found = read("12 June 2015 Nine people were killed on Wednesday in Orve.", SUNDAY)
    assert [t.days.start.isoformat() for t in found if t.days] == ["2015-06-10"]
    assert days("On 12 June 2015 nine people were killed in Orve.") == ["2015-06-12"]


def test_the_next_day_counts_from_the_day_told_before() -> None:
    assert days("On 3 May 2014 the mill fell. The next day the bridge fell.") == ["2014-05-03", "2014-05-04"]
    assert days("On 3 May 2014 the mill fell. A day earlier the bridge fell.") == ["2014-05-03", "2014-05-02"]


@given(DATES, st.sampled_from(WEEKDAYS))
def test_a_weekday_lies_within_the_week_behind(anchor: dt.date, name: str) -> None:
    (found,) = times.recognise(f"The mill was hit on {name}.", anchor)
    assert found.made.days is not None
    date = found.made.days.start
    assert date.weekday() == WEEKDAYS.index(name)
    assert 0 <= (anchor - date).days < 7


@given(DATES, st.sampled_from(WEEKDAYS))
def test_a_weekday_ahead_lies_within_the_week_ahead(anchor: dt.date, name: str) -> None:
    (found,) = times.recognise(f"They will meet on {name}.", anchor)
    assert found.made.days is not None
    assert found.made.days.start.weekday() == WEEKDAYS.index(name)
    assert 0 <= (found.made.days.start - anchor).days < 7


@given(DATES, st.integers(1, 400))
def test_days_ago_are_counted_exactly(anchor: dt.date, count: int) -> None:
    (found,) = times.recognise(f"It fell {count} days ago.", anchor)
    assert found.made.days is not None
    assert (anchor - found.made.days.start).days == count


@given(DATES)
def test_a_full_date_is_read_in_every_order(date: dt.date) -> None:
    name = f"{date:%B}"
    for words in (f"{name} {date.day}, {date.year}", f"{date.day} {name} {date.year}", date.isoformat()):
        (found,) = times.recognise(f"It fell on {words}.", None)
        assert found.made.days == cal.day(date), words


@given(DATES, st.integers(-60, 60), st.sampled_from(["D", "W", "M", "Q", "Y"]))
def test_shifted_stretches_are_ordered_and_move_with_the_steps(date: dt.date, steps: int, unit: str) -> None:
    from dateline.coder.timegrammar.spans import shifted_unit

    here, there = shifted_unit(date, unit, 0), shifted_unit(date, unit, steps)
    assert here is not None and there is not None and here.days is not None and there.days is not None
    assert here.days.start <= date <= here.days.end
    assert there.days.start <= there.days.end
    assert (there.days.start > here.days.end) == (steps > 0)
    assert (there.days.end < here.days.start) == (steps < 0)


WORDS = st.sampled_from([
    "on", "Friday", "Mondays", "since", "the", "last", "two", "days", "ago", "week", "May", "March", "5", "31", "2016", "between", "and",
    "to",
    "-", ",", ".",
    "overnight", "late", "early", "next", "month", "year", "years", "1990s", "quarter", "third", "a", "dawn", "7:30", "p.m.", "every",
    "of", "in", "12/31/1999",
    "Sun", "spring", "29", "Feb.", "30", "thousand", "hundred", "few", "İ", "\n\n", "said", "will", "9999", "0",
])  # fmt: skip


@given(st.lists(WORDS, max_size=14).map(" ".join), st.none() | DATES | st.sampled_from([FIRST_DAY, LAST_DAY]))
def test_any_words_give_ordered_spans_of_the_text(text: str, anchor: dt.date | None) -> None:
    found = read(text, anchor)
    for one, other in pairwise(found):
        assert one.end <= other.start
    for one in found:
        assert text[one.start : one.end] == one.text != ""
        assert one.days is None or (one.days.start <= one.days.end and one.days.span == (one.start, one.end))
    assert read(text, anchor) == found


@pytest.mark.parametrize("anchor", [dt.date.min, dt.date.max])
def test_days_are_not_counted_from_the_ends_of_the_calendar(anchor: dt.date) -> None:
    assert all(found.made.days is None for found in times.recognise("They left on Friday, two weeks after the truce.", anchor))


@pytest.mark.parametrize(("text", "expected"), [
    ("On Friday shells killed nine in a second day of fighting.", ["2016-09-16", "2016-09-15/2016-09-16"]),
    ("Friday was the 40th consecutive day of the siege.", ["2016-09-16", "2016-08-08/2016-09-16"]),
    ("The raid on Friday brought to 45 the dead in 24 hours of bombardment.", ["2016-09-16", "2016-09-15/2016-09-16"]),
    ("The raid on Friday brought to 45 the dead in three days.", ["2016-09-16", "2016-09-14/2016-09-16"]),
    ("They fell in the first week of July.", ["2016-07-01/2016-07-07"]),
    ("They fell in the last week of July 2015.", ["2015-07-25/2015-07-31"]),
    ("A total of 1500 people fled in 2014.", ["2014-01-01/2014-12-31"]),
    ("They took the heights in the 1967 six-day war.", ["1967-01-01/1967-12-31"]),
    ("It gave no details of the blast on Fridays.", []),
    ("It gave no details on Fridays blast.", ["2016-09-16"]),
])  # fmt: skip
def test_stretches_end_on_the_day_told_beside_them(text: str, expected: list[str]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("The shelling went on for a second day.", []),
    ("On Friday the second shell fell on the mill by day.", ["2016-09-16"]),
    ("On Friday they said the mill will be open again in two days.", ["2016-09-16"]),
    ("On Friday troops took the hill after two days.", ["2016-09-16"]),
    ("On Friday, the first day of the truce, shells fell.", ["2016-09-16"]),
    ("Nine fled in the fifth week of July.", ["2016-07-01/2016-07-31"]),
])  # fmt: skip
def test_and_no_stretch_is_made_of_other_lengths(text: str, expected: list[str]) -> None:
    assert days(text) == expected


def test_a_telling_of_the_next_weekday_is_of_the_next_day() -> None:
    monday = dt.date(2016, 9, 19)
    assert days("Jets hit the mill, the Tarn Monitor said on Tuesday.", monday) == ["2016-09-20"]
    assert days("Tuesdays raid on the mill killed nine.", monday) == ["2016-09-13"]
    assert days("Shells fell. The mill burned. Two fled. The mayor said on Tuesday that he would stay.", monday) == ["2016-09-13"]


def test_a_day_that_lost_its_first_digit_is_that_of_the_page() -> None:
    whole, cut = "25-04-2016 Shells fell on Ovando on Monday.", "5-04-2016 Shells fell on Ovando on Monday."
    assert days(whole, dt.date(2016, 4, 25)) == days(cut, dt.date(2016, 4, 25)) == ["2016-04-25"]
    assert days(cut, dt.date(2016, 4, 27)) == days(cut, dt.date(2016, 4, 5)) == ["2016-04-04"]


def test_a_broken_rule_is_reported_with_its_line(tmp_path: Path) -> None:
    for name in ("timewords.csv", "timerules.csv"):
        (tmp_path / name).write_text((Path(times.__file__).parent / "data" / name).read_text())
    rules = tmp_path / "timerules.csv"
    lines = rules.read_text().splitlines()
    rules.write_text("\n".join([*lines, "weekday,weekday nonsense"]))
    with pytest.raises(KnowledgeError, match=rf"{len(lines) + 1}.*nonsense"):
        Grammar(tmp_path)
    rules.write_text("\n".join([*lines, "conjure,weekday"]))
    with pytest.raises(KnowledgeError, match="conjure"):
        Grammar(tmp_path)


def test_the_tables_of_the_package_are_whole() -> None:
    assert load_grammar() is load_grammar()


def test_news_values_stay_above_the_floor() -> None:
    gold = Path(os.environ.get("DATELINE_GOLD", Path(__file__).parents[2] / "shared" / "gold")) / "times" / "dev.jsonl"
    if not gold.is_file():
        pytest.skip("the gold data is not here")
    from benchmarks.adaptors.times import predict

    total = hit = 0
    for line in gold.read_text(encoding="utf-8").splitlines()[:60]:
        row = json.loads(line)
        told = predict(row)["times"]
        total += len(row["times"]) + len(told)
        hit += sum(any(p["start"] < g["end"] and g["start"] < p["end"] and p["value"] == g["value"] for p in told) for g in row["times"])
    assert 2 * hit / total > 0.7
