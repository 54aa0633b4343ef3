"""The words that denote events: several words for one, light verbs, states in passing, and what only looks like an event."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.drafts import Told, events, one, read, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fighters laid down their arms in Karsa on Monday.", ("surrender", "laid down their arms")),
        ("The militia is in control of the port.", ("territory-hold", "in control of")),
        ("The port remains under rebel control.", ("territory-hold", "under rebel control")),
        ("Residents took to the streets of Karsa.", ("protest", "took to the streets")),
        ("Nine men lost their lives in Karsa.", ("casualties", "lost their lives")),
        ("The militia set fire to the granary.", ("destruction", "set fire to")),
        ("The chief denied that his men had set any fires.", ("destruction", "set any fires")),
        ("The convoy came under attack near the bridge.", ("attack", "came under attack")),
    ],
)
def test_a_phrase_is_one_trigger(text: str, expected: Told) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels pulled out of Denov overnight.", ("retreat", "pulled out")),
        ("The army moved in on Denov at dawn.", ("offensive", "moved in")),
        ("Rebels shot down a jet over the plain.", ("disrupted-weapon", "shot down")),
        ("Rebels shot a jet down over the plain.", ("disrupted-weapon", "shot a jet down")),
        ("The garrison was beaten back by army units.", ("retreat", "beaten back")),
        ("Saboteurs blew up the bridge near Denov.", ("bombing", "blew up")),
        ("The militia took control of the port of Karsa.", ("territory-gain", "took control")),
    ],
)
def test_a_particle_and_a_named_object_belong_to_the_trigger(text: str, expected: Told) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize("text", ["She pulled a book out of the shelf.", "The choir moved in step.", "He shot a film in Karsa."])
def test_a_verb_without_its_particle_or_object_is_silent(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "role"),
    [
        ("The army carried out a raid on the depot.", "attack", "actor"),
        ("The navy launched strikes on the harbour.", "air-strike", "actor"),
        ("The convoy suffered a raid at dawn.", "attack", "target"),
        ("The Orontes Front claimed responsibility for the attack on the depot.", "attack", "actor"),
        ("The Orontes Front was behind the blast in Karsa.", "bombing", "actor"),
        ("The army and the militia agreed on a truce.", "agreement", "actor"),
        ("The envoy described the attack on the depot.", "attack", "none"),
    ],
)
def test_a_light_verb_carries_the_noun_that_denotes_the_event(text: str, kind: str, role: str) -> None:
    event = one(text, kind)
    assert event.light is not None
    assert event.light.subject == role
    assert event.head.pos_ == "NOUN"


def test_a_light_verb_carries_every_one_of_a_list() -> None:
    found = events("The army carried out a raid and an ambush near Denov.")
    assert [event.light is not None for event in found] == [True, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Buses reached rebel-held Denov.", ("territory-hold", "held")),
        ("Buses reached the rebel-held town of Denov.", ("territory-hold", "held")),
        ("Buses reached militia-controlled Karsa.", ("territory-hold", "controlled")),
        ("Bread was dear in besieged Denov.", ("siege", "besieged")),
    ],
)
def test_a_named_place_may_have_a_state_in_passing(text: str, expected: Told) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Shells fell on rebel-held areas.",
        "Families live in besieged areas.",
        "The displaced families live in tents.",
        "US-backed rebels drank tea in Karsa.",
        "The outlawed party printed a paper.",
    ],
)
def test_a_label_without_a_place_on_the_map_is_no_state(text: str) -> None:
    assert not {"territory-hold", "siege", "displacement", "cooperation", "restriction"} & {kind for kind, _ in told(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The Counter-Terrorism Service published a list.",
        "The Attack Helicopter Regiment celebrated its birthday.",
        "An attack helicopter landed at the base.",
        "The Karsa Truce Committee sold stamps.",
        "An attack dog barked at the gate.",
        "The war is in its sixth year.",
    ],
)
def test_a_name_and_a_kind_of_thing_are_no_events(text: str) -> None:
    assert told(text) == []


def test_a_specific_noun_needs_something_that_makes_it_an_event() -> None:
    assert told("Under the deal the rebels left the town.")[0] == ("agreement", "deal")
    assert told("The clerk wrote about deal after deal.") == []


def test_a_weak_noun_counts_alone_and_gives_way_to_another() -> None:
    text = "The rocket killed two bakers."
    assert one(text, "shelling").trigger.flags >= {"weak"}
    assert told("The army shelled Denov and a rocket lay there.") == [("shelling", "shelled")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Air strikes hit Denov.", ("air-strike", "Air strikes")),
        ("A roadside bomb attack killed three officers.", ("bombing", "roadside bomb attack")),
        ("Nine died in a suicide attack on the barracks.", ("suicide-bombing", "suicide attack")),
        ("The army denied a chemical weapons attack on Denov.", ("chemical-attack", "chemical weapons attack")),
        ("A drone strike hit a car.", ("drone-strike", "drone strike")),
    ],
)
def test_what_tells_the_means_belongs_to_the_trigger(text: str, expected: Told) -> None:
    assert told(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Karsan air strikes on the port went on.", "air strikes"),
        ("The latest deadly attack on the port shook Karsa.", "attack"),
        ("Monday's raid on the port shook Karsa.", "raid"),
        ("The army quickly captured the port of Karsa.", "captured"),
    ],
)
def test_who_and_when_stay_out_of_the_trigger(text: str, expected: str) -> None:
    assert expected in [words for _, words in told(text)]


def test_the_same_verb_is_read_by_who_acts() -> None:
    assert told("Jets hit the depot in Karsa.") == [("air-strike", "hit")]
    assert told("Rockets hit the depot in Karsa.")[0][0] == "shelling"
    assert told("Rebels hit the depot in Karsa.") == [("attack", "hit")]


@pytest.mark.parametrize("what", ["rockets", "tens of rockets", "hundreds of mortar bombs", "a number of shells"])
def test_what_is_measured_counts_and_not_the_measure(what: str) -> None:
    assert one(f"Rebels fired {what} at Karsa.", "shelling").trigger.rule.startswith("verbs:")


def test_active_and_passive_meet_the_same_row() -> None:
    active = one("Rebels seized the town of Denov.", "territory-gain")
    passive = one("The town of Denov was seized by rebels.", "territory-gain")
    assert active.trigger.rule == passive.trigger.rule
    assert active.why["kind"] == [active.trigger.rule]


def test_events_stand_in_the_order_of_the_text() -> None:
    text = "After rebels withdrew from Denov, the army seized the town and arrested nine men. Shells fell on Karsa."
    starts = [event.start for event in read(text).events]
    assert starts == sorted(starts)
    assert [kind for kind, _ in told(text)] == ["retreat", "territory-gain", "capture", "shelling"]


def test_no_word_belongs_to_two_triggers() -> None:
    for text in ("The militia took control of the port.", "Rebels took up arms and laid down their arms again in Karsa."):
        spans = sorted((event.start, event.end) for event in events(text))
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The premier called the emir on Monday to discuss the truce.", "talks"),
        ("The premier called on the emir to keep the truce.", "request"),
        ("The court freed Dana Orlov on Monday.", "release"),
        ("The mayor declined to resign.", "rejection"),
        ("The court ordered the general to appear on Friday.", "request"),
        ("The miners will not end the strike until the crown pays them.", "rejection"),
        ("The garrison held forty villagers as human shields.", "abduction"),
        ("The premier launched a scathing attack on the council.", "accusation"),
    ],
)
def test_what_follows_a_verb_tells_its_kind(text: str, kind: str) -> None:
    assert [found for found, _ in told(text)][:1] == [kind]


def test_declining_to_comment_refuses_nobody_anything() -> None:
    assert told("The ministry declined to comment.") == []


def test_a_day_behind_on_is_no_call_on_somebody() -> None:
    assert "request" not in [kind for kind, _ in told("The union called a meeting on Friday.")]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("A clinic in besieged eastern Hartsdale was hit.", ("siege", "besieged")),
        ("The convoy reached the besieged town of Hartsdale.", ("siege", "besieged")),
        ("The convoy reached the recaptured city of Hartsdale.", ("territory-gain", "recaptured")),
        ("Shells fell on a rebel-held northern town.", ("territory-hold", "held")),
        ("The army shelled the rebel-held eastern districts.", ("territory-hold", "held")),
        ("The army shelled rebel-held parts of the city.", ("territory-hold", "held")),
    ],
)
def test_a_state_told_beside_a_place_that_can_be_found_is_told(text: str, state: Told) -> None:
    assert state in told(text)


@pytest.mark.parametrize("text", ["The army shelled rebel-held areas of the city.", "A bomb fell on a rebel-held town."])
def test_a_state_told_beside_no_place_in_particular_is_none(text: str) -> None:
    assert "territory-hold" not in [kind for kind, _ in told(text)]


def test_what_somebody_says_a_party_must_do_is_asked_of_it() -> None:
    event = one("The envoy said that the council must act.", "request")
    assert (event.actor and event.actor.text, event.target and event.target.text, event.sources) == ("envoy", "council", [])


@pytest.mark.parametrize("text", ["Nicaragua must spend much on defence.", "We must find those responsible, the premier said."])
def test_what_must_be_is_asked_of_nobody(text: str) -> None:
    assert "request" not in [kind for kind, _ in told(text)]


def test_strikes_whose_means_are_untold_are_attacks() -> None:
    text = "The premier threatened military strikes on the island. He said the strikes would be limited."
    assert [kind for kind, words in told(text) if words.endswith("strikes")] == ["attack", "attack"]


def test_an_attacker_who_detonates_what_he_wears_dies_by_it() -> None:
    assert told("The attacker detonated his explosives at the gate.")[0][0] == "suicide-bombing"
    assert told("Rebels detonated a car bomb near the barracks.")[0][0] == "bombing"


def test_who_has_come_to_control_a_place_has_taken_it() -> None:
    assert one("Army forces have controlled the key town of Hartsdale.", "territory-gain").status == "happened"
    assert one("The army managed on Saturday to control the village.", "territory-gain").status == "happened"
    assert one("The militia has controlled the town since 2014.", "territory-hold").status == "ongoing"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The forces had regained control of Karsa in the Denov region.", [("territory-gain", "regained control")]),
        ("The army had given up control of Damascus.", [("territory-handover", "given up")]),
        ("Rebels recaptured Damascus in a dawn counter-attack.", [("territory-gain", "recaptured"), ("offensive", "counter-attack")]),
    ],
)
def test_a_hold_that_passes_and_a_word_with_a_hyphen_are_one_event(text: str, expected: list[Told]) -> None:
    assert told(text) == expected
