"""The commands of ``dateline gazetteer``: the user's own places, and why a name is the place it is taken for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.gazetteer.resolve import Option

app = typer.Typer(help="Look places up, and add your own.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="A name of a place, in any spelling.", metavar="NAME")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, one object a place.")] = False,
    most: Annotated[int, typer.Option("--most", help="How many places to show.", min=1)] = 10,
) -> None:
    """Show the places that a name may stand for, the likeliest first, and what each gets its points for.

    A document adds to these: what else it names, what it says contains what, how near its places lie.
    """
    import json

    from dateline.errors import InputError
    from dateline.gazetteer import load_gazetteer
    from dateline.gazetteer.resolve import Resolver

    options = Resolver(load_gazetteer()).rank(name)[:most]
    if not options:
        raise InputError(f"no place is called {name!r}; add a file that has it with: dateline gazetteer add FILE")
    for option in options:
        typer.echo(json.dumps(_facts(option), ensure_ascii=False) if as_json else _line(option))


def _facts(option: Option) -> dict[str, object]:
    place = option.place
    return {
        "id": place.id, "name": place.name, "level": place.level, "country": place.country or None, "admin": place.admin or None,
        "lat": place.lat, "lon": place.lon, "radius_km": place.radius_km, "population": place.population,
        "points": round(option.points, 2), "why": {what: points for what, points in option.why if points},
    }  # fmt: skip


def _line(option: Option) -> str:
    place = option.place
    why = ", ".join(f"{what} {points:+.1f}" for what, points in option.why if points)
    where = f"{place.country or '-'} {place.level or 'region'} {place.lat:.3f}, {place.lon:.3f} ({place.radius_km:g} km)"
    return f"{option.points:5.1f}  {place.name}  [{place.id}]  {where}\n       {why}"


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="A GeoNames dump (SY.txt), a CSV (name, lat, lon, …) or GeoJSON.", metavar="FILE")],
) -> None:
    """Add a file of places; a file of the same name takes the place of what it added before.

    A CSV needs the columns name, lat, lon, and may have id, aliases (divided by |), country, admin, level, radius_km, population.
    GeoJSON holds points or polygons with a property name, and may have the same properties. Levels: country, adm1, adm2, town,
    neighbourhood, site.
    """
    import sys

    from dateline.gazetteer import own
    from dateline.settings import settings

    shown = sys.stderr.isatty()

    def tell(count: int) -> None:
        # A file of messages gets a line now and then, a terminal one that changes.
        if shown or count % 100_000 == 0:
            typer.echo(f"\r{count:,} places" if shown else f"{count:,} places", nl=not shown, err=True)

    info = own.add(file, settings().home_folder, progress=tell)
    if shown:
        typer.echo(err=True)
    typer.echo(f"{info.places:,} place{'' if info.places == 1 else 's'} of {info.source} added as {info.name}")


@app.command("list")
def show() -> None:
    """List the files that were added."""
    from dateline.gazetteer import own
    from dateline.settings import settings

    found = own.layers(settings().home_folder)
    for layer in found:
        typer.echo(f"{layer.name}\t{layer.places}\t{layer.source}")
    if not found:
        typer.echo("nothing was added; the default gazetteer is in use", err=True)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="A name that list shows.", metavar="NAME")]) -> None:
    """Take an added file out again."""
    from dateline.gazetteer import own
    from dateline.settings import settings

    own.remove(name, settings().home_folder)
    typer.echo(f"{name} removed")
