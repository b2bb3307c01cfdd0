"""A large desk is opened beside the window: it stays alive, tells how far it is, and can be told to stop."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from bureau_desk.app import upkeep
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.start_page import StartPage
from tests.ui.conftest import ROWS, clock


@pytest.fixture
def empty(memory: Memory, styled: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window without a desk, to which every desk is a large one."""
    monkeypatch.setattr("bureau_desk.ui.desk_opening.from_environment", lambda: clock)
    monkeypatch.setattr("bureau_desk.ui.desk_opening.LARGE", 0)
    made = MainWindow(memory, "测试员")
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def older(desk_path: Path) -> Path:
    """A desk whose tables were made by another list of fields."""
    with contextlib.closing(sqlite3.connect(desk_path)) as connection, connection:
        connection.execute("UPDATE meta SET value = 'older' WHERE key = 'schema'")
        connection.execute("UPDATE current_incubator SET f_carrier_name = '旧'")
    return desk_path


def contents(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [*connection.iterdump(), str(connection.execute("PRAGMA user_version").fetchone())]


def test_an_older_desk_is_made_anew_and_opened(empty: MainWindow, older: Path, qtbot: QtBot) -> None:
    assert not empty.desks.open(older), "not yet: it is opened beside the window"
    qtbot.waitUntil(lambda: empty.session is not None, timeout=20_000)
    assert empty.desks.dialog is None
    page = empty.register_page()
    assert page is not None and page.table.model.rowCount() == ROWS
    assert page.table.model.cell(0, 0).text != "旧", "the tables follow the journal again"
    assert older.with_name(f"{older.stem}.升级前备份.desk").is_file()


def test_cancelling_leaves_the_file_as_it_was(
    empty: MainWindow, older: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, go_on, turns = contents(older), threading.Event(), []
    real = upkeep.rebuilding

    def slow(desk: object, connection: object) -> Job[None]:
        turn = 0
        for step in real(desk, connection):  # type: ignore[arg-type]
            turn += 1
            yield step
        while not go_on.wait(0.02):
            yield Progress("整理孵化器", turn, 1000)

    monkeypatch.setattr(upkeep, "rebuilding", slow)
    empty.desks.open(older)
    qtbot.waitUntil(lambda: empty.desks.dialog is not None and empty.desks.dialog.isVisible(), timeout=20_000)
    dialog = empty.desks.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: "整理孵化器" in dialog.words.text() and dialog.bar.maximum() == 1000)
    assert dialog.note.isVisible() and not empty.grab().isNull()
    qtbot.waitUntil(lambda: turns.append(None) or len(turns) > 5)  # type: ignore[func-returns-value]
    assert not empty.desks.open(older), "one at a time"
    qtbot.mouseClick(dialog.findChild(QPushButton, "cancel_opening"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: empty.desks.dialog is None, timeout=10_000)
    assert empty.session is None and isinstance(empty.stack.currentWidget(), StartPage)
    assert "和原来一样" in empty.status.words._whole
    assert contents(older) == before
    assert not older.with_name(f"{older.stem}.升级前备份.desk").exists()
    monkeypatch.setattr(upkeep, "rebuilding", real)
    empty.desks.open(older)
    qtbot.waitUntil(lambda: empty.session is not None, timeout=20_000)


def test_escape_asks_to_stop_and_the_dialog_stays_until_it_has(
    empty: MainWindow, older: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()

    def stuck(_desk: object, _connection: object) -> Job[None]:
        yield Progress("整理", 1, 2)
        held.wait(10)
        yield Progress("整理", 2, 2)

    monkeypatch.setattr(upkeep, "rebuilding", stuck)
    empty.desks.open(older)
    qtbot.waitUntil(lambda: empty.desks.dialog is not None and empty.desks.dialog.isVisible(), timeout=20_000)
    dialog = empty.desks.dialog
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert dialog.isVisible() and not dialog.cancel.isEnabled() and "正在取消" in dialog.words.text()
    held.set()
    qtbot.waitUntil(lambda: empty.desks.dialog is None, timeout=10_000)
    assert empty.session is None


def test_a_desk_that_cannot_be_made_anew_is_told_of_and_left_alone(
    empty: MainWindow, older: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()) or 0)

    def broken(_desk: object, _connection: object) -> Job[None]:
        yield Progress("整理", 1, 2)
        raise Trouble("磁盘已满。", "请清出空间。")

    before = contents(older)
    monkeypatch.setattr(upkeep, "rebuilding", broken)
    empty.desks.open(older)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert "磁盘已满" in told[0] and empty.session is None and empty.desks.dialog is None
    assert contents(older) == before
