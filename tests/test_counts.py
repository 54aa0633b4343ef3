"""Counts: numbers read from words, what they count, whom, and to which claim they belong."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Article
from dateline.coder import Coder
from dateline.coder.quantity import quantities, read_number
from dateline.model import Count
from tests.drafts import one

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spell(number: int) -> str:
    """Spell a number below a billion."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    for scale, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            joint = " and " if scale == 100 else " "
            return f"{spell(number // scale)} {name}" + (joint + spell(rest) if rest else "")
    raise AssertionError(number)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def counted(coder: Coder, text: str) -> list[Count]:
    return [count for claim in coder.code(Article(id="a", text=text)) for count in claim.counts]


def values(coder: Coder, text: str) -> set[tuple[str, float, float | None]]:
    return {(count.what, count.low, count.high) for count in counted(coder, text)}


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("12 people", 12, 12),
        ("1,200 people", 1200, 1200),
        ("2.5 million people", 2_500_000, 2_500_000),
        ("300 000 people", 300_000, 300_000),
        ("twenty-three people", 23, 23),
        ("two hundred and five people", 205, 205),
        ("at least 12 people", 12, None),
        ("more than 200 people", 201, None),
        ("over 200 people", 201, None),
        ("no fewer than 40 people", 40, None),
        ("twelve or more people", 12, None),
        ("20+ people", 20, None),
        ("up to 20 people", 0, 20),
        ("as many as 30 people", 0, 30),
        ("fewer than ten people", 0, 9),
        ("nearly 40 people", 36, 44),
        ("some 40 people", 36, 44),
        ("around 32 people", 29, 35),
        ("at least another nine people", 9, None),
        ("between 10 and 15 people", 10, 15),
        ("10 to 15 people", 10, 15),
        ("10-15 people", 10, 15),
        ("dozens of people", 24, 99),
        ("scores of people", 40, 99),
        ("hundreds of people", 200, 999),
        ("thousands of people", 2000, 9999),
        ("tens of thousands of people", 20_000, 99_999),
        ("several people", 3, 9),
        ("several hundred people", 300, 900),
        ("a number of people", 3, 9),
        ("a few people", 3, 9),
        ("a couple of people", 2, 2),
        ("a dozen people", 12, 12),
        ("two dozen people", 24, 24),
        ("half a dozen people", 6, 6),
        ("more than 75 percent of the town", 76, None),
        ("60% of the town", 60, 60),
        ("half of the town", 50, 50),
        ("2000 people", 2000, 2000),
    ],
)
def test_numbers_and_their_bounds(words: str, low: float, high: float | None) -> None:
    found = quantities(f"The harbour office counted {words} there.")
    assert [(q.low, q.high) for q in found] == [(low, high)]


@pytest.mark.parametrize(
    "text",
    [
        "It began in 2014 and went on.",
        "In 2012 the bridge was closed.",
        "He spoke on June 24 2016.",
        "They met on 3 May 2015.",
        "The office opened at 10:30 a.m. and closed at 6 pm.",
        "The guns fell silent after 24 hours and three weeks.",
        "Karim Daro, 24, sells fish.",
        "A 24-year-old man and a boy aged 12.",
        "The pass lies 10 km from the border and 300 meters up.",
        "They carried 120mm mortars and .38 caliber revolvers, 7.62 rounds.",
        "She came 3rd and he was 12th.",
        "The 4th Division and the 101st Brigade held the ridge.",
        "Resolution 1701 and Article 5 were read out.",
        "An F-16 and a Mi-8 passed over.",
        "The bridge cost $10 million, or 9 million euros.",
        "Call 555-0142-77.",
        "No fewer roads were open; no one came.",
        "They met 12 times.",
    ],
)
def test_what_is_no_count(text: str) -> None:
    assert quantities(text) == []


@given(st.integers(min_value=1, max_value=999_999_999))
def test_a_spelled_number_is_read_back(number: int) -> None:
    assert read_number(spell(number)) == number


@given(st.integers(min_value=0, max_value=10**9))
def test_digits_are_read_with_and_without_commas(number: int) -> None:
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}") == number


@given(
    st.text(alphabet=st.sampled_from("0123456789abcdefgh ,.-%$'"), max_size=60),
    st.sampled_from(["", "at least ", "up to ", "dozens of ", "a "]),
)
def test_spans_are_exact_and_ranges_ordered(text: str, lead: str) -> None:
    text = lead + text
    found = quantities(text)
    for q in found:
        assert 0 <= q.start <= q.core < q.end <= len(text)
        assert text[q.start : q.end] == text[q.start : q.end].strip() != ""
        assert q.high is None or q.low <= q.high
    assert all(a.end <= b.core for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rockets killed 12 farmers near the village of Karo.", {("killed", 12, 12)}),
        ("At least 12 farmers were killed in shelling near Karo.", {("killed", 12, None)}),
        ("The air strike on Karo left 8 dead and 14 wounded.", {("killed", 8, 8), ("wounded", 14, 14)}),
        ("Shells hit Karo, killing nine people and wounding five.", {("killed", 9, 9), ("wounded", 5, 5)}),
        ("12 people were killed and 30 wounded in a bombing in Karo.", {("killed", 12, 12), ("wounded", 30, 30)}),
        ("Shelling killed 40 people, including nine children, in Karo.", {("killed", 40, 40), ("killed", 9, 9)}),
        ("The shelling of Karo claimed the lives of nine porters.", {("killed", 9, 9)}),
        ("The death toll from the bombing in Karo rose to 40.", {("killed", 40, 40)}),
        ("The shelling killed a baker in Karo.", {("killed", 1, 1)}),
        ("Dozens were injured in an air strike on Karo.", {("wounded", 24, 99)}),
        ("Police arrested 30 students in Karo.", {("captured", 30, 30)}),
        ("The army captured five villages near Karo.", {("settlements", 5, 5)}),
        ("The militia holds more than 75 percent of Karo.", {("percent", 76, None)}),
    ],
)
def test_what_is_counted(coder: Coder, text: str, expected: set[tuple[str, float, float | None]]) -> None:
    assert values(coder, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Shells hit Karo in 2014.",
        "Shells hit Karo, 10 km from the border.",
        "The 4th Division shelled Karo at 10 a.m. on Friday.",
        "Militants fired 120mm mortars at the town, 12 hours after the talks.",
        "Several buildings sustained damage when shells hit Karo.",
        "Soldiers shelled the road in Karo, two residents said.",
    ],
)
def test_nobody_is_counted(coder: Coder, text: str) -> None:
    assert not [count for count in counted(coder, text) if count.what in ("killed", "wounded", "present")]


def test_a_count_points_at_its_words_and_names_whom_it_counts(coder: Coder) -> None:
    text = "KARO. – Rockets killed at least 12 young farmers near the mill."
    (count,) = counted(coder, text)
    assert count.text == "at least 12 young farmers" == text[count.span[0] : count.span[1]]
    assert count.who == "young farmers"


def test_the_toll_goes_to_the_act_it_stands_beside(coder: Coder) -> None:
    text = "An air strike on Karo killed 12 people, and the army later captured the town of Daro."
    by_kind = {claim.kind: [count.low for count in claim.counts] for claim in coder.code(Article(id="a", text=text))}
    assert by_kind.get("territory-gain") == []
    assert [12] in by_kind.values()


@pytest.mark.parametrize("text", ["In 1982 jets bombed the port.", "On May 7 rebels shelled the mill."])
def test_the_number_of_a_day_or_year_counts_nothing(coder: Coder, text: str) -> None:
    assert not counted(coder, text)


def test_the_days_between_which_it_was_count_nobody() -> None:
    event = one("Soldiers killed about 300 men in Denov between March 27 and 31, the monitor said.", "killing", "2017-04-02")
    assert [(count.what, count.low, count.high) for count in event.counts] == [("killed", 270, 330)]
