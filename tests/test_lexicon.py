"""Every row of the trigger tables finds its own example, and ordinary sentences stay silent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.coder import STEPS
from dateline.coder.knowledge import Knowledge
from dateline.coder.reading import Event, Reading
from dateline.coder.step import run_step
from dateline.coder.surface import trigger_forms
from dateline.model import Article
from dateline.ontology import Light, Trigger, load_ontology
from dateline.tables import Column, read_table

SILENT = Path(__file__).parent / "data" / "lexicon_silent.csv"
LEXICON = load_ontology().lexicon
KNOWLEDGE = Knowledge()


def found(text: str) -> list[Event]:
    """The triggers of a text, as the find step sees them, through the same gate as always."""
    reading = Reading(Article(id="a", text=text), KNOWLEDGE)
    for step in STEPS:
        run_step(step, reading)
        if step.name == "find":
            break
    return reading.events


def rows() -> Iterator[Trigger]:
    """One trigger for each row that has an example, in the order of the tables."""
    seen = set()
    for table in (LEXICON.verbs, LEXICON.nouns, LEXICON.phrases):
        for triggers in table.values():
            for trigger in triggers:
                place = trigger.rule.split()[0]
                if trigger.example and place not in seen:
                    seen.add(place)
                    yield trigger


def carriers() -> Iterator[Light]:
    seen = set()
    for lights in LEXICON.light.values():
        for light in lights:
            place = light.rule.split()[0]
            if light.example and place not in seen:
                seen.add(place)
                yield light


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row.rule)
def test_a_row_finds_its_example(row: Trigger) -> None:
    events = found(row.example)
    line = row.rule.split()[0]
    rules = [event.trigger.rule for event in events]
    assert any(rule.split()[0] == line for rule in rules), f"{row.example!r} was read by {rules}"
    assert row.kind in [event.kind for event in events]


@pytest.mark.parametrize("row", list(carriers()), ids=lambda row: row.rule)
def test_a_light_verb_carries_its_example(row: Light) -> None:
    carried = [event.light.rule.split()[0] for event in found(row.example) if event.light is not None]
    assert row.rule.split()[0] in carried


@pytest.mark.parametrize("row", read_table(SILENT, {"text": Column(required=True), "why": Column()}), ids=lambda row: row["text"])
def test_an_ordinary_sentence_stays_silent(row: dict[str, str]) -> None:
    assert [(event.kind, event.trigger.rule) for event in found(row["text"])] == []


def test_every_kind_has_a_row_and_an_example() -> None:
    kinds = set(load_ontology().kinds)
    assert {row.kind for row in rows()} == kinds


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("The militia took control of the port.", True),
        ("Rebels fled overnight.", True),
        ("She took the bus to the office.", False),
        ("The children have a new teacher.", False),
        ("According to the clerk, it was late.", False),
        ("Fighters laid down their arms.", True),
        ("IS lost control of Denov.", True),
        ("The miners won't end it.", True),
    ],
)
def test_only_sentences_in_which_a_row_could_fire_are_parsed(text: str, opens: bool) -> None:
    assert trigger_forms(LEXICON)(text) is opens
