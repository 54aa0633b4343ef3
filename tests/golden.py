"""What the coder makes of the bundled dispatches, whole: one file a dispatch, one claim a line, under ``tests/golden/``."""

from __future__ import annotations

import json
from pathlib import Path

from dateline.coder import Coder
from dateline.model import Article

ROOT = Path(__file__).resolve().parent.parent
DISPATCHES = ROOT / "examples" / "dispatches.jsonl"
FOLDER = ROOT / "tests" / "golden"


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
