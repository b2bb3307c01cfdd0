"""What stands beside the text: the front matter, the card or number that is chosen, the proofreader's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from bureau_desk.ui.pieces import scrolled
from bureau_desk.ui.studio.editor.card_panel import CardPanel
from bureau_desk.ui.studio.editor.chip_panel import ChipPanel
from bureau_desk.ui.studio.editor.front import Front
from bureau_desk.ui.studio.editor.living import Living
from bureau_desk.ui.studio.editor.proof_panel import ProofPanel
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

_HINT = "在正文里单击数字或卡片，这里显示它的内容；按回车进入修改。"


class Side(QFrame):
    """Three tabs; the middle one follows what is chosen in the text."""

    def __init__(self, window: MainWindow, living: Living, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "details")
        self.setMinimumWidth(theme.px(240))
        self.front, self.cards = Front(living), CardPanel(living)
        self.numbers, self.proof = ChipPanel(window, living), ProofPanel()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        for words in ("篇目", "所选", "校对"):
            self.tabs.addTab(words)
        self._stack, self._chosen = QStackedWidget(), QStackedWidget()
        self._chosen.addWidget(_nothing())
        self._chosen.addWidget(scrolled(self.cards))
        self._chosen.addWidget(scrolled(self.numbers))
        for page in (scrolled(self.front), self._chosen, self.proof):
            self._stack.addWidget(page)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)

    def show_panel(self, name: str) -> None:
        """Show front | cards | numbers | proof."""
        self.setVisible(True)
        if name in ("cards", "numbers"):
            self._chosen.setCurrentIndex(1 if name == "cards" else 2)
        self.tabs.setCurrentIndex({"front": 0, "proof": 2}.get(name, 1))

    def take_focus(self) -> None:
        """Go from the text to what is shown here."""
        self.setVisible(True)
        targets: tuple[QWidget, ...] = (self.front.fields["title"], self.tabs, self.proof.list)
        if self.tabs.currentIndex() == 1 and self._chosen.currentIndex():
            target = self.cards.first if self._chosen.currentIndex() == 1 else self.numbers.form
            (target or self.tabs).setFocus()
            return
        targets[self.tabs.currentIndex()].setFocus()

    def tell_count(self, count: int) -> None:
        """Tell how many problems there are."""
        self.tabs.setTabText(2, f"校对 {count}" if count else "校对")


def _nothing() -> QWidget:
    from bureau_desk.ui.pieces import label

    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(16))
    column.addWidget(label(_HINT, "quiet", wrap=True))
    column.addStretch(1)
    return made
