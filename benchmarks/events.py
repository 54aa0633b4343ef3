"""Join the claims of the labelled groups to events, and score the result: ``python -m benchmarks.events PREDICTIONS.jsonl``.

PREDICTIONS is what ``dateline code`` writes for ``articles/syria-2011-2017.jsonl``. ``--half`` tells the tuning half from the held one.
Labelled claims that the coder does not find any more cannot be joined: they are counted, and left out of the scores. The trees in use
were learnt on these groups; ``python -m benchmarks.event_trees`` scores trees that were learnt on others.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.event_scores import Group, Key, load_groups, score
from dateline.ledger.event_trees import load_trees
from dateline.ledger.families import load_families
from dateline.ledger.match import THRESHOLD, cluster, compare, counterparts, parts
from dateline.ledger.origin import load_origins
from dateline.ledger.records import Report, StoredClaim
from dateline.ledger.sketch import Sketch, Sketcher, akin, blocks
from dateline.model import Claim
from dateline.roster import load_roster

GOLD = Path(os.environ.get("DATELINE_GOLD", Path(__file__).resolve().parents[2] / "shared" / "gold"))


def load_articles(wanted: set[str]) -> dict[str, dict[str, Any]]:
    """Return the articles of the labelled groups; where two have one id, the first."""
    found: dict[str, dict[str, Any]] = {}
    for line in (GOLD / "articles" / "syria-2011-2017.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] in wanted:
            found.setdefault(row["id"], row)
    return found


def load_claims(path: Path, articles: Mapping[str, Mapping[str, Any]]) -> dict[str, list[StoredClaim]]:
    """Return the predicted claims of the articles; those whose spans are of another article with the same id are left out."""
    found: dict[str, dict[str, StoredClaim]] = {id: {} for id in articles}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["article"] not in articles:
            continue
        claim, article = Claim.from_json(row), articles[row["article"]]
        if all(article["text"][start:end] == words for words, (start, end) in claim.spans()):
            day = dt.date.fromisoformat(article["published"]) if article["published"] else None
            report = Report(article["id"], "", article["outlet"], day, article["title"], None)
            found[claim.article].setdefault(claim.id, StoredClaim(claim, report, ""))
    return {id: list(many.values()) for id, many in found.items()}


def sketches(claims: Mapping[str, Sequence[StoredClaim]], articles: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Sketch]]:
    """Return the sketches of each article's claims."""
    roster = load_roster()
    origins, maker = load_origins(roster), Sketcher(load_families(), roster)
    return {id: maker.article(many, origins.of_article(many, articles[id]["text"]), articles[id]["text"]) for id, many in claims.items()}


def by_group(groups: Sequence[Group], known: Mapping[str, Sequence[Sketch]], keys: Mapping[str, Key]) -> dict[int, list[Sketch]]:
    """Return the labelled claims of each group that the coder found."""
    found = {}
    for group in groups:
        mine = [sketch for article in group.articles for sketch in known[article] if keys[sketch.id] in group.events]
        # Two claims of one word are one label.
        found[group.number] = list({keys[sketch.id]: sketch for sketch in reversed(mine)}.values())[::-1]
    return found


class Meeting:
    """Which claims a ledger compares: those of one report, those that share a block, and those of reports that met and begin alike."""

    def __init__(self, known: Mapping[str, Sequence[Sketch]]) -> None:
        self._of_claim = {sketch.id: frozenset(blocks(sketch)) for many in known.values() for sketch in many}
        self._of_report = {id: frozenset().union(*(self._of_claim[sketch.id] for sketch in many)) for id, many in known.items()}

    def __call__(self, one: Sketch, other: Sketch) -> bool:
        """Whether a ledger compares two claims."""
        if one.article == other.article or self._of_claim[one.id] & self._of_claim[other.id]:
            return True
        return akin(one, other) and bool(self._of_report[one.article] & self._of_report[other.article])


def grouped(
    groups: Sequence[Group], known: Mapping[str, Sequence[Sketch]], keys: Mapping[str, Key]
) -> tuple[dict[Key, Any], dict[Key, Any]]:
    """Join the labelled claims group by group; return the event, and the occurrence (events linked as parts), of each."""
    families, trees = load_families(), load_trees()
    by_event: dict[Key, Any] = {}
    by_occurrence: dict[Key, Any] = {}
    all_mine, meet = by_group(groups, known, keys), Meeting(known)
    for group in groups:
        mine = all_mine[group.number]
        links = [link for one, other in combinations(mine, 2) if meet(one, other) and (link := compare(one, other, families, trees))]
        events = cluster([sketch.id for sketch in mine], {link.pair: link.score.total for link in links}, threshold=THRESHOLD)
        where = {claim: number for number, event in enumerate(events) for claim in event}
        joined = {number: number for number in where.values()}
        tied = [link for sketch in mine if (link := parts(sketch, mine, families))]
        tied += [link for one, other in combinations(mine, 2) if (link := counterparts(one, other, families))]
        for link in tied:
            first, second = sorted((joined[where[link.one]], joined[where[link.other]]))
            joined = {number: first if root == second else root for number, root in joined.items()}
        for sketch in mine:
            by_event[keys[sketch.id]] = (group.number, where[sketch.id])
            by_occurrence[keys[sketch.id]] = (group.number, joined[where[sketch.id]])
    return by_event, by_occurrence


def main() -> None:
    """Print the scores of both halves, or of one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--half", choices=("tune", "held"))
    given = parser.parse_args()
    groups = [group for group in load_groups() if given.half in (None, group.half)]
    articles = load_articles({id for group in groups for id in group.articles})
    claims = load_claims(given.predictions, articles)
    keys = {one.claim.id: (id, *one.claim.trigger.span) for id, many in claims.items() for one in many}
    by_event, by_occurrence = grouped(groups, sketches(claims, articles), keys)
    print(f"{'half':5} {'unit':11} {'claims':>6} {'B3':>6} {'pair P':>7} {'pair R':>7} {'pair F1':>8} {'wrong':>6}")
    for half in sorted({group.half for group in groups}):
        mine = [group for group in groups if group.half == half]
        print(f"{half:5} claims labelled {sum(len(g.events) for g in mine)}, found {sum(k in by_event for g in mine for k in g.events)}")
        events = [{key: event for key, event in g.events.items() if key in by_event} for g in mine]
        occurrences = [{key: event for key, event in g.occurrences.items() if key in by_event} for g in mine]
        for unit, gold, found in (("event", events, by_event), ("occurrence", occurrences, by_occurrence)):
            s = score(gold, found)
            row = f"{s.b3:6.3f} {s.pair_precision:7.3f} {s.pair_recall:7.3f} {s.pairs:8.3f} {s.wrong_merges:6.3f}"
            print(f"{half:5} {unit:11} {s.claims:6} {row}")
        mild = score(occurrences, by_event).wrong_merges
        print(f"{half:5} joined though of two occurrences: {mild:.3f}")


if __name__ == "__main__":
    main()
