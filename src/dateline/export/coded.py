"""Rows of other event data, read: ACLED, UCDP GED, POLECAT and GDELT files become :class:`Coded` values, or say what is wrong with them."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.errors import InputError
from dateline.export import scheme
from dateline.export.acled import sub_types
from dateline.tables import Column, read_table

_MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Coded:
    """One row: what it says in the words of dateline. ``country`` is an ISO code of two letters; ``line`` the line of the file."""

    scheme: str
    id: str
    line: int
    kind: str
    code: str
    first: dt.date
    last: dt.date
    precision: str
    published: dt.date
    actor: str | None
    target: str | None
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    level: str | None
    exact: bool
    geonames: str | None
    killed: tuple[float, float | None] | None
    source: str | None
    note: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is not taken: the line, and why."""

    line: int
    reason: str


NAMES: Mapping[str, str] = {"acled": "ACLED", "ucdp": "UCDP GED", "polecat": "POLECAT", "gdelt": "GDELT"}
"""What can be read, and what the source is called."""


@cache
def _kinds() -> Mapping[tuple[str, str], str]:
    columns = {"scheme": Column(required=True), "code": Column(required=True), "kind": Column(required=True), "reason": Column()}
    return {(row["scheme"], row["code"]): row["kind"] for row in read_table(scheme.DATA / "brought.csv", columns)}


@cache
def _countries(column: str) -> Mapping[str, str]:
    return {row[column].lstrip("0"): row["iso2"] for row in scheme.countries().values() if row[column]}


def read_coded(form: str, path: Path) -> Iterator[Coded | Aside]:
    """Yield the rows of a file; raises :class:`~dateline.errors.InputError` when it is not in that layout at all."""
    reader = {"acled": _acled, "ucdp": _ucdp, "polecat": _polecat, "gdelt": _gdelt}[form]
    for line, row in _rows(form, path):
        try:
            found = row if isinstance(row, Aside) else reader(row, line)
        except KeyError as error:
            found = Aside(line, f"cannot be read: there is no column {error}")
        except ValueError as error:
            found = Aside(line, f"cannot be read: {error}")
        yield Aside(line, "it has no id") if isinstance(found, Coded) and not found.id else found


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if zipfile.is_zipfile(path):
            data = _unpacked(path)
    except OSError as error:
        raise InputError(str(error.strerror), path=str(path)) from None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _unpacked(path: Path) -> bytes:
    """Return the one table that a packed file holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "[Content_Types].xml" in archive.namelist():
                raise InputError("is a spreadsheet; save it as CSV", path=str(path))
            found = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
            if len(found) != 1:
                raise InputError(f"packs {len(found)} files; give it with one, or unpacked", path=str(path))
            if found[0].file_size > _MOST * 100:
                raise InputError("unpacks to more than a gigabyte; divide it", path=str(path))
            return archive.read(found[0])
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise InputError(f"cannot be unpacked: {error}", path=str(path)) from None


def _rows(form: str, path: Path) -> Iterator[tuple[int, dict[str, str] | Aside]]:
    """Yield the rows by the line that each begins on; a row that has not the cells of its layout is none."""
    text = _text(path)
    csv.field_size_limit(_MOST)
    try:
        yield from (_bare(text, form, path) if form == "gdelt" else _headed(text, form, path))
    except csv.Error as error:
        raise InputError(f"is no table that can be read: {error}", path=str(path)) from None


def _bare(text: str, form: str, path: Path) -> Iterator[tuple[int, dict[str, str] | Aside]]:
    columns = scheme.layout(form)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    for line, cells in enumerate(reader, start=1):
        if len(cells) == len(columns):
            yield line, dict(zip(columns, cells, strict=True))
        elif line == 1:
            raise InputError(f"has {len(cells)} columns, not GDELT 2.0's {len(columns)}", path=str(path), line=line)
        elif cells:
            yield line, Aside(line, f"has {len(cells)} cells; allowed: {len(columns)}")


def _headed(text: str, form: str, path: Path) -> Iterator[tuple[int, dict[str, str] | Aside]]:
    head, columns = text.partition("\n")[0], scheme.layout(form)
    delimiter = max((",", ";", "\t"), key=head.count)
    stream = io.StringIO(text, newline="")
    table = csv.DictReader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE if form == "polecat" else csv.QUOTE_MINIMAL)
    known = {_plain(name): name for name in table.fieldnames or ()}
    wanted = [name for name in columns if _plain(name) in known]
    if len(wanted) < len(columns) // 2:
        raise InputError(f"its header is not that of {NAMES[form]}: it has {len(wanted)} of {len(columns)} columns", path=str(path), line=1)
    before = table.line_num
    for row in table:
        line, before = before + 1, table.line_num
        # Some files end their rows with tabs too many (POLECAT); what is empty says nothing.
        more = [cell for cell in row.pop(None, []) if cell.strip()]
        if more or None in row.values():
            number = len(row) + len(more) if more else sum(cell is not None for cell in row.values())
            yield line, Aside(line, f"has {number} cells; allowed: {len(row)}, as in the header (a quote that is not closed?)")
            continue
        cells_of = {name: row[known[_plain(name)]].strip() for name in wanted}
        yield line, {name: "" if form == "polecat" and cell == "None" else cell for name, cell in cells_of.items()}


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _number(words: str | None) -> float | None:
    """A number; "NA" is how R writes that there is none."""
    found = float(words) if words and words.strip() != "NA" else None
    if found is not None and not math.isfinite(found):
        raise ValueError(f"{words!r} is no number")
    return found


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9}|\d{2})[ -](\d{4})")


def _day(words: str) -> dt.date:
    """A day as such files write it: 2016-12-05, with or without a clock; 20161205; 05 December 2016 and 05-12-2016 (ACLED: the day is
    first)."""
    words = words.strip()
    if words.isdigit() and len(words) >= 8:
        return dt.date(int(words[:4]), int(words[4:6]), int(words[6:8]))
    if (match := _DAY_FIRST.fullmatch(words)) is not None:
        month = match[2].lower()
        return dt.date(int(match[3]), int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1, int(match[1]))
    try:
        return dt.date.fromisoformat(words[:10])
    except ValueError:
        raise ValueError(f"{words!r} is no day; allowed: 2016-12-05, 5 December 2016") from None


def _week(day: dt.date, days: int) -> tuple[dt.date, dt.date]:
    return day - dt.timedelta(days=days // 2), day + dt.timedelta(days=days // 2)


def _acled(row: Mapping[str, str], line: int) -> Coded | Aside:
    known = sub_types().get(row["sub_event_type"])
    kind = known["kind"] if known else ""
    if not kind:
        return Aside(line, f"dateline has no kind for {row['sub_event_type']!r} (sub_event_type)")
    day, precision, geo = _day(row["event_date"]), row.get("time_precision") or "1", row.get("geo_precision") or "1"
    first, last = {"2": _week(day, 6), "3": _week(day, 30)}.get(precision, (day, day))
    deaths = _number(row.get("fatalities"))
    return Coded(
        "acled", row["event_id_cnty"], line, kind, row["sub_event_type"],
        first, last, {"2": "week", "3": "month"}.get(precision, "day"), last,
        row.get("actor1") or None, row.get("actor2") or None, row.get("location") or None,
        _countries("numeric").get((row.get("iso") or "").lstrip("0")) or _by_name(row.get("country")),
        _number(row.get("latitude")), _number(row.get("longitude")), {"2": 25.0, "3": 100.0}.get(geo, 5.0),
        "town" if geo == "1" else None, geo == "1", None, (deaths, deaths) if deaths else None, row.get("source") or None,
        row.get("notes") or "", None,
    )  # fmt: skip


def _by_name(name: str | None) -> str | None:
    from dateline.gazetteer import load_countries

    return next((country.iso2 for country in load_countries() if name and name in country.names), None)


def _ucdp(row: Mapping[str, str], line: int) -> Coded | Aside:
    kind = _kinds().get(("ucdp", row["type_of_violence"]))
    if kind is None:
        return Aside(line, f"type_of_violence {row['type_of_violence']!r} is none of 1, 2, 3")
    first, last = _day(row["date_start"]), _day(row["date_end"])
    where, when = row.get("where_prec") or "1", row.get("date_prec") or "1"
    low, high = _number(row.get("low")), _number(row.get("high"))
    return Coded(
        "ucdp", row["id"], line, kind, f"type_of_violence {row['type_of_violence']}", first, last,
        {"1": "day", "2": "range", "3": "week", "4": "month", "5": "year"}.get(when, "range") if first != last else "day", last,
        row.get("side_a") or None, row.get("side_b") or None, row.get("where_coordinates") or None,
        _countries("gw").get(row.get("country_id") or "") or _by_name(row.get("country")), _number(row.get("latitude")),
        _number(row.get("longitude")), {"1": 5.0, "2": 25.0, "3": 50.0, "4": 100.0}.get(where, 300.0),
        {"1": "town", "3": "adm2", "4": "adm1", "6": "country"}.get(where), where in ("1", "3", "4", "6"), None,
        (low or 0.0, high) if low is not None or high is not None else None, row.get("source_original") or row.get("source_office") or None,
        row.get("source_headline") or row.get("source_article") or "", None,
    )  # fmt: skip


def _polecat(row: Mapping[str, str], line: int) -> Coded | Aside:
    sort, mode = row["Event Type"], row.get("Event Mode") or ""
    kind = _kinds().get(("polecat", f"{sort}:{mode}")) or _kinds().get(("polecat", sort))
    if kind is None:
        return Aside(line, f"dateline has no kind for {sort!r}")
    if not row["Event Date"]:
        return Aside(line, "it has no date")
    day = _day(row["Event Date"])
    published = _day(row["Publication Date"]) if row.get("Publication Date") else day
    place = row.get("City") or row.get("Placename") or None
    exact = bool(row.get("City"))
    return Coded(
        "polecat", row["Event ID"], line, kind, f"{sort}{':' + mode if mode else ''}", day, day, "day", max(day, published),
        row.get("Actor Name") or None, row.get("Recipient Name") or None, place, _countries("iso3").get(row.get("Country") or ""),
        _number(row.get("Latitude")), _number(row.get("Longitude")), 10.0 if exact else 100.0, "town" if exact else None, exact,
        row.get("GeoNames ID") or None, None, row.get("Source") or None, "", None,
    )  # fmt: skip


def _gdelt(row: Mapping[str, str], line: int) -> Coded | Aside:
    code = row["EventCode"]
    known = [kind for size in range(len(code), 1, -1) if (kind := _kinds().get(("gdelt", code[:size])))]
    if not known:
        return Aside(line, f"dateline has no kind for {code!r} (CAMEO)")
    day = _day(row["SQLDATE"])
    sort = row.get("ActionGeo_Type") or "0"
    exact = sort in ("3", "4")
    place = (row.get("ActionGeo_FullName") or "").split(",")[0] or None
    return Coded(
        "gdelt", row["GLOBALEVENTID"], line, known[0], f"CAMEO {code}", day, day, "day", max(day, _day(row["DATEADDED"] or row["SQLDATE"])),
        row.get("Actor1Name") or None, row.get("Actor2Name") or None, place, _countries("fips").get(row.get("ActionGeo_CountryCode") or ""),
        _number(row.get("ActionGeo_Lat")), _number(row.get("ActionGeo_Long")), 10.0 if exact else 100.0 if sort in ("2", "5") else 500.0,
        {"1": "country", "2": "adm1", "3": "town", "4": "town", "5": "adm1"}.get(sort), True, None, None, None, "",
        row.get("SOURCEURL") or None,
    )  # fmt: skip
