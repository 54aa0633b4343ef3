"""What a report tells of an older act, to say when its own was: each act has its own day and its own place."""

from __future__ import annotations

import pytest

from dateline.coder.reading import Event
from tests.drafts import events, words

WEDNESDAY = "2015-06-10"


def act(text: str, trigger: str) -> Event:
    found = [event for event in events(text, WEDNESDAY) if words(text, event) == trigger]
    assert len(found) == 1, f"{text!r} has {[(event.kind, words(text, event)) for event in events(text, WEDNESDAY)]}"
    return found[0]


def day(text: str, trigger: str) -> str | None:
    when = act(text, trigger).when
    if when is None:
        return None
    return when.start.isoformat() if when.start == when.end else f"{when.start}/{when.end}"


def places(text: str, trigger: str) -> list[str]:
    return [place.text for place in act(text, trigger).places]


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    # "The day after", like "a day after", is a distance from what follows.
    ("Jets bombed Homs on Tuesday, the day after rebels seized Hama.", "seized", "2015-06-08"),
    ("Rebels seized Homs the day after jets bombed Hama on Sunday.", "seized", "2015-06-08"),
    ("Troops pulled out of Hama the day before they shelled Homs on Tuesday.", "pulled out", "2015-06-08"),
    ("Jets bombed Homs on Sunday. The day before the raid, rebels seized Hama.", "seized", "2015-06-06"),
    # What "it" and "that" stand for was told before.
    ("A car bomb killed nine people in Homs on Tuesday. It came three days after a blast in Hama killed 20.", "blast", "2015-06-06"),
    ("Jets bombed Homs on Tuesday. Three days before that, a raid on Hama had killed nine people.", "raid", "2015-06-06"),
    ("Jets bombed Homs on Sunday. Rebels seized Hama a day after that.", "seized", "2015-06-08"),
    ("Jets bombed Homs on Tuesday. Two days before, gunmen killed nine soldiers in Hama.", "killed", "2015-06-07"),
    # Two distances from one day; one that hangs on a clause beside the act.
    ("Jets bombed Homs on Tuesday, one week after the army seized Hama and three days after talks in Geneva.", "talks", "2015-06-06"),
    ("Jets bombed Homs on Thursday, keeping up pressure on the town a day after rebels shelled Hama.", "shelled", "2015-06-03"),
    ("Jets had bombed Homs, the ministry said on Tuesday, two days after rebels seized Hama.", "seized", "2015-06-07"),
    # Within the day.
    ("Jets bombed Homs on Tuesday. Earlier that day, gunmen attacked a checkpoint in Hama.", "attacked", "2015-06-09"),
    ("Jets bombed Homs on Sunday. Later that same day, gunmen attacked a checkpoint in Hama.", "attacked", "2015-06-07"),
])  # fmt: skip
def test_an_older_act_has_its_own_day(text: str, trigger: str, expected: str) -> None:
    assert day(text, trigger) == expected


@pytest.mark.parametrize(("text", "trigger"), [
    # By how much it is older is not told, or not exactly.
    ("Jets bombed Homs on Tuesday, more than two weeks after rebels seized Hama.", "seized"),
    ("Tuesday's raid on Homs followed the shelling of Hama.", "shelling"),
    ("A bomb went off in Homs on Tuesday, the anniversary of a massacre in Hama.", "massacre"),
    # The day is the older act's alone.
    ("Jets bombed Homs, where rebels had killed nine soldiers on Sunday.", "bombed"),
    ("The bombing follows a series of raids in Hama last week.", "bombing"),
])  # fmt: skip
def test_one_act_does_not_lend_its_day_to_another(text: str, trigger: str) -> None:
    assert day(text, trigger) is None


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    # What came after what was of the report's own day is of that day, too.
    ("Police fired tear gas at protesters in Homs who had blocked the road on Wednesday.", "fired tear gas", "2015-06-10"),
    ("Police fired tear gas to disperse hundreds who had blocked the road to Homs on Wednesday.", "fired tear gas", "2015-06-10"),
    # What is told within hours, or as the cause, is of one day.
    ("Jets bombed Homs on Tuesday, hours after rebels seized Hama.", "seized", "2015-06-09"),
    ("Jets bombed Homs on Tuesday after rebels shelled Hama.", "shelled", "2015-06-09"),
    ("Rebels, who had seized Hama on Sunday, killing nine people, shelled Homs.", "seized", "2015-06-07"),
    ("Tuesday's raid on Homs followed the shelling of Hama on Sunday.", "shelling", "2015-06-07"),
    ("Shelling on Tuesday was followed by clashes in Homs.", "clashes", "2015-06-09"),
    # No clause follows "before" here.
    ("The day before, gunmen attacked a checkpoint in Hama.", "attacked", "2015-06-09"),
])  # fmt: skip
def test_and_what_is_of_one_day_keeps_it(text: str, trigger: str, expected: str) -> None:
    assert day(text, trigger) == expected


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("The strikes came a day after a raid on Hama.", "strikes", []),
    ("The strikes came a day after a raid on Hama.", "raid", ["Hama"]),
    ("Jets bombed Homs on Tuesday. The strikes came after rebels seized Hama.", "strikes", ["Homs"]),
    ("Gunmen killed nine policemen in Homs on Tuesday. The killings followed an ambush in Hama.", "killings", ["Homs"]),
    ("Troops pulled back days before jets bombed Hama.", "pulled back", []),
    ("A day after a raid on Hama, jets bombed Homs. Nine people were killed.", "killed", ["Homs"]),
])  # fmt: skip
def test_an_act_does_not_lie_where_another_does_that_it_is_told_by(text: str, trigger: str, expected: list[str]) -> None:
    assert places(text, trigger) == expected


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("Nine people were killed after a bomb went off in Hama.", "went off", ["Hama"]),
    ("Troops came under fire after they entered Hama.", "came under fire", ["Hama"]),
    ("Families fled in the three days after the raid on Hama.", "fled", ["Hama"]),
])  # fmt: skip
def test_but_where_what_led_to_it_was(text: str, trigger: str, expected: list[str]) -> None:
    assert places(text, trigger) == expected


def test_what_an_act_is_told_by_is_no_part_of_it() -> None:
    text = "Gunmen attacked a convoy in Homs on Tuesday, a day after two aid workers were killed in Hama."
    assert [(event.kind, words(text, event)) for event in events(text, WEDNESDAY)] == [("attack", "attacked"), ("casualties", "killed")]
    text = "It was the third attack since Friday, when gunmen stormed a hotel."
    assert [words(text, event) for event in events(text, WEDNESDAY)] == ["attack", "stormed"]
    text = "Nine soldiers died two days after the raid."
    assert [words(text, event) for event in events(text, WEDNESDAY)] == ["raid"]
