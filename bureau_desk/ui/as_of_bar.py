"""The band over the whole window for looking at a past day: ask for the day, then say plainly that it is the past."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QStackedLayout, QWidget

from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.plain_context import known_words, read_day, read_known
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme


class AsOfBar(QFrame):
    """Hidden today; asks for a day; amber while a past day is shown."""

    day_chosen = Signal(object, object)  # date | None, and the datetime by whose knowledge | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "as_of")
        self._session: Session | None = None
        self._stack = QStackedLayout()
        self._stack.addWidget(self._told())
        self._stack.addWidget(self._asked())
        whole = QHBoxLayout(self)
        whole.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        whole.addLayout(self._stack)
        self.setMaximumHeight(theme.px(48))
        self.hide()

    def _told(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        self.words = label("", "as_of_text")
        self.other = button("换一天…", self.ask)
        self.back = button("回到今天", lambda: self.day_chosen.emit(None, None))
        self.back.setObjectName("back_to_today")
        row.addWidget(self.words, 1)
        row.addWidget(self.other)
        row.addWidget(self.back)
        return part

    def _asked(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.entry = QLineEdit()
        self.entry.setPlaceholderText("如 2021-12-31")
        self.entry.setAccessibleName("截至日期")
        self.entry.setObjectName("as_of_entry")
        self.entry.setFixedWidth(theme.px(150))
        self.entry.returnPressed.connect(self._take)
        self.known = QLineEdit()
        self.known.setPlaceholderText("现在")
        self.known.setToolTip("只看这一天结束时已经录入的内容，如 2022-03-01；空着就是现在所知的全部")
        self.known.setAccessibleName("按哪一天所知")
        self.known.setFixedWidth(theme.px(110))
        self.known.returnPressed.connect(self._take)
        self.issues = QComboBox()
        self.issues.setAccessibleName("已发布的期刊")
        self.issues.setToolTip("按某一期的统计截止日、以发布时所知来看")
        self.issues.activated.connect(self._take_issue)
        self.fault = label("", "problem_text")
        row.addWidget(label("查看截至", "as_of_text"))
        row.addWidget(self.entry)
        row.addWidget(label("按", "as_of_text"))
        row.addWidget(self.known)
        row.addWidget(label("所知", "as_of_text"))
        row.addWidget(button("查看", self._take, "primary"))
        self._presets = QHBoxLayout()
        self._presets.setSpacing(theme.px(8))
        row.addLayout(self._presets)
        row.addWidget(self.issues)
        row.addWidget(self.fault)
        row.addStretch(1)
        row.addWidget(button("关闭", self.stop_asking))
        return part

    def use(self, session: Session | None) -> None:
        """Serve this session."""
        self._session = session
        self.show_day(None)

    def show_day(self, day: date | None) -> None:
        """Say which day is shown; today needs no words."""
        self._stack.setCurrentIndex(0)
        if day is not None:
            known = self._session.known if self._session else None
            tail = f"，按 {known_words(known)} 所知的" if known else " 的"
            after = "此后录入和更正的内容不显示" if known else "此后的新增与修改不显示"
            self.words.setText(f"正在查看截至 {day.isoformat()}{tail}台账（只读），{after}。")
        self.setVisible(day is not None)

    def ask(self) -> None:
        """Ask for a day."""
        if self._session is None:
            return
        self.fault.clear()
        while self._presets.count():
            item = self._presets.takeAt(0)
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._offer_issues()
        room = self.window().width() - theme.px(660 if self.issues.count() < 2 else 860)
        for day in presets(self._session.today)[: max(1, room // theme.px(112))]:
            self._presets.addWidget(button(day.isoformat(), lambda day=day: self.day_chosen.emit(day, None), "chip"))
        self._stack.setCurrentIndex(1)
        self.show()
        self.entry.setFocus()
        self.entry.selectAll()

    def stop_asking(self) -> None:
        """Back to what was shown before."""
        self.show_day(self._session.as_of if self._session else None)

    def _take(self) -> None:
        if self._session is None:
            return
        day = read_day(self._session, self.entry.text())
        try:
            known = read_known(self._session, self.known.text())
        except Trouble as trouble:
            self.fault.setText(trouble.sentence())
            return
        if day is None:
            self.fault.setText("请写成 2021-12-31 的样子。")
        elif day > self._session.today:
            self.fault.setText("这一天还没有到。")
        elif day == self._session.today and known is None:
            self.day_chosen.emit(None, None)
            self.stop_asking()
        else:
            self.day_chosen.emit(day, known)

    def _offer_issues(self) -> None:
        from bureau_desk.app.published_days import published_days

        self.issues.clear()
        self.issues.addItem("期刊发布时…", None)
        for one in published_days(self._session.desk) if self._session else ():
            self.issues.addItem(f"{one.title}（{one.day.isoformat()}）", (one.day, one.published_at))
        self.issues.setVisible(self.issues.count() > 1)

    def _take_issue(self, place: int) -> None:
        found = self.issues.itemData(place)
        if found is not None:
            self.day_chosen.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the question."""
        from PySide6.QtCore import Qt

        if event.key() == Qt.Key.Key_Escape and self._stack.currentIndex() == 1:
            self.stop_asking()
            return
        super().keyPressEvent(event)


def presets(today: date) -> list[date]:
    """The days that bulletins ask for: the last month's end and the ends of the last three years, newest first."""
    month = today.replace(day=1) - timedelta(days=1)
    years = [date(today.year - back, 12, 31) for back in (1, 2, 3)]
    return list(dict.fromkeys([month, *years]))
