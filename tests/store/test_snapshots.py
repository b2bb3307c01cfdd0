"""Snapshots read from the journal, and values as columns and JSON keep them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.register import Field, FieldType, Kind, Register
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.store import database, journal
from bureau_desk.store.encoding import Reader, dump, row_reader, to_columns
from bureau_desk.store.journal import Entry
from bureau_desk.store.snapshots import StoredSnapshot
from tests.app import small


@pytest.fixture
def held(tmp_path):
    opened = database.create(tmp_path / "台账.desk", "测试", "2022-03-01T09:00:00", "")
    entries = [
        Entry(1, "incubator", "add", {"carrier_name": "甲"}),
        Entry(2, "incubator", "add", {"carrier_name": "乙"}, "2021-01-01"),
        Entry(1, "incubator", "edit", {"carrier_name": "甲改"}, "2021-06-01"),
    ]
    with opened.writing() as connection:
        journal.new_records(connection, "incubator", 2)
        for month, entry in enumerate(entries, 1):
            now = f"2022-0{month}-01T09:00:00"
            batch = journal.open_batch(connection, now, "测试", "试")
            journal.append(connection, small.SMALL, [entry], batch, now, "测试", "")
    yield opened
    opened.close()


def names(snapshot):
    return [row.get("carrier_name") for row in snapshot.rows("incubator")]


def test_each_day_has_its_own_rows_in_order_of_their_numbers(held):
    snapshot = StoredSnapshot(held, small.SMALL, AsOf(date(2021, 12, 31)))
    assert names(snapshot) == ["甲改", "乙"]
    assert names(snapshot.at(date(2021, 5, 31))) == ["甲", "乙"]
    assert names(snapshot.at(date(2020, 12, 31))) == ["甲"]
    assert names(snapshot) == ["甲改", "乙"]
    assert snapshot.at(date(2020, 12, 31)).as_of.on == date(2020, 12, 31)


def test_days_between_two_turns_share_one_reading(held):
    snapshot = StoredSnapshot(held, small.SMALL, AsOf(date(2021, 2, 1)))
    assert snapshot.rows("incubator") is snapshot.at(date(2021, 5, 31)).rows("incubator")
    assert snapshot.rows("incubator") is not snapshot.at(date(2021, 6, 1)).rows("incubator")


def test_a_snapshot_of_former_knowledge_leaves_out_what_was_written_later(held):
    known = AsOf(date(2021, 12, 31), datetime(2022, 2, 15))
    assert names(StoredSnapshot(held, small.SMALL, known)) == ["甲", "乙"]


def test_an_unknown_register_is_a_misuse(held):
    with pytest.raises(Misuse, match="没有名为"):
        StoredSnapshot(held, small.SMALL, AsOf(date(2021, 1, 1))).rows("没有")


ALL = Register("all", "各类字段", Kind.ENTITY, tuple(Field(str(one), str(one), one) for one in FieldType), "text")
VALUES = {
    FieldType.INTEGER: st.integers(-(10**14), 10**14),
    FieldType.MONEY: st.integers(-(10**16), 10**16),
    FieldType.YEAR: st.integers(1900, 2200),
    FieldType.REFERENCE: st.integers(1, 10**9),
    FieldType.DECIMAL: st.decimals(-(10**10), 10**10, places=2),
    FieldType.PERCENT: st.decimals(-1000, 1000, places=2),
    FieldType.BOOLEAN: st.booleans(),
    FieldType.CHOICES: st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=3).map(tuple),
    FieldType.FILES: st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=3).map(tuple),
    FieldType.DATE: st.dates().map(str),
}
ROWS = st.fixed_dictionaries(
    {},
    optional={
        str(one): VALUES.get(one, st.text(st.characters(exclude_categories=["Cs"]), min_size=1)) for one in FieldType
    },
)


@given(ROWS)
def test_values_come_back_the_same_from_the_journal_and_from_their_columns(values):
    assert Reader(ALL).load(dump(ALL, values)) == values
    read = row_reader(ALL)(to_columns(ALL)(values))
    assert read == values
    assert {key: type(value) for key, value in read.items()} == {key: type(value) for key, value in values.items()}


@given(st.sampled_from(sorted(FieldType)), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_text_that_a_number_field_keeps_comes_back_from_its_column(kind, text):
    value = Reader(ALL).load(dump(ALL, {str(kind): text}))[str(kind)]
    assert row_reader(ALL)(to_columns(ALL)({str(kind): value})).get(str(kind)) == value or isinstance(value, Decimal)


def test_a_field_that_the_register_no_longer_has_is_left_out():
    assert Reader(ALL).load('{"gone":1,"text":"甲"}') == {"text": "甲"}
    assert list(Reader(ALL).load_all([None, '{"int":3}', '{"int":null}'])) == [None, {"int": 3}, {"int": None}]
