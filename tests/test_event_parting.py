"""Several claims, or whole events, parted and joined by one decision: who leaves really leaves, who stays stays. Reports are invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dateline.cli.root import app
from dateline.errors import LedgerError
from dateline.ledger import review
from dateline.ledger.forget import forget_article
from dateline.ledger.review.gather import settled
from dateline.ledger.store import Ledger, open_ledger
from tests.ledger_claims import made
from tests.test_events import join

_OUTLETS = ("Northern Wire", "Evening Post", "Harbour Radio", "The Lantern", "Weekly Plough", "Mill Street Herald")
_WORDS = (
    "A car bomb at the grain market of Tell Harim killed 12 people on Tuesday.",
    "In Tell Harim 12 traders died when a car bomb went off by the stalls.",
    "Nurses counted 12 lives that were lost to a car bomb in the market of Tell Harim.",
    "The millers of Tell Harim bury 12 of theirs: a car bomb had torn through the stalls.",
    "Whoever left the car bomb in Tell Harim took 12 lives from its market.",
    "Glass lay all over Tell Harim after a car bomb, which killed 12.",
)


def blast(at: int, day: str = "2016-03-01", place: str = "Tell Harim") -> Any:
    text = _WORDS[at].replace("Tell Harim", place)
    told = {"kind": "bombing", "on": "car bomb", "place": place, "day": day, "killed": "12"}
    return made(f"a{at}-{day}-{place[:4].strip()}", _OUTLETS[at], day, text, told)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "a.dateline", create=True) as made:
        yield made


def ids(*reports: Any) -> list[str]:
    return [claim.id for _, claims in reports for claim in claims]


def together(ledger: Ledger, *reports: Any) -> set[frozenset[int]]:
    """Which of the reports' claims are of one event, by their numbers."""
    look, found = join(ledger), dict[str, set[int]]()
    for number, claim in enumerate(ids(*reports)):
        found.setdefault(look.event(claim).id, set()).add(number)
    return {frozenset(group) for group in found.values()}


def test_claims_that_are_marked_leave_together_and_the_others_stay(ledger: Ledger) -> None:
    reports = [blast(n) for n in range(5)]
    look = join(ledger, *reports)
    claims = ids(*reports)
    event = look.event(claims[0]).id
    assert together(ledger, *reports) == {frozenset(range(5))}
    split = review.split(ledger, [claims[1], claims[3]], event, who="ana", why="two other stalls")
    assert together(ledger, *reports) == {frozenset({1, 3}), frozenset({0, 2, 4})}
    look = join(ledger)
    assert all(relation != "may be one with" for _, relation, _ in look.event(claims[0]).related), "what was decided is in no doubt"
    assert len(list(ledger.judgements("same", by_program=False))) == 1, "what was decided at once is taken back at once"
    review.undo(ledger, split.id, who="ana")
    assert together(ledger, *reports) == {frozenset(range(5))}


def test_who_leaves_stays_away_when_a_report_comes_that_fits_both(ledger: Ledger) -> None:
    reports = [blast(n) for n in range(4)]
    join(ledger, *reports)
    claims = ids(*reports)
    review.split(ledger, claims[:1], claims[1:], who="ana")
    late = blast(5)
    join(ledger, late)
    found = together(ledger, *reports)
    assert found == {frozenset({0}), frozenset({1, 2, 3})}


def test_the_claim_that_an_event_was_made_of_may_leave_it(ledger: Ledger) -> None:
    reports = [blast(n) for n in range(4)]
    look = join(ledger, *reports)
    event = look.event(ids(*reports)[0]).id
    founder = f"c_{event[2:]}"
    at = ids(*reports).index(founder)
    review.split(ledger, founder, event, who="ana")
    assert together(ledger, *reports) == {frozenset({at}), frozenset(range(4)) - {at}}


def test_claims_that_leave_loosely_are_joined_as_they_fit(ledger: Ledger) -> None:
    reports = [blast(0), blast(1), blast(2), blast(3, place="Kafr Dan"), blast(4, day="2016-06-01")]
    join(ledger, *reports)
    claims = ids(*reports)
    review.merge(ledger, claims[:3], claims[3:], who="ana")
    assert together(ledger, *reports) == {frozenset(range(5))}
    review.split(ledger, claims[3:], claims[:3], who="ana", together=False)
    assert together(ledger, *reports) == {frozenset(range(3)), frozenset({3}), frozenset({4})}


def test_two_events_become_one_with_all_their_claims_and_one_claim_can_leave_again(ledger: Ledger) -> None:
    reports = [blast(0), blast(1), blast(2), blast(3, day="2016-04-01"), blast(4, day="2016-04-01")]
    look = join(ledger, *reports)
    claims = ids(*reports)
    one, other = look.event(claims[0]).id, look.event(claims[3]).id
    assert together(ledger, *reports) == {frozenset({0, 1, 2}), frozenset({3, 4})}
    merged = review.merge(ledger, one, other, who="ana", why="one wrote the wrong month")
    assert together(ledger, *reports) == {frozenset(range(5))}
    parted = review.split(ledger, claims[1], one, who="ana")
    assert together(ledger, *reports) == {frozenset({1}), frozenset({0, 2, 3, 4})}
    for decision in (parted, merged):
        review.undo(ledger, decision.id, who="ana")
    assert together(ledger, *reports) == {frozenset({0, 1, 2}), frozenset({3, 4})}


def test_what_was_decided_of_many_holds_when_a_report_is_forgotten(ledger: Ledger) -> None:
    reports = [blast(n) for n in range(5)]
    look = join(ledger, *reports)
    claims = ids(*reports)
    review.split(ledger, [claims[1], claims[3]], look.event(claims[0]).id, who="ana", why="the nurse Hala Otrin told us")
    forget_article(ledger, reports[4][0].id, "asked for")
    left = reports[:4]
    assert together(ledger, *left) == {frozenset({1, 3}), frozenset({0, 2})}
    assert next(ledger.judgements("same", by_program=False)).why is None


def test_a_claim_that_stays_where_others_leave_can_still_be_asked_about(ledger: Ledger) -> None:
    reports = [blast(n) for n in range(4)]
    look = join(ledger, *reports)
    claims = ids(*reports)
    review.split(ledger, claims[0], look.event(claims[0]).id, who="ana")
    found = settled(ledger)
    assert not found.intersection(claims)
    assert " ".join(sorted(claims[:2])) in found and " ".join(sorted(claims[1:3])) not in found


@pytest.mark.parametrize(
    ("ones", "others", "words"),
    [
        (["e_0"], ["c_0"], "holds no event 'e_0'"),
        (["c_0"], ["e_0"], "c_0"),
        ([0, 1, 2], [0], "nothing is left on one side"),
        ([], [0], "nothing is left on one side"),
    ],
)
def test_sides_that_cannot_be_are_refused_in_words(ledger: Ledger, ones: list[Any], others: list[Any], words: str) -> None:
    reports = [blast(n) for n in range(3)]
    join(ledger, *reports)
    claims = ids(*reports)
    one, other = ([claims[id] if isinstance(id, int) else id for id in side] for side in (ones, others))
    with pytest.raises(LedgerError, match=words):
        review.split(ledger, one, other, who="ana")
    assert not list(ledger.judgements("same", by_program=False))


def test_the_terminal_parts_several_claims_from_an_event_and_joins_events(ledger: Ledger, tmp_path: Path) -> None:
    reports = [blast(n) for n in range(4)]
    look = join(ledger, *reports)
    claims = ids(*reports)
    db = ["--db", str(tmp_path / "a.dateline"), "--who", "ana"]

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["review", *words, *db])
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    run("split", claims[0], claims[2], look.event(claims[0]).id)
    assert together(ledger, *reports) == {frozenset({0, 2}), frozenset({1, 3})}
    look = join(ledger)
    run("merge", look.event(claims[0]).id, look.event(claims[1]).id)
    assert together(ledger, *reports) == {frozenset(range(4))}
    done = CliRunner().invoke(app, ["review", "split", claims[0], *db])
    assert done.exit_code == 2 and "two or more" in done.output
