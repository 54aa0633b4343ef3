"""The user's own places: GeoNames dumps, CSV and GeoJSON, each file a layer over the default gazetteer."""

from __future__ import annotations

import csv
import json
import math
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import InputError
from dateline.gazetteer.build import locked, put_layer, readable, town_radius
from dateline.gazetteer.index import LEVELS, Entry, Place
from dateline.gazetteer.lookup import own_layers
from dateline.model import Level

_DUMP_COLUMNS = 19
# GeoNames feature classes: how far such a thing reaches, in kilometres, where no population tells.
_REACH = {"H": 5.0, "L": 5.0, "T": 2.0, "V": 3.0, "R": 2.0, "S": 0.5, "U": 10.0}
_NAMES = ("name", "NAME", "Name", "name_en", "NAME_EN", "shapeName", "ADM3_EN", "ADM2_EN", "ADM1_EN", "NAME_3", "NAME_2", "NAME_1")


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """One layer as ``dateline gazetteer list`` shows it."""

    name: str
    places: int
    source: str


def _level(value: str, path: Path, line: int) -> Level | None:
    if not value:
        return Level.TOWN
    if value not in {str(level) for level in LEVELS if level is not None}:
        allowed = ", ".join(str(level) for level in LEVELS if level is not None)
        raise InputError(f"found the level {value!r}; allowed: {allowed}", path=str(path), line=line)
    return Level(value)


def _degrees(lat: str, lon: str, path: Path, line: int) -> tuple[float, float]:
    try:
        found = float(lat), float(lon)
    except ValueError:
        raise InputError(f"found the coordinates {lat!r}, {lon!r}; allowed: degrees as numbers", path=str(path), line=line) from None
    if not (-90 <= found[0] <= 90 and -180 <= found[1] <= 180) or found == (0.0, 0.0):
        raise InputError(f"found the coordinates {lat}, {lon}; allowed: a latitude, a longitude, and not 0, 0", path=str(path), line=line)
    return found


def _dump(path: Path) -> Iterator[Entry]:
    """A GeoNames dump: one place a line, 19 cells divided by tabs."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, line in enumerate(file, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != _DUMP_COLUMNS:
                raise InputError(f"found {len(cells)} cells; allowed: the {_DUMP_COLUMNS} of a GeoNames dump", path=str(path), line=number)
            lat, lon = _degrees(cells[4], cells[5], path, number)
            if not (cells[14] or "0").isdecimal():
                raise InputError(f"found {cells[14]!r} inhabitants; allowed: a whole number", path=str(path), line=number)
            people = min(int(cells[14] or 0), 2**31 - 1)
            level = _dump_level(cells[6], cells[7])
            radius = (
                town_radius(people)
                if level is Level.TOWN
                else 60.0
                if level is Level.ADM1
                else 20.0
                if level is Level.ADM2
                else _REACH.get(cells[6], 1.0)
            )
            others = [name for name in cells[3].split(",") if len(name) > 2 and readable(name)]
            yield Entry(Place(f"geonames:{cells[0]}", cells[1], lat, lon, radius, people, cells[8][:2], cells[10][:12], level), others)


def _dump_level(feature: str, code: str) -> Level:
    if feature == "A":
        return Level.COUNTRY if code.startswith("PCL") else Level.ADM1 if code == "ADM1" else Level.ADM2
    if feature == "P":
        return Level.NEIGHBOURHOOD if code == "PPLX" else Level.TOWN
    return Level.SITE


def _table(path: Path) -> Iterator[Entry]:
    """A CSV with a header: name, lat and lon, and perhaps id, aliases (divided by |), country, admin, level, radius_km, population."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := [column for column in ("name", "lat", "lon") if column not in (reader.fieldnames or ())]:
            raise InputError(f"found no column {', '.join(missing)}; allowed: name, lat, lon and more", path=str(path), line=1)
        for row in reader:
            line = reader.line_num
            lat, lon = _degrees(row["lat"] or "", row["lon"] or "", path, line)
            name = (row["name"] or "").strip()
            if not name:
                raise InputError("found an empty name; allowed: a name", path=str(path), line=line)
            level = _level((row.get("level") or "").strip(), path, line)
            yield _entry(path, line, name, (lat, lon), level, row)


def _entry(
    path: Path, line: int, name: str, at: tuple[float, float], level: Level | None, cells: dict[str, Any], radius: float | None = None
) -> Entry:
    def number(column: str) -> float:
        value = cells.get(column) or 0
        try:
            return float(value)
        except (TypeError, ValueError):
            raise InputError(f"found {value!r} in {column}; allowed: a number", path=str(path), line=line) from None

    people = int(number("population"))
    reach = number("radius_km") or radius or (town_radius(people) if level is Level.TOWN else 2.0)
    ident = str(cells.get("id") or f"own:{slug(path.stem)}-{line}")
    aliases = cells.get("aliases") or ""
    others = aliases.split("|") if isinstance(aliases, str) else [str(alias) for alias in aliases]
    country = str(cells.get("country") or "")[:2].upper()
    return Entry(Place(ident, name, at[0], at[1], round(reach, 2), people, country, str(cells.get("admin") or "")[:12], level),
                 [other.strip() for other in others if other.strip()])  # fmt: skip


def _geojson(path: Path) -> Iterator[Entry]:
    """GeoJSON points and polygons; a polygon gives its middle and the radius of the circle of the same area."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as wrong:
        raise InputError(f"is not JSON ({wrong})", path=str(path)) from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise InputError("holds no list of features; allowed: a GeoJSON FeatureCollection", path=str(path))
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        name = next((str(properties[key]).strip() for key in _NAMES if properties.get(key)), "")
        if not name:
            raise InputError(f"feature {number} has no name; allowed: a property of {', '.join(_NAMES[:5])}", path=str(path), line=number)
        lat, lon, radius = _shape(feature.get("geometry") or {}, path, number)
        _degrees(str(lat), str(lon), path, number)
        level = _level(str(properties.get("level") or "neighbourhood"), path, number)
        yield _entry(path, number, name, (lat, lon), level, properties, radius)


def _shape(geometry: dict[str, Any], path: Path, number: int) -> tuple[float, float, float | None]:
    kind, at = geometry.get("type"), geometry.get("coordinates")
    try:
        if kind == "Point" and at:
            return float(at[1]), float(at[0]), None
        if kind in ("Polygon", "MultiPolygon") and at:
            rings = [at[0]] if kind == "Polygon" else [polygon[0] for polygon in at]
            return middle(max(rings, key=lambda ring: abs(_doubled(ring))))
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        pass
    raise InputError(
        f"feature {number} has a geometry {kind!r} that cannot be read; allowed: Point, Polygon, MultiPolygon", path=str(path), line=number
    )


def _doubled(ring: list[list[float]]) -> float:
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in zip(ring, [*ring[1:], ring[0]], strict=True))


def middle(ring: list[list[float]]) -> tuple[float, float, float]:
    """Return latitude, longitude and the radius in kilometres of the circle that has the middle and area of a ring of [lon, lat] pairs."""
    doubled = _doubled(ring)
    if abs(doubled) < 1e-12:
        raise ValueError("a ring without area")
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    lon = sum((one[0] + two[0]) * (one[0] * two[1] - two[0] * one[1]) for one, two in pairs) / (3 * doubled)
    lat = sum((one[1] + two[1]) * (one[0] * two[1] - two[0] * one[1]) for one, two in pairs) / (3 * doubled)
    area = abs(doubled) / 2 * 111.32**2 * math.cos(math.radians(lat))
    return round(lat, 5), round(lon, 5), round(math.sqrt(area / math.pi), 2)


def slug(name: str) -> str:
    """The name of a layer made from a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "places"


def add(path: Path, home: Path, *, progress: Callable[[int], None] | None = None) -> LayerInfo:
    """Add a file of places as a layer (a file of the same name replaces its layer) and tell what was added.

    Raises :class:`~dateline.errors.InputError` with file and line for what cannot be read; then nothing is changed.
    """
    readers = {".txt": _dump, ".tsv": _dump, ".csv": _table, ".geojson": _geojson, ".json": _geojson}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"has the ending {path.suffix!r}; allowed: {', '.join(sorted(readers))}", path=str(path))
    if not path.is_file():
        raise InputError("there is no such file", path=str(path))
    folder = own_layers(home)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(home / "gazetteer.lock"):
            name = slug(path.stem)
            count = put_layer(folder / name, reader(path), {"name": name, "source": path.name}, progress)
    except UnicodeDecodeError as wrong:
        raise InputError(f"is not UTF-8 text ({wrong.reason} at byte {wrong.start})", path=str(path)) from None
    except OSError as wrong:
        raise InputError(f"cannot be added to {home} ({wrong.strerror or wrong})", path=str(path)) from None
    return LayerInfo(name, count, path.name)


def layers(home: Path) -> list[LayerInfo]:
    """Return the layers that were added, by name."""
    folder = own_layers(home)
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if (path / "about.json").is_file() and not path.name.startswith("."):
            about = json.loads((path / "about.json").read_text(encoding="utf-8"))
            found.append(LayerInfo(path.name, int(about["places"]), str(about["source"])))
    return found


def remove(name: str, home: Path) -> None:
    """Remove a layer; raises :class:`~dateline.errors.InputError` when there is none of that name."""
    known = [layer.name for layer in layers(home)]
    if name not in known:
        raise InputError(f"there is no layer {name!r}; layers: {', '.join(known) or 'none'}")
    with locked(home / "gazetteer.lock"):
        shutil.rmtree(own_layers(home) / name)
