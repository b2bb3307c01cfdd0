"""Find and replace: what is found is listed with old and new, and single rows can be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.app import replacing
from bureau_desk.app.replacing import Search
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Field
from bureau_desk.ui.entering.review_dialog import ReviewDialog
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.entering.entering import Entering

SELECTION, COLUMN, VIEW = "selection", "column", "view"


def open_replace(entering: Entering) -> None:
    """Find and replace in the register that is seen."""
    if entering.session.writable and entering.table.model.rowCount():
        ReplaceDialog(entering).open()


class ReplaceDialog(ReviewDialog):
    """Searches the selection, the column or the whole view; writes the ticked rows as one step."""

    def __init__(self, entering: Entering) -> None:
        self._asked = entering
        super().__init__(entering, None, "替换", ticks=True)
        self.find.setFocus()

    def above(self) -> QWidget:
        """What is looked for, and where."""
        part = QWidget()
        self.find, self.put = QLineEdit(), QLineEdit()
        for words, one in (("查找", self.find), ("替换为", self.put)):
            one.setAccessibleName(words)
            one.textEdited.connect(lambda _: self._stale())
        self.where = QComboBox()
        self.where.setAccessibleName("范围")
        records, fields = self._asked.block()
        column = self._asked.table.view.currentIndex().column()
        several = len(records) * len(fields) > 1
        if several:
            self.where.addItem(f"选中的 {len(records):,} 行 × {len(fields)} 列", SELECTION)
        if 0 <= column < len(self._asked.table.model.columns):
            self.where.addItem(f"“{self._asked.table.model.columns[column].title}”列", COLUMN)
        self.where.addItem("表中全部行和列", VIEW)
        self.whole, self.case = QCheckBox("整格相同"), QCheckBox("区分大小写")
        self.expression = QCheckBox("正则表达式")
        self.expression.setToolTip("例：(\\d+)号 替换为 \\1 号")
        self.fault_words = label("", "problem_text", wrap=True)
        self.fault_words.hide()
        self.look = button("查找", self.read, icon="search")
        self.look.setAutoDefault(False)
        self.find.returnPressed.connect(self.read)
        self.put.returnPressed.connect(self.read)
        self.where.activated.connect(lambda _: self._stale())
        for one in (self.whole, self.case, self.expression):
            one.toggled.connect(lambda _: self._stale())
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(8))
        grid.addWidget(label("查找"), 0, 0)
        grid.addWidget(self.find, 0, 1)
        grid.addWidget(self.look, 0, 2)
        grid.addWidget(label("替换为"), 1, 0)
        grid.addWidget(self.put, 1, 1)
        grid.addWidget(self.where, 1, 2)
        grid.setColumnStretch(1, 1)
        options = QHBoxLayout()
        options.setSpacing(theme.px(16))
        for box in (self.whole, self.case, self.expression):
            options.addWidget(box)
        options.addStretch(1)
        self.all, self.none = (
            button("全选", lambda: self.preview.tick_all(True)),
            button("全不选", lambda: self.preview.tick_all(False)),
        )
        for one in (self.all, self.none):
            one.setAutoDefault(False)
            options.addWidget(one)
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(grid)
        layout.addWidget(self.fault_words)
        layout.addLayout(options)
        return part

    def _scope(self) -> tuple[list[int], list[Field]]:
        table, where = self._entering.table, self.where.currentData()
        if where == SELECTION:
            records, fields = self._entering.block()
        else:
            records = [int(one) for one in table.model.ids]
            column = table.view.currentIndex().column()
            fields = [table.model.columns[column]] if where == COLUMN else list(table.model.columns)
        return records, [one for one in fields if self._entering.is_open(one)]

    def _stale(self) -> None:
        self.preview.plan = None
        self.preview.model.show((), ())
        self.fault_words.hide()
        self._tell()

    def read(self) -> None:
        """List what is found."""
        search = Search(
            self.find.text(),
            self.put.text(),
            self.whole.isChecked(),
            self.case.isChecked(),
            self.expression.isChecked(),
        )
        try:
            replacing.compile_search(search)
        except Trouble as trouble:
            self.fault(trouble)
            return
        self.fault_words.hide()
        records, fields = self._scope()
        job = replacing.plan(self._session.desk, self._register.key, records, fields, search)
        self.make_plan(job, len(records))

    def fault(self, trouble: Trouble) -> None:
        """Say beside the text what is wrong with it."""
        self.fault_words.setText(f"⚠ {trouble.sentence()}")
        self.fault_words.show()

    def _verb(self) -> str:
        return "替换"

    def summary(self) -> str:
        """Numbers, or that nothing was found."""
        if self.preview.plan is None:
            return "先查找：找到的每一行都列出原值和新值，可以去掉不换的。"
        return super().summary() if self.preview.plan.lines else f"没有找到“{self.find.text()}”。"
