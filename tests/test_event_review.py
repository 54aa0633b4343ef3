"""What of joined events comes into the queue of review: tolls that contradict each other, and joins in doubt. All reports are invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.ledger.judgements import Judgement
from dateline.ledger.review.event_items import event_items
from dateline.ledger.sides import load_sides
from dateline.ledger.store import Ledger, open_ledger
from dateline.roster import load_roster
from tests.test_events import join, made


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "a.dateline", create=True) as made:
        yield made


def tolls(ledger: Ledger) -> list[str]:
    return [item.question for item in event_items(ledger, load_sides(load_roster())) if item.sort == "contradiction"]


def blast(id: str, outlet: str, killed: str, day: str = "2016-03-01") -> Any:
    text = f"A car bomb tore through the grain market of Tell Harim on Tuesday and killed {killed} people, medics said."
    return made(id, outlet, day, text,
                {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01", "killed": killed})  # fmt: skip


def test_two_tolls_of_one_blast_are_asked_about(ledger: Ledger) -> None:
    join(ledger, blast("a", "Northern Wire", "12"), blast("b", "Evening Post", "31"))
    assert tolls(ledger) == ["Bombing, Tell Harim, 2016-03-01 (31 killed or 12 killed): claims contradict each other on toll."]


def test_a_reprint_with_the_same_toll_is_no_second_word(ledger: Ledger) -> None:
    join(ledger, blast("a", "Northern Wire", "12"), blast("b", "Evening Post", "12"))
    assert tolls(ledger) == []


def test_a_toll_that_grew_until_the_next_day_is_not(ledger: Ledger) -> None:
    join(ledger, blast("a", "Northern Wire", "12"), blast("b", "Evening Post", "31", day="2016-03-02"))
    assert tolls(ledger) == []


RAID = {
    "kind": "air-strike",
    "on": "Air strikes",
    "place": "Tell Harim",
    "day": "2016-03-01",
    "killed": "10",
    "by": ("Lantern Watch", None),
}
TOLL = {"kind": "casualties", "on": "death toll", "place": "Tell Harim", "day": "2016-03-01"}


@pytest.mark.parametrize(
    ("killed", "by", "asked"),
    [
        # A ministry's toll of the raid stands in a sentence of its own, and is a part of the raid.
        ("22", "Ministry of Health", True),
        ("10", "Ministry of Health", False),
        # One origin corrects itself.
        ("22", "Lantern Watch", False),
    ],
)
def test_a_toll_told_apart_from_its_raid_is_laid_beside_the_raids_own(ledger: Ledger, killed: str, by: str, asked: bool) -> None:
    text = (
        f"Air strikes on Tell Harim on Tuesday killed 10 people, Lantern Watch said. The Ministry of Health put the death toll at {killed}."
    )
    text = text.replace("The Ministry of Health", "Lantern Watch") if by == "Lantern Watch" else text
    join(ledger, made("a", "Northern Wire", "2016-03-02", text, RAID, {**TOLL, "killed": killed, "by": (by, None)}))
    assert bool(tolls(ledger)) == asked


def doubtful() -> list[Any]:
    """Two reports that may tell of one raid, and may not."""
    one = made("d1", "Northern Wire", "2016-03-01", "Shelling hit Tell Harim on Tuesday, residents said.",
               {"kind": "shelling", "on": "Shelling", "place": "Tell Harim", "day": "2016-03-01"})  # fmt: skip
    two = made("d2", "Evening Post", "2016-03-01", "A village mourned after shells fell on Tell Harim, a teacher said.",
               {"kind": "shelling", "on": "shells", "place": "Tell Harim"})  # fmt: skip
    return [one, two]


def test_events_that_may_be_one_are_linked_and_offered_until_an_analyst_decides(ledger: Ledger) -> None:
    # However sure the program is of these two: asked to be surer still, it leaves them apart, and says so.
    reports = doubtful()
    look = join(ledger, *reports, join_above=9.0)
    one, two = (look.event(claims[0].id) for _, claims in reports)
    assert one.id != two.id
    assert [(other, relation) for other, relation, _ in one.related] == [(two.id, "may be one with")]
    assert [(other, relation) for other, relation, _ in two.related] == [(one.id, "may be one with")]
    ledger.judge(Judgement("same", (reports[0][1][0].id, reports[1][1][0].id), "no", "ana", by_program=False))
    assert join(ledger, join_above=9.0).event(one.id).related == ()
