"""The commands of ``dateline actors``: who a phrase stands for, and the user's own tables of actors."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.roster import Actor, Outlet, Resolution

app = typer.Typer(help="Look actors up, and add your own.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="A phrase that names an actor, an outlet, or an id.", metavar="NAME")],
    country: Annotated[
        str | None, typer.Option("--country", help="ISO code of the country that the report is about.", metavar="CODE")
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option("--day", formats=["%Y-%m-%d"], help="The day of the report: who held an office then.", metavar="DAY"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, one object an actor.")] = False,
) -> None:
    """Show who a phrase stands for, or why it stands for no one that is known."""
    import json

    from dateline.errors import InputError
    from dateline.roster import Context, load_roster, resolve
    from dateline.roster.near import advice
    from dateline.settings import settings

    roster = load_roster(settings())
    if country is not None and country.upper() not in roster.countries:
        raise typer.BadParameter(f"found {country!r}; allowed: an ISO code of two letters (SY)", param_hint="--country")
    context = Context(country.upper() if country else None, lower=name == name.lower(), day=day.date() if day else None)
    found = resolve(roster, name, context)
    actors = found.actors or tuple(filter(None, [roster.find(name)]))
    outlet = roster.outlet(name) or roster.outlets.get(name)
    if not actors and outlet is None:
        raise InputError(f"{name!r} stands for no known actor: {found.reason}; {advice(roster, name, found, context)}")
    for facts in [*(actor_facts(actor, found) for actor in actors), *([outlet_facts(outlet)] if outlet else [])]:
        typer.echo(json.dumps(facts, ensure_ascii=False) if as_json else "\n".join(_lines(facts)))


def actor_facts(actor: Actor, found: Resolution) -> dict[str, object]:
    """Return what is known of an actor, as plain JSON types."""
    return {
        "id": actor.id, "name": actor.name, "aliases": list(actor.aliases), "parent": actor.parent, "sector": actor.sector,
        "inter": actor.inter, "countries": list(actor.countries), "state_force": actor.state,
        "sides": [{"conflict": s.conflict, "side": s.side, "from": s.start, "to": s.end} for s in actor.sides],
        "years": f"{actor.first or ''}-{actor.last or ''}" if (actor.first or actor.last) and not actor.person else None,
        "terms": [{"office": t.office, "from": t.start.isoformat(), "to": t.end.isoformat() if t.end else None} for t in actor.terms],
        "source": actor.source, "found_by": found.rule or "id",
    }  # fmt: skip


def outlet_facts(outlet: Outlet) -> dict[str, object]:
    """Return what is known of an outlet, as plain JSON types."""
    return {
        "id": outlet.id, "name": outlet.name, "aliases": list(outlet.aliases), "domains": list(outlet.domains), "country": outlet.country,
        "owner": outlet.owner, "sides": list(outlet.sides), "source": outlet.source,
    }  # fmt: skip


def _lines(facts: dict[str, object]) -> list[str]:
    lines = [f"{facts['name']}  [{facts['id']}]"]
    for what, value in facts.items():
        if what in ("id", "name") or value in (None, [], ""):
            continue
        if what == "sides":
            value = [_side(side) for side in value] if isinstance(value, list) else value
        if what == "terms":
            value = [_term(term) for term in value] if isinstance(value, list) else value
        lines.append(f"  {what.replace('_', ' ')}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return lines


def _side(side: object) -> str:
    if not isinstance(side, dict):
        return str(side)
    return f"{side['conflict']}: {side['side']} ({side['from'] or '?'}–{side['to'] or ''})"


def _term(term: object) -> str:
    return f"{term['office']} {term['from']}–{term['to'] or ''}" if isinstance(term, dict) else str(term)


@app.command()
def add(
    file: Annotated[
        Path, typer.Argument(help="A CSV of actors; the columns are in docs/roster.md.", metavar="FILE", exists=True, dir_okay=False)
    ],
) -> None:
    """Add a table of actors; a file of the same name takes the place of what it added before.

    Its header is id,name,aliases,parent,sector,inter,country,sides,years,source; cells with several values are divided by |.
    """
    from dateline.roster.own import add_table
    from dateline.settings import settings

    count = add_table(file, settings())
    typer.echo(f"{count:,} actor{'' if count == 1 else 's'} of {file.name} added")


@app.command("list")
def show() -> None:
    """List the tables that were added."""
    from dateline.roster.own import list_tables
    from dateline.settings import settings

    found = list_tables(settings())
    for table in found:
        typer.echo(f"{table.name}\t{table.actors}\t{table.path}")
    if not found:
        typer.echo("nothing was added; the roster is as it came", err=True)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="A name that list shows.", metavar="NAME")]) -> None:
    """Take an added table out again."""
    from dateline.roster.own import remove_table
    from dateline.settings import settings

    remove_table(name, settings())
    typer.echo(f"{name} removed")
