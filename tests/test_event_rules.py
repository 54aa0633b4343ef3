"""What speaks for and against one event: places, tolls and wording of two claims. Reports, places and outlets are invented."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from dateline.ledger.event_signs import signs
from dateline.ledger.event_trees import load_trees
from dateline.ledger.families import load_families
from dateline.ledger.joining import Joiner
from dateline.ledger.match import cluster
from dateline.ledger.origin import load_origins
from dateline.ledger.records import Report, StoredClaim
from dateline.ledger.scoring import marks
from dateline.ledger.sketch import Sketch, Sketcher, akin
from dateline.ledger.store import Ledger
from dateline.model import Article, Claim, Confidence, Count, Level, Outcome, PlaceMention, Span, claim_id
from dateline.roster import load_roster
from tests.test_events import groups, join, made

ROSTER = load_roster()
FAMILIES = load_families()
KARAZ = {"lat": 36.10, "lon": 37.10}


def place(text: str, name: str, **more: Any) -> PlaceMention:
    at = text.index(name)
    given = {"id": f"made:{name}", "within": "ZZ", "outcome": Outcome.EXACT, "level": Level.TOWN, "radius_km": 2.0, **KARAZ, **more}
    return PlaceMention(text=name, span=(at, at + len(name)), name=name, **given)


def sketch(text: str, word: str, places: Sequence[PlaceMention] = (), killed: Sequence[str] = (), id: str = "a", **more: Any) -> Sketch:
    """One claim of a report as joining sees it."""
    article = Article(id=id, outlet=f"Post of {id}", published=more.pop("published", "2016-03-01"), title="", text=text)
    at = text.index(word)
    counts = tuple(Count(text=n, span=(text.index(n), text.index(n) + len(n)), what="killed", low=float(n), high=float(n)) for n in killed)
    claim = Claim(
        id=claim_id(article, (at, at + len(word)), 0), article=id, kind=more.pop("kind", "shelling"), status="happened",
        trigger=Span(text=word, span=(at, at + len(word))), confidence=Confidence(claim=0.9, kind=0.9, status=0.9),
        places=tuple(places), counts=counts,
    )  # fmt: skip
    stored = StoredClaim(claim, Report(id, "", article.outlet, article.published, "", None), "")
    return Sketcher(FAMILIES, ROSTER).article([stored], load_origins(ROSTER).of_article([stored], text), text)[0]


def shown(one: Sketch, other: Sketch) -> tuple[str, ...]:
    found = marks(one, other, FAMILIES)
    assert found is not None
    assert found == marks(other, one, FAMILIES), "whichever is named first"
    return found


@pytest.mark.parametrize(
    ("there", "mark"),
    [
        ({"id": "made:Dunmar", "lat": 36.40, "lon": 37.60}, "place.other_town"),
        ({"id": "made:Dunmar", "lat": 36.40, "lon": 37.60, "within": "YY"}, "place.apart"),
        # A city may stand for all that lies around it: "shells fell near the capital".
        ({"id": "made:Dunmar", "lat": 36.40, "lon": 37.60, "radius_km": 11.0}, "place.apart"),
        ({"id": "made:Dunmar", "lat": 36.16, "lon": 37.10, "radius_km": 11.0}, "place.within"),
        ({"id": "made:Dunmar", "lat": 36.12, "lon": 37.10}, "place.near_small"),
        # A region with borders that nobody drew holds what lies within its radius.
        ({"id": "region:Dunmar", "lat": 36.30, "lon": 37.30, "radius_km": 40.0, "level": None}, "place.within"),
    ],
)
def test_how_two_known_places_lie(there: dict[str, Any], mark: str) -> None:
    here = sketch("Shells fell on Karaz.", "Shells", [place("Shells fell on Karaz.", "Karaz")])
    text = "Shells fell on Dunmar."
    assert mark in shown(here, sketch(text, "Shells", [place(text, "Dunmar", **there)], id="b"))


@pytest.mark.parametrize(
    ("words", "within", "mark"),
    [
        # Parts of a stretch of land around the town, whatever the words for it.
        ("the west of Karaz", "made:Karaz", "place.same_broad"),
        ("near Karaz", "made:Karaz", "place.same_broad"),
        # A stretch of the country that Karaz lies in, however far its middle.
        ("northern Lurania", "country:ZZ", "place.within"),
        # "District" is no part of a name, and a district is no stretch of land.
        ("Olive district", "made:Dunmar", "place.other_small"),
    ],
)
def test_stretches_of_land_are_not_places_of_their_own(words: str, within: str, mark: str) -> None:
    here = sketch("Shells fell on Karaz.", "Shells", [place("Shells fell on Karaz.", "Karaz")])
    text = f"Shells fell on {words}."
    far = {"lat": 37.5, "lon": 38.6, "radius_km": 200.0} if "Lurania" in words else {"radius_km": 9.0}
    spot = place(text, words, id=None, within=within, outcome=Outcome.CONTAINER, level=None, **far)
    assert mark in shown(here, sketch(text, "Shells", [spot], id="b"))


def test_a_province_beside_a_town_says_where_the_town_is() -> None:
    text = "Shells fell on Karaz, Northern Province."
    province = place(text, "Northern Province", level=Level.ADM1, radius_km=90.0)
    one = sketch(text, "Shells", [province, place(text, "Karaz")])
    assert [spot.id for spot in one.spots] == ["made:Karaz"]
    assert "made:Northern Province" in one.around


def test_a_town_that_a_province_is_called_after_may_stand_for_it() -> None:
    """Reports say "in Tartus" of all that happens in the province; a village of it is not surely another place."""
    here, there = "Shells fell on Tartus.", "Shells fell on Karaz."
    village = place(there, "Karaz", within="SY", lat=34.65, lon=36.15)
    capital = place(here, "Tartus", within="SY", lat=34.89, lon=35.89)
    assert "place.apart" in shown(sketch(here, "Shells", [capital]), sketch(there, "Shells", [village], id="b"))
    abroad = {"within": "ZZ"}
    capital, village = place(here, "Tartus", lat=34.89, lon=35.89, **abroad), place(there, "Karaz", lat=34.65, lon=36.15, **abroad)
    assert "place.other_town" in shown(sketch(here, "Shells", [capital]), sketch(there, "Shells", [village], id="b"))


@pytest.mark.parametrize(
    ("here", "there", "mark"),
    [
        (("31",), ("31",), "toll.same_many"),
        (("3",), ("3",), "toll.same"),
        (("31",), ("28",), "toll.like"),
        (("31",), ("4",), "toll.other"),
        # Three of the dead are children in both: the tolls are 31 and 9 all the same.
        (("31", "3"), ("9", "3"), "toll.other"),
        (("31", "3"), ("31", "2"), "toll.same_many"),
        (("31",), (), "toll.untold"),
    ],
)
def test_the_greatest_tolls_are_compared(here: tuple[str, ...], there: tuple[str, ...], mark: str) -> None:
    text = "Shells killed {} and so on."
    one, other = (sketch(text.format(" and ".join(n)), "Shells", killed=n, id=id) for n, id in ((here, "a"), (there, "b")))
    assert mark in shown(one, other)


def test_every_mark_and_sign_that_is_shown_has_a_reason() -> None:
    trees = load_trees()
    texts = ("Shells fell on Karaz and killed 31.", "The shelling of Karaz killed 28 on a market day.", "Shells fell again.")
    many = [sketch(text, "hell", killed=[n for n in ("31", "28") if n in text], id=id) for text, id in zip(texts, "abc", strict=True)]
    for one in many:
        for other in many:
            if one is not other:
                assert {*shown(one, other), *signs(one, other)} <= trees.reason.keys()
    assert all(trees.reason.values())


LEDE = "A car bomb tore through the grain market of {} on Tuesday and killed 12 people, medics there said."


def test_reports_that_begin_alike_are_compared_claim_by_claim(ledger: Ledger) -> None:
    """The second report names the place only in its first sentence; what it says below meets the first report's claims all the same."""
    one = made("r1", "Northern Wire", "2016-03-01", LEDE.format("Tell Harim") + " The bombing of the grain market wounded dozens.",
               {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01", "killed": "12"},
               {"kind": "bombing", "on": "bombing", "day": "2016-03-01"})  # fmt: skip
    two = made("r2", "Evening Post", "2016-03-01", LEDE.format("Tell Harim") + " The bombing of the grain market wounded dozens.",
               {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01", "killed": "12"},
               {"kind": "bombing", "on": "bombing", "day": "2016-03-01"})  # fmt: skip
    assert len(groups(join(ledger, one, two), [one, two])) == 1


def test_without_a_place_a_claim_does_not_join_reports_on_other_things(ledger: Ledger) -> None:
    one = made("s1", "Northern Wire", "2016-03-01", LEDE.format("Tell Harim"),
               {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01", "killed": "12"})  # fmt: skip
    two = made("s2", "Evening Post", "2016-03-01", "Ministers met on prices of bread. One of them recalled a bombing.",
               {"kind": "bombing", "on": "bombing"})  # fmt: skip
    assert len(groups(join(ledger, one, two), [one, two])) == 2


def test_two_towns_are_two_events_however_alike_the_reports(ledger: Ledger) -> None:
    one = made("t1", "Northern Wire", "2016-03-01", LEDE.format("Tell Harim"),
               {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01", "killed": "12"})  # fmt: skip
    two = made("t2", "Evening Post", "2016-03-01", LEDE.format("Qasr Amin"),
               {"kind": "bombing", "on": "car bomb", "place": "Qasr Amin", "day": "2016-03-01", "killed": "12"})  # fmt: skip
    look = join(ledger, one, two)
    assert len(groups(look, [one, two])) == 2


def test_akin_is_how_reports_begin() -> None:
    one = sketch(LEDE.format("Karaz"), "car bomb", kind="bombing")
    assert akin(one, sketch(LEDE.format("Dunmar"), "car bomb", kind="bombing", id="b"))
    assert not akin(one, sketch("Ministers met on prices of bread, and recalled a bombing.", "bombing", kind="bombing", id="c"))


def test_sums_with_long_fractions_join_as_round_ones_do() -> None:
    total = 0.1 + 0.2 + 1e-13
    assert cluster(["a", "b"], {("a", "b"): total}, threshold=0.0) == [("a", "b")]


def test_a_second_run_finds_nothing_to_do_and_changes_nothing(ledger: Ledger) -> None:
    one = made("u1", "Northern Wire", "2016-03-01", LEDE.format("Tell Harim"),
               {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01", "killed": "12"})  # fmt: skip
    before = groups(join(ledger, one), [one])
    joiner = Joiner(ledger, ROSTER)
    assert joiner.refresh() == 0
    assert groups(joiner.regrouper.look, [one]) == before


def test_sources_are_counted_by_origin_with_what_others_tell(ledger: Ledger) -> None:
    day, told = "2016-03-01", {"kind": "bombing", "on": "car bomb", "place": "Tell Harim", "day": "2016-03-01", "killed": "12"}
    text = LEDE.format("Tell Harim") + " Grain prices fell, Sandra Vale said. A raid hit Deir Salam."
    reports = [
        made("v1", "Northern Wire", day, text, told, {"kind": "attack", "on": "raid", "place": "Deir Salam", "by": ("Sandra Vale", None)}),
        made("v2", "Evening Post", day, "Tell Harim mourned on Tuesday: 12 died when a car bomb went off at its grain market.", told),
        made("v3", "Evening Post", day, "Troops took Qasr Amin.", {"kind": "territory-gain", "on": "took", "place": "Qasr Amin"}),
    ]
    look = join(ledger, *reports)
    found = {row["origin"]: row for row in look.sources()}
    assert {name: (row["claims"], row["reports"], row["events"], row["corroborated"]) for name, row in found.items()} == {
        "Evening Post": (2, 2, 2, 1), "Northern Wire": (1, 1, 1, 1), "Sandra Vale": (1, 1, 1, 0),
    }  # fmt: skip
    assert found["Sandra Vale"]["outlets"] == ["Northern Wire"]
    assert [row["origin"] for row in look.sources(1)] == ["Evening Post"]
    ledger.add(reports[2][0], [], coder="by another hand")
    assert {row["origin"]: row["claims"] for row in join(ledger).sources()}["Evening Post"] == 1, "what is coded anew is counted anew"
