"""What is to be watched: a TOML file of feeds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import SettingError
from dateline.read.address import address

LEAST_EVERY = 60.0
"""No feed is asked more often than once in so many seconds."""
_EVERY = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|min|h|d)?")
_UNITS = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, None: 60.0}
_FEED = {"url": str, "outlet": str, "every": (str, int, float), "pages": bool, "date_order": str}
_WATCH = {"every": (str, int, float), "pages": bool, "keep_raw": str, "attempts": int}


@dataclass(frozen=True, slots=True)
class Watched:
    """One feed: its address, the outlet when the feed's own title is not to be used, seconds between two polls, and whether the page
    behind an entry is read where the feed carries a summary only."""

    url: str
    outlet: str | None = None
    every: float = 1800.0
    pages: bool = True
    date_order: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The feeds, the folder for originals, and how often an entry is tried before it is given up."""

    feeds: tuple[Watched, ...]
    keep_raw: Path | None = None
    attempts: int = 8


def read_plan(path: Path) -> Plan:
    """Return what a file says is to be watched; raises :class:`~dateline.errors.SettingError` with what is wrong in it, and where."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"{path} cannot be read: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{path} is not TOML: {error}") from None
    _check(found, {"watch": dict, "feed": list}, str(path))
    common = found.get("watch", {})
    _check(common, _WATCH, f"{path} [watch]")
    feeds = tuple(_feed(one, common, f"{path} [[feed]] {number}") for number, one in enumerate(found.get("feed", []), start=1))
    if not feeds:
        raise SettingError(f"{path} names no feed; give at least one: [[feed]] with url = 'https://…'")
    addresses = [feed.url for feed in feeds]
    if twice := next((url for url in addresses if addresses.count(url) > 1), None):
        raise SettingError(f"{path} names the feed {twice} twice")
    attempts = common.get("attempts", Plan.__dataclass_fields__["attempts"].default)
    if attempts < 1:
        raise SettingError(f"{path} [watch]: found attempts = {attempts}; allowed: 1 or more")
    keep = common.get("keep_raw")
    return Plan(feeds, path.parent / keep if keep else None, attempts)


def _feed(one: Any, common: Mapping[str, Any], where: str) -> Watched:
    if not isinstance(one, dict):
        raise SettingError(f"{where}: found {one!r}; allowed: a table with url = 'https://…'")
    _check(one, _FEED, where)
    url = address(one.get("url"))
    if url is None:
        raise SettingError(f"{where}: found url = {one.get('url')!r}; allowed: an address that begins with http:// or https://")
    if (order := one.get("date_order")) not in (None, "dmy", "mdy", "ymd"):
        raise SettingError(f"{where}: found date_order = {order!r}; allowed: dmy, mdy, ymd")
    every = _seconds(one.get("every", common.get("every", 30)), where)
    return Watched(url, one.get("outlet"), every, one.get("pages", common.get("pages", True)), order)


def _check(found: Mapping[str, Any], allowed: Mapping[str, Any], where: str) -> None:
    for name, value in found.items():
        if name not in allowed:
            raise SettingError(f"{where}: found {name!r}; allowed: {', '.join(allowed)}")
        if not isinstance(value, allowed[name]) or (isinstance(value, bool) and allowed[name] is not bool):
            raise SettingError(f"{where}: found {name} = {value!r}, which is of the wrong kind")


def _seconds(value: str | float, where: str) -> float:
    """Return the seconds of "15m", "2h", or a number of minutes."""
    match = _EVERY.fullmatch(str(value).strip())
    seconds = float(match[1]) * _UNITS[match[2]] if match else 0.0
    if seconds < LEAST_EVERY:
        raise SettingError(f"{where}: found every = {value!r}; allowed: a minute or more, such as '15m', '2h', or a number of minutes")
    return seconds
