"""How a record's lines become its values: by the days from which they hold, whenever they were written down."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.store.journal import Line, fold, holds_from

BASE = Line(1, "add", "", {"unit": "武进区", "staff": 10})


def test_a_change_entered_late_does_not_undo_a_later_one():
    lines = [BASE, Line(2, "edit", "2023-01-01", {"unit": "新北区"}), Line(3, "edit", "2019-01-01", {"unit": "金坛区"})]
    assert fold(lines) == {"unit": "新北区", "staff": 10}


def test_of_one_day_the_line_written_last_holds():
    lines = [BASE, Line(2, "edit", "2023-01-01", {"staff": 11}), Line(3, "edit", "2023-01-01", {"staff": 12})]
    assert fold(lines) == {"unit": "武进区", "staff": 12}


def test_an_emptied_field_stays_empty_until_a_later_day_fills_it():
    lines = [BASE, Line(2, "edit", "2023-01-01", {"staff": 7}), Line(3, "edit", "2020-01-01", {"staff": None})]
    assert fold(lines) == {"unit": "武进区", "staff": 7}
    assert fold([BASE, lines[2]]) == {"unit": "武进区"}


def test_a_deleted_record_is_not_there_and_restored_it_has_its_history():
    edited = Line(2, "edit", "2024-06-01", {"staff": 99})
    gone = Line(3, "delete", "", None)
    assert fold([BASE, edited, gone]) is None
    assert fold([BASE, edited, gone, Line(4, "restore", "", None)]) == {"unit": "武进区", "staff": 99}
    assert fold([BASE, gone, Line(4, "restore", "", None)]) == {"unit": "武进区", "staff": 10}


def test_an_edit_of_a_deleted_record_does_not_call_it_back():
    assert fold([BASE, Line(2, "delete", "", None), Line(3, "edit", "", {"staff": 1})]) is None
    assert fold([Line(3, "edit", "", {"staff": 1})]) is None


def test_where_a_value_of_a_day_comes_from():
    lines = [
        BASE,
        Line(2, "edit", "2023-01-01", {"staff": 11}),
        Line(3, "edit", "2019-01-01", {"staff": 5, "unit": "金坛区"}),
    ]
    assert holds_from(lines, "2023-06-30") == {"staff": "2023-01-01", "unit": "2019-01-01"}
    assert holds_from(lines, "2020-06-30") == {"staff": "2019-01-01", "unit": "2019-01-01"}
    assert holds_from(lines, "2018-06-30") == {}


DAYS = st.sampled_from(["", "2019-01-01", "2020-01-01", "2021-01-01"])
EDITS = st.lists(st.tuples(DAYS, st.sampled_from("ab"), st.one_of(st.none(), st.integers(0, 9))), max_size=8)


@given(EDITS)
def test_each_field_holds_what_its_latest_day_says(edits):
    lines = [Line(1, "add", "", {"a": -1, "b": -1})]
    lines += [Line(seq, "edit", day, {key: value}) for seq, (day, key, value) in enumerate(edits, 2)]
    expected = {}
    for key in "ab":
        told = [(day, seq, value) for seq, (day, name, value) in enumerate(edits, 2) if name == key]
        value = max(told, key=lambda one: one[:2])[2] if told else -1
        if value is not None:
            expected[key] = value
    assert fold(lines) == expected
