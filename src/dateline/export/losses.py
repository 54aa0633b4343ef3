"""What a layout could not say of an event: one line each, and their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

KINDS: Mapping[str, str] = {
    "no-kind": "the scheme has no kind for it; the event is left out",
    "kind": "the scheme's kind is wider or another",
    "status": "the scheme has no word for its status (planned, possible, denied, disputed, claimed, past)",
    "direction": "who did it to whom is not kept",
    "party": "a party is missing, or not one that the scheme knows",
    "range": "a range of numbers was cut to one by the scheme's rule",
    "number": "a number has no column",
    "time": "the days were coarsened, or not told",
    "place": "the place was coarsened, or has no point",
    "attribution": "who says so is flattened or dropped",
    "dissent": "claims contradict each other, which the scheme cannot show",
    "loaded": "loaded words are dropped",
    "joined": "several events became one row by the scheme's rule",
    "rule": "the scheme's rule of inclusion leaves the event out",
    "cut": "a text or a row is more than the format holds",
    "letters": "letters were replaced that the file's encoding has not",
}
"""What can be lost."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that a layout could not say of an event; ``left_out``: the event has no row at all for this reason."""

    event: str
    what: str
    detail: str
    left_out: bool = False


def report(layout: str, events: Iterable[str], losses: Iterable[Loss]) -> dict[str, Any]:
    """Return the loss report of an export as plain JSON types: counts of events by what was lost, then every loss."""
    known, found = list(events), list(dict.fromkeys(losses))
    out = {loss.event for loss in found if loss.left_out}
    counts = Counter(what for what, _ in {(loss.what, loss.event) for loss in found})
    touched = {loss.event for loss in found}
    return {
        "format": layout, "events": len(known), "events_written": len([event for event in known if event not in out]),
        "events_left_out": len(out & set(known)), "events_without_loss": len([event for event in known if event not in touched]),
        "counts": {what: counts[what] for what in KINDS if counts[what]},
        "meaning": {what: words for what, words in KINDS.items() if counts[what]},
        "losses": [asdict(loss) for loss in found],
    }  # fmt: skip
