"""Steps, trash, two days compared, one cell's history, the past by its knowledge, closed years: clicked and typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from bureau_desk.app import closing, past_table, recording, steps, trash
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.time import correction
from bureau_desk.ui.time.cell_history_dialog import CellHistoryDialog
from bureau_desk.ui.time.closing_dialog import ClosingDialog
from bureau_desk.ui.time.compare_page import ComparePage
from bureau_desk.ui.time.correction import CorrectionDialog
from bureau_desk.ui.time.day_watch import DayWatch
from bureau_desk.ui.time.paged_model import PagedModel
from bureau_desk.ui.time.steps_page import StepsPage
from bureau_desk.ui.time.trash_page import TrashPage
from tests.ui import conftest
from tests.ui.conftest import NAMES, NOW, compose, credit_code


def edit(session: Session, record: int, valid_from: str | None = "", **texts: str) -> None:
    session.save(session.read("incubator", texts, record), "", valid_from)


def staff(session: Session, record: int) -> str:
    return session.texts("incubator", record)["staff_count"]


def settled(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.runner.running, timeout=20_000)
    QApplication.processEvents()


@pytest.fixture
def opened(window: MainWindow) -> Session:
    assert window.session is not None
    return window.session


def shown(window: MainWindow, place: str, kind: type) -> object:
    window.actions_[f"go_{place}"].trigger()
    page = window.stack.currentWidget()
    assert isinstance(page, kind)
    return page


# steps


def test_the_list_of_steps_goes_back_to_a_chosen_one_and_redo_comes_again(
    window: MainWindow, opened: Session, qtbot: QtBot
) -> None:
    for number in ("31", "32", "33"):
        edit(opened, 1, staff_count=number)
    page = shown(window, "steps", StepsPage)
    assert isinstance(page, StepsPage)
    assert page.count.text() == "4 步" and page.model.rowCount() == 4
    texts = [str(page.model.index(0, column).data()) for column in range(6)]
    assert texts[1] == "测试员" and "科技企业孵化器" in texts[3] and texts[4] == "1"
    assert page.rows.rows[0][2] == "从业人员数（人）：32 → 33" or "32 → 33" in page.rows.rows[0][2]
    page.table.setCurrentIndex(page.model.index(2, 0))
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    settled(window, qtbot)
    assert staff(opened, 1) == "31"
    assert page.count.text() == "6 步"
    assert [str(page.model.index(row, 5).data()) for row in range(6)] == ["", "", "已撤销", "已撤销", "", ""]
    for wanted in ("32", "33"):
        qtbot.waitUntil(lambda: window.actions_["redo"].isEnabled())
        window.actions_["redo"].trigger()
        qtbot.waitUntil(lambda: staff(opened, 1) == wanted)  # noqa: B023


def test_a_single_older_step_is_taken_back_and_brought_again_unless_later_ones_touch_it(
    window: MainWindow, opened: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(opened, 1, staff_count="31")
    edit(opened, 2, staff_count="41")
    edit(opened, 2, staff_count="42")
    page = shown(window, "steps", StepsPage)
    assert isinstance(page, StepsPage)
    page.table.setCurrentIndex(page.model.index(2, 0))
    assert page.turn_button.text() == "撤销这一步"
    qtbot.mouseClick(page.turn_button, Qt.MouseButton.LeftButton)
    settled(window, qtbot)
    assert staff(opened, 1) == "20" and staff(opened, 2) == "42"
    assert page.step() is not None and page.turn_button.text() == "重做这一步"
    qtbot.mouseClick(page.turn_button, Qt.MouseButton.LeftButton)
    settled(window, qtbot)
    assert staff(opened, 1) == "31"
    told: list[str] = []
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda _parent, one: told.append(one.message))
    page.table.setCurrentIndex(page.model.index(page.model.rowCount() - 3, 0))
    qtbot.mouseClick(page.turn_button, Qt.MouseButton.LeftButton)
    settled(window, qtbot)
    assert told and NAMES[1] in told[0] and staff(opened, 2) == "42"


def test_steps_are_found_by_words_register_day_and_person_and_lead_to_their_rows(
    window: MainWindow, opened: Session, qtbot: QtBot
) -> None:
    edit(opened, 3, staff_count="31")
    page = shown(window, "steps", StepsPage)
    assert isinstance(page, StepsPage)
    compose(page.filters.search, "载入")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.filters.search.clear()
    page.filters.register.setCurrentIndex(page.filters.register.findData("award"))
    assert page.model.rowCount() == 0 and page._stack.currentIndex() == 1
    page.filters.clear()
    page.filters.last.setText("2022-02")
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    page.filters.last.setText("昨天前")
    qtbot.waitUntil(lambda: page.fault.isVisible())
    page.filters.last.setText("2022-03")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.filters.author.setCurrentIndex(page.filters.author.findData("测试员"))
    page.table.setCurrentIndex(page.model.index(0, 0))
    page.row_table.setFocus()
    page.row_table.setCurrentIndex(page.rows.index(0, 0))
    qtbot.keyClick(page.row_table, Qt.Key.Key_Return)
    register = window.register_page()
    assert register is not None and register.table.current_record() == 3


def test_the_models_keep_qts_rules(session: Session, qtmodeltester: ModelTester) -> None:
    edit(session, 1, staff_count="31")
    model = PagedModel(
        ("时间", "谁"), lambda wanted: steps.page(session.desk, wanted), lambda one: ((one.recorded_at, one.author), {})
    )
    model.show(steps.numbers(session.desk, steps.Wanted()))
    qtmodeltester.check(model)
    model.numbers = [99_999]
    assert model.index(0, 0).data() is None


# the trash


def test_the_trash_shows_what_was_deleted_and_brings_it_back_as_one_step(
    window: MainWindow, opened: Session, qtbot: QtBot
) -> None:
    opened.delete([2, 3])
    page = shown(window, "trash", TrashPage)
    assert isinstance(page, TrashPage)
    assert page.count.text() == "2 条"
    compose(page.search, "重庆路")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.name.text() == NAMES[1]
    assert any(row[1].startswith("常州市模拟路1号") for row in page.fields.rows)
    page.search.clear()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.table.selectAll()
    assert page.restore.text() == "恢复所选 2 条"
    qtbot.mouseClick(page.restore, Qt.MouseButton.LeftButton)
    assert page.model.rowCount() == 0 and page._stack.currentIndex() == 1
    assert set(opened.rows("incubator", [2, 3])) == {2, 3}
    window.navigation.list.setFocus()  # in the search Ctrl+Z would take back letters
    window.actions_["undo"].trigger()
    assert page.model.rowCount() == 2


def test_a_restore_whose_name_is_taken_names_the_other_record(
    window: MainWindow, opened: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.delete([2])
    edit(opened, 3, carrier_name=NAMES[1], operator_uscc=credit_code(1))
    told: list[str] = []
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda _parent, one: told.append(one.message))
    page = shown(window, "trash", TrashPage)
    assert isinstance(page, TrashPage)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert told and "#3" in told[0] and NAMES[1] in told[0]
    assert trash.numbers(opened.desk) == [2]


# two days


def test_two_days_are_compared_filtered_opened_and_exported(
    window: MainWindow, opened: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    edit(opened, 1, "2022-02-01", staff_count="99", stat_unit="新北区")
    new = opened.texts("incubator", 5) | {"carrier_name": "模拟后来", "established_date": "2022-01-15"}
    opened.save(opened.read("incubator", new, None))
    page = shown(window, "compare", ComparePage)
    assert isinstance(page, ComparePage)
    page.register.setCurrentIndex(page.register.findData("incubator"))
    assert [side.day.text() for side in page.sides] == ["2021-12-31", "2022-03-01"]
    qtbot.mouseClick(page.run, Qt.MouseButton.LeftButton)
    settled(window, qtbot)
    kinds = [page.kind.itemText(place) for place in range(page.kind.count())]
    assert kinds == ["全部变化（2）", "新增（1）", "减少（0）", "变更（1）"]
    page.field.setCurrentIndex(page.field.findData("staff_count"))
    row = [str(page.model.index(0, column).data()) for column in range(6)]
    assert row[:2] == ["变更", NAMES[0]] and (row[3], row[4]) == ("20", "99") and "2022-03-01 测试员" in row[5]
    assert page.model.index(0, 3).data(Qt.ItemDataRole.FontRole).strikeOut()
    page.export_to(tmp_path / "对比.xlsx")
    settled(window, qtbot)
    assert load_workbook(tmp_path / "对比.xlsx").sheetnames == ["新增 1", "减少 0", "变更 1"]
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    register = window.register_page()
    assert register is not None and register.table.current_record() == 1
    assert not past_table._days_of(opened.desk)._made, "the days went when the page was left"
    page.sides[0].day.setText("上个月")
    window.show_place("compare")
    assert page.model.index(0, 4).data() == "99", "and yet it tells what it told"
    qtbot.keyClick(page.sides[0].day, Qt.Key.Key_Return)
    assert page.fault.isVisible() and page.sides[0].day.text() == "上个月"


def test_one_day_is_compared_by_what_was_known_then_and_now(
    window: MainWindow, opened: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened.desk, "clock", lambda: NOW + timedelta(days=40))
    edit(opened, 1, staff_count="99")
    page = shown(window, "compare", ComparePage)
    assert isinstance(page, ComparePage)
    page.register.setCurrentIndex(page.register.findData("incubator"))
    page.take(date(2021, 12, 31), date(2021, 12, 31))
    page.sides[0].known.setText("2022-03-05")
    qtbot.keyClick(page.sides[0].known, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert page.model.rowCount() == 1 and page.model.index(0, 4).data() == "99"
    assert "按 2022-03-05 所知" in page.told.text()


# one cell


def test_the_history_of_a_cell_opens_by_key_and_brings_an_old_value_back(
    window: MainWindow, opened: Session, page: RegisterPage, qtbot: QtBot
) -> None:
    edit(opened, 1, staff_count="31")
    field = opened.register("incubator").field("staff_count")
    assert field is not None
    page.table.set_column_shown("staff_count", True)
    page.table.select_record(1, "staff_count")
    page.table.view.setFocus()
    window.actions_["cell_history"].trigger()
    (dialog,) = page.findChildren(CellHistoryDialog)
    told = [[str(dialog.model.index(row, column).data()) for column in (1, 2, 3, 5)] for row in range(2)]
    assert told == [["测试员", "20", "31", "现在的值"], ["测试员", "", "20", ""]]
    assert not dialog.put_back.isEnabled(), "what holds already is not brought back"
    dialog.table.setCurrentIndex(dialog.model.index(1, 0))
    qtbot.mouseClick(dialog.put_back, Qt.MouseButton.LeftButton)
    assert staff(opened, 1) == "20"
    assert recording.history(opened.desk, 1)[0].reason == "恢复 2022-03-01 的值"
    assert dialog.model.rowCount() == 3
    dialog.close()


def test_a_small_clock_beside_a_field_of_the_form_opens_its_history(
    window: MainWindow, opened: Session, page: RegisterPage, qtbot: QtBot
) -> None:
    page.show_at(1)
    row = page.details.form.rows["staff_count"]
    assert row.clock.isVisibleTo(page) and row.clock.accessibleName()
    qtbot.mouseClick(row.clock, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(CellHistoryDialog)
    assert dialog._field.key == "staff_count"
    dialog.close()
    page.begin_new()
    assert not row.clock.isVisibleTo(page), "a new record has no history"


# the past by its knowledge


def test_the_past_is_seen_by_the_knowledge_of_then(
    window: MainWindow, opened: Session, page: RegisterPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened.desk, "clock", lambda: NOW + timedelta(days=40))
    edit(opened, 1, staff_count="99")
    window.actions_["as_of"].trigger()
    bar = window.as_of_bar
    bar.entry.setText("2021-12-31")
    bar.known.setText("2022-03-05")
    qtbot.keyClick(bar.known, Qt.Key.Key_Return)
    assert (opened.as_of, opened.known) == (date(2021, 12, 31), datetime(2022, 3, 5, 23, 59, 59, 999999))
    assert "按 2022-03-05 所知的台账" in bar.words.text()
    assert opened.rows("incubator", [1])[1].get("staff_count") == 20
    bar.ask()
    bar.known.clear()
    qtbot.keyClick(bar.entry, Qt.Key.Key_Return)
    assert opened.known is None and opened.rows("incubator", [1])[1].get("staff_count") == 99
    bar.ask()
    bar.known.setText("那时候")
    qtbot.keyClick(bar.entry, Qt.Key.Key_Return)
    assert bar.fault.text() and opened.known is None


def test_published_issues_offer_their_day_and_their_knowledge(window: MainWindow, opened: Session) -> None:
    from bureau_desk.store.tables import published

    line = {
        "id": 1,
        "title": "科技动态",
        "year": 2022,
        "number": 1,
        "as_of": "2021-12-31",
        "author": "测试员",
        "galley": "{}",
    }
    with opened.desk.database.writing() as connection:
        connection.execute(published.insert().values(published_at="2022-01-20T10:00:00", **line))
    window.as_of_bar.ask()
    offers = window.as_of_bar.issues
    place = next(place for place in range(offers.count()) if "第1期" in offers.itemText(place))
    offers.setCurrentIndex(place)
    offers.activated.emit(place)
    assert (opened.as_of, opened.known) == (date(2021, 12, 31), datetime(2022, 1, 20, 10))


# closed years


def answer(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, reason: str) -> list[str]:
    """Answers every question for a reason as staff would, in the real dialog."""
    asked: list[str] = []

    def exec_(dialog: CorrectionDialog) -> int:
        dialog.show()
        asked.append(dialog.reason.accessibleName())
        assert not dialog.write.isEnabled()
        if reason:
            compose(dialog.reason, reason)
            assert dialog.write.isEnabled()
            dialog.accept()
        else:
            dialog.reject()
        return dialog.result()

    monkeypatch.setattr(CorrectionDialog, "exec", exec_)
    return asked


def test_a_year_is_closed_in_the_window_and_opened_again_with_a_reason(
    window: MainWindow, opened: Session, qtbot: QtBot
) -> None:
    page = shown(window, "steps", StepsPage)
    assert isinstance(page, StepsPage)
    qtbot.mouseClick(page.close_year, Qt.MouseButton.LeftButton)
    (dialog,) = window.findChildren(ClosingDialog)
    dialog.year.setText("二〇二一")
    qtbot.mouseClick(dialog.close_it, Qt.MouseButton.LeftButton)
    assert dialog.fault.text() and dialog.year.text() == "二〇二一"
    dialog.year.setText("2021")
    compose(dialog.note, "年报已上报")
    qtbot.mouseClick(dialog.close_it, Qt.MouseButton.LeftButton)
    assert dialog.model.rows[0][0] == "2021" and dialog.model.rows[0][3] == "已关账"
    assert page.model.index(0, 2).data() == "关账：2021 年（年报已上报）"
    qtbot.mouseClick(dialog.reopen_it, Qt.MouseButton.LeftButton)
    assert "原因" in dialog.fault.text()
    compose(dialog.reason, "补报")
    qtbot.mouseClick(dialog.reopen_it, Qt.MouseButton.LeftButton)
    assert "补报" in dialog.model.rows[0][3] and not dialog.reopen_it.isEnabled()
    dialog.reject()


Act = Callable[[MainWindow, RegisterPage, QtBot], None]


def by_form(_window: MainWindow, page: RegisterPage, _qtbot: QtBot) -> None:
    page.show_at(1)
    form = page.details.form
    form.rows["staff_count"].set_text("77")
    form.holds.always.click()
    form.save()


def by_cell(_window: MainWindow, page: RegisterPage, _qtbot: QtBot) -> None:
    page.entering.save_cell(1, "address", "模拟新址")


def by_deleting(_window: MainWindow, page: RegisterPage, _qtbot: QtBot) -> None:
    page.show_at(1)
    page.delete_selected()


def by_undo(window: MainWindow, _page: RegisterPage, qtbot: QtBot) -> None:
    window.actions_["undo"].trigger()
    settled(window, qtbot)


def by_step(window: MainWindow, _page: RegisterPage, qtbot: QtBot) -> None:
    steps_page = shown(window, "steps", StepsPage)
    assert isinstance(steps_page, StepsPage)
    steps_page.table.setCurrentIndex(steps_page.model.index(1, 0))  # the newest one is the closing itself
    qtbot.mouseClick(steps_page.turn_button, Qt.MouseButton.LeftButton)
    settled(window, qtbot)


@pytest.mark.parametrize("act", [by_form, by_cell, by_deleting, by_undo, by_step])
def test_every_way_of_saving_asks_why_a_closed_year_is_changed(
    act: Act, window: MainWindow, page: RegisterPage, opened: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr("bureau_desk.ui.messages.QMessageBox", told.append)
    edit(opened, 1, staff_count="50")
    closing.close(opened.desk, 2021)
    before = len(recording.history(opened.desk, 1))
    asked = answer(qtbot, monkeypatch, "")
    act(window, page, qtbot)
    assert asked == ["更正原因"] and not told, "who declines is not told once more"
    assert len(recording.history(opened.desk, 1)) == before
    page.details.form.discard_changes()
    asked = answer(qtbot, monkeypatch, "现场核查")
    act(window, page, qtbot)
    assert recording.history(opened.desk, 1)[0].reason == "更正：现场核查"
    steps_page = shown(window, "steps", StepsPage)
    assert isinstance(steps_page, StepsPage)
    steps_page.corrections.setChecked(True)
    assert steps_page.model.rowCount() == 1 and "更正：现场核查" in str(steps_page.model.index(0, 2).data())


def test_in_a_worker_nobody_is_asked(opened: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    closing.close(opened.desk, 2021)
    monkeypatch.setattr(correction, "ask_reason", lambda *_: pytest.fail("asked in a worker"))
    raised: list[BaseException] = []

    def work() -> None:
        try:
            edit(opened, 1, staff_count="77")
        except closing.Closed as closed:
            raised.append(closed)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert raised


# the day turns


def test_a_new_day_begins_in_a_window_that_stays_open(
    window: MainWindow, opened: Session, page: RegisterPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(opened, 1, "2022-03-02", staff_count="88")
    assert opened.rows("incubator", [1])[1].get("staff_count") == 20
    (watch,) = opened.findChildren(DayWatch)
    watch.look()
    assert not window.runner.running, "the day has not changed"
    monkeypatch.setattr(conftest, "NOW", NOW + timedelta(days=1))
    QApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # type: ignore[union-attr]
    settled(window, qtbot)
    assert opened.rows("incubator", [1])[1].get("staff_count") == 88


def test_the_new_places_are_reached_by_keys_and_start_where_work_begins(window: MainWindow, qtbot: QtBot) -> None:
    for place in ("steps", "trash", "compare"):
        window.actions_[f"go_{place}"].trigger()
        assert window.navigation.place() == place
        assert window.focusWidget() is not None and window.focusWidget() is not window
    assert isinstance(window.focusWidget(), QLineEdit) or window.focusWidget().accessibleName() == "台账"


def test_the_rows_of_a_step_are_listed_alone_in_their_register(
    window: MainWindow, opened: Session, qtbot: QtBot
) -> None:
    opened.edit_many("incubator", [3, 5, 8], {"staff_count": "44"})
    page = shown(window, "steps", StepsPage)
    qtbot.mouseClick(page.see, Qt.MouseButton.LeftButton)
    register = window.stack.currentWidget()
    assert isinstance(register, RegisterPage)
    assert sorted(int(one) for one in register.table.model.ids) == [3, 5, 8]
    assert "步骤：" in register.chips.chips[0].text()
