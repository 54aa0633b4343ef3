"""The page in a real browser: every view walked at two widths, clean for axe, silent, and asking nobody but its own server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (1280, 390)
STEPS = (
    "map", "dark", "clusters", "filters", "days", "choosing", "going_there", "control", "event", "article", "explaining", "place",
    "sources", "search", "review", "resolving", "adding", "without_maps", "nothing_there", "unknown_event",
)  # fmt: skip


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
def address(browser: str, page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page of a ledger with the bundled dispatches is served."""
    folder = tmp_path_factory.mktemp("page")
    ledger = folder / "ledger.dateline"
    command = [sys.executable, "-m", "dateline"]
    quiet: dict[str, Any] = {"check": True, "capture_output": True, "cwd": folder}
    subprocess.run([*command, "init", str(ledger)], **quiet)
    subprocess.run([*command, "add", str(ROOT / "examples" / "dispatches.jsonl"), "--db", str(ledger)], **quiet)
    server = subprocess.Popen([*command, "serve", str(ledger), "--port", "0", "--who", "walk"], stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        found = re.search(r"http://[^\s/]+", server.stderr.readline())
        assert found, "the server does not say where the page is"
        yield found.group()
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module", params=WIDTHS, ids=lambda width: f"{width}px")
def walk(request: pytest.FixtureRequest, address: str, browser: str) -> dict[str, Any]:
    """What came of each step of the walk at one width."""
    script = [shutil.which("node") or "node", str(ROOT / "web" / "tests" / "walk.mjs"), address, str(request.param), browser]
    done = subprocess.run(script, capture_output=True, text=True, check=False, timeout=1200)
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


def test_the_page_names_no_other_origin(page: Path) -> None:
    """Nothing in the built page loads from an absolute address."""
    index = (page / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", index)
    for sheet in page.glob("assets/*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet.name
