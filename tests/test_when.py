"""Which day each event gets, from its clause or from the scene."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from dateline import Article
from dateline.coder import Coder
from dateline.model import Claim
from tests import drafts

SUNDAY = dt.date(2016, 9, 18)


@cache
def coder() -> Coder:
    return Coder()


def claims(text: str, published: dt.date | None = SUNDAY) -> list[Claim]:
    return coder().code(Article(id="a", text=text, published=published))


def days(claim: Claim) -> str | None:
    when = claim.when
    return None if when is None else f"{when.start}" if when.start == when.end else f"{when.start}/{when.end}"


def day_of(text: str, trigger: str, published: dt.date | None = SUNDAY) -> str | None:
    """The days of the claim whose trigger holds a word."""
    return next(days(claim) for claim in claims(text, published) if trigger in claim.trigger.text)


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("Jets bombed the village of Orve on Friday.", "bombed", "2016-09-16"),
    ("On Friday jets bombed the village of Orve.", "bombed", "2016-09-16"),
    ("Friday's air strike killed nine people.", "strike", "2016-09-16"),
    ("Overnight air strikes killed nine people in Orve.", "strikes", "2016-09-17/2016-09-18"),
    ("Troops captured the mill on Tuesday and shelled the bridge.", "captured", "2016-09-13"),
    ("Troops captured the mill on Tuesday and burned the bridge on Friday.", "burned", "2016-09-16"),
    ("Jets bombed Orve on Friday, the Tarn Monitor said on Sunday.", "bombed", "2016-09-16"),
    ("Jets bombed Orve on Friday the Tarn Monitor said.", "bombed", "2016-09-16"),
    ("Rebels captured the town of Orve in 1992.", "captured", "1992-01-01/1992-12-31"),
    ("The envoy condemned the bombing on Friday.", "condemned", "2016-09-16"),
    ("Jets bombed the village of Orve on Friday and Saturday.", "bombed", "2016-09-16/2016-09-17"),
    ("Rebels managed on Friday to seize the town of Orve.", "seize", "2016-09-16"),
    ("Troops have shelled Orve since the truce broke down on 3 May.", "shelled", "2016-05-03/2016-09-18"),
    ("The town of Orve has been under siege since 2014.", "siege", "2014-01-01/2016-09-18"),
    ("On Friday the Tarn Monitor said jets had bombed the village of Orve.", "bombed", "2016-09-16"),
    ("Jets bombed the village of Orve early on Friday the Tarn ministry said in a statement.", "bombed", "2016-09-16"),
    ("It gave no details on Fridays blast in Orve.", "blast", "2016-09-16"),
])  # fmt: skip
def test_a_time_in_the_clause_dates_the_event(text: str, trigger: str, expected: str) -> None:
    assert day_of(text, trigger) == expected


@pytest.mark.parametrize(("text", "trigger"), [
    ("Jets bombed the village of Orve.", "bombed"),
    ("Jets bombed the village of Orve, the Tarn Monitor said on Friday.", "bombed"),
    ("The Tarn Monitor said on Friday that jets had bombed the village of Orve.", "bombed"),
    ("The envoy on Friday condemned the shelling of the town.", "shelling"),
    ("Troops attacked the rebel-held town of Orve on Friday.", "held"),
    ("Ministers met on Friday to assess the damage following the bombings of the mills.", "bombings"),
    ("The governor accused rebels of shelling the mill on Friday.", "accused"),
    ("It was the deadliest attack on Orve since the war began in May.", "attack"),
    ("The mayor condemned Friday's air raid.", "condemned"),
    ("A total of 1500 people were killed in the bombing.", "bombing"),
    ("More than 1800 fighters attacked the town of Orve.", "attacked"),
])  # fmt: skip
def test_a_day_that_dates_something_else_does_not_date_the_event(text: str, trigger: str) -> None:
    assert day_of(text, trigger) is None


def test_the_day_of_the_scene_is_carried_to_what_is_told_after_it() -> None:
    first, second = claims("Jets bombed the village of Orve on Friday. Nine people were killed.")
    assert days(first) == days(second) == "2016-09-16"
    assert first.when is not None and second.when is not None
    assert not first.when.carried
    assert second.when.carried and second.when.text == "Friday"


def test_a_lead_takes_the_day_of_its_later_mention() -> None:
    lead, _ = claims("An air strike killed nine people in Orve. The air strike hit a market on Friday.")
    assert days(lead) == "2016-09-16"


def test_neither_history_nor_states_nor_words_take_the_day_of_the_scene() -> None:
    text = "Jets bombed the village of Orve on Friday. Rebels hold the bridge. The mayor condemned the raid."
    by_kind = {claim.kind: days(claim) for claim in claims(text)}
    assert by_kind["air-strike"] == "2016-09-16"
    assert by_kind.get("territory-hold") is None and by_kind.get("accusation") is None
    told = claims("Troops shelled Orve in 1992. Jets bombed the mill.")
    assert days(told[1]) is None


def test_the_days_told_are_words_of_the_article() -> None:
    article = Article(id="a", text="Troops have shelled Orve since Friday. On 3 May they burned the mill.", published=SUNDAY)
    for claim in coder().code(article):
        claim.check(article)
        assert claim.when is not None and claim.when.start <= claim.when.end
        assert claim.confidence.when is not None


def test_without_any_day_relative_times_date_nothing() -> None:
    assert day_of("Jets bombed the village of Orve on Friday.", "bombed", None) is None
    assert day_of("Jets bombed the village of Orve on 3 May 2015.", "bombed", None) == "2015-05-03"


def test_explain_tells_why() -> None:
    reading = coder().read(Article(id="a", text="Jets bombed Orve on Friday. Nine people were killed.", published=SUNDAY))
    assert [event.why["when"][0].split(":")[0] for event in reading.events] == ["told with it", "carried from the scene"]


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("The minister said on Friday the army would retake the town.", "retake", None),
    ("The army would retake the town, the minister said on Friday.", "retake", None),
    ("The minister said on Friday the army will enter the town on Monday.", "enter", "2016-09-19"),
    ("The minister said on Friday the army had retaken the town on Monday.", "retaken", "2016-09-12"),
])  # fmt: skip
def test_the_day_of_its_telling_does_not_date_what_is_to_come(text: str, trigger: str, expected: str | None) -> None:
    assert day_of(text, trigger) == expected


@pytest.mark.parametrize("bound", ["before winter", "until Friday", "before the end of May"])
def test_a_bound_dates_nothing(bound: str) -> None:
    assert day_of(f"The army plans to retake the town {bound}.", "retake") is None


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("Rebels seized the mill on Friday two days after troops shelled the village.", "shelled", "2016-09-14"),
    ("The shelling came on Friday, a day after jets bombed the market.", "bombed", "2016-09-15"),
    ("Jets bombed the mill on Friday. The strike came a week after rebels attacked the bridge.", "attacked", "2016-09-09"),
    ("Rebels attacked the bridge four days before troops shelled the village on Friday.", "attacked", "2016-09-12"),
])  # fmt: skip
def test_an_event_told_by_how_long_after_another_it_was_is_counted_from_it(text: str, trigger: str, expected: str) -> None:
    assert day_of(text, trigger) == expected


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("Jets bombed the mill on Friday, hours after rebels attacked the bridge.", "attacked", "2016-09-16"),
    ("Jets bombed the mill on Friday, months after rebels attacked the bridge.", "attacked", None),
    ("Jets bombed the mill two days after rebels attacked the bridge.", "attacked", None),
    ("Rebels seized the mill on Friday two days after troops shelled it on Monday.", "shelled", "2016-09-12"),
    # How long it lasted tells of no other day.
    ("Jets bombed the mill for three days before rebels left it on Friday.", "left", "2016-09-16"),
])  # fmt: skip
def test_what_tells_no_days_between_counts_none(text: str, trigger: str, expected: str | None) -> None:
    assert day_of(text, trigger) == expected


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("Troops seized the mill on Friday. Shelling killed nine people in the village.", "Shelling", "2016-09-16"),
    ("Jets bombed the mill on Friday. Rebels launched an offensive on the village.", "offensive", "2016-09-16"),
    ("Shells have killed nine people in Orve. The shells killed them on Friday, the monitor said.", "killed", "2016-09-16"),
    ("Troops massacred 40 villagers in 1992. The massacre shocked the world.", "massacre", "1992-01-01/1992-12-31"),
    ("The mayor urged the army to leave. The mayor urged the army on Friday to leave the town at once.", "urged", "2016-09-16"),
])  # fmt: skip
def test_the_scene_reaches_so_far(text: str, trigger: str, expected: str) -> None:
    assert day_of(text, trigger) == expected


@pytest.mark.parametrize(("text", "trigger"), [
    ("Ministers met in Tarn on Friday. Shelling killed nine people in the village.", "Shelling"),
    ("Jets bombed the mill on Friday. Rebels have seized large areas of the province.", "seized"),
    ("Troops shelled the mill in 1992. A bombardment of the village followed.", "bombardment"),
    ("An air strike hit a mill. The mayor was not there. The guards were at lunch. Jets bombed a school on Friday.", "strike"),
])  # fmt: skip
def test_and_no_further(text: str, trigger: str) -> None:
    assert day_of(text, trigger) is None


def test_a_lead_takes_the_day_of_a_far_mention_that_is_told_as_known() -> None:
    lead = "An air strike hit a mill. The mayor was not there. The guards were at lunch. "
    assert day_of(lead + "The strike on Friday was the second.", "strike") == "2016-09-16"


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("Jets bombed Orve in the past 48 hours, the Tarn Monitor said on Saturday.", "bombed", "2016-09-15/2016-09-17"),
    ("The Tarn Monitor said on Saturday jets bombed Orve overnight.", "bombed", "2016-09-16/2016-09-17"),
    ("Jets bombed Orve overnight.", "bombed", "2016-09-17/2016-09-18"),
    ("Jets bombed Orve overnight, the Tarn Monitor said on Tuesday.", "bombed", "2016-09-17/2016-09-18"),
    ("The Tarn Monitor said on Saturday jets have bombed Orve since Monday.", "bombed", "2016-09-12/2016-09-18"),
    ("Air strikes hit Orve on Friday in a second day of shelling.", "strikes", "2016-09-16"),
    ("Air strikes hit Orve on Friday in a second day of shelling.", "shelling", "2016-09-15/2016-09-16"),
    ("The Tarn Monitor said this after Friday's assault on Orve.", "assault", "2016-09-16"),
])  # fmt: skip
def test_stretches_count_from_the_day_of_their_telling(text: str, trigger: str, expected: str) -> None:
    assert day_of(text, trigger) == expected


@pytest.mark.parametrize(("text", "trigger"), [
    ("The town of Orve came under attack for the second time since the truce broke down in May.", "attack"),
    ("The envoy responded on Friday to a raid on the mill.", "raid"),
])  # fmt: skip
def test_what_is_counted_or_answered_is_not_dated_by_it(text: str, trigger: str) -> None:
    assert day_of(text, trigger) is None


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("Rebels have been fighting the militia since July.", "fighting", "2016-07-01/2016-09-18"),
    ("The area has been largely under rebel control since 2014.", "control", "2014-01-01/2016-09-18"),
    ("The two sides announced a truce on Friday.", "truce", "2016-09-16"),
    ("A truce announced by the mediators on Friday had little effect.", "truce", "2016-09-16"),
    ("The envoy told the minister in a call on Friday that the road was open.", "call", "2016-09-16"),
    ("Blaming rebels for the blast, the mayor said on Friday that the road was closed.", "Blaming", "2016-09-16"),
    ("Rebels took the mill in 2014 and burned the bridge.", "burned", "2014-01-01/2014-12-31"),
])  # fmt: skip
def test_what_is_done_by_telling_and_what_lasts_has_its_day(text: str, trigger: str, expected: str) -> None:
    assert day_of(text, trigger) == expected


@pytest.mark.parametrize(("text", "trigger"), [
    ("The militia was formed in 2014 and is fighting in the south.", "fighting"),
    ("The militia was formed in 2014 and has attacked the town.", "attacked"),
    ("The envoy left on Friday for talks in Tarn.", "talks"),
    ("Hundreds gathered on Friday to raise their voice against the killings.", "killings"),
    ("The monitor announced on Friday that jets had bombed the mill.", "bombed"),
    ("Fighters of the Army of Dawn shelled the mill.", "shelled"),
    ("Fighters of the Dawn Brigade shelled the mill.", "shelled"),
])  # fmt: skip
def test_what_is_told_beside_a_day_is_not_all_of_that_day(text: str, trigger: str) -> None:
    assert day_of(text, trigger) is None


@pytest.mark.parametrize(("second", "expected"), [
    ("Shelling killed nine people in the village.", "2016-09-16"),
    ("The ministry said on Sunday shelling killed nine people.", None),
    ("Shelling has been heavy in recent weeks.", None),
    ("Nine were wounded in shelling, the ministry said on Sunday.", "2016-09-16"),
    ("Nine were wounded in shelling at around 10 pm.", "2016-09-16"),
])  # fmt: skip
def test_a_sentence_that_speaks_of_other_days_leaves_the_scene(second: str, expected: str | None) -> None:
    text = f"Jets bombed the village on Friday. {second}"
    assert day_of(text, "helling") == expected


def test_rescue_work_goes_on_where_the_scene_is() -> None:
    assert day_of("Jets bombed the mill on Friday. Teams were searching for survivors.", "searching") == "2016-09-16"


@pytest.mark.parametrize(("second", "trigger", "expected"), [
    ("Guards were forced to shell the bridge.", "shell", "2016-09-16"),
    ("The hills are used by rebels to shell the town.", "shell", None),
])  # fmt: skip
def test_what_a_place_is_used_for_has_no_day(second: str, trigger: str, expected: str | None) -> None:
    assert day_of(f"Jets bombed the mill on Friday. {second}", trigger) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The death toll from an air strike on the mill rose to 27 on Monday.", None),
        ("The number of people killed in an air strike on the mill climbed to nine on Monday.", None),
        ("An air strike on Monday raised the number of dead to nine.", "2024-05-13"),
        ("The toll of Monday's air strike rose to nine.", "2024-05-13"),
    ],
)
def test_the_day_on_which_a_toll_grew_is_not_that_of_the_act(text: str, day: str | None) -> None:
    when = drafts.one(text, "air-strike", "2024-05-15").when
    assert (when.start.isoformat() if when else None) == day
