"""What is computed from claims and kept in tables: bearings, control spans and the names that nobody knows yet; brought up to date.

Only articles that were added, coded anew or judged since are read again, and only the towns that they speak of are built again; the
result is the same as that of computing everything. Every transaction leaves word of what is still due, so that a program that is
killed in between costs nothing but the time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from dateline.gazetteer import load_gazetteer
from dateline.ledger.control.bearings import bearings, load_readings
from dateline.ledger.control.build import build, clocks_of, family_of
from dateline.ledger.control.rules import load_rules
from dateline.ledger.control.tables import (
    bearing_body,
    bearing_of,
    control_bearings,
    control_due,
    control_spans,
    kept_codings,
    kept_state,
    open_names,
    span_rows,
)  # fmt: skip
from dateline.ledger.decisions import KINDS, Decisions, decisions_of, name_key
from dateline.ledger.judgements import Judgement
from dateline.ledger.records import StoredClaim
from dateline.ledger.rows import insert_rows
from dateline.ledger.schema import articles, claims, codings
from dateline.ledger.sides import Sides
from dateline.ledger.store import Ledger, Wanted
from dateline.model import Claim, Outcome
from dateline.roster import Roster, resolve
from dateline.settings import Settings

_FORM = 5
"""Raised when what is kept must be computed again by a newer program."""
_AT_ONCE = 400
_MANY = frozenset({"generic", "loaded", "civil"})
_LONGEST = 200
"""Words that are longer, in characters, are no name that somebody will resolve."""


def refresh(ledger: Ledger, sides: Sides, settings: Settings, progress: Callable[[int, int], None] | None = None) -> int:
    """Bring what is kept up to date, and return how many articles were read; ``progress`` gets articles done and due.

    Raises :class:`~dateline.errors.LedgerError` when the ledger cannot be written.
    """
    _begin_anew_if_rules_changed(ledger, settings, sides)
    decisions = decisions_of(ledger)
    _open_judged(ledger, decisions)
    due = _due(ledger)
    for at in range(0, len(due), _AT_ONCE):
        _read(ledger, due[at : at + _AT_ONCE], decisions, sides, settings)
        if progress is not None:
            progress(min(at + _AT_ONCE, len(due)), len(due))
    while _build(ledger, settings):
        pass
    return len(due)


def waiting(ledger: Ledger) -> int:
    """Return how many articles :func:`refresh` would read now, as far as that can be told without writing."""
    return len(_due(ledger))


def stored(ledger: Ledger, wanted: Wanted, decisions: Decisions | None = None) -> list[StoredClaim]:
    """Return the wanted claims as they count after all judgements: corrected, and without those that were rejected."""
    decisions = decisions_of(ledger) if decisions is None else decisions
    found = []
    for one in ledger.claims(wanted):
        now = decisions.effective(one.claim)
        if not now.rejected:
            found.append(StoredClaim(now.claim, one.report, one.coder))
    return found


# -- what is due ---------------------------------------------------------------------------------------------------------------


def _state(connection: Connection, name: str) -> str | None:
    value = connection.execute(select(kept_state.c.value).where(kept_state.c.name == name)).scalar()
    return None if value is None else str(value)


def _set_state(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(kept_state).where(kept_state.c.name == name))
    connection.execute(insert(kept_state).values(name=name, value=value))


def _begin_anew_if_rules_changed(ledger: Ledger, settings: Settings, sides: Sides) -> None:
    rules = [repr(load_rules()), repr(sorted(load_readings().items()))]
    form = json.dumps([_FORM, settings.uncontested_days, settings.quiet_days, *rules, sides.form])
    with ledger.connection() as connection:
        if _state(connection, "form") == form:
            return
    with ledger.writing() as connection:
        if _state(connection, "form") == form:
            return  # another program was faster, and may be through with it
        for table in (kept_codings, control_bearings, control_due, control_spans, open_names, kept_state):
            connection.execute(delete(table))
        _set_state(connection, "form", form)


def _open_judged(ledger: Ledger, decisions: Decisions) -> None:
    """Have the articles read again that new judgements are about."""
    with ledger.connection() as connection:
        seen = int(_state(connection, "judgement") or 0)
    if decisions.last <= seen:
        return
    made = {j.id: j for j in ledger.judgements(by_program=False) if j.kind in KINDS}
    subjects = {subject for j in made.values() if j.key > seen for subject in _about(j, made)}
    ids = sorted(set(ledger.heirs(subject for subject in subjects if subject.startswith("c_")).values()))
    names = sorted(subject for subject in subjects if not subject.startswith("c_"))
    with ledger.writing() as connection:
        if int(_state(connection, "judgement") or 0) >= decisions.last:
            return  # another program was faster
        for batch in _batches(ids):
            rows = connection.execute(select(claims.c.article_key).where(claims.c.id.in_(batch))).scalars().all()
            connection.execute(delete(kept_codings).where(kept_codings.c.article_key.in_(rows)))
        for batch in _batches(names):
            keys = connection.execute(select(open_names.c.article_key).where(open_names.c.name_key.in_(batch)).distinct()).scalars().all()
            for part in _batches(list(keys)):
                connection.execute(delete(kept_codings).where(kept_codings.c.article_key.in_(part)))
        _set_state(connection, "judgement", str(decisions.last))


def _about(judgement: Judgement, made: dict[str, Judgement]) -> Iterable[str]:
    """The claims and names that a judgement changes; an undo changes what the undone one is about."""
    while judgement.kind == "undo" and judgement.subjects and judgement.subjects[0] in made:
        judgement = made[judgement.subjects[0]]
    return judgement.subjects[:1]


def _due(ledger: Ledger) -> list[tuple[int, str]]:
    """Articles whose current coding was not read yet, and those that were read in a coding that is no longer current."""
    now = (
        select(codings.c.article_key, articles.c.id).join(articles, articles.c.key == codings.c.article_key)
        .where(codings.c.current, articles.c.current).where(~select(kept_codings.c.coding_key)
        .where(kept_codings.c.coding_key == codings.c.key).exists())
    )  # fmt: skip
    gone = (
        select(kept_codings.c.article_key, articles.c.id).join(articles, articles.c.key == kept_codings.c.article_key)
        .join(codings, codings.c.key == kept_codings.c.coding_key).where(~(codings.c.current & articles.c.current))
    )  # fmt: skip
    with ledger.connection() as connection:
        return sorted({(row[0], row[1]) for query in (now, gone) for row in connection.execute(query)})


# -- articles ------------------------------------------------------------------------------------------------------------------


def _read(ledger: Ledger, due: Sequence[tuple[int, str]], decisions: Decisions, sides: Sides, settings: Settings) -> None:
    """Read the claims of articles: their bearings, and the names in them that are not known."""
    ids = sorted({id for _, id in due})
    with ledger.writing() as connection:
        if int(_state(connection, "judgement") or 0) > decisions.last:
            decisions = decisions_of(ledger)  # another program has taken note of later ones, and had articles opened for them
        rows = connection.execute(
            select(claims.c.id, claims.c.key, claims.c.article_key).join(articles, articles.c.key == claims.c.article_key)
            .where(claims.c.current, articles.c.id.in_(ids))
        ).all()  # fmt: skip
        known = {row.id: row for row in rows}
        current = connection.execute(
            select(codings.c.key, codings.c.article_key).join(articles, articles.c.key == codings.c.article_key)
            .where(codings.c.current, articles.c.current, articles.c.id.in_(ids))
        ).all()  # fmt: skip
        # Another program may have read some of them since it was asked what is due.
        old = sorted({*(key for key, _ in due), *(row.article_key for row in current)})
        before = connection.execute(select(control_bearings.c.family).where(control_bearings.c.article_key.in_(old)).distinct())
        families = set(before.scalars())
        for table in (control_bearings, open_names, kept_codings):
            connection.execute(delete(table).where(table.c.article_key.in_(old)))
        found = [one for one in ledger.claims(Wanted(articles=ids)) if one.claim.id in known]
        insert_rows(connection, open_names, [
            {"claim_key": known[one.claim.id].key, "n": n, "name_key": key, "name": name, "article_key": known[one.claim.id].article_key}
            for one in found for n, (key, name) in enumerate(_open_names(one.claim, sides.roster, settings))
        ])  # fmt: skip
        counted = []
        for one in found:
            now = decisions.effective(one.claim)
            if not now.rejected:
                counted.append(StoredClaim(now.claim, one.report, one.coder))
        told: dict[str, int] = {}
        made = []
        query = select(articles.c.id, articles.c.text).where(articles.c.current, articles.c.id.in_(ids))
        texts = {row.id: row.text for row in connection.execute(query)}
        for bearing in bearings(counted, sides, texts):
            n = told[bearing.claim] = told.get(bearing.claim, -1) + 1
            row, family = known[bearing.claim], family_of(bearing.ground.key)
            families.add(family)
            made.append({"claim_key": row.key, "n": n, "family": family, "article_key": row.article_key, "body": bearing_body(bearing)})
        insert_rows(connection, control_bearings, made)
        due_now = set(connection.execute(select(control_due.c.family)).scalars())
        insert_rows(connection, control_due, [{"family": family} for family in sorted(families - due_now)])
        insert_rows(connection, kept_codings, [{"coding_key": row.key, "article_key": row.article_key} for row in current])


def unknown_names(claim: Claim) -> list[tuple[str, str]]:
    """Return the names of a claim that stand for nobody and nothing that is known, as subject of judgements and words, each once."""
    found: dict[str, str] = {}
    for mention in (claim.actor, claim.target):
        # Words without a capital name nobody: "the gunmen" will never be an entry of the roster.
        if mention is not None and mention.id is None and mention.text != mention.text.lower():
            found.setdefault(name_key("actor", mention.name or mention.text), mention.name or mention.text)
    for place in claim.places:
        if place.outcome is not Outcome.EXACT:
            found.setdefault(name_key("place", place.name or place.text), place.name or place.text)
    for source in claim.sources:
        if source.id is None and source.span is not None and source.text != source.text.lower():
            found.setdefault(name_key("actor", source.name or source.text), source.name or source.text)
    return [(key, name) for key, name in found.items() if not key.endswith(":") and len(name) <= _LONGEST]


def _open_names(claim: Claim, roster: Roster, settings: Settings) -> list[tuple[str, str]]:
    """The unknown names of a claim, as subject of judgements and words: no words where nobody is asked what they stand for."""
    # "The port of Basra" is a place within Basra, which is known; what it is called is not told.
    nameless = {
        name_key("place", place.name or place.text) for place in claim.places
        if place.outcome is Outcome.CONTAINER and place.within and _is_called(place.within, place.name or place.text, settings)
    }  # fmt: skip
    named = unknown_names(claim)
    return [(key, "" if key in nameless or (key.startswith("actor:") and _may_be_many(name, roster)) else name) for key, name in named]


def _is_called(id: str, name: str, settings: Settings) -> bool:
    return any(hit.place.id == id for hit in load_gazetteer(settings).look_up(name, sounding=False))


def _may_be_many(name: str, roster: Roster) -> bool:
    """Whether words are no name but for the capital at the beginning of a sentence: "Rebels" are now these and now those."""
    return name[1:] == name[1:].lower() and resolve(roster, name).label in _MANY


# -- towns ---------------------------------------------------------------------------------------------------------------------


def _build(ledger: Ledger, settings: Settings) -> bool:
    """Make the spans of some towns that are due; tells whether there were any."""
    with ledger.connection() as connection:
        batch = connection.execute(select(control_due.c.family).order_by(control_due.c.family).limit(_AT_ONCE)).scalars().all()
    if not batch:
        return False
    with ledger.writing() as connection:
        query = select(control_bearings.c.family, control_bearings.c.body).where(control_bearings.c.family.in_(batch))
        by_family: dict[str, list[Any]] = {}
        for row in connection.execute(query.order_by(control_bearings.c.claim_key, control_bearings.c.n)):
            by_family.setdefault(row.family, []).append(bearing_of(row.body))
        connection.execute(delete(control_spans).where(control_spans.c.family.in_(batch)))
        rows = []
        for family in sorted(by_family):
            for record in build(by_family[family], clocks_of(settings)).values():
                rows += span_rows(family, record)
        insert_rows(connection, control_spans, rows)
        connection.execute(delete(control_due).where(control_due.c.family.in_(batch)))
    return True


def _batches(values: Sequence[Any]) -> Iterable[Any]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))
