"""Every adaptor reads a row in the format of its set, ours in words of our own, and answers in the format of the scorer."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from benchmarks.data import ADAPTORS

TEXT = "The envoy said that gunmen shot two guards with rifles in Aleppo on Friday."
ROWS: dict[str, dict[str, Any]] = {
    "types": {"text": TEXT},
    "plover": {"text": "The governor condemned the rebels.", "source": "The governor", "target": "the rebels"},
    "places": {"text": TEXT, "published": "2016-12-07"},
    "times": {"text": TEXT, "published": "2016-12-07"},
    "sources": {"text": TEXT},
    "muc": {"text": TEXT.lower()},
}
ANSWERS = {"types": "label", "plover": "root", "places": "places", "times": "times", "sources": "attributions", "muc": "templates"}


@pytest.mark.parametrize("name", ADAPTORS)
def test_an_adaptor_answers_in_the_format_of_its_scorer(name: str) -> None:
    answer = import_module(f"benchmarks.adaptors.{name}").predict({"id": "r1", **ROWS[name]})
    assert answer["id"] == "r1"
    assert answer[ANSWERS[name]], f"{name} found nothing in a plain sentence"
