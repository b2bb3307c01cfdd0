"""What staff do with a register: search, sort, filter, type, save, delete, take back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from bureau_desk.domain.question import Condition, Operator
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.record_model import RecordModel
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.row_pages import PAGE
from tests.ui.conftest import NAMES, ROWS, compose, credit_code


def name_at(page: RegisterPage, row: int) -> str:
    return page.table.model.cell(row, 0).text


def test_the_model_keeps_qts_rules(session: Session, qtmodeltester: ModelTester) -> None:
    model = RecordModel(session, session.register("incubator"))
    model.set_columns(list(session.register("incubator").fields[:5]))
    model.show(session.ids(session.view("incubator")))
    qtmodeltester.check(model)


def test_only_the_painted_pages_are_read(session: Session) -> None:
    model = RecordModel(session, session.register("incubator"))
    model.set_columns(list(session.register("incubator").fields[:3]))
    model.show(session.ids(session.view("incubator")))
    assert model.rowCount() == ROWS
    model.cell(ROWS - 1, 0)
    assert list(model.pages.kept) == [(ROWS - 1) // PAGE]


def test_data_of_a_row_that_is_gone_never_raises(session: Session) -> None:
    model = RecordModel(session, session.register("incubator"))
    model.set_columns(list(session.register("incubator").fields[:3]))
    model.show(session.ids(session.view("incubator")))
    index = model.index(ROWS - 1, 0)
    model.ids = model.ids[:10]
    assert model.data(index) is None
    assert model.data(QModelIndex()) is None


def test_initials_find_a_record(page: RegisterPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.search, "cqlkj")
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 1)
    assert name_at(page, 0) == NAMES[1]
    assert "1 条" in page.count.text()


def test_a_search_without_result_offers_the_way_back(page: RegisterPage, qtbot: QtBot) -> None:
    page.search.setText("没有这样的名称")
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 0)
    back = next(one for one in page.findChildren(QPushButton) if one.text() == "取消搜索和筛选")
    assert back.isVisible()
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert page.table.model.rowCount() == ROWS


def test_a_click_on_a_title_sorts_up_then_down_then_not(page: RegisterPage) -> None:
    column = next(place for place, field in enumerate(page.table.model.columns) if field.key == "established_date")
    header = page.table.view.filters
    header.sectionClicked.emit(column)
    first = page.table.model.cell(0, column).text
    header.sectionClicked.emit(column)
    last = page.table.model.cell(0, column).text
    assert first < last
    header.sectionClicked.emit(column)
    assert page.table.conditions.sort == ()
    assert name_at(page, 0) == NAMES[0]


def test_a_typed_filter_and_its_chip(page: RegisterPage, qtbot: QtBot) -> None:
    entry = page.table.view.frozen.filters.filter_of("carrier_name")
    assert isinstance(entry, QLineEdit)
    compose(entry, "科技")
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 2)
    assert [chip.text() for chip in page.chips.chips] == ["孵化器名称：科技"]
    qtbot.mouseClick(page.chips.chips[0].words, Qt.MouseButton.LeftButton)
    assert page.window().focusWidget() is entry, "a click on a chip edits its filter"
    qtbot.mouseClick(page.chips.chips[0].close_button, Qt.MouseButton.LeftButton)
    assert page.table.model.rowCount() == ROWS


def test_a_filter_picked_from_its_list(page: RegisterPage) -> None:
    popup = page.table.open_filter("stat_unit")
    assert popup is not None
    popup.tick("武进区")
    popup.apply()
    assert page.table.model.rowCount() == ROWS // 3
    assert "武进区" in page.chips.chips[0].text()


def test_a_filter_that_leaves_nothing_keeps_the_filter_row(page: RegisterPage) -> None:
    page.table.conditions.set_filter("carrier_name", (Condition("carrier_name", Operator.CONTAINS, "没有"),))
    assert page.table.model.rowCount() == 0
    assert page.table.isVisible()


def test_a_row_typed_in_the_form_stands_in_the_table(page: RegisterPage, window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["add"].trigger()
    form = page.details.form
    texts = {
        "carrier_name": "新设模拟孵化器", "carrier_kind": "孵化器", "incubator_type": "综合型", "established_date": "2020.5",
        "address": "常州市模拟路1号", "stat_unit": "武进区", "operator_name": "新设模拟有限公司", "operator_uscc": credit_code(9001),
        "operator_nature": "民营企业", "contact_name": "模拟", "contact_phone": "0519-12345678", "total_area": "2万",
        "controllable_area": "15000", "tenant_area": "12000", "run_status": "正常",
    }  # fmt: skip
    for key, text in texts.items():
        editor = form.rows[key].editor
        editor.clear()
        compose(editor, text)
    qtbot.mouseClick(form.keep, Qt.MouseButton.LeftButton)
    assert page.table.model.rowCount() == ROWS + 1, [one.message for one in form.problems()]
    assert page.details.title.text() == "新设模拟孵化器"
    assert form.rows["established_date"].text() == "2020-05"
    assert page.table.current_record() == form.record
    window.actions_["undo"].trigger()
    assert page.table.model.rowCount() == ROWS
    window.actions_["redo"].trigger()
    assert page.table.model.rowCount() == ROWS + 1


def test_a_new_row_without_its_required_fields_is_refused_and_kept(page: RegisterPage, window: MainWindow) -> None:
    window.actions_["add"].trigger()
    form = page.details.form
    assert not any(row.problem.isVisible() for row in form.rows.values()), "nothing is blamed before it was touched"
    form.type_into("carrier_name", "半条记录")
    window.actions_["save"].trigger()
    assert page.table.model.rowCount() == ROWS
    assert form.rows["carrier_kind"].problem.isVisible()
    assert form.rows["carrier_name"].text() == "半条记录"


def test_a_wrong_check_character_is_told_beside_its_field(page: RegisterPage, qtbot: QtBot) -> None:
    row = page.details.form.rows["operator_uscc"]
    row.editor.selectAll()
    qtbot.keyClicks(row.editor, "91320412MATX0035X1")
    # The row's own code is doubted already: what is waited for is the word on the new one.
    qtbot.waitUntil(lambda: row.problem.isVisible() and "18 位校验码应为 0" in row.problem.text())
    assert row.editor.property("state") in ("bad", "warning")


def test_money_is_told_in_other_units(page: RegisterPage) -> None:
    assert page.details.form.rows["incubation_fund"].note.text() == "合 0.12 亿元 · 12,000,000 元"


def test_a_draft_is_kept_while_one_looks_elsewhere(page: RegisterPage) -> None:
    form = page.details.form
    form.type_into("address", "改了一半")
    page.table.select_record(page.table.model.record_at(3) or 0)
    assert form.rows["address"].text() != "改了一半"
    page.table.select_record(page.table.model.record_at(0) or 0)
    assert form.rows["address"].text() == "改了一半"
    form.discard_changes()
    assert form.rows["address"].text() == "常州市模拟路0号"
    assert not form.dirty


def test_delete_and_take_back(page: RegisterPage, window: MainWindow) -> None:
    victim = page.table.current_record()
    page.delete_selected()
    assert page.table.model.rowCount() == ROWS - 1
    assert page.table.model.row_of(victim or 0) == -1
    assert window.status.undo.isVisible()
    window.status.undo.click()
    assert page.table.model.rowCount() == ROWS
    assert page.table.model.row_of(victim or 0) == 0


def test_the_name_is_edited_in_the_frozen_column(page: RegisterPage, qtbot: QtBot) -> None:
    page.table.view.setFocus()
    page.table.view.setCurrentIndex(page.table.model.index(0, 0))
    qtbot.keyClick(page.table.view, Qt.Key.Key_F2)
    assert page.table.view.frozen.viewport().findChildren(QLineEdit)


def test_rows_are_copied_with_titles_and_tabs(page: RegisterPage, window: MainWindow) -> None:
    page.table.view.selectAll()
    window.actions_["copy_titled"].trigger()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[0] == "孵化器名称"
    assert len([line for line in lines if line]) == ROWS + 1


def test_selected_numbers_are_added_up(page: RegisterPage) -> None:
    page.table.set_column_shown("staff_count", True)
    column = next(place for place, field in enumerate(page.table.model.columns) if field.key == "staff_count")
    page.table.view.setCurrentIndex(page.table.model.index(0, column))
    words: list[str] = []
    page.table.selection_changed.connect(words.append)
    page.table.view.selectAll()
    total = sum(20 + number for number in range(ROWS))
    assert f"合计 {total:,}" in words[-1]
    assert f"选中 {ROWS} 条" in words[-1]


def test_hidden_columns_and_widths_are_remembered(page: RegisterPage, window: MainWindow) -> None:
    page.table.set_column_shown("operator_name", False)
    page.table.view.setColumnWidth(1, 177)
    window.rebuild()
    again = window.register_page()
    assert again is not None and again is not page
    assert "operator_name" not in [field.key for field in again.table.model.columns]
    assert again.table.view.columnWidth(1) == 177


def test_history_tells_old_and_new(page: RegisterPage) -> None:
    page.details.form.type_into("address", "常州市新地址")
    page.details.form.reason.setText("搬迁")
    assert page.details.form.save()
    page.show_history()
    text = page.details.history.page.toPlainText()
    assert "常州市模拟路0号" in text and "常州市新地址" in text and "搬迁" in text and "测试员" in text
    assert "line-through" in page.details.history.page.toHtml()


def test_a_listed_change_elsewhere_leaves_other_registers_alone(page: RegisterPage, window: MainWindow) -> None:
    other = window.show_place("register:maker_space")
    assert isinstance(other, RegisterPage)
    assert other._stack.currentIndex() == 1, "an empty register says what it is for"
    window.show_place("register:incubator")
    page.delete_selected()
    assert page.table.model.rowCount() == ROWS - 1


@pytest.mark.parametrize("width", [1366, 1920])
def test_nothing_is_cut_off_at_the_promised_size(
    window: MainWindow, page: RegisterPage, width: int, qtbot: QtBot
) -> None:
    window.resize(width, 768)
    qtbot.waitUntil(lambda: window.width() == width)
    assert window.minimumSizeHint().width() <= 1366
    assert page.add_button.mapTo(window, page.add_button.rect().bottomRight()).x() < window.width()
    assert page.details.form.keep.mapTo(window, page.details.form.keep.rect().bottomRight()).x() < window.width()
