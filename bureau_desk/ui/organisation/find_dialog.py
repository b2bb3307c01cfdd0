"""Finds an organisation in all registers by name, code, pinyin or initials; Enter opens its page."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from bureau_desk.app import candidates
from bureau_desk.app.candidates import Candidate
from bureau_desk.ui.organisation.asked import asked
from bureau_desk.ui.organisation.candidate_list import BESIDE, VALUE, CandidateLines
from bureau_desk.ui.pieces import label, open_at
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

HINT = "输入单位的名称、统一社会信用代码、拼音或首字母。各台账里的单位一起查，回车打开单位主页。"
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class FindDialog(QDialog):
    """A line and the organisations that fit it; the keys that move in the list are typed in the line."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self._session = session
        self._entered = False  # Enter was pressed before the answer was there
        self.setWindowTitle("查找单位")
        self.line = QLineEdit()
        self.line.setAccessibleName("查找单位")
        self.line.setPlaceholderText("名称、代码、拼音或首字母")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._look)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("找到的单位")
        self.list.setItemDelegate(CandidateLines(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _: self.take())
        self.list.itemActivated.connect(lambda _: self.take())
        self.words = label(HINT, "quiet", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(16)] * 4)
        layout.setSpacing(theme.px(12))
        layout.addWidget(self.line)
        layout.addWidget(self.words)
        layout.addWidget(self.list, 1)
        open_at(self, 760, 480)
        self.line.setFocus()

    def _look(self, text: str) -> None:
        desk, typed = self._session.desk, text.strip()
        self._entered = False
        asked(self._session).ask(
            "organisations",
            lambda: candidates.organisations(desk, typed),
            lambda found: self._answered(typed, found) if shiboken6.isValid(self) else None,
            candidates.organisation_count(desk),
        )

    def _answered(self, typed: str, found: list[Candidate]) -> None:
        self.list.clear()
        for one in found:
            item = QListWidgetItem(one.name, self.list)
            item.setData(BESIDE, one.beside)
            item.setData(VALUE, one.record)
            item.setToolTip(f"{one.name}\n{one.beside}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.name} {one.beside}".strip())
        self.list.setCurrentRow(0 if found else -1)
        if not typed:
            self.words.setText(HINT)
        elif not found:
            self.words.setText(f"没有找到“{typed}”。可换个写法再查，或先在相应的台账里新增。")
        else:
            most = len(found) == candidates.MOST
            self.words.setText(f"列出最接近的 {len(found)} 家，可再输入几个字。" if most else f"{len(found)} 家")
        if self._entered:
            self.take()

    def take(self) -> None:
        """Open the page of the organisation that is chosen in the list."""
        if asked(self._session).waits("organisations"):
            self._entered = True
            return
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.chosen.emit(item.data(VALUE))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and page keys move in the list, Enter takes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
                return True
            if event.key() in _MOVES:
                step = {_MOVES[0]: -1, _MOVES[1]: 1, _MOVES[2]: -9, _MOVES[3]: 9}[event.key()]
                row = min(max(0, self.list.currentRow() + step), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)
