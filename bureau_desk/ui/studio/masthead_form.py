"""What an issue says of itself: name, number, date, slogans, imprint, board, theme; kept while one types."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from bureau_desk.domain.issue import Issue, Masthead
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pieces import card, label, scrolled
from bureau_desk.ui.plain_context import read_day
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.board_lines import BoardLines
from bureau_desk.ui.studio.form_draft import FormDraft, refused_told
from bureau_desk.ui.studio.imprint_lines import ImprintLines
from bureau_desk.ui.studio.open_issue import OpenIssue
from bureau_desk.ui.studio.publishing_form import StyleChoice
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

SOON = 900  # ms after the last key
TEXTS = (("title", "刊名"), ("latin", "西文刊名"), ("publisher", "主办单位"), ("frequency", "刊期"), ("permit", "准印证号"),
         ("website", "网址"), ("qr", "二维码图"))  # fmt: skip
NUMBERS = (("year", "年"), ("number", "期"), ("total", "总期号"))
LISTS = (
    ("slogans", "封面标语"),
    ("greetings", "问候语"),
    ("mottos", "目录四语"),
    ("distribution", "发行说明"),
)
FLAGS = (("figure_index", "印出图表索引"), ("page_fillers", "半空的末页印图块"))
NAMES = dict((*TEXTS, *NUMBERS, *LISTS)) | {
    "date": "日期", "theme": "版式", "imprint": "版权页", "board": "编委会", "figure_index": "图表索引",
    "page_fillers": "页末图块",
}  # fmt: skip
FREQUENCIES = ("周刊", "旬刊", "半月刊", "月刊", "双月刊", "季刊", "半年刊", "年刊")
HINTS = {"qr": "图片路径，如 images/qr.png", "slogans": "每行一条", "website": "如 kjj.changzhou.gov.cn"}


class MastheadForm(QWidget):
    """Keeps what can be read a moment after it was typed; what cannot is told and stays as typed.

    Every key is written down at once: a program that ends before it was kept loses nothing.
    """

    told = Signal(str)

    def __init__(self, window: MainWindow, session: Session, issue: OpenIssue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session, self.open = window, session, issue
        self.texts: dict[str, QLineEdit | QComboBox] = {}
        self.lists: dict[str, QPlainTextEdit] = {}
        self.fault = label("", "problem_text", wrap=True)
        self.board, self.imprint = BoardLines(), ImprintLines()
        self.theme = StyleChoice(window)
        self.flags: dict[str, QCheckBox] = {}
        self._shown: Masthead | None = None
        self._dirty = False
        self._timer = QTimer(self, singleShot=True, interval=SOON)
        self._timer.timeout.connect(self.flush)
        self._draft = FormDraft(session.desk, issue.number, "masthead", self._written, self._put_back)
        self._build()
        self.open.changed.connect(self.show_issue)
        self.show_issue()

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.fault)
        self.fault.hide()
        column.addWidget(self._card("刊头", self._head()))
        column.addWidget(self._card("封面与目录用语（每行一条）", self._words()))
        column.addWidget(self._card("版权页（每行一项：名称和内容，内容可用顿号隔开多项）", self.imprint))
        column.addWidget(self._card("编委会（每行一个职务，姓名按印出的次序）", self.board))
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inside))
        for part in (self.board, self.imprint):
            part.changed.connect(self._typed)

    def _card(self, title: str, part: QWidget) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(title, "section"))
        inside.addWidget(part)
        return frame

    def _head(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        entries = [*TEXTS[:2], *NUMBERS, ("date", "数字截至（出刊日）"), *TEXTS[2:]]
        for place, (key, words) in enumerate(entries):
            editor: QLineEdit | QComboBox = QComboBox() if key == "frequency" else QLineEdit()
            if isinstance(editor, QComboBox):
                editor.setEditable(True)
                editor.addItems(FREQUENCIES)
                editor.lineEdit().textEdited.connect(lambda _: self._typed())
                editor.activated.connect(lambda _: self._typed())
            else:
                editor.setPlaceholderText(HINTS.get(key, ""))
                editor.textEdited.connect(lambda _: self._typed())
            self._put(grid, place, words, editor)
            editor.setObjectName(f"head_{key}")
            self.texts[key] = editor
        self.theme.changed.connect(self._typed)
        self._put(grid, len(entries), "版式", self.theme)
        for key, words in FLAGS:
            box = QCheckBox(words)
            box.toggled.connect(lambda _: self._typed())
            self.flags[key] = box
            grid.addWidget(box, grid.rowCount(), 1)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        return part

    def _put(self, grid: QGridLayout, place: int, words: str, editor: QWidget) -> None:
        said = label(words, "quiet")
        said.setBuddy(editor)
        editor.setAccessibleName(words)
        editor.setMinimumWidth(theme.px(120))
        grid.addWidget(said, place // 2, 2 * (place % 2))
        grid.addWidget(editor, place // 2, 2 * (place % 2) + 1)

    def _words(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        for place, (key, words) in enumerate(LISTS):
            editor = QPlainTextEdit()
            editor.setTabChangesFocus(True)
            editor.setFixedHeight(theme.px(104))
            editor.textChanged.connect(self._typed)
            self._put(grid, place, words, editor)
            self.lists[key] = editor
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        return part

    # showing
    def show_issue(self) -> None:
        """Show the masthead, unless something typed is still to be kept."""
        if self.open.overview is None or self._dirty:
            return
        head = self.open.issue.masthead
        for part in (
            *self.texts.values(),
            *self.lists.values(),
            self.theme,
            self.board,
            self.imprint,
            *self.flags.values(),
        ):
            part.setEnabled(self.open.writable)
        if head == self._shown:
            return
        self._shown = head
        for key, editor in self.texts.items():
            value = getattr(head, key)
            text = value.isoformat() if isinstance(value, date) else str(value or "")
            if isinstance(editor, QComboBox):
                editor.setEditText(text)
            elif editor.text() != text:
                editor.setText(text)
        for key, editor in self.lists.items():
            _put_text(editor, getattr(head, key))
        self.theme.named = head.theme
        self.theme.choose(head.theme)
        for key, box in self.flags.items():
            box.blockSignals(True)
            box.setChecked(bool(getattr(head, key)))
            box.blockSignals(False)
        self.imprint.show_lines(head.imprint)
        self.board.show_lines(head.board)
        self._tell("")
        self._take_left()

    def _typed(self) -> None:
        self._dirty = True
        self._draft.typed()
        self._timer.start()

    # what was typed before an end that came too early
    def _take_left(self) -> None:
        back, refused = self._draft.shown()
        if back:
            self._dirty = True
            self._timer.start()
            self._window.tell(f"刊头里上次没来得及保存的 {len(back)} 项已经补上，可以撤销。")
        if refused:
            self._tell(refused_told(refused, NAMES))

    def _written(self) -> dict[str, str]:
        """Every field as it is typed, whether it can be read or not."""
        found = {key: self._line(key) for key in self.texts}
        found |= {key: editor.toPlainText() for key, editor in self.lists.items()}
        found |= {key: "1" if box.isChecked() else "" for key, box in self.flags.items()}
        found["theme"] = self.theme.chosen()
        for key, lines in (("imprint", self.imprint), ("board", self.board)):
            found[key] = json.dumps(lines.texts(), ensure_ascii=False)
        return found

    def _put_back(self, key: str, text: str) -> None:
        if key in self.texts:
            editor = self.texts[key]
            editor.setEditText(text) if isinstance(editor, QComboBox) else editor.setText(text)
        elif key in self.lists:
            _put_text(self.lists[key], text.split("\n"))
        elif key in self.flags:
            self.flags[key].setChecked(bool(text))
        elif key == "theme":
            self.theme.choose(text)
        else:
            lines = self.imprint if key == "imprint" else self.board
            lines.put([tuple(map(str, line)) for line in json.loads(text)])

    # keeping
    def read(self) -> Masthead:
        """What is typed; Trouble names the field that cannot be read."""
        head = self.open.issue.masthead
        values: dict[str, Any] = {}
        for key, _words in TEXTS:
            editor = self.texts[key]
            values[key] = (editor.currentText() if isinstance(editor, QComboBox) else editor.text()).strip()
        if not values["title"]:
            raise Trouble("刊名不能空着。", "请写明刊名。")
        for key, words in NUMBERS:
            text = self._line(key)
            if text and not (text.isdecimal() and int(text) < 100_000):
                raise Trouble(f"“{words}”应是数字，写的是“{text}”。", "")
            values[key] = int(text or 0)
        day = read_day(self._session, self._line("date"))
        if day is None:
            raise Trouble(f"日期“{self._line('date')}”读不懂。", "请写成 2022-02-28 的样子。")
        values["date"] = day
        for key, editor in self.lists.items():
            values[key] = tuple(line.strip() for line in editor.toPlainText().split("\n") if line.strip())
        values["theme"] = self.theme.chosen() or head.theme
        values |= {key: box.isChecked() for key, box in self.flags.items()}
        return replace(head, **values, imprint=self.imprint.read(), board=self.board.read())

    def _line(self, key: str) -> str:
        editor = self.texts[key]
        return editor.text().strip() if isinstance(editor, QLineEdit) else editor.currentText().strip()

    def flush(self) -> None:
        """Keep what was typed; what cannot be read is told."""
        self._timer.stop()
        if not self._dirty or self.open.overview is None or not self.open.writable:
            return
        try:
            head = self.read()
        except Trouble as trouble:
            self._tell(trouble.sentence())
            return
        self._tell("")
        self._shown, self._dirty = head, False

        def turn(issue: Issue) -> Issue:
            present = issue.masthead
            return replace(issue, masthead=replace(head, headlines=present.headlines, message=present.message))

        if self.open.change(turn, "修改刊头", typing=True):
            self._draft.kept()
        else:
            self._dirty = True  # it stays as typed, and is tried again with the next key

    def _tell(self, words: str) -> None:
        self.fault.setText(words)
        self.fault.setVisible(bool(words))


def _put_text(editor: QPlainTextEdit, lines: Sequence[str]) -> None:
    text = "\n".join(lines)
    if editor.toPlainText() != text:
        editor.blockSignals(True)
        editor.setPlainText(text)
        editor.blockSignals(False)
