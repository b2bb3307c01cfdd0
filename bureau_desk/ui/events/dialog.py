"""Registering a happening: its kind, its days and document once, what differs in the table, all as one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QTabBar, QVBoxLayout

from bureau_desk.app import event_kinds
from bureau_desk.app.event_asked import Asked
from bureau_desk.app.event_kinds import EventKind
from bureau_desk.app.event_plan import EventPlan, plan
from bureau_desk.app.event_recording import record_events
from bureau_desk.domain.register import Register
from bureau_desk.ui.events.lines_model import LinesModel, LinesTable
from bureau_desk.ui.field_editors import ChoiceEditor
from bureau_desk.ui.pieces import button, label, open_at
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

PAUSE = 200
_AFTER = {"name": "新名称", "district": "迁入", "level": "级别", "organisation": "并入单位", "certificate": "", "": ""}


class EventDialog(QDialog):
    """Nothing is written before 写入; lines with a fault are told and left out."""

    written = Signal(object)  # Changes

    def __init__(
        self, window: MainWindow, session: Session, register: Register, records: Sequence[int], kind: str = ""
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._register = window, session, register
        self.records = list(dict.fromkeys(records))
        self.kinds = event_kinds.kinds_for(session.schema, register)
        self.plan: EventPlan | None = None
        self._writing = False
        self.setWindowTitle("登记变更")
        open_at(self, 1060, 640)
        self.model = LinesModel(register, self)
        self.table = LinesTable(self.model)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.work_out)
        self._make()
        self._build()
        words = [one.word for one in self.kinds]
        self.tabs.setCurrentIndex(words.index(kind) if kind in words else 0)
        self._turned(self.tabs.currentIndex())

    @property
    def kind(self) -> EventKind:
        """The chosen kind."""
        return self.kinds[max(0, self.tabs.currentIndex())]

    def _make(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName("变更类型")
        for one in self.kinds:
            self.tabs.addTab(one.word)
        self.note = label("", "quiet", wrap=True)
        self.day, self.effective, self.document = (
            self._line("事件日期", "event_date", "发文或发生的日期"),
            self._line("生效日期", "effective_date", "与事件日期不同才填"),
            self._line("依据文号", "doc_no", "如 常科发〔2022〕1号"),
        )
        self.day.setText(self._session.today.isoformat())
        self.after = self._line("变更后", "after", "")
        self.chosen = ChoiceEditor(None)
        self.chosen.setObjectName("event_choice")
        self.chosen.setAccessibleName("变更后")
        self.chosen.edited.connect(self._pause.start)
        self.certificates = QCheckBox("名下有效证书随之更名（编号、有效期不变）")
        self.certificates.setChecked(True)
        self.certificates.toggled.connect(lambda _: self._pause.start())
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("说明（可不填，会记入历史）")
        self.reason.setAccessibleName("说明")
        self.count = label("", "quiet", wrap=True)
        self.hint = label("", "small", wrap=True)
        self.write = button("写入", self.run, "primary")
        self.write.setObjectName("write_events")
        self.write.setDefault(True)
        self.tabs.currentChanged.connect(self._turned)
        self.model.typed.connect(self._pause.start)
        self.table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._tell_line())

    def _line(self, words: str, name: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(words)
        made.setObjectName(name)
        made.setPlaceholderText(hint)
        made.textEdited.connect(lambda _: self._pause.start())
        return made

    def _build(self) -> None:
        title = self._register.title
        who = f"{title} {len(self.records):,} 条"
        if len(self.records) == 1:
            who = f"{title}“{self._session.record_name(self.records[0])}”"
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        self.after_title = label("", "small")
        parts = (("事件日期（必填）", self.day), ("生效日期", self.effective), ("依据文号", self.document))
        for column, (words, editor) in enumerate(parts):
            grid.addWidget(label(words, "small"), 0, column)
            grid.addWidget(editor, 1, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.after_title, 0, 3)
        grid.addWidget(self.after, 1, 3)
        grid.addWidget(self.chosen, 1, 3)
        grid.setColumnStretch(3, 1)
        frame = QFrame()
        frame.setProperty("kind", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        does = QHBoxLayout()
        does.addWidget(self.reason, 1)
        does.addWidget(button("取消", self.reject))
        does.addWidget(self.write)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(10))
        layout.addWidget(label(who, "heading", wrap=True))
        layout.addWidget(self.tabs)
        layout.addWidget(self.note)
        layout.addLayout(grid)
        layout.addWidget(self.certificates)
        layout.addWidget(frame, 1)
        layout.addWidget(self.hint)
        layout.addWidget(self.count)
        layout.addLayout(does)

    def _turned(self, _place: int) -> None:
        """Another kind asks for other things; what was typed for single records stays."""
        kind = self.kind
        self.note.setText(kind.note)
        codes = event_kinds.choices(self._session.schema, self._register, kind)
        asks = bool(kind.after and kind.after != "certificate" and not (kind.each and len(self.records) > 1))
        listed = codes is not None and (asks or kind.before)
        self.after_title.setText("取消哪一项" if kind.before else _AFTER[kind.after] if asks else "")
        self.chosen.setVisible(listed)
        self.after.setVisible(asks and not listed)
        if listed and codes is not None:
            day = self._session.today
            self.chosen.clear()
            self.chosen.addItems(["", *(one.label for one in codes.on(day).codes if kind.before or one.is_valid(day))])
            self.chosen.set_text("")
        self.certificates.setVisible(kind.word == "更名" and not self._register.counting.renewal_of)
        self.model.set_kind(kind)
        self.table.set_widths(self.model.widths())
        self.work_out()

    def asked(self) -> Asked:
        """What is typed now."""
        kind = self.kind
        text = self.chosen.text() if not self.chosen.isHidden() else ""
        after = "" if kind.before else text or (self.after.text().strip() if not self.after.isHidden() else "")
        return Asked(
            kind, self.day.text().strip(), self.effective.text().strip(), text if kind.before else "", after,
            self.document.text().strip(), self.certificates.isChecked(), self.model.own,
        )  # fmt: skip

    def work_out(self) -> None:
        """Plan again and show it."""
        self._pause.stop()
        self.plan = plan(self._session.desk, self._register.key, self.records, self.asked())
        self.model.show(self.plan)
        number = len(self.plan.written)
        kept = len(self.plan.lines) - number
        words = self.plan.fault or f"将写入 {number:,} 条" + (f"，{kept:,} 条有误，不写入" if kept else "")
        doubts = sum(bool(one.problems) for one in self.plan.written)
        self.count.setText(words + (f"；{doubts:,} 条请核对" if doubts else ""))
        self.count.setProperty("kind", "problem_text" if self.plan.fault or kept else "quiet")
        self.count.style().unpolish(self.count)
        self.count.style().polish(self.count)
        self.write.setText(f"写入 {number:,} 条" if number else "写入")
        self.write.setEnabled(number > 0 and self._session.writable)

        self._tell_line()

    def _tell_line(self) -> None:
        """Say in full what is the matter with the line that has the focus."""
        row = self.table.currentIndex().row()
        line = self.model.lines[row] if 0 <= row < len(self.model.lines) else None
        words = [f"“{line.name}”：{one.message}" for one in line.problems] if line else []
        self.hint.setText("\n".join(words))
        self.hint.setVisible(bool(words))

    def run(self) -> None:
        """Write the plan, as a job."""
        self.work_out()
        if self.plan is None or not self.plan.written or self._writing:
            return
        desk, plan, reason = self._session.desk, self.plan, self.reason.text().strip()
        title = f"登记{self.kind.word}"
        self._writing = self._window.run_job(title, lambda: record_events(desk, plan, reason), self._done, writes=True)
        self.write.setEnabled(not self._writing)

    def _done(self, changes: object) -> None:
        self.written.emit(changes)
        QTimer.singleShot(0, self._window, lambda: self._window.tell(getattr(changes, "summary", ""), True))
        self.accept()
