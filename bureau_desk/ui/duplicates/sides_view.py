"""Two records side by side, field by field: the side that will be taken is marked, differences are coloured."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from bureau_desk.app.merging import FieldPair, MergePlan, Side
from bureau_desk.ui.duplicates.differences import differing
from bureau_desk.ui.plain_table import PlainTable
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
TITLE, KEPT, OTHER = 0, 1, 2
_COLUMNS = {KEPT: (Side.KEPT, Side.BOTH), OTHER: (Side.OTHER, Side.BOTH)}


class SidesModel(QAbstractTableModel):
    """The fields of a merge plan; `sides` holds what staff chose."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields: list[FieldPair] = []
        self.sides: dict[str, Side] = {}
        self.names = ("", "")

    def show(self, plan: MergePlan | None, names: tuple[str, str], only_differing: bool) -> None:
        """Show a plan's fields, differing ones first; choices made for the same plan are kept by the caller."""
        self.beginResetModel()
        found = list(plan.fields) if plan else []
        self.fields = sorted(
            (one for one in found if one.differs or not only_differing), key=lambda one: not one.differs
        )
        self.sides = {one.key: one.proposed for one in found}
        self.names = names
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of fields."""
        return 0 if parent.isValid() else len(self.fields)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Title and the two sides."""
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and for the ear whether a side is taken."""
        if not index.isValid() or index.row() >= len(self.fields):
            return None
        one = self.fields[index.row()]
        text = (one.title, one.kept, one.other)[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{text or '未填'}{'，采用' if self.taken(index) else ''}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the two records."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return ("字段", f"保留　{self.names[0]}", f"并入　{self.names[1]}")[section]
        return None

    def taken(self, index: Index) -> bool:
        """Whether the value of a cell will stand in the merged record."""
        one = self.fields[index.row()]
        return index.column() in _COLUMNS and self.sides[one.key] in _COLUMNS[index.column()]

    def take(self, row: int, side: Side) -> None:
        """Choose a side; both only where lists can be joined."""
        one = self.fields[row]
        if side is Side.BOTH and not one.joinable:
            return
        self.sides[one.key] = side
        self.dataChanged.emit(self.index(row, 0), self.index(row, 2))


class SidesView(PlainTable):
    """←, → or a click choose a side, Space changes it, + takes both lists."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__("两条记录对照", (130,))
        self.model_ = SidesModel(self)
        self.setItemDelegate(_Sides(self))
        self.setModel(self.model_)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().setSectionResizeMode(KEPT, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(OTHER, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._clicked)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() in _COLUMNS:
            self._take(index.row(), Side.KEPT if index.column() == KEPT else Side.OTHER)

    def _take(self, row: int, side: Side) -> None:
        self.model_.take(row, side)
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that choose."""
        row = self.currentIndex().row()
        if 0 <= row < len(self.model_.fields):
            one = self.model_.fields[row]
            present = self.model_.sides[one.key]
            turned = Side.OTHER if present is Side.KEPT else Side.KEPT
            keys = {
                Qt.Key.Key_Left: Side.KEPT,
                Qt.Key.Key_Right: Side.OTHER,
                Qt.Key.Key_Space: turned,
                Qt.Key.Key_Plus: Side.BOTH,
            }
            if event.key() in keys:
                self._take(row, keys[event.key()])
                return
        super().keyPressEvent(event)


class _Sides(QStyledItemDelegate):
    """Paints a side: a mark and a tint where it is taken, the differing characters on a ground of their own."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        model: SidesModel = index.model()
        one = model.fields[index.row()]
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, theme.color("selection" if current else "panel"))
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), theme.color("line"))
        rect = option.rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        if index.column() == TITLE:
            self._words(painter, rect, one.title, "ink" if one.differs else "quiet", ())
        else:
            self._side(painter, rect, one, index.column(), model.taken(index))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("primary"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _side(self, painter: QPainter, rect: QRect, one: FieldPair, column: int, taken: bool) -> None:
        size = theme.px(10)
        mark = QRectF(rect.left(), rect.center().y() - size / 2, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("primary" if taken else "strong_line"), 1.5))
        painter.setBrush(theme.color("primary") if taken else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(mark)
        spans = differing(one.kept, one.other)[column - 1] if one.differs and one.kept and one.other else []
        text = one.kept if column == KEPT else one.other
        words = rect.adjusted(size + theme.px(8), 0, 0, 0)
        self._words(painter, words, text or "未填", "ink" if taken and text else "quiet", tuple(spans))

    def _words(self, painter: QPainter, rect: QRect, text: str, token: str, spans: tuple[tuple[int, int], ...]) -> None:
        font = theme.font()
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, rect.width())
        whole = len(shown) - (1 if shown != text.replace("\n", " ") else 0)
        ground = QColor(theme.color("warning_ground"))
        for start, end in spans:
            if start >= whole:
                break
            left = rect.left() + metrics.horizontalAdvance(shown[:start])
            width = metrics.horizontalAdvance(shown[start : min(end, whole)])
            high = metrics.height() + theme.px(2)
            painter.fillRect(QRectF(left, rect.center().y() - high / 2, width, high), ground)
            painter.fillRect(QRectF(left, rect.center().y() + high / 2 - 1, width, 1.5), theme.color("warning"))
        painter.setFont(font)
        painter.setPen(theme.color(token))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
