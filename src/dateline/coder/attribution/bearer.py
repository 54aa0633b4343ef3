"""Who bears an office: "Ada Orve the police spokesman said", "Ada Orve, a local official, said" is Ada Orve."""

from __future__ import annotations

from collections.abc import Callable

from dateline.coder.attribution.found import MARKS, Found, lemma, phrase
from dateline.coder.syntax import DETERMINERS
from dateline.coder.tree import Token
from dateline.ontology.cues import Cues

_LONGEST = 5
"""Words of the longest name looked for in front of an office."""
_OF_NAME = frozenset({"-", "'", "’", "al", "el", "de", "bin", "abu", "ibn", "van", "von", "le", "la", "der"})


def take_bearer(found: Found, cues: Cues, is_place: Callable[[Token, Token], bool]) -> None:
    """Give a report to the name that stands right before the office that the parser took for its source.

    Reports print appositions with commas and without. ``is_place`` tells whether the words between two tokens name a place:
    "in Orve, the mayor said" is the mayor.
    """
    head = found.head
    if head is None or head.pos_ != "NOUN" or not cues.speaks(lemma(head), "office"):
        return
    first = found.first if found.first is not None else phrase(head)[0]
    inside = next((t for t in head.doc[first.i + 1 : head.i] if t.lower_ in DETERMINERS), None)
    if inside is not None:
        # "Ada Orve the port's spokesman": all of it taken for one name.
        first = inside
    while first.i and first.lower_ not in DETERMINERS and (first.nbor(-1).lower_ in DETERMINERS or first.nbor(-1).pos_ in ("NOUN", "ADJ")):
        first = first.nbor(-1)
    bare = cues.speaks(lemma(first), "office") and first.nbor(1).lower_ in ("of", "at", "for")
    if (first.lower_ not in DETERMINERS and not bare) or first.i == 0 or first.i > head.i:
        return
    doc = head.doc
    end = first.i - 1
    comma = doc[end].text == ","
    if comma:
        end -= 1
    start = end + 1
    while start > 0 and end - start < _LONGEST and (doc[start - 1].pos_ == "PROPN" or doc[start - 1].lower_ in _OF_NAME):
        if start <= end and cues.speaks(doc[start - 1].lower_, "body", "monitor", "telling"):
            # "Speaking to Orve News Agency | Ada Tarn a local baker said"
            break
        start -= 1
    while start < end and doc[start].lower_ in _OF_NAME and not doc[start].is_title:
        start += 1
    if end - start < 1 or doc[end].pos_ != "PROPN" or not _may_begin(doc[start], cues, comma=comma) or is_place(doc[start], doc[end]):
        return
    if any(cues.speaks(doc[i].lower_, "monitor", "body", "telling") or cues.is_word(doc[i].lower_, "time") for i in range(start, end + 1)):
        return
    found.head, found.first, found.last = doc[end], doc[start], doc[end]
    found.content = {i for i in found.content if i < start or i > head.i}


def _may_begin(first: Token, cues: Cues, *, comma: bool) -> bool:
    """Tell whether a name can begin here: behind a mark, or at the head of the sentence; "they met | Ada Orve" goes on."""
    if first.i == 0:
        return True
    before = first.nbor(-1)
    if before.pos_ == "PROPN":
        return cues.speaks(before.lower_, "body", "telling")
    return before.text in MARKS or (before.is_punct and before.text != "-") or (not comma and before.pos_ in ("NOUN", "ADJ", "ADV"))
