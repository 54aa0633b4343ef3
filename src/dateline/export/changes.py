"""What changed since an earlier export: a small file of ids and digests is kept of each, and compared with what there is now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.errors import InputError
from dateline.export.stamp import Stamp
from dateline.export.view import ExportEvent


@dataclass(frozen=True, slots=True)
class Deletion:
    """An event that an earlier export had and this one has not: ``into`` is the event that its id leads to now, where there is one."""

    event: str
    into: str | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier export had: the digest of each event, and the row of each where several events make one."""

    digests: Mapping[str, str]
    rows: Mapping[str, str]


def _digest(event: ExportEvent) -> str:
    return hashlib.blake2b(event.model_dump_json().encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def state_of(events: Sequence[ExportEvent], stamp: Stamp, rows: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what a later export compares itself with, as plain JSON types; ``rows`` names the row of each event, in layouts where several
    events make one."""
    return {
        "dateline_export_state": 1, "as_of": stamp.as_of.isoformat() if stamp.as_of else None, "filters": dict(stamp.filters),
        "changes": list(stamp.changes), "asked": stamp.asked, "events": {event.id: _digest(event) for event in events},
        **({"rows": {event: hashlib.blake2b(row.encode(), digest_size=8).hexdigest() for event, row in rows.items()}} if rows else {}),
    }  # fmt: skip


def read_state(data: bytes, path: str, stamp: Stamp) -> Earlier:
    """Return what an earlier export had.

    Raises :class:`~dateline.errors.InputError` for another file, or one of an export with other filters: every event that those chose
    and these do not would be called deleted.
    """
    try:
        value = json.loads(data)
        known: dict[str, str] = {str(id): str(digest) for id, digest in value["events"].items()}
        filters, changes = value["filters"], value["changes"]
        rows = {str(id): str(row) for id, row in value.get("rows", {}).items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError("is no day (2016-12-31), and no file that dateline export --state wrote", path=path) from None
    other = value.get("asked", stamp.asked) != stamp.asked or filters != dict(stamp.filters)
    if other or changes != list(stamp.changes):
        raise InputError(f"was written by an export with other filters ({filters or 'none'}, {changes or 'nothing redacted'}); "
                         "give the same, or export anew without --since", path=path)  # fmt: skip
    return Earlier(known, rows)


def changed(
    events: Sequence[ExportEvent], earlier: Earlier, rows: Mapping[str, str] | None = None
) -> tuple[list[ExportEvent], list[Deletion]]:
    """Return the events that are new or other than they were, and those that are gone, by id.

    Where several events make a row (``rows``, by event), all events of a row count as changed when one of them did, or left it, or came
    to it: the row is given whole.
    """
    rows = {event: hashlib.blake2b(row.encode(), digest_size=8).hexdigest() for event, row in (rows or {}).items()}
    now, known = {event.id for event in events}, earlier.digests
    leads = {old: event.id for event in events for old in event.merged}
    other = {event.id for event in events if known.get(event.id) != _digest(event)}
    touched = {row for by_event in (rows, earlier.rows) for event, row in by_event.items() if event in other or event not in now}
    return (
        [event for event in events if event.id in other or rows.get(event.id) in touched],
        [Deletion(id, leads.get(id)) for id in sorted(known) if id not in now],
    )
