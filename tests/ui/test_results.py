"""The pages that show results: questions, problems, issues with publishing, settings, help."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from bureau_desk.app.jobs import Progress
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.question import Condition, Count, Operator
from bureau_desk.ui.help.window import HelpWindow
from bureau_desk.ui.issue_page import IssuePage
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.plain_table import TextModel
from bureau_desk.ui.problems.model import ProblemModel
from bureau_desk.ui.problems.page import ProblemsPage
from bureau_desk.ui.question_page import QuestionPage
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.settings_page import SettingsPage
from bureau_desk.ui.studio.page import FOLDERS, StudioPage
from bureau_desk.ui.theme import theme
from tests.ui.conftest import ROWS

ISSUE = """format = 1
title = "模拟科技"
year = 2022
number = 1
date = 2022-02-28
publisher = "模拟单位"
[[columns]]
name = "要闻"
articles = ["a"]
"""
ARTICLE = '+++\ntitle = "模拟稿件"\n+++\n正文。\n'


@pytest.fixture
def issue(tmp_path: Path) -> Path:
    folder = tmp_path / "第1期"
    (folder / "articles").mkdir(parents=True)
    (folder / "issue.toml").write_text(ISSUE, encoding="utf-8")
    (folder / "articles" / "a.md").write_text(ARTICLE, encoding="utf-8")
    return folder


def folders(window: MainWindow) -> IssuePage:
    """The page of issue folders in the studio."""
    studio = window.show_place("issue")
    assert isinstance(studio, StudioPage)
    studio.show_shelf(FOLDERS)
    return studio.folders


@pytest.fixture
def issue_page(window: MainWindow, issue: Path) -> IssuePage:
    page = folders(window)
    page.open_folder(issue)
    return page


def test_text_models_keep_qts_rules(qtmodeltester: ModelTester) -> None:
    model = TextModel()
    model.show(("一", "二"), [("甲", "1"), ("乙", "2")], [1])
    qtmodeltester.check(model)
    one = SimpleNamespace(
        id=7, register="incubator", register_title="孵化器", record=1, name="甲", district="武进区", field="a", title="A",
        message="不对", severity=Severity.HARD, value="x", suggestion="", reason="", author="", accepted_at="",
    )  # fmt: skip
    problems = ProblemModel(lambda wanted: dict.fromkeys(wanted, one))
    problems.show([7])
    qtmodeltester.check(problems)


def test_a_question_gives_number_groups_and_rows(window: MainWindow, qtbot: QtBot) -> None:
    page = window.show_place("ask")
    assert isinstance(page, QuestionPage)
    page.builder.count.setCurrentIndex(page.builder.count.findData(Count.STOCK))
    page.builder.groups[0].setCurrentIndex(page.builder.groups[0].findData("stat_unit"))
    qtbot.mouseClick(page.ask_button, Qt.MouseButton.LeftButton)
    assert page.table is not None
    asked = page.table.value
    assert page.number.text().startswith(f"{asked:,.0f}")
    assert len(page.groups.rows) == len(page.table.groups)
    assert len(page.rows.rows) == len(page.table.rows)
    if page.table.groups:
        page.group_table.selectRow(0)
        assert len(page.rows.rows) == len(page.table.groups[0].rows)


def test_a_condition_narrows_the_question(window: MainWindow) -> None:
    page = window.show_place("ask")
    assert isinstance(page, QuestionPage)
    builder = page.builder
    builder._field.setCurrentIndex(builder._field.findData("stat_unit"))
    builder._value.setCurrentIndex(builder._value.findText("武进区"))
    builder.add_condition()
    assert builder.question().where == (Condition("stat_unit", Operator.IN, ("320412",)),)
    page.ask()
    assert page.table is not None
    assert page.table.value is None or page.table.value <= ROWS // 3


def test_a_problem_leads_to_its_record_and_field(window: MainWindow, page: RegisterPage) -> None:
    record = page.table.model.record_at(5) or 0
    page.table.select_record(record)
    page.details.form.type_into("operator_uscc", "91320412MATX0035X1")
    assert page.details.form.save()
    problems = window.show_place("problems")
    assert isinstance(problems, ProblemsPage)
    line = next(
        place
        for place in range(problems.model.rowCount())
        if (one := problems.model.line(place)).record == record and one.field == "operator_uscc"
    )
    problems.table.activated.emit(problems.model.index(line, 0))
    assert window.register_page() is page
    assert page.details.form.record == record
    assert page.details.form.rows["operator_uscc"].editor.hasFocus()


def test_a_folder_without_an_issue_is_told_and_not_remembered(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda _parent, trouble: told.append(trouble))
    folders(window).open_folder(tmp_path)
    assert told and window.memory.settings.recent_issues == []


def test_an_issue_is_remembered_and_described(window: MainWindow, issue_page: IssuePage, issue: Path) -> None:
    assert "模拟科技" in issue_page.title.text()
    assert issue_page.day.text() == "2022-02-28"
    assert window.memory.settings.recent_issues == [str(issue)]


def published(out: Path) -> SimpleNamespace:
    files = {kind: out / f"刊.{kind}" for kind in ("docx", "xlsx")}
    problem = Problem("page", "articles/a.md", "页码与期望不同。", Severity.SOFT)
    return SimpleNamespace(files=files, articles=1, numbers=3, problems=(problem,))


def test_publishing_ends_with_buttons_that_open_the_files(
    window: MainWindow, issue_page: IssuePage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    opened: list[str] = []

    def job(*asked_with: object) -> Iterator[Progress]:
        asked.append(asked_with)
        yield Progress("排版 Word", 1, 2)
        return published(tmp_path)

    monkeypatch.setattr(issue_page._session, "publish_job", job)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    issue_page.pdf.setChecked(False)
    with qtbot.waitSignal(window.runner.finished, timeout=10_000):
        qtbot.mouseClick(issue_page.publish, Qt.MouseButton.LeftButton)
    assert asked[0][3] is False
    assert issue_page.result.model.rows == [("待核", "articles/a.md", "页码与期望不同。")]
    for one in issue_page.result.open_buttons:
        qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    assert opened == [str(tmp_path / "刊.docx"), str(tmp_path / "刊.xlsx")]


def test_publishing_can_be_cancelled(
    window: MainWindow, issue_page: IssuePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def job(*_: object) -> Iterator[Progress]:
        while True:
            time.sleep(0.002)
            yield Progress("排版 Word", 1, 2)

    monkeypatch.setattr(issue_page._session, "publish_job", job)
    with qtbot.waitSignal(window.runner.cancelled, timeout=10_000):
        qtbot.mouseClick(issue_page.publish, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: window.status.cancel.isVisible())
        qtbot.mouseClick(window.status.cancel, Qt.MouseButton.LeftButton)
    assert issue_page.result.open_buttons == []


def test_a_day_that_cannot_be_read_stops_publishing(window: MainWindow, issue_page: IssuePage) -> None:
    issue_page.day.setText("月底")
    issue_page.run_publish()
    assert not window.runner.running
    assert issue_page.day_fault.text()


def test_the_theme_changes_at_once(window: MainWindow, qtbot: QtBot) -> None:
    page = window.show_place("settings")
    assert isinstance(page, SettingsPage)
    page.themes[1]["dark"].click()
    qtbot.waitUntil(lambda: theme.name == "dark")
    assert window.memory.settings.theme == "dark"
    again = window.show_place("settings")
    assert isinstance(again, SettingsPage)
    again.themes[1]["light"].click()
    qtbot.waitUntil(lambda: theme.name == "light")


def test_a_backup_is_written(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = window.show_place("settings")
    assert isinstance(page, SettingsPage)
    out = tmp_path / "备份.desk"
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(out), ""))
    next(one for one in page.findChildren(QPushButton) if one.text() == "另存备份…").click()
    assert out.stat().st_size > 10_000


def test_help_lists_the_keys(window: MainWindow) -> None:
    shown = HelpWindow(window.memory)
    shown.go("快捷键")
    text = shown.page.toPlainText()
    assert "Ctrl+N" in text and "新增" in text and "F2" in text
