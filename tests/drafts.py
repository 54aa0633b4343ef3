"""What the coder's core steps draft from a text: shared by the tests of these steps."""

from __future__ import annotations

from functools import cache

from dateline.coder import Coder, Knowledge
from dateline.coder.reading import Event, Phrase, Reading
from dateline.model import Article
from dateline.settings import settings

Told = tuple[str, str]
"""A kind, and the words that told of it."""


@cache
def coder() -> Coder:
    """The grammar alone: its rules are tested here, whatever the trained reader (tests/test_reader.py) would make of the words."""
    return Coder(Knowledge(settings=settings(reader="none")))


def read(text: str, published: str | None = None) -> Reading:
    return coder().read(Article.from_json({"id": "a", "text": text, "published": published}))


def events(text: str, published: str | None = None) -> list[Event]:
    return read(text, published).events


def words(text: str, event: Event) -> str:
    return text[event.start : event.end]


def told(text: str) -> list[Told]:
    """Each event as (kind, trigger), in the order of the text."""
    return [(event.kind, words(text, event)) for event in events(text)]


def one(text: str, kind: str, published: str | None = None) -> Event:
    """The only event of a kind."""
    found = [event for event in events(text, published) if event.kind == kind]
    assert len(found) == 1, f"{text!r} has {[(event.kind, words(text, event)) for event in events(text)]}"
    return found[0]


def name(phrase: Phrase | None) -> str | None:
    """The words of a phrase."""
    return None if phrase is None else phrase.text


def meant(phrase: Phrase | None) -> str | None:
    """The words of what a phrase stands for."""
    return None if phrase is None else phrase.referent().text
