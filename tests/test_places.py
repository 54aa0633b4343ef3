"""Finding places in texts: what is one, what is none, and what the step writes."""

from __future__ import annotations

import pytest

from dateline.coder import clean, parse, places, segment
from dateline.coder.knowledge import Knowledge
from dateline.coder.reading import Reading, Toponym
from dateline.gazetteer import load_gazetteer
from dateline.gazetteer.scan import Scanner
from dateline.model import Article, Level, Outcome

KNOWLEDGE = Knowledge()


def toponyms(text: str, title: str = "", outlet: str | None = None) -> list[Toponym]:
    reading = Reading(Article(id="a", text=text, title=title, outlet=outlet), KNOWLEDGE)
    for step in (clean, segment):
        step.run(reading)
    if outlet is not None:
        parse.run_all(reading)
    places.run(reading)
    return reading.toponyms


def found(text: str) -> list[str]:
    return [toponym.text for toponym in toponyms(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels took Karm Hartan, Salma and Tell Rifan districts of Aleppo.", ["Karm Hartan", "Salma", "Tell Rifan districts", "Aleppo"]),
        ("The army took Karm Hartan and Salma districts in Aleppo.", ["Karm Hartan", "Salma districts", "Aleppo"]),
        ("The army entered the village of Qalfatin on Monday.", ["Qalfatin"]),
        ("Jets struck eastern Aleppo and north east Syria.", ["eastern Aleppo", "north east Syria"]),
        ("Shells hit Tallet al-Hartan hill and the Qalfatin airbase.", ["Tallet al-Hartan hill", "Qalfatin airbase"]),
        ("A mine went off on the Damascus-Homs highway.", ["Damascus-Homs highway"]),
        ("Troops massed on the Turkish border.", ["Turkish border"]),
        ("They fled Idlib province for the Aleppo countryside.", ["Idlib province", "Aleppo countryside"]),
        ("The army also took villages including Qalfatin and Rifanta.", ["Qalfatin", "Rifanta"]),
        ("Police in Alexandria, La., held a man from Ball.", ["Alexandria", "La", "Ball"]),
        ("Fighters left Qalfatin, the last district they held.", ["Qalfatin"]),
        ("Syrias north saw clashes near Al Bab.", ["Syria", "near Al Bab"]),
        ("A raid hit the Naba al-Hartan area in Quneitra province.", ["Naba al-Hartan area", "Quneitra province"]),
    ],
)
def test_what_is_a_place(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Gen. Omar Jordan and Anna Houston spoke.",
        "President Lincoln and Mr. Paris agreed.",
        "The Lakewood Post and the Washington Times reported it.",
        "Reading the letter, he wept.",
        "In March the price of turkey rose.",
        "The Bank of the Poor closed.",
        "The FDA and the SOS team came.",
        "Rebel-held areas and the Daesh-held mill burned.",
        "At least ten fighters died as more came.",
        "The Human Rights Watch report is out.",
        "Fighters of the Army of Dawn shelled it.",
    ],
)
def test_what_is_none(text: str) -> None:
    assert found(text) == []


def test_a_person_stays_a_person_later_in_the_text() -> None:
    assert found("Deputy Mayor Carl Lansing resigned. Lansing had served two terms.") == []


def test_text_without_capitals_is_read_in_strong_frames() -> None:
    text = "two bombs exploded in medellin and near the town of godhra, police in colombia said on monday, and the car was found by a man."
    assert found(text + " nobody was hurt, nobody knows who laid the bombs, and the street is open again.")[:3] == [
        "medellin",
        "near the town of godhra",
        "colombia",
    ]


def test_adjectives_are_no_places_but_speak_for_their_country() -> None:
    assert found("Syrian and Turkish officials met.") == []
    assert toponyms("Egyptian officials met near Tripoli.")[0].place.outcome is not Outcome.UNKNOWN
    assert toponyms("Lebanese troops and Lebanese police met in Tripoli.")[0].place.within == "LB"
    assert toponyms("Libyan troops and Libyan police met in Tripoli.")[0].place.within == "LY"


def test_offsets_are_those_of_the_article_and_of_the_title() -> None:
    article_text, title = "Shells fell on “Aleppo” — again. Troops left Al Bāb.", "Shells fall on Aleppo"
    for toponym in toponyms(article_text, title):
        whole = title if toponym.in_title else article_text
        assert whole[toponym.start : toponym.end] == toponym.text == toponym.place.text
        assert toponym.place.in_title is toponym.in_title
    assert {toponym.in_title for toponym in toponyms(article_text, title)} == {True, False}


def test_the_dateline_is_a_toponym_though_it_was_taken_off() -> None:
    first = toponyms("ALEPPO, Dec. 7 (Reuters) - Shells fell on the market.")[0]
    assert (first.text, first.place.id) == ("ALEPPO", "geonames:170063")


def test_within_points_at_the_container_of_the_text() -> None:
    district, town = toponyms("Shells fell on the Qalfatin neighbourhood of Aleppo.")
    assert district.within is town
    suburb, inner = toponyms("Rebels left the Damascus suburb of Qalfatin.")
    assert inner.within is suburb


@pytest.mark.parametrize(
    ("text", "outcome", "level"),
    [
        ("He flew to Syria.", Outcome.EXACT, Level.COUNTRY),
        ("They hold Idlib province.", Outcome.EXACT, Level.ADM1),
        ("They shelled Aleppo in Syria.", Outcome.EXACT, Level.TOWN),
        ("Shells fell near Qalfatinabad.", Outcome.UNKNOWN, None),
        ("Troops massed on the Turkish border.", Outcome.CONTAINER, None),
    ],
)
def test_outcomes(text: str, outcome: Outcome, level: Level | None) -> None:
    place = toponyms(text)[0].place
    assert (place.outcome, place.level) == (outcome, level)
    assert (place.lat is None) == (outcome is Outcome.UNKNOWN)
    assert (place.lat, place.lon) != (0.0, 0.0)


def test_a_later_mention_lies_where_the_first_was_said_to_lie() -> None:
    text = "Shells fell on the Qalfatin district of Aleppo. Later the army entered the Qalfatin district."
    last = toponyms(text)[-1].place
    assert (last.outcome, last.within) == (Outcome.CONTAINER, "geonames:170063")


def test_the_same_text_gives_the_same_names_twice() -> None:
    scanner = Scanner(load_gazetteer())
    text = "Rebels took Karm Hartan, Salma and Tell Rifan districts of Aleppo, near Idlib province."
    assert [(n.start, n.end, n.level) for n in scanner.scan(text)] == [(n.start, n.end, n.level) for n in scanner.scan(text)]


@pytest.mark.parametrize(
    "text", ["", " ", "a", "'", "-", "Al", "the", "X" * 5000, "A, B, C, D and E districts of", "of of of In In in", "\u0301 Ş'ş"]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    toponyms(text)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Rebels seized Karm Hartan, al-Rifan and Qalfatin districts in Aleppo.", 3),
        ("Rebels seized Bab Hartan, al-Rifan and Qalfatin neighbourhoods of Aleppo.", 3),
        ("They shelled the districts of Hartan, Rifan and Qalfatin in Aleppo.", 3),
        ("They shelled Hartan in Qalfatin, the mayor said in Aleppo.", 0),
    ],
)
def test_a_list_of_districts_lies_where_its_last_one_does(text: str, inside: int) -> None:
    within = [toponym for toponym in toponyms(text) if toponym.place.within == "geonames:170063"]
    assert len(within) == inside
    assert all(toponym.place.outcome is Outcome.CONTAINER and toponym.within is not None for toponym in within)


def test_what_lies_beside_a_place_has_a_wide_radius() -> None:
    hill = toponyms("The army took Tallet al-Hartan hill east of Aleppo.")[0].place
    assert (hill.outcome, hill.within) == (Outcome.CONTAINER, "geonames:170063")
    assert hill.radius_km is not None and hill.radius_km >= 20
    far = toponyms("The army took Tallet al-Hartan hill 80 km east of Aleppo.")[0].place
    assert far.outcome is Outcome.CONTAINER and far.lon is not None and far.lon > 38  # Aleppo itself lies at 37.2


@pytest.mark.parametrize(
    ("text", "outlet", "expected"),
    [
        ("Rebels took the hill, the group told Meridian.", "Meridian Wire", []),
        ("Rebels took the hill, according to Meridian Wire.", "Meridian Wire", []),
        ("Shells hit the mill in Hartsdale, Meridian Wire said.", "Meridian Wire", ["Hartsdale"]),
        ("Meridian has learned that rebels took the hill.", "Meridian", []),
        ("Shells fell in Meridian, Mississippi.", "Meridian Wire", ["Meridian", "Mississippi"]),
        ("Aleppo was shelled, a doctor said.", "Aleppo Today", ["Aleppo"]),
        ("Shells fell in Aleppo today.", "Aleppo Today", ["Aleppo"]),
        ("A man from Springfield won.", "The Springfield Herald", ["Springfield"]),
    ],
)
def test_the_outlets_own_name_is_no_place_where_it_speaks(text: str, outlet: str, expected: list[str]) -> None:
    assert [toponym.text for toponym in toponyms(text, outlet=outlet)] == expected


@pytest.mark.parametrize(
    ("outlet", "url", "country"),
    [
        ("Lebanon's National News Agency", None, "LB"),
        ("Libyan News Agency", None, "LY"),
        (None, "https://www.lana.gov.ly/a/1", "LY"),
    ],
)
def test_the_country_of_the_outlet_speaks_for_its_own_places(outlet: str | None, url: str | None, country: str) -> None:
    reading = Reading(Article(id="a", text="Shells fell in Tripoli.", outlet=outlet, url=url), KNOWLEDGE)
    for step in (clean, segment):
        step.run(reading)
    places.run(reading)
    assert [toponym.place.within for toponym in reading.toponyms] == [country]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Varnet, a nurse, said that shells fell in Aleppo.", ["Aleppo"]),
        ("Fighters of the Islamic State in Iraq and the Levant left.", []),
        ("Fighters of Ahrar al-Sham left Idlib in Syria.", ["Idlib", "Syria"]),
        ("They shelled two villages Qalfatin and Rifanta.", ["Qalfatin", "Rifanta"]),
        ("Shells fell on the town of Khan Tarim in Idlib province.", ["Khan Tarim", "Idlib province"]),
        ("He died at Qamishli National Hospital.", ["Qamishli National Hospital"]),
        ("Jets struck the King Khalid air base.", ["King Khalid air base"]),
        ("A blast hit a post in Kot-e-Tarin.", ["Kot-e-Tarin"]),
        ("The air strike on Qalfatin killed four.", ["Qalfatin"]),
        ("The attack on Qalfatin killed four.", []),  # a man may be attacked
    ],
)
def test_names_in_their_frames(text: str, expected: list[str]) -> None:
    reading = Reading(Article(id="a", text=text), KNOWLEDGE)
    for step in (clean, segment):
        step.run(reading)
    parse.run_all(reading)
    places.run(reading)
    assert [toponym.text for toponym in reading.toponyms] == expected


def settled(text: str, name: str) -> tuple[Outcome, Level | None]:
    """How a name in a text was resolved."""
    place = next(toponym.place for toponym in toponyms(f"Fighting went on in Syria. {text}") if toponym.text.startswith(name))
    return place.outcome, place.level


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Jets hit the old market of Deir ez-Zor.", "Deir ez-Zor", (Outcome.EXACT, Level.TOWN)),
        ("Jets hit the airbase of Deir ez-Zor.", "Deir ez-Zor", (Outcome.CONTAINER, Level.SITE)),
        ("Shells hit a quarter of Aleppo.", "Aleppo", (Outcome.CONTAINER, Level.NEIGHBOURHOOD)),
        ("Shells hit the quarter of Qalfatin.", "Qalfatin", (Outcome.UNKNOWN, None)),
        ("The army took al-Hartan, Rifanta and al-Qalfa districts of Deir ez-Zor.", "Deir ez-Zor", (Outcome.EXACT, Level.TOWN)),
        ("The army took the Mayadin district of Deir ez-Zor.", "Deir ez-Zor", (Outcome.EXACT, Level.ADM1)),
        ("Shells hit the Salhin and Mashhad districts of Aleppo.", "Aleppo", (Outcome.EXACT, Level.TOWN)),
    ],
)
def test_a_town_and_its_region_are_told_apart(text: str, name: str, expected: tuple[Outcome, Level | None]) -> None:
    assert settled(text, name) == expected


def test_what_is_at_a_towns_site_lies_in_the_town_not_the_region() -> None:
    place = next(
        one.place for one in toponyms("Fighting went on in Syria. Jets hit the airbase of Deir ez-Zor.") if one.text == "Deir ez-Zor"
    )
    town = next(one.place for one in toponyms("Fighting went on in Syria. Jets hit Deir ez-Zor.") if one.text == "Deir ez-Zor")
    assert place.within == town.id


def test_districts_of_a_town_are_not_what_contains_it() -> None:
    names = {one.text: one for one in toponyms("Shells hit the Salhin and Mashhad districts of Aleppo.")}
    assert names["Aleppo"].within is None
    assert names["Mashhad districts"].within is names["Aleppo"]
