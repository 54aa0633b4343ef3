"""What the coder finds in the texts of the claims gold, each claim with the gold claim that it pairs with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.data import read_lines
from benchmarks.scorers import load_scorer
from dateline.coder import Coder
from dateline.coder.assemble import claims
from dateline.coder.reading import Event, Reading
from dateline.model import Article, Claim
from training.data import half


@dataclass(frozen=True, slots=True)
class Pair:
    """One claim found in a text of gold, the draft and the reading that it comes from, and the gold claim, or None."""

    reading: Reading
    event: Event
    claim: Claim
    gold: dict[str, Any] | None


def pairs(gold: Path, name: str, coder: Coder, which: str = "") -> Iterator[Pair]:
    """Yield each claim that a coder finds in a set ("dev", "train"), paired as the scorer does; ``which`` half of the documents (all)."""
    scorer = load_scorer(gold)
    by_doc: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in read_lines(gold / "claims" / f"{name}.claims.jsonl"):
        if not claim.get("none"):
            by_doc[claim["doc"]].append(claim)
    for doc in read_lines(gold / "claims" / f"{name}.docs.jsonl"):
        if which and half(doc["doc"]) != which:
            continue
        reading = coder.read(Article(**{**scorer.article(doc), "published": doc["published"] or None}))
        events = sorted(reading.events, key=lambda event: (event.start, event.end))
        made = list(zip(events, claims(reading), strict=True))
        start = 0
        for index, sentence in enumerate(doc["sents"]):
            end = start + len(sentence)
            here = [gold_claim for gold_claim in by_doc[doc["doc"]] if gold_claim["sent"] == index]
            for gold_claim in here:
                at = start + sentence.find(gold_claim["trigger"])
                gold_claim["_span"] = (at, at + len(gold_claim["trigger"]))
            told = [
                (event, claim, {"kind": claim.kind, "_span": claim.trigger.span}) for event, claim in made if start <= event.start <= end
            ]
            match = {id(found): gold_claim for gold_claim, found in scorer.pair(here, [found for _, _, found in told])}
            for event, claim, found in told:
                yield Pair(reading, event, claim, match.get(id(found)))
            start = end + 1
        reading.release()
