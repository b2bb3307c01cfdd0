"""Where the keyboard goes: the parts of the window in turn (F6), and the first widget of a page that is jumped to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from bureau_desk.ui.registers_page import RegisterPage

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow


def next_pane(window: MainWindow) -> None:
    """Go on from navigation to page to details and round again; inside tables Tab moves by cells and does not leave."""
    page = window.stack.currentWidget()
    areas: list[QWidget] = [window.navigation, page]
    if isinstance(page, RegisterPage) and page.details.isVisible() and page.details.shown:
        areas = [window.navigation, page.left, page.details]
    focused = window.focusWidget()
    present = next(
        (place for place, area in enumerate(areas) if focused is not None and area.isAncestorOf(focused)), -1
    )
    for step in range(1, len(areas) + 1):
        if enter(window, areas[(present + step) % len(areas)]):
            return


def enter(window: MainWindow, area: QWidget) -> bool:
    """Put the focus where work begins in a part of the window; False when nothing there takes it."""
    page = window.stack.currentWidget()
    target: QWidget | None = None
    if area is window.navigation:
        target = window.navigation.list
    elif isinstance(page, RegisterPage) and area in (page, page.left) and page.table.view.isVisible():
        target = page.table.view
    elif isinstance(page, RegisterPage) and area is page.details and page.details.form.isVisible():
        page.details.form.go_to()
        return True
    target = target or first_by_tab(area)
    if target is None:
        return False
    target.setFocus(Qt.FocusReason.TabFocusReason)
    return True


def first_by_tab(area: QWidget) -> QWidget | None:
    """The first visible widget of an area that Tab would reach."""
    one = area.nextInFocusChain()
    while one is not area:
        by_tab = Qt.FocusPolicy.TabFocus in one.focusPolicy()
        if by_tab and area.isAncestorOf(one) and one.isVisible() and one.isEnabled():
            return one
        one = one.nextInFocusChain()
    return None
