"""Where the arguments of a verb or an event noun stand, whatever construction the sentence uses.

Active, passive, relative and participial clauses, coordination, control and raising all come out as the same slots:
``subj`` who acts, ``obj`` who or what is acted on, and one slot for each preposition. The trigger tables name these slots.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from dateline.coder.syntax import CLAUSES, child, children, conjuncts, is_passive, objects_of, prepositions
from dateline.coder.tree import Token

_RELATIVE = frozenset({"who", "which", "that", "whom", "where", "whose", "when"})
# Verbs whose object acts in the clause that depends on them: "forced residents to leave", "helped rebels seize the hill".
_OBJECT_CONTROL = frozenset(
    "force allow let urge ask order tell help enable permit compel push lead invite call see want expect cause encourage make accuse warn "
    "prompt have leave send press require prevent stop keep blame condemn criticise criticize denounce "
    "suspect charge".split()
)
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_MAX_CLIMB = 6
_BEFORE = 3
"""How many words before a noun may describe it."""


@dataclass(slots=True)
class Arguments:
    """The slots of one trigger: heads of noun phrases, in the order in which they are to be preferred."""

    subj: list[Token] = field(default_factory=list)
    obj: list[Token] = field(default_factory=list)
    iobj: list[Token] = field(default_factory=list)
    poss: list[Token] = field(default_factory=list)
    mod: list[Token] = field(default_factory=list)
    preps: dict[str, list[Token]] = field(default_factory=dict)
    particles: list[str] = field(default_factory=list)

    def slot(self, name: str) -> list[Token]:
        """Return the heads in a slot ("subj", "obj", "from"…), the empty list when it is empty."""
        if name in ("subj", "obj", "iobj", "poss", "mod"):
            found: list[Token] = getattr(self, name)
            return found
        found = self.preps.get(name, [])
        # "called on": what the parser takes for a particle leaves its noun as the object.
        return found or (self.obj if name in self.particles else [])

    def add_preps(self, token: Token) -> None:
        """Take over the prepositional phrases that depend on a token, behind those already known."""
        for prep in prepositions(token):
            if prep.dep_ != "agent":
                self.preps.setdefault(prep.lower_, []).extend(objects_of(prep))


def of_verb(verb: Token, nouns: Container[str] = ()) -> Arguments:
    """Return the arguments of a verb; ``nouns`` are the lemmas of nouns that denote events, which do not act themselves."""
    found = Arguments(particles=[c.lower_ for c in children(verb, "prt")])
    # "pull out of", "move in on": the parser sometimes calls the particle an adverb.
    found.particles += [c.lower_ for c in children(verb, "advmod") if c.i == verb.i + 1 and c.lower_ in _PARTICLES]
    found.particles += [
        c.lower_ for c in children(verb, "prep") if c.i == verb.i + 1 and c.lower_ in _PARTICLES and not child(c, "pobj", "pcomp")
    ]
    found.particles += [c.lower_ for c in children(verb, "prep") if c.lower_ in ("out", "off", "back", "away")]
    if is_passive(verb):
        for agent in children(verb, "agent", "prep"):
            if agent.dep_ == "agent" or agent.lower_ == "by":
                found.subj.extend(objects_of(agent))
        if not found.subj:
            # "was shelled and stormed by the militia": the agent behind the last verb is that of all.
            for other in children(verb, "conj"):
                if other.tag_ == "VBN" and not child(other, "nsubj", "nsubjpass", "aux", "dobj"):
                    found.subj.extend(token for agent in children(other, "agent") for token in objects_of(agent))
        found.obj = _list(_passive_object(verb))
        found.obj += _list(child(verb, "dobj"))
    else:
        found.subj = subject(verb, nouns)
        found.obj = _list(_object(verb))
    found.iobj = _list(child(verb, "dative"))
    found.add_preps(verb)
    return found


_PARTICLES = frozenset("out off down up back away over in on apart aside forward".split())


def of_noun(noun: Token, carrier: Token | None = None, role: str = "actor", nouns: Container[str] = ()) -> Arguments:
    """Return the arguments of an event noun; ``carrier`` is the word that carries it ("launched strikes on"), if any.

    ``role`` tells where the carrier's subject goes: "actor" (``subj``), "target" (``obj``) or "none".
    """
    found = Arguments(poss=children(noun, "poss"), mod=_naming(noun))
    found.add_preps(noun)
    if carrier is None and noun.dep_ in ("nsubj", "nsubjpass", "dobj") and noun.head.pos_ in ("VERB", "AUX"):
        # "battles raged in the valley between the army and the militia": the sides may hang on the verb.
        for prep in prepositions(noun.head, "between", "against", "with"):
            found.preps.setdefault(prep.lower_, []).extend(objects_of(prep))
    for other in noun.conjuncts:
        # "airstrikes and bomb attacks by the army", "Turkish shelling and air strikes": what one of them tells holds for both.
        if other.i > noun.i:
            for prep in prepositions(other, "by", "on", "against"):
                found.preps.setdefault(prep.lower_, list(objects_of(prep)))
        elif not found.mod and not found.poss:
            found.mod = _naming(other)
            found.poss = children(other, "poss")
    for clause in children(noun, "acl"):
        # "strikes carried out by Russia", "attacks targeting civilians": the participle brings the rest.
        inner = of_verb(clause)
        if clause.tag_ == "VBN":
            found.subj += inner.subj
            for name, heads in inner.preps.items():
                found.preps.setdefault(name, []).extend(heads)
        else:
            found.obj += inner.obj
    if carrier is not None:
        outer = of_verb(carrier, nouns) if carrier.pos_ != "NOUN" else Arguments(subj=_noun_owner(carrier, nouns))
        same = [token for token in outer.subj if token.i != noun.i]
        if role == "target":
            found.obj += same
            if "by" not in found.preps and "from" in outer.preps:
                found.preps["by"] = outer.preps["from"]
        elif role == "actor":
            found.subj += same
        for name, heads in outer.preps.items():
            found.preps.setdefault(name, []).extend(token for token in heads if token.i != noun.i)
        found.iobj = outer.iobj
    return found


def _naming(noun: Token) -> list[Token]:
    """What stands before an event noun and may name its actor: "army advances", "US-led strikes"."""
    found: list[Token] = []
    for c in children(noun, "compound", "amod", "nmod"):
        if c.is_punct:
            continue
        found += _hyphenated(c) if c.tag_ == "VBN" else [c]
        found += [
            inner for inner in c.children if inner.dep_ in ("compound", "amod", "conj", "nmod") and c.tag_ != "VBN" and not inner.is_punct
        ]
    if not found and noun.i > 0:
        # "the militant counter-attack": whatever the parser hangs them on, words right before the noun describe it.
        at = noun.i - 1
        while at >= 0 and noun.i - at <= _BEFORE and noun.doc[at].tag_ in ("NN", "NNS", "NNP", "NNPS", "JJ", "HYPH"):
            if noun.doc[at].tag_ != "HYPH":
                found.append(noun.doc[at])
            at -= 1
    return found


def _list(token: Token | None) -> list[Token]:
    return list(conjuncts(token)) if token is not None else []


def _relative_head(verb: Token, token: Token) -> Token:
    """A relative pronoun stands for the noun that its clause describes."""
    clause = verb
    for _ in range(_MAX_CLIMB):
        if clause.dep_ == "relcl":
            return clause.head if token.lower_ in _RELATIVE and token.pos_ in ("PRON", "DET", "SCONJ") else token
        if clause.dep_ not in ("conj", "xcomp", "ccomp"):
            return token
        clause = clause.head
    return token


def _object(verb: Token) -> Token | None:
    direct = child(verb, "dobj", "oprd") or child(verb, "attr")
    if direct is not None:
        return _relative_head(verb, direct)
    if verb.dep_ == "relcl" and child(verb, "nsubj") is not None and child(verb, "nsubj").lower_ not in _RELATIVE:  # type: ignore[union-attr]
        return verb.head
    # "seized and burned the depot": coordinated verbs share the object that stands behind the last.
    last = [c for c in verb.children if c.dep_ == "conj" and c.pos_ == "VERB" and c.i - verb.i <= 3]
    return _object(last[-1]) if last else None


def _passive_object(verb: Token) -> Token | None:
    own = child(verb, "nsubjpass", "nsubj")
    if own is not None:
        return _relative_head(verb, own)
    if verb.dep_ in ("acl", "amod", "relcl"):
        return verb.head
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return _passive_object(verb.head) if is_passive(verb.head) else _first(subject(verb.head))
    if verb.dep_ in ("xcomp", "ccomp", "advcl", "pcomp"):
        return _first(_controller(verb))
    return None


def _first(tokens: list[Token]) -> Token | None:
    return tokens[0] if tokens else None


# "Police foiled a plot to bomb the bus", "repelled an attempt to storm it": these are done against who was to do it.
_AGAINST = frozenset({"foil", "thwart", "disrupt", "prevent", "avert", "repel", "repulse", "rebuff", "stop", "block", "defeat"})


def _is_hindered(verb: Token) -> bool:
    """Tell whether an infinitive is what somebody keeps others from doing, so that the subject of the verb above it is not its own."""
    head = verb.head
    if verb.tag_ != "VB" or verb.dep_ not in ("acl", "xcomp", "advcl"):
        return False
    above = head.head if head.dep_ == "dobj" else head if child(head, "dobj") is not None else None
    return above is not None and above.lemma in _AGAINST


def subject(verb: Token, nouns: Container[str] = (), depth: int = 0) -> list[Token]:
    """Return the heads of an active verb's subject, looked up through coordination, control, participles and relative clauses."""
    if depth > _MAX_CLIMB:
        return []
    own = children(verb, "nsubj", "csubj")
    if own:
        # Of two ("the opposition Syrian National Coalition said") the one next to the verb is the name.
        return list(conjuncts(_relative_head(verb, own[-1] if own[-1].i < verb.i else own[0])))
    if _is_hindered(verb):
        return _told_owner(verb.head)
    head = verb.head
    if verb.dep_ in ("acomp", "attr") and head.pos_ in ("AUX", "VERB"):
        return subject(head, nouns, depth + 1)
    if verb.dep_ in ("acl", "relcl"):
        # "launched an offensive, seizing the town": not the offensive but who launched it seizes.
        if verb.tag_ == "VB" or (verb.dep_ == "acl" and head.lemma_.lower() in nouns):
            return _noun_owner(head, nouns, depth)
        return [head]
    if verb.dep_ == "amod":
        return _hyphenated(verb) or ([head] if verb.tag_ == "VBG" else [])
    if head.i == verb.i:
        return []
    if verb.dep_ == "conj":
        return subject(head, nouns, depth + 1) if not is_passive(head) else _list(_passive_object(head))
    if verb.dep_ == "ccomp" and verb.tag_ in _FINITE and head.pos_ == "VERB":
        # "The reporter said groups in the hills fired": a finite clause has a subject of its own, even where the parser
        # took it for the object of "said".
        return [token for token in children(head, "dobj") if head.i < token.i < verb.i]
    if verb.dep_ in CLAUSES or verb.dep_ in ("prep", "dep", "parataxis"):
        return _controller(verb, nouns, depth)
    return []


def _controller(verb: Token, nouns: Container[str] = (), depth: int = 0) -> list[Token]:
    """The subject of a clause that has none of its own: an object or the subject of what governs it."""
    head = verb.head
    while head.pos_ in ("ADP", "SCONJ", "PART") and head.head.i != head.i:
        head = head.head
    if head.pos_ in ("NOUN", "PROPN"):
        return _noun_owner(head, nouns, depth)
    if head.pos_ == "ADJ" and head.dep_ == "acomp":
        head = head.head  # "was unable to retake", "is ready to withdraw"
    if head.pos_ not in ("VERB", "AUX") or head.i == verb.i:
        return []
    if is_passive(head):
        # "hit by shelling": who was hit is not who shelled.
        return [] if verb.head.dep_ == "agent" else _list(_passive_object(head))
    if head.lemma_ in _OBJECT_CONTROL and (verb.dep_ in ("xcomp", "ccomp") or verb.dep_ == "pcomp"):
        direct = child(head, "dobj", "dative")
        for prep in prepositions(head, "on", "upon", "for"):
            direct = direct or _first(list(objects_of(prep)))
        if direct is not None and direct.i != verb.i:
            return _list(direct)
    return subject(head, nouns, depth + 1)


def _noun_owner(noun: Token, nouns: Container[str] = (), depth: int = 0) -> list[Token]:
    """Who a plan, attempt or campaign belongs to: its possessor, its maker, or the subject of the verb it is the object of."""
    if owner := _told_owner(noun):
        return owner
    head = noun.head
    while head.pos_ in ("ADP", "NOUN") and head.head.i != head.i and head.dep_ in ("prep", "pobj", "conj", "compound"):
        head = head.head
    if head.pos_ in ("VERB", "AUX") and depth < _MAX_CLIMB and not is_passive(head):
        return [token for token in subject(head, nouns, depth + 1) if token.i != noun.i]
    return []


def _told_owner(noun: Token) -> list[Token]:
    """ "*Rebels'* bid", "an attempt by *rebels*"."""
    if owner := children(noun, "poss"):
        return owner
    return next((list(objects_of(prep)) for prep in prepositions(noun, "by")), [])


def _hyphenated(participle: Token) -> list[Token]:
    """The actor in "rebel-held", "government-controlled": what stands before the hyphen."""
    doc, i = participle.doc, participle.i
    if i >= 2 and doc[i - 1].text == "-" and doc[i - 2].pos_ in ("NOUN", "PROPN", "ADJ"):
        return [doc[i - 2]]
    return []


def held_by(participle: Token) -> list[Token]:
    """The actor of an attributive participle: "rebel-held", "rebel held", "held by rebels"."""
    found = _hyphenated(participle)
    if not found and participle.i > 0:
        before = participle.doc[participle.i - 1]
        if before.dep_ in ("npadvmod", "nmod", "compound") and before.head.i in (participle.i, participle.head.i):
            found = [before]
    return found


def lemmas(tokens: Iterable[Token], quantifiers: Container[str] = ()) -> list[str]:
    """The lemmas of heads, in lower case, with those of their compounds ("air force" gives "force" and "air force").

    Of what only measures ("a number of fighters"), the lemma of what it measures comes along.
    """
    found = []
    for token in tokens:
        lemma = token.lemma_.lower()
        found.append(lemma)
        found += [f"{c.lemma_.lower()} {lemma}" for c in token.children if c.dep_ in ("compound", "amod") and c.i == token.i - 1]
        if lemma in quantifiers:
            found += lemmas(inner for prep in prepositions(token, "of") for inner in objects_of(prep))
    return found
