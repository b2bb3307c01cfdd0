"""Staff change fields and code lists in the window: everything follows at once, nothing typed is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from bureau_desk.app import recording
from bureau_desk.app.desk import Desk
from bureau_desk.ui.column_menu import make_column_menu, make_columns_menu
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.schema.page import SchemaPage
from bureau_desk.ui.session import Session
from tests.ui.conftest import clock, compose


@pytest.fixture
def room(window):
    made = window.show_place("schema")
    assert isinstance(made, SchemaPage)
    made.show_register("incubator")
    return made


def done(window, qtbot):
    qtbot.waitUntil(lambda: not window.runner.running and not window.session.busy, timeout=20_000)
    QTest.qWait(20)


def choose(box, data):
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def add(window, room, qtbot, title, kind="text", column=False, **texts):
    room.begin_new()
    compose(room.form.title, title)
    choose(room.form.kind, kind)
    for name, text in texts.items():
        compose(getattr(room.form, name), text)
    if column:
        room.form.column.click()
    QTest.keyClick(room.form.title, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    done(window, qtbot)
    return room.lines.current_key()


def register(window):
    return window.session.schema.registers["incubator"]


def test_a_field_added_in_the_room_stands_in_form_table_and_filters_with_the_draft_and_place_kept(window, page, qtbot):
    page.search.setText("模拟孵化器1")
    page._search_now()
    page.table.select_record(120)
    page.details.form.rows["staff_count"].set_text("77")
    room = window.show_place("schema")
    room.show_register("incubator")
    key = add(window, room, qtbot, "路演场次", "int", column=True, unit="场", minimum="0")
    assert key == "x_luyanchangci"
    again = window.show_place("register:incubator")
    assert again is not page
    assert again.search.text() == "模拟孵化器1"
    assert again.table.current_record() == 120
    assert again.details.form.rows["staff_count"].text() == "77"
    assert key in [field.key for field in again.table.model.columns]
    again.details.form.rows[key].set_text("12")
    again.details.form.rows["staff_count"].set_text("78")
    assert again.details.form.save()
    assert window.session.texts("incubator", 120)[key] == "12"
    window.commands.undo()
    done(window, qtbot)
    window.commands.undo()
    done(window, qtbot)
    assert register(window).field(key) is None
    assert key not in window.register_page().details.form.rows


def test_a_title_that_is_taken_is_told_beside_the_form_and_what_was_typed_stays(window, room, qtbot):
    room.begin_new()
    compose(room.form.title, "从业人员")
    taken = next(one.title for one in register(window).fields if one.key == "total_area")
    room.form.title.setText(taken)
    room.form.title.textEdited.emit(taken)
    room.save()
    assert "已有字段" in room.form.problem.text()
    assert room.form.title.text() == taken


def test_what_is_typed_for_one_field_comes_back_after_a_look_at_another(room):
    room.lines.choose("contact_name")
    compose(room.form.title, "（改）")
    typed = room.form.title.text()
    room.lines.choose("contact_phone")
    assert room.form.title.text() != typed
    room.lines.choose("contact_name")
    assert room.form.title.text() == typed
    assert room.form.keep.isEnabled()


def test_alt_and_arrows_move_a_field_over_headings_and_undo_moves_it_back(window, room, qtbot):
    before = [one.key for one in register(window).fields]
    room.lines.choose("legal_rep")
    section = register(window).field("legal_rep").section
    place = before.index("legal_rep")
    QTest.keyClick(room.lines, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    done(window, qtbot)
    after = [one.key for one in register(window).fields]
    assert after.index("legal_rep") == place - 1
    assert room.lines.current_key() == "legal_rep"
    while register(window).field("legal_rep").section == section:
        QTest.keyClick(room.lines, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        done(window, qtbot)
    assert register(window).field("legal_rep").section == "基本信息"
    while window.session.undo():
        if [one.key for one in register(window).fields] == before:
            break
    assert register(window).field("legal_rep").section == section


def test_a_retired_field_leaves_form_and_columns_and_is_seen_on_a_day_before(window, room, qtbot):
    key = add(window, room, qtbot, "传真", column=True)
    desk = window.session.desk
    recording.save(desk, recording.read(desk, "incubator", {key: "0519-1"}, 1), valid_from="2020-01-01")
    room.lines.choose(key)
    room.form.retired_from.setText("2022-01-01")
    room.form.retire.click()
    done(window, qtbot)
    page = window.show_place("register:incubator")
    page.table.select_record(1)
    assert page.details.form.rows[key].isHidden()
    assert key not in [field.key for field in page.table.model.columns]
    assert "传真" not in [action.text() for action in make_columns_menu(page.table).actions()]
    window.look_at(date(2021, 6, 1))
    page.table.select_record(1)
    assert not page.details.form.rows[key].isHidden()
    assert page.details.form.rows[key].text() == "0519-1"
    assert key in [field.key for field in page.table.model.columns]
    window.look_at(None)
    assert key not in [field.key for field in page.table.model.columns]
    room = window.show_place("schema")
    room.lines.choose(key)
    assert room.form.retire.text() == "恢复使用"
    room.form.retire.click()
    done(window, qtbot)
    assert register(window).field(key).retired_on is None


def test_the_dry_run_lists_what_cannot_be_converted_leads_there_and_writes_the_list(window, room, qtbot, tmp_path):
    key = add(window, room, qtbot, "批准时间")
    desk = window.session.desk
    for record, text in ((1, "2021年5月"), (2, "去年")):
        recording.save(desk, recording.read(desk, "incubator", {key: text}, record))
    room.lines.choose(key)
    choose(room.form.kind, "date")
    room.form.keep.click()
    qtbot.waitUntil(lambda: room.steps.dialog is not None and not window.runner.running, timeout=20_000)
    dialog = room.steps.dialog
    assert "1 条可以转换" in dialog.summary.text() and "1 条不能" in dialog.summary.text()
    assert dialog.model.rowCount() == 1
    assert register(window).field(key).type == "text"
    out = tmp_path / "清单.xlsx"
    dialog.save_to(Path(out))
    assert load_workbook(out).active.cell(2, 3).value == "去年"
    dialog.table.setCurrentIndex(dialog.model.index(0, 0))
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert window.register_page().table.current_record() == 2
    room = window.show_place("schema")
    room.lines.choose(key)
    choose(room.form.kind, "date")
    room.steps.dialog = None
    room.form.keep.click()
    qtbot.waitUntil(lambda: room.steps.dialog is not None and not window.runner.running, timeout=20_000)
    room.steps.dialog.carry.click()
    done(window, qtbot)
    assert register(window).field(key).type == "date"
    assert window.session.texts("incubator", 1)[key] == "2021-05"
    assert window.session.texts("incubator", 2)[key] == "去年"
    window.commands.undo()
    done(window, qtbot)
    assert window.session.texts("incubator", 1)[key] == "2021年5月"


def test_codes_are_added_renamed_and_dated_in_the_room(window, room, qtbot):
    room.places.choose("codelist:stat_unit")
    listed = window.session.schema.codelists["stat_unit"]
    room.begin_new()
    compose(room.code_form.title, "模拟新区")
    room.save()
    done(window, qtbot)
    assert window.session.schema.codelists["stat_unit"].get("模拟新区") is not None
    assert room.lines.current_key() == "模拟新区"
    room.code_form.remove.click()
    done(window, qtbot)
    assert window.session.schema.codelists["stat_unit"].get("模拟新区") is None
    room.lines.choose("320412")
    assert "150 条" in room.code_form.note.text()
    assert room.code_form.remove.isHidden()
    compose(room.code_form.title, "（新）")
    room.code_form.until.setText("2021-13-01")
    room.code_form.ask()
    assert "日期读不懂" in room.code_form.problem.text()
    room.code_form.until.setText("")
    room.code_form.ask()
    done(window, qtbot)
    label = listed.label("320412")
    assert window.session.schema.codelists["stat_unit"].label("320412") == f"{label}（新）"
    assert label in window.session.schema.codelists["stat_unit"].get("320412").aliases
    assert room.steps.add_codelist("模拟类别", ["投融资", "法务"], False)
    done(window, qtbot)
    assert room.heading.toolTip() == "模拟类别"
    assert [key for key, _ in room.lines.order()] == ["投融资", "法务"]


def test_a_column_leads_to_its_field(window, page):
    field = page.register.field("total_area")
    menu = make_column_menu(page.table, field)
    next(action for action in menu.actions() if action.text() == "编辑字段…").trigger()
    room = window.stack.currentWidget()
    assert isinstance(room, SchemaPage)
    assert room.lines.current_key() == "total_area"
    assert room.form.title.text() == field.title
    assert "不能改类型" in room.form.fixed.text()
    assert not room.form.kind.isEnabled()
    assert window.navigation.settings.isChecked()


def test_in_the_past_fields_can_only_be_looked_at(window, room):
    window.look_at(date(2021, 1, 1))
    room.lines.choose("contact_name")
    assert not room.add.isEnabled()
    assert not room.form.title.isEnabled()
    assert "只能看" in room.notice.text()


def test_a_window_open_for_reading_follows_fields_that_somebody_else_adds(window, room, qtbot, desk_path, memory):
    reading = MainWindow(memory, "读者")
    try:
        reading.use(Session(Desk.open(desk_path, "读者", clock, write=False)))
        reading.show()
        page = reading.show_place("register:incubator")
        page.table.select_record(120)
        key = add(window, room, qtbot, "路演场次", "int", column=True)
        assert key not in page.details.form.rows
        reading.following.watch.look()
        qtbot.waitUntil(lambda: reading.register_page() is not page)
        again = reading.register_page()
        assert key in again.details.form.rows
        assert key in [field.key for field in again.table.model.columns]
        assert again.table.current_record() == 120
    finally:
        reading.close()
        reading.deleteLater()


def test_a_half_built_question_survives_a_step_on_fields_elsewhere(window, room, qtbot):
    asking = window.show_place("ask")
    asking.builder.register.setCurrentIndex(asking.builder.register.findData("incubator"))
    asking.builder.groups[0].setCurrentIndex(2)
    asking.builder._field.setCurrentIndex(asking.builder._field.findData("total_area"))
    compose(asking.builder._typed, ">=1000")
    asking.builder.add_condition()
    asking.builder.day.setText("2021-06-30")
    wanted = asking.builder.question()
    assert wanted.where and wanted.by == (asking.builder.groups[0].itemData(2),)
    room = window.show_place("schema")
    room.show_register("incubator", "contact_name")
    compose(room.form.title, "（改）")
    room.save()
    done(window, qtbot)
    again = window.show_place("ask")
    assert again is not asking
    assert again.builder.question() == wanted
    assert again.builder.day.text() == "2021-06-30"
