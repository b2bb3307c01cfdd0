"""A table view for short lists: answers, problems, import plans; looks like the record table, keeps widths of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from bureau_desk.ui.laid_words import LaidWords
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex


class Look(NamedTuple):
    """All that is painted of a cell; a model that tells it by `look(row, column)` is asked once a cell, not five times."""

    text: str = ""
    ink: QColor | None = None
    side: int = Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignVCenter.value
    ground: Any = None
    font: QFont | None = None


def look_of(index: Index) -> Look:
    """What is painted of a cell, from whichever model."""
    model = index.model()
    if hasattr(model, "look"):
        return model.look(index.row(), index.column())
    data, side = model.data, model.data(index, _SIDE)
    text = str(data(index, _TEXT) or "")
    return Look(
        text, data(index, _INK), int(side) if side is not None else _LEFT, data(index, _GROUND), data(index, _FONT)
    )


class _Cells(QStyledItemDelegate):
    """Text on the row's ground with a hairline under it.

    A table of a whole screen paints some hundred cells at once: states are compared as numbers and the model is asked
    directly, for Python's enumerations and Qt's way round cost more than the painting.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.words = LaidWords()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        state, rect, look = option.state.value, option.rect, look_of(index)
        chosen = state & SELECTED
        painter.fillRect(rect, theme.color("selection" if chosen else "hover" if state & _OVER else "panel"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if look.ground is not None and not chosen:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), look.ground)
        if look.text:
            pad = theme.px(10)
            inner = rect.adjusted(pad, 0, -pad, 0)
            painter.setPen(look.ink or theme.color("ink"))
            if look.font is None:
                painter.setFont(theme.font())
                self.words.paint(painter, inner, look.text, look.side)
            else:
                painter.setFont(look.font)
                text = option.fontMetrics.elidedText(look.text, Qt.TextElideMode.ElideRight, inner.width())
                painter.drawText(inner, look.side, text)
        paint_focus(painter, rect, state)


def paint_focus(painter: QPainter, rect: QRect, state: int) -> None:
    """The frame of the cell with focus, of a view's state as a number."""
    if state & _FOCUS:
        painter.setPen(QPen(theme.color("primary"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -1, -1))


SELECTED = QStyle.StateFlag.State_Selected.value
_OVER = QStyle.StateFlag.State_MouseOver.value
_FOCUS = QStyle.StateFlag.State_HasFocus.value
_MIDDLE = Qt.AlignmentFlag.AlignVCenter.value
_RIGHT, _LEFT = Qt.AlignmentFlag.AlignRight.value | _MIDDLE, Qt.AlignmentFlag.AlignLeft.value | _MIDDLE
_TEXT, _INK, _FONT = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.FontRole
_GROUND, _SIDE = Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.TextAlignmentRole


class PlainHeader(QHeaderView):
    """Titles like those of the record table."""

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        """One title."""
        painter.save()
        painter.fillRect(rect, theme.color("panel"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("strong_line"))
        painter.setFont(theme.font(10, bold=True))
        painter.setPen(theme.color("quiet"))
        side = self.model().headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        flags = int(side) if side is not None else int(Qt.AlignmentFlag.AlignVCenter)
        text = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
        inner = rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, flags, shown)
        painter.restore()


NARROWEST, LAST, WORDS, MOST = 56, 100, 150, 1.6  # px at 100 %; a column of words grows to so many times its width


class PlainTable(QTableView):
    """Rows of one height; Enter activates, Ctrl+C copies the selected rows for Excel.

    A table with widths for its columns fits them to its room, until staff draw a column themselves; a preview of any
    number of columns scrolls sideways.
    """

    def __init__(self, name: str, widths: Sequence[int] = ()) -> None:
        super().__init__()
        self._widths = widths
        self._fitting = self._drawn = False
        self.setAccessibleName(name)
        header = PlainHeader(Qt.Orientation.Horizontal, self)
        header.setFixedHeight(theme.px(34))
        header.setStretchLastSection(True)
        header.setSectionsClickable(False)
        self.setHorizontalHeader(header)
        header.sectionResized.connect(self._resized)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(30))
        self.setItemDelegate(_Cells(self))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model, with the widths given for its columns."""
        super().setModel(model)
        self.set_widths(self._widths)

    def set_widths(self, widths: Sequence[int]) -> None:
        """Set the columns' widths in pixels at 100 %."""
        self._widths, self._drawn = widths, False
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new room."""
        super().resizeEvent(event)
        self._fit()

    def _resized(self, column: int, _old: int, _new: int) -> None:
        if not self._fitting and column < self.horizontalHeader().count() - 1:
            self._drawn = True

    def _fit(self) -> None:
        columns = self.model().columnCount() if self.model() is not None else 0
        if self._drawn or not columns:
            return
        wanted = [theme.px(width) for width in self._widths[:columns]]
        if len(wanted) >= columns - 1 and self.isVisible():
            wanted += [theme.px(LAST)] * (columns - len(wanted))
            wanted = fitted(wanted, self.viewport().width())
        self._fitting = True
        for column, width in enumerate(wanted):
            self.setColumnWidth(column, width)
        self._fitting = False

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the columns once there is a room to fit them to."""
        super().showEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter activates on every platform; Ctrl+C copies."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Ctrl+C belongs to the table while it has the focus."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()
            return True
        return super().event(event)

    def copy(self) -> str:
        """Copy the selected rows with their titles, for Excel."""
        model = self.model()
        columns = range(model.columnCount())
        lines = ["\t".join(str(model.headerData(column, Qt.Orientation.Horizontal)) for column in columns)]
        for index in sorted(self.selectionModel().selectedRows(), key=lambda one: one.row()):
            lines.append("\t".join(str(model.index(index.row(), column).data() or "") for column in columns))
        text = "\n".join(lines) + "\n"
        QGuiApplication.clipboard().setText(text)
        return text


def fitted(widths: Sequence[int], room: int) -> list[int]:
    """Column widths that fill a room: all narrower where it is small, columns of words wider where it is large."""
    spare = room - sum(widths)
    if spare < 0:
        least = theme.px(NARROWEST)
        giving = sum(max(0, width - least) for width in widths)
        part = min(1.0, -spare / giving) if giving else 0.0
        return [width - int(part * max(0, width - least) + 0.999) if width > least else width for width in widths]
    wide = [column for column, width in enumerate(widths[:-1]) if width >= theme.px(WORDS)]
    growing = sum(widths[column] for column in wide)
    part = min(MOST - 1, spare / growing) if growing else 0.0
    return [width + int(part * width) if column in wide else width for column, width in enumerate(widths)]


class TextModel(QAbstractTableModel):
    """Rows of texts under titles; numeric columns stand at the right."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.titles: Sequence[str] = ()
        self.rows: Sequence[Sequence[str]] = ()
        self.numeric: frozenset[int] = frozenset()

    def show(self, titles: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[int] = ()) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.titles, self.rows, self.numeric = titles, rows, frozenset(numeric)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of titles."""
        return 0 if parent.isValid() else len(self.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and sides."""
        if not index.isValid() or index.row() >= len(self.rows) or index.column() >= len(self.rows[index.row()]):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        return None

    def look(self, row: int, column: int) -> Look:
        """All that is painted of a cell."""
        texts = self.rows[row] if row < len(self.rows) else ()
        return Look(str(texts[column]) if column < len(texts) else "", None, side_of(column in self.numeric))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles and their sides."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.titles):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _side(self, column: int) -> int:
        return side_of(column in self.numeric)


def side_of(numeric: bool) -> int:
    """Numbers stand at the right of their column, words at the left."""
    return _RIGHT if numeric else _LEFT
