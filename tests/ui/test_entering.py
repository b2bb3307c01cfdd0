"""What staff type, paste, fill and replace in a register, as they do in Excel."""

from __future__ import annotations

import gc
from datetime import date
from threading import Event

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, func
from sqlalchemy import select as query

from bureau_desk.app.edit_plan import EditPlan
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.pasting import Rows
from bureau_desk.store.tables import revision
from bureau_desk.ui.entering.bulk_dialog import BulkDialog
from bureau_desk.ui.entering.cell_editors import CellText
from bureau_desk.ui.entering.paste_dialog import PasteDialog
from bureau_desk.ui.entering.picker import PickerLine
from bureau_desk.ui.entering.plan_preview import REASON
from bureau_desk.ui.entering.replace_dialog import ReplaceDialog
from bureau_desk.ui.entering.review_dialog import ReviewDialog
from bureau_desk.ui.entering.sources import make_picker
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import NAMES, ROWS, compose, credit_code

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Key = Qt.Key


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> RegisterPage:
    """The page of the incubators, in an active window."""
    made = window.show_place("register:incubator")
    assert isinstance(made, RegisterPage)
    window.activateWindow()
    qtbot.waitUntil(lambda: made.details.shown)
    return made


def at(page: RegisterPage, row: int, key: str) -> None:
    """Put the focus into a cell."""
    if key not in [field.key for field in page.table.model.columns]:
        page.table.set_column_shown(key, True)
    page.table.select_record(page.table.model.record_at(row) or 0, key)
    page.table.view.setFocus()


def select(page: RegisterPage, first: int, last: int, *keys: str) -> None:
    """Select a block of cells, with the focus in its first one."""
    for key in keys:
        at(page, first, key)
    columns = sorted(page.table.model.column_of(key) for key in keys)
    flag = QItemSelectionModel.SelectionFlag.NoUpdate
    page.table.view.selectionModel().setCurrentIndex(page.table.model.index(first, columns[0]), flag)
    page.table.view.selection.select(first, columns[0], last, columns[-1])


def editor(page: RegisterPage) -> QWidget:
    """The editor that is open in a cell."""
    found = page.table.delegate.editor
    assert found is not None
    return found


def write(qtbot: QtBot, text: str) -> None:
    """Type where the focus is."""
    for letter in text:
        qtbot.keyClicks(QApplication.focusWidget(), letter)


def cell(page: RegisterPage, row: int, key: str) -> str:
    return page.table.model.cell(row, page.table.model.column_of(key)).text


def held(page: RegisterPage, row: int, key: str) -> str:
    return str(page.session.texts("incubator", page.table.model.record_at(row) or 0)[key])


def place(page: RegisterPage) -> tuple[int, str]:
    index = page.table.view.currentIndex()
    return index.row(), page.table.model.columns[index.column()].key


def dialog(window: MainWindow, kind: type[ReviewDialog]) -> ReviewDialog:
    found = [one for one in window.findChildren(kind) if one.isVisible()]
    assert found
    return found[-1]


# in the cell
def test_typing_begins_an_edit_and_enter_goes_down(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "operator_name")
    qtbot.keyClick(page.table.view, Key.Key_A)
    assert editor(page).text() == "a"
    qtbot.keyClicks(editor(page), "bc")
    qtbot.keyClick(editor(page), Key.Key_Return)
    assert held(page, 0, "operator_name") == "abc"
    assert place(page) == (1, "operator_name") and page.table.view.hasFocus()
    qtbot.keyClick(page.table.view, Key.Key_B)
    qtbot.keyClick(editor(page), Key.Key_Return, SHIFT)
    assert place(page) == (0, "operator_name")


def test_typing_begins_in_the_frozen_name_column_too(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "carrier_name")
    qtbot.keyClick(page.table.view, Key.Key_X)
    assert editor(page).text() == "x" and page.table.view.frozen.isAncestorOf(editor(page))
    qtbot.keyClick(editor(page), Key.Key_Escape)
    assert held(page, 0, "carrier_name") == NAMES[0]


@pytest.mark.parametrize("key", ["operator_name", "carrier_name"])
def test_the_first_key_of_an_input_method_starts_a_composition_in_the_cell(page: RegisterPage, key: str) -> None:
    at(page, 0, key)
    view = page.table.view
    QApplication.sendEvent(view, QInputMethodEvent("mo", []))
    line = editor(page)
    assert isinstance(line, QLineEdit) and not line.text(), "the composition stands in for the old text"
    QApplication.sendEvent(view, QInputMethodEvent("mo'ni", []))
    event = QInputMethodEvent()
    event.setCommitString("模拟")
    QApplication.sendEvent(view, event)
    assert line.text() == "模拟"
    compose(line, "新名")
    line.window().activateWindow()
    page.table.delegate.commit((1, 0))
    assert held(page, 0, key) == "模拟新名"


def test_f2_puts_the_caret_at_the_end_and_tab_goes_right(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "operator_name")
    before = held(page, 0, "operator_name")
    qtbot.keyClick(page.table.view, Key.Key_F2)
    qtbot.keyClicks(editor(page), "2")
    qtbot.keyClick(editor(page), Key.Key_Tab)
    assert held(page, 0, "operator_name") == f"{before}2"
    column = page.table.model.column_of("operator_name")
    assert page.table.view.currentIndex().column() == column + 1
    qtbot.keyClick(page.table.view, Key.Key_Backtab, SHIFT)
    assert place(page) == (0, "operator_name")


def test_tab_after_the_last_column_goes_to_the_next_rows_first_cell(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, page.table.model.columns[-1].key)
    qtbot.keyClick(page.table.view, Key.Key_Tab)
    assert place(page) == (1, page.table.model.columns[0].key)
    qtbot.keyClick(page.table.view, Key.Key_Backtab, SHIFT)
    assert page.table.view.currentIndex().row() == 0


def test_escape_restores_what_is_saved(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "operator_name")
    write(qtbot, "x")
    assert len(page.session.drafts) == 1
    qtbot.keyClick(editor(page), Key.Key_Escape)
    assert held(page, 0, "operator_name") == f"{NAMES[0]}有限公司"
    assert len(page.session.drafts) == 0 and page.table.delegate.editor is None


def test_a_refused_text_stays_in_its_cell_with_the_reason_beside_it(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "established_date")
    write(qtbot, "x")
    compose(editor(page), "昨天前后")
    qtbot.keyClick(editor(page), Key.Key_Return)
    assert editor(page).text() == "x昨天前后"
    note = page.table.delegate.note
    assert note.isVisible() and "昨天前后" in note.text()
    assert place(page) == (0, "established_date")
    editor(page).clear()
    qtbot.keyClicks(editor(page), "2011.5")
    assert not note.isVisible()
    qtbot.keyClick(editor(page), Key.Key_Return)
    assert held(page, 0, "established_date") == "2011-05"


def test_a_refused_text_that_is_left_is_kept_and_stands_in_the_form(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "established_date")
    record = page.table.current_record()
    write(qtbot, "xyz")
    page.search.setFocus(Qt.FocusReason.MouseFocusReason)
    assert page.table.delegate.editor is None
    assert page.details.form.rows["established_date"].text() == "xyz"
    at(page, 3, "established_date")
    at(page, 0, "established_date")
    assert page.details.form.record == record and page.details.form.rows["established_date"].text() == "xyz"
    assert page.details.form.draft_note.isVisible()
    qtbot.keyClick(page.table.view, Key.Key_F2)
    assert editor(page).text() == "xyz"


def test_leaving_a_cell_with_the_mouse_saves_it(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "operator_name")
    write(qtbot, "abc")
    page.search.setFocus(Qt.FocusReason.MouseFocusReason)
    assert held(page, 0, "operator_name") == "abc"


def test_another_window_leaves_the_editor_open(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "operator_name")
    write(qtbot, "abc")
    from PySide6.QtGui import QFocusEvent

    QApplication.sendEvent(editor(page), QFocusEvent(QFocusEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))
    assert editor(page).text() == "abc"


def test_a_name_that_is_taken_is_refused_in_the_cell(page: RegisterPage, qtbot: QtBot) -> None:
    assert page.entering.save_cell(page.table.model.record_at(0) or 0, "operator_uscc", credit_code(1)) == ""
    at(page, 0, "carrier_name")
    qtbot.keyClick(page.table.view, Key.Key_F2)
    editor(page).clear()
    compose(editor(page), NAMES[1])
    qtbot.keyClick(editor(page), Key.Key_Return)
    assert NAMES[1] in page.table.delegate.note.text() and held(page, 0, "carrier_name") == NAMES[0]


def test_arrows_go_on_after_typing_but_move_the_caret_after_f2(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "operator_name")
    write(qtbot, "a")
    qtbot.keyClick(editor(page), Key.Key_Down)
    assert place(page) == (1, "operator_name") and held(page, 0, "operator_name") == "a"
    qtbot.keyClick(page.table.view, Key.Key_F2)
    qtbot.keyClicks(editor(page), "b")
    qtbot.keyClick(editor(page), Key.Key_Left)
    assert editor(page).cursorPosition() == len(editor(page).text()) - 1


def test_ctrl_semicolon_is_today_by_the_desks_clock(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "established_date")
    qtbot.keyClick(page.table.view, Key.Key_Semicolon, CTRL)
    qtbot.keyClick(editor(page), Key.Key_Return)
    assert held(page, 0, "established_date") == "2022-03-01"
    line = page.details.form.rows["established_date"].editor
    line.clear()
    qtbot.keyClick(line, Key.Key_Semicolon, CTRL)
    assert line.text() == "2022-03-01"


def test_alt_enter_begins_a_line_in_a_long_text(page: RegisterPage, qtbot: QtBot) -> None:
    key = next(field.key for field in page.register.fields if field.type == "ltext")
    at(page, 0, key)
    qtbot.keyClick(page.table.view, Key.Key_F2)
    text = editor(page)
    assert isinstance(text, CellText)
    qtbot.keyClicks(text, "one")
    qtbot.keyClick(text, Key.Key_Return, ALT)
    qtbot.keyClicks(text, "two")
    qtbot.keyClick(text, Key.Key_Return)
    assert held(page, 0, key) == "one\ntwo"


# pickers
def test_a_choice_is_found_by_initials_in_the_cell_and_the_focus_stays_there(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "stat_unit")
    qtbot.keyClick(page.table.view, Key.Key_X)
    picker = editor(page)
    assert isinstance(picker, PickerLine)
    qtbot.keyClicks(picker, "bq")
    qtbot.waitUntil(lambda: picker.open)
    assert picker.list.current == "新北区" and picker.hasFocus()
    qtbot.keyClick(picker, Key.Key_Return)
    assert cell(page, 0, "stat_unit") == "新北区" and place(page) == (1, "stat_unit")


def test_alt_down_opens_the_list_at_what_is_held(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "stat_unit")
    qtbot.keyClick(page.table.view, Key.Key_Down, ALT)
    picker = editor(page)
    assert isinstance(picker, PickerLine) and picker.open and picker.list.current == "武进区"
    assert not picker.list.isWindow(), "the list is no window that could take the focus"
    qtbot.keyClick(picker, Key.Key_Down)
    chosen = picker.list.current
    qtbot.keyClick(picker, Key.Key_Escape)
    assert not picker.open and page.table.delegate.editor is picker
    qtbot.keyClick(picker, Key.Key_Down, ALT)
    qtbot.keyClick(picker, Key.Key_Down)
    qtbot.keyClick(picker, Key.Key_Tab)
    assert cell(page, 0, "stat_unit") == chosen


def test_the_form_picks_by_pinyin_too(page: RegisterPage, qtbot: QtBot) -> None:
    picker = page.details.form.rows["stat_unit"].editor
    assert isinstance(picker, PickerLine)
    picker.setFocus()
    picker.clear()
    qtbot.keyClicks(picker, "tianning")
    qtbot.waitUntil(lambda: picker.open)
    qtbot.keyClick(picker, Key.Key_Return)
    assert picker.text() == "天宁区"


def test_a_reference_is_picked_by_initials_in_a_cell(page: RegisterPage, qtbot: QtBot) -> None:
    subject = page.session.register("event").field("subject")
    picker = make_picker(page.session, subject, page)
    picker.show()
    picker.setFocus()
    qtbot.keyClicks(picker, "cqlkj")
    qtbot.waitUntil(lambda: picker.open)
    qtbot.keyClick(picker, Key.Key_Return)
    assert picker.text() == NAMES[1]


# filling
def test_ctrl_enter_fills_the_typed_text_into_the_selection(page: RegisterPage, qtbot: QtBot) -> None:
    select(page, 0, 3, "operator_name")
    write(qtbot, "x")
    qtbot.keyClick(editor(page), Key.Key_Return, CTRL)
    assert [held(page, row, "operator_name") for row in range(5)] == ["x"] * 4 + [f"{NAMES[4]}有限公司"]


def test_fill_down_and_right_are_one_step_each(page: RegisterPage, window: MainWindow) -> None:
    select(page, 1, 4, "stat_unit")
    window.actions_["fill"].trigger()
    assert {held(page, row, "stat_unit") for row in range(1, 5)} == {"新北区"}
    window.commands.undo()
    assert held(page, 2, "stat_unit") != "新北区"
    at(page, 1, "stat_unit")
    window.actions_["fill"].trigger()
    assert held(page, 1, "stat_unit") == held(page, 0, "stat_unit")
    at(page, 0, "operator_name")
    page.entering.table.set_column_shown("contact_name", True)
    columns = [page.table.model.column_of(key) for key in ("operator_name", "contact_name")]
    page.table.columns.move("contact_name", columns[0] + 1)
    assert page.table.model.column_of("contact_name") == page.table.model.column_of("operator_name") + 1
    select(page, 0, 1, "operator_name", "contact_name")
    window.actions_["fill_right"].trigger()
    for row in (0, 1):
        assert held(page, row, "contact_name") == held(page, row, "operator_name") != "模拟"
    assert held(page, 2, "contact_name") == "模拟", "only what is selected is filled"
    window.commands.undo()
    assert [held(page, row, "contact_name") for row in (0, 1)] == ["模拟"] * 2, "one step"


def test_enter_and_tab_go_round_within_the_selected_cells(page: RegisterPage, qtbot: QtBot) -> None:
    select(page, 0, 1, "operator_name")
    column = page.table.view.currentIndex().column()
    page.table.view.selection.select(0, column, 1, column + 1)
    parts = page.table.view.selection.parts()

    def walk(key: Key, *held_keys: Qt.KeyboardModifier) -> list[tuple[int, int]]:
        found = []
        for _ in range(4):
            qtbot.keyClick(page.table.view, key, *held_keys)
            index = page.table.view.currentIndex()
            found.append((index.row(), index.column() - column))
        return found

    assert walk(Key.Key_Return) == [(1, 0), (0, 1), (1, 1), (0, 0)]
    assert walk(Key.Key_Return, SHIFT) == [(1, 1), (0, 1), (1, 0), (0, 0)]
    assert walk(Key.Key_Tab) == [(0, 1), (1, 0), (1, 1), (0, 0)]
    assert page.table.view.selection.parts() == parts, "the cells stay selected"
    write(qtbot, "new")
    qtbot.keyClick(editor(page), Key.Key_Return)
    assert held(page, 0, "operator_name") == "new" and place(page)[0] == 1
    assert page.table.view.selection.parts() == parts, "also when one of them was typed"


# paste and copy
def put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_a_block_is_seen_before_it_is_pasted_and_is_one_step(page: RegisterPage, window: MainWindow) -> None:
    at(page, ROWS - 2, "carrier_name")
    names = ["换了的名称", cell(page, ROWS - 1, "carrier_name"), "新来的甲", NAMES[0]]
    firms = ["换了的公司", f"{names[1]}有限公司", "新来的公司", f"{NAMES[0]}有限公司"]
    codes = [credit_code(ROWS - 2), credit_code(ROWS - 1), credit_code(8001), credit_code(0)]
    rows = zip(names, firms, codes, strict=True)
    put("孵化器名称\t运营机构名称\t统一社会信用代码\n" + "".join("\t".join(row) + "\n" for row in rows))
    window.actions_["paste"].trigger()
    shown = dialog(window, PasteDialog)
    assert isinstance(shown, PasteDialog) and shown.header.isChecked()
    assert "新增 2 · 相同 2" in shown.words.text(), "by name, where the block names its records"
    shown.rows.setCurrentIndex(shown.rows.findData(Rows.IN_PLACE))
    shown.read()
    assert "新增 1 · 改动 1 · 相同 1 · 拒绝 1" in shown.words.text()
    assert NAMES[0] in shown.preview.model.index(0, REASON).data()
    assert page.table.model.rowCount() == ROWS, "nothing is written before"
    shown.run()
    assert page.table.model.rowCount() == ROWS + 1
    window.commands.undo()
    assert page.table.model.rowCount() == ROWS and cell(page, ROWS - 2, "carrier_name") != "换了的名称"


def test_a_table_of_which_only_html_was_copied_is_pasted_like_one_from_excel(
    page: RegisterPage, window: MainWindow
) -> None:
    at(page, 0, "carrier_name")
    mime = QMimeData()
    rows = [("孵化器名称", "运营机构名称", "统一社会信用代码"), ("网页来的园", "网页来的公司", credit_code(8002))]
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    mime.setHtml(f"<html><body><table>{lines}</table><img src='http://nowhere.invalid/x.png'></body></html>")
    QGuiApplication.clipboard().setMimeData(mime)
    window.actions_["paste"].trigger()
    shown = dialog(window, PasteDialog)
    assert isinstance(shown, PasteDialog) and shown.header.isChecked() and "新增 1" in shown.words.text()
    shown.run()
    assert page.table.model.rowCount() == ROWS + 1


def test_lines_without_tabs_give_way_to_the_columns_of_their_table(window: MainWindow) -> None:
    from bureau_desk.ui.entering.pasted import pasted_block, pasted_text

    mime = QMimeData()
    mime.setText("甲\n1\n")
    mime.setHtml("<table><tr><td>甲</td><td>007</td></tr></table>")
    QGuiApplication.clipboard().setMimeData(mime)
    assert pasted_block() == (("甲", "007"),)
    mime = QMimeData()
    mime.setText("甲\t01\n")
    mime.setHtml("<table><tr><td>甲</td><td>1</td></tr></table>")
    QGuiApplication.clipboard().setMimeData(mime)
    assert pasted_block() == (("甲", "01"),), "text that tells its columns goes first"
    mime = QMimeData()
    mime.setHtml("<table><tr><td>一<br>二</td><td>3</td></tr></table>")
    QGuiApplication.clipboard().setMimeData(mime)
    assert pasted_text() == "一 二\t3"
    QGuiApplication.clipboard().clear()
    assert pasted_block() == ()


def test_a_copied_block_pastes_back_as_the_same(page: RegisterPage, window: MainWindow) -> None:
    select(page, 0, 20, *[field.key for field in page.table.model.columns])
    window.actions_["copy"].trigger()
    mime = QGuiApplication.clipboard().mimeData()
    assert "mso-number-format" in mime.html()
    window.actions_["paste"].trigger()
    shown = dialog(window, PasteDialog)
    assert shown.preview.plan.counts == {"added": 0, "changed": 0, "same": 21, "refused": 0}
    shown.close()


def test_a_large_paste_is_a_job_and_codes_stay_codes(page: RegisterPage, window: MainWindow, qtbot: QtBot) -> None:
    at(page, 0, "operator_uscc")
    put("".join(f"{credit_code(5000 + number)}\n" for number in range(ROWS)) + "9.13204E+17\n")
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        window.actions_["paste"].trigger()
    shown = dialog(window, PasteDialog)
    assert shown.preview.plan.counts["changed"] == ROWS and shown.preview.plan.counts["refused"] == 1
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        shown.run()
    assert held(page, 7, "operator_uscc") == credit_code(5007)


def test_a_plan_is_let_go_when_it_was_written_without_anybody_looking_for_garbage(
    page: RegisterPage, window: MainWindow, qtbot: QtBot
) -> None:
    def plans() -> int:
        return sum(isinstance(one, EditPlan) for one in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        at(page, 0, "operator_uscc")
        put("".join(f"{credit_code(6000 + number)}\n" for number in range(ROWS)))
        with qtbot.waitSignal(window.runner.finished, timeout=30_000):
            window.actions_["paste"].trigger()
        assert plans() == 1
        with qtbot.waitSignal(window.runner.finished, timeout=30_000):
            dialog(window, PasteDialog).run()
        qtbot.waitUntil(lambda: plans() == 0)
    finally:
        gc.enable()
    assert held(page, 7, "operator_uscc") == credit_code(6007)


def test_one_cell_is_pasted_as_if_typed_and_a_lost_code_is_refused(
    page: RegisterPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(page, 0, "operator_name")
    put("粘来的公司\r\n")
    window.actions_["paste"].trigger()
    assert held(page, 0, "operator_name") == "粘来的公司"
    said: list[str] = []
    monkeypatch.setattr(window, "tell_trouble", lambda trouble: said.append(trouble.message))
    page.failed.disconnect()
    page.failed.connect(lambda trouble: said.append(trouble.message))
    at(page, 0, "operator_uscc")
    put("9.13204E+17")
    window.actions_["paste"].trigger()
    assert "末尾数位可能已丢失" in said[0] and held(page, 0, "operator_uscc") == credit_code(0)


def test_pasting_nothing_says_so_and_changes_nothing(page: RegisterPage, window: MainWindow) -> None:
    said: list[str] = []
    page.told.connect(lambda words, _undo: said.append(words))
    at(page, 0, "operator_name")
    before = held(page, 0, "operator_name")
    put("")
    window.actions_["paste"].trigger()
    assert ["剪贴板里没有文字" in words for words in said] == [True]
    assert not [one for one in window.findChildren(PasteDialog) if one.isVisible()]
    put("\t\r\n")
    window.actions_["paste"].trigger()
    shown = dialog(window, PasteDialog)
    assert isinstance(shown, PasteDialog)
    assert "都是空白单元格" in shown.words.text() and not shown.write.isEnabled()
    shown.clear.setChecked(True)
    assert shown.preview.plan is not None and len(shown.preview.plan.lines) == 1
    shown.close()
    assert held(page, 0, "operator_name") == before


def test_what_is_chosen_while_a_large_paste_is_planned_decides(
    page: RegisterPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda _parent, trouble, *_: told.append(trouble))
    at(page, 0, "operator_name")
    put("".join(f"粘贴{number}\n" for number in range(ROWS)))
    window.actions_["paste"].trigger()
    shown = dialog(window, PasteDialog)
    assert isinstance(shown, PasteDialog) and window.runner.running
    shown.header.setChecked(False)
    shown.rows.setCurrentIndex(shown.rows.findData(Rows.NEW))
    shown.read()
    qtbot.waitUntil(lambda: not window.runner.running and shown.preview.plan is not None, timeout=30_000)
    assert shown.preview.plan is not None and not told
    assert {line.record for line in shown.preview.plan.lines} == {None}, "all as new records, as is chosen"
    shown.read()
    assert window.runner.running
    shown.close()  # in the midst of planning
    qtbot.waitUntil(lambda: not window.runner.running, timeout=30_000)
    qtbot.wait(50)
    assert not told and not [one for one in window.findChildren(PasteDialog) if one.isVisible()]


def test_a_paste_that_is_cancelled_midway_leaves_nothing(page: RegisterPage, window: MainWindow, qtbot: QtBot) -> None:
    at(page, 0, "operator_name")
    put("".join(f"粘贴{number}\n" for number in range(ROWS + 50)))
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        window.actions_["paste"].trigger()
    shown = dialog(window, PasteDialog)
    desk = page.session.desk
    with desk.database.reading() as connection:
        before = journal_lines(connection)
    with qtbot.waitSignal(window.runner.cancelled, timeout=30_000):
        shown.run()
        window.runner.cancel()
    with desk.database.reading() as connection:
        assert journal_lines(connection) == before
    assert held(page, 3, "operator_name") == f"{NAMES[3]}有限公司" and page.table.model.rowCount() == ROWS
    assert shown.isVisible(), "what was pasted can be written still"
    shown.close()


def journal_lines(connection: Connection) -> int:
    return int(connection.execute(query(func.count()).select_from(revision)).scalar() or 0)


# many records
def test_a_bulk_edit_is_previewed_and_touches_only_named_fields(
    page: RegisterPage, window: MainWindow, qtbot: QtBot
) -> None:
    select(page, 0, 9, "operator_name")
    before = [page.session.texts("incubator", page.table.model.record_at(row) or 0) for row in range(10)]
    window.actions_["fill_many"].trigger()
    shown = dialog(window, BulkDialog)
    assert isinstance(shown, BulkDialog) and shown.lines[0].editor is not None
    compose(shown.lines[0].editor, "统一的公司")
    shown.read()
    assert "改动 10" in shown.words.text() and shown.write.text() == "写入 10 条"
    shown.run()
    after = [page.session.texts("incubator", page.table.model.record_at(row) or 0) for row in range(10)]
    assert after == [one | {"operator_name": "统一的公司"} for one in before]
    window.commands.undo()
    assert held(page, 0, "operator_name") == before[0]["operator_name"]


def test_replacing_lists_what_is_found_and_leaves_out_what_is_unticked(
    page: RegisterPage, window: MainWindow, qtbot: QtBot
) -> None:
    at(page, 0, "operator_name")
    window.actions_["replace"].trigger()
    shown = dialog(window, ReplaceDialog)
    assert isinstance(shown, ReplaceDialog)
    shown.find.setText("(孵化")
    shown.expression.setChecked(True)
    shown.read()
    assert shown.fault_words.isVisible() and "圆括号" in shown.fault_words.text()
    shown.find.setText("科技孵化器有限公司$")
    shown.put.setText("科创有限公司")
    shown.read()
    qtbot.waitUntil(lambda: shown.preview.plan is not None)
    assert [line.place for line in shown.preview.plan.lines] == [2, 5]
    shown.preview.table.setCurrentIndex(shown.preview.model.index(0, 0))
    shown.preview._toggle(shown.preview.model.index(0, 0))
    assert shown.write.text() == "替换 1 条"
    shown.run()
    assert held(page, 1, "operator_name") == f"{NAMES[1]}有限公司"
    assert held(page, 4, "operator_name") == "拨云科创有限公司"


def test_a_copy_of_a_record_leaves_its_unique_fields_empty(page: RegisterPage, window: MainWindow) -> None:
    said: list[str] = []
    page.told.connect(lambda words, _undo: said.append(words))
    at(page, 1, "operator_name")
    window.actions_["copy_record"].trigger()
    form = page.details.form
    assert form.record is None and form.rows["carrier_name"].text() == ""
    assert form.rows["operator_name"].text() == f"{NAMES[1]}有限公司"
    assert "孵化器名称" in said[-1]
    form.type_into("carrier_name", "照样的孵化器")
    assert form.save()
    assert page.table.model.rowCount() == ROWS + 1


def test_the_next_year_keeps_the_subject_and_adds_one(page: RegisterPage, window: MainWindow) -> None:
    session = page.session
    for row in range(3):
        texts = {
            "subject_ref": f"#{page.table.model.record_at(row)}", "subject_name_then": NAMES[row], "eval_year": "2020",
            "stat_unit_then": "武进区", "publish_date": "2021-06-01", "participated": "参评", "grade": "A",
        }  # fmt: skip
        field = session.register("annual_eval").field("scheme")
        texts["scheme"] = session.schema.codelists[field.codelist].codes[0].label
        draft = session.read("annual_eval", texts, None)
        session.save(draft)
    evals = window.show_place("register:annual_eval")
    assert isinstance(evals, RegisterPage)
    evals.table.view.selectAll()
    window.actions_["next_year"].trigger()
    shown = dialog(window, ReviewDialog)
    assert shown.preview.plan.counts["added"] == 3
    shown.run()
    years = sorted(session.texts("annual_eval", one)["eval_year"] for one in session.ids(session.view("annual_eval")))
    assert years == ["2020"] * 3 + ["2021"] * 3
    evals.table.view.selectAll()
    window.actions_["next_year"].trigger()
    again = dialog(window, ReviewDialog)
    assert again.preview.plan.counts["refused"] >= 3, "2021 is there already"
    again.close()


def test_the_form_keeps_up_with_a_cell_saved_meanwhile(page: RegisterPage, qtbot: QtBot) -> None:
    at(page, 0, "operator_name")
    form = page.details.form
    form.type_into("address", "写了一半")
    at(page, 0, "operator_name")
    write(qtbot, "new")
    qtbot.keyClick(editor(page), Key.Key_Tab)
    assert form.rows["operator_name"].text() == "new" and form.rows["address"].text() == "写了一半"
    assert form.save()
    assert held(page, 0, "operator_name") == "new" and held(page, 0, "address") == "写了一半"


def test_a_draft_tells_what_has_changed_in_the_record_since(page: RegisterPage, window: MainWindow) -> None:
    form = page.details.form
    record = form.record
    assert record is not None
    form.type_into("address", "我写的")
    session = page.session
    session.save(session.read("incubator", {"address": "别处改的"}, record))
    at(page, 3, "operator_name")
    at(page, 0, "operator_name")
    assert form.rows["address"].text() == "我写的"
    assert "别处改的" in form.draft_note.text()


def test_a_cell_that_is_open_when_the_window_is_left_keeps_its_text(
    page: RegisterPage, window: MainWindow, qtbot: QtBot
) -> None:
    at(page, 0, "operator_name")
    record = page.table.current_record()
    write(qtbot, "half")
    window.keep_drafts()
    kept = page.session.drafts.get("incubator", record)
    assert kept is not None and kept.texts == {"operator_name": "half"}


def test_what_is_typed_while_a_job_writes_waits_in_its_cell(
    page: RegisterPage, window: MainWindow, qtbot: QtBot
) -> None:
    at(page, 3, "operator_name")
    write(qtbot, "abc")
    go_on = Event()

    def job() -> Job[None]:
        while not go_on.wait(0.01):
            yield Progress("写入台账")

    window.run_job("批量写入", job, lambda _: None, writes=True)
    qtbot.keyClick(editor(page), Key.Key_Return)
    assert "“批量写入”还没有完成" in page.table.delegate.note.text() and page.table.delegate.note.isVisible()
    assert editor(page).text() == "abc" and held(page, 3, "operator_name") == f"{NAMES[3]}有限公司"
    go_on.set()
    qtbot.waitUntil(lambda: not window.runner.running and page.session.writable)
    qtbot.keyClick(editor(page), Key.Key_Return)
    assert held(page, 3, "operator_name") == "abc"


def test_what_is_typed_is_not_saved_while_the_past_is_seen_and_is_kept(
    page: RegisterPage, window: MainWindow, qtbot: QtBot
) -> None:
    at(page, 3, "operator_name")
    record = page.table.model.record_at(3)
    write(qtbot, "abc")
    window.look_at(date(2022, 2, 1))
    if page.table.delegate.editor is not None:
        qtbot.keyClick(editor(page), Key.Key_Return)
    window.look_at(None)
    assert page.session.texts("incubator", record)["operator_name"] == f"{NAMES[3]}有限公司"
    kept = page.session.drafts.get("incubator", record)
    assert kept is not None and kept.texts == {"operator_name": "abc"}


@pytest.mark.parametrize(
    ("key", "modifier", "what"),
    [
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "没有清除"),
        (Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier, "没有剪切"),
        (Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier, "没有删除"),
    ],
)
def test_keys_that_cannot_work_while_a_job_writes_say_so(page, window, qtbot, monkeypatch, key, modifier, what):
    at(page, 0, "remark")
    told = []
    page.told.connect(lambda words, _undo: told.append(words))
    before = held(page, 0, "remark")
    monkeypatch.setattr(type(window.runner), "title", property(lambda _runner: "导入科技企业"))
    window.session.busy = True
    try:
        qtbot.keyClick(page.table.view, key, modifier)
    finally:
        window.session.busy = False
    assert told and told[-1].startswith(what) and "“导入科技企业”还没有完成" in told[-1]
    assert held(page, 0, "remark") == before
