"""``dateline events``, ``dateline event``, ``dateline sources``: what all claims together say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli.listing import AsForm, Db, Form, opened, say_frozen, show

if TYPE_CHECKING:
    from dateline.ledger.event_look import Looker
    from dateline.ledger.events import Event
    from dateline.ledger.store import Ledger

_COLUMNS = ("first_day", "place", "kind", "actor", "status", "killed", "origins", "claims")
_SOURCE_COLUMNS = ("origin", "claims", "reports", "outlets", "events", "corroborated", "sides")


def events(
    place: Annotated[str | None, typer.Option(help="Events at a place: its id, or its name as reports give it.", metavar="PLACE")] = None,
    since: Annotated[str | None, typer.Option(help="Events from this day on.", metavar="DATE")] = None,
    until: Annotated[str | None, typer.Option(help="Events up to this day.", metavar="DATE")] = None,
    kind: Annotated[str | None, typer.Option(help="Events of this kind (dateline kinds lists them).", metavar="KIND")] = None,
    actor: Annotated[
        str | None, typer.Option(help="Events that an actor did or suffered: its name, or an id of the roster.", metavar="NAME")
    ] = None,
    status: Annotated[
        str | None,
        typer.Option(help="happened, ongoing, claimed, disputed, denied, planned, possible or past.", metavar="STATUS"),
    ] = None,
    origins: Annotated[int, typer.Option(help="Events that at least so many independent origins tell.", min=1, metavar="N")] = 1,
    contradicted: Annotated[bool, typer.Option("--contradicted", help="Only events whose claims contradict each other.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", help="At most so many, the latest first; 0: all.", min=0, metavar="N")] = 50,
    db: Db = None,
    form: AsForm = None,
) -> None:
    """List events: claims of one occurrence, joined across reports, the latest first."""
    from functools import partial

    from dateline.cli.control import _parsed
    from dateline.errors import SettingError
    from dateline.ledger.event_tables import events as table
    from dateline.ledger.events import STATUSES

    kind = known_kind(kind)
    if status is not None and status not in STATUSES:
        raise SettingError(f"--status: found {status!r}; allowed: {', '.join(STATUSES)}")
    days = {name: _parsed(value, f"--{name}") for name, value in (("since", since), ("until", until))}
    with opened(db) as ledger:
        look = up_to_date(ledger)
        at = partial(
            look.events, since=days["since"], until=days["until"], kind=kind, actor=_actor(look, actor), status=status,
            contradicted=contradicted, least_origins=origins, limit=limit or None,
        )  # fmt: skip
        found = at_place(at, place, limit or None)
        if not found:
            asked = any((place, since, until, kind, actor, status, contradicted, origins > 1))
            why = "fits; take a filter away, or see all with: dateline events" if asked else "is there; add articles with: dateline add"
            typer.echo(f"no event of {ledger.name} {why}", err=True)
    show(found, form, _COLUMNS, [column.name for column in table.c if column.name != "facets"], _in_words, ("origins", "claims"))


def event(
    id: Annotated[str, typer.Argument(help="The id of an event (also one it had before), or of a claim in it.", metavar="ID")],
    db: Db = None,
    form: AsForm = None,
) -> None:
    """Show one event: best values and their ranges, every claim under its origin, contradictions, parts and plans."""
    import json
    import sys

    from dateline.ledger.events import to_json

    with opened(db) as ledger:
        found = up_to_date(ledger).event(id)
    form = form or (Form.TABLE if sys.stdout.isatty() else Form.JSON)
    if form is Form.JSON:
        typer.echo(json.dumps(to_json(found), ensure_ascii=False, indent=2))
    elif form is Form.CSV:
        show(claim_rows(found), form)
    else:
        typer.echo("\n".join(lines(found)))


def sources(
    limit: Annotated[
        int, typer.Option("--limit", "-n", help="At most so many, those with most claims first; 0: all.", min=0, metavar="N")
    ] = 50,
    db: Db = None,
    form: AsForm = None,
) -> None:
    """List who the claims come from: origins, not outlets, with what others tell of the same events."""
    with opened(db) as ledger:
        found = up_to_date(ledger).sources(limit or None)
    show(found, form, _SOURCE_COLUMNS, ("origin", "key", *_SOURCE_COLUMNS[1:]))


def _in_words(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row as its table shows it: the id under the day, the range of the dead as one cell, what is contradicted under the status."""
    from dateline.numbers import number_words

    killed = None if row["killed_low"] is None else number_words(row["killed_low"], row["killed_high"])
    status = row["status"] + ("\ncontradicted" if row["contradicted"] else "")
    return {**row, "first_day": f"{row['first_day'] or '–'}\n{row['id']}", "killed": killed, "status": status}


def up_to_date(ledger: Ledger) -> Looker:
    """Join what is new in a ledger, and return what looks events up in it; one that cannot be written is shown as it was joined last."""
    import sys

    from dateline.ledger.event_look import Looker
    from dateline.ledger.families import load_families
    from dateline.ledger.joining import Joiner
    from dateline.ledger.sides import load_sides
    from dateline.roster import load_roster
    from dateline.settings import settings

    using = settings()
    roster = load_roster(using)
    if ledger.place.frozen:
        say_frozen("joined", Joiner(ledger, roster).waiting())
        return Looker(ledger, load_families(), load_sides(roster))

    def progress(done: int, due: int) -> None:
        if due > 200 and sys.stderr.isatty():
            typer.echo(f"\rjoining {done:,} of {due:,} articles", err=True, nl=done == due)

    joiner = Joiner(ledger, roster, using.join_above)
    joiner.refresh(progress)
    return joiner.regrouper.look


def _together(lists: Sequence[Sequence[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """Several lists of events as one, each event once, in the order of each."""
    found = {row["id"]: row for rows in lists for row in rows}
    return sorted(found.values(), key=lambda row: (-row["first_day"].toordinal() if row["first_day"] else 0, row["id"]))


def known_kind(kind: str | None) -> str | None:
    """Return a kind of event that was asked for; raises :class:`~dateline.errors.SettingError` when there is none of that name."""
    import difflib

    from dateline.errors import SettingError
    from dateline.ontology import load_ontology

    known = sorted(load_ontology().kinds)
    if kind is not None and kind not in known:
        near = difflib.get_close_matches(kind, known, n=3)
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        raise SettingError(f"--kind: found {kind!r}; allowed: those that dateline kinds lists. {meant}".rstrip())
    return kind


def at_place(ask: Callable[..., list[Mapping[str, Any]]], place: str | None, limit: int | None) -> list[Mapping[str, Any]]:
    """Return the events that ``ask`` gives for a place by the name or id that was given, and for all places that may be called so."""
    found = ask(place=place)
    return found if place is None else _together([found, *(ask(place=id) for id in _ids(place))])[:limit]


def _ids(place: str) -> list[str]:
    """The ids of the places that may be called so, the likeliest first: reports may give the place another name."""
    from dateline.gazetteer import load_gazetteer
    from dateline.gazetteer.resolve import Resolver
    from dateline.settings import settings

    return [option.place.id for option in Resolver(load_gazetteer(settings())).rank(place)]


def _actor(look: Looker, name: str | None) -> str | None:
    if name is None:
        return None
    from dateline.roster import resolve

    roster = look.sides.roster
    return name if roster.find(name) else resolve(roster, name).id or name


def claim_rows(found: Event) -> list[dict[str, Any]]:
    """Return one row a claim of an event, with its origin."""
    return [
        {
            "event": found.id, "origin": part.origin.name, "sides": list(voice.sides), "claim": part.sketch.id,
            "article": part.stored.report.id, "outlet": part.stored.report.outlet, "published": part.stored.report.published,
            "kind": part.sketch.kind, "status": part.sketch.status, "evidence": part.evidence,
        }
        for voice in found.voices for part in voice.claims
    ]  # fmt: skip


def lines(found: Event) -> list[str]:
    """Return an event as lines for reading."""
    from dateline.cli.table import harmless
    from dateline.ledger.contradictions import amount

    days = " to ".join(dict.fromkeys(day.isoformat() for day in (found.first, found.last) if day)) or "no day"
    if found.first is None and found.last is not None:
        days = f"by {days}"  # no claim gives a day: it was not after the first report
    where = harmless(found.place.name or found.place.text) if found.place else "no place"
    out = [f"{found.id}  {found.kind}  {where}  {days}  {found.status}"]
    for role, names in (("by", found.actors), ("to", found.targets)):
        if names:
            out.append(f"  {role}: " + "; ".join(f"{harmless(name)} ({number})" for name, number in names))
    out += [f"  {toll.what}: {toll.best:g} (range {amount(toll.low, toll.high)})" for toll in found.tolls]
    sides = f", speaking for {', '.join(found.sides)}" if found.sides else ""
    out.append(f"  origins: {len(found.voices)}, in reports: {found.articles}{sides}")
    for voice in found.voices:
        spoken = f" [{', '.join(voice.sides)}]" if voice.sides else ""
        out.append(f"  {harmless(voice.name)}{spoken}")
        for part in voice.claims:
            report = part.stored.report
            out.append(f"    {report.published or 'no date'} {harmless(report.outlet or '')} {part.sketch.kind}, {part.sketch.status}: "
                       f"{harmless(part.evidence)}")  # fmt: skip
    out += [f"  contradiction in {c.field}: {harmless(c.one)} ({len(c.one_claims)}) against {harmless(c.other)} ({len(c.other_claims)})"
            for c in found.contradictions]  # fmt: skip
    out += [f"  {relation} {other}: {why}" for other, relation, why in found.related]
    return out
