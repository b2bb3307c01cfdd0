"""A program that is killed while an article is typed loses nothing: a real process, a real signal, opened again."""

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

from bureau_desk.app import issue_shelf
from bureau_desk.domain.issue import Run
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.studio.article_editor import ArticleEditor
from tests.ui.conftest import clock
from tests.ui.test_article_editor import saved

TYPING = """
import sys, time
from pathlib import Path
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from bureau_desk.app import paths
paths.data_folder = lambda: Path(sys.argv[2])
from bureau_desk.ui import desk_opening
from tests.ui.conftest import clock
from tests.ui.test_article_editor import make_issue
desk_opening.from_environment = lambda: clock
from bureau_desk.ui.application import make_application
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.studio.article_editor import ArticleEditor
application = make_application(["test"])
window = MainWindow(Memory(Path(sys.argv[2]) / "settings.json"), "测试员")
assert window.desks.open(Path(sys.argv[1]))
number = make_issue(window.session.desk, Path(sys.argv[2]) / "issue")
editor = ArticleEditor(window, window.session, number, "a")
editor.show()
editor.body.setFocus()
editor.body.moveCursor(QTextCursor.MoveOperation.End)
QTest.keyClicks(editor.body, "typed before the end")
QTest.qWait(1000)
print("typed", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not known there")
def test_what_was_typed_into_an_article_before_kill_9_is_offered_when_it_is_opened_again(
    master: Path, tmp_path: Path, styled: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
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
    monkeypatch.setattr("bureau_desk.ui.desk_opening.from_environment", lambda: clock)
    window = MainWindow(Memory(tmp_path / "settings.json"), "测试员")
    assert window.desks.open(desk) and window.session is not None
    (entry,) = issue_shelf.listed(window.session.desk)
    assert saved(window.session, entry.id).blocks[-1].lines == ((Run("末段。"),),)
    editor = ArticleEditor(window, window.session, entry.id, "a")
    editor.show()
    assert editor.left.isVisible() and "还没有存进台账" in editor.left.words.text()
    editor.left.take.click()
    assert saved(window.session, entry.id).blocks[-1].lines == ((Run("末段。typed before the end"),),)
    editor.release()
    again = ArticleEditor(window, window.session, entry.id, "a")
    again.show()
    assert not again.left.isVisible()
    again.release()
    for one in (editor, again, window):
        one.close()
        one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
