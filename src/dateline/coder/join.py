"""Step: make one claim of the several words that tell of one event in a sentence, and give bare nouns their kind.

"Killed in an air strike" is one claim (air-strike, with the deaths as its count); so are "the blast that wounded six",
"warplanes bombed the town, killing nine" and "the depot was hit by shelling". The word for the act stays the trigger,
the others become its ``parts``. "The attack" takes the kind of the act told before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline.coder.lapse import has_background, inner
from dateline.coder.reading import Event, Reading
from dateline.coder.step import Step
from dateline.coder.syntax import children, is_passive, objects_of
from dateline.coder.tree import Token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dateline.ontology import Bare, Lexicon

HARM = frozenset({"killing", "casualties"})
ACTS = frozenset({
    "air-strike", "drone-strike", "shelling", "bombing", "suicide-bombing", "grenade-attack", "chemical-attack", "attack", "armed-clash",
    "torture", "mob-violence", "protest-crackdown", "riot", "offensive",
})  # fmt: skip
DEADLY = ACTS | {"disrupted-weapon"}
"""Acts that words of harm tell the outcome of: "shot down the jet, killing its pilot"."""
_WITHIN = frozenset({"in", "by", "during", "from", "with", "of", "after", "following", "under", "to", "through", "as", "at", "on", "amid"})
UNDERTAKINGS = frozenset({"territory-gain", "offensive", "attack", "siege"})
_HURT = frozenset({"wound", "injure", "hurt", "wounded", "injured", "maim", "die", "injury"})
_MAX_CLIMB = 4


def run(reading: Reading) -> None:
    """Rewrite ``events``: joined, and with the kinds of bare nouns settled."""
    kept: list[Event] = []
    nouns = reading.knowledge.ontology.anaphora
    lexicon = reading.knowledge.ontology.lexicon
    for sentence in reading.sentences:
        here = [event for event in reading.events if event.sentence is sentence]
        if len(here) > 1:
            here = _join(here, lexicon)
        for event in here:
            told = _settle(event, kept, nouns, lexicon)
            if told or "retold" not in event.trigger.flags:
                kept.append(event)
    reading.events = kept


class _Joined:
    """The events of one sentence while they are joined; what was absorbed is gone and takes part in nothing more."""

    def __init__(self, events: list[Event], lexicon: Lexicon) -> None:
        self.left, self.lexicon = list(events), lexicon
        doc = events[0].sentence.doc
        self.background = doc is not None and has_background(doc)

    def apart(self, whole: Event, part: Event) -> bool:
        """ "A bomb went off a day after raiders *killed* nine": what another event is told by is no part of that other one."""
        own = inner(part.head) if self.background else None
        return own is not None and own is not inner(whole.head)

    def absorb(self, whole: Event, part: Event) -> None:
        """Make ``part``, with its own parts, a part of ``whole``."""
        self.left.remove(part)
        whole.parts.append(part)
        whole.parts.extend(part.parts)
        whole.because("kind", f"join: {part.trigger.rule} tells of the same event")

    def harms(self) -> list[Event]:
        """The words for the dead and hurt that still stand alone."""
        return [event for event in self.left if _is_harm(event, self.lexicon)]

    def outcomes(self) -> None:
        """ "Killed in an air strike", "the bomb attack": the act has its outcome and its modifier for parts."""
        for event in list(self.left):
            by_token = {other.head.i: other for other in self.left}
            near = [other for other in self.left if not self.apart(other, event)] if self.background else self.left
            whole = _compound_of(event, by_token) or _act_of(event, near, self.lexicon)
            if whole is not None and whole is not event:
                self.absorb(whole, event)

    def coordinated(self) -> None:
        """ "Four were killed and nine wounded in the blast": coordinated harm belongs to one act."""
        for event in self.harms():
            for act in self.left:
                harm = [part for part in act.parts if _is_harm(part, self.lexicon)]
                if act is not event and not self.apart(act, event) and any(_coordinated(event.head, part.head) for part in harm):
                    self.absorb(act, event)
                    break

    def tolls(self) -> None:
        """ "Two died and nine were hurt": one toll, told in several words."""
        harms = self.harms()
        for event in harms[1:]:
            if event.head.lemma_.lower() in _HURT and not self.apart(harms[0], event):
                self.absorb(harms[0], event)

    def undertakings(self) -> None:
        """ "Plans to retake the town, and jets are to support the operation": the bare word is about the plan told before it."""
        for event in list(self.left):
            if self.lexicon.is_a(event.head.lemma_.lower(), "undertaking") and _is_bare(event.head, self.lexicon):
                told = [other for other in self.left if other.start < event.start and other.kind in UNDERTAKINGS]
                if told:
                    self.absorb(told[-1], event)

    def strong(self) -> list[Event]:
        """What is left, without words that are an event only where nothing else in the sentence is one."""
        weak = [event for event in self.left if "weak" in event.trigger.flags]
        return [event for event in self.left if event not in weak] or weak[:1]


def _join(events: list[Event], lexicon: Lexicon) -> list[Event]:
    """Join the events of one sentence."""
    joined = _Joined(events, lexicon)
    joined.outcomes()
    joined.coordinated()
    joined.tolls()
    joined.undertakings()
    return joined.strong()


def _compound_of(event: Event, by_token: Mapping[int, Event]) -> Event | None:
    """ "bomb" in "bomb attack": the noun that it modifies denotes the event."""
    if event.head.dep_ in ("compound", "amod", "nmod") and event.head.pos_ in ("NOUN", "PROPN", "ADJ"):
        return by_token.get(event.head.head.i)
    return None


def _is_harm(event: Event, lexicon: Lexicon) -> bool:
    """A word for the dead or hurt; not one that says there were none ("nobody was hurt"): that is a claim of its own."""
    if event.kind not in HARM and not (event.head.pos_ == "VERB" and lexicon.is_a(event.head.lemma_.lower(), "harm")):
        return False
    subjects = children(event.head, "nsubj", "nsubjpass", "dobj")
    return not children(event.head, "neg") and not any(
        token.lower_ in ("nobody", "none") or any(c.lower_ in ("no", "nobody") for c in token.children) for token in subjects
    )


def _act_of(event: Event, events: list[Event], lexicon: Lexicon) -> Event | None:
    """The act of which a word of harm, or a bare verb of hitting, tells the outcome."""
    harm = _is_harm(event, lexicon)
    if not harm and event.kind in HARM:
        return None
    if not harm and not (event.kind in ACTS and event.head.pos_ == "VERB"):
        return None
    if not harm and event.head.tag_ == "VBG" and event.head.dep_ == "advcl":
        # "Jets raided the town, hitting two streets": one raid.
        same = next((act for act in events if act.head.i == event.head.head.i and act.kind == event.kind), None)
        if same is not None:
            return same
    acts = [
        act
        for act in events
        if act is not event
        and act.kind in (DEADLY if harm else ACTS)
        and not _is_harm(act, lexicon)
        and (harm or act.head.pos_ in ("NOUN", "PROPN") or act.head.dep_ == "pobj" or _is_gerund(act.head))
    ]
    linked = {token.i for token in _linked(event.head, harm)}
    for act in acts:
        if act.head.i in linked:
            return act
    if harm:
        found = next((act for act in acts if _is_outcome(event.head, act) or _is_occasion(act.head, event.head)), None)
        if found is None and event.kind == "casualties" and acts:
            # "Shells fell on the market. ... nine dead": deaths without a killer belong to the act told nearest to them.
            return min(acts, key=lambda act: (abs(act.head.i - event.head.i), act.head.i))
        return found
    return None


def _is_occasion(act: Token, harm: Token) -> bool:
    """ "killed on Tuesday in the north in an air strike": the act hangs on the harm by a preposition, whatever stands between."""
    token, prep = act, ""
    for _ in range(_MAX_CLIMB + 2):
        if token.dep_ in ("prep", "agent"):
            prep = prep or token.lower_
        elif token.dep_ not in ("pobj", "pcomp", "conj", "compound", "npadvmod", "nmod", "appos"):
            return False
        token = token.head
        if token.i == harm.i:
            return prep in _WITHIN
        if token.pos_ == "VERB":
            return False
    return False


def _is_gerund(head: Token) -> bool:
    """ "Hit by *shelling*": a gerund names the act as a noun does, unless it has a subject ("with the shell falling")."""
    return head.tag_ == "VBG" and head.dep_ == "pcomp" and not children(head, "nsubj", "nsubjpass")


def _linked(head: Token, harm: bool) -> list[Token]:
    """The nouns that stand to a word of harm as its subject, or behind a preposition that names the occasion."""
    found: list[Token] = []
    for subject in children(head, "nsubj", "nsubjpass", "csubj"):
        if subject.dep_ == "nsubj" or harm:
            found += [subject, *(token for prep in children(subject, "prep") for token in objects_of(prep))]
            found += children(subject, "compound") if harm else []
    for prep in [
        *children(head, "prep", "agent"),
        *(p for c in children(head, "dobj", "nsubjpass", "oprd", "acomp") for p in children(c, "prep")),
    ]:
        if prep.lower_ in (_WITHIN if harm else ("by", "in", "during", "with")):
            for token in objects_of(prep):
                found += [token, *(inner for p in children(token, "prep") if p.lower_ == "of" for inner in objects_of(p))]
    for clause in children(head, "advcl"):
        mark = children(clause, "mark", "advmod")
        if harm and mark and mark[0].lower_ in ("when", "as", "after", "while"):
            found.append(clause)
            found += children(clause, "nsubj", "nsubjpass")
    # "the blast that killed nine", "an attack that wounded him", "shelling targeting the school"
    if head.dep_ in ("relcl", "acl") and head.head.pos_ in ("NOUN", "PROPN"):
        noun = head.head
        found.append(noun)
        # "the blast in the market that killed nine": what lies between is only where or when.
        # "The third attack since Friday, when gunmen raided the mill": the raid was another.
        while noun.dep_ == "pobj" and noun.head.lower_ != "since" and noun.head.head.pos_ in ("NOUN", "PROPN"):
            noun = noun.head.head
            found.append(noun)
    # the participle or complement of "left nine dead" hangs on a verb whose subject is the act
    if harm and head.dep_ in ("oprd", "acomp", "ccomp", "xcomp", "dobj") and head.head.pos_ == "VERB":
        found += children(head.head, "nsubj")
    return found


def _is_outcome(harm: Token, act: Event) -> bool:
    """ "bombed the market, killing nine", "exploded and killed two": the harm hangs on the verb of the act, with no subject of its own."""
    if children(harm, "nsubj", "nsubjpass"):
        return False
    head = harm
    for _ in range(_MAX_CLIMB):
        if head.dep_ not in ("advcl", "conj", "xcomp", "pcomp", "prep", "dep"):
            return False
        head = head.head
        if head.i == act.head.i:
            return True
        # "carried out a strike, killing nine": the act is the object or subject of the verb that the harm hangs on. Not so where its
        # subject suffers the act: "repelled an attack, killing nine".
        if any(c.i == act.head.i for c in children(head, "dobj", "nsubj", "nsubjpass")):
            return act.light is None or act.light.subject != "target"
    return False


def _settle(event: Event, earlier: list[Event], nouns: Mapping[str, Bare], lexicon: Lexicon) -> bool:
    """Give a bare noun ("the attack") the kind of the earlier act that it may stand for; tell whether there is one."""
    if event.head.pos_ == "VERB" and event.kind == "attack":
        _settle_verb(event, earlier, nouns)
    if "anaphoric" not in event.trigger.flags or event.head.pos_ not in ("NOUN", "PROPN"):
        return False
    allowed = nouns.get(event.head.lemma_.lower())
    if allowed is None or allowed.passive or (allowed.definite and not _is_definite(event.head, lexicon)) or _is_new(event.head):
        return False
    told = _told_before(event, [other for other in earlier if other.kind in allowed.kinds])
    if told is not None and told.kind != event.kind:
        event.kind = told.kind
        event.because("kind", f"anaphora: the {event.head.lower_} told before ({told.trigger.rule})")
    return told is not None


def _settle_verb(event: Event, earlier: list[Event], nouns: Mapping[str, Bare]) -> None:
    """ "Jets raided the town. The clinic *was hit*": a blow by nobody and nothing is one of those just told."""
    allowed = nouns.get(event.head.lemma)
    if allowed is None or not allowed.passive or not is_passive(event.head) or children(event.head, "agent"):
        return
    near = [act for act in earlier if act.kind in allowed.kinds and event.sentence.index - act.sentence.index <= 1]
    if near:
        event.kind = near[-1].kind
        event.because("kind", f"anaphora: {event.head.lower_} by what was told before ({near[-1].trigger.rule})")


def _told_before(event: Event, acts: list[Event]) -> Event | None:
    """The act that a bare noun means: the nearest called by the same noun, else the nearest; a killing only where there is no act.

    "A gas attack ... jets struck the road ... the attack": not the strike of the jets is meant.
    """
    same = [act for act in acts if act.head.lemma == event.head.lemma and act.kind != "attack"]
    acts = [act for act in acts if act.kind != "killing"] or acts
    found = same or acts
    return found[-1] if found else None


def _coordinated(one: Token, other: Token) -> bool:
    """Two verbs or nouns joined by "and", a comma or "while", the later of which has no place in the tree of its own."""
    for token, head in ((one, other), (other, one)):
        for _ in range(2):
            if token.dep_ not in ("conj", "advcl", "dep"):
                break
            token = token.head
            if token.i == head.i:
                return True
    return False


def _is_new(noun: Token) -> bool:
    """ "A raid", "another strike": one that was not told before."""
    return any(c.dep_ == "det" and c.lower_ in ("a", "an", "another") for c in noun.children)


def _is_bare(noun: Token, lexicon: Lexicon) -> bool:
    """ "The operation": definite, and nothing in the phrase tells which."""
    return _is_definite(noun, lexicon) and not children(noun, "prep", "acl", "relcl", "amod", "compound", "poss")


def _is_definite(noun: Token, lexicon: Lexicon) -> bool:
    """ "The attack", "the latest attack", "Friday's attack": the hearer is taken to know which."""
    determiner = next((c for c in noun.children if c.dep_ in ("det", "poss")), None)
    described = [c for c in noun.children if c.dep_ in ("amod", "compound") and not lexicon.is_a(c.lower_, "retold")]
    dated = any(lexicon.is_a(c.lower_, "weekday") for c in (*described, *([determiner] if determiner is not None else [])))
    if any(not lexicon.in_any(c.lower_, ("weekday", "facility")) for c in described):
        return False
    pointing = determiner is not None and determiner.lower_ in ("the", "this", "these", "that", "those", "such", "both")
    return pointing or dated or (determiner is None and not described and noun.tag_ == "NNS")


STEP = Step("join", requires=("sentences.doc", "events"), assigns=("events.parts", "events.kind"), run=run)
