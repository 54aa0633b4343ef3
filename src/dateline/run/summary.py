"""What a run did, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from dateline.read import Reject
from dateline.run.pool import Coded

KEPT = 5
"""How many rejects a summary keeps to show."""
RATED = 5000
"""Words from which on a summary tells the speed."""


@dataclass(slots=True)
class Summary:
    """Counts of a run, filled as its results pass by."""

    coded: int = 0
    aside: int = 0
    claims: int = 0
    words: int = 0
    undated: int = 0
    foreign: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    shown: list[Reject] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """How many items were read: coded, kept without coding, and set aside."""
        return self.coded + self.aside + self.foreign.total()

    def add(self, item: Coded | Reject) -> None:
        """Count one result."""
        if isinstance(item, Reject):
            self.aside += 1
            if len(self.shown) < KEPT:
                self.shown.append(item)
            return
        if item.article.language != "en" and not item.claims:
            self.foreign[item.article.language] += 1
            return
        self.coded += 1
        self.claims += len(item.claims)
        self.words += len(item.article.text.split())
        self.undated += item.article.published is None

    def lines(self) -> Iterator[str]:
        """Yield the summary in sentences, one a line."""
        # The parser takes its second to load: a rate over less than some seconds' work would say nothing.
        speed = f", {self.words / self.seconds:,.0f} words/s" if self.seconds > 0 and self.words >= RATED else ""
        aside = f"{self.aside:,} set aside" if self.aside else "none set aside"
        yield (
            f"{_many(self.articles, 'article')} read: {self.coded:,} coded, {aside}; {_many(self.claims, 'claim')}; "
            f"{_many(self.words, 'word')} in {self.seconds:.1f} s{speed}."
        )
        if self.foreign:
            yield in_other_languages(self.foreign)
        if self.undated:
            yield (
                f"{_many(self.undated, 'article')} without a publication date: days such as “on Tuesday” stay open "
                "where the text itself gives no date; --published gives one to articles that have none."
            )


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def in_other_languages(foreign: Counter[str]) -> str:
    """Return in a sentence how many articles were not coded for their language, by its code."""
    listed = ", ".join(f"{code} {number:,}" for code, number in sorted(foreign.items()))
    return (
        f"{_many(foreign.total(), 'article')} in other languages than English ({listed}): kept and marked, without claims; "
        "DATELINE_CODE_ALL_LANGUAGES=1 codes them all the same."
    )
