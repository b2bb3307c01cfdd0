"""The band over a register while problems are gone through: which one, the next, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout

from bureau_desk.ui.pieces import Elided, button
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.problems.page import ProblemsPage


class ReturnBand(QFrame):
    """Shown from the jump to a record until one goes back, by button or by Esc, or elsewhere."""

    def __init__(self, window: MainWindow, page: ProblemsPage) -> None:
        super().__init__()
        self.setProperty("kind", "as_of")
        self.setObjectName("return_band")
        self._window, self._page = window, page
        self._row, self._id = 0, 0
        self.words = Elided("", "as_of_text")
        self.before = button("上一个", lambda: self.step(-1))
        self.before.setToolTip("上一个问题（Shift+F8）")
        self.after = button("下一个", lambda: self.step(1))
        self.after.setToolTip("下一个问题（F8）")
        self.back = button("返回清单  Esc", self.go_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        row.setSpacing(theme.px(8))
        row.addWidget(self.words, 1)
        for one in (self.before, self.after, self.back):
            row.addWidget(one)
        self.hide()
        self._keys = [self._key("F8", 1), self._key("Shift+F8", -1)]
        layout = window.centralWidget().layout()
        assert isinstance(layout, QBoxLayout)
        layout.insertWidget(1, self)
        window.installEventFilter(self)
        window.stack.currentChanged.connect(self._elsewhere)

    def _key(self, keys: str, steps: int) -> QShortcut:
        made = QShortcut(QKeySequence(keys), self)  # it goes with the band
        made.activated.connect(lambda: self.step(steps))
        made.setEnabled(False)
        return made

    @property
    def active(self) -> bool:
        """Whether problems are being gone through."""
        return not self.isHidden()

    def go(self, row: int) -> None:
        """Go to the record and field of a row of the list."""
        line = self._page.model.line(row)
        if line is None:
            return
        self._row, self._id = row, line.id
        self._window.go_to_record(line.register, line.record, line.field)
        total = len(self._page.model.ids)
        self.words.set_whole(f"第 {row + 1:,} / {total:,} 个问题　{line.message}")
        self.before.setEnabled(row > 0)
        self.after.setEnabled(row + 1 < total)
        self._show(True)
        # the band takes room from the page, and a page just made is laid out later: then what is current may be hidden
        QTimer.singleShot(0, self, lambda: self._settle(line.field))

    def _settle(self, field: str) -> None:
        page = self._window.register_page()
        if self.active and page is not None:
            page.table.view.scrollTo(page.table.view.currentIndex())
            page.details.form.go_to(field)

    def step(self, steps: int) -> None:
        """Go to a neighbour; when the problem was mended, its place holds the next one already."""
        self._page.read_unread()
        ids = self._page.model.ids
        gone = not (0 <= self._row < len(ids) and ids[self._row] == self._id)
        row = self._row if gone and steps > 0 else self._row + steps
        if 0 <= row < len(ids):
            self._page.table.selectRow(row)
            self.go(row)
        else:
            self.go_back()

    def go_back(self) -> None:
        """Back to the list, with the same problem current."""
        self._show(False)
        self._window.commands.go("problems")
        self._page.read_unread()
        self._page.table.setFocus()
        if self._page.model.rowCount():
            self._page.table.selectRow(min(self._row, self._page.model.rowCount() - 1))

    def _show(self, shown: bool) -> None:
        self.setVisible(shown)
        for key in self._keys:
            key.setEnabled(shown)

    def _elsewhere(self, _place: int) -> None:
        if not isinstance(self._window.stack.currentWidget(), RegisterPage):
            self._show(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc that no editor wanted for itself goes back."""
        if (
            self.active
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.go_back()
            return True
        return super().eventFilter(watched, event)
