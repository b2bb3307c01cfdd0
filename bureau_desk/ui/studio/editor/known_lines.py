"""The lines of a document as they stand; only those that were touched since are read anew."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextDocument

from bureau_desk.app.article_paragraphs import Paragraph
from bureau_desk.ui.studio.editor.document import paragraphs_of_block


class KnownLines(QObject):
    """Reading 20,000 characters takes too long for every pause in typing; one paragraph of them does not."""

    def __init__(self, document: QTextDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._known: list[list[Paragraph] | None] = []
        self._revision = -1
        document.contentsChange.connect(self._touched)

    def _touched(self, position: int, _removed: int, added: int) -> None:
        document = self._document
        first = document.findBlock(position).blockNumber()
        last = document.findBlock(min(position + added, document.characterCount() - 1)).blockNumber()
        count, before = document.blockCount(), len(self._known)
        end = last - (count - before) + 1  # where the lines that were touched ended before
        if not 0 <= first <= last or not first <= end <= before:
            self._known = [None] * count
        else:
            self._known[first:end] = [None] * (last - first + 1)
        self._revision = document.revision()

    def paragraphs(self) -> list[Paragraph]:
        """What `document.paragraphs` gives."""
        return [one for line in self.by_line() for one in line]

    def by_line(self) -> list[list[Paragraph]]:
        """The paragraphs of each line of the document."""
        document = self._document
        if document.revision() != self._revision or len(self._known) != document.blockCount():
            # in the middle of a step: what was touched is told at its end
            self._known = [None] * document.blockCount()
        block = document.begin()
        found: list[list[Paragraph]] = []
        for place, known in enumerate(self._known):
            if known is None:
                known = self._known[place] = paragraphs_of_block(block)
            found.append(known)
            block = block.next()
        return found
