"""What a ledger must not lose when articles come again, are coded again by a lesser coder, or change while they are coded."""

from __future__ import annotations

import datetime as dt

import pytest

from dateline.errors import InputError
from dateline.ledger.store import Done, Ledger, Wanted
from dateline.model import Article
from tests.ledgers import article, claim, put, whole

# The head of an article


def test_an_article_that_comes_without_its_outlet_keeps_it_in_its_claims_too(ledger: Ledger) -> None:
    one = article(1)
    put(ledger, one)
    ledger.add(one.model_copy(update={"outlet": None, "title": "Another title"}), [claim(one)], coder="coder 1")
    assert ledger.count(Wanted(outlet="Harbour Post")) == 1
    assert whole(ledger)


def test_an_article_that_comes_without_its_author_keeps_it(ledger: Ledger) -> None:
    one = article(1).model_copy(update={"author": "A. Writer", "section": "World"})
    put(ledger, one)
    ledger.add(one.model_copy(update={"author": None, "section": "News"}), [claim(one)], coder="coder 1")
    kept = ledger.article("a1")
    assert (kept.author, kept.section) == ("A. Writer", "News")


def test_a_changed_text_that_comes_without_a_date_has_that_of_the_version_before(ledger: Ledger) -> None:
    put(ledger, article(1))
    two = article(1, more="More.").model_copy(update={"published": None})
    due = ledger.to_code(two)
    assert isinstance(due, Article) and due.published == dt.date(2016, 12, 7), "or nothing could tell which Monday is meant"
    assert ledger.add(two, [claim(two)], coder="coder 1") is Done.VERSION
    assert ledger.article("a1").published == dt.date(2016, 12, 7)
    assert ledger.to_code(two) is Done.SAME


# Coded again


def test_a_claim_that_one_coder_missed_lives_on_in_what_the_next_one_found(ledger: Ledger) -> None:
    one = article(1)
    old = claim(one)
    ledger.add(one, [old], coder="coder 1")
    ledger.add(one, [], coder="coder 2")
    assert ledger.heir(old.id) == old.id
    start = old.trigger.start
    wider = old.model_copy(update={"id": "c_00000000000000aa", "trigger": old.trigger.of(one.text, start - 9, old.trigger.end)})
    ledger.add(one, [wider], coder="coder 3")
    assert ledger.heir(old.id) == wider.id
    ledger.add(one, [old], coder="coder 4")
    assert (ledger.heir(old.id), ledger.heir(wider.id)) == (old.id, old.id)


def test_a_sentence_that_was_left_out_of_one_version_is_known_again_in_the_next(ledger: Ledger) -> None:
    first = article(1)
    bare = first.model_copy(update={"text": "Dispatch 1. Nothing was heard."})
    again = first.model_copy(update={"text": "Once more. " + first.text})
    ledger.add(first, [claim(first)], coder="coder 1")
    ledger.add(bare, [], coder="coder 1")
    ledger.add(again, [claim(again)], coder="coder 1")
    assert ledger.heir(claim(first).id) == claim(again).id


def test_a_recoding_does_not_bring_back_a_text_or_head_that_was_replaced_while_it_ran(ledger: Ledger) -> None:
    one, other = article(1), article(2)
    put(ledger, one, other)
    read, read_too = ledger.article("a1"), ledger.article("a2")
    two = article(1, more="More.")
    ledger.add(two, [claim(two)], coder="coder 1")
    ledger.add(other.model_copy(update={"published": dt.date(2016, 12, 9)}), [claim(other)], coder="coder 1")
    assert ledger.recode(read, [claim(one)], coder="coder 2") is Done.CHANGED
    assert ledger.recode(read_too, [claim(other)], coder="coder 2") is Done.CHANGED
    assert (ledger.article("a1"), ledger.article("a2").published) == (two, dt.date(2016, 12, 9))
    assert sorted(ledger.outdated("coder 2")) == ["a1", "a2"], "the next recoding finds them"
    assert ledger.recode(ledger.article("a1"), [claim(two)], coder="coder 2") is Done.RECODED
    assert whole(ledger)


# Two versions of one article in two collections


def test_a_text_that_was_replaced_is_no_newer_one_when_it_comes_again(ledger: Ledger) -> None:
    one = article(1)
    two = one.model_copy(update={"text": "Corrected. " + one.text})
    for _ in range(2):
        ledger.add(one, [claim(one)], coder="coder 1")
        ledger.add(two, [claim(two)], coder="coder 1")
    assert ledger.to_code(one) is Done.REPLACED and ledger.to_code(two) is Done.SAME
    assert ledger.add(one, [claim(one)], coder="coder 1") is Done.REPLACED
    with pytest.raises(InputError, match="its text was replaced by another since"):
        ledger.add(one, [], coder="others")
    assert ledger.article("a1") == two
    assert (ledger.count(), ledger.count(Wanted(current=False))) == (1, 2), "nothing is coded again and again"
    assert whole(ledger)


@pytest.mark.parametrize("change", [{"title": "Another title"}, {"published": dt.date(2016, 12, 9)}, {"author": "A. Writer"}])
def test_a_head_that_was_replaced_is_no_newer_one_when_it_comes_again(ledger: Ledger, change: dict[str, object]) -> None:
    one = article(1).model_copy(update={"author": "B. Writer"})
    two = one.model_copy(update=change)
    done = [ledger.add(head, [claim(one)], coder="coder 1") for head in (one, two, one, two, one)]
    assert done == [Done.NEW, Done.REVISED, Done.REPLACED, Done.SAME, Done.REPLACED]
    assert ledger.article("a1") == two
    dated = one.model_copy(update={"published": dt.date(2016, 12, 11)})
    assert ledger.add(dated, [claim(one)], coder="coder 1") is Done.REVISED, "what is new in it is taken"
    assert ledger.article("a1") == dated.model_copy(update={**change, "published": dt.date(2016, 12, 11)})
    assert ledger.add(one, [claim(one)], coder="coder 1", newest=True) is Done.REVISED
    assert ledger.article("a1") == one
    assert whole(ledger)


def test_a_head_of_another_text_may_be_that_of_this_one(ledger: Ledger) -> None:
    one = article(1)
    two = one.model_copy(update={"text": "Corrected. " + one.text, "title": "Another title"})
    back = two.model_copy(update={"title": one.title})
    ledger.add(one, [claim(one)], coder="coder 1")
    ledger.add(one.model_copy(update={"title": "Another title"}), [claim(one)], coder="coder 1")
    done = [ledger.add(head, [claim(two)], coder="coder 1") for head in (two, back)]
    assert done == [Done.VERSION, Done.REVISED]


# Claims of others


@pytest.mark.parametrize("at_once", [False, True])
def test_a_claim_with_the_id_of_another_articles_claim_is_refused(ledger: Ledger, at_once: bool) -> None:
    one, two = article(1), article(2)
    wrong = claim(two).model_copy(update={"id": "c_00000000000000aa"})
    right = claim(one).model_copy(update={"id": "c_00000000000000aa"})
    if at_once:
        done = ledger.add_many([(one, [right], None), (two, [wrong], None), (article(3), [], None)], coder="them")
        assert [done[0], done[2]] == [Done.NEW, Done.NEW] and "has the id of a claim of the article 'a1'" in str(done[1])
    else:
        ledger.add(one, [right], coder="them")
        with pytest.raises(InputError, match="has the id of a claim of the article 'a1'"):
            ledger.add(two, [wrong], coder="them")
    assert ledger.add(one, [right], coder="others") is Done.RECODED, "its own id it keeps"
    assert whole(ledger)


@pytest.mark.parametrize("what", ["id", "outlet", "actor", "place", "name"])
def test_an_id_or_name_beyond_all_measure_costs_its_article_alone(ledger: Ledger, what: str) -> None:
    long = "".join(f"{n:x}." for n in range(1500))
    one = article(1, id=long if what == "id" else None)
    one = one.model_copy(update={"outlet": long}) if what == "outlet" else one
    told = claim(one)
    assert told.actor is not None
    place = told.places[0].model_copy(update={"id" if what == "place" else "name": long})
    change = {"actor": told.actor.model_copy(update={"id": long})} if what == "actor" else {"places": (place,)}
    told = told.model_copy(update=change) if what in ("actor", "place", "name") else told
    done = ledger.add_many([(one, [told], None), (article(2), [claim(article(2))], None)], coder="them")
    assert "bytes" in str(done[0]) and "allowed: " in str(done[0]) and done[1] is Done.NEW


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b"])
def test_a_name_that_no_database_keeps_costs_its_article_alone(ledger: Ledger, bad: str) -> None:
    one, two = article(1), article(2)
    told = claim(two)
    place = told.places[0].model_copy(update={"name": bad})
    done = ledger.add_many([(two, [told.model_copy(update={"places": (place,)})], None), (one, [claim(one)], None)], coder="them")
    assert "cannot be stored" in str(done[0]) and done[1] is Done.NEW


def test_a_text_of_more_words_than_can_be_looked_up_costs_itself_alone(ledger: Ledger) -> None:
    many = " ".join(f"слово{n:x}ичность" for n in range(40_000))
    long, short = article(1, more=many), article(2)
    done = ledger.add_many([(long, [claim(long)], None), (short, [claim(short)], None)], coder="them")
    assert done[1] is Done.NEW
    if ledger.dialect == "postgresql":
        assert "different words" in str(done[0])
    else:
        assert done[0] is Done.NEW
    assert whole(ledger)
