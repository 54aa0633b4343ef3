"""GDELT 2.0's layouts: 61 columns of events and 16 of mentions, tab-separated, without a header."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache

from dateline.export import scheme
from dateline.export.cells import Cell
from dateline.export.layout import Export, Written
from dateline.export.lines import delimited
from dateline.export.losses import Loss
from dateline.export.stamp import Stamp
from dateline.export.view import ExportEvent, Party, Place, Told
from dateline.tables import Column, read_table

_WEB, _CITED = 1, 2
"""How a mention is found: on the web, or by its citation only."""


@cache
def goldstein() -> Mapping[str, float]:
    """Return the Goldstein scale of CAMEO's codes."""
    rows = read_table(scheme.DATA / "cameo.csv", {name: Column(required=True) for name in ("code", "meaning", "goldstein")})
    return {row["code"]: float(row["goldstein"]) for row in rows}


def quad_class(code: str) -> int:
    """Return the quad class of a CAMEO code: verbal or material cooperation (1, 2), verbal or material conflict (3, 4)."""
    root = int(code[:2])
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4


def write_gdelt(export: Export) -> Written:
    """Return the file of events, and beside it that of mentions: one line a claim."""
    events, mentions, losses = [], [], []
    columns, mention_columns = scheme.layout("gdelt"), scheme.layout("gdelt-mentions")
    for event in export.events:
        cameo = scheme.kinds()[event.kind].cameo
        day = event.first or event.last
        if (planned := scheme.left_out_by_status(event)) is not None:
            losses.append(planned)
        elif cameo is None:
            losses.append(Loss(event.id, "no-kind", f"CAMEO has no code for {event.kind}", left_out=True))
        elif day is None:
            losses.append(Loss(event.id, "time", "neither a day nor that of a report is known", left_out=True))
        else:
            row = _event(event, cameo, day, export.stamp)
            events.append([row.get(name, "") for name in columns])
            for claim in event.claims:
                mention = _mention(event, claim, day)
                mentions.append([mention.get(name, "") for name in mention_columns])
            losses += [*_losses(event, cameo), *scheme.always_lost(event), *scheme.other_parties(event), *scheme.uncounted(event)]
    return Written(
        delimited(None, events, "\t").encode("utf-8"), {".mentions.CSV": delimited(None, mentions, "\t").encode("utf-8")}, losses
    )


def _losses(event: ExportEvent, cameo: str) -> Iterator[Loss]:
    if others := scheme.sharing("cameo").get(event.kind):
        yield Loss(event.id, "kind", f"{event.kind} became {cameo}, as {' and '.join(others)} do")
    if event.days != 1:
        yield Loss(event.id, "time", "no report tells the day: the day of the first report" if not event.days else
                   f"{event.first} to {event.last} became its first day")  # fmt: skip
    if event.place is None or event.place.lat is None:
        yield Loss(event.id, "place", "no place with a point")
    elif event.place.outcome != "exact" or event.place.level in ("neighbourhood", "site", "adm2"):
        yield Loss(
            event.id, "place", f"{event.place.name} ({event.place.outcome}, {event.place.level or 'no level'}) has no level of its own"
        )


def _stamped(day: dt.date | None) -> str:
    return f"{day:%Y%m%d}000000" if day else ""


def _event(event: ExportEvent, cameo: str, day: dt.date, stamp: Stamp) -> dict[str, Cell]:
    return {
        "GLOBALEVENTID": scheme.stable_number(event.id), "SQLDATE": f"{day:%Y%m%d}", "MonthYear": f"{day:%Y%m}", "Year": day.year,
        # GDELT's own reckoning: months of thirty days, years of 365.
        "FractionDate": f"{day.year + (day.month * 30 + day.day) / 365:.4f}", **_actor("Actor1", scheme.first_party(event.actors)),
        **_actor("Actor2", scheme.first_party(event.targets)), "EventCode": cameo, "EventBaseCode": cameo[:3], "EventRootCode": cameo[:2],
        "QuadClass": quad_class(cameo), "GoldsteinScale": goldstein().get(cameo), "NumMentions": len(event.claims),
        "NumSources": len({claim.outlet or claim.article for claim in event.claims}), "NumArticles": event.articles,
        **_geo("ActionGeo", event.place), "DATEADDED": _stamped(stamp.as_of),
        "SOURCEURL": next((claim.url for claim in event.claims if claim.url), ""),
    }  # fmt: skip


def _actor(role: str, party: Party | None) -> dict[str, Cell]:
    if party is None:
        return {}
    country = scheme.code(party.countries[0], "iso3") if party.countries else ""
    sector = party.sector or ("CVL" if party.civil else "")
    return {
        f"{role}Code": f"{country}{sector}",
        f"{role}Name": party.name.upper(),
        f"{role}CountryCode": country,
        f"{role}Type1Code": sector,
    }


def _geo(role: str, place: Place | None) -> dict[str, Cell]:
    if place is None or place.lat is None:
        return {}
    american = place.country == "US"
    sort = 1 if place.level == "country" else (2 if american else 5) if place.level == "adm1" else 3 if american else 4
    fips = scheme.code(place.country, "fips")
    name = ", ".join(dict.fromkeys(word for word in (place.name, place.admin1, place.country_name) if word))
    return {
        f"{role}_Type": sort, f"{role}_FullName": name, f"{role}_CountryCode": fips,
        f"{role}_ADM1Code": f"{fips}{place.admin1_code}" if place.admin1_code else fips,
        f"{role}_Lat": place.lat, f"{role}_Long": place.lon,
    }  # fmt: skip


def _mention(event: ExportEvent, claim: Told, day: dt.date) -> dict[str, Cell]:
    actor, target, trigger = claim.spans
    return {
        "GLOBALEVENTID": scheme.stable_number(event.id), "EventTimeDate": _stamped(claim.first or day),
        "MentionTimeDate": _stamped(claim.published), "MentionType": _WEB if claim.url else _CITED,
        "MentionSourceName": claim.outlet or "", "MentionIdentifier": claim.url or claim.article,
        "Actor1CharOffset": actor[0] if actor else -1, "Actor2CharOffset": target[0] if target else -1, "ActionCharOffset": trigger[0],
        "InRawText": 1, "Confidence": round(claim.confidence * 100),
    }  # fmt: skip
