"""How long joining a further article takes, by how much the ledger holds: ``python -m benchmarks.event_growth 10000 100000 1000000``.

The ledger is filled with made-up claims as joining keeps them (spread over places and days as news is: ten to a town and week), then
articles are added and joined one by one. Times are of the processor, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from pathlib import Path
from statistics import median

from dateline.ledger.event_tables import joined_blocks, joined_claims
from dateline.ledger.joining import Joiner
from dateline.ledger.readings import block_rows
from dateline.ledger.rows import insert_rows
from dateline.ledger.sketch import Sketch, Spot, to_json
from dateline.ledger.store import Ledger, open_ledger
from dateline.model import Article, Claim, Confidence, Level, Outcome, PlaceMention, Precision, Span, Status, TimeRange, claim_id
from dateline.roster import load_roster

_KINDS = ("air-strike", "shelling", "armed-clash", "attack", "bombing", "territory-gain")
_FIRST = dt.date(2011, 1, 1).toordinal()
_WEEKLY = 10
_WEEKS = 300
_AT_ONCE = 5_000
_ARTICLES = 25


def town(number: int) -> tuple[str, float, float]:
    """Return the id and the point of a made-up town."""
    return f"made:{number}", 10 + (number * 0.37) % 40, 20 + (number * 0.53) % 60


def made_sketch(number: int) -> Sketch:
    """Return the ``number``-th made-up claim."""
    place, lat, lon = town(number // (_WEEKLY * _WEEKS))
    day = _FIRST + (number // _WEEKLY) % _WEEKS * 7 + number % 7
    kind = _KINDS[number % len(_KINDS)]
    words = frozenset(f"w{(number * step) % 9973}" for step in range(1, 18))
    return Sketch(
        id=f"c_{number:016x}", article=f"made-{number // 5}", outlet="Made Wire", kind=kind,
        family="place" if kind == "territory-gain" else "force", status="happened", published=day,
        first=day, last=day, told=True,
        spots=(Spot(place, place, "ZZ", lat, lon, 2.0, False),), around=frozenset({"ZZ"}),
        actor=None, target=None,
        tolls=(("killed", float(number % 40), float(number % 40)),), origin="outlet:made wire", origin_name="Made Wire", origin_why="",
        own=True, trigger=kind, words=words, names=frozenset(), lead=words, sentence=number % 5, at=number % 5 * 80,
        points_to=None, fresh=False,
    )  # fmt: skip


def fill(ledger: Ledger, start: int, end: int) -> None:
    """Put made-up claims into the tables that joining looks neighbours up in."""
    for at in range(start, end, _AT_ONCE):
        sketches = [made_sketch(number) for number in range(at, min(at + _AT_ONCE, end))]
        with ledger.writing() as connection:
            insert_rows(connection, joined_claims, [
                {"claim_id": s.id, "article": s.article, "event": f"e_{s.id[2:]}", "body": to_json(s),
                 "origin": s.origin, "origin_name": s.origin_name, "outlet": s.outlet} for s in sketches])  # fmt: skip
            insert_rows(connection, joined_blocks, [row for sketch in sketches for row in block_rows(sketch)])


def report(number: int) -> tuple[Article, list[Claim]]:
    """Return a made-up article with five claims on one town and week that the ledger knows."""
    place, lat, lon = town(0)
    day = dt.date.fromordinal(_FIRST + number * 7 % (_WEEKS * 7))
    text = " ".join(f"On that day {kind} number {n} of report {number} hit {place}." for n, kind in enumerate(_KINDS[:5]))
    article = Article(id=f"new-{number}", outlet="New Post", published=day, text=text)
    claims, at = [], 0
    for kind in _KINDS[:5]:
        at = text.index(kind, at)
        where = text.index(place, at)
        claims.append(Claim(
            id=claim_id(article, (at, at + len(kind)), 0), article=article.id, kind=kind, status=Status.HAPPENED,
            confidence=Confidence(claim=0.9, kind=0.9, status=0.9), trigger=Span(text=kind, span=(at, at + len(kind))),
            places=(PlaceMention(text=place, span=(where, where + len(place)), id=place, name=place, within="ZZ", outcome=Outcome.EXACT,
                                 level=Level.TOWN, lat=lat, lon=lon, radius_km=2.0),),
            when=TimeRange(start=day, end=day, precision=Precision.DAY, text=""),
        ))  # fmt: skip
    return article, claims


def main() -> None:
    """Print the median time of joining one more article, for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    given = parser.parse_args()
    roster = load_roster()
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "grow.dateline", create=True) as ledger:
        joiner = Joiner(ledger, roster)
        joiner.refresh()
        held = number = 0
        print(f"{'claims':>9} {'ms an article':>14}")
        for size in sorted(given.sizes):
            fill(ledger, held, size)
            held, times = size, []
            for _ in range(_ARTICLES):
                article, claims = report(number)
                number += 1
                ledger.add(article, claims, coder="made")
                begin = time.process_time()
                joiner.refresh()
                times.append(time.process_time() - begin)
            print(f"{size:9,} {1000 * median(times):14.1f}")


if __name__ == "__main__":
    main()
