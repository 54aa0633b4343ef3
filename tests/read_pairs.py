"""The raw files under ``data/read`` and what is to be read from each.

``python -m tests.read_pairs`` makes those that no editor can write (Word, PDF, archives, Parquet) and writes all that is expected
anew: look at the difference before you commit it.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from dateline.model import Article
from dateline.read import Options, read

FOLDER = Path(__file__).parent / "data" / "read"
OPTIONS = {
    "mapped.csv": Options(
        mapping=(("text", "story"), ("published", "day"), ("outlet", "paper"), ("id", "nr"), ("url", "link")), date_order="dmy"
    ),
    "fakes.csv": Options(date_order="mdy"),
}


def raws() -> list[Path]:
    """The raw files, in the order of their names."""
    return sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


def expected_of(raw: Path) -> Path:
    return raw.with_name(raw.name + ".expected.json")


def told(raw: Path) -> list[dict[str, Any]]:
    """What is read from a file: articles without what they do not say, and the reason of each reject."""
    found: list[dict[str, Any]] = []
    for item in read([raw], OPTIONS.get(raw.name)):
        if isinstance(item, Article):
            found.append({name: value for name, value in item.to_json().items() if value not in (None, "")})
        else:
            found.append({"line": item.line, "set aside": item.reason})
    return found


def _docx() -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def paragraph(inside: str, style: str = "") -> str:
        named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{named}{inside}</w:p>"

    def run(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    body = [
        paragraph(run("Sappers clear the Kessen road"), "Title"),
        paragraph(run("9 June 2016")),
        paragraph(run("Sappers of the second brigade ") + "<w:del><w:r><w:delText>did not clear</w:delText></w:r></w:del>" + run("cleared ")
                  + run("eleven mines from the Kessen road on Thursday, the brigade said.")),
        paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>Check this!</w:t></w:r>" + run("One of its men lost a hand.")),
        f"<w:tbl><w:tr><w:tc>{paragraph(run('Mines found: 11.'))}</w:tc></w:tr></w:tbl>",
    ]  # fmt: skip
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title></dc:title><dc:creator>Ana Weir</dc:creator></cp:coreProperties>'
    )
    return _zip(
        {
            "word/document.xml": f"<w:document {space}><w:body>{''.join(body)}</w:body></w:document>".encode(),
            "docProps/core.xml": core.encode(),
        }
    )


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2016, 6, 9, 0, 0, 0)), data)
    return out.getvalue()


def _pdf() -> bytes:
    """A PDF of three pages in the plainest form, with a running head and page numbers."""
    texts = [
        ["Quarterly review of the road", "", "Mines on the Kessen road have killed nineteen people since the win-",
         "ter, the second brigade", "said on Thursday."],
        ["The brigade has cleared eleven mines, and lost one man in doing", "so. Its command wants the road closed to lorries until the",
         "end of the month."],
        ["The mayor of Kessen said that he would not close it."],
    ]  # fmt: skip
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for number, lines in enumerate(texts, start=1):
        shown = ["Second Brigade - Review", *lines, f"{number} of 3"]
        stream = "BT /F1 11 Tf 14 TL 72 720 Td " + " ".join(f"({line}) Tj T*" for line in shown) + " ET"
        kids.append(f"{len(objects) + 1} 0 R")
        fonts = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {fonts} /Contents {len(objects) + 2} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append("<< /Title (Mines on the Kessen road: a review) /Author (user1) >>")
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    number = len(objects)
    end = f"xref\n0 {number + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {number + 1} /Root 1 0 R /Info {number} 0 R >>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode("latin-1")


def _record(url: str, status: str, kind: str, body: bytes, more: str = "") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2016-08-27T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{abs(len(url) * 31 + len(body)):012}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)


def _warc() -> bytes:
    page = (FOLDER / "article.html").read_bytes()
    records = [
        _record("https://www.quaypost.example/2016/05/03/harbour-shelled", "200 OK", "text/html; charset=utf-8", page),
        _record("https://www.quaypost.example/logo.png", "200 OK", "image/png", b"\x89PNG"),
        _record("https://www.quaypost.example/gone", "404 Not Found", "text/html", b"<p>gone</p>"),
        _record("https://courier.example/old", "200 OK", "text/html", gzip.compress((FOLDER / "old.htm").read_bytes(), mtime=0),
                "Content-Encoding: gzip\r\n"),
        _record("https://courier.example/empty", "200 OK", "text/html", b"<html><body><p></p></body></html>"),
    ]  # fmt: skip
    return b"".join(records)


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    rows = [
        {"headline": "Kessen frees prisoners", "body": "The council of Kessen let forty prisoners go on Tuesday.", "lang": "English"},
        {
            "headline": "Kessen libère des prisonniers",
            "body": "Le conseil de Kessen a libéré mardi quarante prisonniers, selon un médiateur.",
        },
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in ("headline", "body", "lang")])), out)
    return out.getvalue()


def main() -> None:
    """Make the binary files, and write what is expected of all."""
    made = {"release.docx": _docx(), "review.pdf": _pdf(), "crawl.warc.gz": _warc(), "rows.parquet": _parquet()}
    made["crawl.wacz"] = _zip({"datapackage.json": b"{}", "archive/one.warc.gz": made["crawl.warc.gz"]})
    for name, data in made.items():
        (FOLDER / name).write_bytes(data)
    for raw in raws():
        expected_of(raw).write_text(json.dumps(told(raw), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
