"""The roster: every known actor by every name, the organs of every state, and the outlets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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
    Term,
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


_SHORT_NAME = 3
COMPOSED = "composed"
"""The source of an actor that no table has: a country and an organ."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A word or words that tell whose an organ is. ``sort``: name, adjective, people, capital or stand-in ("Assad's")."""

    country: Country
    sort: str


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """Look-up tables over folded names; compared by identity.

    ``holders`` are the persons who held an office, by the office's id, with the time. ``alone`` are words of organs that need no
    country beside them; ``told`` gives the ISO code for single adjectives and peoples; ``shouted`` are names that count only in
    capitals, ``cased`` those that count only with a capital; ``starts`` holds the first words of names, with the number of words
    of the longest name that begins so, ``longest`` the number of words of the longest of all.
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
    holders: Mapping[str, tuple[tuple[Term, Actor], ...]]
    alone: frozenset[str]
    told: Mapping[str, str]
    shouted: frozenset[str]
    cased: frozenset[str]
    starts: Mapping[str, int]
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

    def holder(self, office: str, day: dt.date | None) -> Actor | None:
        """Return the person who held an office on a day; None where nobody or more than one is known to have."""
        found = [person for term, person in self.holders.get(office, ()) if day is not None and term.holds(day)]
        return found[0] if len(found) == 1 else None

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
        identifier, name, override.aliases if override else (), parent, organ.sector, organ.inter, (country.iso2,), source=COMPOSED
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


def _starts(names: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        first = name.partition(" ")[0]
        found[first] = max(found.get(first, 0), name.count(" ") + 1)
    return found


@lru_cache(maxsize=4)
def load_roster(settings: Settings | None = None, folder: Path = DATA) -> Roster:
    """Return the roster of a folder of tables, with the user's own tables of actors after it.

    Raises :class:`~dateline.errors.KnowledgeError` with file and line where a table breaks its schema, an id stands twice, or a
    parent is no actor.
    """
    return build(folder, own_tables(settings) if settings else [])


def own_folder(settings: Settings) -> Path:
    """The folder where a user's own tables of actors are kept."""
    return settings.data_folder / "actors"


def own_tables(settings: Settings) -> list[Path]:
    """The user's own tables of actors by name; those that earlier versions kept in the cache folder are read from there."""
    folders = dict.fromkeys((settings.home_folder / "actors", own_folder(settings)))
    found = {path.name: path for folder in folders for path in sorted(folder.glob("*.csv"))}
    return [found[name] for name in sorted(found)]


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
    names, plain = _names([*actors.values(), *(actor for actor in composed if actor.id in overrides)])
    owned = owners(countries.values(), overrides)
    outlets = {outlet.id: outlet for _, outlet in load_outlets(folder / "outlets.csv")}
    return Roster(
        actors=actors, names=names, owners=owned, holders=_holders(rows),
        alone=frozenset(key(word) for organ in organs.values() for word in organ.words),
        told={word: owner.country.iso2 for word, owner in owned.items() if owner.sort in ("adjective", "people", "stand-in")},
        organs=organs, organ_words={key(word): organ for organ in organs.values() for word in (*organ.words, *organ.owned)},
        overrides=overrides,
        countries=countries, labels=load_labels(folder / "labels.csv"), conflicts=conflicts, outlets=outlets,
        outlet_names=_outlet_names(outlets.values()), shouted=_SPELLED & names.keys(),
        cased=frozenset(names.keys() - plain),
        starts=_starts(names),
        longest=max(name.count(" ") + 1 for name in names),
    )  # fmt: skip


def _names(actors: Sequence[Actor]) -> tuple[dict[str, tuple[Actor, ...]], frozenset[str]]:
    """The bearers of each folded name, and the names that are common words, written small."""
    found: dict[str, list[Actor]] = {}
    plain: set[str] = set()
    for actor in actors:
        for name in actor.names:
            folded = key(name)
            bearers = found.setdefault(folded, [])
            if actor not in bearers:
                bearers.append(actor)
            if name.islower():
                plain.add(folded)
    # Reports lose apostrophes: "Jaish al-Fatahs positions", "Peoples Protection Units".
    for name in [name for name in found if len(name) > _SHORT_NAME and name not in plain]:
        found.setdefault(f"{name}s", found[name])
    for actor in actors:
        for name in actor.names:
            if "'s " in name:
                found.setdefault(key(name.replace("'s ", "s ")), found[key(name)])
    return {name: tuple(bearers) for name, bearers in found.items()}, frozenset(plain)


def _holders(rows: Iterable[tuple[Row, Actor]]) -> dict[str, tuple[tuple[Term, Actor], ...]]:
    found: dict[str, list[tuple[Term, Actor]]] = {}
    for _, actor in rows:
        for term in actor.terms:
            found.setdefault(term.office, []).append((term, actor))
    return {office: tuple(held) for office, held in found.items()}


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
        for term in actor.terms:
            if term.office not in ids:
                raise KnowledgeError(row.path, row.line, f"the office {term.office!r}", "the id of an actor, or a country's organ")


def _outlet_names(outlets: Iterable[Outlet]) -> dict[str, Outlet]:
    found: dict[str, Outlet] = {}
    for outlet in outlets:
        for name in outlet.names:
            found.setdefault(key(name), outlet)
        for domain in outlet.domains:
            found.setdefault(domain.lower(), outlet)
    return found
