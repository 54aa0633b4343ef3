"""The watch itself: ask the feeds that are due, hand on what is new, wait."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from dateline.errors import InputError
from dateline.model import Article
from dateline.read.feeds import Entry, parse_feed
from dateline.read.fetch import Answer, Fetcher, FetchError
from dateline.read.page import Raw, articles_of
from dateline.read.record import Options, Reject
from dateline.read.watch.plan import Plan, Watched
from dateline.read.watch.state import FeedState, State, Waiting
from dateline.read.web import answer_items

LONGEST_BACK_OFF = 86_400.0
FIRST_RETRY = 120.0
"""Seconds until an entry whose page failed is tried again; twice as long each time."""
LONGEST_NAP = 300.0

Log = Callable[..., None]
"""Takes the name of what happened, and its particulars as keywords: ``log("polled", feed=…, new=3)``."""


class Sink(Protocol):
    """Where articles go. ``give`` may be called again with an article that it took before the program was killed."""

    def give(self, article: Article) -> None:
        """Take one article: code it, keep it. Raises :class:`~dateline.errors.InputError` for one that cannot be coded or kept."""

    def marks(self) -> Iterable[tuple[str, int]]:
        """Make sure that what was given lies on the disk, and return how far each output goes (name, bytes)."""


@dataclass(slots=True)
class Round:
    """What one round did."""

    polled: int = 0
    failed: int = 0
    given: int = 0
    same: int = 0
    aside: int = 0


class Watch:
    """Feeds, what is known of them, and where their articles go. ``now`` (seconds since 1970) and ``sleep`` are given by tests."""

    def __init__(
        self, plan: Plan, state: State, fetcher: Fetcher, sink: Sink, log: Log, options: Options | None = None, *,
        now: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self.plan, self.state, self.fetcher, self.sink, self.log = plan, state, fetcher, sink, log
        self.options = replace(options or Options(), keep_raw=plan.keep_raw, fetch=None, follow=False)
        self._now, self._sleep = now, sleep
        self._urls = [feed.url for feed in plan.feeds]
        self._feeds = {feed.url: feed for feed in plan.feeds}

    def run(self) -> None:
        """Watch until the program is stopped."""
        while True:
            self.round()
            dues = [self.state.feed(url).due for url in self._urls]
            entries = self.state.next_due(self._urls)
            due = min([*dues, *([entries] if entries is not None else [])])
            self._sleep(min(max(due - self._now(), 1.0), LONGEST_NAP))

    def round(self, *, every: bool = False) -> Round:
        """Ask the feeds that are due (with ``every``: also those whose time has not come, but none that failed and is left alone),
        then hand on the entries that are due."""
        done = Round()
        for feed in self.plan.feeds:
            known = self.state.feed(feed.url)
            if known.due <= self._now() or (every and known.failures == 0):
                self._poll(feed, known, done)
        # What is tried again later is due after this moment, so the round ends.
        begin = self._now()
        while (waiting := self.state.waiting(self._urls, begin)) is not None:
            self._hand_on(waiting, done)
        return done

    def _poll(self, feed: Watched, known: FeedState, done: Round) -> None:
        try:
            answer = self.fetcher.get(feed.url, etag=known.etag, modified=known.modified)
            if answer.status == 304:
                self.state.put_feed(feed.url, replace(known, due=self._now() + feed.every, failures=0))
                done.polled += 1
                self.log("unchanged", feed=feed.url)
                return
            found = parse_feed(answer.data, answer.url, answer.content_type, feed.date_order)
        except InputError as error:
            self._feed_failed(feed, known, error)
            done.failed += 1
            return
        entries = [(self._completed(entry, feed, found.title, found.language), _mark(entry)) for entry in found.entries]
        # Of a feed that was cut off the marks do not count: it would not be told again until it changes.
        etag, modified = (answer.etag, answer.modified) if found.whole else (None, None)
        after = FeedState(etag, modified, self._now() + feed.every, 0)
        # A feed lists its newest entries first; they are handed on in the order in which they were published.
        new, changed = self.state.polled(feed.url, after, reversed(entries))
        done.polled += 1
        more = {"moved": answer.moved, "left": found.left or None, "cut_off": True if not found.whole else None}
        told = {name: value for name, value in more.items() if value is not None}
        self.log("polled", feed=feed.url, entries=len(entries), new=new, changed=changed, **told)

    def _completed(self, entry: Entry, feed: Watched, title: str | None, language: str | None) -> Entry:
        page = entry.page
        return replace(entry, page=replace(page, outlet=feed.outlet or page.outlet or title, language=page.language or language))

    def _feed_failed(self, feed: Watched, known: FeedState, error: InputError) -> None:
        pause = min(feed.every * 2**known.failures, LONGEST_BACK_OFF)
        if isinstance(error, FetchError) and error.after is not None:
            pause = max(error.after, min(feed.every, pause))
        self.state.put_feed(feed.url, replace(known, due=self._now() + pause, failures=min(known.failures + 1, 20)))
        kind = error.kind if isinstance(error, FetchError) else "not-a-feed"
        self.log("failed", feed=feed.url, kind=kind, reason=error.reason, again_in=round(pause))

    def _hand_on(self, waiting: Waiting, done: Round) -> None:
        feed, entry = self._feeds[waiting.feed], waiting.entry
        options = replace(self.options, outlet=feed.outlet, date_order=feed.date_order)
        answer: Answer | None = None
        if feed.pages and entry.page.url and not entry.full:
            try:
                etag, modified = self.state.page(entry.page.url)
                answer = self.fetcher.get(entry.page.url, etag=etag, modified=modified)
                if answer.status == 304:
                    self.state.done(waiting, (), now=self._now())
                    done.same += 1
                    return
            except FetchError as error:
                if self._try_later(waiting, error):
                    done.failed += 1
                    return
                self.log("page-missing", entry=entry.key, url=entry.page.url, kind=error.kind, reason=error.reason)
        self._give(waiting, self._items(entry, answer, options), answer, done)

    def _try_later(self, waiting: Waiting, error: FetchError) -> bool:
        """Note when a page is to be asked for again; False when that would not help: then the feed's own summary must do."""
        if not error.again or waiting.attempts + 1 >= self.plan.attempts:
            return False
        pause = max(error.after or 0.0, min(FIRST_RETRY * 2**waiting.attempts, LONGEST_BACK_OFF))
        self.state.failed(waiting, error.reason, due=self._now() + pause)
        self.log("page-failed", entry=waiting.key, url=error.url, kind=error.kind, reason=error.reason, again_in=round(pause))
        return True

    def _items(self, entry: Entry, answer: Answer | None, options: Options) -> list[Article | Reject]:
        """Return the articles of an entry: of its page; or of what the feed tells, when there is no page or nothing is on it."""
        rejects: list[Article | Reject] = []
        if answer is not None:
            try:
                items = [item for _, item in answer_items(answer, entry.page.url or "", options, entry.page)]
            except InputError as error:
                items = [Reject(entry.page.url, None, None, error.reason)]
            if any(isinstance(item, Article) for item in items):
                return items
            rejects = items
        if not entry.page.blocks:
            return rejects or [Reject(entry.page.url or entry.key, None, None, "the entry has no text, and no page behind it was read")]
        data = "\n\n".join(one.text for one in entry.page.blocks).encode("utf-8")
        return [item for _, item in articles_of(entry.page, entry.page.url or entry.key, None, entry.key, options, Raw(data, ".txt"))]

    def _give(self, waiting: Waiting, items: list[Article | Reject], answer: Answer | None, done: Round) -> None:
        given = []
        for item in items:
            if isinstance(item, Reject):
                done.aside += 1
                self.log("set-aside", entry=waiting.key, url=item.path, reason=item.reason)
            elif self.state.was_given(item.id, item.version):
                done.same += 1
            else:
                given.append((item.id, item.version))
                try:
                    self.sink.give(item)
                    done.given += 1
                except InputError as error:
                    done.aside += 1
                    self.log("set-aside", entry=waiting.key, url=item.url, article=item.id, reason=error.reason)
        if not any(isinstance(item, Article) for item in items):
            self.state.failed(waiting, "no article", due=None)
            return
        page = (waiting.entry.page.url, answer.etag, answer.modified) if answer is not None and waiting.entry.page.url else None
        self.state.done(waiting, given, now=self._now(), page=page, sinks=self.sink.marks())


def _mark(entry: Entry) -> str:
    """Return a hash of what an entry says: another one, when it was changed."""
    page = entry.page
    words = "\x1f".join([page.title or "", entry.updated or page.published or "", page.url or "", *(one.text for one in page.blocks)])
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
