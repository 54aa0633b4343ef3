"""CSV (with HXL tags) and JSON Lines, and reading them back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dateline.errors import InputError
from dateline.export.cells import TABLES, Cell, typed
from dateline.export.layout import Export, Written
from dateline.export.losses import Loss
from dateline.export.view import ExportEvent
from dateline.tables import guarded, json_line

STAMP = "stamp"
_UNSAFE = {code: " " for code in range(32) if chr(code) not in "\t\n"} | {13: "\n"}


def cell_words(cell: Cell) -> str:
    """Return a cell as words that a spreadsheet takes for what they are."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")  # the shortest words that are read back as this very number
    if isinstance(cell, str):
        # A lone carriage return ends a row, and a null byte the file, to some readers.
        return guarded(cell.replace("\r\n", "\n").translate(_UNSAFE))
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def delimited(header: Sequence[str] | None, rows: Iterable[Sequence[Cell]], delimiter: str = ",") -> str:
    """Return rows as delimited text; tabs and line ends inside a cell of a tab-delimited row become blanks."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    if header is not None:
        writer.writerow(header)
    for row in rows:
        words = [cell_words(cell) for cell in row]
        writer.writerow([" ".join(word.split()) for word in words] if delimiter == "\t" else words)
    return text.getvalue()


def write_csv(export: Export) -> Written:
    """Return one table as CSV: UTF-8, a header, with ``hxl`` a row of HXL tags under it; the last column is the stamp in short."""
    columns = TABLES[export.table]
    rows = export.rows()
    head = [[*(column.tag for column in columns.values()), "#meta+stamp"]] if export.hxl else []
    body = [[*row.values(), export.stamp.short] for row in rows]
    text = delimited([*columns, STAMP], head) + delimited(None, body)
    return Written(text.encode("utf-8"), losses=flat_losses(export))


def flat_losses(export: Export) -> list[Loss]:
    """Return what one table of a flat format cannot say that the other tables do."""
    if export.table != "events":
        return []
    found = []
    for event in export.events:
        named = sum(bool(claim.sources) for claim in event.claims)
        if named or len(event.claims) > 1:
            many = f"{len(event.claims)} claims, {named} with named sources, are in one row"
            found.append(Loss(event.id, "attribution", f"{many}; the table of claims has each"))
    return found


def read_csv(text: str, table: str = "events") -> list[dict[str, Cell]]:
    """Return the rows of a table as :func:`write_csv` wrote it, without the stamp."""
    rows = list(csv.DictReader(io.StringIO(text)))
    if rows and (rows[0].get(STAMP) or "").startswith("#"):
        rows = rows[1:]
    return [typed(TABLES[table], row) for row in rows]


def plain(row: Mapping[str, Cell]) -> dict[str, object]:
    """Return a row as plain JSON types."""
    return {name: cell.isoformat() if isinstance(cell, dt.date) else cell for name, cell in row.items()}


def write_jsonl(export: Export) -> Written:
    """Return one event a line, whole, with its claims; of another table one row a line. Each line ends with the stamp in short."""
    short = {STAMP: export.stamp.short}
    if export.table == "events":
        lines = [json_line({**event.model_dump(mode="json"), **short}) for event in export.events]
    else:
        lines = [json_line({**plain(row), **short}) for row in export.rows()]
    return Written(b"".join(lines))


def read_jsonl(data: bytes, path: str = "") -> list[ExportEvent]:
    """Return the events that :func:`write_jsonl` wrote; raises :class:`~dateline.errors.InputError` for a line that is none."""
    found = []
    for item in jsonl_events(data, path):
        if isinstance(item, InputError):
            raise item
        found.append(item)
    return found


def jsonl_events(data: bytes, path: str = "") -> Iterator[ExportEvent | InputError]:
    """Yield the events that :func:`write_jsonl` wrote, and for a line that is none what is wrong with it."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            value.pop(STAMP, None)
            # From JSON, as it was written to: pairs come as lists, days as words.
            yield ExportEvent.model_validate_json(json.dumps(value))
        except (ValueError, AttributeError, RecursionError) as error:
            reason = f"not an event of dateline export --format jsonl: {str(error).splitlines()[0]}"
            yield InputError(reason, path=path, line=number)
