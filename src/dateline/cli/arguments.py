"""What several commands ask for in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.read import Options
    from dateline.settings import Settings

Published = Annotated[str | None, typer.Option(help="Publication date of articles that have none, as YYYY-MM-DD.", metavar="DATE")]
Outlet = Annotated[str | None, typer.Option(help="Outlet of articles that name none.", metavar="NAME")]
Title = Annotated[str | None, typer.Option(help="Title of articles that have none.", metavar="WORDS")]
Encoding = Annotated[str | None, typer.Option(help="Encoding of text files, such as cp1252 (default: UTF-8).", metavar="NAME")]
DateOrder = Annotated[
    str | None,
    typer.Option(help="How to read dates such as 4/1/2015: dmy, mdy or ymd (default: refuse what may be two days).", metavar="ORDER"),
]


def options(
    settings: Settings, *, published: str | None, outlet: str | None, title: str | None, encoding: str | None, date_order: str | None
) -> Options:
    """Return the options of reading; raises a usage error for a date that cannot be read."""
    from dateline.errors import InputError
    from dateline.read import Options
    from dateline.read.dates import read_date

    try:
        day = read_date(published, date_order)
    except InputError as error:
        raise typer.BadParameter(error.reason, param_hint="--published") from None
    return Options(encoding=encoding, published=day, outlet=outlet, title=title, date_order=date_order, max_chars=settings.max_chars)
