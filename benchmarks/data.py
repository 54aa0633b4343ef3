"""The data to measure against: where it lies, what sets there are, and the hash that a figure is quoted with.

The texts are not part of this project. They are read from ``DATELINE_GOLD``, or from ``../shared/gold`` beside the project.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ADAPTORS = ("types", "plover", "places", "times", "sources", "muc")
PEOPLE = "people"
READERS = "language-model readers, not people"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """One set: the name its figures go by, the scorer and adaptor it takes, its file, and who coded its gold.

    ``every`` thins the set for the floors, which CI checks at each change: every n-th row is measured.
    """

    name: str
    scorer: str
    path: str
    coded_by: str
    about: str
    every: int = 1

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of the set in the gold folder: the texts, and where they are apart, the answers."""
        return (self.path, self.path.replace(".docs.", ".claims.")) if self.scorer == "claims" else (self.path,)


SETS: tuple[GoldSet, ...] = (
    GoldSet("claims", "claims", "claims/dev.docs.jsonl", READERS, "whole claims in 36 articles on Syria and nine dispatches"),
    GoldSet("types", "types", "types/dev.jsonl", PEOPLE, "ACLED event types of snippets (CASE-2021 task 2)"),
    GoldSet("plover", "plover", "plover/dev.jsonl", PEOPLE, "PLOVER roots of sentences (PLV)"),
    GoldSet("places-lgl", "places", "places/lgl.jsonl", PEOPLE, "toponyms of local news (LGL)", every=4),
    GoldSet("places-geovirus", "places", "places/geovirus.jsonl", PEOPLE, "toponyms of news on disease (GeoVirus)", every=2),
    GoldSet("times", "times", "times/dev.jsonl", PEOPLE, "TIMEX3 of news (TempEval-3 TBAQ)", every=2),
    GoldSet("sources", "sources", "sources/dev.jsonl", PEOPLE, "attributions in political news (PolNeAR)", every=2),
    GoldSet("muc", "muc", "muc/dev.jsonl", PEOPLE, "incident templates (MUC-4)", every=2),
)
ARTICLES = "articles/syria-2011-2017.jsonl"


def gold_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder of the gold data, or None where there is none."""
    given = environ.get("DATELINE_GOLD")
    folder = Path(given) if given else ROOT.parent / "shared" / "gold"
    return folder.resolve() if (folder / "score.py").is_file() else None


def where_it_should_be(environ: Mapping[str, str] = os.environ) -> str:
    """Return the sentence that tells where the gold data was looked for."""
    given = environ.get("DATELINE_GOLD")
    if given:
        return f"no gold data at {given} (DATELINE_GOLD)"
    return "no gold data at ../shared/gold, and DATELINE_GOLD does not say where else it lies"


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file; raises ``ValueError`` with file and line where one is broken or has no ``id`` or ``doc``."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"{path}:{number}: not JSON: {error}") from None
            if not isinstance(row, dict) or not ({"id", "doc"} & row.keys()):
                raise ValueError(f"{path}:{number}: an object with an 'id' was expected")
            rows.append(row)
    return rows


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write objects as JSON Lines."""
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def thinned(rows: list[dict[str, Any]], every: int) -> list[dict[str, Any]]:
    """Return every n-th row, from the first."""
    return rows[::every]


def hash_of(folder: Path, gold: GoldSet, every: int = 1) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of a set's files (of every n-th line of its texts), one after the other."""
    digest = hashlib.sha256()
    for number, path in enumerate(gold.paths):
        lines = (folder / path).read_bytes().splitlines(keepends=True)
        for line in lines[::every] if number == 0 else lines:
            digest.update(line)
    return digest.hexdigest()[:12]


def chunks(rows: list[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Cut rows into pieces of at most ``size``, in order."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
