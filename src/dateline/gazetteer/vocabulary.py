"""The words around names that tell places from other names, read from ``words.csv``, ``common.txt`` and ``given.txt``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dateline.gazetteer.countries import DATA, load_countries
from dateline.gazetteer.fold import folding
from dateline.tables import Column, read_table

_KINDS = frozenset(
    (
        "feature site opener direction title body holder never frame short "
        "national small link apart madeof listing around atname plain ahead wide"
    ).split()
)
_COLUMNS = {"kind": Column(required=True, allowed=_KINDS), "word": Column(required=True), "level": Column()}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by what they tell; ``features`` (sites among them) give the level, ``demonyms`` the ISO code, ``short`` the state's name,
    ``stripped`` the names of countries and capitals, which are read even where a possessive has lost its apostrophe. ``plain``: words of
    which a name may be made that any town has ("Old City", "Central Market").
    ``ahead``: features that stand right before a name; ``wide``: words of what goes on over a region."""

    features: dict[str, str]
    openers: frozenset[str]
    directions: frozenset[str]
    titles: frozenset[str]
    bodies: frozenset[str]
    holders: frozenset[str]
    never: frozenset[str]
    frames: dict[str, str]
    short: dict[str, str]
    common: frozenset[str]
    given: frozenset[str]
    demonyms: dict[str, str]
    stripped: frozenset[str]
    national: frozenset[str]
    small: frozenset[str]
    links: frozenset[str]
    apart: frozenset[str]
    made_of: frozenset[str]
    listing: frozenset[str]
    around: frozenset[str]
    at_name: frozenset[str]
    plain: frozenset[str]
    ahead: frozenset[str]
    wide: frozenset[str]


def _list(name: str) -> frozenset[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the words; raises :class:`~dateline.errors.KnowledgeError` for a faulty row."""
    rows: dict[str, dict[str, str]] = {kind: {} for kind in _KINDS}
    for row in read_table(DATA / "words.csv", _COLUMNS):
        rows[row["kind"]][row["word"]] = row["level"]
    fold = folding().fold
    demonyms: dict[str, str] = {}
    for country in load_countries():
        for word in country.demonyms:
            demonyms.setdefault(fold(word), country.iso2)
    names = {fold(name) for country in load_countries() for name in country.names}
    capitals = {fold(country.capital) for country in load_countries() if country.capital}
    return Vocabulary(
        features={**rows["feature"], **rows["site"]},
        openers=frozenset(rows["opener"]),
        directions=frozenset(rows["direction"]),
        titles=frozenset(rows["title"]),
        bodies=frozenset(rows["body"]),
        holders=frozenset(rows["holder"]),
        never=frozenset(fold(word) for word in rows["never"]),
        frames=rows["frame"],
        short=rows["short"],
        common=_list("common.txt") - names,
        given=_list("given.txt") - folding().articles,
        demonyms={word: iso for word, iso in demonyms.items() if word not in names},
        stripped=frozenset(names | capitals),
        national=frozenset(rows["national"]),
        small=frozenset(rows["small"]),
        links=frozenset(rows["link"]),
        apart=frozenset(rows["apart"]),
        made_of=frozenset(rows["madeof"]),
        listing=frozenset(rows["listing"]),
        around=frozenset(rows["around"]),
        at_name=frozenset(rows["atname"]),
        ahead=frozenset(rows["ahead"]),
        wide=frozenset(rows["wide"]),
        plain=frozenset(rows["plain"])
        | frozenset(word for word in (*rows["feature"], *rows["site"], *rows["direction"]) if " " not in word),
    )
