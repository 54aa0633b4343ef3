"""How fast a ledger is written and asked, with claims of invented dispatches: ``python -m benchmarks.ledger_bench [--claims 1000000]``.

The texts are made of a few sentences of our own, with invented towns, parties and outlets, the same for the same number. Places and
days are as uneven as in the news: a few towns have most of the claims, and there are loud months.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import text

from dateline.ledger.search import search
from dateline.ledger.store import Ledger, Wanted, open_ledger
from dateline.model import Article, Claim, Confidence, Count, Crosswalk, Mention, PlaceMention, Source, Span, TimeRange, claim_id

FIRST = dt.date(2011, 3, 1)
DAYS, PLACES, OUTLETS, PARTIES, A_REPORT = 2400, 2000, 40, 60, 8
_WORDS = (
    ("shelled", "shelling"),
    ("captured", "territory-gain"),
    ("bombed", "air-strike"),
    ("raided", "attack"),
    ("stormed", "offensive"),
)
_ENDS = ("north", "south", "east", "west", "old", "new", "upper", "lower", "great", "small")
_MORE = (
    "The road to the mill was closed until evening, and buses turned back at the second bridge.",
    "Bakers in the market said that flour had not come for three days.",
    "A school that stood empty was hit, too, and its roof fell in, according to a neighbour.",
    "Neither side said how long the quiet at the crossing would last.",
)
_PARTS = ("ka", "ru", "mel", "tor", "shi", "ban", "dal", "ne", "zar", "ho", "lim", "fa")


def _name(number: int) -> str:
    parts = []
    for _ in range(3):
        number, part = divmod(number, len(_PARTS))
        parts.append(_PARTS[part])
    name = "".join(parts).capitalize()
    return name if not number else f"{name} {_ENDS[(number - 1) % len(_ENDS)]}"


class Maker:
    """Makes dispatches with their claims, one after another."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.places = [(f"own:{n}", _name(n), self.random.uniform(32.5, 37.2), self.random.uniform(35.8, 42.2)) for n in range(PLACES)]
        self.weights = [1 / (n + 3) for n in range(PLACES)]
        self.loud = [self.random.uniform(0.3, 2.0) ** 2 for _ in range(DAYS // 30)]
        self.number = 0

    def report(self) -> tuple[Article, list[Claim]]:
        """Return the next dispatch, and its claims."""
        pick = self.random
        self.number += 1
        month = pick.choices(range(len(self.loud)), self.loud)[0]
        day = FIRST + dt.timedelta(days=month * 30 + pick.randrange(30))
        text, told = f"Dispatch {self.number}.", []
        for index in pick.choices(range(PLACES), self.weights, k=A_REPORT):
            word, kind = pick.choice(_WORDS)
            actor, target, killed = (
                f"the {_name(pick.randrange(PARTIES))} Brigade",
                f"the {_name(pick.randrange(PARTIES))} Front",
                pick.randrange(1, 40),
            )
            place = self.places[index]
            start = len(text) + 1
            text += f" A monitor said that {actor} {word} positions of {target} in {place[1]} on {day:%A}, killing {killed} people."
            told.append((start, word, kind, actor, target, place, killed))
            if pick.random() < 0.4:
                text += " " + pick.choice(_MORE)
        article = Article(
            id=f"r{self.number}",
            outlet=f"Outlet {pick.randrange(OUTLETS)}",
            published=day,
            title=f"Fighting near {told[0][5][1]}",
            text=text,
        )
        return article, [self._claim(article, day, *one) for one in told]

    def _claim(
        self, article: Article, day: dt.date, start: int, word: str, kind: str, actor: str, target: str,
        place: tuple[str, str, float, float], killed: int,
    ) -> Claim:  # fmt: skip
        text = article.text

        def span(words: str) -> tuple[int, int]:
            at = text.index(words, start)
            return at, at + len(words)

        trigger, toll = span(f" {word} "), f"{killed} people"
        trigger = (trigger[0] + 1, trigger[1] - 1)
        id, name, lat, lon = place
        sure = round(self.random.uniform(0.4, 0.99), 2)
        return Claim(
            id=claim_id(article, trigger, 0), article=article.id, kind=kind, status="happened", trigger=Span.of(text, *trigger),
            confidence=Confidence(claim=sure, kind=0.9, status=0.9, actor=0.8, target=0.8, places=0.8, when=0.9, sources=0.8),
            actor=Mention(text=actor, span=span(actor), id=f"own:{actor[4:-8]}", name=actor[4:]),
            target=Mention(text=target, span=span(target), id=f"own:{target[4:-6]}", name=target[4:]),
            places=(PlaceMention(text=name, span=span(name), id=id, name=name, within="SY", outcome="exact", level="town", lat=lat, lon=lon,
                                 radius_km=3),),
            when=TimeRange(start=day, end=day, precision="day", text=f"{day:%A}", span=span(f"{day:%A}")),
            counts=(Count(what="killed", who="people", low=killed, high=killed, text=toll, span=span(toll)),),
            sources=(Source(text="A monitor", span=span("A monitor"), name="monitor", cue="said", cue_span=span("said")),),
            crosswalk=Crosswalk(plover="ASSAULT", mode="artillery", cameo="194", acled="Shelling/artillery/missile attack"),
        )  # fmt: skip


def fill(ledger: Ledger, claims: int, *, at_once: int = 250) -> tuple[float, float]:
    """Store about so many claims, some hundred articles a transaction; return how many a second, and a second of work."""
    maker, spent, worked, done = Maker(), 0.0, 0.0, 0
    while done < claims:
        batch = [maker.report() for _ in range(min(at_once, -(-(claims - done) // A_REPORT)))]
        begin, working = time.perf_counter(), time.process_time()
        ledger.add_many([(article, told, None) for article, told in batch], coder="bench")
        spent += time.perf_counter() - begin
        worked += time.process_time() - working
        done += sum(len(told) for _, told in batch)
    return done / spent, done / worked


_COPIES = (
    "INSERT INTO articles SELECT key + :a, id || :mark, version, current, outlet, url, date(published, :shift), title, language, more, "
    "added, text FROM articles WHERE key <= :a0",
    "INSERT INTO codings SELECT key + :k, article_key + :a, coder, at, current, claims FROM codings WHERE key <= :k0",
    "INSERT INTO claims SELECT key + :c, printf('c_%016x', key + :c), coding_key + :k, article_key + :a, current, kind, status, "
    "date(start_day, :shift), date(end_day, :shift), place_id, lat, lon, outcome, actor_id, target_id, outlet, confidence, "
    "trigger_start, trigger_end FROM claims WHERE key <= :c0",
    "INSERT INTO bodies SELECT claim_key + :c, evidence_start, evidence_end, replace(body, claims.id, printf('c_%016x', claim_key + :c)) "
    "FROM bodies JOIN claims ON claims.key = claim_key WHERE claim_key <= :c0",
    "INSERT INTO evidence SELECT claim_key + :c, text FROM evidence WHERE claim_key <= :c0",
    "INSERT INTO claim_places SELECT key + :p, claim_key + :c, n, place_id, name, within, outcome, level, lat, lon, radius_km, "
    "first_day + :days, last_day + :days FROM claim_places WHERE key <= :p0",
)  # fmt: skip


def multiply(ledger: Ledger, times: int) -> None:
    """Fill a ledger in a file further with copies of what is in it, their days moved: a large one to ask, made in a fraction of the time.

    Days go over the end of the years by a little; the copies are found as the first are, but ``check`` would see that they are none.
    """
    tables = {"a": "articles", "k": "codings", "c": "claims", "p": "claim_places"}
    with ledger.connection() as connection:
        top = {name: connection.execute(text(f"SELECT max(key) FROM {table}")).scalar_one() for name, table in tables.items()}
    for copy in range(1, times):
        values = {name: copy * number for name, number in top.items()} | {f"{name}0": number for name, number in top.items()}
        days = copy * 7
        with ledger.writing() as connection:
            for statement in _COPIES:
                connection.execute(text(statement), {**values, "mark": f"-{copy}", "days": days, "shift": f"+{days} days"})


def questions(ledger: Ledger, number: int = 20) -> Iterator[tuple[str, list[float], list[float], float]]:
    """Yield each question of the page: its name, the milliseconds of each time it was asked, those of them in which this process worked,
    and how many rows came on average."""
    maker, pick = Maker(), random.Random(7)

    def month() -> int:
        since = FIRST + dt.timedelta(days=30 * pick.randrange(DAYS // 30))
        return len(ledger.pins(Wanted(box=(32, 35, 38, 43), since=since, until=since + dt.timedelta(days=30))))

    def near() -> int:
        _, _, lat, lon = maker.places[pick.randrange(PLACES)]
        since = FIRST + dt.timedelta(days=30 * pick.randrange(DAYS // 30))
        return len(ledger.pins(Wanted(box=(lat - 0.5, lon - 0.5, lat + 0.5, lon + 0.5), since=since, until=since + dt.timedelta(days=30))))

    def history() -> int:
        return len(list(ledger.claims(Wanted(place=f"own:{pick.randrange(20)}"), newest=True, limit=200)))

    def rare() -> int:
        return _search(f"{_name(pick.randrange(PLACES // 2, PLACES))} {pick.choice(_WORDS)[0]}")

    def common() -> int:
        return _search(pick.choice(("market flour", "school roof", "quiet crossing", "fighting", '"road to the mill"')))

    def _search(words: str) -> int:
        with ledger.connection() as connection:
            return len(search(connection, words))

    def event() -> int:
        since = FIRST + dt.timedelta(days=pick.randrange(DAYS))
        ids = [pin.id for pin in ledger.pins(Wanted(place=f"own:{pick.randrange(5)}", since=since, until=since), limit=40)]
        spent.append((time.perf_counter(), time.process_time()))
        return len(list(ledger.claims(Wanted(ids=ids))))

    spent: list[tuple[float, float]] = []
    asked: tuple[tuple[str, Callable[[], int]], ...] = (
        ("map of a month, whole country", month), ("map of a month, a district", near), ("history of a large town, newest 200", history),
        ("search, rare words", rare), ("search, common words", common), ("claims of one event", event),
    )  # fmt: skip
    for name, ask in asked:
        times, work, rows = [], [], 0
        for _ in range(number):
            begun = (time.perf_counter(), time.process_time())
            rows += ask()
            # A question may have looked for something to ask first, and say when it began itself.
            begin, working = spent.pop() if spent else begun
            times.append(1000 * (time.perf_counter() - begin))
            work.append(1000 * (time.process_time() - working))
        yield name, times, work, rows / number


def main() -> None:
    """Fill a ledger, and print what it takes to ask it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--claims", type=int, default=100_000)
    arguments.add_argument("--db", help="where to make it: a file or a postgresql:// URL (default: a file that is removed at the end)")
    arguments.add_argument("--times", type=int, default=1, help="then fill it up with copies, to so many times the claims (a file only)")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = given.db or str(Path(folder) / "bench.dateline")
        with open_ledger(where, create=True) as ledger:
            if ledger.count() == 0:
                rate, of_work = fill(ledger, given.claims)
                print(f"written: {rate:,.0f} claims/s, {of_work:,.0f} claims a second of processor time")
            if given.times > 1:
                multiply(ledger, given.times)
        # Opened anew: nothing is left of what the writer had in memory.
        with open_ledger(where) as ledger:
            print(f"{ledger.count():,} claims")
            if ledger.place.file:
                print(f"{ledger.place.file.stat().st_size / 1e6:,.0f} MB")
            for name, times, work, rows in questions(ledger):
                print(f"{name:40} median {statistics.median(times):7.1f} ms ({statistics.median(work):.1f} of work), "
                      f"longest {max(times):7.1f} ms, {rows:8,.0f} rows", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
