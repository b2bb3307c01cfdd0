"""A table view for short lists: answers, problems, import plans; looks like the record table, keeps widths of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex


class _Cells(QStyledItemDelegate):
    """Text on the row's ground with a hairline under it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(option.rect, theme.color("selection" if chosen else "hover" if over else "panel"))
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), theme.color("line"))
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None and not chosen:
            painter.fillRect(option.rect.adjusted(0, 0, 0, -1), ground)
        rect = option.rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(ink if ink is not None else theme.color("ink"))
        font = index.data(Qt.ItemDataRole.FontRole)
        painter.setFont(font if font is not None else theme.font())
        text = option.fontMetrics.elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, rect.width())
        side = index.data(Qt.ItemDataRole.TextAlignmentRole)
        painter.drawText(rect, int(side) if side is not None else int(Qt.AlignmentFlag.AlignVCenter), text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("primary"), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))


class _Header(QHeaderView):
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


class PlainTable(QTableView):
    """Rows of one height; Enter activates, Ctrl+C copies the selected rows for Excel."""

    def __init__(self, name: str, widths: Sequence[int] = ()) -> None:
        super().__init__()
        self._widths = widths
        self.setAccessibleName(name)
        header = _Header(Qt.Orientation.Horizontal, self)
        header.setFixedHeight(theme.px(34))
        header.setStretchLastSection(True)
        header.setSectionsClickable(False)
        self.setHorizontalHeader(header)
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
        for column, width in enumerate(widths):
            self.setColumnWidth(column, theme.px(width))

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

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles and their sides."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.titles):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _side(self, column: int) -> int:
        side = Qt.AlignmentFlag.AlignRight if column in self.numeric else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)
