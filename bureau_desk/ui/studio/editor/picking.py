"""Choosing what is put into the text: a named question with its value, a page of another article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.analysis.placeholders import FORMS
from bureau_desk.app.issue_plan import told_title
from bureau_desk.app.issue_questions import add_question, name_fault, searched
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.question import Question
from bureau_desk.ui.pieces import button, label, open_at, scrolled
from bureau_desk.ui.question_builder import QuestionBuilder
from bureau_desk.ui.studio.editor.chip_panel import FORM_WORDS, written
from bureau_desk.ui.studio.editor.living import Living
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.session import Session

_NAME = Qt.ItemDataRole.UserRole


class PickDialog(QDialog):
    """A search line over a list; arrow keys move in the list while one types, Enter takes."""

    def __init__(self, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.search = QLineEdit()
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.textChanged.connect(lambda _: self._filter())
        self.list = QListWidget()
        self.list.setProperty("kind", "topics")
        self.list.setAccessibleName(title)
        self.list.itemDoubleClicked.connect(lambda _: self.accept())
        self.list.currentItemChanged.connect(lambda *_: self.chosen_changed())
        self.words = label("", "quiet", wrap=True)
        self.ok = button("插入", self.accept, "primary")
        self.ok.setDefault(True)
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        self.foot.addWidget(button("取消", self.reject))
        self.foot.addWidget(self.ok)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(12))
        self.body.setSpacing(theme.px(8))
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.words)
        self.body.addLayout(self.foot)
        self._entries: dict[str, str] = {}
        open_at(self, 560, 520)

    def offer(self, entries: Mapping[str, str], chosen: str = "") -> None:
        """Offer names, each with the words it is found by."""
        self._entries = dict(entries)
        self._filter(chosen)

    def _filter(self, chosen: str = "") -> None:
        before = chosen or self.name
        self.list.clear()
        names = [name for name, words in self._entries.items() if searched([words], self.search.text())]
        for name in names:
            item = QListWidgetItem(self.shown(name))
            item.setData(_NAME, name)
            item.setSizeHint(QSize(0, theme.px(34)))
            self.list.addItem(item)
            if name == before:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        self.chosen_changed()

    def shown(self, name: str) -> str:
        """How an entry is shown."""
        return self._entries[name]

    @property
    def name(self) -> str:
        """The chosen name, '' when there is none."""
        item = self.list.currentItem()
        return str(item.data(_NAME)) if item is not None else ""

    def chosen_changed(self) -> None:
        """Another entry is chosen."""
        self.ok.setEnabled(bool(self.name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move in the list from the search line."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.search.hasFocus() and self.list.count():
            by = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))
            return
        super().keyPressEvent(event)


class QuestionDialog(PickDialog):
    """A question of the issue: for a number with its form and value, or for a chart or a table."""

    def __init__(self, session: Session, issue: int, living: Living, kind: str, parent: QWidget | None = None) -> None:
        titles = {"number": "插入数字", "chart": "插入图表", "table": "插入表格", "big": "大数字取数"}
        super().__init__(titles[kind], "按名称或拼音首字母查找问题", parent)
        self._session, self._issue_id, self._living, self._kind = session, issue, living, kind
        self.form, self.other = QComboBox(), QComboBox()
        for one in ("", *FORMS):
            self.form.addItem(FORM_WORDS.get(one, one), one)
        self.form.setAccessibleName("写法")
        self.other.setAccessibleName("占哪个总数")
        self.value = label("", "heading", wrap=True)
        line = QHBoxLayout()
        for widget in (label("写法", "quiet"), self.form, self.other):
            line.addWidget(widget, 0 if widget is not self.form else 1)
        self.forms = QWidget()
        self.forms.setLayout(line)
        line.setContentsMargins(0, 0, 0, 0)
        self.forms.setVisible(kind in ("number", "big"))
        self.body.insertWidget(2, self.value)
        self.body.insertWidget(4, self.forms)
        self.new = button("新建问题…", self._new, icon="add")
        self.new.setEnabled(not session.desk.read_only)
        self.foot.insertWidget(0, self.new)
        self.form.currentIndexChanged.connect(lambda _: self.chosen_changed())
        self.other.currentIndexChanged.connect(lambda _: self.chosen_changed())
        living.chips_changed.connect(self.chosen_changed)
        self._fill()

    def _fill(self, chosen: str = "") -> None:
        questions = self._living.issue.questions if self._living.issue else {}
        fitting = [name for name, one in questions.items() if self._fits(one)]
        self.other.blockSignals(True)
        self.other.clear()
        self.other.addItems(list(questions))
        self.other.blockSignals(False)
        self.offer({name: name for name in fitting}, chosen)

    def _fits(self, question: Question) -> bool:
        if self._kind == "chart":
            return bool(question.chart or question.by or question.dates)
        if self._kind == "table":
            return bool(question.table or question.chart or question.by or question.dates)
        return bool(question.register or question.series)

    def text(self) -> str:
        """The number as it is written in the text."""
        form = str(self.form.currentData() or "")
        return written(self.name, "", form, self.other.currentText() if form == "占比" else "")

    def chosen_changed(self) -> None:
        """Show the value and what is asked."""
        super().chosen_changed()
        if not hasattr(self, "value"):
            return
        self.other.setVisible(self.form.currentData() == "占比")
        if not self.name or self._kind not in ("number", "big"):
            question = self._living.issue.questions.get(self.name) if self._living.issue and self.name else None
            title = str(question.chart.get("title", "")) if question else ""
            self.value.setText("")
            self.words.setText(
                title or ("还没有可用的问题，请新建。" if not self.list.count() and not self.search.text() else "")
            )
            return
        chip = self._living.chip(self.text())
        self.value.setText(chip.printed if chip else "正在取数…")
        self.words.setText(
            (chip.fault or f"{chip.question}　截至 {chip.as_of}　{len(chip.rows)} 条记录") if chip else ""
        )

    def _new(self) -> None:
        dialog = NewQuestionDialog(self._session, self._issue_id, self._living, self._kind, self)
        if dialog.exec() and dialog.name:
            self._wanted = dialog.name
            self._living.loaded.connect(self._created)
            self._living.load()

    def _created(self, _: object) -> None:
        self._living.loaded.disconnect(self._created)
        self.search.clear()
        self._fill(self._wanted)


class NewQuestionDialog(QDialog):
    """A question put together and written into the figures of the issue under a name."""

    def __init__(self, session: Session, issue: int, living: Living, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("新建问题")
        self._session, self._issue_id, self._living, self._kind = session, issue, living, kind
        self.name = ""
        self.title = QLineEdit()
        self.title.setAccessibleName("问题的名称")
        self.title.setPlaceholderText("例如：省级以上孵化器数")
        self.builder = QuestionBuilder(session)
        self.fault = label("", "problem_text", wrap=True)
        self.ok = button("写入本期", self.accept, "primary")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(8))
        column.setSpacing(theme.px(8))
        column.addWidget(label("名称（正文里写作 {{名称}}）", "quiet"))
        column.addWidget(self.title)
        column.addWidget(self.builder)
        column.addWidget(label("截至的日期随期刊走，这里不写入。", "small", wrap=True))
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(12))
        foot.addWidget(self.fault, 1)
        foot.addWidget(button("取消", self.reject))
        foot.addWidget(self.ok)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside), 1)
        whole.addLayout(foot)
        open_at(self, 760, 460)
        self.title.setFocus()

    def question(self) -> Question:
        """What is put together; a number asks no groups."""
        from dataclasses import replace

        made = self.builder.question()
        if self._kind in ("number", "big"):
            return replace(made, by=())
        return replace(made, chart={"kind": "bar", "title": self.title.text().strip(), "sort": "desc"})

    def accept(self) -> None:
        """Write it, or say why not."""
        known = self._living.issue.questions if self._living.issue else {}
        told = name_fault(self.title.text().strip(), known)
        if not told and self._kind not in ("number", "big") and not self.question().by:
            told = "图表和表格要选一个分组。"
        if told:
            self.fault.setText(told)
            return
        try:
            add_question(self._session.desk, self._issue_id, self.title.text(), self.question())
        except Trouble as trouble:
            self.fault.setText(trouble.sentence())
            return
        self.name = self.title.text().strip()
        super().accept()


def ask_page(living: Living, but: str, parent: QWidget) -> str:
    """Ask which article's page is meant; returns its id, '' when nothing was chosen."""
    dialog = PickDialog("页码引用", "按题名或拼音首字母查找文章", parent)
    articles = living.issue.articles if living.issue else {}
    dialog.offer({key: told_title(one) for key, one in articles.items() if key != but})
    return dialog.name if dialog.exec() else ""


SIGNS: Sequence[tuple[str, str]] = (
    ("〔", "六角括号（左）"), ("〕", "六角括号（右）"), ("“", "双引号（左）"), ("”", "双引号（右）"), ("‘", "单引号（左）"),
    ("’", "单引号（右）"), ("——", "破折号"), ("……", "省略号"), ("№", "号码"), ("·", "间隔号"), ("《", "书名号（左）"),
    ("》", "书名号（右）"), ("㎡", "平方米"), ("℃", "摄氏度"), ("×", "乘号"), ("±", "正负号"), ("①", "圈一"), ("②", "圈二"), ("③", "圈三"),
)  # fmt: skip
