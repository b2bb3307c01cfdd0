"""The form of one code of a code list: its label, its level, since and until when it may be chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.domain.register import Code, CodeList
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.schema.form_layout import form_rows, lay_form
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

TIERS = ("", "国家级", "省级", "市级", "区级")


class CodeForm(QWidget):
    """Shows a code and tells the changed one; it never changes the schema itself."""

    asked = Signal(object, object)  # Code, the day from which a new label holds or None
    remove_asked = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.listed: CodeList | None = None
        self.code: Code | None = None
        self._writable = True
        self.heading = label("", "heading", wrap=True)
        self.note = label("", "small", wrap=True)
        self.title, self.key, self.aliases = QLineEdit(), QLineEdit(), QLineEdit()
        self.aliases.setPlaceholderText("用“、”分开，导入时也认")
        self.tier = QComboBox()
        self.tier.addItems([tier or "（不分层次）" for tier in TIERS])
        self.since, self.until = QLineEdit(), QLineEdit()
        for line in (self.since, self.until):
            line.setPlaceholderText("如 2024-01-01，可不填")
        self.corrected = QRadioButton("改正写法：以前的资料也显示新名称")
        self.renamed = QRadioButton("自某日起改称：此前仍显示原名称")
        self.renamed_from = QLineEdit()
        self._choice = QButtonGroup(self)
        self._choice.addButton(self.corrected)
        self._choice.addButton(self.renamed)
        self.corrected.setChecked(True)
        self.problem = label("", "problem_text", wrap=True)
        self._lay()
        for line in (self.title, self.key, self.aliases, self.since, self.until):
            line.textEdited.connect(self._edited)
        self.tier.activated.connect(self._edited)
        self.renamed.toggled.connect(self._edited)

    def _lay(self) -> None:
        self._rows = form_rows()
        named = (
            ("名称", self.title), ("代码", self.key), ("层次", self.tier), ("别名", self.aliases),
            ("启用日期", self.since), ("有效至", self.until),
        )  # fmt: skip
        for words, editor in named:
            self._rows.addRow(words, editor)
            editor.setAccessibleName(words)
        self.renamed_from.setAccessibleName("改称的日期")
        self._rename = QWidget()
        rename = QVBoxLayout(self._rename)
        rename.setContentsMargins(0, 0, 0, 0)
        rename.setSpacing(theme.px(4))
        for part in (self.corrected, self.renamed, self.renamed_from):
            rename.addWidget(part)
        self.keep = button("保存  Ctrl+S", self.ask, "primary")
        self.discard = button("放弃修改", self.discard_changes)
        self.remove = button("删除", lambda: self.code and self.remove_asked.emit(self.code.code), icon="delete")
        lay_form(
            self,
            (self.heading, self.note, self._rows, self._rename),
            self.problem,
            (self.remove,),
            (self.discard, self.keep),
        )

    def show_code(self, listed: CodeList, code: Code | None, uses: int, own: bool, writable: bool) -> None:
        """Show a code with the number of rows that use it, or an empty form for a new one."""
        self.listed, self.code, self._writable = listed, code, writable
        held = code or Code("", "")
        self.heading.setText(code.label if code else f"新选项（{listed.title}）")
        former = [f"{one.valid_to} 以前称“{one.label}”" for one in listed.codes if code and one.code == code.code][1:]
        used = f"正用于 {uses:,} 条记录。" if uses else "现在没有记录使用。" if code else "保存后即可在资料中选用。"
        self.note.setText("；".join([used.rstrip("。"), *former]) + "。")
        self.title.setText(held.label)
        self.key.setText(held.code)
        self.key.setPlaceholderText("不填则与名称相同")
        self.aliases.setText("、".join(held.aliases))
        self.aliases.setCursorPosition(0)
        if held.tier not in TIERS and self.tier.findText(held.tier) < 0:
            self.tier.addItem(held.tier)
        self.tier.setCurrentIndex(TIERS.index(held.tier) if held.tier in TIERS else self.tier.findText(held.tier))
        self._rows.setRowVisible(self.tier, listed.ordered)
        self.since.setText(held.valid_from.isoformat() if held.valid_from else "")
        self.until.setText(held.valid_to.isoformat() if held.valid_to else "")
        self.renamed_from.setText(self._session.today.isoformat())
        for editor in (self.title, self.aliases, self.since, self.until, self.tier, self.renamed_from):
            editor.setEnabled(writable)
        self.key.setEnabled(writable and code is None)
        self.remove.setVisible(own and code is not None)
        self.remove.setEnabled(writable)
        self.corrected.setChecked(True)
        self.problem.hide()
        self._edited()

    @property
    def dirty(self) -> bool:
        """Whether something typed is not saved."""
        if self.code is None:
            return bool(self.title.text().strip())
        held = self.code
        return (
            self.title.text().strip(),
            self.aliases.text(),
            self.tier_word(),
            self.since.text(),
            self.until.text(),
        ) != (
            held.label,
            "、".join(held.aliases),
            held.tier,
            held.valid_from.isoformat() if held.valid_from else "",
            held.valid_to.isoformat() if held.valid_to else "",
        )

    def draft(self) -> tuple[str, ...] | None:
        """What is typed and not saved, to be taken up again."""
        lines = (self.title, self.key, self.aliases, self.since, self.until)
        return (*(line.text() for line in lines), self.tier.currentText()) if self.dirty else None

    def take_up(self, draft: tuple[str, ...]) -> None:
        """Go on where a draft was left."""
        lines = (self.title, self.key, self.aliases, self.since, self.until)
        for line, text in zip(lines, draft, strict=False):
            line.setText(text)
        self.tier.setCurrentText(draft[-1])
        self._edited()

    def tier_word(self) -> str:
        """The level word that is chosen."""
        place = self.tier.currentIndex()
        return TIERS[place] if 0 <= place < len(TIERS) else self.tier.currentText()

    def _edited(self, *_: object) -> None:
        other = self.code is not None and self.title.text().strip() != self.code.label
        self._rename.setVisible(other)
        self.renamed_from.setVisible(self.renamed.isChecked())
        self.keep.setEnabled(self._writable and self.dirty)
        self.discard.setVisible(self.dirty)

    def ask(self) -> None:
        """Ask for what is typed to be saved; a day that cannot be read is told here."""
        if not self._writable or not self.dirty:
            return
        try:
            made = replace(
                self.code or Code(self.key.text().strip(), ""),
                label=self.title.text().strip(),
                tier=self.tier_word(),
                aliases=tuple(
                    one.strip() for one in self.aliases.text().replace("；", "、").split("、") if one.strip()
                ),
                valid_from=_day(self.since.text()),
                valid_to=_day(self.until.text()),
            )
            label_from = None
            if self.code is not None and made.label != self.code.label and self.renamed.isChecked():
                label_from = _day(self.renamed_from.text()) or self._session.today
                if label_from > self._session.today:
                    self.show_problem("改称的日期不能晚于今天，请到那天再改。")
                    return
        except ValueError:
            self.show_problem("日期读不懂，请写成 2024-01-01 这样的形式。")
            return
        self.asked.emit(made, label_from)

    def discard_changes(self) -> None:
        """Go back to what is saved."""
        if self.listed is not None and self.code is not None:
            held = self.code
            self.title.setText(held.label)
            self.aliases.setText("、".join(held.aliases))
            self.since.setText(held.valid_from.isoformat() if held.valid_from else "")
            self.until.setText(held.valid_to.isoformat() if held.valid_to else "")
            self.tier.setCurrentIndex(TIERS.index(held.tier) if held.tier in TIERS else 0)
        else:
            for line in (self.title, self.key, self.aliases, self.since, self.until):
                line.clear()
        self.problem.hide()
        self._edited()

    def show_problem(self, words: str) -> None:
        """Say beside the buttons why it was not saved; what is typed stays."""
        self.problem.setText(f"⚠ {words}")
        self.problem.show()


def _day(text: str) -> date | None:
    typed = text.strip().replace("/", "-").replace(".", "-")
    return date.fromisoformat(typed) if typed else None
