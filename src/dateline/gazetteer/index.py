"""The index on disk: arrays that are mapped into memory read-only, so that loading costs little and workers share the pages.

A layer is one folder: ``places.npy`` (one record a place), ``strings.bin`` (names and ids), ``keys.npy`` (hashes of folded
names, sorted) and ``posts.npy`` (the place and kind of match of each key), and ``about.json``.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dateline.errors import MissingPart
from dateline.gazetteer.fold import Folding, folding
from dateline.model import Level

FORMAT = 1
LEVELS: tuple[Level | None, ...] = (None, Level.COUNTRY, Level.ADM1, Level.ADM2, Level.TOWN, Level.NEIGHBOURHOOD, Level.SITE)
# How a key was made from a name: the name itself, another name, the name without its articles, its sounding form.
NAME, OTHER, BARE, SOUND = range(4)
PLACE = np.dtype([("id", "<i4"), ("name", "<i4"), ("lat", "<f4"), ("lon", "<f4"), ("radius", "<f4"), ("people", "<i4"),
                  ("country", "S2"), ("admin", "S12"), ("level", "u1")])  # fmt: skip
POST = np.dtype([("place", "<i4"), ("match", "u1")])


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the gazetteer: ``admin`` is the code of its first-order region within ``country``; radius in kilometres."""

    id: str
    name: str
    lat: float
    lon: float
    radius_km: float
    population: int
    country: str
    admin: str
    level: Level | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that a name may stand for, and how the name was matched (NAME, OTHER, BARE or SOUND)."""

    place: Place
    match: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on its way into an index, with the names it answers to beside its own."""

    place: Place
    others: Sequence[str] = ()


def key(text: str) -> int:
    """Hash of a folded name, the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class _Strings:
    """Strings laid one behind another, each once, found again by their offset."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.at: dict[str, int] = {}

    def append(self, text: str) -> int:
        at = len(self.data)
        raw = text.encode("utf-8", "replace")[:65535]
        self.data += len(raw).to_bytes(2, "little") + raw
        return at

    def add(self, text: str) -> int:
        if text not in self.at:
            self.at[text] = self.append(text)
        return self.at[text]


def _keys(entry: Entry, rules: Folding) -> Iterator[tuple[str, int]]:
    family = entry.place.country in rules.families
    for name in (entry.place.name, *entry.others):
        match = NAME if name == entry.place.name else OTHER
        plain = rules.fold(name)
        if len(plain) < 2 or plain.isdigit():
            continue
        yield plain, match
        if family:
            bare = rules.bare(plain)
            if bare != plain and len(bare) > 2:
                yield bare, BARE
            sound = rules.sound(name)
            # Two or three sounds are no name: "Foua" would meet "Fao" and "Faya".
            if len(sound.replace(" ", "")) >= 4:
                yield "~" + sound, SOUND


def write_layer(folder: Path, entries: Iterable[Entry], about: dict[str, Any], progress: Callable[[int], None] | None = None) -> int:
    """Write an index of the entries into an existing empty folder and return the number of places; ``progress`` gets the number so far."""
    rules, strings = folding(), _Strings()
    places: list[tuple[Any, ...]] = []
    codes, numbers, matches = array("Q"), array("I"), array("B")
    for number, entry in enumerate(entries):
        place = entry.place
        places.append((strings.append(place.id), strings.add(place.name), place.lat, place.lon, place.radius_km, place.population,
                       place.country.encode(), place.admin.encode(), LEVELS.index(place.level)))  # fmt: skip
        best: dict[str, int] = {}
        for text, match in _keys(entry, rules):
            best[text] = min(match, best.get(text, SOUND))
        for text, match in best.items():
            codes.append(key(text))
            numbers.append(number)
            matches.append(match)
        if progress is not None and number % 5000 == 4999:
            progress(number + 1)
    code = np.frombuffer(codes, dtype="<u8") if codes else np.empty(0, dtype="<u8")
    order = np.lexsort((np.frombuffer(numbers, dtype="<u4"), code)) if codes else np.empty(0, dtype="<i8")
    np.save(folder / "places.npy", np.array(places, dtype=PLACE))
    np.save(folder / "keys.npy", code[order])
    table = np.empty(len(order), dtype=POST)
    if codes:
        table["place"] = np.frombuffer(numbers, dtype="<u4")[order]
        table["match"] = np.frombuffer(matches, dtype="u1")[order]
    np.save(folder / "posts.npy", table)
    (folder / "strings.bin").write_bytes(bytes(strings.data) or b"\0\0")
    (folder / "about.json").write_text(json.dumps({**about, "format": FORMAT, "places": len(places)}, ensure_ascii=False), encoding="utf-8")
    return len(places)


class Layer:
    """An index, mapped read-only. Raises :class:`~dateline.errors.MissingPart` when the folder does not hold a whole one."""

    def __init__(self, folder: Path) -> None:
        try:
            self.about: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
            self._places = np.load(folder / "places.npy", mmap_mode="r")
            keys = np.load(folder / "keys.npy", mmap_mode="r")
            self._posts = np.load(folder / "posts.npy", mmap_mode="r")
            with (folder / "strings.bin").open("rb") as file:
                self._strings = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as wrong:
            raise MissingPart(
                f"the gazetteer's index in {folder} cannot be read ({wrong}); remove that folder, and it is built anew"
            ) from None
        self.folder = folder
        # Bisecting a memoryview takes a microsecond; a scalar search through numpy takes several.
        self._keys = memoryview(keys).cast("B").cast("Q") if len(keys) else memoryview(b"").cast("Q")
        self._cache: dict[int, Place] = {}

    def __len__(self) -> int:
        return len(self._places)

    def _string(self, at: int) -> str:
        size = int.from_bytes(self._strings[at : at + 2], "little")
        return self._strings[at + 2 : at + 2 + size].decode("utf-8")

    def place(self, number: int) -> Place:
        """Return the place with a number (its position in the layer)."""
        found = self._cache.get(number)
        if found is None:
            row = self._places[number].item()
            found = Place(self._string(row[0]), self._string(row[1]), round(row[2], 5), round(row[3], 5), round(row[4], 2), row[5],
                          row[6].decode(), row[7].decode(), LEVELS[row[8]])  # fmt: skip
            if len(self._cache) < 50_000:
                self._cache[number] = found
        return found

    def has(self, text: str) -> bool:
        """Tell whether a folded name is a key of the index."""
        code = key(text)
        at = bisect_left(self._keys, code)
        return at < len(self._keys) and self._keys[at] == code

    def find(self, text: str) -> list[Hit]:
        """Return the places of a folded name, in the order of the layer."""
        code = key(text)
        keys = self._keys
        at = bisect_left(keys, code)
        hits = []
        while at < len(keys) and keys[at] == code:
            number, match = self._posts[at].item()
            hits.append(Hit(self.place(number), match))
            at += 1
        return hits

    def __iter__(self) -> Iterator[Place]:
        return (self.place(number) for number in range(len(self)))
