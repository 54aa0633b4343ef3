"""What every route is given: the state of the server, the coder's desk, who asks; and how errors are answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Query, Request

from dateline.errors import LedgerError
from dateline.serve.coding import Desk
from dateline.serve.guard import Person
from dateline.serve.state import State

Id = Annotated[str, Query(max_length=300)]
_BUSY = "another program is writing"


@dataclass(frozen=True, slots=True)
class House:
    """What one server has: its state and its coder. ``wait`` is for how many seconds a change waits for the views to follow."""

    state: State
    desk: Desk
    wait: float = 5.0


def house_of(request: Request) -> House:
    """Return the server's house, after a look whether the ledger has changed."""
    house: House = request.app.state.house
    house.state.glance()
    return house


def person_of(request: Request) -> Person:
    """Return who asks."""
    person: Person | None = request.state.person
    if person is None:
        raise HTTPException(401, "a token is needed")
    return person


def analyst_of(person: Annotated[Person, Depends(person_of)]) -> Person:
    """Return who asks, if they may change something."""
    if person.role != "analyst":
        raise HTTPException(403, f"{person.who} may look, but not decide or add: that needs a token of the role analyst")
    return person


Home = Annotated[House, Depends(house_of)]
Reader = Annotated[Person, Depends(person_of)]
Analyst = Annotated[Person, Depends(analyst_of)]


@contextmanager
def answering(status: int) -> Iterator[None]:
    """Answer with a status where the ledger says that it cannot do what is asked; with 409 where another program writes."""
    try:
        yield
    except LedgerError as error:
        raise HTTPException(409 if _BUSY in str(error) else status, str(error)) from None
