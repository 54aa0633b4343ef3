"""Who says what, counted over a ledger."""

from __future__ import annotations

from dateline.ledger import review
from dateline.ledger.decisions import decisions_of
from dateline.ledger.joining import Joiner
from dateline.ledger.sides import load_sides
from dateline.ledger.store import Ledger
from dateline.ledger.tallies import Tallies, tallies
from dateline.roster import load_roster
from dateline.settings import settings
from tests.ledger_claims import put, say, source


def counted(ledger: Ledger) -> Tallies:
    roster = load_roster(settings())
    Joiner(ledger, roster).refresh()
    return tallies(ledger, decisions_of(ledger), load_sides(roster))


def test_an_empty_ledger_has_nobody_who_says_anything(ledger: Ledger) -> None:
    assert counted(ledger) == Tallies({}, {}, {}, {})


def test_origins_and_outlets_are_counted_with_who_was_first_and_who_relays_whom(ledger: Ledger) -> None:
    monitor = source("Lantern Monitor")
    put(ledger, say("shelling", "army", "Hartsdale", "2016-12-05", by=monitor, outlet="Northern Wire"),
        say("shelling", "army", "Hartsdale", "2016-12-05", by=monitor, outlet="Harbour Post", published="2016-12-06"),
        say("abduction", "is", "Milford", "2016-12-09", outlet="Harbour Post"))  # fmt: skip
    found = counted(ledger)
    (key,) = (key for key, tally in found.origins.items() if tally.name == "Lantern Monitor")
    assert next(iter(found.origins)) == key, "those with the most claims first"
    told = found.origins[key]
    assert (told.claims, told.own, len(told.articles), sorted(told.outlets)) == (2, 0, 2, ["Harbour Post", "Northern Wire"])
    post = found.outlets["Harbour Post"]
    assert (post.claims, post.own, post.printed, dict(post.kinds)) == (2, 1, 2, {"shelling": 1, "abduction": 1})
    assert found.relays == {("Harbour Post", key): 1, ("Northern Wire", key): 1}
    assert (found.outlets["Northern Wire"].first, post.first) == (1, 1)


def test_a_loaded_word_that_an_analyst_added_counts(ledger: Ledger) -> None:
    (claim,) = put(ledger, say("shelling", "army", "Hartsdale", "2016-12-05", outlet="Harbour Post"))
    assert not counted(ledger).outlets["Harbour Post"].words
    word = {"text": claim.trigger.text, "span": list(claim.trigger.span), "neutral": "shelled"}
    review.correct(ledger, claim.id, "loaded", [word], "ana", "it is")
    assert dict(counted(ledger).outlets["Harbour Post"].words) == {("word", "shelled", None): 1}
