"""Copying and pasting: lines of articles among ourselves, text, headings, bold words and lists with other programs."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage

from bureau_desk.app.article_paragraphs import Paragraph, blocks_of, paragraphs_of, text_of
from bureau_desk.app.pasted_text import paragraphs_of_html, paragraphs_of_text
from bureau_desk.domain.issue import Article
from bureau_desk.exchange.article_file import article_of, article_text

if TYPE_CHECKING:
    from bureau_desk.ui.studio.editor.living import Living

OWN = "application/x-bureau-desk-article"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".svg")


def fill_mime(made: QMimeData, paragraphs: Sequence[Paragraph], living: Living) -> None:
    """Put lines into data for the clipboard; in plain text numbers are `{{...}}`, for Word they are as printed."""
    for kind in made.formats():
        made.data(kind)  # what Qt would fill in later must not go over what stands here
        made.removeFormat(kind)
    text = article_text(Article("a", "a", blocks_of(paragraphs)))
    made.setData(OWN, QByteArray(text.encode()))
    made.setText("\n".join(_plain(one) for one in paragraphs))
    made.setHtml("".join(_html(one, living) for one in paragraphs))


def _plain(one: Paragraph) -> str:
    if one.card is None:
        return text_of(one.pieces)
    card = one.card
    lines = ["".join(run.text for run in line) for line in card.lines]
    return "\n".join(filter(None, [card.title, *lines, card.caption, card.name and f"{{{{list {card.name}}}}}"]))


def _html(one: Paragraph, living: Living) -> str:
    tag = {"heading": "h2" if one.level == 2 else "h3", "list": "li", "quote": "blockquote"}.get(one.kind, "p")
    words = _plain(one) if one.card else ""
    inner = "".join(
        f"<b>{html.escape(living.printed(piece.text))}</b>" if piece.bold else html.escape(living.printed(piece.text))
        for piece in one.pieces
    )
    body = (html.escape(living.printed(words)) or inner).replace("\n", "<br>")
    return f"<{tag}>{body}</{tag}>"


def read_mime(source: QMimeData) -> tuple[list[Paragraph], list[tuple[str, bytes]]]:
    """The lines and the pictures (name, contents) of what is pasted or dropped."""
    if source.hasFormat(OWN):
        return _own(bytes(source.data(OWN).data()).decode("utf-8", "replace")), []
    pictures = [one for one in (_file(url.toLocalFile()) for url in source.urls()) if one is not None]
    if pictures:
        return [], pictures
    lines = paragraphs_of_html(source.html()) if source.hasHtml() else []
    lines = lines or (paragraphs_of_text(source.text()) if source.hasText() else [])
    if not lines and source.hasImage():
        image = source.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return [], [("粘贴的图片.png", _png(image))]
    return lines, []


def _own(text: str) -> list[Paragraph]:
    return paragraphs_of(article_of(text, "a", "a.md")[0].blocks)


def _file(name: str) -> tuple[str, bytes] | None:
    """A local file that looks like a picture; its contents are read when it is put in, '' stands for a path."""
    path = Path(name)
    return (name, b"") if name and path.suffix.lower() in _PICTURES else None


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())
