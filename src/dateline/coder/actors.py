"""Step: who the actors and targets are: each phrase as a mention with the entity of the roster, or the reason there is none.

A pronoun or bare reference is read through its antecedent. "The army", "government forces" are those of the country that the
report has been about so far. What stays unresolved keeps its own words, judging words in a neutral reading.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dateline.coder.groups import Groups, owner_behind
from dateline.coder.plain import lowered
from dateline.coder.reading import Event, Phrase, Reading, Sentence
from dateline.coder.step import Step
from dateline.model import Mention, Source
from dateline.roster import COUNTRY_AND_ORGAN, Actor, Context, Resolution, Roster, names_in, resolve

_CAPITAL = re.compile("[A-Z]")
_FEW = 200
_WORD = re.compile(r"[^\W\d_]+")
_GROUND = frozenset({"violence", "territory"})
"""Groups of kinds whose target is a place where a capital is named: "Ankara" that is shelled is the town."""
_HARMING = {
    "killed|wounded": "air-strike|drone-strike|shelling|bombing|suicide-bombing|grenade-attack|chemical-attack|attack|killing|"
    "mob-violence|protest-crackdown|casualties",
    "displaced": "displacement", "evacuated": "evacuation", "captured": "capture", "released": "release",
}  # fmt: skip
_HARMS = {kind: frozenset(whats.split("|")) for whats, kinds in _HARMING.items() for kind in kinds.split("|")}
"""Kinds that are done to those whom their counts are of: "an air strike killed nine villagers" is done to the villagers."""
_TOLD = ("the ", "these ", "those ", "both ")
_FLOWN = frozenset({"air-strike", "drone-strike"})
_WE = frozenset({"we", "our", "us"})
_OWN = frozenset({"its", "their", "his", "her"})
_AHEAD = 0.25
"""How much what a report tells of only later counts beside what it has told."""
_LOCAL = 1.25
"""How much a place in a country counts beside the country's own name or adjective."""
_AT_HOME = 0.5
"""The same for an armed group that is at home in one country."""
_FOCUS = "organ of the country that the report is about"


class _Focus:
    """The country that a report has been about up to a sentence: the one told most often so far, the earlier one of equals.

    Where towns and districts lie counts more than what is called after a country: events take place there, parties come from anywhere.
    """

    def __init__(self, reading: Reading, roster: Roster, groups: Groups) -> None:
        armed = [(at, actor.countries[0], _AT_HOME) for at, actor in groups.armed if len(actor.countries) == 1]
        told = [(at, iso, 1.0) for at, iso in self._told(reading, roster)]
        self.seen = sorted([*told, *armed, *_places(reading)], key=lambda one: one[0])
        self.counts: dict[str, float] = {}
        for _, iso, weight in self.seen:
            self.counts[iso] = self.counts.get(iso, 0.0) + _AHEAD * weight
        self.at = 0
        self.known: dict[int, str | None] = {}

    def of(self, sentence: Sentence) -> str | None:
        """The ISO code at the end of a sentence; None where no country was told. Sentences are asked for in their order."""
        if sentence.index not in self.known:
            while self.at < len(self.seen) and self.seen[self.at][0] < sentence.end:
                _, iso, weight = self.seen[self.at]
                self.counts[iso] += (1 - _AHEAD) * weight
                self.at += 1
            # A dictionary keeps the order of first mention, and max() takes the first of equals.
            self.known[sentence.index] = max(self.counts, key=lambda iso: self.counts[iso], default=None)
        return self.known[sentence.index]

    @staticmethod
    def _told(reading: Reading, roster: Roster) -> list[tuple[int, str]]:
        """Adjectives and peoples: "Turkish", "Turks", not "Turkish-backed"."""
        found, told = [], roster.told
        for offset, text in ((-1, reading.article.title), (0, reading.text)):
            for match in _WORD.finditer(lowered(text)):
                word = match[0]
                if (
                    word in told
                    and text[match.end() : match.end() + 1] != "-"
                    and (word != "us" or text[match.start() : match.end()].isupper())
                ):
                    found.append((offset if offset < 0 else match.start(), told[word]))
        return found


def _places(reading: Reading) -> list[tuple[int, str, float]]:
    """Where the report names countries and places in them, and how much each tells of the country that it is about."""
    toponyms = reading.toponyms if reading.has("toponyms") else []
    inside = {toponym.place.id: toponym.place.within or "" for toponym in toponyms if toponym.place.id}
    found = []
    for toponym in toponyms:
        identifier, within = toponym.place.id or "", toponym.place.within or ""
        country = identifier.removeprefix("country:") if identifier.startswith("country:") else ""
        iso2 = country or toponym.country or inside.get(within, within)[:2]
        if len(iso2) == 2 and iso2.isupper():
            found.append((-1 if toponym.in_title else toponym.start, iso2, 1.0 if country else _LOCAL))
    return found


class _Namer:
    """Names the parties of one article; the answer for the same words in the same context is kept."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.roster = reading.roster
        # Some wires come without capitals, save a stray one.
        self.lower = len(_CAPITAL.findall(reading.text)) * _FEW < len(reading.text)
        self.day = reading.anchor
        self.groups = Groups(reading, lower=self.lower)
        self.flying: list[tuple[int, Resolution]] = []
        self.focus = _Focus(reading, self.roster, self.groups)

    def look_up(self, text: str, context: Context) -> Resolution:
        """Resolve words in a context."""
        return resolve(self.roster, text, context)

    def mention(self, event: Event, phrase: Phrase, role: str) -> tuple[Mention, Resolution]:
        """The mention that a phrase makes in a role of an event."""
        seats = role == "actor" or self.reading.knowledge.ontology.kinds[event.kind].group not in _GROUND
        context = Context(self.focus.of(event.sentence), seats and not _is_place(event, phrase), self.lower, self.day, self.groups.ids)
        other = event.target if role == "actor" else event.actor
        start, end = self.groups.whole(phrase, other) if not phrase.pronoun else (phrase.start, phrase.end)
        if start == event.start and event.end < phrase.sentence.offset(phrase.head) < end:
            # "Denied striking civilians": the word that tells the event describes those whom it is done to.
            start = next(at for at in range(event.end, end) if not self.reading.article.text[at].isspace())
        text = self.reading.article.text[start:end]
        referent = phrase.referent()
        found = Resolution(reason="a pronoun that nothing before it explains") if phrase.pronoun else self.look_up(text, context)
        name = found.name or text
        if referent is not phrase and (not found.actors or found.rule == _FOCUS or _is_short_form(phrase)):
            # A short form that the report itself explains means what it says there, whoever else bears it.
            through = self.look_up(referent.text, replace(context, country=self.focus.of(referent.sentence)))
            if through.actors or not found.actors or (_is_short_form(phrase) and not through.label and referent.proper):
                found, name = through, through.name or referent.text
        if found.rule == _FOCUS and (whose := self._possessor(phrase, context)) is not None:
            # "Lurania's ministry said its troops had taken the town", in a report that is about the neighbour's towns.
            found, name = whose, whose.name or text
        found, name = self._in_office(found, name)
        if not found.actors and (told := self._told(event, phrase, found, context)) is not None:
            found, name = told, told.name or name
        event.because(role, f"{found.rule or 'unresolved'}: {found.id or found.reason}")
        if found.actors and (text.lower().rsplit(" ", 1)[-1] in self.roster.labels["flying"] or (role == "actor" and event.kind in _FLOWN)):
            self.flying.append((start, found))
        return Mention(text=text, span=(start, end), id=found.id, name=name, reason=found.reason), found

    def _in_office(self, found: Resolution, name: str) -> tuple[Resolution, str]:
        """An office is the person whom the report names, if only one of those whom it names has ever held it: "the Iranian president"."""
        if len(found.actors) != 1 or not (held := self.roster.holders.get(found.actors[0].id)):
            return found, name
        named = {person.id: person for _, person in held if person.id in self.groups.ids}
        if len(named) != 1:
            return found, name
        person = next(iter(named.values()))
        return replace(found, actors=(person,), name=person.name, rule=f"{found.rule}; named in the report"), person.name

    def _told(self, event: Event, phrase: Phrase, found: Resolution, context: Context) -> Resolution | None:
        """What the words around an unresolved phrase, or those before it, tell of who it is."""
        if phrase.pronoun:
            through = self.groups.meant(phrase.referent(), found) if phrase.referent() is not phrase else None
            return through or self._speaker(event, phrase)
        if (whose := owner_behind(phrase, self.reading)) is not None:
            behind = self.look_up(whose, context)
            if behind.actors and not behind.actors[0].person:
                return replace(behind, rule=f"{behind.rule} behind {phrase.head.text!r}")
        if (before := self._possessor(phrase, context) or self._flown(event, phrase)) is not None:
            return before
        return self.groups.meant(phrase, found)

    def _flown(self, event: Event, phrase: Phrase) -> Resolution | None:
        """ "The jets" after "Russian warplanes": whose aircraft they are, where all that the report told of so far are one party's."""
        labels = self.roster.labels
        words = phrase.text.lower().split()
        told = self.reading.text[max(0, phrase.start - 6) : phrase.start].lower().endswith(_TOLD)
        if not told or words[-1] not in labels["flying"] or not all(word in labels["faceless"] for word in words[:-1]):
            return None
        flown = {found.id: found for at, found in self.flying if at < phrase.start}
        return replace(next(iter(flown.values())), rule="whose aircraft were told of") if len(flown) == 1 else None

    def _speaker(self, event: Event, phrase: Phrase) -> Resolution | None:
        """ "We" in what someone says: who says it, where that is a party."""
        if phrase.head.lower_ not in _WE:
            return None
        # What speakers ask or accuse of has no source of its own: they are who does it.
        covering = [said.source for said in self.reading.attributions if said.covers(event.start)]
        speaker = event.sources[-1] if event.sources else covering[-1] if covering else None
        for text in filter(None, (speaker.name, speaker.text) if speaker is not None else ()):
            told = {name.bearers[0] for name in names_in(self.roster, text, lower=self.lower) if len(name.bearers) == 1}
            bodies = [actor for actor in told if not actor.person]
            persons = [body for actor in told if actor.person and (body := self._state_of(actor)) is not None]
            if len(bodies) == 1 or (not bodies and len(persons) == 1):
                actor = (bodies or persons)[0]
                return Resolution((actor,), actor.name, rule="who speaks")
            said = self.look_up(text, Context(lower=self.lower, day=self.day, named=self.groups.ids))
            if said.actors and not said.actors[0].person:
                return replace(said, rule=f"{said.rule} of who speaks")
        return None

    def _state_of(self, person: Actor) -> Actor | None:
        """The party that a known person speaks for: the state, or the body that the person leads."""
        body = self.roster.find(person.parent) if person.parent else None
        return self.roster.organ_of(body.countries[0], "gov") if body and body.sector == "GOV" and body.countries else body

    def _possessor(self, phrase: Phrase, context: Context) -> Resolution | None:
        """ "Its fighters", "their positions" after a party's name; "his army" is that of his country."""
        first, _, rest = phrase.text.partition(" ")
        if first.lower() not in _OWN or not rest:
            return None
        pronoun = self.groups.pronouns.get(phrase.start)
        if pronoun is None or pronoun.referent() is pronoun:
            return None
        owner = self.look_up(pronoun.referent().text, context)
        if len(owner.actors) != 1:
            return None
        of = owner.actors[0]
        of_state = of.countries and (of.sector == "GOV" or of.source == "composed")
        whose = self.look_up(f"{_country_word(self.roster, of)} {rest}", context) if of_state else None
        if whose is not None and whose.actors and whose.rule == COUNTRY_AND_ORGAN:
            return replace(whose, rule=f"{whose.rule}, whose: {of.id}")
        words = rest.lower().split()
        labels = self.roster.labels
        if not of.person and all(word in labels["tail"] or word in labels["theirs"] for word in words):
            return replace(owner, rule=f"{owner.rule}, whose")
        return None

    def harmed(self, event: Event) -> Mention | None:
        """Those whom the counts of an act without a target tell to have been harmed, held or moved."""
        for count in event.counts:
            words = (count.who or "").lower().split()
            if count.what in _HARMS.get(event.kind, ()) and words and count.high != 0 and words[-1] not in self.roster.labels["toll"]:
                found = self.look_up(
                    count.who or "", Context(self.focus.of(event.sentence), lower=self.lower, day=self.day, named=self.groups.ids)
                )
                event.because("target", f"those {count.what}: {found.id or found.reason}")
                return Mention(text=count.text, span=count.span, id=found.id, name=found.name or count.who, reason=found.reason)
        return None

    def source(self, source: Source) -> Source:
        """A source with the id of the outlet or party that it is, and its name where the report gives no fuller one."""
        for text in dict.fromkeys((source.text, source.name)):
            if text is None or not (self.lower or text != text.lower()):
                continue  # "the site", "the observatory" alone are nobody's name
            if (outlet := self.roster.outlet(text)) is not None:
                return source.model_copy(update={"id": outlet.id, "name": source.name or outlet.name})
            found = self.look_up(text, Context(lower=self.lower, day=self.day, named=self.groups.ids))
            if len(found.actors) == 1 and found.reason is None:
                return source.model_copy(update={"id": found.id, "name": source.name or found.name})
        return source


def _country_word(roster: Roster, actor: Actor) -> str:
    """A country's name to stand before an organ."""
    return roster.countries[actor.countries[0]].name


def _is_short_form(phrase: Phrase) -> bool:
    return phrase.text.isupper() and " " not in phrase.text


def _is_place(event: Event, phrase: Phrase) -> bool:
    return any(place.span[0] < phrase.end and phrase.start < place.span[1] and not place.in_title for place in event.places)


def _state(event: Event, found: Resolution, roster: Roster) -> bool | None:
    """Whether a state's own force acts. Abroad it is neither the state's nor a rebel's force: None."""
    if not found.state:
        return found.state
    here = next((place.within[:2] for place in event.places if place.within), None)
    return True if here is None or all(_at_home(actor, here, roster) for actor in found.actors) else None


def _at_home(actor: Actor, iso2: str, roster: Roster) -> bool:
    return iso2 in actor.countries or any(
        side.side == "government" and iso2 in roster.conflicts[side.conflict].countries for side in actor.sides
    )


def run(reading: Reading) -> None:
    """Assign the mentions of actor and target of every event, whether a state's force acts, and who its sources are."""
    namer = _Namer(reading)
    for event in reading.events:
        if event.actor is not None:
            event.actor_mention, found = namer.mention(event, event.actor, "actor")
            event.state_actor = _state(event, found, namer.roster)
        if event.target is not None:
            event.target_mention, _ = namer.mention(event, event.target, "target")
        else:
            event.target_mention = namer.harmed(event)
        event.sources = [namer.source(source) for source in event.sources]


STEP = Step(
    "actors",
    requires=("events", "events.actor", "events.target", "events.sources", "events.counts", "phrases", "anchor", "attributions"),
    assigns=("events.actor_mention", "events.target_mention", "events.state_actor"),
    run=run,
)
