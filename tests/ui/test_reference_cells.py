"""References in the table: picked, made on the spot and followed from the cell."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bureau_desk.app import candidates
from bureau_desk.ui.entering.cell_reference import CellReference
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.organisation.reference_jump import ReferenceJump
from bureau_desk.ui.organisation.target_dialog import TargetDialog
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import compose
from tests.ui.test_entering import at, held
from tests.ui.test_reference_picker import parks

__all__ = ["parks"]
KEY = Qt.Key


@pytest.fixture
def cell(page: RegisterPage, parks: list[int]) -> CellReference:
    """The editor of the first row's park, opened by F2."""
    at(page, 0, "park")
    QTest.keyClick(page.table.view, KEY.Key_F2)
    made = page.table.delegate.editor
    assert isinstance(made, CellReference)
    return made


def lines(editor: CellReference) -> list[str]:
    return [editor.choices.list.item(place).text() for place in range(editor.choices.list.count())]


def test_a_reference_cell_is_picked_by_initials_and_enter_goes_on_to_the_row_below(
    page: RegisterPage, cell: CellReference
) -> None:
    QTest.keyClicks(cell, "cqlkjy")
    assert lines(cell)[0] == "重庆路科技园" and cell.choices.isVisible()
    assert not cell.choices.isWindow() and cell.choices.focusPolicy() is Qt.FocusPolicy.NoFocus
    QTest.keyClick(cell, KEY.Key_Return)
    assert held(page, 0, "park") == "重庆路科技园"
    assert page.table.view.currentIndex().row() == 1 and page.table.delegate.editor is None


def test_esc_closes_the_list_first_and_the_cell_next(page: RegisterPage, cell: CellReference) -> None:
    compose(cell, "模拟科技园")
    QTest.keyClick(cell, KEY.Key_Escape)
    assert not cell.choices.isVisible() and page.table.delegate.editor is cell
    QTest.keyClick(cell, KEY.Key_Escape)
    assert page.table.delegate.editor is None and held(page, 0, "park") == ""


def test_the_namesake_that_was_chosen_is_the_one_that_is_saved(
    page: RegisterPage, cell: CellReference, parks: list[int]
) -> None:
    compose(cell, "模拟科技园")
    QTest.keyClick(cell, KEY.Key_Down)
    QTest.keyClick(cell, KEY.Key_Tab)
    record = page.table.model.record_at(0)
    assert page.session.rows("incubator", [record])[record].get("park") == parks[2]


def test_a_missing_target_is_made_from_the_cell_and_stands_in_it(
    window: MainWindow, page: RegisterPage, cell: CellReference
) -> None:
    compose(cell, "全新模拟园区")
    assert lines(cell) == ["新建“全新模拟园区”"]
    QTest.keyClick(cell, KEY.Key_Down)
    QTest.keyClick(cell, KEY.Key_Return)
    dialog = next(one for one in window.findChildren(TargetDialog) if one.isVisible())
    assert page.table.delegate.editor is cell, "the cell waits"
    for row in dialog.rows.values():
        codes = page.session.schema.codelists.get(row.field.codelist)
        row.set_text(row.text() or (codes.codes[-1].label if codes else "模拟"))
    dialog.save()
    assert held(page, 0, "park") == "全新模拟园区" and page.table.delegate.editor is None
    window.commands.undo()
    assert held(page, 0, "park") == ""


def test_a_form_for_a_target_that_is_left_gives_the_cell_back(
    window: MainWindow, page: RegisterPage, cell: CellReference
) -> None:
    compose(cell, "全新模拟园区")
    QTest.keyClick(cell, KEY.Key_Down)
    QTest.keyClick(cell, KEY.Key_Return)
    next(one for one in window.findChildren(TargetDialog) if one.isVisible()).reject()
    assert page.table.delegate.editor is cell and cell.text() == "全新模拟园区"
    QTest.keyClick(cell, KEY.Key_Escape)
    QTest.keyClick(cell, KEY.Key_Escape)
    assert page.table.delegate.editor is None


def test_a_reference_cell_leads_to_its_record_by_key_menu_and_alt_double_click(
    window: MainWindow, page: RegisterPage, cell: CellReference, parks: list[int], qtbot: QtBot
) -> None:
    QTest.keyClicks(cell, "cqlkjy")
    QTest.keyClick(cell, KEY.Key_Return)
    jump = page.table.findChild(ReferenceJump)
    assert isinstance(jump, ReferenceJump) and not jump.action.isVisible(), "the row below points at nothing"
    view = page.table.view

    def by_key() -> None:
        QTest.keyClick(view, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def by_mouse() -> None:
        where = view.visualRect(view.currentIndex()).center()
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, where)

    for follow in (by_key, jump.action.trigger, by_mouse):
        window.show_place("register:incubator")
        at(page, 0, "park")
        assert jump.action.isVisible() and jump.action in page.table.actions()
        follow()
        there = window.register_page()
        assert there is not None and there.register.key == "science_park", follow
        assert there.details.form.record == parks[0]
    assert page.table.delegate.editor is None


def test_enter_waits_for_the_answer_to_what_was_typed_last(
    page: RegisterPage, cell: CellReference, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow desk must not take the line that stood there for the letters before."""
    true, askers = candidates.candidates, set[int]()

    def slow(desk: object, field: object, typed: str, most: int = 30) -> object:
        askers.add(threading.get_ident())
        time.sleep(0.15)
        return true(desk, field, typed, most)  # type: ignore[arg-type]

    QTest.keyClicks(cell, "m")
    assert lines(cell)[0] == "模拟科技园"
    monkeypatch.setattr(candidates, "candidates", slow)
    monkeypatch.setattr(candidates, "rows", lambda *_: 100_000)
    cell.selectAll()
    QTest.keyClicks(cell, "cqlkjy")
    assert lines(cell)[0] == "模拟科技园", "the old list stays meanwhile"
    QTest.keyClick(cell, KEY.Key_Return)
    assert page.table.delegate.editor is cell
    qtbot.waitUntil(lambda: held(page, 0, "park") == "重庆路科技园")
    assert askers and threading.get_ident() not in askers, "typing waits for nothing"
    assert QApplication.focusWidget() is not cell
