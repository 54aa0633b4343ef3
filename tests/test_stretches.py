"""Stretches of a text are found by offset as if each were looked at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.coder.stretches import Stretches

ROWS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)).map(lambda row: (row[0], row[0] + row[1])), max_size=12)


@given(ROWS, st.integers(0, 70), st.integers(1, 9))
def test_what_meets_a_stretch_is_what_shares_a_character_with_it(rows: list[tuple[int, int]], start: int, length: int) -> None:
    stretches = Stretches((first, last, (first, last)) for first, last in rows)
    end = start + length
    assert [row[2] for row in stretches.meeting(start, end)] == sorted(row for row in rows if row[0] < end and start < row[1])
    assert (stretches.at(start) is not None) == any(first <= start < last for first, last in rows)
