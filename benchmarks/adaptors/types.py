"""CASE-2021 task 2: the type of a snippet of news, ACLED's sub-types and five others.

The label is that of the snippet's main claim; the five types that dateline has no kind for are told by words alone.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from benchmarks.adaptors.common import Coded, code, fits, forms, table
from dateline.model import Claim, Status
from dateline.tables import Row

_COLUMNS = ("kind", "trigger", "actor", "target", "words", "label", "weight", "example")
_WORDS = ("words", "label", "weight", "example")
# What only may be, is planned or long past is less likely what a snippet tells first.
_STATUS = {Status.POSSIBLE: 0.5, Status.PLANNED: 0.6, Status.PAST: 0.6, Status.DENIED: 0.7}
# Each further sentence, and each further claim of one, weighs less than what stands before it.
_LATER, _FURTHER = 0.75, 0.95
_LATER_WORD = 0.6


def _row(coded: Coded, claim: Claim) -> Row | None:
    actor = forms(claim.actor.text) | forms(claim.actor.name) if claim.actor else frozenset()
    target = forms(claim.target.text) | forms(claim.target.name) if claim.target else frozenset()
    words, trigger = coded.lemmas(coded.sentence(claim)), forms(claim.trigger.text)
    for row in table("types.csv", _COLUMNS):
        known = row["kind"] == claim.kind and fits(row, "trigger", trigger)
        if known and fits(row, "actor", actor) and fits(row, "target", target) and fits(row, "words", words):
            return row
    return None


def _by_claims(coded: Coded) -> list[tuple[float, str]]:
    found, order = [], Counter[int]()
    for claim in coded.claims:
        row, sentence = _row(coded, claim), coded.sentence(claim)
        if row is not None and sentence is not None:
            weight = float(row["weight"]) * _LATER**sentence.index * _STATUS.get(claim.status, 1.0)
            found.append((weight * _FURTHER ** order[sentence.index], row["label"]))
            order[sentence.index] += 1
    return found


def _by_words(coded: Coded) -> list[tuple[float, str]]:
    found = []
    for sentence in coded.reading.sentences:
        lemmas = coded.lemmas(sentence)
        for row in table("types_words.csv", _WORDS):
            if fits(row, "words", lemmas):
                found.append((float(row["weight"]) * _LATER_WORD**sentence.index, row["label"]))
    return found


def predict(row: dict[str, Any]) -> dict[str, Any]:
    """Return {"id", "label"}: the label of the heaviest claim or cue, "OTHER" where there is none."""
    coded = code(row["id"], row["text"])
    candidates = _by_claims(coded) + _by_words(coded)
    return {"id": row["id"], "label": max(candidates, key=lambda c: c[0])[1] if candidates else "OTHER"}
