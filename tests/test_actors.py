"""The step that names actors and targets: what each mention is resolved to in a whole report, and what stays open."""

from __future__ import annotations

from functools import cache

import pytest

from dateline.coder import Coder
from dateline.model import Article, Claim


@cache
def coder() -> Coder:
    return Coder()


def claims(text: str, title: str = "") -> list[Claim]:
    return coder().code(Article(id="t", title=title, text=text))


def one(text: str, kind: str, title: str = "") -> Claim:
    found = [claim for claim in claims(text, title) if claim.kind == kind]
    assert found, f"no {kind} in {text!r}"
    return found[-1]


def test_actor_and_target_are_named() -> None:
    claim = one("Turkish warplanes bombed Daesh positions near Afrin on Friday.", "air-strike")
    assert claim.actor is not None
    assert (claim.actor.id, claim.actor.name, claim.actor.text) == ("tr-gov", "Turkey", "Turkish warplanes")
    assert claim.target is not None
    assert (claim.target.id, claim.target.name) == ("is", "Islamic State")


def test_the_army_is_that_of_the_country_told_so_far() -> None:
    claim = one("Fighting went on in Chad. Chadian villagers fled from N'Djamena. The army seized the town of Mao.", "territory-gain")
    assert claim.actor is not None
    assert claim.actor.id == "td-army"


def test_without_a_country_the_army_stays_open() -> None:
    claim = one("The army seized the hill on Monday.", "territory-gain")
    assert claim.actor is not None
    assert claim.actor.id is None
    assert claim.actor.name == "army"
    assert claim.actor.reason


def test_a_pronoun_is_read_through_its_antecedent() -> None:
    claim = one("Hezbollah sent fighters to the border. It attacked a convoy on Tuesday.", "attack")
    assert claim.actor is not None
    assert (claim.actor.text, claim.actor.id) == ("It", "hezbollah")


def test_a_capital_that_accuses_is_a_government() -> None:
    claim = one("Ankara accused Damascus of breaking the truce.", "accusation")
    assert claim.actor is not None
    assert claim.target is not None
    assert (claim.actor.id, claim.target.id) == ("tr-gov", "sy-gov")


@pytest.mark.parametrize("who", ["Rebels", "Militants", "Unidentified gunmen", "Pro-government fighters"])
def test_generic_labels_keep_their_words(who: str) -> None:
    claim = one(f"{who} attacked a police station in Homs on Sunday.", "attack")
    assert claim.actor is not None
    assert claim.actor.id is None
    assert claim.actor.name == who
    assert claim.actor.reason


def test_a_loaded_label_has_a_neutral_name() -> None:
    claim = one("Terrorists attacked a bus in Homs on Sunday.", "attack")
    assert claim.actor is not None
    assert (claim.actor.text, claim.actor.name, claim.actor.id) == ("Terrorists", "militants", None)


def test_those_whom_a_strike_killed_are_its_target() -> None:
    claim = one("Fourteen villagers died in an air strike near Homs on Monday.", "air-strike")
    assert claim.target is not None
    assert claim.target.text == "Fourteen villagers"
    assert claim.target.reason == "people who are no party"


def test_words_that_only_count_the_dead_are_no_target() -> None:
    claim = one("The explosion in the market of Homs left 14 dead.", "bombing")
    assert claim.target is None or "dead" not in claim.target.text


def test_who_gains_a_place_decides_what_acled_calls_it() -> None:
    assert one("The Syrian army captured Palmyra on Monday.", "territory-gain").crosswalk.acled == "Government regains territory"
    assert one("The YPG captured Tell Abyad on Monday.", "territory-gain").crosswalk.acled == "Non-state actor overtakes territory"
    unknown = one("Gunmen captured Palmyra on Monday.", "territory-gain").crosswalk.acled
    assert unknown is not None
    assert "|" in unknown


def test_a_source_has_its_outlet() -> None:
    claim = one("Rebels shelled Homs on Monday, SANA reported.", "shelling")
    assert [(source.id, source.name) for source in claim.sources] == [("sana", "Syrian Arab News Agency")]


def test_same_text_same_names() -> None:
    text = "Syria and Russia bombed rebels near Idlib. They denied it. Troops of the government then seized the town."
    assert claims(text) == claims(text)
    assert [claim.actor for claim in claims(text)] == [claim.actor for claim in Coder().code(Article(id="t", text=text))]


def test_a_short_form_means_what_the_report_says() -> None:
    text = "The Association of Quiet Inns in Moldova (AQIM) sent aid to Homs on Monday. AQIM accused rebels of looting."
    claim = one(text, "accusation")
    assert claim.actor is not None
    assert (claim.actor.text, claim.actor.id) == ("AQIM", None)
    known = one("AQIM attacked a convoy in Mali on Monday.", "attack").actor
    assert known is not None
    assert known.id == "aqim"


def test_the_benchmark_tells_broader_from_wrong() -> None:
    from benchmarks.actors import outcome
    from dateline.roster import load_roster

    roster = load_roster()
    cases = [("sy-army", "sy-army"), ("sy-army", "sy-gov"), ("sy-army", "is"), ("sy-gov|ru-gov", "ru-gov|sy-gov"), ("is", None)]
    assert [outcome(roster, gold, given) for gold, given in cases] == ["same", "related", "wrong", "same", "open"]


@pytest.mark.parametrize("label", ["militants", "extremists", "terrorists"])
def test_a_bare_label_means_the_one_group_named_shortly_before(label: str) -> None:
    named = one(f"Boko Haram seized two trucks near Maiduguri on Monday. The {label} then burned a depot.", "destruction")
    assert named.actor is not None
    assert (named.actor.text, named.actor.id) == (label, "boko-haram")


@pytest.mark.parametrize(
    "before",
    [
        "Boko Haram and ISWAP seized two trucks near Maiduguri on Monday.",  # two groups
        "Rebels fought Boko Haram near Maiduguri on Monday.",  # a group of no name, too
        "Boko Haram seized two trucks near Maiduguri on Monday. Hail fell. Snow fell. Rain fell. Wind blew.",  # too far back
    ],
)
def test_a_bare_label_after_several_stays_open(before: str) -> None:
    claim = one(f"{before} The militants then burned a depot.", "destruction")
    assert claim.actor is not None
    assert claim.actor.id is None


def test_what_is_a_partys_is_the_partys() -> None:
    claim = one("Turkish jets bombed positions held by Daesh near Afrin on Friday.", "air-strike")
    assert claim.target is not None
    assert claim.target.id == "is"
    claim = one("Hezbollah moved south on Monday. Its fighters seized a village.", "territory-gain")
    assert claim.actor is not None
    assert claim.actor.id == "hezbollah"


def test_an_office_is_its_holder_on_the_day_of_the_report() -> None:
    found = {
        year: coder().code(Article(id="t", text="The French president condemned the attack on Homs.", published=f"{year}-06-01"))
        for year in (2013, 2019)
    }  # fmt: skip
    actors = {year: [claim.actor.id for claim in made if claim.kind == "accusation" and claim.actor] for year, made in found.items()}
    assert actors == {2013: ["francois-hollande"], 2019: ["emmanuel-macron"]}


@pytest.mark.parametrize(("speaker", "expected"), [("the Free Syrian Army spokesman Selim Oray", "fsa"), ("a resident", None)])
def test_we_are_the_party_that_speaks(speaker: str, expected: str | None) -> None:
    claim = one(f'"We attacked the convoy near Homs," {speaker} said.', "attack")
    assert claim.actor is not None
    assert (claim.actor.text, claim.actor.id) == ("We", expected)


def test_the_word_that_tells_the_event_is_no_part_of_the_party() -> None:
    claim = one("The ministry has repeatedly denied striking civilians in Damascus.", "air-strike")
    assert claim.target is not None
    assert claim.target.text == "civilians"


@pytest.mark.parametrize("force", ["troops", "forces", "soldiers"])
def test_its_troops_are_those_of_whom_its_means_wherever_they_fight(force: str) -> None:
    text = f"Russia's defence ministry said on Saturday that its {force} had captured Avdiivka."
    claim = one(text, "territory-gain")
    assert claim.actor is not None and claim.actor.id == "ru-army"
