"""Control of places, rule by rule: who has a place, from when to when, and how well that is known."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from dateline.ledger.control import Clocks, ControlSpan, bearings, build, changes, on_day
from dateline.ledger.control.bearings import load_readings
from dateline.ledger.control.rules import load_rules
from dateline.ledger.records import StoredClaim
from dateline.ledger.sides import Sides, load_sides
from dateline.model import UNNAMED, Count, Level, Outcome, PlaceMention, Source
from dateline.roster import load_roster
from dateline.settings import settings
from tests.ledger_claims import day, place, say, source

RESIDENTS, SANA, MONITOR = source("residents"), source("SANA", "sana"), source("SOHR", "sohr")
ARMY, REBELS = source("army", "sy-army"), source("Free Syrian Army", "fsa")


@pytest.fixture(scope="module")
def sides() -> Sides:
    return load_sides(load_roster(settings()))


def record(sides: Sides, *claims: StoredClaim, key: str = "geonames:hartsdale", clocks: Clocks = Clocks()) -> list[ControlSpan]:  # noqa: B008
    return build(bearings(claims, sides), clocks).get(key, [])


def told(spans: list[ControlSpan]) -> list[str]:
    """Spans as words: "2016-12-05..2016-12-11 claimed Syrian army"."""
    return [f"{s.start}..{s.end or ''} {s.standing} {s.holder_name or '-'}" for s in spans]


# -- gains ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [(), RESIDENTS, MONITOR, REBELS], ids=["outlet", "residents", "monitor", "loser"])
def test_a_gain_told_by_somebody_else_is_held(sides: Sides, by: Source) -> None:
    # "The army took Hartsdale, residents said."
    assert told(record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=by))) == ["2016-12-05.. held Syrian army"]


@pytest.mark.parametrize("by", [ARMY, SANA, source("Moscow", "ru-gov"), source("a spokesman"), Source(text=UNNAMED)],
                         ids=["itself", "its agency", "its ally", "somebody's spokesman", "nobody"])  # fmt: skip
def test_a_gain_told_by_the_gaining_side_alone_is_claimed_and_held_when_nobody_contradicts(sides: Sides, by: Source) -> None:
    # "We have taken Hartsdale, the army said."
    found = told(record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=by)))
    assert found == ["2016-12-05..2016-12-11 claimed Syrian army", "2016-12-12.. held Syrian army"]


def test_an_outlet_of_the_gaining_side_speaks_for_it(sides: Sides) -> None:
    own = say("territory-gain", "army", "Hartsdale", "2016-12-05", outlet="SANA")
    assert told(record(sides, own))[0] == "2016-12-05..2016-12-11 claimed Syrian army"


def test_the_time_without_contradiction_is_a_setting(sides: Sides) -> None:
    claim = say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY)
    assert told(record(sides, claim, clocks=Clocks(uncontested=2)))[0] == "2016-12-05..2016-12-06 claimed Syrian army"


def test_a_claimed_gain_that_somebody_else_bears_out_is_held_from_then(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY),
                   say("territory-hold", "army", "Hartsdale", "2016-12-07", status="ongoing", by=RESIDENTS))  # fmt: skip
    assert told(found) == ["2016-12-05..2016-12-06 claimed Syrian army", "2016-12-07.. held Syrian army"]
    assert len(found[-1].supporting) == 2


@pytest.mark.parametrize("status", ["planned", "possible"])
def test_what_is_planned_or_possible_changes_nothing(sides: Sides, status: str) -> None:
    # "The army plans to take Hartsdale." "The army may have taken Hartsdale."
    assert record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05", status=status)) == []


def test_a_gain_that_goes_on_is_a_contest(sides: Sides) -> None:
    found = record(sides, say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"),
                   say("territory-gain", "army", "Hartsdale", "2016-12-05", status="ongoing"))  # fmt: skip
    assert told(found)[:2] == ["2016-12-01..2016-12-04 held Free Syrian Army", "2016-12-05..2017-01-04 contested Free Syrian Army"]


def test_a_handover_gives_the_place_to_who_receives_it(sides: Sides) -> None:
    found = record(sides, say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"),
                   say("territory-handover", "fsa", "Hartsdale", "2016-12-05", target="army"))  # fmt: skip
    assert told(found)[-1] == "2016-12-05.. held Syrian army"


def test_driven_out_by_is_a_gain_of_who_drives_out(sides: Sides) -> None:
    found = record(sides, say("retreat", "fsa", "Hartsdale", "2016-12-05", target="army", by=RESIDENTS))
    assert told(found) == ["2016-12-05.. held Syrian army"]


# -- contests ------------------------------------------------------------------------------------------------------------------


def test_a_denial_opens_a_contest_and_deletes_nothing(sides: Sides) -> None:
    # "The army said that it had taken Hartsdale; the rebels denied it."
    gain = say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY)
    denial = say("territory-gain", "army", "Hartsdale", "2016-12-06", status="denied", by=REBELS)
    before = say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing")
    found = record(sides, before, gain, denial)
    assert told(found) == [
        "2016-12-01..2016-12-04 held Free Syrian Army", "2016-12-05..2016-12-05 claimed Syrian army",
        "2016-12-06.. contested Free Syrian Army",
    ]  # fmt: skip
    assert found[-1].cause == "disputed" and found[-1].parties == ("Syrian army", "Free Syrian Army")
    assert gain.claim.id in found[-1].supporting + found[-1].opposing and denial.claim.id in found[-1].opposing


def test_a_denial_after_the_set_time_still_opens_a_contest(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY),
                   say("territory-gain", "army", "Hartsdale", "2016-12-20", status="denied", by=REBELS))  # fmt: skip
    assert [s.standing for s in found] == ["claimed", "held", "contested"]


def test_a_side_that_repeats_what_was_just_denied_does_not_settle_it_but_an_outsider_does(sides: Sides) -> None:
    gain = say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY)
    denial = say("territory-gain", "army", "Hartsdale", "2016-12-06", status="denied", by=REBELS)
    again = say("territory-gain", "army", "Hartsdale", "2016-12-07", by=SANA)
    outsider = say("territory-gain", "army", "Hartsdale", "2016-12-08", by=MONITOR)
    assert record(sides, gain, denial, again)[-1].standing == "contested"
    assert told(record(sides, gain, denial, again, outsider))[-1] == "2016-12-08.. held Syrian army"


def test_two_sides_that_each_took_it_on_one_day_contest_it(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY),
                   say("territory-gain", "fsa", "Hartsdale", "2016-12-05", by=REBELS))  # fmt: skip
    assert found[0].standing == "contested" and len(found[0].parties) == 2


def test_a_later_gain_of_the_other_side_is_a_change_not_a_contest(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05"), say("territory-gain", "fsa", "Hartsdale", "2016-12-08"))
    assert told(found) == ["2016-12-05..2016-12-07 held Syrian army", "2016-12-08.. held Free Syrian Army"]


def test_the_loser_that_says_it_still_has_the_place_contests_it(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05"),
                   say("territory-hold", "fsa", "Hartsdale", "2016-12-06", status="ongoing", by=REBELS))  # fmt: skip
    assert told(found)[-1] == "2016-12-06.. contested Syrian army"


def test_outsiders_who_name_two_holders_contest_it_until_only_one_is_named(sides: Sides) -> None:
    # "Rebel-held Hartsdale", where the army was on record and no change was told.
    army = say("territory-hold", "army", "Hartsdale", "2016-12-05", status="ongoing")
    rebels = say("territory-hold", "fsa", "Hartsdale", "2016-12-08", status="ongoing")
    soon = say("territory-hold", "fsa", "Hartsdale", "2016-12-10", status="ongoing")
    late = say("territory-hold", "fsa", "Hartsdale", "2017-02-01", status="ongoing")
    assert told(record(sides, army, rebels))[-1] == "2016-12-08.. contested Syrian army"
    assert told(record(sides, army, rebels, soon))[-1] == "2016-12-08.. contested Free Syrian Army"
    span = record(sides, army, rebels, soon, late)[-1]
    assert told([span]) == ["2017-02-01.. held Free Syrian Army"] and span.earliest == day("2016-12-06")


def test_an_outsider_settles_what_two_sides_say_of_themselves(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY),
                   say("territory-gain", "army", "Hartsdale", "2016-12-06", status="denied", by=REBELS),
                   say("territory-hold", "army", "Hartsdale", "2016-12-07", status="ongoing", by=MONITOR))  # fmt: skip
    assert told(found)[-1] == "2016-12-07.. held Syrian army"


def test_fighting_contests_a_place_until_it_is_quiet(sides: Sides) -> None:
    found = record(sides, say("territory-hold", "army", "Hartsdale", "2016-12-01", status="ongoing"),
                   say("armed-clash", "army", "Hartsdale", "2016-12-05", target="fsa"),
                   say("armed-clash", "fsa", "Hartsdale", "2016-12-08", target="army"), clocks=Clocks(quiet=10))  # fmt: skip
    assert told(found) == [
        "2016-12-01..2016-12-04 held Syrian army", "2016-12-05..2016-12-18 contested Syrian army", "2016-12-19.. held Syrian army",
    ]  # fmt: skip
    assert found[1].cause == "fighting"


def test_shelling_and_air_strikes_contest_nothing(sides: Sides) -> None:
    found = record(sides, say("territory-hold", "army", "Hartsdale", "2016-12-01", status="ongoing"),
                   say("shelling", "fsa", "Hartsdale", "2016-12-05"), say("air-strike", "fsa", "Hartsdale", "2016-12-06"))  # fmt: skip
    assert told(found) == ["2016-12-01.. held Syrian army"]


def test_who_is_named_as_holder_while_the_fight_goes_on_has_it_in_the_contest(sides: Sides) -> None:
    # "Rebel-held Hartsdale was stormed."
    found = record(sides, say("armed-clash", "army", "Hartsdale", "2016-12-05", target="fsa"),
                   say("territory-hold", "fsa", "Hartsdale", "2016-12-06", status="ongoing"))  # fmt: skip
    assert told(found)[0] == "2016-12-05..2017-01-04 contested Free Syrian Army"


# -- losses --------------------------------------------------------------------------------------------------------------------


def test_who_leaves_leaves_nobody_on_record(sides: Sides) -> None:
    found = record(sides, say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"),
                   say("retreat", "fsa", "Hartsdale", "2016-12-05", by=RESIDENTS))  # fmt: skip
    assert told(found)[-1] == "2016-12-05.. unknown -"


def test_one_of_two_who_fought_for_it_leaves_it_to_the_other(sides: Sides) -> None:
    fight = say("armed-clash", "army", "Hartsdale", "2016-12-03", target="fsa")
    assert told(record(sides, fight, say("retreat", "fsa", "Hartsdale", "2016-12-05", by=REBELS)))[-1] == "2016-12-05.. held Syrian army"
    own = told(record(sides, fight, say("retreat", "fsa", "Hartsdale", "2016-12-05", by=ARMY)))
    assert own[-2:] == ["2016-12-05..2016-12-11 claimed Syrian army", "2016-12-12.. held Syrian army"]


def test_a_flight_that_only_the_opponent_tells_is_disputed(sides: Sides) -> None:
    found = record(sides, say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"),
                   say("retreat", "fsa", "Hartsdale", "2016-12-05", by=ARMY))  # fmt: skip
    assert told(found)[-1] == "2016-12-05.. contested Free Syrian Army"


# -- siege, shares, parts ------------------------------------------------------------------------------------------------------


def test_a_siege_is_noted_and_changes_no_holder(sides: Sides) -> None:
    found = record(sides, say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"),
                   say("siege", "army", "Hartsdale", "2016-12-05", status="ongoing"),
                   say("access", None, "Hartsdale", "2016-12-20"))  # fmt: skip
    assert [(s.holder_name, s.besieged_by) for s in found] == [
        ("Free Syrian Army", None), ("Free Syrian Army", "Syrian army"), ("Free Syrian Army", None)]  # fmt: skip


def test_a_share_of_a_part_divides_it_and_makes_the_town_contested(sides: Sides) -> None:
    # "The army controls 75 percent of eastern Hartsdale."
    east = place("eastern Hartsdale", id=None, outcome=Outcome.CONTAINER, within="geonames:hartsdale", level=Level.NEIGHBOURHOOD)
    claims = [say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"),
              say("territory-hold", "army", east, "2016-12-06", status="ongoing", percent=(75, 75), by=MONITOR)]  # fmt: skip
    found = build(bearings(claims, sides), Clocks())
    part = found["geonames:hartsdale/east hartsdale"]
    assert part[-1].share == (75, 75) and part[-1].holder_name == "Syrian army" and part[-1].cause == "divided"
    assert on_day(found["geonames:hartsdale"], day("2016-12-07")).standing == "contested"  # type: ignore[union-attr]
    assert set(found) == {"geonames:hartsdale", "geonames:hartsdale/east hartsdale"}


def test_a_percentage_of_a_region_is_kept_and_a_town_taken_in_it_does_not_take_the_region(sides: Sides) -> None:
    region = place("Hart province", id="geonames:hart", level=Level.ADM1, radius_km=60.0)
    claims = [say("territory-gain", "army", (place("Hartsdale"), region), "2016-12-05"),
              say("territory-gain", "army", region, "2016-12-06"),
              say("territory-hold", "army", region, "2016-12-07", status="ongoing", percent=(80, 80))]  # fmt: skip
    found = build(bearings(claims, sides), Clocks())
    assert set(found) == {"geonames:hartsdale", "geonames:hart"}
    assert found["geonames:hart"][0].start == day("2016-12-07") and found["geonames:hart"][0].share == (80, 80)


def test_a_city_that_is_a_region_of_its_own_can_be_taken(sides: Sides) -> None:
    city = place("Hartsdale", level=Level.ADM1, radius_km=15.0)
    assert told(record(sides, say("territory-gain", "army", city, "2016-12-05"))) == ["2016-12-05.. held Syrian army"]


def test_the_whole_town_taken_is_its_districts_taken(sides: Sides) -> None:
    quarter = place("Old Quarter", id=None, outcome=Outcome.CONTAINER, within="geonames:hartsdale", level=None)
    found = build(bearings([say("territory-gain", "fsa", quarter, "2016-12-01"), say("territory-gain", "army", "Hartsdale", "2016-12-09")],
                           sides), Clocks())  # fmt: skip
    assert told(found["geonames:hartsdale/old quarter"])[-1] == "2016-12-09.. held Syrian army"


def test_villages_taken_around_a_town_are_not_the_town(sides: Sides) -> None:
    nine = Count(text="nine villages", span=(140, 153), what="settlements", low=9, high=9)
    assert record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05", counts=(nine,))) == []


# -- places that no gazetteer knows --------------------------------------------------------------------------------------------


def _village(within: str | None) -> tuple[PlaceMention, ...]:
    village = PlaceMention(text="Milford", span=(100, 107), name="Milford")
    return (village, place(within, id=f"geonames:{within}", level=Level.ADM1, radius_km=60.0)) if within else (village,)


def test_villages_of_one_name_in_two_regions_stay_two_and_one_in_two_reports_is_one(sides: Sides) -> None:
    claims = [say("territory-gain", "army", _village("north"), "2016-12-05"), say("territory-gain", "fsa", _village("south"), "2016-12-06"),
              say("territory-gain", "fsa", _village("north"), "2016-12-08")]  # fmt: skip
    found = build(bearings(claims, sides), Clocks())
    assert {key: len(spans) for key, spans in found.items()} == {"geonames:north/milford": 2, "geonames:south/milford": 1}


def test_a_village_without_any_region_is_kept_to_its_report(sides: Sides) -> None:
    claims = [say("territory-gain", "Hill Brigade", _village(None), "2016-12-05", article="one"),
              say("territory-gain", "Hill Brigade", _village(None), "2016-12-06", article="two")]  # fmt: skip
    assert set(build(bearings(claims, sides), Clocks())) == {"article:one/milford", "article:two/milford"}


def test_a_village_without_any_region_lies_in_the_country_that_its_parties_fight_over(sides: Sides) -> None:
    # "The Syrian army took Milford from the rebels", in two reports that name no other place.
    claims = [say("territory-gain", "army", _village(None), "2016-12-05", article="one"),
              say("territory-gain", "fsa", _village(None), "2016-12-06", article="two")]  # fmt: skip
    assert set(build(bearings(claims, sides), Clocks())) == {"country:SY/milford"}


# -- days ----------------------------------------------------------------------------------------------------------------------


def test_a_gain_told_coarsely_takes_the_exact_day_that_another_claim_tells(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2016-11-01/2016-11-30", published="2017-02-01", status="past"),
                   say("territory-gain", "army", "Hartsdale", "2016-11-09"))  # fmt: skip
    assert told(found) == ["2016-11-09.. held Syrian army"]


def test_a_gain_told_coarsely_keeps_the_first_day_on_which_it_may_have_been(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2016-11-01/2016-11-30", published="2016-11-20"))
    assert (found[0].earliest, found[0].start) == (day("2016-11-01"), day("2016-11-20"))


def test_what_a_report_goes_on_to_tell_came_later(sides: Sides) -> None:
    # "The army took Hartsdale in November. The rebels retook it on 20 November."
    found = record(sides, say("territory-gain", "army", "Hartsdale", "2016-11-01/2016-11-30", article="a", published="2016-12-20", at=5),
                   say("territory-gain", "fsa", "Hartsdale", "2016-11-20", article="a", published="2016-12-20", at=95))  # fmt: skip
    assert told(found)[-1] == "2016-11-20.. held Free Syrian Army"


def test_background_without_a_day_and_reports_without_a_day_say_nothing(sides: Sides) -> None:
    assert record(sides, say("territory-gain", "army", "Hartsdale", None, published="2016-12-05", status="past")) == []
    assert record(sides, say("territory-gain", "army", "Hartsdale", None)) == []


# -- sides ---------------------------------------------------------------------------------------------------------------------


def test_allies_are_one_side(sides: Sides) -> None:
    ukraine = place("Hartsdale", within="UA")
    found = record(sides, say("territory-gain", "ru", ukraine, "2022-03-05"), say("territory-gain", "dpr", ukraine, "2022-03-09"))
    assert [s.side for s in found] == ["ukraine:russia"]


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("rebels", "syria:opposition"),
        ("Kurdish fighters", "syria:self-administration"),
        ("militants", "unnamed"),
        ("Jaysh al-Tilal", "name:jaysh al tilal"),
    ],
)
def test_words_for_people_whom_no_name_tells_apart_are_a_side_where_the_conflict_has_one(sides: Sides, words: str, side: str) -> None:
    assert record(sides, say("territory-gain", words, "Hartsdale", "2016-12-05"))[0].side == side


@pytest.mark.parametrize("words", ["12 civilians", "residents", "footage", "government-held areas", "their positions", "a group"])
def test_words_that_name_nobody_have_no_place(sides: Sides, words: str) -> None:
    assert [s.holder_name for s in record(sides, say("territory-gain", words, "Hartsdale", "2016-12-05"))] in ([], ["a group"])


def test_militants_may_be_of_any_side_but_a_governments(sides: Sides) -> None:
    first = say("territory-hold", "militants", "Hartsdale", "2016-12-01", status="ongoing")
    named = record(sides, first, say("territory-hold", "is", "Hartsdale", "2016-12-02", status="ongoing"))
    assert [s.holder_name for s in named] == ["militants", "Islamic State"] and {s.standing for s in named} == {"held"}
    assert record(sides, first, say("territory-hold", "army", "Hartsdale", "2016-12-02", status="ongoing"))[-1].standing == "contested"


def test_a_state_organ_that_the_roster_no_longer_tells_apart_is_its_states(sides: Sides) -> None:
    assert sides.side("sy-someolddivision", "SY", day("2016-12-05")) == "syria:government"


def test_a_place_carried_over_from_an_earlier_sentence_is_fought_for_but_not_taken(sides: Sides) -> None:
    # "The army took the last supply route", in a report on Hartsdale.
    carried = place("Hartsdale", carried=True)
    assert record(sides, say("territory-gain", "army", carried, "2016-12-05")) == []
    assert record(sides, say("armed-clash", "army", carried, "2016-12-05", target="fsa"))[0].standing == "contested"


def test_a_siege_that_nobody_tells_of_any_more_is_over(sides: Sides) -> None:
    found = record(sides, say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"),
                   say("siege", "army", "Hartsdale", "2016-12-05", status="ongoing"), clocks=Clocks(quiet=10))  # fmt: skip
    assert [(str(s.end), s.besieged_by) for s in found][1:] == [("2016-12-15", "Syrian army"), ("None", None)]


def test_its_forces_are_those_of_who_speaks(sides: Sides) -> None:
    found = record(sides, say("territory-gain", "its forces", "Hartsdale", "2016-12-05", by=source("the Free Syrian Army", "fsa")))
    assert (found[0].holder, found[0].standing) == ("fsa", "claimed")


# -- the whole -----------------------------------------------------------------------------------------------------------------


def test_the_order_in_which_claims_come_does_not_matter(sides: Sides) -> None:
    claims = [say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"),
              say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY),
              say("territory-gain", "army", "Hartsdale", "2016-12-06", status="denied", by=REBELS),
              say("armed-clash", "army", "Hartsdale", "2016-12-06", target="fsa"),
              say("retreat", "fsa", "Hartsdale", "2016-12-09", by=MONITOR)]  # fmt: skip
    first = record(sides, *claims)
    assert all(record(sides, *order) == first for order in itertools.permutations(claims))


def test_spans_follow_each_other_without_gap_or_overlap(sides: Sides) -> None:
    spans = record(sides, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY),
                   say("armed-clash", "fsa", "Hartsdale", "2016-12-08"),
                   say("territory-gain", "is", "Hartsdale", "2016-12-30"))  # fmt: skip
    for one, two in itertools.pairwise(spans):
        assert one.end is not None and one.end + dt.timedelta(days=1) == two.start
    assert spans[-1].end is None


def test_changes_are_listed_by_day(sides: Sides) -> None:
    claims = [say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY), say("territory-gain", "fsa", "Milford", "2016-12-06")]
    found = build(bearings(claims, sides), Clocks())
    listed = [(str(c.day), c.after.name, str(c.after.standing)) for c in changes(found, since=day("2016-12-06"))]
    assert listed == [("2016-12-06", "Milford", "held"), ("2016-12-12", "Hartsdale", "held")]


def test_every_rule_says_why_and_every_effect_has_a_last_word() -> None:
    rules = load_rules()
    assert set(rules) >= {reading.effect for readings in load_readings().values() for reading in readings} | {
        "share",
        "part-gain",
        "part-hold",
        "part-fight",
    }
    assert all(rule.why for rows in rules.values() for rule in rows)
