"""Knowledge files: what breaks the schema is told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.tables import Column, read_table

COLUMNS = {
    "word": Column(required=True, many=True),
    "is": Column(allowed=frozenset({"noun", "verb"})),
    "code": Column(check=lambda value: None if value.isdigit() else "digits"),
}


def table(folder: Path, text: str) -> Path:
    path = folder / "words.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_comments_quotes_and_lists(tmp_path: Path) -> None:
    rows = read_table(table(tmp_path, '# why\nword,is,code\n\na| b ,noun,7\n# more\n"c, d",,\n'), COLUMNS)
    assert [(row.line, row.many("word"), row["is"], row["code"]) for row in rows] == [(4, ("a", "b"), "noun", "7"), (6, ("c, d",), "", "")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("word,code,is\na,7,noun\n", r"words\.csv:1: found the header 'word,code,is'; allowed: 'word,is,code'"),
        ("", r"words\.csv:1: found the header ''"),
        ("word,is,code\na,noun\n", r"words\.csv:2: found 2 cells; allowed: 3 cells \(word, is, code\)"),
        ("word,is,code\na,noun,7\na,b,noun,7\n", r"words\.csv:3: found 4 cells"),
        ("word,is,code\n,noun,7\n", r"words\.csv:2: found an empty cell in column 'word'; allowed: a value"),
        ("word,is,code\n# why\na,adverb,7\n", r"words\.csv:3: found 'adverb' in column 'is'; allowed: noun, verb"),
        ("word,is,code\na,noun,x\n", r"words\.csv:2: found 'x' in column 'code'; allowed: digits"),
    ],
)
def test_what_breaks_the_schema_is_told_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(KnowledgeError, match=message):
        read_table(table(tmp_path, text), COLUMNS)


def test_an_error_knows_its_place(tmp_path: Path) -> None:
    path = table(tmp_path, "word,is,code\na,noun,7\nb,x,7\n")
    with pytest.raises(KnowledgeError) as caught:
        read_table(path, COLUMNS)
    assert (caught.value.path, caught.value.line, caught.value.allowed) == (path, 3, "noun, verb")
