"""A ledger of invented events for the tests of exports, and the events in it as exports see them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dateline.export.atlas import Atlas
from dateline.export.gather import Chosen, Gatherer
from dateline.export.layout import Export
from dateline.export.stamp import Stamp
from dateline.export.view import ExportEvent
from dateline.ledger.joining import Joiner
from dateline.ledger.store import Ledger, open_ledger
from dateline.model import Count, Loaded, Outcome
from dateline.roster import load_roster
from dateline.settings import settings
from tests.ledger_claims import place, put, say, source

FORMULA = "=SUM(A1:A9)"
UMM_DALLA = {"id": "geonames:900", "lat": 33.5, "lon": 36.3}


def killed(low: float, high: float | None, words: str, who: str | None = None) -> Count:
    return Count(what="killed", who=who, low=low, high=high, text=words, span=(205, 205 + len(words)))


def fill(ledger: Ledger) -> None:
    """A shelling told by two origins, a strike on civilians, a denial, a gain, talks at an unknown place, a toll without a day."""
    quarter = place("Old Quarter", id=None, outcome=Outcome.CONTAINER, level="neighbourhood", within="geonames:karaz", lat=36.0, lon=37.0)
    town = place("Karaz").model_copy(update={"span": (120, 125)})
    put(
        ledger,
        say("shelling", "army", "Karaz", "2016-12-05", target="fsa", counts=(killed(24, 99, "dozens"),), by=source("Ward Council")),
        say("shelling", "army", "Karaz", "2016-12-05", target="fsa", counts=(killed(30, 30, "30"),), outlet="Harbour Post",
            published="2016-12-06"),
        say("air-strike", "ru", (quarter, town), "2016-12-20", target="civilians", counts=(killed(12, None, "at least 12"),),
            outlet="Harbour Post"),
        say("bombing", "is", "Karaz", "2016-11-10", status="planned", outlet="Harbour Post"),
        say("territory-gain", "sdf", place("Umm Dalla", **UMM_DALLA), "2016-12-09", target="is", outlet="Harbour Post"),
        say("talks", "ru", place("Nowhere", id=None), "2016-12-09", target="army", outlet="Harbour Post"),
        say("killing", "Karim Haddad", place("Umm Dalla", **UMM_DALLA), None, published="2016-12-30", target="Layla Nasser",
            counts=(killed(1, 1, "one"),), outlet=FORMULA, by=source("Yusuf Amari")),
    )  # fmt: skip
    Joiner(ledger, load_roster(settings())).refresh()


def gathered(ledger: Ledger, **options: Any) -> list[ExportEvent]:
    joiner = Joiner(ledger, load_roster(settings()))
    joiner.refresh()
    return list(Gatherer(joiner.regrouper.look, Atlas(), **options).events(Chosen()))


@cache
def events() -> tuple[ExportEvent, ...]:
    """The events of :func:`fill`, read once."""
    with TemporaryDirectory() as folder, open_ledger(Path(folder) / "x.dateline", create=True) as ledger:
        fill(ledger)
        return tuple(gathered(ledger))


def one(kind: str) -> ExportEvent:
    """The event of a kind."""
    return next(event for event in events() if event.kind == kind)


STAMP = Stamp("x.dateline", dt.date(2017, 1, 2), {"kind": "all"})


def export(*chosen: ExportEvent, **options: Any) -> Export:
    """An export of some events, or of all."""
    several = list(chosen) or list(events())
    return Export(several, STAMP.counted(several), **options)


def loaded(words: str, neutral: str) -> Loaded:
    return Loaded(text=words, span=(0, len(words)), neutral=neutral)
