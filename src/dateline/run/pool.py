"""Articles to coded articles, in this process or in several, in the order of the input and in constant memory."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from itertools import islice

from dateline.coder import Coder, Knowledge
from dateline.coder.assemble import claims
from dateline.errors import DatelineError, RunError
from dateline.model import Article, Claim
from dateline.read import Reject
from dateline.settings import Settings, settings

AHEAD = 8
"""How many articles a worker is kept supplied with: enough that none waits, few enough that memory stays small."""

# What a mistake in a rule may raise on a text nobody foresaw. It costs that article, is shown, and is to be reported; a
# DatelineError (a missing part, a broken table) would come back for every article and ends the run.
_MISTAKES = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Coded:
    """One article, its claims, and for each claim the offsets of the sentence that tells it."""

    article: Article
    claims: tuple[Claim, ...]
    sentences: tuple[tuple[int, int], ...]

    def sentence(self, number: int) -> str:
        """Return the words of the sentence that tells the claim of that number (from 0)."""
        start, end = self.sentences[number]
        return self.article.text[start:end]


def code_one(coder: Coder, article: Article) -> Coded | Reject:
    """Return an article with its claims, or the reject that says which mistake of the coder's the article brought out.

    An article in another language than English is kept as it is, without claims, unless the settings say otherwise.
    """
    if article.language != "en" and not coder.knowledge.settings.code_all_languages:
        return Coded(article, (), ())
    try:
        reading = coder.read(article)
        found = claims(reading)
        reading.release()
        _keep_what_is_loaded()
    except _MISTAKES as error:
        reason = f"the coder failed on this article ({type(error).__name__}: {error}); this is a mistake in dateline, please report it"
        return Reject(None, None, article.id, " ".join(reason.split()), article.text[:200])
    spans = []
    for claim in found:
        sentence = reading.sentence_at(claim.trigger.start)
        spans.append((sentence.start, sentence.end) if sentence else claim.trigger.span)
    return Coded(article, tuple(found), tuple(spans))


def code_all(items: Iterable[Article | Reject], *, workers: int = 1, using: Settings | None = None) -> Iterator[Coded | Reject]:
    """Yield each article coded, and each reject as it came, in the order of ``items``.

    With one worker the work is done in this process. The result does not depend on the number of workers. Raises
    :class:`~dateline.errors.RunError` when a worker process dies, and what building a :class:`~dateline.coder.Coder` raises.
    """
    using = using or settings()
    if workers < 1:
        raise RunError(f"found {workers} workers; allowed: 1 or more")
    if workers > 1:
        yield from _in_processes(items, workers, using)
        return
    coder = _coder(using)
    for item in items:
        yield item if isinstance(item, Reject) else code_one(coder, item)


@cache
def _coder(using: Settings) -> Coder:
    return Coder(Knowledge(settings=using))


@cache
def _keep_what_is_loaded() -> None:
    """Tell the garbage collector, once a process, that what the first article loaded stays: it need not walk through it again and again."""
    gc.freeze()


def _ignore_interrupt() -> None:
    # Ctrl-C reaches every process of the group; the parent alone decides what to keep.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(article: Article, using: Settings) -> Coded | Reject | str:
    """Code one article in a worker. An error that ends the run comes back as its message, since not every error can be pickled."""
    try:
        return code_one(_coder(using), article)
    except DatelineError as error:
        return str(error)


def _in_processes(items: Iterable[Article | Reject], workers: int, using: Settings) -> Iterator[Coded | Reject]:
    # Spawned, not forked: the same on every system, and no half-copied locks of the parser's threads.
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupt)
    window: deque[Reject | Future[Coded | Reject | str]] = deque()
    source = iter(items)
    try:
        while True:
            for item in islice(source, workers * AHEAD - len(window)):
                window.append(item if isinstance(item, Reject) else pool.submit(_work, item, using))
            if not window:
                return
            first = window.popleft()
            yield first if isinstance(first, Reject) else _result(first)
    except BrokenProcessPool:
        raise RunError("a worker process died (out of memory?); give fewer --workers, or a smaller DATELINE_MAX_CHARS") from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _result(future: Future[Coded | Reject | str]) -> Coded | Reject:
    result = future.result()
    if isinstance(result, str):
        raise RunError(result)
    return result
