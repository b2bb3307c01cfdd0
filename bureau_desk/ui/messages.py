"""What the window says when the world fails: one calm dialog, and one hook for everything else."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from bureau_desk.domain.problem import Trouble
from bureau_desk.ui import icons
from bureau_desk.ui.pieces import set_kind
from bureau_desk.ui.theme import theme

_telling = False


def tell_trouble(parent: QWidget | None, trouble: Trouble, title: str = "未能完成") -> None:
    """Say what happened, why, and what to do; nothing when staff were asked about it already and declined."""
    if getattr(trouble, "told", False):
        return
    box = QMessageBox(QMessageBox.Icon.Warning, title, trouble.message, QMessageBox.StandardButton.NoButton, parent)
    box.setInformativeText(trouble.hint)
    _dress(box, "warning", "warning", box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole))
    _show(box, parent)


def choose(parent: QWidget, title: str, message: str, hint: str, answers: tuple[str, ...]) -> int:
    """Ask for one of several verbs; the last one is also Esc. Returns its place."""
    box = QMessageBox(QMessageBox.Icon.Question, title, message, QMessageBox.StandardButton.NoButton, parent)
    box.setInformativeText(hint)
    buttons = [box.addButton(answer, QMessageBox.ButtonRole.ActionRole) for answer in answers]
    _dress(box, "help", "primary", buttons[0])
    box.setDefaultButton(buttons[0])
    box.setEscapeButton(buttons[-1])
    _show(box, parent)
    clicked = box.clickedButton()
    return buttons.index(clicked) if clicked in buttons else len(buttons) - 1


def _show(box: QMessageBox, parent: QWidget | None) -> None:
    """Wait for an answer; where no window is seen nobody can give one, and what was to be said goes into the log."""
    windows = [parent.window()] if parent is not None else QApplication.topLevelWidgets()
    if any(one.isVisible() for one in windows):
        box.exec()
    else:
        logging.getLogger("bureau_desk").warning("not shown: %s %s", box.text(), box.informativeText())
    box.deleteLater()


def _dress(box: QMessageBox, icon: str, token: str, first: QPushButton) -> None:
    """The window's own sign in place of the system's, and the first answer as the one that Enter gives."""
    if box.parent() is None:
        theme.dress(box)
    box.setIconPixmap(icons.pixmap(icon, token, theme.px(32)))
    set_kind(first, "primary")


def install_hook(log: logging.Logger) -> None:
    """Log every unforeseen error and show it once, calmly; the program goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("unforeseen error", exc_info=(kind, error, trace))
        application = QApplication.instance()
        if application is not None and QThread.currentThread() is application.thread():
            tell_error(None, error, trace)

    sys.excepthook = hook


def tell_error(parent: QWidget | None, error: BaseException, trace: TracebackType | None = None) -> None:
    """Show an error: a Trouble with its own words, anything else with a report that can be copied."""
    global _telling  # a dialog that fails while it is shown must not open another
    if _telling:
        return
    _telling = True
    try:
        if isinstance(error, Trouble):
            tell_trouble(parent, error)
            return
        box = QMessageBox(QMessageBox.Icon.Critical, "程序出了错", "刚才的操作没有完成，已保存的数据不受影响。")
        box.setInformativeText("您可以继续使用。若再次出现，请把“显示详情”中的文字发给维护人员。")
        box.setDetailedText("".join(traceback.format_exception(type(error), error, trace or error.__traceback__)))
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        _dress(box, "warning", "bad", box.addButton("继续", QMessageBox.ButtonRole.AcceptRole))
        _show(box, parent)
    finally:
        _telling = False
