"""What part a name of a place plays in its sentence: where something happens, a party, where someone spoke, a point of reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.coder.reading import Reading, Sentence, Toponym
from dateline.coder.syntax import child
from dateline.coder.tree import Doc, Token
from dateline.gazetteer import load_countries
from dateline.gazetteer.vocabulary import vocabulary
from dateline.model import Level, Outcome, PlaceMention
from dateline.tables import Column, read_table

_TABLE = Path(__file__).parent / "data" / "where.csv"
_PARTS = frozenset({"speech", "against", "object", "whole", "visit", "taken", "stationed", "ground", "bearing", "measure", "party",
                    "told", "interview", "forces", "body", "housed", "banned", "route", "launch", "struck", "rank", "goal"})  # fmt: skip


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    columns = {"part": Column(required=True, allowed=_PARTS), "word": Column(required=True), "reason": Column(required=True)}
    rows = read_table(_TABLE, columns)
    return {part: frozenset(row["word"] for row in rows if row["part"] == part) for part in sorted(_PARTS)}


def words(part: str) -> frozenset[str]:
    """Return the words of one part of ``where.csv``; raises :class:`~dateline.errors.KnowledgeError` for a faulty row."""
    return _words()[part]


@lru_cache(maxsize=1)
def _capitals() -> frozenset[str]:
    return frozenset(country.capital.lower() for country in load_countries() if country.capital)


def is_capital(place: PlaceMention) -> bool:
    """Tell whether a place is called as a country's capital is."""
    return place.level is Level.TOWN and place.text.lower() in _capitals()


@dataclass(frozen=True, slots=True)
class Standing:
    """``part`` is "place", "party" (an actor), "object" (of words), "teller" (where a source is), "speech", "reference" or "bearer"
    (part of the name of forces).

    ``state`` says that the name may stand for a state; ``located`` that it stands behind "in", "at" and the like.
    """

    part: str
    state: bool
    located: bool

    def fits(self, *, spoken: bool) -> bool:
        """Tell whether the name may be where an event happens; events of words take only what stands behind "in", "at" and the like."""
        if spoken:
            return self.part == "place" and self.located
        return self.part in ("place", "object")


LOCATING = frozenset({"in", "at", "near", "inside", "outside", "across", "around", "within", "throughout"})


def standings(reading: Reading, sentence: Sentence, inside: list[Toponym]) -> list[tuple[Toponym, Token, Standing]]:
    """Return each name of a parsed sentence with its head word and its part, in order."""
    assert sentence.doc is not None
    heads = [(toponym, _head(sentence, toponym)) for toponym in inside]
    names = {token.i for _, token in heads if token is not None}
    return [(toponym, token, _standing(reading, sentence, toponym, token, names)) for toponym, token in heads if token is not None]


def _head(sentence: Sentence, toponym: Toponym) -> Token | None:
    assert sentence.doc is not None
    start, end = toponym.head if toponym.relative and toponym.head else (toponym.start, toponym.end)
    tokens = [t for t in sentence.doc if start <= sentence.offset(t) < end and not t.is_punct]
    tops = [t for t in tokens if t.head.i == t.i or not any(t.head.i == other.i for other in tokens)]
    return tops[-1] if tops else None


def _standing(reading: Reading, sentence: Sentence, toponym: Toponym, token: Token, names: set[int]) -> Standing:
    start, end = toponym.head or (toponym.start, toponym.end)
    core = reading.text[start:end]
    plain_name = (start, end) == (toponym.start, toponym.end)
    state = plain_name and (toponym.place.level is Level.COUNTRY or core.lower() in _capitals())
    located = False
    at = token
    for _ in range(4):
        if (
            at.dep_ in ("conj", "appos", "compound", "nmod", "nummod")
            and at.head.i != at.i
            # "in Hartsdale Tarnland": without their comma two places look like one name.
            and (at.dep_ != "compound" or at.head.i in names or _is_ground(at.head))
        ):
            at = at.head
        else:
            break
    if at.dep_ == "pobj":
        prep = at.head
        located = prep.lower_ in LOCATING or (prep.lower_ in ("to", "of", "for") and prep.head.lemma_.lower() in _words()["visit"])
    elif at.dep_ == "dobj":
        located = at.head.lemma_.lower() in _words()["visit"]
    part = _part(reading, sentence, end, at, state)
    if state and token.dep_ in ("poss", "nmod", "compound") and _is_ground(token.head) and is_described(token.head):
        part = "reference"  # "Tarn's second city" is not all of Tarn
    if toponym.relative and (part == "reference" or (part in ("teller", "party") and at.head.lower_ in ("of", "from", "between"))):
        part, located = "place", True  # the words that tell it by another are part of it
    if core.isupper() and len(core) > 3 and not reading.text[sentence.start : sentence.end].isupper() and part == "place":
        part = "teller"  # a dateline within the line: "Updated 12:40 HARTSDALE Government forces ..."
    vague = toponym.place.outcome is Outcome.AMBIGUOUS or (toponym.place.outcome is Outcome.EXACT and toponym.place.level is None)
    if vague and part == "place" and at.dep_ not in ("pobj", "dobj", "nsubjpass"):
        part = "teller"  # more likely part of another name: "Olympic officials", "Middle East Monitor"
    if part == "place":
        part = "speech" if _names_body(token) else _told_from(at) or part
    return Standing(part, state, located)


def _told_from(token: Token) -> str | None:
    """The part of a name in a phrase that names who tells: "activists in Hartsdale said", or where: "told reporters in Hartsdale".

    Those who speak may be where it happened; where they have their office, it did not: "a group based in Hartsdale said".
    """
    at, stationed = token, False
    while at.head.i != at.i:
        if at is not token and _is_speaker(at):
            return "speech" if stationed else "teller"
        if at.dep_ == "dobj" and at is not token and at.head.lemma_.lower() in _words()["told"]:
            return "speech"
        if at.pos_ == "VERB":
            if at.dep_ not in ("acl", "relcl", "amod") or at.lemma_.lower() not in _words()["stationed"]:
                break
            stationed = True
        at = at.head
    return "teller" if stationed else None


def _is_speaker(token: Token) -> bool:
    if token.dep_ == "nsubj":
        return token.head.lemma_.lower() in _words()["speech"]
    return token.dep_ == "pobj" and token.head.lower_ == "to" and token.head.head.lower_ == "according"


def _names_body(token: Token) -> bool:
    """Tell whether a name is the end of the name of a body that tells or acts: "the Organization for Security in Europe"."""
    doc, lists, at = token.doc, _words(), token.i - 1
    while at > 0 and (doc[at].lower_ == "the" or (doc[at].dep_ == "compound" and doc[at].head.i == token.i)):
        at -= 1
    if at < 1 or doc[at].lower_ not in ("of", "for", "in"):
        return False
    link, first = doc[at], at - 1
    while first >= 0 and (doc[first].text[:1].isupper() or doc[first].lower_ in _SMALL or (first > 0 and doc[first - 1].text == "-")):
        if doc[first].text[:1].isupper() and doc[first].lower_ in lists["body"] | lists["housed"]:
            break
        first -= 1
    else:
        return False
    if link.lower_ == "in" and first == at - 1:
        return False  # "the Council in Hartsdale" is a council that is there
    body = doc[first]
    struck = body.dep_ in ("dobj", "nsubjpass", "compound") or (body.dep_ == "pobj" and body.head.lower_ in LOCATING | {"of", "on"})
    return not (struck and body.lower_ in lists["housed"])


# What the name of a body may hold beside capitalised words.
_SMALL = frozenset({"of", "for", "and", "in", "the", "-", "&", "on"})


def whole_meant(doc: Doc) -> list[tuple[Token, str]]:
    """The bare words that refer back to a place ("the city"), each with the level it tells."""
    levels = dict(entry.split(":") for entry in words("whole"))
    return [(token, levels[token.lower_]) for token in doc if token.lower_ in levels and _is_bare(token)]


def _is_bare(token: Token) -> bool:
    if is_described(token):
        return True
    if not any(child.lower_ in ("the", "this", "that") for child in token.children):
        return False
    return not any(
        child.dep_ in ("compound", "nmod") or child.pos_ == "PROPN" or (child.dep_ == "prep" and child.lower_ == "of")
        for child in token.children
    )


def is_described(token: Token) -> bool:
    """Tell whether a bare word is a state's, and told by its rank: "Tarn's second city" is one that was named before."""
    children = list(token.children)
    return any(child.dep_ in ("poss", "nmod") for child in children) and any(
        child.lower_ in _words()["rank"] or child.tag_ == "JJS" for child in children
    )


def _joins_adjective(reading: Reading, end: int) -> bool:
    """Tell whether a name goes on as one word with a people's: "the US-Russian truce" is of two parties."""
    if reading.text[end : end + 1] != "-":
        return False
    word = reading.text[end + 1 : end + 20].split(" ")[0].strip(",.")
    return word[:1].isupper() and reading.gazetteer.fold(word) in vocabulary().demonyms


def _is_ground(token: Token) -> bool:
    return token.lemma_.lower() in _words()["ground"]


def _part(reading: Reading, sentence: Sentence, end: int, token: Token, state: bool) -> str:
    lists = _words()
    # "Russia-backed forces", "Tehran-led militias": the name is only a party's.
    if reading.text[end : end + 1] == "-" and reading.text[end + 1 : end + 14].split(" ")[0].strip(",.").lower() in vocabulary().made_of:
        return "party"
    dep, head = token.dep_, token.head
    if _joins_adjective(reading, end):
        return "party"
    if dep == "pobj":
        return _of_preposition(head, state)
    if dep == "dobj" and head.lemma_.lower() in lists["told"]:
        return "speech"
    if dep in ("nsubj", "nsubjpass", "agent"):
        return "party" if state else "place"
    if dep in ("poss", "compound", "amod", "nmod"):
        lemma = head.lemma_.lower()
        if lemma in lists["ground"]:
            return "place"
        if (lemma in lists["forces"] or head.lower_ in lists["forces"]) and not state:
            return "bearer"
        if lemma in lists["party"] or head.lower_ in lists["party"]:
            return "party" if state or dep == "poss" or lemma in ("government", "regime") else "place"
        if head.pos_ == "PROPN" and dep == "compound" and sentence.offset(head) >= end and lemma not in lists["ground"]:
            return "teller"  # "the Hartsdale Media Centre" is a body
        if state and reading.text[token.idx + sentence.start : end].lower() in _ADJECTIVES:
            return "party"
        return "party" if state and dep == "poss" and head.pos_ != "PROPN" else "place"
    return "place"


# Short names of states that are adjectives too: "US strikes" are not in the United States.
_ADJECTIVES = frozenset({"us", "u.s.", "uk", "u.k.", "usa", "uae", "drc"})


def _of_preposition(prep: Token, state: bool) -> str:
    lists = _words()
    governor = prep.head
    if prep.lower_ == "in" and governor.lower_ in lists["banned"]:
        return "party"  # "the Tarn Front (banned in Hartland)" tells who banned it
    if prep.lower_ == "between" and any(token.lemma_.lower() in lists["route"] for token in (governor, *governor.children)):
        return "place"  # "the road between Hartsdale and Salm"
    if prep.lower_ == "with" and prep.i and prep.doc[prep.i - 1].lemma_.lower() in ("border", "frontier"):
        return "reference"  # "a town on Tarn's border with Hartland"
    if prep.lower_ == "from" and governor.lemma_.lower() in lists["launch"]:
        return "reference"
    if prep.lower_ in lists["against"] and state:
        return "party"
    if prep.lower_ in lists["object"] and state:
        return "object"
    if prep.lower_ in ("of", "from", "outside", "away") and _is_distance(prep):
        return "reference"
    if (
        prep.lower_ == "of"
        and governor.lower_ in lists["bearing"]
        and governor.pos_ in ("ADV", "ADJ", "NOUN")
        and not any(c.lower_ == "the" for c in governor.children)
    ):
        return "teller"
    if prep.lower_ == "of" and state and governor.lemma_.lower() in lists["party"]:
        return "party"
    if prep.lower_ in ("in", "from", "at") and governor.lemma_.lower() in lists["speech"] and governor.pos_ == "VERB":
        # "Clashes were reported in Hartsdale" tells where the clashes were, not where somebody told of them.
        return "place" if child(governor, "nsubjpass") is not None and child(governor, "agent") is None else "speech"
    if (
        prep.lower_ == "to"
        and state
        and governor.pos_ in ("NOUN", "VERB")
        and governor.lemma_.lower() in ("ambassador", "envoy", "ally", "support", "return", "refer", "according")
    ):
        return "party"
    return "place"


def _is_distance(prep: Token) -> bool:
    """Tell whether a preposition measures a distance: "12 km north of", "ten miles from"."""
    lists = _words()
    first = max(0, prep.i - 5)
    before = [token.lower_ for token in prep.doc[first : prep.i]]
    near = before[-4:]
    return any(word in lists["measure"] for word in near) and (
        prep.lower_ in ("from", "outside") or any(word in lists["bearing"] for word in near)
    )
