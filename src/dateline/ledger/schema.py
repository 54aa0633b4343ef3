"""The tables of the store as SQLAlchemy knows them. The migrations make them; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, MetaData, Table, Text

metadata = MetaData()
"""All tables of the ledger: other parts add theirs to it, with a migration of their own."""


def _table(name: str, /, **columns: type) -> Table:
    return Table(name, metadata, *(Column(column, kind(), primary_key=column == "key") for column, kind in columns.items()))


counters = _table("counters", name=Text, next=BigInteger)
articles = _table(
    "articles", key=BigInteger, id=Text, version=Text, current=Boolean, outlet=Text, url=Text, published=Date, title=Text,
    language=Text, more=Text, added=Text, text=Text,
)  # fmt: skip
"""``more``: the fields of an article that have no column of their own, as a JSON object."""
codings = _table("codings", key=BigInteger, article_key=BigInteger, coder=Text, at=Text, current=Boolean, claims=BigInteger)
claims = _table(
    "claims", key=BigInteger, id=Text, coding_key=BigInteger, article_key=BigInteger, current=Boolean, kind=Text, status=Text,
    start_day=Date, end_day=Date, place_id=Text, lat=Float, lon=Float, outcome=Text, actor_id=Text, target_id=Text, outlet=Text,
    confidence=Float, trigger_start=BigInteger, trigger_end=BigInteger,
)  # fmt: skip
"""One row a claim and coding. Place, outcome and point are those of the claim's first place."""
bodies = _table("bodies", claim_key=BigInteger, evidence_start=BigInteger, evidence_end=BigInteger, body=Text)
claim_places = _table(
    "claim_places", key=BigInteger, claim_key=BigInteger, n=BigInteger, place_id=Text, name=Text, within=Text, outcome=Text,
    level=Text, lat=Float, lon=Float, radius_km=Float, first_day=BigInteger, last_day=BigInteger,
)  # fmt: skip
"""Every place of every current claim; days as the ordinals of ``datetime.date.toordinal``."""
evidence = _table("evidence", claim_key=BigInteger, text=Text)
heirs = _table("heirs", claim_id=Text, heir=Text, at=Text)
judgements = _table(
    "judgements", key=BigInteger, kind=Text, verdict=Text, value=Text, score=Float, reasons=Text, by_program=Boolean, judge=Text,
    why=Text, at=Text, forgotten=Boolean,
)  # fmt: skip
judgement_subjects = _table("judgement_subjects", subject=Text, judgement_key=BigInteger, n=BigInteger)
log = _table("log", key=BigInteger, at=Text, what=Text, article=Text, detail=Text)
tombstones = _table("tombstones", key=BigInteger, at=Text, what=Text, article=Text, version=Text, reason=Text)
migrations = _table("migrations", number=BigInteger, name=Text, at=Text, program=Text)
