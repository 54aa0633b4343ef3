"""Which kinds may be one event, and which tell parts of one occurrence (data/families.csv, data/complements.csv)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.tables import Column, read_table

DATA = Path(__file__).parent / "data"
_YES_NO = frozenset({"yes", "no"})
_FAMILY_COLUMNS = {
    "kind": Column(required=True), "family": Column(required=True), "sharp": Column(required=True, allowed=_YES_NO),
    "state": Column(required=True, allowed=_YES_NO), "reason": Column(),
}  # fmt: skip
_PART_COLUMNS = {
    "whole": Column(required=True), "part": Column(required=True), "near": Column(required=True, allowed=frozenset({"article", "any"})),
    "reason": Column(required=True),
}  # fmt: skip

_NEAR_COLUMNS = {"one": Column(required=True), "other": Column(required=True), "reason": Column()}


@dataclass(frozen=True, slots=True)
class Families:
    """The family of each kind; which kinds name the means (``sharp``), which
    tell states, which are often confused (``near``), and which families are parts of which."""

    family: Mapping[str, str]
    sharp: frozenset[str]
    states: frozenset[str]
    near: frozenset[frozenset[str]]
    parts: Mapping[tuple[str, str], tuple[str, str]]

    @property
    def families_of_states(self) -> frozenset[str]:
        """The families of the kinds that tell states."""
        return frozenset(self.family[kind] for kind in self.states)

    def part(self, one: str, other: str) -> tuple[str, str] | None:
        """Return how near the claims of two families must be told to be parts of one occurrence, and why they are; None if they are not."""
        return self.parts.get((one, other)) or self.parts.get((other, one))

    def with_parts(self, family: str) -> tuple[str, ...]:
        """Return the families whose claims may be parts of an occurrence with one of this family, in their order."""
        found = [two if one == family else one for one, two in self.parts if family in (one, two)]
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=2)
def load_families(folder: Path = DATA) -> Families:
    """Return the families of kinds; raises :class:`~dateline.errors.KnowledgeError` for a row that breaks its schema."""
    family: dict[str, str] = {}
    sharp, states = set(), set()
    for row in read_table(folder / "families.csv", _FAMILY_COLUMNS):
        if row["kind"] in family:
            raise row.error(f"kind {row['kind']!r} a second time", "each kind once")
        family[row["kind"]] = row["family"]
        if row["sharp"] == "yes":
            sharp.add(row["kind"])
        if row["state"] == "yes":
            states.add(row["kind"])
    parts = {}
    for row in read_table(folder / "complements.csv", _PART_COLUMNS):
        for name in ("whole", "part"):
            if row[name] not in family.values():
                raise row.error(f"the family {row[name]!r}", "a family of families.csv")
        parts[row["whole"], row["part"]] = (row["near"], row["reason"])
    near = set()
    for row in read_table(folder / "near_kinds.csv", _NEAR_COLUMNS):
        for name in ("one", "other"):
            if row[name] not in family:
                raise row.error(f"the kind {row[name]!r}", "a kind of families.csv")
        near.add(frozenset((row["one"], row["other"])))
    return Families(family, frozenset(sharp), frozenset(states), frozenset(near), parts)
