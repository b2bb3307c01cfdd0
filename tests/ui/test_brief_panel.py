"""The brief in the studio: filled in, kept as one step, published."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_shelf
from bureau_desk.app.jobs import finish
from bureau_desk.places import SEEDS
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.studio.brief_panel import BriefPanel
from bureau_desk.ui.studio.room import BRIEF, IssueRoom
from tests.ui.conftest import compose
from tests.ui.issue_rooms import open_room


@pytest.fixture
def room(window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IssueRoom:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("BUREAU_DESK_SOFFICE", "")
    assert window.session is not None
    number = finish(issue_shelf.take_in(window.session.desk, SEEDS / "issue"))
    return open_room(window, number, qtbot)


def tick(panel: BriefPanel, qtbot: QtBot, key: str) -> None:
    rows = [
        row for row in range(panel.articles.count()) if panel.articles.item(row).data(Qt.ItemDataRole.UserRole) == key
    ]
    panel.articles.setCurrentRow(rows[0])
    panel.articles.setFocus()
    qtbot.keyClick(panel.articles, Qt.Key.Key_Space)


def test_a_brief_is_filled_in_kept_and_published(room: IssueRoom, qtbot: QtBot, tmp_path: Path) -> None:
    room.show_part(BRIEF)
    panel = room.brief
    assert panel.texts["title"].text() == "常州科技简报", "offered from the magazine's own words"
    panel.texts["title"].selectAll()
    compose(panel.texts["title"], "常州科技工作简报")
    panel.texts["report_to"].setFocus()
    compose(panel.texts["report_to"], "市委办公室、市政府办公室")
    tick(panel, qtbot, "yanfa-jigou")
    qtbot.waitUntil(lambda: room.open.issue.masthead.brief is not None, timeout=5_000)
    brief = room.open.issue.masthead.brief
    assert (
        brief is not None and brief.report_to == ("市委办公室", "市政府办公室") and brief.articles == ("yanfa-jigou",)
    )
    panel.out.setText(str(tmp_path / "out"))
    qtbot.mouseClick(panel.publish, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (tmp_path / "out" / "常州科技工作简报第1期.docx").is_file(), timeout=30_000)
    assert "修改简报" in [one.summary for one in issue_shelf.history(room._session.desk, room.open.number)]


def test_what_cannot_be_read_is_told_and_stays_as_typed(room: IssueRoom, qtbot: QtBot) -> None:
    room.show_part(BRIEF)
    panel = room.brief
    panel.texts["number"].setFocus()
    panel.texts["number"].selectAll()
    compose(panel.texts["number"], "三")
    qtbot.waitUntil(lambda: panel.fault.isVisible())
    assert "期号" in panel.fault.text() and panel.texts["number"].text() == "三"
    assert room.open.issue.masthead.brief is None
