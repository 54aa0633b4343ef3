"""Where an event happens: the places of its sentence, those that only name a party, and the scene."""

from __future__ import annotations

import pytest

from dateline.coder import Coder, clean, parse, places, segment, vote, where
from dateline.coder.knowledge import Knowledge
from dateline.coder.reading import Event, Reading
from dateline.model import Article
from dateline.ontology import load_ontology
from dateline.settings import settings
from tests.drafts import one

KNOWLEDGE = Knowledge(settings=settings(reader="none"))


def read(text: str, *events: tuple[str, str], title: str = "") -> list[Event]:
    """Read a text with events given as (trigger word, kind), found in this order."""
    reading = Reading(Article(id="a", text=text, title=title), KNOWLEDGE)
    for step in (clean, segment):
        step.run(reading)
    parse.run_all(reading)
    vote.run(reading)
    places.run(reading)
    rule = next(iter(load_ontology().lexicon.verbs.values()))[0]
    reading.events, at = [], 0
    for word, kind in events:
        start = text.index(word, at)
        at = start + 1
        sentence = reading.sentence_at(start)
        assert sentence is not None and sentence.doc is not None
        head = next(token for token in sentence.doc if sentence.offset(token) <= start < sentence.offset(token) + len(token.text))
        reading.events.append(Event(sentence, head, start, start + len(word), rule, kind))
    where.run(reading)
    return reading.events


def names(event: Event) -> list[str]:
    return [place.text for place in event.places]


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "expected"),
    [
        ("Jets struck the Qalfatin district of Aleppo on Friday.", "struck", "air-strike", ["Qalfatin district", "Aleppo"]),
        ("In Aleppo, shells hit the Qalfatin neighbourhood.", "hit", "shelling", ["Qalfatin neighbourhood", "Aleppo"]),
        ("The army captured Palmyra from the rebels.", "captured", "territory-gain", ["Palmyra"]),
        ("The bombardment of Raqqa killed nine people.", "bombardment", "shelling", ["Raqqa"]),
        ("Ministers from Oslo and Rome met in Geneva.", "met", "talks", ["Geneva"]),
        ("Clashes broke out in Manbij, Tadef and Marea.", "Clashes", "armed-clash", ["Manbij", "Tadef", "Marea"]),
        ("Fighters based in Idlib shelled the town of Salamiyah.", "shelled", "shelling", ["Salamiyah"]),
        ("Rebels seized Qalfatin, 20 km north of Damascus.", "seized", "territory-gain", ["Qalfatin"]),
    ],
)
def test_places_of_the_sentence_innermost_first(text: str, trigger: str, kind: str, expected: list[str]) -> None:
    assert names(read(text, (trigger, kind))[0])[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("Damascus condemned the raid.", "condemned", "accusation"),
        ("Turkey's army shelled the posts.", "shelled", "shelling"),
        ("Russia-backed forces shelled the posts.", "shelled", "shelling"),
        ("US warplanes struck the posts.", "struck", "air-strike"),
        ("Moscow rejected the plan.", "rejected", "rejection"),
        ("Sanctions on Iran were tightened.", "Sanctions", "sanction"),
        ("Rebels shelled the posts, he told reporters in Geneva.", "shelled", "shelling"),
    ],
)
def test_a_name_that_only_names_a_party_or_a_speaker_is_no_place(text: str, trigger: str, kind: str) -> None:
    assert names(read(text, (trigger, kind))[0]) == []


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("The Organization for Security and Co-operation in Europe reported shelling.", "shelling", "shelling"),
        ("The Observatory for Peace in Homs said shells hit the mill.", "hit", "shelling"),
        ("The University of Leeds said shells hit the mill.", "hit", "shelling"),
        ("The Party of Lebanon attacked a checkpoint.", "attacked", "attack"),
        ("Karabakh troops shelled the mill.", "shelled", "shelling"),
        ("A group based in Leeds said that rebels had shelled the market.", "shelled", "shelling"),
        ("The Sarn Conflict Monitor, a group based in Leeds, said that rebels had shelled the market.", "shelled", "shelling"),
        ("The Euphrates Conflict Monitor, a group based in Vienna, said that soldiers had seized the market.", "seized", "territory-gain"),
        ("Monitors headquartered in Leeds said that shells hit the mill.", "hit", "shelling"),
        ("Leeds-based monitors said rebels had shelled the market.", "shelled", "shelling"),
        ("He told reporters in Leeds that rebels had shelled the market.", "shelled", "shelling"),
        ("Rebels shelled the mill, the group told Leeds.", "shelled", "shelling"),
        ("Rebels shelled the mill, she warned in Leeds.", "shelled", "shelling"),
    ],
)
def test_a_name_within_the_name_of_a_body_or_of_its_seat_is_no_place(text: str, trigger: str, kind: str) -> None:
    assert names(read(text, (trigger, kind))[0]) == []


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "expected"),
    [
        ("Shells hit the University of Aleppo.", "hit", "shelling", ["Aleppo"]),
        ("The Bank of Aleppo was shelled.", "shelled", "shelling", ["Aleppo"]),
        ("Activists in Manbij said shells hit the mill.", "hit", "shelling", ["Manbij"]),
        ("The Council in Manbij was shelled.", "shelled", "shelling", ["Manbij"]),
        ("Manbij rebels shelled the mill.", "shelled", "shelling", ["Manbij"]),
        ("Manbij rebels shelled the town of Salamiyah.", "shelled", "shelling", ["Salamiyah"]),
    ],
)
def test_where_a_body_is_struck_or_locals_tell_is_a_place(text: str, trigger: str, kind: str, expected: list[str]) -> None:
    assert names(read(text, (trigger, kind))[0])[:1] == expected


def test_the_scene_goes_before_the_name_that_fighters_bear() -> None:
    _, second = read("Shells hit a market in Idlib. Manbij rebels attacked a post.", ("hit", "shelling"), ("attacked", "attack"))
    assert (names(second), second.places[0].carried) == (["Idlib"], True)


def test_the_state_is_a_place_when_it_is_where_things_happen() -> None:
    assert names(read("Fighting went on across Syria.", ("Fighting", "armed-clash"))[0]) == ["Syria"]
    assert names(read("They launched strikes on Syria.", ("strikes", "air-strike"))[0]) == ["Syria"]


def test_a_list_goes_on_behind_what_contains_its_first_names() -> None:
    text = "Rebels captured Karm Hartan, al-Rifan and Qalfatin quarters in Homs along with Jabal Hartan mountain north of Homs."
    event = read(text, ("captured", "territory-gain"))[0]
    assert names(event) == ["Karm Hartan", "al-Rifan", "Qalfatin quarters", "Jabal Hartan mountain", "Homs"]
    assert event.places[-1].span[0] < event.places[-2].span[0]


def test_two_events_of_one_sentence_keep_their_own_places() -> None:
    strike, clash = read("Jets struck Raqqa while clashes raged in Manbij.", ("struck", "air-strike"), ("clashes", "armed-clash"))
    assert (names(strike)[0], names(clash)[0]) == ("Raqqa", "Manbij")


def test_the_scene_is_carried_to_what_follows() -> None:
    first, second = read("Shells hit a market in Idlib. Nine people died.", ("hit", "shelling"), ("died", "casualties"))
    assert not first.places[0].carried
    assert (names(second), second.places[0].carried) == (["Idlib"], True)
    assert second.places[0].span == first.places[0].span


def test_words_and_deals_take_no_place_from_the_scene() -> None:
    _, second = read("Shells hit a market in Idlib. The council condemned it.", ("hit", "shelling"), ("condemned", "accusation"))
    assert second.places == []


def test_the_title_sets_the_scene_when_the_text_names_no_place() -> None:
    event = read("Shells hit a market. Nobody was hurt.", ("hit", "shelling"), title="Market hit in Aleppo")[0]
    assert names(event) == ["Aleppo"]
    assert event.places[0].in_title and event.places[0].carried


def test_the_dateline_sets_the_scene() -> None:
    event = read("ALEPPO, Dec. 7 (Reuters) - Shells hit a market.", ("hit", "shelling"))[0]
    assert (names(event), event.places[0].carried) == (["ALEPPO"], True)


def test_the_city_means_the_city_named_before() -> None:
    text = "Rebels took the Qalfatin district of Aleppo. Shells fell on the west of the city."
    _, second = read(text, ("took", "territory-gain"), ("fell", "shelling"))
    assert names(second)[0] == "Aleppo"


def test_the_scene_does_not_reach_further_than_the_setting() -> None:
    text = "Shells hit a market in Idlib. " + "It was cold. " * 14 + "Nine people died."
    assert read(text, ("hit", "shelling"), ("died", "casualties"))[1].places == []


def test_every_place_says_why() -> None:
    first, second = read("Shells hit a market in Idlib. Nine people died.", ("hit", "shelling"), ("died", "casualties"))
    assert first.why["places"] and second.why["places"]


def test_every_kind_has_its_rule() -> None:
    assert set(where.carrying()) == set(load_ontology().kinds)


@pytest.mark.parametrize("name", ["Aleppo", "Karm Hartan"])
def test_a_place_that_is_taken_by_its_name_alone_is_a_gain_there(name: str) -> None:
    claims = Coder(KNOWLEDGE).code(Article(id="a", text=f"Rebels took {name} on Monday."))
    assert [(claim.kind, [place.text for place in claim.places]) for claim in claims] == [("territory-gain", [name])]
    assert Coder(KNOWLEDGE).code(Article(id="a", text="Rebels took Captain Hartan on Monday.")) == []


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "expected"),
    [
        ("Shells fell in Hama Syria on Friday.", "fell", "shelling", ["Hama", "Syria"]),  # the comma between them is lost
        ("The Tarn Front (banned in Russia) shelled Hama.", "shelled", "shelling", ["Hama"]),
        ("Rockets fired from Syria fell on Golan Heights.", "fell", "shelling", ["Golan Heights"]),
        ("Rebels shelled a post 15 km east of Hama.", "shelled", "shelling", ["15 km east of Hama"]),
        ("A mine killed four on the road between Damascus and Homs.", "killed", "killing", ["road between Damascus and Homs"]),
        ("The US-Russian truce held in Hama.", "truce", "agreement", ["Hama"]),
    ],
)
def test_the_words_around_a_name_tell_its_part(text: str, trigger: str, kind: str, expected: list[str]) -> None:
    assert names(read(text, (trigger, kind))[0]) == expected


def test_a_city_told_by_its_rank_is_the_one_named_before() -> None:
    text = "Shells fell on Hama. The army drove rebels from Syria's second city."
    event = read(text, ("fell", "shelling"), ("drove", "retreat"))[1]
    assert (names(event), event.places[0].carried) == (["Hama"], True)


def test_an_arrest_is_not_carried_to_the_place_of_the_sentence_before() -> None:
    text = "Shells fell on Hama. Five men were arrested."
    assert names(read(text, ("fell", "shelling"), ("arrested", "capture"))[1]) == []


def test_what_is_reported_in_a_place_happened_there() -> None:
    event = one("Heavy clashes between the army and rebels were reported in Aleppo.", "armed-clash")
    assert [place.text for place in event.places] == ["Aleppo"]
    event = one("The army reported in Damascus that it had shelled a depot.", "shelling")
    assert [place.text for place in event.places] == []


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "expected"),
    [
        ("Families fled towards Homs as fighting raged in Hama.", "fled", "displacement", ["Hama"]),
        ("Families fled to Homs from Hama.", "fled", "displacement", ["Hama"]),
        # Where no other place is told, and of other kinds.
        ("Families fled to Homs.", "fled", "displacement", ["Homs"]),
        ("Troops advanced towards Homs as fighting raged in Hama.", "advanced", "offensive", ["Homs"]),
        ("Families fled a raid in Hama on the road to Homs.", "fled", "displacement", ["Hama"]),
    ],
)
def test_people_flee_from_where_and_not_where_to(text: str, trigger: str, kind: str, expected: list[str]) -> None:
    assert names(read(text, (trigger, kind))[0])[:1] == expected
