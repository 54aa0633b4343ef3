"""Looking names up in the layers of the gazetteer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from heapq import nsmallest
from pathlib import Path

from dateline.gazetteer.build import default_layer
from dateline.gazetteer.countries import Country, load_countries
from dateline.gazetteer.fold import Folding, folding
from dateline.gazetteer.index import Hit, Layer, Place
from dateline.gazetteer.labels import OWN, load_labels
from dateline.settings import Settings, settings

MANY = 60
"""So many places of one name are looked at, the best fitting and largest first."""


REMEMBERED = 50_000
"""So many folded names are remembered: a report says its names again and again."""


def _rank(hit: Hit) -> tuple[int, int, str]:
    return hit.match, -hit.place.population, hit.place.id


class Gazetteer:
    """The default layer and the user's own; a user's place with the same id takes the place of the default one."""

    def __init__(self, layers: tuple[Layer, ...], labels: Mapping[str, str] | None = None) -> None:
        self.layers = layers
        self.labels: Mapping[str, str] = labels or {}
        self.rules: Folding = folding()
        self.countries: dict[str, Country] = {country.iso2: country for country in load_countries()}
        self._plain: dict[str, tuple[Hit, ...]] = {}
        self._folded: dict[str, str] = {}

    def label(self, place: Place) -> str:
        """Return what a place is called in the chosen set of names; its own name where the set has none."""
        return self.labels.get(place.id, place.name)

    def fold(self, name: str) -> str:
        """Return the plain folded form of a name."""
        folded = self._folded.get(name)
        if folded is None:
            if len(self._folded) >= REMEMBERED:
                self._folded.clear()
            folded = self._folded[name] = self.rules.fold(name)
        return folded

    def knows(self, folded: str) -> bool:
        """Tell whether a folded name is known (no sounding forms)."""
        return any(layer.has(folded) for layer in self.layers)

    def _find(self, text: str) -> tuple[Hit, ...]:
        found = self._plain.get(text)
        if found is None:
            by_id: dict[str, Hit] = {}
            for layer in self.layers:
                for hit in layer.find(text):
                    before = by_id.get(hit.place.id)
                    if before is None or hit.match <= before.match:
                        by_id[hit.place.id] = hit
            # A name of hundreds of villages is looked through for every mention; those that are known best are enough.
            found = tuple(by_id.values()) if len(by_id) <= MANY else tuple(nsmallest(MANY, by_id.values(), key=_rank))
            if len(self._plain) > 20_000:
                self._plain.clear()
            self._plain[text] = found
        return found

    def named(self, folded: str) -> tuple[Hit, ...]:
        """Return the places of a folded name, by name, other name or name without article."""
        return self._find(folded)

    def knows_bare(self, bare: str) -> bool:
        """Tell whether a name that stands with an article ("al-Bab") is known without it, in a country whose names have articles."""
        return bool(self._articled(bare))

    def _articled(self, bare: str) -> tuple[Hit, ...]:
        # "al-Bulel" is no Bulel of a country whose language has no such article.
        return tuple(hit for hit in self._find(bare) if hit.place.country in self.rules.families)

    def sounding(self, name: str) -> tuple[Hit, ...]:
        """Return every place whose name sounds like a name, however it is spelt."""
        return self._find("~" + self.rules.sound(name))

    def look_up(self, name: str, *, sounding: bool = True) -> tuple[Hit, ...]:
        """Return every place a name may stand for: as spelt; else without its articles; else by its sounding form."""
        folded = self.fold(name)
        if found := self._find(folded):
            return found
        bare = self.rules.bare(folded)
        if bare != folded and (found := self._articled(bare)):
            return found
        return self.sounding(name) if sounding else ()


@lru_cache(maxsize=4)
def _load(home: Path, own: tuple[tuple[str, int], ...], name_set: str, _named: int) -> Gazetteer:
    labels = load_labels(name_set, home)
    return Gazetteer((default_layer(home), *(Layer(own_layers(home) / name) for name, _ in own)), labels)


def own_layers(home: Path) -> Path:
    """The folder that holds the layers the user added."""
    return home / "gazetteer-own"


def load_gazetteer(given: Settings | None = None) -> Gazetteer:
    """Return the gazetteer of the settings' home folder with the layers added there, loaded once a process.

    Raises :class:`~dateline.errors.MissingPart` when the index is not there and cannot be built, and
    :class:`~dateline.errors.SettingError` when the setting ``name_set`` names a set that is not there.
    """
    given = given or settings()
    home = given.home_folder
    folder = own_layers(home)
    # A layer that was replaced is another one: its time tells.
    own = tuple((path.name, (path / "about.json").stat().st_mtime_ns) for path in sorted(folder.iterdir())
                if (path / "about.json").is_file() and not path.name.startswith(".")) if folder.is_dir() else ()  # fmt: skip
    named = (home / OWN).stat().st_mtime_ns if given.name_set and (home / OWN).is_file() else 0
    return _load(home, own, given.name_set, named)
