"""What the layouts of other event data have in common: their tables, stable numbers, and what is lost whichever scheme it is."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol, Self, TypeVar

from dateline.export.losses import Loss
from dateline.export.view import ExportEvent, Number, Party
from dateline.numbers import number_told, number_words
from dateline.ontology import load_ontology
from dateline.ontology.kinds import Kind
from dateline.tables import Column, Row, read_table

DATA = Path(__file__).parent / "data"
HAPPENED = frozenset({"happened", "ongoing", "claimed", "disputed", "past"})
"""The status of events that schemes without a column for status may hold: all others would turn a plan or a denial into an event."""
FACTS = frozenset({"happened", "ongoing", "past"})
_COUNTRY = {name: Column() for name in ("iso2", "iso3", "numeric", "fips", "gw", "cow", "acled_region", "ucdp_region")}


_WORD = re.compile(r"[^\W\d_]+")
_LARGE = frozenset({"thousand", "thousands", "million", "millions"})


@cache
def countries() -> Mapping[str, Row]:
    """Return what other data call a country, by ISO 3166-1 code of two letters."""
    return {row["iso2"]: row for row in read_table(DATA / "countries.csv", _COUNTRY)}


def code(country: str | None, column: str) -> str:
    """Return a code of a country, or nothing where it has none."""
    row = countries().get(country or "")
    return row[column] if row else ""


@cache
def layout(name: str) -> tuple[str, ...]:
    """Return the columns of a layout, in their order."""
    rows = read_table(DATA / "layouts.csv", {"layout": Column(required=True), "column": Column(required=True)})
    return tuple(row["column"] for row in rows if row["layout"] == name)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds of events with their crosswalk."""
    return load_ontology().kinds


@cache
def sharing(scheme: str) -> Mapping[str, tuple[str, ...]]:
    """Return, by kind, the other kinds that have its code in ``cameo`` or ``plover``: there it cannot be told from them."""
    by_code: dict[object, list[str]] = defaultdict(list)
    for name, kind in kinds().items():
        code_of = kind.cameo if scheme == "cameo" else kind.plover and (kind.plover, kind.mode)
        if code_of is not None:
            by_code[code_of].append(name)
    return {name: tuple(other for other in names if other != name) for names in by_code.values() for name in names if len(names) > 1}


@cache
def vague(scheme: str) -> Mapping[str, float]:
    """Return how a scheme reads vague numbers, by word."""
    columns = {"scheme": Column(required=True), "word": Column(required=True), "number": Column(required=True)}
    return {row["word"]: float(row["number"]) for row in read_table(DATA / "vague.csv", columns) if row["scheme"] == scheme}


def stable_number(identifier: str, digits: int = 15) -> int:
    """Return the number that an id has in layouts that want one: always the same, and never, as far as can be told, that of another.

    Fifteen digits: as many as a number of other programs (R, spreadsheets, JavaScript) keeps whole.
    """
    return int.from_bytes(hashlib.blake2b(identifier.encode("utf-8"), digest_size=8).digest(), "big") % int(10**digits)


def number_of(count: Number, scheme: str) -> float:
    """Return one number for a count: what the scheme says of a vague word, else the one that it was told by."""
    words = frozenset(_WORD.findall(count.words.lower()))
    # "Tens of thousands" are no tens.
    if words & _LARGE or any(mark.isdigit() for mark in count.words):
        return number_told(count.low, count.high)
    return max((number for word, number in vague(scheme).items() if word in words), default=number_told(count.low, count.high))


def tolls_by_origin(event: ExportEvent, what: str) -> dict[str, Number]:
    """Return each origin's latest count of one thing: of one claim the highest, for a part is told beside its whole."""
    found: dict[str, Number] = {}
    for claim in event.claims:
        mine = [count for count in claim.counts if count.what == what]
        if mine and claim.status in FACTS:
            found[claim.origin_key] = max(mine, key=lambda count: (count.low, count.high is None, count.high or 0))
    return found


def conservative(event: ExportEvent, what: str, scheme: str) -> tuple[float, str] | None:
    """Return the most conservative number that an origin gives, and in words what it was chosen from; None where none is told."""
    told = tolls_by_origin(event, what)
    if not told:
        return None
    best = min(number_of(count, scheme) for count in told.values())
    return best, " / ".join(dict.fromkeys(f"{number_words(count.low, count.high)} ({count.words})" for count in told.values()))


def always_lost(event: ExportEvent) -> Iterator[Loss]:
    """Yield what no layout of flat rows can say: who says so, contradictions, loaded words, and a status that is in doubt."""
    chains = {claim.id: claim.sources for claim in event.claims if claim.sources}
    if chains or len(event.claims) > 1:
        yield Loss(
            event.id,
            "attribution",
            f"{len(event.claims)} claims of {len(event.origins)} origins, {len(chains)} with named sources, became a row",
        )
    for dissent in event.dissent:
        yield Loss(event.id, "dissent", f"{dissent.field}: {dissent.one} against {dissent.other}")
    words = dict.fromkeys(word for claim in event.claims for word in claim.loaded)
    if words:
        yield Loss(event.id, "loaded", "; ".join(words))
    if event.status in ("claimed", "disputed", "past"):
        yield Loss(event.id, "status", f"{event.status} is written like any other event")


def left_out_by_status(event: ExportEvent) -> Loss | None:
    """Return the loss of an event that did not happen, or None for one that did."""
    if event.status in HAPPENED:
        return None
    return Loss(event.id, "status", f"{event.status}: the scheme would make it an event that happened", left_out=True)


def uncounted(event: ExportEvent, *, but: Sequence[str] = ()) -> Iterator[Loss]:
    """Yield the tolls that the scheme has no column for."""
    for toll in event.tolls:
        if toll.what not in but:
            yield Loss(event.id, "number", f"{number_words(toll.low, toll.high)} {toll.what}")


class Draft(Protocol):
    """A row on its way, with the events that it is made of."""

    events: list[ExportEvent]
    losses: list[Loss]

    @property
    def key(self) -> tuple[object, ...]:
        """What two events that are one row have in common."""

    def take(self, other: Self) -> None:
        """Make another draft of the same key a part of this row."""


_D = TypeVar("_D", bound=Draft)


def drafted(events: Iterable[ExportEvent], draft: Callable[[ExportEvent], _D | Loss], same: str) -> tuple[list[_D], list[Loss]]:
    """Return the rows of schemes that make one row of several events with the same key, in the events' order, and all that is lost;
    ``same`` says in words what such events share."""
    drafts: dict[tuple[object, ...], _D] = {}
    losses: list[Loss] = []
    for event in events:
        made = draft(event)
        if isinstance(made, Loss):
            losses.append(made)
            continue
        losses += [*always_lost(event), *other_parties(event), *uncounted(event, but=("killed",)), *made.losses]
        first = drafts.setdefault(made.key, made)
        if first is not made:
            losses += [Loss(one.id, "joined", f"one row with {other.id}: same {same}")
                       for one, other in ((first.events[0], event), (event, first.events[0]))]  # fmt: skip
            first.take(made)
    return list(drafts.values()), losses


def middle(first: dt.date, last: dt.date) -> dt.date:
    """Return the day in the middle of a time; of two the earlier."""
    return first + (last - first) // 2


def first_party(parties: Sequence[Party]) -> Party | None:
    """Return the party that most origins name."""
    return parties[0] if parties else None


def other_parties(event: ExportEvent) -> Iterator[Loss]:
    """Yield the losses of parties beyond the first of each role."""
    for role, parties in (("actor", event.actors), ("target", event.targets)):
        if len(parties) > 1:
            yield Loss(event.id, "party", f"{role}: only {parties[0].name} of {'; '.join(party.name for party in parties)}")
