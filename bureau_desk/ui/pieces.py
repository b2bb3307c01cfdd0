"""Small pieces that every page is made of: labels, buttons, cards, rules."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.ui import icons
from bureau_desk.ui.flow_layout import FlowLayout
from bureau_desk.ui.theme import theme


def label(text: str = "", kind: str = "", wrap: bool = False) -> QLabel:
    """A label of one of the style sheet's kinds."""
    made = QLabel(text)
    if kind:
        made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    return made


def button(text: str, does: Callable[[], object] | None = None, kind: str = "", icon: str = "") -> QPushButton:
    """A button that says a verb."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if icon:
        made.setIcon(icons.icon(icon, "on_primary" if kind == "primary" else "ink"))
        made.setIconSize(QSize(theme.px(18), theme.px(18)))
    if does is not None:
        made.clicked.connect(lambda _=False: does())
    return made


def icon_button(icon: str, name: str, does: Callable[[], object] | None = None, token: str = "ink") -> QToolButton:
    """A button of an icon alone, with its name for tooltip and screen reader."""
    made = QToolButton()
    made.setIcon(icons.icon(icon, token))
    made.setIconSize(QSize(theme.px(20), theme.px(20)))
    made.setToolTip(name)
    made.setAccessibleName(name)
    if does is not None:
        made.clicked.connect(lambda _=False: does())
    return made


def scrolled(page: QWidget) -> QScrollArea:
    """A page that may be taller than the window; Tab goes to what is on it, not to the area itself."""
    page.setProperty("kind", "plain")
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setProperty("kind", "plain")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(page)
    return made


def rule() -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setProperty("kind", "rule")
    return made


def card(kind: str = "card") -> tuple[QFrame, QVBoxLayout]:
    """A framed surface and its layout."""
    made = QFrame()
    made.setProperty("kind", kind)
    layout = QVBoxLayout(made)
    layout.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
    layout.setSpacing(theme.px(8))
    return made, layout


def tool_row(*tools: QWidget) -> QWidget:
    """Tools side by side, on a second line where there is little room."""
    made = QWidget()
    flow = FlowLayout(made, theme.px(8))
    for one in tools:
        flow.addWidget(one)
    return made


def framed(table: QWidget) -> QFrame:
    """A table in the frame of a card."""
    made, inside = card()
    inside.setContentsMargins(1, 1, 1, 1)
    inside.addWidget(table)
    return made


def empty_state(icon: str, title: str, words: str, *buttons: QPushButton) -> QWidget:
    """What a page is for, and the first step."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.addStretch(2)
    picture = QLabel()
    picture.setPixmap(icons.pixmap(icon, "quiet", theme.px(40)))
    picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
    head = label(title, "heading")
    head.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text = label(words, "quiet", wrap=True)
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    for part in (picture, head, text):
        layout.addWidget(part)
    for one in buttons:
        layout.addWidget(one, 0, Qt.AlignmentFlag.AlignCenter)
    layout.addStretch(3)
    layout.setSpacing(theme.px(10))
    return made


def rich_text(name: str) -> QTextBrowser:
    """A page of rich text that can be selected and copied."""
    made = QTextBrowser()
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setAccessibleName(name)
    made.setOpenLinks(False)
    made.setProperty("kind", "page")
    return made


def room_of(widget: QWidget) -> QRect:
    """What the screen of a widget leaves to windows."""
    return widget.screen().availableGeometry()


def open_at(dialog: QWidget, width: int, height: int = 0) -> None:
    """Size a dialog in px at 100 %, never larger than the screen shows; without a height as high as its words need."""
    room = room_of(dialog)
    wide, high = min(theme.px(width), room.width() - 16), theme.px(height)
    if not height and (layout := dialog.layout()) is not None:
        for one in dialog.findChildren(QWidget):
            one.ensurePolished()  # before that it has neither its font nor its padding
        layout.invalidate()
        high = layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
    dialog.resize(wide, min(high, room.height() - 40))


def set_kind(widget: QWidget, kind: str) -> None:
    """Change the kind of a widget that is already shown."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Elided(QLabel):
    """A label that cuts long text with an ellipsis and tells the whole of it in its tooltip."""

    def __init__(self, text: str = "", kind: str = "") -> None:
        super().__init__()
        self._whole = ""
        if kind:
            self.setProperty("kind", kind)
        self.setMinimumWidth(theme.px(40))
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        """Show a text as far as it fits."""
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._cut()

    def _cut(self) -> None:
        super().setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, max(self.width(), 20)))

    def minimumSizeHint(self) -> QSize:
        """It may become narrow."""
        return QSize(theme.px(40), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """As wide as the whole text."""
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 4, super().sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        """Cut anew."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._cut()
