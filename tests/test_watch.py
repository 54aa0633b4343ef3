"""Fetching and watching: polite to servers, unharmed by bad ones, nothing lost and nothing twice."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import RunError, SettingError
from dateline.model import Article
from dateline.read import Options, Reject, read
from dateline.read.fetch import Fetcher, FetchError, Limits
from dateline.read.network import is_public
from dateline.read.watch import Plan, State, Watch, Watched, read_plan
from tests.web import Site, serving

WORDS = (
    "Soldiers shelled the harbour of Tartus on Monday, the port authority said in a statement, and two boats were sunk at their moorings."
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.naps: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += seconds


def fetcher(clock: Clock | None = None, **limits: Any) -> Fetcher:
    clock = clock or Clock()
    given = {"pause": 0.0, "seconds": 1.0, "silence": 0.3, "most_bytes": 200_000, "allow_private": True, **limits}
    return Fetcher(Limits(**given), now=clock.now, sleep=clock.sleep)


def failing(url: str, **limits: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher(**limits).get(url)
    return caught.value


# --- fetching ---------------------------------------------------------------------------------------------------------


def test_an_address_gives_its_bytes_and_the_marks_for_next_time(site: Site) -> None:
    site.put("/a", "<p>x</p>", etag='"1"', last_modified="Tue, 03 May 2016 10:00:00 GMT")
    web = fetcher()
    answer = web.get(f"{site.url}/a")
    assert (answer.status, answer.data, answer.etag, answer.modified) == (200, b"<p>x</p>", '"1"', "Tue, 03 May 2016 10:00:00 GMT")
    assert web.get(f"{site.url}/a", etag=answer.etag, modified=answer.modified).status == 304
    assert site.headers[-1]["user-agent"].startswith("dateline/")


@pytest.mark.parametrize("packed", [gzip.compress(b"y" * 5000), zlib.compress(b"y" * 5000)])
def test_packed_answers_are_unpacked(site: Site, packed: bytes) -> None:
    site.put("/a", packed, content_encoding="gzip")
    assert fetcher().get(f"{site.url}/a").data == b"y" * 5000


def test_a_packed_answer_that_unpacks_without_end_is_given_up(site: Site) -> None:
    site.put("/a", gzip.compress(b"\0" * 50_000_000), content_encoding="gzip")
    assert failing(f"{site.url}/a").kind == "too-large"


def test_a_silent_server_a_dripping_one_and_an_endless_one_cost_bounded_time(site: Site) -> None:
    site.slow("/slow", 1.0)
    site.drip("/drip", 0.05)
    site.endless("/endless")
    assert (failing(f"{site.url}/slow").kind, failing(f"{site.url}/drip", seconds=0.5).kind) == ("timeout", "timeout")
    assert failing(f"{site.url}/endless", seconds=10.0).kind == "too-large"
    site.put("/large", b"x" * 300_000)
    assert "300,000 bytes" in failing(f"{site.url}/large").reason


def test_an_answer_that_is_cut_off_is_an_error_that_may_pass(site: Site) -> None:
    site.truncated("/a", b"<p>half")
    error = failing(f"{site.url}/a")
    assert (error.kind, error.again) == ("network", True)
    site.put("/b", gzip.compress(WORDS.encode() * 50)[:40], content_encoding="gzip")
    assert failing(f"{site.url}/b").again


def test_redirects_are_followed_but_not_in_circles(site: Site) -> None:
    site.put("/end", "x")
    site.redirect("/old", "/end", 301)
    site.redirect("/now", "/end", 302)
    assert fetcher().get(f"{site.url}/old").moved == f"{site.url}/end"
    assert fetcher().get(f"{site.url}/now").moved is None
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    for number in range(9):
        site.redirect(f"/long{number}", f"/long{number + 1}")
    assert failing(f"{site.url}/a").kind == failing(f"{site.url}/long0").kind == "redirects"
    site.redirect("/file", "file:///etc/passwd")
    assert failing(f"{site.url}/file").kind == "address"


@pytest.mark.parametrize(("status", "again"), [(404, False), (410, False), (403, False), (500, True), (502, True), (429, True)])
def test_errors_say_whether_asking_again_may_help(site: Site, status: int, again: bool) -> None:
    site.put("/a", "no", status=status)
    error = failing(f"{site.url}/a")
    assert (error.kind, error.again) == (f"status-{status}", again)


def test_a_host_that_asks_for_a_pause_gets_it(site: Site) -> None:
    clock = Clock()
    web = fetcher(clock)
    site.put("/a", "busy", status=429, retry_after="600")
    site.put("/b", "x")
    with pytest.raises(FetchError) as caught:
        web.get(f"{site.url}/a")
    assert caught.value.after == 600
    with pytest.raises(FetchError, match="not to be asked yet"):
        web.get(f"{site.url}/b")
    clock.time += 601
    assert web.get(f"{site.url}/b").data == b"x"


def test_requests_to_one_host_keep_their_distance(site: Site) -> None:
    clock = Clock()
    site.put("/a", "x")
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7\n", kind="text/plain")
    web = fetcher(clock, pause=2.0)
    for _ in range(3):
        web.get(f"{site.url}/a")
    assert clock.naps == [2.0, 7.0, 7.0]
    assert site.asked["/robots.txt"] == 1


def test_robots_txt_is_obeyed(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private*/x\nAllow: /private/x/ok\n", kind="text/plain")
    site.put("/private/x/ok", "x")
    assert failing(f"{site.url}/private/x").kind == "robots"
    assert fetcher().get(f"{site.url}/private/x/ok").data == b"x"
    assert site.asked["/private/x"] == 0


def test_without_a_working_robots_txt_nothing_is_asked_for_a_while(site: Site) -> None:
    site.put("/robots.txt", "oops", status=500)
    site.put("/a", "x")
    error = failing(f"{site.url}/a")
    assert (error.kind, error.again, site.asked["/a"]) == ("robots-unknown", True, 0)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
     "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"],
)  # fmt: skip
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


def test_private_networks_are_refused_unless_allowed(site: Site) -> None:
    site.put("/a", "x")
    for url in (site.url, site.url.replace("127.0.0.1", "localhost")):
        error = failing(f"{url}/a", allow_private=False)
        assert error.kind == "private" and "DATELINE_ALLOW_PRIVATE" in error.reason
    assert not site.asked


def test_what_is_no_text_is_not_read(site: Site) -> None:
    site.put("/a", b"\x89PNG", kind="image/png")
    assert failing(f"{site.url}/a").kind == "media"


# --- addresses as input -----------------------------------------------------------------------------------------------


MORE = "The harbour stayed shut for the rest of the day, and the ferry company said that its ships would call at another port."


def page(text: str = WORDS, title: str = "Harbour shelled", more: str = MORE) -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | Quay Post</title><meta property="og:site_name" content="Quay Post">'
        f'<meta property="og:type" content="article"></head><body><main><article><h1>{title}</h1><p>{text}</p><p>{more}</p>'
        "</article></main></body></html>"
    )


def feed(*items: tuple[str, str], base: str, day: str = "Tue, 03 May 2016 10:00:00 +0300") -> str:
    entries = "".join(
        f"<item><title>{title}</title><link>{base}{path}</link><guid>{path}</guid><pubDate>{day}</pubDate>"
        "<description>Soldiers shelled a harbour, a port authority said on Monday in a statement.</description></item>"
        for path, title in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Quay Post</title><language>en</language>{entries}</channel></rss>'


def test_addresses_are_read_like_files(site: Site) -> None:
    site.put("/2016/harbour", page())
    site.put("/feed", feed(("/2016/harbour", "Harbour shelled"), ("/gone", "Gone"), base=site.url), kind="application/rss+xml")
    site.put("/map.xml", f"<urlset><url><loc>{site.url}/2016/harbour</loc></url></urlset>", kind="application/xml")
    (article,) = read([f"{site.url}/2016/harbour"], Options(fetch=fetcher()))
    assert isinstance(article, Article) and article.id == f"{site.url}/2016/harbour" and article.title == "Harbour shelled"
    short = list(read([f"{site.url}/feed"], Options(fetch=fetcher())))
    assert [item.text[:24] for item in short if isinstance(item, Article)] == ["Soldiers shelled a harbo"] * 2
    whole, ledes = read([f"{site.url}/feed"], Options(fetch=fetcher(), follow=True))
    assert isinstance(whole, Article) and whole.text.startswith(WORDS) and whole.published_at is not None
    assert isinstance(ledes, Article) and ledes.title == "Gone"  # its page is gone, its summary is not
    (listed,) = read([f"{site.url}/map.xml"], Options(fetch=fetcher(), follow=True))
    assert isinstance(listed, Article) and listed.text == whole.text
    (refused,) = read([f"{site.url}/map.xml"], Options(fetch=fetcher()))
    assert isinstance(refused, Reject) and "--fetch" in refused.reason


def test_rows_that_have_an_address_and_no_text_are_fetched_where_that_is_asked_for(site: Site, tmp_path: Path) -> None:
    site.put("/a", page())
    (tmp_path / "a.csv").write_text(
        f"URL,MobileURL,Date,Title\n{site.url}/a,,20160503101500,Harbour\n{site.url}/b,,,Gone\n", encoding="utf-8"
    )
    first, second = read([tmp_path / "a.csv"], Options(fetch=fetcher(), follow=True))
    assert isinstance(first, Article) and first.text.startswith(WORDS) and str(first.published) == "2016-05-03"
    assert isinstance(second, Reject) and second.line == 3 and "404" in second.reason
    (refused,) = read([tmp_path / "a.csv"], Options(fetch=fetcher()))
    assert isinstance(refused, Reject) and "no text column" in refused.reason


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/html; charset=klingon", "text/html"])
def test_a_page_in_another_charset_than_it_says_is_read(site: Site, kind: str) -> None:
    words = "Общий штаб сообщил, что солдаты обстреляли порт в понедельник и потопили две лодки у причала в старой гавани города."
    site.put("/a", page(words, "Порт", words).encode("cp1251"), kind=kind)
    (article,) = read([f"{site.url}/a"], Options(fetch=fetcher()))
    assert isinstance(article, Article) and article.text.startswith("Общий штаб") and article.language in ("ru", "und")


def test_nothing_is_fetched_where_nobody_asked_for_it(site: Site) -> None:
    (reject,) = read([f"{site.url}/a"])
    assert isinstance(reject, Reject) and "nothing is fetched" in reject.reason and not site.asked


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
