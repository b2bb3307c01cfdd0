"""An article as the text of its file: what is typed is kept a moment later, as one step of its issue."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from bureau_desk.app import issue_shelf
from bureau_desk.domain.problem import Trouble
from bureau_desk.exchange.article_file import article_of
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

SOON = 700  # ms


class PlainArticle(QWidget):
    """Stands in for the article editor where that is not there; the same signals and methods."""

    changed = Signal()
    saved = Signal(str)

    def __init__(
        self, window: object, session: Session, issue: int, article: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._window, self._session, self._issue, self._article = window, session, issue, article
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName("稿件全文")
        self.edit.setFont(theme.font(11, mono=True))
        self.edit.setReadOnly(session.desk.read_only)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit)
        self._timer = QTimer(self, singleShot=True, interval=SOON)
        self._timer.timeout.connect(self.flush)
        self.setFocusProxy(self.edit)
        self.reload()
        self.edit.textChanged.connect(self._typed)

    def article(self) -> str:
        """The article's id."""
        return self._article

    @property
    def _path(self) -> str:
        return f"{issue_shelf.ARTICLES}/{self._article}.md"

    def reload(self) -> None:
        """Show the article as the issue has it, unless something typed is still to be kept."""
        if self._timer.isActive():
            return
        content = issue_shelf.content(self._session.desk, self._issue, self._path) or b""
        text = content.decode("utf-8-sig", errors="replace")
        if text != self.edit.toPlainText():
            at = self.edit.textCursor().position()
            self.edit.blockSignals(True)
            self.edit.setPlainText(text)
            cursor = self.edit.textCursor()
            cursor.setPosition(min(at, len(text)))
            self.edit.setTextCursor(cursor)
            self.edit.blockSignals(False)

    def _typed(self) -> None:
        self._timer.start()
        self.changed.emit()

    def flush(self) -> None:
        """Keep what was typed."""
        if not self.edit.document().isModified() and not self._timer.isActive():
            return
        self._timer.stop()
        text = self.edit.toPlainText()
        title = " ".join(article_of(text, self._article, self._path)[0].title.split())
        summary = f"编辑《{title or self._article}》"
        try:
            issue_shelf.save(self._session.desk, self._issue, {self._path: text.encode()}, summary, typing=True)
        except Trouble as trouble:
            self._timer.start(5000)  # what was typed stays, and is tried again
            self._session.told.emit(trouble.sentence())
            return
        self.edit.document().setModified(False)
        self.saved.emit(self._article)

    def show_place(self, block: int, text: str = "") -> None:
        """Go to a block (from 0; -1: what stands before the text), or to words in it."""
        article, _ = article_of(self.edit.toPlainText(), self._article, self._path)
        line = article.blocks[block].line if 0 <= block < len(article.blocks) else 1
        cursor = QTextCursor(self.edit.document().findBlockByNumber(max(line - 1, 0)))
        self.edit.setTextCursor(cursor)
        if text:
            self.edit.find(text)
        self.edit.centerCursor()
        self.edit.setFocus()


def make_editor(window: object, session: Session, issue: int, article: str, parent: QWidget | None = None) -> QWidget:
    """The article editor, or the text of the file where there is none."""
    try:
        from bureau_desk.ui.studio.article_editor import ArticleEditor
    except ModuleNotFoundError as missing:
        if missing.name != "bureau_desk.ui.studio.article_editor":
            raise
        return PlainArticle(window, session, issue, article, parent)
    return ArticleEditor(window, session, issue, article, parent)
