"""The page 查重 by hand and by keyboard, on a real desk."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bureau_desk.app import browsing, duplicates, recording, undoing
from bureau_desk.app.merging import Side
from bureau_desk.ui.duplicates.differences import differing
from bureau_desk.ui.duplicates.page import DuplicatesPage
from bureau_desk.ui.duplicates.sides_view import KEPT, OTHER
from bureau_desk.ui.main_window import MainWindow
from tests.ui.conftest import credit_code

NAMES = (
    "常州模拟精密机械（江苏）有限公司",
    "常州 模拟精密机械(江苏)有限公司",
    "常州模拟甲新材料有限公司",
    "常州模拟乙新材料有限公司",
)


@pytest.fixture
def made(window: MainWindow, qtbot: QtBot) -> DuplicatesPage:
    """The page after a search among four firms, two of which are one."""
    desk = window.session.desk
    for place, name in enumerate(NAMES):
        typed = {
            "name": name, "uscc": credit_code(place), "entity_type": "企业", "stat_unit": "武进区", "biz_status": "在业",
            "established_date": "2010-01-01", "reg_address": f"模拟路 {place} 号", "contact_name": "模拟" if place == 1 else "",
        }  # fmt: skip
        recording.save(desk, recording.read(desk, "enterprise", typed))
    page = window.show_place("duplicates")
    assert isinstance(page, DuplicatesPage)
    page.register.setCurrentIndex(page.register.findData("enterprise"))
    with qtbot.waitSignal(window.runner.finished):
        qtbot.mouseClick(page.find, Qt.MouseButton.LeftButton)
    return page


def test_a_search_lists_the_pair_and_lays_it_side_by_side(made: DuplicatesPage) -> None:
    assert [made.model.rows[row][0] for row in range(made.model.rowCount())] == ["同名"]
    assert set(made.model.rows[0][1:]) == set(NAMES[:2])
    titles = [one.title for one in made.panel.sides.model_.fields]
    assert "企业名称" in titles and "联系人" in titles
    assert "经营状态" not in titles
    made.panel.only.setChecked(False)
    assert "经营状态" in [one.title for one in made.panel.sides.model_.fields]


def test_keys_choose_a_side_and_merge_and_undo_brings_both_back(
    made: DuplicatesPage, window: MainWindow, qtbot: QtBot
) -> None:
    desk = window.session.desk
    before = list(browsing.ids(desk, browsing.View("enterprise")))
    made.table.setFocus()
    qtbot.keyClick(made.table, Qt.Key.Key_Return)
    sides = made.panel.sides
    row = next(place for place, one in enumerate(sides.model_.fields) if one.key == "reg_address")
    sides.setCurrentIndex(sides.model_.index(row, KEPT))
    qtbot.keyClick(sides, Qt.Key.Key_Right)
    assert sides.model_.sides["reg_address"] is Side.OTHER
    assert sides.model_.taken(sides.model_.index(row, OTHER)) and not sides.model_.taken(sides.model_.index(row, KEPT))
    kept, gone = made.panel.plan.kept, made.panel.plan.other
    wanted = sides.model_.fields[row].other
    qtbot.keyClick(sides, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    after = browsing.rows(desk, "enterprise", [kept])[kept]
    assert after.get("reg_address") == wanted and after.get("contact_name") == "模拟"
    assert gone not in browsing.ids(desk, browsing.View("enterprise"))
    assert made.pairs == [] and made._empty.currentIndex() == 1
    undoing.undo(desk)
    assert list(browsing.ids(desk, browsing.View("enterprise"))) == before


def test_not_the_same_goes_to_the_other_list_and_back(made: DuplicatesPage, window: MainWindow, qtbot: QtBot) -> None:
    made.panel.reason.setText("两块牌子")
    qtbot.mouseClick(made.panel.findChild(QPushButton, "not_same"), Qt.MouseButton.LeftButton)
    assert made.pairs == [] and len(duplicates.judged(window.session.desk)) == 1
    made.tabs.setCurrentIndex(1)
    assert made.model.rows[0][4] == "两块牌子"
    assert made.panel.apart.text() == "取消这个判断" and not made.panel.merge.isVisible()
    qtbot.mouseClick(made.panel.apart, Qt.MouseButton.LeftButton)
    assert duplicates.judged(window.session.desk) == [] and len(made.pairs) == 1
    window.commands.undo()
    assert len(duplicates.judged(window.session.desk)) == 1 and made.pairs == []
    window.commands.undo()
    assert duplicates.judged(window.session.desk) == [] and len(made.pairs) == 1
    window.commands.redo()
    assert made.pairs == [] and duplicates.judged(window.session.desk)[0].reason == "两块牌子"


def test_two_selected_records_are_laid_side_by_side(made: DuplicatesPage, window: MainWindow) -> None:
    page = window.show_place("register:enterprise")
    first, second = list(browsing.ids(window.session.desk, browsing.View("enterprise")))[2:4]
    page.table.select_record(first)
    window.commands.merge()
    assert window.stack.currentWidget() is page
    rows = [page.table.model.row_of(one) for one in (first, second)]
    from PySide6.QtCore import QItemSelectionModel

    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    page.table.view.selectionModel().clearSelection()
    for row in rows:
        page.table.view.selectionModel().select(page.table.model.index(row, 0), flags)
    window.commands.merge()
    assert window.stack.currentWidget() is made
    assert {made.panel.plan.kept, made.panel.plan.other} == {first, second}


def test_in_the_past_nothing_can_be_merged(made: DuplicatesPage, window: MainWindow) -> None:
    window.session.busy = True
    made.refresh()
    assert not made.panel.merge.isEnabled()
    made.panel.run()
    assert len(browsing.ids(window.session.desk, browsing.View("enterprise"))) == 4
    window.session.busy = False


def test_differences_are_told_character_by_character() -> None:
    assert differing("模拟机械有限公司", "模拟机械有限责任公司") == ([], [(6, 8)])
    assert differing("晨丰", "辰丰") == ([(0, 1)], [(0, 1)])
    assert differing("", "甲") == ([], [(0, 1)])
