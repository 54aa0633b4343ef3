"""The page in a real browser: every view walked at two widths, clean for axe, silent, and asking nobody but its own server."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.data import ARTICLES, gold_folder

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (1280, 390)
STEPS = (
    "map", "dark", "clusters", "filters", "days", "choosing", "going_there", "pointing", "sheet", "control", "event", "article",
    "explaining", "place", "sources", "search", "review", "resolving", "correcting", "spans", "joining", "parting", "naming", "tokens",
    "adding", "without_maps", "nothing_there", "states", "unknown_event",
)  # fmt: skip


REAL = ("map", "choosing", "control", "event", "article", "place", "sources", "search")
"""Steps that are walked on real articles as well, where there are some; of them the first so many."""
REAL_ARTICLES = 24


def _missing(what: str) -> None:
    """Skip where a laptop lacks something; with CI set that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}; tools/ci-setup.sh installs what can be installed")
    pytest.skip(what)


@pytest.fixture(scope="module")
def browser() -> str:
    """The path of a Chromium."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        _missing("no Chromium is installed")
    if shutil.which("node") is None:
        _missing("Node is not installed")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def page() -> Path:
    """The page as built from the sources that are here."""
    built = subprocess.run([ROOT / "tools" / "build-page.sh"], capture_output=True, text=True, check=False)
    index = ROOT / "src" / "dateline" / "serve" / "page" / "index.html"
    if built.returncode != 0 or not index.exists():
        _missing(f"the page could not be built: {built.stderr.strip()}")
    return index.parent


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the bundled dispatches."""
    folder = tmp_path_factory.mktemp("page")
    made = folder / "ledger.dateline"
    command = [sys.executable, "-m", "dateline"]
    quiet: dict[str, Any] = {"check": True, "capture_output": True, "cwd": folder}
    subprocess.run([*command, "init", str(made)], **quiet)
    subprocess.run([*command, "add", str(ROOT / "examples" / "dispatches.jsonl"), "--db", str(made)], **quiet)
    return made


@pytest.fixture(scope="module")
def address(page: Path, ledger: Path) -> Iterator[str]:
    """Where the page of that ledger is served."""
    with _served(ledger, "--who", "walk") as where:
        yield where


@contextmanager
def _served(ledger: Path, *options: str) -> Iterator[str]:
    """The address of a server of a ledger, which is ended at the end."""
    command = [sys.executable, "-m", "dateline", "serve", str(ledger), "--port", "0", *options]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        found = re.search(r"http://[^\s/]+", server.stderr.readline())
        assert found, "the server does not say where the page is"
        yield found.group()
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def guarded(page: Path, ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server on an address that others reach, with a copy of the ledger: where it is, and the tokens of a viewer and an analyst."""
    copy = tmp_path_factory.mktemp("guarded") / "ledger.dateline"
    with closing(sqlite3.connect(ledger)) as one, closing(sqlite3.connect(copy)) as other:
        one.backup(other)
    secrets = {}
    for role in ("viewer", "analyst"):
        told = subprocess.run(
            [sys.executable, "-m", "dateline", "token", "create", f"the {role}", "--role", role, "--db", str(copy)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        found = re.search(r"dl_[\w-]+", told.stdout + told.stderr)
        assert found, "no token is told"
        secrets[role] = found.group()
    with _served(copy, "--host", "0.0.0.0") as where:
        yield {"base": f"http://{_own_address()}:{where.rsplit(':', 1)[1]}", **secrets}


def _own_address() -> str:
    """An address of this machine that is not that of itself alone, where it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            # Nothing is sent: the system only says from which address it would.
            asked.connect(("192.0.2.1", 9))
            return str(asked.getsockname()[0])
        except OSError:
            return "127.0.0.1"


@pytest.fixture(scope="module", params=WIDTHS, ids=lambda width: f"{width}px")
def walk(request: pytest.FixtureRequest, address: str, guarded: dict[str, str], browser: str) -> dict[str, Any]:
    """What came of each step of the walk at one width."""
    return _walked(address, request.param, browser, WALK_GUARDED=json.dumps(guarded))


def _walked(address: str, width: int, browser: str, *steps: str, **more: str) -> dict[str, Any]:
    script = [shutil.which("node") or "node", str(ROOT / "web" / "tests" / "walk.mjs"), address, str(width), browser, *steps]
    done = subprocess.run(script, capture_output=True, text=True, check=False, timeout=1200, env={**os.environ, **more})
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("step", STEPS)
def test_walk(walk: dict[str, Any], step: str) -> None:
    """The view does what its step asks of it, axe finds nothing, and nothing was fetched from elsewhere."""
    assert walk[step]["ok"], walk[step].get("why")


def test_every_step_is_told(walk: dict[str, Any]) -> None:
    """A step that is added to the walk is asserted here, too."""
    assert tuple(walk) == STEPS


def test_real_articles_are_walked(page: Path, browser: str, tmp_path: Path) -> None:
    """A ledger of real articles, which tell much more of one event than the bundled dispatches do, is shown as well."""
    folder = gold_folder()
    if folder is None or not (folder / ARTICLES).is_file():
        pytest.skip("no real articles are here")
    lines = (folder / ARTICLES).read_text(encoding="utf-8").splitlines()
    (tmp_path / "real.jsonl").write_text("\n".join(lines[:REAL_ARTICLES]) + "\n", encoding="utf-8")
    made = tmp_path / "real.dateline"
    for command in (["init", str(made)], ["add", str(tmp_path / "real.jsonl"), "--db", str(made)]):
        subprocess.run([sys.executable, "-m", "dateline", *command], check=True, capture_output=True, cwd=tmp_path)
    with _served(made) as where:
        told = _walked(where, WIDTHS[0], browser, *REAL)
    assert {step: one.get("why") for step, one in told.items() if not one["ok"]} == {}
    assert set(told) == set(REAL)


def test_the_page_names_no_other_origin(page: Path) -> None:
    """Nothing in the built page loads from an absolute address."""
    index = (page / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", index)
    for sheet in page.glob("assets/*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet.name
