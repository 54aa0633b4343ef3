"""Other event data brought in as claims of its source, and two sets of events side by side; and the three commands."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dateline.cli import app
from dateline.errors import DatelineError, InputError
from dateline.export import scheme
from dateline.export.brought import Bringer
from dateline.export.coded import Aside, Coded, read_coded
from dateline.export.compare import compare, of_claim, of_claims, of_event
from dateline.export.formats import FORMATS
from dateline.ledger.families import load_families
from dateline.ledger.store import Wanted, open_ledger
from dateline.ontology import load_ontology
from dateline.roster import load_roster
from dateline.settings import settings
from tests.exports import events, export, fill, one


@pytest.fixture(scope="module")
def bringer() -> Bringer:
    return Bringer(load_roster(settings()), None, dict(load_ontology().kinds))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATELINE_DB", raising=False)
    with open_ledger("ledger.dateline", create=True) as ledger:
        fill(ledger)
    return tmp_path


def dateline(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    if isinstance(result.exception, DatelineError):
        assert code == 1, result.exception
    else:
        assert result.exit_code == code, result.output + result.stderr
    return result


def written(folder: Path, form: str) -> Path:
    path = folder / f"{form}.data"
    path.write_bytes(FORMATS[form].write(export()).data)
    return path


def coded(form: str, path: Path) -> list[Coded]:
    found = list(read_coded(form, path))
    assert not [row for row in found if isinstance(row, Aside)]
    return [row for row in found if isinstance(row, Coded)]


def acled(path: Path, **cells: str) -> Path:
    row = dict.fromkeys(scheme.layout("acled"), "") | {
        "event_id_cnty": "SYR1", "event_date": "2016-12-05", "time_precision": "1", "sub_event_type": "Armed clash", "iso": "760",
        "actor1": "Military Forces of Syria (2000-2024)", "actor2": "Islamic State (Syria)", "location": "Karaz", "latitude": "36.01",
        "longitude": "37.0", "geo_precision": "1", "fatalities": "3", "source": "Harbour Post; Northern Wire", "notes": "On 5 December ...",
    } | cells  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["acled", "ucdp", "polecat", "gdelt"])
def test_what_we_write_we_read(form: str, tmp_path: Path, bringer: Bringer) -> None:
    rows = coded(form, written(tmp_path, form))
    assert rows
    for row in rows:
        article, claim = bringer.bring(row)
        claim.check(article)
        assert article.outlet and (not claim.places or claim.places[0].within == "SY" or claim.places[0].lat is None)
    shelling = [row for row in rows if row.actor and row.actor.lower() == "syrian army" and row.place == "Karaz"]
    assert [(row.first.isoformat(), row.last.isoformat()) for row in shelling] == [("2016-12-05", "2016-12-05")]


def test_a_row_becomes_a_claim_whose_values_point_at_its_words(tmp_path: Path, bringer: Bringer) -> None:
    (row,) = coded("acled", acled(tmp_path / "a.csv"))
    article, claim = bringer.bring(row)
    assert (article.id, article.outlet, claim.kind) == ("acled:SYR1", "ACLED", "armed-clash")
    assert claim.target is not None and (claim.target.id, claim.target.text) == ("is", "Islamic State (Syria)")
    assert claim.when is not None and claim.when.text == "2016-12-05" and claim.counts[0].low == 3
    assert claim.sources[0].text == "Harbour Post; Northern Wire" and claim.places[0].radius_km == 5
    assert "notes" not in article.text and "note: On 5 December ..." in article.text


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ({"time_precision": "2", "event_date": "2016-12-08"}, ("2016-12-05", "2016-12-11")),
        ({"time_precision": "3", "event_date": "2016-12-16"}, ("2016-12-01", "2016-12-31")),
        ({}, ("2016-12-05", "2016-12-05")),
    ],
)
def test_a_middle_stands_for_its_week_or_month(tmp_path: Path, cells: dict[str, str], days: tuple[str, str]) -> None:
    (row,) = coded("acled", acled(tmp_path / "a.csv", **cells))
    assert (row.first.isoformat(), row.last.isoformat()) == days


def test_rows_that_cannot_be_meant_are_set_aside(tmp_path: Path) -> None:
    (other,) = read_coded("acled", acled(tmp_path / "a.csv", sub_event_type="Other"))
    assert isinstance(other, Aside) and other.line == 2 and "Other" in other.reason
    (wrong,) = read_coded("acled", acled(tmp_path / "a.csv", event_date="soon"))
    assert isinstance(wrong, Aside)
    with pytest.raises(InputError, match="header is not that of UCDP"):
        list(read_coded("ucdp", tmp_path / "a.csv"))
    with pytest.raises(InputError, match="61"):
        list(read_coded("gdelt", tmp_path / "a.csv"))


@pytest.mark.parametrize("day", ["05 December 2016", "5 Dec 2016", "05-12-2016", "2016-12-05 00:00:00.000"])
def test_days_are_read_as_such_files_write_them(tmp_path: Path, day: str) -> None:
    (row,) = coded("acled", acled(tmp_path / "a.csv", event_date=day))
    assert row.first.isoformat() == "2016-12-05"


def test_a_broken_row_costs_itself_only_and_is_told_with_its_first_line(tmp_path: Path) -> None:
    good = acled(tmp_path / "a.csv", notes="two\nlines").read_text(encoding="utf-8")
    head, row = good.split("\n", 1)
    broken = row.replace('"two\nlines"', '"two', 1)
    (tmp_path / "b.csv").write_text(f"{head}\n{row}SYR2,2016\n{row}{row.strip()},extra\n{broken}", encoding="utf-8")
    found = [(item.line, isinstance(item, Coded)) for item in read_coded("acled", tmp_path / "b.csv")]
    assert found[:4] == [(2, True), (4, False), (5, True), (7, False)] and all(not fine for _, fine in found[4:]) and len(found) == 5


@pytest.mark.parametrize("cells", [{"fatalities": "nan"}, {"fatalities": "inf"}, {"fatalities": "many"}, {"event_id_cnty": ""}])
def test_cells_that_cannot_be_meant_set_their_row_aside(tmp_path: Path, cells: dict[str, str]) -> None:
    (row,) = read_coded("acled", acled(tmp_path / "a.csv", **cells))
    assert isinstance(row, Aside)
    (row,) = coded("acled", acled(tmp_path / "a.csv", fatalities="NA", latitude="NA", longitude="NA"))
    assert row.killed is None and row.lat is None


def test_a_cut_off_line_of_gdelt_costs_itself_only(tmp_path: Path) -> None:
    whole = written(tmp_path, "gdelt").read_text(encoding="utf-8")
    (tmp_path / "b.csv").write_text(whole + whole.split("\n")[0][:80], encoding="utf-8")
    *rows, last = read_coded("gdelt", tmp_path / "b.csv")
    assert len(rows) == whole.count("\n") and isinstance(last, Aside) and "allowed: 61" in last.reason


def packed(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_packed_tables_are_read_and_other_packs_are_refused(tmp_path: Path) -> None:
    table = acled(tmp_path / "a.csv").read_text(encoding="utf-8")
    assert coded("acled", packed(tmp_path / "a.zip", {"folder/": "", "folder/a": table, "__MACOSX/a": "x"}))
    for name, files in (("b.zip", {}), ("c.zip", {"a": table, "b": table}), ("d.xlsx", {"[Content_Types].xml": ""})):
        with pytest.raises(InputError, match=r"packs 0|packs 2|is a spreadsheet"):
            list(read_coded("acled", packed(tmp_path / name, files)))
    whole = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "e.zip").write_bytes(whole.replace(b"folder/a", b"folder/b", 1))
    with pytest.raises(InputError, match="cannot be unpacked"):
        list(read_coded("acled", tmp_path / "e.zip"))


def test_several_claims_of_one_article_are_several_cases(tmp_path: Path, bringer: Bringer) -> None:
    (row,) = coded("acled", acled(tmp_path / "a.csv"))
    _, claim = bringer.bring(row)
    other = claim.model_copy(update={"id": "c_" + "0" * 16})
    assert [case.id for case in of_claims([claim])] == ["acled:SYR1"]
    assert [case.id for case in of_claims([claim, other])] == [claim.id, other.id]


def test_a_set_matches_itself_in_everything() -> None:
    cases = [of_event(event) for event in events()]
    found = compare(cases, cases, load_families())
    assert [(match.one.id, match.other.id) for match in found.matches if match.one.id != match.other.id] == []
    assert not found.only_one and not found.only_other
    assert all(counts["differ"] == 0 for counts in found.counts().values())


def test_matches_misses_and_disagreements(tmp_path: Path, bringer: Bringer) -> None:
    path = acled(tmp_path / "a.csv", sub_event_type="Air/drone strike", fatalities="5", actor1="Military Forces of Russia", actor2="")
    (row,) = coded("acled", path)
    mine = [of_event(one("shelling")), of_event(one("territory-gain"))]
    found = compare(mine, [of_claim(bringer.bring(row)[1])], load_families())
    (match,) = found.matches
    assert (match.one.id, match.other.id) == (one("shelling").id, "acled:SYR1")
    assert dict(match.fields) | {"actor": ""} == {
        "kind": "differ", "day": "agree", "place": "agree", "actor": "", "target": "untold", "killed": "differ"}  # fmt: skip
    assert [case.id for case in found.only_one] == [one("territory-gain").id] and found.only_other == ()


@pytest.mark.parametrize("cells", [{"event_date": "2016-12-09"}, {"latitude": "35.0"}, {"sub_event_type": "Agreement"}])
def test_what_is_far_in_time_place_or_kind_is_no_match(tmp_path: Path, bringer: Bringer, cells: dict[str, str]) -> None:
    (row,) = coded("acled", acled(tmp_path / "a.csv", **cells))
    found = compare([of_event(one("shelling"))], [of_claim(bringer.bring(row)[1])], load_families())
    assert not found.matches and len(found.only_one) == len(found.only_other) == 1


def test_a_side_named_second_is_the_same_side(tmp_path: Path, bringer: Bringer) -> None:
    (row,) = coded("acled", acled(tmp_path / "a.csv", actor1="Free Syrian Army", actor2="Syrian army", fatalities="30"))
    (match,) = compare([of_event(one("shelling"))], [of_claim(bringer.bring(row)[1])], load_families()).matches
    assert match.fields["actor"] == match.fields["target"] == match.fields["killed"] == "agree"


def test_the_command_writes_file_stamp_and_report(here: Path) -> None:
    done = dateline("export", "-f", "acled", "-o", "a.csv", "--report", "r.json", "--as-of", "2017-01-02", "--since", "2016-12-01")
    assert "left out: acled cannot hold them" in done.stderr
    stamp = json.loads((here / "a.csv.stamp.json").read_text())
    assert stamp["as_of"] == "2017-01-02" and stamp["filters"] == {"since": "2016-12-01"} and stamp["format"] == "acled"
    told = json.loads((here / "r.json").read_text())
    assert told["counts"]["range"] == 2 and told["events_left_out"] == sum(loss["left_out"] for loss in told["losses"])
    before = (here / "a.csv").read_bytes()
    dateline("export", "-f", "acled", "-o", "a.csv", "--as-of", "2017-01-02", "--since", "2016-12-01")
    assert (here / "a.csv").read_bytes() == before


def test_the_command_filters_and_chooses_tables(here: Path) -> None:
    lines = dateline("export", "-f", "jsonl", "--kind", "shelling").stdout.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["shelling"]
    claims = list(csv.DictReader(io.StringIO(dateline("export", "-f", "csv", "--table", "claims", "--kind", "shelling").stdout)))
    assert [row["outlet"] for row in claims] == ["Northern Wire", "Harbour Post"]
    control = list(csv.DictReader(io.StringIO(dateline("export", "-f", "csv", "--table", "control").stdout)))
    assert "Umm Dalla" in {row["place"] for row in control}


def test_the_name_of_the_file_tells_the_format(here: Path) -> None:
    dateline("export", "-o", "e.geojson")
    assert json.loads((here / "e.geojson").read_text())["type"] == "FeatureCollection"
    assert dateline("export", "-o", "e.doc", code=2) and dateline("export", code=2)


def test_the_command_gives_changes_and_deletions(here: Path) -> None:
    dateline("export", "-f", "csv", "-o", "all.csv", "--state", "s.json")
    again = dateline("export", "-f", "csv", "-o", "new.csv", "--since", "s.json")
    assert "0 events new or changed, 0 gone" in again.stderr
    assert (here / "new.csv.deletions.csv").read_text() == "event,into\n"
    with open_ledger("ledger.dateline") as ledger:
        gone = next(ledger.claims(Wanted(kinds=["talks"]))).report.id
    dateline("forget", gone, "--reason", "asked", "--yes")
    later = dateline("export", "-f", "csv", "-o", "new.csv", "--since", "s.json", "--deletions", "gone.csv")
    assert "1 gone" in later.stderr and (here / "gone.csv").read_text().count("\n") == 2


def test_a_state_is_written_only_after_the_export(here: Path) -> None:
    (here / "folder.csv").mkdir()
    dateline("export", "-f", "csv", "-o", "folder.csv", "--state", "s.json", code=1)
    assert not (here / "s.json").exists()


@pytest.mark.parametrize(
    "words",
    [("-f", "xls"), ("-f", "acled", "--table", "claims"), ("-f", "kml", "--hxl"), ("-f", "csv", "--since", "someday"),
     ("-f", "csv", "--as-of", "2016-13-01"), ("-f", "csv", "--status", "rumoured"), ("-f", "csv", "--kind", "sheling"),
     ("-f", "csv", "--deletions", "gone.csv")],
)  # fmt: skip
def test_the_command_says_what_it_does_not_understand(here: Path, words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, ["export", *words])
    assert result.exit_code == 2 or "allowed: " in str(result.exception)


def test_places_are_found_as_events_finds_them(here: Path) -> None:
    gain = next(event for event in events() if event.kind == "territory-gain")
    assert gain.place is not None
    for name in ("Umm Dalla", gain.place.id, "UMM DALLA", "Nowhere Else"):
        listed = json.loads(dateline("events", "--place", name, "--format", "json").stdout)
        exported = [json.loads(line)["id"] for line in dateline("export", "-f", "jsonl", "--place", name).stdout.splitlines()]
        assert sorted(exported) == sorted(row["id"] for row in listed), name


def test_a_kind_that_there_is_not_is_told_with_the_nearest(here: Path) -> None:
    for command in ("events", "export"):
        words = ("-f", "csv") if command == "export" else ()
        told = CliRunner().invoke(app, [command, *words, "--kind", "sheling"])
        assert "Did you mean shelling?" in str(told.exception)


def test_the_command_redacts_and_coarsens(here: Path) -> None:
    out = dateline("export", "-f", "jsonl", "--redact", "persons", "--coarsen", "country").stdout
    assert out and "Haddad" not in out and "Umm Dalla" not in out and "Old Quarter" not in out


def test_imported_rows_are_claims_and_can_be_compared(here: Path) -> None:
    acled(here / "a.csv", sub_event_type="Shelling/artillery/missile attack", actor2="Free Syrian Army", fatalities="30")
    assert "1 rows taken in, 0 there already, 0 set aside" in dateline("import", "-f", "acled", "a.csv").stderr
    assert "0 rows taken in, 1 there already" in dateline("import", "-f", "acled", "a.csv").stderr
    with open_ledger("ledger.dateline") as ledger:
        (stored,) = ledger.claims(Wanted(outlet="ACLED"))
    assert stored.coder == "import acled" and stored.claim.kind == "shelling"
    for other in ("acled:a.csv", "ledger.dateline#ACLED"):
        told = json.loads(dateline("compare", "ledger.dateline", other).stdout)
        assert (told["matches"], told["only_b"]) == (1, 0) and told["fields"]["kind"]["agree"] == 1
    assert "no claim of the outlet 'ACLET'" in str(dateline("compare", "ledger.dateline", "ledger.dateline#ACLET", code=1).exception)
    good = dateline("export", "-f", "jsonl", "-o", "e.jsonl") and (here / "e.jsonl").read_text(encoding="utf-8")
    (here / "f.jsonl").write_text(good + "{broken\n", encoding="utf-8")
    told = dateline("compare", "e.jsonl", "f.jsonl", code=3)
    assert json.loads(told.stdout)["only_a"] == 0 and f"f.jsonl:{good.count(chr(10)) + 1}: " in told.stderr
    rows = list(csv.DictReader(io.StringIO(dateline("compare", "ledger.dateline", "acled:a.csv", "--format", "csv").stdout)))
    assert {row["what"] for row in rows} == {"match", "only a"}
    twice = (here / "a.csv").read_text(encoding="utf-8")
    (here / "b.csv").write_text(twice + twice.split("\n", 1)[1].replace("On 5 December", "On Monday"), encoding="utf-8")
    told = dateline("import", "-f", "acled", "b.csv", code=3).stderr
    assert "0 rows taken in, 1 there already, 1 set aside" in told and "b.csv:3: its id 'SYR1' is that of line 2" in told
    acled(here / "a.csv", sub_event_type="Other")
    assert "a.csv:2: " in dateline("import", "-f", "acled", "a.csv", code=3).stderr


def test_both_databases_give_the_same_events(where: str) -> None:
    with open_ledger(where, create=True) as ledger:
        fill(ledger)
    done = dateline("export", "-f", "jsonl", "--db", where, "--as-of", "2017-01-02")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["id"] for event in found] == [event.id for event in events()]
    assert [claim["evidence"] for event in found for claim in event["claims"]] == [c.evidence for event in events() for c in event.claims]
    assert "Umm Dalla" in dateline("export", "-f", "csv", "--table", "control", "--db", where).stdout
    assert found[0]["stamp"].split("; ")[1] == where.rsplit("/", 1)[-1]
