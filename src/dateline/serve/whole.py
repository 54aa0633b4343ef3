"""One event or article with all that is known of it, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select

from dateline.ledger.decisions import KINDS, SAME, Decisions, in_force
from dateline.ledger.event_tables import story_ties
from dateline.ledger.events import Event
from dateline.ledger.judgements import Judgement
from dateline.ledger.kept import unknown_names
from dateline.ledger.review.gather import done
from dateline.ledger.schema import articles, claims, codings, heirs
from dateline.ledger.store import Ledger, Wanted
from dateline.serve.cards import card, cards, evidence_of, judged, marked, pieces
from dateline.serve.lists import of_event, sentence, short
from dateline.serve.models import Named
from dateline.serve.state import State
from dateline.serve.wholes import (
    ArticleWhole,
    ClaimCard,
    Dissent,
    EventWhole,
    Mark,
    Related,
    Tie,
    Voice,
)

_MOST_JUDGEMENTS, _MOST_TIES, _MOST_RELATED = 500, 100, 100
_AT_ONCE = 400


# -- events --------------------------------------------------------------------------------------------------------------------


def event_whole(state: State, id: str) -> EventWhole:
    """Return an event; raises :class:`~dateline.errors.LedgerError` when there is none of that id."""
    ledger, ontology = state.ledger, state.ontology
    decisions = state.look.decisions = state.decisions()
    found = state.look.event(id)
    ids = [part.sketch.id for part in found.claims]
    told = evidence_of(ledger, ids)
    voices = []
    for voice in found.voices:
        mine = [
            card(part.stored, decisions.effective(part.stored.claim), ontology, told.get(part.sketch.id, (0, "")), event=found.id,
                 origin=part.origin, sides=voice.sides)
            for part in voice.claims
        ]  # fmt: skip
        voices.append(Voice(key=voice.key, name=voice.name, sides=list(voice.sides), claims=mine))
    row = of_event(found, ontology)
    return EventWhole(
        id=found.id, sentence=sentence(row), event=row, actors=_names(found.actors), targets=_names(found.targets), voices=voices,
        contradictions=[Dissent(field=c.field, one=c.one, other=c.other, one_claims=list(c.one_claims), other_claims=list(c.other_claims))
                        for c in found.contradictions],
        related=_related(state, found), plans=list(found.plans), merged=list(found.merged),
        judgements=[judged(made, state_in_force) for made, state_in_force in _history(ledger, ids, decisions)],
    )  # fmt: skip


def _names(names: Iterable[tuple[str, int]]) -> list[Named]:
    return [Named(key=name, name=name) for name, _ in names]


def _related(state: State, event: Event) -> list[Related]:
    links = event.related[:_MOST_RELATED]
    rows = {row.id: row for row in short(state.ledger, sorted({other for other, _, _ in links}), state.ontology)}
    return [
        Related(event=other, relation=relation, why=why, sentence=sentence(rows[other]), first=rows[other].first)
        for other, relation, why in links if other in rows
    ]  # fmt: skip


def _history(ledger: Ledger, ids: Sequence[str], decisions: Decisions) -> list[tuple[Judgement, frozenset[str]]]:
    """The judgements on claims, on the names in them and on those judgements, the latest first, each with the ids of those in force."""
    made: dict[int, Judgement] = {}
    for subject in (*_with_former(ledger, ids), *sorted(_named_in(ledger, ids, decisions))):
        made.update((one.key, one) for one in ledger.judgements(subject=subject))
    made.update((one.key, one) for one in _rejections(ledger, made.values(), ids))
    for one in list(made.values()):
        if not one.by_program:
            made.update((undo.key, undo) for undo in _undos(ledger, one))
    force = frozenset(one.id for one in in_force(made.values())) | _counting_undos(list(made.values()))
    return [(made[key], force) for key in sorted(made, reverse=True)[:_MOST_JUDGEMENTS]]


def _rejections(ledger: Ledger, made: Iterable[Judgement], ids: Sequence[str]) -> list[Judgement]:
    """The rejections in force of claims that were joined with these: what took them away is part of the event's history."""
    gone = {other for one in made if one.kind == SAME and one.verdict == "yes" for other in one.subjects if other not in ids}
    judged = (one for subject in sorted(gone) for one in ledger.judgements("claim", subject=subject, by_program=False))
    return [one for one in judged if one.verdict == "reject" and one in in_force([one, *_undos(ledger, one)])]


def _with_former(ledger: Ledger, ids: Sequence[str]) -> list[str]:
    """Claims, and those that live on in them: a judgement stays with the claim that it was made on."""
    found, border = list(ids), list(ids)
    while border:
        with ledger.connection() as connection:
            older = connection.execute(select(heirs.c.claim_id).where(heirs.c.heir.in_(border[:_AT_ONCE]))).scalars().all()
        border = [*border[_AT_ONCE:], *(new := [id for id in sorted(older) if id not in found])]
        found += new
    return found


def _named_in(ledger: Ledger, ids: Sequence[str], decisions: Decisions) -> set[str]:
    """The names in claims that an analyst has resolved, as subjects of judgements."""
    if not decisions.names:
        return set()
    return {key for one in ledger.claims(Wanted(ids=ids)) for key, _ in unknown_names(one.claim) if key in decisions.names}


def _undos(ledger: Ledger, of: Judgement) -> list[Judgement]:
    found: list[Judgement] = []
    due = [of]
    while due:
        more = [one for one in ledger.judgements("undo", subject=due.pop().id) if one not in found]
        found += more
        due += more
    return found


def _counting_undos(made: Sequence[Judgement]) -> frozenset[str]:
    """The undos that no other undo takes back."""
    found: dict[str, Judgement] = {}
    undone: set[str] = set()
    for one in sorted(made, key=lambda one: -one.key):
        if one.kind == "undo" and one.id not in undone:
            undone.update(one.subjects)
            found[one.id] = one
    return frozenset(found)


def decisions_made(ledger: Ledger) -> list[tuple[Judgement, frozenset[str]]]:
    """Return all decisions of analysts, the latest first, each with the ids of those in force."""
    rows = [made for made in ledger.judgements(by_program=False) if made.kind in KINDS]
    force = frozenset(made.id for made in done(ledger)) | _counting_undos(rows)
    return [(made, force) for made in reversed(rows)]


# -- articles ------------------------------------------------------------------------------------------------------------------


def article_whole(state: State, id: str, version: str | None = None) -> ArticleWhole:
    """Return an article with its claims; raises :class:`~dateline.errors.LedgerError` when there is none of that id and version."""
    ledger = state.ledger
    article = ledger.article(id, version)
    with ledger.connection() as connection:
        query = select(articles.c.version, articles.c.current).where(articles.c.id == id)
        rows = connection.execute(query.order_by(articles.c.key.desc())).all()
    current = any(row.version == article.version and row.current for row in rows)
    found = _cards_of(state, id) if current else _cards_of_version(state, id, article.version, article.text)
    marks = [mark for claim, marks in found if not claim.rejected for mark in marks]
    return ArticleWhole(
        id=article.id, version=article.version, versions=[row.version for row in rows], outlet=article.outlet, url=article.url,
        published=article.published, title=article.title, author=article.author, language=article.language,
        text=pieces(article.text, marks), claims=[claim for claim, _ in found],
        rejected=[claim.id for claim, _ in found if claim.rejected], stories=_ties(state, id),
    )  # fmt: skip


_Marks = list[tuple[int, int, Mark]]


def _cards_of(state: State, id: str) -> list[tuple[ClaimCard, _Marks]]:
    """The cards of an article's current claims with the stretches that they were read from, by where they stand."""
    decisions = state.decisions()
    stored = {one.claim.id: one for one in state.ledger.claims(Wanted(articles=[id]))}
    made = cards(state.ledger, list(stored), decisions, state.ontology)
    marks = {claim: marked(decisions.effective(one.claim).claim) for claim, one in stored.items()}
    order = sorted(made, key=lambda claim: (stored[claim].claim.trigger.span, claim))
    return [(made[claim], marks[claim]) for claim in order]


def _cards_of_version(state: State, id: str, version: str, text: str) -> list[tuple[ClaimCard, _Marks]]:
    """The same of an older version: as its newest coding read it."""
    with state.ledger.connection() as connection:
        newest = (
            select(func.max(codings.c.key)).join(articles, articles.c.key == codings.c.article_key)
            .where(articles.c.id == id, articles.c.version == version).scalar_subquery()
        )  # fmt: skip
        rows = connection.execute(select(claims.c.id).where(claims.c.coding_key == newest)).scalars().all()
    decisions = Decisions()
    found: dict[str, tuple[ClaimCard, _Marks]] = {}
    for one in state.ledger.claims(Wanted(ids=list(rows), current=False)):
        if one.report.version == version:
            span = one.claim.trigger.span
            found[one.claim.id] = (
                card(one, decisions.effective(one.claim), state.ontology, (span[0], text[slice(*span)])),
                marked(one.claim),
            )
    return [found[claim] for claim in sorted(found, key=lambda claim: (found[claim][0].evidence[0].start, claim))]


def _ties(state: State, id: str) -> list[Tie]:
    ties = story_ties.c
    with state.ledger.connection() as connection:
        query = select(story_ties).where(or_(ties.one == id, ties.other == id)).order_by(ties.score.desc(), ties.one, ties.other)
        rows = connection.execute(query.limit(_MOST_TIES)).all()
    others = [(row.other if row.one == id else row.one, row.sort, row.why) for row in rows]
    reports = {report.id: report for report in state.ledger.reports(sorted({other for other, _, _ in others}))}
    return [
        Tie(article=other, outlet=reports[other].outlet, title=reports[other].title, published=reports[other].published, sort=sort, why=why)
        for other, sort, why in others if other in reports
    ]  # fmt: skip


def claims_of(whole: EventWhole) -> list[ClaimCard]:
    """Return the claims of an event, origin by origin."""
    return [claim for voice in whole.voices for claim in voice.claims]
