"""What is entered on one register's page: cells saved and kept, filling, pasting, copying out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from bureau_desk.app.jobs import Job, finish
from bureau_desk.domain.problem import Severity, Trouble
from bureau_desk.domain.register import Field
from bureau_desk.ui.entering.grid_keys import GridKeys
from bureau_desk.ui.form_fields import is_computed
from bureau_desk.ui.time.correction import attempt

if TYPE_CHECKING:
    from bureau_desk.app.changes import Changes
    from bureau_desk.app.edit_plan import EditPlan
    from bureau_desk.ui.registers_page import RegisterPage

AT_ONCE = 400  # cells; more are written as a job
KEPT_WORDS = "没有保存，已留作草稿："


class Entering(QObject):
    """The one path from what staff type, fill or paste in the table to the desk; it is the delegate's keeper."""

    def __init__(self, page: RegisterPage) -> None:
        super().__init__(page)
        self.page, self.table = page, page.table
        self.delegate = page.table.delegate
        self.keys = GridKeys(self.table, self.delegate)
        self.delegate.keeper = self
        self.delegate.step_asked.connect(self.keys.step)
        self.table.view.keys = self.keys

    @property
    def session(self) -> Any:
        """The open desk."""
        return self.page.session

    @property
    def register(self) -> str:
        """The key of the page's register."""
        return self.page.register.key

    # cells
    def save_cell(self, record: int, key: str, text: str) -> str:
        """Save one cell by the rule path of the form; the sentence why not, '' when it is saved.

        A cell answers for what it changes: gaps elsewhere in an old row do not hinder it.
        """
        if why := self.hindered():
            return why
        draft = self.session.read(self.register, {key: text}, record)
        elsewhere = any(one.field != key for one in draft.problems)
        before = self.session.read(self.register, {}, record).problems if elsewhere else ()
        fresh = tuple(one for one in draft.problems if one not in before or one.field == key)
        hard = next((one for one in fresh if one.severity is Severity.HARD), None)
        if hard is not None:
            return str(hard.message)
        try:
            changes = self.session.save(replace(draft, problems=fresh))
        except Trouble as trouble:
            return trouble.sentence()
        self.session.drafts.drop(self.register, record, key)
        if changes.records:
            self.page.told.emit(changes.summary, True)
        return ""

    def hindered(self) -> str:
        """Why nothing can be saved now; '' when it can. A cell may have been opened before that."""
        if self.session.writable:
            return ""
        if self.session.as_of is not None:
            return f"现在看的是 {self.session.as_of} 的台账，只能查看；回到今天后再保存。"
        if self.session.busy:
            return f"“{self.page.window().runner.title}”还没有完成，请等它完成后再做。"  # type: ignore[attr-defined]
        return "这份台账现在只能查看。"

    def keep_cell(self, record: int, key: str, text: str, stored: str) -> None:
        """Keep a text that is being typed."""
        self.session.drafts.add(self.register, record, key, text, stored, self.session.desk.now())

    def give_up_cell(self, record: int, key: str) -> None:
        """Forget what was typed in a cell."""
        self.session.drafts.drop(self.register, record, key)

    def leave_cell(self, record: int, key: str, text: str, sentence: str) -> None:
        """A refused text was left: its record keeps it, and the form shows it."""
        form = self.page.details.form
        if form.record == record and self.page.details.shown:
            form.take(key, text)
        self.page.told.emit(f"{KEPT_WORDS}{sentence}", False)

    def fill_selection(self, record: int, key: str, text: str) -> str:
        """Ctrl+Enter: the typed text into every selected cell that can hold it."""
        records, fields = self.block()
        wanted = [one for one in fields if self.is_open(one)]
        if record not in records or key not in [one.key for one in wanted]:
            return self.save_cell(record, key, text)
        return self.write([(one, {field.key: text for field in wanted}) for one in records], "填写")

    # blocks
    def block(self) -> tuple[list[int], list[Field]]:
        """The selected records and fields, in the order of the table."""
        return self.table.block()

    def is_open(self, field: Field) -> bool:
        """Whether staff fill a field in."""
        return not is_computed(self.page.register, field)

    def clear(self) -> str:
        """Delete: empty the selected cells that staff fill in, as one step. The sentence why not."""
        from bureau_desk.ui.entering import filling

        return filling.clear(self)

    def fill_down(self) -> None:
        """Ctrl+D: the first selected row into those below; of a single row, from the row above it."""
        from bureau_desk.ui.entering import filling

        self.tell_refused(filling.fill_down(self))

    def fill_right(self) -> None:
        """Ctrl+R: the first selected column into those at its right; of a single column, from the one at its left."""
        from bureau_desk.ui.entering import filling

        self.tell_refused(filling.fill_right(self))

    def write(self, rows: Sequence[tuple[int, Mapping[str, str]]], what: str, valid_from: str | None = None) -> str:
        """Write texts into records as one step; where one is refused, the preview shows which. The sentence why not."""
        from bureau_desk.app import bulk_edit

        if not rows:
            return ""
        desk, register = self.session.desk, self.register
        cells = sum(len(texts) for _, texts in rows)
        return self.do(lambda: bulk_edit.fill(desk, register, rows, what, valid_from), cells, what)

    def do(self, job: Callable[[], Job[EditPlan | Changes]], cells: int, what: str) -> str:
        """Write by a job: few cells at once, many beside the window. The sentence why not."""
        if not cells:
            return ""
        if why := self.hindered():
            return why
        if cells > AT_ONCE:
            self.page.window().run_job(
                f"{what}{self.page.register.title}", job, lambda made: self.tell_done(made, what), writes=True
            )  # type: ignore[attr-defined]
            return ""
        try:
            return self.tell_done(attempt(self.session.desk, lambda: finish(job())), what)
        except Trouble as trouble:
            return trouble.sentence()

    def tell_done(self, made: object, what: str) -> str:
        """Say what was written, or show what is refused; of a single row the sentence why not."""
        from bureau_desk.app.edit_plan import EditPlan

        if not isinstance(made, EditPlan):
            self.page.told.emit(getattr(made, "summary", ""), bool(getattr(made, "records", ())))
            return ""
        refused = [one for line in made.lines for one in line.refusals]
        if len(made.lines) > 1:
            self.review(made, what)
            return ""
        return refused[0].message

    def review(self, made: EditPlan, what: str) -> None:
        """Show a plan of which something is refused; the rest can be written."""
        from bureau_desk.ui.entering.review_dialog import ReviewDialog

        ReviewDialog(self, made, what).open()

    def tell_refused(self, sentence: str) -> None:
        """Say why nothing was written, where there is a reason."""
        if sentence:
            self.page.failed.emit(Trouble(f"没有写入：{sentence}", "台账没有改动。"))

    # clipboard
    def copy(self, titles: bool = False) -> None:
        """Copy the selection for Excel and WPS: as text with tabs, and as a table in which codes stay text."""
        from bureau_desk.ui.entering import copying_out

        copying_out.copy(self, titles)

    def cut(self) -> None:
        """Copy the selection and empty it, as one step."""
        from bureau_desk.ui.entering import copying_out

        copying_out.cut(self)

    def paste(self) -> None:
        """Paste from Excel, WPS or the table itself: one cell as if typed, a block after a preview."""
        from bureau_desk.ui.entering.pasted import pasted_block

        if not self.session.writable:
            self.page.told.emit(f"没有粘贴：{self.hindered()}", False)
            return
        try:
            block = pasted_block()
        except Trouble as trouble:
            self.page.failed.emit(trouble)
            return
        if not block:
            self.page.told.emit("没有粘贴：剪贴板里没有文字。请先在 Excel 或 WPS 里复制单元格。", False)
            return
        records, fields = self.block()
        if len(block) == len(block[0]) == 1 and len(records) == len(fields) == 1:
            if self.is_open(fields[0]):
                sentence = self.save_pasted(records[0], fields[0], block[0][0])
                self.tell_refused(sentence)
            return
        from bureau_desk.ui.entering.paste_dialog import PasteDialog

        PasteDialog(self, block).open()

    def save_pasted(self, record: int, field: Field, text: str) -> str:
        """One pasted cell; a code that Excel turned into a number is refused. The sentence why not."""
        from bureau_desk.app import edit_plan, pasting
        from bureau_desk.app.edit_plan import Asked

        made = finish(
            edit_plan.plan(self.session.desk, self.register, [Asked(1, record, {field.key: text})], pasting.read_cell)
        )
        refusals = made.lines[0].refusals
        if refusals:
            return refusals[0].message
        try:
            desk = self.session.desk
            return self.tell_done(attempt(desk, lambda: finish(edit_plan.write(desk, made, "粘贴"))), "粘贴")
        except Trouble as trouble:
            return trouble.sentence()
