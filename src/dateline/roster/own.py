"""The user's own tables of actors: checked against the roster, then kept in the home folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from dateline.errors import InputError
from dateline.roster.index import build, load_roster, own_folder
from dateline.roster.load import ACTOR_COLUMNS, DATA
from dateline.settings import Settings
from dateline.tables import read_table


def add_table(file: Path, settings: Settings) -> int:
    """Keep a table of actors for later runs, and return how many it has; one of the same name is replaced.

    Raises :class:`~dateline.errors.KnowledgeError` with file and line where the table breaks its schema or clashes with the
    roster, and :class:`~dateline.errors.InputError` when it cannot be read or kept.
    """
    folder = own_folder(settings)
    kept = folder / f"{file.stem}.csv"
    others = [path for path in sorted(folder.glob("*.csv")) if path.name != kept.name]
    try:
        rows = read_table(file, ACTOR_COLUMNS)
        build(DATA, [*others, file])
        folder.mkdir(parents=True, exist_ok=True)
        # Copied beside and renamed, so that a run that starts meanwhile reads the old table or the new one, not half of it.
        shutil.copyfile(file, kept.with_suffix(".part"))
        os.replace(kept.with_suffix(".part"), kept)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the table of actors cannot be added: {error}", path=str(file)) from None
    load_roster.cache_clear()
    return len(rows)
