"""Claims that were coded elsewhere: files of claims (JSON Lines, Parquet), grouped by their articles, in memory that does not hold them."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from array import array
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from pydantic import ValidationError

from dateline.errors import InputError
from dateline.model import Claim
from dateline.read.record import Reject, rejected

SUFFIXES = (".jsonl", ".ndjson", ".parquet")
_LONGEST = 16_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A claim, and where it stood."""

    path: str
    line: int
    claim: Claim

    def reject(self, reason: str) -> Reject:
        """Return the claim as one that was set aside."""
        return Reject(self.path, self.line, self.claim.article, f"claim {self.claim.id}: {reason}")


class ClaimFiles:
    """Some files of claims, run through once to learn which line belongs to which article; a context manager.

    ``rejects`` is what no article could be told of: lines that are not claims at all.
    """

    def __init__(self, inputs: Iterable[str | Path], *, stdin: BinaryIO | None = None) -> None:
        self._stack = ExitStack()
        self._streams: list[tuple[str, BinaryIO]] = []
        self._places: dict[str, array[int]] = {}
        self.rejects: list[Reject] = []
        try:
            for given in inputs:
                self._run_through(str(given), stdin)
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> ClaimFiles:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    @property
    def articles(self) -> Mapping[str, object]:
        """The ids of the articles that have claims here, in the order in which they come first."""
        return self._places

    def of(self, article: str) -> tuple[list[Line], list[Reject]]:
        """Return the claims of an article in the order of the files, and what could not be read as one."""
        found: list[Line] = []
        aside: list[Reject] = []
        places = self._places.get(article, array("q"))
        for at in range(0, len(places), 3):
            path, stream = self._streams[places[at]]
            stream.seek(places[at + 1])
            raw, number = stream.readline(), places[at + 2]
            try:
                found.append(Line(path, number, Claim.model_validate_json(raw)))
            except ValidationError as error:
                aside.append(rejected(InputError(_plain(error), article=article), path, number, raw.decode("utf-8", "replace")))
        return found, aside

    def _run_through(self, given: str, stdin: BinaryIO | None) -> None:
        stream = self._open(given, stdin)
        self._streams.append((given, stream))
        offset = 0
        for number, raw in enumerate(iter(lambda: stream.readline(_LONGEST), b""), 1):
            if raw.strip():
                try:
                    article = _article(raw)
                except InputError as error:
                    self.rejects.append(rejected(error, given, number, raw.decode("utf-8", "replace")))
                else:
                    self._places.setdefault(article, array("q")).extend((len(self._streams) - 1, offset, number))
            offset += len(raw)

    def _open(self, given: str, stdin: BinaryIO | None) -> BinaryIO:
        suffix = Path(given).suffix.lower()
        if given != "-" and suffix not in SUFFIXES:
            raise InputError(f"a file of claims ends in {', '.join(SUFFIXES)}, or is - for standard input", path=given)
        try:
            if given == "-" or suffix == ".parquet":
                spool: BinaryIO = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (the stack closes it)
                if given == "-":
                    shutil.copyfileobj(stdin or sys.stdin.buffer, spool)
                else:
                    _unpack(given, spool)
                spool.seek(0)
                return spool
            return self._stack.enter_context(Path(given).open("rb"))
        except OSError as error:
            raise InputError(f"it cannot be read: {error.strerror or error}", path=given) from None


def _unpack(path: str, spool: BinaryIO) -> None:
    """Write the column ``json`` of a Parquet file as lines."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            if "json" not in file.schema_arrow.names:
                raise InputError("it has no column json, which holds the claims; give a file that dateline code wrote", path=path)
            for batch in file.iter_batches(columns=["json"]):
                for value in batch.column(0).to_pylist():
                    spool.write((value or "").replace("\n", " ").encode("utf-8", "surrogatepass") + b"\n")
    except pa.ArrowInvalid as error:
        raise InputError(f"it is no Parquet file that can be read: {' '.join(str(error).split())}", path=path) from None


def _article(raw: bytes) -> str:
    """Return the id of the article of a claim's line; raises ``InputError`` when it is no JSON object that has one."""
    try:
        record: Any = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the line is no JSON object in UTF-8: {str(error)[:100]}; allowed: one claim a line") from None
    if not isinstance(record, dict) or not isinstance(record.get("article"), str):
        raise InputError("the line is no claim: it names no article; dateline schema claim prints what a claim is")
    return str(record["article"])


def _plain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"the claim does not fit its schema: {f'{where}: ' if where else ''}{first['msg']}{more}"
