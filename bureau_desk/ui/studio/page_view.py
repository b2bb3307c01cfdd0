"""Pages under one another, as paper: scrolled, zoomed, jumped to; a double click tells which page it hit."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from bureau_desk.ui.studio.rendering import KEPT, PageRenderer
from bureau_desk.ui.theme import theme

ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
GAP = 12


class PageView(QAbstractScrollArea):
    """Zoom is counted from the width of the view: 1.0 shows a page as wide as there is room."""

    page_changed = Signal(int)  # the page in the middle, from 0, of those that are shown
    opened = Signal(int)  # a page was double clicked, or Enter pressed on it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("版面预览")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.zoom = 1.0
        self.sizes: list[tuple[float, float]] = []
        self._all: list[tuple[float, float]] = []
        self._first, self._last = 0, 0
        self._next: tuple[int, int, int] = (0, 0, 0)
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._page = 0
        self.renderer = PageRenderer(self)
        self.renderer.opened.connect(self._opened)
        self.renderer.rendered.connect(self._rendered)
        self._want = QTimer(self, singleShot=True, interval=40)
        self._want.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._scrolled())

    # documents
    def show_pages(self, path: Path, first: int, last: int, page: int = -1) -> None:
        """Show pages of a document from `first` up to but not with `last`, at the same place as before or at a page."""
        self._next = (first, last, page)
        self.renderer.show(path)

    def _opened(self, sizes: list[tuple[float, float]]) -> None:
        held = self.verticalScrollBar().value()
        first, last, page = self._next
        self._all, self._first = sizes, first
        self._last = min(last, len(sizes))
        self.sizes = sizes[self._first : self._last]
        self._pictures.clear()
        self._lay_out()
        if page >= 0:
            self.go_to(page)
        else:
            self.verticalScrollBar().setValue(held)
        self._scrolled()

    def clear(self) -> None:
        """Show nothing."""
        self.sizes = []
        self._pictures.clear()
        self._lay_out()

    def _rendered(self, page: int, width: int, picture: QImage) -> None:
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._pictures[(page, width)] = picture
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.viewport().update()

    # places
    def _width(self) -> int:
        return max(80, round((self.viewport().width() - 2 * theme.px(GAP)) * self.zoom))

    def _rect(self, place: int) -> QRect:
        """Where a page stands, in the whole."""
        width, top = self._width(), theme.px(GAP)
        for number, (wide, high) in enumerate(self.sizes):
            height = round(width * high / wide)
            if number == place:
                left = max(theme.px(GAP), (self.viewport().width() - width) // 2)
                return QRect(left, top, width, height)
            top += height + theme.px(GAP)
        return QRect(0, top, width, 0)

    def _lay_out(self) -> None:
        end, view = self._rect(len(self.sizes)).top(), self.viewport()
        self.verticalScrollBar().setRange(0, max(0, end - view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(theme.px(40))
        self.horizontalScrollBar().setRange(0, max(0, self._width() + 2 * theme.px(GAP) - view.width()))
        self.horizontalScrollBar().setPageStep(view.width())
        view.update()
        self._want.start()

    def _visible(self) -> list[tuple[int, QRect]]:
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        seen = self.viewport().rect()
        rects = ((place, self._rect(place).translated(-left, -top)) for place in range(len(self.sizes)))
        return [(place, rect) for place, rect in rects if rect.intersects(seen)]

    def _scrolled(self) -> None:
        middle = self.viewport().rect().center().y()
        seen = self._visible()
        page = min(seen, key=lambda one: abs(one[1].center().y() - middle))[0] if seen else 0
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.viewport().update()
        self._want.start()

    def _ask(self) -> None:
        width = round(self._width() * self.devicePixelRatioF())
        places = [place + self._first for place, _ in self._visible()]
        self.renderer.want([(place, width) for place in places if (place, width) not in self._pictures])

    @property
    def page(self) -> int:
        """The page in the middle, from 0."""
        return self._page

    def go_to(self, page: int) -> None:
        """Show the head of a page, from 0."""
        self.verticalScrollBar().setValue(self._rect(page).top() - theme.px(GAP))
        self._scrolled()

    def set_zoom(self, zoom: float) -> None:
        """Zoom about the page in the middle."""
        page = self._page
        self.zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        self._lay_out()
        self.go_to(page)

    def step_zoom(self, step: int) -> None:
        """The next larger or smaller zoom."""
        larger = [one for one in ZOOMS if one > self.zoom + 0.01]
        smaller = [one for one in ZOOMS if one < self.zoom - 0.01]
        self.set_zoom((larger[0] if larger else ZOOMS[-1]) if step > 0 else (smaller[-1] if smaller else ZOOMS[0]))

    # events
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pages are as wide as there is room."""
        super().resizeEvent(event)
        page = self._page
        self._lay_out()
        self.go_to(page)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pages that are seen; one that is not rendered yet is white paper with its number."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("ground"))
        width = round(self._width() * self.devicePixelRatioF())
        for place, rect in self._visible():
            painter.fillRect(rect, Qt.GlobalColor.white)
            picture = self._pictures.get((place + self._first, width))
            if picture is not None:
                painter.drawImage(rect.topLeft(), picture)
            else:
                painter.setPen(theme.color("quiet"))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"第 {place + 1} 页")
            painter.setPen(QPen(theme.color("strong_line"), 1))
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("primary"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl with the wheel zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys go by pages, Ctrl+Plus and Ctrl+Minus zoom, Enter opens what is printed there."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key, keys = event.key(), Qt.Key
        if control and key in (keys.Key_Plus, keys.Key_Equal, keys.Key_Minus):
            self.step_zoom(-1 if key == keys.Key_Minus else 1)
        elif control and key == keys.Key_0:
            self.set_zoom(1.0)
        elif key in (keys.Key_PageDown, keys.Key_PageUp):
            self.go_to(min(max(self._page + (1 if key == keys.Key_PageDown else -1), 0), len(self.sizes) - 1))
        elif key in (keys.Key_Home, keys.Key_End):
            self.go_to(0 if key == keys.Key_Home else len(self.sizes) - 1)
        elif key in (keys.Key_Return, keys.Key_Enter) and self.sizes:
            self.opened.emit(self._page)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        """The ring around what has the focus."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        """No ring any more."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell which page was hit."""
        for place, rect in self._visible():
            if rect.contains(event.position().toPoint()):
                self.opened.emit(place)

    def sizeHint(self) -> QSize:
        """A page beside the text."""
        return QSize(theme.px(420), theme.px(560))
