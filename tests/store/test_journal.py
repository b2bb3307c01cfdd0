"""The journal: append-only, folded in the order of days, read as of a day and as of what was known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.store import database, journal
from bureau_desk.store.bulk import insert_many
from bureau_desk.store.folding import Line, fold
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import record, revision
from tests.app import small

NOW = "2022-03-01T09:00:00"


@pytest.fixture
def held(tmp_path):
    opened = database.create(tmp_path / "台账.desk", "测试", NOW, "")
    yield opened
    opened.close()


def put(held, number, action, values=None, valid_from="", now=NOW):
    with held.writing() as connection:
        batch = journal.open_batch(connection, now, "测试", "试")
        entry = Entry(number, "incubator", action, values, valid_from)
        return journal.append(connection, small.SMALL, [entry], batch, now, "测试", "")[0]


def values(held, number, on="", known=""):
    with held.reading() as connection:
        lines = {n: v for n, _, v in journal.folded(connection, small.SMALL, "incubator", on, known)}
    return lines.get(number)


def new(held, count=1):
    with held.writing() as connection:
        return journal.new_records(connection, "incubator", count)


def test_numbers_of_records_are_never_given_twice(held):
    assert list(new(held, 3)) == [1, 2, 3]
    assert list(new(held, 0)) == []
    assert list(new(held, 2)) == [4, 5]


def test_a_day_shows_what_held_then_and_a_moment_what_was_known_then(held):
    number = new(held)[0]
    put(held, number, "add", {"carrier_name": "甲", "stat_unit": "320412"}, now="2022-01-01T09:00:00")
    put(held, number, "edit", {"carrier_name": "乙"}, "2021-06-01", now="2022-02-01T09:00:00")
    put(held, number, "edit", {"stat_unit": None}, "2030-01-01", now="2022-02-02T09:00:00")
    assert values(held, number, "2021-05-31")["carrier_name"] == "甲"
    assert values(held, number, "2021-06-01")["carrier_name"] == "乙"
    assert values(held, number, "2021-12-31", "2022-01-15T00:00:00")["carrier_name"] == "甲"
    assert "stat_unit" in values(held, number, "2029-12-31")
    assert "stat_unit" not in values(held, number, "2030-01-01")


def test_of_two_days_the_later_goes_before_in_whatever_order_they_were_written(held):
    number = new(held)[0]
    put(held, number, "add", {"carrier_name": "甲"})
    put(held, number, "edit", {"carrier_name": "丙"}, "2021-06-01")
    put(held, number, "edit", {"carrier_name": "乙"}, "2020-06-01")
    assert values(held, number, "2020-12-31")["carrier_name"] == "乙"
    assert values(held, number, "2021-12-31")["carrier_name"] == "丙"


def test_a_deletion_hides_every_day_and_its_taking_back_shows_them_all_again(held):
    number = new(held)[0]
    put(held, number, "add", {"carrier_name": "甲"})
    put(held, number, "edit", {"carrier_name": "乙"}, "2021-06-01")
    put(held, number, "delete")
    assert values(held, number, "2020-01-01") is None
    put(held, number, "restore")
    assert values(held, number, "2020-01-01") == {"carrier_name": "甲"}
    assert values(held, number, "2021-06-01") == {"carrier_name": "乙"}


LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "2020-01-01", "2021-01-01", "2022-01-01"]),
        st.dictionaries(st.sampled_from("abc"), st.one_of(st.none(), st.integers(0, 5)), min_size=1),
    ),
    max_size=8,
)


@given(LINES)
def test_folding_gives_for_each_field_the_last_of_the_latest_day(edits):
    lines = [Line(1, "add", "", {"a": 9, "b": 9})]
    lines += [Line(2 + place, "edit", day, given) for place, (day, given) in enumerate(edits)]
    expected = {"a": 9, "b": 9}
    for key in "abc":
        telling = [(day, place, given[key]) for place, (day, given) in enumerate(edits) if key in given]
        if telling:
            expected[key] = max(telling, key=lambda one: one[:2])[2]
    assert fold(lines) == {key: value for key, value in expected.items() if value is not None}


def test_revisions_of_a_record_stay_in_order_with_author_reason_and_batch(held):
    number = new(held)[0]
    first = put(held, number, "add", {"carrier_name": "甲"})
    second = put(held, number, "edit", {"carrier_name": "乙"})
    with held.reading() as connection:
        told = journal.revisions(connection, small.SMALL, number)
        assert journal.turning_days(connection, "incubator") == [""]
        assert journal.register_of(connection, number) == "incubator"
        assert journal.register_of(connection, 99) == ""
    assert [(one.seq, one.action, one.author) for one in told] == [(first, "add", "测试"), (second, "edit", "测试")]
    assert told[0].batch < told[1].batch


def test_many_rows_are_inserted_in_portions_and_none_is_lost(held):
    rows = [{"id": number, "register": f"甲'{number}"} for number in range(1, 12_002)]
    with held.writing() as connection:
        insert_many(connection, record, rows)
        insert_many(connection, record, [])
    with held.reading() as connection:
        count, last = connection.exec_driver_sql("SELECT count(*), max(register) FROM record").one()
    assert (count, last) == (12_001, "甲'9999")


def test_a_row_that_cannot_be_inserted_takes_all_of_them_back(held):
    rows = [{"id": number, "register": "甲"} for number in (*range(1, 6000), 1)]
    with pytest.raises(Exception, match="UNIQUE"), held.writing() as connection:
        insert_many(connection, record, rows)
    with held.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM record").scalar() == 0


def test_the_journal_of_a_day_is_found_by_index(held):
    query = (
        "EXPLAIN QUERY PLAN SELECT record FROM revision WHERE valid_from > '2022-01-01' AND valid_from <= '2022-02-01'"
    )
    with held.reading() as connection:
        plan = str(connection.exec_driver_sql(query).all())
    assert revision.name in plan
    assert "revision_valid_from" in plan
