"""The tables of stories and events as SQLAlchemy knows them; the migration ``0002_events`` makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Table, Text

from dateline.ledger.schema import metadata


def _table(table: str, /, **columns: type) -> Table:
    return Table(table, metadata, *(Column(column, kind()) for column, kind in columns.items()))


event_ids = _table("event_ids", claim_id=Text, event=Text)
event_register = _table("event_register", id=Text, born=BigInteger, into_event=Text)
joined_codings = _table("joined_codings", coding_key=BigInteger, article=Text)
joined_state = _table("joined_state", name=Text, value=Text)
joined_claims = _table(
    "joined_claims", claim_id=Text, article=Text, event=Text, body=Text,
    origin=Text, origin_name=Text, outlet=Text,
)  # fmt: skip
joined_blocks = _table("joined_blocks", block=Text, family=Text, first_day=BigInteger, last_day=BigInteger, claim_id=Text)
joined_links = _table("joined_links", one=Text, other=Text, relation=Text, total=Float, why=Text)
story_reports = _table("story_reports", article=Text, published=BigInteger, own=Text, own_name=Text, signature=Text)
story_bands = _table("story_bands", band=BigInteger, published=BigInteger, article=Text)
story_ties = _table("story_ties", one=Text, other=Text, sort=Text, why=Text, score=Float)
events = _table(
    "events", id=Text, kind=Text, family=Text, status=Text, first_day=Date, last_day=Date, place_id=Text, place=Text, lat=Float, lon=Float,
    claims=BigInteger, articles=BigInteger, origins=BigInteger, sides=BigInteger, contradicted=Boolean, killed_low=Float,
    killed_high=Float, actor_id=Text, actor=Text, target=Text,
    facets=Text,
)  # fmt: skip
events_due = _table("events_due", id=Text)
