"""Step: weigh the lexicon's events against the trained reader's votes.

How often the lexicon is right with a word (``confidence``) and what the reader believes of this very word are joined by
logistic functions, whose weights were counted (``data/fusion.csv``). What is likelier not there is dropped; where the reader
is sure of another kind, its word counts; a word that the lexicon does not list becomes an event when the reader is sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from dateline.coder.ballot import Ballot
from dateline.coder.confidence import confidence_of, trigger_key
from dateline.coder.governors import negation
from dateline.coder.reading import Event, Reading, Sentence
from dateline.coder.step import Step
from dateline.coder.tree import Token
from dateline.coder.weights import believed
from dateline.model import Status
from dateline.ontology import Trigger

_SLOTS = {"actor": ("subj", "by", "poss", "mod", "of"), "target": ("obj", "against", "on", "with")}
_CONTENT = frozenset({"VERB", "NOUN", "PROPN", "ADJ", "AUX", "ADP", "ADV"})

_CHANGES = frozenset({"territory-gain", "territory-hold", "territory-handover", "retreat"})
_ADDING = frozenset({"prt", "advmod"})
"""Particles and adverbs tell no event beside that of their verb: "drove them *back*", "*completely* took control"."""

Shares = Mapping[str, float]


def run(reading: Reading) -> None:
    """Rewrite ``events``: without those that the reader denies, with those that it alone sees, and with kinds settled."""
    if not reading.votes:
        return
    weights = reading.knowledge.weights
    kept: list[Event] = []
    for event in reading.events:
        ballot = reading.votes.get(event.sentence.index)
        shares = ballot.kinds_of(event) if ballot is not None else None
        if shares is None:
            kept.append(event)
            continue
        if _judge(event, shares, weights["kind"]) >= weights["keep_denied" if _is_denied(event) else "keep"]:
            kept.append(event)
    for sentence in reading.sentences:
        if sentence.doc is not None and (ballot := reading.votes.get(sentence.index)) is not None:
            kept += _proposed(sentence, ballot, [event for event in kept if event.sentence is sentence], weights["add"])
    reading.events = sorted(kept, key=lambda event: (event.start, event.end))


def _is_denied(event: Event) -> bool:
    """ "No casualties were reported": the reader was shown hardly any denials; here the grammar's word counts for more."""
    return any(status is Status.DENIED for status, _ in negation(event.head, event.light_head or event.head))


def features(event: Event, shares: Shares) -> tuple[float, float, float]:
    """Return how far the lexicon is right with the word, and the reader's shares of any event and, of these, of this kind."""
    word, form = trigger_key(event)
    told = max(1 - shares[""], 1e-9)
    return confidence_of(event.kind, form, word)[0], told, shares.get(event.kind, 0.0) / told


def _judge(event: Event, shares: Shares, least: float) -> float:
    """Settle an event's kind, record how sure it is, and return how likely the event is there."""
    best = max((kind for kind in shares if kind), key=lambda kind: shares[kind])
    told = max(1 - shares[""], 1e-9)
    if best != event.kind and shares[best] / told >= least and not _is_told_by_object(event):
        event.because("kind", f"the reader takes it for {best} ({shares[best] / told:.2f}), the lexicon for {event.kind}")
        event.kind = best
    there, right = believed("reader" if event.trigger.rule.startswith("reader:") else "lexicon", features(event, shares))
    right = min(right, there)
    event.scores["claim"], event.scores["kind"] = right, right / there
    return there


def _is_told_by_object(event: Event) -> bool:
    """ "*Lifted* the *sanctions*": the row names verb and object; the reader, asked of its words, may have meant the object alone."""
    return (
        event.head.pos_ == "VERB" and bool(event.trigger.objects) and any(token.dep_ in ("dobj", "nsubjpass") for token in event.tokens())
    )


def _proposed(sentence: Sentence, ballot: Ballot, events: list[Event], least: float) -> Iterator[Event]:
    """Events on words of which only the reader knows: neighbouring words of one kind make one."""
    assert sentence.doc is not None
    heads = [(event.kind, {event.head.i, *([event.light_head.i] if event.light_head is not None else [])}) for event in events]
    taken = [(event.start, event.end) for event in events] + [(part.start, part.end) for event in events for part in event.parts]
    before = (-2, "")
    there = set(np.flatnonzero(ballot.votes.kinds[:, 0] <= 1 - least).tolist())
    for token in sentence.doc if there else ():
        number = ballot.number.get(token.i, -1)
        if number not in there or token.pos_ not in _CONTENT or not any(map(str.isalpha, token.text)):
            continue
        if token.pos_ == "ADJ" and token.dep_ == "amod" and not token.lower_.endswith("ed"):
            continue  # "a chemical plant", "military action"; "besieged" may be taken for an adjective and tells all the same
        shares = dict(zip(ballot.reader.kinds, ballot.votes.kinds[number].tolist(), strict=True))
        start, end = sentence.span(token, token)
        if any(s < end and start < e for s, e in taken):
            continue
        kind = max((kind for kind in shares if kind), key=lambda kind: shares[kind])
        if any(_is_of(token, kind, told) and _is_beside(token, at) for told, at in heads) or _is_hyphened(token, heads):
            continue
        last, before = before, (token.i, kind)
        if last == (token.i - 1, kind):
            continue
        trigger = Trigger(f"reader:{kind}", (token.lemma_.lower(),), kind, _SLOTS["actor"], _SLOTS["target"])
        event = Event(sentence, token, start, end, trigger, kind)
        event.because("kind", f"the reader alone sees an event ({1 - shares['']:.2f})")
        _judge(event, shares, least)
        yield event


def _is_of(token: Token, kind: str, told: str) -> bool:
    """Whether a word beside another event's may tell of that one: of its kind, or "gave up *control*", where the place passes to others."""
    return kind == told or token.dep_ in _ADDING or (token.dep_ == "dobj" and {kind, told} <= _CHANGES)


def _is_hyphened(token: Token, heads: list[tuple[str, set[int]]]) -> bool:
    """ "A *counter*-attack": the word after the hyphen is the event."""
    doc = token.doc
    return token.i + 2 < len(doc) and doc[token.i + 1].text == "-" and any(token.i + 2 in at for _, at in heads)


def _is_beside(token: Token, heads: set[int]) -> bool:
    """ "Agreed on a *truce*", "lost *control*", "*air* strikes": a word that hangs on an event's own tells of the same event."""
    above = token.head.head.i if token.head.dep_ == "prep" else token.head.i
    below = {head for child in token.children for head in (child.i, *(c.i for c in child.children if child.dep_ == "prep"))}
    return token.head.i in heads or above in heads or bool(below & heads)


STEP = Step("weigh", requires=("sentences.doc", "events", "events.parts", "votes"), assigns=("events.kind",), run=run)
