"""Verbs of saying before what they report: "X said that …", "X reported clashes", "X accused Y of …", "was blamed on X"."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.coder.attribution.closing import closing, head_in, inverted, run_start
from dateline.coder.attribution.found import RELATIVE, SUBJECT, Found, cue_tokens, finite, lemma, phrase, span_of, subject_of
from dateline.coder.attribution.headline import is_title
from dateline.coder.syntax import DETERMINERS, NOMINAL, child, children, is_passive
from dateline.coder.tree import Token
from dateline.ontology.cues import Cue, Cues

_OCCASION = frozenset({"in", "after", "during"})
_CREDIT = frozenset({"responsibility", "credit"})


def verb_cue(verb: Token, cue: Cue, cues: Cues, broad: bool) -> Iterator[Found]:
    """Find what a verb of saying attributes; ``broad`` takes also what the verb denies to say ("has not said whether …")."""
    if verb.dep_ in ("amod", "compound") or (verb.is_title and verb.i and not verb.nbor(-1).is_punct and not _may_shout(verb, cues)):
        # A capital inside a sentence: a name ("Said"), not a word of saying.
        return
    takes = cue.takes
    passive = is_passive(verb) and not _misread(verb)
    subject = subject_of(verb) if not _misread(verb) else verb.head
    if subject is not None and verb.tag_ == "VBG" and verb.dep_ == "acl" and subject.dep_ == "dobj" and not cues.speaks(lemma(subject)):
        # "Miners staged a march demanding …": those who march demand.
        subject = subject_of(subject.head) or subject
    if "credit" in takes and not any(lemma(c) in _CREDIT for c in children(verb, "dobj")):
        return
    if "seen" in takes and not broad and (subject is None or not cues.is_word(lemma(subject), "reporter")):
        return
    if "shown" in takes and subject is not None and (cues.is_word(lemma(subject), "footage") or cues.is_word(subject.lower_, "footage")):
        takes = takes | {"object"}
    if not broad and cue.certainty != "denies" and _is_negated(verb, subject):
        # "has not said whether it will leave" says nothing of the leaving.
        return
    behind = list(closing(verb, cue, cues)) or list(inverted(verb, cue, cues))
    if behind:
        yield from behind
        return
    # "The front claimed to have taken the mill" is no passive, "Militia accused of looting" is one.
    active = "infinitive" in takes and child(verb, "nsubj") is not None and verb.dep_ in ("ROOT", "ccomp", "conj")
    reduced = "unnamed" in takes and verb.tag_ in ("VBN", "VBD") and not active
    if passive or (reduced and (_to_be(verb) or (child(verb, "dobj", "ccomp", "xcomp") is None and _about(verb, cue)))):
        # "Militia accused of looting": a headline leaves the passive's "is" out. "Jets believed to be theirs": who believes is not told.
        yield from _passive(verb, cue, subject if passive else None)
        return
    content, rule = _told(verb, takes, cues)
    subject = _adjacent(verb, subject, cues)
    if subject is not None or (verb.tag_ == "VBG" and cues.is_word(verb.lower_, "participle")):
        if any(lemma(c) in _CREDIT for c in children(verb, "dobj")):
            rule = "responsibility"
        yield Found(cue, cue_tokens(verb), subject, content, rule, last=None if subject is None else _full(subject, verb))


def _told(verb: Token, takes: frozenset[str], cues: Cues) -> tuple[set[int], str]:
    """What a verb of saying tells behind itself, and the rule that found it."""
    content, rule = _right(verb, takes, cues)
    if "seen" in takes and content:
        # What a reporter saw goes on to the end: "saw a girl in the clinic and others crying as doctors treated them".
        content = set(range(verb.i + 1, len(verb.doc)))
    if _misread(verb):
        content = _rest(verb, bare=False) or content
    if not content and "clause" in takes:
        content = _told_next(verb) or _rest(verb, bare="quote" in takes and "object" not in takes) or _fragment(verb, takes)
        rule = "rest"
    if content and verb.dep_ == "relcl":
        content |= _antecedent(verb)
    return content, rule


def _is_negated(verb: Token, subject: Token | None) -> bool:
    if child(verb, "neg") is not None:
        return True
    return subject is not None and (
        subject.lower_ in ("nobody", "none", "neither") or any(c.lower_ in ("neither", "no") for c in subject.children)
    )


def _misread(verb: Token) -> bool:
    """Tell whether an active verb was taken for a participle: "The Tarn Monitor reported on Monday that …"."""
    clause = child(verb, "ccomp")
    return (
        verb.dep_ == "acl" and verb.tag_ == "VBN" and verb.head.pos_ in NOMINAL and child(verb, "agent") is None
        and clause is not None and child(clause, "mark") is not None
    )  # fmt: skip


def _told_next(verb: Token) -> set[int]:
    """What begins right behind a verb of saying whose object the parser lost: "in what two groups claimed | was an attack"."""
    doc = verb.doc
    nxt = doc[verb.i + 1] if verb.i + 1 < len(doc) else None
    if nxt is None or child(verb, "nsubj") is None or verb.dep_ not in ("relcl", "pcomp") or not finite(nxt):
        return set()
    return {t.i for t in nxt.subtree if t.i > verb.i}


def _fragment(verb: Token, takes: frozenset[str]) -> set[int]:
    """What is said in a sentence that lost its verb: "The Tarn Monitor said the strikes on Orve, a town held by rebels." """
    told = child(verb, "dobj")
    if told is None or "quote" not in takes or takes & {"object", "addressee"} or told.left_edge.i != verb.i + 1:
        return set()
    return span_of(told.subtree) if any(c.dep_ == "prep" for c in told.children) else set()


def _antecedent(verb: Token) -> set[int]:
    """ "The attack which witnesses said killed nine": what the clause is about, where it is not the speaker."""
    relative = [t for t in verb.doc[verb.head.i + 1 : verb.i] if t.lower_ in RELATIVE and t.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj")]
    own = child(verb, "nsubj")
    if not relative or own is None or own.lower_ in RELATIVE:
        return set()
    return {verb.head.i, *(c.i for c in verb.head.children if c.dep_ in ("compound", "amod"))}


def _may_shout(verb: Token, cues: Cues) -> bool:
    """Tell whether a capital belongs to a verb: in a headline, and where a speaker's verb ends the sentence: "… troops Claimed."."""
    last = all(t.is_punct or t.is_space for t in verb.doc[verb.i + 1 :])
    return is_title(verb.doc) or (last and cues.speaks(lemma(verb.nbor(-1))))


def _to_be(verb: Token) -> bool:
    return verb.i + 1 < len(verb.doc) and verb.nbor(1).lower_ == "to"


def _rest(verb: Token, *, bare: bool) -> set[int]:
    """What stands behind a verb of saying whose clause the parser hung elsewhere: from "that", or (``bare``) all, if it holds a verb."""
    doc = verb.doc
    for token in doc[verb.i + 1 :]:
        if token.lower_ == "that" and token.tag_ == "IN":
            return set(range(token.i, len(doc)))
        if finite(token):
            break
    rest = range(verb.i + 1, len(doc))
    return set(rest) if bare and any(finite(doc[i]) for i in rest) and child(verb, *SUBJECT) is not None else set()


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
    """ "South of the harbour the monitor said …": the noun phrase right before the verb, where the parser took another."""
    first = run_start(verb, cues)
    if first is None or first.i == 0 or (subject is not None and (subject.i > verb.i or first.i <= subject.i)):
        return subject
    if verb.tag_ == "VBG" or (subject is not None and _describes(subject, first, verb)):
        # "the monitor said Sunday adding …"; "Ada Orve who runs the Tarn Monitor said …"
        return subject
    doc = verb.doc
    before = doc[first.i - 1]
    head = head_in(first, verb)
    if subject is None:
        return head if head.pos_ == "PROPN" or cues.speaks(lemma(head)) or cues.speaks(head.lower_) else None
    own = child(verb, "nsubj")
    if own is None and cues.is_word(before.lower_, "aside") and cues.speaks(lemma(head)):
        # "… fell as a reporter in Orve said …"
        return head
    if own is None:
        # "The man died and the source added …": a subject of its own that the parser gave to something else.
        return head if first.lower_ in DETERMINERS and verb.i - head.i == 1 and cues.speaks(lemma(head)) else subject
    if before.pos_ in ("ADP", "CCONJ") or before.is_punct:
        return subject
    if cues.speaks(lemma(head)) and not cues.speaks(lemma(subject)) and subject.pos_ != "PROPN":
        # "Nine villagers killed in two raids residents of Orve said": the title of a page run into its first words.
        return head
    if any(t.is_digit and len(t.text) == 4 for t in doc[subject.i : first.i]):
        return head
    last = doc[verb.i - 1]
    fits = (
        first.lower_ in DETERMINERS
        and last.pos_ in NOMINAL
        and head.i != subject.i
        and (cues.speaks(lemma(last)) or last.pos_ == "PROPN")
        and (head.pos_ == "PROPN" or cues.speaks(lemma(head)) or subject.pos_ != "PROPN")
    )
    if not fits:
        return subject
    # "Ada Orve a volunteer with the group said": the volunteer.
    return head if cues.speaks(lemma(head)) else last


def _describes(subject: Token, first: Token, verb: Token) -> bool:
    """Tell whether the words before a verb belong to a clause that describes its own subject."""
    return subject.head.i == verb.i and any(c.dep_ == "relcl" and c.i < first.i <= c.right_edge.i < verb.i for c in subject.rights)


def _right(verb: Token, takes: frozenset[str], cues: Cues) -> tuple[set[int], str]:
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
        elif "named" in takes and c.dep_ in ("dobj", "oprd") and child(verb, "oprd") is not None:
            # "called the raid a crime"
            heads.append(c)
            rule = rule or "object"
        elif "told" in takes and c.dep_ == "advcl" and _is_told(verb, c):
            # "warning villagers in the north to leave"
            heads.append(c)
            rule = rule or "infinitive"
        elif c.dep_ == "prep" and c.lower_ in takes:
            heads.append(c)
            rule = rule or f"{c.lower_} phrase"
        elif "clause" in takes and c.dep_ == "xcomp" and c.tag_ == "VBG" and c.i - verb.i <= 2 and not cues.is_word(c.lower_, "participle"):
            heads.append(c)
            rule = rule or "clause"
        elif c.dep_ == "dobj" and "object" not in takes and (inner := _of_act(c, takes)) is not None:
            heads.append(inner)
            rule = rule or f"{inner.lower_} phrase"
        elif "clause" in takes and verb.dep_ == "relcl" and c.dep_ == "conj" and c.i == verb.i + 1 and child(c, *SUBJECT) is None:
            # "six men they claimed tried to take a child"
            heads.append(c)
            rule = rule or "clause"
        elif "relay" in takes and c.dep_ in ("dobj", "prep", "ccomp", "xcomp", "advcl"):
            heads.append(c)
            rule = rule or "relay"
        elif "credit" in takes and c.dep_ == "dobj" and lemma(c) in _CREDIT:
            heads += [c, *(p for p in children(verb, "prep") if p.lower_ == "for")]
            rule = rule or "responsibility"
        elif "toll" in takes and c.dep_ == "dobj" and cues.is_word(lemma(c), "toll"):
            heads += [c, *children(verb, "prep")]
            rule = rule or "toll"
    if not heads and "of" in takes and (far := _far_act(verb)) is not None:
        heads, rule = [far], "of phrase"
    if not heads:
        return set(), ""
    content: set[int] = set()
    for head in heads:
        content |= span_of(head.subtree)
    start = min(content)
    for c in verb.rights:
        # "Reported nine dead *in a raid on the mill*": what stands right behind the object tells of it, whatever the parser hung it on.
        behind = (
            rule == "object"
            and "quote" in takes
            and verb.tag_ != "VBG"
            and c.dep_ == "prep"
            and c.lower_ in _OCCASION
            and c.i - 1 in content
        )
        if c.i > start and c not in heads and (behind or not _breaks_off(c, clause=rule == "clause")):
            content |= span_of(c.subtree)
    return {i for i in content if i > verb.i}, rule


def _of_act(noun: Token, takes: frozenset[str]) -> Token | None:
    """ "Accused the army of burning the mill": what somebody is accused of, where the parser hung it on who is accused."""
    return next((c for c in noun.rights if c.dep_ == "prep" and c.lower_ in takes and child(c, "pcomp") is not None), None)


def _far_act(verb: Token) -> Token | None:
    """The same where words about who is accused stand between: "accused Orve a member of the league of burning the mill"."""
    return next(
        (t for t in verb.doc[verb.i + 1 :] if t.lower_ == "of" and (act := child(t, "pcomp")) is not None and act.tag_ == "VBG"), None
    )


def _is_told(verb: Token, clause: Token) -> bool:
    """Tell whether an infinitive behind an object is what the object is told to do: "warning villagers to leave"."""
    return any(t.tag_ == "TO" for t in clause.children) and child(verb, "dobj") is not None and child(verb, "ccomp") is None


def _addressee(token: Token, takes: frozenset[str]) -> bool:
    return "object" in takes and token.lower_ in ("reporters", "journalists")


def _breaks_off(c: Token, *, clause: bool) -> bool:
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
    elif told is not None and told.lower_ in RELATIVE and verb.dep_ == "relcl":
        content = {t.i for t in verb.head.subtree if t.i < verb.i}
    elif told is not None:
        content = span_of(told.subtree)
    for c in verb.rights:
        if c.dep_ in ("ccomp", "xcomp", "advcl", "acl") or (c.dep_ == "prep" and c.lower_ in ({"of", "for", "as"} & cue.takes)):
            content |= span_of(c.subtree)
    if not content:
        return
    if "clause" not in cue.takes and "object" not in cue.takes and told is not None:
        content -= span_of(told.subtree) - span_of(verb.subtree)
    yield Found(cue, cue_tokens(verb), subject, content - {verb.i}, "passive")
