"""Looking at the control that is kept in a ledger: one place, one day, what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select

from dateline.gazetteer import Gazetteer
from dateline.gazetteer.fold import folding
from dateline.gazetteer.resolve import Resolver
from dateline.ledger.control.build import changes
from dateline.ledger.control.records import Change, ControlSpan
from dateline.ledger.control.tables import control_spans, span_of
from dateline.ledger.schema import articles
from dateline.ledger.store import Ledger

Box = tuple[float, float, float, float]


def records(ledger: Ledger, place: str) -> dict[str, list[ControlSpan]]:
    """Return the spans of the places with a name or key, and of their parts, by place key; the places first, in the order of keys."""
    spans = control_spans.c
    with ledger.connection() as connection:
        query = select(spans.place, spans.family).where(or_(spans.place == place, spans.folded == folding().fold(place))).distinct()
        found = connection.execute(query.order_by(spans.place)).all()
        whole = {row.place for row in found}
        # A part that was asked for by its own name comes without its sisters.
        families = sorted({row.family for row in found if row.family == row.place})
        rows = connection.execute(
            select(spans.place, spans.body)
            .where(or_(spans.place.in_(sorted(whole)), spans.family.in_(families)))
            .order_by(spans.place, spans.n)
        ).all()
    result: dict[str, list[ControlSpan]] = {key: [] for key in sorted(whole)}
    for row in rows:
        span = span_of(row.body)
        # A region's family has villages that are only known to lie in it: these are no parts of it.
        if row.place in whole or (span.ground is not None and span.ground.within in whole):
            result.setdefault(row.place, []).append(span)
    return result


def records_called(ledger: Ledger, place: str, gazetteer: Gazetteer) -> dict[str, list[ControlSpan]]:
    """Return :func:`records`, also of places that the gazetteer knows by that name and the record by another ("Palmyra": Tadmur)."""
    found = records(ledger, place)
    for option in Resolver(gazetteer).rank(place):
        found = {**records(ledger, option.place.id), **found}
    return found


def on(ledger: Ledger, day: dt.date, box: Box | None = None) -> list[ControlSpan]:
    """Return the spans that cover a day, of all places (or of those in south, west, north, east), by name and key."""
    spans = control_spans.c
    query = select(spans.body).where(spans.start_day <= day, or_(spans.end_day.is_(None), spans.end_day >= day))
    if box is not None:
        south, west, north, east = box
        query = query.where(spans.lat.between(south, north))
        query = query.where(spans.lon.between(west, east) if west <= east else or_(spans.lon >= west, spans.lon <= east))
    with ledger.connection() as connection:
        return [span_of(body) for body in connection.execute(query.order_by(spans.name, spans.place)).scalars()]


def changed(ledger: Ledger, since: dt.date | None = None, until: dt.date | None = None) -> list[Change]:
    """Return the changes of holder or standing from one day to another, by day, name and key."""
    spans = control_spans.c
    touched = select(spans.place).distinct()
    if since is not None:
        touched = touched.where(spans.start_day >= since)
    if until is not None:
        touched = touched.where(spans.start_day <= until)
    query = select(spans.place, spans.body).where(spans.place.in_(touched)).order_by(spans.place, spans.n)
    found: dict[str, list[ControlSpan]] = {}
    with ledger.connection() as connection:
        for row in connection.execute(query):
            found.setdefault(row.place, []).append(span_of(row.body))
    return changes(found, since, until)


def last_day(ledger: Ledger) -> dt.date | None:
    """Return the day of the latest report: what is said to hold after it is only what nothing has contradicted yet."""
    query = select(articles.c.published).where(articles.c.current, articles.c.published.is_not(None))
    with ledger.connection() as connection:
        found: dt.date | None = connection.execute(query.order_by(articles.c.published.desc()).limit(1)).scalar()
    return found


def evidence_of(ledger: Ledger, spans: Sequence[ControlSpan]) -> dict[str, str]:
    """Return the sentences that tell the claims of spans, by claim."""
    return ledger.evidence(sorted({claim for span in spans for claim in (*span.supporting, *span.opposing)}))
