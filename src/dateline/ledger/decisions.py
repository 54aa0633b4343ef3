"""What analysts decided, applied to claims: a view shows the decided values, and the claim itself stays as it was read.

Judgements of review, by kind (subjects; verdict; value):

* ``claim`` (a claim; ``accept`` or ``reject``): it is right, or it is not a claim at all
* ``correct`` (a claim; the field; the right value as JSON): one field of it is another
* ``name`` (``place:`` or ``actor:`` and a folded name; ``resolve``; what it stands for): wherever the coder did not know the name
* ``same`` (two claims, in the order of their ids; ``yes`` or ``no``): they are, or are not, of one event; of more claims, ``first`` in
  the value tells how many of them are, or are not, of one event with each of the others (``together``: and are so with each other)
* ``undo`` (a judgement; ``undo``): it is as if the other had not been made; an undo may be undone

Of two judgements on the same thing the later one is in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations, product
from typing import Any

from pydantic import ValidationError

from dateline.errors import LedgerError
from dateline.gazetteer.fold import folding
from dateline.ledger.judgements import Judgement
from dateline.ledger.store import Ledger
from dateline.model import Claim, Confidence, Mention, Outcome, PlaceMention
from dateline.ontology import load_ontology

FIELDS = ("kind", "status", "actor", "target", "places", "when", "counts", "sources", "loaded")
"""The fields that can be corrected."""
SAME = "same"
KINDS = frozenset({"claim", "correct", "name", SAME, "undo"})
_SURE = frozenset(Confidence.model_fields)


def in_force(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Return the judgements that no undo in force takes back, in their order; the undos themselves are left out."""
    rows = sorted(judgements, key=lambda judgement: judgement.key)
    undone = taken_back(rows)
    return [judgement for judgement in rows if judgement.kind != "undo" and judgement.id not in undone]


def taken_back(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Return the ids of judgements (undos among them) that are taken back, each with the id of the undo in force that does so."""
    undone: dict[str, str] = {}
    for judgement in sorted(judgements, key=lambda judgement: judgement.key, reverse=True):
        # An undo is later than what it undoes, so it is known by now whether it was undone itself.
        if judgement.kind == "undo" and judgement.id not in undone:
            undone.update(dict.fromkeys(judgement.subjects, judgement.id))
    return undone


def pairs_of(judgement: Judgement, heir: Callable[[str], str] = str) -> Iterator[tuple[tuple[str, str], bool]]:
    """Yield the pairs of claims, in the order of their ids, that a judgement of the kind ``same`` is about, and whether each is of one
    event; ``heir`` gives the id that a claim goes by now."""
    value = judgement.value if isinstance(judgement.value, dict) else {}
    claims = [heir(subject) for subject in judgement.subjects]
    first, others = claims[: value.get("first", 1)], claims[value.get("first", 1) :]
    told = [(pair, judgement.verdict == "yes") for pair in product(first, others)]
    if value.get("together"):
        told += [(pair, True) for pair in combinations(first, 2)]
    for (one, other), together in told:
        if one != other:  # two that live on in one claim
            yield ((one, other) if one < other else (other, one)), together


@dataclass(frozen=True, slots=True)
class Effective:
    """A claim as it counts after all judgements: ``rejected``, ``accepted``, and which fields are an analyst's (``corrected``)."""

    claim: Claim
    rejected: bool = False
    accepted: bool = False
    corrected: tuple[str, ...] = ()
    judgements: tuple[Judgement, ...] = ()


def effective(claim: Claim, judgements: Iterable[Judgement]) -> Effective:
    """Return a claim with the judgements on it applied; undone ones, and those that are about other things, may be among them.

    The judgements are taken to be about this claim, whatever its id was when they were made: the caller follows heirs.
    """
    return _effective(claim, in_force(judgements), {})


def _effective(claim: Claim, mine: Sequence[Judgement], names: Mapping[str, Mapping[str, Any]]) -> Effective:
    rejected = accepted = False
    corrected: dict[str, None] = {}
    named = _named(claim, names)
    changed = named
    for judgement in mine:
        if judgement.kind == "claim":
            rejected, accepted = judgement.verdict == "reject", judgement.verdict == "accept"
        elif judgement.kind == "correct" and judgement.verdict in FIELDS:
            try:
                changed = with_field(changed, judgement.verdict, judgement.value)
            except (ValidationError, KeyError, TypeError, ValueError):
                continue  # made when the model was another
            corrected[judgement.verdict] = None
    return Effective(changed, rejected, accepted, tuple(corrected), tuple(mine))


def with_field(claim: Claim, name: str, value: Any) -> Claim:
    """Return a claim with one field set; raises ``ValueError`` (pydantic's ``ValidationError``) when the value does not fit.

    A party may be given as ``{"id": …, "name": …}``: it keeps the words that stand in the text, or takes those of the trigger. A place
    given so keeps the words of the place at ``at`` (0 when it is not told), unless it tells words of its own.
    """
    data = claim.to_json()
    if name in ("actor", "target"):
        value = _party(getattr(claim, name), claim, value)
    elif name == "places" and isinstance(value, dict):
        value = _places(claim, value)
    data[name] = value
    if name == "kind" and (kind := load_ontology().kinds.get(value)) is not None:
        data["crosswalk"] = kind.crosswalk().to_json()
    if name in _SURE:
        data["confidence"][name] = None if value is None else 1.0
    return Claim.model_validate(data)


def _party(before: Mention | None, claim: Claim, value: Any) -> Any:
    if value is None or "text" in value:
        return value
    words = before or claim.trigger
    return {"text": words.text, "span": list(words.span), "id": value.get("id"), "name": value["name"], "reason": None}


def _places(claim: Claim, value: Mapping[str, Any]) -> list[Any]:
    at = int(value.get("at", 0))
    found = [place.to_json() for place in claim.places]
    words = found[at] if at < len(found) else {"text": claim.trigger.text, "span": list(claim.trigger.span), "carried": True}
    if "text" in value:
        words = {"text": value["text"], "span": value["span"]}
    made = {**{key: words.get(key, False) for key in ("text", "span", "carried", "in_title")}, **resolved(value)}
    return [*found[:at], made, *found[at + 1 :]]


def resolved(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a place mention that say what it was resolved to, of a value that has id, name and position."""
    keys = ("id", "name", "within", "level", "lat", "lon", "radius_km")
    outcome = Outcome.EXACT if value.get("lat") is not None else Outcome.UNKNOWN
    return {**{key: value.get(key) for key in keys}, "outcome": str(outcome), "candidates": []}


# -- names ---------------------------------------------------------------------------------------------------------------------


def name_key(sort: str, name: str) -> str:
    """Return the subject of judgements on a name: ``place:`` or ``actor:`` and its folded form."""
    return f"{sort}:{folding().fold(name)}"


def _named(claim: Claim, names: Mapping[str, Mapping[str, Any]]) -> Claim:
    """The claim with the names resolved that the coder did not know and an analyst did."""
    if not names:
        return claim
    changes: dict[str, Any] = {}
    for role in ("actor", "target"):
        mention: Mention | None = getattr(claim, role)
        if mention is not None and mention.id is None:
            known = names.get(name_key("actor", mention.name or mention.text)) or names.get(name_key("actor", mention.text))
            if known:
                changes[role] = mention.model_copy(update={"id": known.get("id"), "name": known["name"], "reason": None})
    places = tuple(_named_place(place, claim, names) for place in claim.places)
    if places != claim.places:
        changes["places"] = places
    sources = tuple(
        source.model_copy(update={"id": known.get("id"), "name": known["name"]})
        if source.id is None and (known := names.get(name_key("actor", source.name or source.text)))
        else source
        for source in claim.sources
    )
    if sources != claim.sources:
        changes["sources"] = sources
    return claim.model_copy(update=changes) if changes else claim


def _named_place(place: PlaceMention, claim: Claim, names: Mapping[str, Mapping[str, Any]]) -> PlaceMention:
    if place.outcome is Outcome.EXACT:
        return place
    known = names.get(name_key("place", place.name or place.text)) or names.get(name_key("place", place.text))
    if not known:
        return place
    region = known.get("in")
    if region and region != place.within and region not in {other.id for other in claim.places} | {other.within for other in claim.places}:
        return place
    # A position of an analyst's own says nothing of what the place lies in: that stays as it was read.
    return PlaceMention.model_validate({**place.to_json(), **resolved(known), "within": known.get("within") or place.within})


# -- all decisions of a ledger -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Decisions:
    """The judgements of review in force, looked up by claim and by name; made with :meth:`of`.

    ``pairs`` tells of two claims, in the order of their ids, whether an analyst holds them to be of one event.
    """

    by_claim: dict[str, list[Judgement]] = field(default_factory=dict)
    names: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], bool] = field(default_factory=dict)
    last: int = 0

    @classmethod
    def of(
        cls, judgements: Iterable[Judgement], heir: Callable[[str], str] = str,
        follow: Callable[[Judgement, str], Judgement | None] = lambda judgement, now: judgement,
    ) -> Decisions:  # fmt: skip
        """Return the decisions that judgements make; ``heir`` gives the id that a claim goes by now.

        ``follow`` gives a judgement as it reads on the claim of that id, or ``None`` where it does not fit there.
        """
        rows = [judgement for judgement in judgements if judgement.kind in KINDS and not judgement.by_program]
        found = cls(last=max((judgement.key for judgement in rows), default=0))
        for judgement in in_force(rows):
            if judgement.kind == "name":
                if judgement.verdict == "resolve" and isinstance(judgement.value, dict):
                    found.names[judgement.subjects[0]] = judgement.value
                continue
            if judgement.kind == SAME:
                found.pairs.update(pairs_of(judgement, heir))
                continue
            for subject in judgement.subjects[:1]:
                now = heir(subject)
                made = judgement if now == subject else follow(judgement, now)
                if made is not None:
                    found.by_claim.setdefault(now, []).append(made)
        return found

    def effective(self, claim: Claim) -> Effective:
        """Return a claim as it counts: its names resolved, its fields corrected, and whether it was rejected."""
        return _effective(claim, self.by_claim.get(claim.id, ()), self.names)

    def __bool__(self) -> bool:
        return bool(self.by_claim or self.names or self.pairs)


def decisions_of(ledger: Ledger) -> Decisions:
    """Return the analysts' decisions of a ledger, by the ids that claims go by now."""
    made = [judgement for judgement in ledger.judgements(by_program=False) if judgement.kind in KINDS]
    heirs = ledger.heirs({subject for judgement in made for subject in judgement.subjects})
    return Decisions.of(made, heirs.__getitem__, partial(_followed, ledger))


def _followed(ledger: Ledger, judgement: Judgement, now: str) -> Judgement | None:
    """A correction of a claim as it reads on its heir: where the text changed around the sentence, its words stand elsewhere."""
    if judgement.kind != "correct" or judgement.value is None:
        return judgement
    try:
        old, new = ledger.claim(judgement.subjects[0]), ledger.claim(now)
        value = judgement.value
        if old.report.version != new.report.version:
            value = _moved(value, new.claim.trigger.start - old.claim.trigger.start)
        with_field(new.claim, judgement.verdict, value).check(ledger.article(new.report.id, new.report.version))
    except (LedgerError, KeyError, TypeError, ValueError):
        return None  # its words are not in the text of today
    return replace(judgement, value=value)


def _moved(value: Any, by: int) -> Any:
    """A JSON value with all its offsets in the text (not those in the title) moved."""
    if isinstance(value, list):
        return [_moved(item, by) for item in value]
    if not isinstance(value, dict):
        return value
    spans = ("cue_span",) if value.get("in_title") else ("span", "cue_span")
    return {name: [at + by for at in item] if name in spans and item else _moved(item, by) for name, item in value.items()}
