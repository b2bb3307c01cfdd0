"""Proofreading and publishing an issue of the desk: options, the files that were made, the problems with their places."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.app import issue_publishing, mending_plan, styles
from bureau_desk.app.locating import worded
from bureau_desk.app.mending_plan import Mend
from bureau_desk.app.publishing import Options
from bureau_desk.bulletin import pdf
from bureau_desk.domain.problem import Problem, Trouble
from bureau_desk.ui.issue_result import IssueResult
from bureau_desk.ui.pieces import button, card, label, scrolled
from bureau_desk.ui.plain_context import read_day, read_known
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.mending_dialog import MendingDialog
from bureau_desk.ui.studio.open_issue import OpenIssue
from bureau_desk.ui.studio.word_check import WordCheck
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow


_ARTICLE = re.compile(r"^articles/(.+)\.md(?: (第 \d+ 行))?$")


class PublishPanel(QWidget):
    """Tells `asked(problem)` to go to where it lies, `published()` when the archive has grown."""

    asked = Signal(object)
    opened = Signal(str, str, str)  # an article, a number in it, and how it was printed
    published = Signal()

    def __init__(self, window: MainWindow, session: Session, issue: OpenIssue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session, self.open = window, session, issue
        self.day, self.known, self.out = QLineEdit(), QLineEdit(), QLineEdit()
        self._stop = threading.Event()  # breaks LibreOffice off
        self.theme, self.fault = QComboBox(), label("", "problem_text", wrap=True)
        self.pdf = QCheckBox("同时生成 PDF，目录页码按实际排版")
        self.native = QCheckBox("Word 里的图表可编辑（不勾选则为图片）")
        self.offer = label(OFFER, "warning", wrap=True)
        self.check = button("校对", self.run_check, icon="done")
        self.mend = button("全部改正…", self.run_mend, icon="edit")
        self.mend.setToolTip("列出能自动改正的地方，勾选后一次改完，一次撤销")
        self.word = button("核对 Word…", self.ask_word, icon="file-word")
        self.word.setToolTip("读回在 Word 或 WPS 里改过的期刊：哪些数字手工改过，哪些与台账现在不同")
        self.publish = button("发布", self.run_publish, "primary", "publish")
        self.result = IssueResult()
        self.back = WordCheck(window, session, issue)
        self.result.where = self._where
        self.result.words = lambda problem: worded(problem.message, self.open.title_of)
        self._build()
        self.back.hide()
        self.back.opened.connect(self.opened)
        self.result.asked.connect(self.asked)
        self.open.changed.connect(self.show_issue)
        self.result.show_promise()
        self.show_issue()

    def _build(self) -> None:
        self.day.setPlaceholderText("按刊头的日期")
        self.known.setPlaceholderText("现在所知")
        self.known.setToolTip("只用这一天结束时已经录入的内容；空着就是现在所知的全部")
        self.theme.addItem("按刊头的版式", "")
        for look in styles.choices():
            self.theme.addItem(look.title, look.name)
        has = pdf.soffice() is not None
        self.pdf.setChecked(has)
        self.pdf.setEnabled(has)
        self.offer.setVisible(not has)
        outs = QHBoxLayout()
        outs.addWidget(self.out, 1)
        outs.addWidget(button("更改…", self._ask_out))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        rows = (("数字截至", self.day), ("按何时所知", self.known), ("版式", self.theme))
        for place, (words, editor) in enumerate(rows):
            said = label(words)
            said.setBuddy(editor)
            editor.setAccessibleName(words)
            grid.addWidget(said, place // 2, 2 * (place % 2))
            grid.addWidget(editor, place // 2, 2 * (place % 2) + 1)
        self.out.setAccessibleName("输出到")
        grid.addWidget(label("输出到"), 2, 0)
        grid.addLayout(outs, 2, 1, 1, 3)
        ticks = QHBoxLayout()
        ticks.setSpacing(theme.px(16))
        for box in (self.pdf, self.native):
            ticks.addWidget(box)
        ticks.addStretch(1)
        grid.addLayout(ticks, 3, 1, 1, 3)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        does = QHBoxLayout()
        does.addWidget(label("发布只写新文件，稿件不变；版样存入台账，供以后对比。", "small", wrap=True), 1)
        for one in (self.check, self.mend, self.word, self.publish):
            does.addWidget(one)
        frame, inside = card()
        for layout in (grid, does):
            inside.addLayout(layout)
        inside.insertWidget(1, self.offer)
        inside.insertWidget(1, self.fault)
        self.fault.hide()
        page = QWidget()
        column_ = QVBoxLayout(page)
        column_.setContentsMargins(0, 0, theme.px(8), 0)
        column_.setSpacing(theme.px(12))
        column_.addWidget(frame)
        column_.addWidget(self.result, 1)
        column_.addWidget(self.back, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(page))

    def show_issue(self) -> None:
        """Offer a folder for the files."""
        if self.open.overview is not None and not self.out.text():
            documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            name = re.sub(r'[\\/:*?"<>|\s]+', "", self.open.title) or "期刊"
            self.out.setText(str(Path(self._window.memory.get("studio_out", documents)) / f"{name}_发布"))

    def _where(self, problem: Problem) -> str:
        """The place of a problem by the article's title, as staff know it."""
        found = _ARTICLE.match(problem.where)
        if found is None:
            return {"issue.toml": "刊头与栏目", "figures.toml": "数字定义"}.get(problem.where, problem.where)
        return f"《{self.open.title_of(found[1])}》{found[2] or ''}"

    def _ask_out(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "输出文件夹", self.out.text())
        if name:
            self.out.setText(name)
            self._window.memory.put("studio_out", str(Path(name).parent))

    def options(self) -> Options | None:
        """What is chosen; None when something cannot be read, which is told."""
        try:
            day = read_day(self._session, self.day.text()) if self.day.text().strip() else None
            if day is None and self.day.text().strip():
                raise Trouble(f"“数字截至”的日期“{self.day.text()}”读不懂。", "请写成 2022-02-28 的样子。")
            known = read_known(self._session, self.known.text())
            if not self.out.text().strip():
                raise Trouble("还没有输出文件夹。", "请按“更改”选择一个。")
        except Trouble as trouble:
            self.fault.setText(trouble.sentence())
            self.fault.show()
            return None
        self.fault.hide()
        return Options(day, self.pdf.isChecked(), self.theme.currentData(), self.native.isChecked(), known)

    def ask_word(self) -> None:
        """Ask for an edited Word file and read it back."""
        kinds = "Word 文档 (*.docx *.docm)"
        name, _ = QFileDialog.getOpenFileName(self, "选择改过的 Word 文件", self.out.text(), kinds)
        if name:
            self.read_word(Path(name))

    def read_word(self, path: Path) -> None:
        """List what became of the numbers of an edited Word file."""
        self.result.hide()
        self.back.read(path)

    def _show_result(self) -> None:
        self.back.hide()
        self.result.show()

    def run_check(self) -> None:
        """Proofread the issue."""
        options = self.options()
        if options is not None:
            self._show_result()
            job = issue_publishing.check_issue(self._session.desk, self.open.number, options.as_of)
            self._window.run_job("校对", job, lambda found: self.result.show_problems(found, "校对完成"))

    def run_mend(self) -> None:
        """List what can be mended by itself, and mend what staff leave ticked as one step."""
        if not self.open.writable:
            self._window.tell("期刊现在是只读的，不能改正。")
            return
        self._show_result()
        job = mending_plan.plan_mends(self._session.desk, self.open.number)
        self._window.run_job("找出能改的地方", job, self._offer_mends)

    def _offer_mends(self, mends: Any) -> None:
        if not mends:
            self.result.show_problems((), "没有能自动改正的地方")
            return
        dialog = MendingDialog(mends, self)
        dialog.accepted.connect(lambda: self._carry_out(dialog.chosen()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _carry_out(self, chosen: Sequence[Mend]) -> None:
        job = mending_plan.carry_out(self._session.desk, self.open.number, chosen)
        self._window.run_job("改正", job, self._mended, writes=True)

    def _mended(self, done: Any) -> None:
        words = f"校对改正了 {done.places} 处，涉及 {len(done.files)} 篇"
        # told when the job has ended, which says so itself
        QTimer.singleShot(0, lambda: self._window.tell(words, undo=done.places > 0))
        self.result.show_done(f"{words}。撤销按 Ctrl+Z；其余问题请按“校对”再看。")
        self.open.reload_soon()

    def run_publish(self) -> None:
        """Publish the issue, as a job with progress and cancel."""
        options = self.options()
        if options is None:
            return
        out = Path(self.out.text().strip())
        self._show_result()
        self.result.show_promise()
        self._stop = threading.Event()
        self._window.status.cancel_asked.connect(self._stop.set)
        job = issue_publishing.publish_issue(self._session.desk, self.open.number, out, options, self._stop)
        self._window.run_job(f"发布{self.open.title}", job, self._done)

    def _done(self, published: Any) -> None:
        self.result.show_published(published)
        self.published.emit()


OFFER = (
    "本机没有 LibreOffice：不能生成 PDF 和版面预览，目录页码按行数估算。"
    "它是免费软件，从 libreoffice.org 下载安装后重开本程序即可；Word 和 Excel 不受影响。"
)
