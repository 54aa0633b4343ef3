"""What of a place was taken, left or had, by the words of the report: all of a town, or one thing in it."""

from __future__ import annotations

import datetime as dt

import pytest

from dateline.ledger.control.bearings import bearings
from dateline.ledger.control.wording import load_wording
from dateline.ledger.records import Report, StoredClaim
from dateline.ledger.sides import load_sides
from dateline.model import Article, Claim, Confidence, Level, Mention, Outcome, PlaceMention, Span, Status, claim_id
from dateline.roster import load_roster

SIDES = load_sides(load_roster())


def told(
    text: str, trigger: str, kind: str = "territory-gain", *, carried: bool = False, status: str = "happened"
) -> list[tuple[str, str]]:
    """The effect and the place of what one claim of the Syrian army says of Hartsdale; ``carried``: it was named in the sentence before."""
    text = f"Hartsdale lies on the river. {text}" if carried else text
    article = Article(id="a", outlet="Northern Wire", published=dt.date(2016, 12, 5), title="", text=text)
    start, place = text.index(trigger), text.index("Hartsdale")
    where = PlaceMention(text="Hartsdale", span=(place, place + 9), id="geonames:hartsdale", name="Hartsdale", within="SY",
                         outcome=Outcome.EXACT, level=Level.TOWN, lat=36.0, lon=37.0, radius_km=5.0, carried=carried)  # fmt: skip
    claim = Claim(
        id=claim_id(article, (start, start + len(trigger)), 0), article="a", kind=kind, status=Status(status), places=(where,),
        trigger=Span.of(text, start, start + len(trigger)), confidence=Confidence(claim=0.9, kind=0.9, status=0.9),
        actor=Mention(text=text[0], span=(0, 1), id="sy-army", name="Syrian army"),
    )  # fmt: skip
    stored = StoredClaim(claim, Report("a", article.version, "Northern Wire", article.published, "", None), "c")
    return [(one.effect, one.ground.name) for one in bearings([stored], SIDES, {"a": text})]


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("On Monday the army captured the town.", "captured", "territory-gain"),
        ("The army took full control of the strategic northern town.", "took", "territory-gain"),
        ("It retook all of the village, residents said.", "retook", "territory-gain"),
        ("The town has fallen to the army.", "fallen", "territory-gain"),
        ("The town remains in our hands, a commander said.", "in our hands", "territory-hold"),
        ("Troops had withdrawn from the city by noon.", "withdrawn", "retreat"),
        ("We hold our town, he said.", "hold", "territory-hold"),
    ],
)
def test_the_town_that_was_named_before_is_taken_left_or_had(text: str, trigger: str, kind: str) -> None:
    assert [place for _, place in told(text, trigger, kind, carried=True)] == ["Hartsdale"]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The army took the last road.", "took"),
        ("The army took most of the town.", "took"),
        ("The army captured a bridge in the town.", "captured"),
        ("The army captured the town hall.", "captured"),
        ("The army took the town's silos.", "took"),
        ("The army took the village of Milford.", "took"),
        ("The army took a village.", "took"),
    ],
)
def test_what_is_not_the_town_that_was_named_before_says_nothing_of_it(text: str, trigger: str) -> None:
    assert told(text, trigger, carried=True) == []


@pytest.mark.parametrize(
    ("text", "trigger", "thing"),
    [
        ("The army captured the militia's headquarters in Hartsdale.", "captured", "militia's headquarters"),
        ("The army seized a military base in the town of Hartsdale.", "seized", "military base"),
        ("The army took control of two police stations in Hartsdale.", "took", "police stations"),
        ("The army withdrew from the ports of Hartsdale.", "withdrew", "ports"),
        ("The army took Hartsdale's main airport.", "took", "main airport"),
        ("The army captured large parts of Hartsdale.", "captured", "large parts"),
        ("The old barracks in Hartsdale have fallen to the army.", "fallen", "old barracks"),
    ],
)
def test_one_thing_in_a_town_is_a_part_of_it(text: str, trigger: str, thing: str) -> None:
    assert [place for _, place in told(text, trigger)] == [f"{thing}, Hartsdale"]


@pytest.mark.parametrize("text", ["The army cleared the last rebel positions in Hartsdale.", "The army cleared Hartsdale's last streets."])
def test_what_nobody_has_for_long_says_nothing_of_the_town(text: str) -> None:
    assert told(text, "cleared") == []


def test_things_in_two_towns_are_parts_of_both() -> None:
    text = "The army left the ports of Hartsdale and Milford."
    places = [
        PlaceMention(text=name, span=(text.index(name), text.index(name) + len(name)), name=name) for name in ("Hartsdale", "Milford")
    ]
    claim = Claim(
        id="c_0123456789abcdef", article="a", kind="retreat", status=Status("happened"), places=tuple(places), trigger=Span.of(text, 9, 13),
        confidence=Confidence(claim=0.9, kind=0.9, status=0.9),
    )  # fmt: skip
    assert load_wording().things_in(claim, text) == ["ports", "ports"]
    assert load_wording().things_in(claim, text.replace("ports of", "towns of")) == [None, None]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The army captured Hartsdale.", "captured"),
        ("The army captured the town of Hartsdale and its barracks.", "captured"),
        ("The army took the base and Hartsdale.", "took"),
        ("The army took Hartsdale's twin town.", "took"),
        ("From its base the army took Hartsdale.", "took"),
        ("The rebel base of Hartsdale's old guard is empty; the army took the town.", "took"),
    ],
)
def test_a_town_that_is_named_itself_is_taken(text: str, trigger: str) -> None:
    assert [place for _, place in told(text, trigger)] == ["Hartsdale"]
