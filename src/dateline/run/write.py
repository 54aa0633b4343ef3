"""Coded articles to files: JSON Lines, CSV and Parquet, whole articles only, and a file in one piece or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from dateline.errors import RunError
from dateline.run.flat import COLUMNS, Cell, flat
from dateline.run.pool import Coded
from dateline.tables import guarded as guarded
from dateline.tables import json_line as json_line

_ROWS_AT_ONCE = 4096


class Writer(Protocol):
    """Takes coded articles one at a time; ``close`` ends the output but does not close the stream below."""

    def write(self, coded: Coded) -> None:
        """Write the claims of one article."""

    def close(self) -> None:
        """End the output."""


class JsonLines:
    """One claim a line, as the schema of `dateline schema claim` says."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, coded: Coded) -> None:
        """Write the claims of one article, and pass them on at once: a reader of the pipe need not wait."""
        for claim in coded.claims:
            self._stream.write(json_line(claim.to_json()))
        self._stream.flush()

    def close(self) -> None:
        """Nothing is left to write."""


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return guarded(cell) if isinstance(cell, str) else str(cell)


class Csv:
    """One claim a row, UTF-8, with a header."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rows([list(COLUMNS)])

    def _rows(self, rows: list[list[str]]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        self._stream.write(text.getvalue().encode("utf-8"))
        self._stream.flush()

    def write(self, coded: Coded) -> None:
        """Write the claims of one article."""
        if coded.claims:
            self._rows([[_csv_cell(cell) for cell in row.values()] for row in rows(coded)])

    def close(self) -> None:
        """Nothing is left to write."""


def rows(coded: Coded) -> Iterator[dict[str, Cell]]:
    """Yield the flat row of each claim of an article."""
    for number, claim in enumerate(coded.claims):
        yield flat(claim, coded.article, coded.sentence(number))


class Parquet:
    """The columns of the CSV, typed, and ``json``: the whole claim."""

    def __init__(self, stream: BinaryIO) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        types = {str: pa.string(), float: pa.float64(), int: pa.int64(), dt.date: pa.date32()}
        self._schema = pa.schema([*((name, types[kind]) for name, (kind, _) in COLUMNS.items()), ("json", pa.string())])
        self._table = pa.Table
        self._writer = pq.ParquetWriter(stream, self._schema, compression="zstd")
        self._waiting: list[dict[str, Any]] = []

    def write(self, coded: Coded) -> None:
        """Take the claims of one article; they are written some thousand at a time."""
        for row, claim in zip(rows(coded), coded.claims, strict=True):
            self._waiting.append({**row, "json": json_line(claim.to_json()).decode("utf-8").rstrip("\n")})
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        # Row groups of a fixed size: they do not depend on how the claims fell on the articles.
        while self._waiting:
            self._writer.write_table(self._table.from_pylist(self._waiting[:_ROWS_AT_ONCE], schema=self._schema))
            self._waiting = self._waiting[_ROWS_AT_ONCE:]

    def close(self) -> None:
        """Write what is waiting, and the file's end."""
        self._flush()
        self._writer.close()


FORMATS: Mapping[str, Callable[[BinaryIO], Writer]] = {"jsonl": JsonLines, "csv": Csv, "parquet": Parquet}
"""The formats of files, by name; each takes the open stream."""


@contextmanager
def open_writer(make: Callable[[BinaryIO], Writer], stream: BinaryIO) -> Iterator[Writer]:
    """Give a writer on an open stream, and end its output whatever happens, so that what was written can be read."""
    writer = make(stream)
    try:
        yield writer
    finally:
        writer.close()


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a stream that becomes the file at ``path`` when all went well.

    Until then a file that was there stays as it was. After an interrupt, what was done is kept as ``PATH.partial``; after an
    error nothing is. Raises :class:`~dateline.errors.RunError` when the file cannot be written.
    """
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise RunError(f"cannot write {path}: {error.strerror}; give another file") from None
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as stream:
            yield stream
        _finish(temporary, path)
    except KeyboardInterrupt:
        _finish(temporary, partial(path))
        raise
    except OSError as error:
        raise RunError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        temporary.unlink(missing_ok=True)


def partial(path: Path) -> Path:
    """Where the part of a file is kept that was done before an interrupt."""
    return path.with_name(path.name + ".partial")


def _finish(temporary: Path, path: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(0o666 & ~mask)  # mkstemp's files are for their owner alone; this one is an ordinary file
    temporary.replace(path)


def rejects_file(stream: BinaryIO) -> Callable[[Mapping[str, Any]], None]:
    """Return a function that writes one reject a line."""

    def write(reject: Mapping[str, Any]) -> None:
        stream.write(json_line(reject))

    return write
