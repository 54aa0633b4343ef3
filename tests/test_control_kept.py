"""Control kept in a ledger: brought up to date by what is new, the same as if everything were computed, and shown by commands."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner

import dateline.ledger.kept
from dateline.cli.root import app
from dateline.ledger import review
from dateline.ledger.control import bearings, build, clocks_of
from dateline.ledger.control.look import changed, last_day, on, records
from dateline.ledger.judgements import Judgement
from dateline.ledger.kept import decisions_of, refresh, stored
from dateline.ledger.sides import Sides, load_sides
from dateline.ledger.store import Ledger, Wanted, open_ledger
from dateline.roster import load_roster
from dateline.settings import settings
from tests.ledger_claims import article_of, day, place, put, say, source

ARMY = source("army", "sy-army")


@pytest.fixture(scope="module")
def sides() -> Sides:
    return load_sides(load_roster(settings()))


def whole(ledger: Ledger, sides: Sides) -> dict[str, list[object]]:
    """Everything computed at once, to compare with what is kept."""
    found = build(bearings(stored(ledger, Wanted()), sides), clocks_of(settings()))
    return {key: [span.to_json() for span in record] for key, record in found.items()}


def kept(ledger: Ledger, sides: Sides) -> dict[str, list[object]]:
    refresh(ledger, sides, settings())
    found: dict[str, list[object]] = {}
    for name in ("Hartsdale", "Milford"):
        found.update({key: [span.to_json() for span in record] for key, record in records(ledger, name).items()})
    return found


def test_what_is_kept_is_what_would_be_computed_after_every_addition(ledger: Ledger, sides: Sides) -> None:
    quarter = place("Old Quarter", id=None, outcome="container", within="geonames:hartsdale", level=None, lat=36.0, lon=37.0, radius_km=2.0)
    for claim in (
        say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"), say("territory-gain", "army", quarter, "2016-12-04"),
        say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY), say("territory-gain", "is", "Milford", "2016-12-05"),
        say("territory-gain", "army", "Hartsdale", "2016-12-06", status="denied", by=source("Free Syrian Army", "fsa")),
    ):  # fmt: skip
        put(ledger, claim)
        assert kept(ledger, sides) == whole(ledger, sides)
    assert refresh(ledger, sides, settings()) == 0


def test_a_name_that_one_report_puts_in_a_town_and_another_in_a_region_of_that_id_is_one_place(ledger: Ledger, sides: Sides) -> None:
    quarter = place("Milford", id=None, outcome="container", within="geonames:hart", level=None, lat=36.0, lon=37.0, radius_km=2.0)
    region = place("Hart", id="geonames:hart", level="adm1", radius_km=60.0).model_copy(update={"span": (120, 124)})
    put(ledger, say("territory-gain", "army", quarter, "2016-12-05"), say("territory-gain", "fsa", (quarter, region), "2016-12-07"))
    assert kept(ledger, sides) == whole(ledger, sides)


def test_only_the_articles_that_are_new_are_read(ledger: Ledger, sides: Sides) -> None:
    put(ledger, *(say("territory-gain", "army", "Hartsdale", f"2016-12-0{n}") for n in range(1, 6)))
    assert refresh(ledger, sides, settings()) == 5
    put(ledger, say("territory-gain", "fsa", "Hartsdale", "2016-12-09"))
    assert refresh(ledger, sides, settings()) == 1


def test_two_programs_that_bring_it_up_to_date_at_once_do_not_meet(ledger: Ledger, sides: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    first = say("territory-gain", "army", "Hartsdale", "2016-12-05")
    put(ledger, first)
    due = dateline.ledger.kept._due

    def late(given: Ledger) -> list[tuple[int, str]]:
        found = due(given)
        monkeypatch.setattr("dateline.ledger.kept._due", due)
        second = article_of(first)
        ledger.add(second.model_copy(update={"text": second.text + " More."}), [], coder="test")
        refresh(ledger, sides, settings())  # the other program, which is through before this one begins
        return found

    monkeypatch.setattr("dateline.ledger.kept._due", late)
    assert kept(ledger, sides) == whole(ledger, sides) == {}


def test_two_programs_that_begin_anew_at_once_leave_each_others_work(ledger: Ledger, sides: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    put(ledger, say("territory-gain", "army", "Hartsdale", "2016-12-05"))
    writing = Ledger.writing

    def late(given: Ledger) -> AbstractContextManager[Connection]:
        monkeypatch.setattr(Ledger, "writing", writing)
        refresh(ledger, sides, settings())  # the other program, which is through before this one gets its turn to write
        return writing(given)

    monkeypatch.setattr(Ledger, "writing", late)
    assert refresh(ledger, sides, settings()) == 0


def test_what_is_judged_while_another_program_reads_is_not_lost(ledger: Ledger, sides: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    (claim,) = put(ledger, say("territory-gain", "army", "Hartsdale", "2016-12-05"))
    due = dateline.ledger.kept._due

    def late(given: Ledger) -> list[tuple[int, str]]:
        found = due(given)
        monkeypatch.setattr("dateline.ledger.kept._due", due)
        review.reject(ledger, claim.id, "ana")
        refresh(ledger, sides, settings())
        return found

    monkeypatch.setattr("dateline.ledger.kept._due", late)
    assert kept(ledger, sides) == whole(ledger, sides) == {}


def test_words_that_nobody_is_asked_about_may_be_resolved_all_the_same(ledger: Ledger, sides: Sides) -> None:
    put(ledger, say("territory-gain", "Rebels", "Hartsdale", "2016-12-05"))
    before = kept(ledger, sides)
    review.resolve(ledger, "actor", "Rebels", {"id": "sy-army", "name": "Syrian army"}, "ana")
    assert kept(ledger, sides) == whole(ledger, sides) != before


def test_another_roster_has_everything_computed_anew(ledger: Ledger, sides: Sides) -> None:
    put(ledger, say("territory-gain", "army", "Hartsdale", "2016-12-05"))
    kept(ledger, sides)
    roster = sides.roster
    army = replace(roster.actors["sy-army"] if "sy-army" in roster.actors else next(iter(roster.actors.values())), name="Another name")
    other = Sides(replace(roster, actors={**roster.actors, army.id: army}))
    assert other.form != sides.form == Sides(roster).form
    assert refresh(ledger, other, settings()) == 1
    assert refresh(ledger, other, settings()) == 0


def test_a_recoded_article_takes_the_place_of_what_was_read_before(ledger: Ledger, sides: Sides) -> None:
    claim = say("territory-gain", "army", "Hartsdale", "2016-12-05")
    put(ledger, claim)
    kept(ledger, sides)
    ledger.add(article_of(claim), [], coder="better")
    assert kept(ledger, sides) == whole(ledger, sides) == {}


@pytest.mark.parametrize("verdict", ["reject", "accept"])
def test_a_rejected_claim_bears_on_nothing_and_its_undo_brings_it_back(ledger: Ledger, sides: Sides, verdict: str) -> None:
    (claim,) = put(ledger, say("territory-gain", "army", "Hartsdale", "2016-12-05"))
    before = kept(ledger, sides)
    (made,) = ledger.judge(Judgement("claim", (claim.id,), verdict, judge="ana", by_program=False))
    after = kept(ledger, sides)
    assert (after == {}) == (verdict == "reject") and after == whole(ledger, sides)
    ledger.judge(Judgement("undo", (made.id,), "undo", judge="ana", by_program=False))
    assert kept(ledger, sides) == before


def test_a_corrected_actor_changes_the_holder(ledger: Ledger, sides: Sides) -> None:
    (claim,) = put(ledger, say("territory-gain", "army", "Hartsdale", "2016-12-05"))
    kept(ledger, sides)
    ledger.judge(Judgement("correct", (claim.id,), "actor", judge="ana", by_program=False, value={"id": "is", "name": "Islamic State"}))
    refresh(ledger, sides, settings())
    assert records(ledger, "hartsdale")["geonames:hartsdale"][0].holder == "is"
    assert ledger.claim(claim.id).claim == claim  # what was read stays as it was read
    assert decisions_of(ledger).effective(claim).corrected == ("actor",)


def test_a_name_resolved_holds_for_every_claim_that_has_it(ledger: Ledger, sides: Sides) -> None:
    unknown = place("Milford", id=None)
    put(ledger, say("territory-gain", "Karazis", unknown, "2016-12-05"), say("territory-gain", "Miletians", unknown, "2016-12-07"))
    refresh(ledger, sides, settings())
    assert len(records(ledger, "Milford")) == 2  # nothing tells that the two are one
    value = {"id": "geonames:milford", "name": "Milford", "within": "SY", "level": "town", "lat": 36.0, "lon": 37.0, "radius_km": 3.0}
    ledger.judge(Judgement("name", ("place:milford",), "resolve", judge="ana", by_program=False, value=value))
    refresh(ledger, sides, settings())
    found = records(ledger, "Milford")
    assert list(found) == ["geonames:milford"]
    assert [span.holder_name for span in found["geonames:milford"]] == ["Karazis", "Miletians"]


def test_views_by_day_box_and_change(ledger: Ledger, sides: Sides) -> None:
    put(ledger, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY), say("territory-gain", "fsa", "Milford", "2016-12-06"))
    refresh(ledger, sides, settings())
    assert [span.name for span in on(ledger, day("2016-12-06"))] == ["Hartsdale", "Milford"]
    assert [span.name for span in on(ledger, day("2016-12-05"), (30, 30, 40, 40))] == ["Hartsdale"]
    assert on(ledger, day("2016-12-06"), (0, 0, 10, 10)) == []
    assert [(str(c.day), c.after.name) for c in changed(ledger, day("2016-12-06"))] == [
        ("2016-12-06", "Milford"),
        ("2016-12-12", "Hartsdale"),
    ]
    assert last_day(ledger) == day("2016-12-06")


# -- the command ---------------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def db(tmp_path: Path) -> str:
    with open_ledger(tmp_path / "l.dateline", create=True) as ledger:
        put(ledger, say("territory-hold", "fsa", "Hartsdale", "2016-12-01", status="ongoing"),
            say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY),
            say("territory-gain", "fsa", "Milford", "2016-12-06"))  # fmt: skip
    return ledger.name


def test_the_command_shows_who_has_a_place_now_on_a_day_and_before(db: str) -> None:
    code, out, _ = run("control", "Hartsdale", "--db", db, "-f", "json")
    (now,) = json.loads(out)
    assert code == 0 and (now["holder_name"], now["standing"], now["from"]) == ("Syrian army", "claimed", "2016-12-05")
    (then,) = json.loads(run("control", "Hartsdale", "--on", "2016-12-03", "--db", db, "-f", "json")[1])
    assert (then["holder_name"], then["standing"]) == ("Free Syrian Army", "held")
    history = json.loads(run("control", "hartsdale", "--history", "--db", db, "-f", "json")[1])
    assert [row["standing"] for row in history] == ["held", "claimed", "held"] and history[0]["to"] == "2016-12-04"


def test_the_command_lists_changes_as_a_table_and_as_csv(db: str) -> None:
    code, out, _ = run("control", "--changes", "--since", "2016-12-05", "--db", db, "-f", "csv")
    assert code == 0 and [line.split(",")[2] for line in out.splitlines()] == ["name", "Hartsdale", "Milford", "Hartsdale"]
    assert "Milford" in run("control", "--changes", "--since", "2016-12-06", "--db", db, "-f", "table")[1]


def test_a_place_that_no_claim_speaks_of_and_a_command_without_a_place_are_plain_errors(db: str) -> None:
    code, out, _ = run("control", "Nowhere", "--db", db)
    assert code != 0 and out == "" and run("control", "--db", db)[0] == 2
