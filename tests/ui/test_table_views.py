"""Conditions put together, groups, named views, colours and columns of a register's table, as staff use them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from bureau_desk.app import browsing
from bureau_desk.app.browsing import View
from bureau_desk.app.colouring import ColourRule
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.name_dialog import NameDialog
from bureau_desk.ui.registers_page import GROUPS, RegisterPage
from bureau_desk.ui.registers_page import ROWS as TABLE
from bureau_desk.ui.table.colours import FAULTS
from bureau_desk.ui.table.colours_dialog import ColoursDialog
from bureau_desk.ui.table.columns_dialog import ColumnsDialog
from bureau_desk.ui.table.condition_row import ConditionRow
from bureau_desk.ui.table.filter_panel import GroupBox
from bureau_desk.ui.table.operators import group_words
from bureau_desk.ui.table.sort_dialog import SortDialog
from bureau_desk.ui.table.view_button import ManageDialog
from tests.ui.conftest import ROWS, compose

WUJIN, XINBEI = "320412", "320411"
TREE = Group(
    (
        Condition("stat_unit", Operator.IN, (WUJIN,)),
        Group(
            (
                Condition("carrier_name", Operator.CONTAINS, "器01"),
                Condition("staff_count", Operator.FROM, "400"),
            ),
            any=True,
        ),
    )
)


def found(page: RegisterPage, where: Group) -> list[int]:
    return list(browsing.ids(page.session.desk, View("incubator", where=where)))


def shown(page: RegisterPage) -> list[int]:
    return [int(one) for one in page.table.model.ids]


def again(window: MainWindow) -> RegisterPage:
    """The same page after the window was made anew, as after a restart."""
    window.rebuild()
    page = window.register_page()
    assert page is not None
    return page


# filter panel
def test_conditions_are_put_together_by_keyboard_alone(page: RegisterPage, window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["filter"].trigger()
    box = page.bench.panel.box
    assert box is not None and page.bench.panel.isVisible()
    row = box.parts[0]
    assert isinstance(row, ConditionRow)
    assert page.bench.panel.isAncestorOf(window.focusWidget())
    row.field.lineEdit().selectAll()
    compose(row.field.lineEdit(), "孵化器名称")
    row.field.lineEdit().editingFinished.emit()
    assert isinstance(row.operator, QComboBox) and row.operator.currentText() == "包含"
    row.value.setFocus()
    compose(row.value, "科技")
    qtbot.keyClick(row.value, Qt.Key.Key_Return)
    assert page.table.model.rowCount() == 2
    assert page.bench.panel.hits.text() == "命中 2 条"
    assert [chip.text() for chip in page.chips.chips] == ["孵化器名称 包含 科技"]
    qtbot.keyClick(row.value, Qt.Key.Key_Escape)
    assert not page.bench.panel.isVisible() and page.table.model.rowCount() == 2, "conditions outlive the panel"


def test_a_tree_of_and_and_or_finds_what_the_database_finds(page: RegisterPage, qtbot: QtBot) -> None:
    page.bench.open_panel()
    box = page.bench.panel.box
    assert box is not None
    first = box.parts[0]
    assert isinstance(first, ConditionRow)
    first.choose("stat_unit", Operator.IN)
    first.type_value("武进区")
    inner = box.add_group()
    inner.join.setCurrentIndex(1)
    for key, operator, value in (
        ("carrier_name", Operator.CONTAINS, "器01"),
        ("staff_count", Operator.FROM, "400"),
    ):
        row = inner.add_condition()
        row.choose(key, operator)
        row.type_value(value)
    page.bench.panel.apply()
    assert page.table.conditions.where == TREE
    assert shown(page) == found(page, TREE) and 0 < len(shown(page)) < ROWS
    assert next(chip.text() for chip in page.chips.chips).endswith("是 武进区")
    assert "或" in page.chips.chips[1].text()


def test_a_tree_shown_again_is_the_same_tree(page: RegisterPage) -> None:
    page.table.conditions.set_where(TREE)
    page.bench.open_panel()
    box = page.bench.panel.box
    assert box is not None and box.group() == TREE
    negated = Group((TREE, Condition("established_date", Operator.RELATIVE, "过去3年")), any=True, negated=True)
    page.table.conditions.set_where(negated)
    assert page.bench.panel.box is not None and page.bench.panel.box.group() == negated
    words = group_words(negated, page.register, page.table.conditions.codes)
    assert words.startswith("不满足（") and "过去3年" in words


def test_a_value_that_cannot_be_read_is_marked_and_left_out(page: RegisterPage) -> None:
    page.bench.open_panel()
    box = page.bench.panel.box
    assert box is not None
    row = box.parts[0]
    assert isinstance(row, ConditionRow)
    row.choose("staff_count", Operator.FROM)
    row.type_value("很多")
    assert row.value.property("state") == "bad" and row.condition() is None and box.group() is None
    row.type_value("40")
    assert row.value.property("state") == "" and row.condition() == Condition("staff_count", Operator.FROM, "40")
    row.choose("established_date", Operator.RELATIVE)
    row.type_value("过去5年")
    assert row.condition() == Condition("established_date", Operator.RELATIVE, "过去5年")


def test_a_chip_opens_its_condition_and_its_cross_takes_it_away(page: RegisterPage, qtbot: QtBot) -> None:
    page.table.conditions.set_where(TREE)
    qtbot.mouseClick(page.chips.chips[1].words, Qt.MouseButton.LeftButton)
    box = page.bench.panel.box
    assert box is not None and isinstance(box.parts[1], GroupBox)
    assert box.parts[1].isAncestorOf(page.window().focusWidget())
    qtbot.mouseClick(page.chips.chips[1].close_button, Qt.MouseButton.LeftButton)
    assert page.table.conditions.where == Group(TREE.parts[:1])
    assert page.bench.panel.box is not None and page.bench.panel.box.group() == Group(TREE.parts[:1])


# groups
def test_groups_tell_numbers_and_sums_and_lead_to_their_rows_and_back(page: RegisterPage, qtbot: QtBot) -> None:
    page.bench.begin_groups()
    groups = page.bench.groups
    groups.choose(("stat_unit", "established_date:year"), ("staff_count",))
    page.bench.load_groups()
    assert page._stack.currentIndex() == GROUPS
    tops = [groups.tree.topLevelItem(place) for place in range(groups.tree.topLevelItemCount())]
    assert {(item.text(0), item.text(1)) for item in tops} == {
        ("武进区", str(ROWS // 3)), ("新北区", str(ROWS // 3)), ("天宁区", str(ROWS // 3)),
    }  # fmt: skip
    staff = sum(20 + number for number in range(ROWS) if number % 3 == 0)
    wujin = next(item for item in tops if item.text(0) == "武进区")
    assert wujin.text(2) == f"{staff:,}"
    wujin.setExpanded(True)
    assert sum(int(wujin.child(place).text(1)) for place in range(wujin.childCount())) == ROWS // 3
    groups.tree.setCurrentItem(wujin.child(0))
    number = int(wujin.child(0).text(1))
    qtbot.keyClick(groups.tree, Qt.Key.Key_Return)
    assert page._stack.currentIndex() == TABLE and page.table.model.rowCount() == number
    assert "武进区 › " in page.bench._inside.accessibleName()
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Escape)
    assert page._stack.currentIndex() == GROUPS and page.table.model.rowCount() == ROWS
    qtbot.keyClick(groups.tree, Qt.Key.Key_Escape)
    assert page._stack.currentIndex() == TABLE and not page.bench.views.grouped


def test_groups_follow_the_filters(page: RegisterPage) -> None:
    page.bench.group_by("stat_unit")
    page.table.conditions.set_where(Group((Condition("stat_unit", Operator.IN, (WUJIN,)),)))
    assert page.bench.groups.tree.topLevelItemCount() == 1
    assert page._stack.currentIndex() == GROUPS


# named views
def test_a_named_view_comes_back_after_a_restart_with_everything(page: RegisterPage, window: MainWindow) -> None:
    table = page.table
    table.conditions.set_where(TREE)
    table.conditions.set_sort((("staff_count", True), ("carrier_name", False)))
    table.columns.choose(["carrier_name", "staff_count", "stat_unit"], 2)
    table.view.setColumnWidth(1, 201)
    table.colours.choose([*table.colours.rules, ColourRule("大", "good", Group(TREE.parts[1:]))])
    rows = shown(page)
    dialog = NameDialog("另存为新视图", "", page.bench.views.save_as, page)
    dialog.name.setText("武进的大孵化器")
    dialog.accept()
    assert page.bench.view_button.text() == "视图：武进的大孵化器"
    page.bench.views.take(None)
    assert table.conditions.where is None and page.bench.view_button.text() == "视图：全部"
    page.bench.views.take(page.bench.views.saved()[0])
    later = again(window)
    assert shown(later) == rows
    assert later.bench.view_button.text() == "视图：武进的大孵化器"
    assert [field.key for field in later.table.model.columns] == ["carrier_name", "staff_count", "stat_unit"]
    assert later.table.columns.frozen == 2 and later.table.view.columnWidth(1) == 201
    assert later.table.conditions.sort == (("staff_count", True), ("carrier_name", False))
    assert later.table.colours.rules[-1].name == "大"


def test_a_changed_view_is_marked_and_can_be_saved_or_restored(page: RegisterPage) -> None:
    views, button = page.bench.views, page.bench.view_button
    assert views.save_as("一") and not views.modified
    page.table.conditions.set_sort((("carrier_name", True),))
    button.refresh()
    assert views.modified and "•" in button.text() and "未保存" in button.accessibleName()
    views.restore()
    assert not views.modified and page.table.conditions.sort == ()
    page.table.conditions.set_sort((("carrier_name", True),))
    assert views.save() and not views.modified
    assert views.saved()[0].sort == (("carrier_name", True),)


def test_a_taken_name_is_refused_and_stays_typed(page: RegisterPage) -> None:
    told: list[object] = []
    page.bench.views.failed.disconnect()
    page.bench.views.failed.connect(told.append)
    assert page.bench.views.save_as("一")
    dialog = NameDialog("另存为新视图", "", page.bench.views.save_as, page)
    dialog.name.setText("一")
    dialog.show()
    dialog.accept()
    assert told and dialog.isVisible() and dialog.name.text() == "一"
    dialog.close()


def test_views_are_renamed_ordered_deleted_and_brought_back(page: RegisterPage, qtbot: QtBot) -> None:
    views = page.bench.views
    for name in ("一", "二", "三"):
        assert views.save_as(name)
    dialog = ManageDialog(views, page)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.list.setCurrentRow(2)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [view.name for view in views.saved()] == ["一", "三", "二"]
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert [view.name for view in views.saved()] == ["一", "二"]
    assert page.bench.view_button.text() == "视图：全部", "the deleted view was the present one"
    dialog.bring_back()
    assert [view.name for view in views.saved()] == ["一", "二", "三"]
    assert views.rename(views.saved()[0], "首先") and views.saved()[0].name == "首先"


def test_leaving_a_view_gives_the_own_columns_back(page: RegisterPage) -> None:
    own = [field.key for field in page.table.model.columns]
    assert page.bench.views.save_as("一")
    page.table.columns.choose(["carrier_name", "stat_unit"])
    assert page.bench.views.save()
    page.bench.views.take(None)
    assert [field.key for field in page.table.model.columns] == own


# colours
def test_a_rule_of_staffs_own_colours_its_rows_and_signs_them(page: RegisterPage, window: MainWindow) -> None:
    dialog = ColoursDialog(page.table)
    dialog.add()
    dialog.name.setText("武进")
    dialog.tone.setCurrentIndex(dialog.tone.findData("good"))
    assert dialog.box is not None
    row = dialog.box.parts[0]
    assert isinstance(row, ConditionRow)
    row.choose("stat_unit", Operator.IN)
    row.type_value("武进区")
    dialog.accept()
    model = page.table.model
    marks = [model.mark(number) for number in range(6)]
    assert [mark.grounds.get("", "") for mark in marks] == ["good", "", "", "good", "", ""]
    assert "武进" in marks[0].words
    page.table.colours.choose([rule for rule in page.table.colours.rules if rule.key != FAULTS])
    assert page.table.model.mark(0).tone == "good", "the sign at the row number says it without colour"
    assert again(window).table.colours.rules[-1].name == "武进"


def test_a_rule_without_conditions_is_not_taken(page: RegisterPage) -> None:
    dialog = ColoursDialog(page.table)
    dialog.add()
    dialog.show()
    dialog.accept()
    assert dialog.isVisible() and "还没有写完条件" in dialog._told.text()
    dialog.close()


def test_a_cell_with_a_problem_has_its_corner_and_its_words(page: RegisterPage) -> None:
    model = page.table.model
    marked = next(row for row in range(20) if model.mark(row).faults)
    key = next(iter(model.mark(marked).faults))
    assert model.mark(marked).tone in ("warning", "bad")
    page.table.set_column_shown(key, True)
    index = model.index(marked, model.column_of(key))
    assert f"<b>{model.mark(marked).faults[key][1]}</b>" in model.data(index, Qt.ItemDataRole.ToolTipRole)
    page.table.colours.choose([])
    assert not model.mark(marked).faults


# dialogs
def test_columns_are_chosen_by_name_moved_and_frozen(page: RegisterPage, qtbot: QtBot) -> None:
    dialog = ColumnsDialog(page.table)
    qtbot.addWidget(dialog)
    dialog.search.setText("从业")
    dialog.search.clear()
    dialog.tick_all(False)
    dialog.tick("stat_unit", True)
    dialog.tick("staff_count", True)
    assert dialog.chosen()[0] == "carrier_name", "the name is always shown"
    row = next(place for place in range(dialog.list.count()) if dialog.list.item(place).data(0x100) == "stat_unit")
    dialog.list.setCurrentRow(row)
    while dialog.chosen()[0] != "stat_unit":
        qtbot.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    dialog.frozen.setValue(2)
    dialog.accept()
    assert [field.key for field in page.table.model.columns] == ["stat_unit", "carrier_name", "staff_count"]
    assert page.table.columns.frozen == 2


def test_sorting_by_dialog(page: RegisterPage, qtbot: QtBot) -> None:
    dialog = SortDialog(page.table)
    qtbot.addWidget(dialog)
    for (field, direction), (title, down) in zip(
        dialog.lines, (("所属辖市区（统计口径）", 0), ("孵化器名称", 1)), strict=False
    ):
        field.setCurrentIndex(field.findText(title))
        direction.setCurrentIndex(down)
    dialog.accept()
    assert page.table.conditions.sort == (("stat_unit", False), ("carrier_name", True))


# large registers
@pytest.fixture
def large(page: RegisterPage, monkeypatch: pytest.MonkeyPatch) -> RegisterPage:
    """A register that is answered beside the window's thread, as from 5,000 rows on."""
    monkeypatch.setattr("bureau_desk.ui.queries.AT_ONCE", 10)
    return page


def test_a_large_register_keeps_its_rows_until_the_new_ones_are_there(large: RegisterPage, qtbot: QtBot) -> None:
    large.table.conditions.set_search("科技")
    assert large.table.model.rowCount() == ROWS and large.table.queries.waits("ids")
    qtbot.waitUntil(lambda: large.table.model.rowCount() == 2)
    assert large.count.accessibleName().startswith("2 条")


def test_esc_waits_no_longer_and_leaves_the_old_rows(
    large: RegisterPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    large.table.view.setFocus()
    large.table.conditions.set_search("科技")
    qtbot.keyClick(large.table.view, Qt.Key.Key_Escape)
    assert not large.table.queries.waits("ids")
    qtbot.wait(60)
    assert large.table.model.rowCount() == ROWS


def test_sums_of_a_large_selection_come_from_the_database(large: RegisterPage, qtbot: QtBot) -> None:
    large.table.set_column_shown("staff_count", True)
    words: list[str] = []
    large.table.selection_changed.connect(words.append)
    large.table.select_column("staff_count")
    assert words[-1] == f"选中 {ROWS} 条 · …"
    total = sum(20 + number for number in range(ROWS))
    qtbot.waitUntil(lambda: f"合计 {total:,}" in words[-1])
    assert f"计数 {ROWS}" in words[-1] and f"平均 {total / ROWS:,.1f}" in words[-1]


@pytest.mark.parametrize("width", [1366, 960])
def test_nothing_of_the_workbench_is_cut_off_in_a_small_window(
    window: MainWindow, page: RegisterPage, width: int, qtbot: QtBot
) -> None:
    window.resize(width, 540)
    page.table.conditions.set_where(TREE)
    page.bench.open_panel()
    page.bench.views.save_as("一个名称很长的视图用来看看会不会把窗口撑开")
    qtbot.wait(20)
    assert window.minimumSizeHint().width() <= width
    seen: Callable[[object], int] = lambda one: one.mapTo(window, one.rect().bottomRight()).x()  # noqa: E731
    for one in (page.add_button, page.details_button, page.bench.panel, *page.chips.chips):
        assert seen(one) < window.width()
