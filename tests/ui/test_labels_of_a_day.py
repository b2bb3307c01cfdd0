"""Looking at a past day, every part of the register page calls a code by its name of that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QListWidget

from bureau_desk.app import schema_editing
from bureau_desk.app.jobs import finish
from bureau_desk.domain import overlay_codes
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import Code
from bureau_desk.ui.printing.job import rows_of
from bureau_desk.ui.table.column_values import open_values

THEN = date(2020, 12, 31)


@pytest.fixture
def renamed(window, page, qtbot):
    """The second district has another name since 2021, and one code went out of use in 2020."""
    desk = window.session.desk
    held = desk.schema.codelists["stat_unit"].get("320411")
    step = overlay_codes.change_code(desk.laid, "stat_unit", replace(held, label="新北新区"), date(2021, 1, 1))
    finish(schema_editing.carry_out(desk, step))
    step = overlay_codes.add_code(desk.laid, "stat_unit", Code("", "老园区", valid_to=THEN))
    finish(schema_editing.carry_out(desk, step))
    qtbot.waitUntil(lambda: not window.runner.running and not window.session.busy)
    return window.show_place("register:incubator")


def cell(page):
    """The district of the second record in the table."""
    model = page.table.model
    return model.cell(model.row_of(2), model.column_of("stat_unit")).text


def test_table_form_filter_words_and_prints_follow_the_day(renamed, window, qtbot):
    page = renamed
    for day, label in ((None, "新北新区"), (THEN, "新北区"), (None, "新北新区")):
        window.look_at(day)
        qtbot.waitUntil(lambda: not page.table.queries.waits("ids") and len(page.table.model.ids) > 0)
        assert cell(page) == label
        page.table.select_record(2)
        qtbot.waitUntil(lambda: page.details.form.record == 2)
        assert page.details.form.rows["stat_unit"].text() == label
        field = page.register.field("stat_unit")
        page.table.conditions.set_filter("stat_unit", (Condition("stat_unit", Operator.IN, ("320411",)),))
        assert page.table.conditions.words("stat_unit").endswith(f"：{label}")
        printed = finish(rows_of(window.session, page.table.conditions.view(), [field]))
        assert {row[0] for row in printed} == {label}
        page.table.conditions.set_filter("stat_unit", ())


def test_the_values_offered_by_a_filter_are_those_of_the_day(renamed, window, qtbot):
    page = renamed
    for day, label in ((THEN, "新北区"), (None, "新北新区")):
        window.look_at(day)
        qtbot.waitUntil(lambda: not page.table.queries.waits("ids"))
        open_values(page.table, "stat_unit")
        qtbot.waitUntil(lambda: page.table.popup is not None)
        listed = page.table.popup.findChild(QListWidget)
        told = [listed.item(row).text() for row in range(listed.count())]
        assert sum(label in one for one in told) == 1
        assert not any(other in one for one in told for other in {"新北区", "新北新区"} - {label})
        page.table.popup.close()
        codes = page.table.conditions.codes(page.register.field("stat_unit"))
        places = [one.label for one in codes.codes]
        assert len(places) == len(set(places)) and "老园区" in places
        assert (places[-1] == "老园区") or day is not None


def test_a_code_out_of_use_is_offered_for_nothing_new(renamed):
    renamed.begin_new()
    picker = renamed.details.form.rows["stat_unit"].editor
    picker.open_list()
    offered = [one.text for one in picker.list.choices]
    assert "新北新区" in offered and "新北区" not in offered and "老园区" not in offered
