"""The page of issues: open an issue folder, proofread it, publish it as Word, Excel and PDF, open the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.ui.issue_result import IssueResult
from bureau_desk.ui.pieces import button, card, empty_state, label, scrolled
from bureau_desk.ui.plain_context import read_day
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

_FOLDER = Qt.ItemDataRole.UserRole


class IssuePage(QWidget):
    """Remembers the issue folders; publishing is a job with progress and cancel. Tells `take_asked(folder)`."""

    take_asked = Signal(object)

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self.folder: Path | None = None
        self._read = (
            False  # the folders may lie on a share that does not answer: nobody waits for them before the visit
        )
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("kind", "topics")
        self.list.setAccessibleName("期刊")
        self.list.currentItemChanged.connect(self._chosen)
        self._stack = QStackedWidget()
        self._stack.addWidget(
            empty_state(
                "issue",
                "还没有期刊",
                "一期期刊是一个文件夹：issue.toml 写栏目，articles 里每篇一个文件，图片放在 images。\n打开后可以校对，并排成 Word、Excel 和 PDF。",
                button("打开期刊文件夹…", self.ask_folder, "primary"),
            )
        )
        self._stack.addWidget(self._detail())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(16))
        layout.addWidget(self._left())
        layout.addWidget(self._stack, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the folders when they are first seen."""
        super().showEvent(event)
        if not self._read:
            self._fill()

    def _left(self) -> QWidget:
        part = QWidget()
        part.setFixedWidth(theme.px(220))
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        frame, inside = card()
        inside.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        inside.addWidget(self.list)
        column.addWidget(frame, 100)
        column.addStretch(1)
        opens = button("打开期刊文件夹…", self.ask_folder, icon="folder")
        self.forget = button("从列表中去掉", self._forget, "link")
        column.addWidget(opens)
        column.addWidget(self.forget)
        self._of_list = (frame, opens, self.forget)
        return part

    def _detail(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(12))
        self.title = label("", "title")
        self.words = label("", "quiet", wrap=True)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addWidget(self._options())
        self.result = IssueResult()
        column.addWidget(self.result, 1)
        return scrolled(inside)

    def _options(self) -> QWidget:
        frame, inside = card()
        self.day = QLineEdit()
        self.day.setAccessibleName("数字截至")
        self.day.setObjectName("issue_day")
        self.day.setFixedWidth(theme.px(150))
        self.day.textChanged.connect(lambda _: self._check_day())
        self.day_fault = label("", "problem_text")
        self.pdf = QCheckBox("同时生成 PDF（需要本机有 LibreOffice）")
        self.pdf.setChecked(True)
        self.out = QLineEdit()
        self.out.setAccessibleName("输出文件夹")
        self.out.setObjectName("issue_out")
        self.check = button("校对", self.run_check, icon="done")
        self.publish = button("发布", self.run_publish, "primary", "publish")
        self.publish.setObjectName("publish")
        days, outs, pdf, lines = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(), QGridLayout()
        pdf.addWidget(self.pdf)
        days.addWidget(self.day)
        days.addWidget(self.day_fault)
        days.addStretch(1)
        outs.addWidget(self.out, 1)
        outs.addWidget(button("更改…", self._ask_out))
        does = QHBoxLayout()
        does.addWidget(label("发布只新写文件，不改动期刊文件夹里的稿件。", "small", wrap=True), 1)
        self.take = button("收入台账", self._take, icon="import")
        self.take.setToolTip("把这个文件夹原样收进台账，以后在台账里编辑、撤销和写出")
        does.addWidget(self.take)
        does.addWidget(self.check)
        does.addWidget(self.publish)
        for place, (words, row) in enumerate((("数字截至", days), ("输出到", outs), ("", pdf))):
            lines.addWidget(label(words), place, 0)
            lines.addLayout(row, place, 1)
        for layout in (days, outs, does, lines):
            layout.setSpacing(theme.px(8))
        lines.setHorizontalSpacing(theme.px(12))
        inside.addLayout(lines)
        inside.addLayout(does)
        return frame

    # folders
    def _fill(self) -> None:
        self._read = True
        present = str(self.folder) if self.folder else ""
        self.list.blockSignals(True)
        self.list.clear()
        for text in self._window.memory.settings.recent_issues:
            summary = self._session.issue_summary(Path(text)) if Path(text).is_dir() else None
            title = summary.title if summary is not None else f"{Path(text).name}（读不出）"
            item = QListWidgetItem(title, self.list)
            item.setToolTip(text)
            item.setSizeHint(QSize(0, theme.px(36)))
            item.setData(_FOLDER, text)
            if text == present:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._chosen(self.list.currentItem())
        for one in self._of_list:  # without issues the page itself says what to do
            one.setVisible(self.list.count() > 0)
        if not self.list.count():
            self.folder = None
            self._stack.setCurrentIndex(0)

    def refresh(self) -> None:
        """Read the folders again."""
        self._fill()

    def ask_folder(self) -> None:
        """Ask for an issue folder."""
        name = QFileDialog.getExistingDirectory(self, "打开期刊文件夹")
        if name:
            self.open_folder(Path(name))

    def open_folder(self, folder: Path) -> None:
        """Show an issue folder and remember it; a folder without an issue is told, not remembered."""
        from bureau_desk.domain.problem import Trouble

        if self._session.issue_summary(folder) is None:
            self._window.tell_trouble(
                Trouble(
                    f"“{folder.name}”里没有能读的期刊。", "请选择含有 issue.toml 的文件夹；若已有，请检查它的写法。"
                )
            )
            return
        self._window.memory.note_issue(folder)
        self.folder = folder
        self.result.show_promise()
        self._fill()

    def _forget(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._window.memory.forget_issue(str(item.data(_FOLDER)))
            self.folder = None
            self._fill()

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        folder = Path(str(item.data(_FOLDER)))
        summary = self._session.issue_summary(folder) if folder.is_dir() else None
        if folder != self.folder or summary is None:
            self.result.show_promise()
        self.folder = folder
        self._stack.setCurrentIndex(1)
        self.title.setText(summary.title if summary is not None else folder.name)
        for part in (self.check, self.publish):
            part.setEnabled(summary is not None)
        self.take.setEnabled(summary is not None and not self._session.desk.read_only)
        if summary is None:
            self.words.setText(f"{folder}\n这个文件夹读不出期刊：可能已移走，或 issue.toml 写法有误。")
            return
        self.words.setText(f"{summary.columns} 个栏目，{summary.articles} 篇稿件　{folder}")
        self.day.setText(summary.date.isoformat())
        self.out.setText(str(folder.parent / f"{folder.name}_发布"))

    def _ask_out(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "输出文件夹", self.out.text())
        if name:
            self.out.setText(name)

    def _check_day(self) -> bool:
        good = not self.day.text().strip() or read_day(self._session, self.day.text()) is not None
        self.day_fault.setText("" if good else "请写成 2022-02-28 的样子")
        return good

    def _take(self) -> None:
        if self.folder is not None:
            self.take_asked.emit(self.folder)

    # work
    def run_check(self) -> None:
        """Proofread the issue."""
        if self.folder is None or not self._check_day():
            return
        job = self._session.check_job(self.folder, read_day(self._session, self.day.text()))
        self._window.run_job("校对", job, self._checked)

    def _checked(self, problems: Any) -> None:
        self.result.show_problems(problems, "校对完成")

    def run_publish(self) -> None:
        """Publish the issue."""
        if self.folder is None or not self._check_day() or not self.out.text().strip():
            return
        day = read_day(self._session, self.day.text())
        out = Path(self.out.text().strip())
        self.result.show_promise()
        job = self._session.publish_job(self.folder, out, day, self.pdf.isChecked())
        self._window.run_job(f"发布{self.title.text()}", job, self._published)

    def _published(self, published: Any) -> None:
        self.result.show_published(published)
