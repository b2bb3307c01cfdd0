"""What the proofreader says of the article, with a way to each place and to safe mends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from bureau_desk.app.article_reading import Spot
from bureau_desk.domain.problem import Severity
from bureau_desk.ui import icons
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.theme import theme

_SPOT = Qt.ItemDataRole.UserRole
_LOOKS = {Severity.HARD: ("warning", "bad"), Severity.SOFT: ("warning", "warning"), Severity.NOTE: ("help", "quiet")}
_NAMES = {Severity.HARD: "错误", Severity.SOFT: "提醒", Severity.NOTE: "说明"}


class ProofPanel(QWidget):
    """A list; Enter or a click goes to the place, the button mends what can safely be mended."""

    chosen = Signal(object, bool)  # Spot, whether the text takes the focus
    mend_asked = Signal(object)  # Spot
    all_asked = Signal()  # to mend in the whole issue
    other_asked = Signal(str, int)  # the article and block that a problem names besides

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = label("正在校对…", "small", wrap=True)
        self.list = _List()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("kind", "topics")
        self.list.setAccessibleName("校对出的问题")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda item: self.chosen.emit(item.data(_SPOT), False))
        self.list.opened.connect(lambda: self._open())
        self.list.resized.connect(self._fit)
        self.list.other_opened.connect(lambda: self._go_to_other())
        self.list.currentItemChanged.connect(lambda *_: self._offer())
        self.mend = button("改正", self._mend, "primary")
        self.mend.hide()
        self.other = button("去另一处", self._go_to_other, "link")
        self.other.setToolTip("打开问题里说的另一处（Ctrl+回车）")
        self.other.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(12))
        column.addWidget(self.head)
        column.addWidget(self.list, 1)
        self.all = button("全期改正…", self.all_asked.emit, "link")
        self.all.setToolTip("列出全期能自动改正的地方，勾选后一次改完")
        column.addWidget(self.other)
        column.addWidget(self.mend)
        column.addWidget(self.all)
        self.spots: Sequence[Spot] = ()

    def show_spots(self, spots: Sequence[Spot]) -> None:
        """Show what was found, the chosen one staying chosen."""
        if spots == self.spots and self.list.count():
            return
        before = self.list.currentItem().data(_SPOT) if self.list.currentItem() else None
        self.spots = spots
        self.list.clear()
        for one in spots:
            icon, token = _LOOKS[one.problem.severity]
            place = f"第 {one.block} 块" if one.block else "篇目信息"
            item = QListWidgetItem(icons.icon(icon, token), f"{one.words}\n{_NAMES[one.problem.severity]} · {place}")
            item.setData(_SPOT, one)
            item.setToolTip(one.words)
            self.list.addItem(item)
            if before is not None and one.problem.message == before.problem.message and one.block == before.block:
                self.list.setCurrentItem(item)
        count = len(spots)
        self.head.setText(
            f"找到 {count} 处，回车或单击跳到原处（F8 下一处）。"
            if count
            else "没有发现问题。停下输入半秒后自动再校对。"
        )
        self._fit()
        self._offer()

    def _fit(self) -> None:
        wide = max(60, self.list.viewport().width() - theme.px(64))
        for row in range(self.list.count()):
            item = self.list.item(row)
            rect = self.list.fontMetrics().boundingRect(0, 0, wide, 2000, int(Qt.TextFlag.TextWordWrap), item.text())
            item.setSizeHint(QSize(0, rect.height() + theme.px(18)))

    def _offer(self) -> None:
        item = self.list.currentItem()
        spot = item.data(_SPOT) if item is not None else None
        can = spot is not None and bool(spot.problem.suggestion and spot.problem.value)
        self.mend.setVisible(can)
        if can:
            self.mend.setText(f"改为“{spot.problem.suggestion}”")
        self.other.setVisible(spot is not None and bool(spot.other[0]))

    def _open(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self.chosen.emit(item.data(_SPOT), True)

    def _mend(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self.mend_asked.emit(item.data(_SPOT))

    def _go_to_other(self) -> None:
        item = self.list.currentItem()
        if item is not None and item.data(_SPOT).other[0]:
            self.other_asked.emit(*item.data(_SPOT).other)

    def step(self, by: int) -> None:
        """Go to the next or the last problem."""
        if self.list.count():
            row = (self.list.currentRow() + by) % self.list.count() if self.list.currentRow() >= 0 else 0
            self.list.setCurrentRow(row)
            self.chosen.emit(self.list.item(row).data(_SPOT), True)


class _List(QListWidget):
    opened = Signal()
    other_opened = Signal()
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break anew in the width that the list has now."""
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the place, with Ctrl to the other one that is named."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            (self.other_opened if control else self.opened).emit()
            return
        super().keyPressEvent(event)
