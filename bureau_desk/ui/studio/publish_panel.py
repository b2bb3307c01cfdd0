"""Proofreading and publishing an issue of the desk: options, the files that were made, the problems with their places."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from bureau_desk.app import issue_archive, issue_publishing, mending_plan
from bureau_desk.app.locating import worded
from bureau_desk.app.mending_plan import Mend
from bureau_desk.app.publishing import Options
from bureau_desk.app.redrafting import LAST
from bureau_desk.bulletin import pdf
from bureau_desk.domain.problem import Problem, Trouble
from bureau_desk.ui.issue_result import IssueResult
from bureau_desk.ui.pieces import button, card, label, tool_row
from bureau_desk.ui.plain_context import read_day, read_known
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.mending_dialog import MendingDialog
from bureau_desk.ui.studio.open_issue import OpenIssue
from bureau_desk.ui.studio.publishing_form import FilePath, OutFolder, StyleChoice, bring_into_view, over_result
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
        self.day, self.known, self.out = QLineEdit(), QLineEdit(), OutFolder(window, "发布")
        self.template = FilePath("Excel 模板", "选择…", self._ask_template)
        self._stop = threading.Event()  # breaks LibreOffice off
        self.theme, self.fault = StyleChoice(window, "按刊头的版式"), label("", "problem_text", wrap=True)
        self.pdf = QCheckBox("同时生成 PDF，目录页码按实际排版")
        self.native = QCheckBox("Word 里的图表可编辑（不勾选则为图片）")
        self.marks = QCheckBox("用修订标出与上次发布不同的数字")
        self.word_only = QCheckBox("不出 Excel 和数字出处")
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
        self.back.shown.connect(lambda: bring_into_view(self._area, self.back))
        self.result.asked.connect(self.asked)
        self.open.changed.connect(self.show_issue)
        self.result.show_promise()
        self.show_issue()

    def _build(self) -> None:
        self.day.setPlaceholderText("按刊头的日期")
        self.known.setPlaceholderText("现在所知")
        self.known.setToolTip("只用这一天结束时已经录入的内容；空着就是现在所知的全部")
        self.marks.setToolTip("Word 里原数删除、新数插入，可逐个接受；这一期还没有发布过时不能勾选")
        self.word_only.setToolTip("改稿时快看一眼；定稿时请不要勾选")
        self.template.line.setClearButtonEnabled(True)
        self.template.line.setPlaceholderText("可不选；填好后另存一份，公式和图表保留")
        has = pdf.soffice() is not None
        self.pdf.setChecked(has)
        self.pdf.setEnabled(has)
        self.offer.setVisible(not has)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        wide = (("版式", self.theme), ("Excel 模板", self.template), ("输出到", self.out))
        rows = ((("数字截至", self.day), ("按何时所知", self.known)), *((one,) for one in wide))
        for row, entries in enumerate(rows):
            for place, (words, editor) in enumerate(entries):
                said = label(words)
                said.setBuddy(editor)
                editor.setAccessibleName(words)
                grid.addWidget(said, row, 2 * place)
                grid.addWidget(editor, row, 2 * place + 1, 1, 5 - 2 * len(entries))
        grid.addWidget(tool_row(self.pdf, self.native, self.marks, self.word_only), len(rows), 1, 1, 3)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        does = QHBoxLayout()
        does.setSpacing(theme.px(8))
        for one in (self.check, self.mend, self.word):
            does.addWidget(one)
        does.addStretch(1)
        does.addWidget(self.publish)
        frame, inside = card()
        inside.addLayout(grid)
        inside.addWidget(label("发布只写新文件，稿件不变；版样存入台账，供以后对比。", "small", wrap=True))
        inside.addLayout(does)
        inside.insertWidget(1, self.offer)
        inside.insertWidget(1, self.fault)
        self.fault.hide()
        self._area = over_result(self, frame, self.result, self.back)

    def show_issue(self) -> None:
        """Offer a folder for the files."""
        if self.open.overview is None:
            return
        self.out.offer(self.open.title)
        head = self.open.issue.masthead
        self.theme.named = head.theme
        known = issue_archive.is_published(self._session.desk, head)
        self.marks.setEnabled(known)
        self.marks.setChecked(self.marks.isChecked() and known)

    def _where(self, problem: Problem) -> str:
        """The place of a problem by the article's title, as staff know it."""
        found = _ARTICLE.match(problem.where)
        if found is None:
            return {"issue.toml": "刊头与栏目", "figures.toml": "数字定义"}.get(problem.where, problem.where)
        return f"《{self.open.title_of(found[1])}》{found[2] or ''}"

    def _ask_template(self) -> str:
        start = self.template.text() or self._window.memory.get("studio_template", self.out.text())
        name, _ = QFileDialog.getOpenFileName(self, "选择 Excel 模板", start, "Excel 工作簿 (*.xlsx *.xlsm)")
        if name:
            self._window.memory.put("studio_template", name)
        return name

    def options(self) -> Options | None:
        """What is chosen; None when something cannot be read, which is told."""
        try:
            day = read_day(self._session, self.day.text()) if self.day.text().strip() else None
            if day is None and self.day.text().strip():
                raise Trouble(f"“数字截至”的日期“{self.day.text()}”读不懂。", "请写成 2022-02-28 的样子。")
            known = read_known(self._session, self.known.text())
            if not self.out.text():
                raise Trouble("还没有输出文件夹。", "请按“更改”选择一个。")
            template = Path(self.template.text()) if self.template.text() else None
            if template is not None and not template.is_file():
                raise Trouble(f"没有找到 Excel 模板“{template}”。", "请重新选择，或清空这一格。")
        except Trouble as trouble:
            self.fault.setText(trouble.sentence())
            self.fault.show()
            return None
        self.fault.hide()
        since = LAST if self.marks.isChecked() else ""
        ticks = (self.theme.chosen(), self.native.isChecked())
        return Options(day, self.pdf.isChecked(), *ticks, known, since, template, self.word_only.isChecked())

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
            self._window.run_job("校对", job, self._show_found)

    def _show_found(self, found: Any) -> None:
        self.result.show_problems(found, "校对完成")
        bring_into_view(self._area, self.result)

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
        out = Path(self.out.text())
        self._show_result()
        self.result.show_promise()
        self._stop = threading.Event()
        self._window.status.cancel_asked.connect(self._stop.set)
        job = issue_publishing.publish_issue(self._session.desk, self.open.number, out, options, self._stop)
        self._window.run_job(f"发布{self.open.title}", job, self._done)

    def _done(self, published: Any) -> None:
        self.result.show_published(published)
        bring_into_view(self._area, self.result)
        self.show_issue()
        self.published.emit()


OFFER = (
    "本机没有 LibreOffice：不能生成 PDF 和版面预览，目录页码按行数估算。"
    "它是免费软件，从 libreoffice.org 下载安装后重开本程序即可；Word 和 Excel 不受影响。"
)
