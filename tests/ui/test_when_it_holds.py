"""更正 or 变化, deletions of what others point at, and rows of one file that refer to each other."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bureau_desk.app import asking, browsing
from bureau_desk.exchange.planning import Outcome, PlannedRow
from bureau_desk.ui.entering.bulk_dialog import BulkDialog
from bureau_desk.ui.import_dialog import FROM_DAY, ImportDialog
from bureau_desk.ui.import_plan_model import ImportPlanModel
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.table import deleting
from tests.ui.conftest import ROWS


def on(window: MainWindow, day: str, field: str, record: int) -> object:
    """A value as it held on a day."""
    assert window.session is not None
    rows = asking.snapshot(window.session.desk, date.fromisoformat(day)).rows("incubator")
    return next(row.get(field) for row in rows if row.id == record)


def test_the_switch_shows_what_the_kind_of_the_edited_field_means(page: RegisterPage) -> None:
    form = page.details.form
    form.type_into("address", "常州市新地址")
    assert form.holds.isVisible() and form.holds.always.isChecked()
    form.type_into("staff_count", "77")
    assert form.holds.from_day.isChecked() and form.holds.day.text() == "2022-03-01"
    assert "孵化场地地址" in form.holds.note.text()
    assert form.holds.valid_from() is None
    form.discard_changes()
    assert not form.holds.isVisible()


def test_a_correction_in_the_form_mends_past_days(page: RegisterPage, window: MainWindow, qtbot: QtBot) -> None:
    form, record = page.details.form, page.details.form.record
    assert record is not None
    form.type_into("staff_count", "77")
    qtbot.mouseClick(form.holds.always, Qt.MouseButton.LeftButton)
    form.type_into("staff_count", "78")
    assert form.holds.always.isChecked(), "what was chosen stays while one types on"
    assert form.save()
    assert on(window, "2020-01-01", "staff_count", record) == 78
    form.type_into("staff_count", "90")
    assert form.holds.from_day.isChecked(), "nothing is remembered for the next edit"
    assert form.save()
    assert on(window, "2020-01-01", "staff_count", record) == 78
    assert on(window, "2022-03-01", "staff_count", record) == 90


def test_a_change_in_the_form_holds_from_the_day_typed(
    page: RegisterPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, record = page.details.form, page.details.form.record
    assert record is not None
    form.type_into("address", "常州市新地址")
    form.holds.day.clear()
    qtbot.keyClicks(form.holds.day, "20x")
    refused: list[str] = []
    form.failed.disconnect()
    form.failed.connect(lambda trouble: refused.append(trouble.message))
    assert not form.save() and "不是日期" in refused[0]
    form.holds.day.clear()
    qtbot.keyClicks(form.holds.day, "2021-07")
    assert form.save()
    assert on(window, "2021-06-30", "address", record) == "常州市模拟路0号"
    assert on(window, "2021-07-01", "address", record) == "常州市新地址"


def test_many_rows_are_filled_as_a_correction(page: RegisterPage, window: MainWindow, qtbot: QtBot) -> None:
    page.table.set_column_shown("staff_count", True)
    first = page.table.model.record_at(0) or 0
    page.table.select_record(first, "staff_count")
    page.table.view.selectAll()
    page.table.select_record(first, "staff_count")
    window.actions_["fill_many"].trigger()
    dialog = window.findChild(BulkDialog)
    assert isinstance(dialog, BulkDialog) and dialog.lines[0].editor is not None
    qtbot.keyClicks(dialog.lines[0].editor, "5")
    dialog.read()
    assert dialog.holds.from_day.isChecked()
    dialog.holds.always.click()
    dialog.run()
    assert not dialog.isVisible()
    assert on(window, "2020-01-01", "staff_count", first) == 5


def test_the_events_of_a_record_are_deleted_with_it_only_when_asked(
    page: RegisterPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, record = window.session, page.table.current_record()
    assert session is not None and record is not None
    typed = {"subject": f"#{record}", "event_kind": "认定", "event_date": "2019-12-01", "after": "省级"}
    session.save(session.read("event", typed, None))
    said: list[str] = []
    answer = 1

    def choose(_parent: object, _title: str, message: str, hint: str, answers: tuple[str, ...]) -> int:
        said.extend((message, hint, *answers))
        return answer

    monkeypatch.setattr(deleting, "choose", choose)
    page.table.select_record(record)
    page.delete_selected()
    QApplication.processEvents()
    assert page.table.model.rowCount() == ROWS and "1 条" in said[0] and said[-1] == "不删除"
    answer = 0
    page.delete_selected()
    QApplication.processEvents()
    assert page.table.model.rowCount() == ROWS - 1
    assert not list(browsing.ids(session.desk, browsing.View("event")))
    window.commands.undo()
    assert page.table.model.rowCount() == ROWS
    assert len(list(browsing.ids(session.desk, browsing.View("event")))) == 1


def test_updates_of_a_file_hold_from_the_day_chosen(
    page: RegisterPage, window: MainWindow, tmp_path, qtbot: QtBot
) -> None:
    assert window.session is not None
    path, record = tmp_path / "a.csv", page.table.current_record() or 0
    name = window.session.record_name(record)
    path.write_text(f"孵化器名称,机构从业人员\n{name},99\n", encoding="utf-8-sig")
    dialog = ImportDialog(window, window.session, page.register)
    dialog.open()
    with qtbot.waitSignal(window.runner.finished, timeout=20_000):
        dialog.open_file(path)
    assert dialog.holds.isVisible() and not dialog.day.isVisible() and dialog.valid_from() is None
    dialog.holds.setCurrentIndex(dialog.holds.findData(FROM_DAY))
    assert dialog.day.isVisible()
    dialog.day.setText("2021-01-01")
    with qtbot.waitSignal(window.runner.finished, timeout=20_000):
        dialog.run()
    assert on(window, "2020-12-31", "staff_count", record) == 20
    assert on(window, "2021-01-01", "staff_count", record) == 99


def test_a_reference_to_a_row_of_the_same_file_shows_its_name(session: Session) -> None:
    register = session.register("policy")
    old = PlannedRow(5, Outcome.ADDED, {register.name_field: "模拟办法（2020 年）"})
    new = PlannedRow(6, Outcome.UPDATED, {"supersedes": -5}, before={}, changed=frozenset({"supersedes"}))
    lost = PlannedRow(7, Outcome.UPDATED, {"supersedes": -8}, before={}, changed=frozenset({"supersedes"}))
    model = ImportPlanModel(session, register)
    model.take([old, new, lost])
    model.show([new])
    assert [new for _, _, new in model.changes(new)] == ["模拟办法（2020 年）（本文件第 5 行）"]
    assert [new for _, _, new in model.changes(lost)] == ["本文件第 8 行"]
