"""The settings: who is named in the history, light or dark, how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.ui.attachments.limits import LimitsRow
from bureau_desk.ui.pieces import button, card, label
from bureau_desk.ui.theme import SCALES, theme
from bureau_desk.ui.window_page import WindowPage

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

THEMES = (("system", "跟随系统"), ("light", "浅色"), ("dark", "深色"))


class SettingsPage(WindowPage):
    """Every choice holds at once; there is nothing to confirm."""

    def __init__(self, window: MainWindow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self.author = QLineEdit(window.memory.settings.author)
        self.author.setPlaceholderText(window.author)
        self.author.setAccessibleName("经办人姓名")
        self.author.setMaximumWidth(theme.px(280))
        self.author.editingFinished.connect(self._take_author)
        frame, inside = card()
        form = QFormLayout()
        form.setHorizontalSpacing(theme.px(24))
        form.setVerticalSpacing(theme.px(16))
        form.addRow("经办人", self.author)
        form.addRow("", label("写入修改历史；下次打开台账时生效。", "small"))
        self.themes = self._choices(THEMES, theme.name, self._take_theme)
        form.addRow("外观", self.themes[0])
        scales = tuple((str(scale), f"{scale}%") for scale in SCALES)
        self.scales = self._choices(scales, str(theme.scale), self._take_scale)
        form.addRow("文字与间距", self.scales[0])
        inside.addLayout(form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(12))
        layout.addWidget(label("设置", "title"))
        layout.addWidget(frame)
        layout.addWidget(self._desk_card())
        layout.addStretch(1)

    def _choices(
        self, choices: tuple[tuple[str, str], ...], present: str, take: object
    ) -> tuple[QWidget, dict[str, QPushButton]]:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        group = QButtonGroup(part)
        buttons: dict[str, QPushButton] = {}
        for key, words in choices:
            made = button(words)
            made.setCheckable(True)
            made.setChecked(key == present)
            made.clicked.connect(lambda _=False, key=key: take(key))  # type: ignore[operator]
            group.addButton(made)
            row.addWidget(made)
            buttons[key] = made
        row.addStretch(1)
        return part, buttons

    def _desk_card(self) -> QWidget:
        frame, inside = card()
        session = self._window.session
        inside.addWidget(label("当前台账", "heading"))
        inside.addWidget(label(str(session.desk.path) if session else "没有打开台账", "quiet", wrap=True))
        row = QHBoxLayout()
        backup = button("另存备份…", self._backup, icon="save")
        backup.setEnabled(session is not None)
        schema = button("字段与代码表…", lambda: self._window.show_place("schema"), icon="columns")
        schema.setObjectName("schema")
        schema.setEnabled(session is not None)
        row.addWidget(backup)
        row.addWidget(schema)
        readings = button("拼音读音…", self.open_readings)
        readings.setToolTip("记下词典读错的词，搜索和按名称排序照此读")
        readings.setEnabled(session is not None)
        row.addWidget(readings)
        row.addStretch(1)
        inside.addLayout(row)
        if session is not None:
            self.limits = LimitsRow(session)
            self.limits.told.connect(self._window.tell)
            self.limits.failed.connect(self._window.tell_trouble)
            inside.addWidget(self.limits)
        return frame

    def set_writable(self) -> None:
        """Take over whether the limits of documents can be changed now."""
        if self._window.session is not None:
            self.limits.setEnabled(self._window.session.writable)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell the documents as they stand now: the page may have been made long ago."""
        super().showEvent(event)
        if self._window.session is not None:
            self.limits.refresh()

    def open_readings(self) -> QDialog:
        """Open the list of words that staff read otherwise than the dictionary."""
        from bureau_desk.ui.readings.dialog import ReadingsDialog

        made = ReadingsDialog(self._window)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.open()
        return made

    def _backup(self) -> None:
        from pathlib import Path

        from PySide6.QtWidgets import QFileDialog

        from bureau_desk.domain.problem import Trouble

        session = self._window.session
        if session is None:
            return
        offered = session.desk.path.with_name(f"{session.desk.path.stem}_{session.today.isoformat()}备份.desk")
        name, _ = QFileDialog.getSaveFileName(self, "另存备份", str(offered), "台账 (*.desk)")
        if not name:
            return
        try:
            session.backup(Path(name))
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return
        self._window.tell(f"已备份到 {Path(name).name}")

    def _take_author(self) -> None:
        name = self.author.text().strip()
        self._window.memory.settings.author = name
        self._window.memory.save()
        if name:
            self._window.author = name

    def _take_theme(self, name: str) -> None:
        self._window.memory.settings.theme = name
        self._apply(name, theme.scale)

    def _take_scale(self, text: str) -> None:
        self._window.memory.settings.scale = int(text)
        self._apply(theme.name, int(text))

    def _apply(self, name: str, scale: int) -> None:
        self._window.memory.save()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            # after the click is over: the whole window, this page among it, is made anew
            QTimer.singleShot(0, self._window, lambda: self._rebuild(application, name, scale))

    def _rebuild(self, application: QApplication, name: str, scale: int) -> None:
        theme.apply(application, name, scale)
        self._window.rebuild()
