"""Where the window stood last and how large it was; always where the present screen shows it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from bureau_desk.ui.memory import Memory
from bureau_desk.ui.theme import theme


def restore(window: QMainWindow, memory: Memory) -> None:
    """Put a window where it was, within the screen of now."""
    window.resize(theme.px(1366), theme.px(768))
    if memory.settings.geometry:
        window.restoreGeometry(QByteArray.fromBase64(memory.settings.geometry.encode()))
    screen = QGuiApplication.primaryScreen()
    if screen is None:
        return
    room = screen.availableGeometry()
    window.setMinimumSize(min(theme.px(860), room.width()), min(theme.px(460), room.height()))
    if not room.contains(window.geometry().center()):
        window.resize(min(window.width(), room.width()), min(window.height(), room.height()))
        window.move(room.topLeft())


def keep(window: QMainWindow, memory: Memory) -> None:
    """Note where a window stands."""
    memory.settings.geometry = bytes(window.saveGeometry().toBase64().data()).decode()
