"""Pages of a PDF as pictures, rendered beside the window; what is no longer seen is not rendered."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QImage

from bureau_desk.bulletin.pdfium import ALONE

KEPT = 24  # pictures


class PageRenderer(QThread):
    """One document at a time. Sizes come in points, pictures in pixels."""

    opened = Signal(object)  # [(width, height)] of every page, [] when the file cannot be read
    rendered = Signal(int, int, object)  # page, width asked for, QImage

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = threading.Condition()
        self._path: Path | None = None
        self._wanted: list[tuple[int, int]] = []
        self._ended = False

    def show(self, path: Path) -> None:
        """Open a document."""
        with self._changed:
            self._path, self._wanted = path, []
            self._changed.notify()
        if not self.isRunning():
            self.start()

    def want(self, pages: list[tuple[int, int]]) -> None:
        """These pages, each with its width in pixels, are wanted now, and no others."""
        with self._changed:
            self._wanted = list(pages)
            self._changed.notify()

    def end(self) -> None:
        """Stop, and wait for the page under way."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        """Open and render until the end."""
        document: Any = None
        while True:
            with self._changed:
                while self._path is None and not self._wanted and not self._ended:
                    self._changed.wait()
                if self._ended:
                    break
                path, self._path = self._path, None
                page = None if path is not None or not self._wanted else self._wanted.pop(0)
            with ALONE:
                if path is not None:
                    document = self._open(document, path)
                elif page is not None and document is not None:
                    self._render(document, *page)
        if document is not None:
            with ALONE:
                document.close()

    def _open(self, before: Any, path: Path) -> Any:
        import pypdfium2

        if before is not None:
            before.close()
        try:
            # The bytes, not the file: the next preview is written over it.
            document = pypdfium2.PdfDocument(path.read_bytes())
            self.opened.emit([document.get_page_size(place) for place in range(len(document))])
        except (OSError, pypdfium2.PdfiumError):
            self.opened.emit([])
            return None
        return document

    def _render(self, document: Any, place: int, width: int) -> None:
        if not 0 <= place < len(document):
            return
        page = document[place]
        bitmap = page.render(scale=width / page.get_width(), prefer_bgrx=True)
        picture = QImage(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
        ).copy()
        bitmap.close()
        page.close()
        self.rendered.emit(place, width, picture)
