"""A program that is killed while somebody types loses nothing: a real process, a real signal, opened again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bureau_desk.app.drafts import Drafts
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import clock

TYPING = """
import sys, time
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from bureau_desk.app import paths
paths.data_folder = lambda: Path(sys.argv[2])
from bureau_desk.ui import desk_opening
from tests.ui.conftest import clock
desk_opening.from_environment = lambda: clock
from bureau_desk.ui.application import make_application
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
application = make_application(["test"])
window = MainWindow(Memory(Path(sys.argv[2]) / "settings.json"), "测试员")
window.show()
assert window.desks.open(Path(sys.argv[1]))
page = window.show_place("register:incubator")
QTest.qWait(50)
line = page.details.form.rows["address"].editor
line.setFocus()
line.clear()
QTest.keyClicks(line, "form text")
page.table.select_record(page.table.model.record_at(1), "operator_name")
page.table.view.setFocus()
page.entering.keys.begin()
QTest.keyClicks(page.table.delegate.editor, "cell text")
print("typed", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not known there")
def test_what_was_typed_before_kill_9_is_there_when_the_desk_is_opened_again(
    master: Path, tmp_path: Path, styled: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, data = tmp_path / "台账.desk", tmp_path / "data"
    data.mkdir()
    shutil.copyfile(master, desk)
    program = subprocess.Popen(
        [sys.executable, "-c", TYPING, str(desk), str(data)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    try:
        assert program.stdout is not None and program.stdout.readline().strip() == "typed"
    finally:
        program.send_signal(signal.SIGKILL)
        program.wait()
        program.stdout.close() if program.stdout else None
    assert len(Drafts(next((data / "drafts").glob("*.json")))) == 2
    monkeypatch.setattr("bureau_desk.ui.desk_opening.from_environment", lambda: clock)
    window = MainWindow(Memory(tmp_path / "settings.json"), "测试员")
    window.show()
    assert window.desks.open(desk), "the lock of a killed program does not hinder"
    assert window.drafts_bar.isVisible() and "2 条" in window.drafts_bar.words.text()
    page = window.show_place("register:incubator")
    assert isinstance(page, RegisterPage)
    page.show_at(page.table.model.record_at(0) or 0)
    assert page.details.form.rows["address"].text() == "form text"
    assert page.details.form.draft_note.isVisible()
    page.show_at(page.table.model.record_at(1) or 0)
    assert page.details.form.rows["operator_name"].text() == "cell text"
    assert page.details.form.save()
    assert len(page.session.drafts) == 1
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
