"""Fetching: polite to servers, unharmed by bad ones; and addresses as input."""

from __future__ import annotations

import gzip
import socket
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.model import Article
from dateline.read import Options, Reject, network, read
from dateline.read.fetch import FetchError
from dateline.read.network import is_public
from tests.web import WORDS, Clock, Site, feed, fetcher, page, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


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


@pytest.mark.parametrize("location", ["http://[bad", "//", "http://x:99999999/", "\xff\xfe"])
def test_a_redirect_to_no_address_costs_that_address_only(site: Site, location: str) -> None:
    site.redirect("/a", location)
    assert failing(f"{site.url}/a").kind in ("address", "status-404", "redirects")


def test_hosts_with_other_letters_are_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.1", *rest, **more))
    site.put("/a", "x")
    assert fetcher().get(f"{site.url.replace('127.0.0.1', 'dürrenhafen.example')}/a").data == b"x"
    assert site.headers[-1]["host"].startswith("xn--drrenhafen-9db.example:")


def test_marks_of_a_server_need_not_be_ascii(site: Site) -> None:
    site.put("/a", "x", etag='"é"')
    web = fetcher()
    assert web.get(f"{site.url}/a", etag=web.get(f"{site.url}/a").etag).status == 304


def test_not_changed_is_no_answer_to_who_asked_for_the_first_time(site: Site) -> None:
    site.put("/a", "", status=304)
    error = failing(f"{site.url}/a")
    assert (error.kind, error.again) == ("status-304", True)


def test_a_pause_that_is_no_number_is_none(site: Site) -> None:
    for number, words in enumerate(("²", "soon", "-5", "Tue, 99 May 2016")):
        site.put(f"/{number}", "busy", status=429, retry_after=words)
        assert failing(f"{site.url}/{number}").after in (None, 0.0)


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


def test_of_a_robots_txt_without_end_the_beginning_counts(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /a\n" + "# more\n" * 100_000, kind="text/plain")
    site.put("/a", "x")
    assert failing(f"{site.url}/a").kind == "robots"


def test_without_a_working_robots_txt_nothing_is_asked_for_a_while(site: Site) -> None:
    site.put("/robots.txt", "oops", status=500)
    site.put("/a", "x")
    error = failing(f"{site.url}/a")
    assert (error.kind, error.again, site.asked["/a"]) == ("robots-unknown", True, 0)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
     "::1", "fe80::1%eth0", "fec0::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"],
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


def test_a_public_host_cannot_lead_to_a_private_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "is_public", lambda found: found == "127.0.0.1")
    inner = site.url.replace("127.0.0.1", "127.0.0.2")
    site.redirect("/a", f"{inner}/secret", 301)
    site.put("/b", "<p>x</p>")
    assert failing(f"{site.url}/a", allow_private=False).kind == "private"
    site.redirect("/robots.txt", f"{inner}/robots.txt")
    assert failing(f"{site.url}/b", allow_private=False).kind == "private" and "/secret" not in site.asked


def test_of_a_name_with_several_addresses_only_public_ones_are_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "is_public", lambda found: found == "127.0.0.1")
    real = socket.getaddrinfo
    where: list[str] = ["127.0.0.2", "127.0.0.1"]

    def found(host: str, *rest: Any, **more: Any) -> list[Any]:
        return [one for address in (where if host == "rebinding.example" else [host]) for one in real(address, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    site.put("/a", "x")
    url = site.url.replace("127.0.0.1", "rebinding.example")
    assert fetcher(allow_private=False).get(f"{url}/a").data == b"x"
    where[:] = ["127.0.0.2"]
    assert failing(f"{url}/a", allow_private=False).kind == "private"


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::1]", "0", "１２７.0.0.1"])
def test_a_private_address_is_one_however_it_is_written(site: Site, host: str) -> None:
    site.put("/a", "x")
    assert failing(f"{site.url.replace('127.0.0.1', host)}/a", allow_private=False).kind in ("private", "network")
    assert not site.asked


def test_what_is_no_text_is_not_read(site: Site) -> None:
    site.put("/a", b"\x89PNG", kind="image/png")
    assert failing(f"{site.url}/a").kind == "media"


# --- addresses as input -----------------------------------------------------------------------------------------------


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


def test_what_of_a_sitemap_is_not_followed_is_told(site: Site) -> None:
    inner = f"<sitemapindex><sitemap><loc>{site.url}/deep.xml</loc></sitemap></sitemapindex>"
    site.put("/index.xml", f"<sitemapindex><sitemap><loc>{site.url}/inner.xml</loc></sitemap></sitemapindex>", kind="application/xml")
    site.put("/inner.xml", inner, kind="application/xml")
    (told,) = read([f"{site.url}/index.xml"], Options(fetch=fetcher(), follow=True))
    assert isinstance(told, Reject) and told.reason.startswith("1 more addresses") and not site.asked["/deep.xml"]


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
