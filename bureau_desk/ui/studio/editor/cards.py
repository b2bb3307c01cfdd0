"""Cards of the blocks that are not text: a head that says what it is, and what will be printed, with live values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap

from bureau_desk.app.article_paragraphs import block_text
from bureau_desk.domain.galley import Line, plain
from bureau_desk.domain.issue import Block
from bureau_desk.ui import icons
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.studio.editor.living import Living

WORDS = {"picture": "图片", "names": "名单", "number": "大数字", "chart": "图表", "table": "表格"}
_ICONS = {"picture": "picture", "names": "names", "number": "big-number", "chart": "chart", "table": "table"}
_ROWS = 6  # so many rows of a table or list are shown
_KEPT = 60


class CardPainter:
    """Paints cards; what does not change is painted once."""

    def __init__(self, living: Living) -> None:
        self._living = living
        self._painted: dict[tuple[str, int, int], QPixmap] = {}
        self._version = 0

    def forget(self) -> None:
        """Other values: paint anew."""
        self._painted.clear()

    def height(self, block: Block, wide: float) -> float:
        """The height of a card in pixels."""
        head = theme.px(30)
        if block.kind == "picture":
            return head + self._thumb(block, wide).height() + theme.px(28)
        if block.kind in ("chart",):
            return head + self._chart_size(block, wide).height() + theme.px(16)
        if block.kind == "number":
            return head + theme.px(74)
        lines = min(len(self.rows(block)), _ROWS) + (1 if len(self.rows(block)) > _ROWS else 0)
        return head + theme.px(24) * max(1, lines) + theme.px(12)

    def paint(self, painter: QPainter, rect: QRectF, block: Block, chosen: bool) -> None:
        """One card."""
        ratio = painter.device().devicePixelRatioF()
        size = QSize(round(rect.width()), round(rect.height()))
        key = (block_text(block), size.width() * 10000 + size.height(), round(ratio * 100))
        found = self._painted.get(key)
        if found is None:
            found = QPixmap(size * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            inner = QPainter(found)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._whole(inner, QRectF(0, 0, size.width(), size.height()), block)
            inner.end()
            if len(self._painted) > _KEPT:
                self._painted.clear()
            self._painted[key] = found
        painter.drawPixmap(rect.topLeft(), found)
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("primary"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)

    def _whole(self, painter: QPainter, rect: QRectF, block: Block) -> None:
        fault = self._living.card_fault(block)
        painter.setPen(QPen(theme.color("bad" if fault else "line"), 1))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        head = QRectF(rect.left() + theme.px(10), rect.top(), rect.width() - theme.px(20), theme.px(30))
        side = theme.px(16)
        picture = icons.pixmap(_ICONS[block.kind], "bad" if fault else "quiet", side)
        painter.drawPixmap(round(head.left()), round(head.top() + (head.height() - side) / 2), picture)
        head.setLeft(head.left() + side + theme.px(6))
        self._text(painter, head, WORDS[block.kind], "quiet", 9.5)
        head.setLeft(head.left() + self._wide(WORDS[block.kind], 9.5) + theme.px(10))
        self._text(painter, head, fault or self.title(block), "bad" if fault else "ink", 10, bold=not fault)
        body = QRectF(rect.adjusted(theme.px(12), theme.px(30), -theme.px(12), -theme.px(6)))
        {"picture": self._picture, "chart": self._chart, "number": self._number}.get(block.kind, self._rows)(
            painter, body, block
        )

    def title(self, block: Block) -> str:
        """What the head of a card says."""
        made = self._living.galley_block(block)
        if block.kind == "picture":
            return block.path.rpartition("/")[2]
        if block.kind == "chart":
            return made.figure.title if made and made.figure and made.figure.title else block.name
        if block.kind == "table":
            return made.table.title if made and made.table and made.table.title else block.name or block.title
        if block.kind == "names":
            return self._said(made.title if made else (), block.title)
        return ""

    def _said(self, line: Line, written: str) -> str:
        return plain(line) or self._living.printed(written)

    # what stands in the card
    def _picture(self, painter: QPainter, body: QRectF, block: Block) -> None:
        thumb = self._thumb(block, body.width() + theme.px(24))
        painter.drawPixmap(
            round(body.left()), round(body.top()), thumb.width(), thumb.height(), self._pixmap(block, thumb)
        )
        line = QRectF(body.left(), body.top() + thumb.height() + theme.px(2), body.width(), theme.px(22))
        caption = self._living.printed(block.caption)
        self._text(painter, line, f"■ {caption}" if caption else "没有图注", "ink" if caption else "warning", 9.5)
        if block.credit:
            used = self._wide(f"■ {caption}", 9.5) + theme.px(16)
            self._text(painter, line.adjusted(used, 0, 0, 0), self._living.printed(block.credit), "quiet", 9.5)

    def _thumb(self, block: Block, wide: float) -> QSize:
        size = self._living.picture_size(block.path)
        room = QSize(round(wide - theme.px(24)), theme.px(150))
        if size.isEmpty():
            return QSize(room.width(), theme.px(48))
        return size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _pixmap(self, block: Block, size: QSize) -> QPixmap:
        found = self._living.picture(block.path, size)
        if found is not None:
            return found
        blank = QPixmap(size)
        blank.fill(theme.color("tint"))
        return blank

    def _chart_size(self, block: Block, wide: float) -> QSize:
        found = self._living.chart(block)
        room = QSize(round(wide - theme.px(24)), theme.px(230))
        if found is None or found.isNull():
            return QSize(room.width(), theme.px(60))
        return (found.size() / max(1.0, found.devicePixelRatio())).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _chart(self, painter: QPainter, body: QRectF, block: Block) -> None:
        found = self._living.chart(block)
        if found is None or found.isNull():
            made = self._living.galley_block(block)
            failed = made is not None and made.figure is None
            words = "画不出这张图：请检查问题里的分组和 chart。" if failed else "正在画图…"
            self._text(painter, QRectF(body.left(), body.top(), body.width(), theme.px(40)), words, "quiet", 10)
            return
        size = self._chart_size(block, body.width() + theme.px(24))
        target = QRect(round(body.left()), round(body.top()), size.width(), size.height())
        painter.fillRect(target, Qt.GlobalColor.white)
        ratio = painter.device().devicePixelRatioF()
        smooth = found.scaled(
            size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawPixmap(target, smooth)

    def _number(self, painter: QPainter, body: QRectF, block: Block) -> None:
        made = self._living.galley_block(block)
        title = plain(made.title) + made.unit + made.arrow if made is not None else self._living.printed(block.title)
        self._text(
            painter, QRectF(body.left(), body.top(), body.width(), theme.px(42)), title or "—", "primary", 20, True
        )
        words = " ".join(self._living.printed("".join(run.text for run in line)) for line in block.lines)
        self._text(
            painter, QRectF(body.left(), body.top() + theme.px(42), body.width(), theme.px(24)), words, "ink", 10
        )

    def rows(self, block: Block) -> list[list[str]]:
        """The rows of a list or a table as they will be printed."""
        made = self._living.galley_block(block)
        if block.kind == "names":
            if made is not None:
                return [[f"{place}.  {plain(line)}"] for place, line in enumerate(made.lines, made.start)]
            return [[self._living.printed("".join(run.text for run in line))] for line in block.lines]
        if made is None and block.rows:
            return [[self._living.printed(cell) for cell in row] for row in block.rows]
        sheet = made.table if made else None
        return [list(sheet.columns), *(list(row) for row in sheet.rows)] if sheet else []

    def _rows(self, painter: QPainter, body: QRectF, block: Block) -> None:
        rows = self.rows(block)
        if not rows:
            known = self._living.galley_block(block) is not None
            words = "里面是空的" if known else "正在取数…"
            self._text(painter, QRectF(body.left(), body.top(), body.width(), theme.px(24)), words, "quiet", 10)
            return
        columns = max(len(row) for row in rows)
        first = body.width() * (0.34 if columns > 2 else 0.5 if columns == 2 else 1)
        other = (body.width() - first) / max(1, columns - 1)
        for place, row in enumerate(rows[:_ROWS]):
            top = body.top() + place * theme.px(24)
            for column, text in enumerate(row):
                left = body.left() + (first + (column - 1) * other if column else 0)
                wide = other if column else first
                cell = QRectF(left, top, wide - theme.px(8), theme.px(24))
                head = block.kind == "table" and place == 0
                self._text(painter, cell, text, "quiet" if head else "ink", 9.5, right=column > 0)
            if block.kind == "table":
                painter.setPen(QPen(theme.color("line"), 1))
                painter.drawLine(
                    round(body.left()), round(top + theme.px(24)), round(body.right()), round(top + theme.px(24))
                )
        if len(rows) > _ROWS:
            more = QRectF(body.left(), body.top() + _ROWS * theme.px(24), body.width(), theme.px(24))
            self._text(painter, more, f"……共 {len(rows) - (block.kind == 'table')} 行", "quiet", 9.5)

    def _wide(self, text: str, points: float) -> float:
        return QFontMetricsF(theme.font(points)).horizontalAdvance(text)

    def _text(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        token: str,
        points: float,
        bold: bool = False,
        right: bool = False,
    ) -> None:
        font = theme.font(points, bold)
        painter.setFont(font)
        painter.setPen(theme.color(token))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, rect.width()))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
