"""What stands around a name: features, directions, prepositions, and words that make a person or a body of it."""

from __future__ import annotations

import re

from dateline.gazetteer.lists import Lists
from dateline.gazetteer.names import Name
from dateline.model import Level

_LONGEST = 6
_ARTICLED = ("al-", "el-", "as-", "ash-", "ar-", "ad-", "an-", "at-", "ez-", "az-")
# "Zuhur, the last district they held": what follows says that the name is a place's.
_APPOSED = re.compile(
    r",? (?:the|a|an|another|also)(?: [\w-]+){0,3} (?:district|town|village|city|neighbou?rhood|area|suburb|province|region|base)\b"
)
_SKIPPED = frozenset({"the", "nearby", "neighboring", "neighbouring"})


class Frames(Lists):
    """Reads what stands around a name."""

    def _longest(self, at: int) -> list[int]:
        """Last words of the stretches from ``at`` that are keys of the gazetteer, the longest first."""
        found, key = [], ""
        for last in range(at, min(at + _LONGEST, len(self.words))):
            word = self.words[last]
            if last > at and (not self.touches(last - 1) or self.words[last - 1].possessive):
                break
            if not (word.capital or word.lower in self.vocabulary.links or word.lower in self.gazetteer.rules.articles):
                break
            key = f"{key} {self.gazetteer.fold(word.text) if not word.capital else word.fold}" if key else word.fold
            if (word.capital and self.gazetteer.knows(key)) or (word.capital and self._bare_known(key)):
                found.append(last)
        return found[::-1]

    def _bare_known(self, key: str) -> bool:
        if key.rpartition(" ")[2] in self.gazetteer.rules.articles:
            return False
        bare = self.gazetteer.rules.bare(key)
        return bare != key and " " not in bare[:2] and self.gazetteer.knows_bare(bare)

    def _modify(self, name: Name, at: int, last: int) -> None:
        """Take a feature behind the name and a direction in front of it along."""
        vocabulary = self.vocabulary
        if not self.words[last].possessive and (following := self._feature_after(last)) is not None:
            feature, index = following
            name.feature, name.strong = feature, True
            name.level = Level(vocabulary.features[feature]) if vocabulary.features[feature] else None
            name.end = self.words[index].end
        elif name.known and (site := self._site_after(last)) is not None:
            name.feature, last = site
            name.level, name.strong, name.end = Level.SITE, True, self.words[last].end
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
            level = vocabulary.features[feature]
            # "The market of Aleppo" is in the town that is named; "the airbase of Aleppo" bears its name and may lie outside.
            if name.level is None and level and not feature.endswith("s") and (level != "site" or feature in vocabulary.at_name):
                name.level = Level(level)

    def _feature_after(self, last: int) -> tuple[str, int] | None:
        follower = self.after(last)
        if follower is None:
            return None
        second = self.after(last + 1)
        if second is not None and f"{follower.lower} {second.lower}" in self.vocabulary.features:
            return f"{follower.lower} {second.lower}", last + 2
        # "the Nusra Front" is no front line.
        if follower.lower not in self.vocabulary.features or (follower.capital and follower.lower in self.vocabulary.small):
            return None
        return follower.lower, last + 1

    def _site_after(self, last: int) -> tuple[str, int] | None:
        """The site whose name goes on behind a known one: "Hartsdale National Hospital"; no body's name stands between."""
        for at in range(last + 1, min(last + 4, len(self.words))):
            word = self.words[at]
            if self.words[at - 1].possessive or not self.touches(at - 1) or not word.capital or word.fold in self._not_in_sites():
                return None
            if at > last + 1 and self.vocabulary.features.get(word.lower) == "site" and word.lower in self.vocabulary.at_name:
                return word.lower, at
        return None

    def _not_in_sites(self) -> frozenset[str]:
        return self.vocabulary.bodies | self.vocabulary.holders

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
        name.wide = ahead is not None and (ahead.lower in self.vocabulary.wide or (ahead.lower == "of" and self._is_part(at)))
        while ahead is not None and (ahead.lower in _SKIPPED or ahead.lower in self.vocabulary.ahead):
            index = self.words.index(ahead, max(0, at - 4), at + 1)
            if ahead.lower not in _SKIPPED:
                name.strong = True
            ahead = self.before(index)
        if ahead is not None and ahead.lower in self.vocabulary.frames and (name.known or self.vocabulary.frames[ahead.lower]):
            name.strong = name.strong or self.vocabulary.frames[ahead.lower] == "place" or ahead.lower in ("at", "from", "to", "of")
        if ahead is not None and ahead.lower in self.vocabulary.listing:
            index = self.words.index(ahead, max(0, at - 4), at + 1)
            name.strong = name.strong or any(w.lower in self.vocabulary.features for w in self.words[max(0, index - 3) : index])
        if _APPOSED.match(self.text, self.words[last].end):
            name.strong = True
        behind = self.words[last + 1] if last + 1 < len(self.words) else None
        if behind is not None and self.gap(last) == ", " and (behind.capital or behind.lower in self.vocabulary.short):
            name.strong = name.strong or self._is_container(last + 1)

    def _is_part(self, at: int) -> bool:
        """Tell whether "parts of", "most of" stands in front of a name's first word."""
        word = self.words[at - 2] if at > 1 and self.gap(at - 2) == " " else None
        return word is not None and word.lower in self.vocabulary.wide

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

    def _ends_name(self, at: int) -> bool:
        """ "The Army of *Dawn*": a plain word ends the name of something else; "the Province of Dawn" is a name of a place."""
        ahead = self.before(at)
        if ahead is None or ahead.lower != "of" or at < 2:
            return False
        head = self.words[at - 2]
        return head.capital and not head.first and head.lower not in self.vocabulary.features and head.end + 1 == ahead.start

    def _is_other(self, name: Name, at: int, last: int) -> bool:
        """Tell whether a known name is here a person's, an organisation's or a plain word."""
        vocabulary, words = self.vocabulary, self.words
        word, single = words[at], at == last
        behind, ahead = self.after(last), self.before(at)
        behind = None if words[last].possessive else behind
        if (
            single
            and (word.fold in vocabulary.common or (word.lower in self.small and not self._is_state(name)))
            and (word.first or self.headline or not name.strong or (word.lower in self.small and not name.feature) or self._ends_name(at))
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
        ended = name.end > name.core_end  # by a feature behind it: "Bab district", not "the town of Bab"
        if behind is not None and behind.lower.startswith(_ARTICLED) and single and not self._is_state(name) and not ended:
            return True  # the name goes on: "Naba al-Fawwar"
        if single and word.fold in vocabulary.openers and behind is not None and behind.capital and not ended:
            return behind.fold not in vocabulary.never  # and so does "Bab Hartan"
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
