"""Step: find the words that denote events, and what kind of event each denotes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dateline.coder.reading import Event, Reading, Sentence
from dateline.coder.step import Step
from dateline.coder.syntax import child, children, conjuncts, is_passive, objects_of, prepositions
from dateline.ontology import Lexicon, Trigger

if TYPE_CHECKING:
    from spacy.tokens import Token


def holds(conditions: tuple[str, ...], lemmas: Iterable[str], lexicon: Lexicon) -> bool:
    """Tell whether words meet a condition: any of the alternatives, and none of the forbidden ones."""
    if not conditions:
        return True
    found = list(lemmas)
    wanted = [condition for condition in conditions if not condition.startswith("!")]
    for condition in conditions:
        if condition.startswith("!") and _meets(condition[1:], found, lexicon):
            return False
    return not wanted or any(_meets(condition, found, lexicon) for condition in wanted)


def _meets(condition: str, lemmas: list[str], lexicon: Lexicon) -> bool:
    if condition == "+":
        return bool(lemmas)
    if condition == "-":
        return not lemmas
    if condition.startswith("@"):
        return any(lexicon.is_a(lemma, condition[1:]) for lemma in lemmas)
    return condition in lemmas


def lemma(token: Token) -> str:
    """The lemma in lower case."""
    return str(token.lemma_).lower()


def run(reading: Reading) -> None:
    """Assign ``events``."""
    reading.events = []
    for sentence in reading.sentences:
        if sentence.doc is not None:
            reading.events += _events(reading, sentence)


def _events(reading: Reading, sentence: Sentence) -> list[Event]:
    lexicon = reading.knowledge.ontology.lexicon
    assert sentence.doc is not None
    context = [lemma(token) for token in sentence.doc]
    found = []
    for token in sentence.doc:
        trigger = None
        if token.pos_ == "VERB":
            trigger = _verb(token, context, lexicon)
        elif token.pos_ in ("NOUN", "PROPN"):
            trigger = _noun(token, context, lexicon)
        if trigger is not None:
            start, end = sentence.span(token, token)
            event = Event(sentence, token, start, end, trigger, trigger.kind)
            event.because("kind", trigger.rule)
            found.append(event)
    return found


def _verb(verb: Token, context: list[str], lexicon: Lexicon) -> Trigger | None:
    rows = lexicon.verbs.get(lemma(verb))
    if not rows:
        return None
    passive = is_passive(verb)
    subjects = [lemma(t) for c in children(verb, "agent" if passive else "nsubj") for t in ([c] if not passive else objects_of(c))]
    direct = child(verb, "nsubjpass" if passive else "dobj")
    if passive and direct is None and verb.dep_ in ("acl", "amod", "relcl"):
        direct = verb.head
    objects = [lemma(t) for t in conjuncts(direct)] if direct is not None else []
    particles = [c.lower_ for c in children(verb, "prt")]
    preps = [p.lower_ for p in prepositions(verb)]
    for row in rows:
        if (holds(row.particles, particles, lexicon) and holds(row.objects, objects, lexicon) and holds(row.subjects, subjects, lexicon)
                and holds(row.preps, preps, lexicon) and holds(row.context, context, lexicon)):  # fmt: skip
            return row
    return None


def _noun(noun: Token, context: list[str], lexicon: Lexicon) -> Trigger | None:
    modifiers = [lemma(c) for c in children(noun, "compound", "amod")]
    for row in lexicon.nouns.get(lemma(noun), ()):
        if holds(row.modifiers, modifiers, lexicon) and holds(row.context, context, lexicon):
            return row
    return None


STEP = Step("find", requires=("text", "sentences", "sentences.doc"), assigns=("events",), run=run)
