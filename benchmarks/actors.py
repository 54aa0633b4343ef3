"""How well actors and targets are resolved: ``python -m benchmarks.actors [dev|train]``.

Of the claims that the scorer pairs, the gold's plain name of actor or target (``actor_ref``, ``target_ref``) is resolved
with the same roster. Where that gives an id, the coder's id for the role is the same one, a broader or narrower one of the
same line of parents, another one (wrong), open (a phrase was found, no one known for it), or missing (no phrase was found).
What the gold's name resolves to no one is not counted. ``train`` is never to be quoted.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.data import gold_folder, read_lines, where_it_should_be
from benchmarks.scorers import load_scorer
from dateline.coder import Coder
from dateline.model import Article
from dateline.roster import Context, Roster, load_roster, resolve

ROLES = ("actor", "target")
OUTCOMES = ("same", "related", "wrong", "open", "missing")


def line_of(roster: Roster, identifier: str) -> list[str]:
    """Return an actor's id and those of its parents, upward."""
    found = [identifier]
    while (actor := roster.find(found[-1])) is not None and actor.parent and actor.parent not in found:
        found.append(actor.parent)
    return found


def outcome(roster: Roster, gold: str, predicted: str | None) -> str:
    """Compare two ids, or several joined by "|": the same set, at least one of a common line of parents, another, or none."""
    if predicted is None:
        return "open"
    wanted, given = set(gold.split("|")), set(predicted.split("|"))
    if wanted == given:
        return "same"
    related = any(one in line_of(roster, other) or other in line_of(roster, one) for one in wanted for other in given)
    return "related" if related else "wrong"


def pairs(folder: Path, name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Code a set of the claims gold, and yield each gold claim with the predicted claim that the scorer pairs it with."""
    score = load_scorer(folder)
    docs = read_lines(folder / f"claims/{name}.docs.jsonl")
    gold = read_lines(folder / f"claims/{name}.claims.jsonl")
    coder, predicted = Coder(), []
    for doc in docs:
        article = score.article(doc)
        predicted += [claim.to_json() for claim in coder.code(Article(**{**article, "published": article["published"] or None}))]
    score.evaluate(docs, gold, predicted)  # marks spans and sentences in both
    by_sentence: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for claim in predicted:
        by_sentence.setdefault((claim["article"], claim["_sent"]), []).append(claim)
    told: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for claim in gold:
        if not claim.get("none"):
            told.setdefault((claim["doc"], claim["sent"]), []).append(claim)
    for at, claims in told.items():
        yield from score.pair(claims, by_sentence.get(at, []))


def measure(folder: Path, name: str) -> dict[str, Counter[str]]:
    """Count the outcomes of each role over one set."""
    roster = load_roster()
    found: dict[str, Counter[str]] = {role: Counter() for role in ROLES}
    for gold, predicted in pairs(folder, name):
        for role in ROLES:
            wanted = resolve(roster, gold.get(f"{role}_ref") or "", Context()).id
            if wanted is not None:
                mention = predicted.get(role)
                found[role][outcome(roster, wanted, mention["id"]) if mention else "missing"] += 1
    return found


def main(arguments: list[str]) -> int:
    """Print the figures of one set as text and leave them as JSON on the last line."""
    folder = gold_folder()
    if folder is None:
        print(where_it_should_be(), file=sys.stderr)
        return 1
    found = measure(folder, arguments[0] if arguments else "dev")
    for role, counts in found.items():
        total = sum(counts.values()) or 1
        shares = ", ".join(f"{what} {counts[what] / total:.3f}" for what in OUTCOMES)
        print(f"{role:7} {sum(counts.values()):5} resolvable in the gold: {shares}")
    print(json.dumps({role: {what: counts[what] for what in OUTCOMES} for role, counts in found.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
