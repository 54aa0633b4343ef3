"""The gazetteer: folding, the index on disk, the user's own places, and how names are resolved."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from dateline.errors import InputError, KnowledgeError, MissingPart, SettingError
from dateline.gazetteer import Gazetteer, build, load_countries, load_gazetteer, own
from dateline.gazetteer.countries import DATA
from dateline.gazetteer.fold import folding
from dateline.gazetteer.geometry import distance_km
from dateline.gazetteer.index import Entry, Layer, Place
from dateline.gazetteer.resolve import Found, Resolver
from dateline.gazetteer.scan import Scanner
from dateline.model import Level, Outcome
from dateline.settings import settings
from dateline.tables import Column, read_table


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def resolve(gazetteer: Gazetteer, text: str) -> dict[str, Found]:
    names = Scanner(gazetteer).scan(text)
    return {name.text: found for name, found in zip(names, Resolver(gazetteer).resolve(names), strict=True) if name.adjective is None}


def small_layer(folder: Path, name: str = "Hartsdale", people: int = 4000) -> None:
    place = Place("own:1", name, 36.5, 37.5, 2.0, people, "SY", "09", Level.TOWN)
    build.put_layer(folder, [Entry(place, ["Hart's Dale"])], {"name": "x", "source": "x"})


# -- names -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spellings",
    [
        ("Shoushi", "Shusha", "Shushi"),
        ("Stepanakert", "Khankendi", "Xankəndi"),
        ("al-Bab", "Al Bāb", "Al-Bab", "El Bab"),
        ("Deir Ezzor", "Dayr az Zawr", "Deir ez-Zor", "Deir al-Zour", "Der-Ezzor"),
        ("Raqqa", "Ar Raqqah", "Al-Raqqa", "Raqa"),
        ("Qamishli", "Al Qāmishlī", "al-Qamishli"),
        ("Khan Sheikhoun", "Khan Shaykhun", "Khan Sheikhun"),
    ],
)
def test_spellings_of_one_town_meet(gazetteer: Gazetteer, spellings: tuple[str, ...]) -> None:
    towns = [{hit.place.id for hit in gazetteer.look_up(name) if hit.place.level in (Level.TOWN, Level.ADM1)} for name in spellings]
    assert set.intersection(*towns), spellings


@pytest.mark.parametrize(("one", "two"), [("Daraa", "Daraya"), ("Hama", "Homs"), ("Idlib", "Adana"), ("Tartus", "Tirzah")])
def test_different_towns_stay_apart(one: str, two: str) -> None:
    assert folding().fold(one) != folding().fold(two)
    assert folding().sound(one) != folding().sound(two)


def test_articles_apostrophes_and_hyphens_do_not_matter() -> None:
    rules = folding()
    assert rules.fold("N'Djamena") == rules.fold("N’Djamena") == rules.fold("Nʼdjamena")
    assert rules.bare(rules.fold("as-Safira")) == rules.bare(rules.fold("Safira"))
    assert rules.bare("al") == "al"


def test_every_country_has_a_name_a_point_and_demonyms() -> None:
    countries = {country.iso2: country for country in load_countries()}
    assert len(countries) >= 249
    assert countries["SY"].demonyms[:2] == ("Syrian", "Syrians")
    assert "Türkiye" in countries["TR"].names
    assert all((country.lat, country.lon) != (0.0, 0.0) for country in countries.values())


def test_a_faulty_row_of_countries_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "countries.csv"
    path.write_text("iso2,name\n# a comment\nsy,Syria\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"countries\.csv:3"):
        read_table(path, {"iso2": Column(check=lambda value: None if value.isupper() else "two capital letters"), "name": Column()})


# -- the index ---------------------------------------------------------------------------------------------------------------------


def test_loading_is_quick_and_read_only(gazetteer: Gazetteer) -> None:
    begin = time.perf_counter()
    layer = Layer(gazetteer.layers[0].folder)
    assert layer.find("aleppo")
    assert time.perf_counter() - begin < 0.5
    assert not layer._places.flags.writeable


def test_a_home_that_cannot_be_written_to_is_told_plainly(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way", encoding="utf-8")
    with pytest.raises(MissingPart, match="DATELINE_HOME"):
        build.default_layer(file / "home")


def test_a_read_only_home_without_an_index_is_told_plainly(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    tmp_path.chmod(0o555)
    with pytest.raises(MissingPart, match="cannot be built"):
        build.default_layer(tmp_path)


def test_a_read_only_home_with_an_index_serves(tmp_path: Path, gazetteer: Gazetteer) -> None:
    (tmp_path / gazetteer.layers[0].folder.name).symlink_to(gazetteer.layers[0].folder)
    tmp_path.chmod(0o555)
    assert build.default_layer(tmp_path).find("aleppo")


def test_a_broken_index_is_told_plainly(tmp_path: Path) -> None:
    small_layer(tmp_path / "layer")
    (tmp_path / "layer" / "keys.npy").write_bytes(b"broken")
    with pytest.raises(MissingPart, match="built anew"):
        Layer(tmp_path / "layer")


def _start_together(home: str, log: str) -> None:
    def entries() -> list[Entry]:
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(0.3)
        return [Entry(Place("own:1", "Hartsdale", 1.0, 2.0, 2.0, 10, "SY", "", Level.TOWN))]

    build._default_entries = entries  # type: ignore[assignment]
    assert build.default_layer(Path(home)).find("hartsdale")


def test_workers_that_start_together_build_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_start_together, args=(str(tmp_path / "home"), str(tmp_path / "log"))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0, 0, 0, 0]
    assert len((tmp_path / "log").read_text(encoding="utf-8").split()) == 1


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def failing() -> list[Entry]:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        build.put_layer(tmp_path / "layer", (entry for entry in failing()), {})
    assert list(tmp_path.iterdir()) == []


# -- the user's own places ---------------------------------------------------------------------------------------------------------


def test_csv_geojson_and_a_dump_are_added_found_and_removed(tmp_path: Path, gazetteer: Gazetteer) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / gazetteer.layers[0].folder.name).symlink_to(gazetteer.layers[0].folder)
    table = tmp_path / "villages.csv"
    table.write_text("name,lat,lon,country,level,aliases\nQasr Hartan,36.41,37.55,SY,town,Kasr Hartan|Hartan\n", encoding="utf-8")
    square = [[37.14, 36.19], [37.16, 36.19], [37.16, 36.21], [37.14, 36.21], [37.14, 36.19]]
    shapes = tmp_path / "Districts 2016.geojson"
    polygon = {"type": "Polygon", "coordinates": [square]}
    point = {"type": "Point", "coordinates": [37.2, 36.2]}
    features = [
        {"type": "Feature", "properties": {"name": "Bab Hartan", "country": "SY"}, "geometry": polygon},
        {"type": "Feature", "properties": {"name": "Hartan Mill", "level": "site"}, "geometry": point},
    ]
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    dump = tmp_path / "SY.txt"
    cells = ["99000001", "Tall Hartan", "Tall Hartan", "Tell Hartan,تل", "36.3", "37.3", "T", "HLL", "SY", "", "09"]
    cells += ["", "", "", "0", "", "", "Asia/Damascus", "2016-01-01"]
    dump.write_text("\t".join(cells) + "\n", encoding="utf-8")
    given = settings(home=str(home))

    assert [own.add(path, home).places for path in (table, shapes, dump)] == [1, 2, 1]
    assert [layer.name for layer in own.layers(home)] == ["districts-2016", "sy", "villages"]
    mine = load_gazetteer(given)
    assert mine.look_up("Kasr Hartan")[0].place.name == "Qasr Hartan"
    district = mine.look_up("Bab Hartan")[0].place
    assert (district.level, round(district.lat, 2), round(district.lon, 2)) == (Level.NEIGHBOURHOOD, 36.2, 37.15)
    assert 0.9 < district.radius_km < 1.3
    assert mine.look_up("Tell Hartan")[0].place.level is Level.SITE

    found = resolve(mine, "Shells hit the Bab Hartan district of Aleppo and the village of Qasr Hartan.")
    assert found["Bab Hartan"].outcome is Outcome.EXACT and found["Bab Hartan"].level is Level.NEIGHBOURHOOD
    assert found["Qasr Hartan"].outcome is Outcome.EXACT

    own.remove("villages", home)
    assert load_gazetteer(given).look_up("Kasr Hartan", sounding=False) == ()
    with pytest.raises(InputError, match="districts-2016"):
        own.remove("villages", home)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("a.csv", "name,lat\nX,1\n", "no column lon"),
        (
            "a.txt",
            "\t".join(["1", "X", "X", "", "1.0", "2.0", "P", "PPL", "SY", "", "", "", "", "", "many", "", "", "", ""]),
            "inhabitants",
        ),
        ("a.csv", "name,lat,lon\nX,north,2\n", "a.csv:2"),
        ("a.csv", "name,lat,lon\nX,0,0\n", "not 0, 0"),
        ("a.csv", "name,lat,lon,level\nX,1,2,hamlet\n", "neighbourhood"),
        ("a.txt", "one\ttwo\n", "19"),
        ("a.geojson", "[]", "FeatureCollection"),
        ("a.geojson", '{"features": [{"properties": {}}]}', "no name"),
        ("a.geojson", '{"features": [{"properties": {"name": "X"}, "geometry": {"type": "LineString"}}]}', "LineString"),
        ("a.xls", "", "allowed"),
    ],
)
def test_a_faulty_file_changes_nothing_and_says_where(tmp_path: Path, file: str, content: str, message: str) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        own.add(tmp_path / file, tmp_path / "home")
    assert own.layers(tmp_path / "home") == []


# -- resolution --------------------------------------------------------------------------------------------------------------------


def test_the_document_decides_between_towns_of_one_name(gazetteer: Gazetteer) -> None:
    texan = resolve(gazetteer, "The mayor of Paris, Texas, met farmers from Dallas. In Paris the mill will close.")["Paris"]
    french = resolve(gazetteer, "The mayor of Paris met farmers from Lyon and Marseille. France will close the mill.")["Paris"]
    assert (texan.country, french.country) == ("US", "FR")


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("Fighting went on in Idlib province.", "Idlib", Level.ADM1),
        ("Fighting went on in the city of Idlib.", "Idlib", Level.TOWN),
        ("He flew to Syria.", "Syria", Level.COUNTRY),
        ("A fire broke out in Rapides Parish.", "Rapides Parish", Level.ADM2),
    ],
)
def test_feature_words_tell_the_level(gazetteer: Gazetteer, text: str, name: str, level: Level) -> None:
    assert resolve(gazetteer, text)[name].level is level


def test_an_unknown_district_has_its_towns_coordinates_and_says_so(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, "Shells fell on the Qalfatin neighbourhood of Aleppo.")
    district, town = found["Qalfatin"], found["Aleppo"]
    assert district.outcome is Outcome.CONTAINER and district.within == town.id == "geonames:170063"
    assert (district.lat, district.lon) == (town.lat, town.lon)


def test_part_of_a_town_lies_on_its_side_with_a_smaller_radius(gazetteer: Gazetteer) -> None:
    part = resolve(gazetteer, "Jets struck eastern Aleppo.")["Aleppo"]
    assert part.outcome is Outcome.CONTAINER and part.within == "geonames:170063"
    assert part.lon is not None and 37.17 < part.lon < 37.3
    assert part.radius_km is not None and part.radius_km < 12.0


def test_what_is_not_known_is_said_to_be_unknown(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, "Shells fell near Qalfatinabad.")["Qalfatinabad"]
    assert (found.outcome, found.lat, found.lon) == (Outcome.UNKNOWN, None, None)


def test_a_name_of_many_towns_without_a_hint_stays_ambiguous(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, "A man from Springfield won.")["Springfield"]
    assert found.outcome is Outcome.AMBIGUOUS and found.lat is None
    assert len({candidate.id for candidate in found.candidates}) > 1


def test_nothing_is_put_at_zero_zero(gazetteer: Gazetteer) -> None:
    assert not [place for place in gazetteer.layers[0] if (place.lat, place.lon) == (0.0, 0.0)]


def test_looking_up_is_fast(gazetteer: Gazetteer) -> None:
    text = "The army shelled the Qalfatin and Salma districts of Aleppo, officials in Damascus said, while Jordan closed its border. " * 40
    Scanner(gazetteer).scan(text[:500])
    begin = time.process_time()
    Resolver(gazetteer).resolve(Scanner(gazetteer).scan(text))
    assert len(text.split()) / (time.process_time() - begin) > 10_000  # the bar is 20,000; a busy machine is given half


def test_distance() -> None:
    assert distance_km((36.2, 37.16), (33.51, 36.29)) == pytest.approx(309, abs=3)


@pytest.mark.parametrize("name", ["Old City", "Industrial Zone", "Central Market", "City Centre", "New Town"])
def test_names_of_plain_words_are_not_looked_up_alone(gazetteer: Gazetteer, name: str) -> None:
    found = resolve(gazetteer, f"Shells fell on the {name}. Troops entered the {name} at noon.").values()
    assert all(place.outcome is Outcome.UNKNOWN and place.lat is None for place in found)


def test_a_name_of_plain_words_keeps_the_container_it_was_given(gazetteer: Gazetteer) -> None:
    names = Scanner(gazetteer).scan("Rebels took the Old City of Aleppo. Later shells fell on the Old City, as in Jerusalem.")
    found = [place for name, place in zip(names, Resolver(gazetteer).resolve(names), strict=True) if name.text == "Old City"]
    assert [(place.outcome, place.within) for place in found] == [(Outcome.CONTAINER, "geonames:170063")] * 2


def test_a_name_of_plain_words_is_found_where_the_text_is(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, "Crowds met in Jerusalem and Bethlehem. Police closed the Old City.")["Old City"]
    assert (found.outcome, found.country) == (Outcome.EXACT, "PS")
    assert resolve(gazetteer, "A barn burned in Central City, Nebraska, near Grand Island.")["Central City"].country == "US"


def test_a_town_wins_over_the_region_that_bears_its_name_beside_its_own(gazetteer: Gazetteer) -> None:
    assert resolve(gazetteer, "Clashes broke out in Gori. Georgia closed the road.")["Gori"].level is Level.TOWN
    assert resolve(gazetteer, "Clashes went on in Gori region. Georgia closed the road.")["Gori"].level is Level.ADM1


# -- towns and regions of one name -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("Strikes hit Idlib in the morning.", "Idlib", Level.TOWN),
        ("Talks went on in Geneva.", "Geneva", Level.TOWN),
        ("Troops left Kherson.", "Kherson", Level.TOWN),
        ("They fled Idlib province.", "Idlib", Level.ADM1),
        ("Fighting went on across Idlib.", "Idlib", Level.ADM1),
        ("Shells fell on Saraqib in Idlib.", "Idlib", Level.ADM1),  # what contains a town is no town
        ("They fled Deir al-Zor province.", "Deir al-Zor", Level.ADM1),  # a spelling that the region's row lacks
    ],
)
def test_a_bare_name_is_the_town_unless_the_text_says_region(gazetteer: Gazetteer, text: str, name: str, level: Level) -> None:
    assert resolve(gazetteer, text)[name].level is level


def test_an_article_is_dropped_only_where_names_have_it(gazetteer: Gazetteer) -> None:
    assert gazetteer.look_up("al-Bab")
    assert not any(hit.place.country == "AL" for hit in gazetteer.look_up("al-Bulel"))  # Albania's Burrel is also spelt Bulel


# -- labels ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def named(tmp_path: Path, gazetteer: Gazetteer) -> Path:
    (tmp_path / gazetteer.layers[0].folder.name).symlink_to(gazetteer.layers[0].folder)
    return tmp_path


@pytest.mark.parametrize(
    ("name_set", "label"),
    [("", "Khankendi"), ("armenian", "Stepanakert"), ("azerbaijani", "Xankəndi"), ("ukrainian,armenian", "Stepanakert")],
)
def test_a_set_of_names_decides_what_a_place_is_called_and_nothing_else(named: Path, name_set: str, label: str) -> None:
    gazetteer = load_gazetteer(settings(home=str(named), name_set=name_set))
    for written in ("Stepanakert", "Khankendi", "Xankəndi"):
        found = resolve(gazetteer, f"Shells fell on {written}.")[written]
        assert (found.id, found.name) == ("geonames:146970", label)


def test_a_set_of_ones_own(named: Path) -> None:
    (named / "name-sets.csv").write_text("place,set,label,source\ngeonames:146970,ours,Vararakn,the old village\n", encoding="utf-8")
    gazetteer = load_gazetteer(settings(home=str(named), name_set="ours"))
    assert resolve(gazetteer, "Shells fell on Stepanakert.")["Stepanakert"].name == "Vararakn"


def test_a_set_that_is_not_there_is_told_with_those_that_are(named: Path) -> None:
    with pytest.raises(SettingError, match=r"'martian'.*armenian.*name-sets\.csv"):
        load_gazetteer(settings(home=str(named), name_set="martian"))


def test_sets_give_only_places_that_are_there(gazetteer: Gazetteer) -> None:
    known = {place.id for place in gazetteer.layers[0]}
    rows = read_table(DATA / "name_sets.csv", {name: Column(required=True) for name in ("place", "set", "label", "source")})
    assert {row["place"] for row in rows} <= known
    assert len({(row["place"], row["set"]) for row in rows}) == len(rows)
