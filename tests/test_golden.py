"""Whole dispatches, claim by claim, as they were last looked at (``make golden`` writes them anew)."""

from __future__ import annotations

import json

import pytest

from dateline.coder import Coder
from dateline.model import Article
from tests.golden import DISPATCHES, FOLDER, README, articles, path_of, readme, written

ARTICLES = articles()
there = pytest.mark.skipif(not FOLDER.is_dir(), reason="no golden files yet: make golden")


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


@there
@pytest.mark.parametrize("article", ARTICLES, ids=[article.id for article in ARTICLES])
def test_a_dispatch_is_coded_as_it_was(coder: Coder, article: Article) -> None:
    path = path_of(article)
    assert path.is_file(), f"{path.name} is missing: make golden"
    now, before = json.loads(written(coder, article)), json.loads(path.read_text(encoding="utf-8"))
    assert now == before, f"if the change is meant: make golden, and read the difference of {path.name}"


@there
def test_no_golden_file_is_left_behind() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {article.id for article in ARTICLES}


@there
def test_the_table_of_the_readme_is_what_the_program_prints() -> None:
    text = README.read_text(encoding="utf-8")
    assert readme(text) == text, "make golden"


def test_the_dispatches_are_what_the_demo_promises() -> None:
    assert len(ARTICLES) >= 10 and len({article.id for article in ARTICLES}) == len(ARTICLES)
    assert len({article.outlet for article in ARTICLES}) >= 4
    assert all(article.published and article.title for article in ARTICLES)
    described = (DISPATCHES.parent / "README.md").read_text(encoding="utf-8")
    assert all(f"`{article.id.split('-')[0]}`" in described for article in ARTICLES)
