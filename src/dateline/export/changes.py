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


def _digest(event: ExportEvent) -> str:
    return hashlib.blake2b(event.model_dump_json().encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def state_of(events: Sequence[ExportEvent], stamp: Stamp) -> dict[str, Any]:
    """Return what a later export compares itself with, as plain JSON types."""
    return {
        "dateline_export_state": 1, "as_of": stamp.as_of.isoformat() if stamp.as_of else None, "filters": dict(stamp.filters),
        "changes": list(stamp.changes), "events": {event.id: _digest(event) for event in events},
    }  # fmt: skip


def read_state(data: bytes, path: str, stamp: Stamp) -> Mapping[str, str]:
    """Return the digests of an earlier export by event.

    Raises :class:`~dateline.errors.InputError` for another file, or one of an export with other filters: every event that those chose
    and these do not would be called deleted.
    """
    try:
        value = json.loads(data)
        known: dict[str, str] = {str(id): str(digest) for id, digest in value["events"].items()}
        filters, changes = value["filters"], value["changes"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError("is no day (2016-12-31), and no file that dateline export --state wrote", path=path) from None
    if filters != dict(stamp.filters) or changes != list(stamp.changes):
        raise InputError(f"was written by an export with other filters ({filters or 'none'}, {changes or 'nothing redacted'}); "
                         "give the same, or export anew without --since", path=path)  # fmt: skip
    return known


def changed(events: Sequence[ExportEvent], known: Mapping[str, str]) -> tuple[list[ExportEvent], list[Deletion]]:
    """Return the events that are new or other than they were, and those that are gone, by id."""
    now = {event.id for event in events}
    leads = {old: event.id for event in events for old in event.merged}
    return (
        [event for event in events if known.get(event.id) != _digest(event)],
        [Deletion(id, leads.get(id)) for id in sorted(known) if id not in now],
    )
