"""Words that the dictionary reads otherwise than staff do: listed, laid down, given back to the dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pieces import button, framed, label, open_at
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

EMPTY = "还没有自定的读音。多音字按词典读错时（如“单”姓、地名），在上面记下，搜索和按名称排序就照这里的读。"


class ReadingsDialog(QDialog):
    """Stays open while words are laid down one after the other; each holds at once, in every register."""

    def __init__(self, window: MainWindow, parent: QWidget | None = None) -> None:
        super().__init__(parent or window)
        self._window = window
        self._giving_back: tuple[str, str] | None = None
        self.setWindowTitle("拼音读音")
        self.word = self._line("词语", "如 溧阳、单", 160)
        self.syllables = self._line("读音", "一字一个音节，空格隔开，如 li yang", 280)
        self.word.editingFinished.connect(self._propose)
        self.word.returnPressed.connect(self.syllables.setFocus)
        self.syllables.returnPressed.connect(self.keep)
        self.keep_button = button("记下", self.keep, "primary")
        self.keep_button.setAutoDefault(False)
        self.trouble = label("", "problem_text", wrap=True)
        self.trouble.hide()
        self.empty = label(EMPTY, "quiet", wrap=True)
        self.model = TextModel(self)
        self.table = PlainTable("自定的读音", (180, 300))
        self.table.setModel(self.model)
        self.frame = framed(self.table)
        self.give_back_button = button("改回词典读音", self.give_back)
        self.give_back_button.setAutoDefault(False)
        self._lay_out()
        open_at(self, 560, 420)
        runner = window.runner
        for ended in (runner.finished, runner.cancelled, runner.failed):
            ended.connect(self._ended)  # after the window's own, which lets rows be written again
        self.refresh()
        self.word.setFocus()

    def _line(self, name: str, hint: str, width: int) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        made.setMinimumWidth(theme.px(width))
        return made

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(20)] * 4)
        layout.setSpacing(theme.px(12))
        layout.addWidget(label("不带声调，ü 写作 v。对所有台账立即生效，打开这个台账的人都一样。", "small", wrap=True))
        row = QHBoxLayout()
        for name, line, stretch in (("词语", self.word, 2), ("读音", self.syllables, 3)):
            told: QLabel = label(name)
            told.setBuddy(line)
            row.addWidget(told)
            row.addWidget(line, stretch)
        row.addWidget(self.keep_button)
        layout.addLayout(row)
        layout.addWidget(self.trouble)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.empty, 1)  # one of the two is shown
        layout.addWidget(self.frame, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.give_back_button)
        foot.addStretch(1)
        close = button("关闭", self.accept)
        close.setAutoDefault(False)
        foot.addWidget(close)
        layout.addLayout(foot)

    def refresh(self) -> None:
        """List what is laid down."""
        from bureau_desk.app import readings

        session = self._window.session
        found = readings.listed(session.desk) if session else {}
        self.model.show(("词语", "读音"), [(word, " ".join(read)) for word, read in found.items()])
        self.frame.setVisible(bool(found))
        self.empty.setVisible(not found)
        writable = session is not None and session.writable
        self.keep_button.setEnabled(writable)
        self.give_back_button.setEnabled(writable and bool(found))
        self.give_back_button.setVisible(bool(found))
        if session is not None and not writable:
            self._tell("现在不能修改：台账是只读的，或正在查看过去某天。")

    def keep(self) -> None:
        """Lay down the word that is typed; what is wrong is said beside it, and stays as typed."""
        from bureau_desk.app import readings

        session = self._window.session
        if session is None or not self.keep_button.isEnabled():
            return
        try:
            job = readings.put(session.desk, self.word.text(), self.syllables.text())
        except Trouble as trouble:
            self._tell(trouble.sentence())
            return
        self._giving_back = None
        self._run(f"记下“{self.word.text().strip()}”的读音", job)

    def give_back(self) -> None:
        """Let the dictionary read the chosen word again; its line goes back into the fields, to be kept again."""
        from bureau_desk.app import readings

        session, row = self._window.session, self.table.currentIndex().row()
        if session is None:
            return
        if row < 0:
            self._tell("请先在下表中选一个词。")
            return
        word, read = self.model.rows[row]
        self._giving_back = (word, read)
        self._run(f"“{word}”改回词典读音", readings.remove(session.desk, word))

    def _run(self, title: str, job: object) -> bool:
        self._tell("")
        started = self._window.run_job(title, job, self._done, writes=True)
        if started:
            self.keep_button.setEnabled(False)
            self.give_back_button.setEnabled(False)
        return started

    def _done(self, count: object) -> None:
        self._window.tell(f"读音已更新，涉及 {count} 条记录")
        if self._giving_back:
            self.word.setText(self._giving_back[0])
            self.syllables.setText(self._giving_back[1])
            self._giving_back = None
        else:
            self.word.clear()
            self.syllables.clear()

    def _ended(self, _: object) -> None:
        self.refresh()
        self.word.setFocus()

    def _propose(self) -> None:
        """Put how the word is read now into the empty field: mending one syllable is quicker than typing all."""
        from bureau_desk.app import readings

        session = self._window.session
        if session is not None and self.word.text().strip() and not self.syllables.text().strip():
            self.syllables.setText(" ".join(readings.proposed(session.desk, self.word.text())))

    def _tell(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
