"""Geometry on the sphere: distance, destination, middle.

The formulae are the usual ones of spherical trigonometry, as in R. W. Sinnott, "Virtues of the Haversine" (Sky and Telescope 68, 1984)
and E. Williams, "Aviation Formulary". A sphere of 6,371 km differs from the earth by half a percent at most, far less than what a
report's "about 20 km" leaves open.
"""

from __future__ import annotations

import math

EARTH_KM = 6371.0

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def distance_km(a: Point, b: Point) -> float:
    """Return the great-circle distance of two points, in kilometres."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def destination(start: Point, bearing: float, km: float) -> Point:
    """Return the point ``km`` kilometres from a start on the great circle that leaves it at a bearing (degrees clockwise from north)."""
    lat, lon, turn, arc = math.radians(start[0]), math.radians(start[1]), math.radians(bearing), km / EARTH_KM
    north = math.asin(max(-1.0, min(1.0, math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(turn))))
    east = lon + math.atan2(math.sin(turn) * math.sin(arc) * math.cos(lat), math.cos(arc) - math.sin(lat) * math.sin(north))
    return _degrees(north, east)


def midpoint(a: Point, b: Point) -> Point:
    """Return the middle of the great circle between two points."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    x, y = math.cos(lat2) * math.cos(lon2 - lon1), math.cos(lat2) * math.sin(lon2 - lon1)
    lat = math.atan2(math.sin(lat1) + math.sin(lat2), math.hypot(math.cos(lat1) + x, y))
    return _degrees(lat, lon1 + math.atan2(y, math.cos(lat1) + x))


def _degrees(lat: float, lon: float) -> Point:
    """Degrees, rounded to about ten metres, with the longitude from -180 to 180."""
    return round(math.degrees(lat), 4), round((math.degrees(lon) + 180.0) % 360.0 - 180.0, 4)
