"""A ledger's views from the command line: as a table, JSON and CSV, narrow and wide, and with nothing in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.ledger.store import open_ledger
from tests.ledgers import article, claim
from tests.terminal import RAID, dateline, error, filled, write


def test_search_answers_in_three_formats(here: Path) -> None:
    filled(here / "ledger.dateline", article(1), article(2, town="Umm Dalla", word="captured", more="=HYPER"))
    table = dateline("search", "capturing", "umm dalla", "--format", "table").stdout
    assert "Harbour Post" in table and "captured Umm Dalla" in " ".join(table.split())
    (row,) = json.loads(dateline("search", "umm", "-f", "json").stdout)
    assert (row["article"], row["published"], len(row["claims"])) == ("a2", "2016-12-07", 1)
    assert row["article"] in table, "by its id an article can be taken out, and a claim judged"
    assert row["claims"][0] in dateline("search", "umm", "--claims", "--format", "table").stdout
    head, line = dateline("search", "umm", "--claims", "-f", "csv").stdout.splitlines()
    assert head.startswith("claim,article,published,outlet,kind") and ",territory-gain,happened,2016-12-05," in line
    nothing = dateline("search", "unheard")
    assert nothing.stdout.strip() == "[]" and "nothing in the ledger holds unheard" in nothing.stderr


@pytest.mark.parametrize(
    "words",
    [("search", "soldiers"), ("search", "soldiers", "--claims"), ("events",), ("sources",), ("control", "--changes"), ("review", "list"),
     ("review", "list", "--done")],
)  # fmt: skip
def test_a_view_without_rows_has_the_columns_that_it_has_with_rows(here: Path, words: tuple[str, ...]) -> None:
    empty, full = here / "empty.db", here / "full.db"
    dateline("init", empty)
    filled(full, article(1, word="captured"))
    dateline("review", "accept", claim(article(1, word="captured")).id, "--who", "ana", "--db", full)
    (head,) = dateline(*words, "--db", empty, "-f", "csv").stdout.splitlines()
    rows = dateline(*words, "--db", full, "-f", "csv").stdout.splitlines()
    assert rows[0] == head and (len(rows) > 1 or words == ("review", "list"))
    assert json.loads(dateline(*words, "--db", empty, "-f", "json").stdout) == []


def test_a_narrow_table_cuts_no_id_and_no_word_short(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.cli.listing._WIDTH", 60)
    news = [{"id": "n1", "published": "2016-12-07", "outlet": "Post", "text": RAID + " Protesters demonstrated in Hama on Tuesday."}]
    dateline("init")
    dateline("add", write(here / "news.jsonl", news))
    table = dateline("events", "-f", "table").stdout
    for row in json.loads(dateline("events", "-f", "json").stdout):
        assert row["id"] in table
    assert "…" not in table


def test_the_list_of_events_fits_a_hundred_columns_and_breaks_words_at_hyphens(here: Path) -> None:
    news = [
        {"id": "n1", "published": "2016-12-07", "outlet": "Post", "text": "The Syrian army captured the road between Homs and Palmyra."},
        {"id": "n2", "published": "2016-12-07", "outlet": "Post", "text": RAID + " The displacement of 300 families from Hama goes on."},
    ]
    dateline("init")
    dateline("add", write(here / "news.jsonl", news))
    table = dateline("events", "-f", "table").stdout.splitlines()
    assert all(len(line) <= 100 for line in table)
    assert table[0].split() == ["first", "day", "place", "kind", "actor", "status", "killed", "origins", "claims"]
    assert any("  territory-  " in line or " territory-gain " in line for line in table)


def test_on_a_narrow_terminal_numbers_give_way_to_words(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.cli.listing._WIDTH", 80)
    news = [{"id": "n1", "published": "2016-12-07", "text": "The Syrian army captured the Jubaila neighbourhood of Homs, residents said."}]
    dateline("init")
    dateline("add", write(here / "news.jsonl", news))
    table = dateline("events", "-f", "table").stdout.splitlines()
    assert all(len(line) <= 80 for line in table)
    assert "claims" not in table[0] and "killed" in table[0]


def test_a_list_without_events_says_why_it_is_empty(here: Path) -> None:
    dateline("init")
    assert "no event of ledger.dateline is there; add articles with: dateline add" in dateline("events").stderr
    dateline("add", write(here / "n.jsonl", [{"id": "n1", "published": "2016-12-07", "text": RAID}]))
    none = dateline("events", "--place", "Hama", "-f", "table")
    assert (none.exit_code, none.stdout) == (0, "")
    assert "no event of ledger.dateline fits; take a filter away" in none.stderr


def test_who_stands_around_a_town_is_a_column_of_its_record(here: Path) -> None:
    siege = "The Syrian army has besieged Palmyra since Monday, residents said. Palmyra is held by the Free Syrian Army, they said."
    dateline("init")
    dateline("add", write(here / "n.jsonl", [{"id": "n1", "published": "2016-12-07", "text": siege}]))
    table = dateline("control", "Palmyra", "-f", "table").stdout
    assert "besieged by" in table.splitlines()[0]
    assert "Syrian army" in table or "sy-army" in table


def test_a_thing_to_review_is_shown_by_its_id_with_the_commands_that_decide_on_it(here: Path) -> None:
    dispatches = (Path(__file__).parents[1] / "examples" / "dispatches.jsonl").read_text(encoding="utf-8").splitlines()
    news = [json.loads(line) for line in dispatches if "Mayadin" in line]
    dateline("init")
    dateline("add", write(here / "n.jsonl", news))
    rows = json.loads(dateline("review", "list", "--sort", "claim", "-f", "json").stdout)
    for row in rows:
        asked, _, rest = dateline("review", "next", row["id"]).stdout.partition("It is told of the same event as:")
        assert asked.count("\nc_") == 1 and f"\n{row['subjects'][0]}  " in asked
        assert f"dateline review accept {row['subjects'][0]}" in rest
    assert rows
    assert "nothing to review in ledger.dateline has the id 'q_none'" in str(dateline("review", "next", "q_none", code=1).exception)
    dateline("review", "reject", rows[0]["subjects"][0], "--why", "a drill", "--who", "ana")
    (line,) = [line for line in dateline("review", "list", "--done", "-f", "table").stdout.splitlines() if "ana" in line]
    assert "reject" in line and "+00:00" not in line


@pytest.mark.parametrize(
    ("day", "kind"), [("2024-06-02", "Non-state actor overtakes territory"), ("2016-06-05", "Government regains territory")]
)
def test_a_force_that_changed_sides_takes_a_place_for_the_side_of_that_year(here: Path, day: str, kind: str) -> None:
    text = "Fighters of the Rapid Support Forces seized the town of Kutum on Saturday, residents said."
    dateline("init")
    dateline("add", write(here / "n.jsonl", [{"id": "n1", "published": day, "outlet": "Post", "text": text}]))
    assert kind in dateline("export", "-f", "acled").stdout


def test_an_army_speaks_for_its_side_in_the_war_of_the_year(here: Path) -> None:
    text = "The Sudanese army said on Monday that it had destroyed a depot of the Rapid Support Forces in Kutum in an air strike."
    dateline("init")
    dateline("add", write(here / "n.jsonl", [{"id": "n1", "published": "2024-06-05", "outlet": "Post", "text": text}]))
    for row in json.loads(dateline("events", "-f", "json").stdout):
        assert "speaking for sudan-2023:government" in dateline("event", row["id"], "-f", "table").stdout


def test_review_asks_who_somebody_is_only_of_names(here: Path) -> None:
    text = (
        "The Hill Lions shelled a depot of the Valley Guard in Kutum on Monday. The army of the Valley Guard shelled the market of Kutum."
    )
    dateline("init")
    dateline("add", write(here / "n.jsonl", [{"id": "n1", "published": "2016-12-07", "outlet": "Post", "text": text}]))
    asked = [row["question"] for row in json.loads(dateline("review", "list", "--sort", "actor", "-f", "json").stdout)]
    assert "Who is Hill Lions?" in asked
    assert not [question for question in asked if "depot" in question or "market" in question]


def test_a_place_is_found_by_another_of_its_names(here: Path) -> None:
    taken = "The Syrian army captured Palmyra on Monday, residents said."
    news = write(
        here / "n.jsonl",
        [
            {"id": "n1", "published": "2016-12-07", "outlet": "Post", "text": taken},
            {"id": "n2", "published": "2016-12-08", "outlet": "Post", "text": "Rebel-held Palmyra was quiet."},
        ],
    )
    dateline("init")
    dateline("add", news)
    now = json.loads(dateline("control", "Palmyra", "-f", "json").stdout)
    (known,) = (span for span in now if span["place"].startswith("geonames:"))
    assert known["name"] != "Palmyra" and known in json.loads(dateline("control", known["name"], "-f", "json").stdout)
    found = json.loads(dateline("events", "--place", "Palmyra", "-f", "json").stdout)
    assert known["name"] in {row["place"] for row in found} and found == sorted(found, key=lambda row: row["first_day"], reverse=True)
    assert len(json.loads(dateline("events", "--place", "Palmyra", "-n", "1", "-f", "json").stdout)) == 1
    assert "says who has 'Nowhere at all'" in error("control", "Nowhere at all")
    assert "found 'no-kind'; allowed: those that dateline kinds lists" in error("events", "--kind", "no-kind")


def test_options_that_do_not_go_together_are_usage_errors(here: Path) -> None:
    for words in (("--changes", "--on", "2016-12-05"), ("--changes", "--history"), ("Karaz", "--history", "--on", "2016-12-05"),
                  ("Karaz", "--until", "2016-12-05")):  # fmt: skip
        dateline("control", *words, code=2)


def test_check_tells_what_is_wrong_and_leaves_with_one(here: Path) -> None:
    from sqlalchemy import text

    with open_ledger(filled(here / "ledger.dateline", article(1))) as ledger, ledger.writing() as connection:
        connection.execute(text("UPDATE bodies SET body = replace(body, 'Karaz', 'Kazar')"))
    result = dateline("check", code=1)
    assert "the text of article a1" in result.stdout and "1 things are wrong" in result.stderr


def test_a_backup_is_a_ledger(here: Path) -> None:
    filled(here / "ledger.dateline", article(1))
    dateline("backup", "copy.db")
    dateline("check", "--db", "copy.db")
    assert "there already" in error("backup", "copy.db")
    assert "cannot" in error("backup", here / "no" / "copy.db")
