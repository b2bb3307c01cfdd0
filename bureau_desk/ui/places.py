"""Which page belongs to which place of the navigation; a page's module is read when it is first visited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.session import Session
    from bureau_desk.ui.window_page import WindowPage


def make_page(window: MainWindow, place: str) -> WindowPage | None:
    """The page of a place; None for a place that does not exist."""
    if place == "settings":
        from bureau_desk.ui.settings_page import SettingsPage

        return SettingsPage(window)
    session = window.session
    if session is None:
        return None
    if place.startswith("register:"):
        return _register_page(window, session, place.removeprefix("register:"))
    if place == "problems":
        from bureau_desk.ui.problems.page import ProblemsPage

        return ProblemsPage(window, session)
    if place.startswith("organisation:"):
        return _organisation_page(window, session, place)
    if place == "duplicates":
        from bureau_desk.ui.duplicates.page import DuplicatesPage

        return DuplicatesPage(window, session)
    if place == "schema":
        from bureau_desk.ui.schema.page import SchemaPage

        return SchemaPage(window, session)
    if place == "issue":
        from bureau_desk.ui.studio.page import StudioPage

        return StudioPage(window, session)
    if place in ("steps", "trash", "compare"):
        return _page_of_time(window, session, place)
    if place == "ask":
        from bureau_desk.ui.question_page import QuestionPage

        return _taken_up(window, place, QuestionPage(window, session))
    if place == "chart":
        from bureau_desk.ui.chart_page import ChartPage

        return _taken_up(window, place, ChartPage(window, session))
    return None


def _taken_up(window: MainWindow, place: str, page: WindowPage) -> WindowPage:
    return window.following.take_up(place, page) if window.following is not None else page


def _page_of_time(window: MainWindow, session: Session, place: str) -> WindowPage:
    if place == "steps":
        from bureau_desk.ui.time.steps_page import StepsPage

        return StepsPage(window, session)
    if place == "trash":
        from bureau_desk.ui.time.trash_page import TrashPage

        return TrashPage(window, session)
    from bureau_desk.ui.time.compare_page import ComparePage

    return ComparePage(window, session)


def _register_page(window: MainWindow, session: Session, key: str) -> WindowPage | None:
    from bureau_desk.ui.actions import COMMANDS, TABLE_ONLY
    from bureau_desk.ui.organisation.reference_jump import ReferenceJump
    from bureau_desk.ui.registers_page import RegisterPage

    register = session.schema.registers.get(key)
    if register is None:
        return None
    page = RegisterPage(session, window.memory, register)
    page.told.connect(window.tell)
    page.selection_told.connect(window.status.selection.setText)
    page.failed.connect(window.tell_trouble)
    page.import_asked.connect(window.commands.import_)
    page.export_asked.connect(window.commands.export)
    page.table.schema_asked.connect(lambda field: _show_schema(window, key, field))
    page.as_of_asked.connect(window.as_of_bar.ask)
    page.table.day_given_up.connect(window.look_at)
    page.cell_history_asked.connect(window.commands.history_of)
    page.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    page.details.organisation_asked.connect(lambda record: show_organisation(window, record))
    page.details.form.reference_asked.connect(lambda record: _go_to_record(window, session, record))
    jump = ReferenceJump(page.table)
    jump.asked.connect(lambda record: _go_to_record(window, session, record))
    documents = page.details.attachments
    documents.told.connect(window.tell)
    documents.failed.connect(window.tell_trouble)
    documents.job_asked.connect(lambda title, job, done: window.run_job(title, job, done, writes=True))
    own = [one.key for one in COMMANDS if one.key in TABLE_ONLY - {"cell_history", "history"}]
    for key_ in (*own, "cell_history", "history", "organisation"):
        page.table.addAction(window.actions_[key_])
    if window.following is not None:
        window.following.restore(f"register:{key}", page)
    return page


def _show_schema(window: MainWindow, register: str, field: str) -> None:
    from bureau_desk.ui.schema.page import SchemaPage

    page = window.show_place("schema")
    if isinstance(page, SchemaPage):
        page.show_register(register, field)


_ORGANISATIONS = 6  # so many of these pages are kept


def _organisation_page(window: MainWindow, session: Session, place: str) -> WindowPage | None:
    from bureau_desk.ui.organisation.page import OrganisationView

    text = place.removeprefix("organisation:")
    if not text.isdecimal():
        return None
    older = [one for one in window.pages if one.startswith("organisation:")]
    for one in older[: max(0, len(older) - _ORGANISATIONS + 1)]:
        window.drop_page(one)
    page = OrganisationView(session, window.memory, int(text))
    page.told.connect(window.tell)
    page.failed.connect(window.tell_trouble)
    page.record_asked.connect(lambda register, record: window.go_to_record(register, record))
    page.organisation_asked.connect(lambda record: show_organisation(window, record))
    page.problems_asked.connect(lambda: window.show_place("problems"))
    page.back_asked.connect(lambda: window.commands.step(-1))
    page.event_asked.connect(lambda kind, records: _begin_event(window, session, kind, records))
    return page


def _go_to_record(window: MainWindow, session: Session, record: int) -> None:
    from bureau_desk.app.belonging import register_of

    if register := register_of(session.desk, record):
        window.go_to_record(register, record)


def _begin_event(window: MainWindow, session: Session, kind: str, records: list[int]) -> None:
    from bureau_desk.app.belonging import register_of

    window.commands.event_of(register_of(session.desk, records[0]), records, kind)


def show_organisation(window: MainWindow, record: int) -> WindowPage | None:
    """Go to the page of the organisation that a record belongs to."""
    from bureau_desk.app import belonging
    from bureau_desk.domain.problem import Trouble

    if window.session is None:
        return None
    try:
        return window.show_place(f"organisation:{belonging.owner(window.session.desk, record)}")
    except Trouble as trouble:
        window.tell_trouble(trouble)
        return None
