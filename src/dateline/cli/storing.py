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
_STRETCH = 3
_ANOTHER = 0.05
"""A text that has fewer of its stretches of three words in common with the one before may well be another article's."""

_REPLACED, ANOTHER = "replaced", "another"
_NOTES = {
    _REPLACED: "Replaced since: the ledger has a newer text or head of {}, which counts; to have what is given count again, add --newest.",
    ANOTHER: "New version: hardly a word is left of the text before in {}. Both texts are kept and the new one counts; where they are "
             "two articles, give each an id of its own.",
}  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What a run of storing did, in numbers."""

    done: Counter[str] = field(default_factory=Counter)
    foreign: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    aside: int = 0
    shown: list[Reject] = field(default_factory=list)
    noted: Counter[str] = field(default_factory=Counter)
    notable: dict[str, list[str]] = field(default_factory=dict)
    """The first ids of the articles that were replaced since, and of those whose new text shares hardly a word with the old."""
    begin: float = field(default_factory=time.perf_counter)
    write_reject: Callable[[Any], None] | None = None

    def put_aside(self, reject: Reject) -> None:
        """Count what was set aside, and write it where that is asked for."""
        self.aside += 1
        if len(self.shown) < KEPT:
            self.shown.append(reject)
        if self.write_reject is not None:
            self.write_reject(reject.to_json())

    def count(self, done: Done, article: str) -> None:
        """Count what became of an article."""
        from dateline.ledger.store import Done

        self.done[done] += 1
        if done is Done.REPLACED:
            self.note(_REPLACED, article)

    def note(self, what: str, article: str) -> None:
        """Keep the id of an article of which something is told at the end."""
        self.noted[what] += 1
        if len(ids := self.notable.setdefault(what, [])) < KEPT:
            ids.append(article)

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
        for what, words in _NOTES.items():
            if ids := self.notable.get(what):
                more = f" and {self.noted[what] - KEPT:,} more" if self.noted[what] > KEPT else ""
                typer.echo(words.format(", ".join(ids) + more), err=True)
        if self.foreign:
            from dateline.run.summary import in_other_languages

            typer.echo(in_other_languages(self.foreign), err=True)


def store_articles(
    ledger: Ledger, items: Iterable[Article | Reject], using: Settings, tally: Tally, *, workers: int = 1, again: bool = False,
    newest: bool = False,
) -> None:  # fmt: skip
    """Code articles and store each with its claims as soon as it is coded; with ``again``, also those that are there.

    With ``newest`` a text or head that was replaced since counts again.
    """
    from functools import partial

    from dateline.read import Reject
    from dateline.run import code_all
    from dateline.run.version import coder_version

    coder = coder_version(using)
    with _progress(tally) as tick:
        keep = ledger.recode if again else partial(ledger.add, newest=newest)
        for item in code_all(items if again else _fresh(ledger, items, tally, newest), workers=workers, using=using):
            if isinstance(item, Reject):
                tally.put_aside(item)
            else:
                _store(ledger, keep, item, coder, tally)
            tick()


def _fresh(ledger: Ledger, items: Iterable[Article | Reject], tally: Tally, newest: bool) -> Iterator[Article | Reject]:
    """Pass on what is not in the ledger yet, as it is there: a text need not be coded twice."""
    from dateline.errors import InputError
    from dateline.ledger.store import Done
    from dateline.read import Reject

    for item in items:
        if isinstance(item, Reject):
            yield item
            continue
        try:
            due = ledger.to_code(item, newest=newest)
        except InputError as error:
            yield Reject(None, None, item.id, error.reason)
            continue
        if isinstance(due, Done):
            tally.count(due, item.id)
        else:
            yield due


def _store(ledger: Ledger, keep: Callable[..., Done], coded: Coded, coder: str, tally: Tally) -> None:
    from dateline.errors import InputError
    from dateline.ledger.store import Done
    from dateline.read import Reject

    try:
        done = keep(coded.article, coded.claims, coder=coder, sentences=coded.sentences)
    except InputError as error:
        tally.put_aside(Reject(None, None, coded.article.id, error.reason))
        return
    tally.count(done, coded.article.id)
    if done not in (Done.SAME, Done.CHANGED, Done.REPLACED):
        tally.claims += len(coded.claims)
    if done is Done.VERSION and is_another(ledger, coded.article):
        tally.note(ANOTHER, coded.article.id)
    if done is not Done.SAME and coded.article.language != "en" and not coded.claims:
        tally.foreign[coded.article.language] += 1


def is_another(ledger: Ledger, article: Article) -> bool:
    """Whether a new version of an article has hardly a word in common with the one before: two articles may have been given one id."""
    before = [report.version for report in ledger.reports([article.id], current=False) if report.version != article.version]
    if not before:
        return False
    one, other = (_stretches(text) for text in (article.text, ledger.article(article.id, before[-1]).text))
    return len(one & other) < _ANOTHER * min(len(one), len(other))


def _stretches(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {tuple(words[at : at + _STRETCH]) for at in range(len(words) - _STRETCH + 1)}


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
