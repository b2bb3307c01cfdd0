"""References picked as one types, made on the spot, followed and cleared."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bureau_desk.app.writing import add_many, write
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.organisation.candidate_list import BESIDE
from bureau_desk.ui.organisation.reference_picker import ReferenceEditor
from bureau_desk.ui.organisation.target_dialog import TargetDialog
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import compose


@pytest.fixture
def parks(window: MainWindow) -> list[int]:
    """Three parks, two of one name in different districts."""
    assert window.session is not None
    desk = window.session.desk
    rows = [
        {"park_name": "重庆路科技园", "stat_unit": "320411"},
        {"park_name": "模拟科技园", "stat_unit": "320412"},
        {"park_name": "模拟科技园", "stat_unit": "320402"},
    ]
    with desk.database.writing() as connection:
        entries = add_many(connection, "science_park", rows)
    return list(write(desk, entries, "登记").records)


@pytest.fixture
def editor(window: MainWindow, page: RegisterPage, parks: list[int]) -> ReferenceEditor:
    made = page.details.form.rows["park"].editor
    assert isinstance(made, ReferenceEditor)
    page.details.form.go_to("park")
    return made


def lines(editor: ReferenceEditor) -> list[tuple[str, str]]:
    items = [editor.choices.list.item(place) for place in range(editor.choices.list.count())]
    return [(item.text(), item.data(BESIDE)) for item in items]


def test_a_target_is_found_by_initials_pinyin_and_name_and_taken_by_keys(
    page: RegisterPage, editor: ReferenceEditor, parks: list[int]
) -> None:
    for typed in ("cqlkjy", "chongqinglu", "庆路"):
        editor.clear()
        QTest.keyClicks(editor, typed) if typed.isascii() else compose(editor, typed)
        assert ("重庆路科技园", "新北区") in lines(editor), typed
    assert QApplication.focusWidget() is editor or page.window().focusWidget() is editor
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "重庆路科技园" and not editor.choices.isVisible()
    assert page.details.form.save()
    row = page.table.model
    assert row is not None and page.details.form.texts()["park"] == "重庆路科技园"


def test_namesakes_are_told_apart_by_district_and_the_chosen_one_is_saved(
    window: MainWindow, page: RegisterPage, editor: ReferenceEditor, parks: list[int]
) -> None:
    compose(editor, "模拟科技园")
    assert lines(editor) == [("模拟科技园", "武进区"), ("模拟科技园", "天宁区")]
    QTest.keyClick(editor, Qt.Key.Key_Down)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert page.details.form.save()
    assert window.session is not None and page.details.form.record is not None
    row = window.session.rows("incubator", [page.details.form.record])[page.details.form.record]
    assert row.get("park") == parks[2]


def test_a_missing_target_is_made_on_the_spot_as_a_step_of_its_own(
    window: MainWindow, page: RegisterPage, editor: ReferenceEditor, qtbot: QtBot
) -> None:
    compose(editor, "全新模拟园区")
    assert lines(editor) == [("新建“全新模拟园区”", "")]
    QTest.keyClick(editor, Qt.Key.Key_Down)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    dialog = next(one for one in window.findChildren(TargetDialog))
    assert dialog.rows["park_name"].text() == "全新模拟园区"
    dialog.rows["park_name"].set_text("")
    dialog.save()
    assert dialog.isVisible() and dialog.rows["park_name"].problem.text()  # refused, and the form stays
    dialog.rows["park_name"].set_text("全新模拟园区")
    for key, text in (("park_kind", "其他"), ("level", "市级"), ("stat_unit", "武进区")):
        if key in dialog.rows:
            codes = window.session.schema.codelists.get(dialog.rows[key].field.codelist)  # type: ignore[union-attr]
            dialog.rows[key].set_text(codes.codes[0].label if codes and key != "stat_unit" else text)
    dialog.save()
    assert editor.text() == "全新模拟园区"
    assert window.session is not None and "科技园区" in window.session.undo_labels()[0]
    assert page.details.form.save()
    window.commands.undo()  # the reference
    window.commands.undo()  # the park itself
    assert not window.session.ids(window.session.view("science_park", "全新模拟"))


def test_the_reference_leads_to_its_record_and_is_cleared(
    window: MainWindow, page: RegisterPage, editor: ReferenceEditor, parks: list[int]
) -> None:
    editor.set_text("重庆路科技园")
    editor.wipe.trigger()
    assert editor.text() == "" and not editor.wipe.isVisible()
    compose(editor, "cqlkjy")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    there = window.register_page()
    assert there is not None and there.register.key == "science_park" and there.details.form.record == parks[0]


def test_the_list_takes_no_focus_and_esc_closes_it_alone(page: RegisterPage, editor: ReferenceEditor) -> None:
    compose(editor, "模拟")
    assert editor.choices.isVisible() and editor.choices.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert not editor.choices.isWindow()  # a popup would take the input method away
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.choices.isVisible() and editor.text() == "模拟"
