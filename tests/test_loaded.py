"""Loaded words are kept as evidence beside the claim they colour, and with no other claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.coder import Coder
from dateline.errors import KnowledgeError
from dateline.model import Article, Claim
from dateline.ontology.loaded import load_loaded


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def claims(coder: Coder, text: str) -> list[Claim]:
    return coder.code(Article(id="a", text=text))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("The regime shelled the suburb on Monday.", "shelling", [("regime", "government")]),
        ("Takfiri terrorists attacked a police post.", "attack", [("Takfiri terrorists", "armed group")]),
        ("The army liberated the village of Tarsh.", "territory-gain", [("liberated", "took")]),
        ("The so-called Free Brigade seized the town of Karsa.", "territory-gain", [("so-called", None)]),
        (
            "Foreign-backed mercenaries captured the town.",
            "territory-gain",
            [("Foreign-backed", None), ("mercenaries", "foreign fighters")],
        ),
        ("The council condemned the brutal attack on the farm.", "attack", [("brutal", None)]),
    ],
)
def test_loaded_words_go_with_their_claim(coder: Coder, text: str, kind: str, expected: list[tuple[str, str | None]]) -> None:
    claim = next(claim for claim in claims(coder, text) if claim.kind == kind)
    assert [(word.text, word.neutral) for word in claim.loaded] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Government forces shelled the suburb on Monday.",
        "Rebels captured the town of Karsa.",
        "Warplanes bombed the market.",
        "Police arrested two officials.",
        "Fighters from Sham Street shot a guard.",
    ],
)
def test_a_neutral_voice_has_no_loaded_words(coder: Coder, text: str) -> None:
    found = claims(coder, text)
    assert found and all(not claim.loaded for claim in found)


def test_a_word_about_one_claim_is_not_kept_with_another(coder: Coder) -> None:
    found = claims(coder, "The rebels captured the mill after the regime bombed the bridge.")
    by_kind = {claim.kind: [word.text for word in claim.loaded] for claim in found}
    assert by_kind["territory-gain"] == []
    assert [text for kind, texts in by_kind.items() if kind != "territory-gain" for text in texts] == ["regime"]


def test_offsets_are_those_of_the_article(coder: Coder) -> None:
    article = Article(id="a", text="DENOV, May 3 – The “regime” shelled the suburb.")
    found = coder.code(article)
    assert [article.text[slice(*word.span)] for claim in found for word in claim.loaded] == ["regime"]


def test_every_example_holds_a_word_of_its_row() -> None:
    known = load_loaded()
    for word in known.words.values():
        hits = [hit for _, _, hit in known.find(word.example)]
        assert any(hit.rule.split()[0] == word.rule.split()[0] for hit in hits), word.rule


def test_a_word_told_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "loaded.csv"
    path.write_text("word,part,neutral,example\nregime,actor,government,The regime fell.\nregime,target,,The regime fell.\n")
    with pytest.raises(KnowledgeError, match="second time"):
        load_loaded(path)


def test_the_neutral_readings_are_not_loaded_themselves() -> None:
    known = load_loaded()
    rows = {word.neutral for word in known.words.values() if word.neutral}
    assert not [neutral for neutral in sorted(rows) if neutral.lower() in known.words]
