"""The command line as a user meets it: what goes where, exit codes, messages, and that nothing hostile reaches the terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from dateline.cli import app, root
from dateline.coder import Coder
from dateline.model import Claim, Status, TimeRange, json_schema
from dateline.ontology import load_ontology
from dateline.read import Reject
from dateline.run import COLUMNS, pool

DISPATCHES = Path(__file__).resolve().parent.parent / "examples" / "dispatches.jsonl"
TEXT = "Soldiers shelled the harbour of Tartus on Monday, the Quay Post reported."
QUIET = {"NO_COLOR": "1", "COLUMNS": "80"}


def dateline(*arguments: str | Path, stdin: str | bytes | None = None, **environment: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, env={**QUIET, **environment})


def process(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "dateline", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **QUIET, **environment}, timeout=120, check=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.jsonl"
    path.write_text(
        json.dumps({"id": "a1", "published": "2016-12-07", "outlet": "The Quay Post", "title": "Harbour", "text": TEXT}) + "\n", "utf-8"
    )
    return path


@pytest.fixture
def mixed(tmp_path: Path, good: Path) -> Path:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a-good.jsonl").write_bytes(good.read_bytes())
    (folder / "b-empty.txt").write_bytes(b"")
    (folder / "c-latin.txt").write_bytes("Un café attaqué.".encode("cp1252"))
    (folder / "d-no-text.csv").write_bytes(b"id,headline\n1,Harbour\n")
    (folder / "e-broken.jsonl").write_bytes(b'{"text": "x"\n' + json.dumps({"text": TEXT + " Again."}).encode() + b"\n")
    (folder / "f-long.txt").write_bytes(b"The army shelled the town. " * 200_000)
    (folder / "g-junk.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "h-control.txt").write_text(f"\x07{TEXT}\x00 \x1b[31m", "utf-8")
    (folder / "i-emoji.txt").write_text(f"🚀🔥 {TEXT} 💥", "utf-8")
    (folder / "j-rtl.txt").write_text(f"قصف الجيش المدينة. \u202e{TEXT}\u202c", "utf-8")
    return folder


# --- dateline code ----------------------------------------------------------------------------------------------------


def test_code_writes_claims_that_the_schema_allows(good: Path) -> None:
    result = dateline("code", good)
    assert result.exit_code == 0, result.output
    claims = [json.loads(line) for line in result.stdout.splitlines()]
    assert claims
    for claim in claims:
        jsonschema.validate(claim, json_schema("claim"))
        assert TEXT[slice(*claim["trigger"]["span"])] == claim["trigger"]["text"]
    assert "1 article read: 1 coded, none set aside" in result.stderr and "set aside:" not in result.stderr


def test_every_bad_input_costs_itself_only_and_the_exit_code_is_3(mixed: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    result = dateline("code", mixed, "--rejects", rejects)
    assert result.exit_code == 3, result.output
    told = [json.loads(line) for line in rejects.read_text("utf-8").splitlines()]
    assert [Path(reject["path"]).name[0] for reject in told] == list("bcdefg")
    assert set(told[0]) == {"path", "line", "article", "reason", "raw"}
    assert [reject["line"] for reject in told] == [None, None, 1, 1, None, None]
    coded = {json.loads(line)["article"] for line in result.stdout.splitlines()}
    assert coded == {"a1", "mixed/e-broken.jsonl#2", "mixed/h-control.txt", "mixed/i-emoji.txt", "mixed/j-rtl.txt"}
    assert "11 articles read: 5 coded, 6 set aside" in result.stderr and str(rejects) in result.stderr


def test_a_reject_is_told_with_file_and_line_when_no_file_takes_it(mixed: Path) -> None:
    result = dateline("code", mixed / "e-broken.jsonl")
    assert result.exit_code == 3
    assert f"set aside: {mixed / 'e-broken.jsonl'}:1: the line is not JSON" in result.stderr and "--rejects FILE" in result.stderr


def test_text_on_standard_input_and_what_options_add() -> None:
    result = dateline("code", "-", "--published", "2016-12-07", "--outlet", "The Quay Post", stdin=TEXT)
    assert result.exit_code == 0 and json.loads(result.stdout.splitlines()[0])["article"] == "stdin"
    assert "without a publication date" not in result.stderr
    assert "without a publication date" in dateline("code", "-", stdin=TEXT).stderr
    assert "dateline code INPUT --evidence" in dateline("code", "-", "--format", "table", stdin=TEXT).stderr


def test_formats_follow_the_ending_of_the_file(good: Path, tmp_path: Path) -> None:
    for name in ("c.csv", "c.parquet", "c.jsonl", "c.txt"):
        result = dateline("code", good, "-o", tmp_path / name)
        assert result.exit_code == 0 and result.stdout == "" and f"Written to {tmp_path / name}." in result.stderr
    assert list(csv.DictReader(io.StringIO((tmp_path / "c.csv").read_text("utf-8"))).fieldnames or ()) == list(COLUMNS)
    assert pq.read_table(tmp_path / "c.parquet").column_names == [*COLUMNS, "json"]
    claim = Claim.from_json(json.loads((tmp_path / "c.jsonl").read_text("utf-8").splitlines()[0]))
    assert "Syrian army" in (tmp_path / "c.txt").read_text("utf-8") and claim.kind in (tmp_path / "c.txt").read_text("utf-8")


def test_the_table_and_its_evidence(good: Path) -> None:
    plain = dateline("code", good, "--format", "table").stdout
    assert plain.splitlines()[0].split() == ["date", "place", "kind", "who", "→", "whom", "status", "says", "toll"]
    assert "2016-12-07 · The Quay Post · Harbour" in plain and "a1" in plain and "shelling" in plain and ">>" not in plain
    evidence = dateline("code", good, "--format", "table", "--evidence").stdout
    assert ">>shelled<< the harbour of Tartus" in evidence


@pytest.mark.parametrize("columns", ["80", "120", "200"])
def test_the_table_fits_its_width(columns: str) -> None:
    result = dateline("code", DISPATCHES, "--format", "table", "--evidence", COLUMNS=columns)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= int(columns)


def test_nothing_of_an_article_controls_the_terminal(tmp_path: Path) -> None:
    hostile = {"id": "x\x1b[2J", "title": "\x1b]0;owned\x07", "outlet": "\u202eQuay", "text": f"\x1b[31m\u202e{TEXT} \x9b31m"}
    (tmp_path / "a.jsonl").write_text(json.dumps(hostile), "utf-8")
    for arguments in (("code", tmp_path / "a.jsonl", "--format", "table", "--evidence"), ("explain", tmp_path / "a.jsonl")):
        result = dateline(*arguments)
        assert result.exit_code == 0, result.output
        assert not set(result.stdout) & set("\x1b\x07\x9b\u202e"), "a control character reached the terminal"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("code",), "Missing argument"),
        (("code", "gone.txt"), "found no file or folder 'gone.txt'"),
        (("code", "Soldiers shelled the harbour."), "dateline code -"),
        (("code", "GOOD", "--format", "xml"), "'xml' is not one of"),
        (("code", "GOOD", "--format", "parquet"), "give -o FILE"),
        (("code", "GOOD", "-o", "claims.xlsx"), "not written as .xlsx"),
        (("code", "GOOD", "-o", "claims.docx"), "not written as .docx"),
        (("code", "GOOD", "--evidence", "--format", "csv"), "belongs to the table"),
        (("code", "GOOD", "--published", "4/1/2015"), "may be 4 Jan 2015 or 1 Apr 2015"),
        (("code", "GOOD", "--workers", "0"), "workers"),
        (("code", "GOOD", "-o", "GOOD"), "is also an input"),
        (("code", "GOOD", "--rejects", "GOOD"), "is also an input"),
        (("code", "GOOD", "-o", "same.txt", "--rejects", "same.txt"), "one file"),
        (("explain", "gone.txt"), "found no file"),
        (("schema", "event"), "'event' is not one of"),
        (("nonsense",), "No such command"),
    ],
)
def test_a_command_that_is_not_understood_leaves_with_2(good: Path, arguments: tuple[str, ...], told: str) -> None:
    before = good.read_bytes()
    result = dateline(*(str(good) if argument == "GOOD" else argument for argument in arguments))
    assert result.exit_code == 2 and told in result.stderr and result.stdout == ""
    assert good.read_bytes() == before


def test_errors_are_messages_on_standard_error(good: Path, tmp_path: Path) -> None:
    result = process("code", good, "--encoding", "klingon")
    assert result.returncode == 2 and result.stderr.startswith(b"error: found encoding 'klingon'; allowed:")
    result = process("code", good, "-o", tmp_path / "no" / "folder.jsonl")
    assert result.returncode == 1 and result.stderr.startswith(b"error: cannot write") and b"Traceback" not in result.stderr
    result = process("settings", DATELINE_MAX_CHARS="many")
    assert result.returncode == 2 and b"DATELINE_MAX_CHARS" in result.stderr and b"Traceback" not in result.stderr


def test_data_and_messages_are_apart_and_nothing_is_coloured_in_a_pipe(good: Path) -> None:
    result = process("code", good, NO_COLOR="")
    assert result.returncode == 0
    assert all(json.loads(line)["article"] == "a1" for line in result.stdout.splitlines()) and result.stdout
    assert b"1 article read" in result.stderr and b"\x1b" not in result.stderr + result.stdout
    assert b"\x1b" not in process("code", good, "--format", "table").stdout


def test_a_reader_that_stops_early_is_no_failure() -> None:
    command = f"{sys.executable} -m dateline code {DISPATCHES} | head -n 1; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120, check=False)
    assert result.returncode == 0 and result.stdout.count(b"\n") == 1 and b"Traceback" not in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are not there")
def test_an_interrupt_leaves_with_130_and_keeps_whole_lines(tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps({"id": f"a{number}", "text": f"{TEXT} {number}"}) + "\n" for number in range(20_000)), "utf-8")
    out = tmp_path / "out.jsonl"
    running = subprocess.Popen([sys.executable, "-m", "dateline", "code", str(many), "-o", str(out)], stderr=subprocess.PIPE)
    begin = time.monotonic()
    while time.monotonic() - begin < 60 and not any(path.stat().st_size > 5000 for path in tmp_path.glob(".out.jsonl.*")):
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130, told
    assert b"Interrupted" in told and b"Traceback" not in told and not out.exists()
    kept = (tmp_path / "out.jsonl.partial").read_text("utf-8")
    assert kept.endswith("\n") and all(json.loads(line)["kind"] for line in kept.splitlines())
    assert [path.name for path in tmp_path.glob(".out.jsonl.*")] == []


def test_a_mistake_of_the_coder_costs_its_article_only(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(coder: Coder, article: object) -> Reject:
        return Reject(None, None, "a1", "the coder failed on this article (IndexError: x)")

    monkeypatch.setattr(pool, "code_one", fail)
    result = dateline("code", good)
    assert result.exit_code == 3 and "set aside: article a1: the coder failed" in result.stderr


# --- the other commands -----------------------------------------------------------------------------------------------


def test_explain_shows_what_was_read_and_which_rule_fired() -> None:
    text = "TARTUS, Dec. 7 (Example Wire) - Soldiers shelled the harbour on Monday. They withdrew later."
    result = dateline("explain", text, "--published", "2016-12-07")
    assert result.exit_code == 0, result.output
    told = result.stdout
    assert '"TARTUS" [0, 6)' in told and "relative dates count from 2016-12-07" in told
    at = text.index("shelled")
    assert f'"shelled" [{at}, {at + 7})' in told and "because verbs:" in told
    assert '"They"' in told and 'stands for "Soldiers"' in told
    assert "\x1b" not in told


def test_explain_takes_a_file_an_article_of_it_and_standard_input(good: Path) -> None:
    assert "Article a1" in dateline("explain", good).stdout
    assert "Article a1" in dateline("explain", good, "--article", "a1").stdout
    assert "Article stdin" in dateline("explain", "-", stdin=TEXT).stdout
    result = process("explain", good, "--article", "a2")
    assert result.returncode == 1 and b"no article 'a2' in it; allowed: a1" in result.stderr
    assert process("explain", "").returncode == 1
    assert "Claims: none" in dateline("explain", "The sun shone.").stdout


def test_kinds() -> None:
    listed = json.loads(dateline("kinds", "--json").stdout)
    known = load_ontology().kinds
    assert [kind["kind"] for kind in listed] == list(known)
    assert all(kind["meaning"] and kind["words"] >= 0 for kind in listed)
    shelling = next(kind for kind in listed if kind["kind"] == "shelling")
    assert shelling["cameo"] == known["shelling"].cameo and shelling["words"] > 1
    plain = dateline("kinds").stdout
    assert all(name in plain for name in known) and max(map(len, plain.splitlines())) <= 80


@pytest.mark.parametrize("what", ["article", "claim"])
def test_schema(what: str) -> None:
    assert json.loads(dateline("schema", what).stdout) == json_schema(what)  # type: ignore[arg-type]


def test_settings_tell_the_default_and_what_is_in_force() -> None:
    told = dateline("settings", DATELINE_MAX_CHARS="1234").stdout
    assert "DATELINE_MAX_CHARS = 1234  (default 1000000)" in told and "DATELINE_HOME" in told


def test_a_setting_of_the_environment_counts(good: Path) -> None:
    result = dateline("code", good, DATELINE_MAX_CHARS="10")
    assert result.exit_code == 3 and "DATELINE_MAX_CHARS" in result.stderr


def test_version_and_bare_command() -> None:
    from importlib.metadata import version

    assert dateline("--version").stdout == f"dateline {version('dateline')}\n"
    bare = dateline()
    assert bare.exit_code == 2 and "Commands:" in bare.output


def test_help_is_fast_and_loads_nothing_heavy() -> None:
    """The bound is generous for a shared machine; alone it takes about 0.15 s."""
    best = 9.0
    for _ in range(3):
        begin = time.perf_counter()
        assert process("--help").returncode == 0
        best = min(best, time.perf_counter() - begin)
    assert best < 1.0
    loaded = process("--help", PYTHONPROFILEIMPORTTIME="1").stderr
    assert b"typer" in loaded
    for heavy in (b"spacy", b"pydantic", b"pyarrow", b"numpy", b"rich.console"):
        assert heavy not in loaded, f"{heavy.decode()} is imported for --help"


def test_a_mounted_group_is_loaded_only_when_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = "@app.command()\ndef find(name: str) -> None:\n    typer.echo(name.upper())\n"
    (tmp_path / "lent_group.py").write_text(f"import typer\napp = typer.Typer(help='Look things up.')\n{find}", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(root._MOUNTED, "gazetteer", "lent_group")
    assert dateline("settings").exit_code == 0 and "lent_group" not in sys.modules
    assert dateline("gazetteer", "find", "homs").stdout == "HOMS\n"
    assert "Look things up." in dateline("--help").stdout
    monkeypatch.delitem(sys.modules, "lent_group")


def test_days_of_a_claim_in_few_columns() -> None:
    from dateline.cli.table import days

    def told(start: str, end: str, precision: str) -> str:
        return days(TimeRange.from_json({"start": start, "end": end, "precision": precision, "text": "", "span": None}))

    assert days(None) == "–"
    assert told("2016-12-06", "2016-12-06", "day") == "2016-12-06"
    assert told("2016-12-01", "2016-12-31", "month") == "2016-12"
    assert told("2016-01-01", "2016-12-31", "year") == "2016"
    assert told("2016-12-06", "2016-12-09", "range") == "2016-12-06 to 12-09"
    assert told("2016-12-30", "2017-01-02", "range") == "2016-12-30 to 2017-01-02"


def test_statuses_are_all_shown_in_the_width_of_their_column() -> None:
    assert max(len(status) for status in Status) <= 9


def test_one_thing_added_is_told_as_one(tmp_path: Path) -> None:
    actors, places = tmp_path / "mine.csv", tmp_path / "towns.csv"
    actors.write_text("id,name,aliases,parent,sector,inter,country,sides,source\nhill-guard,Hill Guard,,,REB,2,SY,,self-name\n", "utf-8")
    places.write_text("name,lat,lon\nQalfatin,35.1,36.9\n", "utf-8")
    home = str(tmp_path / "home")
    assert dateline("actors", "add", actors, DATELINE_HOME=home).stdout == "1 actor of mine.csv added\n"
    assert dateline("gazetteer", "add", places, DATELINE_HOME=home).stdout == "1 place of towns.csv added as towns\n"
