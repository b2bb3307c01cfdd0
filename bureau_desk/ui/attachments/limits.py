"""The limits of documents, set for everybody who opens the desk."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from bureau_desk.app import attaching
from bureau_desk.app.attaching import Limits
from bureau_desk.domain.attachment import size_words
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.flow_layout import FlowLayout
from bureau_desk.ui.pieces import label
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme


class LimitsRow(QWidget):
    """Two numbers in megabytes; each holds as soon as it is left or Enter is pressed."""

    told = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        held = attaching.limits(session.desk)
        most = attaching.MOST
        self.file = self._box("单个附件上限", held.file, most.file)
        self.desk = self._box("全部附件上限", held.desk, most.desk)
        row = QWidget()
        flow = FlowLayout(row, theme.px(16))
        for words, box in (("单个附件不超过", self.file), ("全部附件合计不超过", self.desk)):
            flow.addWidget(self._pair(words, box))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addWidget(row)
        self._told = label("", "small", wrap=True)
        layout.addWidget(self._told)
        self.refresh()

    def refresh(self) -> None:
        """Tell the documents as the desk stands, and whether the limits can be changed now."""
        size = attaching.total(self._session.desk)
        now = f"现有附件合计 {size_words(size)}（含已移除、仍留在历史里的）。" if size else "现在还没有附件。"
        self._told.setText(f"{now}上限存在台账里，对所有打开它的人有效。")
        self.setEnabled(self._session.writable)

    def _box(self, name: str, value: int, most: int) -> QSpinBox:
        made = QSpinBox()
        made.setRange(1, most)
        made.setValue(value)
        made.setSuffix(" MB")
        made.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
        made.setGroupSeparatorShown(True)
        made.setAccessibleName(name)
        made.setMinimumWidth(theme.px(120))
        made.editingFinished.connect(self._keep)
        return made

    @staticmethod
    def _pair(words: str, box: QSpinBox) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        told = label(words)
        told.setBuddy(box)
        row.addWidget(told)
        row.addWidget(box)
        return made

    def _keep(self) -> None:
        wanted = Limits(self.file.value(), self.desk.value())
        if wanted == attaching.limits(self._session.desk):
            return
        try:
            attaching.set_limits(self._session.desk, wanted)
        except Trouble as trouble:
            self.failed.emit(trouble)
            return
        self.told.emit(f"附件上限已改为单个 {wanted.file:,} MB、合计 {wanted.desk:,} MB")
