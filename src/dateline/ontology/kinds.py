"""The kinds of claims: what each means, who fills its roles, and what other schemes call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.model import Crosswalk
from dateline.tables import Column, Row, read_table

GROUPS = ("violence", "territory", "people", "words")
PLOVER_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip

COLUMNS = {
    "kind": Column(required=True),
    "group": Column(required=True, allowed=frozenset(GROUPS)),
    "plover": Column(allowed=frozenset(PLOVER_TYPES)),
    "mode": Column(),
    "cameo": Column(check=lambda code: None if code.isdigit() and 2 <= len(code) <= 4 else "a CAMEO code of 2 to 4 digits"),
    "acled_event_type": Column(),
    "acled_sub_event_type": Column(many=True),
    "territory": Column(),
    "actor": Column(),
    "target": Column(),
    "meaning": Column(required=True),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of claim.

    ``acled_sub_event_types`` holds one sub-event type, or for ``territory-gain`` two: the first when a state force gains
    the place, the second when a non-state actor does. ``territory`` says what the kind does to who holds a place.
    """

    name: str
    group: str
    meaning: str
    actor: str
    target: str
    plover: str | None
    mode: str | None
    cameo: str | None
    acled_event_type: str | None
    acled_sub_event_types: tuple[str, ...]
    territory: str | None

    def crosswalk(self, state_actor: bool | None = None) -> Crosswalk:
        """Return what other schemes call a claim of this kind; ``state_actor`` tells whether its actor is a state force (None: unknown)."""
        subs = self.acled_sub_event_types
        acled = None
        if subs:
            choice = 1 if len(subs) > 1 and state_actor is False and self.name == "territory-gain" else 0
            acled = subs[choice] if len(subs) == 1 or (self.name == "territory-gain" and state_actor is not None) else " | ".join(subs)
        return Crosswalk(plover=self.plover, mode=self.mode, cameo=self.cameo, acled=acled)


def _kind(row: Row) -> Kind:
    def cell(name: str) -> str | None:
        return row[name] or None

    return Kind(
        name=row["kind"], group=row["group"], meaning=row["meaning"], actor=row["actor"], target=row["target"],
        plover=cell("plover"), mode=cell("mode"), cameo=cell("cameo"), acled_event_type=cell("acled_event_type"),
        acled_sub_event_types=row.many("acled_sub_event_type"), territory=cell("territory"),
    )  # fmt: skip


def load_kinds(path: Path) -> Mapping[str, Kind]:
    """Return the kinds of a table by name; raises :class:`~dateline.errors.KnowledgeError` where the table breaks its schema."""
    kinds: dict[str, Kind] = {}
    for row in read_table(path, COLUMNS):
        if row["kind"] in kinds:
            raise row.error(f"kind {row['kind']!r} a second time", "each kind once")
        kinds[row["kind"]] = _kind(row)
    return kinds
