"""What labels and parts of phrases mean by the rest of a report: who is called a terrorist there, whose troops, which forces."""

from __future__ import annotations

import pytest

from dateline.coder.reading import Event
from tests.drafts import events, one


def actor(event: Event) -> tuple[str, str | None]:
    assert event.actor_mention is not None
    return event.actor_mention.text, event.actor_mention.id


def test_a_label_is_the_group_that_the_report_calls_so() -> None:
    text = "YPG fighters met Daesh terrorists near Afrin on Monday, hours after Boko Haram was condemned. The terrorists burned a depot."
    assert actor(one(text, "destruction")) == ("terrorists", "is")


def test_a_label_with_words_that_tell_of_nobody() -> None:
    text = "Boko Haram seized two trucks near Maiduguri on Monday. The remaining hardline militants in the town burned a depot."
    assert actor(one(text, "destruction"))[1] == "boko-haram"


@pytest.mark.parametrize(
    "label", ["other militants", "militants and their families", "militant groups", "rebel militants", "militants from the north"]
)
def test_a_label_that_may_be_somebody_else_stays_open(label: str) -> None:
    text = f"Boko Haram seized two trucks near Maiduguri on Monday. A day later {label} burned a depot."
    assert actor(one(text, "destruction"))[1] is None


def test_a_peoples_fighters_are_the_one_group_of_that_people() -> None:
    text = "The YPG sent reinforcements to Afrin. Kurdish fighters then seized a village."
    assert actor(one(text, "territory-gain"))[1] == "ypg"
    text = "The YPG and the PKK sent reinforcements to Afrin. Kurdish fighters then seized a village."
    assert actor(one(text, "territory-gain"))[1] is None


@pytest.mark.parametrize("words", ["hit by", "destroyed in"])
def test_joined_states_are_told_together(words: str) -> None:
    event = one(f"Several streets in Homs were {words} Syrian or Russian air strikes.", "air-strike")
    assert actor(event) == ("Syrian or Russian", "sy-gov|ru-gov")


def test_what_one_side_is_not_joined_to_the_other() -> None:
    event = one("Clashes between Turkey and the YPG went on near Afrin.", "armed-clash")
    assert event.actor_mention is None or "|" not in (event.actor_mention.id or "")


def test_government_troops_are_at_home_where_things_happen() -> None:
    text = "Russian planes bombed a depot in Mayadin on Sunday. Government troops seized the town."
    assert actor(one(text, "territory-gain")) == ("Government troops", "sy-army")


def test_the_home_of_a_group_tells_whose_forces_fight_it() -> None:
    assert actor(one("Government forces seized eight hamlets from Boko Haram.", "territory-gain"))[1] is None  # at home in four countries
    assert actor(one("Government forces seized eight hamlets from Hayat Tahrir al-Sham.", "territory-gain"))[1] == "sy-army"


def test_an_office_is_the_holder_whom_the_report_names() -> None:
    text = "The president of Iran condemned the raid on Homs. Hassan Rouhani spoke in Tehran."
    assert actor(one(text, "accusation"))[1] == "hassan-rouhani"


def test_we_who_ask_are_who_speaks() -> None:
    text = "A deputy head of the Syrian National Coalition said that we urge all states to help the people of Homs."
    assert actor(one(text, "request"))[1] == "sy-coalition"


@pytest.mark.parametrize(("who", "expected"), [("UN inspectors", "un"), ("Russian sappers", "ru-gov"), ("two Kenyan pilots", None)])
def test_who_acts_for_a_body(who: str, expected: str | None) -> None:
    assert actor(one(f"{who} withdrew from Homs on Monday.", "retreat"))[1] == expected


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("the terrorists' positions", "is"),
        ("positions of the terrorists", "is"),
        ("a gathering of Daesh militants", "is"),
        ("a long convoy of Daesh fuel tankers", "is"),
        ("several Armenian artillery pieces", "am-army"),
        ("a bunker", None),
    ],
)
def test_what_is_hit_is_theirs(what: str, expected: str | None) -> None:
    event = one(f"Daesh terrorists moved to Afrin on Sunday. Jets bombed {what} near Afrin on Monday.", "air-strike")
    assert event.target_mention is not None
    assert event.target_mention.id == expected


def test_rebels_are_the_group_that_the_report_calls_rebels() -> None:
    text = "Houthi rebels shelled a port. A day later rebel fighters seized a village near Marib."
    assert actor(one(text, "territory-gain"))[1] == "houthis"
    text = "Daesh militants shelled a port. A day later rebel fighters seized a village near Marib."
    assert actor(one(text, "territory-gain"))[1] is None


@pytest.mark.parametrize(
    ("told", "jets", "expected"),
    [
        ("Israeli warplanes crossed the border and bombed a depot.", "The jets", "il-gov"),
        ("Israeli warplanes crossed the border and bombed a depot.", "Jets", None),  # may be anybody's
        ("Israeli warplanes bombed a depot. Russian warplanes bombed a bridge.", "The jets", None),
    ],
)
def test_aircraft_that_were_told_of_are_whose_they_were(told: str, jets: str, expected: str | None) -> None:
    text = f"{told} {jets} then struck a village near Homs."
    assert actor(events(text)[-1])[1] == expected


def test_a_suicide_bomber_of_a_group_is_the_groups() -> None:
    assert actor(one("Daesh suicide bombers attacked a base near Homs on Friday.", "suicide-bombing"))[1] == "is"
