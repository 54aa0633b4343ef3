"""Lists of places, and what the text says contains what."""

from __future__ import annotations

import re
from itertools import pairwise

from dateline.gazetteer.names import Name, Passage

_ARTICLES = re.compile(r"\b(?:the|a|an|nearby|neighboring|neighbouring)\b")
_LINKING = frozenset({",", ", in", "in", "of", "in of", "'s", "’s", ", of", "inside", "("})
_FEATURED = re.compile(
    r",? ?(?:in )?(?:(?:central|northern|southern|eastern|western|north\w+|south\w+) )?"
    r"(?:parts?|side|village|town|city|province|governorate|district|state|neighbou?rhood|county|countryside|capital|suburbs?|outskirts)"
    r" (?:of|in)"
)
_JOINED = re.compile(r"(,)?( and)? (?:the )?")
_OFF = re.compile(r",? ?(?:just |to )?(?:north|south)?[- ]?(?:north|south|east|west) of")
_OWNED = re.compile(r"(?:['’]s?|s)(?: [a-z-]+){0,2}")


class Lists(Passage):
    """Finds what stands in a list with a place, and links names to their containers."""

    def _spread(self) -> None:
        """What stands in a list with a place is one too: "Karm, Salma and Tell Rifa districts"."""
        index = {word.start: at for at, word in enumerate(self.words)}
        # A weak name is one that the list may yet confirm.
        taken = {at for name in self.names if not name.weak for at in self._covered(name, index)}
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
            last = max(self._covered(name, index), default=at)
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

    def _covered(self, name: Name, index: dict[int, int]) -> range:
        """The numbers of the words of a name; ``index`` gives the word that begins at an offset."""
        first = last = index.get(name.start, len(self.words))
        while last < len(self.words) and self.words[last].start < name.end:
            last += 1
        return range(first, last)

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
        words, known = self.words[first : last + 1], self.vocabulary
        for at, word in enumerate(words, first):
            if at in taken or word.possessive or word.fold in self.persons or word.lower in self.small:
                return False
            if word.fold in known.never or word.fold in known.bodies or word.fold in known.holders or word.fold in known.demonyms:
                return False
            if word.lower in known.titles or (word.lower in known.given and not named) or (word.text.isupper() and len(word.text) < 6):
                return False
        return True

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

    def _contain(self) -> None:
        """ "X, Y", "X in Y", "X district of Y", "Y's X": the text itself says what lies in what."""
        places = [name for name in self.names if name.adjective is None]
        for one, two in pairwise(places):
            if one.nation and one.feature == "capital" and self.text[one.end : two.start] in (" ", " of ", ", "):
                self.names.remove(one)  # "the Syrian capital Damascus" names it once
        places = [name for name in self.names if name.adjective is None]
        runs = [run for at, name in enumerate(places) if name.feature and name.feature.endswith("s") and (run := self._run(places, at))]
        together = {(id(one), id(two)) for run in runs for one, two in pairwise(run)}
        for one, two in pairwise(places):
            if (id(one), id(two)) not in together:
                self._link(one, two)
        for run in runs:
            model = next(name for name in run if name.feature and name.feature.endswith("s"))
            for name in run[:-1]:
                name.within, name.firm = run[-1].within, run[-1].firm
                name.level = name.level or model.level

    def _run(self, places: list[Name], at: int) -> list[Name]:
        """The names that a plural word holds together: "X, Y and Z districts", "the districts of X, Y and Z"; none where "and" lacks."""
        name, first, last = places[at], at, at
        if name.end > name.core_end:
            while first > 0 and (joint := self._joint(places[first - 1], places[first])) and (first == at or joint == ","):
                first -= 1
            closed = first < at and self._joint(places[at - 1], name) == "and"
        else:
            closed = False
            while last + 1 < len(places) and not closed and (joint := self._joint(places[last], places[last + 1])):
                last, closed = last + 1, joint == "and"
        return places[first : last + 1] if closed else []

    def _joint(self, one: Name, two: Name) -> str | None:
        """What joins two names of a list: "and" (with or without a comma) or ","; None where they stand in none."""
        if one.adjective or two.adjective or (one.feature and not one.feature.endswith("s")) or one.direction:
            return None
        match = _JOINED.fullmatch(self.text[one.end : two.start])
        return None if match is None else "and" if match.group(2) else match.group(1)

    def _link(self, one: Name, two: Name) -> None:
        between = _ARTICLES.sub("", self.text[one.end : two.start])
        between = " ".join(between.split())
        if _OWNED.fullmatch(between):
            two.within, two.firm = two.within or one, two.within is None or two.firm
        elif between in _LINKING or _FEATURED.fullmatch(between):
            one_part = one.feature is not None and not one.feature.endswith("s")
            if one_part and between == "of" and self._size(one) > self._size(two):
                two.within = two.within or one  # "the Hartsdale suburb of Millbrook", not "the Hartsdale and Sahel suburbs of Millbrook"
                return
            one.within, one.firm = two, between not in (",", "(")
        elif not one.known and _OFF.fullmatch(between):
            one.within, one.beside = two, True
