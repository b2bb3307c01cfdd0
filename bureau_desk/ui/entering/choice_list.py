"""The list under a picker: it shows choices and takes neither the focus nor the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from bureau_desk.app.choosing import Choice
from bureau_desk.ui.entering.beside import place_beside
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
ROWS = 9
MOST_MEASURED = 40  # rows by which the width is chosen


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: Sequence[Choice] = ()

    def show(self, choices: Sequence[Choice]) -> None:
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of choices."""
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a choice; with its note for those who hear it."""
        if not index.isValid() or index.row() >= len(self.choices):
            return None
        choice = self.choices[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{choice.text} {choice.note}".strip()
        return choice.note if role == Qt.ItemDataRole.UserRole else None


class _Painter(QStyledItemDelegate):
    """A choice in ink and its note in quiet letters at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One choice."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(option.rect, theme.color("selection" if chosen else "hover" if over else "panel"))
        rect = option.rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        note = str(index.data(Qt.ItemDataRole.UserRole) or "")
        painter.setFont(theme.font(9))
        wide = painter.fontMetrics().horizontalAdvance(note)
        middle = Qt.AlignmentFlag.AlignVCenter
        if note and wide < rect.width() // 2:
            painter.setPen(theme.color("quiet"))
            painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, note)
            rect.setRight(rect.right() - wide - theme.px(8))
        painter.setFont(theme.font())
        painter.setPen(theme.color("ink"))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, middle | Qt.AlignmentFlag.AlignLeft, text)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Rows of one height."""
        return QSize(theme.px(80), theme.px(30))


class ChoiceList(QListView):
    """Lies over the window under the editor that owns it; the mouse may pick, the keys stay in the editor."""

    picked = Signal(str)

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor.window())
        self._editor = editor
        self._model = _Model(self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setObjectName("choice_list")
        self.setProperty("kind", "choices")
        self.setAccessibleName("可选项")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.clicked.connect(lambda index: self.picked.emit(str(index.data())))
        self.hide()

    def offer(self, choices: Sequence[Choice], current: int = -1) -> None:
        """Show choices with one of them current; none hides the list."""
        if not choices:
            self.hide()
            return
        self._model.show(choices)
        self.setCurrentIndex(self._model.index(current) if current >= 0 else QModelIndex())
        metrics = self.fontMetrics()
        longest = max(metrics.horizontalAdvance(f"{one.text}　{one.note}") for one in choices[:MOST_MEASURED])
        width = max(self._editor.width(), min(longest + theme.px(48), theme.px(460)))
        place_beside(self, self._editor, min(len(choices), ROWS) * theme.px(30) + theme.px(4), width)
        if current >= 0:
            self.scrollTo(self._model.index(current))

    def step(self, step: int) -> None:
        """Make the choice so many rows below current."""
        row = min(max(0, self.currentIndex().row() + step), self._model.rowCount() - 1)
        self.setCurrentIndex(self._model.index(row))
        self.scrollTo(self.currentIndex())

    @property
    def current(self) -> str | None:
        """The text of the current choice while the list is seen."""
        index = self.currentIndex()
        return str(index.data()) if self.isVisible() and index.isValid() else None

    @property
    def choices(self) -> Sequence[Choice]:
        """What is offered."""
        return self._model.choices
