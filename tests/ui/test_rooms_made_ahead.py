"""A room that was made before anybody came tells the desk as it stands on the visit, and costs nothing till then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from bureau_desk.app import attaching
from bureau_desk.ui.issue_page import IssuePage
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.settings_page import SettingsPage
from bureau_desk.ui.studio.page import FOLDERS, StudioPage


def make(window: MainWindow, place: str) -> None:
    """As a quiet moment does it."""
    assert place not in window.pages
    window.ahead._make(place)
    assert place in window.pages


def test_issue_folders_are_not_read_before_somebody_looks_at_them(
    window: MainWindow, page: RegisterPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.session is not None
    folder, asked = tmp_path / "第1期", []
    folder.mkdir()
    window.memory.note_issue(folder)
    monkeypatch.setattr(window.session, "issue_summary", lambda one: asked.append(one))
    make(window, "issue")
    assert asked == [], "a share that does not answer would hold up the window"
    studio = window.show_place("issue")
    assert isinstance(studio, StudioPage) and asked == []
    studio.show_shelf(FOLDERS)
    assert folder in asked and studio.findChildren(IssuePage)[0].list.count() == 1


def test_settings_made_while_a_past_day_was_seen_can_be_changed_today(window: MainWindow, page: RegisterPage) -> None:
    window.look_at(date(2020, 12, 31))
    make(window, "settings")
    window.look_at(None)
    settings = window.show_place("settings")
    assert isinstance(settings, SettingsPage) and settings.limits.isEnabled()


def test_the_settings_tell_the_documents_that_came_since_they_were_made(window: MainWindow, page: RegisterPage) -> None:
    assert window.session is not None
    make(window, "settings")
    attaching.add_contents(window.session.desk, page.table.model.ids[0], "批复.pdf", b"%PDF-1.4 " + b"x" * 2000)
    settings = window.show_place("settings")
    assert settings is not None
    assert any("现有附件合计" in one.text() for one in settings.findChildren(QLabel))
