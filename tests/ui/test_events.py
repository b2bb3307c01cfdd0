"""Registering happenings by hand, on a real desk."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from bureau_desk.app import browsing, undoing
from bureau_desk.ui.events.dialog import EventDialog
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import compose


def opened(window: MainWindow, page: RegisterPage, rows: int, kind: str = "") -> EventDialog:
    from PySide6.QtCore import QItemSelectionModel

    flags = QItemSelectionModel.SelectionFlag
    page.table.select_record(page.table.model.record_at(0))
    for row in range(rows):
        page.table.view.selectionModel().select(page.table.model.index(row, 0), flags.Select | flags.Rows)
    window.commands.event(kind)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EventDialog)
    return dialog


def levels(window: MainWindow, records: list[int]) -> set[object]:
    rows = browsing.rows(window.session.desk, "incubator", records)
    return {row.get("highest_level") for row in rows.values()}


def test_three_carriers_get_a_level_as_one_step(window: MainWindow, page: RegisterPage, qtbot: QtBot) -> None:
    dialog = opened(window, page, 3, "认定")
    assert [dialog.tabs.tabText(one) for one in range(3)] == ["认定", "续期", "更名"]
    assert dialog.model.rowCount() == 3 and not dialog.write.isEnabled()
    assert dialog.model.index(0, dialog.model.columns.index("told")).data().startswith("✕ 请选级别")
    dialog.chosen.setFocus()
    compose(dialog.chosen.lineEdit(), "省级")
    dialog.day.setText("2021-05-01")
    dialog.work_out()
    assert dialog.write.text() == "写入 3 条" and dialog.write.isEnabled()
    with qtbot.waitSignal(window.runner.finished):
        qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    assert levels(window, dialog.records) == {"省级"}
    assert not dialog.isVisible()
    undoing.undo(window.session.desk)
    assert levels(window, dialog.records) == {None}


def test_new_names_are_pasted_down_the_column_from_excel(window: MainWindow, page: RegisterPage, qtbot: QtBot) -> None:
    dialog = opened(window, page, 2, "更名")
    assert dialog.after.isHidden()
    column = dialog.model.columns.index("after")
    dialog.table.setFocus()
    dialog.table.setCurrentIndex(dialog.model.index(0, column))
    QGuiApplication.clipboard().setText("模拟新名甲孵化器\r\n模拟新名乙孵化器\r\n")
    qtbot.keyClick(dialog.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog.work_out()
    assert [one.after for one in dialog.plan.lines] == ["模拟新名甲孵化器", "模拟新名乙孵化器"]
    with qtbot.waitSignal(window.runner.finished):
        dialog.run()
    rows = browsing.rows(window.session.desk, "incubator", dialog.records)
    assert {row.get("carrier_name") for row in rows.values()} == {"模拟新名甲孵化器", "模拟新名乙孵化器"}


def test_a_name_is_typed_in_the_cell_and_a_faulty_line_is_left_out(
    window: MainWindow, page: RegisterPage, qtbot: QtBot
) -> None:
    dialog = opened(window, page, 2, "更名")
    column = dialog.model.columns.index("after")
    dialog.table.setFocus()
    dialog.table.setCurrentIndex(dialog.model.index(1, column))
    qtbot.keyClick(dialog.table, Qt.Key.Key_F2)
    editor = dialog.table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("模拟新名乙孵化器")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert dialog.isVisible()
    dialog.work_out()
    assert [one.refused for one in dialog.plan.lines] == [True, False]
    assert "1 条有误，不写入" in dialog.count.text()
    with qtbot.waitSignal(window.runner.finished):
        dialog.run()
    assert len(browsing.ids(window.session.desk, browsing.View("event"))) == 1


@pytest.mark.parametrize("day", ["", "二月三十"])
def test_a_faulty_day_is_told_and_nothing_can_be_written(window: MainWindow, page: RegisterPage, day: str) -> None:
    dialog = opened(window, page, 1, "注销")
    dialog.day.setText(day)
    dialog.work_out()
    assert not dialog.write.isEnabled() and dialog.count.text()
    dialog.reject()


def test_by_keyboard_alone_from_the_table_to_the_written_event(
    window: MainWindow, page: RegisterPage, qtbot: QtBot
) -> None:
    page.table.view.setFocus()
    page.table.select_record(page.table.model.record_at(4))
    window.commands.do("event")
    dialog = QApplication.activeModalWidget()
    dialog.tabs.setFocus()
    for _ in range(len(dialog.kinds) - 1):
        qtbot.keyClick(dialog.tabs, Qt.Key.Key_Right)
    assert dialog.kind.word == "注销"
    with qtbot.waitSignal(window.runner.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    row = browsing.rows(window.session.desk, "incubator", dialog.records)[dialog.records[0]]
    assert row.get("run_status") == "停运"


def test_registers_without_changes_say_so(window: MainWindow) -> None:
    window.commands.event_of("award", [1])
    assert "没有需要登记的变更" in window.status.words.toolTip()
