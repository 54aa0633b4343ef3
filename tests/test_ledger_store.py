"""The store keeps what it is given, in all its versions, and says so the same way on both databases."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import text

from dateline.errors import InputError, LedgerError
from dateline.ledger.search import search, search_claims
from dateline.ledger.store import Done, Judgement, Ledger, Wanted, open_ledger
from dateline.model import Claim
from tests.ledgers import article, claim, put, whole

# Articles and their versions


def test_an_article_comes_back_as_it_was(ledger: Ledger) -> None:
    one = article(1, more="Ça va, Müller? “Yes” \u2028 \U0001f600").model_copy(
        update={"author": "A. Writer", "url": "https://post.example/1"}
    )
    assert ledger.add(one, [claim(one)], coder="coder 1") is Done.NEW
    assert ledger.article(one.id) == one
    (stored,) = ledger.claims()
    assert stored.claim == claim(one)
    assert (stored.report.outlet, stored.report.version, stored.coder) == ("Harbour Post", one.version, "coder 1")
    assert ledger.evidence([stored.claim.id]) == {stored.claim.id: "Soldiers shelled Karaz on Monday."}
    assert whole(ledger)


def test_the_same_article_twice_is_one(ledger: Ledger) -> None:
    one = article(1)
    put(ledger, one)
    assert ledger.has(one)
    assert ledger.add(one, [claim(one)], coder="coder 1") is Done.SAME
    assert (ledger.count(), ledger.count(Wanted(current=False))) == (1, 1)


def test_a_changed_text_is_a_new_version_and_the_old_one_is_kept(ledger: Ledger) -> None:
    one = article(1)
    put(ledger, one)
    two = one.model_copy(update={"text": "Corrected. " + one.text})
    assert not ledger.has(two)
    assert ledger.add(two, [claim(two)], coder="coder 1") is Done.VERSION
    assert ledger.article("a1") == two
    assert ledger.article("a1", one.version) == one
    assert [stored.claim.id for stored in ledger.claims()] == [claim(two).id]
    assert {stored.claim.id for stored in ledger.claims(Wanted(current=False))} == {claim(one).id, claim(two).id}
    assert ledger.claim(claim(one).id).report.version == one.version
    assert ledger.heir(claim(one).id) == claim(two).id, "the same sentence stands in the new text"
    assert whole(ledger)


def test_a_text_that_changes_back_is_its_old_version_again_where_that_is_asked_for(ledger: Ledger) -> None:
    one = article(1)
    two = one.model_copy(update={"text": "Corrected. " + one.text})
    for text_of in (one, two):
        ledger.add(text_of, [claim(text_of)], coder="coder 1")
    assert ledger.to_code(one, newest=True) == one
    assert ledger.add(one, [claim(one)], coder="coder 1", newest=True) is Done.VERSION
    assert ledger.article("a1") == one
    assert [report.version for report in ledger.reports(current=False)] == [one.version, two.version]
    assert (ledger.heir(claim(two).id), ledger.heir(claim(one).id)) == (claim(one).id, claim(one).id)
    assert whole(ledger)


def test_a_corrected_head_is_kept_with_what_it_was_and_nothing_takes_it_away(ledger: Ledger) -> None:
    one = article(1)
    put(ledger, one)
    dated = one.model_copy(update={"published": dt.date(2016, 12, 8), "outlet": None})
    assert ledger.add(dated, [claim(one)], coder="coder 1") is Done.REVISED
    assert ledger.article("a1").published == dt.date(2016, 12, 8)
    assert ledger.article("a1").outlet == "Harbour Post", "an article that comes without its outlet does not lose it"
    with ledger.connection() as connection:
        assert "2016-12-07" in connection.execute(text("SELECT detail FROM log")).scalar_one()


def test_a_recoding_keeps_the_old_claims_and_the_judgements(ledger: Ledger) -> None:
    one = article(1, more="Then they captured Umm Dalla.")
    ledger.add(one, [claim(one)], coder="coder 1")
    ledger.judge(Judgement("claim", (claim(one).id,), "right", "ana", by_program=False))
    again = [claim(one, words=["captured"]), claim(one, status="denied")]
    assert ledger.outdated("coder 2") == ["a1"]
    assert ledger.add(one, again, coder="coder 2") is Done.RECODED
    assert ledger.outdated("coder 2") == []
    assert {stored.claim.id: stored.coder for stored in ledger.claims()} == dict.fromkeys([told.id for told in again], "coder 2")
    assert ledger.count(Wanted(current=False)) == 3
    assert ledger.claim(claim(one).id).claim.status == "denied", "the newest reading of a claim is the one that counts"
    assert [made.verdict for made in ledger.judgements(subject=claim(one).id)] == ["right"]
    assert whole(ledger)


def test_a_claim_whose_trigger_moved_lives_on_in_the_one_on_the_same_words(ledger: Ledger) -> None:
    one = article(1)
    old = claim(one)
    ledger.add(one, [old], coder="coder 1")
    start = old.trigger.start
    wider = old.model_copy(update={
        "id": "c_00000000000000aa", "trigger": old.trigger.of(one.text, start - 9, old.trigger.end)})  # fmt: skip
    ledger.add(one, [wider], coder="coder 2")
    assert ledger.heir(old.id) == wider.id


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"article": "b"}, "is of the article 'b'"),
        ({"trigger": {"text": "shelter", "span": [0, 7]}}, "do not fit"),
    ],
)
def test_claims_that_do_not_fit_are_refused_and_nothing_is_written(ledger: Ledger, change: dict[str, object], says: str) -> None:
    one = article(1)
    wrong = Claim.from_json({**claim(one).to_json(), **change})
    with pytest.raises(InputError, match=says):
        ledger.add(one, [wrong], coder="coder 1")
    with pytest.raises(InputError, match="two claims"):
        ledger.add(one, [claim(one), claim(one)], coder="coder 1")
    assert list(ledger.reports()) == []


def test_a_character_that_no_database_keeps_is_refused_in_plain_words(ledger: Ledger) -> None:
    one = article(1, more="half \ud800 a character")
    with pytest.raises(InputError, match="half a character"):
        ledger.add(one, [], coder="coder 1")


# What is asked of it


def test_claims_are_found_by_place_day_kind_and_party(ledger: Ledger) -> None:
    karaz, umm, tell = article(1), article(2, town="Umm Dalla", word="captured"), article(3, town="Tell Sirin", word="bombed")
    for number, one in enumerate((karaz, umm, tell)):
        ledger.add(one, [claim(one, day=5 + number)], coder="coder 1")
    undated = article(4)
    ledger.add(undated, [claim(undated, day=None)], coder="coder 1")

    def found(**wanted: object) -> list[str]:
        return sorted(stored.report.id for stored in ledger.claims(Wanted(**wanted)))

    day = dt.date(2016, 12, 6)
    assert found(place="own:Karaz") == ["a1", "a4"]
    assert found(since=day) == ["a2", "a3"]
    assert found(until=day) == ["a1", "a2"]
    assert found(place="own:Karaz", since=day) == []
    assert found(box=(35.5, 36.0, 36.5, 37.5)) == ["a1", "a2", "a4"]
    assert found(box=(35.5, 36.0, 36.5, 37.5), until=day) == ["a1", "a2"]
    assert found(box=(36.2, 37.1, 36.2, 37.1)) == ["a1", "a4"], "a point on the edge of the box is in it"
    assert found(box=(-90, 170, 90, 37)) == ["a2", "a3"], "a box over the date line"
    assert found(kinds=["air-strike", "territory-gain"]) == ["a2", "a3"]
    assert found(party="own:soldiers", outlet="Harbour Post", status=["happened"]) == ["a1", "a2", "a3", "a4"]
    assert found(target="own:soldiers") == found(min_confidence=0.95) == found(ids=[]) == []
    assert found(articles=["a2", "a9"]) == ["a2"]
    assert found(coder="coder 2") == []
    assert [stored.report.id for stored in ledger.claims(newest=True, limit=2)] == ["a3", "a2"]
    assert sorted(pin.id for pin in ledger.pins(Wanted(place="own:Karaz"))) == sorted([claim(karaz).id, claim(undated, day=None).id])


def test_as_many_ids_as_one_likes(ledger: Ledger) -> None:
    found = put(ledger, article(1), article(2))
    many = [f"c_{n:016x}" for n in range(70_000)] + [told.id for told in found]
    assert ledger.count(Wanted(ids=many)) == len(ledger.pins(Wanted(ids=many))) == 2
    assert [stored.claim for stored in ledger.claims(Wanted(ids=many))] == found
    assert [stored.claim for stored in ledger.claims(Wanted(ids=many), limit=1)] == found[:1]
    assert ledger.count(Wanted(articles=[f"a{n}" for n in range(70_000)], kinds=["shelling"])) == 2


def test_words_are_found_in_texts_and_in_the_sentences_of_claims(ledger: Ledger) -> None:
    put(ledger, article(1, more="The clinic of Dr. Müller stayed open."), article(2), article(3, town="Umm Dalla", word="captured"))

    def found(words: str) -> list[str]:
        with ledger.connection() as connection:
            return [hit.report.id for hit in search(connection, words)]

    assert sorted(found("shelling")) == ["a1", "a2"], "forms of a word count as the word"
    assert found("muller clinic") == ["a1"], "accents do not count"
    assert found('"umm dalla"') == ["a3"]
    assert found('"dalla umm"') == found("nowhere") == []
    assert found('x" OR title:*') == [], "what is not a word is no command either"
    with ledger.connection() as connection:
        (hit,) = search(connection, "captured")
        assert hit.claims == (claim(article(3, town="Umm Dalla", word="captured")).id,)
        assert "captured Umm Dalla" in hit.excerpt
        assert search_claims(connection, "clinic") == [], "no claim is told in that sentence"
        assert len(search_claims(connection, "soldiers monday")) == 3
        with pytest.raises(LedgerError, match="no word"):
            search(connection, " -- ")


@pytest.mark.parametrize(
    "words", ["\x00soldiers", "soldiers\x00monday", "soldiers \ud800", "_ soldiers", '"soldiers', "soldiers\nmonday", "-soldiers*"]
)
def test_what_is_no_letter_in_a_search_changes_nothing(ledger: Ledger, words: str) -> None:
    put(ledger, article(1))
    with ledger.connection() as connection:
        assert [hit.report.id for hit in search(connection, words)] == ["a1"]
        assert len(search_claims(connection, words)) == 1
        for nothing in ("_", "\x00", '"_"'):
            with pytest.raises(LedgerError, match="no word"):
                search(connection, nothing)


def test_a_word_that_is_everywhere_is_weighed_where_it_was_stored_last(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.ledger.search._SCORED", 3)
    first = article(1, more="Soldiers, soldiers, soldiers.")
    put(ledger, first, *(article(number) for number in range(2, 6)), article(6, more="Soldiers, soldiers."))
    with ledger.connection() as connection:
        assert next(hit.report.id for hit in search(connection, "soldiers", limit=2)) == "a6"
        assert {hit.report.id for hit in search(connection, "soldiers", limit=3)} == {"a4", "a5", "a6"}
        assert len(search(connection, "soldiers")) == 6, "as many as are asked for"
        assert [hit.report.id for hit in search(connection, "dispatch 1")] == ["a1"]


def test_what_an_old_version_said_is_not_found(ledger: Ledger) -> None:
    one = article(1, more="A zeppelin was seen.")
    put(ledger, one)
    two = article(1)
    ledger.add(two, [claim(two)], coder="coder 1")
    with ledger.connection() as connection:
        assert search(connection, "zeppelin") == []
        assert len(search(connection, "soldiers")) == 1


# Judgements, transactions


def test_judgements_are_kept_in_order_and_cannot_be_changed(ledger: Ledger) -> None:
    made = ledger.judge(
        Judgement("same", ("c_1", "c_2"), "yes", "match 1", score=0.8, reasons=("same place", {"km": 2})),
        Judgement("same", ("c_2", "c_3"), "no", "ana", by_program=False, why="another town", value={"x": [1]}),
    )
    assert list(ledger.judgements()) == made
    assert [found.key for found in ledger.judgements("same", subject="c_2")] == [1, 2]
    assert [found.key for found in ledger.judgements(by_program=False)] == [2] == [found.key for found in ledger.judgements(after=1)]
    assert list(ledger.judgements("claim")) == []
    for statement in ("UPDATE judgements SET verdict = 'no'", "DELETE FROM judgements"):
        with pytest.raises(LedgerError, match="never"), ledger.writing() as connection:
            connection.execute(text(statement))
    assert list(ledger.judgements()) == made


def test_a_transaction_is_kept_whole_or_not_at_all(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.writing():
        put(ledger, article(1))
        assert ledger.count() == 1, "what is written is seen inside"
        raise RuntimeError
    assert ledger.count() == 0
    with ledger.writing():
        put(ledger, article(2))
        ledger.judge(Judgement("claim", ("c",), "right", "ana"))
    assert ledger.count() == 1


def test_readers_read_while_a_writer_writes(ledger: Ledger) -> None:
    put(ledger, article(1))
    seen = []
    with ledger.writing():
        put(ledger, article(2))
        reader = threading.Thread(target=lambda: seen.append(ledger.count()))
        reader.start()
        reader.join(10)
    assert seen == [1], "a reader neither waits nor sees what is not finished"
    assert ledger.count() == 2


def test_many_threads_read_in_two_places_at_once(ledger: Ledger) -> None:
    put(ledger, article(1))
    number = 16
    ready, seen = threading.Barrier(number, timeout=20), []

    def read() -> None:
        with ledger.connection():
            ready.wait()  # all have one connection before any asks for another
            seen.append(ledger.count())

    threads = [threading.Thread(target=read) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert seen == [1] * number


def test_a_second_writer_waits_its_time_and_is_told(where: str) -> None:
    with open_ledger(where, create=True) as first, open_ledger(where, wait=0.2) as second:
        with first.writing():
            put(first, article(1))
            failed = []

            def write() -> None:
                try:
                    put(second, article(2))
                except LedgerError as error:
                    failed.append(str(error))

            other = threading.Thread(target=write)
            other.start()
            other.join(20)
        assert len(failed) == 1 and "another program is writing" in failed[0]
        put(second, article(2))
        assert first.count() == 2
