"""What staff ask for on the page of fields and code lists, carried out as steps of the desk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from bureau_desk.app import schema_editing
from bureau_desk.app.changes import Changes
from bureau_desk.app.schema_conversion import DryRun, dry_run
from bureau_desk.domain import overlay_codes, overlay_fields
from bureau_desk.domain.overlay import Laid
from bureau_desk.domain.overlay_fields import Step
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.register import Code
from bureau_desk.ui.schema.conversion_dialog import ConversionDialog

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.schema.page import SchemaPage
    from bureau_desk.ui.session import Session


class SchemaSteps(QObject):
    """Every change is one step, taken back by undo like any other; what is wrong with it is told in its form."""

    carried = Signal(object, str, str)  # what the form showed, the place to go to or '', the line to show or ''

    def __init__(self, page: SchemaPage, window: MainWindow, session: Session) -> None:
        super().__init__(page)
        self._page, self._window, self._session = page, window, session
        self.dialog: ConversionDialog | None = None

    @property
    def _laid(self) -> Laid:
        return self._session.desk.laid

    def save_field(self, attributes: dict[str, Any], is_column: bool) -> None:
        """Add the field of the form, or change it."""
        _, register = self._page.place
        field = self._page.form.field
        try:
            if field is None:
                step, key = overlay_fields.add_field(self._laid, register, attributes)
            else:
                key = field.key
                step = overlay_fields.change_field(self._laid, register, key, attributes)
            step = self._with_column(step, register, key, is_column)
        except Misuse as misuse:
            self._page.form.show_problem(misuse.sentence())
            return
        if field is not None and overlay_fields.changes_shape(field, attributes):
            self._try(step, register, key)
        else:
            self._carry(step, line=key)

    def _with_column(self, step: Step, register: str, key: str, is_column: bool) -> Step:
        """The same step with the field among the first columns, or no longer."""
        laid = Laid.of(self._laid.base, step.overlay)
        columns = laid.schema.registers[register].columns
        if (key in columns) == is_column:
            return step
        wanted = [*columns, key] if is_column else [one for one in columns if one != key]
        chosen = overlay_fields.choose_columns(laid, register, wanted)
        return replace(chosen, summary=step.summary if step.overlay != self._laid.overlay else chosen.summary)

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
        self.dialog = ConversionDialog(self._page, self._session.desk, title, found)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.carried_out.connect(lambda: self._carry(step, (register, key), line=key))
        self.dialog.record_chosen.connect(self._window.go_to_record)
        self.dialog.open()

    def retire(self, day: str) -> None:
        """Retire the field of the form from an ISO day, or bring it back with ''."""
        _, register = self._page.place
        field = self._page.form.field
        if field is None:
            return
        try:
            on = overlay_fields.read_day(day)
            step = overlay_fields.change_field(self._laid, register, field.key, {"retired_on": on})
        except Misuse as misuse:
            self._page.form.show_problem(misuse.sentence())
            return
        self._carry(step, line=field.key)

    def save_code(self, code: object, label_from: Any) -> None:
        """Add the option of the form, or change it."""
        _, key = self._page.place
        if not isinstance(code, Code):
            return
        try:
            if self._page.code_form.code is None:
                step = overlay_codes.add_code(self._laid, key, code)
            else:
                step = overlay_codes.change_code(self._laid, key, code, label_from)
        except Misuse as misuse:
            self._page.code_form.show_problem(misuse.sentence())
            return
        self._carry(step, line=code.code or code.label)

    def remove_code(self, code: str) -> None:
        """Take an unused option of one's own out of its list."""
        try:
            step = schema_editing.remove_unused_code(self._session.desk, self._page.place[1], code)
        except Misuse as misuse:
            self._page.code_form.show_problem(misuse.sentence())
            return
        self._carry(step)

    def move(self, line: str) -> None:
        """Keep the order in which the lines now stand."""
        kind, key = self._page.place
        order = self._page.lines.order()
        if kind == "register":
            register = self._session.schema.registers[key]
            sections = {
                name: title for name, title in order if (field := register.field(name)) and title != _section(field)
            }
            step = overlay_fields.order_fields(self._laid, key, [name for name, _ in order], sections)
        else:
            step = overlay_codes.order_codes(self._laid, key, [name for name, _ in order])
        self._carry(step, line=line)

    def rename_to(self, title: str) -> bool:
        """Give the register or code list that is shown another title; False when that name cannot be taken."""
        kind, key = self._page.place
        rename = overlay_fields.rename_register if kind == "register" else overlay_codes.rename_list
        try:
            self._carry(rename(self._laid, key, title))
        except Misuse as misuse:
            self._window.tell_trouble(misuse)
            return False
        return True

    def add_codelist(self, title: str, labels: list[str], ordered: bool) -> bool:
        """Make a code list and show it; False when its name is taken."""
        try:
            step, key = overlay_codes.add_list(self._laid, title, labels, ordered)
        except Misuse as misuse:
            self._window.tell_trouble(misuse)
            return False
        self._carry(step, then=f"codelist:{key}")
        return True

    def _carry(self, step: Step, converted: tuple[str, str] | None = None, then: str = "", line: str = "") -> None:
        """Carry a step out as a job; what is typed stays when it fails."""
        saved = self._page.shown

        def done(changes: object) -> None:
            if isinstance(changes, Changes):
                self.carried.emit(saved, then, line)
                QTimer.singleShot(0, self, lambda: self._window.tell(changes.summary, bool(changes.batch)))

        desk = self._session.desk
        self._window.run_job(step.summary, lambda: schema_editing.carry_out(desk, step, converted), done, writes=True)


def _section(field: Any) -> str:
    return field.section or "基本信息"
