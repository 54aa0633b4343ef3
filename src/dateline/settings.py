"""Every setting of dateline in one table: name, default, and what it does.

A setting is given as a keyword to :func:`settings`, or as an environment variable
(``DATELINE_MAX_CHARS=200000``); a keyword wins. There are no others.
"""

from __future__ import annotations

import difflib
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dateline.errors import SettingError

PREFIX = "DATELINE_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: its name, its default, a sentence on what it does, and the least and most that a number may be."""

    name: str
    default: int | float | str
    meaning: str
    least: float = 0
    most: float = math.inf


TABLE: tuple[Setting, ...] = (
    Setting("home", "", "folder for what is built (the gazetteer's index) and what is added; empty: the user's cache and data folders"),
    Setting("name_set", "", "sets of place names to show, the first that has one wins (ukrainian,kurdish); empty: the names of GeoNames"),
    Setting("max_chars", 1_000_000, "an article longer than this many characters is set aside", least=1),
    Setting("max_sentence_chars", 2_000, "a sentence longer than this many characters is cut at a space before it is parsed", least=1),
    Setting("min_confidence", 0.0, "claims whose confidence is lower than this are not written", most=1),
    Setting("past_days", 31, "an event told as more than this many days older than the report is `past`"),
    Setting("scene_sentences", 12, "how many sentences back the scene (place, day) may come from"),
    Setting("reader", "", "folder of the trained reader's files; empty: those of the package; `none`: grammar alone"),
    Setting("db", "ledger.dateline", "the ledger: a file, or postgresql://USER:PASSWORD@HOST/NAME"),
    Setting("db_wait", 30.0, "seconds to wait while another program writes to the ledger", most=3600),
    Setting("uncontested_days", 7, "a gain that only the gaining side claims counts as held after so many days uncontradicted", most=3650),
    Setting(
        "join_above",
        0.75,
        "claims are joined to one event when what speaks for it sums up to more than this (docs/events.md): a higher "
        "value gives fewer wrong joins and more missed ones, and all events are computed again",
        least=-2,
        most=10,
    ),
    Setting("code_all_languages", 0, "1: articles in other languages than English are coded too, as if they were English", most=1),
    Setting("fetch_pause", 2.0, "seconds between two requests to one host"),
    Setting("fetch_seconds", 60.0, "seconds that one request may take in all", least=0.1),
    Setting("fetch_bytes", 10_000_000, "bytes that an answer may have, unpacked", least=1_000),
    Setting("fetch_contact", "", "who asks: an address or a page, told to every server in the name of the program"),
    Setting("allow_private", 0, "1: addresses in private networks (this machine, an intranet) may be fetched", most=1),
    Setting("quiet_days", 30, "a place that was fought for is its holder's again after so many days without fighting", most=3650),
    Setting("serve_bytes", 8_000_000, "`dateline serve`: a request larger than this is refused", least=1_000),
    Setting("serve_chars", 200_000, "`dateline serve`: an article longer than this many characters is not coded for the page", least=1),
    Setting("serve_points", 10_000, "`dateline serve`: events drawn one by one on the map; more are gathered in clusters", least=100),
    Setting("serve_rows", 200_000, "`dateline serve`: rows of a download at most", least=100),
    Setting("reviewer", "", "name under which decisions are recorded; empty: the login name"),
)


def default(name: str) -> int | float | str:
    """Return the default of a setting; raises ``StopIteration`` for a name that is not in the table."""
    return next(row.default for row in TABLE if row.name == name)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; see :data:`TABLE` for what each one does."""

    home: str
    name_set: str
    max_chars: int
    max_sentence_chars: int
    min_confidence: float
    past_days: int
    scene_sentences: int
    reader: str
    db: str
    db_wait: float
    uncontested_days: int
    join_above: float
    code_all_languages: int
    fetch_pause: float
    fetch_seconds: float
    fetch_bytes: int
    fetch_contact: str
    allow_private: int
    quiet_days: int
    serve_bytes: int
    serve_chars: int
    serve_points: int
    serve_rows: int
    reviewer: str

    @property
    def home_folder(self) -> Path:
        """The folder for what is built at first use (not created here)."""
        if self.home:
            return Path(self.home).expanduser()
        cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
        return Path(cache).expanduser() / "dateline"

    @property
    def data_folder(self) -> Path:
        """The folder for what the user adds and cannot be built again (not created here)."""
        if self.home:
            return Path(self.home).expanduser()
        data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
        return Path(data).expanduser() / "dateline"


def _cast(row: Setting, value: Any, where: str) -> int | float | str:
    kind = type(row.default)
    try:
        cast = kind(value)
        # Not a number (nan) is within no bounds, and is refused with what lies outside them.
        if isinstance(cast, str) or row.least <= cast <= row.most:
            return cast
    except (TypeError, ValueError):
        pass
    bounds = f"from {row.least:g} to {row.most:g}" if row.most < math.inf else f"of {row.least:g} or more"
    raise SettingError(f"{where}: found {value!r}; allowed: {'a whole number' if kind is int else 'a number'} {bounds}")


def settings(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Return the settings in force: the table's defaults, then the environment's, then the keywords.

    Raises :class:`~dateline.errors.SettingError` for a name that is not in the table or a value of the wrong type or out of its bounds.
    """
    environ = os.environ if environ is None else environ
    known = {row.name for row in TABLE}
    if unknown := sorted(set(given) - known):
        raise SettingError(f"unknown setting {unknown[0]!r}; allowed: {', '.join(sorted(known))}")
    values: dict[str, Any] = {}
    for row in TABLE:
        variable = PREFIX + row.name.upper()
        if row.name in given:
            values[row.name] = _cast(row, given[row.name], f"setting {row.name}")
        else:
            values[row.name] = _cast(row, environ.get(variable, row.default), variable)
    return Settings(**values)


_OTHERS = frozenset({f"{PREFIX}GOLD"})
"""Variables that begin like settings and are none: where the tests find the gold data."""


def misspelt(environ: Mapping[str, str] | None = None) -> list[str]:
    """Return in words what is called like a setting in the environment and is none: such a variable does nothing."""
    environ = os.environ if environ is None else environ
    known = [PREFIX + row.name.upper() for row in TABLE]
    found = []
    for name in sorted(environ):
        if name.upper().startswith(PREFIX) and name not in known and name not in _OTHERS:
            near = difflib.get_close_matches(name[len(PREFIX) :].lower(), [row.name for row in TABLE], n=1)
            meant = f"did you mean {PREFIX}{near[0].upper()}?" if near else "dateline settings lists them."
            found.append(f"the environment has {name}, which is no setting and does nothing; {meant}")
    return found


assert tuple(f.name for f in fields(Settings)) == tuple(row.name for row in TABLE), "Settings and TABLE must list the same names"
