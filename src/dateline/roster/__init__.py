"""What dateline knows of actors and outlets, and how a phrase is resolved to one."""

from __future__ import annotations

from dateline.roster.answer import Context, Resolution
from dateline.roster.index import Roster, load_roster, own_folder
from dateline.roster.load import Actor, Conflict, Outlet, Side
from dateline.roster.resolve import COUNTRY_AND_ORGAN, resolve
from dateline.roster.scan import Named, names_in

__all__ = [
    "COUNTRY_AND_ORGAN",
    "Actor",
    "Conflict",
    "Context",
    "Named",
    "Outlet",
    "Resolution",
    "Roster",
    "Side",
    "load_roster",
    "names_in",
    "own_folder",
    "resolve",
]
