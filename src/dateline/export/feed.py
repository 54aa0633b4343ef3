"""An RSS 2.0 feed of events, the latest first."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree as Xml

from dateline.export.layout import Export, Written
from dateline.export.losses import Loss
from dateline.export.maps import headline, readable, summary, told_in_words, xml_bytes

_GEORSS = "http://www.georss.org/georss"


def _date(day: dt.date) -> str:
    return format_datetime(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC))


def write_rss(export: Export) -> Written:
    """Return a feed with one item an event; the id of the event is the item's guid, its point a GeoRSS point."""
    Xml.register_namespace("georss", _GEORSS)
    root = Xml.Element("rss", version="2.0")
    channel = Xml.SubElement(root, "channel")
    for name, words in (("title", f"dateline: {export.stamp.ledger}"), ("link", f"urn:dateline:{quote(export.stamp.ledger)}"),
                        ("description", export.stamp.cite), ("generator", export.stamp.short)):  # fmt: skip
        Xml.SubElement(channel, name).text = readable(words)
    if export.stamp.as_of:
        Xml.SubElement(channel, "lastBuildDate").text = _date(export.stamp.as_of)
    losses: list[Loss] = []
    for event in reversed(export.events):
        item = Xml.SubElement(channel, "item")
        Xml.SubElement(item, "title").text = readable(headline(event))
        evidence = next((claim.evidence for claim in event.claims if claim.evidence), "")
        # Readers take a description for HTML: a report's "<" must stay one.
        Xml.SubElement(item, "description").text = escape(readable(f"{summary(event)} {evidence}".strip()), quote=False)
        link = next((claim.url for claim in event.claims if claim.url), None)
        if link:
            Xml.SubElement(item, "link").text = readable(link)
        Xml.SubElement(item, "guid", isPermaLink="false").text = event.id
        Xml.SubElement(item, "category").text = event.kind
        published = [claim.published for claim in event.claims if claim.published]
        if published:
            Xml.SubElement(item, "pubDate").text = _date(max(published))
        if event.place is not None and event.place.lat is not None:
            Xml.SubElement(item, f"{{{_GEORSS}}}point").text = f"{event.place.lat:.10g} {event.place.lon:.10g}"
        losses += told_in_words(event)
    return Written(xml_bytes(root), losses=losses)
