"""From a record to its row, in a table of any length."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bureau_desk.ui.record_model import RecordModel


@pytest.fixture
def model(session):
    return RecordModel(session, session.register("incubator"))


@given(st.lists(st.integers(1, 2**40) | st.integers(1, 1000), unique=True, max_size=60), st.integers(1, 1000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_row_of_a_record_is_where_it_stands_and_none_when_it_does_not(model, numbers, other):
    for ids in (array("q", numbers), numbers, tuple(numbers)):
        model.show(ids)
        assert [model.row_of(number) for number in numbers] == list(range(len(numbers)))
        assert model.row_of(other) == (numbers.index(other) if other in numbers else -1)


def test_after_another_view_rows_are_those_of_that_view(model):
    model.show(array("q", [5, 7]))
    assert model.row_of(7) == 1
    model.show(array("q", [7]))
    assert model.row_of(7) == 0 and model.row_of(5) == -1
