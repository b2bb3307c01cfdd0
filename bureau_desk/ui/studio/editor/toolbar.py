"""The buttons over the text: kinds of lines, bold, lists, what can be inserted, finding, undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from bureau_desk.ui.pieces import Elided, icon_button
from bureau_desk.ui.studio.editor.picking import SIGNS
from bureau_desk.ui.theme import theme

STYLES = (
    ("正文", "paragraph", "Ctrl+Alt+0"), ("标题", "heading", "Ctrl+Alt+1"), ("小标题", "subheading", "Ctrl+Alt+2"),
    ("列表", "points", "Ctrl+Alt+L"), ("编号", "numbers", "Ctrl+Alt+O"), ("引语", "quote", "Ctrl+Alt+U"),
    ("出处", "source", ""),
)  # fmt: skip
INSERTS = (
    ("数字…", "number", "Ctrl+Alt+N", "ask"), ("图表…", "chart", "Ctrl+Alt+T", "chart"), ("表格…", "table", "Ctrl+Alt+G", "table"),
    ("手写表格", "written", "", "table"), ("图片…", "picture", "Ctrl+Alt+P", "picture"), ("名单", "names", "Ctrl+Alt+M", "names"),
    ("大数字", "big", "Ctrl+Alt+D", "big-number"), ("引语", "quote", "Ctrl+Alt+U", "quote"),
    ("页码引用…", "page", "Ctrl+Alt+R", "file"),
)  # fmt: skip


class Toolbar(QFrame):
    """Tells commands by the names of `keys.KEYS`; `sign_asked` a character to type."""

    commanded = Signal(str)
    sign_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "details")
        self.style_box = QComboBox()
        self.style_box.setAccessibleName("这一段是")
        self.style_box.setToolTip("这一段是什么（Ctrl+Alt+0 正文，1 标题，2 小标题，L 列表，O 编号，U 引语）")
        for words, name, _ in STYLES:
            self.style_box.addItem(words, name)
        self.style_box.activated.connect(lambda _: self.commanded.emit(str(self.style_box.currentData())))
        self.bold = self._words("B", "粗体（Ctrl+B）", "bold")
        self.bold.setFont(theme.font(11, bold=True))
        self.bold.setCheckable(True)
        self.insert = self._menu()
        self.state = Elided("", "small")
        self.words = Elided("", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(4))
        row.setSpacing(theme.px(4))
        self.undo = icon_button("undo", "撤销（Ctrl+Z）", lambda: self.commanded.emit("undo"))
        self.redo = icon_button("redo", "重做（Ctrl+Y）", lambda: self.commanded.emit("redo"))
        self.find = icon_button("search", "查找和替换（Ctrl+F）", lambda: self.commanded.emit("find"))
        self.panel = icon_button("details", "显示或隐藏右边的信息（F6 进入）", lambda: self.commanded.emit("fold"))
        for part in (self.style_box, self.bold, self.insert, self.undo, self.redo, self.find):
            row.addWidget(part)
        row.addSpacing(theme.px(8))
        row.addWidget(self.state, 1)
        row.addWidget(self.panel)

    def _words(self, words: str, tip: str, name: str) -> QToolButton:
        made = QToolButton()
        made.setText(words)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.setMinimumSize(theme.px(30), theme.px(30))
        made.clicked.connect(lambda _=False: self.commanded.emit(name))
        return made

    def _menu(self) -> QToolButton:
        from bureau_desk.ui import icons

        made = self._words("插入 ▾", "插入数字、图表、表格、图片、名单、符号", "")
        made.clicked.disconnect()
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        for words, name, key, icon in INSERTS:
            menu.addAction(
                self._action(menu, f"{words}\t{key}", lambda name=name: self.commanded.emit(name), icons.icon(icon))
            )
        signs = menu.addMenu("符号")
        for sign, words in SIGNS:
            signs.addAction(self._action(signs, f"{sign}　{words}", lambda sign=sign: self.sign_asked.emit(sign)))
        made.setMenu(menu)
        return made

    def _action(self, menu: QMenu, words: str, does: Callable[[], object], icon: object = None) -> QAction:
        made = QAction(words, menu)
        if icon is not None:
            made.setIcon(icon)  # type: ignore[arg-type]
        made.triggered.connect(lambda _=False: does())
        return made

    def show_state(self, kind: str, level: int, ordered: bool, bold: bool) -> None:
        """Show what the present line is."""
        names = {"heading": "heading" if level == 2 else "subheading", "list": "numbers" if ordered else "points"}
        place = self.style_box.findData(names.get(kind, kind))
        self.style_box.setCurrentIndex(place)
        self.bold.setChecked(bold)

    def set_read_only(self, wanted: bool) -> None:
        """Only finding stays."""
        for part in (self.style_box, self.bold, self.insert, self.undo, self.redo):
            part.setEnabled(not wanted)
