"""The user's own tables of actors: checked against the roster, then kept in the user's data folder."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import InputError
from dateline.roster.index import build, load_roster, own_folder, own_tables
from dateline.roster.load import DATA, read_actors
from dateline.settings import Settings


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One table of the user's as ``dateline actors list`` shows it."""

    name: str
    actors: int
    path: Path


def add_table(file: Path, settings: Settings) -> int:
    """Keep a table of actors for later runs, and return how many it has; one of the same name is replaced.

    Raises :class:`~dateline.errors.KnowledgeError` with file and line where the table breaks its schema or clashes with the
    roster, and :class:`~dateline.errors.InputError` when it cannot be read or kept.
    """
    folder = own_folder(settings)
    kept = folder / f"{file.stem}.csv"
    others = [path for path in own_tables(settings) if path.name != kept.name]
    try:
        rows = read_actors(file)
        build(DATA, [*others, file])
        folder.mkdir(parents=True, exist_ok=True)
        # Copied beside and renamed, so that a run that starts meanwhile reads the old table or the new one, not half of it.
        shutil.copyfile(file, kept.with_suffix(".part"))
        os.replace(kept.with_suffix(".part"), kept)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the table of actors cannot be added: {error}", path=str(file)) from None
    load_roster.cache_clear()
    return len(rows)


def list_tables(settings: Settings) -> list[TableInfo]:
    """Return the user's own tables by name; raises :class:`~dateline.errors.KnowledgeError` for one that breaks its schema."""
    return [TableInfo(path.stem, len(read_actors(path)), path) for path in own_tables(settings)]


def remove_table(name: str, settings: Settings) -> None:
    """Take one of the user's own tables out again; raises :class:`~dateline.errors.InputError` for a name that none has, and where
    another table needs an actor of it.
    """
    tables = {path.stem: path for path in own_tables(settings)}
    if name not in tables:
        have = f"there are: {', '.join(tables)}" if tables else "none was added"
        raise InputError(f"no table of actors is called {name!r}; {have}")
    build(DATA, [path for path in tables.values() if path.stem != name])
    try:
        tables[name].unlink()
    except OSError as error:
        raise InputError(f"the table of actors cannot be removed: {error}", path=str(tables[name])) from None
    load_roster.cache_clear()
