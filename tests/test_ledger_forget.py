"""What is taken out for safety is out, whatever it stood in: ids, versions, notes, keys, the server's statistics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from dateline.errors import InputError, LedgerError
from dateline.ledger import review
from dateline.ledger.blackout import Blackout
from dateline.ledger.check import check
from dateline.ledger.decisions import name_key
from dateline.ledger.forget import clean, forget_article, forget_person, is_clean
from dateline.ledger.joining import Joiner
from dateline.ledger.kept import refresh
from dateline.ledger.sides import load_sides
from dateline.ledger.store import Judgement, Ledger, Wanted, open_ledger
from dateline.model import Article
from dateline.roster import load_roster
from dateline.settings import settings
from tests.ledger_claims import place, say, source
from tests.ledger_claims import put as stored
from tests.ledgers import article, claim

NAME = "Zoë Müller"


def put(ledger: Ledger, *articles: Article) -> None:
    for one in articles:
        ledger.add(one, [claim(one)], coder="coder 1")


def held(ledger: Ledger) -> Iterator[str]:
    """Every text in every table of a ledger."""
    with ledger.connection() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                yield from (str(value) for value in row)


@pytest.mark.parametrize(
    "words", ["Zoë Müller", "ZOË  MÜLLER", "Zoe Muller", "zoe-muller", "Zoe\u0308 Mu\u0308ller", "“Zoë Müller”", "https://p.example/zoe-muller/1"]
)  # fmt: skip
def test_a_name_is_known_in_any_capitals_accents_and_spaces(words: str) -> None:
    masked = Blackout(NAME).mask(f"straße “{words}” ﬁre")
    assert len(masked) == len(f"straße “{words}” ﬁre") and masked.startswith("straße “") and masked.endswith("” ﬁre")
    assert not {"l", "r"} & set(masked.removesuffix("ﬁre").removeprefix("straße").replace("https://p.example/", ""))


@pytest.mark.parametrize("words", ["Zoë Müllers", "Zoë and Müller", "XZoë Müller", "Zoë. And then: Müller"])
def test_what_is_not_the_name_stays(words: str) -> None:
    assert Blackout(NAME).mask(words) == words


def test_a_name_in_the_ids_of_articles_goes_and_their_versions_stay_one_article(ledger: Ledger) -> None:
    first = article(1, id="https://p.example/zoe-muller", more=f"{NAME} said so.")
    second = article(1, id="https://p.example/zoe-muller", more=f"{NAME} said so twice.")
    reprint = first.model_copy(update={"id": "https://q.example/zoe-muller"})
    put(ledger, first, second, reprint)
    assert forget_person(ledger, NAME, "asked") == 3
    assert list(check(ledger)) == []
    assert len({report.id for report in ledger.reports()}) == len(list(ledger.reports())) == 2
    assert not any("ller" in words for words in held(ledger))


def test_versions_that_only_the_name_told_apart_are_one(ledger: Ledger) -> None:
    first, second = article(1, more=f"{NAME} said so."), article(1, more=f"{NAME.upper()} said so.")
    put(ledger, first, second, article(2))
    ledger.judge(Judgement("claim", (claim(first).id,), "reject", "ana", by_program=False))
    forget_person(ledger, NAME, f"{NAME} asked")
    assert list(check(ledger)) == []
    assert [report.id for report in ledger.reports(current=False)] == ["a1", "a2"]
    assert ledger.count() == 2 and ledger.count(Wanted(current=False)) == 3, "no claim is lost"
    assert ledger.claim(claim(first).id).report.id == "a1"
    assert not any("ller" in words.lower() for words in held(ledger))


def test_the_keys_of_names_and_notes_go_too(ledger: Ledger) -> None:
    put(ledger, article(1, more=f"{NAME} said so."))
    ledger.judge(Judgement("name", (name_key("actor", NAME),), "unknowable", "ana", by_program=False, why="is Zoe Muller a party?"))
    forget_person(ledger, NAME, "asked")
    assert not any("muller" in words.lower() for words in held(ledger))


def test_who_was_known_by_the_name_is_nobody_known(ledger: Ledger) -> None:
    one = article(1)
    told = claim(one)
    assert told.actor is not None
    ledger.add(one, [told.model_copy(update={"actor": told.actor.model_copy(update={"id": "own:17", "name": NAME})})], coder="coder 1")
    other = article(2, more=f"{NAME} said so.")
    put(ledger, other)
    forget_person(ledger, NAME, "asked")
    assert not any("ller" in words.lower() for words in held(ledger))
    assert [stored.claim.actor.id for stored in ledger.claims() if stored.claim.actor] == [None, "own:soldiers"]


def test_the_same_text_from_elsewhere_does_not_bring_the_name_back_and_is_not_said_to_be_there(ledger: Ledger) -> None:
    one = article(1, more=f"{NAME} said so.")
    put(ledger, one)
    forget_person(ledger, NAME, "asked")
    assert ledger.has(one), "it is there, without the name"
    with pytest.raises(InputError, match="blacked out for safety"):
        ledger.add(one.model_copy(update={"id": "reprint"}), [], coder="coder 1")


def test_what_was_noted_when_a_decision_was_taken_back_goes_with_the_article(ledger: Ledger) -> None:
    one = article(1)
    put(ledger, one)
    (made,) = ledger.judge(Judgement("claim", (claim(one).id,), "reject", "ana", by_program=False, why="Zeppelinstreet 1"))
    (undone,) = ledger.judge(Judgement("undo", (made.id,), "undo", "ana", by_program=False, why="Zeppelinstreet 2"))
    ledger.judge(Judgement("undo", (undone.id,), "undo", "ana", by_program=False, why="Zeppelinstreet 3"))
    forget_article(ledger, one.id, "asked")
    assert [(found.kind, found.why) for found in ledger.judgements()] == [("claim", None), ("undo", None), ("undo", None)]


def test_the_servers_statistics_hold_nothing_of_it(postgres: str) -> None:
    from tests.postgres import new_database

    with open_ledger(new_database(postgres, 300_000), create=True) as ledger:
        many = [article(n, more="Zeppelinstreet.") for n in range(20)]
        ledger.add_many([(one, [claim(one)], None) for one in [*many, article(99)]], coder="coder 1")
        with ledger.writing() as connection:
            connection.execute(text(
                "INSERT INTO control_due SELECT 'Zeppelinstreet' || n FROM generate_series(1, 20) AS n"))  # fmt: skip
            connection.execute(text("ANALYZE"))
        said = text("SELECT count(*) FROM pg_stats WHERE concat(most_common_vals, histogram_bounds, most_common_elems) ILIKE '%zeppelin%'")
        with ledger.connection() as connection:
            assert connection.execute(said).scalar_one() > 0
        with ledger.writing() as connection:
            connection.execute(text("DELETE FROM articles WHERE id <> 'a1' AND id <> 'a99'"))
        forget_article(ledger, "a1", "asked")
        with ledger.connection() as connection:
            assert connection.execute(said).scalar_one() == 0


def test_beside_a_reader_a_server_says_what_is_left_to_do(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.postgres import new_database

    monkeypatch.setenv("DATELINE_DB_WAIT", "0.3")
    where = new_database(postgres, 300_002)
    with open_ledger(where, create=True) as ledger, open_ledger(where) as other:
        put(ledger, article(1), article(2))
        with other.connection() as connection:
            connection.execute(text("SELECT * FROM articles")).all()
            with pytest.raises(LedgerError, match=r"it is taken out, but .* run: dateline forget --finish"):
                forget_article(ledger, "a1", "asked")
        assert not is_clean(ledger) and [report.id for report in ledger.reports()] == ["a2"]
        clean(ledger)
        assert is_clean(ledger) and list(check(ledger)) == []


def test_a_question_to_a_server_may_take_longer_than_to_reach_it(postgres: str) -> None:
    from tests.postgres import new_database

    with open_ledger(new_database(postgres, 300_001), create=True, wait=0.1) as ledger, ledger.connection() as connection:
        assert connection.connection.driver_connection is not None
        assert connection.connection.driver_connection._usock.gettimeout() is None


@pytest.mark.parametrize("where", ["~nobody-of-that-name/x", "x" * 300, "a\x00b"])
def test_a_path_that_cannot_be_is_told_plainly(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LedgerError, match="cannot open"):
        open_ledger(where, create=True)


def computed(ledger: Ledger) -> None:
    """Everything that is kept of claims: control, open names, events, stories."""
    roster = load_roster(settings())
    refresh(ledger, load_sides(roster), settings())
    Joiner(ledger, roster).refresh()


@pytest.mark.parametrize("what", ["article", "person"])
def test_what_was_computed_of_it_goes_with_it(ledger: Ledger, what: str) -> None:
    secret = "Zeppelin Quintal"
    told = [say("territory-gain", secret, place(secret, id=None), "2016-12-05", by=source(secret), outlet=secret, title=f"{secret}!"),
            say("territory-gain", "army", place("Milford", id=None), "2016-12-05"),
            say("shelling", "army", "Hartsdale", "2016-12-05")]  # fmt: skip
    first, second, _ = stored(ledger, *told)
    review.merge(ledger, first.id, second.id, "ana", f"{secret} was in both")
    review.correct(ledger, first.id, "kind", "retreat", "ana", f"{secret} left it")
    computed(ledger)
    review.split(ledger, first.id, second.id, "ana")
    computed(ledger)
    assert sum("eppelin" in words for words in held(ledger)) > 10
    if what == "article":
        forget_article(ledger, first.article, "asked")
    else:
        forget_person(ledger, secret, "asked")
    computed(ledger)
    assert [words for words in held(ledger) if "eppelin" in words.lower() or "quintal" in words.lower()] == []
    assert list(check(ledger)) == []
    assert ledger.count() == (2 if what == "article" else 3)
