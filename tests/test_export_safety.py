"""Exports that do no harm: no person's name, and no position finer than asked or than told."""

from __future__ import annotations

import pytest

from dateline.export.atlas import Atlas
from dateline.export.formats import FORMATS
from dateline.export.safety import WITHHELD, Coarsener, Redactor
from dateline.export.view import ExportEvent, Party, Place, Source, Span
from dateline.model import PlaceMention
from dateline.roster import load_roster
from dateline.settings import settings
from tests.exports import events, export, one

PERSONS = ("Karim", "Haddad", "Layla", "Nasser", "Yusuf", "Amari")


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor(load_roster(settings()))


def with_words(event: ExportEvent, evidence: str, title: str = "") -> ExportEvent:
    claim = event.claims[0].model_copy(update={"evidence": evidence, "title": title, "text": evidence})
    return event.model_copy(update={"claims": (claim,)})


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"xlsx", "parquet", "geoparquet", "gpkg"}))
def test_no_format_names_a_person_after_redaction(redactor: Redactor, name: str) -> None:
    assert b"Haddad" in b"".join([FORMATS["jsonl"].write(export()).data])
    written = FORMATS[name].write(export(*map(redactor.event, events())))
    for data in (written.data, *written.beside.values()):
        assert not [person for person in PERSONS if person.encode() in data or person.upper().encode() in data]
    assert not [loss for loss in written.losses if any(person in loss.detail for person in PERSONS)]


def test_parties_places_and_outlets_stay(redactor: Redactor) -> None:
    event = redactor.event(one("shelling"))
    assert [party.name for party in (*event.actors, *event.targets)] == ["Syrian army", "Free Syrian Army"]
    assert event.place == one("shelling").place and event.claims[1].outlet == "Harbour Post"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Soldiers of the Syrian army shelled Karaz on Monday, the Northern Wire said.", None),
        ("Samir al-Khatib and his son Omar died in Karaz.", "█ and his son █ died in Karaz."),
        ("A teacher, O'Brien-Sala, called +44 20 7946 0000.", "A teacher, █, called █."),
        ("Write to samir.khatib@example.org or @samirk", "Write to █ or █"),
        ("Write to s.khatib (at) x.example, https://x.example/samir-khatib or t.me/samirk", "Write to █, █ or █"),
        ("Turkish and Russian officials met in December.", None),
        ("Jordan Petrosyan fled to Jordan, where Chad Okonjo was shot.", "█ fled to Jordan, where █ was shot."),
        ("Dozens Killed in Airstrikes by the Free Syrian Army and ISIS", None),
        ("General Mark Hope and Rose Petrosyan were seen", "General █ and █ were seen"),
    ],
)
def test_sentences_lose_names_and_keep_the_rest(redactor: Redactor, words: str, left: str | None) -> None:
    event = redactor.event(with_words(one("shelling"), words, words))
    words = words.replace("Write", "█") if left else words
    expected = (left or words).replace("Write", "█")
    assert (event.claims[0].evidence, event.claims[0].title, event.claims[0].text) == (expected, expected, expected)


def test_known_persons_are_withheld_too(redactor: Redactor) -> None:
    claim = one("shelling").claims[0].model_copy(update={"sources": (Source(name="Bashar al-Assad", id="bashar-al-assad"),)})
    event = one("shelling").model_copy(update={
        "actors": (Party(name="Bashar al-Assad", id="bashar-al-assad", words="Assad", person=True),), "claims": (claim,)})  # fmt: skip
    safe = redactor.event(event)
    assert safe.actors[0].name == WITHHELD and safe.actors[0].id is None
    assert "Assad" not in safe.model_dump_json()


def test_two_who_are_withheld_stay_two(redactor: Redactor) -> None:
    told = one("shelling").claims
    claims = tuple(claim.model_copy(update={"origin": name, "origin_key": f"name:{name.lower()}"})
                   for claim, name in zip(told, ("Yusuf Amari", "Layla Nasser"), strict=True))  # fmt: skip
    safe = redactor.event(one("shelling").model_copy(update={"claims": claims}))
    assert len({claim.origin_key for claim in safe.claims}) == 2 and {claim.origin for claim in safe.claims} == {WITHHELD}
    assert "amari" not in safe.model_dump_json().lower()


def test_addresses_keep_their_host_only(redactor: Redactor) -> None:
    claim = one("shelling").claims[0].model_copy(update={"url": "https://harbour.example/2016/samir-khatib-dies?id=1"})
    safe = redactor.event(one("shelling").model_copy(update={"claims": (claim,)}))
    assert safe.claims[0].url == "https://harbour.example/"


@pytest.mark.parametrize(
    ("outlet", "stays"),
    [
        ("Jane Roe", False),
        ("Karim al-Haddad", False),
        ("Chester Herald", True),
        ("Harbour Post", True),
        ("jane.example", True),
        ("Reuters", True),
    ],
)
def test_an_outlet_that_is_called_like_a_person_is_withheld(redactor: Redactor, outlet: str, stays: bool) -> None:
    claim = one("talks").claims[0].model_copy(update={"outlet": outlet, "evidence": f"{outlet} saw it."})
    (safe,) = redactor.event(one("talks").model_copy(update={"claims": (claim,)})).claims
    assert safe.outlet == (outlet if stays else WITHHELD)
    assert stays or not {word for word in outlet.split() if word in safe.model_dump_json()}


def test_places_sides_and_coders_do_not_name_persons(redactor: Redactor) -> None:
    house = Place(name="house of Haddad", outcome="container", level="site", lat=36.0, lon=37.0)
    village = Place(name="Umm Sarhan")
    (told,) = one("killing").claims
    claim = told.model_copy(update={"place": house, "elsewhere": (village, house), "sides": ("name:Yusuf Amari",), "coder": "Jane Roe"})
    safe = redactor.event(one("killing").model_copy(update={"place": house, "claims": (claim,), "sides": ("name:Yusuf Amari", "unnamed")}))
    assert safe.place is not None and (safe.place.name, safe.place.lat) == (WITHHELD, 36.0)
    assert [place.name for place in safe.claims[0].elsewhere] == ["Umm Sarhan", WITHHELD]
    assert safe.sides == (f"name:{WITHHELD}", "unnamed") and safe.claims[0].coder == WITHHELD
    assert not [person for person in (*PERSONS, "Jane", "Roe") if person in safe.model_dump_json()]


def test_a_stamp_does_not_name_the_person_that_was_asked_for(redactor: Redactor) -> None:
    assert redactor.filters({"actor": "Karim Haddad", "kind": "killing"}) == {"actor": WITHHELD, "kind": "killing"}
    assert redactor.filters({"actor": "bashar-al-assad"})["actor"] == WITHHELD
    assert redactor.filters({"actor": "sy-army"}) == {"actor": "sy-army"} and redactor.filters({}) == {}


@pytest.mark.parametrize("level", ["town", "adm1", "country"])
def test_positions_are_no_finer_than_asked(level: str) -> None:
    atlas = Atlas()
    aleppo = PlaceMention(text="Old Souk", span=(0, 8), id="own:souk", name="Old Souk", within="geonames:1", outcome="exact", level="site",
                          lat=36.199, lon=37.157, radius_km=0.3)  # fmt: skip
    town = PlaceMention(text="Halab", span=(9, 14), id="geonames:1", name="Halab", within="geonames:170062", outcome="exact", level="town",
                        lat=36.2, lon=37.16, radius_km=9)  # fmt: skip
    place = atlas.place(aleppo, (aleppo, town))
    assert (place.country, place.admin1, place.town) == ("SY", "Aleppo", "Halab")
    found = atlas.coarse(place, level)
    assert found is not None and (found.lat, found.lon) != (36.199, 37.157)
    # The town's own point is not at hand in the claim's place, so the region's is given: wider, never finer.
    assert found.name == {"town": "Aleppo", "adm1": "Aleppo", "country": "Syria"}[level]
    assert found.level == {"town": "adm1", "adm1": "adm1", "country": "country"}[level]


def test_a_wide_place_never_becomes_finer() -> None:
    atlas = Atlas()
    country = Place(name="Syria", id="country:SY", country="SY", outcome="exact", level="country", lat=35.0, lon=38.0, radius_km=400)
    assert atlas.coarse(country, "town") == atlas.coarse(country, "adm1") == country
    somewhere = Place(name="the north", country="SY", outcome="container", lat=35.0, lon=38.0, radius_km=400)
    found = atlas.coarse(somewhere, "adm1")
    assert found is not None and found.level == "country"
    assert atlas.coarse(Place(name="Xyz", outcome="exact", level="site", lat=1.0, lon=1.0), "adm1") is None


def test_coarsened_events_do_not_name_the_finer_place() -> None:
    event = with_words(one("air-strike"), "A strike hit the Old Quarter of Karaz on Tuesday.", "Old Quarter hit")
    coarse = Coarsener(Atlas(), "country").event(event)
    assert coarse.place is not None and coarse.place.name == "Syria"
    assert coarse.claims[0].evidence == "A strike hit the █ of █ on Tuesday." and coarse.claims[0].text is None
    assert "Old Quarter" not in coarse.model_dump_json() and "Karaz" not in coarse.model_dump_json()
    unknown = Coarsener(Atlas(), "town").event(one("talks"))
    assert unknown.place is None and "Nowhere" not in unknown.claims[0].evidence


def test_control_of_parts_of_towns_is_left_out() -> None:
    span = Span(place_id="x", place="Old Quarter", part_of="geonames:karaz", country="SY", lat=36.0, lon=37.0, holder_id=None, holder="A",
                standing="held", cause=None, parties=(), start="2016-12-05", end=None, claims_for=(), claims_against=())  # fmt: skip
    whole = span.model_copy(update={"place": "Karaz", "part_of": None})
    assert Coarsener(Atlas(), "town").control([span, whole]) == [whole]
    assert Coarsener(Atlas(), "country").control([span, whole]) == []


@pytest.mark.parametrize("words", ["36.20214, 37.13429", "36°12'07\"N 37°08'03\"E", "36.202°N 37.134°E", "-36.2021 -137.1343"])
def test_positions_in_figures_are_masked_where_positions_are_made_wider(words: str) -> None:
    (safe,) = Coarsener(Atlas(), "town").event(with_words(one("talks"), f"They met at {words} on 5.12.2016, 12.50 in all.")).claims
    assert safe.evidence == "They met at █ on 5.12.2016, 12.50 in all."


def test_further_places_of_a_claim_are_masked_too() -> None:
    market = Place(name="Salt Market", outcome="container", level="site", town="Karaz", lat=36.0, lon=37.0, radius_km=5.0)
    (told,) = one("air-strike").claims
    words = "Planes hit the Old Quarter and the Salt Market."
    event = one("air-strike").model_copy(update={"claims": (told.model_copy(update={"elsewhere": (market,), "evidence": words}),)})
    (safe,) = Coarsener(Atlas(), "town").event(event).claims
    assert safe.evidence == "Planes hit the █ and the █." and "Salt Market" not in safe.model_dump_json()


def test_a_claim_is_exported_with_all_its_places() -> None:
    (claim,) = one("air-strike").claims
    assert [place.name for place in claim.elsewhere] == ["Karaz"]
