"""The rules of control as a table (``control_rules.csv``): which row fits, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.ledger.sides import DATA
from dateline.tables import Column, read_table

NOW = frozenset({"held", "claimed", "fighting", "disputed", "divided", "unknown"})
CONTESTED = frozenset({"fighting", "disputed", "divided"})
THEN = frozenset({"held", "claimed", "fighting", "disputed", "divided", "lean", "heir", "borne out", "unknown", "keep"})
RELATIONS = frozenset({"same", "other", "none", "rival", "party", "alone", "sole", "left"})
_COLUMNS = {
    "effect": Column(required=True, allowed=frozenset({
        "gain", "hold", "deny", "loss", "share", "part-gain", "part-share", "part-hold", "part-fight", "fight", "siege", "relief",
    })),
    "voice": Column(allowed=frozenset({"own", "outside"})), "now": Column(many=True, allowed=NOW), "holder": Column(allowed=RELATIONS),
    "recent": Column(allowed=frozenset({"yes", "no"})), "then": Column(required=True, allowed=THEN), "why": Column(required=True),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what must be so, and what the record becomes."""

    line: int
    effect: str
    voice: str
    now: tuple[str, ...]
    holder: str
    recent: str
    then: str
    why: str

    def fits(self, voice: str, now: str, relations: frozenset[str], recent: bool) -> bool:
        """Tell whether the row's conditions are met."""
        return (
            self.voice in ("", voice)
            and (not self.now or now in self.now)
            and (not self.holder or self.holder in relations)
            and self.recent in ("", "yes" if recent else "no")
        )


@lru_cache(maxsize=2)
def load_rules(path: Path = DATA / "control_rules.csv") -> dict[str, tuple[Rule, ...]]:
    """Return the rules by effect, in their order.

    Raises :class:`~dateline.errors.KnowledgeError` for a broken row, and for an effect without a row that fits everything else.
    """
    found: dict[str, tuple[Rule, ...]] = {}
    rows = read_table(path, _COLUMNS)
    for row in rows:
        now = tuple(row.many("now"))
        rule = Rule(row.line, row["effect"], row["voice"], now, row["holder"], row["recent"], row["then"], row["why"])
        found[rule.effect] = (*found.get(rule.effect, ()), rule)
    for row in rows:
        last = found[row["effect"]][-1]
        if last.voice == "outside" or last.now or last.holder or last.recent:
            raise row.error(f"no row of {row['effect']!r} that fits every other case", "a last row without conditions")
    return found


def decide(rules: Sequence[Rule], voice: str, now: str, relations: frozenset[str], recent: bool) -> Rule:
    """Return the first row that fits; the last row of every effect fits everything that is left."""
    return next((rule for rule in rules if rule.fits(voice, now, relations, recent)), rules[-1])
