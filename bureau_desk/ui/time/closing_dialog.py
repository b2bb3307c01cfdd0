"""关账年度: which years are closed, by whom and why; close one, or open the last one again with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from bureau_desk.app import closing
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pieces import button, framed, label, open_at, rule
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

TITLES = ("年度", "关账", "说明", "状态")


class ClosingDialog(QDialog):
    """What is typed stays when it is refused."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self.setWindowTitle("关账年度")
        self.model = TextModel(self)
        self.table = PlainTable("关账记录", (70, 190, 180))
        self.table.setModel(self.model)
        self.year, self.note, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        self.year.setText(str(session.today.year - 1))
        self.year.setFixedWidth(theme.px(80))
        self.note.setPlaceholderText("说明（可不填），如：年报已上报")
        self.reason.setPlaceholderText("重新开账的原因")
        for one, name in ((self.year, "关账年度"), (self.note, "关账说明"), (self.reason, "重新开账的原因")):
            one.setAccessibleName(name)
        self.close_it = button("关账", self.close_year, "primary")
        self.reopen_it = button("重新开账", self.reopen_year)
        self.fault = label("", "problem_text", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(10))
        for row, (title, first, second, press) in enumerate(
            (("关账", self.year, self.note, self.close_it), ("重开", None, self.reason, self.reopen_it))
        ):
            grid.addWidget(label(title, "quiet"), row, 0)
            if first is not None:
                grid.addWidget(first, row, 1)
            grid.addWidget(second, row, 2 if first is not None else 1, 1, 1 if first is not None else 2)
            grid.addWidget(press, row, 3)
        grid.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(10))
        words = "关账以后，当年 12 月 31 日及以前的内容只能写明原因作更正；自次年起的变化照常登记。"
        layout.addWidget(label(words, "quiet", wrap=True))
        layout.addWidget(framed(self.table), 1)
        layout.addWidget(rule())
        layout.addLayout(grid)
        layout.addWidget(self.fault)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button("关闭", self.reject))
        layout.addLayout(foot)
        open_at(self, 620, 420)
        self._load()

    def _load(self) -> None:
        found = sorted(closing.closings(self._session.desk), key=lambda one: one.at, reverse=True)
        lines = []
        for one in found:
            state = "已关账"
            if one.reopened_at:
                state = f"{one.reopened_at[:10]} {one.reopened_by} 重新开账：{one.reopened_why}"
            lines.append((str(one.year), f"{one.at[:10]} {one.author}", one.note, state))
        self.model.show(TITLES, lines)
        self.table.set_widths((70, 190, 180))
        self.latest = max((one.year for one in found if not one.reopened_at), default=0)
        self.reopen_it.setText(f"重新开 {self.latest} 年" if self.latest else "重新开账")
        self.reopen_it.setEnabled(bool(self.latest))
        self.reason.setEnabled(bool(self.latest))

    def close_year(self) -> None:
        """Close the year that is typed."""
        text = self.year.text().strip().removesuffix("年")
        if not (text.isdecimal() and len(text) == 4):
            self.fault.setText("年度请写成 2024 的样子。")
            self.year.setFocus()
            return
        self._do(lambda: closing.close(self._session.desk, int(text), self.note.text().strip()))

    def reopen_year(self) -> None:
        """Open the latest closed year again."""
        if not self.reason.text().strip():
            self.fault.setText("请先写明重新开账的原因。")
            self.reason.setFocus()
            return
        self._do(lambda: closing.reopen(self._session.desk, self.latest, self.reason.text().strip()))

    def _do(self, does: object) -> None:
        try:
            changes = does()  # type: ignore[operator]
        except Trouble as trouble:
            self.fault.setText(trouble.sentence())
            return
        self.fault.clear()
        self.note.clear()
        self.reason.clear()
        self._window.tell(changes.summary)
        self._load()
