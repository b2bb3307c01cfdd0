"""The header of a record table: titles that sort, and under them a row of filters."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QLineEdit, QPushButton, QTableView, QWidget

from bureau_desk.domain.register import Field
from bureau_desk.ui import filtering, icons
from bureau_desk.ui.record_model import NUMERIC, title_of
from bureau_desk.ui.theme import theme


class FilterHeader(QHeaderView):
    """Paints titles and sort arrows itself and lays one filter under each visible title."""

    filter_typed = Signal(str, str)  # field key, text
    filter_opened = Signal(str)  # field key of a listed column
    menu_asked = Signal(str, object)  # field key, global position
    sort_asked = Signal(str, bool)  # field key, whether it is added to the columns sorted by (Shift)
    dragged = Signal(str, int)  # field key, the place it was dropped at

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._fields: list[Field] = []
        self._filters: dict[str, QLineEdit | QPushButton] = {}
        self._sort: tuple[tuple[str, bool], ...] = ()
        self._adding = False
        self.edge = -1  # the last frozen column, which has a line at its right
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(theme.px(56))
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionResized.connect(self.place)
        view.horizontalScrollBar().valueChanged.connect(self.place)  # its children do not scroll with its titles
        self.geometriesChanged.connect(self.place)
        self.sectionClicked.connect(self._clicked)
        self.sectionMoved.connect(self._dropped)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remember whether Shift was held: a click then adds to the sorting."""
        self._adding = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mouseReleaseEvent(event)

    def _clicked(self, column: int) -> None:
        if 0 <= column < len(self._fields):
            self.sort_asked.emit(self._fields[column].key, self._adding)
        self._adding = False

    def _dropped(self, column: int, old: int, new: int) -> None:
        """The model knows the order of columns; the header's own is put back at once."""
        with QSignalBlocker(self):
            self.moveSection(new, old)
        if 0 <= column < len(self._fields):
            key = self._fields[column].key
            QTimer.singleShot(0, self, lambda: self.dragged.emit(key, new))

    @property
    def title_height(self) -> int:
        """Height of the titles alone."""
        return theme.px(34)

    def sizeHint(self) -> QSize:
        """Titles and filters."""
        return QSize(super().sizeHint().width(), self.title_height + theme.px(32))

    def show_fields(self, fields: list[Field], shown: set[int]) -> None:
        """Make the filters of these columns; `shown` are the columns that this header shows."""
        for old in self._filters.values():
            old.hide()
            old.deleteLater()
        self._fields = fields
        self._filters = {field.key: self._make(field) for place, field in enumerate(fields) if place in shown}
        for place, field in enumerate(fields):
            if field.key in self._filters:
                tip = self.model().headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
                self._filters[field.key].setToolTip(str(tip or ""))
        self.place()

    def _make(self, field: Field) -> QLineEdit | QPushButton:
        if filtering.is_listed(field):
            made: QLineEdit | QPushButton = QPushButton("全部", self)
            made.clicked.connect(lambda _=False, key=field.key: self.filter_opened.emit(key))
        else:
            made = QLineEdit(self)
            made.setPlaceholderText(filtering.placeholder(field))
            made.textEdited.connect(lambda text, key=field.key: self.filter_typed.emit(key, text))
        made.setProperty("kind", "filter")
        made.setAccessibleName(f"筛选：{field.title}")
        made.setObjectName(f"filter_{field.key}")
        made.setFont(theme.font(9.5))
        made.show()
        return made

    def filter_of(self, key: str) -> QLineEdit | QPushButton | None:
        """The filter widget of a column."""
        return self._filters.get(key)

    def tell_filter(self, key: str, text: str, active: bool) -> None:
        """Show in a column's filter what is in force."""
        made = self._filters.get(key)
        if made is None:
            return
        if isinstance(made, QPushButton):
            made.setText(text or "全部")
        elif made.text() != text and not made.hasFocus():
            made.setText(text)
        state = "yes" if active else "no"
        if made.property("active") != state:
            made.setProperty("active", state)
            made.style().unpolish(made)
            made.style().polish(made)

    def tell_sort(self, sort: tuple[tuple[str, bool], ...]) -> None:
        """Show the arrows of the sorted columns, of several with their order."""
        self._sort = sort
        self.viewport().update()

    def place(self, *_: object) -> None:
        """Lay the filters under their titles."""
        top, height = self.title_height + theme.px(1), theme.px(25)
        for column, field in enumerate(self._fields):
            made = self._filters.get(field.key)
            if made is None:
                continue
            left = self.sectionViewportPosition(column) + theme.px(4)
            width = self.sectionSize(column) - theme.px(8)
            made.setVisible(not self.isSectionHidden(column) and width > theme.px(24))
            made.setGeometry(left, top, width, height)

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        """One title with its sort arrow."""
        painter.save()
        painter.fillRect(rect, theme.color("panel"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("strong_line"))
        if 0 <= column < len(self._fields):
            self._paint_title(painter, rect, self._fields[column])
        if column == self.edge:
            painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), theme.color("strong_line"))
        painter.restore()

    def _paint_title(self, painter: QPainter, rect: QRect, field: Field) -> None:
        line = rect.adjusted(theme.px(8), 0, -theme.px(8), 0)
        line.setHeight(self.title_height)
        place = next((here for here, (key, _) in enumerate(self._sort) if key == field.key), -1)
        sign = theme.px(18 + 8 * (len(self._sort) > 1)) if place >= 0 else 0
        room = line.width() - sign
        font = theme.font(10, bold=True)
        metrics = QFontMetrics(font)
        text = metrics.elidedText(title_of(field), Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text)
        left = line.right() - width - sign if field.type in NUMERIC else line.left()
        painter.setFont(font)
        painter.setPen(theme.color("primary" if place >= 0 else "quiet"))
        painter.drawText(QRect(left, line.top(), room, line.height()), Qt.AlignmentFlag.AlignVCenter, text)
        if place >= 0:
            self._paint_arrow(painter, left + width + theme.px(4), line, place)

    def _paint_arrow(self, painter: QPainter, left: int, line: QRect, place: int) -> None:
        size = theme.px(14)
        picture = icons.pixmap("sort-down" if self._sort[place][1] else "sort-up", "primary", size)
        painter.drawPixmap(left, line.center().y() - size // 2, picture)
        if len(self._sort) > 1:
            painter.setFont(theme.font(8))
            number = QRect(left + size - theme.px(1), line.top(), theme.px(12), line.height())
            painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, str(place + 1))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the column under the mouse."""
        column = self.logicalIndexAt(event.pos())
        if 0 <= column < len(self._fields):
            self.menu_asked.emit(self._fields[column].key, event.globalPos())

    def focusable(self) -> list[QWidget]:
        """The filters in the order of their columns."""
        return [self._filters[field.key] for field in self._fields if field.key in self._filters]
