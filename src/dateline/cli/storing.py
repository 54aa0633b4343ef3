"""From articles to a ledger: what is there already is passed over, the rest is coded and stored, one article a transaction."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from dateline.ledger.store import Done, Ledger
    from dateline.model import Article
    from dateline.read import Reject
    from dateline.run import Coded
    from dateline.settings import Settings

KEPT = 5
_AFTER = 1.0


@dataclass(slots=True)
class Tally:
    """What a run of storing did, in numbers."""

    done: Counter[str] = field(default_factory=Counter)
    foreign: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    aside: int = 0
    shown: list[Reject] = field(default_factory=list)
    begin: float = field(default_factory=time.perf_counter)
    write_reject: Callable[[Any], None] | None = None

    def put_aside(self, reject: Reject) -> None:
        """Count what was set aside, and write it where that is asked for."""
        self.aside += 1
        if len(self.shown) < KEPT:
            self.shown.append(reject)
        if self.write_reject is not None:
            self.write_reject(reject.to_json())

    def line(self) -> str:
        """Return the numbers as one sentence."""
        stored = ", ".join(f"{number:,} {what}" for what, number in self.done.items() if number) or "nothing"
        aside = f"{self.aside:,} set aside" if self.aside else "none set aside"
        return f"{stored}; {aside}; {self.claims:,} claims stored in {time.perf_counter() - self.begin:.1f} s."

    def report(self) -> None:
        """Say on standard error what was done, and the first of what was set aside."""
        for reject in self.shown:
            typer.echo(f"set aside: {reject.error()}", err=True)
        if self.aside > len(self.shown):
            typer.echo(f"set aside: {self.aside - len(self.shown):,} more", err=True)
        typer.echo(f"Articles: {self.line()}", err=True)
        if self.foreign:
            from dateline.run.summary import in_other_languages

            typer.echo(in_other_languages(self.foreign), err=True)


def store_articles(
    ledger: Ledger, items: Iterable[Article | Reject], using: Settings, tally: Tally, *, workers: int = 1, again: bool = False
) -> None:
    """Code articles and store each with its claims as soon as it is coded; with ``again``, also those that are there."""
    from dateline.read import Reject
    from dateline.run import code_all
    from dateline.run.version import coder_version

    coder = coder_version(using)
    with _progress(tally) as tick:
        for item in code_all(items if again else _fresh(ledger, items, tally), workers=workers, using=using):
            if isinstance(item, Reject):
                tally.put_aside(item)
            else:
                _store(ledger.recode if again else ledger.add, item, coder, tally)
            tick()


def _fresh(ledger: Ledger, items: Iterable[Article | Reject], tally: Tally) -> Iterator[Article | Reject]:
    """Pass on what is not in the ledger yet, as it is there: a text need not be coded twice."""
    from dateline.errors import InputError
    from dateline.ledger.store import Done
    from dateline.read import Reject

    for item in items:
        if isinstance(item, Reject):
            yield item
            continue
        try:
            due = ledger.to_code(item)
        except InputError as error:
            yield Reject(None, None, item.id, error.reason)
            continue
        if due is None:
            tally.done[Done.SAME] += 1
        else:
            yield due


def _store(keep: Callable[..., Done], coded: Coded, coder: str, tally: Tally) -> None:
    from dateline.errors import InputError
    from dateline.ledger.store import Done
    from dateline.read import Reject

    try:
        done = keep(coded.article, coded.claims, coder=coder, sentences=coded.sentences)
    except InputError as error:
        tally.put_aside(Reject(None, None, coded.article.id, error.reason))
        return
    tally.done[done] += 1
    if done not in (Done.SAME, Done.CHANGED):
        tally.claims += len(coded.claims)
    if done is not Done.SAME and coded.article.language != "en" and not coded.claims:
        tally.foreign[coded.article.language] += 1


def _progress(tally: Tally) -> Any:
    import sys
    from contextlib import contextmanager

    @contextmanager
    def shown() -> Iterator[Callable[[], None]]:
        if not sys.stderr.isatty():
            yield lambda: None
            return
        from rich.console import Console

        with Console(stderr=True).status("loading the parser") as status:

            def tick() -> None:
                if time.perf_counter() - tally.begin >= _AFTER:
                    status.update(tally.line())

            yield tick

    return shown()
