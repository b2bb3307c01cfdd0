"""What stands at the right of a register: the record's name, its form, its history."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.domain.register import Register
from bureau_desk.ui.attachments.panel import AttachmentsPanel, files_in
from bureau_desk.ui.history_panel import HistoryPanel
from bureau_desk.ui.pieces import icon_button
from bureau_desk.ui.record_form import RecordForm
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

FORM, HISTORY, ATTACHMENTS = 0, 1, 2


class DetailsPanel(QFrame):
    """One register's details; it shows nothing until a record is chosen or a new one begun."""

    hide_asked = Signal()
    organisation_asked = Signal(int)  # record whose organisation is to be shown

    def __init__(self, session: Session, register: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "details")
        self._session, self._register = session, register
        self.title = QLabel(self)
        self.title.setProperty("kind", "heading")
        self.title.setWordWrap(True)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = icon_button("close", "收起资料栏（F4）", self.hide_asked.emit, "quiet")
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(True)
        self.tabs.setDrawBase(False)
        self.tabs.addTab("资料")
        self.tabs.addTab("历史")
        self.tabs.setTabToolTip(HISTORY, "谁在何时改了什么（Ctrl+H）")
        self.tabs.addTab("附件")
        self.tabs.setTabToolTip(ATTACHMENTS, "批复、证书等文件，存在台账里")
        self.tabs.setAccessibleName("资料、历史与附件")
        self.form = RecordForm(session, register, self)
        self.history = HistoryPanel(session, self)
        self.attachments = AttachmentsPanel(session, self)
        self.attachments.counted.connect(self._count)
        self.setAcceptDrops(True)
        self.form.reason.setAcceptDrops(False)  # else a file dropped there would become the text of its path
        self.empty = QLabel(self)
        self.empty.setProperty("kind", "quiet")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setMargin(theme.px(24))
        self.pages = QStackedWidget(self)
        for page in (self.form, self.history, self.attachments, self.empty):
            self.pages.addWidget(page)
        self.tabs.currentChanged.connect(self._turn)
        top = QHBoxLayout()
        top.setContentsMargins(theme.px(16), theme.px(12), theme.px(8), theme.px(4))
        top.addWidget(self.title, 1)
        self.home = icon_button("home", "单位主页（Ctrl+G）", self.ask_organisation, "quiet")
        top.addWidget(self.home, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.tabs)
        layout.addWidget(self.pages, 1)
        self.set_writable(session.writable)
        self.show_nothing()

    @property
    def shown(self) -> bool:
        """Whether a record (or a new one) is shown."""
        return self.pages.currentWidget() is not self.empty

    def set_writable(self, writable: bool) -> None:
        """Whether rows can be changed now; where none can be added, nobody is told how."""
        self.form.set_writable(writable)
        self.attachments.set_writable()
        words = "在左边的表中选一条记录，这里显示它的资料。"
        self.empty.setText(f"{words}\n\n要新增，请按 Ctrl+N。" if writable else words)

    @property
    def complete(self) -> bool:
        """Whether the form has all of its fields."""
        return self.form.fields.complete

    def make_some(self) -> bool:
        """Make a little more of the form; whether it is complete."""
        return self.form.fields.make_some()

    def show_nothing(self) -> None:
        """Say what this place is for."""
        self.title.setText("")
        self.home.hide()
        self.tabs.hide()
        self.pages.setCurrentWidget(self.empty)

    def show_record(self, record: int | None) -> None:
        """Show a record; None is a new one."""
        self.form.show_record(record)
        self._name(record)
        self.tabs.show()
        if record is None:
            self.tabs.setCurrentIndex(FORM)
        self.tabs.setTabEnabled(HISTORY, record is not None)
        self.attachments.show_record(self._register.key, record)
        self.home.setVisible(record is not None)
        self._turn(self.tabs.currentIndex())

    def _name(self, record: int | None) -> None:
        self.title.setText(f"新增{self._register.title}" if record is None else self._session.record_name(record))

    def after_save(self) -> None:
        """The record has changed: name and history are told again."""
        self._name(self.form.record)
        self.tabs.setTabEnabled(HISTORY, self.form.record is not None)
        self.attachments.show_record(self._register.key, self.form.record)
        self.home.setVisible(self.form.record is not None)
        if self.tabs.currentIndex() == HISTORY:
            self.history.show_record(self.form.record)

    def show_history(self) -> None:
        """Turn to the history."""
        if self.shown and self.form.record is not None:
            self.tabs.setCurrentIndex(HISTORY)

    def _turn(self, tab: int) -> None:
        if tab == HISTORY:
            self.history.show_record(self.form.record)
        self.pages.setCurrentIndex(tab)

    def ask_organisation(self) -> None:
        """Ask for the page of the organisation that the record belongs to."""
        if self.shown and self.form.record is not None:
            self.organisation_asked.emit(self.form.record)

    def _count(self, number: int) -> None:
        self.tabs.setTabText(ATTACHMENTS, f"附件（{number}）" if number else "附件")

    # dropping files anywhere on the record attaches them
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped on a record that is saved."""
        if self.shown and self.form.record is not None and files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach the files and show them."""
        files = files_in(event.mimeData())
        if files and self.shown:
            event.acceptProposedAction()
            self.tabs.setCurrentIndex(ATTACHMENTS)
            self.attachments.add(files)
