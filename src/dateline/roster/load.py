"""Reading the roster's tables: actors, organs of states, labels, conflicts and outlets, each row checked with its line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.gazetteer import load_countries
from dateline.tables import Column, Row, read_table

DATA = Path(__file__).parent / "data"

SECTORS = frozenset({
    "GOV", "MIL", "COP", "SPY", "JUD", "LEG",          # of a state
    "REB", "UAF", "CRM", "OPP", "PTY",                 # armed or political, of no state
    "IGO", "NGO", "MED", "REL", "BUS", "CVL", "SOC",   # others
})  # fmt: skip
"""Sectors after PLOVER: what an actor is."""
LABELS = (
    "tail", "theirs", "holder", "person", "plain", "between", "generic", "loaded", "civil", "made", "side", "quantity", "title", "toll",
    "loyal", "allied", "bare", "rival", "post", "telling", "faceless", "forces", "flying",
)  # fmt: skip
OWNERS = frozenset({"state", "party", "private", "NGO", "public", "cooperative", "religious", "academic", "unknown"})

_CAREER = 15
"""How many years before the first office a person may be in the news: Calderon of 1989 is not who became president in 2006."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SIDE = re.compile(r"([a-z0-9-]+):([a-z0-9-]+):(\d{4})?-(\d{4})?")
_YEARS = re.compile(r"(\d{4})?-(\d{4})?")
_TERM = re.compile(r"([a-z0-9-]+):(\d{4}(?:-\d\d){0,2})\.\.(\d{4}(?:-\d\d){0,2})?")


def _is_id(value: str) -> str | None:
    return None if _ID.fullmatch(value) else "lower-case letters, digits and hyphens"


def _is_inter(value: str) -> str | None:
    return None if value in "12345678" and len(value) == 1 else "one digit from 1 to 8, as ACLED counts kinds of actors"


def _is_side(value: str) -> str | None:
    found = _SIDE.fullmatch(value)
    if found is None:
        return "conflict:side:from-to, with years or nothing around the hyphen"
    if found[3] and found[4] and found[4] < found[3]:
        return "a last year that is not before the first"
    return None


def _is_years(value: str) -> str | None:
    found = _YEARS.fullmatch(value)
    if found is None or value == "-":
        return "from-to, with a year on one side of the hyphen at least"
    return "a last year that is not before the first" if found[1] and found[2] and found[2] < found[1] else None


def _is_term(value: str) -> str | None:
    found = _TERM.fullmatch(value)
    if found is None:
        return "office:from..to, with a year, a month (2013-08) or a day on both sides, or nothing behind the dots"
    try:
        start, end = _first_day(found[2]), _last_day(found[3]) if found[3] else None
    except ValueError:
        return "days of the calendar"
    return "an end that is not before the start" if end is not None and end < start else None


def _first_day(value: str) -> dt.date:
    year, month, day = [*map(int, value.split("-")), 1, 1][:3]
    return dt.date(year, month, day)


def _last_day(value: str) -> dt.date:
    """The last day of a year, a month or a day."""
    parts = [*map(int, value.split("-"))]
    if len(parts) == 3:
        return dt.date(*parts)
    year, month = (parts[0] + 1, 1) if len(parts) == 1 or parts[1] == 12 else (parts[0], parts[1] + 1)
    return dt.date(year, month, 1) - dt.timedelta(days=1)


ACTOR_COLUMNS = {
    "id": Column(required=True, check=_is_id), "name": Column(required=True), "aliases": Column(many=True), "parent": Column(check=_is_id),
    "sector": Column(required=True, allowed=SECTORS), "inter": Column(check=_is_inter), "country": Column(many=True),
    "sides": Column(many=True, check=_is_side), "years": Column(check=_is_years), "source": Column(required=True),
}  # fmt: skip
OLD_ACTOR_COLUMNS = {name: column for name, column in ACTOR_COLUMNS.items() if name != "years"}
"""Tables that users wrote before actors had years are read as they are."""
PERSON_COLUMNS = {
    "id": Column(required=True, check=_is_id), "name": Column(required=True), "aliases": Column(many=True), "parent": Column(check=_is_id),
    "sector": Column(required=True, allowed=SECTORS), "country": Column(many=True), "terms": Column(many=True, check=_is_term),
    "source": Column(required=True),
}  # fmt: skip
ORGAN_COLUMNS = {
    "organ": Column(required=True, check=_is_id), "name": Column(required=True), "words": Column(many=True), "owned": Column(many=True),
    "parent": Column(), "sector": Column(required=True, allowed=SECTORS), "inter": Column(check=_is_inter),
    "state": Column(required=True, allowed=frozenset({"yes", "no"})),
}  # fmt: skip
STATE_COLUMNS = {
    "id": Column(required=True, check=_is_id), "name": Column(required=True), "aliases": Column(many=True),
    "stands_for": Column(many=True), "source": Column(required=True),
}  # fmt: skip
LABEL_COLUMNS = {
    "kind": Column(required=True, allowed=frozenset(LABELS)), "word": Column(required=True, many=True),
    "neutral": Column(), "reason": Column(),
}  # fmt: skip
CONFLICT_COLUMNS = {
    "id": Column(required=True, check=_is_id), "name": Column(required=True), "countries": Column(many=True), "from": Column(required=True),
    "to": Column(),
}  # fmt: skip
OUTLET_COLUMNS = {
    "id": Column(required=True, check=_is_id), "name": Column(required=True), "aliases": Column(many=True), "domain": Column(many=True),
    "country": Column(), "owner": Column(required=True, allowed=OWNERS), "side": Column(many=True), "source": Column(required=True),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """The side that an actor took in a conflict, from one year to another (None: not known, or not ended)."""

    conflict: str
    side: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Term:
    """A time in an office, from day to day (``end`` None: not ended). ``office`` is the id of an actor: "ir-president", "un-sg"."""

    office: str
    start: dt.date
    end: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Tell whether the office was held on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Actor:
    """One known party. ``inter`` is ACLED's kind of actor (1 to 8); ``person`` tells that it is one human being.

    ``first`` and ``last`` are the years from and to which it was, None where they are not known or have not come; a person's first is
    some years before the first office.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    parent: str | None
    sector: str
    inter: int | None
    countries: tuple[str, ...]
    sides: tuple[Side, ...] = ()
    source: str = ""
    person: bool = False
    first: int | None = None
    last: int | None = None
    terms: tuple[Term, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The plain name and the others."""
        return (self.name, *self.aliases)

    def known_on(self, day: dt.date | None) -> bool:
        """Tell whether a report of a day may name it: what came later cannot be meant, what ended may be recalled."""
        return day is None or self.first is None or self.first <= day.year

    def active_on(self, day: dt.date | None) -> bool:
        """Tell whether it was there on a day, as far as its years or those of its sides tell; of a person: held an office."""
        if day is None:
            return True
        if self.terms:
            return any(term.holds(day) for term in self.terms)
        starts = [side.start for side in self.sides if side.start]
        first = self.first or (min(starts) if starts else None)
        last = self.last or (max((side.end or day.year for side in self.sides), default=None))
        return (first is None or first <= day.year) and (last is None or day.year <= last)

    @property
    def state(self) -> bool | None:
        """Whether it acts with a state's force, allies on a government's side included; None where force is not its business."""
        if self.inter == 1 or any(side.side == "government" for side in self.sides):
            return True
        return False if self.inter in (2, 3, 4, 8) else None


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ that every state may have. A word of ``words`` alone means that of the country which a report is about; one of ``owned``
    names it only with a country beside it."""

    organ: str
    name: str
    words: tuple[str, ...]
    owned: tuple[str, ...]
    parent: str | None
    sector: str
    inter: int | None
    state: bool


@dataclass(frozen=True, slots=True)
class Override:
    """Another name, further aliases and stand-ins for one composed actor."""

    id: str
    name: str
    aliases: tuple[str, ...]
    stands_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A word that names no party: its neutral reading and the reason, where it has them."""

    word: str
    neutral: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict that sides are told of."""

    id: str
    name: str
    countries: tuple[str, ...]
    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newspaper, agency, channel, site or monitor that reports: who owns it, and the side it is known to stand on, where it says so."""

    id: str
    name: str
    aliases: tuple[str, ...]
    domains: tuple[str, ...]
    country: str | None
    owner: str
    sides: tuple[str, ...]
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """The plain name and the others."""
        return (self.name, *self.aliases)


def load_organs(path: Path = DATA / "organs.csv") -> Mapping[str, Organ]:
    """Return the organs by id; raises :class:`~dateline.errors.KnowledgeError` where a row breaks its schema."""
    found: dict[str, Organ] = {}
    for row in read_table(path, ORGAN_COLUMNS):
        found[row["organ"]] = Organ(
            row["organ"], row["name"], row.many("words"), row.many("owned"), row["parent"] or None, row["sector"],
            int(row["inter"]) if row["inter"] else None, row["state"] == "yes",
        )  # fmt: skip
        if row["parent"] and row["parent"] not in found:
            raise row.error(f"the parent {row['parent']!r}", "an organ of a row above")
    return found


def load_overrides(organs: Mapping[str, Organ], path: Path = DATA / "states.csv") -> Mapping[str, Override]:
    """Return what composed actors are called besides their pattern, by id; raises :class:`~dateline.errors.KnowledgeError`."""
    codes = {country.iso2.lower() for country in load_countries()}
    found: dict[str, Override] = {}
    for row in read_table(path, STATE_COLUMNS):
        code, _, organ = row["id"].partition("-")
        if code not in codes or organ not in organs:
            raise row.error(f"the id {row['id']!r}", "a country code in lower case, a hyphen and an organ")
        found[row["id"]] = Override(row["id"], row["name"], row.many("aliases"), row.many("stands_for"))
    return found


def load_labels(path: Path = DATA / "labels.csv") -> Mapping[str, Mapping[str, Label]]:
    """Return the labels by kind and word; raises :class:`~dateline.errors.KnowledgeError` where a row breaks its schema."""
    found: dict[str, dict[str, Label]] = {kind: {} for kind in LABELS}
    for row in read_table(path, LABEL_COLUMNS):
        for word in row.many("word"):
            found[row["kind"]].setdefault(word, Label(word, row["neutral"] or None, row["reason"] or None))
    return found


def load_conflicts(path: Path = DATA / "conflicts.csv") -> Mapping[str, Conflict]:
    """Return the conflicts by id; raises :class:`~dateline.errors.KnowledgeError` where a row breaks its schema."""
    found: dict[str, Conflict] = {}
    for row in read_table(path, CONFLICT_COLUMNS):
        _check_countries(row, row.many("countries"))
        if not (row["from"].isdigit() and (row["to"].isdigit() or not row["to"])):
            raise row.error(f"the years {row['from']!r} to {row['to']!r}", "a year, and a year or nothing")
        found[row["id"]] = Conflict(row["id"], row["name"], row.many("countries"), int(row["from"]), int(row["to"]) if row["to"] else None)
    return found


def load_actors(paths: Iterable[Path], conflicts: Mapping[str, Conflict]) -> list[tuple[Row, Actor]]:
    """Return the actors of tables with the rows they stand in; parents are checked by who knows all tables."""
    return [(row, _actor(row, conflicts)) for path in paths for row in read_actors(path)]


def read_actors(path: Path) -> list[Row]:
    """Return the rows of a table of actors, with or without their years."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    return read_table(path, OLD_ACTOR_COLUMNS if header == ",".join(OLD_ACTOR_COLUMNS) else ACTOR_COLUMNS)


def load_persons(path: Path = DATA / "persons.csv") -> list[tuple[Row, Actor]]:
    """Return the persons of a table with the rows they stand in."""
    found = []
    for row in read_table(path, PERSON_COLUMNS):
        _check_countries(row, row.many("country"))
        terms = tuple(_term(text) for text in row.many("terms"))
        found.append((row, Actor(
            row["id"], row["name"], row.many("aliases"), row["parent"] or None, row["sector"], None, row.many("country"),
            source=row["source"], person=True, terms=terms,
            first=min(term.start.year for term in terms) - _CAREER if terms else None,
        )))  # fmt: skip
    return found


def load_outlets(path: Path = DATA / "outlets.csv") -> list[tuple[Row, Outlet]]:
    """Return the outlets of a table with the rows they stand in."""
    found = []
    for row in read_table(path, OUTLET_COLUMNS):
        _check_countries(row, [row["country"]] if row["country"] else [])
        found.append((row, Outlet(
            row["id"], row["name"], row.many("aliases"), row.many("domain"), row["country"] or None, row["owner"],
            row.many("side"), row["source"],
        )))  # fmt: skip
    return found


def _term(text: str) -> Term:
    found = _TERM.fullmatch(text)
    assert found is not None  # the column was checked
    return Term(found[1], _first_day(found[2]), _last_day(found[3]) if found[3] else None)


def _actor(row: Row, conflicts: Mapping[str, Conflict]) -> Actor:
    _check_countries(row, row.many("country"))
    sides = []
    for text in row.many("sides"):
        found = _SIDE.fullmatch(text)
        assert found is not None  # the column was checked
        if found[1] not in conflicts:
            raise row.error(f"the conflict {found[1]!r}", "an id of conflicts.csv")
        sides.append(Side(found[1], found[2], int(found[3]) if found[3] else None, int(found[4]) if found[4] else None))
    first, _, last = row.cells.get("years", "").partition("-")
    return Actor(
        row["id"], row["name"], row.many("aliases"), row["parent"] or None, row["sector"], int(row["inter"]) if row["inter"] else None,
        row.many("country"), tuple(sides), row["source"], first=int(first) if first else None, last=int(last) if last else None,
    )  # fmt: skip


def _check_countries(row: Row, codes: Iterable[str]) -> None:
    for code in codes:
        if code not in _codes():
            raise row.error(f"the country {code!r}", "an ISO code of the gazetteer's countries.csv")


@cache
def _codes() -> frozenset[str]:
    return frozenset(country.iso2 for country in load_countries())
