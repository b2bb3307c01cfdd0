"""The table of a register as a workbench: cells selected, several columns sorted by, columns moved and frozen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.record_table import RecordTable
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import NAMES, ROWS

LEFT = Qt.MouseButton.LeftButton
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def table(page: RegisterPage, qtbot: QtBot) -> RecordTable:
    """The table of the incubators, with the focus in its first cell."""
    page.table.view.setFocus()
    qtbot.waitUntil(lambda: page.table.model.rowCount() == ROWS)
    return page.table


def texts(table: RecordTable, key: str, rows: int = ROWS) -> list[str]:
    column = table.model.column_of(key)
    return [table.model.cell(row, column).text for row in range(rows)]


def place(table: RecordTable, row: int, column: int) -> QPoint:
    """The middle of a cell, in the viewport of the grid."""
    return table.view.visualRect(table.model.index(row, column)).center()


def press(table: RecordTable, qtbot: QtBot, key: Qt.Key, keys: Qt.KeyboardModifier | None = None) -> None:
    qtbot.keyClick(table.view, key, keys or Qt.KeyboardModifier.NoModifier)


# cells
def test_a_drag_selects_a_block_of_cells_and_leaves_the_focus_where_it_began(table: RecordTable, qtbot: QtBot) -> None:
    viewport = table.view.viewport()
    qtbot.mousePress(viewport, LEFT, pos=place(table, 1, 1))
    qtbot.mouseMove(viewport, place(table, 4, 2))
    qtbot.mouseRelease(viewport, LEFT, pos=place(table, 4, 2))
    records, fields = table.block()
    assert records == [table.model.record_at(row) for row in range(1, 5)]
    assert [field.key for field in fields] == [field.key for field in table.model.columns[1:3]]
    assert (table.view.currentIndex().row(), table.view.currentIndex().column()) == (1, 1)


def test_a_drag_goes_from_the_frozen_name_into_the_other_columns(table: RecordTable, qtbot: QtBot) -> None:
    frozen = table.view.frozen.viewport()
    qtbot.mousePress(frozen, LEFT, pos=place(table, 0, 0))
    qtbot.mouseMove(frozen, place(table, 2, 1))
    qtbot.mouseRelease(frozen, LEFT, pos=place(table, 2, 1))
    assert table.view.selection.parts() == [(0, 0, 2, 1)]


def test_shift_and_arrows_extend_and_shift_click_does_the_same(table: RecordTable, qtbot: QtBot) -> None:
    table.view.setCurrentIndex(table.model.index(3, 1))
    for _ in range(2):
        press(table, qtbot, Qt.Key.Key_Down, SHIFT)
    press(table, qtbot, Qt.Key.Key_Right, SHIFT)
    assert table.view.selection.parts() == [(3, 1, 5, 2)]
    press(table, qtbot, Qt.Key.Key_Up, SHIFT)
    assert table.view.selection.parts() == [(3, 1, 4, 2)]
    qtbot.mouseClick(table.view.viewport(), LEFT, SHIFT, place(table, 6, 1))
    assert table.view.selection.parts() == [(3, 1, 6, 1)]
    press(table, qtbot, Qt.Key.Key_Down)
    assert table.view.selection.parts() == [(4, 1, 4, 1)]


def test_ctrl_click_adds_and_takes_away_single_cells(table: RecordTable, qtbot: QtBot) -> None:
    viewport = table.view.viewport()
    qtbot.mouseClick(viewport, LEFT, pos=place(table, 1, 1))
    qtbot.mouseClick(viewport, LEFT, CTRL, place(table, 5, 1))
    assert table.selected() == [table.model.record_at(1), table.model.record_at(5)]
    qtbot.mouseClick(viewport, LEFT, CTRL, place(table, 5, 1))
    assert table.selected() == [table.model.record_at(1)]


def test_shift_space_takes_rows_ctrl_space_columns_and_ctrl_a_everything(table: RecordTable, qtbot: QtBot) -> None:
    table.view.setCurrentIndex(table.model.index(2, 1))
    press(table, qtbot, Qt.Key.Key_Down, SHIFT)
    press(table, qtbot, Qt.Key.Key_Space, SHIFT)
    assert table.whole_rows() and table.selected_number() == 2
    table.view.setCurrentIndex(table.model.index(2, 1))
    press(table, qtbot, Qt.Key.Key_Space, CTRL)
    records, fields = table.block()
    assert len(records) == ROWS and [field.key for field in fields] == [table.model.columns[1].key]
    assert not table.whole_rows()
    press(table, qtbot, Qt.Key.Key_A, CTRL)
    assert table.whole_rows() and table.selected_number() == ROWS


def test_a_click_on_a_row_number_selects_the_row(table: RecordTable, qtbot: QtBot) -> None:
    numbers = table.view.numbers
    qtbot.mouseClick(numbers.viewport(), LEFT, pos=QPoint(8, numbers.sectionViewportPosition(4) + 5))
    assert table.whole_rows() and table.selected() == [table.model.record_at(4)]


def test_a_copied_block_has_no_title(page: RegisterPage, table: RecordTable) -> None:
    table.view.setCurrentIndex(table.model.index(0, 0))
    table.view.selection.extend_to(1, 0)
    page.entering.copy()
    assert QGuiApplication.clipboard().text().splitlines() == [NAMES[0], NAMES[1]]


def test_delete_clears_cells_and_undo_brings_them_back(page: RegisterPage, table: RecordTable, qtbot: QtBot) -> None:
    table.set_column_shown("incubation_fund", True)
    column = table.model.column_of("incubation_fund")
    before = texts(table, "incubation_fund", 3)
    table.view.setCurrentIndex(table.model.index(0, column))
    table.view.selection.extend_to(1, column)
    page.delete_or_clear()
    assert texts(table, "incubation_fund", 3) == ["", "", before[2]]
    page.session.undo()
    assert texts(table, "incubation_fund", 3) == before


def test_delete_on_whole_rows_deletes_the_records(page: RegisterPage, table: RecordTable, qtbot: QtBot) -> None:
    table.view.setCurrentIndex(table.model.index(0, 1))
    press(table, qtbot, Qt.Key.Key_Space, SHIFT)
    page.delete_or_clear()
    assert table.model.rowCount() == ROWS - 1


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Trouble]:
    """What the window would tell in a dialog."""
    found: list[Trouble] = []
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda _window, trouble: found.append(trouble))
    return found


def cells(table: RecordTable, keys: str, rows: int) -> list[list[str]]:
    return [texts(table, key, rows) for key in keys.split()]


def select_two_blocks(table: RecordTable) -> None:
    """Rows 1 to 3 of one column and rows 2 to 5 of another."""
    for key in ("incubation_fund", "tenant_area"):
        table.set_column_shown(key, True)
    model, first, second = table.model, *map(table.model.column_of, ("incubation_fund", "tenant_area"))
    chosen = QItemSelection(model.index(0, first), model.index(2, first))
    chosen.merge(
        QItemSelection(model.index(1, second), model.index(4, second)), QItemSelectionModel.SelectionFlag.Select
    )
    table.view.setCurrentIndex(model.index(0, first))
    table.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_blocks_of_different_columns_are_cleared_as_one_step(
    window: MainWindow, page: RegisterPage, table: RecordTable
) -> None:
    select_two_blocks(table)
    before = cells(table, "incubation_fund tenant_area", 6)
    window.actions_["delete"].trigger()
    found = cells(table, "incubation_fund tenant_area", 6)
    assert found == [["", "", "", *before[0][3:]], [before[1][0], "", "", "", "", before[1][5]]]
    window.commands.undo()
    assert cells(table, "incubation_fund tenant_area", 6) == before


def test_blocks_of_different_columns_are_filled_each_from_its_own_first_row(
    window: MainWindow, page: RegisterPage, table: RecordTable
) -> None:
    select_two_blocks(table)
    table.conditions.sort_by("staff_count")
    select_two_blocks(table)
    before = cells(table, "incubation_fund tenant_area", 6)
    page.entering.save_cell(table.model.record_at(0) or 0, "incubation_fund", "1")
    page.entering.save_cell(table.model.record_at(1) or 0, "tenant_area", "7")
    window.actions_["fill"].trigger()
    fund, area = cells(table, "incubation_fund tenant_area", 6)
    assert len(set(fund[:3])) == 1 and fund[3:] == before[0][3:] and fund[0] != before[0][0]
    assert area[1:5] == ["7"] * 4 and (area[0], area[5]) == (before[1][0], before[1][5])
    window.commands.undo()
    assert cells(table, "incubation_fund tenant_area", 6)[1][2:] == before[1][2:]


def test_a_cell_that_must_be_filled_keeps_the_whole_selection_from_being_cleared(
    page: RegisterPage, table: RecordTable, told: list[Trouble]
) -> None:
    table.view.setCurrentIndex(table.model.index(0, 0))
    before = texts(table, "carrier_name", 2)
    page.delete_or_clear()
    assert "没有写入" in told[0].message
    assert texts(table, "carrier_name", 2) == before


def test_ctrl_x_copies_and_clears_as_one_step(
    window: MainWindow, page: RegisterPage, table: RecordTable, qtbot: QtBot
) -> None:
    table.set_column_shown("incubation_fund", True)
    column = table.model.column_of("incubation_fund")
    before = texts(table, "incubation_fund", 3)
    table.view.setCurrentIndex(table.model.index(0, column))
    table.view.selection.extend_to(1, column)
    table.view.setFocus()
    press(table, qtbot, Qt.Key.Key_X, CTRL)
    assert texts(table, "incubation_fund", 3) == ["", "", before[2]]
    assert QGuiApplication.clipboard().text().splitlines() == ["1200", "1200"]
    window.commands.undo()
    assert texts(table, "incubation_fund", 3) == before


def test_whole_rows_are_not_cut_and_staff_are_told_what_to_do(
    page: RegisterPage, table: RecordTable, qtbot: QtBot, told: list[Trouble]
) -> None:
    table.view.setCurrentIndex(table.model.index(0, 1))
    press(table, qtbot, Qt.Key.Key_Space, SHIFT)
    page.entering.cut()
    assert "整行" in told[0].message and "删除" in told[0].hint
    assert table.model.rowCount() == ROWS


def test_clearing_many_cells_is_a_job_and_one_step(
    window: MainWindow, page: RegisterPage, table: RecordTable, qtbot: QtBot
) -> None:
    table.set_column_shown("incubation_fund", True)
    before = texts(table, "incubation_fund")
    table.select_column("incubation_fund")
    page.delete_or_clear()
    assert window.runner.running, "450 cells are cleared beside the window"
    qtbot.waitUntil(lambda: not window.runner.running and texts(table, "incubation_fund") == [""] * ROWS)
    page.session.undo()
    assert texts(table, "incubation_fund") == before


def test_clearing_many_cells_can_be_cancelled_and_leaves_nothing(
    window: MainWindow, page: RegisterPage, table: RecordTable, qtbot: QtBot
) -> None:
    table.set_column_shown("incubation_fund", True)
    before = texts(table, "incubation_fund")
    table.select_column("incubation_fund")
    page.delete_or_clear()
    window.runner.cancel()
    qtbot.waitUntil(lambda: not window.runner.running)
    assert texts(table, "incubation_fund") == before and page.session.writable


def test_ctrl_minus_deletes_the_records_of_any_selected_cells(
    window: MainWindow, page: RegisterPage, table: RecordTable, qtbot: QtBot
) -> None:
    gone = [table.model.record_at(row) for row in (0, 1, 2)]
    table.view.setCurrentIndex(table.model.index(0, 1))
    table.view.selection.extend_to(2, 1)
    press(table, qtbot, Qt.Key.Key_Minus, CTRL)
    assert table.model.rowCount() == ROWS - 3
    assert all(table.model.row_of(one or 0) < 0 for one in gone)
    window.commands.undo()
    assert table.model.rowCount() == ROWS


def test_deleting_many_records_is_a_job_and_one_step(
    window: MainWindow, page: RegisterPage, table: RecordTable, qtbot: QtBot
) -> None:
    table.view.setCurrentIndex(table.model.index(0, 1))
    table.view.selectAll()
    page.delete_or_clear()
    assert window.runner.running
    qtbot.waitUntil(lambda: not window.runner.running and table.model.rowCount() == 0)
    page.session.undo()
    assert table.model.rowCount() == ROWS


def test_a_selection_too_large_to_copy_is_told_in_a_sentence(
    page: RegisterPage, table: RecordTable, told: list[Trouble], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bureau_desk.ui.entering.copying_out.MOST_CELLS", 100)
    QGuiApplication.clipboard().setText("原样")
    table.view.selectAll()
    page.entering.copy()
    assert f"{ROWS:,} 行" in told[0].message and "导出" in told[0].hint
    assert QGuiApplication.clipboard().text() == "原样"


# sorting
def test_shift_click_sorts_within_the_first_column_and_is_remembered(
    page: RegisterPage, window: MainWindow, table: RecordTable, qtbot: QtBot
) -> None:
    header = table.view.filters
    for key, keys in (
        ("stat_unit", Qt.KeyboardModifier.NoModifier),
        ("carrier_kind", SHIFT),
    ):
        at = header.sectionViewportPosition(table.model.column_of(key)) + 20
        qtbot.mouseClick(header.viewport(), LEFT, keys, QPoint(at, 10))
    assert table.conditions.sort == (("stat_unit", False), ("carrier_kind", False))
    table.conditions.sort_by("carrier_name", True, added=True)
    found = list(zip(texts(table, "stat_unit"), texts(table, "carrier_name"), strict=True))
    units = [unit for unit, _ in found]
    assert units == sorted(units, key=units.index), "each unit stands together"
    session = page.session
    order = list(session.ids(session.view("incubator", sort=(("carrier_name", True),))))
    places = {record: here for here, record in enumerate(order)}
    for unit in set(units):
        rows = [places[int(table.model.ids[row])] for row in range(ROWS) if units[row] == unit]
        assert rows == sorted(rows), "within a unit the names go down"
    window.rebuild()
    again = window.register_page()
    assert again is not None and len(again.table.conditions.sort) == 3


def test_a_sorting_kept_by_an_older_program_still_holds(page: RegisterPage) -> None:
    assert page.table.conditions._kept_sort(["carrier_name", True]) == (("carrier_name", True),)
    assert page.table.conditions._kept_sort([["carrier_name", True], ["gone", False], [1]]) == (("carrier_name", True),)


# columns
def test_a_column_moves_by_keyboard_and_by_drag_and_is_remembered(
    window: MainWindow, table: RecordTable, qtbot: QtBot
) -> None:
    keys = [field.key for field in table.model.columns]
    table.view.setCurrentIndex(table.model.index(2, 3))
    press(table, qtbot, Qt.Key.Key_Left, ALT | SHIFT)
    assert window.register_page() is not None, "Alt with an arrow alone would have gone back"
    assert [field.key for field in table.model.columns][2] == keys[3]
    assert table.view.currentIndex().column() == 2 and table.view.currentIndex().row() == 2
    table.view.filters.moveSection(1, 3)
    qtbot.waitUntil(lambda: table.model.columns[3].key == keys[1])
    assert table.view.filters.visualIndex(1) == 1, "the header keeps the model's own order"
    window.rebuild()
    again = window.register_page()
    assert again is not None and again.table.model.columns[3].key == keys[1]


def test_frozen_columns_stay_in_view_and_are_remembered(window: MainWindow, table: RecordTable) -> None:
    window.resize(1800, 768)
    table.columns.freeze(2)
    assert table.view.frozen_columns == 2
    assert not table.view.frozen.isColumnHidden(1) and table.view.frozen.isColumnHidden(2)
    assert table.view.frozen.filters.filter_of(table.model.columns[1].key) is not None
    bar = table.view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    table.view.scrollTo(table.model.index(0, 2))
    assert table.view.visualRect(table.model.index(0, 2)).left() >= table.view.frozen_width
    table.columns.freeze(0)
    assert table.view.frozen.isHidden()
    window.rebuild()
    again = window.register_page()
    assert again is not None and again.table.view.frozen_columns == 0


def test_freezing_too_much_never_hides_the_other_columns(window: MainWindow, table: RecordTable) -> None:
    table.columns.freeze(len(table.model.columns))
    assert table.view.frozen_width <= table.view.width() * 0.7
    assert 0 < table.view.frozen_columns < len(table.model.columns)
