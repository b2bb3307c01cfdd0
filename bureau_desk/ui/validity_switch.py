"""更正 or 变化: whether what is saved has always been so, or holds from a day on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Register
from bureau_desk.ui.plain_context import read_day
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

CORRECTION = ""  # as `bureau_desk.app.validity` means it


class ValiditySwitch(QWidget):
    """Shows the default of the fields that are edited, until staff choose; nothing is remembered for the next edit."""

    def __init__(self, session: Session, register: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._register = session, register
        self._chosen = False
        self.always = QRadioButton("更正，一直如此", self)
        self.always.setToolTip("原来录错了：过去各日的查询和期刊也用改后的内容。")
        self.from_day = QRadioButton("变化，自", self)
        self.from_day.setToolTip("情况变了：这一天以前仍是原来的内容。")
        self.day = QLineEdit(self)
        self.day.setAccessibleName("自何日起有效")
        self.day.setFixedWidth(theme.px(100))
        self.note = QLabel(self)
        self.note.setProperty("kind", "quiet")
        self.note.setWordWrap(True)
        group = QButtonGroup(self)
        for one in (self.always, self.from_day):
            group.addButton(one)
            one.clicked.connect(self._choose)
        self.day.textEdited.connect(self._type)
        self._lay()
        self.reset()

    def _lay(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addWidget(self.from_day)
        row.addWidget(self.day)
        row.addWidget(QLabel("起", self))
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(2))
        whole.addWidget(self.always)  # above, not beside: the narrow panel has no room for both
        whole.addLayout(row)
        whole.addWidget(self.note)

    def reset(self) -> None:
        """Forget what was chosen for the last edit."""
        self._chosen = False
        self.turn_day()
        self.show_default(())

    def turn_day(self) -> None:
        """Offer the day of today, unless staff have chosen one."""
        if not self._chosen:
            self.day.setText(self._session.today.isoformat())

    def show_default(self, keys: Sequence[str]) -> None:
        """Show what the kinds of these edited fields mean, unless staff have chosen."""
        if self._chosen:
            return
        mended = self._session.corrections(self._register.key, keys)
        changed = [key for key in keys if key not in mended]
        (self.from_day if changed else self.always).setChecked(True)
        titles = "、".join(f"“{one.title}”" for one in self._register.fields if one.key in mended)
        self.note.setText(f"其中{titles}按更正保存。" if changed and mended else "")
        self.note.setVisible(bool(self.note.text()))

    def _choose(self) -> None:
        self._chosen = True
        self.note.hide()

    def _type(self) -> None:
        self.from_day.setChecked(True)
        self._choose()

    def valid_from(self) -> str | None:
        """The day chosen, CORRECTION, or None while nothing is chosen; Trouble for what is not a day."""
        if not self._chosen:
            return None
        if self.always.isChecked():
            return CORRECTION
        day = read_day(self._session, self.day.text(), first=True)
        if day is None:
            raise Trouble("没有保存：“自何日起”不是日期。", "请写成 2024-06-30 的样子，或者改选“更正，一直如此”。")
        return day.isoformat()
