"""Exports: what is written can be read back equal, also by other programs; each file says what made it; nothing becomes a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import shutil
import sqlite3
import subprocess
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as Xml

import openpyxl
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.export.cells import TABLES, event_row, rows_of
from dateline.export.changes import changed, read_state, state_of
from dateline.export.columnar import KEY, read_events, read_parquet, write_parquet
from dateline.export.formats import FORMATS
from dateline.export.geopackage import read_gpkg, write_gpkg
from dateline.export.lines import read_csv, read_jsonl, write_csv, write_jsonl
from dateline.export.losses import KINDS, report
from dateline.export.maps import write_geojson, write_kml, write_timemap
from dateline.export.stamp import Stamp
from dateline.export.workbook import write_xlsx
from dateline.ledger.store import open_ledger
from tests.exports import FORMULA, STAMP, events, export, fill, gathered, one


def test_an_event_has_every_claim_with_its_report_and_words() -> None:
    event = one("shelling")
    assert [claim.outlet for claim in event.claims] == ["Northern Wire", "Harbour Post"]
    assert event.origins[0] == "Ward Council" and len(event.origins) == 2
    assert (event.first, event.last, event.precision) == (dt.date(2016, 12, 5), dt.date(2016, 12, 5), "day")
    assert event.place is not None and (event.place.country, event.place.country_name) == ("SY", "Syria")
    toll = event.toll("killed")
    assert toll is not None and (toll.low, toll.high) == (24, 99)
    assert [count.words for claim in event.claims for count in claim.counts] == ["dozens", "30"]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_events_give_the_same_bytes(name: str) -> None:
    assert FORMATS[name].write(export()).data == FORMATS[name].write(export()).data


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_events_give_a_file_that_can_be_read(name: str) -> None:
    from dateline.export.layout import Export

    assert FORMATS[name].write(Export([], STAMP)).data is not None


def test_jsonl_is_read_back_equal() -> None:
    assert read_jsonl(write_jsonl(export()).data) == list(events())


@pytest.mark.parametrize("table", sorted(TABLES))
def test_tables_are_read_back_equal(table: str) -> None:
    rows = rows_of(table, list(events()))
    assert read_parquet(write_parquet(export(table=table)).data) == rows
    assert read_gpkg(write_gpkg(export()).data, table) == rows
    assert read_csv(write_csv(export(table=table, hxl=True)).data.decode(), table) == rows


@given(title=st.text(st.characters(exclude_categories=["Cs"])), outlet=st.text(st.sampled_from("=+-@'\"\t\r\n ,;a1\x00\x0b"), min_size=1))
@settings(max_examples=20, deadline=None)
def test_any_text_is_read_back(title: str, outlet: str) -> None:
    claim = one("shelling").claims[0].model_copy(update={"title": title, "outlet": outlet})
    chosen = export(one("shelling").model_copy(update={"claims": (claim,)}), table="claims")
    rows = rows_of("claims", chosen.events)
    assert read_parquet(write_parquet(chosen).data) == rows
    assert read_gpkg(write_gpkg(chosen).data, "claims") == rows
    (row,) = read_csv(write_csv(chosen).data.decode(), "claims")
    # Of a cell that begins like a formula the guard is taken off again; line ends inside a cell are one.
    plain = [" ".join(words.replace("\x00", " ").split()).lstrip("' ") for words in (str(row["outlet"] or ""), outlet)]
    assert plain[0] == plain[1]
    for name in ("xlsx", "kml", "rss", "geojson", "acled", "ucdp", "polecat", "gdelt", "plover", "timemap"):
        assert FORMATS[name].write(chosen).data
    Xml.fromstring(FORMATS["kml"].write(chosen).data)
    Xml.fromstring(FORMATS["rss"].write(chosen).data)
    openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(chosen).data))


def test_parquet_of_events_holds_the_whole_event() -> None:
    assert read_events(write_parquet(export()).data) == list(events())


def test_csv_is_no_formula_and_has_tags_where_asked() -> None:
    rows = list(csv.reader(io.StringIO(write_csv(export(hxl=True)).data.decode())))
    assert rows[0][0] == "event" and rows[1][0] == "#event+id" and all(tag.startswith("#") for tag in rows[1])
    assert f"'{FORMULA}" in {row[rows[0].index("outlet")] for row in rows[2:]}
    assert rows[2][-1] == STAMP.short


def test_a_workbook_has_its_sheets_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(export()).data))
    assert book.sheetnames == ["events", "claims", "sources", "control", "read-me"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert FORMULA in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]
    sheet = book["events"]
    head = [cell.value for cell in sheet[1]]
    assert head == list(TABLES["events"])
    assert sheet.cell(2, head.index("start") + 1).value == dt.datetime(2016, 11, 10)
    assert "cite" in {row[0].value for row in book["read-me"].iter_rows()}


def test_geojson_and_kml_show_what_has_a_point() -> None:
    whole = json.loads(write_geojson(export()).data)
    assert whole["dateline"]["cite"].startswith(f"{STAMP.program}, export of the ledger x.dateline as of 2017-01-02")
    points = {feature["properties"]["kind"]: feature["geometry"] for feature in whole["features"]}
    assert points["shelling"] == {"type": "Point", "coordinates": [37.0, 36.0]} and points["talks"] is None
    root = Xml.fromstring(write_kml(export()).data)
    space = "{http://www.opengis.net/kml/2.2}"
    names = [mark.findtext(f"{space}name") for mark in root.iter(f"{space}Placemark")]
    assert "shelling, Karaz, 2016-12-05" in names and len(names) == len(events()) - 1


def test_timemap_gives_a_point_whole_or_not_at_all() -> None:
    for event in json.loads(write_timemap(export()).data):
        assert event["description"] and (event["date"] or event["latitude"])
        assert bool(event["latitude"]) == bool(event["longitude"])


def test_a_geopackage_keeps_its_specification(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(write_gpkg(export()).data)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert connection.execute("PRAGMA user_version").fetchone() == (10200,)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    layers = dict(connection.execute("SELECT table_name, data_type FROM gpkg_contents"))
    assert layers == {"events": "features", "claims": "features", "control": "features", "sources": "attributes", "read_me": "attributes"}
    types = {row[1]: row[2] for row in connection.execute("PRAGMA table_info(events)")}
    assert types["start"] == "DATE" and types["geom"] == "POINT" and types["lat"] == "DOUBLE"
    assert connection.execute("SELECT substr(geom, 1, 2) FROM events WHERE kind = 'shelling'").fetchone() == (b"GP",)
    connection.close()


def test_each_file_says_what_made_it() -> None:
    stamp = export().stamp.to_json("csv")
    assert stamp["program"] == STAMP.program and stamp["coders"] == ["test"] and stamp["ledger"] == "x.dateline"
    assert stamp["as_of"] == "2017-01-02" and stamp["filters"] == {"kind": "all"} and stamp["events"] == len(events())
    import pyarrow.parquet as pq

    metadata = pq.read_schema(io.BytesIO(write_parquet(export()).data)).metadata
    assert json.loads(metadata[KEY])["as_of"] == "2017-01-02"


def test_pandas_reads_days_as_days() -> None:
    frame = pandas.read_parquet(io.BytesIO(write_parquet(export()).data))
    assert frame["start"].min() == dt.date(2016, 11, 10) and frame["lat"].dtype == "float64"
    lines = pandas.read_json(io.BytesIO(write_jsonl(export()).data), lines=True)
    assert set(lines["id"]) == {event.id for event in events()}
    sheet = pandas.read_excel(io.BytesIO(write_xlsx(export()).data), sheet_name="events")
    assert pandas.api.types.is_datetime64_any_dtype(sheet["start"]) and len(sheet) == len(events())
    table = pandas.read_csv(io.BytesIO(write_csv(export()).data), parse_dates=["start", "end"])
    assert table["start"].min() == pandas.Timestamp("2016-11-10")


def test_geopandas_reads_points(tmp_path: Path) -> None:
    # CI runs everything.
    geopandas = import_module("geopandas") if os.environ.get("CI") else pytest.importorskip(
        "geopandas", reason="geopandas is not installed (pip install -e '.[dev]'): only our own reader reads GeoPackage and GeoParquet here"
    )  # fmt: skip
    for name in ("gpkg", "geoparquet"):
        path = tmp_path / f"x.{name}"
        path.write_bytes(FORMATS[name].write(export()).data)
        frame = geopandas.read_file(path, layer="events") if name == "gpkg" else geopandas.read_parquet(path)
        assert len(frame) == len(events()) and frame.geometry.notna().sum() == len(events()) - 1


_R = """
library(sf); library(readxl); library(readr)
e <- st_read("x.gpkg", layer = "events", quiet = TRUE)
stopifnot(inherits(e$start, "Date"), nrow(e) == {rows})
x <- read_excel("x.xlsx", sheet = "events"); stopifnot(nrow(x) == {rows}, inherits(x$start, "POSIXct"))
c <- read_csv("x.csv", show_col_types = FALSE); stopifnot(nrow(c) == {rows}, inherits(c$start, "Date"))
"""


def test_r_reads_days_as_days(tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip(
            "Rscript is not there: whether R reads the files is not tested (Debian: r-base-core r-cran-sf r-cran-readxl r-cran-readr)"
        )
    for name in ("gpkg", "xlsx", "csv"):
        (tmp_path / f"x.{name}").write_bytes(FORMATS[name].write(export()).data)
    asked = subprocess.run([rscript, "-e", "library(sf); library(readxl); library(readr)"], capture_output=True, timeout=300, check=False)
    if asked.returncode:
        pytest.skip("R is there without the packages sf, readxl and readr (Debian: r-cran-sf r-cran-readxl r-cran-readr)")
    code = _R.replace("{rows}", str(len(events())))
    done = subprocess.run([rscript, "-e", code], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_excerpts_are_given_and_whole_texts_on_request(tmp_path: Path) -> None:
    assert all(claim.text is None and claim.evidence for event in events() for claim in event.claims)
    with open_ledger(tmp_path / "x.dateline", create=True) as ledger:
        fill(ledger)
        whole = gathered(ledger, full_text=True)
    assert all(claim.text and claim.evidence in " ".join(claim.text.split()) for event in whole for claim in event.claims)


def test_changes_since_an_earlier_export() -> None:
    before = [event.model_copy(update={"merged": ()}) for event in events()]
    state = read_state(json.dumps(state_of(before, STAMP)).encode(), "old.state", STAMP)
    assert changed(before, state) == ([], [])
    joined = before[1].model_copy(update={"merged": (before[0].id,), "articles": 9})
    found, gone = changed([joined, *before[3:]], state)
    assert [event.id for event in found] == [joined.id]
    assert {(one.event, one.into) for one in gone} == {(before[0].id, joined.id), (before[2].id, None)}
    with pytest.raises(InputError, match="other filters"):
        read_state(json.dumps({**state_of(before, STAMP), "filters": {}}).encode(), "old.state", STAMP)
    with pytest.raises(InputError, match="no file that dateline export --state wrote"):
        read_state(b"[]", "old.state", STAMP)


@pytest.mark.parametrize(("name", "tag"), [("rss", "item/description"), ("kml", "{http://www.opengis.net/kml/2.2}Placemark")])
def test_nothing_a_report_says_is_markup_to_readers_of_feeds_and_globes(name: str, tag: str) -> None:
    event = one("shelling").model_copy(update={"origins": ("<img src=x onerror=alert(1)>",)})
    root = Xml.fromstring(FORMATS[name].write(export(event)).data)
    found = root.findall(f".//{tag}") if name == "rss" else root.findall(f".//{tag}/{{http://www.opengis.net/kml/2.2}}description")
    assert found and "&lt;img src=x" in (found[0].text or "") and "<img" not in (found[0].text or "")


def test_a_row_of_several_events_is_given_whole_when_one_of_them_changes_or_goes() -> None:
    first = one("shelling")
    second = first.model_copy(update={"id": "e_" + "0" * 16})
    other = one("territory-gain")
    rows = FORMATS["acled"].rows([first, second, other])
    assert rows[first.id] == rows[second.id] != rows[other.id] and FORMATS["csv"].rows([first]) == {}
    state = read_state(json.dumps(state_of([first, second, other], STAMP, rows)).encode(), "old.state", STAMP)
    more = second.model_copy(update={"articles": 9})
    assert changed([first, more, other], state, rows) == ([first, more], [])
    found, gone = changed([first, other], state, FORMATS["acled"].rows([first, other]))
    assert found == [first] and [lost.event for lost in gone] == [second.id]


def test_a_state_is_not_that_of_other_filters_that_look_the_same() -> None:
    state = json.dumps(state_of([], Stamp("x", None, {"actor": "withheld"}, asked="1"))).encode()
    with pytest.raises(InputError, match="other filters"):
        read_state(state, "old.state", Stamp("x", None, {"actor": "withheld"}, asked="2"))


def test_a_sheet_says_what_did_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    told = one("shelling").claims
    long = one("shelling").model_copy(update={"claims": (told[0].model_copy(update={"evidence": "🙂" * 20_000}), told[1])})
    written = FORMATS["xlsx"].write(export(long))
    sheet = openpyxl.load_workbook(io.BytesIO(written.data))["claims"]
    cells = dict(zip((cell.value for cell in sheet[1]), (cell.value for cell in sheet[2]), strict=True))
    assert cells["evidence"] == "🙂" * 16_383
    assert [loss.detail for loss in written.losses if loss.what == "cut"][-1] == "claims: evidence was cut from 20000 to 16383 characters"
    monkeypatch.setattr("dateline.export.workbook._MOST_ROWS", 3)
    cut = [loss for loss in FORMATS["xlsx"].write(export(one("shelling"), one("talks"), one("bombing"))).losses if loss.what == "cut"]
    # Three events, four claims and three origins in a header and two rows.
    told_of = [(loss.detail.split(":")[0], loss.left_out) for loss in cut]
    assert told_of == [("events", True), ("claims", False), ("claims", False), ("sources", False)]


@pytest.mark.parametrize("name", ["geojson", "kml", "rss", "timemap", "csv", "gpkg", "jsonl", "parquet"])
def test_what_one_row_or_item_cannot_say_is_told(name: str) -> None:
    losses = {(loss.event, loss.what) for loss in FORMATS[name].write(export()).losses}
    event = one("shelling").id
    assert ((event, "attribution") in losses) == (name not in ("jsonl", "parquet", "gpkg"))
    assert ((event, "range") in losses) == (name in ("rss", "timemap"))


@pytest.mark.parametrize("words", ["=1", "＝1", " =1", "\u200b=1", "'=1", "''@x", "-3 dead", "\t=1", "'plain", "-5", "+5.5"])
def test_no_cell_is_a_formula_and_every_cell_comes_back(words: str) -> None:
    claim = one("talks").claims[0].model_copy(update={"title": words})
    text = FORMATS["csv"].write(export(one("talks").model_copy(update={"claims": (claim,)}), table="claims")).data.decode("utf-8")
    (row,) = csv.DictReader(io.StringIO(text))
    assert not row["title"].lstrip(" \u200b").startswith(("=", "＝", "@", "-3"))
    assert read_csv(text, "claims")[0]["title"] == words


def test_a_number_in_a_table_comes_back_as_it_was() -> None:
    claim = one("shelling").claims[0].model_copy(update={"confidence": 0.1 + 0.2})
    text = FORMATS["csv"].write(export(one("shelling").model_copy(update={"claims": (claim,)}), table="claims")).data.decode("utf-8")
    assert read_csv(text, "claims")[0]["confidence"] == 0.1 + 0.2


def test_a_report_counts_events_once_for_each_loss() -> None:
    written = write_kml(export())
    told = report("kml", [event.id for event in events()], written.losses)
    assert told["events"] == len(events()) and told["events_left_out"] == 1 and told["counts"]["place"] == 1
    assert told["losses"][0]["detail"] == "no point: it shows on no map"


def test_the_page_tells_of_every_format_and_loss() -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "exports.md").read_text(encoding="utf-8")
    for name in (*FORMATS, *KINDS):
        assert f"| `{name}` |" in page, name


def test_columns_are_those_of_the_rows() -> None:
    for table, rows in export().tables().items():
        assert all(list(row) == list(TABLES[table]) for row in rows), table
    assert event_row(events()[0])["kind"] == "bombing"
