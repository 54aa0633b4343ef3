"""The one search box: places and actors of the ledger by the beginning of their names, articles and claims by their words."""

from __future__ import annotations

import numpy as np
from sqlalchemy import select

from dateline.gazetteer.fold import folding
from dateline.ledger.event_tables import joined_claims
from dateline.ledger.search import search, search_claims
from dateline.ledger.store import Wanted
from dateline.serve.board import Board, Tags
from dateline.serve.deeds import ActorHit, ArticleHit, ClaimHit, Found, PlaceHit
from dateline.serve.state import State


def find(state: State, words: str, limit: int) -> Found:
    """Return what words find, the best first; raises :class:`~dateline.errors.LedgerError` for words that cannot be looked for."""
    ledger = state.ledger
    with ledger.connection() as connection:
        hits = search(connection, words, limit=limit)
        ids = search_claims(connection, words, limit=limit)
        query = select(joined_claims.c.claim_id, joined_claims.c.event).where(joined_claims.c.claim_id.in_(ids))
        events = {row.claim_id: row.event for row in connection.execute(query)}
    decisions = state.decisions()
    stored = {one.claim.id: one for one in ledger.claims(Wanted(ids=ids))}
    told = ledger.evidence(ids)
    claims = []
    for id in ids:
        if id in stored:
            now = decisions.effective(stored[id].claim)
            report, place = stored[id].report, now.claim.places[0] if now.claim.places else None
            if not now.rejected:
                claims.append(ClaimHit(
                    id=id, event=events.get(id), article=report.id, outlet=report.outlet, published=report.published, kind=now.claim.kind,
                    status=str(now.claim.status), place=(place.name or place.text) if place else None,
                    excerpt=" ".join(told.get(id, "").split()),
                ))  # fmt: skip
    articles = [
        ArticleHit(id=hit.report.id, title=hit.report.title, outlet=hit.report.outlet, published=hit.report.published, excerpt=hit.excerpt,
                   claims=list(hit.claims))
        for hit in hits
    ]  # fmt: skip
    board = state.board
    places = [PlaceHit(key=key, name=name, events=number) for key, name, number in _called(state, board, "place", words, limit)]
    actors = [ActorHit(key=key, name=name, events=number) for key, name, number in _called(state, board, "actor", words, limit)]
    return Found(query=words, places=places, actors=actors, articles=articles, claims=claims)


def _called(state: State, board: Board, sort: str, words: str, limit: int) -> list[tuple[str, str, int]]:
    """Keys, names and numbers of events of the places or actors with a word that begins like the words."""
    tags: Tags = board.tags[sort]
    fold = folding().fold
    wanted = fold(words.strip(' "'))
    if not wanted:
        return []
    names = state.remember(f"folded {sort}", lambda: [" " + fold(name) for name in tags.labels])
    counts = tags.count(np.ones(len(board), dtype=bool))
    found = [n for n, name in enumerate(names) if " " + wanted in name and n < len(counts)]
    found.sort(key=lambda n: (-int(counts[n]), tags.values[n]))
    return [(tags.values[n], tags.labels[n], int(counts[n])) for n in found[:limit]]
