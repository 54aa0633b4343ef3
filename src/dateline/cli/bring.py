"""``dateline import`` and ``dateline compare``: other event data as claims of that source, and two sets of events side by side."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.listing import AsForm, Db, Form, opened, show

if TYPE_CHECKING:
    from dateline.export.brought import Bringer
    from dateline.export.coded import Aside
    from dateline.export.compare import Case, Comparison
    from dateline.ledger.families import Families
    from dateline.model import Article, Claim
    from dateline.roster import Roster

_AT_ONCE = 300
_SHOWN = 5


class Scheme(StrEnum):
    """The layouts that can be read."""

    ACLED = "acled"
    UCDP = "ucdp"
    POLECAT = "polecat"
    GDELT = "gdelt"


def import_(
    file: Annotated[Path, typer.Argument(help="A file of coded events, as their publisher gives it out.", metavar="FILE")],
    scheme: Annotated[Scheme, typer.Option("--format", "-f", help="Whose layout it has.")],
    db: Db = None,
) -> None:
    """Take rows of other event data into the ledger, each as a claim of that source.

    A row that is there already is passed over, one that changed becomes a new version. Rows whose kind of event is unknown here are set
    aside with their line. Their publishers' terms hold for them in the ledger, too.
    """
    from dateline.errors import InputError
    from dateline.export.brought import CODER

    bringer, _, _ = _knowledge()
    aside: list[Aside] = []
    refused: list[InputError] = []
    new = same = 0
    with opened(db) as ledger:
        waiting: list[tuple[Article, Claim]] = []

        def store() -> None:
            nonlocal new, same
            items = []
            for article, claim in waiting:
                try:
                    if ledger.has(article):
                        same += 1
                    else:
                        items.append((article, [claim], None))
                except InputError as error:  # it was taken out for safety
                    refused.append(error)
            for one in ledger.add_many(items, coder=f"{CODER} {scheme}"):
                if isinstance(one, InputError):
                    refused.append(one)
                else:
                    new += 1
            waiting.clear()

        for pair in _brought(bringer, scheme, file, aside):
            waiting.append(pair)
            if len(waiting) >= _AT_ONCE:
                store()
        store()
    typer.echo(f"{new} rows taken in, {same} there already, {len(aside) + len(refused)} set aside", err=True)
    _tell([*_told(aside, file), *map(str, refused)])
    if aside or refused:
        raise typer.Exit(3)


def _knowledge() -> tuple[Bringer, Roster, Families]:
    from dateline.export.brought import Bringer
    from dateline.gazetteer import load_gazetteer
    from dateline.ledger.families import load_families
    from dateline.ontology import load_ontology
    from dateline.roster import load_roster
    from dateline.settings import settings

    roster = load_roster(settings())
    return Bringer(roster, load_gazetteer(), dict(load_ontology().kinds)), roster, load_families()


def _brought(bringer: Bringer, scheme: str, file: Path, aside: list[Aside]) -> Iterator[tuple[Article, Claim]]:
    from pydantic import ValidationError

    from dateline.export.coded import Aside, read_coded

    lines: dict[str, int] = {}  # of each id
    for row in read_coded(str(scheme), file):
        if isinstance(row, Aside):
            aside.append(row)
            continue
        if (line := lines.setdefault(row.id, row.line)) != row.line:
            aside.append(Aside(row.line, f"its id {row.id!r} is that of line {line}"))
            continue
        try:
            yield bringer.bring(row)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            aside.append(Aside(row.line, f"{'.'.join(map(str, first['loc']))}: {first['msg']}; found {str(first['input'])[:60]!r}"))
        except ValueError as error:
            aside.append(Aside(row.line, str(error).splitlines()[0]))


def _told(aside: list[Aside], file: Path) -> list[str]:
    return [f"{file}:{row.line}: {row.reason}" for row in aside]


def _tell(aside: list[str]) -> None:
    for line in aside[:_SHOWN]:
        typer.echo(line, err=True)
    if len(aside) > _SHOWN:
        typer.echo(f"... and {len(aside) - _SHOWN} more", err=True)


_SIDE = (
    "A ledger (its events, without what was imported), LEDGER#OUTLET (claims of one outlet in it), a file of dateline export "
    "--format jsonl, or acled:FILE, ucdp:FILE, polecat:FILE, gdelt:FILE."
)


def compare(
    a: Annotated[str, typer.Argument(help=_SIDE, metavar="A")],
    b: Annotated[str, typer.Argument(help="The same.", metavar="B")],
    days: Annotated[int, typer.Option(help="Events may be told so many days apart.", min=0, max=31, metavar="N")] = 1,
    km: Annotated[float, typer.Option(help="And so many kilometres.", min=0, max=1000, metavar="KM")] = 25.0,
    form: AsForm = None,
) -> None:
    """Compare two sets of events: matches, events that only one has, and where matched ones disagree, by field."""
    from dateline.export.compare import compare as matched

    bringer, _, families = _knowledge()
    aside: list[str] = []
    found = matched(_cases(a, bringer, aside), _cases(b, bringer, aside), families, days=days, km=km)
    form = form or (Form.TABLE if sys.stdout.isatty() else Form.JSON)
    if form is Form.TABLE:
        _summary(found)
    elif form is Form.CSV:
        show(list(found.rows()), form)
    else:
        _as_json(found)
    if aside:
        _tell(aside)
        raise typer.Exit(3)


def _cases(side: str, bringer: Bringer, aside: list[str]) -> list[Case]:
    """Return the events of a side; what cannot be read is told in ``aside``."""
    from dateline.export.coded import NAMES
    from dateline.export.compare import of_claims

    name, divided, file = side.partition(":")
    if divided and name in NAMES:
        rows: list[Aside] = []
        cases = of_claims([claim for _, claim in _brought(bringer, name, Path(file), rows)])
        aside += _told(rows, Path(file))
        return cases
    return _of_file(side, aside) if side.endswith(".jsonl") else _of_ledger(side)


def _of_file(side: str, aside: list[str]) -> list[Case]:
    from dateline.errors import InputError
    from dateline.export.compare import of_event
    from dateline.export.lines import jsonl_events

    try:
        found = list(jsonl_events(Path(side).read_bytes(), side))
    except OSError as error:
        raise InputError(str(error.strerror), path=side) from None
    wrong = [one for one in found if isinstance(one, InputError)]
    if wrong and len(wrong) == len(found):
        raise wrong[0]
    aside += map(str, wrong)
    return [of_event(one) for one in found if not isinstance(one, InputError)]


def _of_ledger(side: str) -> list[Case]:
    from dateline.cli.events import up_to_date
    from dateline.errors import LedgerError
    from dateline.export.atlas import Atlas
    from dateline.export.brought import CODER
    from dateline.export.compare import of_claims, of_event
    from dateline.export.gather import Chosen, Gatherer
    from dateline.ledger.store import Wanted

    where, _, outlet = side.partition("#")
    with opened(where) as ledger:
        if outlet:
            if not (cases := of_claims([stored.claim for stored in ledger.claims(Wanted(outlet=outlet))])):
                raise LedgerError(f"{where} holds no claim of the outlet {outlet!r}; dateline sources lists the outlets")
            return cases
        events = list(Gatherer(up_to_date(ledger), Atlas()).events(Chosen()))
    return [of_event(event) for event in events if not all(claim.coder.startswith(f"{CODER} ") for claim in event.claims)]


def _summary(found: Comparison) -> None:
    typer.echo(f"{len(found.matches)} matches, {len(found.only_one)} only in A, {len(found.only_other)} only in B", err=True)
    show([{"field": name, **counts} for name, counts in found.counts().items()], Form.TABLE)


def _as_json(found: Comparison) -> None:
    import datetime as dt
    import json

    def plain(row: dict[str, Any]) -> dict[str, Any]:
        return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}

    whole = {
        "matches": len(found.matches), "only_a": len(found.only_one), "only_b": len(found.only_other), "fields": found.counts(),
        "rows": [plain(row) for row in found.rows()],
    }  # fmt: skip
    typer.echo(json.dumps(whole, ensure_ascii=False, indent=1))
