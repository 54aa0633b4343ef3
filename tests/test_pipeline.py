"""The coder as a whole: steps in order, the same answer twice, and every offset true."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import dateline
from dateline.coder import STEPS, Coder
from dateline.coder.reading import Reading
from dateline.coder.step import Step, check_order, run_step
from dateline.errors import PipelineError
from dateline.model import Article, Claim
from dateline.ontology import load_ontology

DISPATCHES = Path(__file__).resolve().parent.parent / "examples" / "dispatches.jsonl"
ARTICLES = [Article(**json.loads(line)) for line in DISPATCHES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


@pytest.fixture(scope="module")
def coded(coder: Coder) -> dict[str, list[Claim]]:
    return {article.id: coder.code(article) for article in ARTICLES}


def written(claims: list[Claim]) -> str:
    return "\n".join(json.dumps(claim.to_json(), ensure_ascii=False) for claim in claims)


def nothing(reading: Reading) -> None:
    """Assigns nothing."""


def step(name: str, requires: tuple[str, ...], assigns: tuple[str, ...], run: Callable[[Reading], None] = nothing) -> Step:
    return Step(name, requires, assigns, run)


def test_the_steps_are_in_order_and_any_other_order_that_cannot_work_is_refused() -> None:
    check_order(STEPS)
    with pytest.raises(PipelineError, match=r"step 'parse' requires .*; earlier steps assign article"):
        check_order([next(s for s in STEPS if s.name == "parse")])
    with pytest.raises(PipelineError, match="step 'b' requires x; earlier steps assign article, y"):
        Coder(steps=(step("a", ("article",), ("y",)), step("b", ("x", "y"), ())))


def test_a_step_that_does_not_do_what_it_declares_fails_loudly(coder: Coder) -> None:
    reading = Reading(ARTICLES[0], coder.knowledge)
    with pytest.raises(PipelineError, match="step 'lazy' declares text and did not assign it"):
        run_step(step("lazy", ("article",), ("text",)), reading)
    with pytest.raises(PipelineError, match="'sentences' was read before any step assigned it"):
        _ = reading.sentences
    with pytest.raises(AttributeError):
        _ = reading.no_such_field


def test_the_same_article_gives_the_same_bytes_twice_and_beside_any_other(coder: Coder, coded: dict[str, list[Claim]]) -> None:
    backwards = {article.id: claims for article, claims in Coder().stream(reversed(ARTICLES))}
    for article in ARTICLES:
        assert written(backwards[article.id]) == written(coded[article.id])
    assert written(dateline.code(ARTICLES[0])) == written(coded[ARTICLES[0].id])


def test_every_claim_points_at_words_of_its_article(coded: dict[str, list[Claim]]) -> None:
    kinds = load_ontology().kinds
    for article in ARTICLES:
        for claim in coded[article.id]:
            claim.check(article)
            assert claim.article == article.id and claim.kind in kinds
        triggers = [claim.trigger.span for claim in coded[article.id]]
        assert triggers == sorted(triggers)
    ids = [claim.id for claims in coded.values() for claim in claims]
    assert len(ids) == len(set(ids))


def test_claims_survive_being_written(coded: dict[str, list[Claim]]) -> None:
    for claims in coded.values():
        for claim in claims:
            assert Claim.from_json(json.loads(written([claim]))) == claim


@pytest.mark.parametrize(
    "text",
    ["", " \n\t ", "\x00\x01", "🚀🔥 💣", "قصفت الطائرات المدينة", "?!?!", "Bombed.", "killed killed killed", "OVANDO. –", "“", "a" * 3000],
)
def test_odd_texts_do_no_harm(coder: Coder, text: str) -> None:
    article = Article(id="odd", text=text)
    for claim in coder.code(article):
        claim.check(article)


def test_offsets_hold_behind_what_takes_more_than_one_unit(coder: Coder) -> None:
    text = "🚀 “Ovando” – Troops\u00a0shelled the village of Tarsk on Friday, killing 12 people. قصف Rebels attacked a convoy."
    article = Article(id="odd", text=text, published="2020-05-09")
    claims = coder.code(article)
    assert {"shelled", "attacked"} <= {claim.trigger.text for claim in claims}
    for claim in claims:
        claim.check(article)


def test_without_a_day_of_publication_no_relative_day_is_guessed(coder: Coder) -> None:
    text = "Rebels shelled the village on Friday. Troops attacked the camp yesterday. Last month gunmen abducted a teacher."
    claims = coder.code(Article(id="a", text=text))
    assert len(claims) >= 3
    assert all(claim.when is None for claim in claims)
