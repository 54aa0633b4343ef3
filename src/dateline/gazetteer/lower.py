"""The walk through a passage without capitals: only strong frames, and names that are no words."""

from __future__ import annotations

from dateline.gazetteer.names import Name
from dateline.gazetteer.walk import Walk
from dateline.model import Level


class LowerWalk(Walk):
    """Finds the names of places in text without capitals."""

    def run(self) -> list[Name]:
        """Return the names of the passage."""
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
