"""Reading attributions off one parsed sentence: who says it, the cue that shows it, and the tokens that it covers.

Not a step: :mod:`dateline.coder.sources` calls it and joins what it finds with quotes that run over several sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dateline.coder.syntax import DETERMINERS, NOMINAL, child, children, conjuncts, is_passive, noun_phrase, prepositions
from dateline.ontology.cues import Cue, Cues

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECT = ("nsubj", "nsubjpass", "csubj")
# What opens a clause that is the reporter's own beside the reported one: "X said A while clashes went on".
_ASIDE = frozenset({"as", "while", "whilst", "after", "before", "when", "amid", "though", "although", "since", "hours", "days"})
# After these a clause only begins: "… fled after the army said", not a report that closes its sentence.
_OPENERS = frozenset({"as", "while", "whilst", "after", "before", "when", "though", "although", "since", "who", "which", "that", "whom", "whose",
                      "if", "because", "what", "and", "but"})  # fmt: skip
_MARKS = frozenset({'"', "``", "''", "“", "”"})
# Participles that go on about the telling, not about what is told.
_TELLING = frozenset({"citing", "quoting", "speaking", "adding", "saying", "referring", "according", "putting", "giving"})
_TOLL = frozenset({"toll", "number", "figure", "count", "total"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_TIME = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "earlier", "later", "week",
                   "month", "morning", "night", "evening", "afternoon", "day", "tonight", "late", "early", "also", "year", "hour", "hours", "noon"})  # fmt: skip


@dataclass(slots=True, eq=False)
class Found:
    """One attribution inside a sentence: ``head`` of the source phrase (None: nobody is named), the cue's tokens, the content's tokens."""

    cue: Cue
    cue_tokens: list[Token]
    head: Token | None
    content: set[int]
    rule: str
    source_tokens: set[int] = field(default_factory=set)
    first: Token | None = None
    last: Token | None = None


def lemma(token: Token) -> str:
    """The lemma in lower case."""
    return str(token.lemma_).lower()


def in_sentence(doc: Doc, cues: Cues, *, broad: bool = False) -> list[Found]:
    """Return the attributions of one parsed sentence, in the order of their cues; ``broad`` takes stances ("wants", "believes") too."""
    found: list[Found] = []
    for token in doc:
        found += _at(token, cues, broad)
    found += _colon(doc, cues)
    _same_speaker(found)
    _leave_out(found)
    for one in found:
        _cut_siblings(one, found)
    _with_owners(found, cues)
    return [one for one in found if one.content or one.cue.takes & {"quote", "marked"}]


_COLON = Cue("colon", ":", "preposition", frozenset({"clause"}), "asserts", nests=True, broad=False)


def _colon(doc: Doc, cues: Cues) -> Iterator[Found]:
    """A headline that ends with its source: "Dozens dead as dam bursts: monitor", "… over Orve - ministry"."""
    end = len(doc) - 1
    while end > 0 and (doc[end].is_punct or doc[end].is_space):
        end -= 1
    for i in range(end - 1, max(end - 7, 3), -1):
        token = doc[i]
        if token.text in (":", "-", "--") and token.whitespace_ and doc[i - 1].text != ":":
            rest = doc[i + 1 : end + 1]
            if all(t.pos_ in ("NOUN", "PROPN", "ADJ", "CCONJ") or t.lower_ in ("of", "for") for t in rest) and any(
                cues.speaks(lemma(t)) or cues.speaks(t.lower_) for t in rest
            ):
                head = [t for t in rest if t.pos_ in ("NOUN", "PROPN")]
                if head:
                    yield Found(_COLON, [token], head[0] if len(head) == 1 else _top(head), set(range(i)), "colon", first=rest[0])
            return


def _top(tokens: list[Token]) -> Token:
    inside = {t.i for t in tokens}
    return next((t for t in tokens if t.head.i not in inside), tokens[-1])


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
    """ "A statement by X said": the one who tells is X."""
    for one in found:
        if (
            one.head is not None
            and cues.speaks(lemma(one.head), "telling")
            and lemma(one.head) != "source"
            and (owner := _owner(one.head)) is not None
        ):
            if owner.pos_ in ("PROPN", "NOUN") and (owner.dep_ != "compound" or one.first is None or one.first.i <= owner.i):
                one.head, one.first = owner, None
                continue
        if one.head is not None and one.head.tag_ == "NNS" and cues.speaks(lemma(one.head), "telling") and lemma(one.head) != "source":
            # "Reports said …": somebody reported, nobody is named.
            if not any(c.lower_ in ("the", "these", "those", "its", "his", "their") for c in one.head.children):
                one.head = None


def _same_speaker(found: list[Found]) -> None:
    """ "X said A fled, adding that B …": a bare participle inside or behind X's words is X's, whatever the parser hung it on."""
    for one in found:
        verb = one.cue_tokens[-1]
        joined_on = verb.dep_ == "conj" and is_passive(verb.head) and not is_passive(verb) and verb.pos_ == "VERB"
        if (verb.tag_ != "VBG" and not joined_on) or child(verb, "nsubj") is not None or verb.head.lower_ == "as":
            continue
        if verb.dep_ == "acl" and verb.i == verb.head.i + 1 and verb.lower_ != "adding":
            continue
        outer = next(
            (o for o in reversed(found) if o is not one and o.cue_tokens[0].i < verb.i and o.head is not None and verb.i in o.content), None
        )
        if outer is not None:
            one.head, one.first = outer.head, outer.first


def _at(token: Token, cues: Cues, broad: bool) -> Iterator[Found]:
    word = lemma(token)
    if token.pos_ in ("VERB", "AUX") and (cue := cues.verbs.get(word)) and token.lower_ not in cues.prepositions:
        yield from _verb(token, cue, cues, broad)
    if token.pos_ in ("NOUN", "PROPN") and (cue := cues.nouns.get(word)):
        yield from _noun(token, cue)
    if token.dep_ in ("acomp", "attr", "ROOT", "conj") and (cue := cues.predicates.get(token.lower_)):
        yield from _predicate(token, cue)
    if token.pos_ == "ADV" and (cue := cues.adverbs.get(token.lower_)):
        yield from _adverb(token, cue)
    if token.pos_ in ("ADJ", "VERB") and token.dep_ == "amod" and (cue := cues.adjectives.get(token.lower_)):
        yield Found(cue, [token], None, {token.head.i, *(c.i for c in token.head.children if c.dep_ == "compound")}, "hedged noun")
    if (cue := cues.prepositions.get(token.lower_)) is not None:
        yield from _preposition(token, cue, cues)


# --- sources -----------------------------------------------------------------------------------------------------------------


def _subject(verb: Token, depth: int = 0) -> Token | None:
    """Who a verb of saying belongs to: its subject, that of the verb it is joined to, or the noun it describes."""
    if depth > 4:
        return None
    own = child(verb, "nsubj", "csubj")
    if own is not None:
        if own.lower_ in _RELATIVE and verb.dep_ == "relcl":
            return verb.head
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
            return _subject(head, depth + 1)
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
    while last.i + 1 < len(doc) and not last.whitespace_ and (doc[last.i + 1].text == "-" or doc[last.i].text == "-"):
        last = doc[last.i + 1]
    while first.i and not doc[first.i - 1].whitespace_ and (doc[first.i - 1].text == "-" or doc[first.i].text == "-"):
        first = doc[first.i - 1]
    for i in range(last.i - 1, first.i - 1, -1):
        if doc[i].is_digit and len(doc[i]) == 4 and i < head.i:
            # A page's date run into the source: "18 July 2016 Orvean groups say".
            return doc[i + 1], last
    return first, last


# --- contents ----------------------------------------------------------------------------------------------------------------


def _span(tokens: Iterable[Token]) -> set[int]:
    return {t.i for t in tokens}


def _verb(verb: Token, cue: Cue, cues: Cues, broad: bool) -> Iterator[Found]:
    if verb.dep_ in ("amod", "compound") or (verb.is_title and verb.i and not verb.nbor(-1).is_punct and not _is_title(verb.doc)):
        # A capital inside a sentence: a name ("Said"), not a word of saying.
        return
    takes = cue.takes
    passive = is_passive(verb)
    subject = _subject(verb)
    if (
        not broad
        and cue.certainty != "denies"
        and (child(verb, "neg") is not None or (subject is not None and any(c.lower_ in ("neither", "no") for c in subject.children)))
    ):
        # "has not said whether it will leave" says nothing of the leaving.
        return
    closing = list(_closing(verb, cue, cues)) or list(_inverted(verb, cue, cues))
    if closing:
        yield from closing
        return
    if passive or (
        "unnamed" in takes and verb.tag_ in ("VBN", "VBD") and child(verb, "dobj", "ccomp", "xcomp") is None and _about(verb, cue)
    ):
        # "Militia accused of looting": a headline leaves the passive's "is" out.
        yield from _passive(verb, cue, subject if passive else None)
        return
    content, rule = _right(verb, takes)
    if not content and "clause" in takes:
        content, rule = (
            _rest(verb, bare="quote" in takes and "object" not in takes),
            "rest",
        )
    subject = _adjacent(verb, subject, cues)
    if subject is not None:
        if any(lemma(c) == "responsibility" for c in children(verb, "dobj")):
            rule = "responsibility"
        yield Found(cue, _cue_tokens(verb), subject, content, rule, last=_full(subject, verb))


def _rest(verb: Token, *, bare: bool) -> set[int]:
    """What stands behind a verb of saying whose clause the parser hung elsewhere: from "that", or (``bare``) all, if it holds a verb."""
    doc = verb.doc
    for token in doc[verb.i + 1 :]:
        if token.lower_ == "that" and token.tag_ == "IN":
            return set(range(token.i, len(doc)))
        if _finite(token):
            break
    rest = range(verb.i + 1, len(doc))
    return set(rest) if bare and any(_finite(doc[i]) for i in rest) and child(verb, *SUBJECT) is not None else set()


def _full(head: Token, verb: Token) -> Token | None:
    """The last token of a source that reaches up to its verb: "the envoy for Orve Ada Tarn | said"."""
    last = phrase(head)[1]
    between = head.doc[last.i + 1 : verb.i]
    if (
        len(between)
        and last.i < verb.i
        and between[-1].pos_ == "PROPN"
        and all(t.pos_ in ("NOUN", "PROPN", "ADJ", "ADP", "DET", "PART") for t in between)
    ):
        return between[-1]
    return None


def _adjacent(verb: Token, subject: Token | None, cues: Cues) -> Token | None:
    """ "North of the city the Observatory said …": the noun phrase right before the verb, where the parser took another."""
    first = _run_start(verb, cues)
    if first is None or first.i == 0 or (subject is not None and (subject.i > verb.i or first.i <= subject.i)):
        return subject
    doc = verb.doc
    before = doc[first.i - 1]
    head = _head_in(first, verb)
    if subject is None:
        return head if head.pos_ == "PROPN" or cues.speaks(lemma(head)) or cues.speaks(head.lower_) else None
    own = child(verb, "nsubj")
    if own is None:
        # "The man died and the source added …": a subject of its own that the parser gave to something else.
        return head if first.lower_ in DETERMINERS and verb.i - head.i == 1 and cues.speaks(lemma(head)) else subject
    if before.pos_ in ("ADP", "CCONJ") or before.is_punct:
        return subject
    if cues.speaks(lemma(head)) and not cues.speaks(lemma(subject)) and subject.pos_ != "PROPN":
        # "Nine villagers killed in two raids residents of Orve said": the title of a page run into its first words.
        return head
    if any(t.is_digit and len(t) == 4 for t in doc[subject.i : first.i]):
        return head
    last = doc[verb.i - 1]
    fits = (
        first.lower_ in DETERMINERS and last.pos_ in NOMINAL and head.i != subject.i and (cues.speaks(lemma(last)) or last.pos_ == "PROPN")
    )
    return last if fits else subject


def _cue_tokens(verb: Token) -> list[Token]:
    return sorted(
        [verb, *(c for c in verb.children if c.dep_ in ("aux", "auxpass", "neg", "prt") and abs(c.i - verb.i) <= 3)], key=lambda t: t.i
    )


def _right(verb: Token, takes: frozenset[str]) -> tuple[set[int], str]:
    """What stands behind a verb as its content, with what hangs on the verb behind that."""
    heads: list[Token] = []
    rule = ""
    for c in verb.rights:
        if "clause" in takes and c.dep_ == "ccomp" and c.pos_ not in ("PUNCT",):
            heads.append(c)
            rule = "clause"
        elif "infinitive" in takes and c.dep_ == "xcomp":
            heads.append(c)
            rule = rule or "infinitive"
        elif "object" in takes and c.dep_ in ("dobj", "oprd", "attr") and not _addressee(c, takes):
            heads.append(c)
            rule = rule or "object"
        elif c.dep_ == "prep" and c.lower_ in takes:
            heads.append(c)
            rule = rule or f"{c.lower_} phrase"
        elif "clause" in takes and c.dep_ == "xcomp" and c.tag_ == "VBG" and c.i - verb.i <= 2 and c.lower_ not in _TELLING:
            heads.append(c)
            rule = rule or "clause"
        elif "relay" in takes and c.dep_ in ("dobj", "prep", "ccomp", "xcomp", "advcl"):
            heads.append(c)
            rule = rule or "relay"
        elif "toll" in takes and c.dep_ == "dobj" and lemma(c) in _TOLL:
            heads.append(c)
            rule = rule or "toll"
    if not heads:
        return set(), ""
    content: set[int] = set()
    for head in heads:
        content |= _span(head.subtree)
    start = min(content)
    for c in verb.rights:
        if c.i > start and c not in heads and not _breaks_off(c, verb, clause=rule == "clause"):
            content |= _span(c.subtree)
    return {i for i in content if i > verb.i}, rule


def _addressee(token: Token, takes: frozenset[str]) -> bool:
    return "object" in takes and token.lower_ in ("reporters", "journalists")


def _breaks_off(c: Token, verb: Token, *, clause: bool) -> bool:
    """Tell whether something behind a verb of saying is no longer said: its own second verb, a time, who was told."""
    if c.dep_ == "conj":
        # "said A and called for B": a verb of the same speaker; "said A happened and B fell": a verb of its own is still said.
        return not clause or (child(c, *SUBJECT) is None and c.tag_ not in ("VBD", "VBN")) or c.pos_ not in ("VERB", "AUX")
    return c.dep_ in ("punct", "cc", "npadvmod", "prep", "agent", "aux", "prt")


def _about(verb: Token, cue: Cue) -> bool:
    return any(c.dep_ == "prep" and c.lower_ in cue.takes for c in verb.rights)


def _passive(verb: Token, cue: Cue, subject: Token | None) -> Iterator[Found]:
    """ "Clashes were reported by X", "it was reported that …", "the raid, blamed on X", "three are believed to be held"."""
    told = child(verb, "nsubjpass", "nsubj")
    content: set[int] = set()
    if "unnamed" not in cue.takes and subject is None:
        return
    if told is None and verb.dep_ in ("acl", "relcl") and verb.head.pos_ in NOMINAL:
        told = verb.head
        content = {t.i for t in told.subtree if t.i < verb.i}
    elif told is not None and told.lower_ in _RELATIVE and verb.dep_ == "relcl":
        content = {t.i for t in verb.head.subtree if t.i < verb.i}
    elif told is not None:
        content = _span(told.subtree)
    for c in verb.rights:
        if c.dep_ in ("ccomp", "xcomp", "advcl", "acl") or (c.dep_ == "prep" and c.lower_ in ({"of", "for", "as"} & cue.takes)):
            content |= _span(c.subtree)
    if not content:
        return
    if "clause" not in cue.takes and "object" not in cue.takes and told is not None:
        content -= _span(told.subtree) - _span(verb.subtree)
    yield Found(cue, _cue_tokens(verb), subject, content - {verb.i}, "passive")


def _is_title(doc: Doc) -> bool:
    """Tell whether most words of a sentence have capitals: a headline."""
    letters = [t for t in doc if t.is_alpha and len(t) > 3]
    return sum(t.is_title for t in letters) > len(letters) * 0.7


def _finite(token: Token) -> bool:
    return token.tag_ in ("VBD", "VBZ", "VBP", "MD")


def _tail_ok(verb: Token, cue: Cue) -> bool:
    """Tell whether a telling ends with its verb: behind it stand only who was told, when, where, and asides."""
    doc = verb.doc
    i = verb.i + 1
    if "addressee" not in cue.takes and i < len(doc):
        nxt = doc[i]
        opens = nxt.is_punct or nxt.is_space or nxt.pos_ in ("ADP", "SCONJ", "ADV", "CCONJ") or nxt.lower_ in _TIME or nxt.tag_ == "VBG"
        if not opens and not (i + 1 < len(doc) and (doc[i + 1].lower_ in _TIME or doc[i + 1].lower_ in _ASIDE)):
            return False
    elif i < len(doc) and (doc[i].lower_ == "that" or (doc[i].is_punct and doc[i].text in _MARKS)):
        return False
    for token in doc[i:]:
        if token.lower_ in ("that", "whether", "how", "why", ":") and token.dep_ != "det":
            return False
        if (
            token.lower_ in _ASIDE
            or token.lower_ in _RELATIVE
            or token.text in (",", ";")
            or token.lower_ in _TELLING
            or (token.tag_ == "VBG" and token.dep_ != "prep")
        ):
            return True
        if _finite(token):
            return False
    return True


def _run_start(verb: Token, cues: Cues) -> Token | None:
    """Walk back from a verb over the noun phrase right before it: its article, or where the words before cannot belong to it.

    Works without commas: "… in the attack the monitoring group | said", "… killing four civilians residents | said".
    """
    doc = verb.doc
    end = verb.i - 1
    while end >= 0 and (doc[end].dep_ in ("aux", "advmod", "neg") or doc[end].pos_ in ("AUX", "ADV")):
        end -= 1
    if end < 0 or doc[end].pos_ == "PRON":
        return doc[end] if end >= 0 and doc[end].tag_ == "PRP" else None
    if doc[end].pos_ not in ("NOUN", "PROPN", "ADJ") and not cues.speaks(lemma(doc[end])):
        return None
    if doc[end].lower_ == "reports" and doc[end - 1].pos_ not in ("DET", "ADJ", "CCONJ"):
        return doc[end]
    start = i = end
    while i > 0:
        token, right = doc[i - 1], doc[i]
        if right.lower_ in DETERMINERS or (token.is_punct and token.text not in ("-",)):
            if not (right.lower_ in DETERMINERS and _joins(doc, i - 1, cues)):
                break
            i -= 1
            continue
        if token.pos_ in ("ADP", "CCONJ"):
            if not _joins(doc, i - 1, cues):
                break
            i -= 1
            continue
        if token.tag_ == "VBN" and token.dep_ == "amod" and token.i and token.nbor(-1).text == "-":
            # "the Orve-based monitor"
            i -= 1
            start = i
            continue
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "DET", "PART", "ADV", "PUNCT", "NUM") or (
            token.pos_ == "NUM" and right.pos_ != "NOUN"
        ):
            break
        if token.pos_ == "NOUN" and (right.pos_ == "ADJ" or (token.tag_ == "NNS" and right.pos_ in ("NOUN", "PROPN"))):
            break
        if token.pos_ == "ADV" and right.pos_ != "ADJ":
            break
        i -= 1
        start = i
    first = doc[start]
    if (
        first.i > 1
        and doc[first.i - 1].lower_ == "as"
        and doc[first.i - 2].lower_ in ("known", "named")
        and doc[first.i - 2].head.pos_ in NOMINAL
    ):
        return doc[first.i - 2].head.left_edge
    if first.i > 1 and doc[first.i - 1].tag_ == "VBG" and doc[first.i - 1].dep_ == "acl":
        # "a group monitoring the conflict said"
        return doc[first.i - 1].head.left_edge
    return first


def _joins(doc: Doc, at: int, cues: Cues) -> bool:
    """Tell whether "and", "for" or "of" inside a run joins two parts of one source: "the Observatory and activists"."""
    if at < 1:
        return False
    left = doc[at - 1]
    if doc[at].lower_ in ("and", "or"):
        return (
            cues.speaks(lemma(left)) or cues.speaks(left.lower_) or (left.pos_ in ("PROPN", "ADJ") and doc[at + 1].pos_ in ("PROPN", "ADJ"))
        )
    if doc[at].lower_ in ("for", "of"):
        return left.pos_ == "PROPN" or cues.speaks(lemma(left), "office", "crowd", "telling", "body")
    return doc[at].lower_ in ("in", "from", "at", "with") and (
        cues.speaks(lemma(left), "office", "crowd", "telling") or cues.speaks(left.lower_, "crowd")
    )


def _head_in(first: Token, verb: Token) -> Token:
    """The head of the noun phrase from ``first`` up to a verb: the verb's subject when it stands there, else the topmost noun."""
    doc = verb.doc
    own = child(verb, "nsubj")
    if own is not None and first.i <= own.i < verb.i:
        return own
    inside = [t for t in doc[first.i : verb.i] if t.pos_ in NOMINAL]
    tops = [t for t in inside if not (first.i <= t.head.i < verb.i) or t.head.i == t.i]
    before = [t for t in tops if t.dep_ not in ("pobj",)] or tops
    return before[-1] if before else doc[verb.i - 1]


def _closing(verb: Token, cue: Cue, cues: Cues) -> Iterator[Found]:
    """A report behind or inside what it reports, with or without commas: "Four people were killed the monitoring group said." """
    doc = verb.doc
    first = _run_start(verb, cues)
    if first is None or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN") or child(verb, "auxpass", "agent") is not None:
        return
    before = doc[first.i - 1] if first.i else None
    left = set(range(first.i))
    if before is None or (first.i < 3 and not any(_finite(t) for t in doc[: first.i])):
        return
    marked = before.is_punct and before.text in (",", "-", "--", ";", *_MARKS)
    if "quote" not in cue.takes and before.text not in _MARKS:
        return
    last = next((t for t in reversed(doc[: verb.i]) if t.pos_ not in ("AUX", "ADV")), None)
    if verb.tag_ == "VBN" and last is not None and not (cues.speaks(lemma(last)) or last.pos_ == "PROPN"):
        return
    nxt = doc[verb.i + 1] if verb.i + 1 < len(doc) else None
    inside = marked and nxt is not None and nxt.text == "," and any(_finite(t) for t in doc[verb.i + 1 :])
    if not inside and not _tail_ok(verb, cue):
        return
    if not marked and not any(_finite(t) or (t.tag_ in ("VBN", "VBG") and t.dep_ != "amod") for t in doc[: first.i]):
        return
    if before.lower_ in _OPENERS and not inside:
        return
    content = left
    if inside and not any(t.lower_ in _TELLING for t in doc[verb.i + 1 : verb.i + 3]):
        content = left | set(range(verb.i + 2, len(doc)))
    if not inside and not marked:
        for c in verb.rights:
            if c.tag_ == "VBG" and c.lower_ not in _TELLING and c.dep_ in ("advcl", "xcomp", "ccomp", "prep"):
                # "… killed nine, a monitor said, bringing the toll to forty"
                content = content | {t.i for t in c.subtree if t.i > verb.i}
    head = _head_in(first, verb)
    yield Found(cue, _cue_tokens(verb), head, content, "closing", first=first)


def _inverted(verb: Token, cue: Cue, cues: Cues) -> Iterator[Found]:
    """A report that turns verb and speaker round: "…, said Ada Orve, head of …", "… said yesterday the new minister"."""
    doc = verb.doc
    if (
        verb.i < 3
        or child(verb, "auxpass", "agent") is not None
        or cue.takes & {"object", "addressee"}
        or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN")
        or "quote" not in cue.takes
    ):
        return
    i = verb.i + 1
    while i < len(doc) and (
        doc[i].lower_ in _TIME or doc[i].lower_ in ("ago", "days", "two", "three", "weeks") or doc[i].lower_ == "on" or doc[i].pos_ == "ADV"
    ):
        i += 1
    if (
        i >= len(doc)
        or doc[i].pos_ not in ("DET", "PROPN", "NOUN", "ADJ", "PRON", "NUM")
        or doc[i].lower_ in ("that", "it", "there", "this", "he", "they")
    ):
        return
    for token in doc[i:]:
        if token.lower_ in _RELATIVE or token.lower_ in _ASIDE or token.text in (",", ";") or token.text in _MARKS:
            break
        if _finite(token):
            return
    if not any(_finite(t) or t.tag_ in ("VBN", "VBG") for t in doc[: verb.i]) and not doc[verb.i - 1].is_punct:
        return
    head = None
    for token in doc[i:]:
        if token.pos_ in ("NOUN", "PROPN") and (token.i + 1 >= len(doc) or not _goes_on(token, cues)):
            head = token
            break
    if head is not None:
        last = head if head.pos_ == "PROPN" and head.i + 1 < len(doc) and doc[head.i + 1].lower_ not in ("for", "of", "and") else None
        yield Found(cue, _cue_tokens(verb), head, set(range(verb.i)), "inverted", first=doc[i], last=last)


def _goes_on(token: Token, cues: Cues) -> bool:
    """Tell whether a noun phrase goes on with the next word; "Ada Orve | head of …" does not."""
    nxt = token.doc[token.i + 1]
    if nxt.pos_ not in ("NOUN", "PROPN") and nxt.text != "-":
        return False
    return not (token.pos_ == "PROPN" and nxt.text.islower() and cues.speaks(lemma(nxt), "office"))


def _noun(noun: Token, cue: Cue) -> Iterator[Found]:
    """ "X's report that …", "reports of clashes": the owner is the source; of plain rumours, nobody."""
    content: set[int] = set()
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
            content |= _span(c.subtree)
    if not content:
        return
    if noun.dep_ == "pobj" and noun.head.lower_ == "in" and noun.head.head.pos_ == "VERB":
        # "said in a statement that …": the verb tells who.
        return
    owner = _owner(noun)
    if owner is None and ("unnamed" not in cue.takes or (noun.dep_ == "pobj" and noun.head.lower_ == "in")):
        return
    yield Found(cue, [noun], owner, content, "noun")


def _owner(noun: Token) -> Token | None:
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
        return _subject(noun.head)
    return None


def _predicate(token: Token, cue: Cue) -> Iterator[Found]:
    """ "X is confident that …", "X is ready to …": the subject of the verb that the adjective stands with."""
    content: set[int] = set()
    for c in [*token.rights, *(c for c in token.head.rights if c.i > token.i and c.dep_ in ("xcomp", "ccomp"))]:
        if ("clause" in cue.takes and c.dep_ == "ccomp") or ("infinitive" in cue.takes and c.dep_ == "xcomp"):
            content |= _span(c.subtree)
        elif c.dep_ == "prep" and c.lower_ in cue.takes:
            content |= _span(t for p in c.children for t in p.subtree)
    subject = _subject(token.head) if token.head.pos_ in ("VERB", "AUX") else None
    if content and subject is not None:
        yield Found(cue, [token], subject, content, "predicate")


def _adverb(adverb: Token, cue: Cue) -> Iterator[Found]:
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
            content |= _span(c.subtree)
    if content:
        yield Found(cue, [adverb], None, content - {adverb.i}, "hedge")


def _preposition(token: Token, cue: Cue, cues: Cues) -> Iterator[Found]:
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
    inside = {token.i} | _span(source.subtree) | {t.i for t in tokens}
    last = phrase(source)[1]
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
        content = _span(top.subtree) - inside
        if "to" not in cue.takes and lemma(token.head) in cues.verbs:
            # "…, X reported, citing Y": what X reported is what Y told.
            content = (
                set(range(len(doc))) - inside - {t.i for c in token.head.children if c.dep_ in SUBJECT for t in c.subtree} - {token.head.i}
            )
    if content:
        yield Found(cue, tokens, source, content, rule)


def _cut_siblings(one: Found, found: list[Found]) -> None:
    """End a content where another report stands beside it: "X said A whilst Y said B" does not make Y's words X's."""
    for other in found:
        at = other.cue_tokens[-1]
        if (
            other is one
            or not other.content
            or at.i not in one.content
            or other.head is None
            or at.dep_ not in ("advcl", "conj", "parataxis")
            or at.i < one.cue_tokens[-1].i
        ):
            continue
        subject = child(at, "nsubj")
        if subject is None or subject.lower_ in _RELATIVE or other.rule in ("closing", "inverted"):
            continue
        mark = child(at, "mark", "advmod")
        cut = mark.i if mark is not None and mark.lower_ in _ASIDE else subject.left_edge.i
        if mark is not None and mark.lower_ not in _ASIDE:
            continue
        one.content = {i for i in one.content if i < cut}
        return


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


def joined(head: Token) -> list[Token]:
    """The head and the names coordinated with it."""
    return list(conjuncts(head))


def described(head: Token) -> list[Token]:
    """Names in apposition to a head."""
    return children(head, "appos")
