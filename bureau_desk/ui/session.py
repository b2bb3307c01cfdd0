"""The open desk as the window sees it: every call from a page to the app floor goes through here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from bureau_desk.app.drafts import open_drafts
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.record import Draft
from bureau_desk.domain.register import Field, Register, Schema
from bureau_desk.ui.undo_words import UndoWords

if TYPE_CHECKING:
    from bureau_desk.app.browsing import RegisterSummary, View
    from bureau_desk.app.changes import Changes
    from bureau_desk.app.desk import Desk

Result = TypeVar("Result")


class Session(QObject):
    """One open desk and the day it is looked at; heavy services are imported when first used."""

    changed = Signal(object)  # Changes, from whichever thread committed them
    as_of_changed = Signal(object)  # date | None
    told = Signal(str)  # one line for the status bar

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.as_of: date | None = None
        self.known: datetime | None = None  # with a past day: only what was written down by then
        self.busy = False  # a job that writes is under way
        self.drafts = open_drafts(desk)  # typed and not yet saved; on the disk with every key
        self._undo_words = UndoWords(desk)  # hears of a step before the window does
        desk.subscribe(self.changed.emit)

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""
        return self.desk.schema

    @property
    def writable(self) -> bool:
        """Whether rows may be changed now: not in the past, not in a desk that somebody else holds."""
        return self.as_of is None and not self.desk.read_only and not self.busy

    @property
    def today(self) -> date:
        """The day by the desk's clock."""
        return self.desk.today()

    def look_at(self, day: date | None, known: datetime | None = None) -> None:
        """Look at the desk as it stood on a day, by all that is known or was known at a moment; None is today."""
        if (day, known) != (self.as_of, self.known):
            former, self.as_of, self.known = (self.as_of, self.known), day, known
            self.as_of_changed.emit(day)
            if former[0] is not None and day is None:
                from bureau_desk.app import past_table

                past_table.let_go(self.desk, *former)

    # browsing
    def registers(self) -> list[RegisterSummary]:
        """The registers with their numbers of records and problems."""
        from bureau_desk.app import browsing

        return list(browsing.registers(self.desk))

    def view(self, register: str, search: str = "", filters: Sequence[Any] = (), sort: Sequence[Any] = ()) -> View:
        """A view of a register on the day that is looked at."""
        from bureau_desk.app.browsing import View

        return View(register, search, tuple(filters), tuple(sort), self.as_of, known=self.known)

    def ids(self, view: View) -> Sequence[int]:
        """The ids of a view in order."""
        from bureau_desk.app import browsing

        return browsing.ids(self.desk, view)

    def weight(self, register: str) -> int:
        """How much a question about a register has to read, as far as `Queries` asks: its rows, or a past day's lines."""
        from bureau_desk.app import past_table
        from bureau_desk.ui.queries import AT_ONCE

        if self.as_of is not None:
            return past_table.lines(self.desk)
        with self.desk.database.reading() as connection:
            return self.desk.tables.count(connection, register, AT_ONCE)

    def rows(self, register: str, ids: Sequence[int]) -> Mapping[int, Any]:
        """A page of rows."""
        from bureau_desk.app import browsing

        return browsing.rows(self.desk, register, ids, self.as_of, self.known)

    def facets(self, register: str, field: str) -> list[tuple[str, str, int]]:
        """The values of a field that occur, with their labels and numbers."""
        from bureau_desk.app import browsing

        return list(browsing.facets(self.desk, register, field, self.as_of, self.known))

    def display(self, field: Field, value: Any) -> str:
        """A value as staff read it."""
        from bureau_desk.app import browsing

        return browsing.display(self.desk, field, value, self.as_of)

    def record_name(self, record: int) -> str:
        """A record's name."""
        from bureau_desk.app import browsing

        return browsing.record_name(self.desk, record)

    def attempt(self, do: Callable[[], Result]) -> Result:
        """Do what writes; where it reaches into a closed year, staff are asked why and it is done as a correction."""
        from bureau_desk.ui.time.correction import attempt

        return attempt(self.desk, do)

    # recording
    def texts(self, register: str, record: int | None) -> dict[str, str]:
        """What stands in the editors of a record; of a new one, the defaults."""
        from bureau_desk.app import recording

        if self.as_of is not None and record is not None:
            return self._past_texts(register, record)
        return dict(recording.texts(self.desk, register, record))

    def _past_texts(self, register: str, record: int) -> dict[str, str]:
        """What would have stood in the editors on the day that is looked at."""
        from bureau_desk.app import recording
        from bureau_desk.domain import fieldtypes
        from bureau_desk.ui.plain_context import PlainContext

        context, row = PlainContext(self), self.rows(register, [record]).get(record)
        found = {}
        for field in recording.editable(self.register(register)):
            value = row.get(field.key) if row is not None else None
            found[field.key] = fieldtypes.edit_text(field, value, context) if value is not None else ""
        return found

    def read(self, register: str, texts: Mapping[str, str], record: int | None) -> Draft:
        """A draft from typed texts, with its problems."""
        from bureau_desk.app import recording

        return recording.read(self.desk, register, texts, record)

    def save(self, draft: Draft, reason: str = "", valid_from: str | None = None) -> Changes:
        """Save a draft."""
        from bureau_desk.app import recording

        return self.attempt(lambda: recording.save(self.desk, draft, reason, valid_from))

    def corrections(self, register: str, keys: Sequence[str]) -> frozenset[str]:
        """The fields whose edit is a correction when staff do not say otherwise."""
        from bureau_desk.app import validity

        return validity.corrections(self.register(register), keys)

    def delete(self, ids: Sequence[int], with_own: bool = False) -> Changes:
        """Delete records, and their own events when asked; undo brings them back."""
        from bureau_desk.app import recording

        return self.attempt(lambda: recording.delete(self.desk, ids, with_own=with_own))

    def edit_many(
        self, register: str, ids: Sequence[int], texts: Mapping[str, str], valid_from: str | None = None
    ) -> Changes:
        """Write the same texts into many records."""
        from bureau_desk.app import bulk_recording

        return self.attempt(lambda: bulk_recording.edit_many(self.desk, register, ids, texts, valid_from=valid_from))

    def undo(self) -> Changes | None:
        """Take the last change back."""
        from bureau_desk.app import undoing

        return self.attempt(lambda: undoing.undo(self.desk))

    def redo(self) -> Changes | None:
        """Do again what was taken back."""
        from bureau_desk.app import undoing

        return self.attempt(lambda: undoing.redo(self.desk))

    def step_job(self, name: str, title: str) -> Any:
        """The job that takes a large change back, or brings it back."""
        from bureau_desk.app import undoing
        from bureau_desk.app.jobs import Progress

        yield Progress(title)
        return (yield from undoing.undo_job(self.desk) if name == "undo" else undoing.redo_job(self.desk))

    def undo_labels(self) -> tuple[str, str]:
        """What undo and redo would do; "" when there is nothing."""
        return self._undo_words.labels()

    def history(self, record: int) -> Sequence[Any]:
        """A record's history."""
        from bureau_desk.app import recording

        return recording.history(self.desk, record)

    # results
    def problems(self, register: str | None = None) -> Sequence[Any]:
        """The problems of a register or of the whole desk."""
        from bureau_desk.app import quality

        return quality.problems(self.desk, register)

    def ask(self, question: Any, day: date) -> Any:
        """The answer to a question."""
        from bureau_desk.app import asking

        return asking.ask(self.desk, question, day)

    def figure(self, question: Any, day: date) -> Any:
        """The chart of a question, described."""
        from bureau_desk.app import charting

        return charting.figure(self.desk, question, {question.name: question}, day)

    def picture(self, figure: Any) -> bytes:
        """A chart as PNG in the bulletin's style."""
        from bureau_desk.charts import render
        from bureau_desk.charts.theme import load_theme

        return render.render(figure, load_theme("A"), "png", standalone=True)

    def chart_job(self, figure: Any, out: Path) -> Any:
        """The job that writes a chart as a file."""
        from bureau_desk.app import charting
        from bureau_desk.app.jobs import Progress

        yield Progress(f"写 {out.name}")
        charting.draw(self.desk, figure, out)

    def sheet_names(self, path: Path) -> Sequence[str]:
        """The sheets of a file that staff want to import."""
        from bureau_desk.exchange.workbook import sheet_names

        return sheet_names(path)

    def plan_job(self, register: str, path: Path, sheet: str | None, mode: str) -> Any:
        """The job that reads a file and returns what an import would do; nothing is saved."""
        from bureau_desk.app import importing
        from bureau_desk.app.jobs import Progress

        yield Progress(f"读取 {path.name}")
        return importing.plan(self.desk, register, path, sheet=sheet, mode=mode)

    def write_errors(self, plan: Any, out: Path) -> int:
        """Write the refused rows with their reasons; returns their number."""
        from bureau_desk.app import importing

        return importing.write_errors(self.desk, plan, out)

    def write_template(self, register: str, out: Path) -> None:
        """Write an empty sheet to fill in."""
        from bureau_desk.app import exporting

        exporting.template(self.schema, register, out, self.desk.clock)

    def import_job(self, plan: Any, valid_from: str | None = None) -> Any:
        """The job that writes an import."""
        from bureau_desk.app import importing

        return importing.apply(self.desk, plan, valid_from)

    def export_job(self, view: View, out: Path) -> Any:
        """The job that writes an export."""
        from bureau_desk.app import exporting

        return exporting.export(self.desk, view, out)

    def publish_job(self, folder: Path, out: Path, day: date | None, pdf: bool) -> Any:
        """The job that publishes an issue."""
        from bureau_desk.app import publishing

        return publishing.publish(self.desk, folder, out, as_of=day, pdf=pdf)

    def check_job(self, folder: Path, day: date | None) -> Any:
        """The job that proofreads an issue and returns its problems."""
        from bureau_desk.app import publishing
        from bureau_desk.app.jobs import Progress

        yield Progress("校对")
        return publishing.check(self.desk, folder, day)

    def issue_summary(self, folder: Path) -> Any:
        """What an issue says of itself."""
        from bureau_desk.app import issue_summary

        return issue_summary.issue_summary(folder)

    def backup(self, out: Path) -> Path:
        """Write a checked copy of the desk."""
        from bureau_desk.app import maintenance

        return maintenance.backup(self.desk, out)

    def register(self, key: str) -> Register:
        """A register by its key."""
        return self.schema.registers[key]


def problems_by_field(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """Problems under the field they belong to; those of the whole row under ''. Hard ones first."""
    found: dict[str, list[Problem]] = {}
    order = {Severity.HARD: 0, Severity.SOFT: 1, Severity.NOTE: 2}
    for problem in sorted(problems, key=lambda one: order[one.severity]):
        found.setdefault(problem.field, []).append(problem)
    return found


Told = Callable[[str], None]
