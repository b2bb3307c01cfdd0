"""The window the help is read in: it stays open beside the work, finds words in all pages and goes back and forth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QMarginsF, QSize, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QImage, QKeyEvent, QKeySequence, QPageSize, QPdfWriter, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from bureau_desk import __version__
from bureau_desk.ui.help import keys
from bureau_desk.ui.help.pages import FOLDER, page, pages, search
from bureau_desk.ui.help.topics import FIRST, KEYS
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.pieces import button, card, label, open_at
from bureau_desk.ui.theme import theme

PICTURE_WIDTH = 640  # px at 100 %


class HelpPage(QTextBrowser):
    """Shows a page; its pictures are made as wide as the page, smoothly and for the screen's own pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("说明")
        self.setOpenLinks(False)
        self.setProperty("kind", "page")

    def loadResource(self, kind: int, url: QUrl) -> Any:
        """A picture of the help folder."""
        picture = QImage(str(FOLDER / url.path()))
        if picture.isNull():
            return super().loadResource(kind, url)
        ratio = self.devicePixelRatioF()
        width = max(200, min(theme.px(PICTURE_WIDTH), self.viewport().width() - theme.px(24), picture.width()))
        picture = picture.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture


class HelpWindow(QDialog):
    """Contents at the left, a page at the right, over it what belongs to the field one came from; Esc closes."""

    def __init__(self, memory: Memory | None = None) -> None:
        super().__init__(None)
        theme.dress(self)
        self._memory = memory
        self._trail: list[tuple[str, str]] = []  # (page, card) in the order they were seen
        self._place = -1
        self.setWindowTitle("说明")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setWindowFlags(
            Qt.WindowType.Window | Qt.WindowType.WindowCloseButtonHint | Qt.WindowType.WindowMaximizeButtonHint
        )
        self._build()
        open_at(self, 960, 680)
        if memory is not None and (held := memory.get("help_geometry", "")):
            self.restoreGeometry(QByteArray.fromBase64(held.encode()))
        self.go(FIRST)

    def _build(self) -> None:
        self.find = QLineEdit()
        self.find.setPlaceholderText("查找，可用拼音首字母")
        self.find.setAccessibleName("查找说明")
        self.find.setClearButtonEnabled(True)
        self.find.textChanged.connect(lambda _: self._list())
        self.find.returnPressed.connect(self._enter)
        self.back = button("后退", lambda: self._step(-1))
        self.forward = button("前进", lambda: self._step(1))
        self.topics = QListWidget()
        self.topics.setFrameShape(QFrame.Shape.NoFrame)
        self.topics.setAccessibleName("说明目录")
        self.topics.setProperty("kind", "topics")
        self.topics.setWordWrap(True)
        self.topics.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.topics.currentItemChanged.connect(lambda item, _old: self._chosen(item))
        self.page = HelpPage()
        self.page.anchorClicked.connect(lambda url: self.go(url.path()))
        side = QWidget()
        side.setFixedWidth(theme.px(230))
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.find)
        left.addWidget(self.topics, 1)
        frame, inside = card()
        inside.addWidget(self.page)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(side)
        row.addWidget(frame, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(12))
        layout.addLayout(row, 1)
        layout.addLayout(self._foot())
        for keys_, does in (
            ("Alt+Left", self.back.click),
            ("Alt+Right", self.forward.click),
            ("Ctrl+F", self._to_find),
        ):
            QShortcut(QKeySequence(keys_), self, activated=does)
        self._list()

    def _foot(self) -> QHBoxLayout:
        self.sheet = button("快捷键另存为 PDF…", self._ask_pdf)
        self.print = button("打印快捷键…", self._print)
        foot = QHBoxLayout()
        for part in (self.back, self.forward):
            part.setAutoDefault(False)
            foot.addWidget(part)
        foot.addWidget(label(f"版本 {__version__}", "small"))
        foot.addStretch(1)
        for part in (self.print, self.sheet, button("关闭", self.close)):
            part.setAutoDefault(False)
            foot.addWidget(part)
        return foot

    # contents
    def _list(self) -> None:
        """List all pages, or those that hold what is looked for."""
        words = self.find.text().strip()
        shown = [(hit.page, hit.excerpt) for hit in search(words)] if words else [(one, "") for one in pages()]
        self.topics.blockSignals(True)
        self.topics.clear()
        for one, excerpt in shown:
            item = QListWidgetItem(f"{one.title}\n{excerpt}" if excerpt else one.title, self.topics)
            item.setSizeHint(QSize(0, theme.px(64 if excerpt else 32)))
            item.setData(Qt.ItemDataRole.UserRole, one.name)
        if words and not shown:
            item = QListWidgetItem("没有找到，请换一个词", self.topics)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.topics.blockSignals(False)
        self._mark()

    def _mark(self) -> None:
        """Set the line of the page that is seen."""
        seen = self._trail[self._place][0] if self._trail else ""
        self.topics.blockSignals(True)
        for place in range(self.topics.count()):
            if self.topics.item(place).data(Qt.ItemDataRole.UserRole) == seen:
                self.topics.setCurrentRow(place)
        self.topics.blockSignals(False)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(Qt.ItemDataRole.UserRole):
            self.go(item.data(Qt.ItemDataRole.UserRole))

    def _to_find(self) -> None:
        self.find.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find.selectAll()

    def _enter(self) -> None:
        """Show the first page found."""
        first = self.topics.item(0)
        if first is not None and first.data(Qt.ItemDataRole.UserRole):
            self.go(first.data(Qt.ItemDataRole.UserRole))
            self.topics.setFocus()

    # pages
    @property
    def name(self) -> str:
        """The page that is seen."""
        return self._trail[self._place][0] if self._trail else ""

    def go(self, name: str, card_html: str = "") -> None:
        """Show a page, under the card of a field when one is given; a name that no page has is passed over."""
        if page(name) is None or (self._trail and self._trail[self._place] == (name, card_html)):
            return
        self._trail = [*self._trail[: self._place + 1], (name, card_html)]
        self._place = len(self._trail) - 1
        self._show()

    def _step(self, by: int) -> None:
        if 0 <= self._place + by < len(self._trail):
            self._place += by
            self._show()

    def _show(self) -> None:
        name, card_html = self._trail[self._place]
        shown = page(name)
        if shown is not None:
            self.page.setHtml(card_html + shown.html)
            self.setWindowTitle(f"说明：{shown.title}")
        self.back.setEnabled(self._place > 0)
        self.forward.setEnabled(self._place < len(self._trail) - 1)
        for part in (self.print, self.sheet):
            part.setVisible(name == KEYS)
        self._mark()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc first takes back what is looked for, then closes."""
        if event.key() == Qt.Key.Key_Escape and self.find.text():
            self.find.clear()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focusWidget() is not self.topics:
            return
        super().keyPressEvent(event)

    # the sheet of keys
    def _sheet(self) -> QTextDocument:
        document = QTextDocument(self)
        document.setDefaultFont(theme.font(9))
        document.setDefaultStyleSheet("body, td, h2, h3 { color: black; }")
        document.setHtml(f"<body>{keys.keys_html()}</body>")
        return document

    def _ask_pdf(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "快捷键另存为 PDF", str(Path.home() / "快捷键.pdf"), "PDF 文件 (*.pdf)"
        )
        if name:
            self.save_pdf(Path(name))

    def save_pdf(self, out: Path) -> None:
        """Write the sheet of keys as an A4 PDF."""
        writer = QPdfWriter(str(out))
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(15, 15, 15, 15))
        writer.setTitle("快捷键")
        self._sheet().print_(writer)

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName("快捷键")
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._sheet().print_(printer)

    def done(self, result: int) -> None:
        """Remember the size and place."""
        self._remember()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the size and place."""
        self._remember()
        super().closeEvent(event)

    def _remember(self) -> None:
        if self._memory is not None:
            self._memory.put("help_geometry", bytes(self.saveGeometry().toBase64().data()).decode())
