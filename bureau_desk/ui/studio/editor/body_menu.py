"""The menu of the text under the right button and the menu key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from bureau_desk.ui.studio.editor.document import CARD_OBJECT, NUMBER

if TYPE_CHECKING:
    from bureau_desk.ui.studio.editor.body import BodyEdit


def menu_of(edit: BodyEdit, place: int) -> QMenu:
    """What can be done here."""
    menu = QMenu(edit)
    writable, chosen = not edit.isReadOnly(), edit.textCursor().hasSelection() or edit.chosen >= 0
    kind = edit.kind_at(place) if place >= 0 else 0
    if kind == NUMBER:
        _add(menu, "看这个数字\tEnter", lambda: edit.chip_asked.emit(place, True), True)
    elif kind == CARD_OBJECT:
        _add(menu, "修改这个卡片\tEnter", lambda: edit.card_asked.emit(place, True), True)
    if kind:
        menu.addSeparator()
    _add(menu, "剪切\tCtrl+X", lambda: _of_chosen(edit, edit.cut), writable and chosen)
    _add(menu, "复制\tCtrl+C", lambda: _of_chosen(edit, edit.copy), chosen)
    full = QGuiApplication.clipboard().mimeData() is not None
    _add(menu, "粘贴\tCtrl+V", edit.paste, writable and full)
    _add(menu, "只粘贴文字\tCtrl+Shift+V", edit.paste_words, writable and bool(QGuiApplication.clipboard().text()))
    menu.addSeparator()
    _add(menu, "查找和替换\tCtrl+F", lambda: edit.commanded.emit("find"), True)
    _add(menu, "全选\tCtrl+A", edit.selectAll, True)
    return menu


def _of_chosen(edit: BodyEdit, does: Callable[[], None]) -> None:
    if edit.chosen >= 0 and not edit.textCursor().hasSelection():
        edit.select(edit.chosen, edit.chosen + 1)
    does()


def _add(menu: QMenu, words: str, does: Callable[[], object], enabled: bool) -> None:
    action = menu.addAction(words)
    action.setEnabled(enabled)
    action.triggered.connect(lambda _=False: does())
