"""The page of fields and code lists: which there are at the left, their lines in the middle, one line's form at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.app import schema_editing
from bureau_desk.domain import overlay_codes
from bureau_desk.domain.overlay import Laid
from bureau_desk.ui.help import topics
from bureau_desk.ui.name_dialog import NameDialog
from bureau_desk.ui.pieces import Elided, button, empty_state, label
from bureau_desk.ui.schema.code_form import CodeForm
from bureau_desk.ui.schema.describing import code_lines, field_lines, left_lines
from bureau_desk.ui.schema.field_form import FieldForm
from bureau_desk.ui.schema.lines import Lines
from bureau_desk.ui.schema.steps import SchemaSteps
from bureau_desk.ui.seen_page import SeenPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

FIELDS, CODES, NOTHING = 0, 1, 2


class SchemaPage(SeenPage):
    """Every change is one step of the desk, taken back by undo like any other."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__()
        self._window, self._session = window, session
        self._uses: dict[str, int] = {}
        self._shown: tuple[str, str, str] | None = None
        self._drafts: dict[tuple[str, str, str], Any] = {}
        self._build()
        self.steps = SchemaSteps(self, window, session)
        self.steps.carried.connect(self._carried)
        self._connect()
        self.set_writable()
        self._read_now()

    def _build(self) -> None:
        self.places = Lines("台账和代码表")
        self.places.set_movable(False)
        self.lines = Lines("字段或选项")
        self.form, self.code_form = FieldForm(self._session), CodeForm(self._session)
        self.heading = Elided("", "heading")
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
        self.heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
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
        self.lines.moved.connect(self.steps.move)
        self.form.asked.connect(self.steps.save_field)
        self.form.retire_asked.connect(self.steps.retire)
        self.code_form.asked.connect(self.steps.save_code)
        self.code_form.remove_asked.connect(self.steps.remove_code)
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

    def _read(self, line: str = "") -> None:
        """List registers and code lists; what is typed and not saved stays."""
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
            self.heading.set_whole(register.title)
            self.add.setText("添加字段")
            self.lines.show_lines(field_lines(register, self._session.today), current)
        elif kind == "codelist":
            listed = schema.codelists[key]
            self._uses = dict(schema_editing.code_uses(self._session.desk, key))
            self.heading.set_whole(listed.title)
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

    @property
    def shown(self) -> tuple[str, str, str] | None:
        """What the form shows: kind, key and line, '' for a new line."""
        return self._shown

    def save(self) -> None:
        """Save the form that is shown."""
        form = self._form()
        if form is not None:
            form.ask()

    def _ask_rename(self) -> None:
        title = self._title()
        dialog = NameDialog(
            "改名", title, lambda text: text.strip() == title or self.steps.rename_to(text), self, verb="改名"
        )
        dialog.setProperty("help", topics.SCHEMA)
        dialog.open()

    def _title(self) -> str:
        kind, key = self.place
        schema = self._session.schema
        return schema.registers[key].title if kind == "register" else schema.codelists[key].title

    def _ask_new_list(self) -> None:
        from bureau_desk.ui.schema.list_dialog import ListDialog

        dialog = ListDialog(self.steps.add_codelist, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _carried(self, saved: tuple[str, str, str] | None, then: str, line: str) -> None:
        """Show what is now, after a step was carried out."""
        self._shown = None  # what is shown is saved now
        if saved is not None:
            self._drafts.pop(saved, None)
        if line:
            self._read(line)
        else:
            self.refresh()
        if then:
            self.places.choose(then)
