"""The words of the domain: what contradicts itself is refused in words, what is written can be read again."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import dateline
from dateline.model import (
    UNNAMED,
    Article,
    Claim,
    Confidence,
    Count,
    Crosswalk,
    Loaded,
    Mention,
    Outcome,
    PlaceMention,
    Precision,
    Source,
    Span,
    Status,
    TimeRange,
    claim_id,
    json_schema,
)

SCHEMAS = Path(__file__).resolve().parent.parent / "docs" / "schema"
TEXT = "Border guards said on Friday that 12 villagers were hurt when gunmen shelled Ovando."
SURE = Confidence(claim=0.9, kind=0.9, status=0.8)


def article(**given: Any) -> Article:
    return Article(**{"id": "a1", "text": TEXT, "published": "2020-05-09", **given})


def full_claim() -> Claim:
    """A claim with every field filled."""

    def cut(words: str) -> dict[str, Any]:
        start = TEXT.index(words)
        return {"text": words, "span": (start, start + len(words))}

    said = cut("said")
    return Claim(
        id=claim_id(article(), cut("shelled")["span"], 0), article="a1", kind="shelling", status=Status.HAPPENED, confidence=SURE,
        trigger=Span(**cut("shelled")), actor=Mention(**cut("gunmen"), reason="no proper name"),
        target=Mention(**cut("villagers"), name="villagers"),
        places=(PlaceMention(**cut("Ovando"), outcome=Outcome.EXACT, lat=1.5, lon=-2.25, id="x:1", name="Ovando", level="town"),),
        when=TimeRange(start="2020-05-08", end="2020-05-08", precision=Precision.DAY, **cut("Friday")),
        counts=(Count(**cut("12 villagers"), what="wounded", who="villagers", low=12, high=12),),
        sources=(Source(**cut("Border guards"), cue="said", cue_span=said["span"]),), loaded=(Loaded(**cut("gunmen"), neutral="fighters"),),
        crosswalk=Crosswalk(plover="ASSAULT"),
    )  # fmt: skip


def refused(message: str) -> Any:
    return pytest.raises(ValueError, match=message)


def test_a_span_that_contradicts_itself_is_refused() -> None:
    with refused(r"span \[5, 3\) is not a stretch of text"):
        Span(text="", span=(5, 3))
    with refused(r"its start must be >= 0"):
        Span(text="ab", span=(-1, 1))
    with refused(r"span \[0, 5\) is 5 characters long, its text 'abc' is 3"):
        Span(text="abc", span=(0, 5))
    with refused(r"span \[2, 9\) lies outside the text, which has 4 characters"):
        Span.of("abcd", 2, 9)
    assert Span.of("abcd", 1, 3) == Span(text="bc", span=(1, 3))


def test_a_time_that_ends_before_it_starts_is_refused() -> None:
    with refused("ends on 2020-01-01, before it starts on 2020-01-02"):
        TimeRange(start="2020-01-02", end="2020-01-01", precision="day", text="then")


def test_a_count_with_low_above_high_is_refused() -> None:
    with refused("low 9 above high 3"):
        Count(text="9", span=(0, 1), what="killed", low=9, high=3)
    assert Count(text="9", span=(0, 1), what="killed", low=9).high is None


def test_a_place_is_not_half_resolved() -> None:
    with refused("a latitude without a longitude"):
        PlaceMention(text="X", span=(0, 1), outcome="exact", lat=1.0)
    with refused("is exact and must have coordinates"):
        PlaceMention(text="X", span=(0, 1), outcome="exact")
    with refused("is unknown and must not have coordinates"):
        PlaceMention(text="X", span=(0, 1), lat=0.0, lon=0.0)
    with refused("less than or equal to 90"):
        PlaceMention(text="X", span=(0, 1), outcome="exact", lat=91.0, lon=0.0)


def test_only_an_unnamed_or_carried_source_lacks_a_span() -> None:
    with refused("source 'the mayor' has no span"):
        Source(text="the mayor")
    assert Source(text=UNNAMED).span is None
    assert Source(text="the mayor", carried=True).span is None


def test_values_cannot_be_changed_and_take_no_unknown_field() -> None:
    claim = full_claim()
    with pytest.raises(ValidationError):
        claim.kind = "attack"  # type: ignore[misc]
    with refused("Extra inputs are not permitted"):
        Article(id="a", text="", colour="red")  # type: ignore[call-arg]
    with refused("at least 1 character"):
        Article(id="", text="x")


def test_a_claim_is_checked_against_the_text_of_its_article() -> None:
    full_claim().check(article())
    with refused(r"the text of article a1 at \[\d+, \d+\) is .* not 'shelled'"):
        full_claim().check(article(text=TEXT.replace("gunmen ", "")))


@pytest.mark.parametrize(
    ("given", "day"),
    [("2020-05-09", "2020-05-09"), ("2020-05-09T23:59:00Z", "2020-05-09"), ("2020-05-09 10:00", "2020-05-09"), (" ", None), (None, None)],
)
def test_the_day_of_publication_may_carry_a_time(given: str | None, day: str | None) -> None:
    assert article(published=given).published == (dt.date.fromisoformat(day) if day else None)


def test_a_day_that_is_none_is_refused() -> None:
    with refused("published"):
        article(published="last Tuesday")


def test_the_id_of_a_claim_follows_article_text_and_trigger() -> None:
    ids = {claim_id(article(), (0, 3), 0), claim_id(article(), (0, 3), 1), claim_id(article(), (0, 4), 0),
           claim_id(article(id="a2"), (0, 3), 0), claim_id(article(text=TEXT + " "), (0, 3), 0)}  # fmt: skip
    assert len(ids) == 5
    assert claim_id(article(), (0, 3), 0) == claim_id(article(outlet="other", title="other"), (0, 3), 0)


def test_a_claim_survives_json() -> None:
    claim = full_claim()
    assert Claim.from_json(json.loads(json.dumps(claim.to_json()))) == claim
    assert len(claim.spans()) == 9


words = st.text(min_size=0, max_size=40)
days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))


@given(st.text(min_size=1, max_size=10), words, st.none() | words, st.none() | days)
def test_any_article_survives_json(name: str, text: str, outlet: str | None, published: dt.date | None) -> None:
    made = Article(id=name, text=text, outlet=outlet, published=published)
    assert Article.from_json(json.loads(json.dumps(made.to_json()))) == made
    assert len(made.version) == 16


@given(words, st.integers(-5, 50), st.integers(-5, 50))
def test_a_span_is_cut_or_refused(text: str, start: int, end: int) -> None:
    if 0 <= start <= end <= len(text):
        assert Span.of(text, start, end).text == text[start:end]
    else:
        with pytest.raises(ValueError, match="outside the text"):
            Span.of(text, start, end)


@given(days, days, st.floats(0, 1e6), st.none() | st.floats(0, 1e6))
def test_ranges_are_ordered_or_refused(first: dt.date, last: dt.date, low: float, high: float | None) -> None:
    if last < first:
        with pytest.raises(ValueError, match="before it starts"):
            TimeRange(start=first, end=last, precision="range", text="")
    else:
        made = TimeRange(start=first, end=last, precision="range", text="")
        assert TimeRange.from_json(json.loads(json.dumps(made.to_json()))) == made
    if high is not None and high < low:
        with pytest.raises(ValueError, match="above high"):
            Count(text="", span=(0, 0), what="killed", low=low, high=high)
    else:
        count = Count(text="", span=(0, 0), what="killed", low=low, high=high)
        assert Count.from_json(json.loads(json.dumps(count.to_json()))) == count


@pytest.mark.parametrize("what", ["article", "claim"])
def test_the_published_schema_is_that_of_the_code(what: Literal["article", "claim"]) -> None:
    published = json.loads((SCHEMAS / f"{what}.json").read_text(encoding="utf-8"))
    assert published == json_schema(what), f"docs/schema/{what}.json is out of date: dateline schema {what} > docs/schema/{what}.json"
    jsonschema.Draft202012Validator.check_schema(published)


def test_what_is_written_fits_the_published_schema() -> None:
    claims, articles = (jsonschema.Draft202012Validator(json_schema(what)) for what in ("claim", "article"))
    claims.validate(full_claim().to_json())
    articles.validate(article().to_json())
    articles.validate({"id": "a", "text": "", "outlet": None, "url": None, "published": None, "title": "", "language": "en"})
    wrong = full_claim().to_json() | {"status": "rumoured"}
    assert not claims.is_valid(wrong)
    assert not claims.is_valid({k: v for k, v in full_claim().to_json().items() if k != "trigger"})


def test_what_the_package_exports() -> None:
    assert dateline.__all__ == sorted(set(dateline.__all__)), "__all__ is sorted and has no name twice"
    for name in dateline.__all__:
        assert getattr(dateline, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dateline.nothing  # noqa: B018
    public = {"Article", "Claim", "Coder", "Span", "Status", "code"}
    assert public <= set(dateline.__all__)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_report_of_an_impossible_day_is_refused(day: str) -> None:
    with pytest.raises(ValidationError, match="give one from 1500-01-01 to 2500-12-31, or none"):
        Article(id="a", text="x", published=day)
