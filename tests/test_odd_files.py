"""Files as they are: tables of other programs, documents of other writers, archives that were cut off. Nothing is lost without a word."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import os
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.model import Article
from dateline.read import Options, Reject, read
from tests.web import MORE, WORDS

Item = Article | Reject


def items(folder: Path, name: str, data: str | bytes, options: Options | None = None) -> list[Item]:
    (folder / name).write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return list(read([folder / name], options))


def told(found: list[Item]) -> list[str]:
    """The first words of what was read, and of why something was not."""
    return [one.text[:8] if isinstance(one, Article) else one.reason[:26] for one in found]


def one(found: list[Item]) -> Article:
    (item,) = found
    assert isinstance(item, Article), item
    return item


# --- tables -----------------------------------------------------------------------------------------------------------


def test_a_table_may_say_what_divides_its_cells(tmp_path: Path) -> None:
    found = one(items(tmp_path, "a.csv", f"sep=;\r\ntext;published\r\n{WORDS};2016-05-03\r\n"))
    assert (found.text, found.published, found.id) == (WORDS, dt.date(2016, 5, 3), "a.csv#3")


def test_cells_between_tabs_may_begin_with_a_quote(tmp_path: Path) -> None:
    found = one(items(tmp_path, "a.tsv", f'text\tpublished\n"Stop," he said. {WORDS}\t2016-05-03\n'))
    assert found.text.startswith('"Stop," he said.')


def test_a_column_that_is_there_twice_is_not_guessed(tmp_path: Path) -> None:
    assert told(items(tmp_path, "a.csv", f'text,text\n"{WORDS}","{MORE}"\n')) == ["two columns are called 'te"]
    assert one(items(tmp_path, "b.csv", f'text,x,x\n"{WORDS}",1,2\n')).text == WORDS


def test_a_key_that_is_mapped_and_nowhere_is_told_of(tmp_path: Path) -> None:
    line = json.dumps({"body": WORDS, "when": "2016-05-03"})
    options = Options(mapping=(("published", "date"),))
    assert told(items(tmp_path, "a.jsonl", line, options)) == ["Soldiers", "no record has the key 'dat"]
    assert told(items(tmp_path, "a.json", f"[{line}]", options)) == ["Soldiers", "no record has the key 'dat"]
    assert told(items(tmp_path, "b.jsonl", line + "\n" + line.replace("when", "date").replace("the", "a"), options)) == ["Soldiers"] * 2


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ({"date": [20160503]}, {"published": dt.date(2016, 5, 3)}),
        ({"date": [20160503.0]}, {"published": dt.date(2016, 5, 3)}),
        ({"date": pa.array([1462262400123456789], pa.timestamp("ns", "UTC"))}, {"published": dt.date(2016, 5, 3)}),
        ({"id": [17.0]}, {"id": "17"}),
        ({"id": [Decimal("17")]}, {"id": "17"}),
        ({"title": [float("nan")]}, {"title": ""}),
        ({"authors": [["A", "B"]], "source": [{"name": "Quay Post"}]}, {"author": "A; B", "outlet": "Quay Post"}),
    ],
)
def test_values_as_other_programs_write_them(tmp_path: Path, columns: dict[str, Any], wanted: dict[str, Any]) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": [WORDS.encode()], **columns}), out)
    found = one(items(tmp_path, "a.parquet", out.getvalue()))
    assert {name: getattr(found, name) for name in wanted} == wanted and found.text == WORDS


def test_moments_beyond_all_years_cost_their_file_only(tmp_path: Path) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": [WORDS], "date": pa.array([10**14], pa.timestamp("ms"))}), out)
    assert len(items(tmp_path, "a.parquet", out.getvalue())) == 1


def gkg(*more: str, url: str = "https://quaypost.example/a") -> str:
    cells = ["20160503101500-12", "20160503101500", "1", "quaypost.example", url, *[""] * 21]
    return "\t".join([*cells, '<PAGE_TITLE>Harbour &amp; town "shelled"</PAGE_TITLE>', *more]) + "\n"


def test_rows_of_the_global_knowledge_graph_are_known_by_their_form(tmp_path: Path) -> None:
    found = items(tmp_path, "20160503101500.gkg.csv", gkg(WORDS) + gkg(MORE))
    first, second = (item for item in found if isinstance(item, Article))
    assert (first.text, first.title, first.outlet, first.url) == (WORDS, 'Harbour & town "shelled"', "quaypost.example", second.url)
    assert str(first.published_at) == "2016-05-03 10:15:00+00:00" and second.text == MORE
    (refused,) = items(tmp_path, "b.csv", gkg())
    assert isinstance(refused, Reject) and "--fetch to read the pages that 'documentidentifier' names" in refused.reason


# --- pages and texts ------------------------------------------------------------------------------------------------


def test_a_short_report_is_not_lost_beside_the_ledes_of_others(tmp_path: Path) -> None:
    lede = "The bridge was closed by engineers after heavy rain, officials told reporters on Sunday: number"
    box = "".join(f'<div><h3><a href="/n/{n}/x">Bridge {n} closed</a></h3><p>{lede} {n}.</p></div>' for n in range(4))
    for outer in ("article", "div"):
        own = f"<{outer}><h1>Harbour</h1><p>{WORDS}</p></{outer}>"
        html = f"<html><head><title>Harbour</title></head><body>{own}<div>{box}</div></body></html>"
        first, *others = items(tmp_path, f"{outer}.html", html)
        assert isinstance(first, Article) and first.text == WORDS and first.id == f"{outer}.html" and len(others) == 4


def test_odd_bytes_in_english_prose_are_those_of_windows(tmp_path: Path) -> None:
    words = f"\u201cNa\u00efve\u201d, said the caf\u00e9\u2019s owner. {WORDS}"
    script = "<script>var a = 'static module number container element';</script>" * 50
    html = f'<html><head><title>T</title>{script}<meta charset="utf-8"></head><body><p>{words}</p><p>{MORE}</p></body></html>'
    assert one(items(tmp_path, "a.html", html.encode("cp1252"))).text.startswith(words)


def test_short_entries_of_a_live_blog_are_kept(tmp_path: Path) -> None:
    text = f"14:05 Rockets hit the port at Karaz.\n\n14:20 Good morning.\n\n14:32 {WORDS}\n\n15:10 {MORE}\n"
    found = items(tmp_path, "a.txt", text)
    assert [item.text[:13] for item in found if isinstance(item, Article)] == ["Rockets hit t", "Soldiers shel", "The harbour s"]


def test_lines_between_rules_that_are_no_head_stay_in_the_text(tmp_path: Path) -> None:
    text = f"---\nKARAZ: Shells fell at noon.\n---\n{WORDS}\n"
    assert one(items(tmp_path, "a.txt", text)).text == text
    assert one(items(tmp_path, "b.txt", text.replace("KARAZ:", "title:"))).title == "Shells fell at noon."


# --- documents --------------------------------------------------------------------------------------------------------


def docx(
    *, part: str = "word/document.xml", space: str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main", core: str = ""
) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p></w:body></w:document>')
        archive.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                         f'<Relationship Id="r1" Type="{office}" Target="/{part}"/></Relationships>')  # fmt: skip
        if core:
            archive.writestr("docProps/core.xml", core)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [docx(part="word/document2.xml"), docx(space="http://purl.oclc.org/ooxml/wordprocessingml/main"), docx(core="<broken")],
    ids=["another part", "strict", "broken title"],
)
def test_documents_of_other_writers_are_read(tmp_path: Path, data: bytes) -> None:
    assert one(items(tmp_path, "a.docx", data)).text == WORDS


def test_a_document_whose_parts_lie_nowhere_costs_itself_only(tmp_path: Path) -> None:
    data = docx()
    (item,) = items(tmp_path, "a.docx", data[:30] + data[230:])
    assert isinstance(item, Reject) and "no Word document" in item.reason


def test_news_whose_body_is_a_list_of_paragraphs_is_read(tmp_path: Path) -> None:
    news = {"@type": "NewsArticle", "headline": "Harbour", "articleBody": [WORDS, MORE]}
    assert one(items(tmp_path, "a.jsonld", json.dumps(news))).text == f"{WORDS}\n\n{MORE}"


def test_half_characters_in_a_sitemap_cost_it_only(tmp_path: Path) -> None:
    data = b'<?xml version="1.0"?><urlset><url><loc>https://quay.example/\xed\xa0\x80</loc></url></urlset>'
    (item,) = items(tmp_path, "a.xml", data)
    assert isinstance(item, Reject)


HEAD = "From: Jane Roe <jane@meridian.example>\nSubject: Harbour\nDate: Tue, 3 May 2016 10:00:00 +0300\nMIME-Version: 1.0\n"


def mixed(*parts: str) -> str:
    return HEAD + "Content-Type: multipart/mixed; boundary=b\n\n" + "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"


PLAIN = "Content-Type: text/plain\n\n"


def test_all_of_a_mails_own_text_is_read_and_nothing_that_hangs_on_it(tmp_path: Path) -> None:
    picture = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0K"
    file = 'Content-Type: text/plain; name="notes.txt"\nContent-Disposition: attachment; filename="notes.txt"\n\nOther notes.'
    other = "Content-Type: message/rfc822\nContent-Disposition: attachment\n\nFrom: x@y.example\nSubject: z\n" + PLAIN + "Other. " * 30
    page = f"Content-Type: text/html\n\n<html><body><p>{WORDS}</p><p>{MORE}</p></body></html>"
    assert one(items(tmp_path, "a.eml", mixed(PLAIN + WORDS, picture, PLAIN + MORE, file))).text == f"{WORDS}\n\n{MORE}"
    assert one(items(tmp_path, "b.eml", mixed(page, other))).text == f"{WORDS}\n\n{MORE}"


def test_a_mail_in_many_parts_without_any_is_a_text_and_a_wrapped_quote_is_a_quote(tmp_path: Path) -> None:
    quote = "On Mon, 2 May 2016 at 10:00, Somebody With A Long Name\n<some@x.example> wrote:\n> old\n"
    found = one(items(tmp_path, "a.eml", HEAD + f"Content-Type: multipart/mixed\n\n{WORDS}\n\n{quote}"))
    assert found.text == WORDS


def test_a_pdf_that_needs_another_package_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdf
    from pypdf.errors import DependencyError

    def refuse(*args: object, **options: object) -> None:
        raise DependencyError("cryptography>=3.1 is required for AES algorithm")

    monkeypatch.setattr(pypdf, "PdfReader", refuse)
    (item,) = items(tmp_path, "a.pdf", b"%PDF-1.7 x")
    assert isinstance(item, Reject) and "pip install cryptography" in item.reason


# --- archives ---------------------------------------------------------------------------------------------------------


def answer(path: str, body: bytes, kind: str = "Content-Type: text/html\r\n", status: str = "200 OK", more: str = "") -> bytes:
    http = f"HTTP/1.1 {status}\r\n{kind}{more}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://quay.example/{path}\r\nWARC-Date: 2016-05-03T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{path}>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def page(words: str) -> bytes:
    return f"<!doctype html><html><head><title>T</title></head><body><p>{words}</p><p>{words}</p></body></html>".encode()


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_that_is_cut_off_in_its_archive_is_told_of(tmp_path: Path, packed: bool) -> None:
    whole = [answer("a", page(WORDS)), answer("b", page(MORE))]
    data = b"".join(map(gzip.compress, whole)) if packed else b"".join(whole)
    found = items(tmp_path, "a.warc.gz" if packed else "a.warc", data[:-60])
    assert told(found) == ["Soldiers", "the answer is cut off: " + found[1].reason[23:26] if isinstance(found[1], Reject) else ""]
    assert isinstance(found[1], Reject) and found[1].article == "https://quay.example/b"


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (gzip.compress(b"<p>" + b"a " * 8_000_000), "gzip", "the page has more than"),
        (b"\x0b\x02\x80", "br", "the answer cannot be unpacked"),
    ],
)
def test_what_cannot_be_unpacked_costs_its_page_only(tmp_path: Path, body: bytes, coding: str, reason: str) -> None:
    data = answer("a", body, more=f"Content-Encoding: {coding}\r\n") + answer("b", page(WORDS))
    bad, good = items(tmp_path, "a.warc", data)
    assert isinstance(bad, Reject) and bad.reason.startswith(reason) and isinstance(good, Article)


def test_a_page_without_a_label_is_seen_to_be_one_and_no_page_at_all_is_told_of(tmp_path: Path) -> None:
    assert one(items(tmp_path, "a.warc", answer("a", page(WORDS), kind=""))).id == "https://quay.example/a"
    assert told(items(tmp_path, "b.warc", answer("a", page(WORDS), status="404 Not Found"))) == ["the archive holds no page "]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text(WORDS, encoding="utf-8")
    assert told(list(read([tmp_path]))) == ["it is no file", "Soldiers"]
