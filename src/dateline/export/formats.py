"""Every format of ``dateline export`` by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dateline.export.acled import row_of as row_of_acled
from dateline.export.acled import write_acled
from dateline.export.columnar import write_parquet
from dateline.export.feed import write_rss
from dateline.export.gdelt import write_gdelt
from dateline.export.geopackage import write_gpkg
from dateline.export.layout import Export, Written
from dateline.export.lines import write_csv, write_jsonl
from dateline.export.maps import write_geojson, write_kml, write_timemap
from dateline.export.polecat import write_plover, write_polecat
from dateline.export.ucdp import row_of as row_of_ucdp
from dateline.export.ucdp import write_ucdp
from dateline.export.view import ExportEvent
from dateline.export.workbook import write_xlsx


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what writes it, whether a table can be chosen, whether it is text, what it is, and which row an event is in."""

    write: Callable[[Export], Written]
    meaning: str
    tables: bool = False
    text: bool = True
    hxl: bool = False
    row: Callable[[ExportEvent], str | None] | None = None

    def rows(self, events: Iterable[ExportEvent]) -> dict[str, str]:
        """Return by event the row that it is a part of, in layouts where several events make one; else nothing."""
        found = ((event.id, self.row(event)) for event in events) if self.row is not None else ()
        return {event: row for event, row in found if row is not None}


FORMATS: Mapping[str, Format] = {
    "csv": Format(write_csv, "one table, UTF-8", tables=True, hxl=True),
    "jsonl": Format(write_jsonl, "one event a line, whole", tables=True),
    "parquet": Format(write_parquet, "one table, typed", tables=True, text=False),
    "geoparquet": Format(lambda export: write_parquet(export, geo=True), "one table with points", tables=True, text=False),
    "xlsx": Format(write_xlsx, "a workbook with all tables", text=False, hxl=True),
    "geojson": Format(write_geojson, "events for maps"),
    "gpkg": Format(write_gpkg, "GeoPackage 1.2 with all tables", text=False),
    "kml": Format(write_kml, "placemarks with time"),
    "rss": Format(write_rss, "a feed, the latest first"),
    "acled": Format(write_acled, "ACLED's 31 columns", row=row_of_acled),
    "ucdp": Format(write_ucdp, "UCDP GED's 49 columns", row=row_of_ucdp),
    "polecat": Format(write_polecat, "POLECAT's 40 columns"),
    "plover": Format(write_plover, "PLOVER's JSON"),
    "gdelt": Format(write_gdelt, "GDELT 2.0's 61 columns, 16 of mentions beside them"),
    "timemap": Format(write_timemap, "events of a timemap"),
}
"""The formats, by name."""
