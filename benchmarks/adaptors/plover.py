"""PLOVER roots of sentences in which a source and a target are marked: the root of the claim that is told of these two."""

from __future__ import annotations

from typing import Any

from benchmarks.adaptors.common import Coded, code, fits, forms, head_of, path, table
from dateline.model import Claim, Mention

_COLUMNS = ("kind", "trigger", "status", "words", "root", "example")
_EMPTY = frozenset({"the", "a", "an", "of", "and", "in", "its", "his", "their", "'s", "for", "to", "on"})


def _root(coded: Coded, claim: Claim) -> str | None:
    words, trigger, status = coded.lemmas(coded.sentence(claim)), forms(claim.trigger.text), {str(claim.status)}
    for row in table("plover.csv", _COLUMNS):
        known = claim.kind in row.many("kind") and fits(row, "trigger", trigger)
        if known and fits(row, "status", status) and fits(row, "words", words):
            return row["root"]
    return None


def _same(mention: Mention | None, phrase: str) -> float:
    """How much of the shorter of two phrases stands in the other, from 0 to 1."""
    if mention is None:
        return 0.0
    given = forms(phrase) - _EMPTY
    best = 0.0
    for text in (mention.text, mention.name):
        words = forms(text) - _EMPTY
        if words and given:
            best = max(best, len(words & given) / min(len(words), len(given)))
    return min(best, 1.0)


def _span(text: str, phrase: str) -> tuple[int, int] | None:
    at = text.find(phrase)
    return (at, at + len(phrase)) if at >= 0 and phrase else None


def _near(coded: Coded, claim: Claim, span: tuple[int, int] | None) -> float:
    """How near a claim's trigger stands to a marked phrase in the parse: 1 where the one governs the other, falling to 0."""
    sentence = coded.sentence(claim)
    if span is None or sentence is None:
        return 0.0
    trigger, phrase = head_of(sentence, *claim.trigger.span), head_of(sentence, *span)
    if trigger is None or phrase is None:
        return 0.0
    arcs = path(trigger, phrase)
    return 0.0 if arcs is None else 1.0 / max(1, arcs)


def _score(coded: Coded, claim: Claim, row: dict[str, Any]) -> float:
    source, target = row["source"], row["target"]
    left, right = _span(row["text"], source), _span(row["text"], target)
    score = 1.5 * _same(claim.actor, source) + 1.0 * _same(claim.target, target)
    # Sides told the other way round ("X was praised by Y" read wrongly) still are these two.
    score += 0.5 * _same(claim.actor, target) + 0.5 * _same(claim.target, source)
    score += 3.0 * _near(coded, claim, left) + 1.0 * _near(coded, claim, right)
    start, end = claim.trigger.span
    if left and right and min(left[1], right[1]) <= start and end <= max(left[0], right[0]):
        score += 0.5
    # A word inside the marked phrases is part of a name, not what is told.
    if any(span and span[0] <= start < span[1] for span in (left, right)):
        score -= 2.0
    return score - 0.003 * start


def predict(row: dict[str, Any]) -> dict[str, Any]:
    """Return {"id", "root"}: the root of the claim that fits source and target best; null where no claim was found."""
    coded = code(row["id"], row["text"])
    found = [(_score(coded, claim, row), root) for claim in coded.claims if (root := _root(coded, claim))]
    return {"id": row["id"], "root": max(found, key=lambda item: item[0])[1] if found else None}
