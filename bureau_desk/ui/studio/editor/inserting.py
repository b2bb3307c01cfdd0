"""Putting numbers, cards and pictures into the text, and changing those that are there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from bureau_desk.app import issue_pictures
from bureau_desk.app.article_paragraphs import Paragraph, Piece, block_from
from bureau_desk.domain.issue import Block
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.studio.editor import document as lines
from bureau_desk.ui.studio.editor import typing
from bureau_desk.ui.studio.editor.document import CARD, CARD_OBJECT, KIND, LEVEL, NUMBER, RAW

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCharFormat

    from bureau_desk.ui.studio.article_editor import ArticleEditor


class Inserting(QObject):
    """Works on the text of an editor; what is changed in one visit of a panel is one step of undo."""

    def __init__(self, owner: ArticleEditor, issue: int, article: str) -> None:
        super().__init__(owner)
        self._owner, self._issue, self._article_id = owner, issue, article
        self._window, self._session, self.living = owner.window_, owner.session, owner.living
        self.body, self.side = owner.body, owner.side
        self.cards, self.numbers = owner.side.cards, owner.side.numbers
        self._visit: tuple[int, int] | None = (
            None  # the object whose panel is open: place, revision after its last edit
        )
        self.body.chip_asked.connect(self.open_chip)
        self.body.card_asked.connect(self.open_card)
        self.body.pictures_given.connect(self.add_pictures)
        self.cards.edited.connect(self.card_edited)
        self.cards.picture_asked.connect(self.other_picture)
        self.cards.question_asked.connect(self.other_question)
        self.numbers.edited.connect(self.number_edited)
        self.numbers.question_asked.connect(lambda: self.other_question(""))

    def forget(self) -> None:
        """Another text is shown: no panel is open."""
        self._visit = None

    def ask_question(self, kind: str) -> None:
        """Ask for a question and put its number, chart or table in."""
        from bureau_desk.ui.studio.editor.picking import QuestionDialog

        dialog = QuestionDialog(self._session, self._issue, self.living, kind, self._owner)
        if not dialog.exec() or not dialog.name:
            return
        if kind == "number":
            self.insert_number(dialog.text())
        else:
            self.insert_card(Block(kind, name=dialog.name), focus=False)

    def insert_number(self, text: str) -> None:
        """Put a `{{...}}` at the cursor as one step."""
        self.body.put([Paragraph("paragraph", typing.text_pieces(text))])
        self.body.setFocus()

    def ask_page(self) -> None:
        """Ask for an article and put a reference to its page in."""
        from bureau_desk.ui.studio.editor.picking import ask_page

        if key := ask_page(self.living, self._article_id, self._owner):
            self.insert_number(f"{{{{page {key}}}}}")

    def insert_card(self, block: Block, focus: bool = True) -> None:
        """Put a card at the cursor as one step, and open it."""
        self.body.put([Paragraph("card", card=block)])
        place = self._card_near(block)
        if place >= 0 and focus:
            self.open_card(place, True)
        else:
            self.body.setFocus()

    def _card_near(self, block: Block) -> int:
        """The place of the card that was just inserted: at the cursor or right before it."""
        line = self.body.textCursor().block()
        while line.isValid():
            place = self.body.card_place(line)
            if place >= 0 and block_from(str(self.body.format_at(place).property(CARD))) == block:
                return place
            line = line.previous()
        return -1

    def ask_picture(self) -> None:
        """Ask for picture files."""
        names, _ = QFileDialog.getOpenFileNames(
            self._owner, "插入图片", "", "图片 (*.png *.jpg *.jpeg *.gif *.webp *.bmp *.tif *.tiff)"
        )
        self.add_pictures([(name, b"") for name in names])

    def add_pictures(self, pictures: list[tuple[str, bytes]]) -> None:
        """Put pictures into the issue and the text; an empty content means a file that is to be read."""
        if self.body.isReadOnly():
            return
        for name, content in pictures:
            if path := self._kept_picture(name, content):
                self.insert_card(Block("picture", path=path), focus=len(pictures) == 1)

    def _kept_picture(self, name: str, content: bytes) -> str:
        try:
            title, data = (name, content) if content else issue_pictures.picture_from(Path(name))
            path = issue_pictures.add_picture(self._session.desk, self._issue, title, data)
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return ""
        self.living.forget_picture(path)
        return path

    # chips and cards
    def open_chip(self, place: int, focus: bool) -> None:
        """Show the panel of a chip."""
        self.body.choose(place)
        self._visit = (place, -1)
        self.numbers.show_number(str(self.body.format_at(place).property(RAW)))
        self.side.show_panel("numbers")
        if focus:
            self.numbers.form.setFocus()

    def open_card(self, place: int, focus: bool) -> None:
        """Show the panel of a card."""
        self._visit = (place, -1)
        self.body.choose(place)
        self.cards.show_block(block_from(str(self.body.format_at(place).property(CARD))))
        self.side.show_panel("cards")
        if focus and self.cards.first is not None:
            self.cards.first.setFocus()
        self.body.viewport().update()

    def _replace(self, kind: int, shape: QTextCharFormat) -> None:
        if self._visit is None or self.body.isReadOnly():
            return
        place, revision = self._visit
        if self.body.kind_at(place) != kind:
            return
        join = revision == self.body.document().revision()
        typing.replace_object(self.body, place, shape, join)
        self._visit = (place, self.body.document().revision())

    def card_edited(self, block: Block) -> None:
        """The card whose panel is open is another now."""
        self._replace(CARD_OBJECT, lines.card_format(Paragraph("card", card=block)))

    def number_edited(self, text: str) -> None:
        """The number whose panel is open is written otherwise now."""
        if self._visit is None:
            return
        old = self.body.format_at(self._visit[0])
        line = self.body.document().findBlock(self._visit[0]).blockFormat()
        piece = Piece(text, bool(old.property(lines.BOLD)), "number")
        shape = lines.object_format(str(line.property(KIND) or "paragraph"), int(line.property(LEVEL) or 2), piece)
        self._replace(NUMBER, shape)

    def other_question(self, kind: str) -> None:
        """Ask for another question for the number ('') or card whose panel is open."""
        from bureau_desk.ui.studio.editor.picking import QuestionDialog

        wanted = {"": "number", "number": "big"}.get(kind, kind)
        dialog = QuestionDialog(self._session, self._issue, self.living, wanted, self._owner)
        if not dialog.exec() or not dialog.name:
            return
        if kind == "":
            self.numbers.choose(dialog.name)
        elif self.cards.block is not None:
            block = self.cards.block
            block = replace(block, title=dialog.text()) if kind == "number" else replace(block, name=dialog.name)
            self.card_edited(block)
            self.cards.show_block(block)

    def other_picture(self) -> None:
        """Ask for another file for the picture whose panel is open."""
        name, _ = QFileDialog.getOpenFileName(
            self._owner, "换一张图片", "", "图片 (*.png *.jpg *.jpeg *.gif *.webp *.bmp *.tif *.tiff)"
        )
        if name and self.cards.block is not None and (path := self._kept_picture(name, b"")):
            block = replace(self.cards.block, path=path)
            self.card_edited(block)
            self.cards.show_block(block)
