"""GeoPackage 1.2, written with the standard library: points of events and claims, tables of the rest, dates as dates.

After OGC 12-128r14: application id ``GPKG``, user version 10200, the tables ``gpkg_spatial_ref_sys``, ``gpkg_contents`` and
``gpkg_geometry_columns``; geometries are well-known binary behind a header of eight bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import struct
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from dateline.export.cells import TABLES, Cell, Column
from dateline.export.columnar import point
from dateline.export.layout import Export, Written
from dateline.export.losses import Loss

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],'
    'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_CORE = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT
  '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
_TYPES = {str: "TEXT", float: "DOUBLE", int: "INTEGER", dt.date: "DATE"}
LAYERS = ("events", "claims", "control")
"""The tables that have points."""


def write_gpkg(export: Export) -> Written:
    """Return a GeoPackage with the layers events, claims and control, the table sources, and the stamp in the table ``read_me``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.gpkg"
        connection = sqlite3.connect(path)
        try:
            connection.executescript(
                "PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10200; PRAGMA journal_mode = MEMORY;" + _CORE
            )
            connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", [
                ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", "undefined cartesian coordinate reference system"),
                ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
                ("WGS 84", 4326, "EPSG", 4326, _WGS84, "longitude and latitude in degrees"),
            ])  # fmt: skip
            tables = export.tables()
            for name, columns in TABLES.items():
                _table(connection, name, columns, tables[name], export)
            _read_me(connection, export)
            connection.commit()
            # Pages in order: the bytes then depend on nothing but the rows.
            connection.execute("VACUUM")
        finally:
            connection.close()
        data = path.read_bytes()
    losses = [Loss(event.id, "place", "no point: the row has no geometry, and shows on no map") for event in export.events
              if event.place is None or event.place.lat is None]  # fmt: skip
    return Written(data, losses=losses, stamped=True)


def _content(connection: sqlite3.Connection, name: str, sort: str, words: str, export: Export, box: Sequence[float | None]) -> None:
    moment = f"{export.stamp.as_of or dt.date(2000, 1, 1)}T00:00:00.000Z"
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?,?,?,?,?,?,?,?,?,?)",
        (name, sort, name, words, moment, *box, 4326 if sort == "features" else None),
    )


def _table(
    connection: sqlite3.Connection, name: str, columns: Mapping[str, Column], rows: Sequence[Mapping[str, Cell]], export: Export
) -> None:
    with_points = name in LAYERS
    named = [f'"{column}" {_TYPES[one.kind]}' for column, one in columns.items()]
    geometry = ["geom POINT"] if with_points else []
    connection.execute(f"CREATE TABLE {name} ({', '.join(['fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL', *geometry, *named])})")
    marks = ",".join("?" * (1 + len(geometry) + len(named)))
    for number, row in enumerate(rows, start=1):
        cells = [cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row.values()]
        lon, lat = row.get("lon"), row.get("lat")
        where = [_point(lon, lat) if isinstance(lon, float) and isinstance(lat, float) else None] if with_points else []
        connection.execute(f"INSERT INTO {name} VALUES ({marks})", (number, *where, *cells))
    points = [(row["lon"], row["lat"]) for row in rows if isinstance(row.get("lon"), float) and isinstance(row.get("lat"), float)]
    lons, lats = ([float(str(pair[axis])) for pair in points] for axis in (0, 1))
    box = (min(lons), min(lats), max(lons), max(lats)) if with_points and points else (None,) * 4
    _content(connection, name, "features" if with_points else "attributes", f"{name} of the ledger", export, box)
    if with_points:
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,?,?)", (name, "geom", "POINT", 4326, 0, 0))


def _point(lon: float, lat: float) -> bytes:
    # "GP", version 0, flags: little-endian, no envelope; then the id of the reference system.
    return struct.pack("<2sBBi", b"GP", 0, 1, 4326) + point(lon, lat)


def _read_me(connection: sqlite3.Connection, export: Export) -> None:
    connection.execute("CREATE TABLE read_me (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT, words TEXT)")
    for name, value in export.stamp.to_json("gpkg").items():
        words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        connection.execute("INSERT INTO read_me (name, words) VALUES (?,?)", (name, words))
    _content(connection, "read_me", "attributes", "what made this file, and how to cite it", export, (None,) * 4)


def read_gpkg(data: bytes, table: str = "events") -> list[dict[str, Cell]]:
    """Return the rows of a table of a GeoPackage that :func:`write_gpkg` wrote, without ``fid`` and ``geom``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.gpkg"
        path.write_bytes(data)
        connection = sqlite3.connect(path)
        try:
            columns = TABLES[table]
            found = connection.execute(f"SELECT {', '.join(f'{chr(34)}{name}{chr(34)}' for name in columns)} FROM {table} ORDER BY fid")
            return [
                {name: dt.date.fromisoformat(cell) if one.kind is dt.date and cell else cell
                 for (name, one), cell in zip(columns.items(), row, strict=True)}
                for row in found
            ]  # fmt: skip
        finally:
            connection.close()
