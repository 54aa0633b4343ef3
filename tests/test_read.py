"""Files, folders and standard input to articles: what is accepted, what is set aside and why, and that nothing else is lost."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dateline.errors import InputError, SettingError
from dateline.model import Article
from dateline.read import Options, Reject, read
from dateline.read.dates import read_date
from dateline.read.text import read_lines

TEXT = "Soldiers shelled the harbour of Tartus on Monday."


def read_bytes(folder: Path, name: str, data: bytes | str, **options: object) -> list[Article | Reject]:
    path = folder / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return list(read([path], Options(**options)))  # type: ignore[arg-type]


def only_reject(items: list[Article | Reject]) -> Reject:
    (item,) = items
    assert isinstance(item, Reject), f"{item} should have been set aside"
    return item


def only_article(items: list[Article | Reject]) -> Article:
    (item,) = items
    assert isinstance(item, Article), f"{item} should have been read"
    return item


def split(items: list[Article | Reject]) -> tuple[list[Article], list[Reject]]:
    return [item for item in items if isinstance(item, Article)], [item for item in items if isinstance(item, Reject)]


# --- plain text -------------------------------------------------------------------------------------------------------


def test_a_text_file_is_one_article_with_its_text_unchanged(tmp_path: Path) -> None:
    article = only_article(read_bytes(tmp_path, "a.txt", f"{TEXT}\r\n\tNext.\n"))
    assert article.text == f"{TEXT}\r\n\tNext.\n"
    assert (article.id, article.published, article.outlet, article.title) == ("a.txt", None, None, "")


def test_options_count_for_articles_that_do_not_say(tmp_path: Path) -> None:
    given_day = dt.date(2016, 12, 7)
    article = only_article(read_bytes(tmp_path, "a.md", TEXT, published=given_day, outlet="The Quay Post", title="Harbour"))
    assert (article.published, article.outlet, article.title) == (given_day, "The Quay Post", "Harbour")
    line = json.dumps({"text": TEXT, "outlet": "Own Wire", "published": "2015-01-02"})
    article = only_article(read_bytes(tmp_path, "b.jsonl", line, published=given_day, outlet="The Quay Post"))
    assert (article.published, article.outlet) == (dt.date(2015, 1, 2), "Own Wire")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert only_article(read_bytes(tmp_path, "a.txt", b"\xef\xbb\xbf" + TEXT.encode())).text == TEXT
    assert only_article(read_bytes(tmp_path, "a.jsonl", b"\xef\xbb\xbf" + json.dumps({"text": TEXT}).encode())).text == TEXT
    assert only_article(read_bytes(tmp_path, "a.csv", b"\xef\xbb\xbftext\n" + TEXT.encode())).text == TEXT


def test_a_head_between_dashes_names_the_article(tmp_path: Path) -> None:
    head = f'---\nid: q7\ntitle: "Harbour shelled"\npublished: 2016-12-07\noutlet: The Quay Post\ntags:\n  - war\n---\n\n{TEXT}'
    article = only_article(read_bytes(tmp_path, "a.md", head))
    assert (article.id, article.title, article.outlet, article.text) == ("q7", "Harbour shelled", "The Quay Post", TEXT)
    assert article.published == dt.date(2016, 12, 7)


@pytest.mark.parametrize("text", ["---\nno head\n---\n" + TEXT, "---\ntitle: never closed\n" + TEXT, "--- " + TEXT])
def test_what_only_looks_like_a_head_stays_text(tmp_path: Path, text: str) -> None:
    assert only_article(read_bytes(tmp_path, "a.md", text)).text == text


@pytest.mark.parametrize("text", ["", "  \n\t ", "\ufeff"])
def test_an_empty_text_is_set_aside(tmp_path: Path, text: str) -> None:
    reject = only_reject(read_bytes(tmp_path, "a.txt", text))
    assert "empty" in reject.reason and reject.path == str(tmp_path / "a.txt")


# --- encodings and junk -----------------------------------------------------------------------------------------------


def test_a_wrong_encoding_is_told_with_the_byte_and_what_to_do(tmp_path: Path) -> None:
    data = "Un café attaqué.".encode("cp1252")
    reject = only_reject(read_bytes(tmp_path, "a.txt", data))
    assert "0xe9" in reject.reason and "position 6" in reject.reason and "--encoding" in reject.reason
    assert only_article(read_bytes(tmp_path, "a.txt", data, encoding="cp1252")).text == "Un café attaqué."


def test_a_wrong_encoding_costs_its_line_only(tmp_path: Path) -> None:
    lines = [json.dumps({"text": TEXT}).encode(), '{"text": "café"}'.encode("cp1252"), json.dumps({"text": TEXT + "!"}).encode()]
    articles, rejects = split(read_bytes(tmp_path, "a.jsonl", b"\n".join(lines)))
    assert [article.text for article in articles] == [TEXT, TEXT + "!"]
    assert rejects[0].line == 2 and f"position {len(lines[0]) + 1 + 13}" in rejects[0].reason
    articles, rejects = split(read_bytes(tmp_path, "a.csv", b"id,text\n1,good\n2,caf\xe9\n3,fine\n"))
    assert [article.text for article in articles] == ["good", "fine"] and rejects[0].line == 3


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_wide_encodings(tmp_path: Path, encoding: str) -> None:
    assert only_article(read_bytes(tmp_path, "a.txt", TEXT.encode(encoding), encoding=encoding)).text == TEXT
    lines = "".join(json.dumps({"text": f"{TEXT} {number}"}) + "\n" for number in range(3))
    articles, rejects = split(read_bytes(tmp_path, "a.jsonl", lines.encode(encoding), encoding=encoding))
    assert [article.text[-1] for article in articles] == ["0", "1", "2"] and not rejects
    assert [article.id for article in articles] == ["a.jsonl#1", "a.jsonl#2", "a.jsonl#3"]


def test_a_wide_file_that_breaks_off_costs_its_rest(tmp_path: Path) -> None:
    data = ('{"text": "one"}\n{"text": "two"}\n'.encode("utf-16-le")) + b"\x00\xdc\x00"
    articles, rejects = split(read_bytes(tmp_path, "a.jsonl", data, encoding="utf-16-le"))
    assert len(rejects) == 1 and "rest of the file" in rejects[0].reason
    assert len(articles) in (0, 2)


def test_utf16_without_being_told_is_named(tmp_path: Path) -> None:
    assert "--encoding utf-16" in only_reject(read_bytes(tmp_path, "a.txt", TEXT.encode("utf-16"))).reason


def test_an_unknown_encoding_is_refused_at_once() -> None:
    with pytest.raises(SettingError, match="klingon"):
        Options(encoding="klingon")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 40, bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 500])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_binary_junk_is_set_aside_as_such(tmp_path: Path, data: bytes, name: str) -> None:
    assert "binary" in only_reject(read_bytes(tmp_path, name, data)).reason


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.tsv"])
def test_junk_in_other_formats_gives_only_rejects(tmp_path: Path, name: str) -> None:
    articles, rejects = split(read_bytes(tmp_path, name, bytes(range(256)) * 20))
    assert not articles and rejects and all(reject.reason for reject in rejects)


def test_a_few_control_characters_are_no_junk(tmp_path: Path) -> None:
    text = f"\x07{TEXT}\x1b[31m \x00 {TEXT}"
    assert only_article(read_bytes(tmp_path, "a.txt", text)).text == text


@pytest.mark.parametrize(
    "text", ["🚀🔥 Rebels shelled the port 💥.", "قصف الجيش مدينة حلب.", "\u202eRebels\u202c shelled \u05d7\u05dc\u05d1."]
)
def test_emoji_and_right_to_left_text_are_kept_as_they_are(tmp_path: Path, text: str) -> None:
    assert only_article(read_bytes(tmp_path, "a.txt", text)).text == text


def test_half_a_character_is_set_aside(tmp_path: Path) -> None:
    assert "surrogate" in only_reject(read_bytes(tmp_path, "a.jsonl", '{"text": "a\\ud800b"}')).reason
    assert "surrogate" in only_reject(read_bytes(tmp_path, "a.jsonl", '{"text": "ab", "title": "\\udc00"}')).reason


# --- too long ---------------------------------------------------------------------------------------------------------


def test_an_article_of_five_megabytes_costs_itself_only(tmp_path: Path) -> None:
    long = "The army shelled the town. " * 200_000
    reject = only_reject(read_bytes(tmp_path, "a.txt", long))
    assert "1,000,000" in reject.reason and "max_chars" in reject.reason and len(reject.raw) <= 200
    lines = "\n".join(json.dumps({"id": name, "text": text}) for name, text in (("a", TEXT), ("b", long), ("c", TEXT + "!")))
    articles, rejects = split(read_bytes(tmp_path, "a.jsonl", lines))
    assert [article.id for article in articles] == ["a", "c"]
    assert (rejects[0].line, rejects[0].article) == (2, "b") and "5,400,000" in rejects[0].reason
    articles, rejects = split(read_bytes(tmp_path, "a.csv", f'id,text\na,{TEXT}\nb,"{long}"\nc,{TEXT}!\n'))
    assert [article.id for article in articles] == ["a", "c"] and rejects[0].line == 3


def test_a_line_without_end_is_not_read_into_memory() -> None:
    class Endless(io.RawIOBase):
        def __init__(self) -> None:
            self.left = 50_000_000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            count = min(len(buffer), self.left)
            buffer[:count] = b"x" * count
            self.left -= count
            return count

    lines = list(read_lines(io.BufferedReader(Endless()), None, 1000))  # type: ignore[arg-type]
    assert len(lines) == 1 and lines[0].problem and len(lines[0].text) <= 1000


# --- JSON Lines -------------------------------------------------------------------------------------------------------


def test_json_lines_know_their_fields_and_pass_over_others(tmp_path: Path) -> None:
    record = {"id": 17, "outlet": "The Quay Post", "url": "https://example.org/1", "published": "2016-12-07T10:00:00Z", "title": "Harbour",
              "text": TEXT, "language": "en-GB", "tags": ["war"], "score": 1.5}  # fmt: skip
    article = only_article(read_bytes(tmp_path, "a.jsonl", "\n" + json.dumps(record) + "\n\n"))
    assert article == Article(
        id="17",
        outlet="The Quay Post",
        url="https://example.org/1",
        published=dt.date(2016, 12, 7),
        title="Harbour",
        text=TEXT,
        published_at=dt.datetime(2016, 12, 7, 10, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"text": "x"', "not JSON"),
        ("not json", "not JSON"),
        ("[1, 2]", "JSON list"),
        ("7", "JSON int"),
        ('{"title": "no text"}', "no text column"),
        ('{"text": null}', "missing"),
        ('{"text": 5}', "the number 5"),
        ('{"text": ["a"]}', "a list of 1"),
        ('{"text": ""}', "empty"),
        ('{"text": "x", "published": "yesterday"}', "no date"),
        ('{"text": "x", "published": 1481068800}', "a int"),
        ('{"text": "x", "published": "2016-02-30"}', "does not exist"),
        ('{"text": "x", "title": 3}', "title is the number 3"),
        ('{"text": "x", "id": [1]}', "id is a list"),
        ("[" * 100_000, "nested"),
        ('{"text": "x", "id": ' + "9" * 5000 + "}", "cannot be read"),
    ],
)
def test_a_bad_line_costs_itself_only_and_says_where(tmp_path: Path, line: str, told: str) -> None:
    good = json.dumps({"text": TEXT})
    articles, rejects = split(read_bytes(tmp_path, "a.jsonl", f"{good}\n{line}\n" + good.replace("Monday", "Tuesday")))
    assert len(articles) == 2 and len(rejects) == 1
    assert rejects[0].line == 2 and told in rejects[0].reason
    assert str(rejects[0].error()).startswith(f"{tmp_path / 'a.jsonl'}:2")


# --- CSV --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_columns_under_common_names(tmp_path: Path, mark: str) -> None:
    rows = [
        "Unit_ID,Article_Title,Article_Content,Source,Date".replace(",", mark),
        f"9,Harbour,{TEXT},The Quay Post,31/12/2016".replace(",", mark),
    ]
    article = only_article(read_bytes(tmp_path, "a.csv", "\r\n".join(rows)))
    assert article == Article(id="9", title="Harbour", text=TEXT, outlet="The Quay Post", published=dt.date(2016, 12, 31))


def test_csv_cells_over_several_lines_and_ids_from_the_line_they_start_on(tmp_path: Path) -> None:
    articles, rejects = split(read_bytes(tmp_path, "a.csv", 'text,n\n"one\n""two"", 3",1\n\nfour,2\n'))
    assert not rejects
    assert [(article.id, article.text) for article in articles] == [("a.csv#2", 'one\n"two", 3'), ("a.csv#5", "four")]


def test_a_csv_without_a_text_column_says_which_there_are(tmp_path: Path) -> None:
    reject = only_reject(read_bytes(tmp_path, "a.csv", "id,headline,when\n1,Harbour,today\n"))
    assert "'headline'" in reject.reason and "'when'" in reject.reason and "article_content" in reject.reason and reject.line == 1
    assert "empty" in only_reject(read_bytes(tmp_path, "a.csv", "")).reason


def test_a_quote_that_never_closes_costs_its_row_only(tmp_path: Path) -> None:
    articles, rejects = split(read_bytes(tmp_path, "a.csv", 'id,text\n1,good\n2,"never closed\n3,fine\n4,"well ""quoted"""\n'))
    assert [article.id for article in articles] == ["1", "3", "4"]
    assert [reject.line for reject in rejects] == [3] and "quote" in rejects[0].reason


def test_a_row_with_too_few_cells_costs_itself_only(tmp_path: Path) -> None:
    articles, rejects = split(read_bytes(tmp_path, "a.csv", "id,text\n1\n2,fine,,\n3,good,more\n"))
    assert [article.id for article in articles] == ["2"]
    assert [(reject.line, reject.reason[:13]) for reject in rejects] == [(2, "the row has 1"), (4, "the row has 3")]


# --- Parquet ----------------------------------------------------------------------------------------------------------


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    days = [dt.date(2016, 12, 7), None, None]
    pq.write_table(pa.table({"body": [TEXT, "", TEXT + "!"], "date": pa.array(days), "n": [1, 2, 3]}), path)
    articles, rejects = split(list(read([path])))
    assert [(article.id, article.published) for article in articles] == [("a.parquet#1", days[0]), ("a.parquet#3", None)]
    assert [(reject.line, reject.reason) for reject in rejects] == [(2, "the text is empty")]
    pq.write_table(pa.table({"n": [1]}), path)
    assert "no text column" in only_reject(list(read([path]))).reason


# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    ["2016-12-31", "20161231", "2016/12/31", "2016-12-31T23:59:59+02:00", "2016-12-31 10:00", "12/31/2016", "31/12/2016", "31.12.2016",
     "31 December 2016",
     "December 31, 2016", "Dec. 31st, 2016", "Sat, 31 Dec 2016 10:00:00 GMT", "31-Dec-2016", " 2016-12-31 ", dt.date(2016, 12, 31),
     dt.datetime(2016, 12, 31, 5)],
)  # fmt: skip
def test_dates_that_can_be_read_in_one_way(value: object) -> None:
    assert read_date(value) == dt.date(2016, 12, 31)


def test_a_date_that_may_be_two_days_is_refused_unless_the_order_is_told() -> None:
    with pytest.raises(InputError, match=r"4 Jan 2015 or 1 Apr 2015.*--date-order"):
        read_date("4/1/2015")
    assert read_date("4/1/2015", "mdy") == dt.date(2015, 4, 1)
    assert read_date("4/1/2015", "dmy") == dt.date(2015, 1, 4)
    assert read_date("5/5/2015") == dt.date(2015, 5, 5)


@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "31/31/2016", "2016", "last week", "1480000000", 1480000000, True])
def test_what_is_no_date_of_a_report_is_refused(value: object) -> None:
    with pytest.raises(InputError):
        read_date(value)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_no_date_is_no_error(value: object) -> None:
    assert read_date(value) is None


@given(st.one_of(st.text(max_size=30), st.from_regex(r"\d{1,4}[-/. ]\d{1,4}[-/. ]\d{1,4}", fullmatch=True)))
def test_any_words_are_a_date_or_an_input_error(words: str) -> None:
    with contextlib.suppress(InputError):
        read_date(words)


# --- inputs -----------------------------------------------------------------------------------------------------------


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    for name in ("b.txt", "a/z.txt", "a/b.md", ".hidden.txt", ".git/x.txt", "notes.odt", "C.TXT"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{TEXT} {name}", encoding="utf-8")
    articles, rejects = split(list(read([folder])))
    assert [article.id for article in articles] == ["news/C.TXT", "news/a/b.md", "news/a/z.txt", "news/b.txt"] and not rejects


def test_a_folder_with_nothing_to_read_a_missing_file_and_another_ending(tmp_path: Path) -> None:
    assert "no file" in only_reject(list(read([tmp_path]))).reason
    assert "No such file" in only_reject(list(read([tmp_path / "gone.txt"]))).reason
    assert "'.odt'" in only_reject(read_bytes(tmp_path, "a.odt", "x")).reason


@pytest.mark.parametrize(
    ("data", "ids"),
    [(TEXT, ["stdin"]), (f"\n\n {TEXT}\n", ["stdin"]), (f'\n {{"text": "{TEXT}"}}\n{{"id": "x", "text": "b"}}\n', ["stdin#2", "x"]),
     ("\ufeff" + f'{{"text": "{TEXT}"}}', ["stdin#1"]), ("[not json]", ["stdin"])],
)  # fmt: skip
def test_standard_input_is_text_or_json_lines(data: str, ids: list[str]) -> None:
    articles, rejects = split(list(read(["-"], stdin=io.BytesIO(data.encode()))))
    assert [article.id for article in articles] == ids and not rejects


def test_text_on_standard_input_is_unchanged() -> None:
    text = f"\n\n{TEXT}\r\nEnd.\n\n"
    assert only_article(list(read(["-"], stdin=io.BytesIO(text.encode())))).text == text


@pytest.mark.parametrize("data", [b"", b"  \n\n", b"caf\xe9", b"x" * 5_000_000])
def test_bad_standard_input_is_set_aside(data: bytes) -> None:
    assert only_reject(list(read(["-"], stdin=io.BytesIO(data)))).path == "-"


# --- ids --------------------------------------------------------------------------------------------------------------


def test_an_article_that_comes_twice_counts_once(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": TEXT})
    articles, rejects = split(read_bytes(tmp_path, "a.jsonl", f"{line}\n{line}\n" + json.dumps({"id": "a", "text": "Other."})))
    assert len(articles) == 1
    assert [(reject.line, reject.article) for reject in rejects] == [(2, "a"), (3, "a")]
    assert "same text" in rejects[0].reason and "another text" in rejects[1].reason


def test_files_of_one_name_keep_apart_by_their_text(tmp_path: Path) -> None:
    for name, text in (("one", TEXT), ("two", TEXT + " Again."), ("three", TEXT)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.txt").write_text(text, encoding="utf-8")
    articles, rejects = split(list(read([tmp_path / name / "report.txt" for name in ("one", "two", "three")])))
    assert articles[0].id == "report.txt" and articles[1].id.startswith("report.txt~") and len(articles) == 2
    assert len(rejects) == 1 and "same text" in rejects[0].reason


def test_reading_is_lazy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")

    def paths() -> Iterator[Path]:
        yield tmp_path / "a.txt"
        raise AssertionError("the second input was opened before the first was used")

    assert isinstance(next(read(paths())), Article)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.txt", "a.jsonl", "a.csv", "a.md"]))
def test_any_bytes_give_articles_or_rejects(tmp_path: Path, data: bytes, name: str) -> None:
    for item in read_bytes(tmp_path, name, data):
        if isinstance(item, Reject):
            assert item.reason
            json.dumps(item.to_json()).encode("utf-8")
        else:
            item.text.encode("utf-8")


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(rows=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip), max_size=5, unique=True))
def test_csv_written_by_the_csv_module_comes_back(tmp_path: Path, rows: list[str]) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out).writerows([["text", "n"], *([row, str(number)] for number, row in enumerate(rows))])
    articles, rejects = split(read_bytes(tmp_path, "a.csv", out.getvalue()))
    assert [article.text for article in articles] == rows and not rejects
