"""The roster: names, composition, metonymy, and the phrases that must stay unresolved, with the reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.roster import app
from dateline.errors import InputError, KnowledgeError
from dateline.roster import Context, Roster, load_roster, resolve
from dateline.roster.index import build
from dateline.roster.load import DATA

ROSTER = load_roster()
SYRIA = Context("SY")

NAMED = [
    ("Daesh", "is"), ("ISIL terrorists", "is"), ("the Islamic State of Iraq and al-Sham", "is"), ("YPG", "ypg"), ("YPG fighters", "ypg"),
    ("Daesh in Syria and Iraq", "is"),
    ("members of the extremist Islamic State group", "is"), ("US-led coalition warplanes", "us-coalition"), ("WHO", "who"),
    ("Syrian Democratic Forces (SDF)", "sdf"), ("the Free Syrian Army", "fsa"), ("Hezbollah positions", "hezbollah"),
    ("Security Council", "un-sc"), ("Syrian President Bashar al-Assad", "bashar-al-assad"), ("Al-Nusra Front militants", "nusra"),
]  # fmt: skip
COMPOSED = [
    ("Syrian government forces", "sy-army"), ("Israeli warplanes", "il-gov"), ("Israeli air force", "il-airforce"), ("Turkish troops", "tr-army"),
    ("Syria's army", "sy-army"), ("Syrias army", "sy-army"), ("South Korean navy", "kr-navy"), ("the government of Chad", "td-gov"),
    ("Damascus forces", "sy-army"), ("Assad's army", "sy-army"), ("units of the Turkish army", "tr-army"),
    ("Syrian regime forces", "sy-army"), ("President Bashar al-Assads forces", "sy-army"),
    ("the government of Bashar al-Assad", "sy-gov"),
    ("U.S. helicopters", "us-gov"), ("Kenyan police officers", "ke-police"), ("two Ukrainian soldiers", "ua-army"),
]  # fmt: skip
METONYMS = [("Ankara", "tr-gov"), ("the Kremlin", "ru-gov"), ("Washington", "us-gov"), ("Israeli", "il-gov"), ("US", "us-gov")]
FOCUS = [
    ("the army", "sy-army"), ("regime troops", "sy-army"), ("government forces", "sy-army"), ("the authorities", "sy-gov"),
    ("police", "sy-police"),
]  # fmt: skip
UNRESOLVED = [
    ("rebels", "many parties"), ("foreign-backed militants", "many parties"), ("Takfiri terrorists", "judges"),
    ("pro-government forces", "allies or opponents"), ("anti-Turkish militia", "allies or opponents"),
    ("Syrian opposition forces", "many parties"),
    ("an Islamic State commander", "not the party"), ("Syrians", "a people"), ("12 civilians", "people who are no party"),
    ("us", "not in the roster"), ("who", "not in the roster"), ("is", "not in the roster"), ("warplanes", "many parties"),
    ("Baghdad police", "no country"),
    ("troops from a Kurdish alliance", "no country"), ("the local government", "no country"),
    ("", "no words"), (",", "no words"), ("(", "no words"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NAMED + COMPOSED + METONYMS + FOCUS)
def test_a_party_is_found(text: str, expected: str) -> None:
    found = resolve(ROSTER, text, SYRIA)
    assert found.id == expected
    assert found.reason is None
    assert found.name == found.actors[0].name


@pytest.mark.parametrize(("text", "reason"), UNRESOLVED)
def test_no_party_is_found_and_the_reason_is_told(text: str, reason: str) -> None:
    found = resolve(ROSTER, text, SYRIA)
    assert found.id is None
    assert reason in (found.reason or "")


@pytest.mark.parametrize(("text", "_"), FOCUS)
def test_without_a_country_bare_organs_stay_unresolved(text: str, _: str) -> None:
    assert resolve(ROSTER, text).id is None


def test_several_parties_are_named_together() -> None:
    both = resolve(ROSTER, "Syrian and Russian warplanes")
    assert both.id == "sy-gov|ru-gov"
    assert both.name == "Syrian government and Russia"
    assert resolve(ROSTER, "Turkey and the US-led coalition").id == "tr-gov|us-coalition"


def test_what_stands_beside_a_party_is_told() -> None:
    found = resolve(ROSTER, "the Turkish army and its allies")
    assert found.id == "tr-army"
    assert found.name == "Turkish army and its allies"
    assert "its allies" in (found.reason or "")


def test_loaded_words_get_a_neutral_name() -> None:
    assert resolve(ROSTER, "armed terrorists").name == "militants"
    assert resolve(ROSTER, "the Assad regime").name == "Syrian government"
    assert resolve(ROSTER, "ISIL terrorists").name == "Islamic State"


def test_a_capital_may_be_a_place() -> None:
    assert resolve(ROSTER, "Ankara", Context(seats=False)).id is None
    assert resolve(ROSTER, "Turkey", Context(seats=False)).id == "tr-gov"


def test_a_name_of_several_is_told_by_the_country(tmp_path: Path) -> None:
    roster = _with(tmp_path, "a-front,Free Tarn Front,FTF,,REB,2,CL,,made up\nb-front,Free Tull Front,FTF,,REB,2,PE,,made up")
    assert resolve(roster, "FTF", Context("PE")).id == "b-front"
    unclear = resolve(roster, "FTF", Context("SY"))
    assert unclear.id is None
    assert "Free Tarn Front, Free Tull Front" in (unclear.reason or "")


def test_state_force() -> None:
    states = {
        text: resolve(ROSTER, text).state for text in ("Turkish troops", "YPG", "Turkey and the YPG", "rebels", "National Defence Forces")
    }
    assert states == {"Turkish troops": True, "YPG": False, "Turkey and the YPG": None, "rebels": None, "National Defence Forces": True}


def _with(folder: Path, rows: str) -> Roster:
    target = folder / "roster"
    shutil.copytree(DATA, target)
    own = folder / "own.csv"
    own.write_text(f"id,name,aliases,parent,sector,inter,country,sides,source\n{rows}\n", encoding="utf-8")
    return build(target, [own])


@pytest.mark.parametrize(("row", "message"), [
    ("is,Another,,,REB,2,SY,,x", "the id 'is' a second time"), ("x,X,,nobody,REB,2,SY,,x", "the parent 'nobody'"),
    ("x,X,,,WAR,2,SY,,x", "'WAR' in column 'sector'"), ("x,X,,,REB,9,SY,,x", "'9' in column 'inter'"),
    ("x,X,,,REB,2,QQ,,x", "the country 'QQ'"),
    ("x,X,,,REB,2,SY,syria:rebels,x", "'syria:rebels' in column 'sides'"), ("x,X,,,REB,2,SY,tarn:rebels:2001-,x", "the conflict 'tarn'"),
    ("x,X,,,REB,2,SY,syria:a:2012-2011,x", "a last year"), ("X Y,X,,,REB,2,SY,,x", "'X Y' in column 'id'"),
])  # fmt: skip
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(KnowledgeError, match=message) as caught:
        _with(tmp_path, row)
    assert "own.csv" in str(caught.value)
    assert ":2" in str(caught.value)


def test_ids_of_every_state_exist() -> None:
    for iso2 in ROSTER.countries:
        for organ in ROSTER.organs:
            actor = ROSTER.find(f"{iso2.lower()}-{organ}")
            assert actor is not None
            assert actor.name


def test_tables_are_large_and_each_id_is_borne_once() -> None:
    assert not ROSTER.actors.keys() & ROSTER.outlets.keys()
    assert all(actor.source for actor in ROSTER.actors.values())


def test_the_command_finds_and_says_why_not() -> None:
    found = CliRunner().invoke(app, ["find", "Assad regime", "--json"])
    assert found.exit_code == 0
    assert json.loads(found.stdout)["id"] == "sy-gov"
    assert "Reuters" in CliRunner().invoke(app, ["find", "reuters.com"]).stdout
    missing = CliRunner().invoke(app, ["find", "rebels"])
    assert isinstance(missing.exception, InputError)
    assert "many parties" in str(missing.exception)
    assert CliRunner().invoke(app, ["find", "the army", "--country", "QQ"]).exit_code == 2


def test_own_actors_are_added_and_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    table = tmp_path / "own.csv"
    header = "id,name,aliases,parent,sector,inter,country,sides,source\n"
    for name in ("Tarn Front", "Tull Front"):
        table.write_text(f"{header}tarn,{name},,,REB,2,SY,,own knowledge\n", encoding="utf-8")
        assert CliRunner().invoke(app, ["add", str(table)]).exit_code == 0
        assert name in CliRunner().invoke(app, ["find", f"{name} fighters"]).stdout
    assert CliRunner().invoke(app, ["find", "Tarn Front"]).exit_code == 1
    table.write_text(f"{header}is,Clash,,,REB,2,SY,,own knowledge\n", encoding="utf-8")
    refused = CliRunner().invoke(app, ["add", str(table)])
    assert isinstance(refused.exception, KnowledgeError)
    assert "Tull Front" in CliRunner().invoke(app, ["find", "Tull Front"]).stdout


def test_names_need_a_capital_where_the_report_has_capitals() -> None:
    assert resolve(ROSTER, "the Southern Front", SYRIA).id == "southern-front"
    assert resolve(ROSTER, "the southern front", SYRIA).id is None
    assert resolve(ROSTER, "the fmln", Context("SV", lower=True)).id == "fmln"


@pytest.mark.parametrize("words", ["their car", "a chad", "the turkey"])
def test_a_country_is_written_as_a_name(words: str) -> None:
    assert resolve(load_roster(), words, Context()).id is None


def test_a_country_by_its_short_form() -> None:
    assert resolve(load_roster(), "the CAR", Context()).id == "cf-gov"
