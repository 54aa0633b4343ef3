"""Which phrases may be actors, how they are cut, and what pronouns and bare references mean."""

from __future__ import annotations

import pytest

from dateline.coder.reading import Phrase
from tests.drafts import meant, read


def phrase(text: str, words: str, nth: int = -1) -> Phrase:
    """The ``nth`` phrase of a text with just these words (the last by default)."""
    found = [phrase for phrase in read(text).phrases if phrase.text == words]
    assert found, f"no phrase {words!r} in {[phrase.text for phrase in read(text).phrases]}"
    return found[nth]


@pytest.mark.parametrize(
    ("text", "pronoun", "antecedent"),
    [
        ("The rebels seized the port. They burned the depot.", "They", "rebels"),
        ("The rebels said they shelled the port.", "they", "rebels"),
        ("The army and the police arrested nine men. They released four of them.", "They", "army and the police"),
        ("The Orontes Front seized the port. It burned the depot.", "It", "Orontes Front"),
        ("The army shelled Denov before it withdrew.", "it", "army"),
        ("The Orontes Front seized a bridge. Its fighters burned a depot.", "Its", "Orontes Front"),
        ("The governor of Karsa met reporters. He condemned the raid.", "He", "governor of Karsa"),
        ("The mayor said he condemned the raid.", "he", "mayor"),
        ("Mayor Selim Oray visited the port. His guards arrested two men.", "His", "Mayor Selim Oray"),
        ("Militants attacked the army. It shelled them.", "It", "army"),
        ("Militants attacked the army. It shelled them.", "them", "Militants"),
    ],
)
def test_a_pronoun_means_what_agrees_with_it(text: str, pronoun: str, antecedent: str) -> None:
    found = phrase(text, pronoun)
    assert found.pronoun
    assert meant(found) == antecedent


@pytest.mark.parametrize(
    ("text", "reference", "antecedent"),
    [
        ("The Orontes Front attacked a convoy. The group seized two trucks.", "group", "Orontes Front"),
        ("The Euphrates Conflict Monitor counted raids near Denov. The monitor said nine people were killed.", "monitor",
         "Euphrates Conflict Monitor"),
        ("Foreign militants entered Denov. The militants burned the depot.", "militants", "Foreign militants"),
        ("The Karsan army left its barracks. The army shelled Denov.", "army", "Karsan army"),
    ],
)  # fmt: skip
def test_a_bare_reference_means_the_fuller_name(text: str, reference: str, antecedent: str) -> None:
    found = phrase(text, reference)
    assert not found.pronoun
    assert meant(found) == antecedent


def test_a_short_form_means_the_name_that_it_was_explained_with() -> None:
    text = "The Free Valley Council (FVC) condemned the raid. The FVC met the mayor."
    assert meant(phrase(text, "FVC")) == "Free Valley Council"


def test_a_short_form_that_was_not_explained_keeps_its_words() -> None:
    assert meant(phrase("The Free Valley Council condemned the raid. The XYZ met the mayor.", "XYZ")) == "XYZ"


def test_a_last_name_means_the_full_name() -> None:
    text = "Foreign Minister Selim Oray condemned the raid. Oray met the mayor."
    assert meant(phrase(text, "Oray")) == "Foreign Minister Selim Oray"


def test_a_chain_of_references_ends_at_the_name() -> None:
    text = "The Orontes Front seized a bridge. The group burned a depot. It attacked a convoy."
    found = phrase(text, "It")
    assert found.antecedent is not None
    assert meant(found) == "Orontes Front"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Homs was shelled on Monday. It was attacked again.", "It"),  # a town does not act
        ("The raid was on Monday. It was attacked again.", "It"),  # nor does a day
        ("We attacked the convoy, the commander said.", "We"),  # a speaker is named elsewhere, if at all
        ("The army attacked it on Monday.", "it"),  # not who attacks
        ("The mayor condemned the raid. They burned the depot.", "They"),  # one is not many
        ("The rebels seized the port. He condemned the raid.", "He"),  # many are not one
        ("The mayor condemned the raid. It burned the depot.", "It"),  # a person is no thing
    ],
)
def test_a_pronoun_without_a_fitting_phrase_keeps_its_word(text: str, words: str) -> None:
    assert phrase(text, words).antecedent is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A spokesman for the Orontes Front condemned the raid. The envoy accused the army.", "army"),
        ("The Orontes Front seized a bridge. The police arrested nine men.", "police"),
        ("Foreign militants entered Denov. The militant fled.", "militant"),
        ("A group burned a depot. The Orontes Front attacked a convoy.", "group"),
        ("The Orontes Front attacked a convoy. Another group seized two trucks.", "Another group"),
    ],
)
def test_a_side_of_its_own_is_not_the_group_before(text: str, words: str) -> None:
    assert phrase(text, words).antecedent is None


def test_a_pronoun_looks_back_a_few_sentences_only() -> None:
    far = "The Orontes Front seized the port. " + "Jets bombed Homs. " * 6
    assert phrase(far + "It burned the depot.", "It").antecedent is None
    assert meant(phrase(far + "The group burned the depot.", "group")) == "Orontes Front"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army shelled Denov.", "army"),
        ("A group of armed men attacked a convoy.", "group of armed men"),
        ("The soldiers who fled Denov attacked a convoy.", "soldiers"),
        ("Rebels backed by foreign advisers attacked a convoy.", "Rebels"),
        ("The commander, Selim Oray, condemned the raid.", "commander"),
        ("Soldiers of the Karsan army shelled Denov.", "Soldiers of the Karsan army"),
        ("Soldiers and policemen shelled Denov.", "Soldiers and policemen"),
        ("Dozens of fighters of the Orontes Front surrendered.", "Dozens of fighters of the Orontes Front"),
        ("On Monday the army shelled Denov.", "army"),
        ("The 300-strong Karsa Brigades attacked a convoy.", "300-strong Karsa Brigades"),
    ],
)
def test_a_phrase_has_no_article_and_no_clause(text: str, expected: str) -> None:
    assert read(text).phrases[0].text == expected


def test_the_words_of_a_phrase_are_those_of_the_text() -> None:
    text = "The Karsan army and the “Orontes Front” said they shelled Denov. Its mayor, Selim Oray, condemned them on Monday."
    found = read(text).phrases
    assert found
    for each in found:
        assert text[each.start : each.end] == each.text
    assert [each.start for each in found] == sorted(each.start for each in found)


def test_a_time_is_no_phrase() -> None:
    found = [each.text for each in read("The army shelled Denov on Monday and in March last year.").phrases]
    assert found == ["army", "Denov"]


def test_number_and_name_are_told_apart() -> None:
    found = {each.text: (each.plural, each.proper) for each in read("The rebels, the army and the Orontes Front attacked Homs.").phrases}
    assert found["army and the Orontes Front"] == (True, False) or found["rebels"][0]
    assert found["Orontes Front"] == (False, True)
