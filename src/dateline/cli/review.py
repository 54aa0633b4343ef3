"""The commands of ``dateline review``: what is worth a look, and decisions on it."""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.listing import AsForm, Db, opened, show

if TYPE_CHECKING:
    from dateline.ledger.judgements import Judgement
    from dateline.ledger.review import Item
    from dateline.ledger.store import Ledger

app = typer.Typer(help="See what is worth a look, and decide on it.", no_args_is_help=True, rich_markup_mode=None)

_ITEM = ("id", "sort", "weight", "question", "why", "subjects", "claims")
_DECISION = ("id", "at", "who", "kind", "verdict", "subjects", "value", "why")
Who = Annotated[str | None, typer.Option("--who", help="Who decides (default: DATELINE_REVIEWER, or the login name).", metavar="NAME")]
Why = Annotated[str | None, typer.Option("--why", help="The reason, for those who read the decision later.", metavar="WORDS")]
ClaimId = Annotated[str, typer.Argument(help="The id of a claim.", metavar="CLAIM")]
Ids = Annotated[list[str], typer.Argument(help="Ids of claims or events, two or more.", metavar="ID")]
Sorts = Annotated[
    list[str] | None,
    typer.Option("--sort", help="Only: contradiction, dispute, merge, claim, place, actor (may be repeated).", metavar="SORT"),
]


def reviewer(given: str | None) -> str:
    """Return the name under which decisions are recorded: that which is given, of the settings, or of the login."""
    from dateline.settings import settings

    if given is not None or settings().reviewer:
        return settings().reviewer if given is None else given
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""  # no login name is known: the decision is refused with a message that says what to give


def _told(made: Judgement) -> None:
    """Say what was recorded: the id on standard output, so that a script can undo it."""
    typer.echo(made.id)
    typer.echo(f"recorded: {made.kind} {made.verdict} by {made.judge}; take it back with: dateline review undo {made.id}", err=True)


@app.command("next")
def next_(
    id: Annotated[
        str | None, typer.Argument(help="The id of a thing that review list shows (default: the weightiest).", metavar="ID")
    ] = None,
    sort: Sorts = None,
    db: Db = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show the one thing whose judgement would change most, or the one named, with its evidence and what can be done."""
    from dateline.errors import LedgerError

    with opened(db) as ledger:
        items = _queue(ledger, sort)
        if id is not None:
            items = [*(item for item in items if item.id == id), *(item for item in items if item.id != id)]
            if not items or items[0].id != id:
                raise LedgerError(f"nothing to review in {ledger.name} has the id {id!r}; dateline review list shows what has")
        if not items:
            typer.echo("nothing is left to review", err=True)
            if as_json:
                typer.echo("null")
            return
        item = items[0]
        evidence = ledger.evidence(item.claims)
        if as_json:
            typer.echo(json.dumps({**item.to_json(), "evidence": evidence}, ensure_ascii=False, indent=2))
            return
        typer.echo("\n".join(_card(ledger, item, evidence)))
        typer.echo(f"{len(items) - 1:,} more", err=True)


def _queue(ledger: Ledger, sort: list[str] | None) -> list[Item]:
    from dateline.cli import control, events
    from dateline.ledger.review.gather import queue
    from dateline.ledger.review.queue import SORTS
    from dateline.settings import settings

    if wrong := [word for word in sort or () if word not in SORTS]:
        raise typer.BadParameter(f"found {wrong[0]!r}; allowed: {', '.join(SORTS)}", param_hint="--sort")
    control.up_to_date(ledger)
    return queue(ledger, events.up_to_date(ledger).sides, sort or (), settings().join_above)


def _card(ledger: Ledger, item: Item, evidence: dict[str, str]) -> list[str]:
    from dateline.cli.table import harmless

    asked = item.subjects[0] if item.sort == "claim" else None
    lines = [harmless(item.question), f"  {harmless(item.why)}; weight {item.weight:.1f}", ""]
    for number, claim in enumerate(sorted(item.claims, key=lambda claim: claim != asked)):
        if number == 1 and asked:
            lines += ["", "It is told of the same event as:"]
        stored = ledger.claim(claim)
        kind = stored.claim.kind.replace("-", " ")
        head = f"{stored.report.published or 'no date'}, {stored.report.outlet or 'no outlet'}: {kind}, {stored.claim.status}"
        lines += [f"{claim}  {harmless(head)}", f"    {harmless(evidence.get(claim, ''))}"]
    return [*lines, "", "Decide with:", *_ways(item, asked or "CLAIM")]


def _ways(item: Item, claim: str) -> list[str]:
    """The commands that decide on an item."""
    if item.sort in ("place", "actor"):
        name = item.subjects[0].partition(":")[2]
        lines = [f'  dateline review resolve {item.sort} "{name}" --as NAME-OR-ID    (or --unknowable)']
        if item.sort == "place":
            lines.append("    with --in ID where the name means this place only in reports that name a region (its id)")
        return lines
    if item.sort == "merge":
        return [f"  dateline review {word} {' '.join(item.subjects)}" for word in ("merge", "split")]
    return [
        f"  dateline review accept {claim}",
        f"  dateline review reject {claim} --why WORDS",
        f"  dateline review correct {claim} FIELD VALUE --why WORDS",
    ]


@app.command("list")
def list_(
    sort: Sorts = None,
    limit: Annotated[int, typer.Option("--limit", help="At most so many.", min=1)] = 20,
    done: Annotated[bool, typer.Option("--done", help="List the decisions that are in force instead, the latest first.")] = False,
    db: Db = None,
    form: AsForm = None,
) -> None:
    """List what is worth a look, the weightiest first, or what was decided."""
    with opened(db) as ledger:
        if done:
            show([_decision(made) for made in _done(ledger)[:limit]], form, every=_DECISION, in_words=_decision_in_words)
            return
        rows = [item.to_json() for item in _queue(ledger, sort)[:limit]]
    show(rows, form, ["id", "sort", "weight", "question", "why"], _ITEM)


def _done(ledger: Ledger) -> list[Judgement]:
    from dateline.ledger.review.gather import done

    return done(ledger)[::-1]


def _decision(made: Judgement) -> dict[str, Any]:
    value = json.dumps(made.value, ensure_ascii=False) if made.value is not None else None
    return {"id": made.id, "at": made.at, "who": made.judge, "kind": made.kind, "verdict": made.verdict, "subjects": list(made.subjects),
            "value": value, "why": made.why}  # fmt: skip


def _decision_in_words(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A decision as the table shows it: when to the minute, and of a value that has a name its name."""
    value = json.loads(row["value"]) if row["value"] is not None else None
    named = value["name"] if isinstance(value, dict) and value.get("name") else row["value"]
    return {**row, "at": row["at"][:16].replace("T", "\n") + " UTC", "value": named}


@app.command()
def accept(claim: ClaimId, why: Why = None, who: Who = None, db: Db = None) -> None:
    """Record that a claim is right as it stands."""
    from dateline.ledger import review

    with opened(db) as ledger:
        _told(review.accept(ledger, claim, reviewer(who), why))


@app.command()
def reject(claim: ClaimId, why: Why = None, who: Who = None, db: Db = None) -> None:
    """Record that a claim is none: nothing counts it any more, and it stays on record."""
    from dateline.ledger import review

    with opened(db) as ledger:
        _told(review.reject(ledger, claim, reviewer(who), why))


@app.command()
def correct(
    claim: ClaimId,
    field: Annotated[str, typer.Argument(help="kind, status, actor, target, places, when, counts, sources or loaded.", metavar="FIELD")],
    value: Annotated[str, typer.Argument(help="A name or id, a day or two divided by /, none, or the field's JSON.", metavar="VALUE")],
    why: Annotated[str, typer.Option("--why", help="The reason.", metavar="WORDS")],
    who: Who = None,
    db: Db = None,
) -> None:
    """Record what one field of a claim should be. Views show it so; the claim stays as it was read."""
    from dateline.gazetteer import load_gazetteer
    from dateline.ledger import review
    from dateline.ledger.review.values import value_of
    from dateline.roster import load_roster
    from dateline.settings import settings

    given = settings()
    with opened(db) as ledger:
        stored = ledger.claim(ledger.heir(claim))
        text = ledger.article(stored.report.id, stored.report.version).text
        meant = value_of(field, value, stored.claim, text, load_roster(given), load_gazetteer(given))
        _told(review.correct(ledger, claim, field, meant, reviewer(who), why))


@app.command()
def merge(ids: Ids, why: Why = None, who: Who = None, db: Db = None) -> None:
    """Record that claims are of one event with the last of those given. An event's id stands for all its claims."""
    from dateline.ledger import review

    with opened(db) as ledger:
        _told(review.merge(ledger, *_sides(ids), reviewer(who), why))


@app.command()
def split(
    ids: Ids,
    loose: Annotated[bool, typer.Option("--loose", help="Leave open whether the claims that go are of one event with each other.")] = False,
    why: Why = None,
    who: Who = None,
    db: Db = None,
) -> None:
    """Record that claims are not of one event with the last of those given: a claim, or the event that they are to leave.

    An event's id stands for its claims; as the last one, for those that stay in it. Claims that leave an event stay together.
    """
    from dateline.ledger import review

    with opened(db) as ledger:
        _told(review.split(ledger, *_sides(ids), reviewer(who), why, together=not loose))


def _sides(ids: list[str]) -> tuple[list[str], list[str]]:
    if len(ids) < 2:
        raise typer.BadParameter(f"found one id, {ids[0]}; give two or more: the last is what the others are held against")
    return ids[:-1], ids[-1:]


@app.command()
def resolve(
    sort: Annotated[str, typer.Argument(help="place or actor.", metavar="SORT")],
    name: Annotated[str, typer.Argument(help="The name as reports write it.", metavar="NAME")],
    stands_for: Annotated[
        str | None, typer.Option("--as", help="A name or id that is known; for a place also NAME@LATITUDE,LONGITUDE.", metavar="WHAT")
    ] = None,
    region: Annotated[str | None, typer.Option("--in", help="Only in reports that name this region (its id).", metavar="ID")] = None,
    unknowable: Annotated[bool, typer.Option("--unknowable", help="Nothing that can be known: do not ask again.")] = False,
    why: Why = None,
    who: Who = None,
    db: Db = None,
) -> None:
    """Record what a name stands for, wherever the coder does not know it: in claims that are there, and in those to come."""
    from dateline.ledger import review

    if sort not in ("place", "actor"):
        raise typer.BadParameter(f"found {sort!r}; allowed: place, actor", param_hint="SORT")
    if (stands_for is None) != unknowable:
        raise typer.BadParameter("give either --as or --unknowable", param_hint="--as")
    value = None if stands_for is None else _meant(sort, stands_for)
    if value is not None and region:
        value["in"] = region
    with opened(db) as ledger:
        _told(review.resolve(ledger, sort, name, value, reviewer(who), why))


def _meant(sort: str, words: str) -> dict[str, Any]:
    from dateline.errors import InputError
    from dateline.gazetteer import load_gazetteer
    from dateline.ledger.review.values import actor_value, place_value
    from dateline.roster import load_roster
    from dateline.settings import settings

    if sort == "place":
        return place_value(words, load_gazetteer(settings()))
    value = actor_value(words, load_roster(settings()))
    if value["id"] is None:
        raise InputError(f"{words!r} stands for no known actor; add a file that has it with: dateline actors add FILE")
    return value


@app.command()
def undo(judgement: Annotated[str, typer.Argument(help="The id of a decision (j_12).", metavar="DECISION")],
         why: Why = None, who: Who = None, db: Db = None) -> None:  # fmt: skip
    """Take a decision back: by another decision, which can be taken back, too."""
    from dateline.ledger import review

    with opened(db) as ledger:
        _told(review.undo(ledger, judgement, reviewer(who), why))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A folder for the files; it is made if it is not there.", metavar="FOLDER")],
    whole: Annotated[bool, typer.Option("--whole", help="Write the full texts of articles, too, not judged sentences alone.")] = False,
    db: Db = None,
) -> None:
    """Write accepted, corrected and rejected claims as training data: review.docs.jsonl, review.claims.jsonl, review.rejected.jsonl."""
    from dateline.errors import RunError
    from dateline.ledger.review.export import FILES, write_lessons
    from dateline.run.write import whole_file

    with opened(db) as ledger:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"cannot make the folder {folder}: {error.strerror or error}; give another") from None
        with ExitStack() as stack:
            # Each is put in its place when all of them are written.
            streams = [stack.enter_context(whole_file(folder / name)) for name in FILES]
            docs, right, wrong = write_lessons(ledger, streams, whole=whole)
    typer.echo(
        f"{docs:,} {'document' if docs == 1 else 'documents'}, {right:,} claims that are right, {wrong:,} that are none, in {folder}",
        err=True,
    )
