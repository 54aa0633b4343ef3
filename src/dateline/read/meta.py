"""What a page's head tells: title, outlet, author, section, day, address, language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from dateline.errors import InputError
from dateline.read.address import address, names_a_page
from dateline.read.dates import read_date
from dateline.read.jsonld import is_news, objects, page_of, words
from dateline.read.page import Page

# In the order in which they are believed. Names as sites write them, in small letters.
_DAYS = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date",
    "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate", "publication_date", "article.published",
    "originalpublicationdate", "cxenseparse:recs:publishtime", "displaydate", "date", "ptime", "rnews:datepublished",
)  # fmt: skip
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "headline")
_OUTLETS = ("og:site_name", "application-name", "dc.publisher", "publisher", "article:publisher", "cre", "twitter:app:name:iphone")
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "byl", "sailthru.author", "og:article:author", "cxenseparse:author")
_SECTIONS = ("article:section", "og:article:section", "section", "parsely-section", "cxenseparse:recs:articlesection")
_SAVED = re.compile(r"saved from url=\(\d+\)(\S+)|\burl:\s*(https?://\S+)")
_PATH_DAY = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?:/|$)")
_SAID = re.compile(r"^(?:first )?(?:published|posted|issued|date|on)(?: (?:on|at))?:?\s+", re.IGNORECASE)
_DIVIDES = re.compile(r"\s+[|–—•·»-]\s+|\s*::\s*")


class Head:
    """The head of a parsed page (an ``lxml`` tree), read once."""

    def __init__(self, tree: Any, url: str | None) -> None:
        self._tree = tree
        self._meta: dict[str, str] = {}
        for one in tree.iter("meta"):
            name = (one.get("property") or one.get("name") or one.get("itemprop") or "").strip().lower()
            if name and (content := words(one.get("content"))):
                self._meta.setdefault(name, content)
        self.given = url or self._saved_from()
        base = next((address(one.get("href"), self.given) for one in tree.iter("base") if one.get("href")), None)
        self.base = base or self.given
        self.url = self._canonical()
        self.news = self._news()

    def _saved_from(self) -> str | None:
        """Return the address that a browser wrote into a page it saved."""
        for comment in self._tree.getroottree().xpath(
            "/comment()|/html/comment()|/html/head/comment()|//body/preceding-sibling::comment()"
        )[:10]:
            if match := _SAVED.search(comment.text or ""):
                return address(match[1] or match[2])
        return None

    def _canonical(self) -> str | None:
        """Return the page's own name for itself; one on another site counts only when nothing tells where the page lay: a page
        cannot take another outlet's address."""
        links = [one.get("href") for one in self._tree.iter("link") if "canonical" in (one.get("rel") or "").lower().split()]
        for value in (*links, self._meta.get("og:url")):
            found = address(value, self.base) if value else None
            if found and names_a_page(found) and (self.given is None or _site(found) == _site(self.given)):
                return found
        return address(self.given) if self.given else None

    def _news(self) -> Page | None:
        """Return the report that the page's JSON-LD tells of; none when there are several and none is the page's own."""
        scripts = (one for one in self._tree.iter("script") if "ld+json" in (one.get("type") or "").lower())
        found = [page_of(one, self.base) for script in scripts for one in objects(script.text or "") if is_news(one)]
        if len(found) == 1:
            return found[0]
        own = [page for page in found if page.url and page.url == self.url]
        # A live blog is told beside the article of the same page; it knows more.
        return max(own, key=lambda page: len(page.parts), default=None)

    def _first(self, names: Iterable[str]) -> str | None:
        return next((self._meta[name] for name in names if self._meta.get(name)), None)

    @property
    def is_article(self) -> bool:
        """Whether the page says that it is one report."""
        return self.news is not None or self._meta.get("og:type", "").lower() in ("article", "news", "news.article")

    def page(self) -> Page:
        """Return what is known of the page, without its text."""
        news = self.news or Page()
        outlet = news.outlet or self._first(_OUTLETS)
        outlet = None if outlet and outlet.startswith(("http", "@")) else outlet
        author = news.author or next((self._meta[name] for name in _AUTHORS if name in self._meta and "//" not in self._meta[name]), None)
        return Page(
            title=self._title(news.title, outlet),
            outlet=outlet,
            author=_person(author, outlet),
            section=news.section or self._first(_SECTIONS),
            published=self._day(news.published),
            url=self.url or news.url,
            language=news.language or self._language(),
            parts=news.parts,
        )

    def _language(self) -> str | None:
        root = self._tree.getroottree().getroot()
        told = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or self._meta.get("og:locale")
        return str(told) if told else None

    def _shown_day(self) -> str | None:
        """Return the day that stands in a box of its own which is marked as that of the date; all such boxes must name the same."""
        boxes = self._tree.xpath("//body//*[contains(@class, 'date') or contains(@class, 'publish') or contains(@class, 'posted')]")
        texts = (_SAID.sub("", found) for one in boxes[:20] if (found := words(one.text_content())) and len(found) <= 60)
        days = {read_date(text, None): text for text in texts if _is_day(text)}
        return next(iter(days.values())) if len(days) == 1 else None

    def _title(self, told: str | None, outlet: str | None) -> str | None:
        heads = [found for one in self._tree.iter("h1") if (found := words(one.text_content()))]
        title = told or self._first(_TITLES) or (heads[0] if len(heads) == 1 else None)
        title = title or next((found for one in self._tree.iter("title") if (found := words(one.text_content()))), None)
        return _without_site(title, outlet) if title else None

    def _day(self, told: str | None) -> str | None:
        marked = [one for one in self._tree.iter("time") if _is_publication(one)]
        times = (one.get("datetime") for one in (*marked, *self._tree.xpath("//article//time[@datetime]")[:1]))
        for value in (told, *(self._meta.get(name) for name in _DAYS), *times):
            if isinstance(value, str) and _is_day(value):
                return value
        if shown := self._shown_day():
            return shown
        if self.url and (match := _PATH_DAY.search(urlsplit(self.url).path)):
            return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
        return None


def _is_publication(time: Any) -> bool:
    """Tell whether a <time> is marked as that of the publication."""
    return "datepublished" in (time.get("itemprop") or "").lower() or time.get("pubdate") is not None


def _site(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return re.sub(r"^(?:www|m|amp|mobile)\.", "", host)


def _is_day(value: str) -> bool:
    try:
        return read_date(value, None) is not None
    except InputError:
        return False


def _person(name: str | None, outlet: str | None) -> str | None:
    if name is None:
        return None
    name = re.sub(r"^by:?\s+", "", name, flags=re.IGNORECASE).strip(" ,;")
    return name if name and len(name) <= 200 and name != outlet else None


def _without_site(title: str, outlet: str | None) -> str:
    """Return a title without the name of the site behind it: "Harbour shelled | Quay Post"."""
    pieces = _DIVIDES.split(title)
    if len(pieces) < 2:
        return title
    last = pieces[-1].lower()
    known = outlet is not None and (last in outlet.lower() or outlet.lower() in last)
    if known or ("|" in title and len(last.split()) <= 4 and len(pieces[0].split()) >= 3):
        return title[: title.rindex(pieces[-1])].rstrip(" |–—•·»:-")
    return title
