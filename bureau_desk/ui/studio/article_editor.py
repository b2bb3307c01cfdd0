"""The article editor: rich text with cards and number chips, what stands before it at the side, saved as one types."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from bureau_desk.app import article_drafts
from bureau_desk.app.article_paragraphs import Paragraph, Piece, blocks_of, paragraphs_of
from bureau_desk.bulletin.proof_layout import characters
from bureau_desk.domain.issue import Article, Block
from bureau_desk.ui.pieces import Elided
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.editor import document as lines
from bureau_desk.ui.studio.editor import typing
from bureau_desk.ui.studio.editor.body import BodyEdit
from bureau_desk.ui.studio.editor.document import CARD_OBJECT, KIND, LEVEL, NUMBER, ORDERED
from bureau_desk.ui.studio.editor.draft_bar import LeftBar
from bureau_desk.ui.studio.editor.find_bar import FindBar
from bureau_desk.ui.studio.editor.inserting import Inserting
from bureau_desk.ui.studio.editor.keeping import Keeping
from bureau_desk.ui.studio.editor.known_lines import KnownLines
from bureau_desk.ui.studio.editor.living import Living
from bureau_desk.ui.studio.editor.proofreading import Proofreading
from bureau_desk.ui.studio.editor.side import Side
from bureau_desk.ui.studio.editor.toolbar import Toolbar
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

    from bureau_desk.ui.main_window import MainWindow

_LINES = {
    "paragraph": ("paragraph", 2, False), "heading": ("heading", 2, False), "subheading": ("heading", 3, False),
    "points": ("list", 2, False), "numbers": ("list", 2, True), "quote": ("quote", 2, False), "source": ("source", 2, False),
}  # fmt: skip
_NEW_CARDS = {
    "names": Block("names", title="附：名单"),
    "big": Block("number", title="0"),
    "written": Block("table", title="表题", rows=(("项目", "数值"), ("", ""))),
}


class ArticleEditor(QWidget):
    """One article of an issue. What is typed is a draft within a second and in the desk after three of rest."""

    changed = Signal()  # something was typed
    saved = Signal(str)  # the article's id
    jump_asked = Signal(str, int)  # to a block of another article
    mend_all_asked = Signal()

    def __init__(
        self, window: MainWindow, session: Session, issue: int, article: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.window_, self.session, self._issue, self._id = window, session, issue, article
        self._loading = True
        self._visit: tuple[int, int] | None = (
            None  # the object whose panel is open: place, revision after its last edit
        )
        self.living = Living(session, issue, article, self)
        self.keeping = Keeping(session, issue, article, self.article, self)
        self.body = BodyEdit(self.living)
        self.side = Side(window, self.living)
        self.front, self.cards, self.numbers, self.proof = (
            self.side.front,
            self.side.cards,
            self.side.numbers,
            self.side.proof,
        )
        self.toolbar, self.find, self.left = Toolbar(), FindBar(self.body), LeftBar()
        self.foot = Elided("", "small")
        self.lines = KnownLines(self.body.document(), self)
        self._length = QTimer(self, singleShot=True, interval=200)  # counting reads the whole text
        self._length.timeout.connect(self._tell_length)
        self.inserting, self.proofreading = Inserting(self, issue, article), Proofreading(self)
        self._build()
        self._connect()
        self._saved = self.keeping.read()
        self._show(self._saved)
        self.living.begin(self.article)
        self._follow_writable()
        self._offer_left()

    def _build(self) -> None:
        text = QWidget()
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(4))
        foot.addWidget(self.foot, 1)
        for part in (self.toolbar, self.left, self.find):
            column.addWidget(part)
        column.addWidget(self.body, 1)
        column.addLayout(foot)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(text)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([theme.px(640), theme.px(320)])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        self.setFocusProxy(self.body)

    def _connect(self) -> None:
        self.body.document().contentsChanged.connect(self._typed)
        self.body.cursorPositionChanged.connect(self._moved)
        self.body.commanded.connect(self.command)
        self.body.left.connect(self._leave)
        self.toolbar.commanded.connect(self.command)
        self.toolbar.sign_asked.connect(self._sign)
        self.find.whole_issue_asked.connect(self._replace_in_issue)
        self.front.changed.connect(self._typed)
        self.cards.closed.connect(self.body.setFocus)
        self.numbers.closed.connect(self.body.setFocus)
        self.living.chips_changed.connect(lambda: self._values_changed((NUMBER,)))
        self.living.cards_changed.connect(lambda: self._values_changed((CARD_OBJECT,)))
        self.living.read.connect(lambda _: self._tell_length())
        self.proof.other_asked.connect(self._go_to_other)
        self.proof.all_asked.connect(self.mend_all_asked)
        self.keeping.told.connect(self._tell_state)
        self.keeping.saved.connect(self._was_saved)
        self.keeping.failed.connect(self.window_.tell_trouble)
        self.keeping.changed_elsewhere.connect(self._changed_elsewhere)
        self.left.taken.connect(self._take_left)
        self.left.dropped.connect(self._drop_left)
        self.session.as_of_changed.connect(lambda _: self._follow_writable())

    # the article
    def article(self) -> Article:
        """The article as it stands, with what was typed a moment ago."""
        blocks = blocks_of(self.lines.paragraphs())
        return self.front.article(replace(self._saved, blocks=blocks))

    def _show(self, article: Article) -> None:
        self._loading = True
        self.inserting.forget()
        lines.fill(self.body.document(), paragraphs_of(article.blocks))
        self.front.show_article(article)
        self.body.moveCursor(QTextCursor.MoveOperation.Start)
        self._loading = False
        self.proofreading.forget()
        self._tell_length()
        self._moved()

    def reload(self) -> None:
        """Show the article as it is saved now; what is typed and not saved is saved first."""
        self.flush()
        place = self.body.textCursor().position()
        self._saved = self.keeping.read()
        self._show(self._saved)
        cursor = self.body.textCursor()
        cursor.setPosition(min(place, self.body.document().characterCount() - 1))
        self.body.setTextCursor(cursor)
        self.living.load()

    def flush(self) -> None:
        """Save now."""
        self.keeping.save()

    def show_place(self, block: int, text: str = "") -> None:
        """Go to the n-th block, from 1, and select a text in it; 0 is what stands before the body."""
        if block <= 0:
            self.side.show_panel("front")
            self.front.go_to(text)
            return
        start, end = self.proofreading.place_of(block, text)
        self.body.select(start, end)
        self.body.setFocus()

    def _go_to_other(self, article: str, block: int) -> None:
        if article == self._id:
            self.show_place(block)
        else:
            self.jump_asked.emit(article, block)

    def release(self) -> None:
        """Save, and give back what reads the desk."""
        self.keeping.close()
        self.living.close()

    # typing
    def _typed(self) -> None:
        if self._loading:
            return
        self.keeping.touch()
        self.living.read_soon()
        self._length.start()
        self.changed.emit()

    def _moved(self) -> None:
        cursor = self.body.textCursor()
        shape = cursor.blockFormat()
        level, ordered = int(shape.property(LEVEL) or 2), bool(shape.property(ORDERED))
        self.toolbar.show_state(str(shape.property(KIND) or "paragraph"), level, ordered, typing.is_bold(cursor))
        document = self.body.document()
        self.toolbar.undo.setEnabled(document.isUndoAvailable())
        self.toolbar.redo.setEnabled(document.isRedoAvailable())

    def _leave(self) -> None:
        inside = self.focusWidget()
        if inside is None or not self.isAncestorOf(inside):
            self.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is shown: save."""
        super().hideEvent(event)
        self.flush()

    def command(self, name: str) -> None:
        """Do what a key or a button means."""
        writable = not self.body.isReadOnly()
        always = {
            "find": lambda: self.find.begin(False), "replace": lambda: self.find.begin(True), "save": self.flush,
            "larger": lambda: self._zoom(self.body.zoom + 1), "smaller": lambda: self._zoom(self.body.zoom - 1),
            "usual": lambda: self._zoom(0), "next_problem": lambda: self.proof.step(1),
            "last_problem": lambda: self.proof.step(-1), "panel": self.side.take_focus, "fold": self._fold,
        }  # fmt: skip
        if name in always:
            always[name]()
        elif not writable:
            self.window_.tell("台账是只读的，不能修改稿件。")
        elif name in _LINES:
            typing.turn(self.body, self.body.textCursor(), *_LINES[name])
            self.body.setFocus()
        elif name in _NEW_CARDS:
            self.inserting.insert_card(_NEW_CARDS[name])
        else:
            does = {
                "bold": self._bold, "paste_words": self.body.paste_words, "undo": self.body.undo, "redo": self.body.redo, "picture": self.inserting.ask_picture,
                "page": self.inserting.ask_page, "number": lambda: self.inserting.ask_question("number"),
                "chart": lambda: self.inserting.ask_question("chart"), "table": lambda: self.inserting.ask_question("table"),
            }  # fmt: skip
            does[name]()
        self._moved()

    def _bold(self) -> None:
        typing.bold(self.body)
        self.body.setFocus()

    def _zoom(self, steps: int) -> None:
        self.body.set_zoom(steps)

    def _fold(self) -> None:
        self.side.setVisible(not self.side.isVisible())

    def _sign(self, sign: str) -> None:
        self.body.put([Paragraph("paragraph", (Piece(sign),))])
        self.body.setFocus()

    def _values_changed(self, kinds: tuple[int, ...]) -> None:
        self.body.cards.painter.forget()
        self.body.redraw((*kinds, CARD_OBJECT))
        self.front.tell_lead()

    # telling
    def _tell_length(self) -> None:
        article = self.article()
        reading = self.living.reading
        words = f"正文 {characters(article):,} 字"
        if reading is not None and reading.pages:
            over = f"（计划 {article.pages} 页{_against(reading.pages, article.pages)}）" if article.pages else ""
            words += f"　约 {reading.pages} 页{over}"
        self.foot.set_whole(words)

    def _tell_state(self, words: str, _kind: str) -> None:
        self.toolbar.state.set_whole(words)

    def _was_saved(self) -> None:
        self.saved.emit(self._id)

    def _follow_writable(self) -> None:
        read_only = self.session.desk.read_only
        self.body.setReadOnly(read_only)
        self.body.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            if read_only
            else Qt.TextInteractionFlag.TextEditorInteraction
        )
        for part in (self.front, self.cards, self.numbers, self.toolbar):
            part.set_read_only(read_only)
        self.toolbar.state.set_whole("只读：台账正由别处使用" if read_only else "")

    # drafts and changes elsewhere
    def _offer_left(self) -> None:
        draft = self.keeping.left()
        if draft is not None:
            self.left.offer(draft, self.keeping.outdated(draft))

    def _take_left(self) -> None:
        """The text of an earlier run goes on; it is saved like any typing."""
        if self.left.draft is None:
            return
        found = article_drafts.read_article(self.left.draft.text, self._id)
        self._saved = replace(found, path=self._saved.path)
        self._show(self._saved)
        self._typed()
        if self.keeping.save():
            self.keeping.drafts.drop_left()
        self.living.load()

    def _drop_left(self) -> None:
        self.keeping.drafts.drop_left()

    def _changed_elsewhere(self) -> None:
        if self.keeping.dirty:
            self.window_.tell("这篇稿件在别处也被改动，这里的文字会在保存时覆盖它；可在历史里找回。")
            return
        self.reload()

    def _replace_in_issue(self, words: str, by: str) -> None:
        from bureau_desk.ui.studio.editor.replacing import ReplaceDialog

        if not words:
            return
        self.flush()
        dialog = ReplaceDialog(self.session, self._issue, words, by, self)
        if dialog.exec():
            self.reload()
            self.window_.tell(f"全期替换了 {dialog.changed} 处，可以在期刊历史里撤销。")


def _against(pages: int, planned: int) -> str:
    return (
        f"，超出 {pages - planned} 页" if pages > planned else f"，少 {planned - pages} 页" if pages < planned else ""
    )
