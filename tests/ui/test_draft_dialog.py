"""Drafting from the registers in the studio: choose, fill in, look, put into the issue."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_shelf
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.studio.draft_dialog import DraftDialog
from tests.ui.conftest import compose
from tests.ui.issue_rooms import plan, take_in

PLAN = plan("a", title="模拟简讯", more='[[columns]]\nname = "科技动态"\narticles = []\n')


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def dialog(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> DraftDialog:
    """The dialog over an issue of one article; the desk has an incubator with an event that staff recorded."""
    session = window.session
    assert session is not None
    record = next(iter(session.ids(session.view("incubator"))))
    name = session.record_name(record)
    for kind in ("认定", "更名"):
        texts = {"subject": name, "event_kind": kind, "event_date": "2021-05-06"}
        session.save(session.read("event", texts, None))
    number = take_in(session.desk, tmp_path / "刊", PLAN, {"a": '+++\ntitle = "甲"\n+++\n\n一段。\n'})
    made = DraftDialog(window, session, number)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.list.count() > 0 and not made._queries.waits("draft"), timeout=10_000)
    return made


def choose(dialog: DraftDialog, key: str, qtbot: QtBot) -> None:
    dialog.list.setCurrentRow(next(row for row, one in enumerate(dialog._kinds) if one.key == key))
    qtbot.waitUntil(lambda: not dialog._queries.waits("draft"), timeout=10_000)


def test_a_kind_without_data_tells_the_reason_and_cannot_be_put(dialog: DraftDialog, qtbot: QtBot) -> None:
    choose(dialog, "gaoqi", qtbot)
    assert "2021年年末全市没有有效的高新技术企业" in dialog.fault.text() and not dialog.put.isEnabled()
    assert dialog.text.toPlainText().strip() == ""


def test_the_text_follows_the_parameters_and_goes_into_the_issue(dialog: DraftDialog, qtbot: QtBot) -> None:
    choose(dialog, "shixiang", qtbot)
    assert "登记科技载体、机构和企业的各类事项2件" in dialog.text.toPlainText() and dialog.put.isEnabled()
    last = dialog._fields["to"]
    assert isinstance(last, QLineEdit) and last.text() == "2021-12-31"
    last.setFocus()
    last.selectAll()
    QTest.keyClicks(last, "2021-04")
    qtbot.waitUntil(lambda: "没有登记的事项" in dialog.fault.text(), timeout=10_000)
    assert last.text() == "2021-04" and not dialog.put.isEnabled()
    last.selectAll()
    compose(last, "下月")
    qtbot.waitUntil(lambda: "不是日期" in dialog.fault.text(), timeout=10_000)
    last.selectAll()
    QTest.keyClicks(last, "2021-06-30")
    qtbot.waitUntil(lambda: "2021年1至6月登记事项通报" in dialog.text.toPlainText(), timeout=10_000)
    assert dialog.column.currentData() == "科技动态"
    qtbot.mouseClick(dialog.put, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    issue, problems = issue_shelf.read(dialog._session.desk, dialog._issue)
    assert not problems and issue.columns[1].articles == ("shixiang",)
    assert "{{" in issue.articles["shixiang"].blocks[0].lines[0][0].text and issue.questions


def test_what_was_chosen_for_one_kind_stays_for_the_next(dialog: DraftDialog, qtbot: QtBot) -> None:
    choose(dialog, "zongshu", qtbot)
    district = dialog._fields["district"]
    assert isinstance(district, QComboBox) and district.itemText(0) == "（全市）"
    district.setCurrentText("新北区")
    choose(dialog, "gaoqi", qtbot)
    kept = dialog._fields["district"]
    assert isinstance(kept, QComboBox) and kept.currentText() == "新北区"
    choose(dialog, "xianci", qtbot)
    assert dialog.column.currentText() == "卷首献辞" and not dialog.column.isEnabled()
    choose(dialog, "dujiaoshou", qtbot)
    assert dialog.column.currentText() == "创新企业（新栏目）" and dialog.column.isEnabled()


def test_it_is_worked_by_keyboard_alone(dialog: DraftDialog, qtbot: QtBot) -> None:
    choose(dialog, "shixiang", qtbot)
    dialog.activateWindow()
    dialog.list.setFocus()
    seen = []
    for _ in range(12):
        seen.append(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    for one in (dialog.list, dialog._fields["from"], dialog._fields["to"], dialog.column, dialog.text, dialog.put):
        assert (one in seen and one.accessibleName()) or one is dialog.put
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert "shixiang" in issue_shelf.read(dialog._session.desk, dialog._issue)[0].articles
