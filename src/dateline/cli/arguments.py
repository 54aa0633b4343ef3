"""What several commands ask for in the same words."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dateline.read import Options
    from dateline.read.fetch import Fetch, Fetcher, Limits
    from dateline.settings import Settings

INPUTS = (
    "Files (.txt .md .jsonl .csv .parquet .html .pdf .docx .eml .warc and more: docs/formats.md), folders, web addresses, "
    "or - for standard input."
)
"""What commands that read articles take."""

Published = Annotated[str | None, typer.Option(help="Publication date of articles that have none, as YYYY-MM-DD.", metavar="DATE")]
Outlet = Annotated[str | None, typer.Option(help="Outlet of articles that name none.", metavar="NAME")]
Title = Annotated[str | None, typer.Option(help="Title of articles that have none.", metavar="WORDS")]
Encoding = Annotated[str | None, typer.Option(help="Encoding of text files, such as cp1252 (default: UTF-8).", metavar="NAME")]
DateOrder = Annotated[
    str | None,
    typer.Option(help="How to read dates such as 4/1/2015: dmy, mdy or ymd (default: refuse what may be two days).", metavar="ORDER"),
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="Which column or key holds which field, such as text=story,published=day.", metavar="FIELD=NAME,..."),
]
Split = Annotated[
    bool | None,
    typer.Option(
        "--split/--no-split", show_default=False,
        help="Split texts of several dispatches, rows too, or nothing at all (default: texts and pages, not rows).",
    ),
]  # fmt: skip
KeepRaw = Annotated[
    Path | None, typer.Option("--keep-raw", help="Keep the originals of pages, mails and documents in this folder.", metavar="FOLDER")
]
Follow = Annotated[bool, typer.Option("--fetch", help="Read from the web the pages that feeds and sitemaps name.")]


def options(
    settings: Settings, *, published: str | None, outlet: str | None, title: str | None, encoding: str | None, date_order: str | None,
    columns: list[str] | None = None, split: bool | None = None, keep_raw: Path | None = None, follow: bool = False,
) -> Options:  # fmt: skip
    """Return the options of reading; raises a usage error for a date or a column that cannot be read."""
    from dateline.errors import InputError
    from dateline.read import Options
    from dateline.read.dates import read_date

    try:
        day = read_date(published, date_order)
    except InputError as error:
        raise typer.BadParameter(error.reason, param_hint="--published") from None
    return Options(
        encoding=encoding, published=day, outlet=outlet, title=title, date_order=date_order, max_chars=settings.max_chars,
        mapping=_mapping(columns or []), split=split, keep_raw=keep_raw, fetch=fetch_with(settings), follow=follow,
    )  # fmt: skip


def _mapping(given: list[str]) -> tuple[tuple[str, str], ...]:
    from dateline.read.record import NAMES

    found: dict[str, str] = {}
    for pair in (pair for words in given for pair in words.split(",") if pair.strip()):
        field, divided, name = (part.strip() for part in pair.partition("="))
        if field not in NAMES or not divided or not name:
            allowed = f"FIELD=NAME, FIELD one of {', '.join(NAMES)}"
            raise typer.BadParameter(f"found {pair.strip()!r}; allowed: {allowed}", param_hint="--map")
        found[field] = name
    return tuple(found.items())


def fetch_with(settings: Settings) -> Fetch:
    """Return what fetches by the settings; what that needs is loaded when the first address is asked for."""
    return lambda url: _fetcher(settings)(url)


@cache
def _fetcher(settings: Settings) -> Fetcher:
    from dateline.read.fetch import Fetcher

    return Fetcher(limits(settings))


def limits(settings: Settings) -> Limits:
    """Return the bounds of fetching that the settings give."""
    from dateline.read.fetch import Limits

    return Limits(
        pause=settings.fetch_pause, seconds=settings.fetch_seconds, most_bytes=settings.fetch_bytes,
        allow_private=bool(settings.allow_private), contact=settings.fetch_contact,
    )  # fmt: skip


def check_inputs(inputs: list[str]) -> None:
    """Raise a usage error for an input that is no file, no folder, no address and not ``-``."""
    from dateline.read.address import is_address

    for given in inputs:
        if given != "-" and not is_address(given) and not os.path.exists(given):
            hint = "" if len(given) < 60 and " " not in given else "; to code a text itself, pipe it: echo '...' | dateline code -"
            raise typer.BadParameter(f"found no file or folder {given!r}{hint}", param_hint="INPUT")
