"""The page of one organisation, over the day that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QScrollArea, QVBoxLayout, QWidget

from bureau_desk.app import organisation_page
from bureau_desk.app.organisation_parts import OrganisationPage
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.ui.in_turns import InTurns
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.organisation.head import Head
from bureau_desk.ui.organisation.section_table import SectionTable
from bureau_desk.ui.organisation.sheet import OrganisationSheet
from bureau_desk.ui.organisation.year_strip import YearStripView
from bureau_desk.ui.pieces import button, empty_state, label, scrolled
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.seen_page import SeenPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.busy_line import BusyLine
from bureau_desk.ui.theme import theme


class OrganisationView(SeenPage):
    """Shows one organisation; what staff choose on it is asked of the window."""

    record_asked = Signal(str, int)  # register, record
    organisation_asked = Signal(int)
    problems_asked = Signal()
    back_asked = Signal()
    event_asked = Signal(str, list)  # kind of event, records it is about
    told = Signal(str, bool)
    failed = Signal(object)

    def __init__(self, session: Session, memory: Memory, record: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._memory, self.record = session, memory, record
        self.shown: OrganisationPage | None = None
        self._sheet: OrganisationSheet | None = None
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._area: QWidget | None = None
        self.queries = Queries(session.desk, self)
        self.queries.failed.connect(lambda _key, trouble: self.failed.emit(trouble))
        self._busy = BusyLine(self)
        self.queries.waiting_changed.connect(lambda _key, waits: self._busy.set_busy(waits))
        self._turns = InTurns(self)

    # showing
    def set_writable(self) -> None:
        """Whether anything can be changed now."""
        if self._sheet is not None:
            self._sheet.set_writable(self._session.writable)

    @property
    def strips(self) -> list[YearStripView]:
        """The years of evaluations that are seen."""
        return self._sheet.strips if self._sheet is not None else []

    @property
    def tables(self) -> dict[str, SectionTable]:
        """The tables that are seen, by register or part."""
        return self._sheet.tables if self._sheet is not None else {}

    @property
    def head(self) -> Head | None:
        """The head that is seen."""
        return self._sheet.head if self._sheet is not None else None

    def begin_event(self, kind: str, records: Sequence[int] = ()) -> None:
        """Ask for an event (续期, 更名, 迁移, 级别变更, 合并, 撤销) about this organisation or some of its records."""
        if self._session.writable:
            self.event_asked.emit(kind, list(records) or [self.record])

    def _read(self) -> None:
        """Show the organisation as of the day that is looked at; until it is read, what was shown before stays."""
        desk, record, day = self._session.desk, self.record, self._session.as_of

        def read() -> OrganisationPage | None:
            try:
                return organisation_page.page(desk, record, day)
            except Misuse:
                return None

        weight = organisation_page.records(desk)
        show = self._show if weight < AT_ONCE else lambda found: self._turns.begin(self._showing(found))
        self.queries.ask("page", read, show, weight)
        if self._area is None:
            self._put(self._frame())

    def _frame(self) -> QWidget:
        """What stands in the place of the page while it is read for the first time."""
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(16))
        layout.addWidget(label(self._session.record_name(self.record), "title"))
        layout.addWidget(label("正在读取这家单位的资料…", "quiet"))
        layout.addStretch(1)
        return inside

    def _show(self, shown: OrganisationPage | None) -> None:
        for _ in self._showing(shown):
            pass

    def release(self) -> None:
        """Make nothing more."""
        self._turns.end()
        super().release()

    def _showing(self, shown: OrganisationPage | None) -> Iterator[None]:
        """Show it, a part in each step: an organisation may have many, and each takes its time."""
        if shown is None:
            self.shown = self._sheet = None
            self._put(self._nothing())
            return
        sheet = self._made(shown)
        for part in sheet.parts():
            for one in (part, *part.findChildren(QWidget)):
                one.ensurePolished()
            yield
        made = scrolled(sheet)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # What is seen changes at once: until now the buttons of the former page meant the former page.
        place = self._place()
        self.shown, self._sheet = shown, sheet
        self.set_writable()
        self._put(made)
        made.verticalScrollBar().setValue(place)

    def _made(self, shown: OrganisationPage) -> OrganisationSheet:
        sheet = OrganisationSheet(shown, self._kinds(shown.register), self._memory, self._session.writable)
        sheet.record_asked.connect(self.record_asked)
        sheet.organisation_asked.connect(self.organisation_asked)
        sheet.problems_asked.connect(self.problems_asked)
        sheet.back_asked.connect(self.back_asked)
        sheet.event_chosen.connect(self.begin_event)
        sheet.renewal_asked.connect(self.renew_title)
        sheet.document_asked.connect(self._open_document)
        sheet.print_asked.connect(self.ask_pdf)
        sheet.indicators_chosen.connect(self._read_now)
        return sheet

    def _kinds(self, register: str) -> list[str]:
        from bureau_desk.app.event_kinds import kinds_for

        return [one.word for one in kinds_for(self._session.schema, self._session.register(register))]

    def renew_title(self) -> None:
        """Register the renewal of the title that is selected, else of the first."""
        title = self._sheet.title_chosen() if self._sheet is not None else None
        if title is not None:
            self.begin_event("续期", [title])

    def _put(self, made: QWidget) -> None:
        if self._area is not None:
            self._whole.removeWidget(self._area)
            self._area.hide()
            self._area.deleteLater()
        self._area = made
        self._whole.addWidget(made)
        made.show()  # a layout shows what it was given a turn later, and the page would be empty until then
        self._busy.raise_()

    def _place(self) -> int:
        return self._area.verticalScrollBar().value() if isinstance(self._area, QScrollArea) else 0

    def _nothing(self) -> QWidget:
        words = "它可能已经删除，或在所看的这一天还没有登记。"
        return empty_state("home", "没有这家单位的资料", words, button("后退", self.back_asked.emit))

    # out
    def _open_document(self, place: int) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        from bureau_desk.ui.attachments.copies import copy_to_read

        if self.shown is not None:
            entry = self.shown.documents[place].document.attached
            self._try(
                lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy_to_read(self._session.desk, entry))))
            )

    def ask_pdf(self) -> None:
        """Ask for a file and write the page as PDF."""
        if self.shown is None:
            return
        offered = str(Path.home() / f"{self.shown.name}_{self.shown.day.isoformat()}.pdf")
        name, _ = QFileDialog.getSaveFileName(self, "导出单位主页", offered, "PDF (*.pdf)")
        if name:
            self.write_pdf(Path(name))

    def write_pdf(self, out: Path) -> None:
        """Write the page as PDF."""
        from bureau_desk.ui.organisation.print_sheet import write_pdf

        shown = self.shown
        if shown is not None and self._try(lambda: write_pdf(shown, self._session.desk.title, out)):
            self.told.emit(f"已导出 {out.name}", False)

    def _try(self, does: Callable[[], object]) -> bool:
        try:
            does()
        except Trouble as trouble:
            self.failed.emit(trouble)
            return False
        return True

    def keyPressEvent(self, event: object) -> None:
        """Page keys scroll the page."""
        area = self._area
        key = event.key()  # type: ignore[attr-defined]
        if isinstance(area, QScrollArea) and key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar = area.verticalScrollBar()
            bar.setValue(bar.value() + (1 if key == Qt.Key.Key_PageDown else -1) * bar.pageStep())
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]
