"""What a ledger is made of: its form and its files, what goes wrong with them, copies, and the check of all of it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from dateline.errors import LedgerError
from dateline.ledger import migrate
from dateline.ledger.check import check, repair
from dateline.ledger.copying import backup
from dateline.ledger.forget import DERIVED
from dateline.ledger.schema import metadata
from dateline.ledger.search import search
from dateline.ledger.status import status
from dateline.ledger.store import Judgement, Ledger, Wanted, open_ledger
from tests.ledgers import article, claim, put, whole

# The form of the ledger


@pytest.mark.filterwarnings("ignore:Did not recognize type")
def test_the_tables_are_what_the_program_takes_them_for(ledger: Ledger) -> None:
    with ledger.connection() as connection:
        found = inspect(connection)
        for table in metadata.tables.values():
            columns = {column["name"] for column in found.get_columns(table.name)}
            assert {column.name for column in table.columns} <= columns, table.name


def test_what_is_emptied_when_something_is_taken_out_is_there(ledger: Ledger) -> None:
    with ledger.connection() as connection:
        assert set(DERIVED) <= set(inspect(connection).get_table_names())


def test_each_migration_is_applied_once(where: str) -> None:
    for _ in range(2):
        with open_ledger(where, create=True) as ledger, ledger.connection() as connection:
            assert list(migrate.applied(connection)) == [migration.number for migration in migrate.known()]


def test_a_migration_that_fails_leaves_nothing_and_can_be_done_again(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ledger(where, create=True).close()
    last = migrate.known()[-1].number
    broken = migrate.Migration(last + 1, "broken", ("CREATE TABLE half (x TEXT)", "NONSENSE"), (), ())
    now = migrate.known()
    monkeypatch.setattr("dateline.ledger.migrate.known", lambda: (*now, broken))
    with pytest.raises(LedgerError):
        open_ledger(where)
    good = migrate.Migration(last + 1, "good", ("CREATE TABLE half (x TEXT)",), (), ())
    monkeypatch.setattr("dateline.ledger.migrate.known", lambda: (*now, good))
    with open_ledger(where) as ledger, ledger.connection() as connection:
        assert migrate.applied(connection)[last + 1] == "good"


def test_a_newer_ledger_is_refused_and_untouched(where: str) -> None:
    with open_ledger(where, create=True) as ledger, ledger.writing() as connection:
        connection.execute(text("INSERT INTO migrations (number, name, at, program) VALUES (9000, '9000_later', 'x', '9.0')"))
    with pytest.raises(LedgerError, match=r"newer dateline: it has the form 9000.*Upgrade"):
        open_ledger(where)


def test_a_ledger_that_is_not_there_is_not_made_by_the_way(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"found no ledger at .*dateline init"):
        open_ledger(tmp_path / "none.dateline")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(LedgerError, match=r"the folder .* is not there"):
        open_ledger(tmp_path / "no" / "none.dateline", create=True)
    with pytest.raises(LedgerError, match="is a folder"):
        open_ledger(tmp_path, create=True)


@pytest.mark.parametrize("make", ["text", "other", "cut"])
def test_a_file_that_is_no_ledger_is_refused_and_untouched(tmp_path: Path, make: str) -> None:
    file = tmp_path / "x.dateline"
    if make == "text":
        file.write_text("id,text\n1,hello\n")
    elif make == "other":
        other = sqlite3.connect(file)
        other.execute("CREATE TABLE places (name TEXT)")
        other.close()
    else:
        file.write_bytes(b"SQLite format 3\x00" + bytes(84))
    before = file.read_bytes()
    with pytest.raises(LedgerError, match=r"not a ledger|no SQLite file"):
        open_ledger(file, create=True)
    assert file.read_bytes() == before


def test_an_empty_file_can_become_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "x.dateline").touch()
    with pytest.raises(LedgerError, match="holds no ledger yet"):
        open_ledger(tmp_path / "x.dateline")
    with open_ledger(tmp_path / "x.dateline", create=True) as ledger:
        assert ledger.count() == 0


def test_a_damaged_file_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "x.dateline"
    with open_ledger(file, create=True) as ledger:
        put(ledger, *(article(number) for number in range(30)))
    data = bytearray(file.read_bytes())
    data[4096 * 3 : 4096 * 40] = os.urandom(4096 * 37)
    file.write_bytes(data)
    with pytest.raises(LedgerError), open_ledger(file) as ledger:
        assert list(check(ledger)), "either it cannot be read, or what is wrong is listed"
        raise LedgerError("listed")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://u@h/x", "kind 'mysql'"),
        ("postgresql://u:secret@127.0.0.1:1/x", "does not answer"),
        ("postgresql://u@h:port/x", "cannot be read"),
        ("postgresql://", "names no user"),
        ("postgresql://u:secret@h", "names no database"),
    ],
)
def test_a_url_that_leads_nowhere_is_told_without_its_password(url: str, says: str) -> None:
    with pytest.raises(LedgerError, match=says) as caught:
        open_ledger(url)
    assert "secret" not in str(caught.value)


def test_a_read_only_folder_is_read_and_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.dateline"
    with open_ledger(file, create=True) as ledger:
        put(ledger, article(1))
    # As the operating system answers who is not root.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with open_ledger(file) as ledger:
        assert ledger.count() == 1
        assert whole(ledger)
        with pytest.raises(LedgerError, match="cannot be written"):
            put(ledger, article(2))


def test_what_was_written_last_is_read_in_a_read_only_folder_too_or_it_is_said_that_it_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.dateline"
    with open_ledger(file, create=True) as writer:
        put(writer, article(1))
        assert (tmp_path / "x.dateline-wal").stat().st_size > 0, "as a program leaves it that was killed"
        for end in ("", "-wal", "-shm"):
            (tmp_path / f"copy{end}").write_bytes((tmp_path / f"x.dateline{end}").read_bytes())
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with open_ledger(tmp_path / "copy") as ledger:
        assert ledger.count() == 1
    (tmp_path / "copy-shm").unlink(missing_ok=True)
    if (tmp_path / "copy-wal").exists():
        with pytest.raises(LedgerError, match=r"still stands in .*copy-wal; open it once with the right to write"):
            open_ledger(tmp_path / "copy")


# A full disk


def test_a_full_disk_undoes_the_article_and_keeps_those_before(tmp_path: Path) -> None:
    file = tmp_path / "x.dateline"
    with open_ledger(file, create=True) as ledger:
        put(ledger, article(1))
        with ledger.connection() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.execute(text(f"PRAGMA max_page_count = {pages + 4}"))
        with pytest.raises(LedgerError, match="the disk is full"):
            put(ledger, article(2, more="many words " * 10_000))
        assert [report.id for report in ledger.reports()] == ["a1"]
        assert whole(ledger)
    with open_ledger(file) as ledger:
        put(ledger, article(2, more="many words " * 10_000))
        assert whole(ledger)


# Copies, counts


def test_a_backup_is_the_ledger_again(ledger: Ledger, tmp_path: Path) -> None:
    put(ledger, article(1), article(2))
    two = article(2, more="More.")
    ledger.add(two, [claim(two)], coder="coder 2")
    ledger.judge(Judgement("claim", (claim(two).id,), "right", "ana", value={"a": "b"}))
    target = tmp_path / "copy.dateline"
    backup(ledger, target)
    with open_ledger(target) as copy:
        assert whole(copy)
        assert list(copy.claims(Wanted(current=False))) == list(ledger.claims(Wanted(current=False)))
        assert list(copy.judgements()) == list(ledger.judgements())
        assert status(copy).articles == 2
        put(copy, article(9))
        with copy.connection() as connection:
            assert len(search(connection, "soldiers")) == 3
    with pytest.raises(LedgerError, match="there already"):
        backup(ledger, target)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("copy")) == ["copy.dateline"]


def test_a_file_moves_to_a_server(tmp_path: Path, postgres: str) -> None:
    from tests.postgres import new_database

    with open_ledger(tmp_path / "x.dateline", create=True) as ledger:
        put(ledger, article(1), article(2))
        target = new_database(postgres, 100_000)
        backup(ledger, target)
        with open_ledger(target) as copy:
            assert whole(copy)
            assert list(copy.claims()) == list(ledger.claims())
        with pytest.raises(LedgerError, match="holds a ledger already"):
            backup(ledger, target)


def test_check_finds_what_is_wrong(ledger: Ledger) -> None:
    put(ledger, article(1), article(2))
    assert whole(ledger)
    with ledger.writing() as connection:
        connection.execute(text("UPDATE articles SET text = 'Other' || text WHERE id = 'a1'"))
        connection.execute(text("UPDATE claims SET kind = 'other' WHERE article_key = 2"))
        connection.execute(text("UPDATE codings SET claims = 7 WHERE article_key = 2"))
    told = "\n".join(check(ledger))
    assert "article a1: the text is not the one that was stored" in told
    assert f"claim {claim(article(1)).id} of article a1: the text of article a1 at" in told or "is not" in told
    assert "article a2: its columns are not what the claim says" in told
    assert "1 codings whose number" in told


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE codings SET current = false; UPDATE claims SET current = false; DELETE FROM evidence; DELETE FROM claim_places",
         "2 current articles that have no current coding"),
        ("UPDATE claims SET outlet = 'Another'", "claims whose outlet is not that of their article"),
        ("UPDATE bodies SET evidence_start = 0, evidence_end = 8; UPDATE evidence SET text = 'Dispatch'", "does not hold its trigger"),
        ("UPDATE counters SET next = 1 WHERE name = 'articles'", "the next key of articles would be 1, which a row has"),
        ("INSERT INTO heirs VALUES ('c_1', 'c_2', 'x')", "1 heirs that no claim is"),
        ("DELETE FROM judgement_subjects", "1 judgements without a subject"),
        ("UPDATE judgement_subjects SET subject = 'c_00000000000000aa'", "1 judgements on claims that are not there"),
        ("DELETE FROM evidence", "2 current claims without their sentence"),
        ("UPDATE claim_places SET name = 'Kazar'", "its places are not what the claim says"),
    ],
)  # fmt: skip
def test_check_finds_each_kind_of_damage(ledger: Ledger, damage: str, says: str) -> None:
    put(ledger, article(1), article(2))
    ledger.judge(Judgement("claim", (claim(article(1)).id,), "accept", "ana", by_program=False))
    assert whole(ledger)
    with ledger.writing() as connection:
        for statement in damage.split("; "):
            connection.execute(text(statement))
    assert says in "\n".join(check(ledger))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE place_index SET south = 1, north = 1", "lacks 1 places of claims, or has them elsewhere"),
        ("UPDATE place_index SET first_day = 9, last_day = 9", "lacks 1 places of claims, or has them elsewhere"),
        ("DELETE FROM place_index", "lacks 1 places of claims"),
        ("INSERT INTO place_index VALUES (99, 1, 1, 1, 1, 1, 1)", "holds 1 places that no claim has"),
        ("INSERT INTO evidence_words (evidence_words, rowid, text) VALUES ('delete', 1, 'Soldiers shelled Karaz on Monday.')",
         "the index evidence_words does not hold the words"),
    ],
)  # fmt: skip
def test_check_finds_an_index_that_does_not_hold_what_the_tables_hold(tmp_path: Path, damage: str, says: str) -> None:
    with open_ledger(tmp_path / "x.dateline", create=True) as ledger:
        put(ledger, article(1))
        with ledger.writing() as connection:
            connection.execute(text(damage))
        assert says in "\n".join(check(ledger))


def test_a_check_beside_a_writer_says_that_it_could_not_look_and_not_that_an_index_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "x.dateline"
    with open_ledger(file, create=True) as ledger, open_ledger(file, wait=0.1) as other:
        put(ledger, article(1))
        with ledger.writing(), pytest.raises(LedgerError, match="another program is writing"):
            list(check(other))


def test_repair_makes_copies_anew(ledger: Ledger) -> None:
    put(ledger, article(1))
    with ledger.writing() as connection:
        connection.execute(text("UPDATE claims SET outlet = NULL"))
    assert not whole(ledger)
    repair(ledger)
    assert whole(ledger) and ledger.count(Wanted(outlet="Harbour Post")) == 1


def test_status_counts(ledger: Ledger) -> None:
    put(ledger, article(1), article(2))
    changed = article(2, more="More.")
    ledger.add(changed, [], coder="coder 2")
    found = status(ledger)
    assert (found.articles, found.versions, found.claims, found.claims_kept) == (2, 3, 1, 2)
    assert found.coders == (("coder 1", 1, 1), ("coder 2", 1, 0))
    assert (found.first_day, found.last_day) == ("2016-12-07", "2016-12-07")
