"""The page of problems as staff use it: by keyboard from the list to the cell and back, let stand, mended, exported."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.values import Value
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.problems.accept_dialog import AcceptDialog
from bureau_desk.ui.problems.page import ProblemsPage
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import compose

FIRST, LAST = 1, 2  # two of the made-up incubators


@pytest.fixture
def listed(window: MainWindow) -> ProblemsPage:
    """The page over a desk with two carriers' returns; one of them typed in a wrong unit."""
    assert window.session is not None
    desk = window.session.desk
    rows: list[dict[str, Value]] = [
        {"subject_ref": subject, "year": year, "period": "年报", "total_income": income, "service_income": income,
         "property_income": 0, "staff_count": 20, "incubatee_count": 60, "graduated_year": 5, "graduated_total": total}
        for subject, year, income, total in (
            (FIRST, 2020, 9_900_000, 40), (FIRST, 2021, 9_900_000_000, 45), (LAST, 2020, 8_000_000, 50), (LAST, 2021, 8_100_000, 52),
        )
    ]  # fmt: skip
    with desk.database.writing() as connection:
        entries = add_many(connection, "annual_stats", rows)
    write(desk, entries, "载入年报")
    page = window.show_place("problems")
    assert isinstance(page, ProblemsPage)
    return page


def messages(page: ProblemsPage) -> list[str]:
    return [page.model.line(row).message for row in range(page.model.rowCount())]


def row_of(page: ProblemsPage, words: str) -> int:
    return next(place for place, one in enumerate(messages(page)) if words in one)


def focused() -> object:
    return QApplication.focusWidget()


def told(window: MainWindow) -> int:
    assert window.session is not None
    return sum(one.problems for one in window.session.registers())


def test_from_the_list_to_the_cell_and_back_with_the_keyboard_alone(
    window: MainWindow, listed: ProblemsPage, qtbot: QtBot
) -> None:
    assert any("疑似把元当千元填" in one for one in messages(listed))
    row = row_of(listed, "累计毕业企业（52家）小于2020年的50家")
    listed.table.setFocus()
    listed.table.selectRow(row)
    qtbot.keyClick(listed.table, Qt.Key.Key_Return)
    page = window.register_page()
    assert page is not None and page.register.key == "annual_stats"
    editor = page.details.form.rows["graduated_total"].editor
    assert page.details.title.text() == "重庆路科技孵化器"  # a row is called after the one it is about
    assert editor.hasFocus() and listed.band.isVisible() and "累计毕业企业" in listed.band.words.toolTip()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is listed and not listed.band.isVisible()
    assert listed.table.hasFocus() and listed.table.currentIndex().row() == row


def test_f8_goes_to_the_next_problem_and_a_mended_one_is_gone(
    window: MainWindow, listed: ProblemsPage, qtbot: QtBot
) -> None:
    total = listed.model.rowCount()
    row = row_of(listed, "累计毕业企业")
    listed.table.selectRow(row)
    qtbot.keyClick(listed.table, Qt.Key.Key_Return)
    page = window.register_page()
    assert page is not None
    page.details.form.type_into("graduated_total", "55")
    assert page.details.form.save()
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert listed.model.rowCount() == total - 1 and not any("累计毕业企业" in one for one in messages(listed))
    listed.band.go_back()
    assert window.stack.currentWidget() is listed


def test_problems_are_let_stand_with_a_reason_and_every_count_agrees(
    window: MainWindow, listed: ProblemsPage, qtbot: QtBot
) -> None:
    before = told(window)
    assert listed.count.text().startswith(f"{before:,} 条记录")
    listed.table.selectRow(row_of(listed, "累计毕业企业"))
    qtbot.keyClick(listed.table, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    dialog = listed.findChild(AcceptDialog)
    assert dialog is not None and not dialog.keep.isEnabled()
    dialog.reason.setText("省厅核减")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert not any("累计毕业企业" in one for one in messages(listed))
    assert told(window) == before - 1 and listed.count.text().startswith(f"{before - 1:,} 条记录")
    listed.states.setCurrentIndex(2)
    line = listed.model.line(0)
    assert (line.reason, line.author) == ("省厅核减", "测试员") and listed.states.tabText(2) == "已接受 1"
    listed.table.selectRow(0)
    listed.back_button.click()
    assert listed.model.rowCount() == 0 and told(window) == before
    window.commands.undo()
    assert told(window) == before - 1 and listed.states.tabText(2) == "已接受 1"


def test_many_are_let_stand_at_once_and_one_undo_brings_them_back(
    window: MainWindow, listed: ProblemsPage, qtbot: QtBot
) -> None:
    total = listed.model.rowCount()
    listed.table.setFocus()
    listed.table.selectAll()
    assert f"{total:,}" in listed.accept_button.text()
    listed.accept_selected()
    dialog = listed.findChild(AcceptDialog)
    assert dialog is not None
    dialog.reason.setText("已核实，数据属实")
    dialog.keep.click()
    assert listed.model.rowCount() == 0 and told(window) == 0
    window.commands.undo()
    assert listed.model.rowCount() == total


def test_a_safe_suggestion_is_written_in_place(window: MainWindow, listed: ProblemsPage, qtbot: QtBot) -> None:
    listed.table.selectRow(row_of(listed, "总收入") if any("总收入" in one for one in messages(listed)) else 0)
    row = next(place for place in range(listed.model.rowCount()) if listed.model.line(place).suggestion)
    line = listed.model.line(row)
    listed.table.selectRow(row)
    assert line.suggestion == "9900" and listed.mend_button.isEnabled()
    qtbot.keyClick(listed.table, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert window.session is not None
    held = window.session.rows("annual_stats", [line.record])[line.record]
    assert held.get(line.field) == 9_900_000
    window.commands.undo()
    assert any(listed.model.line(place).suggestion for place in range(listed.model.rowCount()))


def test_filters_say_their_numbers_and_narrow_the_list(listed: ProblemsPage, qtbot: QtBot) -> None:
    total = listed.model.rowCount()
    kind = listed.filters.choices["kind"]
    place = kind.findData("unit")
    number = int(kind.itemText(place).split("（")[1].rstrip("）"))
    kind.setCurrentIndex(place)
    kind.activated.emit(place)
    assert listed.model.rowCount() == number < total
    listed.filters.clear()
    assert listed.model.rowCount() == total
    listed.filters.search.setFocus()
    compose(listed.filters.search, "大连理工")
    qtbot.waitUntil(lambda: 0 < listed.model.rowCount() < total)
    assert all("大连理工" in listed.model.line(row).name for row in range(listed.model.rowCount()))
    listed.filters.search.setText("没有这样的")
    qtbot.waitUntil(lambda: listed.model.rowCount() == 0)
    assert listed._stack.currentWidget() is listed._nothing_found


def test_the_whole_desk_is_checked_in_the_background_and_listed_apart(
    window: MainWindow, listed: ProblemsPage, qtbot: QtBot
) -> None:
    before = told(window)
    listed.check_button.click()
    qtbot.waitUntil(lambda: not window.runner.running and listed.state == "wide", timeout=20_000)
    assert "核对于" in listed.checked.text() and told(window) == before


def test_the_list_is_exported_for_the_districts(
    window: MainWindow, listed: ProblemsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    out = tmp_path / "清单.xlsx"
    listed.export_to(out, "district")
    qtbot.waitUntil(lambda: not window.runner.running and out.is_file(), timeout=20_000)
    book = openpyxl.load_workbook(out, read_only=True)
    assert sum(1 for sheet in book for _ in sheet.iter_rows(min_row=2)) == listed.model.rowCount()
    book.close()


def test_last_years_value_stands_under_the_field_and_one_click_mends_a_wrong_unit(
    window: MainWindow, listed: ProblemsPage, qtbot: QtBot
) -> None:
    page = window.show_place("register:annual_stats")
    assert isinstance(page, RegisterPage)
    record = next(one for one in page.table.model.ids if page.table.model.value(page.table.model.row_of(one), page.register.field("total_income")) == 8_100_000)  # type: ignore[arg-type]  # fmt: skip
    page.go_to(record, "total_income")
    row = page.details.form.rows["total_income"]
    assert "上年8,000千元" in row.note.text()
    page.details.form.type_into("total_income", "80000")
    assert row.problem.isVisible() and "疑似多填了一位" in row.problem.text()
    assert row.mend.isVisible() and row.mend.text() == "改为 8000"
    row.mend.setFocus()
    qtbot.keyClick(row.mend, Qt.Key.Key_Space)
    assert row.text() == "8000"
    qtbot.waitUntil(lambda: not row.mend.isVisible() and "疑似" not in row.problem.text())
    page.details.form.discard_changes()
