"""Stories, origins and events: what is joined, what is kept apart, and what an event shows. Reports, places and outlets are invented."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from dateline.errors import LedgerError
from dateline.ledger.event_look import Looker
from dateline.ledger.families import load_families
from dateline.ledger.joining import Joiner
from dateline.ledger.judgements import Judgement
from dateline.ledger.match import THRESHOLD, cluster
from dateline.ledger.origin import Origins
from dateline.ledger.records import Report, StoredClaim
from dateline.ledger.regroup import names
from dateline.ledger.store import Ledger, open_ledger
from dateline.ledger.stories import copied, signature
from dateline.model import Article, Claim
from dateline.roster import load_roster
from tests.ledger_claims import made

ROSTER = load_roster()


def join(ledger: Ledger, *reports: tuple[Article, list[Claim]], join_above: float = THRESHOLD) -> Looker:
    for article, found in reports:
        ledger.add(article, found, coder="by hand")
    joiner = Joiner(ledger, ROSTER, join_above)
    joiner.refresh()
    look = joiner.regrouper.look
    ids = [row["id"] for row in look.events()]
    assert list(look.each(ids)) == [look.event(id) for id in ids], "many events looked up at once are what they are one by one"
    return look


def groups(look: Looker, reports: Sequence[tuple[Article, list[Claim]]]) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for article, claims in reports:
        for claim in claims:
            found.setdefault(look.event(claim.id).id, set()).add(f"{article.id}:{claim.trigger.start}")
    return {frozenset(group) for group in found.values()}


BLAST = made(
    "a1", "Northern Wire", "2016-03-01",
    "A car bomb exploded at the grain market of Tell Harim on Tuesday and 12 people died, the Civil Rescue said.",
    {"kind": "bombing", "on": "exploded", "place": "Tell Harim", "day": "2016-03-01", "killed": "12", "by": ("Civil Rescue", None)},
)  # fmt: skip
LATER = made(
    "a2", "Evening Post", "2016-03-01",
    "A car bomb at the grain market of Tell Harim killed 31 people on Tuesday, the Civil Rescue said, raising its count.",
    {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01", "killed": "31", "by": ("Civil Rescue", None)},
)  # fmt: skip


def test_two_tolls_that_grow_over_the_day_are_one_event_and_no_contradiction(ledger: Ledger) -> None:
    look = join(ledger, BLAST, LATER)
    event = look.event(BLAST[1][0].id)
    assert len(event.claims) == 2
    assert not [c for c in event.contradictions if c.field == "toll"], "one origin raised its own count"
    assert event.tolls[0].best == 31


_BLASTS = (
    "A car bomb at the grain market of Tell Harim killed {} people on Tuesday.",
    "In Tell Harim, a town of millers, {} traders died when a car bomb went off by the stalls.",
)


def _of_so_many(at: int, number: str) -> tuple[Article, list[Claim]]:
    told = {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01", "killed": number}
    return made(f"a{at}", ("Northern Wire", "Evening Post")[at], "2016-03-01", _BLASTS[at].format(number), told)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        (("up to 40",), (40, 0, 40)),
        (("up to 40", "between 12 and 15"), (12, 0, 40)),
        (("between 12 and 15",), (12, 12, 15)),
        (("0",), (0, 0, 0)),
    ],
)
def test_the_best_number_of_up_to_forty_is_a_number_that_somebody_told(
    ledger: Ledger, numbers: tuple[str, ...], shown: tuple[float, float, float]
) -> None:
    reports = [_of_so_many(at, number) for at, number in enumerate(numbers)]
    toll = join(ledger, *reports).event(reports[0][1][0].id).tolls[0]
    assert (toll.best, toll.low, toll.high) == shown


def test_neighbouring_towns_on_one_day_are_two_events(ledger: Ledger) -> None:
    here = made("b1", "Northern Wire", "2016-03-01", "Shells fell on Tell Harim on Tuesday and 4 people died.",
                {"kind": "shelling", "on": "Shells", "place": "Tell Harim", "day": "2016-03-01", "killed": "4"})  # fmt: skip
    there = made("b2", "Evening Post", "2016-03-01", "Shells fell on Kafr Dan on Tuesday and 4 people died.",
                 {"kind": "shelling", "on": "Shells", "place": "Kafr Dan", "day": "2016-03-01", "killed": "4"})  # fmt: skip
    assert len(groups(join(ledger, here, there), [here, there])) == 2


def test_an_anniversary_is_not_todays_event(ledger: Ledger) -> None:
    today = made("c1", "Northern Wire", "2017-03-01", "A blast shook the grain market of Tell Harim on Wednesday.",
                 {"kind": "bombing", "on": "blast", "place": "Tell Harim", "day": "2017-03-01"})  # fmt: skip
    recalls = made("c2", "Evening Post", "2017-03-01", "Tell Harim remembered on Wednesday the blast of last year at the grain market.",
                   {"kind": "bombing", "on": "blast", "place": "Tell Harim", "day": "2016-03-01", "status": "past"})  # fmt: skip
    look = join(ledger, BLAST, today, recalls)
    assert look.event(today[1][0].id).id != look.event(recalls[1][0].id).id


def test_one_report_of_two_strikes_is_two_events(ledger: Ledger) -> None:
    both = made("d1", "Northern Wire", "2016-03-01",
                "Jets struck Qasr Amin on Tuesday and 5 people died. Separately, jets struck Deir Salam on Tuesday, where 9 people died.",
                {"kind": "air-strike", "on": "struck", "place": "Qasr Amin", "day": "2016-03-01", "killed": "5"},
                {"kind": "air-strike", "on": "struck", "after": "Separately", "place": "Deir Salam", "day": "2016-03-01",
                 "killed": "9"})  # fmt: skip
    assert len(groups(join(ledger, both), [both])) == 2


def test_a_car_bomb_is_not_an_air_strike(ledger: Ledger) -> None:
    strike = made("e1", "Evening Post", "2016-03-01", "An air raid on Tell Harim killed 3 people on Tuesday.",
                  {"kind": "air-strike", "on": "air raid", "place": "Tell Harim", "day": "2016-03-01", "killed": "3"})  # fmt: skip
    assert len(groups(join(ledger, BLAST, strike), [BLAST, strike])) == 2


SERIES = [
    BLAST, LATER,
    made("a3", "Harbour News", "2016-03-02", "The blast at the grain market of Tell Harim on Tuesday killed 31. The attack was the worst.",
         {"kind": "bombing", "on": "blast", "place": "Tell Harim", "day": "2016-03-01", "killed": "31"},
         {"kind": "attack", "on": "attack", "place": "Tell Harim", "day": "2016-03-01"}),
    made("a4", "Coast Daily", "2016-03-02", "Troops entered Deir Salam on Tuesday.",
         {"kind": "territory-gain", "on": "entered", "place": "Deir Salam", "day": "2016-03-01"}),
]  # fmt: skip


def test_the_order_in_which_reports_come_does_not_matter(tmp_path: Path) -> None:
    seen = set()
    for number, order in enumerate(itertools.permutations(range(len(SERIES)))):
        if number % 5:
            continue
        with open_ledger(tmp_path / f"{number}.dateline", create=True) as ledger:
            joiner = Joiner(ledger, ROSTER)
            for at in order:
                ledger.add(*SERIES[at], coder="by hand")
                joiner.refresh()
            seen.add(frozenset(groups(joiner.regrouper.look, SERIES)))
    assert len(seen) == 1


def test_an_event_keeps_its_id_and_old_ids_lead_to_it(ledger: Ledger) -> None:
    look = join(ledger, SERIES[0])
    before = look.event(SERIES[0][1][0].id).id
    look = join(ledger, *SERIES)
    after = look.event(before)
    assert after.id == before
    assert len(after.claims) > 1
    # Coded anew, with the same claims: nothing is another event.
    ledger.add(*SERIES[0], coder="by another hand")
    assert join(ledger).event(before).id == before


def test_an_analyst_joins_and_parts_and_takes_it_back(ledger: Ledger) -> None:
    one, other = BLAST[1][0].id, SERIES[3][1][0].id
    look = join(ledger, BLAST, LATER, SERIES[3])
    pair = tuple(sorted((one, other)))
    joined = ledger.judge(Judgement("same", pair, "yes", "ana", by_program=False))[0]
    look = join(ledger)
    assert look.event(one).id == look.event(other).id
    ledger.judge(Judgement("undo", (joined.id,), "undo", "ana", by_program=False))
    look = join(ledger)
    assert look.event(one).id != look.event(other).id
    parted = tuple(sorted((one, LATER[1][0].id)))
    ledger.judge(Judgement("same", parted, "no", "ana", by_program=False))
    look = join(ledger)
    assert look.event(parted[0]).id != look.event(parted[1]).id
    with ledger.writing() as connection:
        connection.exec_driver_sql("DELETE FROM joined_state")
    look = join(ledger)
    assert look.event(parted[0]).id != look.event(parted[1]).id, "a re-run leaves an analyst's word alone"


def test_each_join_is_a_judgement_with_score_and_reasons_once(ledger: Ledger) -> None:
    join(ledger, *SERIES)
    first = list(ledger.judgements("same"))
    assert first and all(j.by_program and j.score is not None and j.reasons for j in first)
    with ledger.writing() as connection:
        connection.exec_driver_sql("DELETE FROM joined_state")
    join(ledger)
    assert [j.key for j in ledger.judgements("same")] == [j.key for j in first]


def test_ten_outlets_that_cite_one_monitor_are_one_origin(ledger: Ledger) -> None:
    texts = ("A car bomb at the market of Tell Harim killed 12 on Tuesday, the Syrian Observatory for Human Rights said.",
             "On Tuesday 12 died when a car bomb hit the market of Tell Harim, according to the Syrian Observatory for Human Rights.",
             "The Syrian Observatory for Human Rights counted 12 dead after a car bomb in Tell Harim on Tuesday.")  # fmt: skip
    reports = [
        made(f"f{n}", outlet, "2016-03-01", text, {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01",
             "killed": "12", "by": ("Syrian Observatory for Human Rights", "sohr")})
        for n, (outlet, text) in enumerate(zip(("Northern Wire", "Evening Post", "Harbour News"), texts, strict=True))
    ]  # fmt: skip
    event = join(ledger, *reports).event(reports[0][1][0].id)
    assert (event.articles, len(event.voices)) == (3, 1)


def test_a_denial_disputes_an_event(ledger: Ledger) -> None:
    denial = made("g1", "Evening Post", "2016-03-01", "The command denied that a car bomb at the market of Tell Harim killed 12.",
                  {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01", "status": "denied",
                   "killed": "12"})  # fmt: skip
    event = join(ledger, BLAST, denial).event(BLAST[1][0].id)
    assert event.status == "disputed"
    assert [c.field for c in event.contradictions] == ["status"]


def test_a_reprint_says_nothing_of_its_own(ledger: Ledger) -> None:
    text = ("Fighters of the Harim council left the silos of Tell Harim on Tuesday after a week of talks. Farmers came back the same "
            "evening, and the mill began to work again. A car bomb exploded there at night and 12 people died. Nobody did.")  # fmt: skip
    told = {"kind": "bombing", "on": "exploded", "place": "Tell Harim", "day": "2016-03-01", "killed": "12"}
    look = join(ledger, made("h1", "Northern Wire", "2016-03-01", text, told),
                made("h2", "Evening Post", "2016-03-02", text + " It was reported late.", told))  # fmt: skip
    (row,) = look.events()
    assert (row["claims"], row["origins"]) == (2, 1)
    with pytest.raises(LedgerError, match="holds no event 'e_none'"):
        list(look.each([row["id"], "e_none"]))


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("SANA reporter in the town", "id:sana"),
        ("Observatory director A. Karim", "id:sohr"),
        ("elders of Kafr Dan", "name:elders of kafr dan"),
    ],
)
def test_who_speaks_for_an_outlet_is_its_voice(source: str, key: str) -> None:
    article, (claim,) = made("i1", "Northern Wire", "2016-03-01", f"Shells fell on Tell Harim, {source} said.",
                             {"kind": "shelling", "on": "Shells", "by": (source, None)})  # fmt: skip
    report = Report(article.id, article.version, article.outlet, article.published, "", None)
    (origin,) = Origins(ROSTER).of_article([StoredClaim(claim, report, "c")], article.text)
    assert origin.key == key


def test_an_agencys_mark_makes_it_the_origin_and_bare_words_refer_back() -> None:
    origins = Origins(ROSTER)
    article, claims = made("j1", "Evening Post", "2016-03-01",
                           "TELL HARIM (AFP) Shells fell, the Syrian Observatory for Human Rights said. It said a raid came. All left.",
                           {"kind": "shelling", "on": "Shells", "by": ("Syrian Observatory for Human Rights", "sohr")},
                           {"kind": "attack", "on": "raid", "by": ("It", None)}, {"kind": "retreat", "on": "left"})  # fmt: skip
    report = Report(article.id, article.version, article.outlet, article.published, "", None)
    found = origins.of_article([StoredClaim(claim, report, "c") for claim in claims], article.text)
    assert [origin.key for origin in found] == ["id:sohr", "id:sohr", "id:afp"]


def test_copies_are_found_and_other_reports_are_not() -> None:
    text = " ".join(f"word{n}" for n in range(200))
    edited = text.replace("word20", "another").replace("word120", "thing") + " and a new end"
    tie = copied("a", signature(text), "b", signature(edited))
    assert tie is not None and tie.score > 0.7
    assert copied("a", signature(text), "b", signature(" ".join(f"other{n}" for n in range(200)))) is None
    assert copied("a", signature("too short"), "b", signature(text)) is None


def test_groups_grow_from_the_best_pair_and_analysts_win() -> None:
    totals = {("a", "b"): 2.0, ("b", "c"): 1.0, ("a", "c"): -4.0}
    assert cluster(["a", "b", "c"], totals) == [("a", "b"), ("c",)]
    assert cluster(["c", "b", "a"], totals, same=[("c", "a")]) == [("a", "b", "c")] or cluster(
        ["c", "b", "a"], totals, same=[("c", "a")]) == [("a", "c"), ("b",)]  # fmt: skip
    assert cluster(["a", "b", "c"], totals, apart=[("b", "a")]) == [("a",), ("b", "c")]


def test_a_taking_is_linked_to_the_fight_as_its_part(ledger: Ledger) -> None:
    report = made("k1", "Northern Wire", "2016-03-01", "Troops fought for Qasr Amin on Tuesday. They took the town.",
                  {"kind": "armed-clash", "on": "fought", "place": "Qasr Amin", "day": "2016-03-01"},
                  {"kind": "territory-gain", "on": "took", "place": "Qasr Amin", "day": "2016-03-01"})  # fmt: skip
    look = join(ledger, report)
    fight, taking = (look.event(claim.id) for claim in report[1])
    assert fight.id != taking.id
    assert [(other, relation) for other, relation, _ in fight.related] == [(taking.id, "has the part")]


def test_what_was_planned_is_linked_to_what_then_happened_and_is_not_one_event_with_it(ledger: Ledger) -> None:
    plan = made(
        "p1", "Northern Wire", "2016-03-01",
        "Its aircraft will bomb the town of Tell Harim on Wednesday, the army said.",
        {"kind": "air-strike", "on": "bomb", "place": "Tell Harim", "day": "2016-03-02", "status": "planned"},
    )  # fmt: skip
    deed = made(
        "p2", "Evening Post", "2016-03-02",
        "Aircraft bombed the town of Tell Harim on Wednesday, the army said.",
        {"kind": "air-strike", "on": "bombed", "place": "Tell Harim", "day": "2016-03-02"},
    )  # fmt: skip
    look = join(ledger, plan, deed)
    before, after = (look.event(report[1][0].id) for report in (plan, deed))
    assert [(other, relation) for other, relation, _ in after.related] == [(before.id, "was planned in")]
    assert [(other, relation) for other, relation, _ in before.related] == [(after.id, "was followed by")]


def test_events_are_found_by_place_kind_day_and_contradiction(ledger: Ledger) -> None:
    look = join(ledger, *SERIES)
    assert {row["place"] for row in look.events(place="tel-harim")} == {"Tell Harim"}
    assert [row["kind"] for row in look.events(place="geonames:Deir Salam")] == ["territory-gain"]
    assert look.events(kind="bombing", since=dt.date(2016, 3, 2)) == []
    assert look.events(contradicted=True) == []
    assert look.events(least_origins=3) == look.events(actor="nobody") == []
    assert [row["origin"] for row in look.sources(1)]


def test_every_kind_has_a_family_and_unknown_ids_are_refused(ledger: Ledger) -> None:
    from dateline.ontology import load_ontology

    assert set(load_families().family) == set(load_ontology().kinds)
    with pytest.raises(LedgerError, match="holds no event"):
        join(ledger).event("e_0000000000000000")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Lantern Monitor", "name:lantern"),
        ("Al-Monitor", "id:al-monitor"),
        ("a Reuters reporter", "id:reuters"),
        ("Guardian", "id:guardian"),
    ],
)
def test_a_word_alone_is_an_outlet_only_where_it_is_its_whole_name(words: str, key: str) -> None:
    found = Origins(ROSTER)._named(words)
    assert found is not None
    assert found.key == key


def test_a_claim_whose_event_kept_its_name_without_it_gets_another() -> None:
    one, other = "c_0000000000000001", "c_0000000000000002"
    known = {claim: SimpleNamespace(published=1, article="a", at=0) for claim in (one, other)}
    # The event that was made of the first claim lives on in the second.
    found = names([(one,), (other,)], {other: "e_0000000000000001"}, {"e_0000000000000001": 1}, known)  # type: ignore[arg-type]
    assert found.pop("e_0000000000000001") == (other,)
    assert list(found.values()) == [(one,)]
