"""Decisions on pairs through recodings that lose a claim, move its words, and find it again."""

from __future__ import annotations

from sqlalchemy import select

from dateline.ledger import review
from dateline.ledger.event_tables import joined_claims
from dateline.ledger.joining import Joiner
from dateline.ledger.store import Ledger
from dateline.model import Claim, claim_id
from dateline.roster import load_roster
from dateline.settings import settings
from tests.ledger_claims import put, say


def together(ledger: Ledger, *claims: Claim) -> bool:
    """Whether the claims are of one event, as they are read now."""
    Joiner(ledger, load_roster(settings())).refresh()
    with ledger.connection() as connection:
        ids = [ledger.heir(claim.id) for claim in claims]
        found = connection.execute(select(joined_claims.c.event).where(joined_claims.c.claim_id.in_(ids))).scalars().all()
    assert len(found) == len(claims) and None not in found
    return len(set(found)) == 1


def test_what_was_merged_and_split_stays_so_when_a_claim_is_coded_anew_lost_and_found(ledger: Ledger) -> None:
    one, same, other = put(ledger, say("shelling", "army", "Hartsdale", "2016-12-05", outlet="A"),
                           say("shelling", "army", "Hartsdale", "2016-12-05", outlet="B"),
                           say("abduction", "is", "Milford", "2016-12-09", outlet="C"))  # fmt: skip
    assert together(ledger, one, same) and not together(ledger, one, other)
    review.merge(ledger, one.id, other.id, "ana")
    review.split(ledger, one.id, same.id, "ana")
    assert together(ledger, one, other) and not together(ledger, one, same)

    article = ledger.article(one.article)
    trigger = one.trigger.of(article.text, one.trigger.start - 1, one.trigger.end)
    moved = one.model_copy(update={"trigger": trigger, "id": claim_id(article, trigger.span, 0)})
    ledger.recode(article, [moved], coder="2")
    assert together(ledger, one, other) and not together(ledger, one, same), "its words are the same"

    made = review.split(ledger, one.id, other.id, "ana")
    undone = review.undo(ledger, made.id, "ana")
    assert together(ledger, one, other)
    review.undo(ledger, undone.id, "ana")
    assert not together(ledger, one, other)
    ledger.recode(article, [one], coder="3")
    assert not together(ledger, one, other), "not under the event that it was of when they were merged"
    ledger.recode(article, [], coder="4")
    assert not together(ledger, same, other)
    ledger.recode(article, [moved], coder="5")
    assert not together(ledger, one, other) and not together(ledger, one, same)
