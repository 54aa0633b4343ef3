"""Phrases that name no party: what kind of word they call it by, and why nobody is known for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dateline.roster.answer import Resolution
from dateline.roster.load import Label
from dateline.roster.words import Word


def unnamed(core: Sequence[Word], words: Sequence[Word], labels: Mapping[str, Mapping[str, Label]]) -> Resolution:
    """Return the reason why a phrase names no party; ``core`` are its words before the first preposition.

    A label that judges gets its neutral word as the name.
    """
    if any(word.mark == "side" for word in words):
        return Resolution(reason="allies or opponents of a party are not the party")
    for size in (2, 1):
        last = " ".join(word.text for word in core[-size:])
        for kind in ("loaded", "civil", "generic"):
            if (label := labels[kind].get(last)) is not None:
                return Resolution(name=label.neutral, reason=label.reason, label=kind)
    return Resolution(reason="not in the roster")
