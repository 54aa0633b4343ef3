"""The program as one calls it in a terminal, for tests of the commands of a ledger."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from dateline.cli import app
from dateline.errors import DatelineError
from dateline.ledger.store import open_ledger
from dateline.model import Article
from dateline.run.write import json_line
from tests.ledgers import claim

RAID = "Soldiers shelled the harbour of Latakia on Monday, residents said."


def dateline(*words: object, code: int = 0, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words], input=stdin)
    if isinstance(result.exception, DatelineError):
        assert code == 1, result.exception
    else:
        assert result.exit_code == code, result.output + result.stderr
    return result


def error(*words: object) -> str:
    return str(dateline(*words, code=1).exception)


def write(path: Path, values: Iterable[Any]) -> Path:
    path.write_bytes(b"".join(json_line(value if isinstance(value, dict) else value.to_json()) for value in values))
    return path


def filled(path: Path, *many: Article) -> Path:
    with open_ledger(path, create=True) as ledger:
        for one in many:
            ledger.add(one, [claim(one)], coder="coder 1")
    return path
