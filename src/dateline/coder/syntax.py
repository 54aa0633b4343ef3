"""Looking around in a parse: what steps ask of the dependency tree.

Works on the labels of the English model (ClearNLP style: nsubj, nsubjpass, dobj, agent, prep/pobj, relcl, acl, conj…).
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from dateline.coder.reading import Phrase, Sentence
from dateline.coder.tree import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
CLAUSES = frozenset({"relcl", "acl", "advcl", "ccomp", "xcomp", "pcomp"})
DETERMINERS = frozenset({"the", "a", "an"})
PLURAL_PRONOUNS = frozenset({"they", "them", "their", "themselves", "both", "we", "our", "us"})
# Days and months that a missing comma or preposition pushes before a name: "said on *Saturday* state media", "in *July* Watch Nord said".
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november"
    " december".split()
)
# What is left of "at least", "up to" and "more than" where their first word hangs elsewhere.
_TORN = frozenset({"least", "to", "than"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
# What a noun phrase does not take along: clauses, appositions and asides that describe it.
_OUTSIDE = frozenset("relcl appos acl punct cc conj advcl parataxis advmod dep ccomp nsubj npadvmod aux cop neg mark case".split())


def children(token: Token, *labels: str) -> list[Token]:
    """The token's dependents with one of the labels, in order."""
    return [child for child in token.children if child.dep_ in labels] if token.children else []


def child(token: Token, *labels: str) -> Token | None:
    """The token's first dependent with one of the labels."""
    # A plain loop: no other function is called so often.
    for c in token.children:
        if c.dep_ in labels:
            return c
    return None


def is_passive(verb: Token) -> bool:
    """Tell whether a verb is in the passive, reduced participles ("the town seized by X") included."""
    if child(verb, "nsubjpass", "auxpass", "agent") is not None:
        return True
    if verb.tag_ != "VBN":
        return False
    if verb.dep_ == "acl":
        return True  # "troops taken hostage" too: who is taken is the noun, whatever object the participle keeps
    if verb.dep_ == "amod" or (verb.dep_ == "relcl" and not child(verb, "nsubj", "aux", "dobj")):
        return not child(verb, "aux", "dobj")
    if verb.dep_ == "conj" and verb.head.tag_ == "VBN" and not child(verb, "nsubj", "aux"):
        return is_passive(verb.head) and not child(verb, "dobj")
    return verb.dep_ in ("advcl", "ROOT", "ccomp") and not child(verb, "aux", "dobj") and child(verb, "agent") is not None


def conjuncts(token: Token) -> Iterator[Token]:
    """The token and what is coordinated with it, in order."""
    yield token
    for c in token.children:
        if c.dep_ == "conj":
            yield from conjuncts(c)


def objects_of(prep: Token) -> Iterator[Token]:
    """The objects of a preposition, coordinated ones included; looks through "in and around X"."""
    for c in prep.children:
        if c.dep_ in ("pobj", "pcomp"):
            yield from conjuncts(c)
        elif c.dep_ in ("prep", "conj") and c.pos_ in ("ADP", "SCONJ"):
            yield from objects_of(c)


def prepositions(token: Token, *words: str) -> list[Token]:
    """The prepositions that depend on a token, with one of the given words (any when none is given)."""
    return [
        c
        for c in token.children
        if c.dep_ in ("prep", "agent", "dative") and c.pos_ in ("ADP", "SCONJ", "PART") and (not words or c.lower_ in words)
    ]


def content(head: Token, quantifiers: Container[str]) -> Token:
    """Look through words that only measure: "dozens of fighters", "a number of towns" are about fighters and towns."""
    if head.lemma in quantifiers or head.pos_ == "NUM":
        for prep in prepositions(head, "of"):
            for token in objects_of(prep):
                return token
    return head


def noun_phrase(head: Token, *, conj: bool = True) -> tuple[Token, Token]:
    """Return the first and last token of the noun phrase of ``head``: no leading determiner, no clause, apposition or time adverb.

    "of" phrases stay, other prepositional phrases stay when they stand right behind the head; with ``conj``, coordinated
    heads are taken along ("soldiers and policemen").
    """
    if not head.children:
        return head, head
    inside = {head.i}
    for c in head.children:
        if c.dep_ in _OUTSIDE or (c.i > head.i and c.dep_ == "prep" and (c.lower_ not in ("of", "from") or child(c, "pcomp") is not None)):
            continue
        inside.update(_subtree(c))
    if conj:
        for c in head.children:
            if c.dep_ == "conj" and c.pos_ in NOMINAL and c.i > head.i:
                first, last = noun_phrase(c)
                inside.update(range(first.i, last.i + 1))
    doc = head.doc
    start, end = _stretch(inside, head.i)
    while start < head.i and (
        doc[start].lower_ in DETERMINERS
        or doc[start].is_punct
        or doc[start].is_space
        or doc[start].pos_ in ("CCONJ", "ADP")
        or _is_stray_day(doc[start])
        or doc[start].lower_ in _TORN
    ):
        start += 1
    while end > head.i and (doc[end].is_punct or doc[end].is_space or doc[end].pos_ in ("CCONJ", "ADP", "DET")):
        end -= 1
    return doc[start], doc[end]


def _is_stray_day(token: Token) -> bool:
    """A day or month before a name that it does not describe; "the Friday Movement" and "Friday's raid" keep theirs."""
    named = token.i > 0 and token.nbor(-1).lower_ in DETERMINERS
    return token.lower_ in _CALENDAR and token.text.istitle() and not named and token.nbor(1).lower_ != "'s"


def _subtree(token: Token) -> Iterator[int]:
    yield token.i
    for c in token.children:
        if c.dep_ not in ("relcl", "acl", "advcl", "parataxis", "ccomp"):
            yield from _subtree(c)


def _stretch(inside: set[int], at: int) -> tuple[int, int]:
    """The run of tokens around ``at``; a gap that holds only a conjunction or comma between coordinated heads is bridged."""
    start = end = at
    while start - 1 in inside:
        start -= 1
    last = max(inside)
    while end < last:
        if end + 1 in inside:
            end += 1
            continue
        gap = next((i for i in range(end + 2, min(end + 4, last + 1)) if i in inside), None)
        if gap is None:
            break
        end = gap
    return start, end


def phrase_of(sentence: Sentence, head: Token, text: str, *, conj: bool = True) -> Phrase:
    """Return the phrase that a token heads, cut as the guidelines want it: no leading determiner, no clause.

    With ``conj``, what is coordinated with the head is taken along.
    """
    first, last = (head, head) if head.pos_ == "PRON" else noun_phrase(head, conj=conj)
    start, end = sentence.span(first, last)
    while end > start and text[end - 1] in "'’" and text[start:end].count("'") % 2:
        end -= 1
    return Phrase(
        sentence, head, start, end, text[start:end],
        pronoun=head.pos_ == "PRON" and head.lower_ not in ("who", "which", "that", "others", "some", "many"),
        plural=head.tag_ in ("NNS", "NNPS") or head.lower_ in PLURAL_PRONOUNS or child(head, "conj") is not None,
        proper=head.pos_ == "PROPN" or any(c.pos_ == "PROPN" for c in children(head, "compound", "appos", "nmod")),
    )  # fmt: skip
