"""What the page of one organisation is put together of: head, titles, evaluations, statistics, records, changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from bureau_desk.app import organisation_page
from bureau_desk.app.organisation_parts import Cell, Line, OrganisationPage, Section, Statistics
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.organisation.head import Head
from bureau_desk.ui.organisation.section_table import SectionTable, plain_line
from bureau_desk.ui.organisation.year_strip import YearStripView
from bureau_desk.ui.pieces import button, card, label
from bureau_desk.ui.theme import theme

_INDICATORS = "organisation_indicators"


class OrganisationSheet(QWidget):
    """The parts of one organisation as it was read; what staff choose on it is told, nothing is done here.

    `parts` makes them one by one, so that a large organisation can be put together over several turns.
    """

    record_asked = Signal(str, int)  # register, record
    organisation_asked = Signal(int)
    problems_asked = Signal()
    back_asked = Signal()
    print_asked = Signal()
    event_chosen = Signal(str)
    renewal_asked = Signal()
    document_asked = Signal(int)
    indicators_chosen = Signal()

    def __init__(self, shown: OrganisationPage, kinds: Sequence[str], memory: Memory, writable: bool) -> None:
        super().__init__()
        self.shown, self._memory, self._writable = shown, memory, writable
        self.strips: list[YearStripView] = []
        self.tables: dict[str, SectionTable] = {}
        self.renew: QWidget | None = None
        self.head = Head(shown, kinds, writable)

    def set_writable(self, writable: bool) -> None:
        """Whether anything can be changed now."""
        self._writable = writable
        self.head.events.setEnabled(writable)
        if self.renew is not None:
            self.renew.setEnabled(writable)

    def title_chosen(self) -> int | None:
        """The title that is selected, else the first; None where there is none."""
        table = self.tables.get(organisation_page.TITLES)
        lines, row = (table.model.lines, max(table.table.currentIndex().row(), 0)) if table is not None else ((), 0)
        return lines[row].record if row < len(lines) else None

    def parts(self) -> Iterator[QWidget]:
        """Make the parts, each as it is wanted."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(16))
        layout.setSpacing(theme.px(12))
        self.head.record_asked.connect(lambda record: self.record_asked.emit(self.shown.register, record))
        self.head.organisation_asked.connect(self.organisation_asked)
        self.head.problems_asked.connect(self.problems_asked)
        self.head.event_chosen.connect(self.event_chosen)
        self.head.print_asked.connect(self.print_asked)
        self.head.back_asked.connect(self.back_asked)
        layout.addWidget(self.head)
        yield self.head
        for part in self._parts(self.shown):
            layout.addWidget(part)
            yield part
        layout.addStretch(1)

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
        renew = button("续期…", self.renewal_asked.emit)
        renew.setToolTip("为选中的资质登记续期，旧证保留")
        renew.setEnabled(self._writable)
        self.renew = renew
        return self._section(section, renew)

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
            self.indicators_chosen.emit()

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
        table.record_asked.connect(self.document_asked)
        self.tables["attachments"] = table
        inside.addWidget(table)
        return frame

    def _changes(self, shown: OrganisationPage) -> QWidget:
        frame, inside = self._card("最近修改", "" if shown.changes else "还没有修改。")
        if shown.changes:
            lines = [plain_line(shown.record, one.when, one.author, one.words) for one in shown.changes]
            inside.addWidget(self._table("changes", "最近修改", ("时间", "经办人", "内容"), lines, (), shown.register))
        return frame
