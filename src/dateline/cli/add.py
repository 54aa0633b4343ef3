"""``dateline add`` and ``dateline recode``: articles and claims into a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.cli import arguments as ask
from dateline.cli.code import Rejects, Workers
from dateline.cli.listing import Db, opened

if TYPE_CHECKING:
    from dateline.cli.storing import Tally
    from dateline.ledger.store import Ledger
    from dateline.model import Article
    from dateline.read import Reject
    from dateline.read.claims import ClaimFiles, Line

_CLAIMS_AT_ONCE = 2000

Given = Annotated[
    list[str] | None,
    typer.Option("--claims", help="Store claims that were coded elsewhere (.jsonl, .parquet, or -), instead of coding.", metavar="FILE"),
]
Theirs = Annotated[
    list[str] | None, typer.Option("--articles", help="With --claims: the articles, where the ledger lacks them.", metavar="FILE")
]
Newest = Annotated[
    bool, typer.Option("--newest", help="What is given counts, also where the ledger has a newer text or head of an article.")
]
Coder = Annotated[str, typer.Option("--coder", help="With --claims: who coded them.", metavar="NAME")]


def add(
    inputs: Annotated[list[str] | None, typer.Argument(help=ask.INPUTS, metavar="[INPUT]...")] = None, db: Db = None,
    claims: Given = None, articles: Theirs = None, coder: Coder = "elsewhere", published: ask.Published = None,
    outlet: ask.Outlet = None, title: ask.Title = None, rejects: Rejects = None, workers: Workers = 1, encoding: ask.Encoding = None,
    date_order: ask.DateOrder = None, columns: ask.Map = None, split: ask.Split = None, keep_raw: ask.KeepRaw = None,
    follow: ask.Follow = False, newest: Newest = False,
) -> None:  # fmt: skip
    """Code articles and store them with their claims.

    An article that is there is passed over; one whose text changed becomes a new version, and the old one is kept. A text or head
    that was replaced since is passed over, too, and told of. Each article is stored as soon as it is coded: whatever interrupts the
    run, give the same command again to go on. What cannot be read is set aside and the rest is stored; the exit code is then 3.
    """
    if bool(inputs) == bool(claims):
        raise typer.BadParameter("give articles to code, or --claims FILE", param_hint="INPUT")
    if articles and not claims:
        raise typer.BadParameter("belongs to --claims", param_hint="--articles")
    ask.check_inputs([*(inputs or ()), *(claims or ()), *(articles or ())])
    from dateline.settings import settings

    now = settings()
    reading = ask.options(
        now, published=published, outlet=outlet, title=title, encoding=encoding, date_order=date_order, columns=columns, split=split,
        keep_raw=keep_raw, follow=follow,
    )  # fmt: skip

    def work(ledger: Ledger, tally: Tally) -> None:
        from dateline.cli.storing import store_articles
        from dateline.read import read

        if claims:
            _store_claims(ledger, claims, read(articles or (), reading), coder, tally, newest)
        else:
            store_articles(ledger, read(inputs or (), reading), now, tally, workers=workers, newest=newest)

    _run(db, rejects, work)


def recode(
    db: Db = None,
    every: Annotated[bool, typer.Option("--all", help="Also articles whose claims were coded elsewhere.")] = False,
    rejects: Rejects = None,
    workers: Workers = 1,
) -> None:
    """Code the articles of a ledger again that another version of the coder read.

    A coder is another version when its rules, its knowledge or its settings changed. The old claims stay, marked as old, and so
    do all judgements; a judgement on a claim follows it to the new claim on the same words.
    """
    from dateline.settings import settings

    now = settings()

    def work(ledger: Ledger, tally: Tally) -> None:
        from dateline.cli.storing import store_articles
        from dateline.run.version import PROGRAM, coder_version

        old = ledger.outdated(coder_version(now), like="%" if every else f"{PROGRAM} %")
        store_articles(ledger, (ledger.article(id) for id in old), now, tally, workers=workers, again=True)

    _run(db, rejects, work)


def _run(db: str | None, rejects: Path | None, work: Any) -> None:
    """Open the ledger, do the work, and say what came of it; leaves with 3 when something was set aside."""
    from dateline.cli.storing import Tally
    from dateline.errors import DatelineError
    from dateline.ledger.forget import clean, is_clean
    from dateline.run import rejects_file
    from dateline.run.write import whole_file

    with opened(db) as ledger, ExitStack() as stack:
        tally = Tally(write_reject=rejects_file(stack.enter_context(whole_file(rejects))) if rejects else None)
        if not is_clean(ledger):
            clean(ledger)
        try:
            work(ledger, tally)
        except KeyboardInterrupt:
            tally.report()
            typer.echo("Interrupted; what was finished is stored. The same command goes on from there.", err=True)
            raise typer.Exit(130) from None
        except DatelineError:
            if tally.done or tally.aside:
                tally.report()  # what was finished before is stored
            raise
    tally.report()
    if tally.aside and not rejects:
        typer.echo("Next: give --rejects FILE to keep what was set aside, with the reason for each.", err=True)
    if tally.aside:
        raise typer.Exit(3)


def _store_claims(ledger: Ledger, files: list[str], theirs: Iterator[Article | Reject], coder: str, tally: Tally, newest: bool) -> None:
    """Store claims that were coded elsewhere, some thousand a transaction, all of one article in the same."""
    from dateline.read.claims import ClaimFiles

    with ClaimFiles(files) as claims:
        for reject in claims.rejects:
            tally.put_aside(reject)
        waiting: list[tuple[Article, list[Line]]] = []
        for article, lines in _with_articles(ledger, claims, theirs, tally):
            waiting.append((article, lines))
            if sum(len(lines) for _, lines in waiting) + len(waiting) >= _CLAIMS_AT_ONCE:
                _store_batch(ledger, waiting, coder, tally, newest)
                waiting.clear()
        _store_batch(ledger, waiting, coder, tally, newest)


def _with_articles(
    ledger: Ledger, claims: ClaimFiles, theirs: Iterator[Article | Reject], tally: Tally
) -> Iterator[tuple[Article, list[Line]]]:
    from dateline.errors import LedgerError
    from dateline.read import Reject

    seen = set()
    for item in theirs:
        if isinstance(item, Reject):
            tally.put_aside(item)
            continue
        seen.add(item.id)
        # An article that has no claims here may have some in the ledger: those stay.
        if item.id in claims.articles or not _is_there(ledger, item):
            yield item, _readable(claims, item.id, tally)
    for id in claims.articles:
        if id not in seen:
            lines = _readable(claims, id, tally)
            try:
                article = ledger.article(id)
            except LedgerError:
                for line in lines:
                    tally.put_aside(line.reject(f"its article {id!r} is not in the ledger; give it with --articles"))
                continue
            if lines:
                yield article, lines


def _is_there(ledger: Ledger, article: Article) -> bool:
    from dateline.errors import InputError

    try:
        return bool(ledger.has(article))
    except InputError:
        return False  # taken out: said when it is to be stored


def _readable(claims: ClaimFiles, id: str, tally: Tally) -> list[Line]:
    lines, aside = claims.of(id)
    for reject in aside:
        tally.put_aside(reject)
    return lines


def _store_batch(ledger: Ledger, waiting: list[tuple[Article, list[Line]]], coder: str, tally: Tally, newest: bool) -> None:
    from dateline.cli.storing import ANOTHER, is_another
    from dateline.errors import InputError
    from dateline.ledger.store import Done
    from dateline.read import Reject

    fitting = [(article, lines, _fitting(article, lines, tally)) for article, lines in waiting]
    storing = [(article, good, None) for article, lines, good in fitting if good or not lines]
    for (article, good, _), done in zip(storing, ledger.add_many(storing, coder=coder, newest=newest), strict=True):
        if isinstance(done, InputError):
            tally.put_aside(Reject(None, None, article.id, done.reason))
            continue
        tally.count(done, article.id)
        tally.claims += len(good) if done not in (Done.SAME, Done.REPLACED) else 0
        if done is Done.VERSION and is_another(ledger, article):
            tally.note(ANOTHER, article.id)


def _fitting(article: Article, lines: list[Line], tally: Tally) -> list[Any]:
    """Return the claims that fit their article's text; the others are set aside with the reason."""
    from dateline.ontology import load_ontology

    good, ids, kinds = [], set(), load_ontology().kinds
    for line in lines:
        if line.claim.kind not in kinds:
            tally.put_aside(line.reject(f"found the kind {line.claim.kind!r}; allowed: those that dateline kinds lists"))
            continue
        try:
            line.claim.check(article)
        except ValueError as error:
            tally.put_aside(line.reject(f"it does not fit its article: {error}"))
            continue
        if line.claim.id in ids:
            tally.put_aside(line.reject("another claim of the article has the same id"))
            continue
        ids.add(line.claim.id)
        good.append(line.claim)
    return good
