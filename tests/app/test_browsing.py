"""Filters, groups and totals of a view, worked out by the database and checked against plain Python."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bureau_desk.app import browsing, exporting
from bureau_desk.app.browsing import View
from bureau_desk.app.jobs import finish
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain import relative
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.domain.values import first_day, last_day
from tests.app import small

ROWS = (
    ("常州甲孵化器", "320412", "2015", Decimal("100.25"), 10_000_000, ("绿色", "数字"), "省级"),
    ("常州乙孵化器", "320412", "2021-12", Decimal("0.1"), 5_000, ("绿色",), "国家级"),
    ("重庆丙孵化器", "320411", "2022-03-01", None, 20_000_000, (), "市级认定"),
    ("长三角丁孵化器", "320411", "2022-03", Decimal("0.2"), None, ("数字",), None),
    ("戊", "320499", "2021", None, None, None, None),
    ("己", None, "2022-02-28", Decimal("7"), 10_000_000, ("绿色", "数字"), "省级"),
    ("庚", "320411", None, None, 1, ("数字", "绿色"), None),
)
KEYS = ("carrier_name", "stat_unit", "established_date", "total_area", "incubation_fund", "tags", "highest_level")
VALUES = [{k: v for k, v in zip(KEYS, row, strict=True) if v is not None} for row in ROWS]
DAY = date(2022, 3, 1)  # the day of the small desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    opened = small.make(tmp_path_factory.mktemp("desk"))
    with opened.database.writing() as connection:
        entries = add_many(connection, "incubator", VALUES)
    write(opened, entries, "载入")
    with opened.database.writing() as connection:
        events = [{"subject": 1, "event_kind": "认定", "event_date": "2020"}, {"subject": 3, "event_kind": "更名", "event_date": "2021-05-06"}]  # fmt: skip
        entries = add_many(connection, "event", events)
        for place, row in enumerate(VALUES):  # levels as they are: no event tells of them here
            level = row.get("highest_level")
            connection.exec_driver_sql("UPDATE current_incubator SET f_highest_level=? WHERE id=?", (level, place + 1))
    with opened.database.writing() as connection:
        from bureau_desk.store import journal

        batch = journal.open_batch(connection, opened.now(), "测试", "事件")
        journal.append(connection, opened.schema, entries, batch, opened.now(), "测试", "")
        opened.tables.insert(connection, "event", [(one.record, 1, one.values) for one in entries])
    yield opened
    opened.close()


def names(desk, register="incubator", **more):
    found = browsing.ids(desk, View(register, **more))
    rows = browsing.rows(desk, register, found)
    return "".join(
        sign for number in found for sign in str(rows[number].get("carrier_name")) if sign in "甲乙丙丁戊己庚"
    )


def shown(desk, part):
    return set(browsing.ids(desk, View("incubator", where=part if isinstance(part, Group) else Group((part,)))))


def asked(key, operator, value):
    return Condition(key, operator, value)


WUJIN = asked("stat_unit", Operator.EQUALS, "武进区")
LARGE = asked("incubation_fund", Operator.FROM, "1000")
GREEN = asked("tags", Operator.EQUALS, "绿色")
NO_UNIT = asked("stat_unit", Operator.EMPTY, True)
ATOMS = (
    (WUJIN, lambda row: row.get("stat_unit") == "320412"),
    (LARGE, lambda row: row.get("incubation_fund", 0) >= 10_000_000),
    (GREEN, lambda row: "绿色" in row.get("tags", ())),
    (NO_UNIT, lambda row: "stat_unit" not in row),
    (asked("carrier_name", Operator.CONTAINS, "孵化"), lambda row: "孵化" in row["carrier_name"]),
    (asked("highest_level", Operator.AT_LEAST, "省级"), lambda row: row.get("highest_level") in ("国家级", "省级")),
    (asked("total_area", Operator.TO, 7), lambda row: row.get("total_area", 99) <= 7),
    (asked("stat_unit", Operator.NOT, "武进区"), lambda row: row.get("stat_unit") != "320412"),
    (
        asked("established_date", Operator.EQUALS, "2021"),
        lambda row: row.get("established_date", "").startswith("2021"),
    ),
)


def trees():
    atom = st.sampled_from(ATOMS)
    joined = lambda inner: st.tuples(st.lists(inner, min_size=1, max_size=3), st.booleans(), st.booleans()).map(  # noqa: E731
        lambda made: (
            Group(tuple(one[0] for one in made[0]), made[1], made[2]),
            lambda row: (any if made[1] else all)(one[1](row) for one in made[0]) is not made[2],
        )
    )
    return st.recursive(atom, joined, max_leaves=6)


@given(trees())
@settings(max_examples=150, deadline=None)
def test_any_nesting_of_and_or_and_not_shows_exactly_the_rows_of_which_it_is_true(desk, tree):
    part, test = tree
    assert shown(desk, part) == {number for number, row in enumerate(VALUES, 1) if test(row)}


def test_a_group_that_staff_have_begun_and_not_filled_leaves_nothing_out(desk):
    blank = Group((Group((), any=True), Group((), negated=True)), any=True)
    assert len(shown(desk, blank)) == len(ROWS)
    assert shown(desk, Group((WUJIN, blank))) == {1, 2}


def test_search_filters_and_where_must_all_hold(desk):
    view = View("incubator", "孵化器", (LARGE,), where=Group((WUJIN, NO_UNIT), any=True))
    assert list(browsing.ids(desk, view)) == [1]


def certain(word, text):
    """The rule said in Python: all days that a date may mean; of what runs out, its last day."""
    first, last = relative.span(word, DAY)
    begin = last_day(text) if relative.by_last_day(word) else first_day(text)
    return (not first or begin.isoformat() >= first) and (not last or last_day(text).isoformat() <= last)


@pytest.mark.parametrize("word", [*relative.OFFERED, "过去2天", "1天内到期", "10个月内到期", "满2个月", "过去1个月"])
def test_relative_dates_show_the_rows_whose_dates_certainly_lie_there(desk, word):
    wanted = {
        n for n, row in enumerate(VALUES, 1) if "established_date" in row and certain(word, row["established_date"])
    }
    assert shown(desk, asked("established_date", Operator.RELATIVE, word)) == wanted
    assert shown(desk, Group((asked("established_date", Operator.RELATIVE, word),), negated=True)) == (
        set(range(1, len(ROWS) + 1)) - wanted
    )


@given(
    st.one_of(
        st.decimals(-200, 200, places=4).map(str),
        st.sampled_from(["0.1", "100.25", "100.2501", "99999999999999999999", "-1e40", "1e999999999", "9e-999999"]),
    ),
    st.sampled_from([Operator.EQUALS, Operator.NOT, Operator.FROM, Operator.TO]),
)
@settings(max_examples=80, deadline=None)
def test_any_number_is_compared_as_it_is_written(desk, text, operator):
    ways = {
        Operator.EQUALS: lambda held: held == Decimal(text),
        Operator.NOT: lambda held: held is None or held != Decimal(text),
        Operator.FROM: lambda held: held is not None and held >= Decimal(text),
        Operator.TO: lambda held: held is not None and held <= Decimal(text),
    }
    wanted = {number for number, row in enumerate(VALUES, 1) if ways[operator](row.get("total_area"))}
    assert shown(desk, asked("total_area", operator, text)) == wanted


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "①"])
def test_what_is_no_number_is_refused_in_a_sentence(desk, text):
    for operator in (Operator.EQUALS, Operator.FROM):
        with pytest.raises(Misuse, match="不是数"):
            shown(desk, asked("incubation_fund", operator, text))


def test_a_fund_is_compared_in_its_own_unit_however_large(desk):
    assert shown(desk, asked("incubation_fund", Operator.FROM, "0.00015")) == {1, 2, 3, 6}
    assert shown(desk, asked("incubation_fund", Operator.TO, "1e999999999")) == {1, 2, 3, 6, 7}
    assert shown(desk, asked("incubation_fund", Operator.EQUALS, "913204001111111111")) == set()


@pytest.mark.parametrize("key", ["carrier_name", "total_area"])
def test_a_list_may_be_longer_than_the_values_that_the_database_binds(desk, key):
    held = {number: str(row[key]) for number, row in enumerate(VALUES, 1) if key in row}
    many = [f"{place}.5" for place in range(10_000, 14_000)]
    with desk.database.reading() as connection:
        raw = connection.connection.driver_connection
        before = raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 2_000)
    try:
        assert shown(desk, asked(key, Operator.IN, [*many, *held.values()])) == set(held)
        assert shown(desk, asked(key, Operator.NOT, many)) == set(range(1, len(ROWS) + 1))
    finally:
        raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)


def test_relative_dates_are_told_from_the_day_that_is_looked_at(desk):
    this_year = asked("established_date", Operator.RELATIVE, "本年")
    assert names(desk, filters=(this_year,)) == "丙丁己"
    assert names(desk, filters=(this_year,), as_of=date(2015, 8, 1)) == "甲"


def test_an_unknown_relative_date_and_one_of_a_number_are_refused_in_a_sentence(desk):
    with pytest.raises(Misuse, match="以前"):
        shown(desk, asked("established_date", Operator.RELATIVE, "以前"))
    with pytest.raises(Misuse, match="不是日期"):
        shown(desk, asked("total_area", Operator.RELATIVE, "本月"))


def test_labels_of_codes_and_names_of_records_are_found_by_a_part(desk):
    assert shown(desk, asked("stat_unit", Operator.CONTAINS, "新北")) == {3, 4, 7}
    found = browsing.ids(desk, View("event", filters=(asked("subject", Operator.CONTAINS, "常州甲"),)))
    assert len(found) == 1


def test_sorting_by_several_columns_keeps_codes_in_the_order_of_their_list(desk):
    by_unit = (("stat_unit", False), ("incubation_fund", True))
    assert names(desk, sort=by_unit)[:5] == "甲乙丙庚丁"
    assert names(desk, sort=(("highest_level", False),))[:4] == "乙甲己丙"
    assert names(desk, sort=(("highest_level", True),))[-4:] == "丙甲己乙"


GROUPINGS = (
    ("stat_unit",),
    ("highest_level", "stat_unit"),
    ("established_date:year",),
    ("established_date:month", "stat_unit"),
    ("established_date",),
    ("tags",),
    ("total_area",),
    ("incubation_fund",),
    ("carrier_name",),
    ("stat_unit", "established_date:year", "tags"),
)


@pytest.mark.parametrize("fields", GROUPINGS)
@pytest.mark.parametrize("by_count", [False, True])
def test_groups_hold_every_row_once_and_each_can_be_shown_as_it_is(desk, fields, by_count):
    lines = browsing.groups(desk, View("incubator"), fields, ("total_area", "incubation_fund"), by_count)
    seen = []
    for line in lines:
        from bureau_desk.app.grouping import conditions_of

        found = browsing.ids(desk, View("incubator", where=Group(conditions_of(desk, "incubator", line))))
        assert len(found) == line.count
        rows = [VALUES[number - 1] for number in found]
        for key in ("total_area", "incubation_fund"):
            numbers = [row[key] for row in rows if key in row]
            assert line.sums[key] == (sum(numbers) if numbers else None)
        seen += found
    assert sorted(seen) == list(range(1, len(ROWS) + 1))


def test_groups_read_as_staff_say_them_and_stand_in_the_order_of_the_code_list(desk):
    lines = browsing.groups(desk, View("incubator"), ("stat_unit",), ("incubation_fund",))
    assert [(line.labels, line.count) for line in lines] == [
        (("武进区",), 2), (("新北区",), 3), (("320499",), 1), (("未填",), 1),
    ]  # fmt: skip
    assert lines[0].sums == {"incubation_fund": 10_005_000}
    months = browsing.groups(desk, View("incubator"), ("established_date:month",))
    assert [line.labels[0] for line in months] == ["2015年", "2021年", "2021年12月", "2022年2月", "2022年3月", "未填"]


def test_groups_are_those_of_the_rows_in_view(desk):
    lines = browsing.groups(desk, View("incubator", "孵化器", (LARGE,)), ("stat_unit",))
    assert [(line.labels[0], line.count) for line in lines] == [("武进区", 1), ("新北区", 1)]


def test_what_cannot_be_grouped_is_said_in_a_sentence(desk, monkeypatch):
    for fields in ((), ("没有",), ("stat_unit:year",), ("stat_unit",) * 4):
        with pytest.raises(Misuse):
            browsing.groups(desk, View("incubator"), fields)
    with pytest.raises(Misuse, match="不是数"):
        browsing.groups(desk, View("incubator"), ("stat_unit",), ("carrier_name",))
    monkeypatch.setattr("bureau_desk.app.grouping.MOST_GROUPS", 3)
    with pytest.raises(Trouble, match="3 组以上"):
        browsing.groups(desk, View("incubator"), ("carrier_name",))


def test_totals_are_exact_for_a_view_and_for_any_records(desk):
    fields = ("total_area", "incubation_fund", "established_date", "carrier_name", "stat_unit")
    every = browsing.totals(desk, "incubator", View("incubator"), fields)
    assert every == browsing.totals(desk, "incubator", range(1, 8), fields)
    assert every["total_area"].sum == Decimal("107.55") and every["total_area"].filled == 4
    assert every["total_area"].mean == Decimal("26.89")
    assert (every["total_area"].minimum, every["total_area"].maximum) == (Decimal("0.1"), Decimal("100.25"))
    assert every["incubation_fund"].sum == 40_005_001 and every["incubation_fund"].mean == 8_001_000
    assert (every["established_date"].minimum, every["established_date"].maximum) == ("2015", "2022-03-01")
    assert every["carrier_name"].filled == 7 and every["stat_unit"].filled == 6
    some = browsing.totals(desk, "incubator", [2, 4, 4, 99], ("total_area",))["total_area"]
    assert (some.filled, some.sum) == (2, Decimal("0.3"))
    assert browsing.totals(desk, "incubator", [], ("total_area",))["total_area"].filled == 0


def test_totals_of_many_scattered_records_are_those_of_just_them(desk, monkeypatch):
    monkeypatch.setattr("bureau_desk.app.browsing._MOST_RANGES", 1)
    some = browsing.totals(desk, "incubator", [1, 3, 6], ("incubation_fund",))["incubation_fund"]
    assert some.sum == 40_000_000


def test_an_export_of_a_view_holds_exactly_its_rows(desk, tmp_path):
    view = View("incubator", where=Group((WUJIN, NO_UNIT), any=True), sort=(("total_area", False),))
    assert finish(exporting.export(desk, view, tmp_path / "a.csv")) == 3
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == ["常州乙孵化器", "己", "常州甲孵化器"]


@pytest.mark.parametrize("word", ["本年", "已过期", "10个月内到期", "过去1个月"])
def test_a_question_of_a_bulletin_means_the_same_by_a_relative_date(desk, word):
    from bureau_desk.app import asking
    from bureau_desk.domain.question import Count, Question

    condition = asked("established_date", Operator.RELATIVE, word)
    told = asking.ask(desk, Question("问", "incubator", where=(condition,), count=Count.CUMULATIVE), date(2022, 12, 31))
    shown_then = browsing.ids(desk, View("incubator", filters=(condition,), as_of=date(2022, 12, 31)))
    assert sorted(told.rows) == sorted(shown_then)
