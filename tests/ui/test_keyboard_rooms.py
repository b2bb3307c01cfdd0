"""Every page and dialog by keyboard alone: opened by its key, walked through with Tab, left with Esc."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from bureau_desk.ui.actions import COMMANDS
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.panes import first_by_tab
from bureau_desk.ui.registers_page import RegisterPage

SMALLEST = QSize(960, 540)  # 1920 x 1080 at 200 %
MOST = 200  # presses of Tab until one is sure to go round in circles


def wanted(area: QWidget) -> set[QWidget]:
    """The controls of an area that Tab has to reach; of radio buttons only the one that is on has the focus."""
    return {
        one
        for one in area.findChildren(QWidget)
        if Qt.FocusPolicy.TabFocus in one.focusPolicy()
        and one.isVisible()
        and one.isEnabled()
        and one.focusProxy() is None
        and not (isinstance(one, QRadioButton) and not one.isChecked())
    }


def name_of(one: QWidget) -> str:
    """What a screen reader says of a control."""
    if one.accessibleName():
        return one.accessibleName()
    if isinstance(one, QAbstractButton):
        return one.text()
    top = one.window()
    return next((label.text() for label in top.findChildren(QLabel) if label.buddy() is one), "")


def walk(area: QWidget, qtbot: QtBot) -> list[QWidget]:
    """Press Tab from the first control on until the focus leaves the area or comes round."""
    first = first_by_tab(area)
    assert first is not None
    first.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    for _ in range(MOST):
        focused = QApplication.focusWidget()
        if focused is None or not area.isAncestorOf(focused) or focused in seen:
            break
        seen.append(focused)
        assert focused.isVisible()
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    return seen


def check(area: QWidget, qtbot: QtBot) -> None:
    """Every control of the area is reached by Tab, is seen when it has the focus, and has a name."""
    seen = walk(area, qtbot)
    missed = [f"{type(one).__name__} {name_of(one) or one.objectName()}" for one in wanted(area) - set(seen)]
    assert not missed
    nameless = [f"{type(one).__name__} {one.objectName()}" for one in seen if not name_of(one)]
    assert not nameless


def roomy(dialog: QDialog) -> None:
    """A dialog fits the smallest screen and can be made larger, so that nothing is cut off at any scale."""
    least, most = dialog.minimumSizeHint().expandedTo(dialog.minimumSize()), dialog.maximumSize()
    assert least.width() <= SMALLEST.width() and least.height() <= SMALLEST.height(), least
    assert most.width() > least.width() and most.height() > least.height(), "no dialog of a fixed size"


ROOMS = [one.key for one in COMMANDS if one.key.startswith("go_")]


@pytest.mark.parametrize("key", ROOMS)
def test_a_page_is_opened_by_its_key_and_walked_through_with_tab(window: MainWindow, qtbot: QtBot, key: str) -> None:
    window.activateWindow()
    window.actions_[key].trigger()
    shown = window.stack.currentWidget()
    qtbot.waitUntil(lambda: shown.isAncestorOf(QApplication.focusWidget() or window))
    qtbot.wait(50)
    check(shown, qtbot)
    first = first_by_tab(shown)
    assert first is not None
    first.setFocus()
    window.actions_["pane"].trigger()
    assert window.navigation.isAncestorOf(QApplication.focusWidget())


def test_the_page_of_an_organisation_is_walked_through_with_tab(
    window: MainWindow, page: RegisterPage, qtbot: QtBot
) -> None:
    window.activateWindow()
    page.table.view.setFocus()
    qtbot.waitUntil(lambda: page.table.current_record() is not None)
    window.actions_["organisation"].trigger()
    shown = window.stack.currentWidget()
    assert shown is not page
    qtbot.wait(100)
    check(shown, qtbot)
    window.actions_["back"].trigger()
    assert window.stack.currentWidget() is page


def _paste() -> None:
    QGuiApplication.clipboard().setText("孵化器名称\t运营机构名称\n模拟甲孵化器\t模拟甲公司\n")


@pytest.mark.parametrize(
    ("key", "before"),
    [
        ("event", None), ("paste", _paste), ("fill_many", None), ("replace", None), ("columns", None),
        ("sort", None), ("colours", None), ("import", None),
    ],
)  # fmt: skip
def test_a_dialog_is_opened_by_its_key_walked_through_with_tab_and_left_with_esc(
    window: MainWindow, page: RegisterPage, qtbot: QtBot, key: str, before: Callable[[], None] | None
) -> None:
    window.activateWindow()
    page.table.view.setFocus()
    page.table.select_record(page.table.model.record_at(0))
    flags = QItemSelectionModel.SelectionFlag
    page.table.view.selectionModel().select(page.table.model.index(1, 0), flags.Select | flags.Rows)
    if before is not None:
        before()
    window.actions_[key].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget() or window))
    qtbot.waitUntil(lambda: not window.runner.running)
    check(dialog, qtbot)
    roomy(dialog)
    focused = QApplication.focusWidget()
    qtbot.keyClick(focused or dialog, Qt.Key.Key_Escape)
    if dialog.isVisible():
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("name", ["ask_name", "manage"])
def test_the_dialogs_of_views_are_walked_through_with_tab(
    window: MainWindow, page: RegisterPage, qtbot: QtBot, name: str
) -> None:
    window.activateWindow()
    getattr(page.bench.view_button, name)()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget() or window))
    check(dialog, qtbot)
    roomy(dialog)
    qtbot.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
