"""What the reader reads without the grammar: ``python -m training.alone --model FOLDER --gold FOLDER [--part dev]`` writes claims to score.

Neighbouring words of one kind are one trigger; who fills a role is the stretch of words around the likeliest one. There are no
days, counts, carried places or chains of sources: the figures of these fields say nothing of the reader.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.coder.tagger.session import Reader, Shares, Votes
from training.data import words_of

FAIR_PART = 0.2
"""A neighbour belongs to a phrase when it has at least this part of the likeliest word's share."""


def triggers(votes: Votes, kinds: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Yield (first word, last word, kind) of every stretch of words that are most likely triggers of one kind."""
    best = votes.kinds.argmax(axis=-1)
    start = 0
    for at in range(1, len(best) + 1):
        if at == len(best) or best[at] != best[start]:
            if best[start]:
                yield start, at - 1, kinds[best[start]]
            start = at


def filler(shares: Shares) -> tuple[int, int] | None:
    """Return (first word, last word) of who fills a role, or None where nobody is likeliest."""
    top = int(shares.argmax())
    if top == 0:
        return None
    first = last = top
    while first > 1 and shares[first - 1] >= FAIR_PART * shares[top]:
        first -= 1
    while last + 1 < len(shares) and shares[last + 1] >= FAIR_PART * shares[top]:
        last += 1
    return first - 1, last - 1


def claims(reader: Reader, doc: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the claims of one document of the gold."""
    at = 0
    for text in doc["sents"]:
        words = words_of(text)
        votes = reader.read([word for word, _ in words])
        for first, last, kind in triggers(votes, reader.kinds) if votes is not None else ():
            assert votes is not None
            roles = votes.roles[:, first : last + 1].mean(axis=1)
            phrases = [filler(roles[reader.roles.index(role)]) for role in ("actor", "target", "place", "source")]
            told = [{"text": text[words[p[0]][1][0] : words[p[1]][1][1]]} if p else None for p in phrases]
            yield {
                "article": doc["doc"], "kind": kind, "trigger": {"span": [at + words[first][1][0], at + words[last][1][1]]},
                "status": reader.statuses[int(votes.statuses[first : last + 1].mean(axis=0).argmax())],
                "actor": told[0], "target": told[1], "places": [told[2]] if told[2] else [], "sources": [told[3]] if told[3] else [],
            }  # fmt: skip
        at += len(text) + 1


def main() -> None:
    """Write the claims of a part of the gold to standard output, one a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--part", default="dev", choices=("dev", "train"))
    given = parser.parse_args()
    reader = Reader(given.model)
    with (given.gold / "claims" / f"{given.part}.docs.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            for claim in claims(reader, json.loads(line)):
                sys.stdout.write(json.dumps(claim) + "\n")


if __name__ == "__main__":
    main()
