"""What the page must know before anything else: the ledger, its numbers, and all closed lists with words for people."""

from __future__ import annotations

from importlib import metadata

from sqlalchemy import func, select

from dateline.ledger.contradictions import FIELDS
from dateline.ledger.control.look import last_day
from dateline.ledger.events import STATUSES
from dateline.ledger.review.gather import done
from dateline.ledger.schema import articles, claims
from dateline.ontology.kinds import GROUPS
from dateline.serve.counted import day_range, label, middle_box
from dateline.serve.graphic import graphic_words
from dateline.serve.guard import Person
from dateline.serve.models import Counts, GroupMeta, KindMeta, Limits, Meta, WordMeta
from dateline.serve.state import State

__all__ = ["STATUSES", "meta"]

MOST_ARTICLES = 50
_STATUS = {
    "happened": "told as a fact by at least one origin, denied by none", "ongoing": "all that is told goes on",
    "claimed": "told as a fact only by origins that speak for one side", "disputed": "told as a fact, and denied",
    "denied": "only denied", "planned": "only announced", "possible": "only feared, or conditional", "past": "told as history",
}  # fmt: skip
_STANDING = {
    "held": "told by an origin that does not speak for the holder, or long uncontested", "claimed": "only the side that gains says so",
    "contested": "fighting, or claims that conflict", "unknown": "nobody is on record",
}  # fmt: skip
_FIELD = {
    "kind": "two means that cannot both be right", "actor": "parties of different sides are said to have done it",
    "toll": "numbers that no number fits", "place": "places apart", "day": "no day in common",
    "status": "said to have happened, and denied",
}  # fmt: skip


def meta(state: State, person: Person, coder: str, page: int) -> Meta:
    """Return what the page must know of a server, for one who asks."""
    first, last = day_range(state.board)
    kinds = state.ontology.kinds.values()
    given = state.settings
    return Meta(
        ledger=state.ledger.name.rsplit("/", 1)[-1], program=metadata.version("dateline"), coder=coder, revision=state.revision,
        updating=state.updating, writable=not state.ledger.place.frozen, role=person.role, who=person.who, by_token=person.by_token,
        counts=state.remember("counts", lambda: _counts(state)), first_day=first, last_day=last, last_report=last_day(state.ledger),
        bbox=middle_box(state.board), groups=[GroupMeta(group=group, label=group.capitalize()) for group in GROUPS],
        kinds=[KindMeta(kind=kind.name, label=label(kind.name), group=kind.group, meaning=kind.meaning, territory=bool(kind.territory))
               for kind in kinds],
        statuses=[WordMeta(value=value, label=value, meaning=_STATUS[value]) for value in STATUSES],
        standings=[WordMeta(value=value, label=value, meaning=meaning) for value, meaning in _STANDING.items()],
        contradictions=[WordMeta(value=value, label=value, meaning=_FIELD[value]) for value in FIELDS],
        graphic=list(graphic_words()),
        limits=Limits(page=page, points=given.serve_points, download=given.serve_rows, text_chars=given.serve_chars,
                      body_bytes=given.serve_bytes, articles_at_once=MOST_ARTICLES),
    )  # fmt: skip


def _counts(state: State) -> Counts:
    board = state.board
    with state.ledger.connection() as connection:
        reports = connection.execute(select(func.count(articles.c.key)).where(articles.c.current)).scalar() or 0
        read = connection.execute(select(func.count(claims.c.key)).where(claims.c.current)).scalar() or 0
    return Counts(
        articles=reports, claims=read, events=len(board), events_with_point=int(board.has_point.sum()),
        contradicted=len(set(board.tags["contradicted"].owners.tolist())), origins=len(board.tags["origin"].values),
        outlets=len(board.tags["outlet"].values), decisions=len(done(state.ledger)),
    )  # fmt: skip
