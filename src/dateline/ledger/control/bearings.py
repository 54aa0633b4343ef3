"""From claims to bearings: what each claim of an article says about who has which place (``control_bearings.csv``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.ledger.control.grounds import Focus, country_of, grounds
from dateline.ledger.control.records import Bearing, Ground
from dateline.ledger.control.wording import load_wording
from dateline.ledger.records import StoredClaim
from dateline.ledger.sides import DATA, Party, Sides
from dateline.model import FIRST_DAY, LAST_DAY, Claim, Status, TimeRange
from dateline.ontology import load_ontology
from dateline.tables import Column, read_table

_AHEAD = dt.timedelta(days=1)
"""Where it happened the next day may have begun when the report was written elsewhere."""
EFFECTS = frozenset({"gain", "loss", "hold", "deny", "fight", "siege", "relief"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One row of the table: which effect a kind has, and for which of its parties."""

    effect: str
    parties: tuple[str, ...]


def _columns() -> dict[str, Column]:
    return {
        "kind": Column(required=True, allowed=frozenset(load_ontology().kinds)),
        "status": Column(required=True, many=True, allowed=frozenset(map(str, Status))),
        "effect": Column(required=True, allowed=EFFECTS),
        "party": Column(many=True, allowed=frozenset({"actor", "target"})),
        "example": Column(required=True),
    }


@lru_cache(maxsize=2)
def load_readings(path: Path = DATA / "control_bearings.csv") -> Mapping[tuple[str, str], tuple[Reading, ...]]:
    """Return what each kind and status says; raises :class:`~dateline.errors.KnowledgeError` for a row that breaks its schema."""
    found: dict[tuple[str, str], tuple[Reading, ...]] = {}
    for row in read_table(path, _columns()):
        for status in row.many("status"):
            key = (row["kind"], status)
            found[key] = (*found.get(key, ()), Reading(row["effect"], row.many("party")))
    return found


def kinds() -> frozenset[str]:
    """Return the kinds of claims that say anything about control."""
    return frozenset(kind for kind, _ in load_readings())


def bearings(claims: Iterable[StoredClaim], sides: Sides, texts: Mapping[str, str] | None = None) -> list[Bearing]:
    """Return what claims say about who has which place, in the order of articles and triggers; ``texts`` are the articles', by id.

    The claims of one article are read together: a village that no gazetteer knows lies in the region that its article is about. A
    claim without any day, and without a day of its report, says nothing here. Without its text no claim is told to mean "the town" that
    was named before, or one thing in a town.
    """
    by_article: dict[tuple[str, str], list[StoredClaim]] = {}
    for stored in claims:
        by_article.setdefault((stored.report.id, stored.report.version), []).append(stored)
    found: list[Bearing] = []
    for key in sorted(by_article):
        article = sorted(by_article[key], key=lambda stored: (stored.claim.trigger.span, stored.claim.id))
        focus = Focus(article)
        if focus.country is None:
            grounds_told = (sides.ground(stored.claim, stored.report.published) for stored in article)
            focus.country = next((country for country in grounds_told if country), None)
        for stored in article:
            found += _of_claim(stored, focus, sides, (texts or {}).get(stored.report.id, ""))
    return found


def _of_claim(stored: StoredClaim, focus: Focus, sides: Sides, text: str) -> list[Bearing]:
    claim = stored.claim
    readings = load_readings().get((claim.kind, str(claim.status)), ())
    days = _days(claim.when, stored.report.published) if readings else None
    if days is None or (claim.status is Status.PAST and days[0] is None):
        return []
    share = next(((count.low, count.high) for count in claim.counts if count.what == "percent"), None)
    share = None if share is not None and share[0] >= 100 else share
    # Where it is fought in a town, all of it is fought for.
    passes = any(reading.effect != "fight" for reading in readings)
    ground = grounds(claim, focus, text if passes else "", shared=share is not None)
    back = _pointed(claim) if text and load_wording().means_town(claim, text) else None
    found = []
    for reading in readings:
        for place in ground:
            # What is taken, left or had stands beside the word: "the army took the bridge", in a report from Hartsdale, is not Hartsdale.
            if reading.effect != "fight" and _is_carried(claim, place) and place.name != back:
                continue
            found += _bearing(stored, reading, place, days, share, country_of(claim, focus), sides)
    return found


def _bearing(
    stored: StoredClaim, reading: Reading, ground: Ground, days: tuple[dt.date | None, dt.date], share: tuple[float, float | None] | None,
    country: str | None, sides: Sides,
) -> list[Bearing]:  # fmt: skip
    claim, (earliest, latest) = stored.claim, days
    country = ground.country or country
    parties = _parties(claim, reading.parties, country, latest, sides)
    if not parties and reading.effect not in ("fight", "relief"):
        return []
    if reading.effect == "fight" and not parties and claim.when is None and claim.status is Status.HAPPENED and claim.counts:
        return []  # "nine were killed in fighting for Hartsdale", by nobody, on no day: a toll is told, and not that the fight goes on
    voice = sides.voice(stored, country, latest)
    if reading.effect == "loss":
        outside = voice.outside or parties[0].side in voice.sides
    else:
        outside = bool(parties) and all(voice.is_outside(party.side) for party in parties[:1])
    effect = "share" if share is not None and reading.effect in ("gain", "hold") else reading.effect
    return [Bearing(
        claim.id, ground, effect, parties, outside, latest, earliest, latest, stored.report.published or latest,
        (stored.report.id, claim.trigger.start), share if effect == "share" else None,
        tuple(Party(side, None, voice.name) for side in sorted(voice.sides)),
    )]  # fmt: skip


def _pointed(claim: Claim) -> str | None:
    """The place that "the town" means: the first of those named before."""
    return next((place.name or place.text for place in claim.places if place.carried), None)


def _is_carried(claim: Claim, ground: Ground) -> bool:
    return any(place.carried and ground.name == (place.name or place.text) for place in claim.places)


def _parties(claim: Claim, roles: Sequence[str], country: str | None, day: dt.date, sides: Sides) -> tuple[Party, ...]:
    found: dict[str, Party] = {}
    source = claim.sources[-1] if claim.sources else None
    for role in roles:
        mention = claim.actor if role == "actor" else claim.target
        for party in sides.parties(mention, country, day, source):
            found.setdefault(party.side, party)
    return tuple(found.values())


def _days(when: TimeRange | None, published: dt.date | None) -> tuple[dt.date | None, dt.date] | None:
    """The first day on which it may have been (None: not told) and the last; nothing lies behind the report."""
    if when is not None and published is not None and when.start > published + _AHEAD:
        when = None  # a report tells of nothing that is still to come: the day was misread
    if when is None:
        return (None, published) if published is not None else None
    latest = when.end if published is None else max(when.start, min(when.end, published))
    return (when.start, latest) if when.start >= FIRST_DAY and latest <= LAST_DAY else None
