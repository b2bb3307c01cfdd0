"""Which steps are listed: by words, register, author, days, corrections alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from bureau_desk.app.steps import Wanted
from bureau_desk.ui.pieces import label
from bureau_desk.ui.plain_context import read_day
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme


class StepFilters(QWidget):
    """One line of filters; what is typed is told apart from what is chosen, for it is waited a moment for more."""

    typed = Signal()
    chosen = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.search = QLineEdit()
        self.register, self.author = QComboBox(), QComboBox()
        self.first, self.last = QLineEdit(), QLineEdit()
        self.corrections = QCheckBox("仅更正")
        self.steps = (self.search, self.register, self.author, self.first, self.last, self.corrections)
        self._name(session)
        tools = QHBoxLayout(self)
        tools.setSpacing(theme.px(8))
        tools.setContentsMargins(0, 0, theme.px(8), 0)
        tools.addWidget(self.search, 1)
        for one in (self.register, self.author, self.first, label("至", "quiet"), self.last, self.corrections):
            tools.addWidget(one)
        for one in (self.search, self.first, self.last):
            one.textChanged.connect(lambda _: self.typed.emit())
        for box in (self.register, self.author):
            box.currentIndexChanged.connect(lambda _: self.chosen.emit())
        self.corrections.toggled.connect(lambda _: self.chosen.emit())

    def _name(self, session: Session) -> None:
        self.search.setPlaceholderText("搜索步骤或更正原因")
        self.search.setAccessibleName("搜索步骤")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.px(150))
        self.register.setAccessibleName("台账")
        self.register.addItem("全部台账", "")
        for key, one in session.schema.registers.items():
            self.register.addItem(one.title, key)
        self.author.setAccessibleName("经办人")
        self.offer_authors(())  # it is as wide as its words when it is first shown
        for one, name in ((self.first, "自"), (self.last, "至")):
            one.setPlaceholderText("如 2024-06" if one is self.last else "自 2024-06")
            one.setAccessibleName(f"日期{name}")
            one.setFixedWidth(theme.px(104))
        self.corrections.setToolTip("只列出对已关账年度的更正")

    def wanted(self) -> Wanted | None:
        """The filters as they stand; None while a day cannot be read."""
        days = []
        for one, first in ((self.first, True), (self.last, False)):
            text = one.text().strip()
            day = read_day(self._session, text, first) if text else None
            if text and day is None:
                return None
            days.append(day.isoformat() if day else "")
        register, author = self.register.currentData() or "", self.author.currentData() or ""
        return Wanted(self.search.text().strip(), register, author, *days, self.corrections.isChecked())

    def offer_authors(self, names: Sequence[str]) -> None:
        """Offer who has written; the one who is chosen stays so."""
        kept = self.author.currentData()
        self.author.blockSignals(True)
        self.author.clear()
        self.author.addItem("全部经办人", "")
        for name in names:
            self.author.addItem(name, name)
        self.author.setCurrentIndex(max(0, self.author.findData(kept)))
        self.author.blockSignals(False)

    def clear(self) -> None:
        """Show all steps again."""
        for one in (self.search, self.first, self.last):
            one.clear()
        self.corrections.setChecked(False)
        self.author.setCurrentIndex(0)
        self.register.setCurrentIndex(0)
        self.chosen.emit()
