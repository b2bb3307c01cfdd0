"""Named fields of the selected records: a value, nothing, or what another field holds; seen before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bureau_desk.app import bulk_edit
from bureau_desk.app.bulk_edit import Setting
from bureau_desk.domain.register import Field
from bureau_desk.ui.entering.review_dialog import ReviewDialog
from bureau_desk.ui.field_editors import Editor, make_editor
from bureau_desk.ui.pieces import button, icon_button, label
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.entering.entering import Entering

SET, CLEAR, TAKE = "set", "clear", "take"
PAUSE = 300  # ms after the last key before the plan is made anew
MOST = 6  # fields at once


def open_bulk(entering: Entering) -> None:
    """Ask what the selected records shall hold, beginning with the column that has the focus."""
    records, fields = entering.block()
    if records and entering.session.writable:
        BulkDialog(entering, records, next((one for one in fields if entering.is_open(one)), None)).open()


class _Line(QWidget):
    """One field with what it becomes."""

    def __init__(self, dialog: BulkDialog, field: Field | None) -> None:
        super().__init__()
        self._dialog = dialog
        self.field = QComboBox()
        self.field.setAccessibleName("字段")
        for one in dialog.open_fields:
            self.field.addItem(one.title, one.key)
        self.how = QComboBox()
        self.how.setAccessibleName("怎样改")
        for words, key in (("改为", SET), ("清空", CLEAR), ("取自另一栏", TAKE)):
            self.how.addItem(words, key)
        self.source = QComboBox()
        self.source.setAccessibleName("取自")
        for one in dialog.register.fields:
            self.source.addItem(one.title, one.key)
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.stack.addWidget(self.source)
        self.editor: Editor | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.field, 2)
        row.addWidget(self.how, 1)
        row.addWidget(self.stack, 4)
        row.addWidget(icon_button("close", "不改这一栏", lambda: dialog.drop(self), "quiet"))
        if field is not None:
            self.field.setCurrentIndex(self.field.findData(field.key))
        self.field.activated.connect(lambda _: self._renew())
        self.how.activated.connect(lambda _: self._show())
        self.source.activated.connect(lambda _: dialog.later())
        self._renew()

    def _renew(self) -> None:
        if self.editor is not None:
            self.stack.removeWidget(self.editor)
            self.editor.deleteLater()
        field = self._dialog.register.field(str(self.field.currentData()))
        assert field is not None
        self.editor = make_editor(self._dialog.session, field, self)
        self.editor.setAccessibleName(f"{field.title}改为")
        self.editor.setObjectName(f"bulk_{field.key}")
        self.editor.edited.connect(self._dialog.later)
        self.stack.addWidget(self.editor)
        self._show()

    def _show(self) -> None:
        how = self.how.currentData()
        shown: QWidget = self.source if how == TAKE else self.stack.widget(0)
        self.stack.setCurrentWidget(self.editor if how == SET and self.editor is not None else shown)
        self._dialog.later()

    def setting(self) -> Setting | None:
        """What the field becomes; None while nothing is typed."""
        key, how = str(self.field.currentData()), self.how.currentData()
        if how == TAKE:
            return Setting(key, source=str(self.source.currentData()))
        text = self.editor.text() if how == SET and self.editor is not None else ""
        return None if how == SET and not text.strip() else Setting(key, text)


class BulkDialog(ReviewDialog):
    """Only the named fields are touched; nothing is written before it was seen."""

    def __init__(self, entering: Entering, records: list[int], field: Field | None) -> None:
        self.session, self.register = entering.session, entering.page.register
        self.records = records
        self.open_fields = [one for one in self.register.fields if entering.is_open(one)]
        self.lines: list[_Line] = []
        self._pause = QTimer(interval=PAUSE, singleShot=True)
        super().__init__(entering, None, "批量修改")
        self._pause.setParent(self)
        self._pause.timeout.connect(self.read)
        self.add(field)

    def above(self) -> QWidget:
        """The fields that are named."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.addWidget(label(f"所选 {len(self.records):,} 条记录，只改下面点名的栏目："), 1)
        self.more = button("再改一栏", lambda: self.add(None), icon="add")
        self.more.setAutoDefault(False)
        head.addWidget(self.more)
        column.addLayout(head)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(8))
        column.addLayout(self._lines)
        return part

    def add(self, field: Field | None) -> None:
        """Name one more field."""
        taken = {str(one.field.currentData()) for one in self.lines}
        found = field or next((one for one in self.open_fields if one.key not in taken), None)
        line = _Line(self, found)
        self.lines.append(line)
        self._lines.addWidget(line)
        self.more.setEnabled(len(self.lines) < MOST)
        if line.editor is not None:
            line.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self, line: _Line) -> None:
        """Name one field less."""
        self.lines.remove(line)
        line.hide()
        line.deleteLater()
        self.more.setEnabled(True)
        self.later()

    def later(self) -> None:
        """Plan anew when typing pauses."""
        self.preview.plan = None
        self._tell()
        self._pause.start()

    def read(self) -> None:
        """Plan what is asked for."""
        self._pause.stop()
        settings = {one.field: one for line in self.lines if (one := line.setting())}
        if settings and not self._window.runner.running:
            job = bulk_edit.plan(self.session.desk, self.register.key, self.records, list(settings.values()))
            self.make_plan(job, len(self.records))
        elif settings:
            self._pause.start()

    def run(self) -> None:
        """Write; what was typed last is planned first."""
        if self._pause.isActive():
            self.read()
            return
        super().run()

    def summary(self) -> str:
        """Numbers, or what to do first."""
        return super().summary() if self.preview.plan is not None else "填好要改的内容，这里先列出每一条的原值和新值。"
