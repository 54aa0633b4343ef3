"""What to do about a name that stands for no one: names that are spelt almost so, or what else has to be told."""

from __future__ import annotations

from difflib import get_close_matches

from dateline.roster.answer import Context, Resolution
from dateline.roster.index import Roster
from dateline.roster.words import has_capital, key

_MANY = 3
_ALIKE = 0.8


def spelt_almost(roster: Roster, name: str) -> list[str]:
    """Return "name [id]" of up to three actors that have a name spelt almost like this one, the most alike first."""
    found = get_close_matches(key(name), sorted(roster.names), n=2 * _MANY, cutoff=_ALIKE)
    actors = dict.fromkeys(actor for folded in found for actor in roster.names[folded])
    return [f"{actor.name} [{actor.id}]" for actor in actors][:_MANY]


def advice(roster: Roster, name: str, found: Resolution, context: Context) -> str:
    """Return what a user can do about a phrase that was resolved to no one, as words to stand behind the reason."""
    bearers = roster.names.get(key(name), ())
    if len(bearers) > 1:
        return f"tell which with --country or --day, or give an id: {', '.join(actor.id for actor in bearers)}"
    if found.label == "generic" and context.country is None and key(name) in roster.alone:
        return "name the country with it, or the one that the report is about with --country CODE"
    if found.label and not has_capital(" ".join(name.split()[1:])):
        return "a report resolves it where it tells whom it means"
    if almost := spelt_almost(roster, name):
        return f"spelt almost so: {', '.join(almost)}"
    return "add a file that has it with: dateline actors add FILE"
