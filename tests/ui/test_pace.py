"""The window never waits for a large desk: rows, names and jobs are read by other threads than its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bureau_desk.app.bulk_recording import edit_many
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.ui import queries, record_table
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.table.row_pages import PAGE
from tests.ui.conftest import ROWS


@pytest.fixture
def asked() -> Iterator[list[int]]:
    """The thread of every statement that is sent to a database."""
    found: list[int] = []

    def note(*_: Any) -> None:
        found.append(threading.get_ident())

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def large(page: RegisterPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> RegisterPage:
    """The page as it is with a register of many thousand rows."""
    monkeypatch.setattr(queries, "AT_ONCE", 0)
    monkeypatch.setattr(record_table, "AT_ONCE", 0)
    with qtbot.waitSignal(page.table.loaded):
        page.table.reload()
    return page


def shown(page: RegisterPage) -> Callable[[], bool]:
    """Whether the rows in view are read."""
    view, pages = page.table.view, page.table.model.pages
    return lambda: view.rowAt(5) // PAGE in pages.kept


def test_scrolling_reads_nothing_in_the_windows_thread(large: RegisterPage, asked: list[int], qtbot: QtBot) -> None:
    table = large.table
    asked.clear()
    table.view.scrollToBottom()
    table.view.grab()
    qtbot.waitUntil(shown(large))
    qtbot.waitUntil(lambda: table.model.cell(ROWS - 1, 0).text != "")
    assert asked and threading.get_ident() not in asked


def test_sorting_brings_the_rows_in_view_with_it(large: RegisterPage, asked: list[int], qtbot: QtBot) -> None:
    asked.clear()
    with qtbot.waitSignal(large.table.loaded):
        large.table.conditions.sort_by("carrier_name", True)
        own = asked.count(threading.get_ident())
    assert shown(large)(), "no empty rows are seen in between"
    assert own <= 2, "the window's thread asks for no more than how large the register is"


def test_rows_stay_as_they_are_until_they_are_read_anew(large: RegisterPage, qtbot: QtBot) -> None:
    model, column = large.table.model, large.table.model.column_of("carrier_name")
    before = model.cell(0, column).text
    large.table.repaint_rows()
    assert model.cell(0, column).text == before and 0 not in model.pages.kept
    qtbot.waitUntil(lambda: 0 in model.pages.kept)
    assert model.cell(0, column).text == before


def test_pages_scrolled_past_are_not_kept_waiting_for(large: RegisterPage, qtbot: QtBot) -> None:
    pages = large.table.model.pages
    pages.forget()
    for number in range(ROWS // PAGE + 1):
        pages.page(number)
    qtbot.waitUntil(lambda: ROWS // PAGE in pages.kept)
    assert 0 not in pages.kept, "the first one was passed long ago"


def test_a_job_that_reads_does_not_hold_the_window_up(page: RegisterPage, window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    assert session is not None
    reading, read = threading.Event(), threading.Event()

    def job() -> Job[bool]:
        yield Progress("读取")
        with session.desk.database.reading():
            reading.set()
            return read.wait(10)

    told: list[object] = []
    assert window.run_job("读取", job, told.append)
    qtbot.waitUntil(reading.is_set)
    assert session.weight("incubator") == ROWS
    read.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [True], "the window had its answer while the job was reading"


@pytest.mark.parametrize(("records", "beside"), [(3, False), (60, True)])
def test_a_large_step_is_taken_back_beside_the_window(
    page: RegisterPage, window: MainWindow, qtbot: QtBot, records: int, beside: bool
) -> None:
    assert window.session is not None
    desk, ids = window.session.desk, [int(one) for one in page.table.model.ids[:records]]
    edit_many(desk, "incubator", ids, {"remark": "核对"})
    threads: set[int] = set()
    desk.subscribe(lambda _changes: threads.add(threading.get_ident()))
    for turn, text in ((window.commands.undo, ""), (window.commands.redo, "核对"), (window.commands.undo, "")):
        turn()
        qtbot.waitUntil(lambda: not window.runner.running)
        assert {window.session.texts("incubator", one)["remark"] for one in ids} == {text}
    assert (threading.get_ident() not in threads) is beside


def test_rows_are_seen_before_there_is_a_form_beside_them(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 0)
    monkeypatch.setattr(record_table, "AT_ONCE", 0)
    window.show_place("start")
    window.drop_page("register:incubator")
    made = window.show_place("register:incubator")
    assert isinstance(made, RegisterPage)
    with qtbot.waitSignal(made.table.loaded):
        pass
    assert made.table.model.rowCount() == ROWS and not made.details.complete and not made.details.shown
    turns: list[bool] = []
    made.first._turns.timeout.connect(lambda: turns.append(made.details.complete))
    qtbot.waitUntil(lambda: made.details.shown)
    assert made.details.form.record == made.table.model.record_at(0)
    assert turns.count(False) > 3, "the form is made in many small parts"


def test_a_record_that_is_asked_for_has_its_form_at_once(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 0)
    monkeypatch.setattr(record_table, "AT_ONCE", 0)
    window.show_place("start")
    window.drop_page("register:incubator")
    made = window.show_place("register:incubator")
    assert isinstance(made, RegisterPage)
    made.begin_new()
    assert made.details.complete and made.details.form.record is None
    assert made.details.form.rows["carrier_name"].editor.hasFocus() or made.isHidden()
    qtbot.waitUntil(lambda: made.table.model.rowCount() == ROWS)
    assert made.details.form.record is None, "the rows that came later leave the new record alone"
