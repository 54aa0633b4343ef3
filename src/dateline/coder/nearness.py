"""How far a time is from an event in the parse: every clause boundary between them costs, and what is said is walled off from the saying.

The words that decide are rows of ``data/when.csv``.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from dateline.coder.reading import Sentence, TimeExpression
from dateline.coder.tree import Doc, Token
from dateline.model import TimeRange
from dateline.tables import Column, read_table

_TABLE = Path(__file__).parent / "data" / "when.csv"
# What a step of the path costs by its label. Noun phrases are cheap, clauses dear; a relative clause tells of another time.
_COST = {"relcl": 1.6, "acl": 0.8, "advcl": 0.9, "xcomp": 0.4, "ccomp": 1.0, "parataxis": 1.5, "pcomp": 0.4, "csubj": 0.8, "dep": 0.6}
_CONJ_VERB, _CONJ_NOUN, _PLAIN = 0.6, 0.3, 0.1
# "met on Friday after the raid", "fled since the town fell in May": what stands behind such a word took place at another time.
_APART = 2.0
WALL = 10.0
# The word itself has the time; its clause has it; a clause beside it has it.
DIRECT, NEAR, FAR = 0.45, 1.3, 2.0
_OBJECTS = frozenset({"dobj", "prep", "ccomp", "xcomp", "nsubjpass", "pobj"})


@cache
def words(rule: str) -> frozenset[str]:
    """Return the words of a rule of the table; raises :class:`~dateline.errors.KnowledgeError` for a broken row."""
    columns = {"rule": Column(required=True), "words": Column(required=True, many=True)}
    return frozenset(word for row in read_table(_TABLE, columns) if row["rule"] == rule for word in row.many("words"))


def is_older(verb: Token) -> bool:
    """Tell whether a clause is of a time before that of what it hangs on: "the town, where rebels *had killed* nine on Sunday"."""
    return verb.dep_ in ("relcl", "advcl", "acl") and any(c.dep_ == "aux" and c.lower_ == "had" for c in verb.children)


def is_now(days: TimeRange | None, anchor: dt.date | None) -> bool:
    """Tell whether days are the one of the report: what came after what was of that day is of that day, too.

    "Police fired at protesters who had blocked the road on Tuesday", told on Tuesday.
    """
    return days is not None and anchor is not None and days.start == days.end == anchor


def is_telling(token: Token) -> bool:
    """Tell whether a verb only tells what somebody else did."""
    return token.pos_ in ("VERB", "AUX") and token.lemma in words("telling")


def root_of(time: TimeExpression, sentence: Sentence, doc: Doc) -> Token | None:
    """Return the token of a time expression that the rest of it hangs on; None when no token stands inside."""
    inside = [token for token in doc if time.start <= sentence.offset(token) < time.end]
    numbers = {token.i for token in inside}
    return next((token for token in inside if token.head.i not in numbers or token.head.i == token.i), None)


def governor(root: Token) -> Token | None:
    """Return the verb that a time hangs on, through nouns and prepositions."""
    token = root
    while token.head.i != token.i:
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token
    return None


def _edge(token: Token) -> float:
    """The cost of the step from a token to its head."""
    label = str(token.dep_)
    if label in ("ccomp", "parataxis") and is_telling(token.head):
        return WALL
    if label in ("nsubj", "nsubjpass") and token.lemma in words("toll") and token.head.lemma in words("grow"):
        return WALL  # "the toll of the raid rose to nine on Friday": that is when it rose
    if label == "conj":
        return _CONJ_VERB if token.pos_ in ("VERB", "AUX") else _CONJ_NOUN
    return _COST.get(label, _PLAIN)


def _stands_apart(token: Token) -> bool:
    """Tell whether a preposition sets the time of an event already known apart from that of its clause: "met after the raid".

    Not where a word ties them ("hours after the raid"), nor for an event first told ("took the hill on Friday after clashes").
    """
    known = any(c.dep_ == "poss" or c.lower_ in words("definite") for c in token.children)
    if not known or token.dep_ not in ("pobj", "pcomp") or token.head.lower_ not in words("apart"):
        return False
    before = token.doc[token.head.i - 1].lower_ if token.head.i else ""
    return before not in words("at once")


def _leaves(token: Token) -> float:
    """What it costs, besides the step itself, to leave a phrase or clause that tells of another time than the one above it."""
    if token.dep_ == "pobj" and token.head.lower_ in words("aim"):
        return FAR  # "left for talks"
    if token.dep_ == "pobj" and token.head.head.lemma in words("memory"):
        return WALL  # "marched on Friday, the anniversary of the raid"
    if _stands_apart(token) or (token.dep_ == "advcl" and token.tag_ == "VB"):
        return _APART  # "met after the raid", "marched to protest against the raid"
    if token.dep_ in ("conj", "advcl") and token.pos_ in ("VERB", "AUX") and _is_present(token) and not _is_present(token.head):
        return WALL  # "was formed in May and has fought since"
    return 0.0


def _is_present(verb: Token) -> bool:
    auxiliaries = [c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")]
    return any(word in words("present") for word in auxiliaries) or (verb.tag_ in ("VBZ", "VBP") and not auxiliaries)


def _ancestors(token: Token, *, event: bool = False) -> dict[int, float]:
    """Every token above (itself first), with the cost of the way up; an event that is what somebody condemns or wants is walled off."""
    cost = 0.0
    found = {token.i: cost}
    while token.head.i != token.i and token.head.i not in found:
        cost += _edge(token) + (_leaves(token) if event else 0.0)
        if event and token.dep_ in _OBJECTS and token.head.pos_ == "VERB" and token.head.lemma in words("stance"):
            cost += WALL
        token = token.head
        found[token.i] = cost
    return found


def path(first: Token, second: Token) -> float:
    """Return what the way from an event's token to a time's costs; :data:`WALL` and more: the time is another's."""
    up, down = _ancestors(first, event=True), _ancestors(second)
    return min((cost + down[i] for i, cost in up.items() if i in down), default=WALL)
