"""Import a file: choose it, see row by row what would happen, then write it as one step that undo takes back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Register
from bureau_desk.ui.history_panel import changes_html
from bureau_desk.ui.import_plan_model import OUTCOMES, ImportPlanModel
from bureau_desk.ui.pieces import Elided, button, card, empty_state, label, open_at, rich_text
from bureau_desk.ui.plain_context import read_day
from bureau_desk.ui.plain_table import PlainTable
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

FILES = "表格 (*.xlsx *.xls *.et *.ods *.csv);;所有文件 (*)"
MODES = (("both", "新增和更新"), ("add", "只新增"), ("update", "只更新"))
FROM_DAY = "day"
HOLDS = (("更新：更正或变化按字段", None), ("更新都是更正，一直如此", ""), ("更新是变化，自某日起", FROM_DAY))


class ImportDialog(QDialog):
    """Nothing is saved before 导入 is pressed; the file itself is never written."""

    def __init__(self, window: MainWindow, session: Session, register: Register) -> None:
        super().__init__(window)
        self._window, self._session, self._register = window, session, register
        self.path: Path | None = None
        self.plan: Any = None
        self.setWindowTitle(f"导入{register.title}")
        self.setAcceptDrops(True)
        open_at(self, 980, 640)
        self.model = ImportPlanModel(session, register, self)
        self._build()
        window.runner.failed.connect(self._stopped)
        window.runner.cancelled.connect(self._stopped)

    def _build(self) -> None:
        self.file = Elided("还没有选文件", "quiet")
        self.sheet, self.mode = QComboBox(), QComboBox()
        self.sheet.setAccessibleName("工作表")
        self.mode.setAccessibleName("方式")
        for key, words in MODES:
            self.mode.addItem(words, key)
        self.choose = button("选择文件…", self.ask_file, icon="folder")
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        for part in (self.choose, self.file, self.sheet, self.mode):
            top.addWidget(part, 1 if part is self.file else 0)
        self.sheet.hide()
        self.sheet.activated.connect(lambda _: self.read())
        self.mode.activated.connect(lambda _: self.read())
        self._stack = QStackedWidget()
        words = (
            "选一个 Excel、WPS 或 CSV 文件，也可以把文件拖到这里。\n先列出每一行会新增、更新还是不导入，确认后才写入。"
        )
        first = button("选择文件…", self.ask_file, "primary")
        blank = button("下载空白填报表…", self.ask_template, "link")
        self._stack.addWidget(empty_state("import", "从文件导入", words, first, blank))
        self._stack.addWidget(empty_state("file-sheet", "正在读取…", "文件只读取，不会改动。"))
        self._stack.addWidget(self._review())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(12))
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addLayout(self._buttons())
        self._tell()

    def _review(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(theme.px(8))
        self._group = QButtonGroup(self)
        self.counts: dict[str, QPushButton] = {}
        for key, words, _ in (("", "全部", ""), *OUTCOMES):
            made = button(words, lambda key=key: self._show(key))
            made.setCheckable(True)
            self._group.addButton(made)
            self._tabs.addWidget(made)
            self.counts[key] = made
        self._tabs.addStretch(1)
        self.notes = label("", "warning", wrap=True)
        self.table = PlainTable("导入预览", (64, 84, 260, 420))
        self.table.setModel(self.model)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        frame, inside = card()
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self.changes = rich_text("这一行的改动")
        self.changes.setFixedHeight(theme.px(120))
        column.addLayout(self._tabs)
        column.addWidget(self.notes)
        column.addWidget(frame, 1)
        below, low = card()
        low.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(4))
        low.addWidget(self.changes)
        column.addWidget(below)
        return part

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.errors = button("另存未导入的行…", self.ask_errors, icon="save")
        self.errors.setToolTip("原样列出未导入的行和原因，改好后可再导入")
        self.apply = button("导入", self.run, "primary", "import")
        self.apply.setObjectName("apply_import")
        self.holds = QComboBox()
        self.holds.setAccessibleName("更新的内容自何时有效")
        self.holds.setToolTip("按字段：名称、代码、日期和文字算更正，一直如此；选项、数字和级别算变化，自今天起。")
        for words, key in HOLDS:
            self.holds.addItem(words, key)
        self.day = QLineEdit(self._session.today.isoformat())
        self.day.setAccessibleName("自何日起有效")
        self.day.setFixedWidth(theme.px(100))
        self.holds.currentIndexChanged.connect(lambda _: self._tell())
        row.addWidget(self.errors)
        row.addStretch(1)
        row.addWidget(self.holds)
        row.addWidget(self.day)
        row.addWidget(button("关闭", self.close))
        row.addWidget(self.apply)
        return row

    # the file
    def ask_file(self) -> None:
        """Ask for a file and read it."""
        name, _ = QFileDialog.getOpenFileName(self, "选择要导入的文件", "", FILES)
        if name:
            self.open_file(Path(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.open_file(paths[0])

    def open_file(self, path: Path) -> None:
        """Take a file; of several sheets the first is read until another is chosen."""
        try:
            names: Sequence[str] = self._session.sheet_names(path)
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return
        self.path = path
        self.file.set_whole(str(path))
        self.sheet.clear()
        self.sheet.addItems(list(names))
        self.sheet.setVisible(len(names) > 1)
        self.read()

    def read(self) -> None:
        """Read the file again as chosen, and plan."""
        if self.path is None or self._window.runner.running:
            return
        self.plan = None
        self._stack.setCurrentIndex(1)
        self._tell()
        sheet = self.sheet.currentText() if self.sheet.count() > 1 else None
        job = self._session.plan_job(self._register.key, self.path, sheet, str(self.mode.currentData()))
        if not self._window.run_job(f"检查 {self.path.name}", job, self._planned):
            self._stack.setCurrentIndex(0)

    def _stopped(self, _why: object) -> None:
        """The job under way failed or was cancelled: back to where it was begun."""
        if self.isHidden():
            self.show()
        elif self.plan is None:
            self._stack.setCurrentIndex(0)

    def _planned(self, plan: Any) -> None:
        self.show_plan(plan)

    # the plan
    def show_plan(self, plan: Any) -> None:
        """Show what would happen."""
        self.plan = plan
        counts = plan.counts
        self.model.take(plan.lines)
        self.counts[""].setText(f"全部 {counts['rows']:,}")
        for key, words, _ in OUTCOMES:
            self.counts[key].setText(f"{words} {counts[key]:,}")
            self.counts[key].setVisible(counts[key] > 0)
        self.notes.setText("\n".join(one.message for one in plan.notes[:4]))
        self.notes.setVisible(bool(plan.notes))
        self._stack.setCurrentIndex(2)
        self._show("refused" if counts["refused"] else "")
        self._tell()

    def _show(self, outcome: str) -> None:
        self.counts[outcome].setChecked(True)
        if self.plan is not None:
            self.model.show([line for line in self.plan.lines if not outcome or line.outcome == outcome])
            if self.model.rowCount():
                self.table.selectRow(0)
            else:
                self.changes.clear()

    def _row_chosen(self, new: QModelIndex, _old: QModelIndex) -> None:
        if new.isValid() and new.row() < len(self.model.lines):
            line = self.model.lines[new.row()]
            why = "".join(f"<p>{escape(words)}</p>" for words in self.model.reasons(line))
            self.changes.setHtml(why + changes_html(self.model.changes(line)))

    def _tell(self) -> None:
        counts = self.plan.counts if self.plan is not None else {}
        number = counts.get("added", 0) + counts.get("updated", 0)
        self.apply.setText(f"导入 {number:,} 条" if number else "导入")
        self.apply.setEnabled(number > 0 and self._session.writable)
        self.errors.setVisible(counts.get("refused", 0) > 0)
        self.holds.setVisible(counts.get("updated", 0) > 0)
        self.day.setVisible(self.holds.isVisibleTo(self) and self.holds.currentData() == FROM_DAY)

    def valid_from(self) -> str | None:
        """From when updates hold, as chosen; Trouble for what is not a day."""
        chosen: str | None = self.holds.currentData()
        if chosen != FROM_DAY:
            return chosen
        day = read_day(self._session, self.day.text(), first=True)
        if day is None:
            raise Trouble("没有导入：“自何日起”不是日期。", "请写成 2024-06-30 的样子。")
        return day.isoformat()

    # writing
    def run(self) -> None:
        """Write the plan as one batch."""
        if self.plan is None:
            return
        try:
            plan, valid_from = self.plan, self.valid_from()
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return
        job = lambda: self._session.import_job(plan, valid_from)  # noqa: E731
        if self._window.run_job(f"导入{self._register.title}", job, self._imported, writes=True):
            self.hide()

    def _imported(self, result: Any) -> None:
        words = result.changes.summary if result.changes is not None else "没有需要写入的行"
        refused = result.counts.get("refused", 0)
        tail = f"，{refused:,} 行未导入" if refused else ""
        # told after the runner's own line
        QTimer.singleShot(0, self._window, lambda: self._window.tell(words + tail, result.changes is not None))
        self.close()

    def ask_errors(self) -> None:
        """Ask for a file and write the refused rows there."""
        offered = str(self.path.with_name(f"{self.path.stem}_未导入.xlsx")) if self.path else ""
        name, _ = QFileDialog.getSaveFileName(self, "另存未导入的行", offered, "Excel 工作簿 (*.xlsx)")
        if name:
            self._try(lambda: self._session.write_errors(self.plan, Path(name)), f"已写到 {Path(name).name}")

    def ask_template(self) -> None:
        """Ask for a file and write an empty sheet there."""
        offered = str(Path.home() / f"{self._register.title}_填报表.xlsx")
        name, _ = QFileDialog.getSaveFileName(self, "下载空白填报表", offered, "Excel 工作簿 (*.xlsx)")
        if name:
            self._try(lambda: self._session.write_template(self._register.key, Path(name)), f"已写到 {Path(name).name}")

    def _try(self, does: Any, done: str) -> None:
        try:
            does()
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
        else:
            self._window.tell(done)

    def closeEvent(self, event: QCloseEvent) -> None:
        """A file being read is let go."""
        if self.plan is None and self._stack.currentIndex() == 1:
            self._window.runner.cancel()
        self.deleteLater()
        super().closeEvent(event)
