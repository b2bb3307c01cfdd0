"""What the two panels that publish share: where files go, which style they take, a form over its result."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from bureau_desk.app import styles
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.issue_result import open_path
from bureau_desk.ui.pieces import button, scrolled
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

_PLACE = "studio_out"


class FilePath(QWidget):
    """A line for a path, with a button that asks for it."""

    def __init__(self, name: str, verb: str, ask: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line, self._ask = QLineEdit(), ask
        self.line.setAccessibleName(name)
        self.choose = button(verb, self.ask)
        self.choose.setAccessibleName(f"{name}：{verb}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.line, 1)
        row.addWidget(self.choose)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        """The path as it stands."""
        return self.line.text().strip()

    def setText(self, text: str) -> None:
        """Put a path in."""
        self.line.setText(text)

    def ask(self) -> None:
        """Ask for a path; the one that stands stays when none is chosen."""
        if chosen := self._ask():
            self.line.setText(chosen)


class OutFolder(FilePath):
    """Where files are written; the folder beside is remembered for the next issue."""

    def __init__(self, window: MainWindow, what: str, parent: QWidget | None = None) -> None:
        super().__init__("输出到", "更改…", self._folder, parent)
        self._window, self._what = window, what

    def _folder(self) -> str:
        name = QFileDialog.getExistingDirectory(self, "输出文件夹", self.text())
        if name:
            self._window.memory.put(_PLACE, str(Path(name).parent))
        return name

    def offer(self, title: str) -> None:
        """Offer a folder for an issue unless one stands there."""
        if not self.text():
            documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
            name = re.sub(r'[\\/:*?"<>|\s]+', "", title) or "期刊"
            self.line.setText(str(Path(self._window.memory.get(_PLACE, documents)) / f"{name}_{self._what}"))


class StyleChoice(QWidget):
    """The looks an issue may take; a shipped one is copied to be changed in Word. Tells `changed()` by staff."""

    changed = Signal()

    def __init__(self, window: MainWindow, own: str = "", parent: QWidget | None = None) -> None:
        """`own` are the words for the look that the issue names itself."""
        super().__init__(parent)
        self._window, self._own = window, own
        self.named = "A"  # the look that the issue names
        self.box = QComboBox()
        self.box.setAccessibleName("版式")
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(10)
        self.box.activated.connect(lambda _: self.changed.emit())
        self.copy = button("复制样式来修改", self.copy_to_edit, "link")
        self.copy.setToolTip("把这个版式的样式文件复制到自己的样式文件夹，用 Word 或 WPS 改好存盘，发布时自动采用")
        self.folder = button("样式文件夹", self.open_folder, "link")
        self.folder.setToolTip(
            "打开自己的样式文件夹；放进名为“我局-A.docx”的文件就多一个版式，删去文件就回到随程序的样式"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for widget, stretch in ((self.box, 1), (self.copy, 0), (self.folder, 0)):
            row.addWidget(widget, stretch)
        self.setFocusProxy(self.box)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Files may have come or gone since it was seen last."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """List the looks as they are there now, the chosen one staying chosen."""
        held = self.chosen()
        self.box.clear()
        if self._own:
            self.box.addItem(self._own, "")
        for look in styles.choices():
            self.box.addItem(look.title, look.name)
        self.choose(held)

    def chosen(self) -> str:
        """The name of the look; '' for the one that the issue names."""
        return str(self.box.currentData() or "")

    def choose(self, name: str) -> None:
        """Choose a look; one that is not there is shown as missing."""
        if name and self.box.findData(name) < 0:
            self.box.addItem(f"{name}（本机没有这种版式）", name)
        self.box.setCurrentIndex(max(0, self.box.findData(name)))

    def copy_to_edit(self) -> None:
        """Copy the style file of the chosen look and open it in the system's word processor."""
        name = (self.chosen() or self.named).rpartition("-")[2]
        try:
            path = styles.copy_to_edit(name)
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return
        self.refresh()
        self._window.tell(f"样式文件在 {path}：改好存盘后再发布即可。")
        open_path(path)

    def open_folder(self) -> None:
        """Open the folder of staff's own style files; it is made when it is not there."""
        folder = styles.styles_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._window.tell_trouble(
                Trouble(f"样式文件夹建不起来：{error.strerror or error}。", "请检查用户文件夹的权限。")
            )
            return
        open_path(folder)


def over_result(panel: QWidget, form: QWidget, *results: QWidget) -> QScrollArea:
    """Lay a panel out: the form above what came of it, scrolled together where there is little room."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, theme.px(8), 0)
    column.setSpacing(theme.px(12))
    column.addWidget(form)
    for one in results:
        column.addWidget(one, 1)
    whole = QVBoxLayout(panel)
    whole.setContentsMargins(0, 0, 0, 0)
    area = scrolled(page)
    whole.addWidget(area)
    return area


def bring_into_view(area: QScrollArea, result: QWidget) -> None:
    """Scroll to what came of it, once it has been laid out; the form above goes out of view where there is no room."""

    def scroll() -> None:
        top = result.mapTo(area.widget(), result.rect().topLeft()).y()
        if top + result.height() > area.verticalScrollBar().value() + area.viewport().height():
            area.verticalScrollBar().setValue(top)

    QTimer.singleShot(0, result, scroll)
