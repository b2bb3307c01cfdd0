"""Deleting the selected records of a register's page: few at once, many beside the window; undo brings them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from bureau_desk.app.jobs import Job
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.messages import choose

if TYPE_CHECKING:
    from bureau_desk.app.changes import Changes
    from bureau_desk.ui.registers_page import RegisterPage

AT_ONCE = 100  # records


def delete_selected(page: RegisterPage, with_own: bool = False) -> None:
    """Delete the selected records; where they have rows of their own, staff are asked whether these go with them."""
    records, session = page.table.selected_rows(), page.session
    if not records:
        return
    if why := page.entering.hindered():
        page.told.emit(f"没有删除：{why}", False)
        return
    row = page.table.model.row_of(records[0])
    done = _Done(page, row)
    if len(records) <= AT_ONCE:
        try:
            done(session.delete(records, with_own=with_own))
        except Trouble as trouble:
            done(trouble)
        return

    def job() -> Job[Changes | Trouble]:
        from bureau_desk.app import recording

        try:
            return (yield from recording.delete_job(session.desk, records, with_own=with_own))
        except Trouble as trouble:
            if getattr(trouble, "own", 0):
                return trouble  # a question, not a failure
            raise

    page.window().run_job("删除", job, done, writes=True)  # type: ignore[attr-defined]


def _ask(page: RegisterPage, trouble: Trouble, own: int) -> None:
    answers = (f"连同 {own:,} 条一起删除", "不删除")
    if choose(page, "删除", trouble.message, trouble.hint, answers) == 0:
        delete_selected(page, with_own=True)


class _Done:
    """What follows a deletion: its words and the next row, or the question about the rows of their own."""

    def __init__(self, page: RegisterPage, row: int) -> None:
        self._page, self._row = page, row

    def __call__(self, made: object) -> None:
        """Take the changes, or what stood in their way."""
        page = self._page
        if isinstance(made, Trouble):
            own = getattr(made, "own", 0)
            if not own:
                page.failed.emit(made)
                return
            QTimer.singleShot(0, page, lambda: _ask(page, made, own))  # a job must have ended before the next begins
            return
        page.told.emit(getattr(made, "summary", ""), True)
        count = page.table.model.rowCount()
        if count:
            page.table.select_record(page.table.model.record_at(min(self._row, count - 1)) or 0)
        else:
            page.details.show_nothing()
