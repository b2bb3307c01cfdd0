"""What the table of a register promises: it reads pages, comes back as it was left, finds by pinyin, cuts no words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from sqlalchemy import event

from bureau_desk.app import schema_editing
from bureau_desk.app.colouring import ColourRule
from bureau_desk.app.jobs import finish
from bureau_desk.domain import overlay_fields
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.registers_page import YET, RegisterPage
from bureau_desk.ui.table.columns_dialog import ColumnsDialog
from bureau_desk.ui.table.condition_row import ConditionRow
from bureau_desk.ui.table.letters import LetterList
from bureau_desk.ui.theme import theme
from tests.ui.conftest import ROWS, compose

WUJIN, XINBEI = "320412", "320411"


# 12: the table stays quick because it reads pages
def test_what_the_table_shows_is_read_in_pages_never_row_by_row(page: RegisterPage, qtbot: QtBot) -> None:
    statements: list[str] = []
    reader = page.session.desk.database._reader
    heard = lambda _c, _cursor, statement, *_: statements.append(statement)  # noqa: E731
    event.listen(reader, "before_cursor_execute", heard)
    table = page.table
    asked: list[int] = []
    rows = page.session.rows
    page.session.rows = lambda register, ids: (asked.append(len(ids)), rows(register, ids))[1]  # type: ignore[method-assign]
    table.conditions.turn_sort("staff_count")
    table.conditions.set_search("模拟")
    table.conditions.set_search("")
    table.view.scrollToBottom()
    table.view.selectAll()
    table.view.viewport().repaint()
    QApplication.processEvents()
    event.remove(reader, "before_cursor_execute", heard)
    assert asked and max(asked) <= 200, "a page at a time"
    assert len(asked) <= 8 and len(statements) < 80, "no statement for each row"


def test_everything_selected_is_one_rectangle_and_asks_no_row(page: RegisterPage) -> None:
    page.table.view.selectAll()
    last = page.table.model.rowCount() - 1
    assert page.table.view.selection.parts() == [(0, 0, last, page.table.model.columnCount() - 1)]
    assert page.table.selected_number() == ROWS


# 20: the input method
def test_a_composition_begins_with_the_first_key_in_the_lines_of_the_table(page: RegisterPage) -> None:
    page.bench.open_panel()
    box = page.bench.panel.box
    assert box is not None
    row = box.parts[0]
    assert isinstance(row, ConditionRow)
    entry = page.table.view.filters.filter_of("operator_name") or page.table.view.frozen.filters.filter_of(
        "carrier_name"
    )
    lines = [page.search, row.field.lineEdit(), entry]
    for line in lines:
        assert isinstance(line, QLineEdit)
        assert line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        assert line.window() is page.window(), "never in a popup, where input methods do not work"
        line.setFocus()
        line.selectAll()
        QApplication.sendEvent(line, QInputMethodEvent("mo'ni", []))
        assert line.text() == "", "the composition stands in for what was selected"
        compose(line, "模拟")
        assert line.text() == "模拟"


# 4: letters
def test_fields_and_values_of_the_filter_panel_are_found_by_pinyin(page: RegisterPage, qtbot: QtBot) -> None:
    page.bench.open_panel()
    box = page.bench.panel.box
    assert box is not None
    row = box.parts[0]
    assert isinstance(row, ConditionRow)
    field = row.field.lineEdit()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "fhqmc")
    completer = row.field.completer()
    assert completer.currentCompletion() == "孵化器名称"
    row.choose("stat_unit", Operator.IN)
    value = row._list
    assert value is not None
    value.lineEdit().setFocus()
    qtbot.keyClicks(value.lineEdit(), "xinbeiq")
    assert value.completer().currentCompletion() == "新北区"
    value.lineEdit().setText("新北区、")
    qtbot.keyClicks(value.lineEdit(), "wjq")
    assert value.completer().currentCompletion() == "新北区、武进区"
    completer.popup().hide()
    value.completer().popup().hide()


def test_a_list_of_values_comes_to_a_line_by_initials(page: RegisterPage, qtbot: QtBot) -> None:
    found = LetterList()
    qtbot.addWidget(found)
    found.addItems(["天宁区　150", "武进区　150", "新北区　150", "新沂市　1"])
    found.keyboardSearch("x")
    assert found.currentItem().text().startswith("新北区")
    found.keyboardSearch("y")
    assert found.currentItem().text().startswith("新沂市")


def test_a_column_is_found_by_initials_in_the_dialog_of_columns(page: RegisterPage, qtbot: QtBot) -> None:
    dialog = ColumnsDialog(page.table)
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.search, "yyjgmc")
    shown = [item.text() for item in dialog._lines() if not item.isHidden()]
    assert shown == ["运营机构名称"]


# groups
def test_more_groups_than_can_be_listed_tell_how_many_are_left_out(
    page: RegisterPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bureau_desk.app.grouping.MOST_GROUPS", 100)
    page.bench.group_by("staff_count")
    groups = page.bench.groups
    assert groups.tree.topLevelItemCount() == 100
    assert f"另有 {ROWS - 100:,} 组 · {ROWS - 100:,} 条没有列出" in groups.total.text()


def test_groups_of_a_choice_stand_in_the_order_of_its_list(page: RegisterPage) -> None:
    page.bench.group_by("stat_unit")
    tree = page.bench.groups.tree
    labels = [tree.topLevelItem(place).text(0) for place in range(tree.topLevelItemCount())]
    codes = page.table.conditions.codes(page.register.field("stat_unit"))  # type: ignore[arg-type]
    assert codes is not None
    order = [one.label for one in sorted(codes.codes, key=lambda one: one.rank)]
    assert labels == sorted(labels, key=order.index) and len(labels) == 3


def test_many_groups_come_in_portions(page: RegisterPage, qtbot: QtBot) -> None:
    page.bench.group_by("staff_count")
    tree = page.bench.groups.tree
    assert tree.topLevelItemCount() == 200, "the first are there at once"
    qtbot.waitUntil(lambda: tree.topLevelItemCount() == ROWS)


# the past
def test_an_empty_past_day_says_so_and_offers_nothing_to_enter(window: MainWindow, page: RegisterPage) -> None:
    window.look_at(date(2000, 12, 31))
    assert page._stack.currentIndex() == YET
    assert page._yet.labels[0].text() == f"截至 2000-12-31，还没有{page.register.title}"
    assert not page._yet.first.isVisible() and not page._yet.first_import.isVisible()
    window.look_at(None)
    assert page.table.model.rowCount() == ROWS and page._yet.labels[0].text() == page._yet.words[0]


def test_colours_keep_to_what_was_known_on_the_day_of_knowledge(
    window: MainWindow, page: RegisterPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = page.table.model.record_at(0) or 0
    rule = ColourRule("多", "good", Group((Condition("staff_count", Operator.FROM, "9000"),)))
    page.table.colours.choose([rule])
    monkeypatch.setattr(page.session.desk, "clock", lambda: datetime(2022, 6, 1, 9, 0))
    draft = page.session.read("incubator", {"staff_count": "9999"}, record)
    page.session.save(draft, valid_from="2000-01-01")
    window.look_at(date(2022, 3, 1))
    now = page.table.colours.marks([record])
    window.look_at(date(2022, 3, 1), datetime(2022, 3, 2))
    then = page.table.colours.marks([record])
    assert record in now and record not in then


# 21: after a restart
@pytest.fixture
def restarted(window: MainWindow, desk_path: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[object]:
    """Closes the window and opens another one on the same files, as the program does when it is started again."""
    made: list[MainWindow] = []

    def restart() -> RegisterPage:
        (made[-1] if made else window).close()
        later = MainWindow(Memory(tmp_path / "settings.json"), "测试员")
        made.append(later)
        later.resize(1366, 768)
        later.show()
        assert later.desks.open(desk_path)
        found = later.show_place("register:incubator")
        assert isinstance(found, RegisterPage)
        return found

    yield restart
    for one in made:
        one.close()
        one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_filters_columns_widths_sort_and_frozen_come_back_after_a_restart(page: RegisterPage, restarted) -> None:  # type: ignore[no-untyped-def]
    table = page.table
    table.columns.choose(["carrier_name", "staff_count", "stat_unit"], 2)
    table.view.setColumnWidth(1, 207)
    table.conditions.set_sort((("staff_count", True),))
    table.conditions.type_filter("staff_count", ">400")
    table.conditions.read_typed()
    table.conditions.set_where(Group((Condition("stat_unit", Operator.IN, (WUJIN,)),)))
    rows = [int(one) for one in table.model.ids]
    assert 0 < len(rows) < ROWS
    later = restarted().table
    assert [int(one) for one in later.model.ids] == rows
    assert [field.key for field in later.model.columns] == ["carrier_name", "staff_count", "stat_unit"]
    assert later.columns.frozen == 2 and later.view.columnWidth(1) == 207
    assert later.conditions.sort == (("staff_count", True),)


def test_the_view_seen_last_comes_back_and_a_default_view_goes_before_it(page: RegisterPage, restarted) -> None:  # type: ignore[no-untyped-def]
    views = page.bench.views
    assert views.save_as("一") and views.save_as("二")
    page.table.conditions.set_sort((("carrier_name", True),))
    later = restarted().bench.views
    assert later.present is not None and later.present.name == "二"
    assert later.modified, "what was changed and not saved is not lost either"
    later.set_default(later.saved()[0].id or 0)
    last = restarted().bench.views
    assert last.present is not None and last.present.name == "一" and not last.modified


def test_a_view_opens_without_a_field_that_is_gone_and_says_so(page: RegisterPage) -> None:
    page.table.columns.choose(["carrier_name", "staff_count"], 1)
    assert page.bench.views.save_as("一")
    told: list[str] = []
    page.told.connect(lambda words, _: told.append(words))
    desk = page.session.desk
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE saved_view SET body = replace(body, 'staff_count', 'gone_field')")
    view = page.bench.views.saved()[0]
    page.bench.views.take(view)
    assert page.table.model.rowCount() == ROWS
    assert any("gone_field" in words and "略去" in words for words in told)


def test_a_view_with_a_retired_field_opens_and_says_which(page: RegisterPage, window: MainWindow, qtbot: QtBot) -> None:
    shown = [field for field in page.table.model.columns if field.typed]
    gone = next(field.key for field in shown if not overlay_fields.why_fixed(page.register, field))
    page.table.columns.choose(["carrier_name", gone], 1)
    assert page.bench.views.save_as("一")
    desk = page.session.desk
    step = overlay_fields.change_field(desk.laid, "incubator", gone, {"retired_on": "2022-01-01"})
    finish(schema_editing.carry_out(desk, step))
    later = window.show_place("register:incubator")
    assert isinstance(later, RegisterPage)
    told: list[str] = []
    later.told.connect(lambda words, _: told.append(words))
    later.bench.views.take(later.bench.views.saved()[0])
    assert later.table.model.rowCount() == ROWS and later.table.model.column_of(gone) < 0
    assert any("已停用" in words for words in told)


def test_another_process_sees_the_view_that_was_kept(page: RegisterPage, desk_path: Path) -> None:
    page.table.conditions.set_where(Group((Condition("stat_unit", Operator.IN, (XINBEI,)),)))
    assert page.bench.views.save_as("新北")
    page.window().close()
    code = (
        "import sys; from pathlib import Path; from bureau_desk.app.desk import Desk; from bureau_desk.app import views, browsing;"
        "d = Desk.open(Path(sys.argv[1]), '另一人'); v = views.saved(d, 'incubator')[0];"
        "print(v.name, len(browsing.ids(d, v.view()))); d.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(desk_path)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.split() == ["新北", str(ROWS // 3)]


# 23: scales
@pytest.mark.parametrize("scale", [100, 125, 150, 200])
def test_no_words_are_clipped_at_any_scale(window: MainWindow, styled: QApplication, scale: int, qtbot: QtBot) -> None:
    try:
        theme.apply(styled, "light", scale)
        window.rebuild()
        window.resize(theme.px(1366), theme.px(768))
        page = window.show_place("register:incubator")
        assert isinstance(page, RegisterPage)
        page.table.conditions.set_where(Group((Condition("stat_unit", Operator.IN, (WUJIN,)),)))
        page.bench.open_panel()
        qtbot.wait(30)
        clipped = []
        for kind in (QPushButton, QToolButton, QLabel):
            for one in page.left.findChildren(kind):
                if not one.isVisible() or not one.text() or "<" in one.text():
                    continue
                if isinstance(one, QLabel) and (one.wordWrap() or type(one) is not QLabel):
                    continue
                if isinstance(one, QToolButton) and one.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
                    continue
                wide = one.fontMetrics().horizontalAdvance(one.text().replace("&", ""))
                high = one.fontMetrics().height()
                if wide > one.width() + 1 or high > one.height() + 1:
                    clipped.append((one.text(), wide, one.width(), high, one.height()))
        assert not clipped
    finally:
        theme.apply(styled, "light", 100)
