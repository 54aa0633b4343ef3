"""The commands that keep a ledger: ``init``, ``status``, ``check``, ``backup``, ``forget``."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from dateline.cli.listing import Db, opened


def init(
    where: Annotated[
        str | None, typer.Argument(help="A file or a postgresql:// URL (default: DATELINE_DB, or ledger.dateline).", metavar="[LEDGER]")
    ] = None,
) -> None:
    """Make a ledger: a file, or the tables of an empty PostgreSQL database.

    One that is there already is left as it is, and brought to the form that this program knows.
    """
    with opened(where, create=True) as ledger:
        typer.echo(f"The ledger {ledger.name} is ready.", err=True)
        typer.echo("Next: dateline add YOUR-ARTICLES", err=True)


def status(db: Db = None, as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False) -> None:
    """Show what a ledger holds, in numbers."""
    from dateline.ledger.status import status as status_of

    with opened(db) as ledger:
        found = status_of(ledger)
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        return
    days = f", published {found.first_day} to {found.last_day}" if found.first_day else ""
    typer.echo(f"ledger      {found.ledger} (form {found.form}, {found.bytes / 1e6:,.1f} MB)")
    typer.echo(f"articles    {found.articles:,} in {found.versions:,} versions, of {found.outlets:,} outlets{days}")
    typer.echo(f"claims      {found.claims:,} current, {found.claims_kept - found.claims:,} kept of older versions and coders")
    for coder, articles, claims in found.coders:
        typer.echo(f"coder       {coder}: {articles:,} articles, {claims:,} claims")
    typer.echo(f"judgements  {found.judgements:,}, of which {found.by_analysts:,} by analysts")
    if found.taken_out:
        typer.echo(f"taken out   {found.taken_out:,} for safety")


def check_(
    db: Db = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="First make anew what is only a copy of something else, as indexes of words.")
    ] = False,
) -> None:
    """Check that a ledger is whole, and say what is not.

    Every span must be its article's text, nothing orphaned, counts and indexes right. Exit code 1 when something is wrong.
    """
    from dateline.ledger.check import check
    from dateline.ledger.check import repair as make_anew

    wrong = 0
    with opened(db) as ledger:
        if repair:
            make_anew(ledger)
        for problem in check(ledger):
            wrong += 1
            typer.echo(problem)
        name = ledger.name
    if wrong:
        typer.echo(f"{wrong:,} things are wrong with {name}; if a backup is whole (dateline check --db BACKUP), restore it.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{name} is whole.", err=True)


def backup(
    target: Annotated[str, typer.Argument(help="A file that is not there yet, or an empty postgresql:// database.", metavar="FILE")],
    db: Db = None,
) -> None:
    """Copy a ledger as it is at this moment, while others read and write it.

    The copy is a ledger itself. A ledger in PostgreSQL is copied to a file, and one in a file to PostgreSQL where a URL is given.
    """
    from dateline.ledger.copying import backup as copy

    with opened(db) as ledger:
        copy(ledger, target)
        typer.echo(f"{ledger.name} is copied to {target.rsplit('@', 1)[-1]}.", err=True)


def forget(
    article: Annotated[str | None, typer.Argument(help="The id of an article, taken out in all its versions.", metavar="[ARTICLE]")] = None,
    person: Annotated[str | None, typer.Option("--person", help="A name, blacked out wherever it stands.", metavar="NAME")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; it stays with the date.", metavar="WORDS")] = "for safety",
    finish: Annotated[bool, typer.Option("--finish", help="Clean the file after a removal that was cut short.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    db: Db = None,
) -> None:
    """Take an article or a person's name out for safety.

    The contents go from tables, indexes and free space; that something was taken out stays, with the date and the reason.
    Backups and exports made before are not reached. Nothing brings the contents back; but a name is blacked out where it stands now:
    give the command again when other articles, or a new text of one, bring it.
    """
    from dateline.ledger import forget as forgetting

    if (article is not None) + (person is not None) + finish != 1:
        raise typer.BadParameter("give an ARTICLE, or --person NAME, or --finish")
    with opened(db) as ledger:
        if finish:
            forgetting.clean(ledger)
            typer.echo(f"{ledger.name} is clean.", err=True)
            return
        what = f"the article {article!r}" if article is not None else f"the name {person!r}"
        if not yes and not typer.confirm(f"Take {what} out of {ledger.name} for good?", err=True):
            raise typer.Exit(1)
        if article is not None:
            claims = forgetting.forget_article(ledger, article, reason)
            typer.echo(f"Taken out: {what}, with {claims:,} {'claim' if claims == 1 else 'claims'}.", err=True)
        else:
            articles = forgetting.forget_person(ledger, person or "", reason)
            typer.echo(f"Blacked out: {what}, in {articles:,} {'article' if articles == 1 else 'articles'}.", err=True)
