"""Contributed Word files through the dialog: looked at, mended, taken as one step; bad ones told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_shelf
from bureau_desk.app.jobs import finish
from bureau_desk.places import SEEDS
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.studio import seams, word_dialog
from bureau_desk.ui.studio.word_dialog import WordDialog
from tests.exchange.test_word_article import as_clerks_send_it


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for name in ("一.docx", "二.docx"):
        as_clerks_send_it().save(str(tmp_path / name))
        made.append(tmp_path / name)
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"x")
    return [*made, bad]


def test_files_are_looked_at_mended_and_taken_as_one_step(window: MainWindow, qtbot: QtBot, files: list[Path]) -> None:
    assert seams.available("word")
    session = window.session
    assert session is not None
    number = finish(issue_shelf.take_in(session.desk, SEEDS / "issue"))
    seen: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, WordDialog):
            QTimer.singleShot(50, answer)
            return
        seen.append(dialog.faults.text())
        seen.append(dialog.outline.toPlainText())
        assert dialog.files.count() == 2 and dialog.put.text() == "收入 2 篇"
        dialog.files.item(1).setCheckState(Qt.CheckState.Unchecked)
        assert dialog.put.text() == "收入 1 篇"
        office = dialog.fields["office"]
        assert isinstance(office, QLineEdit) and office.text() == "产学研合作处"
        office.setText("高新处")
        qtbot.mouseClick(dialog.put, Qt.MouseButton.LeftButton)

    QTimer.singleShot(50, answer)
    word_dialog.take(window, session, number, 0, 1, files)
    qtbot.waitUntil(lambda: "收入来稿" in issue_shelf.history(session.desk, number)[0].summary, timeout=20_000)
    assert "坏.docx" in seen[0] and "全部内容都已识别" in seen[1] and "【图片】对接活动现场" in seen[1]
    issue, _ = issue_shelf.read(session.desk, number)
    key = issue.columns[0].articles[1]
    assert issue.articles[key].title.startswith("石墨烯企业") and issue.articles[key].office == "高新处"
    issue_shelf.undo(session.desk, number)
    assert key not in issue_shelf.read(session.desk, number)[0].articles


def test_with_nothing_read_there_is_nothing_to_take(window: MainWindow, qtbot: QtBot) -> None:
    dialog = WordDialog(window, [], ["“坏.docx”读不出来。"])
    qtbot.addWidget(dialog)
    assert not dialog.put.isEnabled() and dialog.faults.isVisibleTo(dialog) and dialog.chosen() == []
