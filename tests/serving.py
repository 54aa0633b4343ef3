"""A ledger of our own, served to a client in the same process."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from starlette.testclient import TestClient

from dateline.ledger.event_tables import events
from dateline.ledger.joining import Joiner
from dateline.ledger.rows import insert_rows
from dateline.ledger.store import open_ledger
from dateline.model import Article, Claim, Confidence, Count, Loaded, Mention, PlaceMention, Source, Span, TimeRange, claim_id
from dateline.roster import load_roster
from dateline.serve.app import create_app
from dateline.serve.guard import Person
from dateline.serve.tokens import Tokens, token_file
from dateline.settings import settings

TOWNS = {"Karaz": (36.20, 37.10), "Umm Dalla": (35.90, 36.60), "Tell Sirin": (33.50, 36.30)}
KINDS = {"shelled": "shelling", "captured": "territory-gain", "bombed": "bombing"}
UNKNOWN = ("Jasmine Brigade",)
SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.org","x")'
WRITES = {"X-Dateline": "1"}
ANA = Person("ana", "analyst")


def report(
    number: int, *, outlet: str = "Harbour Post", day: int = 5, town: str = "Karaz", word: str = "shelled", killed: int | None = None,
    title: str = "", tail: str = "", who: str = "Soldiers",
) -> tuple[Article, list[Claim]]:  # fmt: skip
    """A short report with one claim in its second sentence."""
    toll = f" {killed} people were killed." if killed is not None else ""
    date = dt.date(2016, 12, day)
    text = (
        f"Dispatch {number} of {outlet}. {who} {word} terrorists in {town} on {date:%d %B}, the Lantern Monitor said.{toll} {tail}".strip()
    )
    made = Article(id=f"a{number}", outlet=outlet, published=date, title=title or f"Report {number}", text=text)

    def at(words: str) -> dict[str, Any]:
        start = text.index(words, text.index(". ") + 2)
        return {"text": words, "span": (start, start + len(words))}

    lat, lon = TOWNS[town]
    trigger = at(word)
    claim = Claim(
        id=claim_id(made, trigger["span"], 0), article=made.id, kind=KINDS[word], status="happened", trigger=Span(**trigger),
        confidence=Confidence(claim=0.9, kind=0.9, status=0.8),
        actor=Mention(**at(who), id=None if who in UNKNOWN else f"own:{who.lower()}", name=who),
        target=Mention(**at("terrorists")), loaded=(Loaded(**at("terrorists"), neutral="fighters"),),
        places=(PlaceMention(**at(town), id=f"own:{town}", name=town, outcome="exact", level="town", lat=lat, lon=lon, radius_km=2),),
        when=TimeRange(start=date, end=date, precision="day", **at(f"{date:%d %B}")),
        sources=(Source(**at("the Lantern Monitor"), name="Lantern Monitor", cue="said", cue_span=at("said")["span"]),),
        counts=(Count(**at(f"{killed} people"), what="killed", who="people", low=killed, high=killed),) if killed is not None else (),
    )  # fmt: skip
    return made, [claim]


def reports() -> list[tuple[Article, list[Claim]]]:
    """Reports of three towns over some days; two tell one event with tolls that cannot both be right, one is full of mischief."""
    return [
        report(1, killed=3), report(2, outlet="Meridian Wire", killed=4, day=5), report(3, day=6, town="Umm Dalla", word="captured"),
        report(4, day=7, town="Tell Sirin", word="bombed", killed=12),
        report(5, day=9, town="Umm Dalla", word="bombed", who=UNKNOWN[0]),
        report(6, day=10, outlet=FORMULA, title=SCRIPT, tail=f"{SCRIPT} was painted on a wall.", who=SCRIPT),
    ]  # fmt: skip


def make(path: str | Path) -> str:
    """Make the ledger of these reports, and return its file."""
    with open_ledger(path, create=True) as ledger:
        for article, claims in reports():
            ledger.add(article, claims, coder="by hand")
        Joiner(ledger, load_roster()).refresh()
    return str(path)


def fill(path: str, number: int) -> None:
    """Put rows of events into a ledger that no claim stands behind: for lists and maps of many."""
    with open_ledger(path) as ledger, ledger.writing() as connection:
        rows = []
        for n in range(number):
            town = tuple(TOWNS)[n % 3]
            lat, lon = TOWNS[town]
            day = dt.date(2016, 1, 1) + dt.timedelta(days=n % 300)
            facets = {
                "dated": True, "confidence": 0.8, "origins": [["name:monitor", "Monitor"]], "sides": [], "outlets": [f"Outlet {n % 7}"],
                "parties": [[f"p{n % 50}", f"Party {n % 50}"]], "places": [[f"own:{town}", town]], "target_id": None,
                "place": ["exact", "town", 2.0, "SY"], "tolls": [["killed", n % 9, n % 9, None]], "contradicted": [],
            }  # fmt: skip
            rows.append({
                "id": f"e_{n:016x}", "kind": "bombing" if n % 2 else "protest", "family": "force", "status": "happened", "first_day": day,
                "last_day": day, "place_id": f"own:{town}", "place": town, "lat": lat, "lon": lon, "claims": 1, "articles": 1, "origins": 1,
                "sides": 0, "contradicted": False, "killed_low": n % 9, "killed_high": None, "actor_id": f"p{n % 50}",
                "actor": f"Party {n % 50}", "target": None, "facets": json.dumps(facets),
            })  # fmt: skip
        insert_rows(connection, events, rows)


@contextmanager
def served(
    path: str, *, local: Person | None = ANA, hosts: tuple[str, ...] = (), page: Path | None = None, **given: Any
) -> Iterator[TestClient]:
    """Serve a ledger to a client; ``given`` are settings."""
    with open_ledger(path) as ledger:
        more = {} if page is None else {"page": page}
        tokens = Tokens(token_file(path, Path(gettempdir())))
        app = create_app(ledger, settings(**given), tokens=tokens, local=local, hosts=hosts, wait=60.0, **more)
        with TestClient(app, base_url="http://127.0.0.1:8765") as client:
            yield client
