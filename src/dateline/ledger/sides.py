"""Who stands on which side where: the parties of a claim, and for whom the origin of a claim speaks.

A side is a word that can be compared: ``ukraine:russia`` (a conflict of the roster and the side in it), ``state:TR`` for a state that
the tables put on no side there, ``actor:…`` for an actor outside every conflict, ``name:…`` for a name that no one knows, and
``unnamed`` for armed people whom nothing tells apart ("militants"), who may be of any side but a government's.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from dateline.gazetteer.fold import folding
from dateline.ledger.records import StoredClaim
from dateline.model import UNNAMED, Claim, Mention, Source
from dateline.roster import Actor, Outlet, Roster, resolve
from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data"
_STATE_COLUMNS = {
    "conflict": Column(required=True), "country": Column(required=True), "side": Column(required=True),
    "from": Column(required=True), "to": Column(),
}  # fmt: skip
_WORD_COLUMNS = {"words": Column(required=True, many=True), "sides": Column(required=True, many=True)}
_VOICE_COLUMNS = {
    "voice": Column(required=True, allowed=frozenset({"own", "outside"})), "words": Column(required=True, many=True),
    "reason": Column(required=True),
}  # fmt: skip
UNNAMED_SIDE = "unnamed"
_NOBODY = "-"
_DIGIT = re.compile(r"\d")
_OF = re.compile(r"['’]s\b")
_ARMED = frozenset({1, 2, 3, 4})
"""ACLED's kinds of actors that bear arms: a state's forces, rebels, political and communal militias."""
OWNED = ("its ", "their ", "his ", "our ", "her ")
"""How words begin that stand for another's man, and name nobody."""


def same_side(one: str, other: str) -> bool:
    """Tell whether two sides are, or may be, one: unnamed armed people may be of any side but a government's."""
    if one == other:
        return True
    named = other if one == UNNAMED_SIDE else one if other == UNNAMED_SIDE else None
    return named is not None and not named.endswith(":government") and not named.startswith("state:")


@dataclass(frozen=True, slots=True)
class Party:
    """A party as one claim names it: the side it stands on, its id where the roster has one, and its name."""

    side: str
    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Voice:
    """For whom an origin speaks: the sides it stands on; ``outside`` when it is known, or taken, to be no party."""

    name: str
    sides: frozenset[str]
    outside: bool
    itself: frozenset[str] = frozenset()
    """What it stands for as a party of its own, where it stands on no side: a group that no conflict lists, an agency."""

    def is_outside(self, side: str) -> bool:
        """Tell whether the origin does not speak for a side: it is no party, or is another one."""
        return (self.outside or bool(self.sides)) and side not in self.sides and side not in self.itself


@dataclass(frozen=True, slots=True)
class _StateSide:
    conflict: str
    country: str
    side: str
    start: int
    end: int | None


class Sides:
    """Answers of the roster and of three small tables; raises :class:`~dateline.errors.KnowledgeError` for a broken row."""

    def __init__(self, roster: Roster, folder: Path = DATA) -> None:
        self.roster = roster
        self._states: list[_StateSide] = []
        for row in read_table(folder / "state_sides.csv", _STATE_COLUMNS):
            if row["conflict"] not in roster.conflicts:
                raise row.error(f"the conflict {row['conflict']!r}", "an id of conflicts.csv")
            end = int(row["to"]) if row["to"] else None
            self._states.append(_StateSide(row["conflict"], row["country"], row["side"], int(row["from"]), end))
        self._words: Mapping[str, tuple[str, ...]] = {
            word: row.many("sides") for row in read_table(folder / "side_words.csv", _WORD_COLUMNS) for word in row.many("words")
        }
        self._voices = [
            (row["voice"], frozenset(map(str.lower, row.many("words")))) for row in read_table(folder / "voices.csv", _VOICE_COLUMNS)
        ]
        self._order = {conflict: number for number, conflict in enumerate(roster.conflicts)}
        self._known: dict[str, list[str]] = {}
        for actor in roster.actors.values():
            for side in actor.sides:
                found = self._known.setdefault(side.conflict, [])
                if side.side not in found:
                    found.append(side.side)
        self._cache: dict[tuple[str, str | None, int | None], str] = {}

    @cached_property
    def form(self) -> str:
        """A digest of all that the answers rest on: what is kept of them is computed anew when it is another."""
        roster = self.roster
        tables = (roster.actors, roster.conflicts, roster.outlets, roster.overrides, roster.countries)
        labels = [(name, sorted(found.items())) for name, found in sorted(roster.labels.items())]
        known = [*(sorted(table.items()) for table in tables), labels, self._states, sorted(self._words.items())]
        voices = [(voice, sorted(words)) for voice, words in self._voices]
        return hashlib.blake2b(repr((known, voices)).encode(), digest_size=8).hexdigest()

    # -- parties --------------------------------------------------------------------------------------------------------------

    def parties(self, mention: Mention | None, country: str | None, day: dt.date | None, voice: Source | None = None) -> tuple[Party, ...]:
        """Return the parties that a mention names, in its order; ``country`` is the ISO code of the ground that is spoken of.

        "Its forces" that the coder left open are those of the innermost source, where that is a known actor: "X said its forces".
        """
        if mention is None:
            return ()
        if mention.id:
            ids = mention.id.split("|")
            names = [self._name(identifier) for identifier in ids] if len(ids) > 1 else [mention.name or mention.text]
            return tuple(Party(self.side(identifier, country, day), identifier, name) for identifier, name in zip(ids, names, strict=True))
        if voice is not None and voice.id and mention.text.lower().startswith(OWNED) and self.roster.find(voice.id) is not None:
            return (Party(self.side(voice.id, country, day), voice.id, voice.name or voice.text),)
        name = mention.name or mention.text
        side = self._of_words(name, country, day)
        return (Party(side, None, name),) if side and not mention.text.lower().startswith(OWNED) else ()

    def side(self, identifier: str, country: str | None, day: dt.date | None) -> str:
        """Return the side of an actor on a country's ground on a day (None: not known)."""
        year = day.year if day else None
        key = (identifier, country, year)
        if key not in self._cache:
            self._cache[key] = self._side(identifier, country, year)
        return self._cache[key]

    def ground(self, claim: Claim, day: dt.date | None) -> str | None:
        """Return the ISO code of the country that a claim speaks of: where its places lie, else what its parties are known to fight over.

        "The army of X and the rebels" tell of X, without a place that is known. A state that has a part in several wars tells of none.
        """
        for place in claim.places:
            for told in (place.within, place.id):
                iso2 = (told or "").removeprefix("country:")
                if len(iso2) == 2 and iso2.isupper():
                    return iso2
        parties = _ids(mention.id for mention in (claim.actor, claim.target) if mention)
        return self.fought_over(parties, day) or self.fought_over([*parties, *_ids(source.id for source in claim.sources)], day)

    def fought_over(self, identifiers: Sequence[str], day: dt.date | None) -> str | None:
        """Return the ISO code of the country that these actors, as far as they are known to fight, fight over; None: it may be several.

        Of a conflict on the ground of several states it is the one whose own forces are among the actors.
        """
        chains = [list(self._chain(identifier)) for identifier in identifiers]
        fights = [found for chain in chains if (found := self._fights(chain, day.year if day else None))]
        common = frozenset.intersection(*fights) if fights else frozenset()
        homes = {actor.countries[0] for chain in chains for actor in chain if actor.source == "composed" and actor.countries}
        countries = set()
        for conflict in common:
            grounds = self.roster.conflicts[conflict].countries
            countries.add(next((one for one in grounds if one in homes), grounds[0] if len(grounds) == 1 else ""))
        return countries.pop() or None if len(countries) == 1 else None

    def _fights(self, chain: Sequence[Actor], year: int | None) -> frozenset[str]:
        """The conflicts in which an actor has a side, given with all that it belongs to."""
        for actor in chain:
            if found := frozenset(one.conflict for one in actor.sides if self._holds(one.conflict, None, one.start, one.end, year)):
                return found
        states = {actor.countries[0] for actor in chain if actor.source == "composed" and actor.countries}
        abroad = {
            row.conflict for row in self._states if row.country in states and self._holds(row.conflict, None, row.start, row.end, year)
        }
        return frozenset(abroad) | {
            one.id for one in self.roster.conflicts.values()
            if states & set(one.countries) and self._holds(one.id, None, one.start, one.end, year)
        }  # fmt: skip

    def _side(self, identifier: str, country: str | None, year: int | None) -> str:
        chain = list(self._chain(identifier))
        for actor in chain:
            found = [
                f"{side.conflict}:{side.side}" for side in actor.sides if self._holds(side.conflict, country, side.start, side.end, year)
            ]
            if found:
                return min(found, key=self._rank)
        if not chain:
            # An organ that an older roster told apart ("sy-forces") is still its state's.
            state_of, _, organ = identifier.partition("-")
            if organ and state_of.upper() in self.roster.countries:
                return self._side(f"{state_of}-gov", country, year)
            return f"actor:{identifier}"
        state = next((actor.countries[0] for actor in chain if actor.source == "composed" and actor.countries), None)
        if state is None:
            return f"actor:{chain[-1].id}"
        listed = [
            f"{row.conflict}:{row.side}"
            for row in self._states
            if row.country == state and self._holds(row.conflict, country, row.start, row.end, year)
        ]
        if country is None and len({side.partition(":")[0] for side in listed}) > 1:
            return f"state:{state}"  # it has a part in several wars, and nothing tells which of them this is
        if listed:
            return min(listed, key=self._rank)
        if country in (None, state):
            conflicts = [
                c for c in self.roster.conflicts.values() if state in c.countries and self._holds(c.id, state, c.start, c.end, year)
            ]
            # Where a state is fought over on its own ground it is that conflict's government; of several, the first listed.
            if conflicts:
                return f"{conflicts[0].id}:government"
        return f"state:{state}"

    def _rank(self, side: str) -> int:
        return self._order.get(side.partition(":")[0], len(self._order))

    def _holds(self, conflict: str, country: str | None, start: int | None, end: int | None, year: int | None) -> bool:
        ground = self.roster.conflicts[conflict].countries
        if country is not None and ground and country not in ground:
            return False
        return year is None or ((start is None or start <= year) and (end is None or year <= end))

    def _chain(self, identifier: str) -> Iterator[Actor]:
        seen: set[str] = set()
        here: str | None = identifier
        while here is not None and here not in seen:
            seen.add(here)
            actor = self.roster.find(here)
            if actor is None:
                return
            yield actor
            here = actor.parent

    def _of_words(self, name: str, country: str | None, day: dt.date | None) -> str:
        """The side that words without a known actor stand for; "" where they name nobody who could have a place."""
        words = folding().fold(_OF.sub("", name)).split()
        known = [self._words[word] for word in words if word in self._words]
        if any(_NOBODY in sides for sides in known):
            return ""
        for side in (side for sides in known for side in sides):
            for conflict in self.roster.conflicts.values():
                if country in conflict.countries and self._has_side(conflict.id, side, day.year if day else None):
                    return f"{conflict.id}:{side}"
        label = resolve(self.roster, name).label
        if label in ("generic", "loaded") or (known and not label):
            return UNNAMED_SIDE
        # A name is written with a capital; numbers of people, and people who are no party, hold nothing.
        return f"name:{' '.join(words)}" if not label and name[:1].isupper() and not _DIGIT.search(name) else ""

    def _has_side(self, conflict: str, side: str, year: int | None) -> bool:
        row = self.roster.conflicts[conflict]
        named = side in self._known.get(conflict, ()) or side == "government"
        return named and self._holds(conflict, None, row.start, row.end, year)

    def _name(self, identifier: str) -> str:
        actor = self.roster.find(identifier)
        return actor.name if actor else identifier

    def is_armed(self, identifier: str) -> bool:
        """Tell whether an actor is, or belongs to, a party that bears arms: a state's forces, rebels or a militia."""
        return any(actor.inter in _ARMED for actor in self._chain(identifier))

    def is_party(self, name: str) -> bool:
        """Tell whether words that stand for no known actor name a party by one of their words: "the hill rebels", not "residents"."""
        return self._voice_word(name) == "own"

    def _voice_word(self, name: str) -> str | None:
        words = frozenset(name.lower().replace("-", " ").split())
        return next((voice for voice, known in self._voices if words & known), None)

    # -- voices ---------------------------------------------------------------------------------------------------------------

    def voice(self, stored: StoredClaim, country: str | None, day: dt.date | None) -> Voice:
        """Return for whom the origin of a claim speaks: its innermost named source, else the outlet of its report."""
        sources = stored.claim.sources
        if sources:
            return self._of_source(sources[-1], country, day)
        name = stored.report.outlet or ""
        outlet = self.roster.outlet(name) or self.roster.outlets.get(name)
        return self._of_outlet(outlet, country, day) if outlet else Voice(name or "(outlet)", frozenset(), True)

    def _of_source(self, source: Source, country: str | None, day: dt.date | None) -> Voice:
        name = source.name or source.text
        for identifier in (source.id or "").split("|"):
            if outlet := self.roster.outlets.get(identifier):
                return self._of_outlet(outlet, country, day)
        actors = [actor for identifier in (source.id or "").split("|") if identifier and (actor := self.roster.find(identifier))]
        if actors:
            # A body of no armed side (the UN, an agency) is outside; one that stands on a side, or is a state's, speaks for it.
            sides = frozenset(self.side(actor.id, country, day) for actor in actors)
            armed = frozenset(side for side in sides if ":" in side and not side.startswith(("actor:", "name:")))
            return Voice(name, armed, not armed, sides - armed)
        if source.text == UNNAMED:
            return Voice(name, frozenset(), False)
        if outlet := self.roster.outlet(source.text):
            return self._of_outlet(outlet, country, day)
        found = self._voice_word(source.text)
        side = self._of_words(source.text, country, day)
        if side and side != UNNAMED_SIDE and not side.startswith("name:"):
            return Voice(name, frozenset({side}), False)
        return Voice(name, frozenset(), found == "outside")

    def _of_outlet(self, outlet: Outlet, country: str | None, day: dt.date | None) -> Voice:
        sides = frozenset(self.side(identifier, country, day) for identifier in outlet.sides)
        return Voice(outlet.name, sides, not sides)


def _ids(identifiers: Iterable[str | None]) -> list[str]:
    """Each id of several, also of those that stand for more than one actor ("a|b")."""
    return [one for identifier in identifiers if identifier for one in identifier.split("|") if one]


@lru_cache(maxsize=2)
def load_sides(roster: Roster) -> Sides:
    """Return the sides of a roster, built once."""
    return Sides(roster)
