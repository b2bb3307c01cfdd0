"""Memory and collections of the window: when it is given back, and what they look through."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bureau_desk.app.collection import uncollected
from bureau_desk.store.database import ASIDE_PAGES, PAGES
from bureau_desk.ui import application, pace, thrift
from bureau_desk.ui.session import Session


@pytest.fixture
def paced() -> Iterator[None]:
    """As in the window, and as before again."""
    before = gc.get_threshold()
    pace.keep_pace()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


class _Told:
    pass


def test_every_connection_keeps_few_pages_of_the_file(session: Session) -> None:
    def pages() -> int:
        with session.desk.database.reading() as connection:
            return -int(connection.exec_driver_sql("PRAGMA cache_size").scalar() or 0)

    assert pages() == PAGES <= 32_000
    with session.desk.database.writing() as writing:
        assert -int(writing.exec_driver_sql("PRAGMA cache_size").scalar() or 0) == PAGES
    reader = session.desk.database.reader()
    with session.desk.database.apart(reader):
        assert pages() == ASIDE_PAGES <= 8_000
    reader.close()


def test_what_large_work_leaves_is_set_aside_in_the_window_and_found_when_staff_are_away(paced: None) -> None:
    pace.settle()
    aside = gc.get_freeze_count()
    with uncollected():
        kept = [[number] for number in range(30_000)]
        one, other = _Told(), _Told()
        one.other, other.other = other, one  # type: ignore[attr-defined]
    assert gc.get_freeze_count() >= aside + len(kept)
    del one, other
    gc.collect()
    pace.settle()
    gc.unfreeze()
    assert not any(isinstance(found, _Told) for found in gc.get_objects())


def test_garbage_is_looked_for_when_staff_went_to_another_program(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(application, "AWAY", 5)
    monkeypatch.setattr(pace, "settle", lambda: done.append("settled"))
    monkeypatch.setattr(thrift, "give_back", lambda: done.append("given back"))
    running = QApplication.instance()
    assert isinstance(running, QApplication)
    away = application.TidyWhenAway(running)
    running.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    running.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    qtbot.wait(30)
    assert done == [], "they came back at once"
    running.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    qtbot.waitUntil(lambda: done == ["settled", "given back"])
    away.deleteLater()


def test_garbage_is_looked_for_once_while_hands_rest_in_the_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    where = [QPoint(1, 1)]
    monkeypatch.setattr(application, "STILL", 10)
    monkeypatch.setattr(application.QCursor, "pos", lambda: where[0])
    monkeypatch.setattr(pace, "settle", lambda: done.append("settled"))
    monkeypatch.setattr(thrift, "give_back", lambda: None)
    running = QApplication.instance()
    assert isinstance(running, QApplication)
    resting = application.TidyWhenAway(running)
    qtbot.waitUntil(lambda: done == ["settled"])
    qtbot.wait(60)
    assert done == ["settled"], "nothing was done since"
    where[0] = QPoint(2, 1)
    qtbot.waitUntil(lambda: done == ["settled"] * 2)
    resting.deleteLater()
