"""Cues that are no verbs: "according to X", "X's report that …", "reportedly", "X is confident that …"."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.coder.attribution.found import SUBJECT, Found, lemma, phrase, span_of, subject_of
from dateline.coder.syntax import child, is_passive, prepositions
from dateline.coder.tree import Token
from dateline.ontology.cues import Cue, Cues


def noun_cue(noun: Token, cue: Cue, cues: Cues) -> Iterator[Found]:
    """ "X's report that …", "reports of clashes": the owner is the source; of plain rumours, nobody."""
    content: set[int] = set()
    if any(c.dep_ == "det" and c.lower_ == "no" for c in noun.children):
        # "There was no claim of responsibility": nobody said anything.
        return
    for c in noun.rights:
        if (
            ("clause" in cue.takes and c.dep_ in ("acl", "ccomp") and child(c, "mark") is not None)
            or (
                "clause" in cue.takes
                and c.dep_ in ("relcl", "ccomp", "acl")
                and any(t.lower_ == "that" and t.dep_ == "mark" for t in c.children)
            )
            or ("infinitive" in cue.takes and c.dep_ == "acl" and any(t.tag_ == "TO" for t in c.children))
            or (c.dep_ == "prep" and c.lower_ in cue.takes)
        ):
            content |= span_of(c.subtree)
    if not content:
        return
    if noun.dep_ == "pobj" and noun.head.lower_ == "in" and noun.head.head.pos_ == "VERB":
        # "said in a statement that …": the verb tells who.
        return
    owner = owner_of(noun)
    if (
        owner is not None
        and noun.dep_ == "dobj"
        and owner.i < noun.head.i
        and owner.head.i != noun.i
        and not cues.is_word(noun.head.lemma, "maker")
    ):
        owner = None
    if owner is None and ("unnamed" not in cue.takes or (noun.dep_ == "pobj" and noun.head.lower_ == "in")):
        return
    yield Found(cue, [noun], owner, content, "noun")


def owner_of(noun: Token) -> Token | None:
    """Whose report, claim or statement a noun is: "X's …", "… by X", "… from X", "Orvean claims"."""
    if (poss := child(noun, "poss")) is not None:
        return poss
    for prep in prepositions(noun, "by", "from"):
        return child(prep, "pobj")
    for c in noun.children:
        if c.dep_ == "acl" and (agent := child(c, "agent")) is not None and 0 < c.i - noun.i <= 3 and child(c, "mark", *SUBJECT) is None:
            return child(agent, "pobj")
    for c in reversed(list(noun.lefts)):
        if c.dep_ == "compound" and c.pos_ in ("PROPN", "NOUN"):
            return c
    # "The army issued a statement that …", "X made the claim that …": the subject of the verb that carries it.
    if noun.dep_ == "dobj" and noun.head.pos_ == "VERB" and not is_passive(noun.head):
        return subject_of(noun.head)
    return None


def predicate_cue(token: Token, cue: Cue) -> Iterator[Found]:
    """ "X is confident that …", "X is ready to …": the subject of the verb that the adjective stands with."""
    content: set[int] = set()
    made = "made" in cue.takes
    if made != (token.dep_ in ("ccomp", "oprd")) or (made and token.head.lemma != "make"):
        return
    for c in [*token.rights, *(c for c in token.head.rights if c.i > token.i and c.dep_ in ("xcomp", "ccomp"))]:
        told = c.dep_ == "ccomp" or (made and c.dep_ == "advcl" and child(c, "mark") is not None)
        if ("clause" in cue.takes and told) or ("infinitive" in cue.takes and c.dep_ == "xcomp"):
            content |= span_of(c.subtree)
        elif c.dep_ == "prep" and c.lower_ in cue.takes:
            content |= span_of(t for p in c.children for t in p.subtree)
    subject = subject_of(token.head) if token.head.pos_ in ("VERB", "AUX") else None
    if content and subject is not None:
        yield Found(cue, [token], subject, content, "predicate")


def adverb_cue(adverb: Token, cue: Cue) -> Iterator[Found]:
    """What an adverb such as "reportedly" answers for: the word it hangs on and what hangs on that; nobody is named."""
    head = adverb.head
    content = {head.i} if head.i != adverb.i else set()
    if head.dep_ == "amod":
        content |= {head.head.i, *(c.i for c in head.head.children if c.dep_ == "compound")}
    for c in head.children:
        if (
            c.dep_ in ("nsubj", "nsubjpass", "dobj", "ccomp", "xcomp", "conj", "agent", "amod", "acl")
            or (c.dep_ == "prep" and c.lower_ != "as")
            or (c.dep_ == "advcl" and c.tag_ == "VBG")
        ):
            content |= span_of(c.subtree)
    if content:
        yield Found(cue, [adverb], None, content - {adverb.i}, "hedge")


def preposition_cue(token: Token, cue: Cue, cues: Cues) -> Iterator[Found]:
    """ "According to X, …", "…, citing X": everything in the clause around it has X as a source."""
    doc = token.doc
    if "to" in cue.takes:
        to = child(token, "prep")
        if to is None and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            to = doc[token.i + 1]
        source = child(to, "pobj", "pcomp") if to is not None else None
        tokens = [token, to] if to is not None else [token]
    else:
        source = child(token, "dobj", "pobj")
        tokens = [token]
    if source is None:
        return
    rule = "according"
    last = phrase(source)[1]
    own = span_of(source.subtree) if "to" in cue.takes else set(range(source.left_edge.i, last.i + 1))
    inside = {token.i} | own | {t.i for t in tokens}
    if token.head.i != token.i and token.i <= 1:
        # At the head of a sentence without commas the source's phrase may have swallowed the clause.
        inside = set(range(token.i, last.i + 1))
        content = set(range(last.i + 1, len(doc)))
    elif source.right_edge.i >= len(doc) - 2 and "to" in cue.takes:
        # "…, according to X, which …": at the end of a sentence it covers the whole.
        content = set(range(token.i))
        rule = "closing according"
    else:
        top = token.head
        while top.dep_ not in ("ROOT", "ccomp", "conj", "advcl", "relcl", "parataxis") and top.head.i != top.i:
            top = top.head
        content = span_of(top.subtree) - inside
        if "to" not in cue.takes and lemma(token.head) in cues.verbs:
            # "…, X reported, citing Y": what X reported is what Y told.
            content = (
                set(range(len(doc))) - inside - {t.i for c in token.head.children if c.dep_ in SUBJECT for t in c.subtree} - {token.head.i}
            )
    if content:
        yield Found(cue, tokens, source, content, rule)
