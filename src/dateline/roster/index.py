"""The roster: every known actor by every name, the organs of every state, and the outlets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.errors import KnowledgeError
from dateline.gazetteer import Country, load_countries
from dateline.roster.load import (
    DATA,
    Actor,
    Conflict,
    Label,
    Organ,
    Outlet,
    Override,
    load_actors,
    load_conflicts,
    load_labels,
    load_organs,
    load_outlets,
    load_overrides,
    load_persons,
)
from dateline.roster.words import key
from dateline.settings import Settings
from dateline.tables import Row

_SPELLED = frozenset("is us who it in am as an at be no so to do all for aid pro act ana may sir".split())
"""Words that are also short forms of names: a name is meant only where they are written in capitals."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A word or words that tell whose an organ is. ``sort``: name, adjective, people, capital or stand-in ("Assad's")."""

    country: Country
    sort: str


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """Look-up tables over folded names; compared by identity.

    ``alone`` are words of organs that need no country beside them; ``told`` gives the ISO code for single adjectives and
    peoples; ``shouted`` are names that count only in capitals, ``cased`` those that count only with a capital;
    ``starts`` holds the first words of names, ``longest`` the number of words of the longest.
    """

    actors: Mapping[str, Actor]
    names: Mapping[str, tuple[Actor, ...]]
    owners: Mapping[str, Owner]
    organs: Mapping[str, Organ]
    organ_words: Mapping[str, Organ]
    overrides: Mapping[str, Override]
    countries: Mapping[str, Country]
    labels: Mapping[str, Mapping[str, Label]]
    conflicts: Mapping[str, Conflict]
    outlets: Mapping[str, Outlet]
    outlet_names: Mapping[str, Outlet]
    alone: frozenset[str]
    told: Mapping[str, str]
    shouted: frozenset[str]
    cased: frozenset[str]
    starts: frozenset[str]
    longest: int

    def organ_of(self, iso2: str, organ: str) -> Actor:
        """Return the actor that an organ of a country is; raises ``KeyError`` for an unknown country or organ."""
        return compose(self.countries[iso2], self.organs[organ], self.overrides)

    def find(self, identifier: str) -> Actor | None:
        """Return an actor by its id, composed ones included; None for an id that nothing has."""
        if identifier in self.actors:
            return self.actors[identifier]
        code, _, organ = identifier.partition("-")
        if code.upper() in self.countries and organ in self.organs:
            return self.organ_of(code.upper(), organ)
        return None

    def outlet(self, name: str) -> Outlet | None:
        """Return the outlet that is called so, or has that domain."""
        return self.outlet_names.get(key(name)) or self.outlet_names.get(name.strip().lower().removeprefix("www."))


def compose(country: Country, organ: Organ, overrides: Mapping[str, Override]) -> Actor:
    """Return the actor that an organ of a country is: its id is the country's code in lower case, a hyphen and the organ."""
    code = country.iso2.lower()
    identifier = f"{code}-{organ.organ}"
    override = overrides.get(identifier)
    adjective = country.adjectives[0] if country.adjectives else country.name
    name = override.name if override else organ.name.format(adj=adjective, name=country.name)
    parent = f"{code}-{organ.parent}" if organ.parent else None
    return Actor(
        identifier, name, override.aliases if override else (), parent, organ.sector, organ.inter, (country.iso2,), source="composed"
    )


def owners(countries: Iterable[Country], overrides: Mapping[str, Override]) -> Mapping[str, Owner]:
    """Return the words that tell whose an organ is, by folded words; a country's own name wins over another's capital or people."""
    found: dict[str, Owner] = {}
    rows = list(countries)
    for country in rows:
        for sort, words in (("name", country.names), ("adjective", country.adjectives)):
            for word in words:
                found.setdefault(key(word), Owner(country, sort))
    for country in rows:
        for word in country.people:
            found.setdefault(key(word), Owner(country, "people"))
        override = overrides.get(f"{country.iso2.lower()}-gov")
        for word in override.stands_for if override else ():
            found.setdefault(key(word), Owner(country, "stand-in"))
            found.setdefault(key(word) + "s", Owner(country, "stand-in"))
        if country.capital:
            found.setdefault(key(country.capital), Owner(country, "capital"))
        # Reports lose apostrophes: "Syrias army". Names alone, since "Americans" are the people.
        for word in country.names:
            found.setdefault(key(word) + "s", Owner(country, "name"))
    # "Damascus" is both a seat that stands for a government and a capital: as a capital it is read with care.
    for country in rows:
        if country.capital and found[key(country.capital)].country is country and found[key(country.capital)].sort == "stand-in":
            found[key(country.capital)] = Owner(country, "capital")
    return found


@lru_cache(maxsize=4)
def load_roster(settings: Settings | None = None, folder: Path = DATA) -> Roster:
    """Return the roster of a folder of tables, with the user's own actor tables (``actors/*.csv`` in the home folder) after it.

    Raises :class:`~dateline.errors.KnowledgeError` with file and line where a table breaks its schema, an id stands twice, or a
    parent is no actor.
    """
    return build(folder, sorted(own_folder(settings).glob("*.csv")) if settings else [])


def own_folder(settings: Settings) -> Path:
    """The folder where a user's own tables of actors lie."""
    return settings.home_folder / "actors"


def build(folder: Path, own: Iterable[Path] = ()) -> Roster:
    """Build the roster from the tables of a folder and further tables of actors; raises :class:`~dateline.errors.KnowledgeError`."""
    countries = {country.iso2: country for country in load_countries()}
    organs = load_organs(folder / "organs.csv")
    overrides = load_overrides(organs, folder / "states.csv")
    conflicts = load_conflicts(folder / "conflicts.csv")
    rows = load_actors([*sorted((folder / "actors").glob("*.csv")), *own], conflicts) + load_persons(folder / "persons.csv")
    actors = _by_id(rows)
    composed = [compose(country, organ, overrides) for country in countries.values() for organ in organs.values()]
    _check_parents(rows, actors.keys() | {actor.id for actor in composed})
    names: dict[str, list[Actor]] = {}
    shouted: set[str] = set()
    plain: set[str] = set()
    for actor in [*actors.values(), *(actor for actor in composed if actor.id in overrides)]:
        for name in actor.names:
            folded = key(name)
            bearers = names.setdefault(folded, [])
            if actor not in bearers:
                bearers.append(actor)
            if name.islower():
                plain.add(folded)
            if folded in _SPELLED:
                shouted.add(folded)
    owned = owners(countries.values(), overrides)
    outlets = {outlet.id: outlet for _, outlet in load_outlets(folder / "outlets.csv")}
    return Roster(
        actors=actors, names={name: tuple(found) for name, found in names.items()}, owners=owned,
        alone=frozenset(key(word) for organ in organs.values() for word in organ.words),
        told={word: owner.country.iso2 for word, owner in owned.items() if owner.sort in ("adjective", "people", "stand-in")},
        organs=organs, organ_words={key(word): organ for organ in organs.values() for word in (*organ.words, *organ.owned)},
        overrides=overrides,
        countries=countries, labels=load_labels(folder / "labels.csv"), conflicts=conflicts, outlets=outlets,
        outlet_names=_outlet_names(outlets.values()), shouted=frozenset(shouted),
        cased=frozenset(names.keys() - plain),
        starts=frozenset(name.partition(" ")[0] for name in names),
        longest=max(name.count(" ") + 1 for name in names),
    )  # fmt: skip


def _by_id(rows: Iterable[tuple[Row, Actor]]) -> dict[str, Actor]:
    found: dict[str, Actor] = {}
    for row, actor in rows:
        if actor.id in found:
            raise row.error(f"the id {actor.id!r} a second time", "an id of its own")
        found[actor.id] = actor
    return found


def _check_parents(rows: Iterable[tuple[Row, Actor]], known: Iterable[str]) -> None:
    ids = frozenset(known)
    for row, actor in rows:
        if actor.parent and (actor.parent not in ids or actor.parent == actor.id):
            raise KnowledgeError(row.path, row.line, f"the parent {actor.parent!r}", "the id of another actor, or a country's organ")


def _outlet_names(outlets: Iterable[Outlet]) -> dict[str, Outlet]:
    found: dict[str, Outlet] = {}
    for outlet in outlets:
        for name in outlet.names:
            found.setdefault(key(name), outlet)
        for domain in outlet.domains:
            found.setdefault(domain.lower(), outlet)
    return found
