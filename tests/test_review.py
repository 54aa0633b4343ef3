"""Review: the queue, decisions and their undoing, what a decided claim looks like, and what can be learned from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.root import app
from dateline.errors import InputError, LedgerError
from dateline.ledger import review
from dateline.ledger.decisions import decisions_of, effective, in_force
from dateline.ledger.joining import Joiner
from dateline.ledger.judgements import Judgement
from dateline.ledger.kept import refresh
from dateline.ledger.review.export import Lesson, lessons
from dateline.ledger.review.gather import done, queue
from dateline.ledger.review.queue import cited, contradictions, merges, names, ranked
from dateline.ledger.review.values import value_of
from dateline.ledger.sides import load_sides
from dateline.ledger.store import Ledger, open_ledger
from dateline.model import Claim, Count
from dateline.roster import load_roster
from dateline.settings import settings
from tests.ledger_claims import article_of, place, put, say, source

ARMY, REBELS = source("army", "sy-army"), source("Free Syrian Army", "fsa")
MILFORD = {"id": "own:milford", "name": "Milford", "within": "SY", "level": "town", "lat": 35.5, "lon": 36.5, "radius_km": 1.0}


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a file, for commands."""
    with open_ledger(tmp_path / "l.dateline", create=True) as opened:
        yield opened


def one(ledger: Ledger) -> Claim:
    return put(ledger, say("territory-gain", "army", "Hartsdale", "2016-12-05", confidence=0.4))[0]


def items(ledger: Ledger) -> list[review.Item]:
    roster = load_roster(settings())
    refresh(ledger, load_sides(roster), settings())
    Joiner(ledger, roster).refresh()
    return queue(ledger, load_sides(roster))


def judged(key: int, kind: str, *subjects: str, verdict: str = "", value: object = None) -> Judgement:
    return Judgement(kind, subjects, verdict, "ana", by_program=False, value=value, key=key)


# -- judgements in force -------------------------------------------------------------------------------------------------------


def test_an_undo_takes_a_judgement_back_and_an_undone_undo_brings_it_again() -> None:
    first, undo, again = judged(1, "claim", "c", verdict="reject"), judged(2, "undo", "j_1"), judged(3, "undo", "j_2")
    assert in_force([first]) == [first]
    assert in_force([first, undo]) == []
    assert in_force([again, undo, first]) == [first]


def test_the_later_of_two_judgements_is_in_force(ledger: Ledger) -> None:
    claim = one(ledger)
    review.reject(ledger, claim.id, "ana")
    review.accept(ledger, claim.id, "ben")
    now = decisions_of(ledger).effective(claim)
    assert now.accepted and not now.rejected and [made.judge for made in now.judgements] == ["ana", "ben"]


# -- corrections ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "check"),
    [
        ("kind", "territory-hold", lambda claim: claim.kind == "territory-hold"),
        ("status", "denied", lambda claim: claim.status == "denied"),
        ("actor", {"id": "fsa", "name": "Free Syrian Army"}, lambda claim: (claim.actor.id, claim.actor.text) == ("fsa", "Syrian army")),
        ("actor", None, lambda claim: claim.actor is None and claim.confidence.actor is None),
        ("target", {"id": "is", "name": "Islamic State"}, lambda claim: claim.target.name == "Islamic State"),
        ("places", MILFORD, lambda claim: (claim.places[0].id, claim.places[0].text) == ("own:milford", "Hartsdale")),
        ("places", [], lambda claim: claim.places == ()),
        ("when", {"start": "2016-12-01", "end": "2016-12-02", "precision": "range", "text": "day", "span": [200, 203]},
         lambda claim: str(claim.when.end) == "2016-12-02"),
    ],
)  # fmt: skip
def test_a_corrected_value_shows_and_the_claim_stays_as_it_was_read(ledger: Ledger, field: str, value: object, check: object) -> None:
    claim = one(ledger)
    review.correct(ledger, claim.id, field, value, "ana", "the report says so")
    now = decisions_of(ledger).effective(claim)
    assert check(now.claim) and now.corrected == (field,)  # type: ignore[operator]
    assert ledger.claim(claim.id).claim == claim


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("trigger", "word", "allowed: kind, status"),
        ("kind", "earthquake", "dateline kinds"),
        ("status", "perhaps", "does not fit status"),
        ("actor", {"text": "the Hill Men", "span": [0, 12], "name": "Hill Men"}, "does not fit actor"),
        ("actor", {"id": "fsa"}, "does not fit actor"),
        ("when", {"start": "2016-12-05", "end": "2016-12-01", "precision": "day", "text": "x"}, "does not fit when"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_recorded(ledger: Ledger, field: str, value: object, message: str) -> None:
    claim = one(ledger)
    with pytest.raises(LedgerError, match=message):
        review.correct(ledger, claim.id, field, value, "ana", "reason")
    assert done(ledger) == []


def test_a_correction_needs_a_reason_and_a_judgement_a_name(ledger: Ledger) -> None:
    claim = one(ledger)
    with pytest.raises(LedgerError, match="reason"):
        review.correct(ledger, claim.id, "kind", "attack", "ana", " ")
    with pytest.raises(LedgerError, match="who makes it"):
        review.accept(ledger, claim.id, " ")
    with pytest.raises(LedgerError, match="no claim"):
        review.accept(ledger, "c_0000000000000000", "ana")


def test_a_correction_follows_the_claim_through_a_recoding(ledger: Ledger) -> None:
    stored = say("territory-gain", "army", "Hartsdale", "2016-12-05")
    (claim,) = put(ledger, stored)
    review.correct(ledger, claim.id, "actor", {"id": "fsa", "name": "Free Syrian Army"}, "ana", "a slip of the coder")
    better = claim.model_copy(update={"id": "c_00000000000000ff", "kind": "territory-gain"})
    ledger.add(article_of(stored), [better], coder="better")
    now = decisions_of(ledger).effective(next(iter(ledger.claims())).claim)
    assert now.claim.actor is not None and now.claim.actor.id == "fsa"


def test_effective_needs_no_ledger() -> None:
    claim = say("territory-gain", "army", "Hartsdale", "2016-12-05").claim
    assert effective(claim, [judged(1, "claim", claim.id, verdict="reject")]).rejected
    assert effective(claim, [judged(1, "correct", claim.id, verdict="kind", value="attack")]).claim.kind == "attack"
    assert effective(claim, []).claim == claim


# -- names ---------------------------------------------------------------------------------------------------------------------


def test_a_resolved_name_is_remembered_for_claims_that_come_later(ledger: Ledger) -> None:
    review.resolve(ledger, "place", "Milford", MILFORD, "ana")
    review.resolve(ledger, "actor", "Hill Men", {"id": "fsa", "name": "Free Syrian Army"}, "ana")
    (claim,) = put(ledger, say("territory-gain", "hill men", place("Milford", id=None), "2016-12-05"))
    now = decisions_of(ledger).effective(claim).claim
    assert now.places[0].id == "own:milford" and now.actor is not None and now.actor.id == "fsa"


def test_a_place_name_may_be_bound_to_a_region(ledger: Ledger) -> None:
    review.resolve(ledger, "place", "Milford", {**MILFORD, "in": "geonames:north"}, "ana")
    north, south = (place(name, id=f"geonames:{name}", level="adm1") for name in ("north", "south"))
    unknown = place("Milford", id=None)
    elsewhere = say("territory-gain", "army", (unknown, south), "2016-12-05").claim
    here = say("territory-gain", "army", (unknown, north), "2016-12-05").claim
    decisions = decisions_of(ledger)
    assert decisions.effective(here).claim.places[0].id == "own:milford"
    assert decisions.effective(elsewhere).claim == elsewhere


def test_a_resolved_place_stays_in_what_its_report_puts_it_in(ledger: Ledger) -> None:
    own = {"id": "own:reed-quarter@36.1,37.1", "name": "Reed Quarter", "level": "town", "lat": 36.1, "lon": 37.1, "radius_km": 1.0}
    review.resolve(ledger, "place", "Reed Quarter", own, "ana")
    quarter = place("Reed Quarter", id=None, outcome="container", within="geonames:170063")
    (claim,) = put(ledger, say("shelling", "army", quarter, "2016-12-05"))
    (found,) = decisions_of(ledger).effective(claim).claim.places
    assert (found.id, found.within) == ("own:reed-quarter@36.1,37.1", "geonames:170063")


def test_what_the_coder_knows_is_not_overruled_by_a_name(ledger: Ledger) -> None:
    review.resolve(ledger, "place", "Hartsdale", MILFORD, "ana")
    claim = say("territory-gain", "army", "Hartsdale", "2016-12-05").claim
    assert decisions_of(ledger).effective(claim).claim == claim


def test_a_name_without_an_id_or_a_position_is_refused(ledger: Ledger) -> None:
    for sort, name, value in (("place", "Milford", {"id": "x", "name": "Milford"}), ("actor", "Hill Men", {"name": "x"}),
                              ("thing", "x", None), ("place", "…", MILFORD)):  # fmt: skip
        with pytest.raises(LedgerError):
            review.resolve(ledger, sort, name, value, "ana")


# -- the queue -----------------------------------------------------------------------------------------------------------------


def test_the_queue_has_disputes_lone_doubtful_claims_and_unknown_names(ledger: Ledger) -> None:
    put(ledger, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=ARMY),
        say("territory-gain", "army", "Hartsdale", "2016-12-06", status="denied", by=REBELS),
        say("territory-gain", "army", "Ashby", "2016-12-05", confidence=0.3),
        *(say("shelling", "Hill Men", place("Milford", id=None), f"2016-12-0{n}") for n in range(1, 7)))  # fmt: skip
    found = items(ledger)
    assert [(item.sort, item.subjects[0].partition(":")[2]) for item in found if item.sort in ("place", "actor")] == [
        ("place", "milford"), ("actor", "hill men")]  # fmt: skip
    assert {"dispute", "claim", "place", "actor"} <= {item.sort for item in found}
    assert [item.weight for item in found] == sorted((item.weight for item in found), reverse=True)
    assert all(item.claims and item.question and item.why for item in found)


def test_nobody_is_asked_who_rebels_are_or_which_place_a_towns_own_name_is(ledger: Ledger) -> None:
    # "The port of Aleppo": the town is known, and what lies in it has no name here.
    port = place("Aleppo", id=None, outcome="container", level="site", within="geonames:170063")
    quarter = place("Reed Quarter", id=None, outcome="container", level="neighbourhood", within="geonames:170063")
    put(ledger, say("shelling", "Rebels", port, "2016-12-05", by=source("Residents")), say("shelling", "Hill Men", quarter, "2016-12-06"),
        say("shelling", "Militants", "Ashby", "2016-12-07", by=source("Reed Watch")))  # fmt: skip
    asked = {item.question for item in items(ledger) if item.sort in ("place", "actor")}
    assert asked == {"Which place is Reed Quarter?", "Who is Reed Watch?", "Who is Hill Men?"}


def test_what_was_judged_leaves_the_queue_and_comes_back_when_it_is_undone(ledger: Ledger) -> None:
    claim = one(ledger)
    assert [item.sort for item in items(ledger)] == ["claim"]
    made = review.accept(ledger, claim.id, "ana")
    assert items(ledger) == []
    review.undo(ledger, made.id, "ana")
    assert [item.sort for item in items(ledger)] == ["claim"]


def killed(number: int) -> tuple[Count, ...]:
    words = f"{number} killed"
    return (Count(text=words, span=(210, 210 + len(words)), what="killed", low=number, high=number),)


def test_the_queue_has_contradictions_of_events_and_their_weakest_claims(ledger: Ledger) -> None:
    claims = put(ledger, *(
        say("air-strike", "army", "Hartsdale", "2016-12-05", target="fsa", by=source(by), status=status, counts=killed(12), confidence=sure)
        for by, status, sure in (("Reed Watch", "happened", 0.8), ("Hill Council", "happened", 0.8), ("Coast Office", "denied", 0.3))
    ))  # fmt: skip
    found = {item.sort: item for item in items(ledger)}
    assert {"contradiction", "claim"} <= set(found)
    assert "happened or denied" in found["contradiction"].question and claims[2].id in found["contradiction"].subjects
    assert found["claim"].subjects == (claims[2].id,) and set(found["claim"].claims) == {claim.id for claim in claims}
    review.reject(ledger, claims[2].id, "ana")
    assert not {"contradiction", "claim"} & {item.sort for item in items(ledger)}


def test_a_split_parts_what_the_matcher_joined_and_its_undo_joins_it_again(ledger: Ledger) -> None:
    one_, other = put(ledger, *(say("air-strike", "army", "Hartsdale", "2016-12-05", target="fsa", outlet=outlet, counts=killed(12))
                                for outlet in ("Northern Wire", "Hill Post")))  # fmt: skip

    def events() -> int:
        joiner = Joiner(ledger, load_roster(settings()))
        joiner.refresh()
        return len({joiner.regrouper.look.event(claim.id).id for claim in (one_, other)})

    assert events() == 1
    made = review.split(ledger, one_.id, other.id, "ana")
    assert events() == 2
    review.undo(ledger, made.id, "ana")
    assert events() == 1


def test_a_name_that_cannot_be_known_is_not_asked_again(ledger: Ledger) -> None:
    put(ledger, say("shelling", "army", place("Milford", id=None), "2016-12-01"))
    assert [item.sort for item in items(ledger)] == ["place"]
    review.resolve(ledger, "place", "milford", None, "ana")
    assert items(ledger) == []


def test_what_changes_more_comes_first() -> None:
    many = names(
        [("place:milford", "Milford", 40, ["c_1"]), ("actor:hill men", "Hill Men", 40, ["c_1"]), ("place:ashby", "Ashby", 2, ["c_2"])]
    )
    doubtful = merges([("c_3", "c_4", 0.5, 30, "two strikes"), ("c_5", "c_6", 0.95, 30, "two raids")])
    weak = cited([("a strike", [f"c_{n}" for n in range(10, 40)], {"c_12": 0.2}), ("a raid", ["c_50"], {"c_50": 0.1})])
    split = contradictions([("a strike", "toll", ["c_60"], ["c_61", "c_62"])])
    order = [item.subjects[0] for item in ranked([*split, *weak, *doubtful, *many])]
    assert order == ["c_3", "c_12", "place:milford", "actor:hill men", "c_5", "c_60", "place:ashby"]


def test_an_item_keeps_its_id_as_long_as_it_is_about_the_same() -> None:
    assert names([("place:milford", "Milford", 4, [])])[0].id == names([("place:milford", "MILFORD", 9, ["c_1"])])[0].id


# -- typed values --------------------------------------------------------------------------------------------------------------


class _NoGazetteer:
    layers = ()


def test_values_are_read_as_they_are_typed() -> None:
    claim = say("territory-gain", "army", "Hartsdale", "2016-12-05").claim
    text = article_of(say("territory-gain", "army", "Hartsdale", "2016-12-05", by=REBELS)).text

    def read(field: str, words: str) -> object:
        return value_of(field, words, claim, text, load_roster(settings()), _NoGazetteer())  # type: ignore[arg-type]

    assert read("kind", "attack") == "attack"
    assert read("actor", "fsa") == {"id": "fsa", "name": "Free Syrian Army"}
    assert read("actor", "Hill Men") == {"id": None, "name": "Hill Men"}
    assert (read("actor", "none"), read("places", "none")) == (None, [])
    assert read("when", "2016-12-01/2016-12-03") == {
        "start": "2016-12-01", "end": "2016-12-03", "precision": "range", "text": "day", "span": (200, 203)}  # fmt: skip
    place_read = read("places", "Milford@35.5,36.5")
    assert isinstance(place_read, dict) and (place_read["lat"], place_read["id"]) == (35.5, "own:milford@35.500,36.500")
    found = read("sources", "Free Syrian Army")
    assert isinstance(found, list) and found[0]["span"] == [160, 176]
    assert read("counts", '[{"what": "killed"}]') == [{"what": "killed"}]
    for field, words in (("counts", "twelve"), ("when", "Tuesday"), ("places", "Milford@north"), ("sources", "Nobody"), ("actor", "{")):
        with pytest.raises(InputError):
            read(field, words)


# -- training data -------------------------------------------------------------------------------------------------------------


def test_decisions_are_written_as_annotated_claims(ledger: Ledger) -> None:
    right, wrong, corrected, untouched = put(
        ledger, say("territory-gain", "army", "Hartsdale", "2016-12-05", by=REBELS), say("attack", "army", "Hartsdale", "2016-12-06"),
        say("territory-gain", "army", "Ashby", "2016-12-01/2016-12-31", percent=(75, None)), say("attack", "fsa", "Ashby", "2016-12-07"),
    )  # fmt: skip
    review.accept(ledger, right.id, "ana")
    review.reject(ledger, wrong.id, "ana")
    review.correct(ledger, corrected.id, "actor", {"id": "fsa", "name": "Free Syrian Army"}, "ben", "a slip")
    found = list(lessons(ledger))
    lines = {line["claim"]: line for lesson in found for line in lesson.claims}
    assert set(lines) == {right.id, corrected.id} and untouched.id not in str(found)
    assert [line["claim"] for lesson in found for line in lesson.rejected] == [wrong.id]
    assert lines[right.id]["sources"] == ["Free Syrian Army"] and lines[right.id]["date"] == "2016-12-05"
    line = lines[corrected.id]
    assert (line["actor"], line["actor_ref"], line["corrected"], line["judges"]) == ("Syrian army", "Free Syrian Army", ["actor"], ["ben"])
    assert line["counts"] == [{"what": "percent", "who": None, "low": 75, "high": None}] and line["date"] == "2016-12-01/2016-12-31"
    for lesson in found:
        assert all(line["trigger"] in lesson.doc["sents"][line["sent"]] for line in lesson.claims + lesson.rejected)
        assert "text" not in lesson.doc


# -- the commands --------------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["review", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_round_of_review_in_the_terminal(file: Ledger, tmp_path: Path) -> None:
    claim, db = one(file), ["--db", file.name]
    code, out, err = run("next", *db)
    assert code == 0 and claim.id in out and "dateline review accept" in out and err == "0 more\n"
    code, out, _ = run("correct", claim.id, "actor", "fsa", "--why", "a slip", "--who", "ana", *db)
    assert (code, out) == (0, "j_1\n")
    (row,) = json.loads(run("list", "--done", "-f", "json", *db)[1])
    assert (row["who"], row["kind"], row["verdict"], row["why"]) == ("ana", "correct", "actor", "a slip")
    assert run("next", *db)[2] == "nothing is left to review\n"
    assert run("next", "--json", *db)[1] == "null\n"
    assert run("export", str(tmp_path / "out"), *db)[2].startswith("1 document, 1 claims that are right, 0 that are none")
    (line,) = (tmp_path / "out" / "review.claims.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["actor_ref"] == "Free Syrian Army"
    assert run("undo", "j_1", "--who", "ana", *db)[1] == "j_2\n"
    assert json.loads(run("list", "-f", "json", *db)[1])[0]["sort"] == "claim"


def test_an_export_that_is_cut_short_leaves_the_files_of_the_one_before(
    file: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, db = tmp_path / "out", ["--db", file.name]
    run("accept", one(file).id, "--who", "ana", *db)
    run("export", str(folder), *db)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(before) == ["review.claims.jsonl", "review.docs.jsonl", "review.rejected.jsonl"]

    def cut_short(ledger: Ledger, *, whole: bool = False) -> Iterator[Lesson]:
        yield Lesson({"doc": "a1"}, [{"n": number} for number in range(50_000)])
        raise MemoryError

    monkeypatch.setattr("dateline.ledger.review.export.lessons", cut_short)
    assert run("export", str(folder), *db)[0] == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    monkeypatch.undo()
    (tmp_path / "taken").write_text("a file")
    result = CliRunner().invoke(app, ["review", "export", str(tmp_path / "taken"), *db])
    assert "cannot make the folder" in str(result.exception) and "give another" in str(result.exception)


def test_merge_split_and_resolve_are_recorded(file: Ledger) -> None:
    db = ["--who", "ana", "--db", file.name]
    one_, other = put(file, say("attack", "army", "Hartsdale", "2016-12-05"), say("attack", "army", "Hartsdale", "2016-12-06"))
    assert run("merge", one_.id, other.id, *db)[0] == run("split", other.id, one_.id, *db)[0] == 0
    assert run("resolve", "place", "Milford", "--as", "Milford@35.5,36.5", *db)[0] == 0
    assert run("resolve", "actor", "Hill Men", "--as", "fsa", *db)[0] == 0
    made = done(file)
    assert [(j.kind, j.verdict) for j in made] == [("same", "yes"), ("same", "no"), ("name", "resolve"), ("name", "resolve")]
    assert made[0].subjects == made[1].subjects == tuple(sorted((one_.id, other.id)))


def test_wrong_commands_say_what_is_allowed(file: Ledger) -> None:
    claim, db = one(file), ["--db", file.name]
    assert run("resolve", "place", "Milford", *db)[0] == run("resolve", "town", "Milford", "--as", "fsa", *db)[0] == 2
    assert run("next", "--sort", "weather", *db)[0] == 2
    assert run("correct", claim.id, "kind", "earthquake", "--why", "x", "--who", "ana", *db)[0] != 0
    assert run("undo", "j_9", "--who", "ana", *db)[0] != 0
    assert run("accept", claim.id, "--who", "", *db)[0] != 0, "nobody is no name to decide under"
    assert done(file) == []


# -- decisions and texts that change ------------------------------------------------------------------------------------------


def test_a_correction_follows_its_words_when_the_text_changes_around_them(ledger: Ledger) -> None:
    from tests.ledgers import article, claim

    first = article(1)
    second = first.model_copy(update={"text": "Corrected on Tuesday. " + first.text})
    ledger.add(first, [claim(first)], coder="test")
    start = first.text.index("residents")
    words = [{"text": "residents", "span": [start, start + 9]}]
    review.correct(ledger, claim(first).id, "sources", words, "ana", "they said so")
    ledger.add(second, [claim(second)], coder="test")
    now = decisions_of(ledger).effective(claim(second))
    assert now.corrected == ("sources",)
    now.claim.check(second)
    assert now.claim.sources[0].span == (start + 22, start + 31)
    # The sentence is there, but what was said to be its source is no more.
    third = first.model_copy(update={"text": first.text.replace("Nobody was hurt, residents said.", "Nobody was hurt.")})
    ledger.add(third, [claim(third)], coder="test")
    assert decisions_of(ledger).effective(claim(third)).corrected == ()
    ledger.add(second, [claim(second)], coder="test 2", newest=True)
    assert decisions_of(ledger).effective(claim(second)).corrected == ("sources",), "it comes back with its words"


def test_a_corrected_kind_is_what_other_schemes_call_that_kind(ledger: Ledger) -> None:
    claim = one(ledger)
    review.correct(ledger, claim.id, "kind", "shelling", "ana", "it was fire")
    assert "helling" in str(decisions_of(ledger).effective(claim).claim.crosswalk.acled)


def test_what_is_taken_back_is_not_taken_back_twice(ledger: Ledger) -> None:
    made = review.reject(ledger, one(ledger).id, "ana")
    undone = review.undo(ledger, made.id, "ana")
    with pytest.raises(LedgerError, match=rf"taken back already, by {undone.id}; .*review undo {undone.id}"):
        review.undo(ledger, made.id, "ana")
    review.undo(ledger, undone.id, "ana")
    assert [found.id for found in done(ledger)] == [made.id]
    again = review.undo(ledger, made.id, "ana")
    assert done(ledger) == [] and again.subjects == (made.id,)


@pytest.mark.parametrize("field", ["actor", "places", "sources", "when", "kind"])
def test_an_empty_value_is_not_a_value(ledger: Ledger, field: str) -> None:
    claim = one(ledger)
    with pytest.raises(InputError, match="found no value for"):
        value_of(field, " ", claim, "", load_roster(settings()), None)  # type: ignore[arg-type]
