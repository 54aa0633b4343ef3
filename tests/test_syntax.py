"""What the steps ask of a parse: passives, conjuncts, measures, and the cutting of noun phrases; and how drafts become claims."""

from __future__ import annotations

from functools import cache

import pytest

from dateline.coder import Coder, assemble
from dateline.coder.arguments import Arguments, of_noun, of_verb
from dateline.coder.knowledge import Knowledge
from dateline.coder.syntax import conjuncts, content, is_passive, noun_phrase, objects_of, prepositions
from dateline.coder.tree import Token
from dateline.model import Article
from dateline.settings import settings
from tests.drafts import coder, read


@cache
def words(text: str) -> list[Token]:
    doc = read(text).sentences[0].doc
    assert doc is not None, f"{text!r} was not worth a parse"
    return list(doc)


def word(text: str, form: str) -> Token:
    return next(token for token in words(text) if token.text == form)


def forms(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens]


@pytest.mark.parametrize(
    ("text", "verb", "passive"),
    [
        ("The army shelled the port.", "shelled", False),
        ("The port was shelled by the army.", "shelled", True),
        ("The port has been shelled.", "shelled", True),
        ("The army has shelled the port.", "shelled", False),
        ("The port shelled by the army is closed.", "shelled", True),
        ("The besieged town was quiet.", "besieged", True),
        ("The port was seized and shelled by the army.", "shelled", True),
    ],
)
def test_passives(text: str, verb: str, passive: bool) -> None:
    assert is_passive(word(text, verb)) is passive


def test_conjuncts_and_objects_of_prepositions() -> None:
    text = "The army shelled Karsa with mortars, rockets and guns."
    assert forms(list(conjuncts(word(text, "mortars")))) == ["mortars", "rockets", "guns"]
    (prep,) = prepositions(word(text, "shelled"), "with")
    assert forms(list(objects_of(prep))) == ["mortars", "rockets", "guns"]
    assert prepositions(word(text, "shelled"), "from") == []


@pytest.mark.parametrize(
    ("text", "head", "told"),
    [
        ("Dozens of fighters attacked the convoy.", "Dozens", "fighters"),
        ("Fighters of the brigade attacked the convoy.", "Fighters", "Fighters"),
    ],
)
def test_a_measure_is_looked_through(text: str, head: str, told: str) -> None:
    quantifiers = coder().knowledge.ontology.lexicon.words["quantifier"]
    assert content(word(text, head), quantifiers).text == told


@pytest.mark.parametrize(
    ("text", "head", "alone", "expected"),
    [
        ("The Karsan army shelled the port.", "army", False, ("Karsan", "army")),
        ("The soldiers who fled attacked a convoy.", "soldiers", False, ("soldiers", "soldiers")),
        ("The soldiers and the police attacked a convoy.", "soldiers", False, ("soldiers", "police")),
        ("The soldiers and the police attacked a convoy.", "soldiers", True, ("soldiers", "soldiers")),
        ("Fighters of the Orontes Front attacked a convoy.", "Fighters", False, ("Fighters", "Front")),
        ("Troops with tanks attacked a convoy.", "Troops", False, ("Troops", "Troops")),
        ("The Friday Movement attacked a convoy.", "Movement", False, ("Friday", "Movement")),
        ("Jets struck the mill on Saturday state television said.", "television", False, ("state", "television")),
    ],
)
def test_a_noun_phrase_is_cut(text: str, head: str, alone: bool, expected: tuple[str, str]) -> None:
    first, last = noun_phrase(word(text, head), conj=not alone)
    assert (first.text, last.text) == expected


def slots(arguments: Arguments) -> dict[str, list[str]]:
    found = {"subj": forms(arguments.subj), "obj": forms(arguments.obj)}
    return found | {name: forms(heads) for name, heads in arguments.preps.items()}


def test_active_and_passive_fill_the_same_slots() -> None:
    active = of_verb(word("The army seized the port from rebels.", "seized"))
    passive = of_verb(word("The port was seized by the army from rebels.", "seized"))
    assert slots(active) == slots(passive) == {"subj": ["army"], "obj": ["port"], "from": ["rebels"]}


def test_an_event_noun_has_its_owner_and_its_prepositions() -> None:
    arguments = of_noun(word("The army's raid on the depot was brief.", "raid"))
    assert (forms(arguments.poss), slots(arguments)["on"]) == (["army"], ["depot"])
    assert arguments.slot("against") == []


TEXT = "The Karsan army shelled Homs on Monday. It seized the port, and nine soldiers were killed in a raid, the mayor said."


def test_claims_stand_in_order_and_quote_the_text() -> None:
    article = Article(id="a", text=TEXT)
    found = coder().code(article)
    assert [claim.kind for claim in found] == ["shelling", "territory-gain", "attack"]
    assert [claim.trigger.span for claim in found] == sorted(claim.trigger.span for claim in found)
    for claim in found:
        claim.check(article)


def test_ids_are_stable_and_depend_on_article_and_trigger() -> None:
    first, again = (coder().code(Article(id="a", text=TEXT)) for _ in range(2))
    assert [claim.id for claim in first] == [claim.id for claim in again]
    assert len({claim.id for claim in first}) == len(first)
    assert not {claim.id for claim in first} & {claim.id for claim in coder().code(Article(id="b", text=TEXT))}


def test_a_field_that_is_empty_has_no_confidence() -> None:
    (claim,) = coder().code(Article(id="a", text="Homs was shelled."))
    assert (claim.actor, claim.confidence.actor) == (None, None)
    assert claim.places and claim.confidence.places is not None
    assert 0 <= claim.confidence.claim <= 1


def test_two_drafts_on_one_trigger_get_two_ids() -> None:
    reading = read("The army shelled Homs.")
    reading.events = [reading.events[0], reading.events[0]]
    first, second = assemble.claims(reading)
    assert first.trigger == second.trigger
    assert first.id != second.id


def test_claims_that_are_not_sure_enough_are_left_out() -> None:
    strict = Coder(Knowledge(settings=settings(environ={}, min_confidence=1.0)))
    assert coder().code(Article(id="a", text=TEXT))
    assert strict.code(Article(id="a", text=TEXT)) == []
