"""What the clipboard holds as cells: tab-separated text, or where there is none the table that a browser copied."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from bureau_desk.exchange.clipboard import Block, parse_block
from bureau_desk.exchange.clipboard_html import parse_html_block


def pasted_block() -> Block:
    """The copied cells, () when nothing that can be read was copied; Trouble when there are too many.

    Text goes before HTML unless it tells no columns and the table in the HTML has some.
    """
    mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
    if mime is None:  # a clipboard that was emptied may hold not even nothing
        return ()
    text = mime.text() if mime.hasText() else ""
    block = parse_block(text) if text.strip("\r\n") else ()
    if "\t" in text or not mime.hasHtml():
        return block
    table = parse_html_block(mime.html())
    return table if table and (not block or len(table[0]) > 1) else block


def pasted_text() -> str:
    """The copied cells as plain text, columns parted by tabs."""
    text = QGuiApplication.clipboard().text()
    return text or "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in pasted_block())
