"""The list of problems of the whole desk: go to the cell, let stand with a reason, mend, export, check the whole desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from bureau_desk.app import past_table, problem_list
from bureau_desk.app.problem_list import ACCEPTED, WIDE, Asked
from bureau_desk.domain.problem import Severity, Trouble
from bureau_desk.ui.help.field_card import line_tip
from bureau_desk.ui.pieces import button, empty_state, label
from bureau_desk.ui.plain_table import PlainTable
from bureau_desk.ui.problems.accept_dialog import AcceptDialog
from bureau_desk.ui.problems.filters import GROUPS, Filters
from bureau_desk.ui.problems.model import SORTS, ProblemModel
from bureau_desk.ui.problems.returning import ReturnBand
from bureau_desk.ui.problems.words import NOTHING, STATES, told
from bureau_desk.ui.queries import Queries
from bureau_desk.ui.seen_page import SeenPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

_WIDTHS = (64, 112, 90, 240, 150, 120, 80, 400)
_LET_WIDTHS = (112, 90, 240, 150, 120, 170, 80, 130, 330)


class ProblemsPage(SeenPage):
    """Lists what is to be checked, worst first."""

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session, self._desk = window, session, session.desk
        self._sort, self._descending = "severity", False
        self.queries = Queries(session.desk, self)
        self.queries.failed.connect(lambda _key, trouble: window.tell_trouble(trouble))
        self.count = label("", "quiet")
        self.checked = label("", "small")
        self.states = QTabBar()
        self.states.setDrawBase(False)
        self.states.setExpanding(False)
        self.states.setAccessibleName("待核、全库核对、已接受")
        for _, words in STATES:
            self.states.addTab(words)
        self.filters = Filters()
        self.model = ProblemModel(self._lines, self)
        self.model.explain = lambda line: line_tip(session.schema, line.register, line.field, line.message)
        self.table = PlainTable("问题清单", _WIDTHS)
        self.table.setModel(self.model)
        self.band = ReturnBand(window, self)
        self._build()
        self._connect()
        self.set_writable()
        self.refresh()

    # building
    def _build(self) -> None:
        self.export_button = button("导出…", self._ask_export, icon="export")
        self.check_button = button("全库核对", self.check_desk, icon="check")
        self.check_button.setToolTip("逐行查找到期、有效期重叠、重复和看不懂的事件；在后台进行，可以取消")
        self.opener = button("到所在字段  Enter", self._open_current, "primary")
        self.mend_button = button("按建议值更正", self.mend)
        self.mend_button.setToolTip("把所选问题的建议值写入（Ctrl+M），可以撤销")
        self.accept_button = button("接受…", self.accept_selected)
        self.accept_button.setToolTip("核实无误的，写明原因后不再计数（Ctrl+K）")
        self.back_button = button("不再接受", self.take_back)
        self.whole = label("", "", wrap=True)
        self.whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._empty: dict[str, QWidget] = {}
        for state, (head, words) in NOTHING.items():
            self._empty[state] = empty_state("done", head, words)
            self._stack.addWidget(self._empty[state])
        self._nothing_found = empty_state(
            "search", "没有符合条件的问题", "请减少条件再找。", button("取消全部条件", self.filters.clear)
        )
        self._stack.addWidget(self._nothing_found)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addLayout(_row(label("问题清单", "title"), self.count, None, self.check_button, self.export_button))
        layout.addLayout(_row(self.states, None, self.checked, self.filters.mine))
        layout.addWidget(self.filters)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.whole)
        layout.addLayout(_row(None, self.back_button, self.accept_button, self.mend_button, self.opener))
        steps = (
            self.states, self.filters.mine, self.filters.search, *self.filters.choices.values(), self.table,
            self.back_button, self.accept_button, self.mend_button, self.opener, self.check_button, self.export_button,
        )  # fmt: skip
        for one, following in pairwise(steps):
            self.setTabOrder(one, following)

    def _connect(self) -> None:
        self.states.currentChanged.connect(lambda _: self._read_now())
        self.filters.changed.connect(self._read_now)
        self.table.activated.connect(lambda index: self.band.go(index.row()))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort_by)
        for keys, does in (
            ("Ctrl+K", self.accept_selected),
            ("Ctrl+M", self.mend),
            ("Ctrl+F", self.filters.search.setFocus),
        ):
            QShortcut(QKeySequence(keys), self, does, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # showing
    @property
    def state(self) -> str:
        """Which of the three lists is shown."""
        return STATES[max(0, self.states.currentIndex())][0]

    @property
    def asked(self) -> Asked:
        """What is asked for."""
        return self.filters.asked(self.state, self._sort, self._descending)

    @property
    def _wanted(self) -> bool:
        return super()._wanted or self.band.active or not self.model.ids

    def release(self) -> None:
        """Take the band away with the page."""
        self.band.hide()
        self.band.deleteLater()
        super().release()

    def set_writable(self) -> None:
        """Take over whether anything can be written now."""
        self.check_button.setEnabled(not self._desk.read_only)
        self._selected()

    def choose_register(self, key: str) -> None:
        """List the problems of one register that are to be checked; "" lists all."""
        self.states.setCurrentIndex(0)
        title = self._session.register(key).title if key else ""
        self.filters.choose("register", key, title)

    def _sort_by(self, column: int) -> None:
        key = SORTS.get(self.model.titles[column])
        if key:
            self._descending = not self._descending if key == self._sort else False
            self._sort = key
            self._read_now()

    def _read(self) -> None:
        desk, asked = self._desk, self.asked

        def ask() -> tuple[Any, ...]:
            unbound = {key: problem_list.counts(desk, _without(asked, key), key) for key, _ in GROUPS}
            return problem_list.ids(desk, asked), problem_list.numbers(desk, asked), problem_list.states(desk), unbound

        weight = problem_list.size(desk) + past_table.lines(desk) // 20  # counting by district reads the registers
        self.queries.ask("problems", ask, self._show, rows=weight)

    def _show(self, found: tuple[Any, ...]) -> None:
        ids, (records, number), states, counts = found
        row = self.table.currentIndex().row()
        let = self.state == ACCEPTED
        changed = bool(self.model.titles) and (len(self.model.titles) == len(_LET_WIDTHS)) != let
        self.model.show(ids, let)
        if changed:
            self.table.set_widths(_LET_WIDTHS if let else _WIDTHS)
        for place, (state, words) in enumerate(STATES):
            self.states.setTabText(place, f"{words} {states[state]:,}")
        for key, _ in GROUPS:
            self.filters.show_counts(key, counts[key])
        # the number of records is the one that navigation and start page show
        self.count.setText(f"{records:,} 条记录，{number:,} 个问题" if number else "")
        self._stack.setCurrentWidget(
            self.table if number else self._nothing_found if self.filters.limited else self._empty[self.state]
        )
        if number:
            self.table.selectRow(min(max(row, 0), number - 1))
        self._tell_check()
        self._selected()

    def _tell_check(self) -> None:
        from bureau_desk.app import desk_checks

        last = desk_checks.last_check(self._desk)
        when = last.at.replace("T", " ")[:16]
        words = "还没有做过全库核对" if not last.at else f"核对于 {when}" + ("" if last.fresh else "，之后台账有变化")
        self.checked.setText(words if self.state == WIDE else "")

    def _lines(self, wanted: Sequence[int]) -> Any:
        return problem_list.page(self._desk, wanted)

    # choosing
    def selected(self) -> list[int]:
        """The ids of the selected problems."""
        found: list[int] = []
        for part in self.table.selectionModel().selection():
            found += self.model.ids[part.top() : part.bottom() + 1]
        return list(dict.fromkeys(found))

    def _selected(self) -> None:
        line = self.model.line(self.table.currentIndex().row())
        number = sum(part.height() for part in self.table.selectionModel().selection())
        writable, let = self._session.writable, self.state == ACCEPTED
        self.whole.setText("" if line is None else told(line))
        self.opener.setEnabled(line is not None)
        self.accept_button.setVisible(not let)
        self.accept_button.setText(f"接受 {number:,} 个…" if number > 1 else "接受…")
        self.accept_button.setEnabled(writable and number > 0)
        self.mend_button.setVisible(not let)
        mendable = line is not None and (number > 1 or bool(line.suggestion))
        self.mend_button.setEnabled(writable and mendable)
        self.back_button.setVisible(let)
        self.back_button.setText(f"不再接受 {number:,} 个" if number > 1 else "不再接受")
        self.back_button.setEnabled(writable and number > 0)

    # what staff do
    def _open_current(self) -> None:
        self.band.go(self.table.currentIndex().row())

    def accept_selected(self) -> None:
        """Ask why the selected problems may stand."""
        chosen = self.selected()
        if not chosen or not self._session.writable or self.state == ACCEPTED:
            return
        line = self.model.line(self.table.currentIndex().row())
        if len(chosen) == 1 and line is not None and line.severity is Severity.HARD:
            self._window.tell_trouble(Trouble("这个问题必须改正，不能接受。", "按回车到所在的字段改正。"))
            return
        words = (
            told(line) if len(chosen) == 1 and line is not None else f"所选 {len(chosen):,} 个问题按同一个原因接受。"
        )
        dialog = AcceptDialog(self, self._desk, chosen, words)
        dialog.accepted.connect(lambda: self._accepted(dialog, chosen))
        dialog.open()

    def _accepted(self, dialog: AcceptDialog, chosen: Sequence[int]) -> None:
        from bureau_desk.app import accepting

        if len(chosen) <= AcceptDialog.MANY:
            self._done(dialog.changes)
            return
        job = accepting.accept_job(self._desk, chosen, dialog.reason.text())
        self._window.run_job(f"接受 {len(chosen):,} 个问题", job, self._done, writes=True)

    def _done(self, changes: Any) -> None:
        if changes is not None:
            self._window.tell(changes.summary, True)
        self.table.setFocus()

    def take_back(self) -> None:
        """Put the selected problems back into the list."""
        from bureau_desk.app import accepting

        try:
            self._done(accepting.take_back(self._desk, self.selected()))
        except Trouble as trouble:
            self._window.tell_trouble(trouble)

    def mend(self) -> None:
        """Write the suggested values of the selected problems."""
        from bureau_desk.app import accepting

        chosen = self.selected()
        if not chosen or not self._session.writable or self.state == ACCEPTED:
            return
        try:
            changes = self._session.attempt(lambda: accepting.mend(self._desk, chosen))
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return
        done = bool(changes.batch)
        self._window.tell(changes.summary if done else "所选问题没有可以直接写入的建议值", done)

    def check_desk(self) -> None:
        """Check the whole desk in the background."""
        from bureau_desk.app import desk_checks

        self._window.run_job("全库核对", desk_checks.check_desk(self._desk), self._checked)

    def _checked(self, _number: object) -> None:
        self.states.setCurrentIndex([state for state, _ in STATES].index(WIDE))
        self._read_now()

    def _ask_export(self) -> None:
        offered = str(Path.home() / f"问题清单_{self._session.today.isoformat()}.xlsx")
        kinds = "按台账分表 (*.xlsx);;按辖区分表 (*.xlsx)"
        name, kind = QFileDialog.getSaveFileName(self, "导出问题清单", offered, kinds)
        if name:
            self.export_to(Path(name), "district" if "辖区" in kind else "register")

    def export_to(self, out: Path, by: str) -> None:
        """Write what is listed to a workbook, as a job."""
        from bureau_desk.app import problem_export

        job = problem_export.export(self._desk, self.asked, out, by)
        self._window.run_job(
            "导出问题清单", job, lambda number: self._window.tell(f"已导出 {number:,} 个问题到 {out.name}")
        )


def _without(asked: Asked, key: str) -> Asked:
    return replace(asked, **{key: ""})  # type: ignore[arg-type]


def _row(*parts: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    return row
