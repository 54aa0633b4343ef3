"""Who a source is: the fullest name that the document gives to a speaker told by a pronoun, a bare reference or a part of a name.

Speakers refer back to speakers: "he added" is the last person quoted, "the Observatory" the organisation that was named in
full before. So this looks among the sources of the document first, and among all its phrases second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dateline.coder.attribution import phrase as phrase_of
from dateline.coder.bodies import Bodies
from dateline.coder.reading import AttributionDraft, Phrase, Reading
from dateline.coder.syntax import child, prepositions
from dateline.coder.tree import Token
from dateline.ontology import DATA
from dateline.ontology.cues import Cues, load_cues
from dateline.roster import resolve

_HE = frozenset({"he", "she"})
_THEY = frozenset({"they", "we"})
_RELATIVES = frozenset({"who", "which", "that"})
_ANY = frozenset({"a", "an", "the", "local", "senior", "top", "another", "one", "unnamed", "of", "for", "in"})
_TITLE = 80
"""Letters behind a name within which its bearer's office may stand."""
_DESCRIBING = frozenset({"compound", "amod", "poss", "nmod"})
_WORD = re.compile(r"[^\W_]+")
_NO_NAME = re.compile(r"[()0-9]")
_UNBASED = re.compile(r"^(?:(?:[\w.]+[- ])+based |so-called )+(?=\w)")


@dataclass(frozen=True, slots=True)
class Name:
    """A phrase that may give a source its full name."""

    text: str
    head: str
    words: frozenset[str]
    start: int
    person: bool
    plural: bool


@lru_cache(maxsize=4096)
def words(text: str) -> frozenset[str]:
    """The words of a phrase in lower case."""
    return frozenset(word.lower() for word in _WORD.findall(text.replace("'", "").replace("’", "")))


def is_person(head: Token, cues: Cues) -> bool:
    """Tell whether a source is one person: an office ("the spokesman"), or a name of two words that no article opens."""
    lemma = head.lemma
    if cues.speaks(lemma, "office"):
        return head.tag_ != "NNS"
    if head.pos_ != "PROPN" or cues.speaks(lemma, "monitor", "body", "telling"):
        return False
    parts = [c for c in head.children if c.dep_ in ("det", "prep") and c.i != head.i]
    return not parts and any(c.dep_ in ("compound", "amod") for c in head.children)


def names(reading: Reading) -> list[Name]:
    """Return every phrase with a proper name for its head, in the order of the text."""
    cues = load_cues(DATA / "attribution.csv")
    found = []
    for phrase in reading.phrases if reading.has("phrases") else []:
        page = cues.is_word(phrase.text.split()[0].lower(), "page") if phrase.text.strip() else True
        if phrase.head.pos_ == "PROPN" and len(phrase.text) <= 80 and not _NO_NAME.search(phrase.text) and not page:
            first, last = phrase_of(phrase.head)
            start, end = phrase.sentence.span(_begin(first, phrase.head, cues), last)
            found.append(_name(_unbased(reading.article.text[start:end]), phrase.head, phrase.start, phrase.plural, cues))
    for draft in reading.attributions:
        if draft.head is not None and draft.source.span is not None and draft.head.pos_ == "PROPN":
            found.append(_name(_unbased(draft.source.text), draft.head, draft.source.span[0], False, cues))
    return sorted(found, key=lambda name: (name.start, name.text))


def _begin(first: Token, head: Token, cues: Cues) -> Token:
    """Where a name begins in words that run into it: "in the raid | Ada Orve", but "spokesman Ada Orve"."""
    for i in range(head.i - 1, first.i - 1, -1):
        token = head.doc[i]
        if token.pos_ == "NOUN" and token.text.islower() and token.nbor(1).text[0].isupper() and not cues.speaks(token.lemma):
            return token.nbor(1)
    return first


def _unbased(text: str) -> str:
    """A name without where its bearer sits: "Orve-based Tarn Monitor"."""
    return _UNBASED.sub("", text) if "based " in text or "so-called " in text else text


def _name(text: str, head: Token, start: int, plural: bool, cues: Cues) -> Name:
    return Name(text, head.lower_, words(text), start, is_person(head, cues), plural)


class Speakers:
    """Resolves the sources of one reading, in the order of its text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.cues = load_cues(DATA / "attribution.csv")
        self.lexicon = reading.knowledge.ontology.lexicon
        self.names = names(reading)
        self.bodies = Bodies(reading)
        self.persons = frozenset(name.text for name in self.names if name.person)
        self.heard: list[tuple[AttributionDraft, str, bool]] = []
        self.known: dict[int, str | None] = {}
        for draft in sorted(reading.attributions, key=lambda d: (d.source.cue_span or (0, 0), d.source.text)):
            self._listen(draft)

    def name(self, draft: AttributionDraft) -> str | None:
        """The fullest name of a draft's source, or None where the document gives no other than its own words."""
        return self.known.get(id(draft))

    def is_a_person(self, draft: AttributionDraft) -> bool:
        """Tell whether a source is one person, as far as the report tells."""
        return any(person for other, _, person in self.heard if other is draft)

    def _listen(self, draft: AttributionDraft) -> None:
        if draft.head is None:
            return
        name = self._resolve(draft, draft.head)
        self.known[id(draft)] = name
        person = is_person(draft.head, self.cues) if draft.head.pos_ != "PRON" else draft.head.lower_ in _HE
        self.heard.append((draft, name or _unbased(draft.source.text), (person or name in self.persons) and not self._is_body(draft, name)))

    def _is_body(self, draft: AttributionDraft, name: str | None) -> bool:
        """Tell whether the roster knows a source as no person: "UNITED NATIONS" is two words in capitals, and no name of a person."""
        if draft.head is None or draft.head.pos_ != "PROPN":
            return False
        found = resolve(self.reading.roster, name or draft.source.text).actors
        return bool(found) and not any(actor.person for actor in found)

    def _resolve(self, draft: AttributionDraft, head: Token) -> str | None:
        word = head.lower_
        lemma = head.lemma
        if head.pos_ == "PRON" or word in _HE | _THEY | {"it"}:
            return self._of_pronoun(draft, word)
        if self.cues.is_word(word, "credit") and draft.rule == "colon":
            return self._monitor(head)
        if head.pos_ == "PROPN" and not (head.text.islower() and self.cues.speaks(lemma)):
            return self._fuller(draft, head)
        if self.cues.speaks(lemma, "monitor") and (watched := _of_body(head)) is not None:
            return self._of_name(draft, watched)
        if sum(word[:1].isupper() for word in draft.source.text.split()[1:]) >= 2:
            # "the website Tarn News": the name stands in the phrase itself.
            return None
        if any(c.dep_ in _DESCRIBING and c.pos_ in ("PROPN", "NOUN") for c in head.children):
            return self._monitor(head) or self._described(draft, head) or self._titled(draft, head)
        borne = child(head, "appos")
        if borne is not None and borne.pos_ == "PROPN" and self.cues.speaks(lemma, "office") and is_person(borne, self.cues):
            # "the mayor, Anna Karlsen, said"
            return self._of_name(draft, borne)
        definite = any(c.dep_ == "det" and c.lower_ in ("the", "this", "that") for c in head.children)
        if self.cues.speaks(lemma, "telling") and lemma != "source":
            return self._last(draft) if definite else None
        return (
            self._same_head(draft, head, definite)
            or self._monitor(head)
            or self._described(draft, head)
            or self._titled(draft, head)
            or (self._by_office(draft, head) if definite and not _of_nation(head) else None)
        )

    def _of_name(self, draft: AttributionDraft, token: Token) -> str:
        start, end = draft.sentence.span(*phrase_of(token))
        return self.reading.article.text[start:end]

    def _described(self, draft: AttributionDraft, head: Token) -> str | None:
        return self.bodies.meant(draft, head, [name.text for name in self.names])

    def _titled(self, draft: AttributionDraft, head: Token) -> str | None:
        """ "A port official", where "Ada Orve, a local port official" or "port official Ada Orve" speaks elsewhere in the report."""
        own = words(draft.source.text) - _ANY
        if head.tag_ == "NNS" or not self.cues.speaks(head.lemma, "office") or len(own) < 2:
            return None
        text = self.reading.article.text
        for other in self.reading.attributions:
            if other.head is None or other.head.pos_ != "PROPN" or other.source.span is None or other.source.cue_span is None:
                continue
            behind = text[other.source.span[1] : other.source.cue_span[0]][:_TITLE]
            if own <= words(other.source.text) | words(behind) and is_person(other.head, self.cues):
                return other.source.text
        return None

    def _earlier(self, draft: AttributionDraft) -> list[tuple[AttributionDraft, str, bool]]:
        # "Citing a guard, it said …": who is cited beside a pronoun is not who it means.
        return [(other, name, person) for other, name, person in self.heard if other is not draft and other.head is not None
                and (other.source.span or (0, 0)) != (draft.source.span or (0, 0))
                and not (other.sentence is draft.sentence and (other.source.cue or "").lower() in ("citing", "quoting"))]  # fmt: skip

    def _last(self, draft: AttributionDraft) -> str | None:
        earlier = self._earlier(draft)
        return earlier[-1][1] if earlier else None

    def _of_pronoun(self, draft: AttributionDraft, word: str) -> str | None:
        if word in _RELATIVES:
            return None
        own = self._in_sentence(draft) if draft.rule not in ("closing", "inverted") else None
        if own is not None and word != "he":
            return own
        near = [
            (other, name, person)
            for other, name, person in reversed(self._earlier(draft))
            if draft.sentence.index - other.sentence.index <= 6
            and not (other.head is not None and other.head.pos_ == "PRON" and name == other.source.text)
        ]
        if word in _HE:
            near = [one for one in near if one[2]] or [
                one
                for one in near
                if one[0].head is not None
                and one[0].head.pos_ == "PROPN"
                and " " not in one[1]
                and not self.lexicon.is_a(one[1].lower(), "state")
            ]
        elif word == "it":
            near = [one for one in near if not one[2] and not _are_many(one[0])]
        elif word == "they":
            near = [one for one in near if _are_many(one[0])] or [one for one in near if not one[2]]
        if near:
            return near[0][1]
        referent = draft.phrase.referent() if draft.phrase is not None else None
        if referent is None or referent.pronoun or (word in _HE and not is_person(referent.head, self.cues)):
            return None
        named = self.cues.speaks(referent.head.lemma, "body", "monitor")
        return referent.text if word in _HE | _THEY or named or self.lexicon.is_a(referent.head.lemma, "state") else None

    def _in_sentence(self, draft: AttributionDraft) -> str | None:
        """A pronoun that a phrase of its own sentence explains: "The army had no comment but it said …"."""
        if draft.phrase is None or draft.phrase.antecedent is None:
            return None
        referent = draft.phrase.referent()
        if referent.sentence is draft.sentence and not referent.pronoun:
            return referent.text
        return None

    def _fuller(self, draft: AttributionDraft, head: Token) -> str | None:
        """ "The Observatory", "Orve": the fullest phrase with the same head and all its words, nearest to the opening."""
        own = words(_unbased(draft.source.text))
        best: Name | None = None
        for name in self.names:
            if name.head != head.lower_ or not own < name.words or (name.plural and " and " in name.text):
                continue
            if best is None or _weight(name) > _weight(best):
                best = name
        return best.text if best is not None else self._acronym(draft)

    def _acronym(self, draft: AttributionDraft) -> str | None:
        text = draft.source.text
        if draft.phrase is not None and draft.phrase.antecedent is not None and draft.phrase.referent().proper:
            return draft.phrase.referent().text
        if not (text.isupper() and 2 <= len(text) <= 6):
            return None
        for name in self.names:
            letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name.text) if word[0].isupper())
            if letters == text and len(name.text) > len(text):
                return name.text
        return None

    def _same_head(self, draft: AttributionDraft, head: Token, definite: bool) -> str | None:
        """ "The source" after "a medical source in Orve", "the ministry" after "the Defence Ministry"."""
        if not definite:
            return None
        lemma = head.lemma
        for other, name, _ in reversed(self._earlier(draft)):
            if other.head is not None and other.head.lemma == lemma and len(name) > len(draft.source.text):
                return name
        for other, name, _ in reversed(self._earlier(draft)):
            if lemma in words(other.source.text) and len(name) > len(draft.source.text):
                return name
        return next((name.text for name in self.names if name.head == lemma and len(name.text) > len(draft.source.text)), None)

    def _monitor(self, head: Token) -> str | None:
        """ "A monitor", "the monitoring group": the one monitoring organisation that the document names."""
        lemma = head.lemma
        watching = any(self.cues.is_word(c.lower_, "watching") or self.cues.is_word(c.lemma, "watching") for c in head.children)
        if not (self.cues.speaks(lemma, "monitor") or watching) or head.tag_ == "NNS":
            return None
        monitors = [
            name for name in self.names
            if self.cues.speaks(name.head, "monitor") and not name.person and (len(name.words) > 1 or name.head == "observatory")
        ]  # fmt: skip
        found = [name for name in monitors if not self._ends_headline(name)]
        long = [name for name in found if len(name.words) > 1]
        return max(long or found, key=lambda name: (_weight(name), -name.start)).text if found else None

    def _ends_headline(self, name: Name) -> bool:
        """Tell whether a name is a headline's last words run together: "… in east Orve Monitor" in a text that goes on with its date."""
        before = name.text.split()[:-1]
        spoke = any(draft.source.text == name.text and draft.rule != "colon" for draft in self.reading.attributions)
        if spoke or not self.cues.is_word(name.text.split()[-1].lower(), "credit"):
            return False
        last = name.start + len(" ".join(before))
        return any(place.start < last <= place.end + 1 for place in self.reading.toponyms if name.start <= place.start)

    def _by_office(self, draft: AttributionDraft, head: Token) -> str | None:
        """ "The spokesman", "the group": the last person or body that was quoted."""
        office = is_person(head, self.cues)
        if self.cues.is_word(head.lemma, "itself"):
            return None
        for other, name, person in reversed(self._earlier(draft)):
            if (
                person == office
                and 0 < draft.sentence.index - other.sentence.index <= 6
                and other.head is not None
                and other.head.tag_ != "NNS"
            ):
                return name
        return None


def _of_body(head: Token) -> Token | None:
    """ "Monitors at the Tarn Observatory": the body they are of."""
    return next((p for prep in prepositions(head, "at", "of", "with", "from") if (p := child(prep, "pobj")) and p.pos_ == "PROPN"), None)


def _of_nation(head: Token) -> bool:
    """ "The Orvean military" says whose it is; "the Orve-based group" only where it sits."""
    return any(c.dep_ == "amod" and c.is_title and c.nbor(1).text != "-" for c in head.children)


def _are_many(draft: AttributionDraft) -> bool:
    """Tell whether a source is several: "witnesses", "the Observatory and activists", "they"."""
    head = draft.head
    return head is not None and (head.tag_ in ("NNS", "NNPS") or head.lower_ in _THEY or any(c.dep_ == "conj" for c in head.children))


def _weight(name: Name) -> int:
    """How full a name is: its words in capitals."""
    return _capitals(name.text)


@lru_cache(maxsize=4096)
def _capitals(text: str) -> int:
    return sum(word[0].isupper() for word in _WORD.findall(text))


def speaks_itself(phrase: Phrase | None, draft: AttributionDraft, name: str | None) -> bool:
    """Tell whether an actor is the source itself: the same phrase, its pronoun, or the same name."""
    if phrase is None:
        return False
    if draft.source.span is not None and phrase.start < draft.source.span[1] and draft.source.span[0] < phrase.end:
        return True
    if phrase.pronoun and phrase.head.lower_ in ("i", "we", "our", "my"):
        return True
    referent = phrase.referent()
    own = words(name or draft.source.text) | words(draft.source.text)
    return bool(own) and any(w and (w <= own or words(draft.source.text) <= w) for w in (words(phrase.text), words(referent.text)))
