"""The chain of sources of each claim: outermost first, resolved to the fullest name, never the actor of a spoken act."""

from __future__ import annotations

from functools import cache

import pytest

from dateline.coder import Coder
from dateline.model import Article, Claim, Source


@cache
def coder() -> Coder:
    return Coder()


@cache
def claims(text: str) -> tuple[Claim, ...]:
    return tuple(coder().code(Article(id="a", text=text)))


def chain(text: str, trigger: str, nth: int = 0) -> tuple[Source, ...]:
    fitting = [claim for claim in claims(text) if trigger in claim.trigger.text]
    assert len(fitting) > nth, f"no claim on {trigger!r}: {[claim.trigger.text for claim in claims(text)]}"
    return fitting[nth].sources


def names(text: str, trigger: str, nth: int = 0) -> list[str]:
    return [source.name or source.text for source in chain(text, trigger, nth)]


CHAINS = [
    ("Rebels shelled the village on Monday.", "shelled", []),
    ("The Tarn Monitor said rebels shelled the village.", "shelled", ["Tarn Monitor"]),
    ("The Orve Daily reported that the mayor said rebels had shelled the village.", "shelled", ["Orve Daily", "mayor"]),
    ("The Orve Daily reported that the mayor said that rebels had claimed that guards shelled the village.", "shelled",
     ["Orve Daily", "mayor", "rebels"]),
    ("Rebels shelled the village, the Orve Daily reported, citing a port official.", "shelled", ["Orve Daily", "port official"]),
    ("The mayor said rebels had shelled the village, the Orve Daily reported.", "shelled", ["Orve Daily", "mayor"]),
    ("Rebels reportedly shelled the village.", "shelled", ["(unnamed)"]),
    ("Rebels shelled the village the Tarn Monitor and residents said.", "shelled", ["Tarn Monitor and residents"]),
    ("The mayor told Radio Orve that rebels had shelled the village.", "shelled", ["mayor"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "expected"), CHAINS, ids=[row[0][:50] for row in CHAINS])
def test_chains_run_from_the_outside_in(text: str, trigger: str, expected: list[str]) -> None:
    assert names(text, trigger) == expected


def test_the_accuser_is_the_source_of_the_act_and_not_of_the_accusation() -> None:
    text = "The governor accused the militia of shelling the village."
    assert names(text, "accused") == []
    assert names(text, "shelling") == ["governor"]


def test_a_speaker_is_not_the_source_of_what_it_does_by_speaking() -> None:
    text = "The governor said he condemned the shelling of the village."
    assert names(text, "condemned") == []
    assert names(text, "shelling") == ["governor"]


def test_who_claims_responsibility_is_the_source_of_the_act() -> None:
    text = "The Red Valley Front claimed responsibility for the bombing of the police station."
    assert names(text, "bombing") == ["Red Valley Front"]


def test_a_denial_keeps_its_source_and_says_so() -> None:
    (source,) = chain("The army denied that its troops had shelled the village.", "shelled")
    assert (source.text, source.certainty) == ("army", "denies")


def test_pronouns_and_short_names_get_the_fullest_name() -> None:
    text = (
        "The Tarn Observatory for Human Rights said rebels shelled the village. It said guards arrested two boys. "
        "The Observatory said jets bombed the bridge."
    )
    assert names(text, "arrested") == ["Tarn Observatory for Human Rights"]
    assert names(text, "bombed") == ["Tarn Observatory for Human Rights"]
    assert chain(text, "arrested")[0].text == "It"


def test_he_is_the_last_person_who_spoke() -> None:
    text = (
        "Ada Orve, head of the port office, said rebels shelled the village. The Tarn Observatory for Human Rights said jets bombed the "
        'bridge. "Guards arrested two boys," she said.'
    )
    assert names(text, "arrested") == ["Ada Orve"]


def test_a_monitor_is_the_monitor_that_the_report_names() -> None:
    text = "Rebels shelled the village, a monitor said. The Tarn Observatory for Human Rights said jets bombed the bridge."
    assert names(text, "shelled") == ["Tarn Observatory for Human Rights"]


def test_the_report_does_not_go_on_speaking_for_its_source() -> None:
    text = "The Tarn Monitor said rebels shelled the village. Jets bombed the bridge on Friday."
    assert names(text, "bombed") == []


def test_who_accuses_somebody_of_an_act_is_its_source() -> None:
    assert names("The union accused the army's forces of shelling the mill and burning nine houses.", "shelling") == ["union"]


def test_a_denied_or_missing_claim_has_no_source() -> None:
    assert names("There was no claim of responsibility for the bombing.", "bombing") == []


def test_words_behind_a_telling_may_only_add_to_what_stands_before() -> None:
    text = "Rebels shelled the village on Friday the Tarn Monitor said most of it near the mill."
    assert names(text, "shelled") == ["Tarn Monitor"]
    assert names("Rebels shelled the mill on Friday and the Tarn Monitor said nine men had died in the raid.", "shelled") == []


def test_a_quote_in_the_next_sentence_is_carried() -> None:
    text = '"Rebels shelled the village," said Ada Orve. "Guards arrested two boys."'
    (source,) = chain(text, "arrested")
    assert (source.text, source.carried) == ("Ada Orve", True)
    assert chain(text, "shelled")[0].carried is False


def test_a_hedge_adds_nobody_beside_a_named_source() -> None:
    assert names("The Tarn Monitor said three miners are believed to have been killed by rebels.", "killed") == ["Tarn Monitor"]


def test_every_claim_of_a_text_is_the_same_twice() -> None:
    text = CHAINS[3][0]
    assert [claim.to_json() for claim in Coder().code(Article(id="a", text=text))] == [claim.to_json() for claim in claims(text)]


def test_the_rule_that_found_a_source_is_told() -> None:
    reading = coder().read(Article(id="a", text="Rebels shelled the village, the Tarn Monitor said."))
    assert [event.why["sources"] for event in reading.events] == [["closing"]]
