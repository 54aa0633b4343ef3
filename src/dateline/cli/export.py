"""``dateline export``: events in the formats that people use, each file with its stamp, and a report of what it could not say."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.listing import Db, opened

if TYPE_CHECKING:
    from dateline.export.layout import Written
    from dateline.export.losses import Loss
    from dateline.export.stamp import Stamp
    from dateline.export.view import ExportEvent
    from dateline.ledger.event_look import Looker


class Table(StrEnum):
    """The tables of an export."""

    EVENTS = "events"
    CLAIMS = "claims"
    SOURCES = "sources"
    CONTROL = "control"


class Redact(StrEnum):
    """What can be taken out."""

    PERSONS = "persons"


class Coarsen(StrEnum):
    """What positions can be made no finer than."""

    TOWN = "town"
    ADM1 = "adm1"
    COUNTRY = "country"


# fmt: off
Form = Annotated[str | None, typer.Option("--format", "-f", metavar="FORMAT", help=(
    "csv, jsonl, parquet, geoparquet, xlsx, geojson, gpkg, kml, rss, acled, ucdp, polecat, plover, gdelt or timemap "
    "(docs/exports.md; default: after the name of the file)."))]
Out = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file (default: standard output).")]
Which = Annotated[Table, typer.Option("--table", help="Which table, for csv, jsonl, parquet and geoparquet.")]
At = Annotated[str | None, typer.Option("--place", metavar="PLACE", help="Events at a place: its id, or its name as reports give it.")]
Since = Annotated[str | None, typer.Option("--since", metavar="WHEN", help=(
    "A day: events from it on. Or a file that --state wrote: what changed since that export."))]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Events up to this day.")]
Kind = Annotated[str | None, typer.Option("--kind", metavar="KIND", help="Events of this kind (dateline kinds lists them).")]
Actor = Annotated[str | None, typer.Option("--actor", metavar="NAME", help="Events that an actor did or suffered: its name, or an id.")]
InStatus = Annotated[str | None, typer.Option("--status", metavar="STATUS", help="Events of this status (docs/events.md).")]
Origins = Annotated[int, typer.Option("--origins", min=1, metavar="N", help="Events that at least so many independent origins tell.")]
Contradicted = Annotated[bool, typer.Option("--contradicted", help="Only events whose claims contradict each other.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=0, metavar="N", help="At most so many, the latest; 0: all.")]
Report = Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write what the format could not say of each event (JSON).")]
Hxl = Annotated[bool, typer.Option("--hxl", help="Put a row of HXL tags under the header (csv, xlsx).")]
FullText = Annotated[bool, typer.Option("--full-text", help="Whole articles with the claims, where their rights are yours.")]
Redacted = Annotated[Redact | None, typer.Option("--redact", help="Take names of persons out.")]
Coarse = Annotated[Coarsen | None, typer.Option("--coarsen", help="Give no position finer than this.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The stamp's date (default: the ledger's last change).")]
State = Annotated[Path | None, typer.Option("--state", metavar="FILE", help="Write what a later --since compares itself with.")]
Gone = Annotated[Path | None, typer.Option("--deletions", metavar="FILE", help=(
    "With --since FILE: list the events that are gone here (default: OUTPUT.deletions.csv)."))]
# fmt: on


def export(
    form: Form = None, output: Out = None, table: Which = Table.EVENTS, place: At = None, since: Since = None, until: Until = None,
    kind: Kind = None, actor: Actor = None, status: InStatus = None, origins: Origins = 1, contradicted: Contradicted = False,
    limit: Limit = 0, report: Report = None, hxl: Hxl = False, full_text: FullText = False, redact: Redacted = None,
    coarsen: Coarse = None, as_of: AsOf = None, state: State = None, deletions: Gone = None, db: Db = None,
) -> None:  # fmt: skip
    """Write events of the ledger in a format that other programs read.

    Each file carries a stamp (program and coder, ledger, date, filters, how to cite): inside where the format has room for it, else
    beside it as FILE.stamp.json. The same ledger gives the same bytes.
    """
    from dateline.cli.events import _actor, at_place, known_kind, up_to_date
    from dateline.export.changes import changed, read_state, state_of
    from dateline.export.formats import FORMATS
    from dateline.export.gather import Chosen, Gatherer
    from dateline.export.layout import Export
    from dateline.export.lines import delimited
    from dateline.tables import json_line

    form = form or _named(output)
    made = _format(form, output, table, hxl)
    first, earlier = _since(since)
    days = {"--until": _day(until, "--until"), "--as-of": _day(as_of, "--as-of")}
    if earlier is None and deletions is not None:
        raise typer.BadParameter("belongs to --since FILE, a file that --state wrote", param_hint="--deletions")
    if earlier is not None and deletions is None and output is None:
        raise typer.BadParameter("name a file for what is gone: --deletions FILE", param_hint="--since")
    with opened(db) as ledger:
        look = up_to_date(ledger)
        chosen = Chosen(place=place, since=first, until=days["--until"], kind=known_kind(kind), actor=_actor(look, actor),
                        status=_status(status), origins=origins, contradicted=contradicted, limit=limit or None)  # fmt: skip
        rows_of = at_place(lambda place: Gatherer.rows(look, replace(chosen, place=place)), place, chosen.limit)
        events, control, stamp = _gathered(
            look, chosen, rows_of, full_text=full_text, redact=redact is not None, coarsen=str(coarsen) if coarsen else None,
            as_of=days["--as-of"], control=table is Table.CONTROL or form in ("xlsx", "gpkg"),
        )  # fmt: skip
    rows = FORMATS[form].rows(events) if earlier is not None or state is not None else {}
    every, gone = events, Path(deletions or f"{output}.deletions.csv")
    if earlier is not None:
        events, lost = changed(every, read_state(earlier.read_bytes(), str(earlier), stamp), rows)
    stamp = stamp.counted(events)
    roster = look.sides.roster
    written = made(Export(events, stamp, control, str(table), hxl), roster)
    _write(written, stamp, form, output)
    _report(form, events, written.losses, report)
    if earlier is not None:
        _save(gone, delimited(["event", "into"], [[one.event, one.into or ""] for one in lost]).encode("utf-8"))
        typer.echo(f"{len(events)} {'event' if len(events) == 1 else 'events'} new or changed, {len(lost)} gone ({gone})", err=True)
    if state is not None:
        # Last: what could not be written must be told again next time.
        _save(state, json_line(state_of(every, stamp, rows)))


def _named(output: Path | None) -> str:
    """The format that a file's name ends with."""
    from dateline.export.formats import FORMATS

    ending = output.suffix.lower().removeprefix(".") if output is not None else ""
    if ending not in FORMATS:
        found = f"found {str(output)!r}, whose ending names no format" if output is not None else "found none"
        told = f"{found}; name one with --format, or end the file's name with it (events.xlsx). Allowed: {', '.join(FORMATS)}"
        raise typer.BadParameter(told, param_hint="--format")
    return ending


def _format(form: str, output: Path | None, table: Table, hxl: bool) -> Any:
    """Return what writes a format, once it is known that it can do what is asked."""
    from dateline.errors import SettingError
    from dateline.export.acled import write_acled
    from dateline.export.formats import FORMATS

    if form not in FORMATS:
        raise SettingError(f"--format: found {form!r}; allowed: {', '.join(FORMATS)}")
    known = FORMATS[form]
    if table is not Table.EVENTS and not known.tables:
        raise typer.BadParameter(f"{form} has no choice of tables; csv, jsonl, parquet and geoparquet have", param_hint="--table")
    if table is Table.SOURCES and form == "geoparquet":
        raise typer.BadParameter("sources have no points; take parquet", param_hint="--table")
    if hxl and not known.hxl:
        raise typer.BadParameter("goes with csv and xlsx", param_hint="--hxl")
    if not known.text and output is None and sys.stdout.isatty():
        raise typer.BadParameter(f"{form} is no text for a terminal; name a file", param_hint="--output")
    return write_acled if form == "acled" else lambda export, roster: known.write(export)


def _day(value: str | None, option: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError:
        raise typer.BadParameter(f"found {value!r}; allowed: a day (2016-12-31)", param_hint=option) from None


def _since(value: str | None) -> tuple[dt.date | None, Path | None]:
    """A day, or the file of an earlier export."""
    if value is None:
        return None, None
    if Path(value).is_file():
        return None, Path(value)
    try:
        return dt.date.fromisoformat(value), None
    except ValueError:
        allowed = "a day (2016-12-31), or a file that --state wrote"
        raise typer.BadParameter(f"found {value!r}; allowed: {allowed}", param_hint="--since") from None


def _status(status: str | None) -> str | None:
    from dateline.errors import SettingError
    from dateline.ledger.events import STATUSES

    if status is not None and status not in STATUSES:
        raise SettingError(f"--status: found {status!r}; allowed: {', '.join(STATUSES)}")
    return status


def _gathered(
    look: Looker, chosen: Any, rows: Sequence[Any], *,
    full_text: bool, redact: bool, coarsen: str | None, as_of: dt.date | None, control: bool
) -> tuple[list[ExportEvent], Any, Stamp]:  # fmt: skip
    """The wanted events, made safe as asked, who has which place, and the stamp."""
    from dateline.export.atlas import Atlas
    from dateline.export.gather import Gatherer, last_change
    from dateline.export.safety import Coarsener, Redactor, changes_of
    from dateline.export.stamp import Stamp, digest
    from dateline.gazetteer import load_gazetteer

    atlas = Atlas(load_gazetteer())
    gatherer = Gatherer(look, atlas, full_text=full_text and coarsen is None)
    events = list(gatherer.events(chosen, rows))
    if control:
        from dateline.cli.control import up_to_date

        up_to_date(look.ledger)
    spans = gatherer.control() if control else []
    redactor = Redactor(look.sides.roster) if redact else None
    if redactor is not None:
        events, spans = [redactor.event(event) for event in events], redactor.control(spans)
    if coarsen:
        coarsener = Coarsener(atlas, coarsen)
        events, spans = [coarsener.event(event) for event in events], coarsener.control(spans)
    # Neither the folder nor the server belongs into a file that is passed on.
    name = look.ledger.name.rsplit("/", 1)[-1] if "://" in look.ledger.name else Path(look.ledger.name).name
    changes = (*changes_of(redact, coarsen), *(["whole articles"] if full_text and coarsen is None else []))
    filters = redactor.filters(chosen.words()) if redactor is not None else chosen.words()
    return events, spans, Stamp(name, as_of or last_change(look.ledger), filters, changes=changes, asked=digest(chosen.words()))


def _save(path: Path, data: bytes) -> None:
    from dateline.run.write import whole_file

    with whole_file(path) as stream:
        stream.write(data)


def _write(written: Written, stamp: Stamp, form: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(written.data)
        sys.stdout.buffer.flush()
        if written.beside:
            typer.echo(f"left out on standard output: {', '.join(written.beside)}; name a file with --output", err=True)
        return
    _save(output, written.data)
    for ending, data in written.beside.items():
        _save(output.with_name(output.name + ending), data)
    if not written.stamped:
        stamped = json.dumps(stamp.to_json(form), ensure_ascii=False, indent=1) + "\n"
        _save(output.with_name(output.name + ".stamp.json"), stamped.encode("utf-8"))


def _report(form: str, events: list[ExportEvent], losses: Sequence[Loss], path: Path | None) -> None:
    from dateline.export.losses import report

    told = report(form, [event.id for event in events], losses)
    if path is not None:
        _save(path, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    out = told["events_left_out"]
    more = f"; {out} left out: {form} cannot hold them" if out else ""
    hint = "" if path is not None or not told["counts"] else " (--report FILE tells what it could not say)"
    written = told["events_written"]
    typer.echo(f"{written} {'event' if written == 1 else 'events'}{more}{hint}", err=True)
