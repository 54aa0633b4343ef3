"""From the drafts that the steps filled to claims: ids, confidence, crosswalk."""

from __future__ import annotations

from collections import Counter

from dateline.coder.confidence import confidence_of, trigger_key
from dateline.coder.reading import Event, Phrase, Reading
from dateline.model import Claim, Confidence, Mention, Span, claim_id

# How far a field is to be trusted when no step said so: the share that is right on the training claims.
_DEFAULT = {"status": 0.82, "actor": 0.68, "target": 0.57, "places": 0.67, "when": 0.57, "sources": 0.7}


def _mention(phrase: Phrase | None, resolved: Mention | None) -> Mention | None:
    if resolved is not None or phrase is None:
        return resolved
    referent = phrase.referent()
    return Mention(text=phrase.text, span=(phrase.start, phrase.end), name=referent.text)


def _confidence(event: Event) -> Confidence:
    def score(name: str) -> float:
        return round(event.scores.get(name, _DEFAULT[name]), 2)

    word, form = trigger_key(event)
    sure, kind = confidence_of(event.kind, form, word)
    return Confidence(
        claim=round(event.scores.get("claim", sure), 2), kind=round(event.scores.get("kind", kind), 2), status=score("status"),
        actor=score("actor") if event.actor else None, target=score("target") if event.target or event.target_mention else None,
        places=score("places") if event.places else None, when=score("when") if event.when else None,
        sources=score("sources") if event.sources else None,
    )  # fmt: skip


def _claim(reading: Reading, event: Event, ordinal: int) -> Claim:
    article = reading.article
    kind = reading.knowledge.ontology.kinds[event.kind]
    actor = _mention(event.actor, event.actor_mention)
    return Claim(
        id=claim_id(article, (event.start, event.end), ordinal), article=article.id, kind=event.kind, status=event.status,
        confidence=_confidence(event), trigger=Span.of(article.text, event.start, event.end),
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
