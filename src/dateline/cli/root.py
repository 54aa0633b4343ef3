"""The ``dateline`` command: its sub-commands, and how errors leave it.

Exit codes: 0 all went well; 1 dateline could not do the work; 2 the command was not understood; 3 done, but something was
set aside; 130 interrupted.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from dateline.cli.code import code
from dateline.cli.explain import explain
from dateline.cli.show import kinds, schema, settings
from dateline.errors import DatelineError, SettingError

_MOUNTED = {
    "gazetteer": "dateline.cli.gazetteer",
    "actors": "dateline.cli.roster",
    "control": "dateline.cli.control",
    "review": "dateline.cli.review",
    "init": "dateline.cli.ledger",
    "add": "dateline.cli.add",
    "recode": "dateline.cli.add",
    "search": "dateline.cli.search",
    "status": "dateline.cli.ledger",
    "check": "dateline.cli.ledger",
    "backup": "dateline.cli.ledger",
    "forget": "dateline.cli.ledger",
    "watch": "dateline.cli.watch",
    "events": "dateline.cli.events",
    "event": "dateline.cli.events",
    "sources": "dateline.cli.events",
    "serve": "dateline.cli.serve",
    "token": "dateline.cli.token",
    "export": "dateline.cli.export",
    "import": "dateline.cli.bring",
    "compare": "dateline.cli.bring",
}
"""Commands that live in modules of their own, loaded when they are named: the module has an ``app`` that is a group of commands,
or a function named like the command (``check_`` for ``check``, where the plain name would hide a built-in or a module)."""


class _Group(TyperGroup):
    """A group that loads some of its sub-commands only when they are asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *(name for name, module in _MOUNTED.items() if find_spec(module))]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in _MOUNTED and find_spec(_MOUNTED[cmd_name]):
            # Through a parent, so that the help looks like ours, and a group of one command stays a group.
            parent = typer.Typer(rich_markup_mode=None)
            module = import_module(_MOUNTED[cmd_name])
            function = getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_", None)
            if function is None:
                parent.add_typer(module.app, name=cmd_name)
            else:
                parent.command(cmd_name)(function)
                parent.callback()(lambda: None)
            return typer.main.get_group(parent).commands[cmd_name]
        return super().get_command(ctx, cmd_name)


# Plain help: it pastes into documents, reads aloud well, and takes a tenth of the time.
app = typer.Typer(
    cls=_Group, name="dateline", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"dateline {version('dateline')}")
        raise typer.Exit


@app.callback(epilog="Exit codes: 0 done; 1 could not be done; 2 not understood; 3 done, something set aside; 130 interrupted.")
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    """Read news of armed conflict and write claims: who says that who did what to whom, where, when, with what toll."""
    from dateline.settings import misspelt

    for words in misspelt():
        typer.echo(f"warning: {words}", err=True)


app.command()(code)
app.command()(explain)
app.command()(kinds)
app.command()(schema)
app.command()(settings)


def main() -> None:
    """Run the command line and leave the process with its exit code; an error of dateline's is a message, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that knows no arrows gets question marks, not a crash
    try:
        app(prog_name="dateline")
    except DatelineError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2 if isinstance(error, SettingError) else 1)
