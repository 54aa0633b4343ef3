"""The roster: names, composition, metonymy, and the phrases that must stay unresolved, with the reason."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.roster import app
from dateline.errors import InputError, KnowledgeError
from dateline.roster import Context, Roster, load_roster, names_in, resolve
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
    ("Syrian government forces", "sy-army"), ("Israeli warplanes", "il-gov"), ("Israeli air force", "il-airforce"),
    ("Turkish troops", "tr-army"),
    ("Syria's army", "sy-army"), ("Syrias army", "sy-army"), ("South Korean navy", "kr-navy"), ("the government of Chad", "td-gov"),
    ("Damascus forces", "sy-army"), ("Assad's army", "sy-army"), ("units of the Turkish army", "tr-army"),
    ("Syrian regime forces", "sy-army"), ("President Bashar al-Assads forces", "sy-army"),
    ("the government of Bashar al-Assad", "sy-gov"),
    ("government forces loyal to Syrian President Bashar al-Assad", "sy-army"), ("Turkish army positions", "tr-army"),
    ("Syria's embattled government", "sy-gov"), ("Russian Mi-8 transport helicopter", "ru-gov"), ("Turkish troops' checkpoint", "tr-army"),
    ("forces loyal to Khalifa Haftar", "lna"), ("gunmen loyal to Daesh", "is"), ("Daesh-held", "is"),
    ("U.S. helicopters", "us-gov"), ("Kenyan police officers", "ke-police"), ("two Ukrainian soldiers", "ua-army"),
    ("the pro-independence Kosovo Liberation Army", "kla"), ("President Bashar al-Assad and his government", "sy-gov"),
]  # fmt: skip
METONYMS = [("Ankara", "tr-gov"), ("the Kremlin", "ru-gov"), ("Washington", "us-gov"), ("Israeli", "il-gov"), ("US", "us-gov")]
FOCUS = [
    ("the army", "sy-army"), ("regime troops", "sy-army"), ("government forces", "sy-army"), ("the authorities", "sy-gov"),
    ("police", "sy-police"), ("regime snipers", "sy-army"),
]  # fmt: skip
UNRESOLVED = [
    ("rebels", "many parties"), ("foreign-backed militants", "many parties"), ("Takfiri terrorists", "judges"),
    ("pro-government forces", "allies or opponents"), ("anti-Turkish militia", "allies or opponents"),
    ("pro-Assad Hezbollah", "allies or opponents"),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkish police and army", "tr-police|tr-army"),  # the country is told once
        ("Russian and regime warplanes", "ru-gov|sy-gov"),  # a regime is that of the report's country
        ("the regime and Russian forces", "sy-gov|ru-gov"),
        ("the Syrian government and Russian air forces", "sy-gov|ru-gov"),
        ("the Syrian army and Russian air forces", "sy-army|ru-airforce"),
        ("government troops and tribal forces", "sy-army"),
        ("the government and its Russian and Iranian allies", "sy-gov|ru-gov|ir-gov"),
    ],
)
def test_joined_parties_share_what_is_told_once(text: str, expected: str) -> None:
    assert resolve(ROSTER, text, SYRIA).id == expected


@pytest.mark.parametrize(
    "text", ["rebels backed by Turkey", "troops backed by Russia", "military posts", "forces loyal to General Selim Oray"]
)
def test_who_backs_is_not_the_party(text: str) -> None:
    assert resolve(ROSTER, text, SYRIA).id is None


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("the Iranian president", dt.date(2010, 5, 1), "mahmoud-ahmadinejad"),
        ("the Iranian president", dt.date(2016, 5, 1), "hassan-rouhani"),
        ("the Iranian president", None, "ir-president"),
        ("UN chief", dt.date(2005, 1, 1), "kofi-annan"),
        ("the Armenian foreign minister", dt.date(2012, 1, 1), "edward-nalbandian"),
        ("FM Nalbandian", None, "edward-nalbandian"),
        ("US Secretary of State", dt.date(2014, 3, 1), "john-kerry"),
    ],
)
def test_an_office_is_who_held_it_on_the_day(text: str, day: dt.date | None, expected: str) -> None:
    assert resolve(ROSTER, text, Context(day=day)).id == expected


def test_nobody_is_named_before_they_were_there() -> None:
    early = resolve(ROSTER, "Syrian Democratic Forces", Context("SY", day=dt.date(2012, 3, 1)))
    assert early.id is None
    assert "2015" in (early.reason or "")
    assert resolve(ROSTER, "Syrian Democratic Forces", Context("SY", day=dt.date(2017, 3, 1))).id == "sdf"
    # What has ended may be recalled.
    assert resolve(ROSTER, "Jabhat al-Nusra", Context("SY", day=dt.date(2023, 3, 1))).id == "nusra"


def test_a_name_of_several_is_told_by_the_day_and_by_the_report(tmp_path: Path) -> None:
    header = "id,name,aliases,parent,sector,inter,country,sides,years,source"
    rows = "old-front,Old Tarn Front,Tarn Front,,REB,2,CL,,1980-1990,x\nnew-front,New Tarn Front,Tarn Front,,REB,2,CL,,2010-,x"
    roster = _with(tmp_path, rows, header)
    assert resolve(roster, "Tarn Front", Context("CL", day=dt.date(1985, 1, 1))).id == "old-front"
    assert resolve(roster, "Tarn Front", Context("CL", day=dt.date(2015, 1, 1))).id == "new-front"
    assert resolve(roster, "Tarn Front", Context("CL")).id is None
    assert resolve(roster, "Tarn Front", Context("CL", named=frozenset({"old-front"}))).id == "old-front"


def test_names_are_found_in_a_text() -> None:
    text = "Fighters of Jaysh al-Islam met the who's who of the YPG."
    assert [(text[name.start : name.end], name.bearers[0].id) for name in names_in(ROSTER, text)] == [
        ("Jaysh al-Islam", "jaysh-islam"), ("YPG", "ypg"),
    ]  # fmt: skip


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


def _with(folder: Path, rows: str, header: str = "id,name,aliases,parent,sector,inter,country,sides,source") -> Roster:
    target = folder / "roster"
    shutil.copytree(DATA, target)
    own = folder / "own.csv"
    own.write_text(f"{header}\n{rows}\n", encoding="utf-8")
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
    assert sum(not actor.person for actor in ROSTER.actors.values()) >= 400
    assert len(ROSTER.outlets) >= 150
    assert all(outlet.source for outlet in ROSTER.outlets.values())
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


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("hezbolah", "Hezbollah [hezbollah]"),
        ("Republican Guard", "--country"),
        ("Republican Guard", "iq-republican-guard"),
        ("the army", "--country CODE"),
        ("the rebels", "whom it means"),
        ("Qwertz Brigade of Nowhere", "actors add FILE"),
    ],
)
def test_the_command_says_what_to_do(name: str, told: str) -> None:
    assert told in str(CliRunner().invoke(app, ["find", name]).exception)


def test_the_command_shows_no_years_of_a_persons_life() -> None:
    facts = json.loads(CliRunner().invoke(app, ["find", "Hassan Rouhani", "--json"]).stdout)
    assert facts["years"] is None
    assert facts["terms"][0]["office"] == "ir-president"


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


def test_own_tables_are_listed_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    header = "id,name,aliases,parent,sector,inter,country,sides,years,source\n"
    (tmp_path / "base.csv").write_text(f"{header}tarn,Tarn Front,,,REB,2,SY,,2014-,own knowledge\n", encoding="utf-8")
    (tmp_path / "wing.csv").write_text(f"{header}tarn-wing,Tarn Wing,,tarn,REB,2,SY,,,own knowledge\n", encoding="utf-8")
    assert "nothing was added" in CliRunner().invoke(app, ["list"]).stderr
    for name in ("base", "wing"):
        assert CliRunner().invoke(app, ["add", str(tmp_path / f"{name}.csv")]).exit_code == 0
    assert [line.split("\t")[:2] for line in CliRunner().invoke(app, ["list"]).stdout.splitlines()] == [["base", "1"], ["wing", "1"]]
    assert isinstance(CliRunner().invoke(app, ["remove", "base"]).exception, KnowledgeError)  # the wing's parent would be gone
    assert "wing removed" in CliRunner().invoke(app, ["remove", "wing"]).stdout
    assert CliRunner().invoke(app, ["find", "Tarn Wing"]).exit_code == 1
    missing = CliRunner().invoke(app, ["remove", "wing"])
    assert isinstance(missing.exception, InputError)
    assert "base" in str(missing.exception)


def test_own_tables_are_kept_where_nothing_is_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATELINE_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    table = tmp_path / "own.csv"
    table.write_text("id,name,aliases,parent,sector,inter,country,sides,source\ntarn,Tarn Front,,,REB,2,SY,,own\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["add", str(table)]).exit_code == 0
    assert (tmp_path / "data/dateline/actors/own.csv").is_file()
    # Earlier versions kept them in the cache folder: they are still read, and can be removed.
    (tmp_path / "cache/dateline").mkdir(parents=True)
    shutil.move(tmp_path / "data/dateline/actors", tmp_path / "cache/dateline/actors")
    assert "own" in CliRunner().invoke(app, ["list"]).stdout
    assert CliRunner().invoke(app, ["remove", "own"]).exit_code == 0
    assert not list((tmp_path / "cache/dateline/actors").iterdir())


def test_names_need_a_capital_where_the_report_has_capitals() -> None:
    assert resolve(ROSTER, "the Southern Front", SYRIA).id == "southern-front"
    assert resolve(ROSTER, "the southern front", SYRIA).id is None
    assert resolve(ROSTER, "the fmln", Context("SV", lower=True)).id == "fmln"


@pytest.mark.parametrize("words", ["their car", "a chad", "the turkey"])
def test_a_country_is_written_as_a_name(words: str) -> None:
    assert resolve(load_roster(), words, Context()).id is None


def test_a_country_by_its_short_form() -> None:
    assert resolve(load_roster(), "the CAR", Context()).id == "cf-gov"


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("President Bush", dt.date(1990, 8, 15), "george-h-w-bush"),
        ("President Bush", dt.date(2003, 3, 20), "george-w-bush"),
        ("President Bush", None, None),
        ("Narendra Modi", dt.date(1985, 1, 1), None),  # long before any office
        ("the Yugoslav army", dt.date(1999, 4, 1), "vj-yugoslavia"),
    ],
)
def test_persons_and_bodies_of_one_name_are_told_by_the_day(text: str, day: dt.date | None, expected: str | None) -> None:
    assert resolve(ROSTER, text, Context(country="RS" if "Yugoslav" in text else "US", day=day)).id == expected


def test_the_iranian_army_is_the_whole_army() -> None:
    assert resolve(ROSTER, "the Iranian army").id == "ir-army"
    assert resolve(ROSTER, "the Artesh").id == "ir-artesh"


def test_no_office_has_two_holders_for_weeks_unless_both_claimed_it() -> None:
    """A slip of the pen in a table of terms shows as two holders of one office over weeks."""
    found = []
    for office, held in ROSTER.holders.items():
        terms = sorted(((term, person) for term, person in held), key=lambda one: one[0].start)
        for (one, first), (two, second) in pairwise(terms):
            if first is not second and (one.end is None or (one.end - two.start).days > 45):
                found.append((office, first.id, second.id))
    assert found == [("ci-president", "laurent-gbagbo", "alassane-ouattara")]
