"""What dateline knows of places: countries, regions, towns, and how to look a name up."""

from __future__ import annotations

from dateline.gazetteer.countries import Country, load_countries
from dateline.gazetteer.index import Hit, Place
from dateline.gazetteer.lookup import Gazetteer, load_gazetteer

__all__ = ["Country", "Gazetteer", "Hit", "Place", "load_countries", "load_gazetteer"]
