"""Who says it, claim by claim, from the grammar alone: families of rules, each with what must fire and what must not."""

from __future__ import annotations

import pytest

from dateline.model import Source
from tests.drafts import read, words

U = "(unnamed)"


def chain(text: str, trigger: str, nth: int = 0) -> list[Source]:
    reading = read(text)
    fitting = [event for event in reading.events if trigger in words(text, event)]
    assert len(fitting) > nth, f"no event on {trigger!r}: {[words(text, event) for event in reading.events]}"
    return fitting[nth].sources


def names(text: str, trigger: str, nth: int = 0) -> list[str]:
    return [source.name or source.text for source in chain(text, trigger, nth)]


BEARERS = [
    ('"Rebels shelled the mill" Anna Karlsen a local media activist told The Tarn Daily.', "shelled", ["Anna Karlsen"]),
    ("Gunmen shelled the village, Ada Orve, the state police spokesperson said in Denov.", "shelled", ["Ada Orve"]),
    ("Ada Orve who runs the Tarn Monitor said guards had shelled the mill.", "shelled", ["Ada Orve"]),
    ("Ada Orve the Observatory chief said the rebels shelled the mill.", "shelled", ["Ada Orve"]),
    ("Troops will shell the mill as soon as possible said U.N. spokesman Martin Orve.", "shell", ["U.N. spokesman Martin Orve"]),
    ("Ibrahim al-Hajj a volunteer with the group said rebels shelled the mill.", "shelled", ["Ibrahim al-Hajj"]),
    ("Speaking to Anadolu Agency Yusuf Karlsen a local activist said guards were shelling the quarter.", "shelling", ["Yusuf Karlsen"]),
    # Who is met, and where it was, bears no office.
    ("Rebels shelled the mill in Damascus, the governor said.", "shelled", ["governor"]),
    ("Rebels shelled the mill on Thursday activists said keeping up pressure on the town.", "shelled", ["activists"]),
    ("The army attacked the mill soon after the fall of Denov, a Tarn village, the governor said.", "attacked", ["governor"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "expected"), BEARERS, ids=[row[0][:50] for row in BEARERS])
def test_a_name_bears_the_office_behind_it(text: str, trigger: str, expected: list[str]) -> None:
    assert names(text, trigger) == expected


RELAYS = [
    ("Gunmen shot down a helicopter near Denov the Orvean military was quoted as saying by local media.", "shot down",
     ["local media", "Orvean military"]),
    ('"Gunmen hit the plane over Denov. The crew died" the Orvean military was quoted as saying by Tarn news agency.', "died",
     ["Tarn news agency", "Orvean military"]),
    ('"A helicopter was shot down over Denov" the ministry said in a statement carried by Orvean news agencies.', "shot down",
     ["Orvean news agencies", "ministry"]),
    ("The army fired a missile that destroyed the ship, Orvean media outlets quoted a military source.", "fired",
     ["Orvean media outlets", "military source"]),
    ("Orve News quoting port officials said on Tuesday that two warplanes bombed a convoy.", "bombed", ["Orve News", "port officials"]),
    ("Two boys fell ill, TOHR said citing medical sources who described the air strikes as a gas attack.", "gas attack",
     ["TOHR", "medical sources"]),
    ("The military deployed air defence systems along the border, the army's media wing reported on Monday, according to Tarn News.",
     "deployed", ["Tarn News", "army's media wing"]),
    ("The Orve Daily reported that the mayor said that rebels had claimed that guards shelled the village.", "shelled",
     ["Orve Daily", "mayor", "rebels"]),
    ("Soldiers were killed by a mine laid by the rebels, the Tarn news agency quoted an informed source in Denov as saying on Monday.",
     "mine", ["Tarn news agency", "informed source in Denov"]),
    ("Media reported citing a military source that the army had killed 28 militants in the city.", "killed", ["Media", "military source"]),
    ("She said gunmen shelled the mill, Orve Radio reported.", "shelled", ["Orve Radio", "She"]),
    ("The envoy said gunmen shelled the mill, according to autopsies.", "shelled", ["envoy", "autopsies"]),
    ("The Orve agency reported nine dead in a raid on Denov, citing the Tarn Monitor.", "raid", ["Orve agency", "Tarn Monitor"]),
    ("Shells fell on Denov on Monday, reported the Orvean agency, citing the Tarn Monitor.", "fell", ["Orvean agency", "Tarn Monitor"]),
    ("Shells fell on Denov on Monday, Orve reports, citing activists.", "fell", ["Orve", "activists"]),
    # What is told is the object; what stands behind a comma, or where it was told, is not.
    ("The mayor described the fires in Denov in an interview after a raid on Karsa.", "raid", []),
    ("Shells fell on Denov on Monday, reported nine dead in all.", "fell", []),
    # A statement that nobody carries has one source; a town that is quoted to nobody has none.
    ('"A helicopter was shot down over Denov" the ministry said in a statement issued on Friday.', "shot down", ["ministry"]),
    ("A truck carried by the train was bombed in Denov.", "bombed", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "expected"), RELAYS, ids=[row[0][:50] for row in RELAYS])
def test_who_passes_a_report_on_stands_outside(text: str, trigger: str, expected: list[str]) -> None:
    assert names(text, trigger) == expected


HEDGES = [
    ("The union said the capture did not relate to the alleged air strikes.", "air strikes", ["union", U]),
    ("The union condemned the alleged air strikes on the port.", "air strikes", [U]),
    ("Nine deaths in the clashes were reported, the mayor said.", "clashes", ["mayor", U]),
    ("Rebels reportedly shelled the village.", "shelled", [U]),
    ('"There were repeated reports of air strikes" the mayor said.', "air strikes", ["mayor", U]),
    ("Inspectors are in Denov to investigate allegations that guards shelled the mill.", "shelled", [U]),
    ("The army repeated allegations that guards shelled the mill.", "shelled", ["army"]),
    # Who gathers reports is who reports.
    ("Nine were reported killed in the clashes, according to the Tarn Monitor.", "clashes", ["Tarn Monitor"]),
    ("The Tarn Monitor said three miners are believed to have been killed by rebels.", "killed", ["Tarn Monitor"]),
    ("The union condemned the air strikes on the port.", "air strikes", ["union"]),
    ("Rebels shelled the mill on Friday; the Tarn Monitor's figures could not be independently verified.", "shelled", []),
    ("It was not immediately clear who shelled the mill on Friday.", "shelled", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "expected"), HEDGES, ids=[row[0][:50] for row in HEDGES])
def test_hedges_have_a_source_that_nobody_names(text: str, trigger: str, expected: list[str]) -> None:
    assert names(text, trigger) == expected


SCOPES = [
    ("The army said its guns had shelled the mill but the Tarn Monitor said jets had bombed it.", "shelled", ["army"]),
    ("The army said its guns had shelled the mill but the Tarn Monitor said jets had bombed it.", "bombed", ["Tarn Monitor"]),
    ("The Tarn Monitor said guards shelled the mill and that rebels burned the depot.", "burned", ["Tarn Monitor"]),
    ("Nine were killed in the raid the Tarn Monitor said and an Orve News reporter saw many in the clinic.", "raid", ["Tarn Monitor"]),
    ("Denov has seen no reply to the attack which opponents of the mayor said killed nine people.", "attack",
     ["opponents of the mayor"]),
    ("Troops fired rockets on Denov in what two groups claimed was a poison gas attack that killed dozens of people.",
     "poison gas attack", ["two groups"]),
    ("Orve has accused Denov a member of a coalition fighting militants in Tarn of killing six civilians in airstrikes.", "airstrikes",
     ["Orve"]),
    ("An Orve News photographer saw doctors treating nine men wounded by shelling in Denov.", "shelling", ["Orve News photographer"]),
    ("Rescue workers gave a higher toll of 23 dead in the air strikes.", "air strikes", ["Rescue workers"]),
    ("The council made clear that rebels shelled the mill.", "shelled", ["council"]),
    ("Rebels shelled the mill on Monday the Tarn Monitor said.--AFP", "shelled", ["Tarn Monitor"]),
    ("SANA said planes shelled Denov as an Orve journalist in Aleppo said intense air strikes could be heard.", "air strikes",
     ["Orve journalist in Aleppo"]),
    ("Islamic State takes credit for a suicide bomb that killed dozens in Denov.", "suicide bomb", ["Islamic State"]),
    ("The mayor called the raid a crime.", "raid", ["mayor"]),
    # A request, a threat or a word of blame gives way to a report, whichever stands outside.
    ("The Tarn Monitor said rebels were threatening to shell two villages.", "shell", ["Tarn Monitor"]),
    ("The mayor called for a meeting about an attack that witnesses said killed nine.", "attack", ["witnesses"]),
    ("The clan vowed to attack the port.", "attack", ["clan"]),
    # What stands beside a telling is not told.
    ("The decision to withdraw from Denov was taken by the mayor.", "withdraw", []),
    ("Rebels shelled the mill on Friday and the Tarn Monitor said nine men had died.", "shelled", []),
    ("A boy saw guards shelling the mill.", "shelling", []),
    ("The rebels gave the mill back after the air strikes.", "air strikes", []),
    ("It is clear that rebels shelled the mill.", "shelled", []),
    ("The court named a suspect in the shelling -- activist Ada Orve.", "shelling", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "expected"), SCOPES, ids=[row[0][:50] for row in SCOPES])
def test_a_source_answers_for_what_it_tells_and_no_more(text: str, trigger: str, expected: list[str]) -> None:
    assert names(text, trigger) == expected


CARRIED = [
    ("Rebels killed nine miners in Denov, the Tarn Monitor said. Among the dead were two boys.", "dead", ["Tarn Monitor"]),
    ("The Tarn Monitor said nine miners were killed in Denov. Another five people were killed in the port.", "killed", ["Tarn Monitor"]),
    ('"It was calm last week said Ada Orve, a baker. "But this morning rebels shelled our quarter. Guards bombed the mill".', "bombed",
     ["Ada Orve"]),
    ('"It will take days," the minister said, according to Orve News. "Rebels shelled the port."', "shelled", ["Orve News", "minister"]),
    # The report itself goes on.
    ("Rebels shelled Denov, the Tarn Monitor said. Another raid hit the port.", "raid", []),
    ("The Tarn Monitor said rebels shelled the village. Jets bombed the bridge on Friday.", "bombed", []),
    ("The dam was opened in May. Among the dead were two boys killed by shelling.", "shelling", []),
    ('"Rebels shelled our quarter. We had no water," Anna Karlsen said.', "shelled", ["Anna Karlsen"]),
    ('"It will take days," the minister said. Rebels shelled the port.', "shelled", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "expected"), CARRIED, ids=[row[0][:50] for row in CARRIED])
def test_a_source_is_carried_where_the_text_plainly_goes_on(text: str, trigger: str, expected: list[str]) -> None:
    assert names(text, trigger, -1 if trigger == "killed" else 0) == expected


BODIES = [
    ("Islamic State held the dam. On Friday the jihadist group said its men had shelled the mill.", "shelled", ["Islamic State"]),
    ("The Orve Civil Defence was there. The rescue service said guards had shelled the mill.", "shelled", ["Orve Civil Defence"]),
    ("Guards shelled the mill, a police spokesman said. \"They shelled it,\" Anna Karlsen, the state police spokesman said.", "shelled",
     ["Anna Karlsen"]),
    ("Witnesses spoke, the Tarn Observatory for Human Rights said. It said guards had shelled the mill.", "shelled",
     ["Tarn Observatory for Human Rights"]),
    ("Anna Karlsen opened the talks. It was late. Karlsen said guards had shelled the mill.", "shelled", ["Anna Karlsen"]),
    ("The Tarn Monitor spoke first. The government said guards had shelled the mill.", "shelled", ["government"]),
    ("The Tarn Monitor said rebels fled. The Orvean military said guards had shelled the mill.", "shelled", ["Orvean military"]),
    ("Monitors at the Tarn Observatory for Human Rights said guards had shelled the mill.", "shelled",
     ["Tarn Observatory for Human Rights"]),
    ("Guards shelled the mill, according to initial official reports.", "shelled", ["initial official reports"]),
    ("Guards shelled the mill, according to reports.", "shelled", [U]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "expected"), BODIES, ids=[row[0][:50] for row in BODIES])
def test_a_bare_source_is_the_one_that_the_report_names(text: str, trigger: str, expected: list[str]) -> None:
    assert names(text, trigger) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels shelled the mill, the regional governor, Ada Orve, said.", ["Ada Orve"]),
        ("Rebels shelled the mill, Ada Orve, the regional governor, said on Monday.", ["Ada Orve"]),
        ("Nine died when rebels shelled the mill, the mayor, Omar Karim, told reporters.", ["Omar Karim"]),
        ("Rebels shelled the mill, the bakery, the bridge, residents said.", ["residents"]),
        ("Rebels shelled the mill, according to Lawyers Without Borders.", ["Lawyers Without Borders"]),
    ],
)
def test_an_office_and_a_name_between_commas_are_who_tells_what_stands_before(text: str, expected: list[str]) -> None:
    (event,) = [event for event in read(text).events if words(text, event) == "shelled"]
    assert [source.name or source.text for source in event.sources] == expected


def test_a_denied_bombing_is_denied_and_has_who_denies_it() -> None:
    text = "Orve denied that the coalition bombed Denov."
    (event,) = [event for event in read(text).events if words(text, event) == "bombed"]
    assert event.status == "denied"
    assert [(source.text, source.certainty) for source in event.sources] == [("Orve", "denies")]


def test_who_accuses_is_the_source_of_every_act_it_names() -> None:
    text = "In July Tarn Rights Watch accused the army of defying a UN resolution and of shelling the mill."
    assert names(text, "shelling") == ["Tarn Rights Watch"]
    assert names(text, "accused") == []


def test_a_headline_may_end_with_its_source() -> None:
    assert names("Raids kill 11 civilians in east Orve monitor", "Raids") == ["monitor"]
    assert names("Raids kill 11 civilians in east Orve: NGO", "Raids") == ["NGO"]
    assert names("Raids kill 11 civilians in east Orve", "Raids") == []
    assert names("Orvean opposition: 1300 killed in chemical attack on Denov region.", "chemical attack") == ["Orvean opposition"]
    assert names("Update: 1300 killed in chemical attack on Denov region.", "chemical attack") == []


@pytest.mark.parametrize("body", ["army", "government", "police", "coalition"])
def test_a_body_that_is_its_own_name_points_back_to_no_other(body: str) -> None:
    text = f"Rebels shelled the mill, a war monitor said. The {body} said that it had repelled an attack."
    (event,) = [event for event in read(text).events if words(text, event) == "attack"]
    assert [source.name or source.text for source in event.sources] == [body]


def test_he_is_the_last_person_and_no_group() -> None:
    text = (
        "Anna Karlsen the Observatory chief said the activists in the area said guards shelled the mill. "
        "She added that rebels burned the depot."
    )
    assert names(text, "burned") == ["Anna Karlsen"]


def test_initials_end_no_sentence() -> None:
    assert names('"Rebels shelled the mill," council spokesman P.J. Karlsen said in Denov.', "shelled") == [
        "council spokesman P.J. Karlsen"
    ]


@pytest.mark.parametrize("nobody", ["No group claimed", "No one has claimed", "Nobody took"])
def test_an_act_that_nobody_claims_happened_all_the_same(nobody: str) -> None:
    text = f"{nobody} responsibility for the bombing in Denov."
    (event,) = [event for event in read(text).events if event.kind == "bombing"]
    assert (event.status, event.actor, event.sources) == ("happened", None, [])


CLAIMED_OR_DENIED = [
    ("The ministry rejected claims that its troops had shelled the hospital.", "shelled", "denied", ["ministry"]),
    ("The army denied the rebels' claim that it had shelled the mill.", "shelled", "denied", ["army", "rebels"]),
    ("The army denied bombing the market.", "bombing", "denied", ["army"]),
    ("The mayor accused the army of shelling the mill, which the army denied.", "shelling", "happened", ["mayor"]),
    ("The Tarn Front claimed responsibility for the suicide bombing in Denov.", "suicide bombing", "happened", ["Tarn Front"]),
    ("The claim that jets bombed the market could not be independently verified.", "bombed", "happened", [U]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "status", "expected"), CLAIMED_OR_DENIED, ids=[row[0][:50] for row in CLAIMED_OR_DENIED])
def test_what_is_claimed_or_denied_keeps_its_status(text: str, trigger: str, status: str, expected: list[str]) -> None:
    (event,) = [event for event in read(text).events if words(text, event) == trigger]
    assert event.status == status
    assert names(text, trigger) == expected


SAME = [
    ("Syrian Democratic Forces (SDF) fighters shelled the mill. The SDF said it captured Denov.", "captured", ["Syrian Democratic Forces"]),
    ("The Tarn Monitor said nine died. The monitor said jets bombed Denov.", "bombed", ["Tarn Monitor"]),
    ("Both sides said they had shelled the mill.", "shelled", ["Both sides"]),
    ("The Defence Ministry said nine died. The ministry said jets bombed Denov.", "bombed", ["Defence Ministry"]),
    ("Witnesses in Denov said guards fired on the crowd. They said nine were killed.", "killed", ["Witnesses in Denov"]),
    ("Prime Minister Anna Karlsen said nine died. Karlsen said jets bombed Denov.", "bombed", ["Prime Minister Anna Karlsen"]),
    ("Anna Karlsen, the mayor, said nine died. The army fled. She said jets bombed Denov.", "bombed", ["Anna Karlsen"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "expected"), SAME, ids=[row[0][:50] for row in SAME])
def test_pronouns_short_names_and_acronyms_mean_the_speaker_named_before(text: str, trigger: str, expected: list[str]) -> None:
    assert names(text, trigger) == expected
