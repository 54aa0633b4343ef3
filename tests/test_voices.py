"""Who stands behind what an event shows: one voice or several, and for whom they speak. Reports, places and outlets are invented."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from dateline.cli.events import lines
from dateline.ledger.events import Event, Part, view
from dateline.ledger.families import load_families
from dateline.ledger.origin import load_origins
from dateline.ledger.records import Report, StoredClaim
from dateline.ledger.sides import load_sides
from dateline.ledger.sketch import Sketcher
from dateline.roster import load_roster
from tests.ledger_claims import made

ROSTER = load_roster()
SIDES, FAMILIES, ORIGINS = load_sides(ROSTER), load_families(), load_origins(ROSTER)
DAY = "2016-03-01"


def parts(outlet: str, text: str, *told: dict[str, Any]) -> list[Part]:
    """The claims of one report, as an event holds them."""
    article, claims = made(f"{outlet}-{text}"[:60], outlet, DAY, text, *told)
    stored = [StoredClaim(one, Report(article.id, article.version, outlet, article.published, "", None), "c") for one in claims]
    origins = ORIGINS.of_article(stored, text)
    sketches = {one.id: one for one in Sketcher(FAMILIES, ROSTER).article(stored, origins, text)}
    return [Part(one, sketches[one.claim.id], origin) for one, origin in zip(stored, origins, strict=True)]


def event(*found: list[Part]) -> Event:
    return view("e_1", [part for some in found for part in some], FAMILIES, SIDES)


def keys(found: Event) -> list[str]:
    return [voice.key for voice in found.voices]


def raid(by: tuple[str, str | None] | None = None, on: str = "raid", **more: Any) -> dict[str, Any]:
    return {"kind": "air-strike", "on": on, "place": "Tell Harim", "day": DAY, "by": by, **more}


# -- how many voices ---------------------------------------------------------------------------------------------------------------


def test_what_only_points_back_is_no_second_voice() -> None:
    text = "An air raid hit Tell Harim on Tuesday, the Civil Rescue said. It was not clear whose planes had flown the raid on Tell Harim."
    found = event(parts("Northern Wire", text, raid(("Civil Rescue", None)), raid(after="It was")))
    assert keys(found) == ["name:civil rescue"]


def test_an_own_toll_of_what_is_pointed_back_to_is_the_outlets() -> None:
    text = "An air raid hit Tell Harim on Tuesday, the Civil Rescue said. Our reporter saw 14 bodies after the raid on Tell Harim."
    found = event(parts("Northern Wire", text, raid(("Civil Rescue", None)), raid(after="Our reporter", killed="14")))
    assert keys(found) == ["name:civil rescue", "outlet:northern wire"]


def test_what_the_outlet_tells_first_is_its_own() -> None:
    text = "An air raid hit Tell Harim on Tuesday. Nobody was hurt in the raid on Tell Harim, the Civil Rescue said."
    found = event(parts("Northern Wire", text, raid(), raid(("Civil Rescue", None), after="Nobody")))
    assert keys(found) == ["outlet:northern wire", "name:civil rescue"]


@pytest.mark.parametrize("who", ["residents", "two residents and a doctor in the town", "local activists", "witnesses at the scene"])
def test_people_who_may_be_anyone_are_as_many_voices_as_outlets_that_spoke_with_them(who: str) -> None:
    text = f"On Tuesday there was a raid on Tell Harim, {who} said."
    found = event(parts("Northern Wire", text, raid((who, None))), parts("Evening Post", text + " Nobody died.", raid((who, None))))
    assert sorted(keys(found)) == ["outlet:evening post", "outlet:northern wire"]
    assert who in found.claims[0].origin.why


@pytest.mark.parametrize("who", ["Red Harbour workers", "Doctors of Harim", "the mayor", "residents and the Hill Watch", "Hill activists"])
def test_a_body_with_a_name_is_one_voice_in_all_outlets(who: str) -> None:
    text = f"On Tuesday there was a raid on Tell Harim, {who} said."
    found = event(parts("Northern Wire", text, raid((who, None))), parts("Evening Post", text + " Nobody died.", raid((who, None))))
    assert len(keys(found)) == 1 and keys(found)[0].startswith("name:")


def test_a_capital_at_the_head_of_a_sentence_makes_no_name() -> None:
    text = "Nobody slept. Rescue workers in Tell Harim spoke of a raid."
    (part,) = parts("Northern Wire", text, raid(("Rescue workers in Tell Harim", None)))
    assert part.origin.key == "outlet:northern wire"


def test_a_spokesman_without_a_name_speaks_for_the_body_that_was_named_before() -> None:
    text = "The Syrian army denied the raid on Tell Harim. No planes flew a raid on Tell Harim on Tuesday, an army spokesman said."
    told = (raid(("Syrian army", "sy-army"), status="denied"), raid(("army spokesman", None), after="No planes", status="denied"))
    assert keys(event(parts("Northern Wire", text, *told))) == ["id:sy-army"]


def test_a_spokesman_of_one_of_two_bodies_is_not_taken_for_either() -> None:
    text = (
        "The Syrian army told of a raid on Tell Harim, the Russian army of a raid on Tell Harim. "
        "A third raid on Tell Harim failed, an army spokesman said."
    )
    told = (
        raid(("Syrian army", "sy-army")),
        raid(("Russian army", "ru-army"), after="Russian"),
        raid(("army spokesman", None), after="third"),
    )
    assert keys(event(parts("Northern Wire", text, *told)))[2] == "name:army"


# -- for whom they speak -----------------------------------------------------------------------------------------------------------


def test_a_group_that_tells_of_its_own_deed_claims_it_whether_or_not_it_has_a_side() -> None:
    text = "Fighters of the Hill Front said they shot at a convoy in Tell Harim. It was their first raid."
    told = {"kind": "attack", "on": "shot", "place": "Tell Harim", "day": DAY, "by": ("Hill Front", None), "who": ("Hill Front", None)}
    found = event(parts("Northern Wire", text, told))
    assert (found.status, found.sides) == ("claimed", ("name:hill front",))


def test_a_rescue_body_that_tells_of_its_own_deed_is_no_party() -> None:
    text = "The Civil Rescue said it had brought 30 people out of Tell Harim."
    told = {
        "kind": "evacuation",
        "on": "brought",
        "place": "Tell Harim",
        "day": DAY,
        "by": ("Civil Rescue", None),
        "who": ("Civil Rescue", None),
    }
    assert event(parts("Northern Wire", text, told)).status == "happened"
    text = "The United Nations said it had brought 30 people out of Tell Harim."
    told |= {"by": ("United Nations", "un"), "who": ("United Nations", "un")}
    assert event(parts("Northern Wire", text, told)).status == "happened"


def test_a_state_with_a_part_in_several_wars_is_on_no_side_of_a_war_that_nothing_tells() -> None:
    assert SIDES.side("ru-gov", None, dt.date(2023, 5, 3)) == "state:RU"
    assert SIDES.side("ru-gov", "UA", dt.date(2023, 5, 3)) == "ukraine:russia"
    assert SIDES.side("sy-army", None, dt.date(2016, 5, 3)) == "syria:government"


@pytest.mark.parametrize(
    ("who", "country"),
    [(("ru-army", "ua-army"), "UA"), (("ml-army", "jnim"), "ML"), (("sd-army",), "SD"), (("ru-army",), None), ((), None)],
)
def test_parties_tell_of_the_country_that_they_fight_over(who: tuple[str, ...], country: str | None) -> None:
    assert SIDES.fought_over(who, dt.date(2023, 5, 3)) == country


def test_an_event_that_no_claim_gives_a_day_was_by_the_first_report() -> None:
    text = "They remember a raid on Tell Harim in the old war."
    found = event(parts("Northern Wire", text, raid(status="past") | {"day": None}))
    assert lines(found)[0].endswith("Tell Harim  by 2016-03-01  past")


def test_one_voice_that_denies_its_own_part_and_tells_of_anothers_disputes_nothing() -> None:
    text = "The Syrian army denied the raid on Tell Harim and said that rebels had flown the raid on Tell Harim."
    army = ("Syrian army", "sy-army")
    found = event(parts("Northern Wire", text, raid(army, status="denied"), raid(army) | {"after": "said", "by": None}))
    assert found.status == "disputed"  # by the army and the outlet
    both = parts("Northern Wire", text, raid(army, status="denied"), raid(army))
    both[1] = dataclasses.replace(both[1], sketch=dataclasses.replace(both[1].sketch, id="c_other"))
    assert event(both).status == "claimed" and event(both).contradictions == ()
