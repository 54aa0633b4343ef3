"""Finding names of places in a text: what is in the lists, and capitalised names that the text treats as places.

Works on the surface alone, so that a text that is not parsed is read too; about a microsecond a character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.gazetteer.lookup import Gazetteer
from dateline.gazetteer.vocabulary import Vocabulary, vocabulary
from dateline.model import Level

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]\w*(?:['’ʼ‘ʻ`-][^\W_]\w*)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_SMALL_WORD = re.compile(r"(?<![\w-])[a-z]+(?![\w-])")
_LINKS = frozenset({"of", "de", "del", "la", "las", "los", "le", "les", "da", "do", "dos", "di", "du", "and", "the", "upon", "on", "sur", "am", "an", "der", "i"})  # fmt: skip
_ABBREVIATED = frozenset({"saint", "sainte", "fort", "mount", "point"})
_LONGEST = 6
# Articles that may stand small and apart at the head of a name; the others are words of English ("at", "as", "an").
_APART = frozenset({"al", "el", "ad", "ash", "az", "ar", "ez"})
_OWNED = re.compile(r"(?:['’]s?|s)(?: [a-z-]+){0,2}")
_ARTICLED = ("al-", "el-", "as-", "ash-", "ar-", "ad-", "an-", "at-", "ez-", "az-")
# "Zuhur, the last district they held": what follows says that the name is a place's.
_APPOSED = re.compile(r",? (?:the|a|an|another|also)(?: [\w-]+){0,3} (?:district|town|village|city|neighbou?rhood|area|suburb|province|region|base)\b")
_HYPHENED = re.compile(r"^[A-Z].*-[a-z]{4,}$")
_NATIONAL = frozenset({"border", "borders", "frontier", "coast", "territory", "soil", "capital", "desert", "airspace", "waters", "mainland", "borderlands"})  # fmt: skip
# Features only when they are written small.
_SMALL = frozenset(
    {"front", "axis", "pocket", "state", "states", "camp", "base", "union", "area", "pass", "gate", "mine", "station", "republic"}
)
_MADE_OF = re.compile(r"-(?:backed|led|based|born|held|controlled|run|sponsored|supported|allied|made|area|bound|style|dominated|trained|occupied|ruled|brokered|mediated|friendly|owned)$", re.IGNORECASE)  # fmt: skip


@dataclass(slots=True)
class Word:
    """One word of the text: ``fold`` without a possessive ending; ``capital`` counts "al-Bab" in."""

    start: int
    end: int
    text: str
    fold: str
    lower: str
    capital: bool
    first: bool
    possessive: bool


@dataclass(slots=True, eq=False)
class Name:
    """A name of a place as the text gives it.

    [start, end) takes features and directions along, [core, core_end) is the name alone; ``level`` is what a feature word tells;
    ``strong`` says that the text itself treats it as a place; ``within`` points at the name that the text says contains it;
    ``mate`` is the
    name in whose list this one stands; ``weak`` names are places only if the document is about their country; ``adjective`` and ``nation`` are ISO codes: of a bare "Turkish", and of "the Turkish border".
    """

    start: int
    end: int
    core: int
    core_end: int
    text: str
    fold: str
    known: bool
    strong: bool = False
    level: Level | None = None
    feature: str | None = None
    direction: str | None = None
    within: Name | None = None
    firm: bool = False
    weak: bool = False
    mate: Name | None = None
    attached: bool = False
    section: int = 0
    adjective: str | None = None
    nation: str | None = None


def split_words(text: str, starts: frozenset[int], gazetteer: Gazetteer) -> list[Word]:
    """Return the words of a text; ``starts`` are the offsets at which sentences begin."""
    words: list[Word] = []
    articles, stripped = gazetteer.rules.articles, vocabulary().stripped
    pending = True
    for match in _WORD.finditer(text):
        raw = match.group()
        start, end = match.span()
        cut = _POSSESSIVE.search(raw)
        possessive = bool(cut) or text[end : end + 1] in ("'", "’")
        if cut:
            end -= len(cut.group())
            raw = text[start:end]
        lower = raw.lower()
        head, _, rest = raw.partition("-")
        capital = raw[0].isupper() or (head in articles and rest[:1].isupper())
        if start in starts:
            pending = True
        # Some sites strip apostrophes: "Syrias north".
        if capital and not possessive and len(raw) > 4 and raw.endswith("s") and _stripped(raw, stripped, gazetteer):
            end, raw, lower, possessive = end - 1, raw[:-1], lower[:-1], True
        words.append(Word(start, end, raw, gazetteer.fold(raw) if capital else lower, lower, capital, pending, possessive))
        pending = False
    return words


def _stripped(raw: str, states: frozenset[str], gazetteer: Gazetteer) -> bool:
    """Tell whether a word is a large place's name with an "s" that has lost its apostrophe."""
    if gazetteer.knows(gazetteer.fold(raw)):
        return False
    stem = gazetteer.fold(raw[:-1])
    return stem in states or (len(stem) > 4 and any(hit.match < 2 and hit.place.population >= 100_000 for hit in gazetteer.named(stem)))


class Scanner:
    """Finds names of places; holds no state of a text."""

    def __init__(self, gazetteer: Gazetteer, words: Vocabulary | None = None) -> None:
        self.gazetteer = gazetteer
        self.vocabulary = words or vocabulary()

    def named(self, text: str, start: int, end: int) -> Name | None:
        """Return text[start:end] as a name of a place when nothing speaks against it, for a reader who has reasons of grammar."""
        words, vocabulary = split_words(text[start:end], frozenset(), self.gazetteer), self.vocabulary
        whole = text[start:end]
        if not words or not words[-1].capital or (whole.isupper() and len(whole) < 6) or self.gazetteer.fold(whole) in vocabulary.never:
            return None
        for word in words:
            if word.fold in vocabulary.never or word.fold in vocabulary.demonyms or word.fold in vocabulary.bodies or word.lower in vocabulary.titles \
                    or word.lower in vocabulary.given or word.fold in vocabulary.holders or word.possessive:  # fmt: skip
                return None
        folded = self.gazetteer.fold(whole)
        return Name(start, end, start, end, whole, folded, self.gazetteer.knows(folded), strong=True)

    def scan(self, text: str, starts: Sequence[int] = (0,), *, section: int = 0, beside: str = "") -> list[Name]:
        """Return the names of places of a text in their order; ``section`` is stored in each (0 the text, 1 the title).

        ``beside`` is more text of the same document: a word that is written small there is no name where a headline writes it large.
        """
        words = split_words(text, frozenset(starts), self.gazetteer)
        if not words:
            return []
        capitals = sum(word.capital for word in words)
        if len(words) > 25 and capitals < 0.03 * len(words):
            for word in words:
                word.fold = self.gazetteer.fold(word.text)
            found = _Lower(self, text, words).run()
        else:
            small = frozenset(word.lower for word in words if not word.capital) | frozenset(_SMALL_WORD.findall(beside))
            found = _Pass(self, text, words, headline=capitals > 0.6 * len(words) and len(words) < 40, small=small).run()
        for name in found:
            name.section = section
        return found


class _Pass:
    """One text on its way through the scanner."""

    def __init__(self, scanner: Scanner, text: str, words: list[Word], *, headline: bool, small: frozenset[str] = frozenset()) -> None:
        self.gazetteer, self.vocabulary, self.text, self.words, self.headline = scanner.gazetteer, scanner.vocabulary, text, words, headline
        self.small = small
        self.persons: set[str] = set()
        self.names: list[Name] = []

    # -- looking around -------------------------------------------------------------------------------------------------------

    def gap(self, index: int) -> str:
        """What stands between a word and the next one."""
        if not 0 <= index < len(self.words) - 1:
            return "."
        return self.text[self.words[index].end : self.words[index + 1].start]

    def touches(self, index: int) -> bool:
        """Tell whether a word and the next one belong to one name as far as punctuation tells."""
        gap = self.gap(index)
        return gap == " " or (gap == ". " and self.words[index].fold in _ABBREVIATED)

    def before(self, index: int) -> Word | None:
        """The word in front, when only a blank parts the two."""
        return self.words[index - 1] if index > 0 and self.gap(index - 1) == " " else None

    def after(self, index: int) -> Word | None:
        """The word behind, when only a blank parts the two and no possessive ends the name."""
        return self.words[index + 1] if index + 1 < len(self.words) and self.gap(index) == " " else None

    # -- the walk -------------------------------------------------------------------------------------------------------------

    def run(self) -> list[Name]:
        self._collect_persons()
        at = 0
        while at < len(self.words):
            at = self._step(at)
        solid = {name.fold for name in self.names if name.strong}
        for name in self.names:
            name.weak = not (name.strong or name.fold in solid or self._stands_alone(name))
        self.names = [name for name in self.names if not name.weak or (name.known and not name.attached)]
        self._spread()
        self._contain()
        return self.names

    def _step(self, at: int) -> int:
        word = self.words[at]
        if _MADE_OF.search(word.text) or (_HYPHENED.match(word.text) and not self.gazetteer.knows(word.fold)):
            return self._parts(at) or at + 1
        if not word.capital and not (word.lower in _APART and self.touches(at) and self.words[at + 1].capital):
            return at + 1
        if (state := self._short(at)) is not None:
            self.names.append(Name(word.start, word.end, word.start, word.end, word.text, state, True, strong=True, level=Level.ADM1))
            return at + 1
        if (
            at + 1 < len(self.words)
            and self.touches(at)
            and (iso := self.vocabulary.demonyms.get(f"{word.fold} {self.words[at + 1].fold}"))
        ):
            end, follower = self.words[at + 1].end, self.words[at + 1]
            self.names.append(Name(word.start, end, word.start, end, self.text[word.start : end], f"{word.fold} {follower.fold}", True, strong=True, adjective=iso))  # fmt: skip
            return at + 2
        if iso := self._demonym(at):
            follower = self.after(at)
            if follower is not None and follower.lower in _NATIONAL and not word.possessive:
                text = self.text[word.start : follower.end]
                self.names.append(Name(word.start, follower.end, word.start, follower.end, text, self.gazetteer.fold(text), False, strong=True,
                                       feature=follower.lower, nation=iso))  # fmt: skip
                return at + 2
            self.names.append(Name(word.start, word.end, word.start, word.end, word.text, word.fold, True, strong=True, adjective=iso))
            return at + 1
        for last in self._longest(at):
            name = self._known(at, last)
            if name is not None:
                self.names.append(name)
                return self._skip(name, last)
        if name_last := self._parts(at):
            return name_last
        if (found := self._unknown(at)) is not None:
            name, last = found
            self.names.append(name)
            return self._skip(name, last)
        return at + 1

    def _short(self, at: int) -> str | None:
        """The folded name of the state that "La." or "LA" stands for behind a town and a comma."""
        word = self.words[at]
        if at == 0 or self.gap(at - 1) != ", " or not self.words[at - 1].capital:
            return None
        state = self.vocabulary.short.get(word.lower.replace(".", ""))
        stopped = self.text[word.end : word.end + 1] == "." or word.text.endswith(".") or (word.text.isupper() and len(word.text) == 2)
        return self.gazetteer.fold(state) if state and stopped else None

    def _skip(self, name: Name, last: int) -> int:
        at = last + 1
        while at < len(self.words) and self.words[at].start < name.end:
            at += 1
        return at

    def _longest(self, at: int) -> list[int]:
        """Last words of the stretches from ``at`` that are keys of the gazetteer, the longest first."""
        found, key = [], ""
        for last in range(at, min(at + _LONGEST, len(self.words))):
            word = self.words[last]
            if last > at and (not self.touches(last - 1) or self.words[last - 1].possessive):
                break
            if not (word.capital or word.lower in _LINKS or word.lower in self.gazetteer.rules.articles):
                break
            key = f"{key} {self.gazetteer.fold(word.text) if not word.capital else word.fold}" if key else word.fold
            if (word.capital and self.gazetteer.knows(key)) or (word.capital and self._bare_known(key)):
                found.append(last)
        return found[::-1]

    def _bare_known(self, key: str) -> bool:
        if key.rpartition(" ")[2] in self.gazetteer.rules.articles:
            return False
        bare = self.gazetteer.rules.bare(key)
        return bare != key and " " not in bare[:2] and self.gazetteer.knows(bare)

    def _demonym(self, at: int) -> str | None:
        return self.vocabulary.demonyms.get(self.words[at].fold)

    def _collect_persons(self) -> None:
        """Note surnames: capitalised words right behind a title or a given name."""
        for at, word in enumerate(self.words[:-1]):
            if not word.capital or self.gap(at) not in (" ", ". "):
                continue
            follower = self.words[at + 1]
            if not follower.capital or follower.fold in self.vocabulary.features:
                continue
            titled = word.lower in self.vocabulary.titles or (word.lower in self.vocabulary.given and self.gap(at) == " ")
            if not titled:
                continue
            last = at + 1
            while last + 1 < len(self.words) and self.gap(last) in (" ", ". ") and self.words[last + 1].capital and last < at + 3 \
                    and not (self.gap(last) == ". " and len(self.words[last].text) > 1):  # fmt: skip
                last += 1
            if self.words[last].fold in self.vocabulary.features or self.words[last].fold in self.vocabulary.holders:
                continue
            self.persons.add(self.words[last].fold)

    # -- known names ----------------------------------------------------------------------------------------------------------

    def _known(self, at: int, last: int) -> Name | None:
        words, vocabulary = self.words, self.vocabulary
        start, end = words[at].start, words[last].end
        text = self.text[start:end]
        folded = self.gazetteer.fold(text)
        if not self.gazetteer.knows(folded):
            folded = self.gazetteer.rules.bare(folded)
        single = at == last
        if folded in vocabulary.never or words[at].lower in vocabulary.directions and single or (single and len(words[at].fold) < 3 and not words[at].text.isupper()):
            return None
        # "FDA", "SOS": letters, unless a country is called so or the whole text is in capitals.
        if (
            single
            and text.isupper()
            and len(text) <= 5
            and "." not in text
            and not self.headline
            and not any(hit.place.level is Level.COUNTRY for hit in self.gazetteer.named(folded))
        ):
            return None
        if single and (
            words[at].lower in vocabulary.titles
            or "'" in words[at].text
            and words[at].text.lower().endswith(("'ve", "'ll", "'re", "'d", "'m", "'t"))
        ):
            return None
        name = Name(start, end, start, end, text, folded, True)
        self._modify(name, at, last)
        self._frame(name, at, last)
        rejected = self._is_other(name, at, last)
        return None if rejected else name

    def _modify(self, name: Name, at: int, last: int) -> None:
        """Take a feature behind the name and a direction in front of it along."""
        vocabulary = self.vocabulary
        if not self.words[last].possessive and (following := self._feature_after(last)) is not None:
            feature, index = following
            name.feature, name.strong = feature, True
            name.level = Level(vocabulary.features[feature]) if vocabulary.features[feature] else None
            name.end = self.words[index].end
        ahead = self.before(at)
        if ahead is not None and ahead.lower in vocabulary.directions:
            name.direction, name.start, name.strong = ahead.lower, ahead.start, True
            double = self.before(at - 1)
            if double is not None and double.lower in ("north", "south") and ahead.lower.startswith(("east", "west")):
                name.direction, name.start = double.lower + ahead.lower, double.start  # "north east Syria"
        elif ahead is not None and ahead.lower == "of" and at > 1 and (opening := self._feature_before(at)) is not None:
            feature, owned = opening
            name.strong = True
            if owned:
                return  # "the Salma district of Hartsdale": the district is Salma
            name.feature, name.strong = name.feature or feature, True
            if name.level is None and vocabulary.features[feature] and not feature.endswith("s"):
                name.level = Level(vocabulary.features[feature])

    def _feature_after(self, last: int) -> tuple[str, int] | None:
        follower = self.after(last)
        if follower is None:
            return None
        second = self.after(last + 1)
        if second is not None and f"{follower.lower} {second.lower}" in self.vocabulary.features:
            return f"{follower.lower} {second.lower}", last + 2
        # "the Nusra Front" is no front line.
        if follower.lower not in self.vocabulary.features or (follower.capital and follower.lower in _SMALL):
            return None
        return follower.lower, last + 1

    def _feature_before(self, at: int) -> tuple[str, bool] | None:
        """The feature of "village of X", and whether it belongs to a name before; ``at`` is the name's first word."""
        word = self.words[at - 2] if at > 1 and self.gap(at - 2) == " " else None
        if word is None or word.lower not in self.vocabulary.features:
            return None
        return word.lower, bool(self.names and self.names[-1].start <= word.start < self.names[-1].end)

    def _frame(self, name: Name, at: int, last: int) -> None:
        ahead = self.before(at)
        if name.direction and at > 1:
            ahead = self.before(at - 1)
        while ahead is not None and ahead.lower in ("the", "nearby", "neighboring", "neighbouring", "town", "city", "village", "district"):
            index = self.words.index(ahead, max(0, at - 4), at + 1)
            if ahead.lower not in ("the", "nearby", "neighboring", "neighbouring"):
                name.strong = True
            ahead = self.before(index)
        if ahead is not None and ahead.lower in self.vocabulary.frames and (name.known or self.vocabulary.frames[ahead.lower]):
            name.strong = name.strong or self.vocabulary.frames[ahead.lower] == "place" or ahead.lower in ("at", "from", "to", "of")
        if ahead is not None and ahead.lower in ("including", "included", "include", "namely", "like"):
            index = self.words.index(ahead, max(0, at - 4), at + 1)
            name.strong = name.strong or any(w.lower in self.vocabulary.features for w in self.words[max(0, index - 3) : index])
        if _APPOSED.match(self.text, self.words[last].end):
            name.strong = True
        behind = self.words[last + 1] if last + 1 < len(self.words) else None
        if behind is not None and self.gap(last) == ", " and (behind.capital or behind.lower in self.vocabulary.short):
            name.strong = name.strong or self._is_container(last + 1)

    def _is_container(self, at: int) -> bool:
        """Tell whether a state, province or country begins at a word ("Alexandria, La.")."""
        if (
            self.words[at].lower.replace(".", "") in self.vocabulary.short
            and self.text[self.words[at].end : self.words[at].end + 1] in ".,; "
        ):
            return True
        for last in self._longest(at):
            folded = self.gazetteer.fold(self.text[self.words[at].start : self.words[last].end])
            if any(hit.place.level in (Level.COUNTRY, Level.ADM1) and hit.match < 2 for hit in self.gazetteer.named(folded)):
                return True
        return False

    def _is_other(self, name: Name, at: int, last: int) -> bool:
        """Tell whether a known name is here a person's, an organisation's or a plain word."""
        vocabulary, words = self.vocabulary, self.words
        word, single = words[at], at == last
        behind, ahead = self.after(last), self.before(at)
        behind = None if words[last].possessive else behind
        if (
            single
            and (word.fold in vocabulary.common or (word.lower in self.small and not self._is_state(name)))
            and (word.first or self.headline or not name.strong or (word.lower in self.small and not name.feature))
        ):
            return True
        if (
            ahead is not None
            and ahead.capital
            and (ahead.lower in vocabulary.titles or ahead.lower in vocabulary.given)
            and not ahead.first
        ):
            return not name.feature
        if ahead is not None and not ahead.capital and ahead.lower in ("mr", "mrs", "ms", "dr", "named"):
            return True
        if (
            at > 0
            and self.gap(at - 1) == ". "
            and (words[at - 1].lower in vocabulary.titles or len(words[at - 1].text) == 1)
            and words[at - 1].capital
        ):
            return True
        if ahead is not None and ahead.first and (ahead.lower in vocabulary.given or ahead.lower in vocabulary.titles):
            return not name.feature
        if behind is not None and behind.lower.startswith(_ARTICLED) and single and not self._is_state(name) and not name.feature:
            return True  # the name goes on: "Naba al-Fawwar"
        if behind is not None and behind.capital and not name.feature:
            if behind.lower in vocabulary.bodies:
                return True
            if single and (word.lower in vocabulary.given or (len(behind.text) == 1)):
                return behind.lower not in vocabulary.holders
        if single and word.fold in self.persons and not name.strong:
            return True
        name.attached = bool(
            (behind is not None and behind.capital and not name.feature)
            or (ahead is not None and ahead.capital and not ahead.first and ahead.lower not in vocabulary.directions)
        )
        return False

    def _is_state(self, name: Name) -> bool:
        return any(hit.place.level is Level.COUNTRY for hit in self.gazetteer.named(name.fold))

    def _stands_alone(self, name: Name) -> bool:
        """Tell whether a name without any frame is a place all the same: large enough, and no part of a longer name."""
        if not name.known:
            return False
        hits = self.gazetteer.named(name.fold)
        best = max((hit.place.population for hit in hits if hit.match < 2), default=0)
        large = any(hit.place.level in (Level.COUNTRY, Level.ADM1, Level.ADM2) or hit.place.level is None for hit in hits if hit.match < 2)
        if name.attached:
            return large or best >= 50_000
        return large or best >= 500

    # -- names within a hyphen ------------------------------------------------------------------------------------------------

    def _parts(self, at: int) -> int | None:
        """ "Damascus-Homs", "Russia-backed": the known names on either side of a hyphen."""
        word = self.words[at]
        if "-" not in word.text:
            return None
        found, offset = False, word.start
        for part in word.text.split("-"):
            folded = self.gazetteer.fold(part)
            usable = part[:1].isupper() and len(part) > 1 and folded not in self.vocabulary.never and folded not in self.vocabulary.common
            if usable and (iso := self.vocabulary.demonyms.get(folded)):
                self.names.append(
                    Name(offset, offset + len(part), offset, offset + len(part), part, folded, True, strong=True, adjective=iso)
                )
                found = True
            elif usable and folded not in self.gazetteer.rules.articles and any(
                hit.match < 2 and (hit.place.population >= 5_000 or hit.place.level is Level.TOWN and _MADE_OF.search(word.text)) for hit in self.gazetteer.named(folded)
            ):
                name = Name(offset, offset + len(part), offset, offset + len(part), part, folded, True, attached=True)
                found = True
                self.names.append(name)
            offset += len(part) + 1
        return at + 1 if found else None

    # -- names that no list has -----------------------------------------------------------------------------------------------

    def _unknown(self, at: int) -> tuple[Name, int] | None:
        last = at
        while last + 1 < len(self.words) and self.touches(last) and not self.words[last].possessive and last < at + 4:
            follower = self.words[last + 1]
            linked = follower.lower in _APART and last + 2 < len(self.words) and self.touches(last + 1) and self.words[last + 2].capital
            if follower.lower in self.vocabulary.features or not (follower.capital or linked):
                break
            last += 1
        word = self.words[at]
        if word.lower in ("the", "a", "an", "this", "these", "some", "two", "other"):
            return None
        if any(
            w.fold in self.vocabulary.never or w.fold in self.vocabulary.bodies or w.fold in self.vocabulary.holders
            for w in self.words[at : last + 1]
        ):
            return None
        text = self.text[word.start : self.words[last].end]
        if (
            (text.isupper() and len(text) < 6)
            or word.lower in self.vocabulary.titles
            or word.lower in self.vocabulary.given
            or word.fold in self.persons
        ):
            return None
        if name_small := [w for w in self.words[at : last + 1] if w.lower in self.small or w.lower in self.vocabulary.common]:
            if len(name_small) == last - at + 1 or self.words[last] in name_small:
                return None
        name = Name(word.start, self.words[last].end, word.start, self.words[last].end, text, self.gazetteer.fold(text), False)
        if word.first and not word.lower.startswith(tuple(f"{a}-" for a in self.gazetteer.rules.articles)):
            ahead_is_frame = False
        else:
            ahead_is_frame = True
        self._modify(name, at, last)
        if name.feature is None and ahead_is_frame:
            ahead = self.before(at - 1 if name.direction else at)
            name.strong = name.strong or (ahead is not None and self.vocabulary.frames.get(ahead.lower) == "place" and not self.headline)
            if word.fold in self.vocabulary.openers and last > at:
                name.strong = True
            if not name.strong and not self.headline:
                self._frame(name, at, last)
        if not name.strong or (at == last and word.first and word.fold in self.vocabulary.common):
            return None
        if self.words[last].fold in self.persons or name.fold in self.vocabulary.demonyms:
            return None
        return name, last

    def _size(self, name: Name) -> int:
        if name.nation:
            return 10**9
        return max((hit.place.population for hit in self.gazetteer.named(name.fold) if hit.match < 2), default=0) if name.known else 0

    # -- lists ----------------------------------------------------------------------------------------------------------------

    def _spread(self) -> None:
        """What stands in a list with a place is one too: "Karm, Salma and Tell Rifa districts"."""
        index = {word.start: at for at, word in enumerate(self.words)}
        # A weak name is one that the list may yet confirm.
        taken = {at for name in self.names if not name.weak
                 for at in range(index.get(name.start, 0), len(self.words)) if name.start <= self.words[at].start < name.end}  # fmt: skip
        by_start = {name.start: name for name in self.names}
        for name in list(self.names):
            if name.adjective is not None or not name.strong or name.weak or name.start not in index:
                continue
            at = index[name.start]
            if name.feature and name.feature.endswith("s"):
                while (found := self._listed_before(at, taken)) is not None:
                    first, last = found
                    self._add(first, last, name, taken)
                    at = first
            last = max((i for i in taken if name.start <= self.words[i].start < name.end), default=at)
            while True:
                follower = self._next_listed(last)
                if follower is not None and (known := by_start.get(self.words[follower].start)) is not None and not known.adjective:
                    known.strong, known.weak = True, False
                    break  # its own turn comes
                if (found := self._listed_after(last, taken)) is None:
                    break
                first, last = found
                self._add(first, last, name, taken)
        self.names.sort(key=lambda name: (name.start, name.end))

    def _next_listed(self, last: int) -> int | None:
        """The word behind ", ", " and " or ", and ", where a list may go on."""
        first, gap = last + 1, self.gap(last)
        if first < len(self.words) and self.words[first].lower == "and" and gap in (" ", ", "):
            first += 1
        elif gap != ", ":
            return None
        return first if first < len(self.words) and self.words[first].capital and not self.words[first].first else None

    def _add(self, first: int, last: int, model: Name, taken: set[int]) -> None:
        start, end = self.words[first].start, self.words[last].end
        self.names = [name for name in self.names if not (name.weak and start <= name.start < end)]
        text = self.text[start:end]
        folded = self.gazetteer.fold(text)
        self.names.append(Name(start, end, start, end, text, folded, self.gazetteer.knows(folded), strong=True, level=model.level,
                               feature=model.feature if model.feature and model.feature.endswith("s") else None, mate=model))  # fmt: skip
        taken.update(range(first, last + 1))

    def _run_ok(self, first: int, last: int, taken: set[int], *, named: bool) -> bool:
        words, vocabulary = self.words[first : last + 1], self.vocabulary
        return not any(
            at in taken or w.fold in vocabulary.never or w.fold in vocabulary.bodies or w.fold in vocabulary.holders or w.fold in vocabulary.demonyms
            or w.lower in vocabulary.titles or (w.lower in vocabulary.given and not named) or w.fold in self.persons or w.lower in self.small or w.possessive
            or (w.text.isupper() and len(w.text) < 6)
            for at, w in enumerate(words, first)
        )  # fmt: skip

    def _listed_before(self, at: int, taken: set[int]) -> tuple[int, int] | None:
        last = at - 1
        if last >= 0 and self.words[last].lower == "and":
            last -= 1
        if (
            last < 0
            or at - last > 2
            or not self.words[last].capital
            or self.gap(last) not in (" ", ", ")
            or self.gap(at - 1) not in (" ", ", ")
        ):
            return None
        if last == at - 1 and self.gap(last) == " ":
            return None
        first = last
        while (
            first > 0 and self.gap(first - 1) == " " and self.words[first - 1].capital and not self.words[first].first and last - first < 3
        ):
            first -= 1
        return (first, last) if self._run_ok(first, last, taken, named=True) else None

    def _listed_after(self, last: int, taken: set[int]) -> tuple[int, int] | None:
        first = self._next_listed(last)
        if first is None:
            return None
        end = first
        while end + 1 < len(self.words) and self.gap(end) == " " and self.words[end + 1].capital and end - first < 3:
            end += 1
        behind = self.text[self.words[end].end : self.words[end].end + 5]
        closed = behind[:1] in (",", ".", ";", ")", "") or behind.startswith((" and ", " in ", " near"))
        return (first, end) if closed and self._run_ok(first, end, taken, named=False) else None

    # -- what contains what ---------------------------------------------------------------------------------------------------

    def _contain(self) -> None:
        """ "X, Y", "X in Y", "X district of Y", "Y's X": the text itself says what lies in what."""
        places = [name for name in self.names if name.adjective is None]
        for one, two in zip(places, places[1:], strict=False):
            if one.nation and one.feature == "capital" and self.text[one.end : two.start] in (" ", " of ", ", "):
                self.names.remove(one)  # "the Syrian capital Damascus" names it once
        places = [name for name in self.names if name.adjective is None]
        for one, two in zip(places, places[1:], strict=False):
            between = self.text[one.end : two.start]
            short = re.sub(r"\b(?:the|a|an|nearby|neighboring|neighbouring)\b", "", between)
            short = re.sub(r"\s+", " ", short).strip()
            if short == "," or short in (", in", "in", "of", "in of", "'s", "’s", ", of", "inside", "(") or re.fullmatch(
                r"(?:,? (?:in )?(?:village|town|city|province|governorate|district|state|neighbo[u]?rhood|county|countryside|capital|suburbs?|outskirts) (?:of|in))", short) or _OWNED.fullmatch(short):  # fmt: skip
                if _OWNED.fullmatch(short):
                    two.within, two.firm = two.within or one, two.within is None or two.firm
                else:
                    if one.feature and short in ("of", "of the") and self._size(one) > self._size(two):
                        two.within = two.within or one  # "the Hartsdale suburb of Millbrook"
                        continue
                    one.within = two
                    one.firm = short not in (",", "(")


class _Lower(_Pass):
    """The same for text without capitals: only strong frames and names that are no words."""

    def __init__(self, scanner: Scanner, text: str, words: list[Word]) -> None:
        super().__init__(scanner, text, words, headline=False)

    def run(self) -> list[Name]:
        at = 0
        while at < len(self.words):
            at = self._step(at)
        self._contain()
        return self.names

    def _step(self, at: int) -> int:
        word = self.words[at]
        if iso := self.vocabulary.demonyms.get(word.fold):
            self.names.append(Name(word.start, word.end, word.start, word.end, word.text, word.fold, True, strong=True, adjective=iso))
            return at + 1
        for last in self._stretches(at):
            folded = self.gazetteer.fold(self.text[word.start : self.words[last].end])
            if folded in self.vocabulary.never or folded in self.vocabulary.common:
                continue
            name = Name(
                word.start,
                self.words[last].end,
                word.start,
                self.words[last].end,
                self.text[word.start : self.words[last].end],
                folded,
                True,
            )
            self._modify(name, at, last)
            self._frame(name, at, last)
            if self._accept(name, single=at == last):
                self.names.append(name)
                return self._skip(name, last)
        return at + 1

    def _stretches(self, at: int) -> list[int]:
        found, key = [], ""
        for last in range(at, min(at + 4, len(self.words))):
            if last > at and not self.touches(last - 1):
                break
            key = f"{key} {self.words[last].fold}" if key else self.words[last].fold
            if self.gazetteer.knows(key):
                found.append(last)
        return found[::-1]

    def _accept(self, name: Name, *, single: bool) -> bool:
        hits = [hit for hit in self.gazetteer.named(name.fold) if hit.match < 2]
        if any(hit.place.level is Level.COUNTRY for hit in hits):
            return True
        if len(name.fold) < 4 or name.fold in self.vocabulary.given:
            return False
        best = max((hit.place.population for hit in hits), default=0)
        opens = self.text[name.end : name.end + 1] == ":" and name.start < 60
        return opens or best >= 100_000 or (name.strong and best >= (5_000 if single else 500))
