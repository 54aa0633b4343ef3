"""Several words for one event make one claim; two events stay two; bare nouns take the kind of what was told before."""

from __future__ import annotations

import pytest

from dateline import Article
from dateline.coder import STEPS, Coder, join
from dateline.coder.reading import Reading
from dateline.coder.step import run_step
from tests.drafts import Told, events, name, one, read, told, words


def counted(text: str, kind: str) -> list[tuple[str, float]]:
    return [(count.what, count.low) for count in one(text, kind).counts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine villagers were killed in an air strike on Denov.", ("air-strike", "air strike")),
        ("Nine people died on Tuesday in the north in a suicide bombing.", ("suicide-bombing", "suicide bombing")),
        ("The blast that wounded six people shook the market of Karsa.", ("bombing", "blast")),
        ("The blast in the market that wounded six people was heard in Karsa.", ("bombing", "blast")),
        ("Jets bombed the town of Denov, killing nine people.", ("air-strike", "bombed")),
        ("Warplanes bombed the market and killed nine people.", ("air-strike", "bombed")),
        ("A car bomb exploded in Karsa, killing four guards and wounding nine others.", ("bombing", "car bomb")),
        ("Four guards were killed when a mine exploded near Karsa.", ("bombing", "mine")),
        ("The depot was hit by shelling on Monday.", ("shelling", "shelling")),
        ("The army carried out an air strike on Denov, killing nine.", ("air-strike", "air strike")),
        ("The shelling left nine dead.", ("shelling", "shelling")),
        ("Nine rebels were killed in clashes with the army near Denov.", ("armed-clash", "clashes")),
        ("A gunman killed four guards in an attack on a bank in Karsa.", ("attack", "attack")),
        ("Israeli strikes hit a depot near Karsa.", ("air-strike", "strikes")),
    ],
)
def test_the_act_and_its_harm_are_one(text: str, expected: Told) -> None:
    assert told(text) == [expected]


def test_the_harm_is_kept_as_a_part_and_counted() -> None:
    text = "Nine villagers were killed in an air strike on Denov."
    event = one(text, "air-strike")
    assert [words(text, part) for part in event.parts] == ["killed"]
    assert counted(text, "air-strike") == [("killed", 9)]
    assert name(event.target) == "Nine villagers"
    assert any(why.startswith("join: ") for why in event.why["kind"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Four guards were killed and nine wounded in the blast in Karsa.", "bombing"),
        ("Four guards were killed and nine others were wounded when a mine exploded near Karsa.", "bombing"),
        ("A car bomb exploded in Karsa, killing four guards and wounding nine others.", "bombing"),
    ],
)
def test_coordinated_harm_belongs_to_one_act(text: str, kind: str) -> None:
    assert [event.kind for event in events(text)] == [kind]
    assert sorted(counted(text, kind)) == [("killed", 4), ("wounded", 9)]


def test_one_toll_in_several_words_is_one_claim() -> None:
    text = "Two people died and nine were wounded in Karsa."
    assert told(text) == [("casualties", "died")]
    assert sorted(counted(text, "casualties")) == [("killed", 2), ("wounded", 9)]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Mortar fire hit the depot in Karsa, but nobody was hurt.", "shelling"),
        ("Rebels shelled Karsa, but no one was killed.", "shelling"),
        ("Jets bombed Denov, but the raid did not kill anybody.", "air-strike"),
    ],
)
def test_that_nobody_was_hurt_is_a_claim_of_its_own(text: str, act: str) -> None:
    by_kind = {event.kind: event.status.value for event in events(text)}
    assert by_kind[act] == "happened"
    assert "denied" in [event.status.value for event in events(text) if event.kind in ("casualties", "killing")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The army shelled Karsa and rebels ambushed a convoy near Denov.", ["shelling", "attack"]),
        ("The army shelled Denov before it stormed the port.", ["shelling", "attack"]),
        ("Soldiers killed two guards in Karsa and arrested nine men.", ["killing", "capture"]),
        ("Jets bombed Denov, and thousands fled the town.", ["air-strike", "displacement"]),
        ("The army launched an offensive on Denov and shelled the port.", ["offensive", "shelling"]),
    ],
)
def test_two_acts_in_a_sentence_stay_two(text: str, kinds: list[str]) -> None:
    assert [event.kind for event in events(text)] == kinds


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ("A car bomb exploded in Karsa.", "bombing"),
        ("Jets carried out an air strike on Denov.", "air-strike"),
        ("The army shelled Denov.", "shelling"),
        ("A suicide bomber blew himself up in Karsa.", "suicide-bombing"),
        ("Men hurled a grenade into the station in Karsa.", "grenade-attack"),
    ],
)
def test_the_attack_is_of_the_kind_told_before(before: str, kind: str) -> None:
    event = events(f"{before} The attack wounded four people.")[-1]
    assert event.kind == kind
    assert any(why.startswith("anaphora: ") for why in event.why["kind"])


@pytest.mark.parametrize(
    "later",
    [
        "The knife attack wounded four people.",
        "An attack wounded four people near Denov.",
        "Another attack wounded four men near Denov.",
    ],
)
def test_an_attack_that_is_described_otherwise_is_another(later: str) -> None:
    assert events(f"A car bomb exploded in Karsa. {later}")[-1].kind == "attack"


def test_a_raid_is_not_the_one_told_before() -> None:
    assert events("The army shelled Denov. Nine soldiers were killed in a raid.")[-1].kind == "attack"


def test_only_earlier_text_tells_what_the_attack_was() -> None:
    found = events("The attack wounded four people. A car bomb exploded in Karsa.")
    assert [event.kind for event in found] == ["attack", "bombing"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The army shelled Denov. The strike killed two guards.", "shelling"),
        ("Jets raided Denov. Residents spoke of days of bombing.", "air-strike"),
        ("Jets bombed Denov. The blast killed two guards.", "air-strike"),
        ("Police arrested two men. The attack wounded four people.", "attack"),
    ],
)
def test_a_bare_noun_means_only_what_it_may_mean(text: str, kind: str) -> None:
    assert events(text)[-1].kind == kind


def test_the_nearest_act_is_the_one_that_is_meant() -> None:
    assert events("A car bomb exploded in Karsa. Jets bombed Denov. The attack wounded four people.")[-1].kind == "air-strike"


def test_same_text_same_events() -> None:
    text = "A car bomb exploded in Karsa, killing four guards. The attack was the second. Two men died in a blast."
    first = [(event.start, event.kind, [part.start for part in event.parts]) for event in read(text).events]
    assert first == [(event.start, event.kind, [part.start for part in event.parts]) for event in read(text).events]


def test_a_bare_word_for_an_undertaking_is_about_the_one_told_before_it() -> None:
    found = events("The army plans to retake Denov, and jets are expected to support the operation.")
    assert [event.kind for event in found].count("offensive") == 0
    found = events("The army retook Denov on Friday, and rebels began an operation in the hills.")
    assert [event.kind for event in found].count("offensive") == 1


@pytest.mark.parametrize(
    "text",
    [
        "Four were killed and nine wounded, two badly hurt, in a bomb attack that injured guards and killed a boy in the shelling.",
        "The bomb attack killed four and wounded nine, and shelling hurt two men who had been injured in an air strike.",
        "A suicide bomb blast and the clashes that followed left six dead and wounded twenty, a doctor said after the attack.",
    ],
)
def test_nothing_that_was_found_is_lost_by_joining(text: str) -> None:
    """Every trigger is a claim, or a part of a claim that is left."""
    coder = Coder()
    reading = Reading(Article(id="a", text=text), coder.knowledge)
    for step in STEPS[: STEPS.index(join.STEP)]:
        run_step(step, reading)
    found = {event.start for event in reading.events if "weak" not in event.trigger.flags}
    run_step(join.STEP, reading)
    assert found <= {start for event in reading.events for start in (event.start, *(part.start for part in event.parts))}


def test_words_that_are_weak_alone_leave_one_claim() -> None:
    assert len(events("The toll of the dead is not known.")) == 1


def test_whom_repelling_kills_the_attack_did_not_kill() -> None:
    text = "The garrison repelled an attack by rebels on the airport, killing nine fighters."
    assert [(event.kind, name(event.actor)) for event in events(text)] == [("attack", "rebels"), ("killing", "garrison")]


def test_the_attack_is_the_one_called_so_before() -> None:
    text = "A gas attack hit Denov. Jets struck a road near the town. The attack killed nine people."
    assert [event.kind for event in events(text)][-1] == "chemical-attack"


def test_a_day_does_not_make_it_another_attack() -> None:
    text = "A car bomb hit the police station. The mayor condemned Friday's attack."
    assert [event.kind for event in events(text)][-1] == "bombing"


def test_a_blow_by_nobody_is_one_of_those_just_told() -> None:
    assert [event.kind for event in events("Jets raided the port. Two clinics were hit.")] == ["air-strike", "air-strike"]
    assert [event.kind for event in events("Jets raided the port. Two clinics were hit by gunmen.")][-1] == "attack"


def test_what_falls_with_a_machine_that_was_shot_down_is_its_toll() -> None:
    assert told("Rebels shot down a jet near Denov, killing its pilot.") == [("disrupted-weapon", "shot down")]
    assert ("disrupted-weapon", "seized") in told("Two rifles were seized during the raid.")


def test_an_incident_is_an_act_told_before_or_none() -> None:
    assert [event.kind for event in events("A car bomb hit the mill. The mayor spoke of the incident.")] == ["bombing", "bombing"]
    assert told("No other untoward incident was reported from the district.") == []


def test_what_a_raid_hits_is_no_second_raid() -> None:
    assert told("Jets raided the town on Friday, hitting two streets.") == [("air-strike", "raided")]
    assert told("Warplanes bombed the town, while gunmen stormed the port.") == [("air-strike", "bombed"), ("attack", "stormed")]


def test_a_noun_that_the_tagger_takes_for_a_verb_is_still_an_act() -> None:
    assert told("A mosque was also destroyed by regime airstrikes north of Hama.") == [("air-strike", "airstrikes")]
