"""``dateline token``: who may open the page from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.listing import AsForm, Db, show

if TYPE_CHECKING:
    from dateline.serve.tokens import Tokens

app = typer.Typer(help="Say who may open the page from elsewhere.", no_args_is_help=True, rich_markup_mode=None)

Kept = Annotated[Path | None, typer.Option("--token-file", help="Where tokens are kept (default: beside the ledger).", metavar="FILE")]


def _tokens(db: str | None, path: Path | None) -> Tokens:
    from dateline.ledger.connect import check_file, place_of
    from dateline.serve.run import tokens_of
    from dateline.settings import settings

    given = settings()
    place = place_of(db or given.db)
    check_file(place, create=False)
    return tokens_of(str(place.file) if place.file is not None else place.name, given, path)


@app.command()
def create(
    who: Annotated[str, typer.Argument(help="Who uses it: decisions are recorded under this name.", metavar="NAME")],
    role: Annotated[str, typer.Option("--role", help="viewer (looks), or analyst (also decides and adds).", metavar="ROLE")] = "viewer",
    days: Annotated[int | None, typer.Option("--days", help="For how many days it holds (default: until it is revoked).", min=0)] = None,
    db: Db = None,
    token_file: Kept = None,
) -> None:
    """Make a token. It is shown once and kept only as a hash."""
    tokens = _tokens(db, token_file)
    token, secret = tokens.create(who, role, days)
    typer.echo(secret)
    until = f" until {token.until}" if token.until else ""
    typer.echo(f"{token.who} is {token.role}{until}; take it away with: dateline token revoke {token.id}", err=True)


@app.command("list")
def list_(db: Db = None, token_file: Kept = None, form: AsForm = None) -> None:
    """List who has a token."""
    rows = [
        {"id": token.id, "who": token.who, "role": token.role, "made": token.made, "until": token.until}
        for token in _tokens(db, token_file).all()
    ]
    show(rows, form, ["id", "who", "role", "made", "until"])


@app.command()
def revoke(
    id: Annotated[str, typer.Argument(help="The id of a token, as dateline token list shows it.", metavar="ID")],
    db: Db = None,
    token_file: Kept = None,
) -> None:
    """Take a token away; a running server heeds it at once."""
    token = _tokens(db, token_file).revoke(id)
    typer.echo(f"the token of {token.who} lets nobody in any more", err=True)
