"""Reading attributions off one parsed sentence: who says it, the cue that shows it, and the tokens that it covers.

Not a step: :mod:`dateline.coder.sources` calls it and joins what it finds with quotes that run over several sentences.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.coder.attribution.closing import closing
from dateline.coder.attribution.found import RELATIVE, Found, lemma, phrase, ranges
from dateline.coder.attribution.headline import credited
from dateline.coder.attribution.relay import is_relayed, join_chains, relayed
from dateline.coder.attribution.verbs import verb_cue
from dateline.coder.attribution.words import adverb_cue, noun_cue, owner_of, predicate_cue, preposition_cue
from dateline.coder.syntax import child, is_passive
from dateline.coder.tree import Doc, Token
from dateline.ontology.cues import Cues

__all__ = ["Found", "in_sentence", "lemma", "phrase", "ranges"]


def in_sentence(doc: Doc, cues: Cues, *, broad: bool = False) -> list[Found]:
    """Return the attributions of one parsed sentence, in the order of their cues; ``broad`` takes stances ("wants", "believes") too."""
    found: list[Found] = []
    for token in doc:
        if cues.may_be(token.lemma, token.lower_):
            found += _at(token, cues, broad)
    found += credited(doc, cues)
    _same_speaker(found, cues)
    _leave_out(found)
    join_chains(doc, found, cues)
    for one in found:
        _cut_siblings(one, found, cues)
    _with_owners(found, cues)
    for one in found:
        _without_time(one, cues)
    return [one for one in found if (one.content or one.cue.takes & {"quote", "marked"}) and not _orphan(one, cues)]


def _without_time(one: Found, cues: Cues) -> None:
    """ "In July Tarn Rights Watch said …": the month is no part of the name."""
    if one.head is None:
        return
    first = one.first if one.first is not None else phrase(one.head)[0]
    if 0 < first.i < one.head.i and cues.is_word(first.lower_, "time") and first.nbor(-1).pos_ == "ADP":
        one.first = first.nbor(1)


def _orphan(one: Found, cues: Cues) -> bool:
    """Tell whether a bare participle ("saying that …") found nobody to belong to."""
    verb = one.cue_tokens[-1]
    return one.head is None and one.cue.form == "verb" and verb.tag_ == "VBG" and cues.is_word(verb.lower_, "participle")


def _ends(token: Token, cues: Cues) -> bool:
    """Tell whether a word closes its sentence right behind a name; whom that cites may follow ("Orve News reports, citing guards")."""
    doc = token.doc
    rest = doc[token.i + 1 :]
    cited = next(
        (at for at, t in enumerate(rest) if (cue := cues.prepositions.get(t.lower_)) is not None and cue.takes == {"object"}), None
    )
    named = doc[token.i - 1].pos_ in ("PROPN", "NOUN") or (cited is not None and doc[token.i - 1].is_title)
    return token.i > 4 and named and all(t.is_punct or t.is_space for t in rest[:cited])


def _at(token: Token, cues: Cues, broad: bool) -> Iterator[Found]:
    word = lemma(token)
    if token.pos_ in ("VERB", "AUX") and (cue := cues.verbs.get(word)) and token.lower_ not in cues.prepositions:
        passed_on = relayed(token, cue, cues)
        if passed_on:
            yield from passed_on
        elif not is_relayed(token, cues):
            yield from verb_cue(token, cue, cues, broad)
    if (
        token.tag_ == "NNS"
        and token.dep_ not in ("dobj", "nsubj")
        and not (token.dep_ == "pobj" and token.head.lower_ == "to")
        and (cue := cues.verbs.get(word))
        and _ends(token, cues)
        and "quote" in cue.takes
    ):
        # "… were sunk, Orve News reports.": the verb taken for a noun.
        yield from closing(token, cue, cues)
    if token.pos_ in ("NOUN", "PROPN") and (cue := cues.nouns.get(word)):
        yield from noun_cue(token, cue, cues)
    if token.dep_ in ("acomp", "attr", "ROOT", "conj", "ccomp", "oprd") and (cue := cues.predicates.get(token.lower_)):
        yield from predicate_cue(token, cue)
    if token.pos_ == "ADV" and (cue := cues.adverbs.get(token.lower_)):
        yield from adverb_cue(token, cue)
    if token.pos_ in ("ADJ", "VERB") and token.dep_ == "amod" and (cue := cues.adjectives.get(token.lower_)):
        yield Found(cue, [token], None, set(range(token.i + 1, token.head.i + 1)), "hedged noun")
    if (cue := cues.prepositions.get(token.lower_)) is not None:
        yield from preposition_cue(token, cue, cues)


def _leave_out(found: list[Found]) -> None:
    """Take the words of a report that closes a sentence out of what others say in it: "A said …, B reported" is B's report of A."""
    for one in found:
        if one.rule in ("closing", "inverted", "colon", "closing according") and one.cue_tokens:
            own = (
                {t.i for t in one.cue_tokens}
                | ({one.head.i} if one.head is not None else set())
                | ({one.first.i} if one.first is not None else set())
            )
            for other in found:
                if other is not one and other.cue_tokens[0].i in one.content:
                    other.content -= set(range(min(own), len(one.cue_tokens[0].doc)))


def _with_owners(found: list[Found], cues: Cues) -> None:
    """Name who tells in what is told: "a statement by X said" is X, "reports said" is somebody whom nobody names."""
    for one in found:
        if one.head is None or not cues.speaks(lemma(one.head), "telling") or lemma(one.head) == "source":
            continue
        if _is_told_by(one.head, cues):
            continue
        owner = owner_of(one.head)
        named = owner is not None and owner.pos_ in ("PROPN", "NOUN") and not _is_whence(one.head, owner, cues)
        if owner is not None and named and (owner.dep_ != "compound" or one.first is None or one.first.i <= owner.i):
            one.head, one.first = owner, None
        elif cues.is_word(lemma(one.head), "footage") or cues.is_word(lemma(one.head), "results"):
            continue
        elif one.head.tag_ == "NNS" and not any(
            c.dep_ in ("det", "poss") and c.lower_ not in ("some", "several") for c in one.head.children
        ):
            one.head = None


def _is_whence(telling: Token, owner: Token, cues: Cues) -> bool:
    """Tell whether "reports from …" names where they come from, not who tells: "reports from Orve", not "from the ministry"."""
    return telling.tag_ == "NNS" and owner.head.lower_ == "from" and not cues.speaks(lemma(owner))


def _is_told_by(telling: Token, cues: Cues) -> bool:
    """Tell whether a word before "reports" says whose they are: "official reports", "Orvean media reports"."""
    return telling.tag_ == "NNS" and any(
        c.dep_ in ("amod", "compound") and (cues.speaks(c.lemma) or cues.is_word(c.lower_, "press")) for c in telling.children
    )


def _same_speaker(found: list[Found], cues: Cues) -> None:
    """ "X said A fled, adding that B …": a bare participle inside or behind X's words is X's, whatever the parser hung it on."""
    for one in found:
        verb = one.cue_tokens[-1]
        if verb.tag_ == "VBG" and cues.is_word(verb.lower_, "participle") and _far(one, verb, cues):
            outer = next((o for o in reversed(found) if o.cue_tokens[-1].i < verb.i and _tells(o)), None)
            if outer is not None:
                one.head, one.first, one.last = outer.head, outer.first, outer.last
                continue
        joined_on = verb.dep_ == "conj" and is_passive(verb.head) and not is_passive(verb) and verb.pos_ == "VERB"
        if one.cue.form != "verb" or (verb.tag_ != "VBG" and not joined_on) or child(verb, "nsubj") is not None or verb.head.lower_ == "as":
            continue
        if verb.dep_ == "acl" and verb.i == verb.head.i + 1 and verb.lower_ != "adding":
            continue
        outer = next(
            (o for o in reversed(found) if o is not one and o.cue_tokens[0].i < verb.i and o.head is not None and verb.i in o.content), None
        )
        if outer is not None:
            one.head, one.first = outer.head, outer.first


def _aside(one: Found, cues: Cues) -> bool:
    """Tell whether a report stands in a clause beside another: "… fell | as a reporter in Orve said …"."""
    if one.head is None:
        return False
    first = one.first if one.first is not None else one.head.left_edge
    return first.i > 0 and cues.is_word(first.nbor(-1).lower_, "aside") and first.i < one.cue_tokens[0].i


def _far(one: Found, verb: Token, cues: Cues) -> bool:
    """Tell whether a bare participle was given to a word that does not speak: "… behind closed doors, adding that …"."""
    return child(verb, "nsubj") is None and (
        one.head is None
        or (one.head.i == verb.i - 1 and one.head.pos_ != "PROPN" and not cues.speaks(lemma(one.head)))
        or (one.head.i == verb.i - 1 and verb.dep_ == "acl" and not cues.speaks(lemma(one.head)) and not cues.speaks(one.head.lower_))
    )


def _tells(one: Found) -> bool:
    return one.cue.form == "verb" and one.head is not None and "quote" in one.cue.takes and one.cue_tokens[-1].tag_ != "VBG"


def _cut_siblings(one: Found, found: list[Found], cues: Cues) -> None:
    """End a content where another report stands beside it: "X said A whilst Y said B" does not make Y's words X's."""
    for other in found:
        at = other.cue_tokens[-1]
        if (
            other is one
            or not other.content
            or at.i not in one.content
            or other.head is None
            or (at.dep_ not in ("advcl", "conj", "parataxis") and not _aside(other, cues))
            or at.i < one.cue_tokens[-1].i
        ):
            continue
        subject = child(at, "nsubj") or (other.head if _aside(other, cues) else None)
        if subject is None or subject.lower_ in RELATIVE or other.rule in ("closing", "inverted"):
            continue
        mark = child(at, "mark", "advmod")
        cut = mark.i if mark is not None and cues.is_word(mark.lower_, "aside") else subject.left_edge.i
        if mark is not None and not cues.is_word(mark.lower_, "aside"):
            continue
        one.content = {i for i in one.content if i < cut}
        return
