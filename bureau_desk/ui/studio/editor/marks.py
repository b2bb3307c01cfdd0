"""What is drawn beside and about the text: names of headings in the margin, bars of quotes, tips of chips."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from bureau_desk.ui.studio.editor.document import KIND, LEVEL
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.studio.editor.body import BodyEdit
    from bureau_desk.ui.studio.editor.living import Living


def paint_margin(edit: BodyEdit) -> None:
    """Bars beside headings and quotes, and what the kind of a line is."""
    painter = QPainter(edit.viewport())
    layout = edit.document().documentLayout()
    across, down = edit.horizontalScrollBar().value(), edit.verticalScrollBar().value()
    block = edit.cursorForPosition(edit.viewport().rect().topLeft()).block()
    painter.setFont(theme.font(8))
    while block.isValid():
        rect = layout.blockBoundingRect(block).translated(-across, -down)
        if rect.top() > edit.viewport().height():
            break
        shape = block.blockFormat()
        _mark(painter, rect, str(shape.property(KIND) or ""), int(shape.property(LEVEL) or 2), not block.text())
        block = block.next()
    painter.end()


def _mark(painter: QPainter, rect: QRectF, kind: str, level: int, empty: bool) -> None:
    if kind == "heading":
        wide = theme.px(3 if level == 2 else 2)
        bar = QRectF(rect.left() - theme.px(9), rect.top() + theme.px(3), wide, rect.height() - theme.px(6))
        painter.fillRect(bar, theme.color("primary" if level == 2 else "strong_line"))
    elif kind in ("quote", "source"):
        painter.fillRect(
            QRectF(rect.left() - theme.px(14), rect.top(), theme.px(3), rect.height()), theme.color("strong_line")
        )
        if kind == "source":
            painter.setPen(theme.color("quiet"))
            words = "——　出处" if empty else "——"
            where = QRectF(rect.left() - theme.px(8), rect.top(), theme.px(120), theme.px(22))
            painter.drawText(
                where.translated(-theme.px(0), 0), int(Qt.AlignmentFlag.AlignVCenter), words if empty else "—"
            )


def chip_tip(living: Living, text: str) -> str:
    """What a chip says under the mouse: the question in words, day, rows, form, and what is the matter."""
    chip = living.chip(text)
    if chip is None:
        return "正在取数…"
    lines = [f"<b>{html.escape(living.told_of(chip))}</b>　{html.escape(text)}"]
    if chip.fault:
        lines.append(f"<span style='color:{theme.tokens.bad}'>{html.escape(chip.fault)}</span>")
    if chip.was:
        changed = f"原来是 {chip.was}（{chip.since}），现在是 {chip.printed}"
        lines.append(f"<span style='color:{theme.tokens.warning}'>{html.escape(changed)}</span>")
    if chip.question:
        lines.append(html.escape(chip.question))
    about = [f"截至 {chip.as_of}"] if chip.as_of else []
    about += [f"{len(chip.rows)} 条记录"] if chip.register else []
    about += [f"写法：{chip.form or '数值'}"] if not chip.page and chip.question else []
    lines += [html.escape("　".join(about))] if about else []
    lines += [f"注意：{html.escape(one)}" for one in chip.warnings[:2]]
    return "<div style='white-space:pre-wrap'>" + "<br>".join(lines) + "</div>"


def underline(edit: BodyEdit, start: int, end: int, hard: bool) -> QTextEdit.ExtraSelection:
    """A wave under some letters."""
    made = QTextEdit.ExtraSelection()
    cursor = QTextCursor(edit.document())
    cursor.setPosition(start)
    cursor.setPosition(max(start, end), QTextCursor.MoveMode.KeepAnchor)
    shape = QTextCharFormat()
    shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    shape.setUnderlineColor(theme.color("bad" if hard else "warning"))
    made.cursor, made.format = cursor, shape  # type: ignore[attr-defined]
    return made


def found_mark(edit: BodyEdit, start: int, end: int) -> QTextEdit.ExtraSelection:
    """A ground under what a search found."""
    made = underline(edit, start, end, False)
    shape = QTextCharFormat()
    shape.setBackground(QColor(theme.tokens.warning_ground))
    made.format = shape  # type: ignore[attr-defined]
    return made
