"""The trained reader's votes on one sentence, asked by the tokens of its parse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from dateline.coder.reading import Event
from dateline.coder.tagger.session import Reader, Shares, Votes
from dateline.coder.tree import Token


@dataclass(frozen=True, slots=True, eq=False)
class Ballot:
    """Votes, and which word of the reader each token is; tokens past the longest sentence that it reads have none."""

    reader: Reader
    votes: Votes
    number: Mapping[int, int]

    def words(self, tokens: Iterable[Token]) -> list[int]:
        """Return the reader's numbers of tokens, those that it read."""
        there = len(self.votes.kinds)
        return [number for token in tokens if (number := self.number.get(token.i, there)) < there]

    def kinds_of(self, event: Event) -> dict[str, float] | None:
        """Return the share of every kind ("" for none) for an event's trigger: its most telling word's; None where it was not read."""
        words = self.words(event.tokens())
        if not words:
            return None
        shares = self.votes.kinds[words]
        best = shares[int(np.argmin(shares[:, 0]))]
        return dict(zip(self.reader.kinds, best.tolist(), strict=True))

    def statuses_of(self, event: Event) -> dict[str, float] | None:
        """Return the share of every status for an event's trigger, the mean over its words."""
        words = self.words(event.tokens())
        if not words:
            return None
        return dict(zip(self.reader.statuses, self.votes.statuses[words].mean(axis=0).tolist(), strict=True))

    def role_of(self, event: Event, role: str) -> Shares | None:
        """Return who fills a role of an event: (1 + words) shares, the first for nobody; the mean over the trigger's words."""
        words = self.words(event.tokens())
        if not words:
            return None
        mean: Shares = self.votes.roles[self.reader.roles.index(role)][words].mean(axis=0)
        return mean

    def mass(self, shares: Shares, tokens: Iterable[Token]) -> float:
        """Return the share that falls on tokens."""
        return float(sum(shares[1 + number] for number in self.words(tokens)))
