"""Doing no harm: names of persons taken out (``--redact persons``), positions made wider (``--coarsen``).

Redaction is on the safe side: what is not known to be something else (a party of the roster, a place of the gazetteer, an outlet, a day,
a people) may be a person's name, and is masked. A masked text says less than its report; it never says who.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from dateline.export.atlas import LEVELS, Atlas, regions_of
from dateline.export.scheme import DATA
from dateline.export.view import Dissent, ExportEvent, Number, Party, Place, Source, Span, Told
from dateline.gazetteer import load_countries
from dateline.gazetteer.vocabulary import vocabulary
from dateline.model import UNNAMED
from dateline.ontology import load_ontology
from dateline.roster import Roster, names_in
from dateline.tables import Column, read_table

MASK = "█"
WITHHELD = "(name withheld)"
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_CONTACT = re.compile(
    r"https?://\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}/\S+"  # where a page is often called after whom it is about
    r"|[\w.+-]+\s?(?:@|[(\[]\s?at\s?[)\]])\s?[\w-]+\.[\w.]+|(?<!\w)@\w+|\+?\d[\d ()/-]{6,}\d",
    re.IGNORECASE,
)
_DEGREES = r"\d{1,3}(?:\.\d{3,}(?:\s?°)?|\s?°(?:\s?\d{1,2}(?:\.\d+)?\s?['′’](?:\s?\d{1,2}(?:\.\d+)?\s?(?:\"|″|”|''))?)?)(?:\s?[NSEW]\b)?"
_COORDINATES = re.compile(rf"(?<![\d.])[-+]?{_DEGREES}(?:\s?[,;/]\s?|\s)[-+]?{_DEGREES}(?![\d.]\d)")
"""A position in figures: 36.2021, 37.1343 or 36°12'07"N 37°08'03"E."""
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BESIDE = re.compile(rf"(?P<before>[^\W\d_]+) {MASK}|{MASK} (?P<after>[^\W\d_]+)")
_HOST = re.compile(r"^(https?://[^/?#]+)")


@cache
def _capitals(kind: str) -> frozenset[str]:
    columns = {
        "kind": Column(required=True, allowed=frozenset({"stands", "given", "body"})),
        "words": Column(required=True, many=True),
        "reason": Column(),
    }
    return frozenset(word for row in read_table(DATA / "capitals.csv", columns) if row["kind"] == kind for word in row.many("words"))


def _person_like(name: str) -> bool:
    """Tell whether a name that nobody knows looks like a person's: it has a given name, and no word that bodies are called by."""
    words = _WORD.findall(name)
    given = any(word[:1].isupper() and word.lower() in vocabulary().given for word in words)
    return given and 1 < len(words) <= 5 and not any(word.lower() in _capitals("body") for word in words)


@cache
def _event_words() -> frozenset[str]:
    """Words for events and their common forms, which headlines write with capitals ("Dozens Killed in Strikes")."""
    lexicon = load_ontology().lexicon
    found = {word for table in (lexicon.verbs, lexicon.nouns) for word in table if word.isalpha() and word.islower() and len(word) > 3}
    endings = ("s", "d", "ed", "ing", "es")
    return frozenset(found | {word.removesuffix("e") + ending if ending != "d" else word + ending for word in found for ending in endings})


@cache
def _peoples() -> frozenset[str]:
    return frozenset(word for country in load_countries() for name in (*country.names, *country.demonyms) for word in _WORD.findall(name))


def opaque(article: str) -> str:
    """Return an id for an article that tells nothing of it, always the same: its own may be an address or a title."""
    return "a_" + hashlib.blake2b(article.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Redactor:
    """Takes names of persons out of events."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        labels = {word for kind in roster.labels.values() for word in kind if " " not in word}
        self._plain = (_event_words() | labels) - vocabulary().given
        self._stand = _capitals("stands") | _peoples() | self._plain

    def event(self, event: ExportEvent) -> ExportEvent:
        """Return an event without names of persons: in parties, sources, numbers, titles, sentences and texts."""
        known, persons = self._known(event), self._persons(event)
        # Two who are withheld stay two.
        keys = dict.fromkeys(claim.origin_key for claim in event.claims)
        withheld = {key: f"withheld {number} of {event.id}" for number, key in enumerate(keys, start=1)}
        return event.model_copy(update={
            "actors": tuple(self._party(party, known) for party in event.actors),
            "targets": tuple(self._party(party, known) for party in event.targets),
            "origins": tuple(self._name(origin, None, known) for origin in event.origins),
            "dissent": tuple(Dissent(field=d.field, one=self._text(d.one, known), other=self._text(d.other, known)) for d in event.dissent),
            "claims": tuple(self._claim(claim, known, withheld[claim.origin_key], persons) for claim in event.claims),
            "place": self._place(event.place, persons), "sides": self._sides(event.sides),
        })  # fmt: skip

    def filters(self, filters: Mapping[str, Any]) -> dict[str, Any]:
        """Return the filters of an export, as its stamp tells them, without the name of a person that was asked for."""
        asked = filters.get("actor")
        return {**filters, "actor": asked if self._is_body(asked, asked) else WITHHELD} if asked is not None else dict(filters)

    @staticmethod
    def _place(place: Place | None, persons: frozenset[str]) -> Place | None:
        """Return a place that no gazetteer knows without a person's name in it ("the house of Karim Haddad")."""
        if place is None or place.id is not None:
            return place
        words = _WORD.findall(place.name)
        named = any(word in persons or (word[:1].isupper() and word.lower() in vocabulary().given) for word in words)
        return place.model_copy(update={"name": WITHHELD}) if named else place

    def _persons(self, event: ExportEvent) -> frozenset[str]:
        """Words of the names in this event that may be persons': of parties and sources that nobody knows."""
        claims = event.claims
        parties = [
            party.name for claim in claims for party in (claim.actor, claim.target) if party is not None and (party.person or not party.id)
        ]
        sources = [source.name for claim in claims for source in claim.sources if not self._is_body(source.name, source.id)]
        plain = _capitals("stands") | _peoples()
        return frozenset(word for name in (*parties, *sources) for word in _WORD.findall(name)
                         if word[:1].isupper() and word not in plain and word.lower() not in self._plain)  # fmt: skip

    def _sides(self, sides: Iterable[str]) -> tuple[str, ...]:
        """Sides are ids, but for names that nobody knows, and persons who stand on no side but their own."""

        def shown(side: str) -> str:
            sort, _, name = side.partition(":")
            actor = self._roster.find(name) if sort == "actor" else None
            return f"{sort}:{WITHHELD}" if sort == "name" or (actor is not None and actor.person) else side

        return tuple(dict.fromkeys(map(shown, sides)))

    def _outlet(self, outlet: str | None) -> str | None:
        """A mail's outlet is who sent it; a site may be called after who writes it."""
        return WITHHELD if outlet and self._roster.outlet(outlet) is None and _person_like(outlet) else outlet

    def control(self, spans: Iterable[Span]) -> list[Span]:
        """Return spans of control without names of persons."""
        return [
            span.model_copy(update={
                "holder": span.holder if not span.holder or span.holder_id else self._name(span.holder, None, frozenset()),
                "parties": tuple(self._name(party, None, frozenset()) for party in span.parties),
            }) for span in spans
        ]  # fmt: skip

    def _known(self, event: ExportEvent) -> frozenset[str]:
        """Words that name a party, a place or an outlet of this event, and so may stand."""
        names: list[str] = []
        for claim in event.claims:
            names += [party.name for party in (claim.actor, claim.target) if party is not None and party.id and not party.person]
            names += [party.words for party in (claim.actor, claim.target) if party is not None and party.id and not party.person]
            names += [source.name for source in claim.sources if self._is_body(source.name, source.id)]
            names += [claim.place.name] if claim.place is not None and claim.place.id else []
            names += [claim.outlet] if claim.outlet and self._outlet(claim.outlet) == claim.outlet else []
        if event.place is not None:
            names += [word for word in (event.place.name if event.place.id else "", event.place.country_name, event.place.admin1) if word]
        country = event.place.country if event.place is not None else None
        return frozenset(word for name in names for word in _WORD.findall(name)) | regions_of(country)

    def _is_body(self, name: str, identifier: str | None) -> bool:
        """Whether a name is known to be that of a body and not of a person."""
        known = [self._roster.find(one) for one in (identifier or "").split("|")]
        if any(actor is not None for actor in known):
            return all(actor is None or not actor.person for actor in known)
        return identifier in self._roster.outlets or self._roster.outlet(name) is not None

    def _name(self, name: str, identifier: str | None, known: frozenset[str]) -> str:
        if name == UNNAMED or self._is_body(name, identifier):
            return name
        masked = self._text(name, known)
        return WITHHELD if not _WORD.search(masked) else masked

    def _party(self, party: Party, known: frozenset[str]) -> Party:
        if party.person:
            return party.model_copy(update={"name": WITHHELD, "words": WITHHELD, "id": None})
        if party.id:
            return party
        return party.model_copy(update={"name": self._name(party.name, None, known), "words": self._name(party.words, None, known)})

    def _source(self, source: Source, known: frozenset[str]) -> Source:
        name = self._name(source.name, source.id, known)
        return source.model_copy(update={"name": name, "id": source.id if name == source.name else None})

    def _claim(self, claim: Told, known: frozenset[str], withheld: str, persons: frozenset[str]) -> Told:
        host, origin = _HOST.match(claim.url or ""), self._name(claim.origin, None, known)
        elsewhere = tuple(place for one in claim.elsewhere if (place := self._place(one, persons)) is not None)
        return claim.model_copy(update={
            # The last part of an address is often made of the title's words.
            "url": f"{host[1]}/" if host else None, "article": opaque(claim.article),
            "outlet": self._outlet(claim.outlet), "coder": WITHHELD if _person_like(claim.coder) else claim.coder,
            "place": self._place(claim.place, persons), "elsewhere": elsewhere,
            "sides": self._sides(claim.sides), "title": self._text(claim.title, known), "evidence": self._text(claim.evidence, known),
            "text": None if claim.text is None else self._text(claim.text, known), "origin": origin,
            "origin_key": claim.origin_key if origin == claim.origin else withheld,
            "actor": self._party(claim.actor, known) if claim.actor else None,
            "target": self._party(claim.target, known) if claim.target else None,
            "sources": tuple(self._source(source, known) for source in claim.sources),
            "counts": tuple(self._number(count, known) for count in claim.counts),
            "loaded": tuple(self._text(word, known) for word in claim.loaded), "trigger": self._text(claim.trigger, known),
        })  # fmt: skip

    def _number(self, count: Number, known: frozenset[str]) -> Number:
        who = None if count.who is None else self._text(count.who, known)
        return count.model_copy(update={"who": who, "words": self._text(count.words, known)})

    def _text(self, text: str, known: frozenset[str]) -> str:
        """Mask every word with a capital that is not known to name something else, and every address and number to call."""
        words = _CONTACT.sub(lambda found: found.group() if _ISO_DAY.fullmatch(found.group()) else MASK, text)
        stand = self._standing(words)

        def masked(found: re.Match[str]) -> str:
            word = found.group()
            bare = word.removesuffix("'s").removesuffix("’s")
            free = bare.islower() or bare in known or bare in self._stand or bare.lower() in self._plain
            return word if free or any(start <= found.start() and found.end() <= end for start, end in stand) else MASK

        left = _WORD.sub(masked, words)
        # "Jordan" is a country, and in "Jordan █" a given name.
        for _ in range(3):
            left = _BESIDE.sub(lambda found: MASK if self._given(found) else found.group(), left)
        return re.sub(rf"{MASK}(?:\s+{MASK})+", MASK, left)

    @staticmethod
    def _given(found: re.Match[str]) -> bool:
        word: str = found["before"] or found["after"]
        return word[:1].isupper() and (word.lower() in vocabulary().given or (bool(found["before"]) and word in _capitals("given")))

    def _standing(self, text: str) -> list[tuple[int, int]]:
        """Where the text names bodies of the roster; a name of one word beside another word with a capital may be a part of a person's."""
        found = []
        for name in names_in(self._roster, text):
            if any(actor.person for actor in name.bearers):
                continue
            alone = " " not in text[name.start : name.end].strip()
            before, after = text[: name.start].split(" ")[-2:-1], text[name.end :].split(" ")[1:2]
            beside = [
                word
                for word in (*before, *after)
                if word[:1].isupper() and word not in _capitals("stands") and word.lower() not in self._plain
            ]
            if not (alone and beside and beside[0] not in _peoples()):
                found.append((name.start, name.end))
        return found


class Coarsener:
    """Makes positions wider, never finer: to a town, a first-order region or a country."""

    def __init__(self, atlas: Atlas, level: str) -> None:
        self._atlas, self._level = atlas, level

    def event(self, event: ExportEvent) -> ExportEvent:
        """Return an event whose places are no finer than the level; finer names are masked in sentences, and whole texts left out."""
        finer = self._finer(event)
        return event.model_copy(update={
            "place": self._place(event.place), "origins": tuple(_without(origin, finer) for origin in event.origins),
            "claims": tuple(self._claim(claim, finer) for claim in event.claims),
            "targets": tuple(self._party(party, finer) for party in event.targets),
            "actors": tuple(self._party(party, finer) for party in event.actors),
            "dissent": tuple(Dissent(field=d.field, one=_without(d.one, finer), other=_without(d.other, finer)) for d in event.dissent),
        })  # fmt: skip

    def _place(self, place: Place | None) -> Place | None:
        if place is None:
            return None
        if place.lat is None:
            # A name that no gazetteer knows may be as fine as a house.
            return None
        return self._atlas.coarse(place, self._level)

    def _finer(self, event: ExportEvent) -> re.Pattern[str] | None:
        places = [event.place, *(place for claim in event.claims for place in (claim.place, *claim.elsewhere))]
        kept = {word for place in places if place is not None and (coarse := self._place(place)) is not None
                for word in (coarse.name, coarse.town, coarse.country_name)}  # fmt: skip
        names = {word for place in places if place is not None for word in (place.name, place.town) if word and word not in kept}
        if self._level == "country":
            names |= {place.admin1 for place in places if place is not None and place.admin1 and place.admin1 not in kept}
        longest = sorted(names, key=lambda name: (-len(name), name))
        return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest), re.IGNORECASE) if longest else None

    @staticmethod
    def _party(party: Party, finer: re.Pattern[str] | None) -> Party:
        return party if party.id else party.model_copy(update={"name": _without(party.name, finer), "words": _without(party.words, finer)})

    def _claim(self, claim: Told, finer: re.Pattern[str] | None) -> Told:
        host = _HOST.match(claim.url or "")
        return claim.model_copy(update={
            "place": self._place(claim.place), "elsewhere": tuple(filter(None, map(self._place, claim.elsewhere))),
            "title": _without(claim.title, finer), "trigger": _without(claim.trigger, finer),
            "loaded": tuple(_without(word, finer) for word in claim.loaded), "evidence": _without(claim.evidence, finer),
            "url": f"{host[1]}/" if host else None, "article": opaque(claim.article),
            "text": None, "actor": self._party(claim.actor, finer) if claim.actor else None,
            "target": self._party(claim.target, finer) if claim.target else None, "origin": _without(claim.origin, finer),
            "origin_key": _without(claim.origin_key, finer),
            "sources": tuple(source.model_copy(update={"name": _without(source.name, finer)}) for source in claim.sources),
            "counts": tuple(
                count.model_copy(update={"who": count.who and _without(count.who, finer), "words": _without(count.words, finer)})
                for count in claim.counts
            ),
        })  # fmt: skip

    def control(self, spans: Iterable[Span]) -> list[Span]:
        """Return the spans that are no finer than the level: parts of towns are left out, and all of them for a wider level."""
        return [span for span in spans if not span.part_of] if LEVELS.index(self._level) >= LEVELS.index("town") else []


def _without(text: str, finer: re.Pattern[str] | None) -> str:
    """Return a text without names of finer places, and without positions in figures."""
    if not text:
        return text
    text = _COORDINATES.sub(MASK, text)
    return text if finer is None else finer.sub(MASK, text)


def changes_of(redact: bool, coarsen: str | None) -> tuple[str, ...]:
    """Return in words what was done to an export, for its stamp."""
    found: list[Any] = ["names of persons redacted"] if redact else []
    return (*found, *([f"positions no finer than {coarsen}"] if coarsen else []))
