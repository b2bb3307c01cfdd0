"""Rules of colouring: the shipped ones to switch, staff's own to make from conditions, a tone and a place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.app.colouring import ColourRule
from bureau_desk.domain.question import Group
from bureau_desk.ui.pieces import button, label, open_at, scrolled
from bureau_desk.ui.table.colours import TONE_WORDS
from bureau_desk.ui.table.filter_panel import GroupBox
from bureau_desk.ui.table.operators import first_fields, group_words
from bureau_desk.ui.table.picker import Picker
from bureau_desk.ui.table.row_header import paint_sign
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.record_table import RecordTable


class ColoursDialog(QDialog):
    """Nothing changes before 应用; a rule without a complete condition is left out and said to be so."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self._fields = first_fields(table.register, table.model.columns)
        self._rules = list(table.colours.rules)
        self._shown = -1
        self.setWindowTitle("条件着色")
        self.list = QListWidget()
        self.list.setProperty("kind", "ticks")
        self.list.setAccessibleName("着色规则")
        self.list.setIconSize(QSize(theme.px(14), theme.px(14)))
        self.name, self.tone, self.place = QLineEdit(), QComboBox(), Picker("着色位置", 160)
        self.name.setAccessibleName("规则名称")
        self.tone.setAccessibleName("颜色")
        for tone, words in TONE_WORDS.items():
            self.tone.addItem(_sign(tone), words, tone)
        self.place.offer(["整行", *(one.title for one in self._fields)])
        self._inside = QVBoxLayout()
        self.box: GroupBox | None = None
        self._editor = self._make_editor()
        self._fill(0)
        self._build()
        self.list.currentRowChanged.connect(self._turn)
        self._turn(0)
        open_at(self, 860, 520)

    def _make_editor(self) -> QWidget:
        made = QWidget()
        form = QFormLayout(made)
        form.setContentsMargins(theme.px(12), 0, 0, 0)
        form.addRow("名称", self.name)
        form.addRow("颜色", self.tone)
        form.addRow("位置", self.place)
        form.addRow(label("满足这些条件的记录：", "quiet"))
        inside = QWidget()
        inside.setLayout(self._inside)
        self._inside.setContentsMargins(0, 0, theme.px(8), 0)
        form.addRow(scrolled(inside))
        return made

    def _build(self) -> None:
        self._told = label("", "quiet", wrap=True)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(button("新增规则", self.add, "link"))
        self._drop = button("删除规则", self.remove, "link")
        row.addWidget(self._drop)
        row.addStretch(1)
        left.addLayout(row)
        right = QVBoxLayout()
        right.addWidget(self._told)
        right.addWidget(self._editor, 1)
        right.addStretch(0)
        middle = QHBoxLayout()
        middle.addLayout(left, 2)
        middle.addLayout(right, 3)
        foot = QHBoxLayout()
        foot.addWidget(label("行号旁的符号同时说明原因，停在上面可看到文字。", "small"))
        foot.addStretch(1)
        foot.addWidget(button("取消", self.reject))
        keep = button("应用", self.accept, "primary")
        foot.addWidget(keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        layout.addLayout(middle, 1)
        layout.addLayout(foot)

    def _fill(self, current: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for rule in self._rules:
            item = QListWidgetItem(_sign(rule.tone), rule.name, self.list)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if rule.on else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(current)
        self.list.blockSignals(False)

    def _turn(self, row: int) -> None:
        self._take()
        self._shown = row
        rule = self._rules[row] if 0 <= row < len(self._rules) else None
        own = rule is not None and not rule.key
        self._editor.setVisible(own)
        self._drop.setEnabled(own)
        self._told.setVisible(not own)
        if rule is None:
            return
        if not own:
            words = group_words(rule.where, self._table.register, self._table.conditions.codes)
            self._told.setText(
                f"“{rule.name}”是程序自带的规则，在左边勾选即用。" + (f"\n条件：{words}" if words else "")
            )
            return
        self.name.setText(rule.name)
        self.tone.setCurrentIndex(self.tone.findData(rule.tone))
        keys = [one.key for one in self._fields]
        self.place.setCurrentIndex(keys.index(rule.field) + 1 if rule.field in keys else 0)
        self._show_box(rule.where)

    def _show_box(self, where: Group) -> None:
        if self.box is not None:
            self._inside.removeWidget(self.box)
            self.box.deleteLater()
        session = self._table.session
        self.box = GroupBox(
            self._table.register, self._fields, self._table.conditions.codes, session.as_of or session.today
        )
        self.box.show_group(where)
        if not self.box.parts:
            self.box.add_condition()
        self._inside.insertWidget(0, self.box)
        if self._inside.count() == 1:
            self._inside.addStretch(1)

    def _take(self) -> None:
        """Keep what the editor holds for the rule that is shown."""
        if not 0 <= self._shown < len(self._rules) or self._rules[self._shown].key or self.box is None:
            return
        titles = {one.title: one.key for one in self._fields}
        self._rules[self._shown] = replace(
            self._rules[self._shown],
            name=self.name.text().strip() or "规则",
            tone=str(self.tone.currentData()),
            field=titles.get(self.place.currentText().strip(), ""),
            where=self.box.group() or Group(()),
        )
        if (item := self.list.item(self._shown)) is not None:
            item.setText(self._rules[self._shown].name)
            item.setIcon(_sign(self._rules[self._shown].tone))

    def add(self) -> None:
        """A further rule, from the conditions now in force in the filter panel."""
        self._take()
        where = self._table.conditions.where or Group(())
        self._rules.append(ColourRule(f"规则 {sum(1 for one in self._rules if not one.key) + 1}", "primary", where))
        self._shown = -1
        self._fill(len(self._rules) - 1)
        self._turn(len(self._rules) - 1)
        self.name.setFocus()
        self.name.selectAll()

    def remove(self) -> None:
        """Drop the rule that is shown."""
        if 0 <= self._shown < len(self._rules) and not self._rules[self._shown].key:
            del self._rules[self._shown]
            row, self._shown = max(0, self._shown - 1), -1
            self._fill(row)
            self._turn(row)

    def accept(self) -> None:
        """Put the rules in force."""
        self._take()
        ticked = [self.list.item(place).checkState() == Qt.CheckState.Checked for place in range(self.list.count())]
        rules = [replace(rule, on=on) for rule, on in zip(self._rules, ticked, strict=True)]
        empty = next((place for place, one in enumerate(rules) if not one.key and not one.where.parts), -1)
        if empty >= 0:
            self.list.setCurrentRow(empty)
            self._told.setText(f"“{rules[empty].name}”还没有写完条件，请补上，或删除这条规则。")
            self._told.show()
            return
        self._table.colours.choose(rules)
        super().accept()


def _sign(tone: str) -> QIcon:
    side = theme.px(14)
    picture = QPixmap(side * 2, side * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_sign(painter, theme.px(2), side / 2, tone)
    painter.end()
    return QIcon(picture)
