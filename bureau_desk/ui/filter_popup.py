"""The list under a column's filter: the values that occur, to tick; nothing is typed here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import CodeList, Field
from bureau_desk.ui import filtering
from bureau_desk.ui.table.letters import LetterList
from bureau_desk.ui.theme import theme

_CODE = Qt.ItemDataRole.UserRole
_TIER = Qt.ItemDataRole.UserRole + 1


class FilterPopup(QFrame):
    """Ticked values become one IN condition; a line 'and above' of a level becomes AT_LEAST."""

    chosen = Signal(str, object)  # field key, tuple of conditions

    def __init__(
        self,
        field: Field,
        facets: Sequence[tuple[str, str, int]],
        codes: CodeList | None,
        present: Sequence[Condition],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "card")
        self._field = field
        self._list = LetterList(self)
        self._list.setProperty("kind", "ticks")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName(f"{field.title}的取值")
        self._fill(facets, codes, present)
        clear, apply = QPushButton("全部"), QPushButton("筛选")
        apply.setProperty("kind", "primary")
        clear.clicked.connect(self._clear)
        apply.clicked.connect(self.apply)
        self._list.itemActivated.connect(self._toggle)
        row = QHBoxLayout()
        row.addWidget(clear)
        row.addStretch(1)
        row.addWidget(apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._list)
        layout.addLayout(row)
        self.resize(theme.px(260), min(theme.px(420), theme.px(28) * self._list.count() + theme.px(72)))

    def _fill(
        self, facets: Sequence[tuple[str, str, int]], codes: CodeList | None, present: Sequence[Condition]
    ) -> None:
        ticked = {str(value) for one in present if one.operator is Operator.IN for value in one.value}
        empty = any(one.operator is Operator.EMPTY for one in present)
        least = {str(one.value) for one in present if one.operator is Operator.AT_LEAST}
        for tier in filtering.tiers(codes):
            self._add(f"{tier}及以上", "", tier, tier in least)
        for code, label, count in facets:
            name = filtering._label(self._field, code, codes) if code else "未填"
            self._add(f"{name or label}　{count:,}", code, "", (code in ticked) if code else empty)

    def _add(self, text: str, code: str, tier: str, ticked: bool) -> None:
        item = QListWidgetItem(text, self._list)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        item.setData(_CODE, code)
        item.setData(_TIER, tier)

    def _toggle(self, item: QListWidgetItem) -> None:
        ticked = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)

    def tick(self, text: str) -> None:
        """Tick the line that begins with this text."""
        for place in range(self._list.count()):
            if self._list.item(place).text().startswith(text):
                self._list.item(place).setCheckState(Qt.CheckState.Checked)

    def apply(self) -> None:
        """Tell what is ticked and close."""
        key = self._field.key
        items = [self._list.item(place) for place in range(self._list.count())]
        ticked = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        levels = [str(item.data(_TIER)) for item in ticked if item.data(_TIER)]
        values = [str(item.data(_CODE)) for item in ticked if not item.data(_TIER)]
        found: tuple[Condition, ...] = ()
        if levels:
            found = (Condition(key, Operator.AT_LEAST, levels[-1]),)
        elif [value for value in values if value]:
            found = (Condition(key, Operator.IN, tuple(value for value in values if value)),)
        elif values:
            found = (Condition(key, Operator.EMPTY, True),)
        self.chosen.emit(key, found)
        self.close()

    def _clear(self) -> None:
        self.chosen.emit(self._field.key, ())
        self.close()

    def show_under(self, widget: QWidget) -> None:
        """Open under a filter, inside the screen."""
        corner = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        screen = widget.screen().availableGeometry()
        x = min(corner.x(), screen.right() - self.width())
        y = min(corner.y(), screen.bottom() - self.height())
        self.move(max(screen.left(), x), max(screen.top(), y))
        self.show()
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)  # so that it is seen where the keys begin
        self._list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter filters, Space ticks, Esc closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
            return
        super().keyPressEvent(event)
