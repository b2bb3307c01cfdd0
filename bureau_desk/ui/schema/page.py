"""The page of fields and code lists: which there are at the left, their lines in the middle, one line's form at the right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.app import schema_editing
from bureau_desk.app.changes import Changes
from bureau_desk.app.schema_conversion import DryRun, dry_run
from bureau_desk.domain import overlay_codes, overlay_fields
from bureau_desk.domain.overlay import Laid
from bureau_desk.domain.overlay_fields import Step
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.register import Code
from bureau_desk.ui.pieces import button, empty_state, label
from bureau_desk.ui.schema.code_form import CodeForm
from bureau_desk.ui.schema.conversion_dialog import ConversionDialog
from bureau_desk.ui.schema.describing import code_lines, field_lines, left_lines
from bureau_desk.ui.schema.field_form import FieldForm
from bureau_desk.ui.schema.lines import Lines
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

FIELDS, CODES, NOTHING = 0, 1, 2


class SchemaPage(QWidget):
    """Every change is one step of the desk, taken back by undo like any other."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__()
        self._window, self._session = window, session
        self._uses: dict[str, int] = {}
        self._shown: tuple[str, str, str] | None = None
        self._drafts: dict[tuple[str, str, str], Any] = {}
        self.dialog: ConversionDialog | None = None
        self._build()
        self._connect()
        self.set_writable()
        self.refresh()

    def _build(self) -> None:
        self.places = Lines("台账和代码表")
        self.places.set_movable(False)
        self.lines = Lines("字段或选项")
        self.form, self.code_form = FieldForm(self._session), CodeForm(self._session)
        self.heading = label("", "heading")
        self.rename = button("改名…", self._ask_rename, "link")
        self.add = button("添加字段", self.begin_new, "primary", "add")
        self.notice = label("", "warning", wrap=True)
        self.hint = label("拖动或按 Alt+↑、Alt+↓ 调整次序", "small")
        nothing = empty_state(
            "settings",
            "字段与代码表",
            "在这里添加、改名、停用字段，调整次序，维护下拉选项。\n原有资料都会保留，每一步都可以撤销。",
        )
        self.forms = QStackedWidget()
        for part in (self.form, self.code_form, nothing):
            self.forms.addWidget(part)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.px(8))
        for part, least in ((self._left(), 170), (self._middle(), 250), (self._right(), 320)):
            part.setMinimumWidth(theme.px(least))
            self.splitter.addWidget(part)
        self.splitter.setSizes([theme.px(200), theme.px(400), theme.px(440)])
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setStretchFactor(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addWidget(label("字段与代码表", "title"))
        layout.addWidget(self.notice)
        layout.addWidget(self.splitter, 1)
        self.setTabOrder(self.places, self.rename)
        self.setTabOrder(self.rename, self.add)
        self.setTabOrder(self.add, self.lines)

    def _framed(self, *parts: QWidget) -> QFrame:
        frame = QFrame()
        frame.setProperty("kind", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(theme.px(4), theme.px(6), theme.px(4), theme.px(6))
        inside.setSpacing(theme.px(4))
        for part in parts:
            inside.addWidget(part)
        return frame

    def _left(self) -> QWidget:
        self.add_list = button("新建代码表…", self._ask_new_list, icon="add")
        return self._framed(self.places, self.add_list)

    def _middle(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(10), theme.px(2), theme.px(6), theme.px(2))
        row.addWidget(self.heading)
        row.addWidget(self.rename)
        row.addStretch(1)
        row.addWidget(self.add)
        self.hint.setContentsMargins(theme.px(10), 0, 0, theme.px(2))
        return self._framed(head, self.lines, self.hint)

    def _right(self) -> QWidget:
        return self._framed(self.forms)

    def _connect(self) -> None:
        self.places.chosen.connect(lambda _: self._show_place())
        self.lines.chosen.connect(lambda _: self._show_line())
        self.lines.moved.connect(self._moved)
        self.form.asked.connect(self._save_field)
        self.form.retire_asked.connect(self._retire)
        self.code_form.asked.connect(self._save_code)
        self.code_form.remove_asked.connect(self._remove_code)
        save = QShortcut(QKeySequence.StandardKey.Save, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save)
        new = QShortcut(QKeySequence.StandardKey.New, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.begin_new)

    # what is shown
    @property
    def laid(self) -> Laid:
        """The shipped schema, staff's changes, and what both make."""
        return self._session.desk.laid

    @property
    def place(self) -> tuple[str, str]:
        """What is looked at: ("register" or "codelist", key)."""
        kind, _, key = self.places.current_key().partition(":")
        return kind, key

    def refresh(self, line: str = "") -> None:
        """Read registers and code lists again; what is typed and not saved stays."""
        self.places.show_lines(left_lines(self._session.schema), self.places.current_key())
        self._show_place(line or self.lines.current_key())

    def set_writable(self) -> None:
        """Take over whether fields can be changed now."""
        writable = self._session.writable
        for one in (self.rename, self.add, self.add_list):
            one.setEnabled(writable)
        self.lines.set_movable(writable)
        words = ""
        if self._session.as_of is not None:
            words = "正在查看过去的台账：字段和代码表只能看，回到今天后可以修改。"
        elif self._session.desk.read_only:
            words = "台账以只读方式打开，字段和代码表只能看。"
        self.notice.setText("\n".join([words, *self.laid.notes]).strip())
        self.notice.setVisible(bool(self.notice.text()))

    def show_register(self, register: str, field: str = "") -> None:
        """Go to a register, and to one of its fields."""
        self.places.choose(f"register:{register}")
        if field:
            self.lines.choose(field)
        self.lines.setFocus()

    def _show_place(self, current: str = "") -> None:
        kind, key = self.place
        schema = self._session.schema
        if kind == "register":
            register = schema.registers[key]
            self.heading.setText(register.title)
            self.add.setText("添加字段")
            self.lines.show_lines(field_lines(register, self._session.today), current)
        elif kind == "codelist":
            listed = schema.codelists[key]
            self._uses = dict(schema_editing.code_uses(self._session.desk, key))
            self.heading.setText(listed.title)
            self.add.setText("添加选项")
            self.lines.show_lines(code_lines(listed, self._uses, self._session.today), current)
        if self._shown == (kind, key, ""):
            self._show(kind, key, "", new=True)  # a new one is being typed
        else:
            self._show_line()

    def _show_line(self) -> None:
        kind, key = self.place
        self._show(kind, key, self.lines.current_key())

    def _show(self, kind: str, key: str, line: str, new: bool = False) -> None:
        """Show a line's form, with what was typed there before and not saved."""
        form = self._form()
        if form is not None and self._shown is not None and (draft := form.draft()) is not None:
            self._drafts[self._shown] = draft
        self._shown, writable = (kind, key, line), self._session.writable
        if not kind or not (line or new):
            self.forms.setCurrentIndex(NOTHING)
            self._shown = None
            return
        if kind == "register":
            register = self._session.schema.registers[key]
            self.form.show_field(register, register.field(line), writable)
        else:
            listed = self._session.schema.codelists[key]
            code = listed.get(line)
            own = bool(code) and overlay_codes.is_own_code(self.laid.overlay, key, line)
            self.code_form.show_code(listed, code, self._uses.get(line, 0), own, writable)
        self.forms.setCurrentIndex(FIELDS if kind == "register" else CODES)
        kept = self._drafts.pop(self._shown, None)
        if kept is not None:
            self._form().take_up(kept)

    def _form(self) -> Any:
        return {FIELDS: self.form, CODES: self.code_form}.get(self.forms.currentIndex())

    # what staff do
    def begin_new(self) -> None:
        """An empty form, with the focus in its name."""
        kind, key = self.place
        if not self._session.writable or not kind:
            return
        self._show(kind, key, "", new=True)
        self._form().title.setFocus()

    def save(self) -> None:
        """Save the form that is shown."""
        form = self._form()
        if form is not None:
            form.ask()

    def _save_field(self, attributes: dict[str, Any], is_column: bool) -> None:
        _, register = self.place
        field = self.form.field
        try:
            if field is None:
                step, key = overlay_fields.add_field(self.laid, register, attributes)
            else:
                key = field.key
                step = overlay_fields.change_field(self.laid, register, key, attributes)
            step = self._with_column(step, register, key, is_column)
        except Misuse as misuse:
            self.form.show_problem(misuse.sentence())
            return
        if field is not None and overlay_fields.changes_shape(field, attributes):
            self._try(step, register, key)
        else:
            self._carry(step, line=key)

    def _with_column(self, step: Step, register: str, key: str, is_column: bool) -> Step:
        """The same step with the field among the first columns, or no longer."""
        laid = Laid.of(self.laid.base, step.overlay)
        columns = laid.schema.registers[register].columns
        if (key in columns) == is_column:
            return step
        wanted = [*columns, key] if is_column else [one for one in columns if one != key]
        chosen = overlay_fields.choose_columns(laid, register, wanted)
        return replace(chosen, summary=step.summary if step.overlay != self.laid.overlay else chosen.summary)

    def _try(self, step: Step, register: str, key: str) -> None:
        """Look what would not convert, and ask."""
        job = dry_run(self._session.desk, step, register, key)
        self._window.run_job("试转换", job, lambda found: self._show_dry_run(found, step, register, key))

    def _show_dry_run(self, found: object, step: Step, register: str, key: str) -> None:
        if not isinstance(found, DryRun):
            return
        if not found.filled:
            QTimer.singleShot(0, self, lambda: self._carry(step, (register, key), line=key))
            return
        title = self._session.schema.registers[register].title
        self.dialog = ConversionDialog(self, self._session.desk, title, found)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.carried_out.connect(lambda: self._carry(step, (register, key), line=key))
        self.dialog.record_chosen.connect(self._window.go_to_record)
        self.dialog.open()

    def _retire(self, day: str) -> None:
        _, register = self.place
        field = self.form.field
        if field is None:
            return
        try:
            on = overlay_fields.read_day(day)
            step = overlay_fields.change_field(self.laid, register, field.key, {"retired_on": on})
        except Misuse as misuse:
            self.form.show_problem(misuse.sentence())
            return
        self._carry(step, line=field.key)

    def _save_code(self, code: object, label_from: Any) -> None:
        _, key = self.place
        if not isinstance(code, Code):
            return
        try:
            if self.code_form.code is None:
                step = overlay_codes.add_code(self.laid, key, code)
            else:
                step = overlay_codes.change_code(self.laid, key, code, label_from)
        except Misuse as misuse:
            self.code_form.show_problem(misuse.sentence())
            return
        self._carry(step, line=code.code or code.label)

    def _remove_code(self, code: str) -> None:
        try:
            step = schema_editing.remove_unused_code(self._session.desk, self.place[1], code)
        except Misuse as misuse:
            self.code_form.show_problem(misuse.sentence())
            return
        self._carry(step)

    def _moved(self, line: str) -> None:
        kind, key = self.place
        order = self.lines.order()
        if kind == "register":
            register = self._session.schema.registers[key]
            sections = {
                name: title for name, title in order if (field := register.field(name)) and title != _section(field)
            }
            step = overlay_fields.order_fields(self.laid, key, [name for name, _ in order], sections)
        else:
            step = overlay_codes.order_codes(self.laid, key, [name for name, _ in order])
        self._carry(step, line=line)

    def _ask_rename(self) -> None:
        title = self.heading.text()
        text, given = QInputDialog.getText(self, "改名", "新的名称", QLineEdit.EchoMode.Normal, title)
        if given and text.strip() != title:
            self.rename_to(text)

    def rename_to(self, title: str) -> None:
        """Give the register or code list that is shown another title."""
        kind, key = self.place
        rename = overlay_fields.rename_register if kind == "register" else overlay_codes.rename_list
        try:
            self._carry(rename(self.laid, key, title))
        except Misuse as misuse:
            self._window.tell_trouble(misuse)

    def _ask_new_list(self) -> None:
        from bureau_desk.ui.schema.list_dialog import ListDialog

        dialog = ListDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def add_codelist(self, title: str, labels: list[str], ordered: bool) -> bool:
        """Make a code list and show it; False when its name is taken."""
        try:
            step, key = overlay_codes.add_list(self.laid, title, labels, ordered)
        except Misuse as misuse:
            self._window.tell_trouble(misuse)
            return False
        self._carry(step, then=f"codelist:{key}")
        return True

    def _carry(self, step: Step, converted: tuple[str, str] | None = None, then: str = "", line: str = "") -> None:
        """Carry a step out as a job; what is typed stays when it fails."""
        saved = self._shown

        def done(changes: object) -> None:
            if isinstance(changes, Changes):
                self._shown = None  # what is shown is saved now
                if saved is not None:
                    self._drafts.pop(saved, None)
                self.refresh(line)
                if then:
                    self.places.choose(then)
                QTimer.singleShot(0, self, lambda: self._window.tell(changes.summary, bool(changes.batch)))

        desk = self._session.desk
        self._window.run_job(step.summary, lambda: schema_editing.carry_out(desk, step, converted), done, writes=True)


def _section(field: Any) -> str:
    return field.section or "基本信息"
