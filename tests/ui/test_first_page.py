"""What a large desk shows before everything is read: the first page of a register, the frames of rooms; what it gives back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from bureau_desk.app import browsing, reminders, steps, trash
from bureau_desk.app.browsing import View
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.ui import ahead, queries, record_table, thrift
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.start_page import StartPage
from bureau_desk.ui.table.row_pages import PAGE
from bureau_desk.ui.time import paged_model, steps_page, trash_page
from tests.ui.conftest import ROWS

STYLED = Qt.WidgetAttribute.WA_WState_Polished


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every desk counts as large."""
    for module in (queries, record_table, paged_model, steps_page, trash_page):
        monkeypatch.setattr(module, "AT_ONCE", 0)


def unvisited(window: MainWindow) -> None:
    """Nothing is made ahead any more, and what was is gone."""
    window.ahead.end()
    for place in ahead.ROOMS:
        window.drop_page(place)


class Held:
    """A function of the app floor that waits until it is let go; it notes the threads that called it."""

    def __init__(self, true: Callable[..., Any]) -> None:
        self._true, self.go, self.threads = true, threading.Event(), set[int]()

    def __call__(self, *told: Any, **named: Any) -> Any:
        self.threads.add(threading.get_ident())
        assert self.go.wait(60)
        return self._true(*told, **named)


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Hold back a function of a module; everything is let go at the end."""
    made: list[Held] = []

    def held(module: Any, name: str) -> Held:
        made.append(Held(getattr(module, name)))
        monkeypatch.setattr(module, name, made[-1])
        return made[-1]

    yield held
    for one in made:
        one.go.set()


def anew(window: MainWindow, place: str = "register:incubator") -> RegisterPage:
    """The page of a register as on its first visit."""
    window.show_place("start")
    window.drop_page(place)
    page = window.show_place(place)
    assert isinstance(page, RegisterPage)
    return page


def test_the_first_page_stands_before_all_ids_are_read(
    large: None, window: MainWindow, page: RegisterPage, hold: Any, qtbot: QtBot
) -> None:
    ids = hold(browsing, "ids")
    again = anew(window)
    table = again.table
    qtbot.waitUntil(lambda: table.model.rowCount() > 0, timeout=20_000)
    assert table.model.rowCount() == PAGE < ROWS and table.model.cell(0, 0).text
    assert again.count.toolTip() == "正在读取…" or again.count.text() == "正在读取…"
    qtbot.keyClick(table.view, Qt.Key.Key_Escape)  # the rest is not given up: it would seem that there is none
    assert table.queries.waits("ids") and threading.get_ident() not in ids.threads
    table.select_record(int(table.model.ids[7]))
    ids.go.set()
    qtbot.waitUntil(lambda: table.model.rowCount() == ROWS, timeout=20_000)
    assert table.current_record() == int(table.model.ids[7]) and not table.first_page.alone
    assert f"{ROWS:,} 条" in again.count.toolTip() + again.count.text()


def test_the_first_ids_are_those_that_all_ids_begin_with(window: MainWindow) -> None:
    assert window.session is not None
    desk = window.session.desk
    small = (Condition("carrier_name", Operator.CONTAINS, "模拟"),)
    name = desk.schema.registers["incubator"].name_field
    told = 0
    for view in (
        View("incubator"),
        View("incubator", filters=small),
        View("incubator", sort=((name, False),)),
        View("incubator", sort=((name, True),)),
        View("incubator", sort=(("level", True),)),
        View("incubator", search="模拟"),
        View("incubator", sort=((name, False), ("level", True))),
        View("incubator", as_of=window.session.today),
    ):
        first = browsing.first_ids(desk, view, PAGE)
        told += bool(len(first))
        assert not len(first) or list(first) == list(browsing.ids(desk, view))[:PAGE]
    assert told >= 4


@pytest.mark.parametrize(("place", "module", "name"), [("trash", trash, "numbers"), ("steps", steps, "numbers")])
def test_rooms_of_time_show_their_frame_and_read_beside_the_window(
    large: None, window: MainWindow, page: RegisterPage, hold: Any, qtbot: QtBot, place: str, module: Any, name: str
) -> None:
    assert window.session is not None
    qtbot.waitUntil(lambda: page.table.model.rowCount() == ROWS, timeout=20_000)
    window.session.delete([int(page.table.model.ids[3])], with_own=True)
    held = hold(module, name)
    room: Any = window.show_place(place)
    assert room.isVisible() and room.count.text() == "正在读取…" and room.model.rowCount() == 0
    held.go.set()
    qtbot.waitUntil(lambda: room.model.rowCount() > 0 and "正在" not in room.count.text(), timeout=20_000)
    below = room.fields if place == "trash" else room.rows
    qtbot.waitUntil(lambda: below.rowCount() > 0, timeout=20_000)
    assert threading.get_ident() not in held.threads


def test_the_start_is_read_beside_the_window_and_not_drawn_again_while_nothing_changes(
    large: None, window: MainWindow, hold: Any, qtbot: QtBot
) -> None:
    held = hold(reminders, "latest_steps")
    room = window.pages["start"]
    assert isinstance(room, StartPage)
    room.refresh()
    window.show_place("start")
    assert room.overview is None and any("正在读取" in one.text() for one in room.findChildren(QLabel))
    held.go.set()
    qtbot.waitUntil(lambda: room.overview is not None, timeout=20_000)
    drawn = room.overview
    window.show_place("settings")
    window.show_place("start")
    assert room.overview is drawn and threading.get_ident() not in held.threads


def test_who_leaves_the_start_does_not_wait_for_what_is_read_for_it(
    large: None, window: MainWindow, hold: Any, qtbot: QtBot
) -> None:
    room = window.pages["start"]
    assert isinstance(room, StartPage)
    room.refresh()
    held = hold(reminders, "expiring")
    window.show_place("start")
    qtbot.waitUntil(lambda: bool(held.threads), timeout=20_000)
    window.show_place("settings")
    assert room.overview is not None and "正在核对" in room.overview._waiting.text()
    held.go.set()
    window.show_place("start")
    qtbot.waitUntil(lambda: room.overview is not None and room.overview._answered, timeout=20_000)


def test_modules_of_rooms_are_read_one_at_a_time_and_all_of_them(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(ahead, "AFTER", 0)
    monkeypatch.setattr(ahead, "ROOMS", ())
    monkeypatch.setattr(ahead, "import_module", read.append)
    monkeypatch.setattr(ahead.sys, "modules", {})
    made = ahead.ReadAhead(window)
    made._turn()
    assert read == list(ahead.MODULES[:1])
    made._turns.setInterval(0)
    made.begin()
    qtbot.waitUntil(lambda: made.over, timeout=20_000)
    assert read == list(ahead.MODULES) and made.parent() is window


def test_rooms_are_made_while_nothing_is_asked_and_found_made_by_who_visits_them(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "AFTER", 0)
    monkeypatch.setattr(ahead, "MODULES", ())
    unvisited(window)
    visited, seen = window.show_place("trash"), window.show_place("register:incubator")
    made = ahead.ReadAhead(window)
    made._turns.setInterval(0)
    made.begin()
    qtbot.waitUntil(lambda: made.over, timeout=20_000)
    assert set(ahead.ROOMS) <= set(window.pages) and window.pages["trash"] is visited
    assert window.page() is seen, "nobody was sent anywhere"
    steps = window.pages["steps"]
    unstyled = [one for one in steps.findChildren(QWidget) if not one.testAttribute(STYLED)]
    assert not unstyled, "its parts have their style before they are seen"
    assert window.show_place("steps") is steps
    qtbot.waitUntil(lambda: steps.model.rowCount() > 0)  # type: ignore[attr-defined]


def test_no_room_is_made_under_a_question_or_after_the_desk_was_closed(
    window: MainWindow, page: RegisterPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    unvisited(window)
    made = ahead.ReadAhead(window)
    made._rest.clear()
    made._rooms = ["steps"]
    menu = QMenu(window)
    menu.addAction("一")
    menu.popup(window.mapToGlobal(window.rect().center()))
    made._turn()
    assert "steps" not in window.pages, "the keyboard belongs to the menu"
    menu.close()
    window.close_desk()
    made.begin()
    made.end()
    made._turn()
    assert "steps" not in window.pages and made._rooms == []


def test_a_connection_that_rests_gives_its_pages_back_and_answers_again(
    large: None, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert window.session is not None
    given: list[int] = []
    monkeypatch.setattr(queries, "REST", 0.02)
    monkeypatch.setattr(thrift, "give_back", lambda: given.append(threading.get_ident()))
    asked, told = queries.Queries(window.session.desk), list[int]()
    desk = window.session.desk
    try:
        for _ in range(2):
            asked.ask("ids", lambda: len(browsing.ids(desk, View("incubator"))), told.append, 1)
            qtbot.waitUntil(lambda: not asked.waits("ids"), timeout=20_000)
            qtbot.waitUntil(lambda: bool(given), timeout=20_000)
        assert told == [ROWS, ROWS] and threading.get_ident() not in given
    finally:
        asked.close()


def test_resting_never_waits_for_who_writes(window: MainWindow) -> None:
    assert window.session is not None
    database = window.session.desk.database
    entered, over = threading.Event(), threading.Event()

    def write() -> None:
        with database.writing():
            entered.set()
            assert over.wait(60)

    writer = threading.Thread(target=write)
    writer.start()
    assert entered.wait(60)
    database.rest()  # it returns although the writer is not done
    assert not over.is_set() and writer.is_alive()
    over.set()
    writer.join()
    database.rest()
    assert len(browsing.ids(window.session.desk, View("incubator"))) == ROWS


@pytest.mark.parametrize("by", ["keys", "input method"])
def test_nothing_is_made_ahead_while_somebody_types(
    by: str, window: MainWindow, page: RegisterPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "AFTER", 0)
    monkeypatch.setattr(ahead, "HANDS_OFF", 0.3)
    page.table.view.setFocus()
    unvisited(window)
    made = ahead.ReadAhead(window)
    made._turns.setInterval(1)
    made.begin()
    for _ in range(12):
        if by == "keys":
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_Down)  # as the system sends it
        else:
            QGuiApplication.inputMethod().cursorRectangleChanged.emit()  # what a composition does on the screen
        qtbot.wait(40)
    assert not set(ahead.ROOMS) & set(window.pages), "a key pressed now would wait for the room"
    qtbot.waitUntil(lambda: made.over, timeout=20_000)
    assert set(ahead.ROOMS) <= set(window.pages)
