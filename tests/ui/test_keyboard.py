"""The window without a mouse: panes, tab order, places; and what is shown while a past day is looked at."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.panes import first_by_tab
from bureau_desk.ui.question_page import QuestionPage
from bureau_desk.ui.registers_page import RegisterPage


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> RegisterPage:
    """The page of the incubators, with its first record shown."""
    shown = window.show_place("register:incubator")
    assert isinstance(shown, RegisterPage)
    window.activateWindow()
    qtbot.waitUntil(lambda: shown.details.shown)
    return shown


def press(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    """Press a key where the focus is."""
    qtbot.keyClick(window.focusWidget() or window, key)


def test_f6_goes_round_navigation_table_and_form(window: MainWindow, page: RegisterPage, qtbot: QtBot) -> None:
    window.navigation.list.setFocus()
    window.actions_["pane"].trigger()
    assert window.focusWidget() is page.table.view
    window.actions_["pane"].trigger()
    assert page.details.form.isAncestorOf(window.focusWidget())
    window.actions_["pane"].trigger()
    assert window.focusWidget() is window.navigation.list


def test_f6_leaves_out_details_that_are_hidden(window: MainWindow, page: RegisterPage) -> None:
    page.show_details(False)
    page.table.view.setFocus()
    window.actions_["pane"].trigger()
    assert window.focusWidget() is window.navigation.list


def test_tab_walks_from_the_search_to_the_table_its_filters_and_the_form(
    window: MainWindow, page: RegisterPage, qtbot: QtBot
) -> None:
    page.search.setFocus()
    seen: list[str] = []
    while len(seen) < 40 and seen[-1:] != ["field_carrier_name"]:
        if window.focusWidget() is page.table.view:  # there Tab goes from cell to cell, as in Excel
            qtbot.keyClick(page.table.view, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        else:
            press(window, qtbot, Qt.Key.Key_Tab)
        focused = window.focusWidget()
        assert focused is not None
        seen.append(focused.objectName())
    filters = [name for name in seen if name.startswith("filter_")]
    # the name's filter lies in the frozen column and is read first all the same
    assert filters == [f"filter_{field.key}" for field in page.table.model.columns if f"filter_{field.key}" in filters]
    assert filters[0] == "filter_carrier_name" and len(filters) > 3
    assert seen.index("grid") < seen.index(filters[0])
    assert seen[-1] == "field_carrier_name"


def test_a_place_reached_by_its_key_has_the_focus_on_it(window: MainWindow, page: RegisterPage) -> None:
    for key in ("go_ask", "go_chart", "go_issue", "go_problems", "go_settings", "go_start"):
        window.actions_[key].trigger()
        shown = window.stack.currentWidget()
        focused = window.focusWidget()
        assert focused is not None and shown.isAncestorOf(focused), key
        assert focused is first_by_tab(shown)
        assert focused.accessibleName() or getattr(focused, "text", str)(), key


def test_the_keyboard_may_pass_the_navigation_without_leaving_the_settings(
    window: MainWindow, page: RegisterPage, qtbot: QtBot
) -> None:
    window.show_place("settings")
    window.navigation.menu_button.setFocus()
    window.navigation.list.setFocus(Qt.FocusReason.TabFocusReason)
    assert window.navigation.place() == "settings"
    assert not window.navigation.list.selectedItems()
    # Enter on the line that was current goes back there
    item = window.navigation.list.currentItem()
    window.navigation.list.itemActivated.emit(item)
    assert window.register_page() is page


def test_the_form_shows_a_past_day_as_it_was_and_keeps_what_was_typed(
    window: MainWindow, page: RegisterPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, session = page.details.form, window.session
    assert session is not None and form.record is not None
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(
        session, "_past_texts", lambda register, record: asked.append((register, record)) or {"address": "旧址"}
    )
    form.type_into("address", "新址，还没有保存")
    window.look_at(date(2021, 12, 31))
    assert asked and form.rows["address"].text() == "旧址"
    assert not form.dirty and form.discard.isHidden()
    hinted = form.rows["established_date"].editor
    assert not hinted.placeholderText()  # a hint for typing would read like a value
    assert not form.rows["address"].problem.text() or form.rows["address"].problem.isHidden()
    window.look_at(None)
    assert form.rows["address"].text() == "新址，还没有保存"
    assert form.dirty and hinted.placeholderText()


def test_on_a_past_day_nobody_is_told_how_to_add(window: MainWindow, page: RegisterPage) -> None:
    page.details.show_nothing()
    assert "Ctrl+N" in page.details.empty.text()
    window.look_at(date(2021, 12, 31))
    assert "Ctrl+N" not in page.details.empty.text() and page.details.empty.text()
    assert " 的台账" in window.as_of_bar.words.text()
    window.look_at(None)
    assert "Ctrl+N" in page.details.empty.text()


def test_texts_of_a_past_day_are_those_of_the_row_of_that_day(window: MainWindow, page: RegisterPage) -> None:
    session, record = window.session, page.details.form.record
    assert session is not None and record is not None
    now = session.texts("incubator", record)
    session.as_of = session.today
    assert session.texts("incubator", record) == now
    session.as_of = date(1990, 1, 1)
    assert set(session.texts("incubator", record).values()) <= {"", *now.values()}
    session.as_of = None


def test_a_condition_holds_only_when_it_was_added(window: MainWindow, page: RegisterPage) -> None:
    asked = window.show_place("ask")
    assert isinstance(asked, QuestionPage)
    builder = asked.builder
    assert not builder._add.isEnabled() and builder._value.isHidden() and builder._typed.isHidden()
    builder._field.setCurrentIndex(builder._field.findData("stat_unit"))
    assert builder._add.isEnabled() and not builder.question().where
    builder.add_condition()
    assert [one.field for one in builder.question().where] == ["stat_unit"]
    assert not builder._field.currentData()


def test_the_number_of_records_with_problems_is_the_same_everywhere(window: MainWindow, page: RegisterPage) -> None:
    session = window.session
    assert session is not None
    shown = window.show_place("problems")
    records = sum(one.problems for one in session.registers())
    words = shown.count.text()  # type: ignore[union-attr]
    assert words.startswith(f"{records:,} 条记录") if records else not words
