"""Labels: what a resolved place is called, by a set of names that the user chooses.

The gazetteer takes no side in what a place is called. Every name it knows finds the place, the article's own words stay in the evidence,
and the label is the main name of GeoNames unless the setting ``name_set`` asks for another.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dateline.errors import SettingError
from dateline.gazetteer.countries import DATA
from dateline.tables import Column, read_table

_COLUMNS = {"place": Column(required=True), "set": Column(required=True), "label": Column(required=True), "source": Column(required=True)}
OWN = "name-sets.csv"
"""The user's own sets, a table like ``name_sets.csv`` in the home folder; its rows come before those of the same set here."""


def load_labels(chosen: str, home: Path) -> Mapping[str, str]:
    """Return the label of each place (by id) in the chosen sets, which are divided by commas; the first set that has a place wins.

    Raises :class:`~dateline.errors.SettingError` for a set that no table has, :class:`~dateline.errors.KnowledgeError` for a faulty row.
    """
    wanted = [name.strip() for name in chosen.split(",") if name.strip()]
    if not wanted:
        return {}
    sets: dict[str, dict[str, str]] = {}
    for path in (home / OWN, DATA / "name_sets.csv"):
        for row in read_table(path, _COLUMNS) if path.is_file() else ():
            sets.setdefault(row["set"], {}).setdefault(row["place"], row["label"])
    labels: dict[str, str] = {}
    for name in wanted:
        if name not in sets:
            raise SettingError(f"name_set: found {name!r}; allowed: {', '.join(sorted(sets))}, and those of {home / OWN}")
        for place, label in sets[name].items():
            labels.setdefault(place, label)
    return labels
