"""Control of places against a public table: rows become dispatches, dispatches claims, claims a record, and the record is compared by day.

``python -m benchmarks.control_bench [--places default|own] [--kept FILE] [--losses N]``

The dispatches are made by templates of this project (``control_templates.csv``), so the figure says how well the chain of coder, places
and rules carries through what such a dispatch tells. It does not say how well dateline reads the news of a war, nor who held what.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import json
import math
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.data import gold_folder
from dateline.coder import Coder
from dateline.gazetteer.lookup import load_gazetteer
from dateline.gazetteer.own import add as add_places
from dateline.ledger.control import Bearing, ControlSpan, bearings, build, clocks_of, on_day
from dateline.ledger.records import Report, StoredClaim
from dateline.ledger.sides import load_sides
from dateline.model import Article, Claim, Level
from dateline.roster import load_roster
from dateline.settings import Settings, settings

TABLE = "control/dev.jsonl"
TEMPLATES = Path(__file__).parent / "control_templates.csv"
LAST = dt.date(2022, 8, 31)
_NEAR_KM, _SLACK_DAYS = 25.0, 3
_SIDES = {"Ukraine": "ua", "Russia": "ru", "Donetsk PR": "ru", "Luhansk PR": "ru", "DPR": "ru", "LPR": "ru", "Contested": "contested"}
_WORDS = {
    "ua": ("Ukraine", "Ukrainian forces", "Ukrainian"), "Russia": ("Russia", "Russian forces", "Russian"),
    "Donetsk PR": ("the Donetsk People's Republic", "Donetsk People's Republic fighters", "separatist"),
    "Luhansk PR": ("the Luhansk People's Republic", "Luhansk People's Republic fighters", "separatist"),
}  # fmt: skip
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = rf"(?:(?:in|on|by) )?(?:\d{{1,2}} (?:{_MONTHS}),? 20\d\d|(?:mid-|early )?(?:{_MONTHS}) 20\d\d|20\d\d)"
_NOTE = re.compile(rf"(?i:recaptured|captured) by\s+(Ukraine|Russia|Donetsk PR|Luhansk PR|DPR|LPR)[^.]*?\s({_DATE})")


@dataclass
class Settlement:
    """One settlement of the table: its rows by day, and what is compared."""

    name: str
    lat: float
    lon: float
    rows: list[dict[str, str]] = field(default_factory=list)
    region: str = ""
    truth: list[tuple[dt.date, str]] = field(default_factory=list)
    end: dt.date = LAST

    @property
    def id(self) -> str:
        """A key of its own: the name and where it lies."""
        return f"{self.name}@{self.lat:.2f},{self.lon:.2f}"

    def on(self, day: dt.date) -> str:
        """Who the table says has it on a day."""
        return [side for since, side in self.truth if since <= day][-1]


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    return 111.2 * math.hypot(a[0] - b[0], (a[1] - b[1]) * math.cos(math.radians(a[0])))


def settlements(rows: Iterable[dict[str, str]]) -> list[Settlement]:
    """Return the settlements of the table: rows of one name that lie near each other are one."""
    found: dict[str, list[Settlement]] = {}
    for row in sorted(rows, key=lambda row: row["snapshot_date"]):
        if not row["lat"]:
            # The rows that were dropped have no position: they end the settlements of their name that were not seen since.
            if row["kind"] == "dropped" or len(found.get(row["name"], [])) == 1:
                for one in found.get(row["name"], []):
                    one.rows.append(row)
            continue
        at = (float(row["lat"]), float(row["lon"]))
        same = [one for one in found.get(row["name"], []) if _km((one.lat, one.lon), at) < _NEAR_KM]
        if not same:
            same = [Settlement(row["name"].partition(",")[0], *at)]
            found.setdefault(row["name"], []).append(same[0])
        same[0].rows.append(row)
    for one in (one for group in found.values() for one in group):
        _tell_truth(one)
    return [one for name in sorted(found) for one in found[name] if one.truth]


def _tell_truth(one: Settlement) -> None:
    """The table's word day by day: a change is of the day that its row gives, where that lies between this row and the last one."""
    before = dt.date(2022, 1, 1)
    for row in one.rows:
        day = dt.date.fromisoformat(row["snapshot_date"])
        if row["kind"] == "dropped":
            one.end = min(one.end, day - dt.timedelta(days=1))
            continue
        one.end = LAST
        if row["held_by"] and (not one.truth or one.truth[-1][1] != _SIDES.get(row["held_by"], "unknown")):
            one.truth.append((told_day(row, before) if one.truth else day, _SIDES.get(row["held_by"], "unknown")))
        before = day


def told_day(row: dict[str, str], before: dt.date) -> dt.date:
    """The day of a change: as the row gives it, where it lies behind the settlement's row before; else that of the row itself."""
    day = dt.date.fromisoformat(row["snapshot_date"])
    try:
        given = dt.datetime.strptime(row["as_of"], "%d %B %Y").date()
    except ValueError:
        return day
    return given if before < given <= day else day


class Writer:
    """Makes dispatches of rows: which template a row takes follows from a hash of it, so that every run makes the same."""

    def __init__(self) -> None:
        lines = [line for line in TEMPLATES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        self.templates: dict[str, list[str]] = {}
        for row in csv.DictReader(lines):
            self.templates.setdefault(row["sort"], []).append(row["text"])

    def dispatches(self, one: Settlement) -> list[Article]:
        """Return the dispatches on one settlement, by day."""
        made, noted, before = [], set(), dt.date(2022, 1, 1)
        side = ""
        for number, row in enumerate(one.rows):
            if row["kind"] == "dropped":
                continue
            day = dt.date.fromisoformat(row["snapshot_date"])
            words = []
            for who, when in _NOTE.findall(row["more_information"]):
                if (who, when) not in noted:
                    noted.add((who, when))
                    when = when.replace("mid-", "").replace("early ", "").replace(",", "")
                    when = (
                        when if when.startswith(("in ", "on ", "by ")) else ("on " if when[0].isdigit() and " " in when else "in ") + when
                    )
                    words.append(self._text("past", one, _owner(who), when, f"{number}{when}"))
            if re.search("(?i)control claimed by Ukraine|Ukraine claims", row["more_information"]):
                words.append(self._text("claim", one, "ua", "", str(number)))
            if row["held_by"] and row["held_by"] != side and row["held_by"] in _SIDES:
                on = told_day(row, before)
                when = f"on {on.day} {on:%B}" if on != day else "on " + f"{on:%A}"
                sort = "fight" if row["held_by"] == "Contested" else "hold" if not side else "gain"
                owner = _owner(row["held_by"]) if sort != "fight" else ("Russia" if side == "Ukraine" else "ua")
                words.append(self._text(sort, one, owner, when, str(number)))
            side, before = row["held_by"] or side, day
            if words:
                made.append(Article(id=f"{one.id}#{number}", outlet="Steppe Wire", published=day, text=" ".join(words)))
        return made

    def _text(self, sort: str, one: Settlement, owner: str, when: str, salt: str) -> str:
        options = self.templates[sort]
        pick = int.from_bytes(hashlib.blake2b(f"{one.id}{sort}{salt}".encode(), digest_size=4).digest()) % len(options)
        holder, army, of = _WORDS[owner]
        loser = _WORDS["Russia" if owner == "ua" else "ua"][1]
        where = f"{one.name} in {one.region}" if one.region else one.name
        text = options[pick].format(place=where, holder=holder, army=army, of=of, loser=loser, day=when)
        return (text[0].upper() + text[1:]).replace("  ", " ").replace(" .", ".").replace(" ,", ",")


def _owner(words: str) -> str:
    return {"Ukraine": "ua", "DPR": "Donetsk PR", "LPR": "Luhansk PR"}.get(words, words)


# -- places --------------------------------------------------------------------------------------------------------------------


def name_regions(found: Sequence[Settlement], given: Settings) -> None:
    """Give each settlement the region of the nearest town of the gazetteer, as a dispatch would name it."""
    layer = load_gazetteer(given).layers[0]
    towns, regions = [], {}
    for place in layer:
        if place.country == "UA" and place.level is Level.TOWN and place.admin:
            towns.append((place.lat, place.lon, place.admin))
        elif place.country == "UA" and place.level is Level.ADM1:
            regions[place.admin] = place.name
    for one in found:
        nearest = min(towns, key=lambda town: _km((town[0], town[1]), (one.lat, one.lon)))
        name = regions.get(nearest[2], "")
        one.region = f"the {name.removesuffix(' Oblast').removesuffix('ska')} region" if name else ""


def home_with(found: Sequence[Settlement], folder: Path) -> Settings:
    """Return settings whose gazetteer has the settlements besides the default places: as of a user who added a file of villages."""
    ours, theirs = settings().home_folder, settings(home=str(folder))
    for layer in sorted(ours.glob("gazetteer-*")):
        if layer.is_dir() and layer.name != "gazetteer-own":
            (folder / layer.name).symlink_to(layer)
    known = load_gazetteer(settings())
    missing = [
        one
        for one in found
        if not any(_km((hit.place.lat, hit.place.lon), (one.lat, one.lon)) < _NEAR_KM for hit in known.look_up(one.name))
    ]
    file = folder / "villages.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["name", "lat", "lon", "country", "level", "population"])
        out.writerows((one.name, one.lat, one.lon, "UA", "town", 500) for one in missing)
    add_places(file, theirs.home_folder)
    return theirs


# -- comparison ----------------------------------------------------------------------------------------------------------------


def word(span: ControlSpan | None) -> str:
    """A span as the table would say it."""
    if span is None or span.standing == "unknown":
        return "none"
    if span.standing == "contested":
        return "contested"
    return {"ukraine:government": "ua", "ukraine:russia": "ru"}.get(span.side or "", "none")


def score(found: Sequence[Settlement], records: dict[str, list[ControlSpan]], keys: dict[str, str]) -> dict[str, float]:
    """Compare day by day: the share of days on which the holder agrees, over all and over settlements that changed; F1 of changes."""
    days: Counter[str] = Counter()
    made = told = right = 0
    for one in found:
        record = records.get(keys.get(one.id, ""), [])
        changed = "changed" if len(one.truth) > 1 else "same"
        gold = [(since, side) for since, side in one.truth[1:] if side != "unknown" and since <= one.end]
        day, before, mine = one.truth[0][0], "", []
        while day <= one.end:
            truth, ours = one.on(day), word(on_day(record, day))
            if truth != "unknown":
                for group in ("all", changed, f"is {truth}"):
                    days[group] += 1
                    days[f"{group} right"] += truth == ours
                    days[f"{group} first"] += truth == one.truth[0][1]
            if before and ours not in (before, "none"):
                mine.append((day, ours))
            before, day = ours, day + dt.timedelta(days=1)
        told, made = told + len(gold), made + len(mine)
        for since, side in gold:
            hit = next((pair for pair in mine if pair[1] == side and abs((pair[0] - since).days) <= _SLACK_DAYS), None)
            if hit:
                mine.remove(hit)
                right += 1
    result = {
        f"days {group}": days[f"{group} right"] / max(days[group], 1)
        for group in ("all", "changed", "same", "is ua", "is ru", "is contested")
    }
    result["days all, if nothing ever changed"] = days["all first"] / max(days["all"], 1)
    result["days changed, if nothing ever changed"] = days["changed first"] / max(days["changed"], 1)
    result["changes precision"], result["changes recall"] = right / max(made, 1), right / max(told, 1)
    result["changes F1"] = 2 * right / max(made + told, 1)
    result["settlements"], result["changes told"] = len(found), told
    return result


def keys_of(found: Sequence[Settlement], told: Iterable[tuple[str, Bearing]]) -> dict[str, str]:
    """Return under which place key each settlement went: the one that most bearings of its own dispatches speak of."""
    votes: dict[str, Counter[str]] = {}
    for article, bearing in told:
        votes.setdefault(article.partition("#")[0], Counter())[bearing.ground.key] += 1
    return {one.id: min(votes[one.id], key=lambda key: (-votes[one.id][key], key)) for one in found if one.id in votes}


def coded(articles: Sequence[Article], coder: Coder, kept: Path | None) -> list[StoredClaim]:
    """Return the claims of the dispatches; with ``kept`` from that file where it is there, so that rules can be tried without coding."""
    heads = {a.id: Report(a.id, a.version, a.outlet, a.published, "", None) for a in articles}
    if kept is not None and kept.is_file():
        claims = [Claim.model_validate_json(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    else:
        claims = [claim for _, found in coder.stream(articles) for claim in found]
        if kept is not None:
            kept.write_text("".join(f"{claim.model_dump_json()}\n" for claim in claims), encoding="utf-8")
    return [StoredClaim(claim, heads[claim.article], "") for claim in claims]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--places", choices=("default", "own"), default="own", help="own: the settlements are in the gazetteer")
    parser.add_argument("--uncontested", type=int)
    parser.add_argument("--quiet", type=int)
    parser.add_argument("--losses", type=int, default=0, help="show so many settlements with the most wrong days")
    parser.add_argument("--kept", type=Path, help="a file for the coded claims, read where it is there")
    asked = parser.parse_args()
    gold = gold_folder()
    if gold is None:
        sys.exit("the gold data is not there; set DATELINE_GOLD")
    rows = [json.loads(line) for line in (gold / TABLE).read_text(encoding="utf-8").splitlines()]
    found = settlements(rows)
    with tempfile.TemporaryDirectory() as folder:
        given = settings() if asked.places == "default" else home_with(found, Path(folder))
        name_regions(found, given)
        from dateline.coder.knowledge import Knowledge

        writer, sides = Writer(), load_sides(load_roster(given))
        articles = [article for one in found for article in writer.dispatches(one)]
        claims = coded(articles, Coder(Knowledge(settings=given)), asked.kept)
        told = bearings(claims, sides, {article.id: article.text for article in articles})
        clocks = clocks_of(
            settings(**{k: v for k, v in (("uncontested_days", asked.uncontested), ("quiet_days", asked.quiet)) if v is not None})
        )
        records = build(told, clocks)
        by_claim = {stored.claim.id: stored.report.id for stored in claims}
        keys = keys_of(found, ((by_claim[bearing.claim], bearing) for bearing in told))
    print(f"{len(articles)} dispatches, {len(claims)} claims, {len(told)} bearings, {len(records)} places; places: {asked.places}")
    print(
        f"settlements without any bearing: {sum(one.id not in keys for one in found)}; "
        f"sharing a key with another: {sum(n for n in Counter(keys.values()).values() if n > 1)}"
    )
    for name, value in score(found, records, keys).items():
        print(f"{name:42} {value:.3f}" if value <= 1 else f"{name:42} {value:.0f}")
    if asked.losses:
        _losses(found, records, keys, articles, told, by_claim, asked.losses)


def _losses(
    found: Sequence[Settlement], records: dict[str, list[ControlSpan]], keys: dict[str, str], articles: Sequence[Article],
    told: Sequence[Bearing], by_claim: dict[str, str], most: int,
) -> None:  # fmt: skip
    """Show the settlements with the most wrong days: what was told, what was read in it, and what came of it."""
    wrong = []
    for one in found:
        record = records.get(keys.get(one.id, ""), [])
        days = [one.truth[0][0] + dt.timedelta(days=n) for n in range((one.end - one.truth[0][0]).days + 1)]
        wrong.append((sum(one.on(day) != word(on_day(record, day)) for day in days if one.on(day) != "unknown"), one))
    for bad, one in sorted(wrong, key=lambda pair: (-pair[0], pair[1].id))[:most]:
        print(f"\n{bad} days  {one.id}  gold {[(str(d), s) for d, s in one.truth]} until {one.end}")
        for article in articles:
            if article.id.startswith(one.id + "#"):
                said = [
                    f"{b.effect}({'|'.join(p.side for p in b.parties)}) {b.earliest}..{b.day} {b.ground.key}"
                    for b in told
                    if by_claim[b.claim] == article.id
                ]
                print(f"   {article.published} {article.text}\n        {said}")
        print("   ours", [(str(s.start), word(s)) for s in records.get(keys.get(one.id, ""), [])])


if __name__ == "__main__":
    main()
