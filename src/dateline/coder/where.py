"""Step: bind places to events, innermost first, from the event's own sentence or from the scene."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from dateline.coder.lapse import background, has_background
from dateline.coder.reading import Event, Reading, Sentence, Toponym
from dateline.coder.standing import Standing, is_capital, standings, whole_meant, words
from dateline.coder.step import Step
from dateline.coder.tree import Token
from dateline.gazetteer.geometry import distance_km
from dateline.model import Level, Outcome, PlaceMention
from dateline.tables import Column, read_table

_SCENE = Path(__file__).parent / "data" / "scene.csv"
_CLAUSE = frozenset({"relcl", "advcl", "ccomp", "acl", "parataxis", "csubj", "pcomp", "appos"})
_FINE = {Level.SITE: 0, Level.NEIGHBOURHOOD: 1, Level.TOWN: 2, Level.ADM2: 3, Level.ADM1: 4, Level.COUNTRY: 5}
# A path longer than this does not bind a place to an event of words ("He condemned the raid that killed ten in Hartsdale").
_SPOKEN = 6.0
# A name this far off is less likely to be the place than the scene is.
_FAR = 18.0
# What goes on a list, after what contains its first names.
_AS_WELL = re.compile(r",? (?:as well as|along with|together with|and also) (?:the |a |nearby )*(?:\w+ of )?")
# "Rebels shelled the town from Hartsdale" is not in Hartsdale; "rebels fled from Hartsdale" is.
_LEAVING = frozenset({"retreat", "evacuation", "displacement", "deployment", "surrender"})


@lru_cache(maxsize=1)
def carrying() -> dict[str, str]:
    """Return how each kind of event takes its place from the scene; raises :class:`~dateline.errors.KnowledgeError`."""
    columns = {
        "kind": Column(required=True),
        "carry": Column(required=True, allowed=frozenset({"scene", "near", "own", "never"})),
        "reason": Column(required=True),
    }
    return {row["kind"]: row["carry"] for row in read_table(_SCENE, columns)}


def run(reading: Reading) -> None:
    """Set ``places`` of every event."""
    by_sentence: dict[int, list[tuple[Toponym, Token, Standing]]] = {}
    for sentence in reading.sentences:
        inside = [t for t in reading.toponyms if not t.in_title and sentence.start <= t.start < sentence.end]
        if sentence.doc is not None and inside:
            by_sentence[sentence.index] = standings(reading, sentence, inside)
    told: list[Event] = []
    aside = _asides(reading)
    for event in sorted(reading.events, key=lambda event: (event.start, event.end)):
        far = _bind(reading, event, by_sentence.get(event.sentence.index, []), aside)
        if not event.places or far:
            _carry(reading, event, told, by_sentence, aside)
        if not event.places and carrying().get(event.kind, "scene") == "scene":
            _bearer(event, by_sentence.get(event.sentence.index, []))
        told.append(event)


def _asides(reading: Reading) -> dict[int, int]:
    """The events that are told only to date another one, each with the top word of the clause: "two days after a *raid* on Hartsdale"."""
    found = {}
    for sentence in reading.sentences:
        if sentence.doc is None or not has_background(sentence.doc):
            continue
        for event in reading.events:
            if event.sentence is sentence and (top := background(event.head)) is not None:
                found[id(event)] = top.i
    return found


def _fitting(event: Event, usable: list[tuple[Toponym, Token]], aside: dict[int, int]) -> list[tuple[Toponym, Token]]:
    """The names of a sentence without those of what is told only to date the event; for what is told so, those of its own clause.

    "The strikes came a day after a raid on Hartsdale" tells where the raid was, not where the strikes were.
    """
    doc, own = event.sentence.doc, aside.get(id(event))
    if not usable or doc is None or not has_background(doc):
        return usable
    tops = [top.i if (top := background(token)) is not None else None for _, token in usable]
    return [item for top, item in zip(tops, usable, strict=True) if top == own] or [
        item for top, item in zip(tops, usable, strict=True) if top is None
    ]


def _whence(event: Event, usable: list[tuple[Toponym, Token]]) -> list[tuple[Toponym, Token]]:
    """Leave out where people flee to, if another name may tell from where: "fled towards Salm as fighting raged in Hartsdale"."""
    if event.kind != "displacement":
        return usable
    return [(toponym, token) for toponym, token in usable if not _is_goal(event, token)] or usable


def _is_goal(event: Event, token: Token) -> bool:
    at = token
    while at.dep_ in ("conj", "appos", "compound", "nmod", "pobj") and at.head.i != at.i:
        if at.dep_ == "pobj":
            verb = at.head.head
            while verb.dep_ == "prep" and verb.head.i != verb.i:
                verb = verb.head  # "out of the town to Salm"
            return at.head.lower_ in words("goal") and verb.i in (event.head.i, event.light_head.i if event.light_head is not None else -1)
        at = at.head
    return False


# -- the event's own sentence -------------------------------------------------------------------------------------------------------


def _bind(reading: Reading, event: Event, inside: list[tuple[Toponym, Token, Standing]], aside: dict[int, int]) -> bool:
    """Give the event the places of its sentence that fit; tell whether even the nearest is far from its words."""
    spoken = carrying().get(event.kind, "scene") == "never"
    usable = [(toponym, token) for toponym, token, standing in inside if standing.fits(spoken=spoken)]
    if not usable and not spoken:
        # Those who tell may be where it happened ("activists in Hartsdale said"), but not all over a river or a part of the world.
        usable = [
            (toponym, token)
            for toponym, token, standing in inside
            if standing.part == "teller" and not standing.state and _fine(toponym.place) < _FINE[Level.COUNTRY]
        ]
    votes = _votes(reading, event, inside)
    sure = reading.knowledge.weights["place_add"]
    usable += [(toponym, token) for toponym, token, _ in inside if votes.get(token.i, 0) >= sure and (toponym, token) not in usable]
    if votes and max(votes.values()) < reading.knowledge.weights["place_drop"]:
        usable = []
    usable = _whence(event, _fitting(event, usable, aside))
    pull = reading.knowledge.weights["place_pull"]
    heads = {other.head.i for other in reading.events if other.sentence is event.sentence and other is not event}
    costs = [(_cost(event, token, heads) - pull * votes.get(token.i, 0.0), token.i, toponym, token) for toponym, token in usable]
    ranked = sorted(costs, key=lambda item: item[:2])
    if spoken:
        ranked = [item for item in ranked if item[0] <= _SPOKEN]
    if not ranked:
        return False
    best = ranked[0]
    beside = {token.i for token in best[3].conjuncts}
    inner = [item for item in ranked if item[2] is not best[2] and item[3].i not in beside
             and (item[2].within is best[2] or (item[0] <= best[0] + 4.0 and _is_in(item[2], best[2])))]  # fmt: skip
    first = min(inner, key=lambda item: (_fine(item[2].place), item[0], item[1])) if inner else best
    listed = _listed(reading, first[2], [item[2] for item in ranked])
    chosen = [*listed, *(t for t in _beside(first[3], [(item[2], item[3]) for item in ranked]) if t not in listed)]
    outer = _outward(chosen[0], [toponym for toponym, _ in usable])
    event.places = [toponym.place for toponym in [*chosen, *(t for t in outer if t not in chosen)]]
    event.because("places", "named in the sentence")
    return best[0] > _FAR


def _votes(reading: Reading, event: Event, inside: list[tuple[Toponym, Token, Standing]]) -> dict[int, float]:
    """The share that the trained reader gives each name of the sentence as the place of the event, by its token; empty without a reader."""
    ballot = reading.votes.get(event.sentence.index)
    shares = ballot.role_of(event, "place") if ballot is not None else None
    if ballot is None or shares is None or event.sentence.doc is None:
        return {}
    found = {}
    for toponym, token, _ in inside:
        words = [word for word in event.sentence.doc if toponym.start <= event.sentence.offset(word) < toponym.end]
        found[token.i] = ballot.mass(shares, words)
    return found


def _cost(event: Event, token: Token, heads: set[int]) -> float:
    """Length of the way between an event's words and a name in the parse; the edges of clauses and other events' words count more."""
    anchors = [event.head] + ([event.light_head] if event.light_head is not None else [])
    away = 3.0 if token.dep_ == "pobj" and token.head.lower_ == "from" and event.kind not in _LEAVING else 0.0
    return min(_way(anchor, token, heads) for anchor in anchors) + abs(token.i - event.head.i) / 100 + away


def _way(anchor: Token, token: Token, heads: set[int]) -> float:
    above = {anchor.i: 0.0}
    at, cost = anchor, 0.0
    while at.head.i != at.i:
        cost += 2.0 if at.dep_ in _CLAUSE else 1.0
        at = at.head
        above[at.i] = cost
    at, cost = token, 0.0
    while at.i not in above:
        if at.head.i == at.i:
            return cost + 12.0  # another tree of the same sentence
        cost += 3.0 if at.dep_ in _CLAUSE else 1.0
        at = at.head
        if at.i in heads and at.i not in above:
            cost += 4.0
    return cost + above[at.i]


def _beside(token: Token, ranked: list[tuple[Toponym, Token]]) -> list[Toponym]:
    """The names that are coordinated with a name ("in Ain Issa, Suluk and Hammam")."""
    conjuncts = {other.i for other in token.conjuncts}
    return [toponym for toponym, other in sorted(ranked, key=lambda item: item[1].i) if other.i in conjuncts]


def _listed(reading: Reading, toponym: Toponym, others: list[Toponym]) -> list[Toponym]:
    """The names that stand in one list with a name, in the order of the text, as far as they are no finer and no coarser."""
    inside = sorted((other for other in others if not other.in_title), key=lambda other: other.start)
    found = [toponym]
    at = inside.index(toponym)
    for before in reversed(inside[:at]):
        if _joined(reading, before, found[0]):
            found.insert(0, before)
        elif not _is_in(found[0], before):
            break
    for behind in inside[at + 1 :]:
        if _joined(reading, found[-1], behind):
            found.append(behind)
        elif not _is_in(found[-1], behind):
            break
    return found


def _joined(reading: Reading, one: Toponym, two: Toponym) -> bool:
    """Tell whether two names stand in one list; what contains the first may stand between ("Bab in Hartsdale as well as Tell Rifan")."""
    between = reading.text[one.end : two.start]
    if between in (" ", ", ", " and ", ", and ") or _AS_WELL.fullmatch(between):
        return not _is_in(one, two) and not _is_in(two, one)
    outer = one.within
    if outer is None or not one.end <= outer.start < outer.end <= two.start:
        return False
    return bool(_AS_WELL.fullmatch(reading.text[outer.end : two.start])) and not _is_in(one, two)


def _outward(toponym: Toponym, others: list[Toponym]) -> list[Toponym]:
    """The names of the sentence that contain a name, the nearest first."""
    found: list[Toponym] = []
    at = toponym.within
    while at is not None and at not in found and at is not toponym:
        found.append(at)
        at = at.within
    rest = [other for other in others if other is not toponym and other not in found and _is_in(toponym, other)]
    return found + sorted(rest, key=lambda other: (_fine(other.place), other.start))


def _is_in(inner: Toponym, outer: Toponym) -> bool:
    if inner.within is outer:
        return True
    if outer.within is inner:
        return False
    one, two = inner.place, outer.place
    if one.id is not None and one.id == two.id:
        return False
    if two.id is not None and (one.within == two.id or (two.level is Level.COUNTRY and one.within == two.id.removeprefix("country:"))):
        return True
    if _fine(one) >= _fine(two) or (two.outcome is Outcome.CONTAINER and _fine(two) < 3):
        return False
    if one.lat is None or two.lat is None or one.lon is None or two.lon is None:
        # Of a name that no list has, the sentence is believed: what it names beside a province lies in it.
        part = any(word.islower() for word in one.text.split())
        return one.outcome is Outcome.UNKNOWN and (
            two.level in (Level.ADM2, Level.ADM1, Level.COUNTRY) or (two.level is Level.TOWN and part)
        )
    return distance_km((one.lat, one.lon), (two.lat, two.lon)) <= max(20.0, 1.3 * (two.radius_km or 0.0))


def _fine(place: PlaceMention) -> float:
    """How fine a place is, from 0 (a building) to 5 (a country); where no level tells, the radius does."""
    if place.level is not None:
        return _FINE[place.level]
    if place.outcome is Outcome.EXACT:
        return 6.0
    if place.radius_km is None:
        return 1.5
    return 4.5 if place.radius_km > 100 else 3.5 if place.radius_km > 30 else 1.5


# -- the scene ----------------------------------------------------------------------------------------------------------------------


def _carry(
    reading: Reading,
    event: Event,
    told: list[Event],
    by_sentence: dict[int, list[tuple[Toponym, Token, Standing]]],
    aside: dict[int, int],
) -> None:
    how = carrying().get(event.kind, "scene")
    if how == "never":
        return
    reach = reading.knowledge.settings.scene_sentences
    here = [other for other in told if other.sentence is event.sentence and other.places and carrying().get(other.kind) == "scene"]
    here = [other for other in here if aside.get(id(other)) in (None, aside.get(id(event)))]
    if here:
        _take(event, list(here[-1].places), "the place of another event of the sentence", carried=False)
        return
    if how == "own":
        return
    back = [other for other in told if 0 < event.sentence.index - other.sentence.index <= reach and other.places]
    if (whole := _whole(reading, event, back)) is not None:
        _take(event, [whole], "what a bare word refers back to")
        return
    if back:
        nearest = [other for other in back if other.sentence is back[-1].sentence]
        nearest = [other for other in nearest if id(other) not in aside] or nearest
        same = [other for other in nearest if other.kind == event.kind]
        if how == "near" and not same and event.sentence.index - nearest[0].sentence.index > 2:
            return
        _take(event, list((same or nearest)[0].places), "carried from the nearest event before")
        return
    if how == "near":
        return
    if scene := _scene(reading, event.sentence, by_sentence):
        _take(event, [toponym.place for toponym in scene], "carried from the scene")


def _bearer(event: Event, inside: list[tuple[Toponym, Token, Standing]]) -> None:
    """As a last resort the town whose name those who act bear ("Hartsdale rebels shelled the mill"); regions and states are too wide."""
    named = [toponym for toponym, _, standing in inside if standing.part == "bearer" and _fine(toponym.place) < 3]
    if named:
        _take(event, [named[0].place], "the name that those who act bear", carried=False)


def _whole(reading: Reading, event: Event, back: list[Event]) -> PlaceMention | None:
    """The place that "the city" or "the country" in the event's sentence refers back to."""
    if event.sentence.doc is None:
        return None
    reach = reading.knowledge.settings.scene_sentences
    first = reading.sentences[max(0, event.sentence.index - reach)].start
    named = [t.place for t in reading.toponyms if not t.in_title and first <= t.start < event.sentence.start]
    told = [place for other in reversed(back) for place in other.places]
    for token, level in whole_meant(event.sentence.doc):
        for place in (*told, *reversed(named)):
            if is_capital(place) if level == "capital" else place.level == level or place.text.lower().endswith(f" {token.lower_}"):
                return place
    return None


def _scene(reading: Reading, sentence: Sentence, by_sentence: dict[int, list[tuple[Toponym, Token, Standing]]]) -> list[Toponym]:
    """The place that earlier sentences, the title or the dateline set."""
    reach = reading.knowledge.settings.scene_sentences
    for index in range(sentence.index - 1, max(-1, sentence.index - reach - 1), -1):
        usable = [toponym for toponym, _, standing in by_sentence.get(index, []) if standing.fits(spoken=False)]
        if usable:
            first = min(usable, key=lambda toponym: (_fine(toponym.place) > 3, toponym.start))
            return [first, *_outward(first, usable)]
    title = [toponym for toponym in reading.toponyms if toponym.in_title]
    towns = [toponym for toponym in title if toponym.place.level is not Level.COUNTRY]
    if towns:
        return [towns[0], *_outward(towns[0], title)]
    line = [
        toponym
        for toponym in reading.toponyms
        if reading.dateline is not None and toponym.start < reading.dateline.end and not toponym.in_title
    ]
    return line[:1]


def _take(event: Event, places: list[PlaceMention], why: str, *, carried: bool = True) -> None:
    event.places = [place.model_copy(update={"carried": True}) if carried else place for place in places]
    event.because("places", why)


STEP = Step("where", requires=("events", "toponyms", "sentences", "dateline"), assigns=("events.places",), run=run)
