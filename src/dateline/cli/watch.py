"""``dateline watch``: feeds polled, new articles coded and kept."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from dateline.cli.arguments import limits
from dateline.cli.listing import Db, opened

if TYPE_CHECKING:
    from dateline.coder import Coder
    from dateline.ledger.store import Ledger
    from dateline.model import Article
    from dateline.read.watch import State
    from dateline.run import Coded
    from dateline.settings import Settings


def watch(
    feeds: Annotated[Path, typer.Argument(help="TOML file that names the feeds: see docs/watch.md.", metavar="FEEDS")],
    db: Db = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Append claims to this file (JSON Lines) instead of the ledger.", metavar="FILE")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option("--articles", help="With --output: append the articles to this file.", metavar="FILE")
    ] = None,
    state: Annotated[Path | None, typer.Option("--state", help="What was read so far (default: FEEDS.state).", metavar="FILE")] = None,
    once: Annotated[bool, typer.Option("--once", help="Ask every feed once, then leave.")] = False,
) -> None:
    """Poll feeds, code what is new, and store it in the ledger.

    Whenever it is stopped, it goes on where it was: no article is lost, none comes twice. What happens is written to standard
    error, one JSON object a line. Feeds are asked politely: robots.txt, ETag, pauses. With --once the exit code is 3 when a feed
    or a page could not be had.
    """
    if output is not None and db is not None:
        raise typer.BadParameter("give a ledger or a file, not both", param_hint="--output")
    if articles is not None and output is None:
        raise typer.BadParameter("belongs to --output", param_hint="--articles")
    from dateline.read import Options
    from dateline.read.fetch import Fetcher
    from dateline.read.watch import State, Watch, read_plan
    from dateline.settings import settings

    now = settings()
    plan = read_plan(feeds)
    with ExitStack() as stack:
        known = stack.enter_context(State(state or feeds.with_name(feeds.name + ".state")))
        if output is not None:
            sink: _Files | _Store = stack.enter_context(_Files(output, articles, known, now))
        else:
            sink = _Store(stack.enter_context(opened(db, create=True)), now)
        watching = Watch(plan, known, Fetcher(limits(now)), sink, _log, Options(max_chars=now.max_chars))
        try:
            if not once:
                _log("started", feeds=len(plan.feeds))
                watching.run()
            done = watching.round(every=True)
        except KeyboardInterrupt:
            _log("stopped", **known.counts())
            raise typer.Exit(130) from None
        _log("done", polled=done.polled, failed=done.failed, articles=done.given, same=done.same, aside=done.aside)
        if done.failed or done.aside:
            raise typer.Exit(3)


def _log(event: str, **particulars: object) -> None:
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    typer.echo(json.dumps({"at": at, "event": event, **particulars}, ensure_ascii=False), err=True)


class _Coding:
    """Codes articles one by one; the parser is loaded with the first."""

    def __init__(self, using: Settings) -> None:
        self._using = using
        self._coder: Coder | None = None

    def code(self, article: Article) -> Coded:
        """Return the coded article; raises :class:`~dateline.errors.InputError` when the coder failed on it."""
        from dateline.coder import Coder, Knowledge
        from dateline.read import Reject
        from dateline.run.pool import code_one

        if self._coder is None:
            self._coder = Coder(Knowledge(settings=self._using))
        coded = code_one(self._coder, article)
        if isinstance(coded, Reject):
            raise coded.error()
        return coded


class _Store(_Coding):
    """Into a ledger, which itself knows what it holds: an article that is given twice is stored once."""

    def __init__(self, ledger: Ledger, using: Settings) -> None:
        from dateline.run.version import coder_version

        super().__init__(using)
        self._ledger, self._version = ledger, coder_version(using)

    def give(self, article: Article) -> None:
        """Code and store one article."""
        from dateline.ledger.store import Done

        # A page is read again when it changed: what stands there now counts, also where it stood there before.
        due = self._ledger.to_code(article, newest=True)
        if isinstance(due, Done):
            _log("article", article=article.id, outlet=article.outlet, done=str(due))
            return
        article, coded = due, self.code(due)
        done = self._ledger.add(article, coded.claims, coder=self._version, sentences=coded.sentences, newest=True)
        _log("article", article=article.id, outlet=article.outlet, language=article.language, done=str(done), claims=len(coded.claims))

    def marks(self) -> Iterable[tuple[str, int]]:
        """Nothing: what the ledger has taken, it has kept."""
        return ()


class _Files(_Coding):
    """Onto the ends of files. What was written after the last mark belongs to an entry that was not finished, and is taken off."""

    def __init__(self, output: Path, articles: Path | None, state: State, using: Settings) -> None:
        super().__init__(using)
        self._paths = [path for path in (output, articles) if path is not None]
        self._streams: dict[Path, BinaryIO] = {}
        self._output, self._articles, self._state = output, articles, state

    def __enter__(self) -> _Files:
        from dateline.errors import RunError

        for path in self._paths:
            try:
                self._streams[path] = path.open("ab")
                mark = self._state.sink(_name(path))
                if mark is None or mark > os.path.getsize(path):
                    # Used for the first time, or begun anew by the user: what is there stays.
                    self._state.put_sink(_name(path), os.path.getsize(path))
                elif mark < os.path.getsize(path):
                    self._streams[path].truncate(mark)
                    _log("cut-back", file=str(path), bytes=mark)
            except OSError as error:
                raise RunError(f"cannot write {path}: {error.strerror or error}; give another file") from None
        return self

    def __exit__(self, *error: object) -> None:
        for stream in self._streams.values():
            stream.close()

    def give(self, article: Article) -> None:
        """Code one article, and write its claims and itself."""
        from dateline.run.write import json_line

        coded = self.code(article)
        for claim in coded.claims:
            self._write(self._output, json_line(claim.to_json()))
        if self._articles is not None:
            self._write(self._articles, json_line(article.to_json()))
        _log("article", article=article.id, outlet=article.outlet, language=article.language, claims=len(coded.claims))

    def _write(self, path: Path, line: bytes) -> None:
        from dateline.errors import RunError

        try:
            self._streams[path].write(line)
        except OSError as error:
            raise RunError(f"cannot write {path}: {error.strerror or error}") from None

    def marks(self) -> Iterable[tuple[str, int]]:
        """Bring what was written to the disk, and tell how long the files are."""
        from dateline.errors import RunError

        found = []
        for path, stream in self._streams.items():
            try:
                stream.flush()
                os.fsync(stream.fileno())
            except OSError as error:
                raise RunError(f"cannot write {path}: {error.strerror or error}") from None
            found.append((_name(path), os.fstat(stream.fileno()).st_size))
        return found


def _name(path: Path) -> str:
    return str(path.resolve())
