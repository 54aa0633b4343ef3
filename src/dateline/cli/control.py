"""``dateline control``: who has a place, on a day or over time, and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.listing import AsForm, Db, opened, say_frozen, show

if TYPE_CHECKING:
    from dateline.ledger.control import ControlSpan
    from dateline.ledger.store import Ledger

_DAY = "DATE"
_CHANGE = ("day", "place", "name", "from_holder", "from_standing", "to_holder", "to_standing", "cause", "for", "against")
_CHANGE_SHORT = tuple(name for name in _CHANGE if name not in ("place", "cause"))


def control(
    place: Annotated[str | None, typer.Argument(help="A place by its name, or by the id of the gazetteer.", metavar="PLACE")] = None,
    on: Annotated[
        str | None, typer.Option("--on", help="Who had it on this day (default: the day of the latest report).", metavar=_DAY)
    ] = None,
    history: Annotated[bool, typer.Option("--history", help="Show all that is on record, not one day.")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="List changes of holder or standing in all places (or in PLACE).")] = False,
    since: Annotated[str | None, typer.Option("--since", help="Changes from this day on.", metavar=_DAY)] = None,
    until: Annotated[str | None, typer.Option("--until", help="Changes up to this day.", metavar=_DAY)] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Show the sentences for and against, instead of their number.")] = False,
    db: Db = None,
    form: AsForm = None,
) -> None:
    """Show who has a place and its parts, how well that is known, and which claims speak for and against it."""
    if place is None and not changes:
        raise typer.BadParameter("name a place, or ask for --changes", param_hint="PLACE")
    if (since or until) and not changes:
        raise typer.BadParameter("goes with --changes", param_hint="--since" if since else "--until")
    if changes and (on or history or evidence):
        name = "--on" if on else "--history" if history else "--evidence"
        raise typer.BadParameter("does not go with --changes, which takes --since and --until", param_hint=name)
    if on and history:
        raise typer.BadParameter("does not go with --history, which shows all days", param_hint="--on")
    days = {name: _parsed(value, f"--{name}") for name, value in (("on", on), ("since", since), ("until", until))}
    with opened(db) as ledger:
        up_to_date(ledger)
        if changes:
            _changes(ledger, place, days["since"], days["until"], form)
        else:
            assert place is not None
            _place(ledger, place, days["on"], form, history=history, evidence=evidence)


def _parsed(value: str | None, option: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError:
        raise typer.BadParameter(f"found {value!r}; allowed: a day (2016-12-31)", param_hint=option) from None


def up_to_date(ledger: Ledger) -> None:
    """Compute what is new in the ledger; one that cannot be written is shown as it is."""
    from dateline.ledger.kept import refresh, waiting
    from dateline.ledger.sides import load_sides
    from dateline.roster import load_roster
    from dateline.settings import settings

    if ledger.place.frozen:
        say_frozen("computed", waiting(ledger))
        return
    given = settings()
    refresh(ledger, load_sides(load_roster(given)), given, _progress)


def _progress(done: int, due: int) -> None:
    import sys

    if due > 2_000 and sys.stderr.isatty():
        typer.echo(f"\rreading {done:,} of {due:,} articles", err=True, nl=done == due)


def _place(ledger: Ledger, place: str, day: dt.date | None, form: Any, *, history: bool, evidence: bool) -> None:
    from dateline.ledger.control import on_day
    from dateline.ledger.control.look import evidence_of, last_day

    found = _records(ledger, place)
    day = day or last_day(ledger)
    chosen = [span for record in found.values() for span in record if history or day is None or span is on_day(record, day)]
    if not chosen:
        typer.echo(f"nothing is known of {place} on {day}", err=True)
    told = evidence_of(ledger, chosen) if evidence else {}
    several = len({span.place for span in chosen}) > 1
    ringed = any(span.besieged_by for span in chosen)
    columns = [*(["name"] if several else []), "from", "to", "standing", "holder_name", "parties"]
    columns += [*(["besieged_by"] if ringed else []), "for", "against"]
    show(_rows(chosen, told, form), form, columns)


def _records(ledger: Ledger, place: str) -> dict[str, list[ControlSpan]]:
    from dateline.errors import InputError
    from dateline.gazetteer import load_gazetteer
    from dateline.ledger.control.look import records_called
    from dateline.settings import settings

    found = records_called(ledger, place, load_gazetteer(settings()))
    if not found:
        raise InputError(f"no claim in {ledger.name} says who has {place!r}; dateline control --changes lists the places that are known of")
    return found


def _rows(spans: Sequence[ControlSpan], told: dict[str, str], form: Any) -> list[dict[str, Any]]:
    rows = []
    for span in spans:
        row = span.to_json()
        if told:
            row["for"], row["against"] = ([told.get(claim, claim) for claim in row[side]] for side in ("for", "against"))
        elif _is_table(form):
            row["for"], row["against"] = len(row["for"]), len(row["against"])
        rows.append(row)
    return rows


def _is_table(form: Any) -> bool:
    import sys

    return form == "table" or (form is None and sys.stdout.isatty())


def _changes(ledger: Ledger, place: str | None, since: dt.date | None, until: dt.date | None, form: Any) -> None:
    from dateline.ledger.control import changes
    from dateline.ledger.control.look import changed

    found = changed(ledger, since, until) if place is None else changes(_records(ledger, place), since, until)
    rows = [change.to_json() for change in found]
    if _is_table(form):
        for row in rows:
            row["for"], row["against"] = len(row["for"]), len(row["against"])
    show(rows, form, _CHANGE_SHORT, _CHANGE)
