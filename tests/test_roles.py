"""Who did it, and to whom: the same answer whatever construction the sentence uses."""

from __future__ import annotations

import pytest

from tests.drafts import events, meant, name, one


@pytest.mark.parametrize(
    ("text", "kind", "actor", "target"),
    [
        # active, passive, passive without agent
        ("The army attacked the convoy on Monday.", "attack", "army", "convoy"),
        ("The convoy was attacked by the army on Monday.", "attack", "army", "convoy"),
        ("The convoy was attacked on Monday.", "attack", None, "convoy"),
        ("Gunmen kidnapped two engineers and a driver near Karsa.", "abduction", "Gunmen", "two engineers and a driver"),
        # relative clauses and participles
        ("The soldiers who shelled the hospital drank tea.", "shelling", "soldiers", "hospital"),
        ("The hospital that soldiers shelled is closed.", "shelling", "soldiers", "hospital"),
        ("Villagers met the soldiers who had shelled the hospital.", "shelling", "soldiers", "hospital"),
        ("Forces fighting the militia near Denov received fuel.", "armed-clash", "Forces", "militia"),
        ("The town seized by the militia last week is quiet.", "territory-gain", "militia", None),
        # nominalisations
        ("Turkey's attacks on the militia continued.", "attack", "Turkey", "militia"),
        ("The recapture of Denov by the army was slow.", "territory-gain", "army", None),
        ("The town fears army advances near Denov.", "offensive", "army", None),
        ("The attack by the Karsa Brigades on the convoy was brief.", "attack", "Karsa Brigades", "convoy"),
        ("Strikes by warplanes on a hospital killed nine.", "air-strike", "warplanes", "hospital"),
        ("Strikes carried out by Russia hit a clinic.", "air-strike", "Russia", "clinic"),
        # light verbs
        ("The army carried out a raid on the depot.", "attack", "army", "depot"),
        ("The convoy suffered a raid at dawn.", "attack", None, "convoy"),
        ("The garrison came under attack by the militia.", "attack", "militia", "garrison"),
        ("The Orontes Front claimed responsibility for the attack on the depot.", "attack", "Orontes Front", "depot"),
        # the act and its harm
        ("A gunman killed four people in an attack on a bank.", "attack", "gunman", "four people"),
        ("Nine people died on Tuesday in a suicide bombing.", "suicide-bombing", None, "Nine people"),
    ],
)
def test_every_construction_has_the_same_arguments(text: str, kind: str, actor: str | None, target: str | None) -> None:
    event = one(text, kind)
    assert (name(event.actor), name(event.target)) == (actor, target)


def actors(text: str) -> list[tuple[str, str | None]]:
    return [(event.kind, meant(event.actor)) for event in events(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army stormed the port and arrested nine dockers.", [("attack", "army"), ("capture", "army")]),
        ("Rebels seized and burned the depot.", [("territory-gain", "Rebels"), ("destruction", "Rebels")]),
        ("The port was shelled and stormed by the militia.", [("shelling", "militia"), ("attack", "militia")]),
        ("The army shelled Denov before it stormed the port.", [("shelling", "army"), ("attack", "army")]),
        ("The army stormed the port after rebels withdrew.", [("attack", "army"), ("retreat", "rebels")]),
    ],
)
def test_coordinated_verbs_share_who_acts(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert actors(text) == expected


def test_coordinated_subjects_act_together() -> None:
    assert name(one("The army and the Karsa Brigades stormed the port.", "attack").actor) == "army and the Karsa Brigades"


@pytest.mark.parametrize(
    ("text", "kind", "actor"),
    [
        ("The army plans to retake Denov.", "territory-gain", "army"),
        ("Rebels tried to storm the port of Denov.", "attack", "Rebels"),
        ("The army is said to have shelled Denov.", "shelling", "army"),
        ("The army has begun to withdraw from Denov.", "retreat", "army"),
        ("Soldiers were ordered to withdraw from Denov.", "retreat", "Soldiers"),
        ("The envoy urged the army to withdraw from Denov.", "retreat", "army"),
        ("The militia helped soldiers seize the hill.", "territory-gain", "soldiers"),
        ("The militia was unable to retake the bridge.", "territory-gain", "militia"),
        ("The army launched an operation to retake the town.", "territory-gain", "army"),
        ("The army launched an offensive, seizing the port.", "territory-gain", "army"),
        ("Turkey accused the militia of shelling Karsa.", "shelling", "militia"),
    ],
)
def test_control_and_raising(text: str, kind: str, actor: str) -> None:
    assert name(one(text, kind).actor) == actor


def test_who_is_forced_to_flee_is_the_target() -> None:
    found = events("The militia forced residents to flee Denov.")
    assert {event.kind for event in found} == {"displacement"}
    assert {name(event.target) for event in found} == {"residents"}
    assert name(found[0].actor) == "militia"


@pytest.mark.parametrize(
    "text",
    [
        "Clashes erupted between the army and the Karsa Brigades near Denov.",
        "Clashes erupted near Denov between the army and the Karsa Brigades.",
        "The army clashed with the Karsa Brigades near Denov.",
        "The army and the Karsa Brigades clashed near Denov.",
        "The army fought the Karsa Brigades near Denov.",
    ],
)
def test_the_sides_of_a_clash(text: str) -> None:
    event = one(text, "armed-clash")
    assert (name(event.actor), name(event.target)) == ("army", "Karsa Brigades")


@pytest.mark.parametrize(
    "text",
    [
        "The army drove the Karsa Brigades out of Denov.",
        "The Karsa Brigades were driven out of Denov by the army.",
        "The army expelled the Karsa Brigades from Denov.",
    ],
)
def test_who_is_driven_out_retreats(text: str) -> None:
    event = one(text, "retreat")
    assert (name(event.actor), name(event.target)) == ("Karsa Brigades", "army")


def test_who_leaves_retreats_from_nobody() -> None:
    event = one("The Karsa Brigades withdrew from Denov.", "retreat")
    assert (name(event.actor), event.target) == ("Karsa Brigades", None)


def test_who_loses_a_town_is_the_target_of_the_gain() -> None:
    event = one("The militia lost control of Denov to the army.", "territory-gain")
    assert (name(event.actor), name(event.target)) == ("army", "militia")


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Nine soldiers were killed in Denov.", "Nine soldiers"),
        ("Nine people were wounded in Karsa.", "Nine people"),
        ("Nine villagers died on Monday.", "Nine villagers"),
    ],
)
def test_casualties_have_no_actor(text: str, target: str) -> None:
    event = one(text, "casualties")
    assert (event.actor, name(event.target)) == (None, target)


@pytest.mark.parametrize(
    ("text", "kind", "actor", "target"),
    [
        ("Two hundred civilians were evacuated from Denov.", "evacuation", None, "Two hundred civilians"),
        ("The Red Crescent evacuated two hundred civilians from Denov.", "evacuation", "Red Crescent", "two hundred civilians"),
        ("Thousands of villagers fled Denov.", "displacement", None, "Thousands of villagers"),
        ("The army displaced thousands of villagers.", "displacement", "army", "thousands of villagers"),
        ("The shelling displaced thousands of villagers.", "displacement", None, "thousands of villagers"),
    ],
)
def test_people_who_are_moved_are_the_target(text: str, kind: str, actor: str | None, target: str) -> None:
    event = one(text, kind)
    assert (name(event.actor), name(event.target)) == (actor, target)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jets bombed Homs.", "air-strike"),
        ("Rebels attacked Homs on Monday.", "attack"),
        ("Homs was shelled on Monday.", "shelling"),
        ("The army captured Homs.", "territory-gain"),
        ("The attack on Homs was brief.", "attack"),
        ("The town was shelled on Monday.", "shelling"),
    ],
)
def test_a_town_is_never_a_target(text: str, kind: str) -> None:
    assert one(text, kind).target is None


def test_a_building_is_a_target_and_a_country_too() -> None:
    assert name(one("Jets bombed a hospital near Homs.", "air-strike").target) == "hospital"
    assert name(one("Turkey threatened Syria with war.", "threat").target) == "Syria"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Monday's raid on the depot was brief.", "attack"),
        ("Last week's shelling emptied the shops.", "shelling"),
        ("The 12 May attack on the depot was brief.", "attack"),
        ("A terrorist attack killed nine people in Karsa.", "attack"),
        ("The deadly suicide bombing shook Karsa.", "suicide-bombing"),
        ("An anti-government protest was held in Karsa.", "protest"),
        ("A rocket attack on the port killed two.", "shelling"),
        ("Not one was arrested in Karsa.", "capture"),
    ],
)
def test_dates_labels_and_means_are_no_actors(text: str, kind: str) -> None:
    assert one(text, kind).actor is None


@pytest.mark.parametrize(
    ("text", "kind", "actor"),
    [
        ("Turkish strikes hit a depot near Karsa.", "air-strike", "Turkish"),
        ("Police raids went on in Karsa.", "attack", "Police"),
        ("NATO strikes hit a depot near Karsa.", "air-strike", "NATO"),
        ("Turkish jets struck a depot near Karsa.", "air-strike", "Turkish jets"),
    ],
)
def test_a_modifier_that_names_a_side_is_the_actor(text: str, kind: str, actor: str) -> None:
    assert name(one(text, kind).actor) == actor


@pytest.mark.parametrize(
    "text",
    [
        "The envoy condemned the army's raid on Karsa.",
        "The envoy condemned the raid by the army on Karsa.",
        "The envoy blamed the army for the raid on Karsa.",
        "The envoy accused the army of a raid on Karsa.",
    ],
)
def test_an_accusation_is_against_who_committed_the_act(text: str) -> None:
    accusation, raid = one(text, "accusation"), one(text, "attack")
    assert (name(accusation.actor), name(accusation.target)) == ("envoy", "army")
    assert name(raid.actor) == "army"


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Russia and Turkey signed a truce in Karsa.", "Russia and Turkey"),
        ("The army and the militia agreed on a truce.", "army and the militia"),
    ],
)
def test_who_signs_is_the_actor(text: str, actor: str) -> None:
    assert name(one(text, "agreement").actor) == actor


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The militia is in control of the port.", "militia"),
        ("The port remains under rebel control.", "rebel"),
        ("Buses reached rebel-held Denov.", "rebel"),
        ("Buses reached Denov, held by the militia.", "militia"),
    ],
)
def test_who_holds_a_place(text: str, actor: str) -> None:
    assert name(one(text, "territory-hold").actor) == actor


def test_every_role_says_where_it_was_read() -> None:
    event = one("The army attacked the convoy on Monday.", "attack")
    assert event.why["actor"][0] == f"subj of {event.trigger.rule}"
    assert event.why["target"][0] == f"obj of {event.trigger.rule}"


def test_who_says_that_a_party_is_responsible_accuses_it() -> None:
    event = one("The envoy said that the militia was responsible for the attack.", "accusation")
    assert (name(event.actor), name(event.target), event.sources) == ("envoy", "militia", [])
    event = one("The envoy said that the militia bears responsibility for the raid.", "accusation")
    assert (name(event.actor), name(event.target)) == ("envoy", "militia")
