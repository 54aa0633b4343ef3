"""What dateline knows of places: countries, regions, towns, and how to look a name up."""

from __future__ import annotations

from dateline.gazetteer.countries import Country, load_countries

__all__ = ["Country", "load_countries"]
