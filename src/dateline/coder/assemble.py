"""From the drafts that the steps filled to claims: ids, confidence, crosswalk."""

from __future__ import annotations

from collections import Counter

from dateline.coder.certainty import certainty_of
from dateline.coder.confidence import confidence_of, trigger_key
from dateline.coder.reading import Event, Phrase, Reading
from dateline.model import Claim, Confidence, Mention, Span, claim_id


def _mention(phrase: Phrase | None, resolved: Mention | None) -> Mention | None:
    if resolved is not None or phrase is None:
        return resolved
    referent = phrase.referent()
    return Mention(text=phrase.text, span=(phrase.start, phrase.end), name=referent.text)


def _confidence(reading: Reading, event: Event) -> Confidence:
    def sure(field: str, told: object = True) -> float | None:
        return round(certainty_of(reading, event, field), 2) if told else None

    word, form = trigger_key(event)
    claim, kind = confidence_of(event.kind, form, word)
    return Confidence(
        claim=round(event.scores.get("claim", claim), 2), kind=round(event.scores.get("kind", kind), 2),
        status=round(certainty_of(reading, event, "status"), 2), actor=sure("actor", event.actor),
        target=sure("target", event.target or event.target_mention), places=sure("places", event.places), when=sure("when", event.when),
        sources=sure("sources", event.sources),
    )  # fmt: skip


def _claim(reading: Reading, event: Event, ordinal: int) -> Claim:
    article = reading.article
    kind = reading.knowledge.ontology.kinds[event.kind]
    actor = _mention(event.actor, event.actor_mention)
    return Claim(
        id=claim_id(article, (event.start, event.end), ordinal), article=article.id, kind=event.kind, status=event.status,
        confidence=_confidence(reading, event), trigger=Span.of(article.text, event.start, event.end),
        actor=actor, target=_mention(event.target, event.target_mention),
        places=tuple(event.places), when=event.when, counts=tuple(event.counts), sources=tuple(event.sources), loaded=tuple(event.loaded),
        crosswalk=kind.crosswalk(event.state_actor),
    )  # fmt: skip


def claims(reading: Reading) -> list[Claim]:
    """Return the claims of a reading in the order of their triggers; each is checked against the article's text."""
    made, seen = [], Counter[tuple[int, int]]()
    for event in sorted(reading.events, key=lambda event: (event.start, event.end)):
        at = (event.start, event.end)
        claim = _claim(reading, event, seen[at])
        seen[at] += 1
        claim.check(reading.article)
        if claim.confidence.claim >= reading.knowledge.settings.min_confidence:
            made.append(claim)
    return made
