"""Watching: nothing lost and nothing twice, whatever the servers do and whenever the program is killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import InputError, RunError, SettingError
from dateline.model import Article
from dateline.read.watch import Plan, State, Watch, Watched, read_plan
from tests.web import WORDS, Clock, Site, feed, fetcher, page, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


# --- watching ---------------------------------------------------------------------------------------------------------


class Killed(Exception):
    """The program is killed here."""


class Kept:
    """A sink that remembers, and that can be told to die."""

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self.die_after_giving = self.die_before_noting = False

    def give(self, article: Article) -> None:
        self.articles.append(article)
        if self.die_after_giving:
            raise Killed

    def marks(self) -> list[tuple[str, int]]:
        if self.die_before_noting:
            raise Killed
        return []


class Watching:
    """A watch over one feed, with all that it stands on."""

    def __init__(self, site: Site, folder: Path, **plan: Any) -> None:
        self.site, self.folder, self.plan = site, folder, plan
        self.clock, self.sink, self.events = Clock(), Kept(), list[tuple[str, dict[str, object]]]()
        self.fetcher = fetcher(self.clock, seconds=2.0)

    def round(self, *, every: bool = False) -> Any:
        feeds = (Watched(f"{self.site.url}/feed", every=600.0, pages=self.plan.get("pages", True)),)
        plan = Plan(feeds, keep_raw=self.folder / "raw", attempts=3)
        with State(self.folder / "state") as state:
            watch = Watch(plan, state, self.fetcher, self.sink, self._log, now=self.clock.now, sleep=self.clock.sleep)
            return watch.round(every=every)

    def _log(self, event: str, **particulars: object) -> None:
        self.events.append((event, particulars))

    @property
    def titles(self) -> list[str]:
        return [article.title for article in self.sink.articles]


@pytest.fixture
def watching(site: Site, tmp_path: Path) -> Watching:
    site.put("/1", page("First: " + WORDS, "One"), etag='"p1"')
    site.put("/2", page("Second: " + WORDS, "Two"))
    site.put("/feed", feed(("/2", "Two"), ("/1", "One"), base=site.url), kind="application/rss+xml", etag='"f1"')
    return Watching(site, tmp_path)


def test_new_articles_are_handed_on_once_in_the_order_of_their_publication(watching: Watching) -> None:
    done = watching.round()
    assert watching.titles == ["One", "Two"] and (done.polled, done.given) == (1, 2)
    first = watching.sink.articles[0]
    assert first.text.startswith("First: ") and first.outlet == "Quay Post" and str(first.published_at) == "2016-05-03 10:00:00+03:00"
    assert first.raw and (watching.folder / "raw" / first.raw).read_bytes().startswith(b"<!doctype html>")
    assert watching.round().polled == 0  # not due yet
    watching.clock.time += 601
    watching.round()
    assert watching.events[-1][0] == "unchanged" and watching.titles == ["One", "Two"]


def test_a_changed_article_is_handed_on_again_under_its_id(watching: Watching, site: Site) -> None:
    watching.round()
    watching.clock.time += 601
    site.put("/1", page("First, corrected: " + WORDS, "One"), etag='"p1b"')
    changed = feed(("/2", "Two"), ("/1", "One (updated)"), base=site.url)
    site.put("/feed", changed, kind="application/rss+xml", etag='"f2"')
    watching.round()
    assert watching.titles == ["One", "Two", "One"]
    before, after = watching.sink.articles[0], watching.sink.articles[2]
    assert before.id == after.id and before.version != after.version and after.text.startswith("First, corrected")
    watching.clock.time += 601
    site.put("/feed", changed.replace("(updated)", "(updated again)"), kind="application/rss+xml", etag='"f3"')
    assert watching.round().same == 1 and len(watching.sink.articles) == 3  # the page itself stayed the same
    watching.clock.time += 601
    site.put("/1", page("First: " + WORDS, "One"), etag='"p1"')
    site.put("/feed", changed.replace("(updated)", "(as before)"), kind="application/rss+xml", etag='"f4"')
    watching.round()
    assert watching.sink.articles[3] == before


@pytest.mark.parametrize("where", ["die_after_giving", "die_before_noting"])
def test_what_was_not_noted_as_done_is_done_after_a_restart(watching: Watching, where: str) -> None:
    setattr(watching.sink, where, True)
    with pytest.raises(Killed):
        watching.round()
    watching.sink = Kept()
    watching.round()
    assert watching.titles == ["One", "Two"]  # the marks of the feed were kept with its entries: nothing had to be polled again
    assert watching.site.asked["/feed"] == 1


def test_a_page_that_fails_is_tried_again_even_when_its_feed_has_forgotten_it(watching: Watching, site: Site) -> None:
    site.put("/1", "busy", status=500)
    watching.round()
    assert watching.titles == ["Two"] and watching.events[-1][0] == "page-failed"
    watching.clock.time += 601
    site.put("/feed", feed(base=site.url), kind="application/rss+xml", etag='"f2"')
    site.put("/1", page("First: " + WORDS, "One"))
    watching.round()
    assert watching.titles == ["Two", "One"]


def test_a_page_that_stays_away_is_replaced_by_its_summary(watching: Watching, site: Site) -> None:
    site.put("/1", "busy", status=500)
    for _ in range(4):
        watching.round()
        watching.clock.time += 5_000
    assert watching.titles == ["Two", "One"] and watching.sink.articles[1].text.startswith("Soldiers shelled a harbour")
    assert site.asked["/1"] == 3


def test_a_feed_that_fails_is_left_alone_longer_each_time(watching: Watching, site: Site) -> None:
    site.put("/feed", "<html>down for maintenance</html>", status=503, retry_after="3000")
    watching.round()
    assert watching.events[-1][1]["again_in"] == 3000
    watching.round(every=True)
    assert site.asked["/feed"] == 1
    site.put("/feed", "<html>down for maintenance</html>")
    naps = []
    for _ in range(3):
        watching.clock.time += 100_000
        watching.round()
        naps.append(watching.events[-1][1]["again_in"])
    assert naps == [1200, 2400, 4800] and watching.events[-1][1]["kind"] == "not-a-feed"


def test_truncated_feeds_lose_nothing(watching: Watching, site: Site) -> None:
    whole = feed(("/2", "Two"), ("/1", "One"), base=site.url).encode()
    site.truncated("/feed", whole[:300])
    watching.round()
    assert watching.titles == [] and watching.events[-1][1]["kind"] == "network"
    site.put("/feed", whole, kind="application/rss+xml")
    watching.clock.time += 10_000
    watching.round()
    assert watching.titles == ["One", "Two"]


def test_a_feed_that_ends_too_early_without_a_word_is_asked_for_whole_next_time(watching: Watching, site: Site) -> None:
    whole = feed(("/2", "Two"), ("/1", "One"), base=site.url)
    site.put("/feed", whole[: whole.index("<title>One")], kind="application/rss+xml", etag='"f1"')
    watching.round()
    site.put("/feed", whole, kind="application/rss+xml", etag='"f1"')
    watching.clock.time += 601
    watching.round()
    assert sorted(watching.titles) == ["One", "Two"]


def test_entries_that_share_an_id_or_have_none_are_all_handed_on_once(watching: Watching, site: Site) -> None:
    entries = "".join(f"<item><guid>home</guid><title>{n}</title><description>{n}: {WORDS}</description></item>" for n in "abc")
    entries += "".join(f"<item><title>{n}</title><description>{n}: {WORDS}</description></item>" for n in "de")
    site.put("/feed", f'<rss version="2.0"><channel><title>Q</title>{entries}</channel></rss>', kind="application/rss+xml")
    for _ in range(3):
        watching.round()
        watching.clock.time += 601
    assert sorted(watching.titles) == ["a", "b", "c", "d", "e"] and len({one.id for one in watching.sink.articles}) == 5


def test_a_page_that_says_it_has_not_changed_before_it_was_read_is_not_lost(watching: Watching, site: Site) -> None:
    site.put("/1", "", status=304)
    watching.round()
    site.put("/1", page("First: " + WORDS, "One"))
    watching.clock.time += 601
    watching.round()
    assert sorted(watching.titles) == ["One", "Two"]


@pytest.mark.parametrize("link", ["http://[bad/", "http://dürrenhafen.invalid/ä", "javascript:alert(1)", "http://x:99999999/"])
def test_no_link_of_an_entry_ends_the_watch(watching: Watching, site: Site, link: str) -> None:
    site.put("/feed", feed(("/1", "One"), base=site.url).replace(f"{site.url}/1", link), kind="application/rss+xml")
    for _ in range(4):
        watching.round()
        watching.clock.time += 100_000
    assert [one.text[:27] for one in watching.sink.articles] == ["Soldiers shelled a harbour,"]


def test_an_article_that_the_coder_fails_on_is_set_aside_and_counted(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(article: Article) -> None:
        if article.title == "One":
            raise InputError("the coder failed", article=article.id)
        watching.sink.articles.append(article)

    monkeypatch.setattr(watching.sink, "give", fail)
    done = watching.round()
    assert (done.given, done.aside, watching.titles) == (1, 1, ["Two"])
    assert ("set-aside", "the coder failed") in [(event, more.get("reason")) for event, more in watching.events]
    watching.clock.time += 601
    assert watching.round().aside == 0  # told once


def test_an_article_in_two_feeds_is_handed_on_once(site: Site, tmp_path: Path) -> None:
    site.put("/1", page(title="One"), etag='"p"')
    for path in ("/a", "/b"):
        site.put(path, feed(("/1", "One"), base=site.url), kind="application/rss+xml")
    sink, clock = Kept(), Clock()
    plan = Plan(tuple(Watched(f"{site.url}{path}") for path in ("/a", "/b")))
    with State(tmp_path / "state") as state:
        done = Watch(plan, state, fetcher(clock), sink, lambda *_, **__: None, now=clock.now, sleep=clock.sleep).round()
    assert len(sink.articles) == 1 and done.same == 1


def test_files_are_cut_back_to_the_last_entry_that_was_done(watching: Watching, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.cli import watch as command
    from dateline.run import Coded
    from dateline.settings import settings

    claims, articles = tmp_path / "claims.jsonl", tmp_path / "articles.jsonl"
    articles.write_text("what the user had there\n", encoding="utf-8")
    monkeypatch.setattr(command._Coding, "code", lambda self, article: Coded(article, (), ()))
    feeds = Plan((Watched(f"{watching.site.url}/feed"),))

    def run(kill_at: int) -> None:
        given = 0

        def sync(number: int) -> None:
            nonlocal given
            given += 1
            if given == kill_at:
                raise Killed

        monkeypatch.setattr("os.fsync", sync)
        with State(tmp_path / "state") as state, command._Files(claims, articles, state, settings()) as sink:
            clock = Clock()
            Watch(feeds, state, watching.fetcher, sink, lambda *_, **__: None, now=clock.now, sleep=clock.sleep).round(every=True)

    with pytest.raises(Killed):
        run(kill_at=3)  # two files for each article: killed when the second article lies in its file, but is not noted as done
    assert len(articles.read_text(encoding="utf-8").splitlines()) == 3
    run(kill_at=0)
    lines = articles.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "what the user had there" and [json.loads(line)["title"] for line in lines[1:]] == ["One", "Two"]


def test_two_programs_cannot_watch_with_one_state(tmp_path: Path) -> None:
    with State(tmp_path / "state"), pytest.raises(RunError, match="another watch"):
        State(tmp_path / "state")


def test_a_file_that_is_no_state_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("My diary. " * 200)
    with pytest.raises(RunError, match="cannot be used"):
        State(tmp_path / "state")
    assert (tmp_path / "state").read_text().startswith("My diary.")


# --- what is to be watched --------------------------------------------------------------------------------------------


def plan_of(folder: Path, text: str) -> Plan:
    (folder / "feeds.toml").write_text(text, encoding="utf-8")
    return read_plan(folder / "feeds.toml")


def test_a_plan_says_what_is_watched_how_often(tmp_path: Path) -> None:
    text = '[watch]\nevery = "1h"\nkeep_raw = "raw"\n[[feed]]\nurl = "https://quaypost.example/rss"\noutlet = "Quay Post"\n'
    plan = plan_of(tmp_path, text + '[[feed]]\nurl = "https://wire.example/atom"\nevery = 15\npages = false\n')
    assert [(one.url, one.outlet, one.every, one.pages) for one in plan.feeds] == [
        ("https://quaypost.example/rss", "Quay Post", 3600, True), ("https://wire.example/atom", None, 900, False)
    ]  # fmt: skip
    assert plan.keep_raw == tmp_path / "raw"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names no feed"),
        ("[[feed]]\nurl = 'ftp://x'", "http://"),
        ("[[feed]]\nurl = 'https://x.example/'\nevery = '1s'", "a minute or more"),
        ("[[feed]]\nurl = 'https://x.example/'\nname = 'x'", "allowed: url"),
        ("[[feed]]\nurl = 'https://x.example/'\n[[feed]]\nurl = 'https://x.example/'", "twice"),
        ("[[feed]\nurl", "not TOML"),
        ("[watch]\nattempts = 0\n[[feed]]\nurl = 'https://x.example/'", "1 or more"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused_with_the_reason(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingError, match=told):
        plan_of(tmp_path, text)
