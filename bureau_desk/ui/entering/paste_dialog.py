"""Pasting a block: where it goes, what it changes, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from bureau_desk.app import pasting
from bureau_desk.app.pasting import Rows, Target
from bureau_desk.exchange.clipboard import Block
from bureau_desk.ui.entering.review_dialog import ReviewDialog
from bureau_desk.ui.pieces import label
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.entering.entering import Entering


class PasteDialog(ReviewDialog):
    """Plans a block anew whenever staff say otherwise how its rows and its first line are meant."""

    def __init__(self, entering: Entering, block: Block) -> None:
        self._block = block
        self._target = _target(entering, len(block))
        super().__init__(entering, None, "粘贴")
        laid = pasting.lay(self._register, block, self._target)
        self.header.setChecked(laid.has_header)
        self.header.setVisible(len(block) > 1)
        chosen = Rows.BY_NAME if laid.has_header and laid.identifies() else Rows.IN_PLACE
        self.rows.setCurrentIndex(self.rows.findData(chosen if self._target.records else Rows.NEW))
        for signal in (self.header.toggled, self.rows.activated, self.clear.toggled):
            signal.connect(lambda _=None: self.read())
        self.read()
        self.write.setFocus()

    def above(self) -> QWidget:
        """How the block is meant."""
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        self.size = label(f"{len(self._block):,} 行 × {len(self._block[0])} 列")
        self.rows = QComboBox()
        self.rows.setAccessibleName("各行写到哪里")
        for words, kind in (
            ("从当前行起逐行写入，超出的新增", Rows.IN_PLACE),
            ("按名称或代码对照，没有的新增", Rows.BY_NAME),
            ("全部作为新记录", Rows.NEW),
        ):
            self.rows.addItem(words, kind)
        self.header = QCheckBox("首行是标题")
        self.clear = QCheckBox("空白单元格清空原值")
        self.clear.setToolTip("不勾选时，空白（含合并单元格的其余部分）保持原值")
        for one in (self.size, self.rows, self.header, self.clear):
            row.addWidget(one)
        row.addStretch(1)
        return part

    def read(self) -> None:
        """Plan the block as chosen."""
        laid = pasting.lay(self._register, self._block, self._target, self.header.isChecked())
        rows = Rows(self.rows.currentData())
        job = pasting.plan(self._session.desk, laid, self._target, rows, self.clear.isChecked())
        self.make_plan(job, len(self._block))

    def summary(self) -> str:
        """Numbers, and where the block begins."""
        if self.preview.plan is not None and not self.preview.plan.lines:
            return "复制的都是空白单元格，没有要写入的。要清空原值，请勾选“空白单元格清空原值”。"
        fields = self._target.fields
        where = f"从“{fields[0].title}”列起：" if fields and not self.header.isChecked() else ""
        return where + super().summary()


def _target(entering: Entering, rows: int) -> Target:
    """The records from the first selected row down, as many as may be met, and the columns to the right of the first."""
    table = entering.table
    records, fields = entering.block()
    row = table.model.row_of(records[0]) if records else -1
    column = table.model.columns.index(fields[0]) if fields else 0
    last = row + max(rows, len(records))
    below = tuple(int(one) for one in table.model.ids[row:last]) if row >= 0 else ()
    return Target(below, tuple(table.model.columns[column:]), max(1, len(records)), max(1, len(fields)))
