"""Small surfaces that lie over the window beside an editor and never take the focus from it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from bureau_desk.ui.theme import theme


def place_beside(surface: QWidget, anchor: QWidget, height: int, width: int) -> None:
    """Put a surface under its anchor, or above it where there is more room; never beyond the window's edges."""
    window = anchor.window()
    if surface.parentWidget() is not window:
        surface.setParent(window)
    top_left = anchor.mapTo(window, QPoint(0, 0))
    below = window.height() - top_left.y() - anchor.height() - theme.px(8)
    above = top_left.y() - theme.px(8)
    under = below >= height or below >= above
    tall = max(theme.px(28), min(height, below if under else above))
    wide = min(width, window.width() - theme.px(16))
    left = max(theme.px(8), min(top_left.x(), window.width() - wide - theme.px(8)))
    top = top_left.y() + anchor.height() + 2 if under else top_left.y() - tall - 2
    surface.setGeometry(QRect(left, top, wide, tall))
    surface.show()
    surface.raise_()


class ProblemNote(QLabel):
    """The sentence that says beside a cell why its text is refused."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("cell_problem")
        self.setProperty("kind", "cell_problem")
        self.setWordWrap(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_beside(self, anchor: QWidget, sentence: str) -> None:
        """Say a sentence under an editor."""
        self.setText(f"⚠ {sentence}")
        self.setAccessibleName(sentence)
        anchor.setAccessibleDescription(sentence)
        self.ensurePolished()
        width = min(theme.px(420), max(theme.px(200), self.fontMetrics().horizontalAdvance(self.text()) + theme.px(32)))
        place_beside(self, anchor, self.heightForWidth(width), width)
