"""Who says what, as the page shows it: the tallies of a ledger as answers of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from dateline.ledger.tallies import Tally, tallies
from dateline.serve.counted import label
from dateline.serve.deeds import Copying, LoadedCount, OriginRow, OutletRow, Relay, Sources
from dateline.serve.models import Facet
from dateline.serve.state import State

_MOST_WORDS, _MOST_KINDS, _MOST_PAIRS = 30, 12, 2000


def sources(state: State) -> Sources:
    """Return all origins and outlets of a ledger, the busiest first; made once for each revision."""
    return state.remember("sources", lambda: _sources(state))


def _sources(state: State) -> Sources:
    found = tallies(state.ledger, state.decisions(), state.sides)
    origins = [
        OriginRow(key=key, name=tally.name, sides=list(state.look.sides_of(key)), reports=len(tally.articles),
                  outlets=sorted(tally.outlets), loaded=_loaded(tally), **_counts(tally)) for key, tally in found.origins.items()
    ]  # fmt: skip
    outlets = [
        OutletRow(name=name, articles=tally.printed, own_voice=tally.own, loaded=_loaded(tally), kinds=_kinds(tally), **_counts(tally))
        for name, tally in found.outlets.items()
    ]
    return Sources(
        total_origins=len(origins), total_outlets=len(outlets), origins=origins, outlets=outlets,
        relays=[Relay(outlet=outlet, origin=origin, claims=number) for (outlet, origin), number in _most(found.relays)],
        copies=[Copying(outlet=outlet, of=of, reports=number) for (outlet, of), number in _most(found.copies)],
    )  # fmt: skip


def _most(found: Mapping[tuple[str, str], int]) -> Iterable[tuple[tuple[str, str], int]]:
    return islice(found.items(), _MOST_PAIRS)


def _counts(tally: Tally) -> dict[str, int]:
    return {"claims": tally.claims, "events": len(tally.events), "first": tally.first, "alone": tally.alone,
            "contradicted": tally.contradicted}  # fmt: skip


def _loaded(tally: Tally) -> list[LoadedCount]:
    ranked = sorted(tally.words.items(), key=lambda one: (-one[1], str(one[0])))
    return [LoadedCount(word=word, neutral=neutral, about=about, count=count) for (word, neutral, about), count in ranked[:_MOST_WORDS]]


def _kinds(tally: Tally) -> list[Facet]:
    return [Facet(value=kind, label=label(kind), count=count) for kind, count in tally.kinds.most_common(_MOST_KINDS)]
