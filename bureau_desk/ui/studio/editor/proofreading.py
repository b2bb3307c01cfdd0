"""What the proofreader found, shown in the text: waves, jumps, one-click mends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextBlock

from bureau_desk.app.article_paragraphs import Paragraph
from bureau_desk.app.article_reading import Reading, Spot, found_in
from bureau_desk.domain.problem import Severity
from bureau_desk.ui.studio.editor import marks, typing
from bureau_desk.ui.studio.editor.document import CARD_OBJECT
from bureau_desk.ui.studio.editor.objects import words_of

if TYPE_CHECKING:
    from bureau_desk.ui.studio.article_editor import ArticleEditor


class Proofreading(QObject):
    """Finds the places of problems in the text of an editor."""

    def __init__(self, owner: ArticleEditor) -> None:
        super().__init__(owner)
        self._window, self.living, self.body, self.side = owner.window_, owner.living, owner.body, owner.side
        self._lines = owner.lines
        self.front, self.proof, self._find = owner.side.front, owner.side.proof, owner.find
        self._waves: list[tuple[int, int, bool]] = []
        self._find.searched.connect(self.underline)
        self.proof.chosen.connect(lambda spot, focus: self.show_spot(spot, focus))
        self.proof.mend_asked.connect(self.mend_spot)
        self.living.read.connect(self.take_reading)

    def forget(self) -> None:
        """Another text is shown."""
        self.body.problems, self._waves = (), []
        self.underline()

    def take_reading(self, reading: Reading) -> None:
        """Show what a reading found."""
        self.proof.show_spots(reading.spots)
        self.side.tell_count(len([one for one in reading.spots if one.problem.severity is not Severity.NOTE]))
        found = []
        blocks = self.blocks() if reading.spots else []
        for one in reading.spots:
            if one.block and one.problem.severity is not Severity.NOTE:
                start, end = self.place_of(one.block, "", one, blocks)
                if end > start:
                    found.append((start, end, one))
        self.body.problems = [(start, end, one.words) for start, end, one in found]
        self._waves = [(start, end, one.problem.severity is Severity.HARD) for start, end, one in found]
        self.underline()

    def underline(self) -> None:
        """Draw waves under what was found, and a ground under what is searched."""
        waves = self._waves if self.body.problems else []
        length = self.body.document().characterCount()
        selections = [marks.underline(self.body, *one) for one in waves if one[1] < length]
        selections += [marks.found_mark(self.body, *one) for one in self._find.places()]
        self.body.setExtraSelections(selections)

    def blocks(self) -> list[list[QTextBlock]]:
        """The lines of the document by the block of the article that they belong to."""
        found: list[list[QTextBlock]] = []
        last: tuple[str, int, bool] | None = None
        line = self.body.document().begin()
        for known in self._lines.by_line():
            for one in known[:1]:
                kind = "quote" if one.kind == "source" else one.kind
                mark = (kind, one.group, one.ordered) if kind in ("list", "quote") else None
                if mark is not None and mark == last and found:
                    found[-1].append(line)
                elif one.kind == "card" or "".join(piece.text for piece in one.pieces).strip():
                    found.append([line])
                    last = mark
            line = line.next()
        return found

    def place_of(
        self, block: int, text: str, spot: Spot | None = None, blocks: Sequence[Sequence[QTextBlock]] = ()
    ) -> tuple[int, int]:
        """Where a block, or a text of it as printed, stands in the document; `blocks` when they were read already."""
        blocks = blocks or self.blocks()
        if not 1 <= block <= len(blocks):
            return 0, 0
        rows = blocks[block - 1]
        for line in rows:
            words, places = words_of(line, self.living)
            start, end = found_in(spot.problem, words) if spot is not None else _span(words, text)
            if end > start:
                return places[start], places[end - 1] + 1
        first = rows[0].position()
        return first, first

    def show_spot(self, spot: Spot, focus: bool) -> None:
        """Go to the place of a problem."""
        if not spot.block:
            self.side.show_panel("front")
            self.front.go_to(spot.problem.value)
            return
        start, end = self.place_of(spot.block, "", spot)
        self.body.select(start, end)
        if self.body.kind_at(start) == CARD_OBJECT:
            self.body.choose(start)
        if focus:
            self.body.setFocus()

    def mend_spot(self, spot: Spot) -> None:
        """Put what a problem suggests in the place of what it found, as one step."""
        start, end = self.place_of(spot.block, spot.problem.value)
        if end <= start or self.body.isReadOnly():
            self._window.tell("这一处要手工改正。")
            return
        self.body.select(start, end)
        self.body.put([Paragraph("paragraph", typing.text_pieces(spot.problem.suggestion))])


def _span(words: str, text: str) -> tuple[int, int]:
    at = words.find(text) if text else -1
    return (at, at + len(text)) if at >= 0 else (0, 0)
