"""The page of one organisation, over the day that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from bureau_desk.app import organisation_page
from bureau_desk.app.organisation_parts import Cell, Line, OrganisationPage, Section, Statistics
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.ui.in_turns import InTurns
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.organisation.head import Head
from bureau_desk.ui.organisation.section_table import SectionTable, plain_line
from bureau_desk.ui.organisation.year_strip import YearStripView
from bureau_desk.ui.pieces import button, card, empty_state, label, scrolled
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.seen_page import SeenPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.busy_line import BusyLine
from bureau_desk.ui.theme import theme

_INDICATORS = "organisation_indicators"


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
        self.strips: list[YearStripView] = []
        self.tables: dict[str, SectionTable] = {}
        self.head: Head | None = None
        self.renew: QWidget | None = None
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
        if self.head is not None:
            self.head.events.setEnabled(self._session.writable)
        if self.renew is not None:
            self.renew.setEnabled(self._session.writable)

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
        place = self._place()
        self.strips, self.tables, self.head, self.renew = [], {}, None, None
        if shown is None:
            self.shown = shown
            self._put(self._nothing())
            return
        inside = QWidget()
        for part in self._made(shown, inside):
            for one in (part, *part.findChildren(QWidget)):
                one.ensurePolished()
            yield
        made = scrolled(inside)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.shown = shown
        self._put(made)
        made.verticalScrollBar().setValue(place)

    def _put(self, made: QWidget) -> None:
        if self._area is not None:
            self._whole.removeWidget(self._area)
            self._area.hide()
            self._area.deleteLater()
        self._area = made
        self._whole.addWidget(made)
        self._busy.raise_()

    def _place(self) -> int:
        return self._area.verticalScrollBar().value() if isinstance(self._area, QScrollArea) else 0

    def _nothing(self) -> QWidget:
        words = "它可能已经删除，或在所看的这一天还没有登记。"
        return empty_state("home", "没有这家单位的资料", words, button("后退", self.back_asked.emit))

    def _made(self, shown: OrganisationPage, inside: QWidget) -> Iterator[QWidget]:
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(16))
        layout.setSpacing(theme.px(12))
        self.head = Head(shown, self._kinds(shown.register), self._session.writable)
        self.head.record_asked.connect(lambda record: self.record_asked.emit(shown.register, record))
        self.head.organisation_asked.connect(self.organisation_asked)
        self.head.problems_asked.connect(self.problems_asked)
        self.head.event_chosen.connect(self.begin_event)
        self.head.print_asked.connect(self.ask_pdf)
        self.head.back_asked.connect(self.back_asked)
        layout.addWidget(self.head)
        yield self.head
        for part in self._parts(shown):
            layout.addWidget(part)
            yield part
        layout.addStretch(1)

    def _kinds(self, register: str) -> list[str]:
        from bureau_desk.app.event_kinds import kinds_for

        return [one.word for one in kinds_for(self._session.schema, self._session.register(register))]

    def _parts(self, shown: OrganisationPage) -> Iterator[QWidget]:
        if not shown.begun:
            yield label(f"到 {shown.day.isoformat()} 为止，这家单位还没有成立或认定。", "warning", wrap=True)
        if shown.titles is not None:
            yield self._titles(shown.titles)
        if shown.strips:
            yield self._evaluations(shown)
        if shown.statistics is not None:
            yield self._statistics(shown.statistics)
        yield from map(self._section, shown.sections)
        if shown.timeline:
            yield self._timeline(shown)
        if shown.documents:
            yield self._documents(shown)
        listed = shown.strips or shown.sections or shown.timeline or shown.documents
        if shown.titles is None and shown.statistics is None and not listed:
            words = "还没有别的记录提到这家单位。登记资质、评价、统计或事项后，会自动汇总到这里。"
            yield label(words, "quiet", wrap=True)
        yield self._changes(shown)

    def _card(self, title: str, said: str = "", *buttons: QWidget) -> tuple[QWidget, QVBoxLayout]:
        frame, inside = card()
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(label(title, "heading"))
        row.addWidget(label(said, "quiet"), 1)
        for one in buttons:
            row.addWidget(one)
        inside.addLayout(row)
        return frame, inside

    def _table(self, key: str, name: str, titles: Sequence[str], lines: Sequence[Line], numeric: Sequence[int] = (),
               register: str = "") -> SectionTable:  # fmt: skip
        made = SectionTable(name, titles, lines, numeric)
        made.record_asked.connect(lambda record: self.record_asked.emit(register or key, record))
        self.tables[key] = made
        return made

    def _section(self, section: Section, *buttons: QWidget) -> QWidget:
        some = (
            f"（共 {section.total:,} 条，列出最近 {len(section.lines):,} 条）"
            if section.total > len(section.lines)
            else ""
        )
        said = f"{section.total:,} 条{'　' + section.said if section.said else ''}{some}"
        frame, inside = self._card(section.title, said, *buttons)
        inside.addWidget(
            self._table(section.register, section.title, section.columns, section.lines, sorted(section.numeric))
        )
        return frame

    def _titles(self, section: Section) -> QWidget:
        renew = button("续期…", self.renew_title)
        renew.setToolTip("为选中的资质登记续期，旧证保留")
        renew.setEnabled(self._session.writable)
        self.renew = renew
        return self._section(section, renew)

    def renew_title(self) -> None:
        """Register the renewal of the title that is selected, else of the first."""
        table = self.tables.get(organisation_page.TITLES)
        lines, row = (table.model.lines, max(table.table.currentIndex().row(), 0)) if table is not None else ((), 0)
        if row < len(lines):
            self.begin_event("续期", [lines[row].record])

    def _evaluations(self, shown: OrganisationPage) -> QWidget:
        count = sum(not mark.missing for one in shown.strips for mark in one.strip.years)
        frame, inside = self._card("年度绩效评价", f"{count:,} 次")
        for strip in shown.strips:
            row = QHBoxLayout()
            row.setSpacing(theme.px(12))
            row.addWidget(label(strip.title))
            row.addWidget(label(strip.strip.said, "warning"), 1)
            inside.addLayout(row)
            view = YearStripView(strip)
            view.record_asked.connect(lambda record: self.record_asked.emit(organisation_page.EVALUATIONS, record))
            self.strips.append(view)
            inside.addWidget(view)
        return frame

    def _statistics(self, found: Statistics) -> QWidget:
        chosen = self._memory.get(_INDICATORS, list(organisation_page.CHOSEN))
        some = [one for one in found.indicators if one.key in chosen] or list(found.indicators[:8])
        choose = button("指标")
        choose.setProperty("menu", "yes")
        choose.setMenu(self._indicators(found, {one.key for one in some}, choose))
        frame, inside = self._card("年度运营统计", f"{len(found.years)} 期", choose)
        told = any(one.change.text for one in some)
        titles = ("指标", *found.years, *(["较上年"] if told else []))
        lines = [
            Line(found.records[-1], (Cell(one.title), *map(Cell, one.values), *([one.change] if told else [])))
            for one in some
        ]
        numeric = range(1, len(titles))
        table = self._table(organisation_page.STATISTICS, "年度运营统计", titles, lines, numeric)
        table.show_all()
        inside.addWidget(table)
        return frame

    def _indicators(self, found: Statistics, ticked: set[str], parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        for one in found.indicators:
            action = menu.addAction(one.title)
            action.setCheckable(True)
            action.setChecked(one.key in ticked)
        actions = menu.actions()

        def take() -> None:
            keys = [one.key for one, action in zip(found.indicators, actions, strict=True) if action.isChecked()]
            self._memory.put(_INDICATORS, keys)
            self._read_now()

        menu.triggered.connect(lambda _: take())
        return menu

    def _timeline(self, shown: OrganisationPage) -> QWidget:
        frame, inside = self._card("事项", f"{len(shown.timeline):,} 件")
        lines = [Line(one.record, (Cell(one.day), Cell(one.kind, one.tone), Cell(one.words))) for one in shown.timeline]
        inside.addWidget(self._table("event", "事项", ("日期", "事项", "内容"), lines))
        return frame

    def _documents(self, shown: OrganisationPage) -> QWidget:
        frame, inside = self._card("附件", f"{len(shown.documents):,} 份")
        lines = [
            plain_line(place, one.document.attached.name, one.document.words, one.owner or "本记录")
            for place, one in enumerate(shown.documents)
        ]
        table = SectionTable("附件", ("文件名", "大小", "所属记录"), lines)
        table.record_asked.connect(self._open_document)
        self.tables["attachments"] = table
        inside.addWidget(table)
        return frame

    def _open_document(self, place: int) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        from bureau_desk.ui.attachments.copies import copy_to_read

        if self.shown is not None:
            entry = self.shown.documents[place].document.attached
            self._try(
                lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy_to_read(self._session.desk, entry))))
            )

    def _changes(self, shown: OrganisationPage) -> QWidget:
        frame, inside = self._card("最近修改", "" if shown.changes else "还没有修改。")
        if shown.changes:
            lines = [plain_line(shown.record, one.when, one.author, one.words) for one in shown.changes]
            inside.addWidget(self._table("changes", "最近修改", ("时间", "经办人", "内容"), lines, (), shown.register))
        return frame

    # out
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
