"""How fast coding is, and how much memory one worker takes.

Three things are measured on the same articles, on one core:

* the whole process: ``dateline code FILE`` from start to exit, words of text divided by the wall-clock time;
* coding against a bare parse: the spaCy components that the coder uses, over the whole texts, article by article as the coder works (and,
  beside it, in batches, which one article at a time cannot have). They alternate on small portions of the articles (A B, B A, …), so
  that a machine that slows down slows all; the figure is the median over the portions. All are measured in processor time, on words
  that the parser has met before;
* the most memory that the whole process held.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.data import chunks, read_lines, write_lines

PORTION = 10
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "BLIS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Speed:
    """What one run measured; words are runs of characters between blanks."""

    articles: int
    words: int
    whole_words_per_s: float
    whole_s: float
    coding_words_per_s: float
    parse_words_per_s: float
    batch_words_per_s: float
    batch_ratio: float
    ratio: float
    ratio_low: float
    ratio_high: float
    memory_mb: float

    def lines(self) -> list[str]:
        """The figures as lines of text."""
        return [
            f"{self.articles} articles, {self.words} words, one core",
            f"whole process: {self.whole_words_per_s:,.0f} words/s ({self.whole_s:.1f} s, start included), {self.memory_mb:,.0f} MB",
            f"coding alone: {self.coding_words_per_s:,.0f} words/s; bare parse of the same text: {self.parse_words_per_s:,.0f} words/s",
            f"coding / bare parse: {self.ratio:.2f} (median of portions; quartiles {self.ratio_low:.2f} and {self.ratio_high:.2f})",
            f"coding / bare parse in batches of {PORTION} articles ({self.batch_words_per_s:,.0f} words/s): {self.batch_ratio:.2f}",
        ]


@contextmanager
def _one_core() -> Any:
    """Keep this process, and those it starts, on one core where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _timed(work: Callable[[list[dict[str, Any]]], None], portion: list[dict[str, Any]]) -> float:
    """Return the processor's seconds, which what else runs on the machine disturbs less than the clock on the wall."""
    start = time.process_time()
    work(portion)
    return time.process_time() - start


def whole_process(articles: list[dict[str, Any]]) -> tuple[float, float]:
    """Return the wall-clock seconds of one ``dateline code`` over articles, and the most memory that it held, in MB."""
    with tempfile.TemporaryDirectory() as name:
        source, out = Path(name) / "articles.jsonl", Path(name) / "claims.jsonl"
        write_lines(source, articles)
        command = [sys.executable, "-c", "import sys; from dateline.cli import main; sys.exit(main())", "code", str(source), "-o", str(out)]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **_ONE_THREAD})
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        # 3: something was set aside (a file may hold an article twice); the rest was coded and timed.
        if process.returncode not in (0, 3) or not out.is_file():
            raise RuntimeError(f"dateline code ended with {process.returncode} on the articles of the speed run")
    return seconds, used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def against_parse(articles: list[dict[str, Any]], warm_up: list[dict[str, Any]]) -> list[tuple[float, float, float]]:
    """Return the seconds of coding, of a bare parse article by article, and of one in batches, for each portion of the articles."""
    from dateline.coder import Coder
    from dateline.coder.knowledge import parser
    from dateline.model import Article

    coder, nlp = Coder(), parser()

    def code(portion: list[dict[str, Any]]) -> None:
        for article in portion:
            coder.code(Article(**article))

    def parse(portion: list[dict[str, Any]]) -> None:
        for article in portion:
            nlp(article["text"])

    def parse_batch(portion: list[dict[str, Any]]) -> None:
        for _ in nlp.pipe(article["text"] for article in portion):
            pass

    works = (code, parse, parse_batch)
    for work in works:
        work(warm_up)
    taken = []
    for number, portion in enumerate(chunks(articles, PORTION)):
        parse(portion)  # The first to meet a word pays for its entry in the vocabulary: none of them shall.
        seconds = [0.0, 0.0, 0.0]
        for at in ((0, 1, 2), (2, 1, 0))[number % 2]:
            seconds[at] = _timed(works[at], portion)
        taken.append((seconds[0], seconds[1], seconds[2]))
    return taken


def measure(path: Path, count: int | None) -> Speed:
    """Measure speed on ``count`` articles of a file, taken evenly from it (None: all)."""
    rows = read_lines(path)
    count = min(count or len(rows), len(rows))
    chosen = [number * len(rows) // count for number in range(count)]
    articles = [rows[number] for number in chosen]
    # Where there are any, other articles than those that are measured, so that nothing about these is known before.
    warm_up = ([row for number, row in enumerate(rows) if number not in set(chosen)] or rows)[:5]
    words = sum(len(article["text"].split()) for article in articles)
    with _one_core():
        whole_s, memory = whole_process(articles)
        taken = against_parse(articles, warm_up)
    ratios = [coding / parsing for coding, parsing, _ in taken]
    quarters = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else [ratios[0]] * 3
    return Speed(
        articles=len(articles), words=words, whole_words_per_s=words / whole_s, whole_s=whole_s,
        coding_words_per_s=words / sum(coding for coding, _, _ in taken), parse_words_per_s=words / sum(parsing for _, parsing, _ in taken),
        batch_words_per_s=words / sum(batch for _, _, batch in taken),
        batch_ratio=statistics.median(coding / batch for coding, _, batch in taken),
        ratio=statistics.median(ratios), ratio_low=quarters[0], ratio_high=quarters[2], memory_mb=memory,
    )  # fmt: skip
