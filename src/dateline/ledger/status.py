"""What a ledger holds, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text

from dateline.ledger.migrate import applied
from dateline.ledger.schema import articles, claims, codings, judgements, tombstones
from dateline.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of a ledger. ``coders``: how many current articles each coder read, and how many claims it found there."""

    ledger: str
    form: int
    bytes: int
    articles: int
    versions: int
    claims: int
    claims_kept: int
    outlets: int
    first_day: str | None
    last_day: str | None
    coders: tuple[tuple[str, int, int], ...]
    judgements: int
    by_analysts: int
    taken_out: int

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON types."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return found | {"coders": [{"coder": coder, "articles": number, "claims": many} for coder, number, many in self.coders]}


def status(ledger: Ledger) -> Status:
    """Return what a ledger holds."""
    with ledger.connection() as connection:

        def one(query: Any) -> Any:
            return connection.execute(query).scalar()

        read = select(codings.c.coder, func.count(codings.c.key), func.sum(codings.c.claims))
        read = read.join(articles, articles.c.key == codings.c.article_key).where(codings.c.current, articles.c.current)
        coders = connection.execute(read.group_by(codings.c.coder).order_by(codings.c.coder)).all()
        first, last = connection.execute(
            select(func.min(articles.c.published), func.max(articles.c.published)).where(articles.c.current)
        ).one()
        if ledger.dialect == "sqlite":
            size = one(text("PRAGMA page_count")) * one(text("PRAGMA page_size"))
        else:
            size = one(text("SELECT pg_database_size(current_database())"))
        return Status(
            ledger=ledger.name, form=max(applied(connection)), bytes=int(size),
            articles=one(select(func.count(articles.c.key)).where(articles.c.current)), versions=one(select(func.count(articles.c.key))),
            claims=one(select(func.count(claims.c.key)).where(claims.c.current)), claims_kept=one(select(func.count(claims.c.key))),
            outlets=one(select(func.count(func.distinct(articles.c.outlet))).where(articles.c.current)),
            first_day=first.isoformat() if first else None, last_day=last.isoformat() if last else None,
            coders=tuple((row[0], int(row[1]), int(row[2] or 0)) for row in coders),
            judgements=one(select(func.count(judgements.c.key))),
            by_analysts=one(select(func.count(judgements.c.key)).where(~judgements.c.by_program)),
            taken_out=one(select(func.count(tombstones.c.key))),
        )  # fmt: skip
