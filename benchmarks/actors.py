"""How well actors and targets are resolved: ``python -m benchmarks.actors [dev|train]``.

Of the claims that the scorer pairs, the gold's plain name of actor or target (``actor_ref``, ``target_ref``) is resolved
with the same roster on the report's day. Where that gives an id, the coder's id for the role is the same one, a broader or
narrower one of the same line of parents, another one (wrong), open (a phrase was found, no one known for it), or missing (no
phrase was found). What the gold's name resolves to no one is not counted.

Two shares are told of each: over ``all`` of these, where finding the phrase counts too, and over those whose phrase
``overlaps`` the gold's phrase in the sentence, which tells how well phrases are resolved once they are found.
``train`` is never to be quoted.
"""

from __future__ import annotations

import datetime as dt
import json
import re
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


def overlaps(phrase: str | None, mention: dict[str, Any], sentence: str, start: int) -> bool:
    """Tell whether a mention touches the gold's phrase: at any place where the sentence, which begins at ``start``, has it."""
    first, last = mention["span"]
    found = re.finditer(re.escape(phrase), sentence) if phrase else ()
    return any(start + match.start() < last and first < start + match.end() for match in found)


def pairs(folder: Path, name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Code a set of the claims gold, and yield each gold claim, the predicted claim that the scorer pairs it with, and the document."""
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
    known = {doc["doc"]: doc for doc in docs}
    for at, claims in told.items():
        yield from ((one, other, known[at[0]]) for one, other in score.pair(claims, by_sentence.get(at, [])))


def measure(folder: Path, name: str) -> dict[str, dict[str, Counter[str]]]:
    """Count the outcomes of each role over one set: of ``all`` claims, and of those whose phrase ``overlaps`` the gold's."""
    roster = load_roster()
    found: dict[str, dict[str, Counter[str]]] = {role: {"all": Counter(), "overlaps": Counter()} for role in ROLES}
    for gold, predicted, doc in pairs(folder, name):
        day = dt.date.fromisoformat(doc["published"][:10]) if doc["published"] else None
        start = sum(len(sentence) + 1 for sentence in doc["sents"][: gold["sent"]])
        for role in ROLES:
            wanted = resolve(roster, gold.get(f"{role}_ref") or "", Context(day=day)).id
            if wanted is None:
                continue
            mention = predicted.get(role)
            what = outcome(roster, wanted, mention["id"]) if mention else "missing"
            found[role]["all"][what] += 1
            if mention and overlaps(gold[role], mention, doc["sents"][gold["sent"]], start):
                found[role]["overlaps"][what] += 1
    return found


def line(what: str, counts: Counter[str]) -> str:
    """One row of the table: of how many, and the share of each outcome."""
    total = sum(counts.values())
    return f"{what:16} {total:5}  " + ", ".join(f"{one} {counts[one] / (total or 1):.3f}" for one in OUTCOMES)


def main(arguments: list[str]) -> int:
    """Print the figures of one set as text and leave them as JSON on the last line."""
    folder = gold_folder()
    if folder is None:
        print(where_it_should_be(), file=sys.stderr)
        return 1
    found = measure(folder, arguments[0] if arguments else "dev")
    whole = {over: sum((counts[over] for counts in found.values()), Counter()) for over in ("all", "overlaps")}
    for role, shares in {**found, "both": whole}.items():
        for over, counts in shares.items():
            print(line(f"{role} {over}", counts))
    print(json.dumps({role: {over: {what: counts[what] for what in OUTCOMES} for over, counts in shares.items()}
                      for role, shares in found.items()}))  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
