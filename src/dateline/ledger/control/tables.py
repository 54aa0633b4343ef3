"""The tables in which control is kept (migration 0003), and bearings and spans as their rows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, Date, Float, Table, Text

from dateline.gazetteer.fold import folding
from dateline.ledger.control.records import Bearing, ControlSpan, Ground, Standing
from dateline.ledger.schema import metadata
from dateline.ledger.sides import Party


def _table(name: str, /, **columns: type) -> Table:
    return Table(name, metadata, *(Column(column, kind()) for column, kind in columns.items()))


kept_codings = _table("kept_codings", coding_key=BigInteger, article_key=BigInteger)
kept_state = _table("kept_state", name=Text, value=Text)
control_bearings = _table("control_bearings", claim_key=BigInteger, n=BigInteger, family=Text, article_key=BigInteger, body=Text)
control_due = _table("control_due", family=Text)
control_spans = _table(
    "control_spans", place=Text, n=BigInteger, family=Text, name=Text, folded=Text, standing=Text, holder=Text, side=Text,
    start_day=Date, end_day=Date, lat=Float, lon=Float, body=Text,
)  # fmt: skip
"""One row a span: ``family`` is the key of the town that the place is, or is a part of."""
open_names = _table("open_names", claim_key=BigInteger, n=BigInteger, name_key=Text, name=Text, article_key=BigInteger)
"""Names of actors and places that stand for nobody and nothing that is known, claim by claim."""


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _ground(ground: Ground) -> list[Any]:
    return [ground.key, ground.name, ground.within, ground.country, ground.lat, ground.lon, ground.radius_km]


def _parties(found: Sequence[Party]) -> list[list[str | None]]:
    return [[party.side, party.id, party.name] for party in found]


def bearing_body(bearing: Bearing) -> str:
    """Return a bearing as one line of JSON."""
    parties = _parties(bearing.parties)
    days = [day.isoformat() if day else None for day in (bearing.day, bearing.earliest, bearing.latest, bearing.told)]
    return _line([bearing.claim, _ground(bearing.ground), bearing.effect, parties, bearing.outside, days, list(bearing.order),
                  list(bearing.share) if bearing.share else None, _parties(bearing.speaker)])  # fmt: skip


def bearing_of(body: str) -> Bearing:
    """Return the bearing of a line of JSON."""
    claim, ground, effect, parties, outside, days, order, share, speaker = json.loads(body)
    day, earliest, latest, told = map(_day, days)
    assert day is not None and latest is not None and told is not None
    return Bearing(claim, Ground(*ground), effect, tuple(Party(*party) for party in parties), outside, day, earliest, latest, told,
                   (order[0], order[1]), (share[0], share[1]) if share else None, tuple(Party(*party) for party in speaker))  # fmt: skip


def span_rows(family: str, record: Sequence[ControlSpan]) -> list[dict[str, Any]]:
    """Return the rows of the spans of one place."""
    return [{
        "place": span.place, "n": n, "family": family, "name": span.name, "folded": folding().fold(span.name),
        "standing": str(span.standing), "holder": span.holder, "side": span.side, "start_day": span.start, "end_day": span.end,
        "lat": span.ground.lat if span.ground else None, "lon": span.ground.lon if span.ground else None, "body": span_body(span),
    } for n, span in enumerate(record)]  # fmt: skip


def span_body(span: ControlSpan) -> str:
    """Return a span as one line of JSON."""
    days = [day.isoformat() if day else None for day in (span.start, span.end, span.earliest, span.last_evidence)]
    assert span.ground is not None
    return _line([span.place, span.name, str(span.standing), days, span.holder, span.holder_name, span.side, list(span.parties), span.cause,
                  list(span.share) if span.share else None, span.besieged_by, list(span.supporting), list(span.opposing),
                  _ground(span.ground)])  # fmt: skip


def span_of(body: str) -> ControlSpan:
    """Return the span of a line of JSON."""
    place, name, standing, days, holder, holder_name, side, parties, cause, share, besieger, pro, con, ground = json.loads(body)
    start, end, earliest, last = map(_day, days)
    assert start is not None
    return ControlSpan(place, name, Standing(standing), start, end, earliest, holder, holder_name, side, tuple(parties), cause,
                       (share[0], share[1]) if share else None, besieger, tuple(pro), tuple(con), last, Ground(*ground))  # fmt: skip
