"""The benchmarks: figures are read from what scorers print, floors never sink silently, and what is not there is said."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import floors, report, scorers
from benchmarks.data import READERS, SETS, GoldSet, gold_folder, hash_of, read_lines, where_it_should_be
from benchmarks.floors import Floor
from benchmarks.scorers import KindFigures, Result, read_figures, read_kinds
from benchmarks.speed import Speed

GOLD = GoldSet("claims", "claims", "claims/dev.docs.jsonl", READERS, "claims in a few texts")


def result(**figures: float) -> Result:
    return Result(GOLD, 3, "abc", figures, {"detect": (0.4, 0.6)}, {"attack": KindFigures(4, 2, 2)})


def pins(*rows: Floor) -> dict[tuple[str, str], Floor]:
    return {(row.set, row.figure): row for row in rows}


DETECT = Floor("claims", "detect", 0.5, "abc", "2026-01-01")


def test_figures_are_read_from_what_the_scorer_prints() -> None:
    printed = "3 documents\ndetect  P 0.7  R 0.4\n" + "".join(
        f"{name:8s}F1 0.500   [0.4, 0.6]\n" for name in ("detect", "family", "kind", "bag", "full")
    )
    printed += (
        "".join(f"{name:8s}   0.250   over 8\n" for name in ("status", "actor", "target", "place", "date", "counts"))
        + "sources    nan   over 0\n"
    )
    figures = read_figures("claims", printed)
    assert figures["detect"] == figures["full"] == 0.5 and figures["place"] == 0.25 and figures["sources"] == 0.0
    with pytest.raises(ValueError, match="printed no 'macro F1'"):
        read_figures("plover", "something else")
    assert read_figures("plover", "PLOVER root: macro F1 0.412  accuracy 0.500  over 9 [other: 0.9, 0.9]") == {
        "macro F1": 0.412,
        "accuracy": 0.5,
    }
    assert read_figures("places", "recognition: P 0.1  R 0.2  F1 0.150  over 3")["end-to-end F1 within 161 km"] == 0.0


def test_kinds_are_counted_from_the_misses() -> None:
    misses = [
        "d1 0 missed attack struck",
        "d1 1 wrong actor, kind killing attack was killed",
        "d1 2 wrong place attack raid",
        "d2 0 extra attack hit",
    ]
    printed = "head\n" + "".join(f"   {miss}\n" for miss in misses)
    kinds = read_kinds(printed, Counter(attack=4), Counter(attack=3, killing=1))
    assert kinds == {"attack": KindFigures(4, 3, 2), "killing": KindFigures(0, 1, 0)}
    assert math.isclose(kinds["attack"].f1, 4 / 7) and kinds["killing"].f1 == 0.0


def test_a_figure_below_its_floor_is_told_and_a_hair_is_forgiven() -> None:
    assert floors.check([result(detect=0.5 - floors.TOLERANCE / 2)], pins(DETECT)) == []
    assert floors.check([result(detect=0.4)], pins(DETECT)) == ["claims, detect: 0.400, below the floor of 0.500"]
    assert "the floor is of data old" in floors.check([result(detect=0.9)], pins(Floor("claims", "detect", 0.5, "old", "")))[0]
    assert "no such figure" in floors.check([result(kind=0.9)], pins(DETECT))[0]


def test_floors_rise_by_themselves_and_sink_only_for_a_reason() -> None:
    kept, changes = floors.pinned([result(detect=0.6127)], pins(DETECT), "2026-02-02")
    assert kept == [Floor("claims", "detect", 0.612, "abc", "2026-02-02")] and changes == ["claims, detect: 0.500 -> 0.612"]
    kept, changes = floors.pinned([result(detect=0.4)], pins(DETECT), "2026-02-02")
    assert kept == [DETECT] and "kept" in changes[0]
    kept, _ = floors.pinned([result(detect=0.4)], pins(DETECT), "2026-02-02", lower=True, reason="the gold was mended")
    assert kept == [Floor("claims", "detect", 0.4, "abc", "2026-02-02", "the gold was mended")]
    with pytest.raises(ValueError, match="say why"):
        floors.pinned([], {}, "2026-02-02", lower=True)


def test_floors_survive_their_file(tmp_path: Path) -> None:
    path = tmp_path / "floors.csv"
    rows = [Floor("muc", "F1", 0.1, "abc", "2026-01-01", "a, b"), DETECT]
    floors.write_floors(rows, path)
    assert list(floors.read_floors(path).values()) == [DETECT, rows[0]]
    path.write_text("set,figure\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"floors\.csv:1: the header must be"):
        floors.read_floors(path)
    path.write_text(",".join(floors.COLUMNS) + "\nmuc,F1,high,abc,2026-01-01,\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"floors\.csv:2: a floor must be a number"):
        floors.read_floors(path)


def test_the_floors_of_the_project_are_of_sets_and_figures_that_there_are() -> None:
    known = {(gold.name, figure) for gold in SETS for figure in scorers.PATTERNS[gold.scorer]}
    assert set(floors.read_floors()) <= known
    assert set(report.read_bars()) <= known | {("speed", "coding / bare parse")}


def test_the_page_says_who_coded_the_gold_beside_every_figure() -> None:
    speed = Speed(2, 100, 900.0, 1.0, 2000.0, 2500.0, 2600.0, 1.3, 1.25, 1.2, 1.3, 400.0)
    page = report.page([result(detect=0.5, kind=0.3)], speed, ["muc: the step is not there"], "2026-01-01", "abc1234")
    rows = [line for line in page.splitlines() if line.startswith(("| detect", "| kind |"))]
    assert all(READERS in row or row.startswith("| kind | in gold") for row in rows) and "0.500 [0.400, 0.600]" in page
    assert "development figure" in page and "* muc: the step is not there" in page and "| 1.25 | ≤ 2.5 |" in page


def test_what_is_not_there_is_said_with_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "a", "text": "Troops left."}\n', encoding="utf-8")
    assert command.main(["predict", "weather", str(rows), str(tmp_path / "out.jsonl")]) == 2
    assert "there is no set 'weather'; sets: types, plover" in capsys.readouterr().err


def test_broken_input_is_told_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "a"}\n\n{"id": \n', encoding="utf-8")
    assert command.main(["predict", "types", str(rows), str(tmp_path / "out.jsonl")]) == 1
    assert "rows.jsonl:3: not JSON" in capsys.readouterr().err
    rows.write_text('["a"]\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"rows\.jsonl:1: an object with an 'id' was expected"):
        read_lines(rows)


def test_without_gold_data_floors_are_skipped_on_a_laptop_and_fail_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_GOLD", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    assert command.main(["floors"]) == 0
    assert "quality floors: skipped: no gold data at" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert command.main(["floors"]) == 1
    assert command.main(["claims"]) == 2


def test_the_hash_is_that_of_the_rows_measured(tmp_path: Path) -> None:
    gold = GoldSet("muc", "muc", "muc.jsonl", "people", "")
    path = tmp_path / "muc.jsonl"
    path.write_text('{"id": 1}\n{"id": 2}\n{"id": 3}\n', encoding="utf-8")
    whole, half = hash_of(tmp_path, gold), hash_of(tmp_path, gold, 2)
    assert whole != half and len(half) == 12
    path.write_text('{"id": 1}\n{"id": 9}\n{"id": 3}\n', encoding="utf-8")
    assert hash_of(tmp_path, gold, 2) == half and hash_of(tmp_path, gold) != whole


@pytest.mark.skipif(gold_folder() is None, reason=where_it_should_be())
def test_every_set_has_its_file_and_is_measured_by_a_scorer_that_is_there() -> None:
    folder = gold_folder()
    assert folder is not None
    for gold in SETS:
        for path in gold.paths:
            first = (folder / path).open(encoding="utf-8").readline()
            assert {"id", "doc"} & json.loads(first).keys()
