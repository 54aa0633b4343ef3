"""Feeds in files: every entry is an article or is told of, however the feed names and dates it."""

from __future__ import annotations

import json
from pathlib import Path

from dateline.model import Article
from dateline.read import Options, Reject, read
from tests.web import WORDS


def rss(*items: str, head: str = "<link>https://quay.example/news/</link>") -> str:
    body = "".join(f"<item><description>{WORDS}</description>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Quay Post</title>{head}{body}</channel></rss>'


def articles(folder: Path, name: str, data: str, options: Options | None = None) -> list[Article]:
    (folder / name).write_text(data, encoding="utf-8")
    found = list(read([folder / name], options))
    assert not [item for item in found if isinstance(item, Reject)]
    return [item for item in found if isinstance(item, Article)]


def test_entries_without_id_and_link_are_read(tmp_path: Path) -> None:
    one, two = articles(tmp_path, "a.rss", rss("<title>One</title>", "<title>Two</title>"))
    assert (one.id, one.title, two.id) == ("a.rss#1", "One", "a.rss#2")
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"content_text": WORDS}, {"content_text": WORDS + " Again."}]}
    assert [one.id for one in articles(tmp_path, "b.json", json.dumps(feed))] == ["b.json#1", "b.json#2"]


def test_relative_links_lead_to_the_site_of_the_feed_and_bare_ids_do_not(tmp_path: Path) -> None:
    one, two, three = articles(
        tmp_path, "a.rss", rss("<link>/2016/harbour</link>", "<guid>q17</guid>", '<guid isPermaLink="false">q18</guid><link>more/b</link>')
    )
    assert (one.url, two.url, three.url) == ("https://quay.example/2016/harbour", None, "https://quay.example/news/more/b")


def test_dates_that_may_be_two_days_are_read_in_the_order_that_is_told(tmp_path: Path) -> None:
    feed = rss("<guid>q</guid><pubDate>03/05/2016 10:00</pubDate>")
    assert articles(tmp_path, "a.rss", feed)[0].published is None
    assert str(articles(tmp_path, "a.rss", feed, Options(date_order="dmy"))[0].published) == "2016-05-03"


def test_a_feed_is_not_believed_on_the_language_of_its_entries(tmp_path: Path) -> None:
    words = "Солдаты обстреляли порт в понедельник и потопили две лодки у причала, сообщило портовое управление города."
    feed = rss("<title>Port</title>", head="<language>en-us</language>").replace(WORDS, words)
    assert articles(tmp_path, "a.rss", feed)[0].language in ("ru", "und")
    assert articles(tmp_path, "b.rss", rss("<title>Port</title>", head="<language>ar</language>"))[0].language == "en"


def test_entries_beyond_the_bound_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(rss(*(f"<guid>{n}</guid><title>{n}</title>" for n in range(2003))), encoding="utf-8")
    told, *rest = read([tmp_path / "a.rss"])
    assert isinstance(told, Reject) and told.reason.startswith("3 of the feed's entries") and len(rest) == 2000
