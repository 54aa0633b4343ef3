"""What a number counts: the noun beside it, and the word that governs it ("killing 12", "12 dead", "the toll rose to 40").

Decided first by how the words stand beside each other, then by the parse, which noisy copy leads astray. The words that decide
are in ``data/count_cues.csv`` and ``data/count_nouns.csv``. Not a step: the counts step asks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import cast, get_args

from dateline.coder.quantity import DATA, Quantity, quantities
from dateline.coder.reading import Sentence
from dateline.coder.syntax import child, children, is_passive
from dateline.coder.tree import Doc, Token
from dateline.model import Measure
from dateline.tables import Column, read_table

_MEASURES = frozenset(get_args(Measure))
_PLACES = frozenset({"obj", "subj", "pred", "head", "of", "to", "toll", "none"})
_CUES = {
    "word": Column(required=True, many=True),
    "where": Column(required=True, allowed=_PLACES),
    "object": Column(many=True),
    "what": Column(required=True, allowed=_MEASURES),
    "example": Column(),
}
_NOUNS = {"word": Column(required=True, many=True), "what": Column(required=True, allowed=_MEASURES | {"person"}), "example": Column()}
_ROLES = frozenset({"skip", "back", "link", "aside", "completes", "part", "definite"})
_LINKS = {"role": Column(required=True, allowed=_ROLES), "words": Column(required=True, many=True), "example": Column()}
_BEFORE_NOUN = frozenset({"nummod", "amod", "det", "compound", "quantmod", "nmod", "poss", "predet", "advmod"})
TOLLS = frozenset({"killed", "wounded", "missing"})


@dataclass(slots=True, eq=False)
class Draft:
    """A count on its way: the quantity, the tokens it hangs on, and what was found about it."""

    sentence: Sentence
    quantity: Quantity
    node: Token
    noun: Token | None
    first: int
    last: int
    what: str | None = None
    cue: Token | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    cues: dict[tuple[str, str], tuple[str, tuple[str, ...]]]
    nouns: dict[str, str]
    links: dict[str, frozenset[str]]


@cache
def _words() -> _Words:
    cues = {
        (word, row["where"]): (row["what"], row.many("object"))
        for row in read_table(DATA / "count_cues.csv", _CUES)
        for word in row.many("word")
    }
    nouns = {word: row["what"] for row in read_table(DATA / "count_nouns.csv", _NOUNS) for word in row.many("word")}
    links = {row["role"]: frozenset(row.many("words")) for row in read_table(DATA / "count_links.csv", _LINKS)}
    return _Words(cues, nouns, links)


def is_link(word: str, role: str) -> bool:
    """Tell whether a word in lower case plays one of the roles of ``count_links.csv``."""
    return word in _words().links[role]


@lru_cache(maxsize=16384)
def _forms(lemma: str, low: str) -> tuple[str, ...]:
    """The lemma and what the lemma may be where the tagger took a headline's "Killed" for a name."""
    forms = [lemma, low]
    for ending in ("ed", "d", "ing", "s"):
        if low.endswith(ending) and len(low) > len(ending) + 2:
            stem = low[: -len(ending)]
            forms += [stem, stem + "e"] if ending == "ing" else [stem]
    return tuple(forms)


@lru_cache(maxsize=16384)
def _cues(lemma: str, low: str, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The cues that a word may be in a place, each with the objects it asks for. Nearly every word is none."""
    cues = _words().cues
    return tuple(cues[form, place] for form in _forms(lemma, low) if (form, place) in cues)


def cue_of(token: Token, *places: str) -> str | None:
    """Return what a word counts when the counted noun stands in one of the places of ``count_cues.csv``, the first that tells."""
    for place in places:
        for what, objects in _cues(token.lemma, token.lower_, place):
            if not objects or any(c.lemma in objects for c in token.children):
                return what
    return None


def class_of(token: Token) -> str | None:
    """Return what a noun itself counts ("casualty") or "person", after ``count_nouns.csv``; None for any other word."""
    nouns = _words().nouns
    return next((nouns[form] for form in _forms(token.lemma, token.lower_) if form in nouns), None)


# --- what a number hangs on ---------------------------------------------------------------------------------------------------


def drafts_of(text: str, sentence: Sentence) -> list[Draft]:
    """Return a draft for each quantity of a parsed sentence, with the word that the number hangs on; offsets count in the sentence."""
    doc = cast("Doc", sentence.doc)
    found = []
    for q in quantities(text):
        tokens = [token for token in doc if q.core <= token.idx < q.end and not token.is_space]
        if not tokens or tokens[0].idx != q.core:
            continue
        if (before := doc.between(q.start, q.start + len(text[q.start :].split(maxsplit=1)[0]))) and before[0].dep_ == "prt":
            q = _unbounded(text, q)  # "handed over 30 trucks"
        inside = {token.i for token in tokens}
        root = next((t for t in reversed(tokens) if t.head.i not in inside or t.head.i == t.i), tokens[-1])
        node, noun = _counted(root, tokens[-1])
        if (
            doc[tokens[0].i].lower_ == "some"
            and len(tokens) == 1
            and not (noun is not None and noun.tag_ == "NNS" and noun.i - tokens[0].i <= 2)
        ):
            continue
        if q.kind == "one" and noun is None and not _cue_near(doc, tokens[-1].i):
            continue
        if q.kind == "none" and (noun is None or cue_of(noun, "head") is None):
            continue
        last = _last(tokens[-1], noun)
        found.append(Draft(sentence, q, node, noun, tokens[0].i, last))
    return found


def _unbounded(text: str, q: Quantity) -> Quantity:
    """The quantity without the words in front of its number."""
    inner = quantities(text[q.core : q.end])
    return replace(q, low=inner[0].low, high=inner[0].high, start=q.core) if inner else q


def _last(number: Token, noun: Token | None) -> int:
    """The last word of what is counted, its "of" phrase included: "12 members of the harbour guard"."""
    if noun is None or noun.i - number.i >= 12:
        return number.i
    last = max(number.i, noun.i)
    edge = min(noun.right_edge.i, last + 8)
    while last < edge and (doc := noun.doc) and doc[last + 1].pos_ in ("NOUN", "PROPN", "ADP", "DET", "ADJ", "CCONJ", "PART"):
        if cue_of(doc[last + 1], "pred", "obj"):
            break
        last += 1
    return last


def _cue_near(doc: Doc, last: int) -> bool:
    return any(cue_of(doc[i], "pred", "obj") for i in range(last + 1, min(last + 3, len(doc))))


def _counted(root: Token, last: Token) -> tuple[Token, Token | None]:
    """The token that stands in the sentence for what is counted, and the noun that names it."""
    of = next((c for c in last.children if c.dep_ == "prep" and c.lower_ == "of"), None) or next(
        (c for c in root.children if c.dep_ == "prep" and c.lower_ == "of" and c.i > last.i), None)  # fmt: skip
    if of is not None and (noun := child(of, "pobj")) is not None and of.i - last.i <= 2:
        return root, noun if noun.pos_ != "PRON" and noun.tag_ not in ("WP",) else None
    head = root.head
    while (
        head.dep_ in ("compound", "amod", "nmod")
        and head.head.i > head.i
        and head.head.pos_ in ("NOUN", "PROPN")
        and not cue_of(head, "pred")
    ):
        head = head.head
    if head.i > last.i and head.pos_ in ("NOUN", "PROPN", "ADJ") and root.dep_ in _BEFORE_NOUN:
        return head, head
    # A tagger that took "12 killed" for something else: the next noun in the row.
    doc = last.doc
    for i in range(last.i + 1, min(last.i + 5, len(doc))):
        if doc[i].text.isupper() and len(doc[i].text) > 1:
            continue  # an abbreviation ("IS") that the tagger takes for a verb
        if doc[i].tag_ in ("NNS", "NNPS") or class_of(doc[i]) == "person":
            return doc[i], doc[i]
        if doc[i].pos_ not in ("ADJ", "NOUN", "PROPN", "ADV"):
            break
    return root, None


# --- what it counts -----------------------------------------------------------------------------------------------------------


def decide(draft: Draft, earlier: list[Draft], later: list[Draft]) -> None:
    """Fill ``what`` and ``cue``: by the noun itself, by the words beside, by the parse, by the count before it."""
    if draft.quantity.kind == "percent":
        draft.what, draft.rule = "percent", "percent"
        return
    if draft.noun is not None and (what := cue_of(draft.noun, "head")):
        draft.what, draft.cue, draft.rule = what, draft.noun, "the noun is the toll"
        return
    forward, backward = _forward(draft), _backward(draft)
    if forward and backward and _starts(later, forward.i + 1) and not _ends(earlier, backward.i):
        forward = None  # "killed 12 wounded 30": each verb stands before its number
    direct = _by_parse(draft.node, steps=1)
    if backward and backward.pos_ == "VERB" and not forward and not _ends(earlier, backward.i):
        direct = backward
    for token, rule in ((forward, "the word behind"), (direct, "governed by"), (backward, "the word before"), (_toll(draft), "the toll")):
        if token is not None and (what := cue_of(token, "pred", "obj", "subj", "of", "toll")) and _fits(draft, what):
            draft.what, draft.cue, draft.rule = what, token, rule
            return
    if earlier and earlier[-1].cue is not None and _continues(earlier[-1], draft) and _fits(draft, earlier[-1].what or ""):
        draft.what, draft.cue, draft.rule = earlier[-1].what, earlier[-1].cue, "goes on from the count before"
        return
    far = _by_parse(draft.node, steps=5)
    if far is not None and (what := cue_of(far, "pred", "obj", "subj", "of")) and _fits(draft, what):
        draft.what, draft.cue, draft.rule = what, far, "governed by"


def _fits(draft: Draft, what: str) -> bool:
    """Only people are killed or hurt: "several buildings sustained damage" wounds nobody."""
    kind = class_of(draft.noun) if draft.noun is not None else None
    if what in ("captured", "released") and draft.noun is not None:
        return kind == "person" or draft.noun.pos_ == "PROPN"
    return what not in TOLLS or kind in (None, "person")


def look_ahead(drafts: list[Draft]) -> None:
    """Give "five" of "five children and four nurses were hurt" what the last of the row got."""
    for at in range(len(drafts) - 2, -1, -1):
        draft, following = drafts[at], drafts[at + 1]
        between = [t.lower_ for t in draft.node.doc[draft.last + 1 : following.first] if t.idx + len(t.text) <= following.quantity.start]
        linked = 0 < len(between) <= 4 and all(is_link(word, "link") for word in between)
        if draft.what is None and following.cue is not None and linked and _fits(draft, following.what or ""):
            draft.what, draft.cue, draft.rule = following.what, following.cue, "goes on to the count behind"


def doubled(drafts: list[Draft]) -> Iterator[Draft]:
    """Yield the second toll of "killing and wounding several", "were killed or injured"."""
    for draft in drafts:
        if draft.cue is None or draft.what not in ("killed", "wounded"):
            continue
        doc, i = draft.cue.doc, draft.cue.i
        for k in (i - 2, i + 2, i - 1, i + 1):
            if not 0 <= k < len(doc) or (abs(k - i) == 2 and doc[(k + i) // 2].lower_ not in ("and", "or", "/")):
                continue
            what = cue_of(doc[k], "pred", "obj")
            free = not any(other is not draft and (other.cue is not None and other.cue.i == k) for other in drafts)
            if what in ("killed", "wounded") and what != draft.what and free and doc[k].pos_ in ("VERB", "ADJ", "PROPN"):
                yield replace(draft, what=what, cue=doc[k], rule="one number for the killed and the hurt")
                break


def _starts(drafts: list[Draft], i: int) -> bool:
    return any(draft.first - i in (0, 1, 2) for draft in drafts)


def _ends(drafts: list[Draft], i: int) -> bool:
    return any(0 < i - draft.last <= 3 for draft in drafts)


def _forward(draft: Draft) -> Token | None:
    """The cue right behind the counted words: "12 [people were] killed", "8 dead", "ten [some of them children] were hurt"."""
    doc, aside = draft.node.doc, False
    for i in range(draft.last + 1, min(draft.last + 14, len(doc))):
        token = doc[i]
        if cue_of(token, "pred") or (cue_of(token, "obj") and token.tag_ not in ("VBG", "VBZ", "VBP", "VB", "NN", "NNS")):
            # "12 rebels killed 30 men": an active verb with an object of its own is theirs to do, not to suffer.
            return token if not _has_object(token) else None
        if cue_of(token, "subj") and token.pos_ == "VERB":
            return token
        aside = aside or is_link(token.lower_, "aside")
        known = is_link(token.lower_, "skip") or token.tag_ == "RB" or (token.pos_ == "PUNCT" and aside)
        if not known and not (aside and token.pos_ in ("NOUN", "PROPN", "ADJ", "PRON", "ADP", "DET", "CCONJ", "NUM")):
            return None
        if not aside and i > draft.last + 7:
            return None
    return None


def _has_object(verb: Token) -> bool:
    if verb.pos_ != "VERB" or is_passive(verb):
        return False
    thing, after = child(verb, "dobj"), verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else None
    if thing is None or after is None:
        return False
    # "Nine men killed 12 injured": what follows is the next toll, not an object.
    chained = any(cue_of(token, "pred") for token in verb.doc[thing.i : min(thing.i + 3, len(verb.doc))])
    return not chained and after.pos_ in ("NUM", "DET", "ADJ", "NOUN", "PROPN", "PRON", "ADV")


def _backward(draft: Draft) -> Token | None:
    """The cue right before the number: "killing [at least] 12", "the lives of nine"."""
    doc, start = draft.node.doc, draft.quantity.start
    i = draft.first - 1
    while i >= 0 and (doc[i].idx >= start or is_link(doc[i].lower_, "back")):
        i -= 1
    if i < 0:
        return None
    token = doc[i]
    if cue_of(token, "obj") and token.pos_ in ("VERB", "PROPN", "NOUN", "ADJ"):
        return token
    if cue_of(token, "of") and any(doc[k].lower_ == "of" for k in range(i + 1, draft.first)):
        return token
    if token.lower_ in ("for", "among") and i > 0 and cue_of(doc[i - 1], "to"):
        return doc[i - 1]
    return None


def _by_parse(node: Token, steps: int) -> Token | None:
    """The verb or noun that governs the counted word, looking up through conjuncts and prepositions."""
    at = node
    for _ in range(steps):
        head, dep = at.head, at.dep_
        if head.i == at.i:
            return None
        if dep == "conj" and head.pos_ in ("NOUN", "PROPN", "NUM", "PRON", "ADJ"):
            at = head
            continue
        if dep in ("dobj", "nsubjpass", "oprd", "attr", "appos") and cue_of(head, "obj"):
            return head
        if dep in ("nsubj", "nsubjpass"):
            if cue_of(head, "subj") or (dep == "nsubjpass" and cue_of(head, "obj")):
                return head
            predicate = child(head, "acomp", "attr", "oprd")
            if predicate is not None and cue_of(predicate, "pred") and head.lemma_ in ("be", "leave", "remain", "feel"):
                return predicate
            if head.tag_ == "VBN" and cue_of(head, "obj") and child(head, "dobj") is None:
                return head
        if dep == "pobj" and head.lower_ == "of" and cue_of(head.head, "of"):
            return head.head
        for clause in children(at, "acl", "relcl"):
            if cue_of(clause, "subj") or (is_passive(clause) and cue_of(clause, "obj")):
                return clause
        at = head
        if at.pos_ == "VERB":
            return None
    return None


def _toll(draft: Draft) -> Token | None:
    """The word that a number completes from afar: "the toll rose to 40", "the number of those killed has reached 35"."""
    doc, start = draft.node.doc, draft.quantity.start
    i = draft.first - 1
    while i >= 0 and (doc[i].idx >= start or (is_link(doc[i].lower_, "back") and not is_link(doc[i].lower_, "completes"))):
        i -= 1
    completes = i >= 0 and is_link(doc[i].lower_, "completes")
    for k in range(i, max(-1, i - 22), -1):
        if doc[k].pos_ == "NUM" and i - k > 3:
            return None
        if cue_of(doc[k], "toll") or (completes and k < i and cue_of(doc[k], "pred", "head")):
            return doc[k]
    return None


def _continues(before: Draft, draft: Draft) -> bool:
    """Whether a count goes on from the one before it: "12 men, 5 women", "40 people including nine children", "12 in A and 9 in B"."""
    doc = draft.node.doc
    between = [t for t in doc[before.last + 1 : draft.first] if t.idx + len(t.text) <= draft.quantity.start]
    words = [t.lower_ for t in between]
    if any(is_link(word, "part") for word in words):
        return len(words) <= 12
    if any(is_link(doc[i].lower_, "part") for i in range(draft.first + 1, min(draft.first + 4, len(doc)))):
        return True
    if draft.noun is not None and class_of(draft.noun) not in (None, "person"):
        return False
    if len(words) <= 4 and all(is_link(word, "link") for word in words):
        return True
    return 0 < len(words) <= 10 and is_link(words[-1], "link") and not any(t.pos_ in ("VERB", "AUX") for t in between)
