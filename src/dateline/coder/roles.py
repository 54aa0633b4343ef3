"""Step: who did it, and to whom.

Each trigger's row says in which slots its actor and its target may stand ("subj|by|poss"); ``arguments`` finds the heads
in these slots; the first head that can fill the role wins. A named town is never a target, a date never an actor.
"""

from __future__ import annotations

from functools import cache

from dateline.coder.arguments import Arguments, held_by, of_noun, of_verb
from dateline.coder.reading import Event, Phrase, Reading
from dateline.coder.step import Step
from dateline.coder.stretches import Stretches
from dateline.coder.syntax import children, content, objects_of, phrase_of
from dateline.coder.tree import Token
from dateline.gazetteer import load_countries
from dateline.model import Level
from dateline.ontology import Lexicon

_AGENTS = ("armed", "authority", "person", "body", "monitor", "nation", "crowd", "office", "aircraft", "vehicle", "drone")
_THINGS = ("thing", "explosive", "weapon", "artillery", "chemical", "time")
_EMPTY = frozenset(
    {
        "which",
        "what",
        "that",
        "this",
        "there",
        "itself",
        "those",
        "these",
        "such",
        "nobody",
        "none",
        "nothing",
        "anyone",
        "anybody",
        "someone",
    }
)
_AGAINST = frozenset({"accusation", "sanction", "protest", "rejection", "threat"})
_BETWEEN = 12
"""How many words behind an event noun its "between" may stand."""
_OCCASIONS = frozenset({"offensive", "attack", "air-strike", "shelling", "drone-strike", "suicide-bombing", "bombing"})
_MADE_BY_ARMS = frozenset({"territory-gain", "retreat", "siege", "killing", "destruction", "offensive", "capture"})
_WORDS_ONLY = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})


@cache
def demonyms() -> frozenset[str]:
    """Adjectives and words for the people of every country, in lower case."""
    return frozenset(word.lower() for country in load_countries() for word in country.demonyms)


class _Filler:
    """Fills the roles of the events of one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.lexicon: Lexicon = reading.knowledge.ontology.lexicon
        self.known = {(phrase.sentence.index, phrase.head.i): phrase for phrase in reading.phrases}
        self.events = {(event.sentence.index, event.head.i): event for event in reading.events}
        self.quantifiers = self.lexicon.words.get("quantifier", frozenset())
        self.times = Stretches((time.start, time.end, time) for time in reading.times)
        self.group = {name: kind.group for name, kind in reading.knowledge.ontology.kinds.items()}
        self.places = Stretches((place.start, place.end, place) for place in reading.toponyms if not place.in_title)

    def fill(self, event: Event) -> None:
        """Find actor and target in the slots of the event's row; what they are drawn from is recorded."""
        arguments = self._arguments(event)
        row = event.trigger
        carried = event.light.subject if event.light else ""
        used: set[int] = set()
        actor = self._first(event, arguments, ("subj", *row.actor) if carried == "actor" else row.actor, used, target=False)
        actor = actor or self._side_that_lost(event, arguments, used) or self._doer(event) or self._killer(event)
        if actor is not None:
            head, slot = actor
            used.add(head.i)
            event.actor = self._phrase(event, head, alone=slot in ("between", "among") or self._paired(event, arguments))
            event.because("actor", f"{slot} of {row.rule}")
        target = self._from_parts(event, used) if carried == "target" and event.parts else None
        target = target or self._first(event, arguments, self._target_slots(event, carried), used, target=True)
        target = target or self._from_parts(event, used)
        if target is None and self._paired(event, arguments):
            target = (arguments.subj[1], "the other subject")
        if target is not None:
            head, slot = target
            event.target = self._phrase(event, head, alone=slot in ("between", "among"))
            event.because("target", f"{slot} of {row.rule}")

    def _target_slots(self, event: Event, carried: str) -> tuple[str, ...]:
        """The row's slots; a noun of violence may also have its victim behind "against", "on" and, where that is no actor, "of"."""
        row = event.trigger
        slots = ("obj", *row.target) if carried == "target" else row.target
        if event.head.pos_ == "NOUN" and self.group[event.kind] == "violence" and event.kind != "armed-clash":
            slots += ("against", "on") if "of" in row.actor else ("against", "on", "of")
        return slots

    def inherit(self, event: Event) -> None:
        """Take the actor from another event of the sentence that grammar ties this one to."""
        if event.actor is not None:
            return
        found = self._by_speech(event) or self._by_subject(event) or self._by_occasion(event) or self._by_accusation(event)
        if found is not None and found[0] is not event.target:
            event.actor, rule = found
            event.because("actor", rule)

    def _by_speech(self, event: Event) -> tuple[Phrase, str] | None:
        """ "The envoy said that the council *must* act", "that the militia *bears responsibility*": who says so asks or accuses."""
        if event.kind not in ("request", "accusation") or event.trigger.actor:
            return None
        found = [draft for draft in self.reading.attributions if draft.phrase is not None and draft.covers(event.start)]
        # The innermost: whose cue lies furthest inside the words of the others.
        found.sort(key=lambda draft: sum(other.covers((draft.source.cue_span or (0, 0))[0]) for other in found if other is not draft))
        phrase = found[-1].phrase if found else None
        return (phrase, f"the speaker of {found[-1].rule}") if phrase is not None else None

    def _by_subject(self, event: Event) -> tuple[Phrase, str] | None:
        """ "The offensive drove them out": what an event noun does, its own actor does."""
        if "subj" in event.trigger.actor:
            for head in self._arguments(event).subj:
                other = self.events.get((event.sentence.index, head.i))
                if other is not None and other is not event and other.actor is not None:
                    return other.actor, f"inherited from {other.head.lower_}"
        return None

    def _by_occasion(self, event: Event) -> tuple[Phrase, str] | None:
        """ "The brigade took the hill in an offensive": who takes it is who attacks."""
        if event.head.pos_ != "NOUN" or event.kind not in _OCCASIONS or event.light is not None:
            return None
        prep = event.head.head
        if event.head.dep_ != "pobj" or prep.lower_ not in ("in", "during", "with", "through", "by"):
            return None
        other = self.events.get((event.sentence.index, prep.head.i))
        if other is None or other.head.pos_ != "VERB":
            return None
        doer = other.target if other.kind == "retreat" and other.target is not None else other.actor
        return (doer, f"who does what {other.head.lower_} tells") if doer is not None and other.kind in _MADE_BY_ARMS else None

    def _by_accusation(self, event: Event) -> tuple[Phrase, str] | None:
        """ "Residents blamed the coalition for the strikes": whom they blame is said to have done it."""
        token = event.head
        for _ in range(4):
            if token.head.i == token.i or token.dep_ not in ("pobj", "pcomp", "prep", "dobj", "conj", "compound"):
                return None
            token = token.head
            other = self.events.get((event.sentence.index, token.i))
            if other is not None and other.kind == "accusation" and self.lexicon.is_a(token.lemma_.lower(), "blaming"):
                return (other.target, f"whom {token.lower_} names") if other.target is not None else None
        return None

    def _killer(self, event: Event) -> tuple[Token, str] | None:
        """ "A gunman killed four people in an attack": who acts in the word of harm acts in the act."""
        for part in event.parts:
            # Not "nine died in a blast": whose row has no actor suffers what its verb tells. "By" always names who acts.
            if part.head.pos_ == "VERB" and ("subj" in part.trigger.actor or children(part.head, "agent")):
                for head in of_verb(part.head, self.lexicon.nouns).subj:
                    if self._can(event, head, target=False) and not self.lexicon.is_a(head.lemma_.lower(), "thing"):
                        return head, f"part {part.trigger.rule}: subj"
        return None

    def _doer(self, event: Event) -> tuple[Token, str] | None:
        """ "The brigade delivered a strike": an armed subject does what its verb has for object, unless that verb is an event itself."""
        noun = event.head
        verb = noun.head
        if event.light is not None or noun.dep_ != "dobj" or verb.pos_ != "VERB" or verb.lemma_.lower() in self.lexicon.verbs:
            return None
        for head in of_verb(verb).subj:
            if self.lexicon.in_any(head.lemma_.lower(), ("armed", "aircraft")) and self._can(event, head, target=False):
                return head, "the subject before"
        return None

    def inherit_target(self, event: Event) -> None:
        """ "Condemned the army's raid": words against an act are against its actor. "Seized a rebel-held town": who held it loses it."""
        if event.target is not None:
            return
        if event.kind == "territory-gain":
            self._loser(event)
        if event.kind not in _AGAINST:
            return
        arguments = self._arguments(event)
        for slot in event.trigger.target:
            for head in arguments.slot(slot):
                other = self.events.get((event.sentence.index, head.i))
                if other is not None and other is not event and other.actor is not None and other.actor is not event.actor:
                    event.target = other.actor
                    event.because("target", f"the actor of {other.head.lower_}")
                    return

    def _loser(self, event: Event) -> None:
        for head in self._arguments(event).obj:
            for participle in children(head, "amod", "acl"):
                holds = any(row.kind == "territory-hold" for row in self.lexicon.verbs.get(participle.lemma_.lower(), ()))
                holders = (held_by(participle) or of_verb(participle).subj) if holds and participle.tag_ == "VBN" else []
                if holders and (event.actor is None or event.actor.head.i != holders[0].i):
                    event.target = self._phrase(event, holders[0])
                    event.because("target", f"who {participle.lower_} what is taken")
                    return

    def _side_that_lost(self, event: Event, arguments: Arguments, used: set[int]) -> tuple[Token, str] | None:
        """ "Nine rebels were killed in clashes with the army": the dead are the other side of the clash."""
        if event.kind != "armed-clash" or not (arguments.slot("with") or arguments.slot("against")):
            return None
        for part in event.parts:
            for head in of_verb(part.head).obj:
                if self.lexicon.is_a(content(head, self.quantifiers).lemma_.lower(), "armed") and self._can(event, head, target=True):
                    return head, "the dead of"
        verb = event.head.head
        for _ in range(2):
            if verb.pos_ == "VERB":
                break
            verb = verb.head
        for head in of_verb(verb).subj if verb.pos_ == "VERB" else []:
            if head.i not in used and self.lexicon.is_a(head.lemma_.lower(), "armed") and self._can(event, head, target=False):
                return head, "the subject beside"
        return None

    def _arguments(self, event: Event) -> Arguments:
        head = event.head.head if event.head.dep_ == "aux" else event.head  # "the council *must* act"
        if head.pos_ in ("VERB", "AUX") or (head.tag_ in ("VBN", "VBG", "VBD") and head.dep_ != "compound"):
            found = of_verb(head, self.lexicon.nouns)
            if head.dep_ == "amod" and head.tag_ == "VBN":
                found.subj = held_by(head) or found.subj
            return found
        if len(event.trigger.words) > 1 and head.pos_ in ("ADP", "ADJ", "ADV", "PART"):
            return self._of_phrase(event)
        found = of_noun(head, event.light_head, event.light.subject if event.light else "none", self.lexicon.nouns)
        # "No group claimed responsibility for the bombing": nobody is no actor.
        found.subj = [token for token in found.subj if not any(c.dep_ == "det" and c.lower_ == "no" for c in token.children)]
        for clause in children(head, "relcl"):
            # "the raid which was carried out by the militia", "the shelling the army carried out"
            if any(row.subject == "actor" for row in self.lexicon.light.get(clause.lemma_.lower(), ())):
                found.subj += [token for token in of_verb(clause).subj if token.i != head.i]
        if "between" in event.trigger.actor and not found.slot("between"):
            # "clashes broke out at midnight between A and B": the sides may hang on whatever stands nearest.
            for token in head.doc[head.i + 1 : head.i + _BETWEEN]:
                if token.lower_ == "between":
                    found.preps["between"] = list(objects_of(token))
                    break
        return found

    def _of_phrase(self, event: Event) -> Arguments:
        """ "in control of", "under siege": the arguments of the verb that the phrase hangs on, or of the noun it describes."""
        anchor = event.head.head
        found = of_verb(anchor) if anchor.pos_ in ("VERB", "AUX") else Arguments(subj=[anchor], obj=[anchor])
        for token in event.tokens():
            found.add_preps(token)
        if anchor.pos_ in ("VERB", "AUX") and not found.obj:
            found.obj = found.subj
        # "under rebel control": who fills the gap of the phrase.
        found.mod = [
            token for token in event.tokens() if token.lemma_.lower() not in event.trigger.words and token.lower_ not in event.trigger.words
        ]
        return found

    def _paired(self, event: Event, arguments: Arguments) -> bool:
        """ "A and B clashed" with no "with": the coordinated subject is the two sides."""
        sides = arguments.subj if event.head.pos_ == "VERB" else []
        return event.kind == "armed-clash" and len(sides) == 2 and not any(arguments.slot(slot) for slot in ("with", "against", "obj"))

    def _first(
        self, event: Event, arguments: Arguments, slots: tuple[str, ...], used: set[int], *, target: bool
    ) -> tuple[Token, str] | None:
        for slot in slots:
            for head in arguments.slot(slot):
                inside = event.start <= event.sentence.offset(head) < event.end
                if head.i in used or (inside and not (slot == "mod" and "*" in event.trigger.words)):
                    continue
                if slot == "mod" and not self._names_actor(event, head):
                    continue
                if self._can(event, head, target=target):
                    return head, slot
                if not target and slot != "mod" and (owner := self._wielder(event, head, used)) is not None:
                    return owner, slot
        return None

    def _wielder(self, event: Event, head: Token, used: set[int]) -> Token | None:
        """ "Syrian bombs", "Israeli strikes" as subject: the actor is who they belong to."""
        if not self.lexicon.is_a(head.lemma_.lower(), "thing"):
            return None
        inner = of_noun(head)
        for token in (*inner.slot("by"), *inner.poss, *inner.mod):
            if token.i not in used and (
                token.lower_ in demonyms() or (token.dep_ in ("pobj", "poss") and self._can(event, token, target=False))
            ):
                return token
        return None

    def _from_parts(self, event: Event, used: set[int]) -> tuple[Token, str] | None:
        """The target of an act may stand with the word of harm: "the blast killed two guards"."""
        if event.kind == "armed-clash":
            return None
        for part in sorted(event.parts, key=lambda part: part.start):
            if part.head.pos_ != "VERB" and part.head.tag_ not in ("VBN", "VBG"):
                continue
            found = self._first(event, of_verb(part.head), part.trigger.target or ("obj",), used, target=True)
            if found is not None:
                return found[0], f"part {part.trigger.rule}: {found[1]}"
        return None

    def _names_actor(self, event: Event, head: Token) -> bool:
        """A modifier is an actor when it names people, a force or a country, not when it tells the means or the town."""
        word, lemma = head.lower_, head.lemma_.lower()
        if head.i >= 2 and head.nbor(-1).text == "-" and head.nbor(-2).lower_ in ("anti", "counter"):
            return False
        if word in demonyms() or self.lexicon.is_a(word, "adjectival"):
            return True
        if self.lexicon.is_a(lemma, "label"):
            return False
        if self.lexicon.in_any(lemma, ("armed", "authority", "body", "crowd")):
            return not self.lexicon.in_any(lemma, ("aircraft", "artillery", "suicide", "explosive", "drone", "chemical"))
        # A name right before the noun ("ISIS attack"), unless it is that of a place ("Aleppo attack", "the Syria talks").
        return head.pos_ == "PROPN" and head.head.i == event.head.i and not self._is_place(event, head)

    def _can(self, event: Event, head: Token, *, target: bool) -> bool:
        if head.pos_ not in _WORDS_ONLY or head.is_punct or head.lower_ == "one":
            return False
        offset = event.sentence.offset(head)
        if self.times.at(offset) is not None:
            return False
        if (event.sentence.index, head.i) in self.events and head.dep_ != "poss":
            return False
        told = content(head, self.quantifiers)
        if told is not head:
            return self._can(event, told, target=target)
        lemma = head.lemma_.lower()
        if self.lexicon.is_a(lemma, "never") and not self.lexicon.in_any(lemma, _AGENTS):
            return False
        if head.pos_ == "PRON":
            return head.lower_ not in _EMPTY and (head.lower_ != "it" or not target or event.head.pos_ == "VERB")
        if head.pos_ == "NUM" or (
            self.lexicon.is_a(lemma, "bare_number") and not any(c.dep_ in ("amod", "compound") for c in head.children)
        ):
            return False
        if (
            target
            and self.group[event.kind] == "words"
            and (self.lexicon.is_a(lemma, "thing") or lemma in self.lexicon.nouns)
            and head.tag_ in ("NN", "NNS")
        ):
            return False
        if self._is_place(event, head):
            # A country acts and is acted on; a town is where it happens. Words may be addressed to any capital.
            level = self._level(event, head)
            return level is Level.COUNTRY or (level is not None and self.group[event.kind] == "words")
        if self._is_ground(lemma):
            return False
        return target or head.pos_ == "PROPN" or self._acts(head, lemma)

    def _is_ground(self, lemma: str) -> bool:
        """A word for a stretch of land, which is where something happens; a "side" or a "state" may be a party all the same."""
        if self.lexicon.in_any(lemma, ("armed", "body")):
            return False
        return self.lexicon.is_a(lemma, "settled") or (self.lexicon.is_a(lemma, "place") and not self.lexicon.is_a(lemma, "facility"))

    def _acts(self, head: Token, lemma: str) -> bool:
        """Things do not act: an actor is a name, a word for people or bodies, or a craft that stands for its side."""
        if head.pos_ == "ADJ":
            return head.lower_ in demonyms() or self.lexicon.in_any(lemma, ("armed", "authority"))
        return self.lexicon.in_any(lemma, _AGENTS) or not self.lexicon.in_any(lemma, _THINGS)

    def _is_place(self, event: Event, head: Token) -> bool:
        return self.places.at(event.sentence.offset(head)) is not None

    def _level(self, event: Event, head: Token) -> Level | None:
        place = self.places.at(event.sentence.offset(head))
        return place.place.level if place is not None else None

    def _phrase(self, event: Event, head: Token, *, alone: bool = False) -> Phrase:
        known = self.known.get((event.sentence.index, head.i))
        if known is not None and not alone and not _leads(head):
            return known
        phrase = phrase_of(event.sentence, head, self.reading.article.text, conj=not alone)
        if _leads(head):
            # "US-led strikes": those whom the US lead strike, not the US alone.
            phrase.start, phrase.end = event.sentence.span(head, head.nbor(2))
            phrase.text = self.reading.article.text[phrase.start : phrase.end]
        return phrase


def _leads(head: Token) -> bool:
    doc = head.doc
    return head.i + 2 < len(doc) and doc[head.i + 1].text == "-" and doc[head.i + 2].lower_ == "led"


def run(reading: Reading) -> None:
    """Fill ``actor`` and ``target`` of every event."""
    filler = _Filler(reading)
    for event in reading.events:
        filler.fill(event)
    for event in reading.events:
        filler.inherit(event)
        filler.inherit_target(event)


STEP = Step(
    "roles",
    requires=("sentences.doc", "events", "events.parts", "phrases", "times", "toponyms", "attributions"),
    assigns=("events.actor", "events.target"),
    run=run,
)
