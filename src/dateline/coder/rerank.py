"""Step: weigh actor and target, as the parse gives them, against the trained reader's votes.

The parse names the phrase; where the reader sees hardly anything in it and much in another phrase of the sentence, or is
sure that nobody is named, its word counts. The shares asked for are in ``data/weights.csv``.
"""

from __future__ import annotations

from dateline.coder.ballot import Ballot
from dateline.coder.reading import Event, Phrase, Reading
from dateline.coder.step import Step
from dateline.coder.syntax import phrase_of
from dateline.coder.tagger.session import Shares
from dateline.coder.tree import Token


def run(reading: Reading) -> None:
    """Rewrite ``actor`` and ``target`` of every event."""
    if not reading.votes:
        return
    known = {(phrase.sentence.index, phrase.head.i): phrase for phrase in reading.phrases}
    for event in reading.events:
        ballot = reading.votes.get(event.sentence.index)
        if ballot is not None:
            for role in ("actor", "target"):
                _settle(reading, event, role, ballot, known)


def _settle(reading: Reading, event: Event, role: str, ballot: Ballot, known: dict[tuple[int, int], Phrase]) -> None:
    shares = ballot.role_of(event, role)
    if shares is None:
        return
    weights = reading.knowledge.weights
    given: Phrase | None = getattr(event, role)
    if given is not None and given.sentence is not event.sentence:
        return
    own = ballot.mass(shares, given.tokens()) if given is not None else 0.0
    if given is not None and own >= weights[f"{role}_keep"]:
        return
    if role == "actor" and given is not None and _claims(reading, event, given):
        return
    nobody = float(shares[0])
    if given is not None and nobody >= weights[f"{role}_empty"]:
        setattr(event, role, None)
        event.because(role, f"the reader sees nobody ({nobody:.2f})")
        return
    least = weights[f"{role}_swap" if given is not None else f"{role}_add"]
    best = _best(reading, event, ballot, shares, known)
    if best is not None and (share := ballot.mass(shares, best.tokens())) >= least:
        other = event.target if role == "actor" else event.actor
        if other is not None and other.start == best.start and other.sentence is best.sentence:
            return
        if (role == "target" and _is_teller(reading, event, best)) or (role == "actor" and _is_keeper(reading, event, best)):
            return
        if role == "target" and ((event.kind != "territory-gain" and _holds(reading, best)) or _is_where(reading, best)):
            return
        setattr(event, role, best)
        event.because(role, f"the reader's choice ({share:.2f})")


def _claims(reading: Reading, event: Event, actor: Phrase) -> bool:
    """ "The front *claimed responsibility* for the bombing", "*claimed* the bombing": by its own word it did it."""
    claimed = event.light_head is not None and event.light_head.lemma == "claim"
    return any(
        (claimed or draft.rule == "responsibility") and draft.head is not None and draft.head.i == actor.head.i
        and draft.sentence is actor.sentence and draft.covers(event.start)
        for draft in reading.attributions
    )  # fmt: skip


def _is_teller(reading: Reading, event: Event, phrase: Phrase) -> bool:
    """ "Troops came after the rebels fled, *residents* said": who tells of an act behind it is not whom it is done to."""
    return any(
        draft.rule == "closing" and draft.head is not None and draft.head.i == phrase.head.i
        and draft.sentence is phrase.sentence and draft.covers(event.start)
        for draft in reading.attributions
    )  # fmt: skip


def _is_keeper(reading: Reading, event: Event, phrase: Phrase) -> bool:
    """ "A depot *used by the rebels* was shelled": whose the thing is that was hit is not who hit it."""
    by = phrase.head.head
    keeps = by.head
    told = any(token.i == keeps.i for one in (event, *event.parts) for token in one.tokens())
    violent = reading.knowledge.ontology.kinds[event.kind].group == "violence"
    if told or not violent or phrase.head.dep_ != "pobj" or by.lower_ != "by" or keeps.dep_ != "acl":
        return False
    return reading.knowledge.ontology.lexicon.is_a(keeps.lemma_.lower(), "keeping")


def _holds(reading: Reading, phrase: Phrase) -> bool:
    """ "An offensive on government-held areas": who holds the place is not whom it is done to; who loses it when it is taken is."""
    text = reading.text
    return text[phrase.end : phrase.end + 1] == "-" and text[phrase.end + 1 : phrase.end + 2].isalpha()


def _is_where(reading: Reading, phrase: Phrase) -> bool:
    """ "Shelled the western *districts of Karsa*", "in *front of* the bakery": where it happens, unlike "shelled residential areas"."""
    lexicon, head = reading.knowledge.ontology.lexicon, phrase.head
    if head.i and head.lower_ == "front" and head.nbor(-1).lower_ == "in":
        return True
    lemma = head.lemma_.lower()
    named = any(phrase.start <= place.start < phrase.end for place in reading.toponyms if not place.in_title)
    return named and lexicon.is_a(lemma, "place") and not lexicon.is_a(lemma, "facility")


def _best(reading: Reading, event: Event, ballot: Ballot, shares: Shares, known: dict[tuple[int, int], Phrase]) -> Phrase | None:
    """The phrase around the word that most falls on: the words beside it that have a fair part too, and what heads them."""
    if len(shares) < 2:
        return None
    doc = event.sentence.doc
    assert doc is not None
    top = int(shares[1:].argmax())
    least = 0.2 * float(shares[1 + top])
    token_of = {number: i for i, number in ballot.number.items()}
    first = last = top
    while first > 0 and shares[first] >= least:
        first -= 1
    while last + 2 < len(shares) and shares[last + 2] >= least:
        last += 1
    tokens = [doc[token_of[number]] for number in range(first, last + 1)]
    inside = {token.i for token in tokens}
    heads = [token for token in tokens if token.head.i not in inside or token.head.i == token.i]
    heads = [token for token in heads if token.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ")] or [doc[token_of[top]]]
    head = max(heads, key=lambda token: (float(shares[1 + ballot.number[token.i]]), -token.i))
    if event.start <= event.sentence.offset(head) < event.end:
        return None
    head = _described(event, head)
    return known.get((event.sentence.index, head.i)) or phrase_of(event.sentence, head, reading.article.text)


def _described(event: Event, head: Token) -> Token:
    """ "Shelled *residential* areas": an adjective stands for its noun, unless that tells the event ("*civilian* deaths")."""
    noun = head.head
    own = event.start <= event.sentence.offset(noun) < event.end
    plain = head.pos_ == "ADJ" and head.dep_ == "amod" and head.text.islower()
    return noun if plain and not own and noun.pos_ == "NOUN" else head


STEP = Step(
    "rerank",
    requires=("sentences.doc", "events", "events.actor", "events.target", "phrases", "attributions", "votes"),
    assigns=("events.actor", "events.target"),
    run=run,
)
