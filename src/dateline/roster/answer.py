"""What is asked of the roster beside a phrase, and what it answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dateline.roster.load import Actor


@dataclass(frozen=True, slots=True)
class Context:
    """What the report tells around a phrase: the country it is about so far (ISO code), whether a capital may stand for its state,
    whether the report is written without capitals, so that "southern front" may be a name, the day it is of, and the ids of those whom
    it names in full somewhere."""

    country: str | None = None
    seats: bool = True
    lower: bool = False
    day: dt.date | None = None
    named: frozenset[str] = frozenset()


NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The actors a phrase names (none, one, or several joined by "and"), its plain name, and the reason where one is missing.

    ``label`` is the kind of word that an unresolved group is called by (generic, loaded, civil), "" for none.
    """

    actors: tuple[Actor, ...] = ()
    name: str | None = None
    reason: str | None = None
    rule: str = ""
    label: str = ""

    @property
    def id(self) -> str | None:
        """The actor's id; several are joined by "|" in the order of the words."""
        return "|".join(actor.id for actor in self.actors) or None

    @property
    def state(self) -> bool | None:
        """Whether state forces act: None where that is unknown or mixed."""
        states = {actor.state for actor in self.actors}
        return states.pop() if len(states) == 1 else None
