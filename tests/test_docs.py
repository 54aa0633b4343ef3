"""The documents say what is true: pasted help, settings, errors, columns and names of fields.

``python tests/test_docs.py`` writes into the documents what can be written by a program (help, tables); the rest is prose.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import dateline.errors
from dateline.cli import app
from dateline.read import DATE_ORDERS, SUFFIXES
from dateline.read.record import NAMES
from dateline.run import COLUMNS, FORMATS
from dateline.settings import PREFIX, TABLE

DOCS = Path(__file__).resolve().parent.parent / "docs"
CLI, FORMATS_PAGE = DOCS / "cli.md", DOCS / "formats.md"


def commands() -> Iterator[tuple[str, ...]]:
    """Every command and sub-command, as the words that call it."""

    def below(words: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:
        yield words
        if hasattr(command, "list_commands"):
            context = typer.Context(command)
            for name in command.list_commands(context):
                yield from below((*words, name), command.get_command(context, name))

    return below((), typer.main.get_command(app))


def help_of(words: tuple[str, ...]) -> str:
    result = CliRunner().invoke(
        app, [*words, "--help"], prog_name="dateline", env={"COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1"}
    )
    assert result.exit_code == 0, result.output
    return "\n".join(line.rstrip() for line in result.stdout.rstrip().splitlines())


def settings_table() -> str:
    rows = [f"| `{PREFIX}{row.name.upper()}` | {f'`{row.default}`' if row.default != '' else 'empty'} | {row.meaning} |" for row in TABLE]
    return "\n".join(["| variable | default | what it does |", "|---|---|---|", *rows])


def errors_table() -> str:
    rows = [f"| `{name}` | {' '.join((inspect.getdoc(kind) or '').split()).rstrip('.')} |" for name, kind in errors()]
    return "\n".join(["| error | what it is |", "|---|---|", *rows])


def errors() -> list[tuple[str, type]]:
    base = dateline.errors.DatelineError
    return [(name, kind) for name, kind in vars(dateline.errors).items() if inspect.isclass(kind) and issubclass(kind, base)]


def columns_table() -> str:
    types = {"str": "text", "float": "number", "int": "whole number", "date": "date"}
    rows = [f"| `{name}` | {types[kind.__name__]} | {meaning} |" for name, (kind, meaning) in COLUMNS.items()]
    return "\n".join(["| column | type | what it holds |", "|---|---|---|", *rows])


def names_table() -> str:
    rows = [f"| `{field}` | {', '.join(f'`{name}`' for name in names)} |" for field, names in NAMES.items()]
    return "\n".join(["| field | names that are understood |", "|---|---|", *rows])


BLOCKS: dict[Path, dict[str, Callable[[], str]]] = {
    CLI: {"settings": settings_table, "errors": errors_table},
    FORMATS_PAGE: {"columns": columns_table, "names": names_table},
}


def block(name: str) -> re.Pattern[str]:
    """What stands between the two marks of a block that a program writes."""
    return re.compile(rf"(<!-- {re.escape(name)} -->\n)(.*?)(\n<!-- /{re.escape(name)} -->)", re.DOTALL)


def help_block(words: tuple[str, ...]) -> str:
    return f"```text\n$ {' '.join(('dateline', *words, '--help'))}\n{help_of(words)}\n```"


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_each_command_is_documented_with_its_real_help(words: tuple[str, ...]) -> None:
    name = " ".join(("dateline", *words))
    found = block(f"help: {name}").search(CLI.read_text("utf-8"))
    assert found, f"docs/cli.md has no help of `{name}`: run python tests/test_docs.py, then write what the command is for"
    assert found[2] == help_block(words), f"the help of `{name}` in docs/cli.md is out of date: run python tests/test_docs.py"


TABLES = [(page, name) for page, blocks in BLOCKS.items() for name in blocks]


@pytest.mark.parametrize(("page", "name"), TABLES, ids=[name for _, name in TABLES])
def test_tables_in_the_documents_are_those_of_the_code(page: Path, name: str) -> None:
    found = block(name).search(page.read_text("utf-8"))
    assert found and found[2] == BLOCKS[page][name](), f"the table of {name} in {page.name} is out of date: run python tests/test_docs.py"


def test_every_error_says_in_its_docstring_what_it_is() -> None:
    assert all(inspect.getdoc(kind) for _, kind in errors())


def test_formats_are_documented() -> None:
    text = FORMATS_PAGE.read_text("utf-8")
    for name in (*SUFFIXES, *FORMATS, *DATE_ORDERS):
        assert f"`{name}`" in text, f"docs/formats.md does not tell of {name}"


def test_links_between_documents_lead_somewhere() -> None:
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def rewrite() -> None:
    """Write help and tables into the documents; a command that is new gets a section at the end."""
    text = CLI.read_text("utf-8")
    for words in commands():
        name = " ".join(("dateline", *words))
        if not block(f"help: {name}").search(text):
            text += f"\n## {name}\n\n<!-- help: {name} -->\n\n<!-- /help: {name} -->\n"
        text = block(f"help: {name}").sub(lambda match, words=words: match[1] + help_block(words) + match[3], text)  # type: ignore[misc]
    CLI.write_text(text, "utf-8")
    for page, blocks in BLOCKS.items():
        text = page.read_text("utf-8")
        for name, make in blocks.items():
            text = block(name).sub(lambda match, make=make: match[1] + make() + match[3], text)  # type: ignore[misc]
        page.write_text(text, "utf-8")


if __name__ == "__main__":
    os.environ["COLUMNS"] = "80"
    rewrite()
    sys.exit(0)
