"""The countries: codes, names, adjectives, peoples and capitals, read from one table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data"


def _degrees(limit: int) -> Column:
    def wrong(value: str) -> str | None:
        try:
            return None if -limit <= float(value) <= limit else f"a number from {-limit} to {limit}"
        except ValueError:
            return "a number of degrees"

    return Column(required=True, check=wrong)


LATITUDE, LONGITUDE = _degrees(90), _degrees(180)
_COLUMNS = {
    "iso2": Column(required=True, check=lambda value: None if len(value) == 2 and value.isupper() else "two capital letters"),
    "name": Column(required=True), "adjectives": Column(many=True), "people": Column(many=True), "capital": Column(),
    "aliases": Column(many=True), "lat": LATITUDE, "lon": LONGITUDE,
}  # fmt: skip
# Adjectives whose people are named by the adjective alone ("the Chinese"), or by another word that the table gives.
_NO_PLURAL = ("ese", "ish", "ch", "s", "er", "z")


@dataclass(frozen=True, slots=True)
class Country:
    """One country: ``demonyms`` holds adjectives and words for its people; ``names`` every name, the usual one first."""

    iso2: str
    name: str
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capital: str | None
    aliases: tuple[str, ...]
    lat: float
    lon: float

    @property
    def names(self) -> tuple[str, ...]:
        """The usual name and the other ones."""
        return (self.name, *self.aliases)

    @property
    def demonyms(self) -> tuple[str, ...]:
        """Adjectives and words for the people, in order, each once."""
        return tuple(dict.fromkeys((*self.adjectives, *self.people)))


@cache
def load_countries() -> tuple[Country, ...]:
    """Return every country in the order of its ISO code; raises :class:`~dateline.errors.KnowledgeError` for a faulty table."""
    return tuple(
        Country(
            row["iso2"], row["name"], row.many("adjectives"), row.many("people") or _people(row.many("adjectives")), row["capital"] or None,
            row.many("aliases"), float(row["lat"]), float(row["lon"]),
        )
        for row in read_table(DATA / "countries.csv", _COLUMNS)
    )  # fmt: skip


def _people(adjectives: tuple[str, ...]) -> tuple[str, ...]:
    first = adjectives[:1]
    return first + tuple(f"{word}s" for word in first if not word.endswith(_NO_PLURAL) and word[:1].isupper())
