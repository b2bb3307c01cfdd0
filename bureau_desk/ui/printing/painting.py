"""Paints a sheet of rows onto a printer or into a PDF, page by page, as a job that can be cancelled."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPen

from bureau_desk.app.jobs import Progress
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.printing.layout import POINTS, SMALL, TITLE, Placed, Row, Sheet, boxes_of, paged, widths
from bureau_desk.ui.theme import FAMILIES

MARGIN = 12.0
"""Millimetres of white around the page."""
SAMPLE = 300
_INK, _QUIET, _LINE, _HEAD = QColor("#1B2433"), QColor("#5B6675"), QColor("#C3CAD3"), QColor("#EAF1F8")


def set_up(device: QPagedPaintDevice, columns: int) -> None:
    """A4, upright for few columns and across for many, with even margins."""
    across = columns > 5
    turned = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageOrientation(turned)
    device.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)


def font_of(points: float, bold: bool = False) -> QFont:
    """The font of the sheet."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPointSizeF(points)
    font.setBold(bold)
    return font


class Painting:
    """Knows the lengths of one device; everything is measured in its dots."""

    def __init__(self, device: QPagedPaintDevice, sheet: Sheet) -> None:
        self.device, self.sheet = device, sheet
        self.dots = device.logicalDpiX() / 25.4
        layout = device.pageLayout().paintRectPixels(device.logicalDpiX())
        self.width, self.height = float(layout.width()), float(layout.height())
        self.font, self.bold = font_of(POINTS), font_of(POINTS, True)
        self.small, self.large = font_of(SMALL), font_of(TITLE, True)
        self.metrics = QFontMetricsF(self.font, device)
        self.line = self.metrics.lineSpacing()
        self.pad = 1.1 * self.dots
        self.row_head = self.line + self.pad
        self.foot = QFontMetricsF(self.small, device).lineSpacing() + 2 * self.dots
        self.head = QFontMetricsF(self.large, device).lineSpacing() + self.dots
        self.head += len(sheet.notes) * QFontMetricsF(self.small, device).lineSpacing() + 2 * self.dots

    def pages(self, rows: Sequence[Row]) -> list[list[Placed]]:
        """The rows in pages, with the widths of the columns worked out."""
        self.boxes = widths(self.sheet, rows[:SAMPLE], self.metrics, self.width, self.pad)
        room = self.height - self.foot - self.row_head
        first = room - self.head
        return list(paged(rows, self.boxes, self.font, self.device, self.line, self.pad, first, room))

    def paint(self, painter: QPainter, page: Sequence[Placed], number: int, total: int) -> None:
        """One page."""
        top = self._title(painter) if number == 1 else 0.0
        top = self._titles(painter, top)
        painter.setFont(self.font)
        for row in page:
            self._row(painter, row, top)
        self._foot(painter, number, total)

    def _title(self, painter: QPainter) -> float:
        painter.setPen(_INK)
        painter.setFont(self.large)
        high = QFontMetricsF(self.large, self.device).lineSpacing()
        painter.drawText(QRectF(0, 0, self.width, high), int(Qt.AlignmentFlag.AlignLeft), self.sheet.title)
        painter.setFont(self.small)
        painter.setPen(_QUIET)
        top = high + self.dots
        step = QFontMetricsF(self.small, self.device).lineSpacing()
        metrics = QFontMetricsF(self.small, self.device)
        for note in self.sheet.notes:
            shown = metrics.elidedText(note, Qt.TextElideMode.ElideRight, self.width)
            painter.drawText(QRectF(0, top, self.width, step), int(Qt.AlignmentFlag.AlignLeft), shown)
            top += step
        return self.head

    def _titles(self, painter: QPainter, top: float) -> float:
        painter.fillRect(QRectF(0, top, self.width, self.row_head), _HEAD)
        painter.setFont(self.bold)
        painter.setPen(_INK)
        metrics = QFontMetricsF(self.bold, self.device)
        for box, column in zip(boxes_of(self.boxes, 0, top, self.row_head), self.sheet.columns, strict=True):
            inner = box.adjusted(self.pad, 0, -self.pad, 0)
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            text = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter), text)
        return top + self.row_head

    def _row(self, painter: QPainter, row: Placed, under: float) -> None:
        painter.setPen(_INK)
        top = under + row.top
        for box, column, lines in zip(
            boxes_of(self.boxes, 0, top, row.height), self.sheet.columns, row.cells, strict=True
        ):
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            for place, words in enumerate(lines):
                at = QRectF(
                    box.left() + self.pad, top + self.pad / 2 + place * self.line, box.width() - 2 * self.pad, self.line
                )
                painter.drawText(at, int(side | Qt.AlignmentFlag.AlignVCenter), words)
        painter.setPen(QPen(_LINE, 0.15 * self.dots))
        painter.drawLine(0, round(top + row.height), round(self.width), round(top + row.height))

    def _foot(self, painter: QPainter, number: int, total: int) -> None:
        painter.setFont(self.small)
        painter.setPen(_QUIET)
        box = QRectF(0, self.height - self.foot, self.width, self.foot)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), self.sheet.foot)
        words = f"第 {number:,} 页，共 {total:,} 页"
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom), words)


def paint(device: QPagedPaintDevice, sheet: Sheet, rows: Sequence[Row]) -> Generator[Progress, None, int]:
    """The job that paints a sheet; returns the number of pages. Trouble when the device takes nothing."""
    set_up(device, len(sheet.columns))
    yield Progress("排版")
    made = Painting(device, sheet)
    pages = made.pages(rows)
    painter = QPainter()
    if not painter.begin(device):
        raise Trouble("没有打印：打印机或文件不能写入。", "请检查打印机是否就绪、文件是否正被别的程序打开，再试一次。")
    try:
        for number, page in enumerate(pages, 1):
            yield Progress("写页面", number, len(pages))
            if number > 1:
                device.newPage()
            made.paint(painter, page, number, len(pages))
    finally:
        painter.end()
    return len(pages)
