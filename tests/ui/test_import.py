"""Export, correct in a spreadsheet, import: what staff see before anything is written, and the way back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from bureau_desk.app import closing, recording, steps
from bureau_desk.app.jobs import Progress
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.import_dialog import ImportDialog
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import ROWS, credit_code


@pytest.fixture
def corrected(window: MainWindow, page: RegisterPage, tmp_path: Path, qtbot: QtBot) -> Path:
    """The exported register with one row changed, one added, and one that cannot be read."""
    out = tmp_path / "孵化器.csv"
    with qtbot.waitSignal(window.runner.finished, timeout=20_000):
        window.commands.export_to(out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        titles, *rows = list(csv.reader(file))
    place = {title.split("（")[0]: column for column, title in enumerate(titles)}
    rows[1][place["孵化场地地址"]] = "常州市新地址"
    for name, number, day in (("新增模拟孵化器", 9001, "2020-05"), ("日期不明模拟孵化器", 9002, "去年底")):
        row = list(rows[2])
        row[place["孵化器名称"]], row[place["运营机构名称"]] = name, f"{name}有限公司"
        row[place["运营机构统一社会信用代码"]], row[place["成立日期"]] = credit_code(number), day
        rows.append(row)
    made = tmp_path / "改过.csv"
    with made.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([titles, *rows])
    return made


@pytest.fixture
def dialog(window: MainWindow, page: RegisterPage, corrected: Path, qtbot: QtBot) -> ImportDialog:
    """The dialog with the file read and planned."""
    assert window.session is not None
    made = ImportDialog(window, window.session, page.register)
    made.open()
    with qtbot.waitSignal(window.runner.finished, timeout=20_000):
        made.open_file(corrected)
    return made


def test_the_plan_is_told_before_anything_is_written(dialog: ImportDialog, page: RegisterPage) -> None:
    shown = {key: one.text() for key, one in dialog.counts.items()}
    assert shown["added"] == "新增 1"
    assert shown["updated"] == "更新 1"
    assert shown["refused"] == "不导入 1"
    assert shown["same"] == f"相同 {ROWS - 1}"
    assert page.table.model.rowCount() == ROWS
    assert dialog.apply.text() == "导入 2 条"
    assert "去年底" in dialog.changes.toPlainText(), "the refused row is shown first, with its reason"
    dialog.close()


def test_a_changed_row_shows_old_and_new(dialog: ImportDialog, qtmodeltester: ModelTester) -> None:
    dialog.counts["updated"].click()
    assert dialog.model.rowCount() == 1
    text = dialog.changes.toPlainText()
    assert "常州市模拟路1号" in text and "常州市新地址" in text
    qtmodeltester.check(dialog.model)
    dialog.close()


def test_an_import_is_one_step_back(dialog: ImportDialog, page: RegisterPage, window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.runner.finished, timeout=20_000):
        qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.table.model.rowCount() == ROWS + 1)
    qtbot.waitUntil(lambda: "1 行未导入" in window.status.words.toolTip())
    window.commands.undo()  # so few rows are taken back at once
    qtbot.waitUntil(lambda: page.table.model.rowCount() == ROWS)
    assert window.session is not None and window.session.writable


def test_an_import_into_a_closed_year_asks_once_for_its_reason_and_keeps_the_plan_without(
    dialog: ImportDialog, page: RegisterPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.session is not None
    desk = window.session.desk
    closing.close(desk, 2021)
    reasons, asked = ["", "漏报一家"], list[str]()

    def ask(closed: closing.Closed, _parent: object = None) -> str:
        asked.append(closed.message)
        return reasons[len(asked) - 1]

    monkeypatch.setattr("bureau_desk.ui.window_jobs.ask_reason", ask)
    with qtbot.waitSignal(window.runner.failed, timeout=20_000):
        qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=20_000)
    assert page.table.model.rowCount() == ROWS and dialog.isVisible() and dialog.apply.isEnabled()
    qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.table.model.rowCount() == ROWS + 1, timeout=20_000)
    # the rows are seen before the job has ended, and the dialog is gone for good after it
    qtbot.waitUntil(lambda: not window.runner.running, timeout=20_000)
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible(), timeout=20_000)
    assert len(asked) == 2 and window.session.writable
    (number,) = steps.numbers(desk, steps.Wanted(corrections=True))
    told = recording.history(desk, steps.records_of(desk, number, "incubator")[0])[0]
    assert told.reason == "更正：漏报一家（导入 改过.csv）"


def test_refused_rows_go_into_a_workbook(dialog: ImportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "未导入.xlsx"
    monkeypatch.setattr("bureau_desk.ui.import_dialog.QFileDialog.getSaveFileName", lambda *_: (str(out), ""))
    assert dialog.errors.isVisible()
    dialog.errors.click()
    assert out.stat().st_size > 1000
    dialog.close()


def test_an_import_that_fails_comes_back_with_its_plan(
    dialog: ImportDialog, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda *_: None)

    def job(_plan: object, _valid_from: object) -> Iterator[Progress]:
        yield Progress("写入")
        raise Trouble("磁盘满了。", "请清理后再试。")

    monkeypatch.setattr(dialog._session, "import_job", job)
    with qtbot.waitSignal(window.runner.failed, timeout=20_000):
        dialog.run()
        assert dialog.isHidden()
    assert dialog.isVisible()
    assert dialog.apply.isEnabled()
    dialog.close()


def test_a_file_that_is_no_table_is_told(
    window: MainWindow, page: RegisterPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda _parent, trouble: told.append(trouble))
    path = tmp_path / "照片.xlsx"
    path.write_bytes(b"\x89PNG not a table")
    assert window.session is not None
    dialog = ImportDialog(window, window.session, page.register)
    dialog.open()
    dialog.open_file(path)
    assert told and isinstance(told[0], Trouble)
    dialog.close()
