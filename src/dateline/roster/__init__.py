"""What dateline knows of actors and outlets, and how a phrase is resolved to one."""

from __future__ import annotations

from dateline.roster.index import Roster, load_roster, own_folder
from dateline.roster.load import Actor, Conflict, Outlet, Side
from dateline.roster.resolve import Context, Resolution, resolve

__all__ = ["Actor", "Conflict", "Context", "Outlet", "Resolution", "Roster", "Side", "load_roster", "own_folder", "resolve"]
