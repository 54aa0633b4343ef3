"""Places that a text tells by others: a point or an area with an honest radius, and nothing where no place is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.coder import clean, parse, places, segment
from dateline.coder.knowledge import Knowledge
from dateline.coder.reading import Reading, Toponym
from dateline.gazetteer.geometry import destination, distance_km, midpoint
from dateline.model import Article, Outcome

KNOWLEDGE = Knowledge()
ALEPPO, HOMS, HAMA, DAMASCUS = (36.20124, 37.16117), (34.72405, 36.72559), (35.13179, 36.75783), (33.5102, 36.29128)


def toponyms(text: str) -> list[Toponym]:
    reading = Reading(Article(id="a", text=text), KNOWLEDGE)
    for step in (clean, segment):
        step.run(reading)
    parse.run_all(reading)
    places.run(reading)
    return reading.toponyms


def only(text: str) -> Toponym:
    (toponym,) = toponyms(text)
    return toponym


points = st.tuples(st.floats(-80, 80), st.floats(-180, 179.9))


@given(points, st.floats(0, 360), st.floats(0.1, 2000))
def test_a_destination_lies_as_far_off_as_was_asked(start: tuple[float, float], bearing: float, km: float) -> None:
    assert distance_km(start, destination(start, bearing, km)) == pytest.approx(km, rel=0.01, abs=0.1)


@given(points, points)
def test_a_midpoint_is_as_far_from_either_end(one: tuple[float, float], two: tuple[float, float]) -> None:
    middle = midpoint(one, two)
    # Ends that face each other across the globe have no one middle.
    if distance_km(one, two) < 19_000:
        assert distance_km(one, middle) == pytest.approx(distance_km(middle, two), rel=0.01, abs=0.2)


def test_known_distances() -> None:
    assert destination((0.0, 179.9), 90, 111.2) == pytest.approx((0.0, -179.1), abs=0.01)
    assert destination(HOMS, 0, 45) == pytest.approx((35.129, 36.726), abs=0.005)


@pytest.mark.parametrize(
    ("text", "words", "where", "within_km"),
    [
        ("The convoy was hit 10 km north of Homs.", "10 km north of Homs", destination(HOMS, 0, 10), 0.2),
        ("Shells fell about 12 miles to the south-west of Aleppo.", "12 miles to the south-west of Aleppo",
         destination(ALEPPO, 225, 19.3), 0.3),
        ("The convoy was hit ten kilometres east of the city of Homs.", "ten kilometres east of the city of Homs",
         destination(HOMS, 90, 10), 0.2),
        ("Clashes went on in the hills west of Aleppo.", "west of Aleppo", destination(ALEPPO, 270, 22.3), 0.5),
        ("Shells fell near Homs.", "near Homs", HOMS, 0.1),
        ("A mine went off on the Damascus-Homs highway.", "Damascus-Homs highway", midpoint(DAMASCUS, HOMS), 0.2),
        ("A mine went off on the road between Damascus and Homs.", "road between Damascus and Homs", midpoint(DAMASCUS, HOMS), 0.2),
        ("A mine went off on the road from Homs to Hama.", "road from Homs to Hama", midpoint(HOMS, HAMA), 0.2),
        ("They hold the area between Homs and Hama.", "area between Homs and Hama", midpoint(HOMS, HAMA), 0.2),
        ("They hold the eastern parts of Aleppo.", "eastern parts of Aleppo", destination(ALEPPO, 90, 6.2), 0.5),
        ("Shells fell in the north of Aleppo.", "the north of Aleppo", destination(ALEPPO, 0, 6.2), 0.5),
        ("Jets struck the eastern suburbs of Aleppo.", "eastern suburbs of Aleppo", destination(ALEPPO, 90, 12.3), 0.5),
    ],
)  # fmt: skip
def test_a_place_told_by_another_gets_its_point(text: str, words: str, where: tuple[float, float], within_km: float) -> None:
    toponym = only(text)
    place = toponym.place
    assert (place.text, place.outcome, place.id) == (words, Outcome.CONTAINER, None)
    assert place.lat is not None and place.lon is not None and distance_km((place.lat, place.lon), where) <= within_km


def test_the_radius_grows_with_what_is_left_open() -> None:
    near, far = only("Shells fell 5 km north of Homs.").place, only("Shells fell 50 km north of Homs.").place
    assert near.radius_km is not None and far.radius_km is not None and 2 < near.radius_km < far.radius_km < 50
    aside = only("Shells fell 20 km from Homs.").place
    assert aside.radius_km is not None and aside.radius_km >= 20  # no direction is told: anywhere about the town
    road = only("A mine went off on the Damascus-Homs highway.").place
    assert road.radius_km == pytest.approx(distance_km(DAMASCUS, HOMS) / 2, abs=0.5)


def test_a_distance_behind_a_name_says_where_that_is() -> None:
    village, town = toponyms("Rebels seized the village of Qalfatin, some 50 km east of Homs.")
    assert (village.text, village.place.outcome, village.place.within) == ("Qalfatin", Outcome.CONTAINER, "geonames:169577")
    assert village.place.lat is not None and village.place.lon is not None
    assert distance_km((village.place.lat, village.place.lon), destination(HOMS, 90, 50)) < 1
    assert (town.text, town.place.outcome) == ("Homs", Outcome.EXACT)


def test_a_known_place_keeps_its_own_point() -> None:
    town, capital = toponyms("Rebels seized Homs, 140 km north of Damascus.")
    assert (town.place.id, capital.place.id) == ("geonames:169577", "geonames:170654")


@pytest.mark.parametrize(
    "text",
    [
        "Talks between Ankara and Moscow went on.",
        "A match between Homs and Hama ended in a brawl.",
        "Syria backs the Damascus-Moscow talks.",
        "He ran 10 km in Aleppo.",
        "Nearly 10 km of wire was laid in Homs.",
        "He left between Monday and Friday for Homs.",
        "Troops massed near Syria.",
        "He spoke of the Damascus-Moscow road map.",
    ],
)
def test_what_tells_no_other_place(text: str) -> None:
    assert all(not toponym.relative and toponym.place.outcome is Outcome.EXACT for toponym in toponyms(text))
