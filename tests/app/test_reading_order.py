"""The quick ways to order, search and group rows give what the database gives when asked plainly."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from bureau_desk.app import browsing, recording
from bureau_desk.app.browsing import View
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.store import grouped, ordering
from tests.app import small

NUMBER = 400
NAMES = ("常州甲", "重庆乙", "长三角丙", "单县丁", "常州甲", "溧阳戊")
SORTED = (
    "carrier_name", "stat_unit", "established_date", "total_area", "incubation_fund", "tags", "highest_level",
)  # fmt: skip


def made(number: int) -> dict:
    """A row with gaps, with many that are alike, and with codes that no list knows."""
    pick = random.Random(number)
    values = {
        "carrier_name": f"{pick.choice(NAMES)}孵化器{pick.randrange(60) or ''}",
        "stat_unit": pick.choice(("320412", "320411", "320499", None)),
        "established_date": pick.choice(("2015", "2021-12", "2022-03-01", "2022-03", None)),
        "total_area": pick.choice((Decimal("100.25"), Decimal("0.1"), Decimal("7"), None)),
        "incubation_fund": pick.choice((1, 5_000, 20_000_000, None)),
        "tags": pick.choice((("绿色",), ("绿色", "数字"), None)),
    }
    return {key: value for key, value in values.items() if value is not None}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    opened = small.make(tmp_path_factory.mktemp("desk"))
    with opened.database.writing() as connection:
        entries = add_many(connection, "incubator", [made(number) for number in range(NUMBER)])
    write(opened, entries, "载入")
    with opened.database.writing() as connection:
        for place in range(0, NUMBER, 3):
            level = (None, "国家级", "省级", "市级认定", "旧级别")[place % 5]
            connection.exec_driver_sql("UPDATE current_incubator SET f_highest_level=? WHERE id=?", (level, place + 1))
        connection.exec_driver_sql("""UPDATE current_incubator SET f_total_area = '"约 3"' WHERE id % 11 = 0""")
        connection.exec_driver_sql("DELETE FROM current_incubator WHERE id % 7 = 0")
        connection.exec_driver_sql("DELETE FROM search_incubator WHERE id % 7 = 0")
    yield opened
    opened.close()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(ordering, "FEW", 0)


def plainly(desk, view):
    """The ids as one statement of the database orders them."""
    register = desk.register(view.register)
    with desk.database.reading() as connection:
        source = browsing.rows_of(desk, connection, register, view)
        order = [key.clause() for key in browsing.order_of(desk, register, source.table, view)]
        query = select(source.table.c.id).where(*source.where).order_by(*order, source.table.c.id)
        return list(connection.execute(query).scalars())


def sorts():
    return st.lists(st.tuples(st.sampled_from(SORTED), st.booleans()), max_size=3, unique_by=lambda one: one[0])


FILTERS = (
    Condition("stat_unit", Operator.EQUALS, "武进区"),
    Condition("carrier_name", Operator.CONTAINS, "常州"),
    Condition("incubation_fund", Operator.EMPTY, True),
    Condition("established_date", Operator.EQUALS, "2022"),
    Condition("highest_level", Operator.AT_LEAST, "省级"),
    Condition("carrier_name", Operator.EQUALS, "没有"),
)


@given(
    sorts(),
    st.lists(st.sampled_from(FILTERS), max_size=2).map(tuple),
    st.sampled_from(("", "", "甲", "常", "czj", "孵化", "fuhua 1", "孵化 fhq", "没有")),
    st.sampled_from((0, 16, 10**9)),
    st.booleans(),
)
@settings(max_examples=250, deadline=None)
def test_any_sorts_filters_and_words_give_the_rows_in_the_order_of_the_plain_question(
    desk, sort, filters, search, share, fresh
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordering, "FEW", 0)
        patch.setattr(ordering, "SHARE", share)
        if fresh:
            with desk.database.writing() as connection:
                name, unit = random.choice(NAMES), random.choice(("320412", "320499", None))
                query = (
                    "UPDATE current_incubator SET sort_name = ?, f_carrier_name = ?, f_stat_unit = ? WHERE id % 60 = ?"
                )
                connection.exec_driver_sql(query, (name, name, unit, random.randrange(60)))
        view = View("incubator", search, filters, tuple(sort))
        assert list(browsing.ids(desk, view)) == plainly(desk, view)


def test_what_was_read_of_a_column_is_used_again_also_after_somebody_wrote(desk, quick):
    statements = []
    view = View("incubator", sort=(("stat_unit", True), ("carrier_name", True)))
    engine = desk.database._reader
    browsing.ids(desk, view)
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    first = list(browsing.ids(desk, view))
    recording.save(desk, recording.read(desk, "incubator", {"carrier_name": "阿阿孵化器", "stat_unit": "320411"}))
    after = list(browsing.ids(desk, view))
    assert not [one for one in statements if "group_concat" in one]
    assert len(after) == len(first) + 1 and after == plainly(desk, view)


def test_inside_a_transaction_of_ones_own_its_rows_count(desk, quick):
    view = View("incubator", sort=(("stat_unit", False), ("established_date", True)))
    register = desk.register("incubator")
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE current_incubator SET f_stat_unit = '320412'")
        table = desk.tables.table("incubator")
        keys = browsing.order_of(desk, register, table, view)
        by_date = select(table.c.id).order_by(table.c.f_established_date.desc(), table.c.id)
        assert list(ordering.ordered(connection, table, keys, ())) == list(connection.execute(by_date).scalars())
        connection.rollback()


def test_the_orders_and_filters_that_are_asked_most_are_read_from_indexes_alone(desk, quick):
    statements = []
    event.listen(desk.database._reader, "before_cursor_execute", lambda *told: statements.append(told[2:4]))
    with desk.database.reading() as connection:
        connection.info.pop(ordering._KEPT, None)  # nothing was read yet
    indexed = ("carrier_name", "stat_unit", "established_date", "highest_level")
    for key in indexed:
        for descending in (False, True):
            browsing.ids(desk, View("incubator", sort=((key, descending), ("carrier_name", False))))
    browsing.ids(desk, View("incubator", sort=(("carrier_name", False),)))
    browsing.ids(desk, View("incubator", "", (FILTERS[0],), (("carrier_name", False),)))
    browsing.ids(desk, View("incubator", "", (FILTERS[3],), (("carrier_name", False),)))
    with desk.database.reading() as connection:
        asked = [one for one in statements if "group_concat" in one[0]]
        assert len(asked) == 11
        for statement, values in asked:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert any("INDEX" in step for step in plan), (statement, plan)
            assert not any("TEMP B-TREE" in step for step in plan), (statement, plan)


@pytest.mark.parametrize("words", ["甲", "孵化", "三角", "fu", "fh", "chang", "zs", "县丁"])
def test_words_of_one_and_two_characters_find_every_row_that_holds_them(desk, quick, words):
    from bureau_desk.domain.spelling import holds

    with desk.database.reading() as connection:
        keys = {row.id: row.search for row in connection.execute(select(desk.tables.search("incubator")))}
    found = browsing.ids(desk, View("incubator", words, sort=(("carrier_name", False),)))
    assert sorted(found) == sorted(number for number, key in keys.items() if holds(key, words))


GROUPED = (
    "carrier_name", "stat_unit", "highest_level", "established_date", "established_date:year", "tags",
    "incubation_fund",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(GROUPED), min_size=1, max_size=3, unique_by=lambda one: one.partition(":")[0]),
    st.lists(st.sampled_from(("total_area", "incubation_fund")), max_size=2, unique=True),
    st.lists(st.sampled_from(FILTERS), max_size=1).map(tuple),
    st.sampled_from(("", "常")),
    st.sampled_from((1, 1 << 22)),
)
@settings(max_examples=100, deadline=None)
def test_groups_from_columns_are_the_groups_of_the_plain_question(desk, fields, sums, filters, search, cells):
    view = View("incubator", search, filters)
    with pytest.MonkeyPatch.context() as patch:
        plain = browsing.groups(desk, view, fields, sums)
        patch.setattr(ordering, "FEW", 0)
        patch.setattr(ordering, "SHARE", 10**9)
        patch.setattr(grouped, "_MOST_CELLS", cells)
        assert browsing.groups(desk, view, fields, sums) == plain


@pytest.mark.parametrize("key", ["total_area", "incubation_fund"])
def test_a_column_comes_to_the_same_by_what_was_read_of_it_and_by_the_database(desk, monkeypatch, key):
    for turn in range(4):
        with desk.database.writing() as connection:
            query = f"UPDATE current_incubator SET f_{key} = ? WHERE id % 50 = ?"
            connection.exec_driver_sql(query, ((5, "约 4", None, 10**12)[turn], 1 + turn // 2))
        monkeypatch.setattr(ordering, "FEW", 10**9)
        plain = browsing.totals(desk, "incubator", View("incubator"), (key,))
        monkeypatch.setattr(ordering, "FEW", 0)
        assert browsing.totals(desk, "incubator", View("incubator"), (key,)) == plain


def test_a_column_whose_sum_was_read_is_summed_again_without_reading_it(desk, quick):
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE current_incubator SET f_incubation_fund = 5 WHERE f_incubation_fund > 5")
    asked = ("incubator", View("incubator"), ("incubation_fund",))
    before = browsing.totals(desk, *asked)["incubation_fund"]
    browsing.totals(desk, *asked)
    statements = []
    event.listen(desk.database._reader, "before_cursor_execute", lambda *told: statements.append(told[2]))
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE current_incubator SET f_incubation_fund = 6 WHERE id = 1")
        connection.exec_driver_sql("UPDATE current_incubator SET f_incubation_fund = 1 WHERE id = 2")
    after = browsing.totals(desk, *asked)["incubation_fund"]
    assert not [one for one in statements if "group_concat" in one or "sum(" in one]
    with desk.database.reading() as connection:
        whole = connection.exec_driver_sql("SELECT sum(f_incubation_fund) FROM current_incubator").scalar()
    assert after.sum == whole != before.sum


def test_sums_that_64_bits_do_not_hold_are_left_to_the_database(desk, quick, monkeypatch):
    monkeypatch.setattr(grouped, "_SAFE", 1.0)
    with desk.database.reading() as connection:
        table = desk.tables.table("incubator")
        keys = [(table.c.f_stat_unit, lambda value: value)]
        assert grouped.grouped(connection, table, keys, [table.c.f_incubation_fund], ()) is None
        assert grouped.grouped(connection, table, keys, [], ()) is not None


@pytest.mark.parametrize("texts", [["甲", "乙", "B", ""], [f"第{one}件" for one in range(80)], ["甲\x1f乙", "乙"]])
def test_a_text_that_few_rows_hold_orders_them_as_the_database_does(desk, quick, texts):
    rows = [(number, texts[number % len(texts)] if number % 5 == 0 else None) for number in range(9001, 9001 + NUMBER)]
    with desk.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM current_event")
        query = "INSERT INTO current_event (id, version, faults, sort_name, f_after) VALUES (?, 1, 0, '', ?)"
        connection.exec_driver_sql(query, rows)
    for sort in ((("after", False),), (("after", True),), (("after", True), ("event_date", False))):
        view = View("event", sort=sort)
        assert list(browsing.ids(desk, view)) == plainly(desk, view)
    lines = browsing.groups(desk, View("event"), ("after",))
    counted = "SELECT coalesce(f_after, ''), count(*) FROM current_event GROUP BY 1"
    with desk.database.reading() as connection:
        plain = {row[0]: row[1] for row in connection.exec_driver_sql(counted)}
    assert {str(line.values[0] or ""): line.count for line in lines} == plain


def test_in_a_time_of_rest_what_was_read_slowly_is_read_anew(desk, quick):
    view = View("incubator", sort=(("incubation_fund", True),))
    browsing.ids(desk, view)
    browsing.groups(desk, View("incubator"), ("stat_unit",), ("incubation_fund",))
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE current_incubator SET f_incubation_fund = 77000000 WHERE id = 5")
    browsing.renew(desk)
    asked = []
    event.listen(desk.database._reader, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert browsing.ids(desk, view)[0] == 5
    lines = browsing.groups(desk, View("incubator"), ("stat_unit",), ("incubation_fund",))
    assert not [one for one in asked if "group_concat" in one and "f_incubation_fund" in one]
    assert list(browsing.ids(desk, view)) == plainly(desk, view)
    with desk.database.reading() as connection:
        whole = "SELECT sum(f_incubation_fund) FROM current_incubator"
        assert sum(line.sums["incubation_fund"] or 0 for line in lines) == connection.exec_driver_sql(whole).scalar()
