"""What the coder makes of the bundled dispatches, whole: one file a dispatch, one claim a line, under ``tests/golden/``."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from dateline.coder import Coder
from dateline.model import Article

ROOT = Path(__file__).resolve().parent.parent
DISPATCHES = ROOT / "examples" / "dispatches.jsonl"
FOLDER = ROOT / "tests" / "golden"
README = ROOT / "README.md"
SHOWN = ("d04-depot-blast", "d05-depot-denied", "d06-corridor-plan")
_TABLE = re.compile(r"(<!-- table: begin[^\n]*-->\n).*?(<!-- table: end -->)", re.DOTALL)


def articles() -> list[Article]:
    """Return the bundled dispatches."""
    return [Article(**json.loads(line)) for line in DISPATCHES.read_text(encoding="utf-8").splitlines() if line.strip()]


def path_of(article: Article) -> Path:
    """Return the file that holds what is expected of a dispatch."""
    return FOLDER / f"{article.id}.json"


def written(coder: Coder, article: Article) -> str:
    """Return the claims of a dispatch as its file holds them."""
    lines = [json.dumps(claim.to_json(), ensure_ascii=False) for claim in coder.code(article)]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def table() -> str:
    """Return the table that ``dateline code`` prints for some dispatches, at a width that fits a page."""
    lines = "".join(line + "\n" for line in DISPATCHES.read_text(encoding="utf-8").splitlines() if json.loads(line)["id"] in SHOWN)
    command = [sys.executable, "-c", "import sys; from dateline.cli import main; sys.exit(main())", "code", "-", "--format", "table"]
    environment = {**os.environ, "COLUMNS": "132", "NO_COLOR": "1"}
    done = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", env=environment, check=True)
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def readme(old: str) -> str:
    """Return the README with its table as it is now."""
    block = f"```\n{table()}\n```\n"
    return _TABLE.sub(lambda match: match[1] + block + match[2], old)
