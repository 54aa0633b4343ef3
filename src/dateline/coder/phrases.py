"""Step: the phrases that may stand for actors, and what pronouns and bare references among them mean.

Coreference enough for news, by agreement and nearness: pronouns ("they", "it", "his"), bare references ("the group",
"the militants", "the army"), acronyms introduced in brackets ("Syrian Democratic Forces (SDF)") and last names.
The links are cautious: a phrase without a fitting antecedent keeps its own words.
"""

from __future__ import annotations

import re

from dateline.coder.reading import Phrase, Reading
from dateline.coder.step import Step
from dateline.coder.stretches import Stretches
from dateline.coder.syntax import PLURAL_PRONOUNS, child, phrase_of
from dateline.coder.tree import Token
from dateline.model import Level
from dateline.ontology import Lexicon

_ROLES = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj", "poss", "appos", "dative", "ROOT", "attr"})
_SALIENCE = {"nsubj": 3, "nsubjpass": 3, "ROOT": 2, "dobj": 1, "pobj": 1, "poss": 1, "conj": 1, "attr": 0, "appos": 0, "dative": 1}
_BACK = 3
"""How many parsed sentences back an antecedent may stand for a pronoun."""
_BACK_BARE = 12
"""The same for a bare reference, which tells more by itself."""
_BACK_NAME = 100
"""The same for a last name: a report does not go on with one that stands further back without giving it in full again."""

_THING = frozenset({"it", "its", "itself"})
_PERSON = frozenset({"he", "she", "him", "his", "her", "himself", "herself"})
_SPEAKER = frozenset({"i", "we", "our", "my", "me", "us"})
_ACTORS = ("armed", "authority", "person", "body", "monitor", "nation", "office", "crowd")
_CAPITALS = re.compile(r"\(\s*([A-Z][A-Za-z]{0,3}[A-Z]{1,5}(?:-[A-Z]+)?)\s*\)")


def run(reading: Reading) -> None:
    """Assign ``phrases``, each with its antecedent where one was found."""
    lexicon = reading.knowledge.ontology.lexicon
    reading.phrases = []
    for sentence in reading.sentences:
        if sentence.doc is not None:
            reading.phrases += [phrase_of(sentence, token, reading.article.text) for token in sentence.doc if _may_be_actor(token, lexicon)]
    times = Stretches((time.start, time.end, time) for time in reading.times)
    reading.phrases = [phrase for phrase in reading.phrases if not times.meeting(phrase.start, phrase.end)]
    acronyms = _acronyms(reading)
    towns = Stretches(
        (place.start, place.end, place) for place in reading.toponyms if not place.in_title and place.place.level is not Level.COUNTRY
    )
    parties: list[Phrase] = []
    for phrase in reading.phrases:
        phrase.antecedent = _antecedent(phrase, parties, lexicon, acronyms) or _apposed(phrase, reading.article.text, lexicon)
        # "The army shelled Denov before it withdrew": a town does not act, so nothing refers to it as to a party.
        if not any(start <= phrase.start and phrase.end <= end for start, end, _ in towns.meeting(phrase.start, phrase.end)):
            parties.append(phrase)


def _may_be_actor(token: Token, lexicon: Lexicon) -> bool:
    if token.pos_ == "PRON":
        return token.lower_ in PLURAL_PRONOUNS or token.lower_ in _THING or token.lower_ in _PERSON
    if token.pos_ == "PROPN":
        return token.dep_ in _ROLES
    return token.pos_ == "NOUN" and token.dep_ in _ROLES and lexicon.in_any(token.lemma, _ACTORS)


def _acronyms(reading: Reading) -> dict[str, Phrase]:
    """Short forms that the text itself explains, with the phrase before the bracket."""
    found: dict[str, Phrase] = {}
    for match in _CAPITALS.finditer(reading.text):
        short = match.group(1)
        before = [phrase for phrase in reading.phrases if phrase.start < match.start() and 0 <= match.start() - phrase.end <= 2]
        inside = [phrase for phrase in reading.phrases if phrase.start < match.start() < phrase.end and phrase.head.text != short]
        for phrase in before + inside:
            letters = "".join(word[0] for word in re.findall(r"[A-Za-z]+", phrase.text) if word[0].isupper())
            if short[0] in letters and len(phrase.text) > len(short):
                found.setdefault(short, phrase)
                break
    return found


def _antecedent(phrase: Phrase, earlier: list[Phrase], lexicon: Lexicon, acronyms: dict[str, Phrase]) -> Phrase | None:
    if phrase.pronoun:
        return None if phrase.head.lower_ in _SPEAKER else _of_pronoun(phrase, earlier, lexicon)
    known = acronyms.get(phrase.text)
    if known is not None and known is not phrase and known.start < phrase.start:
        return known
    if phrase.proper:
        return _of_short_name(phrase, earlier)
    if _is_bare(phrase):
        return _of_bare(phrase, earlier, lexicon)
    return None


def _apposed(phrase: Phrase, text: str, lexicon: Lexicon) -> Phrase | None:
    """ "The rebel group Tarn Front": the name that stands right behind a word for a body of people."""
    if phrase.head.pos_ != "NOUN" or not lexicon.in_any(phrase.head.lemma_.lower(), ("body", "monitor", "office")):
        return None
    name = child(phrase.head, "appos")
    if name is None or name.pos_ != "PROPN" or not 0 < name.left_edge.i - phrase.head.i <= 2:
        return None
    return phrase_of(phrase.sentence, name, text)


def _near(phrase: Phrase, earlier: list[Phrase], back: int) -> list[Phrase]:
    first = len(earlier)
    while first and phrase.sentence.index - earlier[first - 1].sentence.index <= back:
        first -= 1
    return earlier[first:]


def _rank(phrase: Phrase, other: Phrase) -> tuple[int, int, int]:
    """Nearer sentences first; within one, subjects before objects, then what stands first."""
    return (-(phrase.sentence.index - other.sentence.index), _SALIENCE.get(other.head.dep_, 0), -other.start)


def _governs(phrase: Phrase, other: Phrase) -> bool:
    """A pronoun cannot mean a co-argument of its own verb ("it attacked it"), nor the phrase that holds it."""
    if other.start <= phrase.start < other.end:
        return True
    return (
        phrase.head.dep_ not in ("poss",)
        and phrase.head.head.i == other.head.head.i
        and phrase.sentence is other.sentence
        and phrase.head.dep_ != "conj"
    )


def _of_pronoun(phrase: Phrase, earlier: list[Phrase], lexicon: Lexicon) -> Phrase | None:
    word = phrase.head.lower_
    fits = []
    for other in _near(phrase, earlier, _BACK):
        if other.pronoun and other.antecedent is None:
            continue
        lemma = other.referent().head.lemma
        if _governs(phrase, other):
            continue
        person = lexicon.is_a(lemma, "person") or lexicon.is_a(lemma, "office")
        if word in PLURAL_PRONOUNS:
            fit = (other.plural or lexicon.is_a(lemma, "armed") or lexicon.is_a(lemma, "body")) and (
                lexicon.in_any(lemma, _ACTORS) or other.proper or lemma == "people"
            )
        elif word in _THING:
            fit = (
                not other.plural
                and not person
                and (other.proper or lexicon.in_any(lemma, ("armed", "authority", "body", "monitor", "nation")))
            )
        else:
            fit = not other.plural and (person or lexicon.is_a(lemma, "authority") or _is_name(other.referent()))
        if fit:
            fits.append(other)
    return max(fits, key=lambda other: _rank(phrase, other), default=None)


def _is_name(phrase: Phrase) -> bool:
    return phrase.head.tag_ == "NNP" and len(phrase.text.split()) >= 2


def _of_short_name(phrase: Phrase, earlier: list[Phrase]) -> Phrase | None:
    """ "Nalbandian" after "Armenian FM Edward Nalbandian": the last name of a fuller phrase."""
    if " " in phrase.text:
        return None
    for other in reversed(_near(phrase, earlier, _BACK_NAME)):
        words = other.text.split()
        if len(words) > 1 and other.head.text == phrase.head.text and words[-1] == phrase.text and other.head.pos_ == "PROPN":
            return other
    return None


def _is_bare(phrase: Phrase) -> bool:
    """ "the group", "the monitor", "these fighters": a definite common noun without a modifier that would name it."""
    det = child(phrase.head, "det")
    definite = det is not None and det.lower_ in ("the", "this", "these", "those", "both")
    return definite and not any(c.dep_ in ("amod", "compound", "prep", "poss", "acl", "relcl", "nummod") for c in phrase.head.children)


def _of_bare(phrase: Phrase, earlier: list[Phrase], lexicon: Lexicon) -> Phrase | None:
    lemma = phrase.head.lemma
    classes = [name for name in ("monitor", "body", "armed", "office", "authority") if lexicon.is_a(lemma, name)]
    if not classes:
        return None
    candidates = [
        other for other in _near(phrase, earlier, _BACK_BARE) if not other.pronoun and not _governs(phrase, other) and not _is_bare(other)
    ]
    for other in reversed(candidates):
        if (
            other.head.lemma == lemma
            and other.plural == phrase.plural
            and len(other.text) > len(phrase.text)
            and other.text.lower() != phrase.text.lower()
        ):
            return other
    if ("monitor" in classes or "body" in classes) and lemma not in lexicon.words.get("force", ()):
        # "the group" after "the Syrian Observatory": an organisation by its proper name, the nearest one that spoke or acted.
        named = [
            other
            for other in candidates
            if other.proper
            and not other.plural
            and other.head.dep_ in ("nsubj", "nsubjpass", "pobj")
            and lexicon.in_any(other.head.lemma, ("monitor", "body", "armed"))
        ]
        return named[-1] if named else None
    return None


STEP = Step("phrases", requires=("text", "sentences", "sentences.doc", "times", "toponyms"), assigns=("phrases",), run=run)
