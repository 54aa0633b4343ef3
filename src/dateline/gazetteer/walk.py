"""The walk through a passage, name by name."""

from __future__ import annotations

import re

from dateline.gazetteer.frames import Frames
from dateline.gazetteer.names import Name, Word
from dateline.model import Level

_HYPHENED = re.compile(r"^[A-Z].*-[a-z]{4,}$")


class Walk(Frames):
    """Finds the names of places of one passage."""

    def run(self) -> list[Name]:
        """Return the names of the passage."""
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
        if self._made_of(word) or (_HYPHENED.match(word.text) and not self.gazetteer.knows(word.fold)):
            return self._parts(at) or at + 1
        if not word.capital and not (word.lower in self.vocabulary.apart and self.touches(at) and self.words[at + 1].capital):
            return at + 1
        if (state := self._short(at)) is not None:
            self.names.append(Name(word.start, word.end, word.start, word.end, word.text, state, True, strong=True, level=Level.ADM1))
            return at + 1
        if (
            at + 1 < len(self.words)
            and self.touches(at)
            and (iso := self.vocabulary.demonyms.get(f"{word.fold} {self.words[at + 1].fold}"))
        ):
            second = self.words[at + 1]
            both, folded = self.text[word.start : second.end], f"{word.fold} {second.fold}"
            self.names.append(Name(word.start, second.end, word.start, second.end, both, folded, True, strong=True, adjective=iso))
            return at + 2
        if iso := self._demonym(at):
            follower = self.after(at)
            if follower is not None and follower.lower in self.vocabulary.national and not word.possessive:
                text = self.text[word.start : follower.end]
                end, folded = follower.end, self.gazetteer.fold(text)
                self.names.append(
                    Name(word.start, end, word.start, end, text, folded, False, strong=True, feature=follower.lower, nation=iso)
                )
                return at + 2
            self.names.append(Name(word.start, word.end, word.start, word.end, word.text, word.fold, True, strong=True, adjective=iso))
            return at + 1
        for last in self._longest(at):
            name = self._known(at, last)
            if name is not None:
                self.names.append(name)
                return self._skip(name, last)
        whole = self._unknown(at) if "-" in word.text and self._is_whole(word) else None
        if whole is None and (name_last := self._parts(at)):
            return name_last
        if (found := whole or self._unknown(at)) is not None:
            name, last = found
            self.names.append(name)
            return self._skip(name, last)
        return at + 1

    def _made_of(self, word: Word) -> bool:
        """Tell whether a word is "Russia-backed" or the like."""
        return "-" in word.text and word.lower.rpartition("-")[2] in self.vocabulary.made_of

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

    def _known(self, at: int, last: int) -> Name | None:
        words, vocabulary = self.words, self.vocabulary
        start, end = words[at].start, words[last].end
        text = self.text[start:end]
        folded = self.gazetteer.fold(text)
        if not self.gazetteer.knows(folded):
            folded = self.gazetteer.rules.bare(folded)
        single = at == last
        if (
            folded in vocabulary.never
            or (words[at].lower in vocabulary.directions and single)
            or (single and len(words[at].fold) < 3 and not words[at].text.isupper())
        ):
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
            or ("'" in words[at].text and words[at].text.lower().endswith(("'ve", "'ll", "'re", "'d", "'m", "'t")))
        ):
            return None
        follower = self.after(last)
        if (
            follower is not None
            and follower.lower in ("of", "for")
            and all(w.fold in vocabulary.bodies or w.lower == "the" for w in words[at : last + 1])
        ):
            return None  # "the Bank of Hartsdale"
        name = Name(start, end, start, end, text, folded, True)
        self._modify(name, at, last)
        self._frame(name, at, last)
        rejected = self._is_other(name, at, last)
        return None if rejected else name

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
            elif (
                usable
                and folded not in self.gazetteer.rules.articles
                and any(
                    hit.match < 2 and (hit.place.population >= 5_000 or (hit.place.level is Level.TOWN and self._made_of(word)))
                    for hit in self.gazetteer.named(folded)
                )
            ):
                name = Name(offset, offset + len(part), offset, offset + len(part), part, folded, True, attached=True)
                found = True
                self.names.append(name)
            offset += len(part) + 1
        return at + 1 if found else None

    def _is_whole(self, word: Word) -> bool:
        """Tell whether a hyphen joins a name of one place ("Kot-e-Tarin") and not two names: one of its parts is none."""
        parts = word.text.split("-")
        return not self._made_of(word) and not all(
            (self.gazetteer.knows(folded) or folded in self.vocabulary.demonyms) for folded in map(self.gazetteer.fold, parts)
        )

    def _opened(self, at: int) -> bool:
        """Tell whether a feature opens a name: "the village of X"."""
        ahead = self.before(at)
        return ahead is not None and ahead.lower == "of" and self._feature_before(at) is not None

    def _unknown(self, at: int) -> tuple[Name, int] | None:
        last = at
        while last + 1 < len(self.words) and self.touches(last) and not self.words[last].possessive and last < at + 4:
            follower = self.words[last + 1]
            linked = (
                follower.lower in self.vocabulary.apart
                and last + 2 < len(self.words)
                and self.touches(last + 1)
                and self.words[last + 2].capital
            )
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
            or (word.lower in self.vocabulary.titles and (last == at or self._feature_after(last) is None))
            or (word.lower in self.vocabulary.given and self._feature_after(last) is None and not self._opened(at))
            or word.fold in self.persons
        ):
            return None
        if self.words[last].lower in self.small or self.words[last].lower in self.vocabulary.common:
            return None
        name = Name(word.start, self.words[last].end, word.start, self.words[last].end, text, self.gazetteer.fold(text), False)
        ahead_is_frame = not word.first or word.lower.startswith(tuple(f"{article}-" for article in self.gazetteer.rules.articles))
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
        # "The King Khalid air base" bears a man's name, and is none.
        if (self.words[last].fold in self.persons and name.level is not Level.SITE) or name.fold in self.vocabulary.demonyms:
            return None
        return name, last
