"""Review for the page: the queue with the cards of its claims, decisions, and what a name may stand for."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dateline.errors import InputError
from dateline.gazetteer.resolve import Resolver
from dateline.ledger import review
from dateline.ledger.decisions import in_force
from dateline.ledger.judgements import Judgement
from dateline.ledger.review.gather import queue, settled
from dateline.ledger.review.queue import Item
from dateline.ledger.review.values import actor_value, place_value, value_of, value_of_place
from dateline.roster import Roster
from dateline.serve.cards import cards, events_of, judged
from dateline.serve.deeds import (
    Accept,
    Correct,
    Decide,
    Decided,
    Join,
    NameCandidate,
    NameCandidates,
    Queue,
    QueueItem,
    Reject,
    Resolve,
    Touched,
    Undo,
)
from dateline.serve.lists import sentence, short
from dateline.serve.state import State

_MOST_CLAIMS, _MOST_CANDIDATES = 24, 20
_SLOW, _SERVES = 0.5, 60.0
_ACTIONS = {
    "contradiction": ["accept", "reject", "correct", "split"], "dispute": ["accept", "reject", "correct"], "merge": ["merge", "split"],
    "claim": ["accept", "reject", "correct"], "place": ["resolve"], "actor": ["resolve"],
}  # fmt: skip


def queue_page(state: State, sorts: Sequence[str], begin: int, limit: int) -> Queue:
    """Return a part of the queue, from the item of that number on; ``sorts`` leaves only items of these sorts."""
    whole = _queue(state)
    found = [item for item in whole if not sorts or item.sort in sorts]
    part = found[begin : begin + limit]
    made = cards(state.ledger, [claim for item in part for claim in item.claims[:_MOST_CLAIMS]], state.decisions(), state.ontology)
    rows = [
        QueueItem.model_validate({
            "id": item.id, "sort": item.sort, "weight": round(item.weight, 2), "question": item.question, "why": item.why,
            "subjects": list(item.subjects), "name": _name(item), "actions": _ACTIONS[item.sort],
            "claims": [made[claim] for claim in item.claims[:_MOST_CLAIMS] if claim in made],
        })
        for item in part
    ]  # fmt: skip
    more = begin + limit < len(found)
    return Queue(total=len(found), next=str(begin + limit) if more else None, sorts=Counter(item.sort for item in whole), items=rows)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A queue as it was made: of which revision, when, at what cost, and what was judged then."""

    revision: str
    made: float
    cost: float
    settled: frozenset[str]
    items: tuple[Item, ...]


def _queue(state: State) -> Sequence[Item]:
    """The queue of this revision. Of a large ledger it takes seconds, and a decision must not wait for it.

    There the one that was made last serves for a minute, without what was judged since; not where something was taken back.
    """
    revision, begin, kept = state.revision, time.monotonic(), state.shelf.get("queue")
    judged_now = settled(state.ledger)
    if isinstance(kept, _Kept):
        if kept.revision == revision and kept.settled == judged_now:
            return kept.items
        if kept.cost > _SLOW and begin - kept.made < _SERVES and kept.settled <= judged_now:
            return [item for item in kept.items if not judged_now & item.settled_by]
    items = tuple(queue(state.ledger, state.sides, join_above=state.settings.join_above))
    state.shelf["queue"] = _Kept(revision, begin, time.monotonic() - begin, judged_now, items)
    return items


def _name(item: Item) -> str | None:
    """The name that an item asks about, as reports write it."""
    if item.sort not in ("place", "actor"):
        return None
    return item.question.removeprefix("Which place is ").removeprefix("Who is ").removesuffix("?")


def decide(state: State, given: Decide, who: str, wait: float) -> Decided:
    """Record a decision, have the views made again, and say what it touched.

    Raises ``InputError`` for words that cannot be read and ``LedgerError`` for a decision that cannot be made.
    """
    made = _record(state, given, who)
    done = state.update(wait)
    kept = list(state.ledger.judgements(by_program=False))
    force = frozenset(one.id for one in in_force(kept)) | {made.id}
    about = _about(made, {one.id: one for one in kept})
    ids = [state.ledger.heir(subject) for subject in about if subject.startswith("c_")]
    found = events_of(state.look, ids)
    rows = {row.id: row for row in short(state.ledger, sorted(found), state.ontology)}
    touched = [Touched(event=id, sentence=sentence(rows[id]), total=rows[id].claims, claims=found[id]) for id in sorted(rows)]
    return Decided(decision=judged(made, force), events=sorted(found), touched=touched, revision=state.revision, updating=not done)


def _about(made: Judgement, kept: dict[str, Judgement]) -> tuple[str, ...]:
    while made.kind == "undo" and made.subjects and made.subjects[0] in kept:
        made = kept[made.subjects[0]]
    return made.subjects


def _record(state: State, given: Decide, who: str) -> Judgement:
    ledger = state.ledger
    if isinstance(given, Accept):
        return review.accept(ledger, given.claim, who, given.why)
    if isinstance(given, Reject):
        return review.reject(ledger, given.claim, who, given.why)
    if isinstance(given, Correct):
        try:
            return _correct(state, given, who)
        except (AttributeError, TypeError, ValueError, RecursionError):
            # What was posted may be any JSON at all.
            raise InputError(f"the value does not fit {given.field}") from None
    if isinstance(given, Join):
        if given.action == "merge":
            return review.merge(ledger, given.claims, given.others, who, given.why)
        return review.split(ledger, given.claims, given.others, who, given.why, together=given.together)
    if isinstance(given, Resolve):
        return _resolve(state, given, who)
    assert isinstance(given, Undo)
    return review.undo(ledger, given.decision, who, given.why)


def _correct(state: State, given: Correct, who: str) -> Judgement:
    ledger = state.ledger
    value = given.value
    stored = ledger.claim(ledger.heir(given.claim))
    text = ledger.article(stored.report.id, stored.report.version).text
    if given.words is not None:
        value = value_of(given.field, given.words, stored.claim, text, state.roster, state.gazetteer)
    if given.field in ("actor", "target", "places") and isinstance(value, dict):
        value = {**value, **_words_at(given.span, text)}
        if given.field == "places":
            value.setdefault("at", given.at)
    elif given.field == "sources" and isinstance(value, list) and value and given.span is not None:
        value = [{**value[0], **_words_at(given.span, text)}, *value[1:]]
    return review.correct(ledger, given.claim, given.field, value, who, given.why)


def _words_at(span: tuple[int, int] | None, text: str) -> dict[str, Any]:
    """The words of an article at a span, as the part of a value that says what it was read from."""
    if span is None:
        return {}
    if not 0 <= span[0] < span[1] <= len(text):
        raise InputError(f"span: found {list(span)}; allowed: start and end of words in the article, which has {len(text):,} characters")
    return {"text": text[slice(*span)], "span": list(span)}


def _resolve(state: State, given: Resolve, who: str) -> Judgement:
    value = given.value.model_dump(exclude_none=True) if given.value is not None else None
    if given.sort == "actor" and value is not None:
        value = {"id": value["id"], "name": value["name"]}
    if value is None and given.words is not None:
        value = place_value(given.words, state.gazetteer) if given.sort == "place" else actor_value(given.words, state.roster)
        if not value.get("id"):
            raise InputError(f"{given.words!r} stands for no known actor; add a file that has it with: dateline actors add FILE")
    if value is not None and given.region:
        value = {**value, "in": given.region}
    return review.resolve(state.ledger, given.sort, given.name, value, who, given.why)


# -- names ---------------------------------------------------------------------------------------------------------------------


def candidates(state: State, sort: str, words: str) -> NameCandidates:
    """Return what a name may stand for, the likeliest first: places of the gazetteer, or actors of the roster."""
    if not words.strip():
        return NameCandidates(candidates=[])
    if sort == "actor":
        return NameCandidates(candidates=_actors(state.roster, words.strip()))
    found = []
    for option in Resolver(state.gazetteer).rank(words.strip())[:_MOST_CANDIDATES]:
        place = option.place
        value = value_of_place(place)
        where = ", ".join(str(part) for part in (place.level, place.country) if part)
        found.append(NameCandidate(id=place.id, name=place.name, detail=where, lat=value["lat"], lon=value["lon"], value=value))
    return NameCandidates(candidates=found)


def _actors(roster: Roster, words: str) -> list[NameCandidate]:
    folded = words.casefold()
    exact = actor_value(words, roster)
    found: dict[str, tuple[int, str]] = {}
    if exact["id"]:
        found[exact["id"]] = (0, exact["name"])
    for actor in roster.actors.values():
        names = [name.casefold() for name in (actor.id, actor.name, *actor.names)]
        rank = 1 if any(name.startswith(folded) for name in names) else 2 if any(folded in name for name in names) else 0
        if rank:
            found.setdefault(actor.id, (rank, actor.name))
    ranked = sorted(found.items(), key=lambda one: (one[1][0], len(one[1][1]), one[0]))[:_MOST_CANDIDATES]
    return [NameCandidate(id=id, name=name, detail=id, lat=None, lon=None, value={"id": id, "name": name}) for id, (_, name) in ranked]
