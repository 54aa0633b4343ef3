"""The order of the coder's steps, and the coder itself: one article in, its claims out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dateline.coder import (
    actors,
    assemble,
    carry,
    clean,
    counts,
    credit,
    find,
    join,
    loaded,
    parse,
    phrases,
    places,
    rerank,
    restate,
    roles,
    segment,
    sources,
    status,
    times,
    vote,
    weigh,
    when,
    where,
)
from dateline.coder.knowledge import Knowledge
from dateline.coder.reading import Reading
from dateline.coder.step import Step, check_order, run_step
from dateline.model import Article, Claim

STEPS: tuple[Step, ...] = (
    clean.STEP,
    segment.STEP,
    parse.STEP,
    vote.STEP,
    times.STEP,
    places.STEP,
    phrases.STEP,
    sources.STEP,
    find.STEP,
    join.STEP,
    weigh.STEP,
    roles.STEP,
    rerank.STEP,
    loaded.STEP,
    counts.STEP,
    where.STEP,
    credit.STEP,
    actors.STEP,
    when.STEP,
    status.STEP,
    restate.STEP,
    carry.STEP,
)


class Coder:
    """Reads articles and returns their claims.

    Building one loads the parser and the lexicon (about a second); coding is then a pure function of the article.
    Raises :class:`~dateline.errors.KnowledgeError`, :class:`~dateline.errors.MissingPart` or
    :class:`~dateline.errors.PipelineError` when it cannot be built.
    """

    def __init__(self, knowledge: Knowledge | None = None, steps: tuple[Step, ...] = STEPS) -> None:
        self.knowledge = knowledge or Knowledge()
        self.steps = steps
        check_order(steps)

    def read(self, article: Article) -> Reading:
        """Return the reading of one article after every step: what ``dateline explain`` shows."""
        reading = Reading(article, self.knowledge)
        for step in self.steps:
            run_step(step, reading)
        return reading

    def code(self, article: Article) -> list[Claim]:
        """Return the claims of one article, in the order of their triggers."""
        reading = self.read(article)
        claims = assemble.claims(reading)
        reading.release()
        return claims

    def stream(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Claim]]]:
        """Yield each article with its claims, one at a time, in constant memory."""
        for article in articles:
            yield article, self.code(article)
