"""The documents of one record: a list with their sizes, and what staff do with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from bureau_desk.app import attaching
from bureau_desk.app.attaching import Document
from bureau_desk.domain.attachment import Attached, safe_name
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.attachments.copies import copy_to_read
from bureau_desk.ui.help import topics
from bureau_desk.ui.name_dialog import NameDialog
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme


def files_in(mime: QMimeData | None) -> list[Path]:
    """The files on this machine that a drop or the clipboard names."""
    urls = mime.urls() if mime is not None and mime.hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


class AttachmentsPanel(QWidget):
    """Shows and changes the documents of a record; each change is a step of its own that undo takes back."""

    job_asked = Signal(str, object, object)  # title, job that writes, what takes its result
    told = Signal(str, bool)
    failed = Signal(object)
    counted = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.record: int | None = None
        self.register = ""
        self._documents: list[Document] = []
        self.model = TextModel(self)
        self.table = PlainTable("附件", (210, 80))
        self.table.setModel(self.model)
        self.table.activated.connect(lambda _: self.open_chosen())
        self.words = label("", "quiet", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setMargin(theme.px(20))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.words)
        self.add_button = button("添加…", self.ask_files, "primary", "add")
        self.open_button = button("打开", self.open_chosen, icon="open")
        self.save_button = button("另存为…", self.save_chosen)
        self.rename_button = button("改名…", self.rename_chosen)
        self.remove_button = button("移除", self.remove_chosen)
        self._lay()
        self._keys()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        session.changed.connect(self._changed)
        self._tell_state()

    def _lay(self) -> None:
        row = QGridLayout()
        row.setSpacing(theme.px(8))
        for place, one in enumerate((self.add_button, self.open_button, self.save_button)):
            row.addWidget(one, 0, place)
        for place, one in enumerate((self.rename_button, self.remove_button)):
            row.addWidget(one, 1, place + 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._stack, 1)
        layout.addLayout(row)

    def _keys(self) -> None:
        for keys, does in (("F2", self.rename_chosen), ("Delete", self.remove_chosen), ("Ctrl+V", self.paste)):
            made = QShortcut(QKeySequence(keys), self.table)
            made.setContext(Qt.ShortcutContext.WidgetShortcut)
            made.activated.connect(does)
        paste = QShortcut(QKeySequence("Ctrl+V"), self.add_button)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self.paste)
        self.add_button.setToolTip("选择文件；也可以把文件拖到这里，或复制文件后按 Ctrl+V")
        self.rename_button.setToolTip("改名（F2）")
        self.remove_button.setToolTip("移除（Delete），可以撤销")
        self.open_button.setToolTip("打开一份只读的副本（Enter）")

    # showing
    def show_record(self, register: str, record: int | None) -> None:
        """Show the documents of a record; None is one that is not saved yet."""
        self.register, self.record = register, record
        self._renew()

    def _renew(self) -> None:
        """Read the documents at once where they are seen; their number beside the form can wait for the next turn."""
        if self.isVisible() or self.record is None:
            self.refresh()
        else:
            self._later.start()

    def refresh(self) -> None:
        """Read the documents again."""
        self._later.stop()
        self._documents = self._read()
        self.model.show(("文件名", "大小"), [(one.attached.name, one.words) for one in self._documents], (1,))
        self.table.set_widths((210, 80))
        if self._documents:
            self.table.selectRow(0)
        self.counted.emit(len(self._documents))
        self._tell_state()

    def _read(self) -> list[Document]:
        field = attaching.field_of(self._session.register(self.register)) if self.register else None
        if self.record is None or field is None:
            return []
        row = self._session.rows(self.register, [self.record]).get(self.record)
        value = row.get(field.key) if row is not None else None
        if not isinstance(value, tuple) or not value:
            return []
        return attaching.documents(self._session.desk, self.record, value)

    def _changed(self, changes: object) -> None:
        if self.record is not None and self.record in getattr(changes, "records", ()):
            self._renew()

    def set_writable(self) -> None:
        """Take over whether documents can be changed now."""
        self._tell_state()

    def _tell_state(self) -> None:
        writable, some = self._session.writable and self.record is not None, bool(self._documents)
        self.add_button.setEnabled(writable)
        for one in (self.open_button, self.save_button):
            one.setEnabled(some)
        for one in (self.rename_button, self.remove_button):
            one.setEnabled(some and writable)
        if self.record is None:
            words = "请先保存这条记录（Ctrl+S），再添加附件。"
        elif not self._session.writable:
            words = "没有附件。"
        else:
            most = attaching.limits(self._session.desk).file
            words = f"还没有附件。\n\n把批复、证书等文件拖到这里，或按“添加…”。文件存进台账，随备份一起保存；每份不超过 {most} MB。"
        self.words.setText(words)
        self._stack.setCurrentIndex(0 if some else 1)

    @property
    def chosen(self) -> Attached | None:
        """The document that is selected."""
        row = self.table.currentIndex().row()
        row = row if row >= 0 else 0
        return self._documents[row].attached if row < len(self._documents) else None

    # changing
    def ask_files(self) -> None:
        """Choose files to attach."""
        names, _ = QFileDialog.getOpenFileNames(self, "添加附件", str(Path.home()), "所有文件 (*)")
        self.add([Path(name) for name in names])

    def paste(self) -> None:
        """Attach the files, or the picture, on the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        files = files_in(mime)
        if files:
            self.add(files)
        elif mime is not None and mime.hasImage():
            self._add_picture(QGuiApplication.clipboard().image())

    def _add_picture(self, picture: QImage) -> None:
        if self.record is None or not self._session.writable:
            return
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")  # type: ignore[call-overload]
        name = f"剪贴板图片 {self._session.desk.now().replace('T', ' ').replace(':', '')}.png"
        self._try(lambda: attaching.add_contents(self._session.desk, self.record or 0, name, buffer.data().data()))

    def add(self, paths: Sequence[Path]) -> None:
        """Attach files, as a job that the window runs."""
        if not paths or self.record is None:
            return
        if not self._session.writable:
            self.failed.emit(Trouble("没有添加附件：台账现在只读。", "请回到今天，或取得编辑权后再试。"))
            return
        desk, record, files = self._session.desk, self.record, list(paths)
        self.job_asked.emit("添加附件", lambda: attaching.add(desk, record, files), self._added)

    def _added(self, result: object) -> None:
        if isinstance(result, attaching.Added):
            words = "；".join((result.changes.summary, *result.left_out))
            QTimer.singleShot(0, self, lambda: self.told.emit(words, True))  # after the runner's own line

    def open_chosen(self) -> None:
        """Open a copy in the program that the system has for it."""
        entry = self.chosen
        if entry is None:
            return
        try:
            path = copy_to_read(self._session.desk, entry)
        except Trouble as trouble:
            self.failed.emit(trouble)
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.failed.emit(Trouble(f"系统没有能打开“{entry.name}”的程序。", "请“另存为…”后用合适的程序打开。"))

    def save_chosen(self) -> None:
        """Write the document to a file."""
        entry = self.chosen
        if entry is None:
            return
        name, _ = QFileDialog.getSaveFileName(self, "附件另存为", str(Path.home() / entry.name))
        if name and self._try(lambda: attaching.save_as(self._session.desk, entry, Path(name))):
            self.told.emit(f"已另存为 {Path(name).name}", False)

    def rename_chosen(self) -> None:
        """Ask for another name."""
        entry = self.chosen
        if entry is None or not self.rename_button.isEnabled():
            return
        dialog = NameDialog("附件改名", entry.name, lambda name: self.rename(entry, name), self, verb="改名")
        dialog.setProperty("help", topics.ORGANISATION)
        dialog.open()

    def rename(self, entry: Attached, name: str) -> bool:
        """Give a document another name; False when that name cannot be taken."""
        if not name.strip() or safe_name(name) == entry.name:
            return bool(name.strip())
        return self._try(lambda: attaching.rename(self._session.desk, self.record or 0, entry, name))

    def remove_chosen(self) -> None:
        """Take the document off the record; undo brings it back."""
        entry = self.chosen
        if entry is not None and self.remove_button.isEnabled():
            self._try(lambda: attaching.remove(self._session.desk, self.record or 0, [entry]))

    def _try(self, does: Callable[[], object]) -> bool:
        try:
            result = self._session.attempt(does)
        except Trouble as trouble:
            self.failed.emit(trouble)
            return False
        summary = getattr(getattr(result, "changes", result), "summary", "")
        if summary:
            self.told.emit(summary, True)
        return True
