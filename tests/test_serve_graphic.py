"""Graphic detail is covered until a reader asks for it: by a table, whose own examples it must cover, and nothing of what must stay."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from dateline.serve import graphic, paper
from dateline.serve.graphic import covered, graphic_words
from dateline.tables import Column, read_table

TABLE = Path(graphic.__file__).parent / "data" / "graphic.csv"
ROWS = read_table(TABLE, {name: Column(required=True) for name in ("words", "why", "example")})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["words"][:20])
def test_the_example_of_each_row_is_covered(row: object) -> None:
    assert covered(row["example"])  # type: ignore[index]


@pytest.mark.parametrize(
    "text",
    [
        "Twelve people were killed and 30 wounded in the shelling, the clinic said.",
        "Rapeseed fields burned near the mill.", "He severed ties with the front.", "The army was torn between two orders.",
        "Bodies of five soldiers were returned.", "The rapporteur spoke of torture in the cellar.",
    ],
)  # fmt: skip
def test_what_the_record_is_about_stays(text: str) -> None:
    assert covered(text) == []


def test_the_longest_form_is_covered_whole_over_capitals_hyphens_and_runs() -> None:
    text = "SEVERED  heads; blood-soaked"
    assert [text[low:high] for low, high in covered(text)] == ["SEVERED  heads", "blood-soaked"]
    cut = paper._runs([("Two were ", ()), ("behea", ("trigger",)), ("ded <b>", ())])
    assert cut.count("<details") == 2
    assert "<b>" not in cut


def test_every_form_has_a_reason() -> None:
    assert all(one.why for one in graphic_words())
