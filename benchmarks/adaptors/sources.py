"""PolNeAR: attributions in political news. Source, cue and content as character spans of the text.

Every sentence is parsed and stances ("wants", "believes") count, as that set counts them; claims use only reporting proper.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from dateline.coder import clean, parse, phrases, places, segment, sources, times
from dateline.coder.knowledge import Knowledge
from dateline.coder.reading import AttributionDraft, Reading
from dateline.coder.step import run_step
from dateline.model import Article

STEPS = (clean.STEP, segment.STEP, parse.ALL, times.STEP, places.STEP, phrases.STEP, sources.BROAD)
_ASIDE = ("relcl", "acl", "conj", "cc")


@cache
def _knowledge() -> Knowledge:
    return Knowledge()


def predict(row: dict[str, Any]) -> dict[str, Any]:
    """Return the attributions of one text: ``{"id", "attributions": [{"source", "cue", "content"}]}``, each a list of [start, end]."""
    reading = Reading(Article(id=row["id"], text=row["text"]), _knowledge())
    for step in STEPS:
        run_step(step, reading)
    drafts = reading.attributions
    # That set marks who speaks in the report, not whom its speakers mention.
    outer = [draft for draft in drafts if not any(_holds(other, draft) for other in drafts)]
    return {"id": row["id"], "attributions": [_spans(draft) for draft in outer]}


def _holds(outer: AttributionDraft, inner: AttributionDraft) -> bool:
    cue = inner.source.cue_span
    return outer is not inner and cue is not None and outer.covers(cue[0])


def _spans(draft: AttributionDraft) -> dict[str, list[list[int]]]:
    cue = draft.source.cue_span
    return {
        "source": [list(_whole(draft))] if draft.source.span is not None else [],
        "cue": [list(cue)] if cue is not None else [],
        "content": [list(span) for span in draft.scope],
    }


def _relative(draft: AttributionDraft) -> tuple[int, int] | None:
    """The pronoun that stands for the source before its cue: that set marks "who" in "a mayor who says"."""
    cue, doc = draft.source.cue_span, draft.sentence.doc
    if cue is None or doc is None:
        return None
    for token in doc:
        if cue[0] <= draft.sentence.offset(token) < cue[1] and token.dep_ == "relcl":
            for subject in token.lefts:
                if subject.dep_ in ("nsubj", "nsubjpass") and subject.lower_ in ("who", "which", "that"):
                    return draft.sentence.span(subject, subject)
    return None


def _whole(draft: AttributionDraft) -> tuple[int, int]:
    """The source with its article, and what stands in apposition to it."""
    assert draft.source.span is not None
    start, end = draft.source.span
    head = draft.head
    relative = _relative(draft)
    if relative is not None:
        return relative
    if head is None:
        return start, end
    for token in head.lefts:
        if token.dep_ in ("det", "amod", "compound", "poss", "nummod"):
            start = min(start, draft.sentence.offset(token.left_edge))
    for token in head.rights:
        if token.dep_ == "appos":
            end = max(end, draft.sentence.span(token, token.right_edge)[1])
    return start, end
