"""Parquet and GeoParquet: typed columns, dates as dates, and in the table of events the whole event as JSON beside them."""

from __future__ import annotations

import datetime as dt
import io
import json
import struct
from typing import Any

from dateline.export.cells import TABLES, Cell
from dateline.export.layout import Export, Written
from dateline.export.losses import Loss
from dateline.export.view import ExportEvent
from dateline.tables import json_line

_ROWS_AT_ONCE = 4096
KEY = b"dateline"
"""Under this key the metadata of a Parquet file hold the stamp, as JSON."""


def point(lon: float, lat: float) -> bytes:
    """Return a point as well-known binary, little-endian."""
    return struct.pack("<BIdd", 1, 1, lon, lat)


def write_parquet(export: Export, *, geo: bool = False) -> Written:
    """Return one table as Parquet; with ``geo`` as GeoParquet 1.1, with a column ``geometry`` (rows without a point have none)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = [dict(row) for row in export.rows()]
    types = {str: pa.string(), float: pa.float64(), int: pa.int64(), dt.date: pa.date32()}
    fields = [(name, types[column.kind]) for name, column in TABLES[export.table].items()]
    if export.table == "events":
        fields.append(("json", pa.string()))
        for row, event in zip(rows, export.events, strict=True):
            row["json"] = json_line(event.model_dump(mode="json")).decode("utf-8").rstrip("\n")
    metadata = {KEY: json.dumps(export.stamp.to_json("geoparquet" if geo else "parquet"), ensure_ascii=False).encode("utf-8")}
    losses: list[Loss] = []  # the whole event stands beside its row
    if geo:
        fields.append(("geometry", pa.binary()))
        for row in rows:
            row["geometry"] = None if row.get("lat") is None else point(row["lon"], row["lat"])
        metadata[b"geo"] = json.dumps(_geo(rows)).encode("utf-8")
        losses += [Loss(event.id, "place", "no point: the row has no geometry") for event in export.events
                   if event.place is None or event.place.lat is None]  # fmt: skip
    schema = pa.schema(fields, metadata=metadata)
    stream = io.BytesIO()
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        for at in range(0, len(rows), _ROWS_AT_ONCE):
            writer.write_table(pa.Table.from_pylist(rows[at : at + _ROWS_AT_ONCE], schema=schema))
    return Written(stream.getvalue(), losses=losses, stamped=True)


def _geo(rows: list[dict[str, Any]]) -> dict[str, Any]:
    lons, lats = ([row[axis] for row in rows if row.get("lat") is not None] for axis in ("lon", "lat"))
    box = {"bbox": [min(lons), min(lats), max(lons), max(lats)]} if lons else {}
    # No `crs`: GeoParquet then means longitude and latitude of WGS 84 (OGC:CRS84).
    return {"version": "1.1.0", "primary_column": "geometry",
            "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"] if lons else [], **box}}}  # fmt: skip


def read_parquet(data: bytes) -> list[dict[str, Cell]]:
    """Return the rows of a Parquet file that :func:`write_parquet` wrote, without ``json`` and ``geometry``."""
    import pyarrow.parquet as pq

    rows: list[dict[str, Cell]] = pq.read_table(io.BytesIO(data)).to_pylist()
    return [{name: cell for name, cell in row.items() if name not in ("json", "geometry")} for row in rows]


def read_events(data: bytes) -> list[ExportEvent]:
    """Return the events of a Parquet file of events, whole."""
    import pyarrow.parquet as pq

    return [ExportEvent.model_validate_json(body) for body in pq.read_table(io.BytesIO(data), columns=["json"])["json"].to_pylist()]
