"""What of a past day is told in two ways: by dates that a register counts from, by events, by fields of every type."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bureau_desk.app import browsing, undoing
from bureau_desk.app.browsing import View
from bureau_desk.app.desk import Desk
from bureau_desk.domain.question import Condition, Operator
from tests.app.test_past_table import Moving, folded_singly, table_of, unspelled
from tests.bench import workbench_rows as made

DAY, BEFORE = date(2020, 6, 30), date(2016, 6, 30)


@pytest.fixture
def moving(tmp_path):
    found = Moving(tmp_path, 3, pace=1)
    yield found
    found.desk.close()


def added(moving: Moving, register: str, values) -> int:
    moving.write(register, "add", 0, values)
    return moving.made[register][-1]


def same(desk: Desk, *registers: str) -> None:
    for key in registers:
        for day in (BEFORE, DAY, date(2030, 1, 1)):
            assert table_of(desk, key, day, None) == folded_singly(desk, key, day, None), (key, day)
            assert unspelled(desk, key, day, None)[0] == sorted(folded_singly(desk, key, day, None))


def test_a_title_whose_first_day_was_corrected_counts_by_the_day_that_held_then(moving):
    title = added(moving, "qualification", made.title(1, "高新技术企业", "2015-05-01", 1, None))
    other = added(moving, "qualification", made.title(2, "高新技术企业", "2025-05-01", 2, None))
    moving.write("qualification", "edit", title, {"valid_from": "2024-01-01", "prev_id": other}, "2018-01-01")
    moving.write("qualification", "edit", other, {"valid_from": "2014-01-01", "stat_unit_then": "320404"}, "2018-01-01")
    same(moving.desk, "qualification")
    shown = list(browsing.ids(moving.desk, View("qualification", as_of=BEFORE)))
    assert shown == [title]
    assert list(browsing.ids(moving.desk, View("qualification", as_of=DAY))) == [other]


def test_a_title_stands_in_the_district_that_its_firm_had_then(moving):
    firm = added(moving, "enterprise", made.firm(1, 2010))
    title = added(moving, "qualification", made.title(1, "高新技术企业", "2015-05-01", 1, None))
    moving.write("enterprise", "edit", firm, {"stat_unit": "320402"}, "2015-01-01")
    moving.write("enterprise", "edit", firm, {"stat_unit": "320404"}, "2018-01-01")
    for day, unit in ((BEFORE, "320402"), (DAY, "320404")):
        told = browsing.rows(moving.desk, "qualification", [title], day)[title]
        assert told.get("stat_unit_now") == unit
    moving.write("event", "add", 0, made.event(firm, 1, "迁移", "2017-03-01"))
    moving.write("enterprise", "edit", firm, {"uscc": made.credit_code(77)}, "2019-01-01")
    same(moving.desk, "enterprise", "qualification")


def test_values_of_every_kind_come_back_as_the_table_holds_them(moving):
    title = added(moving, "qualification", made.title(1, "高新技术企业", "2015-05-01", 1, None))
    firm = added(moving, "enterprise", made.firm(1, 2010))
    moving.write("qualification", "edit", title, {"score": "88.5", "is_counted": False, "valuation": 12}, "2017-01-01")
    moving.write("qualification", "edit", title, {"score": None, "is_counted": True, "valuation": None}, "2018-01-01")
    moving.write("enterprise", "edit", firm, {"tags": ("新材料", 'a"b'), "reg_capital": 9, "remark": ""}, "2017-01-01")
    moving.write("enterprise", "edit", firm, {"tags": None, "reg_capital": None}, "2018-01-01")
    same(moving.desk, "enterprise", "qualification")
    then = browsing.rows(moving.desk, "enterprise", [firm], date(2017, 6, 30))[firm]
    assert then.get("tags") == ("新材料", 'a"b') and then.get("reg_capital") == 9
    later = browsing.rows(moving.desk, "enterprise", [firm], DAY)[firm]
    assert later.get("tags") is None and later.get("reg_capital") is None
    counted = [
        browsing.rows(moving.desk, "qualification", [title], day)[title].get("is_counted")
        for day in (date(2017, 6, 30), DAY)
    ]
    assert counted == [False, True]


def test_an_edit_lifted_off_its_day_and_a_row_brought_back_tell_the_past_alike(moving):
    firm = added(moving, "enterprise", made.firm(1, 2010))
    gone = added(moving, "enterprise", made.firm(2, 2010))
    moving.write("enterprise", "edit", firm, {"scale": "大"}, "2015-01-01")
    moving.write("enterprise", "edit", firm, {"scale": "微", "remark": "后写"}, "2018-01-01")
    undoing.undo(moving.desk)
    moving.write("enterprise", "edit", gone, {"scale": "小"}, "2017-01-01")
    moving.write("enterprise", "delete", gone)
    same(moving.desk, "enterprise")
    moving.write("enterprise", "restore", gone)
    same(moving.desk, "enterprise")
    told = browsing.rows(moving.desk, "enterprise", [firm, gone], DAY)
    assert (told[firm].get("scale"), told[gone].get("scale")) == ("大", "小")


def test_a_former_name_is_found_and_sorted_by_its_pinyin_on_the_day_it_held(moving):
    firm = added(moving, "enterprise", made.firm(1, 2010) | {"name": "模拟长荣材料有限公司"})
    other = added(moving, "enterprise", made.firm(2, 2010) | {"name": "模拟明维材料有限公司"})
    moving.write("enterprise", "edit", firm, {"name": "模拟安达材料有限公司"}, "2018-01-01")
    desk = moving.desk
    assert list(browsing.ids(desk, View("enterprise", as_of=BEFORE))) == [firm, other]
    assert list(browsing.ids(desk, View("enterprise", "changrong", as_of=BEFORE))) == [firm]
    assert list(browsing.ids(desk, View("enterprise", "anda", as_of=BEFORE))) == []
    assert list(browsing.ids(desk, View("enterprise", "anda", as_of=DAY))) == [firm]
    by_name = View("enterprise", sort=(("name", True),), as_of=BEFORE)
    assert list(browsing.ids(desk, by_name)) == [other, firm]
    kept = Condition("name", Operator.CONTAINS, "长荣")
    assert list(browsing.ids(desk, View("enterprise", filters=(kept,), as_of=BEFORE))) == [firm]
    assert list(browsing.ids(desk, View("enterprise", "长荣", as_of=BEFORE, known=datetime(2030, 1, 1)))) == [firm]


def test_failures_in_a_row_are_counted_by_what_was_known(moving):
    body = added(moving, "ent_rd_org", made.institution(1, 2015))
    told = added(moving, "annual_eval", made.evaluation(body, 1, 2018) | {"grade": "合格"})
    known = moving.moment
    moving.moment += timedelta(days=1)
    moving.write("annual_eval", "edit", told, {"grade": "不合格"}, "2017-03-15")
    for when, failures in ((None, 1), (known, 0)):
        assert table_of(moving.desk, "annual_eval", DAY, when) == folded_singly(moving.desk, "annual_eval", DAY, when)
        row = browsing.rows(moving.desk, "annual_eval", [told], DAY, when)[told]
        assert row.get("consecutive_d") == failures
