"""The navigation at the left: the desk's name, the registers with their counts, and the results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.ui import icons
from bureau_desk.ui.pieces import Elided, icon_button
from bureau_desk.ui.theme import theme

WIDE, NARROW = 208, 56
FOLDED = 8  # registers shown before the rest is folded away
_KEY = Qt.ItemDataRole.UserRole
_ICON = Qt.ItemDataRole.UserRole + 1
_BADGE = Qt.ItemDataRole.UserRole + 2
_HEADING = Qt.ItemDataRole.UserRole + 3
MORE = "more"
PLACES = (("ask", "问数"), ("chart", "图表"), ("issue", "期刊"), ("problems", "问题清单"), ("duplicates", "查重"))
PAST = (("steps", "步骤"), ("compare", "对比"), ("trash", "回收站"))


class _Line(QStyledItemDelegate):
    """Paints one line: icon, words, count at the right."""

    narrow = False

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Headings are lower, and in the narrow navigation only a gap."""
        if index.data(_HEADING):
            return QSize(0, theme.px(12 if self.narrow else 30))
        return QSize(0, theme.px(34))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One line."""
        rect = option.rect.adjusted(theme.px(8), 1, -theme.px(8), -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(_HEADING):
            if not self.narrow:
                painter.setFont(theme.font(9))
                painter.setPen(theme.color("quiet"))
                low = rect.adjusted(theme.px(10), theme.px(6), 0, 0)
                painter.drawText(low, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        else:
            self._line(painter, option, rect, index)
        painter.restore()

    def _line(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, index: Any) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tint" if chosen else "hover"))
            painter.drawRoundedRect(rect, theme.px(6), theme.px(6))
        by_keys = self.parent().window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # type: ignore[attr-defined]
        if option.state & QStyle.StateFlag.State_HasFocus and by_keys:
            painter.setPen(QPen(theme.color("primary"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))
        token = "primary" if chosen else "ink"
        size = theme.px(18)
        left = rect.left() + (rect.width() - size) // 2 if self.narrow else rect.left() + theme.px(10)
        picture = icons.pixmap(str(index.data(_ICON)), token if chosen else "quiet", size)
        painter.drawPixmap(left, rect.center().y() - size // 2, picture)
        if self.narrow:
            return
        badge = str(index.data(_BADGE) or "")
        small = theme.font(9)
        room = QFontMetrics(small).horizontalAdvance(badge) + theme.px(10)
        painter.setFont(small)
        painter.setPen(theme.color("quiet"))
        painter.drawText(
            rect.adjusted(0, 0, -theme.px(8), 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, badge
        )
        font = theme.font(bold=chosen)
        painter.setFont(font)
        painter.setPen(theme.color(token))
        words = rect.adjusted(theme.px(38), 0, -room, 0)
        text = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)


class Navigation(QFrame):
    """One list with arrow keys; `chosen` tells a place: start, settings, a place of PLACES, or register:KEY."""

    chosen = Signal(str)
    menu_asked = Signal()
    fold_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "navigation")
        self.title = Elided("", "heading")
        self.menu_button = icon_button("menu", "菜单（F10）", self.menu_asked.emit)
        self.list = QListWidget(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName("导航")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._line = _Line(self.list)
        self.list.setItemDelegate(self._line)
        self.list.currentItemChanged.connect(self._moved)
        self.list.itemClicked.connect(self._clicked)
        self.list.itemActivated.connect(self._clicked)
        self.settings = icon_button("settings", "设置（Ctrl+,）", lambda: self.chosen.emit("settings"), "quiet")
        self.settings.setText("设置")
        self.settings.setCheckable(True)
        self.settings.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.fold = icon_button("collapse", "收起导航（Ctrl+B）", self.fold_asked.emit, "quiet")
        top = QHBoxLayout()
        top.setContentsMargins(theme.px(12), theme.px(10), theme.px(8), theme.px(6))
        top.addWidget(self.menu_button)
        top.addWidget(self.title, 1)
        bottom = self._bottom = QHBoxLayout()
        bottom.setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(8))
        bottom.addWidget(self.settings, 1)
        bottom.addWidget(self.fold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)
        layout.addLayout(bottom)
        self._registers: Sequence[Any] = ()
        self._unfolded = False
        self._quiet = False
        self._place = "start"
        self.set_narrow(False)
        self.show_registers(())

    @property
    def narrow(self) -> bool:
        """Whether only icons are shown."""
        return self._line.narrow

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only, or icons with words."""
        self._line.narrow = narrow
        self.title.setVisible(not narrow)
        # a bar would push the icons out of their column; keys and wheel still scroll
        bars = Qt.ScrollBarPolicy
        self.list.setVerticalScrollBarPolicy(bars.ScrollBarAlwaysOff if narrow else bars.ScrollBarAsNeeded)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.settings.setToolButtonStyle(style)
        self._bottom.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.fold.setIcon(icons.icon("expand" if narrow else "collapse", "quiet"))
        self.setFixedWidth(theme.px(NARROW if narrow else WIDE))
        self.list.scheduleDelayedItemsLayout()
        self.list.viewport().update()

    def show_registers(self, registers: Sequence[Any]) -> None:
        """Show the registers with their counts; without a desk only the start page and the settings."""
        self._registers = registers
        present = self.place()
        self._quiet = True
        self.list.clear()
        self._add("起始", "start", "home")
        if registers:
            self._heading("台账")
            first = {one.key for one in sorted(registers, key=lambda one: not one.records)[:FOLDED]}
            shown = [one for one in registers if self._unfolded or one.key in first or f"register:{one.key}" == present]
            for one in shown:
                badge = f"{one.records:,}" if one.records else ""
                self._add(one.title, f"register:{one.key}", icons.register_icon_name(one.key), badge)
            if len(registers) > len(first):
                words = "收起" if self._unfolded else f"更多（{len(registers) - len(shown)}）"
                self._add(words, MORE, "chevron-down" if not self._unfolded else "more")
            self._heading("成果")
            problems = sum(one.problems for one in registers)
            for key, title in PLACES:
                self._add(title, key, key, f"{problems:,}" if key == "problems" and problems else "")
            self._heading("历史")
            for key, title in PAST:
                self._add(title, key, key)
        self._quiet = False
        self.mark(present)

    def _add(self, title: str, key: str, icon: str, badge: str = "") -> None:
        item = QListWidgetItem(title, self.list)
        item.setData(_KEY, key)
        item.setData(_ICON, icon)
        item.setData(_BADGE, badge)
        item.setToolTip(f"{title}　{badge}".strip())
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title} {badge}".strip())

    def _heading(self, title: str) -> None:
        item = QListWidgetItem(title, self.list)
        item.setData(_HEADING, True)
        item.setFlags(Qt.ItemFlag.NoItemFlags)

    def place(self) -> str:
        """The place that is marked."""
        return self._place

    def mark(self, place: str) -> None:
        """Mark a place without telling it as chosen."""
        self._quiet = True
        if (
            place.startswith("register:")
            and self._item(place) is None
            and any(f"register:{one.key}" == place for one in self._registers)
        ):
            self._unfolded = True
            self.show_registers(self._registers)
            self._quiet = True
        item = self._item(place)
        if item is not None:
            self.list.setCurrentItem(item)
        else:
            self._mark_nothing()
        self.settings.setChecked(place in ("settings", "schema"))
        self._place = place
        self._quiet = False

    def _mark_nothing(self) -> None:
        """A list without a current line would choose its first one as soon as the keyboard comes to it."""
        if self.list.currentItem() is None:
            self.list.setCurrentRow(0)
        self.list.clearSelection()

    def _item(self, place: str) -> QListWidgetItem | None:
        for row in range(self.list.count()):
            if place and self.list.item(row).data(_KEY) == place:
                return self.list.item(row)
        return None

    def _moved(self, item: QListWidgetItem | None) -> None:
        key = str(item.data(_KEY) or "") if item else ""
        if not self._quiet and key and key != MORE:
            self._place = key
            self.chosen.emit(key)

    def _clicked(self, item: QListWidgetItem) -> None:
        key = str(item.data(_KEY) or "")
        if key == MORE:
            self._unfolded = not self._unfolded
            self.show_registers(self._registers)
        elif key and key != self._place:  # the current line again, after a place that has none
            self._place = key
            self.chosen.emit(key)
