"""The API of the page answers what the ledger holds, in lists, on the map and whole, and as files of just what is shown."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient

from dateline.ledger.store import open_ledger
from dateline.serve.models import Points
from tests.serving import FORMULA, SCRIPT, fill, make, report, served


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a server whose ledger no test changes."""
    with served(make(tmp_path_factory.mktemp("serve") / "l.dateline")) as client:
        yield client


def get(client: TestClient, path: str, **params: Any) -> Any:
    """The JSON of an answer that must be well."""
    answer = client.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_meta_says_what_is_there(client: TestClient) -> None:
    meta = get(client, "meta")
    assert meta["counts"]["articles"] == 6
    assert meta["counts"]["events"] == get(client, "events")["total"] == 5
    assert (meta["first_day"], meta["last_day"]) == ("2016-12-05", "2016-12-10")
    assert meta["role"] == "analyst"
    assert {kind["group"] for kind in meta["kinds"]} == {group["group"] for group in meta["groups"]}


def test_events_that_two_reports_tell_are_one(client: TestClient) -> None:
    (event,) = get(client, "events", kind="shelling", place="Karaz", until="2016-12-05")["events"]
    assert event["claims"] == 2
    assert event["outlets"] == ["Harbour Post", "Meridian Wire"]
    assert event["place"] == {"id": "own:Karaz", "name": "Karaz", "lat": 36.2, "lon": 37.1, "radius_km": 2.0, "fineness": "point"}


@pytest.mark.parametrize(
    ("params", "number"),
    [
        ({"kind": "bombing"}, 2), ({"kind": ["bombing", "shelling"]}, 4), ({"group": "territory"}, 1), ({"status": "denied"}, 0),
        ({"place": "own:Umm Dalla"}, 2), ({"place": "umm dalla"}, 2), ({"outlet": "Meridian Wire"}, 1), ({"actor": "own:soldiers"}, 3),
        ({"actor": "jasmine brigade"}, 1),
        ({"toll": "some"}, 2), ({"toll": "12"}, 1), ({"since": "2016-12-07"}, 3), ({"until": "2016-12-06"}, 2),
        ({"bbox": "36,35,38,37"}, 4), ({"bbox": "170,-10,-170,10"}, 0), ({"confidence": "0.95"}, 0), ({"origins": "2"}, 0),
        ({"fineness": "point"}, 5), ({"kind": "bombing", "place": "Umm Dalla"}, 1), ({"kind": "no-such-kind"}, 0),
    ],
)  # fmt: skip
def test_filters_hold_alike_for_list_points_bars_and_counts(client: TestClient, params: dict[str, Any], number: int) -> None:
    assert get(client, "events", **params)["total"] == number
    points = get(client, "events/points", **params)
    assert len(points["rows"]) == points["total"] == number
    assert sum(one["count"] for one in get(client, "events/histogram", **params)["bins"]) == number
    assert get(client, "events/facets", **params)["total"] == number


@pytest.mark.parametrize(
    "params",
    [{"status": "sometimes"}, {"bbox": "1,2,3"}, {"bbox": "0,9,1,-9"}, {"bbox": "nan,0,1,1"}, {"toll": "many"}, {"cursor": "x"},
     {"actor": "x" * 301}, {"contradicted": "tone"}],
)  # fmt: skip
def test_a_filter_that_cannot_be_understood_is_said_in_words(client: TestClient, params: dict[str, str]) -> None:
    answer = client.get("/api/v1/events", params=params)
    assert answer.status_code == 400
    assert next(iter(params)) in answer.json()["error"] or "longer" in answer.json()["error"]


def test_counts_of_a_filter_are_under_all_the_others(client: TestClient) -> None:
    facets = get(client, "events/facets", kind="bombing", place="own:Umm Dalla")
    assert {one["value"]: one["count"] for one in facets["kind"]} == {"bombing": 1, "territory-gain": 1}
    assert {one["value"]: one["count"] for one in facets["place"]} == {"own:Umm Dalla": 1, "own:Tell Sirin": 1}


@pytest.mark.parametrize("sort", ["newest", "oldest", "claims", "killed"])
def test_parts_of_a_list_make_the_whole_list(client: TestClient, sort: str) -> None:
    whole = [event["id"] for event in get(client, "events", sort=sort)["events"]]
    found, cursor = [], {}
    while True:
        part = get(client, "events", sort=sort, limit=2, **cursor)
        found += [event["id"] for event in part["events"]]
        if part["next"] is None:
            break
        cursor = {"cursor": part["next"]}
    assert found == whole
    assert len(set(whole)) == 5


def test_lists_are_in_the_order_asked_for(client: TestClient) -> None:
    days = [event["first"] for event in get(client, "events")["events"]]
    assert days == sorted(days, reverse=True)
    assert get(client, "events", sort="claims")["events"][0]["claims"] == 2
    assert get(client, "events", sort="killed")["events"][0]["tolls"][0]["best"] == 12


def test_points_have_the_shape_that_is_promised(client: TestClient) -> None:
    points = get(client, "events/points")
    Points.model_validate(points)
    row = dict(zip(points["columns"], next(row for row in points["rows"] if row[-1] == "Tell Sirin"), strict=True))
    assert (row["lat"], row["lon"], row["first"], row["killed"]) == (33.5, 36.3, 17142, 12)
    assert points["kinds"][row["kind"]] == "bombing"
    assert points["groups"][row["group"]] == "violence"


def test_too_many_points_come_in_clusters_that_lose_none(tmp_path: Path) -> None:
    path = make(tmp_path / "l.dateline")
    fill(path, 150)
    with served(path, serve_points=100) as client:
        far, near = (get(client, "events/points", zoom=zoom) for zoom in (0, 9))
        Points.model_validate(near)
        assert near["clustered"]
        for answer in (far, near):
            named = [dict(zip(answer["cluster_columns"], row, strict=True)) for row in answer["clusters"]]
            assert sum(one["count"] for one in named) == answer["total"] == sum(sum(one["by_group"]) for one in named)
        assert len(far["clusters"]) < len(near["clusters"]) == 3
        close = get(client, "events/points", zoom=9, bbox="36,33,36.4,34")
        assert not close["clustered"]
        assert {row[-1] for row in close["rows"]} == {"Tell Sirin"}


def test_bars_begin_weeks_on_monday_and_months_on_the_first(client: TestClient) -> None:
    assert [one["day"] for one in get(client, "events/histogram", step="week")["bins"]] == ["2016-12-05"]
    assert [(one["day"], one["count"]) for one in get(client, "events/histogram", step="month")["bins"]] == [("2016-12-01", 5)]
    assert get(client, "events/histogram")["step"] == "day"


def test_ten_thousand_events_are_drawn_and_sifted_at_once(tmp_path: Path) -> None:
    path = make(tmp_path / "l.dateline")
    fill(path, 9_000)
    with served(path) as client:
        get(client, "events/points")
        began = time.perf_counter()
        assert len(get(client, "events/points")["rows"]) == 9_005
        assert time.perf_counter() - began < 2
        began = time.perf_counter()
        for last in range(1, 11):
            get(client, "events/histogram", since="2016-01-01", until=f"2016-10-{last:02}", group="violence")
        # Ten in the time of one: what a slider asks while it moves.
        assert time.perf_counter() - began < 1


# -- files of what is shown ---------------------------------------------------------------------------------------------------------


def test_files_hold_just_what_the_list_shows(client: TestClient) -> None:
    shown = get(client, "events", kind="bombing")["events"]
    lines = client.get("/api/v1/events", params={"kind": "bombing", "format": "jsonl"})
    assert [json.loads(line) for line in lines.text.splitlines()] == shown
    geo = client.get("/api/v1/events", params={"kind": "bombing", "format": "geojson"}).json()
    assert [feature["properties"] for feature in geo["features"]] == shown
    assert geo["features"][0]["geometry"]["coordinates"] == [shown[0]["place"]["lon"], shown[0]["place"]["lat"]]
    answer = client.get("/api/v1/events", params={"kind": "bombing", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == [event["id"] for event in shown]
    assert rows[0]["place_name"] == shown[0]["place"]["name"]
    assert answer.headers["content-disposition"] == 'attachment; filename="events.csv"'


def test_no_cell_of_a_file_is_a_formula(client: TestClient) -> None:
    for path in ("events", "sources", "sources?of=outlets", "sources?of=relays"):
        text = client.get(f"/api/v1/{path}{'&' if '?' in path else '?'}format=csv").text
        assert FORMULA.replace('"', '""') in text or path == "sources"
        for row in csv.reader(io.StringIO(text)):
            assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row), row


def test_a_file_without_rows_has_its_header(client: TestClient) -> None:
    text = client.get("/api/v1/events", params={"kind": "siege", "format": "csv"}).text
    assert text.startswith("id,kind,group,status,first,last,place_id,place_name")
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize("path", ["events", "event/EVENT", "article/a6", "place/own:Karaz"])
def test_a_view_in_one_file_runs_nothing_and_fetches_nothing(client: TestClient, path: str) -> None:
    (event,) = get(client, "events", since="2016-12-10")["events"]
    answer = client.get(f"/api/v1/{path.replace('EVENT', event['id'])}", params={"format": "html"})
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "default-src 'none'" in answer.text
    assert "<script" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    tags = re.findall(r"<[^>]*>", answer.text)
    assert not [tag for tag in tags if re.search(r"\b(src|on\w+|srcset)\s*=|javascript:|<(link|img|iframe|object|form)\b", tag)]


# -- one thing whole ------------------------------------------------------------------------------------------------------------------


def test_an_event_is_told_in_a_sentence_with_its_voices_and_words(client: TestClient) -> None:
    (short,) = get(client, "events", kind="bombing", place="Tell Sirin")["events"]
    event = get(client, f"event/{short['id']}")
    assert event["sentence"] == (
        "Bombing in Tell Sirin on 7 December 2016, by Soldiers, against terrorists: 12 killed. Happened; told by 1 origin in 1 report."
    )
    assert event["event"] == short
    (voice,) = event["voices"]
    assert voice["name"] == "Lantern Monitor"
    (claim,) = voice["claims"]
    assert claim["event"] == short["id"]
    assert [(piece["text"], sorted(mark["role"] for mark in piece["marks"])) for piece in claim["evidence"]][:4] == [
        ("Soldiers", ["actor"]), (" ", []), ("bombed", ["trigger"]), (" ", []),
    ]  # fmt: skip
    assert get(client, f"event/{claim['id']}")["id"] == short["id"]


def test_an_article_is_cut_into_runs_that_make_its_text(client: TestClient) -> None:
    article = get(client, "article/a4")
    text = "".join(piece["text"] for piece in article["text"])
    assert text == report(4, day=7, town="Tell Sirin", word="bombed", killed=12)[0].text
    assert all(text[piece["start"] :].startswith(piece["text"]) for piece in article["text"])
    (claim,) = article["claims"]
    by_role = {mark["role"]: piece["text"] for piece in article["text"] for mark in piece["marks"]}
    assert by_role["place"] == "Tell Sirin"
    assert by_role["count"] == "12 people"
    assert claim["tolls"][0]["low"] == 12
    loaded = [piece for piece in article["text"] if any(mark["role"] == "loaded" for mark in piece["marks"])]
    assert [sorted(mark["role"] for mark in piece["marks"]) for piece in loaded] == [["loaded", "target"]]


def test_runs_count_characters_and_not_the_halves_of_them(tmp_path: Path) -> None:
    path = make(tmp_path / "l.dateline")
    with open_ledger(path) as ledger:
        ledger.add(*report(77, who="🕊 أبو فلان"), coder="x")
    with served(path) as client:
        article = get(client, "article/a77")
        (actor,) = [piece for piece in article["text"] if any(mark["role"] == "actor" for mark in piece["marks"])]
        assert actor["text"] == "🕊 أبو فلان"


def test_a_place_has_its_record_with_evidence_and_its_events(client: TestClient) -> None:
    place = get(client, "place/own:Umm Dalla")
    assert place["place"]["name"] == "Umm Dalla"
    assert place["total_events"] == len(place["events"]) == 2
    (area,) = place["control"]
    assert [span["standing"] for span in area["spans"]] == ["held"]
    claims = {claim for span in area["spans"] for claim in (*span["supporting"], *span["opposing"])}
    assert set(place["evidence"]) == claims
    assert get(client, "place/Umm Dalla")["place"] == place["place"]


def test_control_of_a_day_says_what_it_is_known_as_of(client: TestClient) -> None:
    assert get(client, "control", on="2016-12-01")["spans"] == []
    later = get(client, "control")
    assert later["on"] == later["as_of"] == "2016-12-10"
    assert "Umm Dalla" in {span["name"] for span in later["spans"]}
    assert get(client, "control", bbox="0,0,1,1")["total"] == 0
    (change, *_) = get(client, "control/changes")["changes"]
    assert (change["day"], change["name"], change["to_standing"]) == ("2016-12-06", "Umm Dalla", "held")


def test_sources_tell_who_is_first_and_alone(client: TestClient) -> None:
    sources = get(client, "sources")
    (monitor,) = [one for one in sources["origins"] if one["name"] == "Lantern Monitor"]
    assert (monitor["claims"], monitor["reports"], monitor["events"]) == (6, 6, 5)
    assert monitor["loaded"][0] == {"word": "terrorists", "neutral": "fighters", "about": None, "count": 6}
    by_name = {one["name"]: one for one in sources["outlets"]}
    assert by_name["Harbour Post"]["alone"] == 3
    assert by_name["Meridian Wire"]["alone"] == 0
    assert {"outlet": "Meridian Wire", "origin": monitor["key"], "claims": 1} in sources["relays"]


def test_search_finds_places_actors_articles_and_claims(client: TestClient) -> None:
    assert [hit["name"] for hit in get(client, "search", q="umm da")["places"]] == ["Umm Dalla"]
    found = get(client, "search", q="bombing Umm")
    assert {hit["id"] for hit in found["articles"]} == {"a5"}
    assert [hit["place"] for hit in found["claims"]] == ["Umm Dalla"]
    assert client.get("/api/v1/search", params={"q": "!!"}).status_code == 400


@pytest.mark.parametrize("path", ["event/e_0", "article/none", "place/Nowhere At All", "nothing", "article/none/explain"])
def test_what_is_not_there_is_said_in_words(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.json()["error"]


def test_mischief_in_titles_and_names_stays_text(client: TestClient) -> None:
    answer = client.get("/api/v1/article/a6")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["title"] == SCRIPT
    assert SCRIPT in "".join(piece["text"] for piece in answer.json()["text"])


# -- while others write ---------------------------------------------------------------------------------------------------------------


def test_what_another_program_adds_is_shown(tmp_path: Path) -> None:
    path = make(tmp_path / "l.dateline")
    with served(path) as client:
        before = get(client, "meta")
        with open_ledger(path) as other:
            other.add(*report(50, day=20, town="Karaz", word="captured"), coder="x")
        state = client.app.app.state.house.state  # type: ignore[attr-defined]
        state._looked = 0.0
        get(client, "meta")
        assert state.update(60)
        after = get(client, "meta")
        assert after["revision"] != before["revision"]
        assert after["counts"]["events"] == before["counts"]["events"] + 1
        assert get(client, "events", since="2016-12-20")["total"] == 1


def test_a_mistake_in_joining_leaves_what_was_joined_and_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "l.dateline")
    with served(path) as client:
        state = client.app.app.state.house.state  # type: ignore[attr-defined]
        with monkeypatch.context() as broken:
            broken.setattr("dateline.serve.state.Joiner.refresh", lambda self: next(iter(())))
            state.ledger.add(*report(50, day=20, word="captured"), coder="x")
            assert not state.update(60)
            assert get(client, "meta")["updating"]
            assert get(client, "events")["total"] == 5
        assert state.update(60)
        assert not get(client, "meta")["updating"]
        assert get(client, "events", since="2016-12-20")["total"] == 1


def test_a_writer_does_not_keep_readers_waiting(tmp_path: Path) -> None:
    path = make(tmp_path / "l.dateline")
    with served(path) as client, open_ledger(path) as other, other.writing():
        assert get(client, "events")["total"] == 5


def test_both_databases_answer_the_same(where: str, client: TestClient) -> None:
    with served(make(where)) as other:
        for path in ("events", "events?sort=killed&since=2016-12-06", "events/points", "events/histogram", "events/facets", "control",
                     "sources", "control/changes", "search?q=bombing Umm", "article/a4", "place/own:Umm Dalla", "review/queue",
                     "review/decisions"):  # fmt: skip
            one, two = (asked.get(f"/api/v1/{path}") for asked in (client, other))
            assert one.status_code == two.status_code == 200
            assert {**one.json(), "revision": ""} == {**two.json(), "revision": ""}, path
        assert get(other, f"event/{get(other, 'events')['events'][0]['id']}")["voices"]


def test_the_command_line_does_not_load_the_server_for_other_work() -> None:
    code = "import sys, dateline.cli.root, dateline.cli.serve, dateline.cli.token; sys.exit('fastapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
