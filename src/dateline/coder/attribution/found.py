"""One attribution in a sentence, and what its readers share: who a verb belongs to, and the words that name a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dateline.coder.syntax import NOMINAL, child, is_passive, noun_phrase
from dateline.coder.tree import Token
from dateline.ontology.cues import Cue

SUBJECT = ("nsubj", "nsubjpass", "csubj")
MARKS = frozenset({'"', "``", "''", "“", "”"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})


@dataclass(slots=True, eq=False)
class Found:
    """One attribution inside a sentence: ``head`` of the source phrase (None: nobody is named), the cue's tokens, the content's tokens."""

    cue: Cue
    cue_tokens: list[Token]
    head: Token | None
    content: set[int]
    rule: str
    first: Token | None = None
    last: Token | None = None


def lemma(token: Token) -> str:
    """The lemma in lower case."""
    return token.lemma


def span_of(tokens: Iterable[Token]) -> set[int]:
    """Return the indexes of tokens in their sentence."""
    return {t.i for t in tokens}


def finite(token: Token) -> bool:
    """Tell whether a verb has a tense of its own, or is a modal."""
    return token.tag_ in ("VBD", "VBZ", "VBP", "MD")


def subject_of(verb: Token, depth: int = 0) -> Token | None:
    """Who a verb of saying belongs to: its subject, that of the verb it is joined to, or the noun it describes."""
    if depth > 4:
        return None
    own = child(verb, "nsubj", "csubj")
    if own is not None:
        if own.lower_ in RELATIVE:
            # "a man held since May and who had threatened": the clause may be joined to another that describes the noun.
            clause = verb.head if verb.dep_ == "conj" else verb
            return clause.head if clause.dep_ in ("relcl", "acl") else own
        return own
    if is_passive(verb):
        agent = child(verb, "agent")
        return child(agent, "pobj") if agent is not None else None
    head = verb.head
    if verb.dep_ in ("acl", "relcl") and head.pos_ in NOMINAL:
        return head
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "dep", "parataxis") and head.i != verb.i:
        if head.lower_ == "as" and head.dep_ == "prep" and (quoted := child(head.head, "dobj", "nsubjpass")) is not None:
            return quoted
        if head.pos_ in ("VERB", "AUX", "ADP", "SCONJ"):
            if head.pos_ in ("VERB", "AUX") and is_passive(head):
                return child(head, "nsubjpass")
            if verb.dep_ == "xcomp" and (other := child(head, "dobj")) is not None and verb.tag_ == "VB":
                return other
            return subject_of(head, depth + 1)
        if head.pos_ in NOMINAL and verb.dep_ in ("advcl", "ccomp"):
            return head
    return None


def phrase(head: Token) -> tuple[Token, Token]:
    """Return the first and last token of the words that name a source: "for" belongs to a proper name ("Centre for Peace")."""
    first, last = noun_phrase(head)
    doc = head.doc
    while last.i + 2 < len(doc) and doc[last.i + 1].lower_ in ("for", "of", "to", "in", "and") and doc[last.i + 1].head.i >= first.i:
        nxt = doc[last.i + 1]
        inner = child(nxt, "pobj")
        if (
            inner is None
            or nxt.head.i > last.i
            or nxt.dep_ != "prep"
            or not (nxt.lower_ in ("of", "in") or (nxt.lower_ == "for" and head.pos_ == "PROPN"))
        ):
            break
        last = phrase(inner)[1] if inner.i > last.i else last
        if last.i <= nxt.i:
            break
    if last.i + 2 < len(doc) and last.pos_ == "PROPN" and doc[last.i + 1].lower_ == "for" and doc[last.i + 2].pos_ == "PROPN":
        end = last.i + 2
        while end + 1 < len(doc) and doc[end + 1].pos_ == "PROPN":
            end += 1
        last = doc[end]
    if last.i + 2 < len(doc) and doc[last.i + 1].pos_ == "ADP" and all(t.text[:1].isupper() for t in doc[last.i : last.i + 3]):
        # "Doctors | Without Borders": a preposition with a capital belongs to a name.
        last = doc[last.i + 2]
    for c in head.rights:
        if c.dep_ == "appos" and c.left_edge.i == last.i + 1 and not c.left_edge.is_punct and c.pos_ == "PROPN":
            last = phrase(c)[1]
    for c in head.rights:
        if (
            c.dep_ == "acl"
            and lemma(c) in ("know", "call", "name")
            and child(c, "oprd", "prep") is not None
            and c.tag_ == "VBN"
            and c.i > last.i
            and not any(t.lower_ in ("on", "upon", "for", "by") for t in c.children)
            and c.right_edge.i - c.i <= 6
        ):
            last = c.right_edge
    if last.i + 3 < len(doc) and last.pos_ == "PROPN" and doc[last.i + 1].lower_ in ("al", "el") and doc[last.i + 2].text == "-":
        # "the group Jaysh | al-Tarn"
        last = doc[last.i + 3]
    while last.i + 1 < len(doc) and not last.whitespace_ and (doc[last.i + 1].text == "-" or doc[last.i].text == "-"):
        last = doc[last.i + 1]
    while first.i and not doc[first.i - 1].whitespace_ and (doc[first.i - 1].text == "-" or doc[first.i].text == "-"):
        first = doc[first.i - 1]
    if any(t.text == ")" for t in doc[first.i : head.i]) and not any(t.text == "(" for t in doc[first.i : head.i]):
        # "(Orve News and Agencies) Foreign leaders said"
        first = next(doc[t.i + 1] for t in reversed(doc[first.i : head.i]) if t.text == ")")
    for i in range(last.i - 1, first.i - 1, -1):
        if doc[i].is_digit and len(doc[i].text) == 4 and i < head.i:
            # A page's date run into the source: "18 July 2016 Orvean groups say".
            return doc[i + 1], last
    return first, last


def cue_tokens(verb: Token) -> list[Token]:
    """Return a verb with its auxiliaries, negation and particle near by, in the order of the text."""
    return sorted(
        [verb, *(c for c in verb.children if c.dep_ in ("aux", "auxpass", "neg", "prt") and abs(c.i - verb.i) <= 3)], key=lambda t: t.i
    )


def ranges(indexes: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of consecutive numbers in a set, as (first, last), in order."""
    run: list[int] = []
    for i in sorted(indexes):
        if run and i != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run.append(i)
    if run:
        yield run[0], run[-1]
