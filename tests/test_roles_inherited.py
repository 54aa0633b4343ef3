"""Actors and targets that an event has from another one of its sentence, and names that stand behind a word for a group."""

from __future__ import annotations

import pytest

from tests.drafts import events, meant, name, one


@pytest.mark.parametrize(
    ("text", "kind", "actor"),
    [
        ("The brigade seized the hill in a surprise offensive.", "offensive", "brigade"),
        ("Residents blamed the coalition for the air strikes on the valley.", "air-strike", "coalition"),
        ("The raid, which was carried out by the militia, lasted an hour.", "attack", "militia"),
        ("The army took the hill as part of a wide offensive.", "offensive", "army"),
        ("Nine guards were killed and two wounded in air strikes by the US-led coalition.", "air-strike", "US-led coalition"),
    ],
)
def test_an_act_has_the_actor_of_what_it_belongs_to(text: str, kind: str, actor: str) -> None:
    assert name(one(text, kind).actor) == actor


def test_an_act_that_is_only_spoken_of_has_no_actor_from_the_speaker() -> None:
    assert one("The envoy spoke after the air strikes on the valley.", "air-strike").actor is None


def test_who_held_a_place_loses_it() -> None:
    assert name(one("The army seized a rebel-held district of Denov on Friday.", "territory-gain").target) == "rebel"


def test_words_against_an_act_are_against_its_actor() -> None:
    assert meant(one("The envoy condemned Turkey's attacks on the valley.", "accusation").target) == "Turkey"


def test_a_group_is_meant_by_the_name_behind_it() -> None:
    assert meant(one("The rebel group Tarn Front shelled the mill.", "shelling").actor) in ("Tarn Front", "rebel group Tarn Front")


def test_a_reporter_does_not_do_what_he_reports() -> None:
    for event in events("A reporter said groups in the hills fired shells on the mill."):
        assert name(event.actor) != "reporter"


def test_strikes_that_a_party_leads_are_those_of_whom_it_leads() -> None:
    assert name(one("US-led air strikes hit a mill near Denov.", "air-strike").actor) == "US-led"
