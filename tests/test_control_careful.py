"""Control as a careful reader of the same dispatches would put it: denials, districts, shares, sieges, days that were misread."""

from __future__ import annotations

import dataclasses

import pytest

from dateline.ledger.control import ControlSpan, bearings, build
from dateline.ledger.control.timeline import Clocks
from dateline.ledger.records import StoredClaim
from dateline.ledger.sides import Sides, load_sides
from dateline.model import Count, Level, Outcome, PlaceMention
from dateline.roster import load_roster
from dateline.settings import settings
from tests.ledger_claims import day, place, say, source

MONITOR, ARMY, REBELS = source("SOHR", "sohr"), source("army", "sy-army"), source("Free Syrian Army", "fsa")


@pytest.fixture(scope="module")
def sides() -> Sides:
    return load_sides(load_roster(settings()))


def record(sides: Sides, *claims: StoredClaim) -> list[ControlSpan]:
    return build(bearings(claims, sides), Clocks()).get("geonames:hartsdale", [])


def told(spans: list[ControlSpan]) -> list[str]:
    """Spans as words: "2016-12-05..2016-12-11 claimed Syrian army"."""
    return [f"{s.start}..{s.end or ''} {s.standing} {s.holder_name or '-'}" for s in spans]


def east(name: str = "Old Quarter") -> PlaceMention:
    return place(name, id=None, outcome=Outcome.CONTAINER, within="geonames:hartsdale", level=Level.NEIGHBOURHOOD)


def test_who_denies_is_named_in_the_contest(sides: Sides) -> None:
    # Taken, as a monitor says; the rebels deny it; then they say that they have taken it back, and the monitor bears that out.
    before = say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing")
    claims = [
        before,
        say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY),
        say("territory-gain", "army", "Hartsdale", "2016-12-06", by=MONITOR),
        say("territory-gain", "army", "Hartsdale", "2016-12-07", status="denied", by=REBELS),
        say("territory-gain", "fsa", "Hartsdale", "2016-12-10", by=REBELS),
    ]
    found = record(sides, *claims)
    assert told(found)[-1] == "2016-12-07.. contested Syrian army" and found[-1].parties == ("Syrian army", "Free Syrian Army")
    assert (
        told(record(sides, *claims, say("territory-gain", "fsa", "Hartsdale", "2016-12-12", by=MONITOR)))[-1]
        == "2016-12-12.. held Free Syrian Army"
    )
    alone = record(sides, claims[1], claims[3])
    assert alone[-1].parties == ("Syrian army", "Free Syrian Army"), "though nobody told who had it before"


def test_a_flight_that_only_an_opponent_tells_is_a_dispute_between_the_two(sides: Sides) -> None:
    found = record(sides, say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"),
                   say("retreat", "fsa", "Hartsdale", "2016-12-05", by=ARMY))  # fmt: skip
    assert found[-1].party_sides == ("syria:government", "syria:opposition")


def test_what_is_denied_while_it_is_fought_for_is_not_settled_when_the_fight_is_over(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY),
                   say("armed-clash", "army", "Hartsdale", "2016-12-06", target="fsa"),
                   say("territory-gain", "army", "Hartsdale", "2016-12-07", status="denied", by=REBELS))  # fmt: skip
    assert (found[-1].start, found[-1].end, found[-1].cause) == (day("2016-12-07"), None, "disputed")


def test_a_city_whose_districts_are_lost_is_divided_and_quiet_does_not_give_them_back(sides: Sides) -> None:
    hold = say("territory-hold", "fsa", "Hartsdale", "2016-11-01", status="ongoing")
    found = record(sides, hold, say("territory-gain", "army", east(), "2016-11-10", by=MONITOR))
    assert told(found)[-1] == "2016-11-10.. contested Free Syrian Army" and found[-1].cause == "divided"
    taken = record(
        sides,
        hold,
        say("territory-gain", "army", east(), "2016-11-10", by=MONITOR),
        say("territory-gain", "army", "Hartsdale", "2016-12-15", by=MONITOR),
    )
    assert told(taken)[-1] == "2016-12-15.. held Syrian army"


def test_a_district_in_other_hands_divides_a_city_and_one_in_the_same_hands_does_not(sides: Sides) -> None:
    # "The Old Quarter is held by rebels"
    hold = say("territory-hold", "army", "Hartsdale", "2016-11-01", status="ongoing")
    other = record(sides, hold, say("territory-hold", "fsa", east(), "2016-11-10", status="ongoing", by=MONITOR))
    assert told(other)[-1] == "2016-11-10.. contested Syrian army" and other[-1].cause == "divided"
    assert len(record(sides, hold, say("territory-hold", "army", east(), "2016-11-10", status="ongoing", by=MONITOR))) == 1
    assert len(record(sides, hold, say("territory-hold", "fsa", east(), "2016-11-10", status="ongoing", by=REBELS))) == 1, "its own word"
    assert record(sides, say("territory-hold", "fsa", east(), "2016-11-10", status="ongoing", by=MONITOR)) == [], (
        "of the town nothing is told"
    )


def test_the_greater_share_is_shown_with_whose_it_is_and_as_it_grows(sides: Sides) -> None:
    claims = [say("territory-hold", "fsa", "Hartsdale", "2016-11-01", status="ongoing")]
    claims += [
        say("territory-hold", "army", "Hartsdale", f"2016-11-{n}", status="ongoing", percent=(n * 4, n * 4), by=MONITOR)
        for n in (10, 20, 22)
    ]
    found = record(sides, *claims)
    assert [(span.holder_name, span.share) for span in found] == [
        ("Free Syrian Army", None), ("Free Syrian Army", None), ("Syrian army", (80, 80)), ("Syrian army", (88, 88))]  # fmt: skip


def test_what_a_report_dates_after_itself_was_misread_and_counts_from_the_report(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2061-12-05", published="2016-12-05"))
    assert told(found) == ["2016-12-05.. held Syrian army"]
    assert record(sides, say("territory-gain", "army", "Hartsdale", "2061-12-05", published="2016-12-05", status="past")) == []
    assert told(record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-06", published="2016-12-05")))[0].startswith("2016-12-06")


@pytest.mark.parametrize("when", ["0001-01-01", "9999-12-31", "0001-01-01/9999-12-31"])
def test_days_outside_the_calendar_of_reports_say_nothing(sides: Sides, when: str) -> None:
    claim = say("territory-gain", "army", "Hartsdale", when, by=ARMY)
    undated = StoredClaim(claim.claim, dataclasses.replace(claim.report, published=None), "test")
    assert record(sides, undated) == []


def test_a_coarse_gain_came_before_an_outsider_found_the_side_there(sides: Sides) -> None:
    # "The militants seized Hartsdale in 2014", told years later; in August 2014 a report had found them there.
    found = record(sides, say("territory-hold", "fsa", "Hartsdale", "2014-03-01", status="ongoing"),
                   say("territory-gain", "is", "Hartsdale", "2014-01-01/2014-12-31", status="past", published="2016-12-05"),
                   say("territory-hold", "is", "Hartsdale", "2014-08-01", status="ongoing"))  # fmt: skip
    assert told(found) == ["2014-03-01..2014-07-31 held Free Syrian Army", "2014-08-01.. held Islamic State"]
    assert found[-1].earliest == day("2014-03-02")


def test_a_siege_of_a_place_that_nobody_is_on_record_as_having_is_noted_with_its_claim(sides: Sides) -> None:
    siege = say("siege", "army", "Hartsdale", "2016-12-05", status="ongoing")
    found = record(sides, siege)
    assert (found[0].standing, found[0].besieged_by, found[0].supporting) == ("unknown", "Syrian army", (siege.claim.id,))


def test_who_leaves_a_town_leaves_it_to_the_only_other_who_was_told_to_be_there(sides: Sides) -> None:
    # "Islamic State captured the army's base in Hartsdale. The army's chief said that troops had left the town."
    quarter = place(
        "base, Hartsdale", id="geonames:hartsdale/base", within="geonames:hartsdale", level=Level.NEIGHBOURHOOD, outcome=Outcome.CONTAINER
    )
    base = say("territory-gain", "is", quarter, "2016-12-05", by=source("IS", "is"))
    left = say("retreat", "army", "Hartsdale", "2016-12-06", by=source("the army's chief"))
    found = record(sides, base, left)
    assert found[-1].standing == "held" and found[-1].holder == "is"
    assert record(sides, left)[-1].standing == "unknown"


def test_a_toll_of_fighting_that_no_day_or_party_is_told_of_opens_no_contest(sides: Sides) -> None:
    # "Nine were killed in fighting for Hartsdale, the United Nations said", a week after it was taken.
    toll = Count(text="Nine", span=(0, 4), what="killed", low=9, high=9)
    taken = say("territory-gain", "army", "Hartsdale", "2016-12-05")
    told = say("armed-clash", None, "Hartsdale", None, published="2016-12-12", counts=(toll,))
    assert [span.standing for span in record(sides, taken, told)] == ["held"]
    assert record(sides, taken, say("armed-clash", None, "Hartsdale", None, published="2016-12-12"))[1].standing == "contested"


def test_a_claimed_gain_is_borne_out_by_the_loser_who_says_that_it_left(sides: Sides) -> None:
    # "We have taken Hartsdale, the army said. Our fighters have left the town, the rebels said", in either order.
    gain = say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY)
    for day_left in ("2016-12-04", "2016-12-05", "2016-12-06"):
        left = say("retreat", "fsa", "Hartsdale", day_left, by=REBELS)
        found = record(sides, say("territory-hold", "fsa", "Hartsdale", "2016-12-01", by=MONITOR), gain, left)
        assert (found[-1].standing, found[-1].holder) == ("held", "sy-army")
        assert found[-1].start == max(day("2016-12-05"), day(day_left))


def test_what_only_the_gainer_says_of_the_losers_flight_bears_nothing_out(sides: Sides) -> None:
    gain = say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY)
    assert record(sides, gain, say("retreat", "fsa", "Hartsdale", "2016-12-05", by=ARMY))[0].standing == "claimed"
    back = say("territory-hold", "fsa", "Hartsdale", "2016-12-04", by=REBELS)
    left = say("retreat", "fsa", "Hartsdale", "2016-12-03", by=REBELS)
    assert record(sides, left, back, gain)[-2].standing != "held"
