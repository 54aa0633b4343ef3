"""Headlines that end with their source: "Dozens dead as dam bursts: monitor", "Raids kill nine in Orve Monitor"."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.coder.attribution.found import Found, finite, lemma
from dateline.coder.tree import Doc, Token
from dateline.ontology.cues import Cue, Cues

_COLON = Cue("colon", ":", "preposition", frozenset({"clause"}), "asserts", nests=True, broad=False)
_OPENING = 7
"""Words within which a headline's colon stands behind its source."""
_LONGEST = 20
"""Words of the longest headline that may end with a name, or with its source alone."""


def is_title(doc: Doc) -> bool:
    """Tell whether most words of a sentence have capitals: a headline."""
    letters = [t for t in doc if t.is_alpha and len(t.text) > 3]
    return sum(t.is_title for t in letters) > len(letters) * 0.7


def credited(doc: Doc, cues: Cues) -> Iterator[Found]:
    """The source that a headline ends with, behind a colon or a dash, or behind nothing where the page lost it."""
    end = len(doc) - 1
    while end > 0 and (doc[end].is_punct or doc[end].is_space):
        end -= 1
    for i in range(end - 1, max(end - 7, 3), -1):
        if doc[i].text in (":", "-", "--") and doc[i].whitespace_ and doc[i - 1].text != ":":
            yield from _behind_mark(doc, i, end, cues)
            return
    if (lead := _before_colon(doc, cues)) is not None:
        yield lead
        return
    last = doc[end]
    if (
        cues.is_word(last.lower_, "credit")
        and 4 < end <= _LONGEST
        and doc[end - 1].pos_ in ("PROPN", "NOUN", "NUM")
        and any(finite(t) or t.tag_ in ("VBN", "NNS") for t in doc[: end - 1])
        and not any(t.pos_ == "VERB" and t.lemma in cues.verbs for t in doc)
    ):
        yield Found(_COLON, [last], last, set(range(end)), "colon", first=last, last=last)


def _before_colon(doc: Doc, cues: Cues) -> Found | None:
    """ "Orve Army: Nine killed in raid on port": a body that opens a headline answers for the rest of it."""
    at = next((t.i for t in doc[1:_OPENING] if t.text == ":"), None)
    if at is None or len(doc) - at > _LONGEST or not doc[at].whitespace_:
        return None
    before = doc[:at]
    if not all(t.pos_ in ("PROPN", "NOUN", "ADJ") for t in before) or not cues.speaks(
        lemma(before[-1]), "body", "crowd", "monitor", "office"
    ):
        return None
    return Found(_COLON, [doc[at]], before[-1], set(range(at + 1, len(doc))), "colon", first=before[0], last=before[-1])


def _behind_mark(doc: Doc, at: int, end: int, cues: Cues) -> Iterator[Found]:
    token, rest = doc[at], doc[at + 1 : end + 1]
    if token.text == ":" and end <= _LONGEST and 2 <= len(rest) <= 3 and all(t.pos_ == "PROPN" for t in rest):
        yield Found(_COLON, [token], doc[end], set(range(at)), "colon", first=doc[at + 1])
        return
    if token.text != ":" and doc[len(doc) - 1].text == "." and not is_title(doc):
        # "The court named a suspect -- activist Ada Orve.": more of the same, no source.
        return
    if all(t.pos_ in ("NOUN", "PROPN", "ADJ", "CCONJ") or t.lower_ in ("of", "for") for t in rest) and any(
        cues.speaks(lemma(t)) or cues.speaks(t.lower_) for t in rest
    ):
        head = [t for t in rest if t.pos_ in ("NOUN", "PROPN")]
        if head:
            yield Found(_COLON, [token], head[0] if len(head) == 1 else _top(head), set(range(at)), "colon", first=rest[0])


def _top(tokens: list[Token]) -> Token:
    inside = {t.i for t in tokens}
    return next((t for t in tokens if t.head.i not in inside), tokens[-1])
