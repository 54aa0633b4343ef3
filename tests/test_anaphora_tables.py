"""The tables behind status, bare nouns and the fillers of roles: complete, consistent, and checked line by line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dateline.errors import KnowledgeError
from dateline.model import Status
from dateline.ontology import DATA, load_ontology
from dateline.ontology.anaphora import COLUMNS as ANAPHORA
from dateline.ontology.anaphora import load_anaphora
from dateline.ontology.modality import COLUMNS as STATUS
from dateline.ontology.modality import load_status_cues
from dateline.tables import read_table

ONTOLOGY = load_ontology()
ENTITIES = {"class": STATUS["cue"], "words": STATUS["cue"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def append(path: Path, line: str) -> int:
    """Append a line to a table; return its number."""
    text = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_text(f"{text}\n{line}\n", encoding="utf-8")
    return text.count("\n") + 2


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("status.csv", "soon,aux,later,Troops will come soon.", "found 'later' in column 'status'"),
        ("status.csv", "soon,nearby,planned,Troops will come soon.", "found 'nearby' in column 'where'"),
        ("status.csv", ",aux,planned,Troops will come.", "found an empty cell in column 'cue'"),
        ("status.csv", "soon,,planned,Troops will come soon.", "found an empty cell in column 'where'"),
        ("status.csv", "soon,aux,planned", "cells"),
        ("anaphora.csv", "fray,zapping,yes", "found kind 'zapping'"),
        ("anaphora.csv", "fray,attack|zapping,yes", "found kind 'zapping'"),
        ("anaphora.csv", "fray,attack,perhaps", "found 'perhaps' in column 'definite'"),
        ("anaphora.csv", "fray,,yes", "found an empty cell in column 'kinds'"),
        ("anaphora.csv", ",attack,yes", "found an empty cell in column 'noun'"),
        ("entities.csv", "two words,horde", "found 'two words' in column 'class'"),
        ("entities.csv", "horde,", "found an empty cell in column 'words'"),
        ("entities.csv", ",horde", "found an empty cell in column 'class'"),
        ("entities.csv", "horde,horde,horde", "cells"),
    ],
)
def test_a_broken_row_is_told_with_file_and_line(folder: Path, file: str, line: str, message: str) -> None:
    number = append(folder / file, line)
    with pytest.raises(KnowledgeError, match=message) as caught:
        load_ontology(folder)
    assert (caught.value.path.name, caught.value.line) == (file, number)


@pytest.mark.parametrize("file", ["status.csv", "anaphora.csv", "entities.csv"])
def test_a_header_that_lacks_a_column_is_told_with_the_file(folder: Path, file: str) -> None:
    path = folder / file
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[0] = lines[0].replace(lines[0].split(",")[0], "word")
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="found the header") as caught:
        load_ontology(folder)
    assert caught.value.path.name == file


def test_a_comment_is_no_row(folder: Path) -> None:
    append(folder / "anaphora.csv", "# fray,zapping,perhaps")
    assert load_ontology(folder).anaphora.keys() == ONTOLOGY.anaphora.keys()


def test_the_first_row_of_a_cue_in_a_place_wins(tmp_path: Path) -> None:
    table = tmp_path / "status.csv"
    table.write_text("cue,where,status,example\nsoon|later,aux,planned,\nsoon,aux,denied,\nsoon,mark,possible,\n", encoding="utf-8")
    cues = load_status_cues(table)
    soon, later, opening = cues.look("aux", "soon"), cues.look("aux", "later"), cues.look("mark", "soon")
    assert soon is not None and later is not None and opening is not None
    assert (soon.status, later.status, opening.status) == (Status.PLANNED, Status.PLANNED, Status.POSSIBLE)
    assert soon.rule == "status:2 soon"
    assert cues.look("mark", "later") is None


def test_a_cue_may_settle_that_there_is_no_status(tmp_path: Path) -> None:
    table = tmp_path / "status.csv"
    table.write_text("cue,where,status,example\nagainst,before,,\n", encoding="utf-8")
    cue = load_status_cues(table).look("before", "against")
    assert cue is not None
    assert cue.status is None


def test_a_cue_of_the_whole_sentence_is_found_in_its_words(tmp_path: Path) -> None:
    table = tmp_path / "status.csv"
    table.write_text("cue,where,status,example\nback then,echo,past,\n", encoding="utf-8")
    cues = load_status_cues(table)
    assert cues.find("echo", "Back then the port was busy.") is not None
    assert cues.find("echo", "They came back and then left.") is None
    assert cues.find("sentence", "Back then the port was busy.") is None


def test_no_cue_is_listed_twice_in_one_place() -> None:
    """A cue that an earlier row already settles would say one thing and do another."""
    seen: dict[tuple[str, str], str] = {}
    clashes = []
    for row in read_table(DATA / "status.csv", STATUS):
        for cue in row.many("cue"):
            if seen.setdefault((row["where"], cue), row["status"]) != row["status"]:
                clashes.append((row.line, cue))
    assert clashes == []


def test_a_bare_noun_has_its_kinds_and_what_it_needs(tmp_path: Path) -> None:
    table = tmp_path / "anaphora.csv"
    table.write_text("noun,kinds,definite\nfray|brawl,attack|riot,yes\nmelee,riot,no\n", encoding="utf-8")
    bare = load_anaphora(table, frozenset({"attack", "riot"}))
    assert bare["fray"] == bare["brawl"]
    assert (bare["fray"].kinds, bare["fray"].definite) == (frozenset({"attack", "riot"}), True)
    assert bare["melee"].definite is False


def test_every_bare_noun_is_a_trigger_that_points_back() -> None:
    """What the lexicon never finds as an event can take no kind from the text before."""
    pointing = {noun for noun, rows in ONTOLOGY.lexicon.nouns.items() if any("anaphoric" in row.flags for row in rows)}
    assert [noun for noun, bare in ONTOLOGY.anaphora.items() if not bare.passive and noun not in pointing] == []
    assert [verb for verb, bare in ONTOLOGY.anaphora.items() if bare.passive and verb not in ONTOLOGY.lexicon.verbs] == []


def test_bare_nouns_are_listed_once() -> None:
    nouns = [noun for row in read_table(DATA / "anaphora.csv", ANAPHORA) for noun in row.many("noun")]
    assert sorted(nouns) == sorted(set(nouns))


@pytest.mark.parametrize(
    ("word", "name", "member"),
    [
        ("week", "never", True),
        ("army", "never", False),
        ("dozens", "quantifier", True),
        ("observatory", "monitor", True),
        ("army", "force", True),
        ("group", "force", False),
        ("terrorist", "label", True),
    ],
)
def test_what_may_fill_a_role(word: str, name: str, member: bool) -> None:
    assert ONTOLOGY.lexicon.is_a(word, name) is member


def test_a_word_for_people_is_never_ruled_out_as_a_party() -> None:
    words = ONTOLOGY.lexicon.words
    assert sorted(words["never"] & (words["body"] | words["office"] | words["nation"])) == []
