"""Reports that stand behind what they report, with or without commas: "…, the monitor said", "…, said Ada Orve"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.coder.attribution.found import MARKS, RELATIVE, SUBJECT, Found, cue_tokens, finite, lemma
from dateline.coder.syntax import DETERMINERS, NOMINAL, child
from dateline.coder.tree import Doc, Token
from dateline.ontology.cues import Cue, Cues


def tail_ok(verb: Token, cue: Cue, cues: Cues) -> bool:
    """Tell whether a telling ends with its verb: behind it stand only who was told, when, where, and asides."""
    doc = verb.doc
    i = verb.i + 1
    if "addressee" not in cue.takes and i < len(doc):
        nxt = doc[i]
        kinds = ("ADP", "SCONJ", "ADV", "CCONJ")
        opens = nxt.is_punct or nxt.is_space or nxt.pos_ in kinds or nxt.tag_ == "VBG" or cues.is_word(nxt.lower_, "time")
        if not opens and not (i + 1 < len(doc) and (cues.is_word(doc[i + 1].lower_, "time") or cues.is_word(doc[i + 1].lower_, "aside"))):
            return _adds(verb, cue, cues)
    elif i < len(doc) and (doc[i].lower_ == "that" or (doc[i].is_punct and doc[i].text in MARKS)):
        return False
    if i < len(doc) and doc[i].lower_ in ("and", "but") and _own_clause(doc, i):
        return True
    for token in doc[i:]:
        if token.lower_ in ("that", "whether", "how", "why", ":") and token.dep_ != "det":
            return False
        if (
            cues.is_word(token.lower_, "aside")
            or token.lower_ in RELATIVE
            or token.text in (",", ";")
            or cues.is_word(token.lower_, "participle")
            or (token.tag_ == "VBG" and token.dep_ != "prep")
        ):
            return True
        if finite(token):
            return False
    return True


def _own_clause(doc: Doc, at: int) -> bool:
    """Tell whether a clause with a subject of its own begins behind "and": "nine died, the monitor said | and a reporter saw many"."""
    verb = next((t for t in doc[at + 1 :] if finite(t)), None)
    while verb is not None and verb.dep_ in ("aux", "auxpass"):
        verb = verb.head
    own = child(verb, "nsubj", "nsubjpass") if verb is not None else None
    return own is not None and own.left_edge.i == at + 1 and own.lower_ not in RELATIVE


def _adds(verb: Token, cue: Cue, cues: Cues) -> bool:
    """Tell whether what stands behind a telling only adds to what stands before it: "nine died, the monitor said most of them children"."""
    doc = verb.doc
    rest = doc[verb.i + 1 :]
    bare = not any(finite(t) or t.tag_ in ("VB", "TO") or t.lower_ in RELATIVE or t.text in MARKS for t in rest)
    own = child(verb, "nsubj")
    told = own is not None and own.left_edge.i > 2 and own.right_edge.i == verb.i - 1 and any(finite(t) for t in doc[: own.left_edge.i])
    noun = len(rest) > 1 and rest[0].pos_ in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "PRON")
    speaks = own is not None and (cues.speaks(lemma(own)) or cues.speaks(own.lower_))
    behind = next((t for t in rest if t.pos_ in ("NOUN", "PROPN")), None)
    if behind is not None and (cues.speaks(lemma(behind)) or cues.speaks(behind.lower_)):
        # "wounded sixty people said the Observatory": turned round.
        return False
    return "object" not in cue.takes and "addressee" not in cue.takes and bare and told and noun and speaks


def run_start(verb: Token, cues: Cues) -> Token | None:
    """Walk back from a verb over the noun phrase right before it: its article, or where the words before cannot belong to it.

    Works without commas: "… in the attack the monitoring group | said", "… killing four civilians residents | said".
    """
    return _run_back(verb.doc, verb.i - 1, cues)


def _run_back(doc: Doc, end: int, cues: Cues) -> Token | None:
    """Walk back over the noun phrase that ends at a word, to the word where it begins; None where none ends there."""
    while end >= 0 and (doc[end].dep_ in ("aux", "advmod", "neg") or doc[end].pos_ in ("AUX", "ADV")):
        end -= 1
    end = _over_brackets(doc, end)
    if end < 0 or doc[end].pos_ == "PRON":
        return doc[end] if end >= 0 and doc[end].tag_ == "PRP" else None
    if doc[end].pos_ not in ("NOUN", "PROPN", "ADJ") and not cues.speaks(lemma(doc[end])):
        return None
    if doc[end].lower_ == "reports" and doc[end - 1].pos_ not in ("DET", "ADJ", "CCONJ"):
        return doc[end]
    start = i = end
    while i > 0:
        token, right = doc[i - 1], doc[i]
        if _is_when(token, cues) or _stops(token, right, cues):
            break
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
        if token.pos_ == "NOUN" and (
            right.pos_ == "ADJ" or (token.tag_ == "NNS" and right.pos_ in ("NOUN", "PROPN") and not cues.is_word(token.lower_, "press"))
        ):
            break
        if token.pos_ == "ADV" and right.pos_ != "ADJ":
            break
        i -= 1
        start = i
    return _described(doc[start])


def _apposed_start(verb: Token, cues: Cues) -> Token | None:
    """Walk back from a verb over an office and a name between commas, in whichever order: "…, | the mayor, Ada Orve, said"."""
    doc = verb.doc
    second = _run_back(doc, verb.i - 2, cues) if verb.i > 1 and doc[verb.i - 1].text == "," else None
    first = _run_back(doc, second.i - 2, cues) if second is not None and second.i > 1 and doc[second.i - 1].text == "," else None
    if second is None or first is None or first.i < 2 or not doc[first.i - 1].is_punct:
        return None
    runs = (doc[first.i : second.i - 1], doc[second.i : verb.i - 1])
    office, name = ([_is_office(run, cues) for run in runs], [run[-1].pos_ == "PROPN" and run[-1].text[:1].isupper() for run in runs])
    return first if (office[0] and name[1]) or (name[0] and office[1]) else None


def _is_office(run: Sequence[Token], cues: Cues) -> bool:
    return any(cues.speaks(lemma(token), "office") for token in run if token.pos_ in NOMINAL)


def _is_when(token: Token, cues: Cues) -> bool:
    """Tell whether a word tells when: "on Thursday | residents said", not "the Sunday Gazette said"."""
    if token.i == 0 or not cues.is_word(token.lower_, "time"):
        return False
    before = token.nbor(-1)
    return before.pos_ == "ADP" or before.is_digit or (cues.is_word(before.lower_, "time") and _is_when(before, cues))


def _stops(token: Token, right: Token, cues: Cues) -> bool:
    """Tell whether a name begins anew: "in the car | TMHR said", "the order must be clear | Orve envoy Ada Tarn said"."""
    if right.pos_ != "PROPN" or not right.text[0].isupper():
        return False
    if token.pos_ == "NOUN" and token.text.islower():
        return not cues.speaks(lemma(token)) and not cues.speaks(token.lower_)
    return token.pos_ == "ADJ" and token.text.islower() and token.i > 0 and token.nbor(-1).lemma == "be"


def _described(first: Token) -> Token:
    """Reach back from a name to the noun that it describes: "the organisation known as | the …", "a group monitoring | the …"."""
    doc = first.doc
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


def _over_brackets(doc: Doc, at: int) -> int:
    """Step back over "(IFRC)"."""
    if at > 2 and doc[at].text == ")":
        for i in range(at - 1, max(at - 6, 1), -1):
            if doc[i].text == "(":
                return i - 1
    return at


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


def head_in(first: Token, verb: Token) -> Token:
    """The head of the noun phrase from ``first`` up to a verb: the verb's subject when it stands there, else the topmost noun."""
    doc = verb.doc
    own = child(verb, "nsubj")
    if own is not None and first.i <= own.i < verb.i:
        return own
    inside = [t for t in doc[first.i : verb.i] if t.pos_ in NOMINAL]
    tops = [t for t in inside if not (first.i <= t.head.i < verb.i) or t.head.i == t.i]
    before = [t for t in tops if t.dep_ not in ("pobj",)] or tops
    return before[-1] if before else doc[verb.i - 1]


def _stands_apart(own: Token, cues: Cues) -> bool:
    """Tell whether a verb's subject is one who speaks, right behind a mark."""
    before = own.left_edge.i - 1
    return before > 0 and own.doc[before].is_punct and (own.pos_ == "PROPN" or cues.speaks(lemma(own)))


def closing(verb: Token, cue: Cue, cues: Cues) -> Iterator[Found]:
    """A report behind or inside what it reports, with or without commas: "Four people were killed the monitoring group said." """
    doc = verb.doc
    first = run_start(verb, cues) or _apposed_start(verb, cues)
    own = child(verb, "nsubj")
    if first is None and own is not None and own.left_edge.i > 1 and own.right_edge.i == verb.i - 1 and child(own, "appos") is not None:
        # "…, Ada Orve, head of the court, stated."
        first = own.left_edge
    if first is not None and own is not None and own.i < first.i <= own.right_edge.i and _stands_apart(own, cues):
        # "…, a guard posted at the Orve depot said", "…, Ada Orve, who runs the Tarn Monitor, said"
        first = own.left_edge
    if first is None or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN", "NNS") or child(verb, "auxpass", "agent") is not None:
        return
    before = doc[first.i - 1] if first.i else None
    left = set(range(first.i))
    if before is None or (first.i < 3 and not any(finite(t) for t in doc[: first.i])):
        return
    marked = before.is_punct and before.text in (",", "-", "--", ";", *MARKS)
    if "quote" not in cue.takes and before.text not in MARKS:
        return
    last = next((t for t in reversed(doc[: verb.i]) if t.pos_ not in ("AUX", "ADV")), None)
    last = doc[_over_brackets(doc, last.i)] if last is not None else None
    stands = marked and first.lower_ in DETERMINERS and verb.dep_ == "acl"
    if verb.tag_ == "VBN" and last is not None and not (cues.speaks(lemma(last)) or last.pos_ == "PROPN" or stands):
        return
    nxt = doc[verb.i + 1] if verb.i + 1 < len(doc) else None
    inside = marked and nxt is not None and nxt.text == "," and any(finite(t) for t in doc[verb.i + 1 :])
    if not inside and not tail_ok(verb, cue, cues):
        return
    if not marked and not any(finite(t) or (t.tag_ in ("VBN", "VBG") and t.dep_ != "amod") for t in doc[: first.i]):
        return
    if cues.is_word(before.lower_, "opener") and not inside:
        return
    content = left
    if not inside and _adds(verb, cue, cues):
        content = left | set(range(verb.i + 1, len(doc)))
    if inside and not any(cues.is_word(t.lower_, "participle") for t in doc[verb.i + 1 : verb.i + 3]):
        content = left | set(range(verb.i + 2, len(doc)))
    if not inside and not marked:
        for c in verb.rights:
            if c.tag_ == "VBG" and not cues.is_word(c.lower_, "participle") and c.dep_ in ("advcl", "xcomp", "ccomp", "prep"):
                # "… killed nine, a monitor said, bringing the toll to forty"
                content = content | {t.i for t in c.subtree if t.i > verb.i}
    head = head_in(first, verb)
    yield Found(cue, cue_tokens(verb), head, content, "closing", first=first)


def inverted(verb: Token, cue: Cue, cues: Cues) -> Iterator[Found]:
    """A report that turns verb and speaker round: "…, said Ada Orve, head of …", "… said yesterday the new minister"."""
    doc = verb.doc
    if (
        verb.i < 3
        or child(verb, "auxpass", "agent") is not None
        or "addressee" in cue.takes
        or ("object" in cue.takes and doc[verb.i - 1].text != ",")
        or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN")
        or "quote" not in cue.takes
    ):
        return
    i = verb.i + 1
    while i < len(doc) and (cues.is_word(doc[i].lower_, "time") or doc[i].pos_ == "NUM" or doc[i].lower_ == "on" or doc[i].pos_ == "ADV"):
        i += 1
    if (
        i >= len(doc)
        or doc[i].pos_ not in ("DET", "PROPN", "NOUN", "ADJ", "PRON", "NUM")
        or doc[i].lower_ in ("that", "it", "there", "this", "he", "they")
    ):
        return
    for token in doc[i:]:
        if token.lower_ in RELATIVE or cues.is_word(token.lower_, "aside") or token.text in (",", ";") or token.text in MARKS:
            break
        if finite(token):
            return
    before = doc[verb.i - 1]
    if not any(finite(t) or (t.tag_ in ("VBN", "VBG") and t.dep_ != "amod") for t in doc[: verb.i]) and (
        not before.is_punct or before.text in (")", "]")
    ):
        return
    own = child(verb, "nsubj")
    if own is not None and own.right_edge.i == verb.i - 1 and own.i < verb.i and not any(finite(t) for t in doc[: own.left_edge.i]):
        # "Commenting on the raid Ada Orve wrote on Monday that …": the speaker stands where speakers stand.
        return
    head = None
    for token in doc[i:]:
        if token.pos_ in ("NOUN", "PROPN") and (token.i + 1 >= len(doc) or not _goes_on(token, cues)):
            head = token
            break
    if head is not None and "object" in cue.takes and not (child(verb, *SUBJECT) is None and cues.speaks(lemma(head))):
        return  # "…, reported Orve News": what else stands there is what is reported
    if head is not None:
        last = head if head.pos_ == "PROPN" and head.i + 1 < len(doc) and doc[head.i + 1].lower_ not in ("for", "of", "and") else None
        yield Found(cue, cue_tokens(verb), head, set(range(verb.i)), "inverted", first=doc[i], last=last)


def _goes_on(token: Token, cues: Cues) -> bool:
    """Tell whether a noun phrase goes on with the next word; "Ada Orve | head of …" does not, "Orve | spokesman Ada Tarn" does."""
    doc = token.doc
    nxt = doc[token.i + 1]
    if nxt.pos_ not in ("NOUN", "PROPN") and nxt.text != "-":
        return False
    if nxt.i + 1 < len(doc) and doc[nxt.i + 1].pos_ == "PROPN" and cues.speaks(lemma(nxt), "office"):
        return True
    return not (token.pos_ == "PROPN" and nxt.text.islower() and cues.speaks(lemma(nxt), "office"))
