"""A layout that sets its parts one after another and breaks the line where the room ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Parts of different widths in lines, as words in a paragraph."""

    def __init__(self, parent: QWidget, gap: int) -> None:
        super().__init__(parent)
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width; Qt asks for the same ones over and over
        self._least: QSize | None = None
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take a part."""
        self._items.append(item)
        self.invalidate()

    def invalidate(self) -> None:
        """A part wants another size, or has come or gone."""
        self._heights.clear()
        self._least = None
        super().invalidate()

    def count(self) -> int:
        """How many parts."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One part."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give a part back."""
        if not 0 <= index < len(self._items):
            return None
        self._heights.clear()
        self._least = None
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        """It wants no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower is taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines."""
        found = self._heights.get(width)
        if found is None:
            found = self._heights[width] = self._lay(QRect(0, 0, width, 0), False)
        return found

    def setGeometry(self, rect: QRect) -> None:
        """Set the parts."""
        super().setGeometry(rect)
        self._lay(rect, True)

    def sizeHint(self) -> QSize:
        """As small as it can be."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for the tallest part."""
        if self._least is None:
            self._least = QSize(0, max((item.minimumSize().height() for item in self._items), default=0))
        return QSize(self._least)

    def _lay(self, rect: QRect, place: bool) -> int:
        line: list[tuple[QLayoutItem, int, QSize]] = []
        x, y, height = rect.left(), rect.top(), 0
        for item in self._items:
            size = item.sizeHint()
            size.setWidth(min(size.width(), max(rect.width(), 1)))
            if line and x + size.width() > rect.left() + rect.width():
                self._put(line, y, height, place)
                line, x, y, height = [], rect.left(), y + height + self._gap // 2, 0
            line.append((item, x, size))
            x, height = x + size.width() + self._gap, max(height, size.height())
        self._put(line, y, height, place)
        return y + height - rect.top()

    @staticmethod
    def _put(line: list[tuple[QLayoutItem, int, QSize]], y: int, height: int, place: bool) -> None:
        for item, x, size in line if place else ():
            item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
