"""What publishing or proofreading gave: the files to open, and the problems found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.ui import icons
from bureau_desk.ui.pieces import Elided, button, card, label
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.theme import theme

KINDS = {
    "docx": ("file-word", "Word 期刊"),
    "xlsx": ("file-sheet", "Excel 期刊"),
    "pdf": ("file-pdf", "PDF"),
    "audit": ("file-sheet", "数字出处"),
}
FURTHER = {"filled": ("file-sheet", "填好的模板")}
PROMISES = {
    "docx": "按刊物版式排好的稿件，可以再改",
    "xlsx": "每张表一页，带图表和来源",
    "pdf": "目录页码已对准，可直接付印或传阅",
    "audit": "每个印出的数字：所在句子、口径、截至日和明细",
}
_WORDS = {Severity.HARD: "必须改", Severity.SOFT: "待核", Severity.NOTE: "提示"}


class IssueResult(QWidget):
    """Empty until something was done. Tells `asked(problem)` when staff want to go to where a problem lies."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(12))
        self.model = TextModel(self)
        self.where: Callable[[Problem], str] = lambda problem: problem.where
        self.words: Callable[[Problem], str] = lambda problem: problem.message
        self.open_buttons: list[QWidget] = []

    def clear(self) -> None:
        """Show nothing."""
        self.open_buttons = []
        while self._layout.count():
            item = self._layout.takeAt(0)
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def show_promise(self) -> None:
        """Say what publishing will give, before there is anything to open."""
        self.clear()
        frame, inside = card()
        inside.addWidget(label("发布后这里可以打开", "heading"))
        for kind, (icon, title) in KINDS.items():
            row = QHBoxLayout()
            row.setSpacing(theme.px(8))
            picture = label()
            picture.setPixmap(icons.pixmap(icon, "quiet", theme.px(20)))
            name = label(title)
            name.setFixedWidth(theme.px(84))
            row.addWidget(picture)
            row.addWidget(name)
            row.addWidget(label(PROMISES[kind], "quiet", wrap=True), 1)
            inside.addLayout(row)
        self._layout.addWidget(frame)
        self._layout.addStretch(1)

    def show_published(self, published: Any) -> None:
        """Show the files that were written, and the problems met on the way."""
        self.clear()
        frame, inside = card("done")
        inside.addWidget(
            label(f"已发布：{published.articles} 篇稿件，{published.numbers} 处数字，均可追溯出处", "heading")
        )
        for kind in (*KINDS, *(one for one in published.files if one not in KINDS)):
            if kind in published.files:
                inside.addLayout(self._file(kind, Path(published.files[kind])))
        first = next(iter(published.files.values()), None)
        if first is not None:
            folder = QHBoxLayout()
            folder.addStretch(1)
            folder.addWidget(button("打开所在文件夹", lambda: open_path(Path(first).parent), "link"))
            inside.addLayout(folder)
        self._layout.addWidget(frame)
        self._problems(published.problems)

    def _file(self, kind: str, path: Path) -> QHBoxLayout:
        icon, title = (KINDS | FURTHER).get(kind, ("file", kind))
        row = QHBoxLayout()
        picture = label()
        picture.setPixmap(icons.pixmap(icon, "primary", theme.px(20)))
        opener = button("打开", lambda: open_path(path))
        opener.setAccessibleName(f"打开{title}")
        opener.setObjectName(f"open_{kind}")
        self.open_buttons.append(opener)
        row.addWidget(picture)
        row.addWidget(label(title))
        row.addWidget(Elided(path.name, "quiet"), 1)
        row.addWidget(opener)
        return row

    def show_problems(self, problems: Sequence[Problem], done: str) -> None:
        """Show what proofreading found."""
        self.clear()
        if not problems:
            frame, inside = card("done")
            inside.addWidget(label(f"{done}：没有发现问题", "heading"))
            self._layout.addWidget(frame)
        self._problems(problems)

    def show_done(self, words: str) -> None:
        """Say in a line what was done."""
        self.clear()
        frame, inside = card("done")
        inside.addWidget(label(words, wrap=True))
        self._layout.addWidget(frame)
        self._layout.addStretch(1)

    def _problems(self, problems: Sequence[Problem]) -> None:
        if not problems:
            self._layout.addStretch(1)
            return
        order = list(_WORDS)
        listed = sorted(problems, key=lambda one: order.index(one.severity))
        self.model.show(
            ("程度", "位置", "问题"), [(_WORDS[one.severity], self.where(one), self.words(one)) for one in listed]
        )
        table = PlainTable("校对结果", (76, 260, 400))
        table.setModel(self.model)
        table.setMinimumHeight(theme.px(220))
        table.activated.connect(lambda index: self.asked.emit(listed[index.row()]))
        self._layout.addWidget(label(f"{len(listed)} 处需要看一看", "heading"))
        frame, inside = card()
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(table)
        self._layout.addWidget(frame, 1)


def open_path(path: Path) -> bool:
    """Open a file or folder with the system's program for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
