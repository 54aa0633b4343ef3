"""Step: find the names of places in text and title, and resolve them over the whole document."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from dateline.coder.plain import plain
from dateline.coder.reading import Reading, Toponym
from dateline.coder.standing import LOCATING, words
from dateline.coder.step import Step
from dateline.coder.tree import Token
from dateline.gazetteer.relative import place_of, relations
from dateline.gazetteer.resolve import NO_PLACE, Found, Resolver
from dateline.gazetteer.scan import Name, Scanner
from dateline.model import Level, Outcome, PlaceMention
from dateline.roster.words import key

_WORD = re.compile(r"\S+")
# A town of so many people is known well enough that its name is no person's.
_LARGE = 300_000
# Sectors of parties whose names are those of the ground they govern ("Tarn Republic").
_GOVERNS = frozenset({"GOV"})


def run(reading: Reading) -> None:
    """Assign ``toponyms``."""
    gazetteer = reading.gazetteer
    scanner = Scanner(gazetteer)
    title = plain(reading.article.title)
    names = [*scanner.scan(title, (0,), section=1, beside=reading.text), *_dateline(reading)]
    names += scanner.scan(reading.text, [sentence.start for sentence in reading.sentences])
    names += _taken(reading, scanner, names)
    names = _without_outlet(reading, names)
    names = _without_speakers(reading, names)
    found = Resolver(gazetteer, home=_home(reading)).resolve(names)
    made = {
        id(name): _toponym(reading, name, resolved)
        for name, resolved in zip(names, found, strict=True)
        if name.adjective is None
        and resolved is not NO_PLACE
        and not _in_longer(reading, name)
        and not (resolved.outcome in (Outcome.AMBIGUOUS, Outcome.UNKNOWN) and not name.strong and _of_outlet(reading, name) is not None)
    }
    _relate(reading, names, found, made)
    for name in names:
        if name.within is not None and id(name) in made and made[id(name)] is not made.get(id(name.within)):
            made[id(name)].within = made.get(id(name.within))
    unlike = {id(toponym): toponym for toponym in made.values()}
    reading.toponyms = sorted(unlike.values(), key=lambda toponym: (not toponym.in_title, toponym.start))


def _relate(reading: Reading, names: list[Name], found: list[Found], made: dict[int, Toponym]) -> None:
    """Make places of what is told by others: "10 km north of Homs" is a place of its own, or says where the name before it is."""
    places = {id(name): resolved for name, resolved in zip(names, found, strict=True)}
    inside = sorted((name for name in names if name.section == 0 and id(name) in made), key=lambda name: name.start)
    for relation in relations(reading.text, inside):
        sentence = reading.sentence_at(relation.start)
        if sentence is None or relation.end > sentence.end:
            continue
        told = place_of(relation, reading.article.text[relation.start : relation.end], [places[id(name)] for name in relation.names])
        if told is None:
            continue
        if relation.locates is not None:
            name = relation.locates
            if places[id(name)].outcome is not Outcome.EXACT:
                made[id(name)] = _toponym(reading, name, replace(told, name=name.text, level=name.level))
            continue
        first = relation.names[0]
        toponym = _toponym(reading, replace(first, start=relation.start, end=relation.end), told)
        toponym.relative = True
        for name in relation.names:
            made[id(name)] = toponym


def _home(reading: Reading) -> str | None:
    """The ISO code of the country where the outlet has its seat, when the roster knows the outlet by its name or its domain."""
    host = urlsplit(reading.article.url or "").hostname
    for name in (reading.article.outlet, host):
        outlet = reading.roster.outlet(name) if name else None
        if outlet is not None and outlet.country is not None:
            return outlet.country
    return None


def _of_outlet(reading: Reading, name: Name) -> str | None:
    """What the outlet's own name goes on with behind a name ("Wire" of Meridian Wire, "" of Meridian); None where it is not in it."""
    fold = reading.gazetteer.fold
    outlet, core = fold(reading.article.outlet or "").removeprefix("the ").split(), name.fold.split()
    return " ".join(outlet[len(core) :]) if core and outlet[: len(core)] == core else None


def _without_outlet(reading: Reading, names: list[Name]) -> list[Name]:
    """The names that are not the outlet's own; nothing lies in what is no place."""
    return _rid(names, {id(name) for name in names if _speaks(reading, name)} if reading.article.outlet else set())


def _rid(names: list[Name], own: set[int]) -> list[Name]:
    for name in names if own else ():
        if name.within is not None and id(name.within) in own:
            name.within, name.firm, name.beside = None, False, False
        if name.mate is not None and id(name.mate) in own:
            name.mate = None
    return [name for name in names if id(name) not in own]


def _speaks(reading: Reading, name: Name) -> bool:
    """Tell whether a name is the outlet's own: "he told Meridian", "Meridian has learned", "Meridian Wire", in a report of that outlet."""
    rest = _of_outlet(reading, name)
    if rest is None or name.feature or name.adjective or name.section:
        return False
    behind = reading.gazetteer.fold(reading.text[name.end : name.end + len(rest) + 4])
    if rest and behind.startswith(rest) and reading.text[name.end : name.end + 2].strip().isupper():
        return True
    sentence = reading.sentence_at(name.start)
    for token in (sentence.doc or ()) if sentence is not None else ():
        if sentence is not None and name.core <= sentence.offset(token) < name.core_end:
            if token.dep_ in ("nsubj", "dobj"):
                return token.head.lemma_.lower() in words("speech") | words("told") | words("interview")
            if token.dep_ == "pobj" and token.head.lower_ in ("to", "with", "by", "via"):
                return token.head.head.lemma_.lower() in words("speech") | words("told") | words("interview")
    return False


def _without_speakers(reading: Reading, names: list[Name]) -> list[Name]:
    """The names without those of persons and papers who speak: "Varnet, a nurse, said"; what also stands behind "in" is a place there."""
    told: dict[str, list[Name]] = {}
    located: set[str] = set()
    for sentence in reading.sentences:
        if sentence.doc is None:
            continue
        inside = {name.core: name for name in names if name.section == 0 and sentence.start <= name.core < sentence.end}
        for token in sentence.doc:
            name = inside.get(sentence.offset(token))
            if name is None or name.feature or name.adjective or name.nation or _is_large(reading, name):
                continue
            if _tells(token):
                told.setdefault(name.fold, []).append(name)
            elif token.dep_ == "pobj" and token.head.lower_ in LOCATING:
                located.add(name.fold)
    gone = {id(name) for found in told.values() for name in found}
    return _rid(names, {id(name) for name in names if id(name) in gone or (name.fold in told and name.fold not in located)})


def _tells(token: Token) -> bool:
    if token.dep_ == "nsubj":
        return token.head.lemma_.lower() in words("speech") and token.head.pos_ == "VERB"
    return token.dep_ == "pobj" and token.head.lower_ == "to" and token.head.head.lower_ == "according"


def _is_large(reading: Reading, name: Name) -> bool:
    """Tell whether a name may stand for a government that speaks ("Damascus said") or is known too well to be anything but a place."""
    hits = reading.gazetteer.named(name.fold) if name.known else ()
    return any(hit.match < 2 and (hit.place.level in (Level.COUNTRY, Level.ADM1) or hit.place.population >= _LARGE) for hit in hits)


def _in_longer(reading: Reading, name: Name) -> bool:
    """Tell whether a name is part of the longer name of a party or an outlet: "Islamic State in Iraq and the Levant"."""
    if name.section or name.nation:
        return False
    roster = reading.roster
    sentence = reading.sentence_at(name.core)
    if sentence is None:
        return False
    left = list(_WORD.finditer(reading.text, max(sentence.start, name.core - 60), name.core))[-6:]
    right = list(_WORD.finditer(reading.text, name.core_end, min(sentence.end, name.core_end + 40)))[:4]
    # A name begins and ends with what is written as one.
    starts = [name.core, *(match.start() for match in reversed(left) if match.group()[0].isupper())]
    ends = [name.core_end, *(match.end() for match in right if match.group()[0].isupper())]
    for whole in (reading.text[start:end] for start in starts for end in ends):
        if len(whole) > name.core_end - name.core and "," not in whole:
            folded = key(whole)
            if any(actor.sector not in _GOVERNS for actor in roster.names.get(folded, ())) or folded in roster.outlet_names:
                return True
    return False


def _taken(reading: Reading, scanner: Scanner, names: list[Name]) -> list[Name]:
    """Names that no list has and that grammar makes places: "They retook Hartsdale", "the siege of Hartsdale"."""
    taken = words("taken")
    covered = [(name.start, name.end) for name in names if name.section == 0]
    found = []
    for sentence in reading.sentences:
        for token in sentence.doc or ():
            if token.pos_ != "PROPN" or not _is_object(token, taken, words("struck")):
                continue
            first = min(
                (child.i for child in token.children if child.dep_ == "compound" and child.pos_ == "PROPN" and child.i < token.i),
                default=token.i,
            )
            start, end = sentence.span(token.doc[first], token)
            if not any(one < end and start < two for one, two in covered) and (name := scanner.named(reading.text, start, end)) is not None:
                found.append(name)
    return found


def _is_object(token: Token, taken: frozenset[str], struck: frozenset[str]) -> bool:
    if token.dep_ in ("dobj", "nsubjpass"):
        return token.head.lemma_.lower() in taken
    if token.dep_ != "pobj":
        return False
    return token.head.head.lemma_.lower() in (taken if token.head.lower_ == "of" else struck if token.head.lower_ == "on" else ())


def _dateline(reading: Reading) -> list[Name]:
    """The place that opens a dispatch ("ALEPPO, Dec. 7 - "); it was taken off the text before."""
    line = reading.dateline
    if line is None or line.place is None:
        return []
    start, end = line.place
    text = reading.article.text[start:end]
    folded = reading.gazetteer.fold(text)
    return [Name(start, end, start, end, text, folded, reading.gazetteer.knows(folded), strong=True)]


def _toponym(reading: Reading, name: Name, found: Found) -> Toponym:
    in_title = name.section == 1
    whole = reading.article.title if in_title else reading.article.text
    place = PlaceMention(
        text=whole[name.start : name.end], span=(name.start, name.end), id=found.id, name=found.name, within=found.within,
        outcome=found.outcome, level=found.level, lat=found.lat, lon=found.lon, radius_km=found.radius_km, candidates=found.candidates,
        in_title=in_title,
    )  # fmt: skip
    return Toponym(name.start, name.end, place.text, place, in_title, head=(name.core, name.core_end), country=found.country or "")


STEP = Step("places", requires=("text", "sentences", "dateline"), assigns=("toponyms",), run=run)
