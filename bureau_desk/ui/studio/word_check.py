"""An edited Word file read back: numbers changed by hand, gone, or different from the registers now, with ways on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bureau_desk.app import word_taking
from bureau_desk.app.rechecking import Altered, Recheck
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pieces import button, framed, label
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.open_issue import OpenIssue
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

TITLES = ("情况", "数字", "发布时", "Word 里", "台账现在", "稿件", "所在句子或缘由")
WIDTHS = (90, 200, 110, 110, 110, 180, 320)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list: its cells, its article, its number's name, and the change by hand that may be taken over."""

    cells: tuple[str, ...]
    article: str = ""
    name: str = ""
    altered: Altered | None = None


class WordCheck(QWidget):
    """Tells `opened(article, name, printed)` when staff want to go to where a number stands."""

    opened = Signal(str, str, str)
    shown = Signal()  # a file was read

    def __init__(self, window: MainWindow, session: Session, issue: OpenIssue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session, self.open = window, session, issue
        self.lines: list[Line] = []
        self._path = Path()
        self.model = TextModel(self)
        self.head = label("", "heading", wrap=True)
        self.told = label("", "quiet", wrap=True)
        self.table = PlainTable("Word 里的数字", WIDTHS)
        self.table.setModel(self.model)
        self.table.setMinimumHeight(theme.px(200))
        self.take = button("写进稿件", self.take_over, icon="edit")
        self.take.setToolTip("用 Word 里手改的文字替换稿件里的这个数字；此后它是普通文字，不再随台账更新")
        self.go = button("到稿件", self.go_to, icon="open")
        self.go.setToolTip("打开这个数字所在的稿件（回车）")
        self.again = button("再读一次", lambda: self.read(self._path))
        tools = QHBoxLayout()
        tools.setSpacing(theme.px(8))
        tools.addWidget(self.told, 1)
        for one in (self.again, self.take, self.go):
            tools.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.head)
        column.addLayout(tools)
        column.addWidget(framed(self.table), 1)
        self.table.activated.connect(lambda _: self.go_to())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._offer())

    def read(self, path: Path) -> None:
        """Read a Word file as a job, and list what it says."""
        self._path = path
        job = word_taking.read_back(self._session.desk, path)
        self._window.run_job(f"核对 {path.name}", job, self._show)

    def _show(self, found: Any) -> None:
        self.lines = list(lines_of(found, self.open.title_of))
        self.head.setText(_summary(self._path, found))
        other = bool(found.issue) and "".join(found.issue.split()) != "".join(self.open.title.split())
        words = f"注意：这份 Word 是《{found.issue}》，不是正打开的这一期。" if other else ""
        if found.unasked:
            words += f"有 {len(found.unasked)} 个数字不能重新取数：{'、'.join(found.unasked[:5])}。"
        if found.differing:
            words += "台账已变的数字重新发布即是新数；变动在“数字出处”里逐个列出。"
        self.told.setText(words)
        self.model.show(TITLES, [one.cells for one in self.lines])
        self.table.set_widths(WIDTHS)
        self.table.setVisible(bool(self.lines))
        if self.lines:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._offer()
        self.show()
        self.shown.emit()

    def current(self) -> Line | None:
        """The row that is chosen."""
        row = self.table.currentIndex().row()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def _offer(self) -> None:
        line = self.current()
        known = line is not None and line.article in self.open.issue.articles
        self.go.setEnabled(known)
        self.take.setEnabled(known and line is not None and line.altered is not None and self.open.writable)

    def go_to(self) -> None:
        """Open the article of the chosen number."""
        line = self.current()
        if line is not None and line.article in self.open.issue.articles:
            self.opened.emit(line.article, line.name, line.cells[2])

    def take_over(self) -> None:
        """Write what Word has into the article, as one step of the issue."""
        line = self.current()
        if line is None or line.altered is None:
            return
        try:
            words = word_taking.take_over(self._session.desk, self.open.number, line.altered)
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return
        self._window.tell(words, undo=True)
        row = self.table.currentIndex().row()
        del self.lines[row]
        self.model.show(TITLES, [one.cells for one in self.lines])
        if self.lines:
            self.table.setCurrentIndex(self.model.index(min(row, len(self.lines) - 1), 0))
        self.table.setFocus()
        self._offer()


def lines_of(found: Recheck, title_of: Any) -> Sequence[Line]:
    """The rows of a list, what was changed by hand first."""
    made = []
    for state, altered in (("手工改动", found.changed), ("已删去", found.removed), ("无法确认", found.unsure)):
        for one in altered:
            cells = (state, _called(one), one.was, one.now or "—", "", _title(one.article, title_of), one.sentence)
            made.append(Line(cells, one.article, one.name, one if one.now else None))
    for each in found.differing:
        name = f"{each.name}（截至 {each.as_of}）"
        cells = ("台账已变", name, each.was, "", each.now, _title(each.article, title_of), each.why)
        made.append(Line(cells, each.article, each.name))
    made += [Line(("未绑定", "手工写的数字", "", text, "", "", sentence)) for text, sentence in found.typed]
    return made


def _called(one: Altered) -> str:
    return f"{one.name} | {one.form}" if one.form else one.name


def _title(article: str, title_of: Any) -> str:
    return str(title_of(article)) if article else "封面、目录等"


def _summary(path: Path, found: Recheck) -> str:
    if found.agrees and not found.typed:
        return f"“{path.name}”里的 {found.total} 个数字都与发布时和台账一致。"
    counts = (("手工改动", found.changed), ("删去", found.removed), ("无法确认", found.unsure), ("台账已变", found.differing),
              ("未绑定", found.typed))  # fmt: skip
    told = "，".join(f"{words} {len(these)}" for words, these in counts if these)
    return f"“{path.name}”共 {found.total} 个数字，未动 {found.unchanged}；{told}。"
