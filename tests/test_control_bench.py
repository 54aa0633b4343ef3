"""The benchmark of control: what it takes for the table's word, how it makes dispatches, and how it counts."""

from __future__ import annotations

import datetime as dt

from benchmarks.control_bench import Settlement, Writer, score, settlements, word
from dateline.ledger.control import ControlSpan, Standing


def row(
    day: str, kind: str, held_by: str, *, as_of: str = "", note: str = "", name: str = "Hartsdale", lat: str = "48.0"
) -> dict[str, str]:
    return {"snapshot_date": day, "kind": kind, "name": name, "held_by": held_by, "held_by_before": "", "as_of": as_of,
            "more_information": note, "lat": lat, "lon": "37.0"}  # fmt: skip


ROWS = [row("2022-03-01", "new", "Ukraine"), row("2022-04-10", "control_change", "Russia", as_of="8 April 2022"),
        row("2022-05-01", "note_change", "Russia", note="Captured by  Russia 8 April 2022."),
        row("2022-06-01", "control_change", "Contested"), row("2022-08-01", "dropped", "", lat="")]  # fmt: skip


def span(since: str, standing: str, side: str | None = None) -> ControlSpan:
    return ControlSpan("x", "Hartsdale", Standing(standing), dt.date.fromisoformat(since), None, side=side)


def test_a_change_is_of_the_day_that_the_row_gives_where_that_can_be() -> None:
    (one,) = settlements(ROWS)
    assert [(str(day), side) for day, side in one.truth] == [("2022-03-01", "ua"), ("2022-04-08", "ru"), ("2022-06-01", "contested")]
    assert str(one.end) == "2022-07-31" and one.on(dt.date(2022, 4, 9)) == "ru"


def test_rows_of_one_name_that_lie_far_apart_are_two_settlements() -> None:
    assert len(settlements([*ROWS, row("2022-03-01", "new", "Russia", lat="50.5")])) == 2


def test_dispatches_tell_what_is_new_in_each_row_and_are_always_the_same() -> None:
    (one,) = settlements(ROWS)
    made = Writer().dispatches(one)
    assert [str(article.published) for article in made] == ["2022-03-01", "2022-04-10", "2022-05-01", "2022-06-01"]
    assert all("Hartsdale" in article.text for article in made) and "8 April 2022" in made[2].text
    assert made == Writer().dispatches(one)


def test_days_and_changes_are_counted() -> None:
    one = Settlement("Hartsdale", 48.0, 37.0)
    one.truth = [(dt.date(2022, 3, 1), "ua"), (dt.date(2022, 3, 11), "ru")]
    one.end = dt.date(2022, 3, 20)
    late = [span("2022-03-01", "held", "ukraine:government"), span("2022-03-13", "claimed", "ukraine:russia")]
    late[0] = ControlSpan("x", "Hartsdale", Standing.HELD, dt.date(2022, 3, 1), dt.date(2022, 3, 12), side="ukraine:government")
    found = score([one], {"x": late}, {one.id: "x"})
    assert (found["days all"], found["changes F1"]) == (0.9, 1.0)
    assert score([one], {}, {})["days all"] == 0.0


def test_a_span_is_put_in_the_words_of_the_table() -> None:
    assert [word(None), word(span("2022-03-01", "unknown")), word(span("2022-03-01", "contested", "ukraine:russia")),
            word(span("2022-03-01", "claimed", "ukraine:russia"))] == ["none", "none", "contested", "ru"]  # fmt: skip
