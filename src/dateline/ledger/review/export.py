"""Decisions as training data, in the form in which claims are annotated for measuring: documents and claims, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from sqlalchemy import select

from dateline.ledger.decisions import Decisions, Effective, decisions_of
from dateline.ledger.records import Report, StoredClaim
from dateline.ledger.schema import bodies, claims
from dateline.ledger.store import Ledger, Wanted
from dateline.model import Mention, TimeRange
from dateline.tables import json_line

_AT_ONCE = 400
FILES = ("review.docs.jsonl", "review.claims.jsonl", "review.rejected.jsonl")
"""The files of one export: documents, claims that are right, claims that are none."""


@dataclass(slots=True)
class Lesson:
    """What was judged of one article: its sentences that were judged, the claims in them that are right, and those that are none."""

    doc: dict[str, Any]
    claims: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)


def lessons(ledger: Ledger, *, whole: bool = False) -> Iterator[Lesson]:
    """Yield what was judged, article by article in the order of their ids.

    A document has the sentences of judged claims only; claims of these sentences that nobody judged are left out. ``whole`` gives the
    full text beside the sentences.
    """
    decisions = decisions_of(ledger)
    by_article: dict[str, list[StoredClaim]] = {}
    ids = sorted(decisions.by_claim)
    for at in range(0, len(ids), _AT_ONCE):
        for stored in ledger.claims(Wanted(ids=ids[at : at + _AT_ONCE])):
            by_article.setdefault(stored.report.id, []).append(stored)
    for article in sorted(by_article):
        yield _lesson(ledger, by_article[article], decisions, whole=whole)


def write_lessons(ledger: Ledger, streams: Sequence[BinaryIO], *, whole: bool = False) -> tuple[int, int, int]:
    """Write the lessons of a ledger as JSON Lines to three streams (:data:`FILES`); return how many lines each of them got."""
    numbers = [0, 0, 0]
    for lesson in lessons(ledger, whole=whole):
        for n, lines in enumerate(([lesson.doc], lesson.claims, lesson.rejected)):
            streams[n].writelines(json_line(line) for line in lines)
            numbers[n] += len(lines)
    for stream in streams:
        stream.flush()  # a disk that is full says so here, before any of the files takes its place
    return numbers[0], numbers[1], numbers[2]


def _lesson(ledger: Ledger, found: list[StoredClaim], decisions: Decisions, *, whole: bool) -> Lesson:
    report = found[0].report
    text = ledger.article(report.id, report.version).text
    spans = _sentences(ledger, [stored.claim.id for stored in found])
    order = sorted(set(spans.values()))
    lesson = Lesson(_doc(report, [text[start:end] for start, end in order], text if whole else None))
    for stored in sorted(found, key=lambda one: (one.claim.trigger.span, one.claim.id)):
        now = decisions.effective(stored.claim)
        line = gold_line(now, report.id, order.index(spans[stored.claim.id]))
        if now.rejected:
            lesson.rejected.append(line)
        elif now.accepted or now.corrected:
            lesson.claims.append(line)
    return lesson


def _sentences(ledger: Ledger, ids: list[str]) -> dict[str, tuple[int, int]]:
    query = (
        select(claims.c.id, bodies.c.evidence_start, bodies.c.evidence_end).join(bodies, bodies.c.claim_key == claims.c.key)
        .where(claims.c.current, claims.c.id.in_(ids))
    )  # fmt: skip
    with ledger.connection() as connection:
        return {row.id: (row.evidence_start, row.evidence_end) for row in connection.execute(query)}


def _doc(report: Report, sentences: list[str], text: str | None) -> dict[str, Any]:
    doc: dict[str, Any] = {
        "doc": report.id, "outlet": report.outlet, "published": report.published.isoformat() if report.published else None,
        "title": report.title, "sents": sentences,
    }  # fmt: skip
    return doc if text is None else {**doc, "text": text}


def gold_line(now: Effective, doc: str, sent: int) -> dict[str, Any]:
    """Return a claim as it is annotated by hand (gold): words from the text, names beside them, who judged it and which fields."""
    claim = now.claim
    return {
        "doc": doc, "sent": sent, "trigger": claim.trigger.text, "kind": claim.kind, "status": str(claim.status),
        "actor": _words(claim.actor), "actor_ref": _name(claim.actor), "target": _words(claim.target), "target_ref": _name(claim.target),
        "places": [place.text for place in claim.places], "date": _date(claim.when),
        "counts": [
            {"what": count.what, "who": count.who, "low": _number(count.low), "high": _number(count.high)} for count in claim.counts
        ],
        "sources": [source.text for source in claim.sources], "loaded": [word.text for word in claim.loaded],
        **({"carried": True} if claim.places and all(place.carried for place in claim.places) else {}),
        "claim": claim.id, "corrected": list(now.corrected), "judges": sorted({made.judge for made in now.judgements}),
    }  # fmt: skip


def _words(mention: Mention | None) -> str | None:
    return mention.text if mention else None


def _name(mention: Mention | None) -> str | None:
    return (mention.name or mention.text) if mention else None


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _date(when: TimeRange | None) -> str | None:
    if when is None:
        return None
    start, end = when.start.isoformat(), when.end.isoformat()
    if when.precision == "month" and start[:7] == end[:7]:
        return start[:7]
    if when.precision == "year" and start[:4] == end[:4]:
        return start[:4]
    return start if start == end else f"{start}/{end}"
