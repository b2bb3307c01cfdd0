"""Values that were saved under another type of their field: read where that is exact, kept as text where not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.domain.fieldtypes import check, from_json, show, to_json
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import Field, FieldType, Schema


class Bare:
    schema = Schema({}, {})
    today = date(2022, 3, 1)

    def resolve(self, targets, text):
        return ()

    def name(self, record):
        return f"#{record}"


def of(kind: FieldType) -> Field:
    return Field("area", "面积", kind)


@pytest.mark.parametrize(
    ("kind", "kept", "read"),
    [
        (FieldType.INTEGER, "12", 12),
        (FieldType.INTEGER, True, 1),
        (FieldType.YEAR, "2015", 2015),
        (FieldType.DECIMAL, "12.5", Decimal("12.5")),
        (FieldType.BOOLEAN, "否", False),
        (FieldType.BOOLEAN, 1, True),
        (FieldType.DATE, 2015, "2015"),
        (FieldType.TEXT, ["甲", "乙"], "甲、乙"),
        (FieldType.TEXT, True, "是"),
        (FieldType.CODE, 12, "12"),
        (FieldType.CHOICES, "甲", ("甲",)),
    ],
)
def test_what_the_new_type_reads_exactly_becomes_its_value(kind, kept, read):
    value = from_json(of(kind), kept)
    assert value == read
    assert type(value) is type(read)
    assert check(of(kind), value, Bare()) == ()


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        (FieldType.INTEGER, "约二十"),
        (FieldType.INTEGER, "12.5"),
        (FieldType.INTEGER, "9" * 30),
        (FieldType.DECIMAL, "甲公司"),
        (FieldType.DECIMAL, "NaN"),
        (FieldType.PERCENT, "1e30"),
        (FieldType.MONEY, "1200"),  # of which unit, nobody can tell
        (FieldType.REFERENCE, "12"),  # a text was never a record's number
        (FieldType.YEAR, "2015-01-01"),
        (FieldType.BOOLEAN, "不详"),
        (FieldType.DATE, "二〇一五年"),
    ],
)
def test_what_the_new_type_cannot_read_stays_as_text_and_is_told(kind, kept):
    field = of(kind)
    value = from_json(field, kept)
    assert value == kept
    assert show(field, value, Bare()) == kept
    assert to_json(field, value) == kept
    (problem,) = check(field, value, Bare())
    assert (problem.code, problem.severity) == ("type", Severity.SOFT)
    assert "类型已改" in problem.message
    assert "请核对" in problem.message


RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=12),
    st.floats(),
    st.lists(st.text(max_size=4), max_size=3),
)


@given(st.sampled_from(list(FieldType)), RAW)
def test_whatever_the_journal_holds_is_read_without_an_error(kind, raw):
    field = of(kind)
    value = from_json(field, raw)
    assert (value is None) == (raw is None)
    assert from_json(field, to_json(field, value)) == value
    check(field, value, Bare())
    show(field, value, Bare())
