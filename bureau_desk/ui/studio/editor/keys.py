"""The keys of the article editor."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEYS = {
    (CONTROL, Qt.Key.Key_B): "bold", (CONTROL, Qt.Key.Key_F): "find", (CONTROL, Qt.Key.Key_H): "replace",
    (CONTROL, Qt.Key.Key_S): "save", (CONTROL | ALT, Qt.Key.Key_0): "paragraph",
    (CONTROL | ALT, Qt.Key.Key_1): "heading", (CONTROL | ALT, Qt.Key.Key_2): "subheading",
    (CONTROL | ALT, Qt.Key.Key_L): "points", (CONTROL | ALT, Qt.Key.Key_O): "numbers",
    (CONTROL | ALT, Qt.Key.Key_U): "quote", (CONTROL | ALT, Qt.Key.Key_N): "number",
    (CONTROL | ALT, Qt.Key.Key_T): "chart", (CONTROL | ALT, Qt.Key.Key_G): "table",
    (CONTROL | ALT, Qt.Key.Key_P): "picture", (CONTROL | ALT, Qt.Key.Key_M): "names",
    (CONTROL | ALT, Qt.Key.Key_D): "big", (CONTROL | ALT, Qt.Key.Key_R): "page",
    (CONTROL | SHIFT, Qt.Key.Key_V): "paste_words",
    (CONTROL, Qt.Key.Key_Equal): "larger", (CONTROL, Qt.Key.Key_Plus): "larger",
    (CONTROL, Qt.Key.Key_Minus): "smaller", (CONTROL, Qt.Key.Key_0): "usual",
    (Qt.KeyboardModifier.NoModifier, Qt.Key.Key_F8): "next_problem", (SHIFT, Qt.Key.Key_F8): "last_problem",
    (Qt.KeyboardModifier.NoModifier, Qt.Key.Key_F6): "panel",
}  # fmt: skip


def command_of(event: QKeyEvent) -> str:
    """The command that a key means, '' when it is none."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return next((name for (held, key), name in KEYS.items() if held == modifiers and key == event.key()), "")
