"""What dateline knows of actors and outlets, and how a phrase is resolved to one."""

from __future__ import annotations

from dateline.roster.answer import Context, Resolution
from dateline.roster.index import Roster, load_roster, own_folder
from dateline.roster.load import Actor, Conflict, Outlet, Side
from dateline.roster.resolve import COUNTRY_AND_ORGAN, resolve

__all__ = [
    "COUNTRY_AND_ORGAN",
    "Actor",
    "Conflict",
    "Context",
    "Outlet",
    "Resolution",
    "Roster",
    "Side",
    "load_roster",
    "own_folder",
    "resolve",
]
