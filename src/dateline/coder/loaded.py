"""Step: loaded words about the actor, the target or the event of a claim, kept as evidence with a neutral reading.

Only words that belong to the claim count: those in its trigger, in the phrases of its actor and target, and those that hang
on the trigger in the parse before any other event's trigger does ("the *brutal* raid", "*heroically* entered").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline.coder.reading import Event, Reading
from dateline.coder.step import Step
from dateline.coder.tree import Token
from dateline.model import Loaded
from dateline.ontology.loaded import LoadedWord, load_loaded

if TYPE_CHECKING:
    from collections.abc import Mapping


_MAX_CLIMB = 12


def _zones(event: Event) -> list[tuple[int, int, str]]:
    """The stretches of the event's sentence that tell of its parts, each with the part's name."""
    zones = [(part.start, part.end, "event") for part in (event, *event.parts)]
    for name, phrase in (("actor", event.actor), ("target", event.target)):
        if phrase is not None and phrase.sentence is event.sentence:
            zones.append((phrase.start, phrase.end, name))
    return zones


def _owner(token: Token, owners: Mapping[int, Event]) -> Event | None:
    """The event on whose trigger a token hangs most closely."""
    at = token
    for _ in range(_MAX_CLIMB):
        if (event := owners.get(at.i)) is not None:
            return event
        if at.head.i == at.i:
            return None
        at = at.head
    return None


def _owners(events: list[Event]) -> dict[int, Event]:
    owners: dict[int, Event] = {}
    for event in events:
        owners.setdefault(event.head.i, event)
        for part in event.parts:
            owners.setdefault(part.head.i, event)
        if event.light_head is not None:
            owners.setdefault(event.light_head.i, event)
    return owners


def _tells(event: Event, word: LoadedWord, start: int, end: int) -> bool:
    """Tell whether a word stands in a phrase of the event that it may colour."""
    return any(left < end and start < right and (part in word.parts or part == "event") for left, right, part in _zones(event))


def run(reading: Reading) -> None:
    """Assign ``events.loaded``, in the order of the text."""
    known = load_loaded()
    by_sentence: dict[int, list[Event]] = {}
    for event in reading.events:
        event.loaded = []
        by_sentence.setdefault(event.sentence.index, []).append(event)
    for events in by_sentence.values():
        sentence = events[0].sentence
        text = reading.text[sentence.start : sentence.end]
        owners: dict[int, Event] | None = None
        for first, last, word in known.find(text):
            start, end = sentence.start + first, sentence.start + last
            if owners is None:
                owners = _owners(events)
            token = sentence.doc.at(first) if sentence.doc is not None else None
            owner = _owner(token, owners) if token is not None else None
            if owner is None and len(events) == 1:
                # Nothing else in the sentence could be meant.
                owner = events[0]
            for event in events:
                if event is owner or _tells(event, word, start, end):
                    # The words are those of the article, not those of the cleaned text.
                    event.loaded.append(Loaded(text=reading.article.text[start:end], span=(start, end), neutral=word.neutral))
                    event.because("loaded", word.rule)


STEP = Step("loaded", requires=("text", "sentences.doc", "events", "events.actor", "events.target"), assigns=("events.loaded",), run=run)
