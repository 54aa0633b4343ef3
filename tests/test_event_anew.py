"""Events that are computed again because what they rest on is another: the roster, a name that was resolved, the setting join_above."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dateline.ledger import review
from dateline.ledger.event_look import Looker
from dateline.ledger.event_tables import events, joined_claims
from dateline.ledger.joining import Joiner
from dateline.ledger.match import THRESHOLD
from dateline.ledger.review.event_items import event_items
from dateline.ledger.store import Ledger, open_ledger
from dateline.roster import Roster, load_roster
from dateline.roster.index import build
from dateline.roster.load import DATA
from dateline.settings import settings
from tests.ledger_claims import made

HEAD = "id,name,aliases,parent,sector,inter,country,sides,years,source\n"
BRIGADE = "x-brigade,{name},,,REB,2,SY,syria:{side}:2011-,2011-,self-name\n"
FORCE = {"kind": "shelling", "place": "Tell Harim", "day": "2016-03-01"}
REPORTS = [
    made("a1", "Northern Wire", "2016-03-01", "Shells of the Hill Brigade fell on Tell Harim on Tuesday.",
         {**FORCE, "on": "Shells", "who": ("Hill Brigade", "x-brigade")}),
    made("a2", "Evening Post", "2016-03-01", "The Hill Brigade said that it shelled Tell Harim on Tuesday.",
         {**FORCE, "on": "shelled", "by": ("Hill Brigade", "x-brigade")}),
    made("a3", "Coast Daily", "2016-03-04", "Troops entered Deir Salam on Friday.",
         {"kind": "territory-gain", "on": "entered", "place": "Deir Salam", "day": "2016-03-04"}),
]  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "a.dateline", create=True) as opened:
        yield opened


def roster(folder: Path, **brigade: str) -> Roster:
    table = folder / "own.csv"
    table.write_text(HEAD + BRIGADE.format(**{"name": "Hill Brigade", "side": "insurgents", **brigade}), encoding="utf-8")
    return build(DATA, [table])


def joined(ledger: Ledger, known: Roster) -> Looker:
    joiner = Joiner(ledger, known)
    joiner.refresh()
    return joiner.regrouper.look


def shown(joiner: Joiner) -> list[Any]:
    look = joiner.regrouper.look
    return [(dict(row), look.event(row["id"])) for row in look.events()] + [look.sources()]


def test_another_roster_has_what_it_touches_joined_again_and_nothing_else_read(ledger: Ledger, tmp_path: Path) -> None:
    for article, found in REPORTS:
        ledger.add(article, found, coder="by hand")
    first = roster(tmp_path)
    assert Joiner(ledger, first).refresh() == 3
    assert Joiner(ledger, roster(tmp_path)).refresh() == 0, "the same tables are the same roster"
    for change in ({"name": "Hill Brigade of the North"}, {"side": "government"}):
        other = roster(tmp_path, **change)
        joiner = Joiner(ledger, other)
        assert joiner.refresh() < 3
        with open_ledger(tmp_path / f"{len(change)}-{'-'.join(change)}.dateline", create=True) as fresh:
            for article, found in REPORTS:
                fresh.add(article, found, coder="by hand")
            anew = Joiner(fresh, other)
            anew.refresh()
            assert shown(joiner) == shown(anew), change
        assert Joiner(ledger, other).refresh() == 0


def test_a_side_that_changed_alone_is_shown(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add(*REPORTS[1], coder="by hand")
    sides = []
    for side in ("insurgents", "government"):
        joiner = Joiner(ledger, roster(tmp_path, side=side))
        joiner.refresh()
        (row,) = joiner.regrouper.look.events()
        sides.append((row["status"], joiner.regrouper.look.event(row["id"]).sides))
    assert sides == [("claimed", ("syria:insurgents",)), ("claimed", ("syria:government",))]


def test_a_name_that_is_resolved_has_only_those_reports_read_again_that_have_it(ledger: Ledger) -> None:
    for article, found in REPORTS:
        ledger.add(article, found, coder="by hand")
    unknown = made("a4", "Harbour News", "2016-03-06", "The Reed Men shelled Kafr Dan on Sunday.",
                   {"kind": "shelling", "on": "shelled", "place": "Kafr Dan", "day": "2016-03-06", "who": ("Reed Men", None)})  # fmt: skip
    ledger.add(*unknown, coder="by hand")
    known = load_roster()
    assert Joiner(ledger, known).refresh() == 4
    assert [row["place"] for row in joined(ledger, known).events(actor="reed men")] == ["Kafr Dan"], "by its name, too"
    made_ = review.resolve(ledger, "actor", "Reed Men", {"id": "fsa", "name": "Free Syrian Army"}, "ana")
    joiner = Joiner(ledger, known)
    assert joiner.refresh() == 1
    assert [row["place"] for row in joiner.regrouper.look.events(actor="fsa")] == ["Kafr Dan"]
    review.undo(ledger, made_.id, "ana")
    joiner = Joiner(ledger, known)
    assert joiner.refresh() == 1
    assert not joiner.regrouper.look.events(actor="fsa")


def test_events_are_listed_by_what_their_claims_are_after_all_decisions(ledger: Ledger) -> None:
    for article, found in REPORTS:
        ledger.add(article, found, coder="by hand")
    known, moved, none = load_roster(), REPORTS[2][1][0].id, REPORTS[0][1][0].id
    look = joined(ledger, known)
    assert len(look.events(place="geonames:Deir Salam")) == len(look.events(place="deir salam")) == 1
    there = {"id": "geonames:Kafr Dan", "name": "Kafr Dan", "lat": 36.1, "lon": 36.9, "level": "town"}
    review.correct(ledger, moved, "places", there, "ana", "a slip")
    review.correct(ledger, moved, "actor", {"id": "sy-army", "name": "Syrian army"}, "ana", "theirs")
    review.reject(ledger, none, "ana")
    look = joined(ledger, known)
    assert not look.events(place="geonames:Deir Salam")
    assert [row["kind"] for row in look.events(place="geonames:Kafr Dan")] == ["territory-gain"]
    assert [row["kind"] for row in look.events(actor="sy-army")] == ["territory-gain"]
    assert not look.events(actor="Hill Brigade")


def test_an_event_has_the_id_of_the_actor_that_it_shows_and_of_no_other(ledger: Ledger) -> None:
    told = made("d1", "Northern Wire", "2016-03-01", "Warplanes bombed Tell Harim on Tuesday. The army denied that it bombed the town.",
                {"kind": "air-strike", "on": "bombed", "place": "Tell Harim", "day": "2016-03-01", "who": ("Warplanes", None)},
                {"kind": "air-strike", "on": "bombed", "after": "denied", "day": "2016-03-01", "status": "denied",
                 "who": ("army", "sy-army")})  # fmt: skip
    ledger.add(*told, coder="by hand")
    rows = joined(ledger, load_roster()).events()
    assert {(row["actor"], row["actor_id"]) for row in rows} <= {("Warplanes", None), ("army", "sy-army")}
    assert any(row["actor"] == "Warplanes" for row in rows)


def test_the_list_shows_the_voice_of_the_first_report_of_a_story_also_when_that_comes_later(ledger: Ledger) -> None:
    text = ("Shells fell on Tell Harim on Tuesday and hit the grain market, where traders were about to open their stalls in the rain. "
            "The road to the coast was closed for the rest of the day and buses were sent back to the capital.")  # fmt: skip
    copy = made("b1", "Evening Post", "2016-03-02", text, {**FORCE, "on": "Shells"})
    first = made("b0", "Northern Wire", "2016-03-01", text)
    known, voices = load_roster(), list[list[str]]()
    for article, found in (copy, first):
        ledger.add(article, found, coder="by hand")
        look = joined(ledger, known)
        with ledger.connection() as connection:
            ((id, facets),) = connection.execute(select(events.c.id, events.c.facets)).all()
        voices.append([voice.name for voice in look.event(id).voices])
        assert [name for _, name in json.loads(facets)["origins"]] == voices[-1]
    assert voices == [["Evening Post"], ["Northern Wire"]]


def test_what_is_judged_while_another_program_joins_is_not_lost(ledger: Ledger) -> None:
    known = load_roster()
    for number in range(45):
        text = f"Shells fell on Tell Harim on Tuesday, dispatch {number} said."
        ledger.add(*made(f"d{number}", f"Post {number}", "2016-03-01", text, {**FORCE, "on": "Shells"}), coder="by hand")
    first, last = (made(f"d{n}", f"Post {n}", "2016-03-01", f"Shells fell on Tell Harim on Tuesday, dispatch {n} said.",
                        {**FORCE, "on": "Shells"})[1][0].id for n in (0, 44))  # fmt: skip

    def meanwhile(done: int, due: int) -> None:
        if done == 20:
            review.reject(ledger, first, "ana")
            review.reject(ledger, last, "ana")
            Joiner(ledger, known)._open_judged()  # and is killed before it can read them again

    Joiner(ledger, known).refresh(meanwhile)
    joined(ledger, known)
    with ledger.connection() as connection:
        there = set(connection.execute(select(joined_claims.c.claim_id)).scalars())
    assert len(there) == 43 and not there & {first, last}


def test_what_another_program_joined_meanwhile_is_not_joined_twice(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    known = load_roster()
    for number in range(25):
        text = f"Shells fell on Tell Harim on Tuesday, dispatch {number} said."
        ledger.add(*made(f"d{number}", f"Post {number}", "2016-03-01", text, {**FORCE, "on": "Shells"}), coder="by hand")
    read: list[str] = []
    article_of = Joiner._article
    monkeypatch.setattr(Joiner, "_article", lambda self, at, reading: (read.append(reading.id), article_of(self, at, reading))[1])
    Joiner(ledger, known).refresh(lambda done, due: Joiner(ledger, known).refresh() if done == 20 else None)
    assert len(read) == len(set(read)) == 25


REFRESH = """
import sys
from dateline.ledger.joining import Joiner
from dateline.ledger.kept import refresh
from dateline.ledger.sides import load_sides
from dateline.ledger.store import open_ledger
from dateline.roster import load_roster
from dateline.settings import settings
roster = load_roster(settings())
with open_ledger(sys.argv[1]) as ledger:
    print(Joiner(ledger, roster).refresh(), refresh(ledger, load_sides(roster), settings()))
"""


def test_what_is_kept_is_known_again_by_the_next_program(ledger: Ledger) -> None:
    for article, found in REPORTS:
        ledger.add(article, found, coder="by hand")
    told = [
        subprocess.run([sys.executable, "-c", REFRESH, ledger.name], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True,
                       text=True, check=True).stdout.split()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert told == [["3", "3"], ["0", "0"]]


def test_what_joins_claims_is_the_analysts_choice_and_another_choice_has_events_computed_again(ledger: Ledger) -> None:
    reports = [
        made(id, outlet, "2016-03-01", text, {**FORCE, "on": "hells"})
        for id, outlet, text in (
            ("d1", "Northern Wire", "Shells hit Tell Harim on Tuesday, residents said."),
            ("d2", "Evening Post", "A village mourned after shells fell on Tell Harim on Tuesday, a teacher said."),
        )
    ]
    for article, found in reports:
        ledger.add(article, found, coder="by hand")
    known = load_roster()
    numbers = []
    for join_above in (-2.0, 9.0, -2.0):
        joiner = Joiner(ledger, known, join_above)
        assert joiner.refresh() == 2
        assert joiner.refresh() == 0
        numbers.append(len(joiner.regrouper.look.events()))
    assert numbers == [1, 2, 1]
    assert settings().join_above == THRESHOLD
    assert not [item for item in event_items(ledger, joiner.sides, 9.0) if item.sort == "merge"], "nothing is near so high a bar"
