"""Progress on standard error, for people only: nothing is shown when it is not a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.run import Summary

AFTER = 1.0
"""Seconds before a run counts as long."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[Summary], None]]:
    """Give a function that shows how far a run is; it shows nothing when ``quiet``, off a terminal, or in the first second."""
    if quiet or not sys.stderr.isatty():
        yield lambda summary: None
        return
    from rich.console import Console

    begin = time.perf_counter()
    with Console(stderr=True).status("loading the parser") as status:

        def tick(summary: Summary) -> None:
            seconds = time.perf_counter() - begin
            if seconds >= AFTER:
                aside = f", {summary.aside:,} set aside" if summary.aside else ""
                status.update(f"{summary.coded:,} articles coded{aside}, {summary.claims:,} claims, {summary.words / seconds:,.0f} words/s")

        yield tick
