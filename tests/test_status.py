"""Whether an event is told as having happened: every row of ``status.csv`` at its example, and what must not fire."""

from __future__ import annotations

import datetime as dt

import pytest

from dateline.coder.reading import Event
from dateline.coder.status import STEP
from dateline.coder.step import run_step
from dateline.model import Status
from dateline.ontology import DATA
from dateline.ontology.modality import COLUMNS, PLACES
from dateline.settings import settings
from dateline.tables import Row, read_table
from tests.drafts import events, one, read

TABLE = read_table(DATA / "status.csv", COLUMNS)
HAPPENED, ONGOING, PLANNED = Status.HAPPENED, Status.ONGOING, Status.PLANNED
POSSIBLE, DENIED, PAST = Status.POSSIBLE, Status.DENIED, Status.PAST
REPORTED = "2020-05-01"


def cited(event: Event, row: Row) -> bool:
    return any(why.startswith(f"status:{row.line} ") for why in event.why["status"])


@pytest.mark.parametrize("row", [row for row in TABLE if row["status"]], ids=lambda row: f"status:{row.line} {row.many('cue')[0]}")
def test_a_row_gives_its_example_its_status(row: Row) -> None:
    found = events(row["example"])
    assert Status(row["status"]) in [event.status for event in found if cited(event, row)], [event.why["status"] for event in found]


@pytest.mark.parametrize("row", [row for row in TABLE if not row["status"]], ids=lambda row: f"status:{row.line}")
def test_a_row_without_a_status_leaves_its_example_a_fact(row: Row) -> None:
    assert {event.status for event in events(row["example"])} == {HAPPENED}


def test_every_place_of_a_cue_is_used_and_every_row_has_an_example() -> None:
    assert {row["where"] for row in TABLE} == PLACES
    assert all(row["example"] for row in TABLE)


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        # who says something has said it; what he says has a status of its own
        ("The mayor said that rebels attacked the convoy.", "attack", HAPPENED),
        ("The mayor said that rebels will attack the convoy.", "attack", PLANNED),
        ("The mayor said that rebels may attack the convoy.", "attack", POSSIBLE),
        ("The mayor said that rebels did not attack the convoy.", "attack", DENIED),
        ("The envoy urged the army to withdraw from Denov.", "request", HAPPENED),
        ("The envoy urged the army to withdraw from Denov.", "retreat", POSSIBLE),
        ("The council will urge the army to withdraw.", "request", PLANNED),
        ("The rebels threatened to shell the port.", "threat", HAPPENED),
        # what somebody may end goes on; what somebody ended is over
        ("The envoy urged the army to stop the bombardment of Denov.", "shelling", ONGOING),
        ("The army stopped the bombardment of Denov.", "shelling", HAPPENED),
        # who rejects the words rejects the act, not that the words were said
        ("The minister rejected accusations that the army had bombed Denov.", "accusation", HAPPENED),
        ("The minister repeated accusations that the army had shelled Denov.", "shelling", HAPPENED),
        # a report of what a speaker announced, and a condition
        ("The mayor said that troops would leave Denov.", "retreat", PLANNED),
        # counted since a day, and going on since a day
        ("Troops have been shelling Denov since Friday.", "shelling", ONGOING),
        ("The group has shelled the port in the past.", "shelling", PAST),
        ("The group has shelled the port in the past week.", "shelling", HAPPENED),
        ("A coalition fighting militants near Denov lost two men.", "armed-clash", ONGOING),
        ("The fighting in Denov ended on Friday.", "armed-clash", HAPPENED),
        # "the attack" is taken for a fact, whatever is planned about it
        ("The army plans to discuss the attack on the convoy.", "attack", HAPPENED),
        ("The army fears the attack will anger the town.", "attack", HAPPENED),
        ("The envoy wants to investigate its raids on Denov.", "attack", HAPPENED),
        ("The army plans an attack on the convoy.", "attack", PLANNED),
        ("Rescuers came to assess the damage after the blasts.", "bombing", HAPPENED),
        # what speech is for is said with it
        ("The council met to condemn the raid on the convoy.", "accusation", HAPPENED),
        ("The council met to condemn the raid on the convoy.", "attack", HAPPENED),
        ("Students rallied to demand the release of the prisoners.", "request", HAPPENED),
        ("The governor refused to condemn the raid.", "accusation", DENIED),
        # purpose and attempts
        ("The army shelled the port to drive the rebels out of Denov.", "shelling", HAPPENED),
        ("The army launched an offensive to capture Denov.", "offensive", HAPPENED),
        ("The army launched an offensive to capture Denov.", "territory-gain", PLANNED),
        ("The army failed to retake Denov.", "territory-gain", DENIED),
        ("Rebels tried to seize Denov.", "territory-gain", PLANNED),
        ("Rebels tried to advance on Denov.", "offensive", HAPPENED),
        ("The failed offensive cost the rebels dearly.", "offensive", HAPPENED),
        ("The foiled raid cost the rebels dearly.", "attack", HAPPENED),
        # denial
        ("The army denied that it attacked the convoy.", "attack", DENIED),
        ("The ministry denied the attack on the convoy.", "attack", DENIED),
        ("The ministry condemned the attack on the convoy.", "attack", HAPPENED),
        ("The army has not withdrawn from Denov.", "retreat", DENIED),
        ("Not one fighter surrendered in Denov.", "surrender", DENIED),
        ("No fighter surrendered in Denov.", "surrender", DENIED),
        ("The fighter who did not surrender shelled the port.", "shelling", HAPPENED),
        ("The force that was not large shelled the port.", "shelling", HAPPENED),
        ("The rebels no longer hold Denov.", "territory-hold", DENIED),
        ("The rebels do not plan to attack the port.", "attack", DENIED),
        ("The army withdrew without an attack on the port.", "attack", DENIED),
        ("No group claimed the bombing of the port.", "bombing", HAPPENED),
        ("No group carried out the bombing of the port.", "bombing", DENIED),
        # plans
        ("Talks are planned for Sunday.", "talks", PLANNED),
        ("The army is expected to attack Denov.", "attack", PLANNED),
        ("The rebels agreed to release forty prisoners.", "release", PLANNED),
        ("Residents fled ahead of an assault on Denov.", "offensive", PLANNED),
        ("Residents fled ahead of an assault on Denov.", "displacement", HAPPENED),
        ("In case of an attack the port will close.", "attack", POSSIBLE),
        # what is to be averted is feared; what was averted did not come
        ("More police were sent to prevent attacks on the port.", "attack", POSSIBLE),
        ("The pact could avert attacks on the port.", "attack", POSSIBLE),
        ("The patrol averted an attack on the port.", "attack", DENIED),
        # what hangs on an if is no plan
        ("If the bridge falls, the rebels will seize Denov.", "territory-gain", POSSIBLE),
        ("When the bridge falls, the rebels will seize Denov.", "territory-gain", PLANNED),
        # what is done with a noun says nothing of what the noun is about
        ("The army did not publish details on the blast in Denov.", "bombing", HAPPENED),
        ("The breach came through the shelling of Denov.", "shelling", HAPPENED),
        ("Denov braces for an attack on the port.", "attack", PLANNED),
        ("Volunteers were working to rescue people in Denov.", "aid", ONGOING),
        ("Volunteers worked to rescue people in Denov.", "aid", PLANNED),
        # the table's cues only count where grammar puts them
        ("The army, which plans a parade, shelled the port.", "shelling", HAPPENED),
        ("Rebels who may join the parade shelled the port.", "shelling", HAPPENED),
        ("The army shelled the port, and the mayor hopes for rain.", "shelling", HAPPENED),
    ],
)
def test_what_is_told_of_an_event(text: str, kind: str, status: Status) -> None:
    assert one(text, kind).status is status


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("The army is shelling Denov.", "shelling", ONGOING),
        ("The army was shelling Denov when the mayor came.", "shelling", ONGOING),
        ("Denov is being shelled.", "shelling", ONGOING),
        ("Denov has been shelled.", "shelling", HAPPENED),
        ("The army shelled Denov.", "shelling", HAPPENED),
        ("Denov is besieged.", "siege", ONGOING),
        ("The army besieged Denov.", "siege", HAPPENED),
        ("The army has besieged Denov since March.", "siege", ONGOING),
        ("Talks are under way in Karsa.", "talks", ONGOING),
        ("Talks were held in Karsa.", "talks", HAPPENED),
        ("Troops took a hill on the fifth day of the shelling of Denov.", "shelling", ONGOING),
        ("Troops took a hill on the day of the shelling of Denov.", "shelling", HAPPENED),
        ("The envoy spoke of the talks being held in Karsa.", "talks", ONGOING),
        ("The army continued its shelling of Denov.", "shelling", ONGOING),
        ("The army has besieged Denov for more than a year.", "siege", ONGOING),
        ("The army has besieged Denov.", "siege", ONGOING),
        ("The rebels hold Denov.", "territory-hold", ONGOING),
        ("Jets bombed rebel-held Denov.", "territory-hold", ONGOING),
        ("Jets bombed rebel-held Denov.", "air-strike", HAPPENED),
        ("The rebels may hold Denov.", "territory-hold", POSSIBLE),
        ("Heavy fighting raged near Denov.", "armed-clash", ONGOING),
        ("Nine were killed in fighting near Denov on Friday.", "armed-clash", HAPPENED),
        ("The rebels held Denov in 2012.", "territory-hold", PAST),
        ("Denov was besieged in 1994.", "siege", PAST),
        ("The siege of Denov in 1994 emptied the shops.", "siege", PAST),
    ],
)
def test_a_state_goes_on_and_an_act_is_over(text: str, kind: str, status: Status) -> None:
    assert one(text, kind, REPORTED).status is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The army shelled Denov on Monday.", HAPPENED),
        ("The army shelled Denov on 20 April 2020.", HAPPENED),
        ("The army shelled Denov on 20 March 2020.", PAST),
        ("In 1994 the army shelled Denov.", PAST),
        ("The army shelled Denov last year.", PAST),
        ("The army will shell Denov on 20 June 2020.", PLANNED),
        ("The army did not shell Denov in 1994.", DENIED),
        ("In 1994 rebels seized the port and the army shelled Denov.", PAST),
        ("The army shelled Denov, the mayor elected in 1994 said.", HAPPENED),
    ],
)
def test_what_is_older_than_the_setting_is_history(text: str, status: Status) -> None:
    assert one(text, "shelling", REPORTED).status is status


def test_the_setting_says_how_old_history_is() -> None:
    days = settings(environ={}).past_days
    day = dt.date.fromisoformat(REPORTED)
    for back, status in ((days, HAPPENED), (days + 1, PAST)):
        told = day - dt.timedelta(days=back)
        assert one(f"The army shelled Denov on {told.day} {told:%B} {told.year}.", "shelling", REPORTED).status is status


def test_without_a_day_of_the_report_a_year_is_history() -> None:
    assert one("The army shelled Denov in 1994.", "shelling").status is PAST
    assert one("The army shelled Denov on Monday.", "shelling").status is HAPPENED


@pytest.mark.parametrize(
    "text",
    [
        "The city marked the anniversary of the war, in which jets bombed the port.",
        "Families commemorated the day when jets bombed the port.",
    ],
)
def test_what_is_remembered_is_history(text: str) -> None:
    assert one(text, "air-strike", REPORTED).status is PAST


def test_at_the_time_is_history_only_after_history() -> None:
    later = "Thousands fled their homes at the time."
    assert one(f"In 1982 jets bombed the port. {later}", "displacement", REPORTED).status is PAST
    assert one(f"Jets bombed the port. {later}", "displacement", REPORTED).status is HAPPENED


def test_the_strongest_finding_wins() -> None:
    assert one("The army will not attack the port.", "attack").status is DENIED
    assert one("If the army plans to attack the port, it will fail.", "attack").status is POSSIBLE


def test_every_status_has_its_reason() -> None:
    reading = read("The army shelled Denov. Rebels plan to attack the port. No fighter surrendered.")
    assert all(event.why["status"] for event in reading.events)
    assert one("The army shelled Denov.", "shelling").why["status"] == ["no cue: told as a fact"]


def test_running_the_step_again_changes_nothing() -> None:
    reading = read("Rebels plan to attack the port. Jets bombed Denov in 1994.")
    before = [event.status for event in reading.events]
    run_step(STEP, reading)
    assert [event.status for event in reading.events] == before


def test_a_refusal_told_by_its_negation_took_place() -> None:
    assert one("The rebels will not release the two pilots.", "rejection").status == "happened"
    assert one("The rebels did not reject the plan.", "rejection").status == "denied"


@pytest.mark.parametrize(
    "text",
    [
        "The rebels tried to take the bridge but failed.",
        "The rebels tried to take the bridge but were repelled.",
        "The army foiled an attempt by rebels to seize the bridge.",
        "A failed attempt to seize the bridge left nine dead.",
    ],
)
def test_a_failed_attempt_took_place_and_what_it_was_for_did_not(text: str) -> None:
    found = {event.kind: str(event.status) for event in events(text)}
    assert (found["offensive"], found["territory-gain"]) == ("happened", "denied")


def test_an_attempt_whose_outcome_is_untold_is_a_plan() -> None:
    assert one("The rebels tried to take the bridge.", "territory-gain").status == "planned"


def test_who_is_in_custody_is_held_still() -> None:
    assert one("Nine suspects are in custody.", "capture").status == "ongoing"


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("The evacuation of the town is to begin on Friday.", "evacuation", "planned"),
        ("The withdrawal of troops was to begin on Friday.", "retreat", "planned"),
        ("The evacuation of the town began on Tuesday.", "evacuation", "happened"),
        ("The two sides signed a truce that is to last until 30 June 2024.", "agreement", "happened"),
    ],
)
def test_what_lies_after_the_day_of_its_telling_has_not_come_about(text: str, kind: str, status: str) -> None:
    assert one(text, kind, "2024-05-15").status == status


def test_the_deal_under_which_something_is_planned_is_there() -> None:
    assert one("Rebels agreed to withdraw from the port under a ceasefire brokered by the envoy.", "agreement").status == "happened"
    assert one("Rebels plan to sign a ceasefire.", "agreement").status == "planned"


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        # What is done in secret does not come about where it is found out; nor does what was plotted.
        ("Police foiled a bombing in Karsa on Tuesday.", "bombing", DENIED),
        ("A suicide bombing was foiled in Karsa.", "suicide-bombing", DENIED),
        ("Police said they had foiled a plot to bomb a station in Karsa.", "bombing", DENIED),
        ("Police foiled an attempt to bomb a bus.", "bombing", DENIED),
        ("Police were sent to foil a bombing in Karsa.", "bombing", POSSIBLE),
        ("Men were plotting to bomb a station in Karsa.", "bombing", PLANNED),
        # An attack that is beaten off took place, as does a bombing that nobody foils.
        ("The army foiled an attack by rebels on Karsa.", "attack", HAPPENED),
        ("The army thwarted an offensive on Karsa.", "offensive", HAPPENED),
        ("Police investigated a bombing in Karsa.", "bombing", HAPPENED),
    ],
)
def test_what_is_foiled_did_not_come_about(text: str, kind: str, status: Status) -> None:
    assert one(text, kind).status == status


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Fighters tried to storm Karsa but were pushed back.", "attack", HAPPENED),
        ("Fighters attempted to storm the airport but were driven back.", "attack", HAPPENED),
        ("Fighters tried to storm the base but were repelled by the army.", "attack", HAPPENED),
        # The taking did not come about; without an outcome it is a plan.
        ("Fighters tried to seize Karsa but failed.", "territory-gain", DENIED),
        ("Fighters tried to storm the base.", "attack", PLANNED),
        ("Fighters want to storm the base.", "attack", PLANNED),
    ],
)
def test_an_attack_that_was_tried_and_beaten_off_took_place(text: str, kind: str, status: Status) -> None:
    assert one(text, kind).status == status


def test_who_foils_an_act_has_not_done_it() -> None:
    assert one("Police foiled an attempt to bomb a bus.", "bombing").actor is None
    bombing = one("Police foiled an attempt by militants to bomb a bus.", "bombing")
    assert bombing.actor is not None and bombing.actor.text == "militants"
    offensive = one("The army repelled an attempt to storm the airport.", "offensive")
    assert offensive.actor is None and offensive.target is not None and offensive.target.text == "army"
    raid = one("The militia made an attempt to storm the airport.", "offensive")
    assert raid.actor is not None and raid.actor.text == "militia"
