"""One source through another: "X was quoted as saying by Y", "Y, citing X, said", "X said in a statement carried by Y".

The outer source's content holds the inner cue; chains follow from that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dateline.coder.attribution.closing import head_in, run_start
from dateline.coder.attribution.found import MARKS, SUBJECT, Found, finite, lemma, span_of
from dateline.coder.syntax import NOMINAL, child, children, is_passive
from dateline.coder.tree import Doc, Token
from dateline.ontology.cues import Cue, Cues

_INNER = frozenset({"clause", "quote"})


def relayed(verb: Token, cue: Cue, cues: Cues) -> list[Found]:
    """ "X was quoted as saying … by Y", "…, Y quoted X", "… Y reported X as saying": Y passes on what X says. Empty where it is none."""
    saying = _saying(verb)
    if "relay" in cue.takes and is_passive(verb) and child(verb, "auxpass", "nsubjpass") is not None and saying is not None:
        return list(_passive(verb, saying, cue, cues))
    if "relay" not in cue.takes and not (saying is not None and "object" in cue.takes):
        return []
    inner = child(verb, "dobj")
    if inner is None or is_passive(verb) or (saying is not None and child(saying, "ccomp", "dobj") is not None):
        return []
    last = saying if saying is not None else inner.right_edge
    rest = verb.doc[last.i + 1 :]
    if any(finite(t) for t in rest) or not (all(t.is_punct or t.is_space for t in rest) or (saying is not None and rest[0].pos_ == "ADP")):
        return []
    return list(_closing(verb, saying, inner, cue, cues))


def is_relayed(verb: Token, cues: Cues) -> bool:
    """Tell whether "saying" belongs to "was quoted as saying", which is read there."""
    outer = verb.head.head
    told = cues.verbs.get(lemma(outer))
    return verb.tag_ == "VBG" and verb.head.lower_ == "as" and told is not None and bool(relayed(outer, told, cues))


def _saying(verb: Token) -> Token | None:
    for prep in children(verb, "prep"):
        said = child(prep, "pcomp") if prep.lower_ == "as" else None
        if said is not None and said.tag_ == "VBG":
            return said
    return None


def _passive(verb: Token, saying: Token, cue: Cue, cues: Cues) -> Iterator[Found]:
    first = run_start(verb, cues)
    inner = head_in(first, verb) if first is not None else child(verb, "nsubjpass")
    if inner is None:
        return
    clause = child(saying, "ccomp")
    start = first.i if first is not None else inner.left_edge.i
    content = span_of(clause.subtree) if clause is not None and clause.i > saying.i else set(range(start))
    agents = [p for v in (verb, saying) for prep in v.children if prep.lower_ == "by" and (p := child(prep, "pobj")) is not None]
    outer = agents[0] if agents else None
    if outer is not None:
        content -= span_of(outer.head.subtree)
    if content:
        yield Found(replace(cue, takes=_INNER), [saying], inner, content, "quoted", first=first)
        if outer is not None:
            yield Found(cue, [verb], outer, content | {saying.i}, "relay")


def _closing(verb: Token, saying: Token | None, inner: Token, cue: Cue, cues: Cues) -> Iterator[Found]:
    doc = verb.doc
    first = run_start(verb, cues)
    if first is None or first.i < 3 or not (any(finite(t) for t in doc[: first.i]) or doc[first.i - 1].text in MARKS):
        return
    content = set(range(first.i))
    told = saying if saying is not None else inner
    yield Found(cue, [verb], head_in(first, verb), content | {told.i}, "relay", first=first)
    yield Found(replace(cue, takes=_INNER), [told], inner, content, "quoted")


def join_chains(doc: Doc, found: list[Found], cues: Cues) -> None:
    """Put those who pass a report on around it, and those whom it cites inside it."""
    for one in found:
        if one.rule == "closing according" and one.head is not None and cues.is_word(lemma(one.head), "results"):
            _told_by_results(one, found)
        elif one.cue.form == "preposition" and one.cue.takes == {"object"}:
            _cited(one, found)
        elif one.cue.form == "adverb" and one.head is None:
            # "The mayor reportedly said …": what the mayor said is only reported.
            told = next((o for o in found if o.head is not None and o.cue_tokens[-1].i == one.cue_tokens[0].head.i), None)
            one.content |= told.content if told is not None else set()
    found += list(_carried(doc, found, cues))


def _told_by_results(one: Found, found: list[Found]) -> None:
    """ "He added that …, according to the first results": results are what the speaker goes by, no outlet that quotes him."""
    for outer in found:
        if (
            outer is not one
            and outer.cue.form == "verb"
            and "quote" in outer.cue.takes
            and outer.head is not None
            and outer.cue_tokens[0].i in one.content
        ):
            outer.content.add(one.cue_tokens[0].i)
            one.content -= {t.i for t in outer.cue_tokens}


def _cited(one: Found, found: list[Found]) -> None:
    """ "The monitor said, citing medics who …": who is cited tells the one who cites, and the cited words are told too."""
    at = one.cue_tokens[0]
    telling = [
        o for o in found if o.cue.form == "verb" and "quote" in o.cue.takes and o.head is not None
        and (o.cue_tokens[-1].i == at.head.i or o.head.i == at.head.i)
    ]  # fmt: skip
    for outer in telling:
        outer.content |= span_of(at.subtree)
        own = {t.i for t in outer.cue_tokens} | ({outer.head.i} if outer.head is not None else set())
        one.content -= own


def _carried(doc: Doc, found: list[Found], cues: Cues) -> Iterator[Found]:
    """ "… said in a statement carried by Orve News": the outlet answers for all that the statement does."""
    for token in doc:
        agent = child(token, "agent")
        if token.tag_ != "VBN" or agent is None or not cues.is_word(lemma(token), "carrier") or child(token, *SUBJECT) is not None:
            continue
        outlet = child(agent, "pobj")
        noun = token.head if token.dep_ in ("acl", "amod") else token.head.head if token.dep_ == "conj" else None
        if outlet is None or noun is None or noun.pos_ not in NOMINAL or not cues.speaks(lemma(noun), "telling"):
            continue
        told = [o for o in found if o.cue.form == "verb" and "quote" in o.cue.takes and o.head is not None and outlet.i not in o.content]
        if told:
            content = set().union(*(o.content | {t.i for t in o.cue_tokens} for o in told))
            yield Found(told[0].cue, [token], outlet, content, "relay")
