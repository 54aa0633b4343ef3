"""``dateline explain``: how one text was read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.arguments import DateOrder, Encoding, Outlet, Published, Title, options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dateline.model import Article
    from dateline.read import Options, Reject

What = Annotated[str, typer.Argument(help="The text itself, a file, or - for standard input.", metavar="TEXT|FILE|-")]
Which = Annotated[str | None, typer.Option(help="Which article of a file that holds several (default: the first).", metavar="ID")]


def explain(
    what: What, article: Which = None, published: Published = None, outlet: Outlet = None, title: Title = None,
    encoding: Encoding = None, date_order: DateOrder = None,
) -> None:  # fmt: skip
    """Show how one text is read, with the rule behind each value."""
    from dateline.settings import settings

    now = settings()
    reading = options(now, published=published, outlet=outlet, title=title, encoding=encoding, date_order=date_order)
    chosen = _choose(_items(what, reading), article, what)
    from dateline.cli.steps import show
    from dateline.coder import Coder, Knowledge

    show(Coder(Knowledge(settings=now)), chosen)


def _items(what: str, reading: Options) -> Iterator[Article | Reject]:
    import io

    from dateline.read import SUFFIXES, read

    if what == "-" or os.path.exists(what):
        return read([what], reading)
    if " " not in what and Path(what).suffix.lower() in SUFFIXES:
        raise typer.BadParameter(f"found no file {what!r}", param_hint="TEXT|FILE|-")
    return read(["-"], reading, stdin=io.BytesIO(what.encode("utf-8", "surrogateescape")))


def _choose(items: Iterator[Article | Reject], wanted: str | None, what: str) -> Article:
    """Return the article to explain; raises the error of the first reject when that is what was asked for."""
    from dateline.errors import InputError
    from dateline.read import Reject

    held: list[str] = []
    for item in items:
        if isinstance(item, Reject):
            if wanted is None or item.article == wanted:
                raise item.error()
        elif wanted is None or item.id == wanted:
            return item
        elif len(held) < 9:  # of a long file the first are enough
            held.append(item.id)
    allowed = f"; allowed: {', '.join(held[:8])}{' …' if len(held) > 8 else ''}" if held else ""
    raise InputError(f"there is no article {wanted!r} in it{allowed}" if wanted else "there is no article in it", path=what)
