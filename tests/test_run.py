"""Many articles: order, workers, formats, files in one piece, and that no text whatever breaks the coder."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dateline.coder import Coder
from dateline.errors import MissingPart, RunError
from dateline.model import Article, Claim, Count, Mention, Source, Span
from dateline.numbers import count_words, number_words
from dateline.read import Reject, read
from dateline.run import COLUMNS, FORMATS, Coded, Summary, code_all, flat, open_writer
from dateline.run.pool import AHEAD, code_one
from dateline.run.write import guarded, json_line, partial, whole_file

DISPATCHES = Path(__file__).resolve().parent.parent / "examples" / "dispatches.jsonl"
TEXT = "Soldiers shelled the harbour of Tartus on Monday, killing 12 civilians, the Quay Post reported."


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def counted(taken: list[int]) -> Iterator[Article | Reject]:
    """The bundled dispatches, with something set aside before every third."""
    for number, item in enumerate(read([DISPATCHES])):
        if number % 3 == 0:
            taken.append(number)
            yield Reject("news.jsonl", number, None, f"reject {number}")
        taken.append(number)
        yield item


def run(workers: int) -> tuple[list[Coded | Reject], int]:
    """The results of a run, and how many items had been read when the first came out."""
    taken: list[int] = []
    results = code_all(counted(taken), workers=workers)
    first = next(results)
    ahead = len(taken)
    return [first, *results], ahead


@pytest.fixture(scope="module")
def runs() -> dict[str, list[Coded | Reject]]:
    return {"one worker": run(1)[0], "two workers": run(2)[0], "again": run(1)[0]}


def written(results: list[Coded | Reject], form: str) -> bytes:
    stream = io.BytesIO()
    with open_writer(FORMATS[form], stream) as writer:
        for item in results:
            if isinstance(item, Coded):
                writer.write(item)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_one_worker_and_two_and_another_run_write_the_same_bytes(runs: dict[str, list[Coded | Reject]], form: str) -> None:
    first, *others = (written(results, form) for results in runs.values())
    assert len(first) > 1000
    assert all(other == first for other in others)


def test_results_come_in_the_order_of_the_input(runs: dict[str, list[Coded | Reject]]) -> None:
    expected = [item.reason if isinstance(item, Reject) else item.id for item in counted([])]
    for results in runs.values():
        assert [item.reason if isinstance(item, Reject) else item.article.id for item in results] == expected


def items(number: int) -> Iterator[Article | Reject]:
    for index in range(number):
        yield Reject("news.jsonl", index, None, f"reject {index}") if index % 3 == 2 else Article(id=f"a{index}", text=f"{TEXT} {index}")


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_is_read_ahead_than_the_workers_need(workers: int) -> None:
    taken: list[int] = []

    def counting() -> Iterator[Article | Reject]:
        for index in range(10_000):
            taken.append(index)
            yield Reject("news.jsonl", index, None, "no article: so no worker need be started")

    results = code_all(counting(), workers=workers)
    for _ in range(100):
        next(results)
    assert len(taken) <= 100 + workers * AHEAD


def test_no_workers_is_an_error() -> None:
    with pytest.raises(RunError, match="1 or more"):
        list(code_all([], workers=0))


class Failing(Coder):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def read(self, article: Article) -> None:  # type: ignore[override]
        raise self.error


def test_a_mistake_of_the_coder_costs_its_article_and_is_told() -> None:
    reject = code_one(Failing(IndexError("list index out of range")), Article(id="a1", text=TEXT))
    assert isinstance(reject, Reject)
    assert reject.article == "a1" and "IndexError" in reject.reason and "report it" in reject.reason


def test_a_missing_part_ends_the_run() -> None:
    with pytest.raises(MissingPart):
        code_one(Failing(MissingPart("the parser is not installed")), Article(id="a1", text=TEXT))


def test_each_claim_knows_its_sentence(coder: Coder) -> None:
    coded = code_one(coder, Article(id="a1", text=f"Nothing happened here. {TEXT} The sun shone."))
    assert isinstance(coded, Coded) and coded.claims
    assert {coded.sentence(number) for number in range(len(coded.claims))} == {TEXT}
    assert list(coded.claims) == coder.code(coded.article)


# --- flat rows and their writers --------------------------------------------------------------------------------------


def one_coded(coder: Coder) -> Coded:
    coded = code_one(coder, Article(id="a1", text=TEXT, outlet="The Quay Post", published=dt.date(2016, 12, 7)))
    assert isinstance(coded, Coded) and coded.claims
    return coded


def test_a_row_has_the_columns_in_their_order_and_types(coder: Coder) -> None:
    coded = one_coded(coder)
    row = flat(coded.claims[0], coded.article, coded.sentence(0))
    assert list(row) == list(COLUMNS)
    for name, (kind, meaning) in COLUMNS.items():
        assert meaning
        assert row[name] is None or isinstance(row[name], kind), f"{name}: {row[name]!r}"
    assert row["sentence"] == TEXT and row["published"] == dt.date(2016, 12, 7)


def test_a_row_of_a_full_claim(coder: Coder) -> None:
    coded = one_coded(coder)
    text = coded.article.text
    at = text.index("12 civilians")
    counts = (Count(text="12 civilians", span=(at, at + 12), what="killed", who="civilians", low=12, high=12),
              Count(text="12", span=(at, at + 2), what="killed", who="children", low=3, high=None))  # fmt: skip
    sources = (
        Source(text="(unnamed)", cue=None),
        Source(text="Quay Post", span=(text.index("Quay"), text.index("Quay") + 9), certainty="denies"),
    )
    claim = coded.claims[0].model_copy(update={"counts": counts, "sources": sources})
    row = flat(claim, coded.article, "")
    assert (row["killed_low"], row["killed_high"], row["wounded_low"]) == (12, 12, None)
    assert row["counts"] == "12 killed (civilians); 3+ killed (children)"
    assert row["sources"] == "(unnamed); Quay Post (denies)"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(12, 12, "12"), (24, 60, "24-60"), (200, None, "200+"), (1_000_000, 1_000_000, "1000000"), (75.5, None, "75.5+")],
)
def test_numbers_in_words(low: float, high: float | None, words: str) -> None:
    assert number_words(low, high) == words
    assert count_words(Count(text="x", span=(0, 1), what="killed", low=low, high=high)) == f"{words} killed"


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+cmd", "-2+3", "@SUM(1)", "\t=1", "  =1", "\r\n=1"])
def test_a_cell_that_looks_like_a_formula_is_guarded(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["army", "-3", "+4.5", "a=b", "12 - 14", ""])
def test_other_cells_are_left_alone(cell: str) -> None:
    assert guarded(cell) == cell


def test_csv_holds_what_the_claims_say_and_no_formula(coder: Coder) -> None:
    coded = one_coded(coder)
    evil = Mention(text="army", span=(0, 4), name='=HYPERLINK("http://example.org")')
    claim = coded.claims[0].model_copy(update={"actor": evil})
    stream = io.BytesIO()
    with open_writer(FORMATS["csv"], stream) as writer:
        writer.write(Coded(coded.article, (claim,), coded.sentences[:1]))
    (row,) = csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8")))
    assert list(row) == list(COLUMNS)
    assert row["actor"].startswith("'=") and row["kind"] == claim.kind and row["published"] == "2016-12-07"


def test_parquet_holds_the_same_columns_and_the_whole_claim(coder: Coder) -> None:
    coded = one_coded(coder)
    stream = io.BytesIO()
    with open_writer(FORMATS["parquet"], stream) as writer:
        writer.write(coded)
    table = pq.read_table(io.BytesIO(stream.getvalue()))
    assert table.column_names == [*COLUMNS, "json"]
    assert [Claim.from_json(json.loads(line)) for line in table["json"].to_pylist()] == list(coded.claims)
    assert table["published"].to_pylist() == [dt.date(2016, 12, 7)] * len(coded.claims)


def test_nothing_coded_is_still_a_file_that_can_be_read() -> None:
    for form, rows in (("jsonl", 0), ("csv", 1), ("parquet", None)):
        stream = io.BytesIO()
        with open_writer(FORMATS[form], stream):
            pass
        if rows is None:
            assert pq.read_table(io.BytesIO(stream.getvalue())).num_rows == 0
        else:
            assert stream.getvalue().count(b"\n") == rows


def test_a_json_line_is_one_line_for_every_reader() -> None:
    line = json_line({"text": "a\u2028b\u2029c\x85d\ne\u202e🚀"}).decode("utf-8")
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"text": "a\u2028b\u2029c\x85d\ne\u202e🚀"}


# --- files in one piece -----------------------------------------------------------------------------------------------


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError), whole_file(path) as stream:
        stream.write(b"half")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "before" and [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]
    with whole_file(path) as stream:
        stream.write(b"all")
        assert path.read_text(encoding="utf-8") == "before"
    assert path.read_text(encoding="utf-8") == "all"


def test_an_interrupt_keeps_what_was_done_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), whole_file(path) as stream:
        stream.write(b"done so far")
        raise KeyboardInterrupt
    assert path.read_text(encoding="utf-8") == "before"
    assert partial(path).read_text(encoding="utf-8") == "done so far"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="cannot write"), whole_file(tmp_path / "no" / "folder.jsonl"):
        pass


def test_a_summary_counts_what_passes(coder: Coder) -> None:
    summary = Summary()
    for item in code_all(items(3)):
        summary.add(item)
    assert (summary.articles, summary.coded, summary.aside, summary.undated) == (3, 2, 1, 2)
    first, second = summary.lines()
    assert first.startswith("3 articles read: 2 coded, 1 set aside; ")
    assert "without a publication date" in second


# --- any text ---------------------------------------------------------------------------------------------------------

PIECES = st.one_of(
    st.sampled_from(
        [
            TEXT, "Rebels withdrew from Idlib overnight, it said.", "“We did not bomb the school,” the ministry said.",
            "DAMASCUS, Dec. 7 (Example Wire) –", "At least 20 to 30 fighters were captured", "He denied that", "Fri Apr 29 2016",
            "said", "killed", "air strikes on Homs and Hama", "more than 75 percent of the city", "...", "\n\n", "(AFP)", "'", '"', "’s",
            "1,000", "in 1992", "yesterday", "al-", "U.S.", "Mr.", "they", "claimed responsibility for the attack", "will", "if",
            "\u202e", "🚀", "حلب", "e\u0301", "\ufeff", "\x00", "\r\n",
        ]
    ),
    st.text(max_size=12),
)  # fmt: skip


@hypothesis_settings(deadline=None, max_examples=80)
@given(
    text=st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=8).map("".join)),
    published=st.none() | st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31)),
    title=st.sampled_from(["", "Army shells Homs", "\u202e🚀"]),
)
def test_any_text_is_coded_with_true_offsets(coder: Coder, text: str, published: dt.date | None, title: str) -> None:
    article = Article(id="a", text=text, published=published, title=title)
    coded = code_one(coder, article)
    assert isinstance(coded, Coded), coded
    for number, claim in enumerate(coded.claims):
        claim.check(article)
        start, end = coded.sentences[number]
        assert start <= claim.trigger.start and claim.trigger.end <= end
        assert Claim.from_json(json.loads(json_line(claim.to_json()))) == claim
        assert Span.of(text, *claim.trigger.span).text == claim.trigger.text
        assert list(flat(claim, article, coded.sentence(number))) == list(COLUMNS)
