"""``dateline code``: articles in, claims out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NoReturn

import typer

from dateline.cli import arguments as ask

if TYPE_CHECKING:
    from dateline.read import Options
    from dateline.run import Summary, Writer
    from dateline.settings import Settings


class Format(StrEnum):
    """The formats of ``dateline code``."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    TABLE = "table"


# Endings of what `dateline export` writes and this command does not.
_ELSEWHERE = frozenset({".xlsx", ".xls", ".ods", ".geojson", ".gpkg", ".kml"})
_PAPERS = frozenset({".docx", ".doc", ".odt", ".pdf", ".html", ".htm"})


Inputs = Annotated[
    list[str],
    typer.Argument(help=ask.INPUTS, metavar="INPUT"),
]
Out = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write the claims to this file (default: standard output).", metavar="FILE"),
]
Form = Annotated[
    Format | None,
    typer.Option(
        "--format", "-f", metavar="FORMAT",
        help="jsonl, csv, parquet or table (default: by the ending of FILE; else table on a terminal, jsonl in a pipe).",
    ),
]  # fmt: skip
Rejects = Annotated[Path | None, typer.Option(help="Write what was set aside, and why, to this file (JSON Lines).", metavar="FILE")]
Workers = Annotated[
    int,
    typer.Option("--workers", "-w", min=1, metavar="N", help="Processes that code at the same time; the output is the same."),
]
Evidence = Annotated[bool, typer.Option("--evidence", help="Under each row of the table, the sentence that tells it.")]


@dataclass(frozen=True, slots=True)
class _Job:
    """One run, with everything decided."""

    inputs: list[str]
    out: Path | None
    form: Format
    rejects: Path | None
    workers: int
    evidence: bool
    reading: Options
    settings: Settings


def code(
    inputs: Inputs, output: Out = None, form: Form = None, published: ask.Published = None, outlet: ask.Outlet = None,
    title: ask.Title = None, rejects: Rejects = None, workers: Workers = 1, evidence: Evidence = False, encoding: ask.Encoding = None,
    date_order: ask.DateOrder = None, columns: ask.Map = None, split: ask.Split = None, keep_raw: ask.KeepRaw = None,
    follow: ask.Follow = False,
) -> None:  # fmt: skip
    """Read articles and write their claims.

    Claims go to standard output or FILE, progress and the summary to standard error. An article that cannot be read is set
    aside and the rest is coded; the exit code is then 3.
    """
    form = _check(inputs, output, form, rejects, evidence)
    from dateline.settings import settings

    now = settings()
    reading = ask.options(
        now, published=published, outlet=outlet, title=title, encoding=encoding, date_order=date_order, columns=columns, split=split,
        keep_raw=keep_raw, follow=follow,
    )  # fmt: skip
    summary = _run(_Job(inputs, output, form, rejects, workers, evidence, reading, now))
    if summary.aside:
        raise typer.Exit(3)


def _check(inputs: list[str], output: Path | None, form: Format | None, rejects: Path | None, evidence: bool) -> Format:
    """Return the format of the output; raises a usage error for what cannot be meant."""
    ask.check_inputs(inputs)
    for target, option in ((output, "--output"), (rejects, "--rejects")):
        if target is not None and any(_same(given, target) for given in inputs):
            raise typer.BadParameter(f"{str(target)!r} is also an input, and would be overwritten; give another file", param_hint=option)
        if target is not None and target.is_dir():
            raise typer.BadParameter(f"{str(target)!r} is a folder; give a file", param_hint=option)
    if output is not None and output == rejects:
        raise typer.BadParameter("claims and rejects cannot go to one file", param_hint="--rejects")
    form = form or _default_format(output)
    if form is Format.PARQUET and output is None:
        raise typer.BadParameter("parquet is not written to standard output; give -o FILE", param_hint="--format")
    if evidence and form is not Format.TABLE:
        raise typer.BadParameter(f"belongs to the table; {form.value} always carries its evidence", param_hint="--evidence")
    return form


def _same(given: str, target: Path) -> bool:
    return os.path.exists(given) and target.exists() and os.path.samefile(given, target)


def _default_format(output: Path | None) -> Format:
    if output is not None:
        endings = {".csv": Format.CSV, ".parquet": Format.PARQUET, ".txt": Format.TABLE}
        ending = output.suffix.lower()
        if ending in _ELSEWHERE:  # a spreadsheet or map would not open JSON Lines under that name
            told = f"{str(output)!r}: claims are not written as {ending}; give a file that ends in .jsonl, .csv or .parquet, or --format;"
            raise typer.BadParameter(f"{told} dateline add and dateline export write {ending} of a ledger's events", param_hint="--output")
        if ending in _PAPERS:
            told = f"{str(output)!r}: claims are not written as {ending}"
            raise typer.BadParameter(f"{told}; give a file that ends in .jsonl, .csv, .parquet or .txt, or --format", param_hint="--output")
        return endings.get(ending, Format.JSONL)
    return Format.TABLE if sys.stdout.isatty() else Format.JSONL


def _run(job: _Job) -> Summary:
    from dateline.run import Summary

    summary = Summary()
    begin = time.perf_counter()
    try:
        _write_all(job, summary)
    except KeyboardInterrupt:
        summary.seconds = time.perf_counter() - begin
        _interrupted(job, summary)
    except BrokenPipeError:
        # Who read the output has read enough ("dateline code ... | head"): that is no failure.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    summary.seconds = time.perf_counter() - begin
    _report(job, summary)
    return summary


def _write_all(job: _Job, summary: Summary) -> None:
    from dateline.cli.progress import progress
    from dateline.read import Reject, read
    from dateline.run import code_all, open_writer, rejects_file
    from dateline.run.write import whole_file

    with ExitStack() as stack:
        stream = stack.enter_context(whole_file(job.out)) if job.out else _stdout()
        aside = rejects_file(stack.enter_context(whole_file(job.rejects))) if job.rejects else None
        writer = stack.enter_context(open_writer(_maker(job), stream))
        tick = stack.enter_context(progress(quiet=job.form is Format.TABLE and job.out is None))
        for item in code_all(read(job.inputs, job.reading), workers=job.workers, using=job.settings):
            summary.add(item)
            if not isinstance(item, Reject):
                writer.write(item)
            elif aside:
                aside(item.to_json())
            tick(summary)


def _maker(job: _Job) -> Callable[[BinaryIO], Writer]:
    from dateline.cli.table import ClaimTable
    from dateline.run import FORMATS

    if job.form is not Format.TABLE:
        return FORMATS[job.form.value]
    return lambda stream: ClaimTable(stream, evidence=job.evidence, terminal=job.out is None)


def _stdout() -> BinaryIO:
    return sys.stdout.buffer


def _interrupted(job: _Job, summary: Summary) -> NoReturn:
    from dateline.run.write import partial

    for line in summary.lines():
        typer.echo(line, err=True)
    kept = [str(partial(target)) for target in (job.out, job.rejects) if target is not None]
    where = f"; what was done is in {' and '.join(kept)}" if kept else ""
    typer.echo(f"Interrupted{where}.", err=True)
    raise typer.Exit(130)


def _report(job: _Job, summary: Summary) -> None:
    for reject in summary.shown:
        typer.echo(f"set aside: {reject.error()}", err=True)
    if summary.aside > len(summary.shown):
        typer.echo(f"set aside: {summary.aside - len(summary.shown):,} more", err=True)
    for line in summary.lines():
        typer.echo(line, err=True)
    for line in _next(job, summary):
        typer.echo(line, err=True)


def _next(job: _Job, summary: Summary) -> Iterator[str]:
    """Yield what to do next."""
    again = "INPUT" if "-" in job.inputs else " ".join(_quoted(given) for given in job.inputs[:3]) + (" ..." if len(job.inputs) > 3 else "")
    if summary.aside and job.rejects:
        yield f"Next: see {job.rejects} for what was set aside and why."
    elif summary.aside:
        yield "Next: give --rejects FILE to keep what was set aside, with the reason for each."
    elif job.out:
        yield f"Written to {job.out}."
    elif summary.coded and not summary.claims:
        yield "Next: no claim was found; dateline explain shows how a text was read."
    elif job.form is Format.TABLE and not job.evidence:
        yield f"Next: dateline code {again} --evidence shows the words behind each row; -o claims.jsonl writes the claims to a file."
    elif job.form is Format.TABLE:
        yield f"Next: dateline code {again} -o claims.jsonl writes the claims to a file; dateline explain shows how one text was read."


def _quoted(given: str) -> str:
    import shlex

    return shlex.quote(given)
