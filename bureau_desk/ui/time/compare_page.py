"""The page 对比: two days of a register side by side."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from bureau_desk.app import comparing, past_table
from bureau_desk.app.comparing import Comparison
from bureau_desk.app.expressions import parse_where
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.ui.pieces import button, card, empty_state, label
from bureau_desk.ui.plain_context import read_day, read_known
from bureau_desk.ui.plain_table import PlainTable
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme
from bureau_desk.ui.time.compare_model import KINDS, CompareModel
from bureau_desk.ui.window_page import WindowPage

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

WIDTHS = (64, 230, 150, 180, 180)


class ComparePage(WindowPage):
    """Asks for a register and two days, compares them as a job, and shows what came, went and changed."""

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self.register = QComboBox()
        self.sides = (_Side(session, "从"), _Side(session, "到"))
        self.where = QLineEdit()
        self.run = button("对比", self.compare, "primary")
        self.run.setObjectName("compare")
        self.fault = label("", "problem_text", wrap=True)
        self.told = label("", "quiet")
        self.kind, self.field = QComboBox(), QComboBox()
        for box in (self.kind, self.field):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(14)
            box.currentTextChanged.connect(box.setToolTip)
        self.opener = button("打开记录", lambda: self._open(self.table.currentIndex()), icon="edit")
        self.out = button("导出…", self.export, icon="export")
        self.model = CompareModel(session, self)
        self.table = PlainTable("两天的差别", WIDTHS)
        self.table.setModel(self.model)
        self._chips: list[QWidget] = []
        self._build()
        self._connect()
        self._offered: tuple[date, date] | None = None  # the days that stand there until others are typed
        self.turn_day()

    def _build(self) -> None:
        for key, one in self._session.schema.registers.items():
            self.register.addItem(one.title, key)
        for widget, name in ((self.register, "台账"), (self.kind, "变化"), (self.field, "字段")):
            widget.setAccessibleName(name)
        self.where.setPlaceholderText("筛选（可不填），如：辖市区=武进区 且 成立日期>=2015")
        self.where.setAccessibleName("筛选")
        self.where.setMinimumWidth(theme.px(160))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(label("对比", "title"))
        head.addWidget(self.told)
        head.addStretch(1)
        for one in (self.opener, self.out):
            head.addWidget(one)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(theme.px(8))
        first.addWidget(self.register)
        for side in self.sides:
            first.addWidget(side)
        first.addStretch(1)
        second.addWidget(self.where, 1)
        for place, (words, _) in enumerate(_quick(self._session.today)):
            chip = button(words, lambda place=place: self.take(*_quick(self._session.today)[place][1]), "chip")
            second.addWidget(chip)
            self._chips.append(chip)
        second.addWidget(self.run)
        third = QHBoxLayout()
        third.setSpacing(theme.px(8))
        third.addWidget(self.kind)
        third.addWidget(self.field)
        third.addStretch(1)
        self._filters = QWidget()
        third.setContentsMargins(0, 0, 0, 0)
        self._filters.setLayout(third)
        frame, inside = card()
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self._stack = QStackedWidget()
        self._stack.addWidget(frame)
        words = "选好台账和两个日期后按“对比”，列出新增、减少和逐个字段的变更，以及是哪一步改的。\n也可以让两边是同一天，只是知道的时间不同：看看后来补录和更正了什么。\n系统推算的字段（如最高有效级别）也一并对比。"
        self._stack.addWidget(empty_state("compare", "两个日期之间变了什么", words))
        self._stack.addWidget(empty_state("done", "没有差别", "这两天的台账完全相同。"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        for row in (head, first, second):
            layout.addLayout(row)
        layout.addWidget(self.fault)
        layout.addWidget(self._filters)
        layout.addWidget(self._stack, 1)
        self.fault.hide()
        self._show(None)

    def _connect(self) -> None:
        sides = [one for side in self.sides for one in (side.day, side.known)]
        order = (self.register, *sides, self.where, *self._chips, self.run, self.kind, self.field, self.table)
        for one, following in pairwise((*order, self.opener, self.out)):
            self.setTabOrder(one, following)
        for box in (self.kind, self.field):
            box.currentIndexChanged.connect(lambda _: self._filter())
        self.table.activated.connect(self._open)
        for side in self.sides:
            side.day.returnPressed.connect(self.compare)
            side.known.returnPressed.connect(self.compare)
        self.where.returnPressed.connect(self.compare)

    def turn_day(self) -> None:
        """Offer the days of the new day; days that staff have typed or chosen stay."""
        quick = _quick(self._session.today)
        for chip, (_, days) in zip(self._chips, quick, strict=True):
            chip.setToolTip(f"{days[0].isoformat()} 与 {days[1].isoformat()}")
        shown = tuple(side.day.text() for side in self.sides)
        if self._offered is None or shown == tuple(day.isoformat() for day in self._offered):
            self._offered = quick[0][1]
            self.take(*self._offered)
        super().turn_day()

    def take(self, before: date, after: date) -> None:
        """Put two days into the fields."""
        for side, day in zip(self.sides, (before, after), strict=True):
            side.day.setText(day.isoformat())
            side.known.clear()

    # comparing
    def compare(self) -> None:
        """Compare the two days as a job; what cannot be read is told, and stays as typed."""
        register = self._session.register(self.register.currentData())
        try:
            before, after = (side.read() for side in self.sides)
            filters = parse_where(self.where.text(), register, self._session.schema)
            if before == after:
                raise Trouble("两边是同一天、同一时刻所知。", "请改一边的日期，或写明按何时所知。")
        except Trouble as trouble:
            self.fault.setText(trouble.sentence())
            self.fault.show()
            return
        self.fault.hide()
        job = comparing.compare(self._session.desk, register.key, before, after, "", filters)
        self._window.run_job(f"对比{register.title}", job, self._show)

    def _show(self, made: Any) -> None:
        self._filters.setVisible(made is not None)
        self.out.setEnabled(made is not None)
        if not isinstance(made, Comparison):
            self._stack.setCurrentIndex(1)
            self.opener.setEnabled(False)
            return
        counts = made.counts()
        self.told.setText(f"{comparing.told(made.before)} → {comparing.told(made.after)}")
        register = self._session.register(made.register)
        offers = [("", f"全部变化（{sum(counts.values()):,}）")]
        offers += [(kind, f"{words}（{counts[kind]:,}）") for kind, words in KINDS.items()]
        fields = [("", "全部字段")]
        for key, number in made.by_field().items():
            field = register.field(key)
            fields.append((key, f"{field.title if field else key}（{number:,}）"))
        for box, entries in ((self.kind, offers), (self.field, fields)):
            box.blockSignals(True)
            box.clear()
            for key, words in entries:
                box.addItem(words, key)
            box.blockSignals(False)
        self.model.show(made)
        if not self.isVisible():  # left while the days were compared
            self._let_go()
        self._stack.setCurrentIndex(0 if made.differences else 2)
        self.opener.setEnabled(bool(made.differences))
        if made.differences:
            self.table.set_widths(WIDTHS)
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.setFocus()

    def _filter(self) -> None:
        self.model.show(self.model.made, self.kind.currentData() or "", self.field.currentData() or "")
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and self.model.made is not None and index.row() < len(self.model.lines):
            line = self.model.lines[index.row()]
            register, field = self.model.made.register, line.change.field if line.change else ""
            if line.difference.kind == comparing.REMOVED and not self._living(register, line.difference.record):
                self._window.show_place("trash")
                return
            self._window.go_to_record(register, line.difference.record, field)

    def _living(self, register: str, record: int) -> bool:
        return record in self._session.rows(register, [record])

    # leaving
    def hideEvent(self, event: QHideEvent) -> None:
        """The lines tell all that they need: the two days go, which take some twenty MB, unless one is looked at."""
        super().hideEvent(event)
        self._let_go()

    def _let_go(self) -> None:
        made, session = self.model.made, self._session
        for at in (made.before, made.after) if made is not None and session is self._window.session else ():
            if (at.on, at.known) != (session.as_of, session.known):
                past_table.let_go(session.desk, at.on, at.known)

    def export(self) -> None:
        """Ask for a file and write the comparison there."""
        made = self.model.made
        if made is None:
            return
        title = self._session.register(made.register).title
        offered = f"{title}对比_{made.before.on.isoformat()}_{made.after.on.isoformat()}.xlsx"
        name, _ = QFileDialog.getSaveFileName(self, "导出对比", str(Path.home() / offered), "Excel 工作簿 (*.xlsx)")
        if name:
            self.export_to(Path(name))

    def export_to(self, out: Path) -> None:
        """Write the comparison to a file, as a job."""
        made = self.model.made
        if made is not None:
            job = comparing.write(self._session.desk, made, out)
            self._window.run_job("导出对比", job, lambda number: self._exported(out, number))

    def _exported(self, out: Path, number: object) -> None:
        QTimer.singleShot(0, self, lambda: self._window.tell(f"已导出 {number:,} 条到 {out.name}"))


class _Side(QWidget):
    """One side of the comparison: a day, and by whose knowledge."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self._session, self._name = session, name
        self.day, self.known = QLineEdit(), QLineEdit()
        self.day.setPlaceholderText("如 2021-12-31")
        self.known.setPlaceholderText("现在")
        self.known.setToolTip("只看这一天结束时已经录入的内容；空着就是现在所知的全部")
        self.day.setAccessibleName(f"{name}哪一天")
        self.known.setAccessibleName(f"{name}：按哪一天所知")
        self.day.setFixedWidth(theme.px(108))
        self.known.setFixedWidth(theme.px(108))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(label(name, "quiet"))
        row.addWidget(self.day)
        row.addWidget(label("按", "quiet"))
        row.addWidget(self.known)
        row.addWidget(label("所知", "quiet"))

    def read(self) -> AsOf:
        """The day and the knowledge; Trouble for what is no day."""
        day = read_day(self._session, self.day.text())
        if day is None:
            raise Trouble(f"“{self._name}”的日期读不懂。", "请写成 2021-12-31 的样子。")
        return AsOf(day, read_known(self._session, self.known.text()))


def _quick(today: date) -> list[tuple[str, tuple[date, date]]]:
    year, month = date(today.year - 1, 12, 31), today.replace(day=1) - timedelta(days=1)
    return [
        ("上年末→今天", (year, today)),
        ("前年末→上年末", (date(today.year - 2, 12, 31), year)),
        ("上月末→今天", (month, today)),
    ]
