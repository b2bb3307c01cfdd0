"""The plan on the screen: painted lines, editors in place, dragging, and the keys that move lines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from bureau_desk.ui.plain_table import PlainHeader
from bureau_desk.ui.studio.plan_model import CHARACTERS, CHOICES, FOLIO, HOLDER, KIND, NAME, PICTURES, PlanModel
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
LEAST_TITLE = 240
SPARED = (PICTURES, KIND, CHARACTERS, FOLIO, HOLDER)
"""What goes first where there is little room."""
WIDTHS = (300, 78, 96, 88, 64, 40, 64, 104, 64)


class _Lines(QStyledItemDelegate):
    """Text on the row's ground with a hairline under it; editors of one cell."""

    left = Signal()  # an editor has gone
    typed = Signal(object, str)  # the cell, its text so far
    unkept: Callable[[QModelIndex], str | None] | None = None  # what was typed into a cell and could not be kept

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Tell it."""
        super().destroyEditor(editor, index)
        self.left.emit()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Every line is as high as a row of a table."""
        return QSize(0, theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        rect: QRect = option.rect
        painter.fillRect(rect, theme.color("selection" if chosen else "hover" if over else "panel"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        font, ink = index.data(Qt.ItemDataRole.FontRole), index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setFont(font if font is not None else theme.font())
        painter.setPen(ink if ink is not None else theme.color("ink"))
        inner = rect.adjusted(theme.px(6 if index.column() == NAME else 10), 0, -theme.px(10), 0)
        text = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(index.data(Qt.ItemDataRole.TextAlignmentRole) or 0), text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("primary"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A list of choices, or a line to type in."""
        choices = index.data(CHOICES)
        title = str(index.model().headerData(index.column(), Qt.Orientation.Horizontal) or "")
        if choices:
            box = QComboBox(parent)
            for key, words in choices:
                box.addItem(words, key)
            box.activated.connect(lambda _: self._done(box))
            box.setAccessibleName(title)
            return box
        line = QLineEdit(parent)
        line.setProperty("kind", "cell")
        line.setAccessibleName(title)
        cell = QPersistentModelIndex(index)
        line.textEdited.connect(lambda text: self.typed.emit(cell, text))
        return line

    def _done(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What stands in the cell."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QLineEdit):
            lost = self.unkept(QModelIndex(index)) if self.unkept is not None else None
            editor.setText(str(value or "") if lost is None else lost)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: PlanModel, index: Index) -> None:
        """What was chosen or typed."""
        value = editor.currentData() if isinstance(editor, QComboBox) else editor.text()
        model.setData(index, value)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """An editor covers its cell, and is wide enough for its choices."""
        rect: QRect = option.rect
        if isinstance(editor, QComboBox):
            rect = rect.adjusted(0, 0, max(0, editor.sizeHint().width() - rect.width()), 0)
        editor.setGeometry(rect)


class PlanTree(QTreeView):
    """Enter opens an article, F2 edits the cell, Alt+Up and Alt+Down move the line, Delete takes it away."""

    opened = Signal(str)
    pushed = Signal(int)
    removing = Signal()

    def __init__(self, model: PlanModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("栏目和稿件")
        self.cells = _Lines(self)
        self.setItemDelegate(self.cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(False)
        self.setIndentation(theme.px(20))
        self.setTabKeyNavigation(False)
        self.setExpandsOnDoubleClick(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.SelectedClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = PlainHeader(Qt.Orientation.Horizontal, self)
        self.setHeader(header)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(theme.px(36))
        header.setFixedHeight(theme.px(34))
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, theme.px(width))
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(self._open)

    @property
    def plan(self) -> PlanModel:
        """The model."""
        return self.model()  # type: ignore[return-value]

    def current_key(self) -> str:
        """The current article, '' on a column or on nothing."""
        return self.plan.key(self.currentIndex()) if self.currentIndex().isValid() else ""

    @property
    def editing(self) -> bool:
        """Whether a cell is being typed into."""
        return self.state() == QAbstractItemView.State.EditingState

    def choose(self, index: QModelIndex) -> None:
        """Make a line current and show it."""
        if index.isValid():
            column = self.currentIndex().column() if self.currentIndex().isValid() else NAME
            self.setCurrentIndex(index.siblingAtColumn(max(column, 0)))
            self.scrollTo(index)

    def _open(self, index: Index) -> None:
        if key := self.plan.key(index):
            if index.column() == NAME or not self.plan.flags(index) & Qt.ItemFlag.ItemIsEditable:
                self.opened.emit(key)
            else:
                self.edit(QModelIndex(index))

    def event(self, event: QEvent) -> bool:
        """Delete belongs to the tree while it has the focus."""
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_F2)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in keys:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the plan."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        index = self.currentIndex()
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.pushed.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            if self.current_key():
                self._open(index)
            else:
                self.setExpanded(index.siblingAtColumn(NAME), not self.isExpanded(index.siblingAtColumn(NAME)))
        elif event.key() == Qt.Key.Key_F2 and index.isValid():
            self.edit(index)
        elif event.key() == Qt.Key.Key_Delete:
            self.removing.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and index.isValid():
            self._sideways(index, 1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, titles keep theirs and the least wanted figures go."""
        super().resizeEvent(event)
        hidden: set[int] = set()
        for column in ("", *SPARED):
            if column != "":
                hidden.add(int(column))
            shown = sum(width for place, width in enumerate(WIDTHS) if place not in hidden and place != NAME)
            if self.viewport().width() - theme.px(shown) >= theme.px(LEAST_TITLE):
                break
        for place in range(len(WIDTHS)):
            if self.isColumnHidden(place) != (place in hidden):
                self.setColumnHidden(place, place in hidden)

    def _sideways(self, index: QModelIndex, step: int) -> None:
        """From cell to cell; on a column's name the arrows fold it."""
        if not self.plan.key(index) and index.column() == NAME:
            self.setExpanded(index, step > 0)
            return
        column = index.column() + step
        while 0 < column < self.plan.columnCount() and self.isColumnHidden(column):
            column += step
        if 0 <= column < self.plan.columnCount():
            self.setCurrentIndex(index.siblingAtColumn(column))
