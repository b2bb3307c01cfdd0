"""A window open for reading while another program writes on the same desk."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from bureau_desk.app import accepting, desk_checks, issue_shelf, problem_list, recording, schema_editing, undoing
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain import overlay_fields
from bureau_desk.domain.problem import Severity, Trouble
from bureau_desk.store.journal import Entry
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.session import Session
from tests.ui.conftest import ROWS, clock, coded, incubator
from tests.ui.issue_rooms import INCUBATORS, open_room, plan, take_in

WRITING = """
import sys
from datetime import datetime
from pathlib import Path
from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import write
from bureau_desk.store.journal import Entry
desk = Desk.open(Path(sys.argv[1]), "同事", lambda: datetime(2022, 3, 1, 10))
print("打开", flush=True)
for line in sys.stdin:
    write(desk, [Entry(2, "incubator", "edit", {"contact_name": line.strip()}, "")], "改联系人", "同事")
    print("保存", flush=True)
"""


@pytest.fixture
def writer(desk_path):
    made = Desk.open(desk_path, "同事", clock)
    yield made
    made.close()


@pytest.fixture
def reading(writer, desk_path, memory, styled, qtbot, monkeypatch):
    monkeypatch.setattr("bureau_desk.ui.desk_opening.from_environment", lambda: clock)
    made = MainWindow(memory, "读者")
    made.resize(1366, 768)
    made.use(Session(Desk.open(desk_path, "读者", clock, write=False)))
    made.show()
    qtbot.waitExposed(made)
    made.show_place("register:incubator")
    made.following.watch.timer.stop()  # each look is the test's own
    settle(made, qtbot)
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settle(window, qtbot):
    qtbot.waitUntil(lambda: not window.following.watch._busy())


def look(window, qtbot):
    """One look, and what follows from it."""
    settle(window, qtbot)
    window.status.clear()
    window.following.watch.look()
    settle(window, qtbot)


def said(window):
    """What stands at the foot of the window, all of it where there is no room for it."""
    return window.status.words.accessibleName()


def add(desk, name):
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", [coded(desk, incubator(ROWS) | {"carrier_name": name})])
    write(desk, entries, f"新增“{name}”", "同事")
    return entries[0].record


def test_a_row_added_elsewhere_comes_while_selection_search_and_scroll_place_stay(reading, writer, qtbot):
    page = reading.register_page()
    page.search.setText("模拟孵化器")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    page.table.select_record(200)
    bar = page.table.view.verticalScrollBar()
    place, shown = bar.value(), len(page.table.model.ids)
    assert place > 0
    page.search.setFocus()
    new = add(writer, "模拟孵化器新")
    look(reading, qtbot)
    assert page is reading.register_page() and new in page.table.model.ids
    assert len(page.table.model.ids) == shown + 1 and page.count.text().startswith(f"{shown + 1} 条")
    assert (page.table.current_record(), bar.value(), page.search.text()) == (200, place, "模拟孵化器")
    assert reading.focusWidget() is page.search
    assert said(reading) == "已更新：另一处保存了修改（新增“模拟孵化器新”）"
    undoing.undo(writer)
    look(reading, qtbot)
    assert new not in page.table.model.ids and page.table.current_record() == 200 and bar.value() == place


def test_the_record_beside_the_table_shows_what_was_written_elsewhere(reading, writer, qtbot):
    page = reading.register_page()
    page.table.select_record(120)
    recording.save(writer, recording.read(writer, "incubator", {"contact_name": "新联系人"}, 120))
    look(reading, qtbot)
    assert page.details.form.rows["contact_name"].text() == "新联系人"


def test_nothing_is_read_and_nothing_said_while_nobody_writes(reading, qtbot, monkeypatch):
    look(reading, qtbot)
    asked, read = [], []
    (worker,) = reading.following.watch.queries._workers.values()
    with worker._reader.reading() as connection:
        connection.connection.driver_connection.set_trace_callback(asked.append)
    with reading.session.desk.database.reading() as connection:
        connection.connection.driver_connection.set_trace_callback(read.append)
    for _ in range(4):
        look(reading, qtbot)
    assert asked == ["PRAGMA data_version"] * 4 and not read
    assert said(reading) == ""
    monkeypatch.setattr("bureau_desk.ui.queries.REST", 0.01)
    qtbot.wait(100)
    assert asked == ["PRAGMA data_version"] * 4  # nor does it give back memory that it never took


def test_it_looks_only_while_it_is_seen(reading, writer, qtbot):
    watch = reading.following.watch
    watch._keep_pace()
    assert watch.timer.isActive()
    reading.hide()
    assert not watch.timer.isActive()
    new = add(writer, "模拟孵化器新")
    reading.show()
    page = reading.register_page()
    qtbot.waitUntil(lambda: new in page.table.model.ids)
    assert watch.timer.isActive()


def test_a_window_that_writes_looks_for_nobody(window):
    assert window.following.watch is None


def test_a_new_field_is_shown_at_the_same_record_and_goes_again_with_its_step(reading, writer, qtbot):
    reading.register_page().table.select_record(120)
    step, key = overlay_fields.add_field(writer.laid, "incubator", {"title": "路演场次", "type": "int"})
    finish(schema_editing.carry_out(writer, step))
    look(reading, qtbot)
    page = reading.register_page()
    assert key in page.details.form.rows and page.table.current_record() == 120
    undoing.undo(writer)
    look(reading, qtbot)
    page = reading.register_page()
    assert key not in page.details.form.rows and page.table.current_record() == 120


def test_rows_read_between_a_change_of_fields_and_the_next_look_frighten_nobody(reading, writer, qtbot, unanswered):
    step, key = overlay_fields.add_field(writer.laid, "incubator", {"title": "路演场次", "type": "int"})
    finish(schema_editing.carry_out(writer, step))
    look(reading, qtbot)
    page = reading.register_page()
    assert page.register.field(key) is not None
    undoing.undo(writer)
    page.table.repaint_rows()
    page.table.view.viewport().repaint()
    page.search.setText("模拟孵化器")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    reading.tell_trouble(Trouble("没有读到。"))  # opens no dialog, but looks at once
    settle(reading, qtbot)
    page = reading.register_page()
    assert page.register.field(key) is None and page.table.model.cell(0, 0).text


def test_the_numbers_of_an_article_are_renewed(reading, writer, qtbot):
    from bureau_desk.app.chips import Chips
    from tests.app.test_chips import issue

    chips = Chips(reading.session.desk, issue())
    reading.session.desk.subscribe(lambda one: chips.forget(one.registers, one.schema, one.records))
    before = chips.read(["{{武进}}"])["{{武进}}"].printed
    entry = {"stat_unit": "320412", "established_date": "2009-01-01"}
    write(writer, [Entry(2, "incubator", "edit", entry, "")], "改区", "同事")
    look(reading, qtbot)
    after = chips.read(["{{武进}}"])["{{武进}}"].printed
    assert after != before and after == Chips(writer, issue()).read(["{{武进}}"])["{{武进}}"].printed


def test_an_open_article_shows_new_numbers_and_what_somebody_else_writes_in_it(reading, writer, qtbot, tmp_path):
    article = '+++\ntitle = "孵化器达{{孵化器数}}"\n+++\n\n先说一段。\n'
    number = take_in(writer, tmp_path / "期刊", plan("a", day="2022-03-01"), {"a": article}, INCUBATORS)
    look(reading, qtbot)
    room = open_room(reading, number, qtbot)
    room.open_article("a")
    front, body = room.editor.front, room.editor.body
    qtbot.waitUntil(lambda: front.values["title"].text() == f"印出：孵化器达{ROWS}家")
    add(writer, "模拟孵化器新")
    look(reading, qtbot)
    qtbot.waitUntil(lambda: front.values["title"].text() == f"印出：孵化器达{ROWS + 1}家")
    undoing.undo(writer)
    changed = article.replace("先说一段", "又说一段").encode()
    issue_shelf.save(writer, number, {"articles/a.md": changed}, "改")
    look(reading, qtbot)
    qtbot.waitUntil(lambda: "又说一段" in body.toPlainText())
    qtbot.waitUntil(lambda: front.values["title"].text() == f"印出：孵化器达{ROWS}家")
    assert room.editor is not None and body.isReadOnly()


def test_an_issue_made_elsewhere_comes_onto_the_shelf(reading, writer, qtbot):
    page = reading.show_place("issue")
    issue_shelf.keep(writer, "模拟期刊", {"issue.toml": b""}, "新建")
    look(reading, qtbot)
    qtbot.waitUntil(lambda: "模拟期刊" in [one.name for one in page.shelf.entries])
    assert said(reading) == "已更新：另一处保存了期刊"


def test_problems_accepted_or_found_elsewhere_are_told_in_the_list_and_in_its_number(reading, writer, qtbot):
    page = reading.show_place("problems")
    settle(reading, qtbot)
    before = [int(one) for one in page.model.ids]
    soft = problem_list.page(writer, before)
    chosen = next(one for one in before if soft[one].severity is not Severity.HARD)
    accepting.accept(writer, [chosen], "已核实，数据属实")
    look(reading, qtbot)
    settle(reading, qtbot)
    assert [int(one) for one in page.model.ids] == [one for one in before if one != chosen]
    reading.status.clear()
    finish(desk_checks.check_desk(writer))
    look(reading, qtbot)
    assert said(reading) == "已更新：另一处重新核对了台账"


def test_a_large_desk_is_opened_for_writing_beside_the_window_at_the_same_record(
    reading, writer, qtbot, monkeypatch, desk_path
):
    monkeypatch.setattr("bureau_desk.ui.desk_opening.LARGE", 0)
    reading.register_page().table.select_record(200)
    assert not reading.desks.open_for_writing()
    qtbot.waitUntil(lambda: "仍然只读" in said(reading))
    assert reading.session.desk.read_only and reading.desks.dialog is None
    writer.close()
    look(reading, qtbot)
    qtbot.mouseClick(reading.free_bar.open, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: reading.session.writable)
    assert reading.register_page().table.current_record() == 200
    assert said(reading) == "台账已改为可编辑"


def test_a_past_day_that_is_looked_at_does_not_flicker(reading, writer, qtbot):
    page = reading.register_page()
    reading.look_at(date(2021, 12, 31))
    page.table.select_record(200)
    ids, place = list(page.table.model.ids), page.table.view.verticalScrollBar().value()
    gone = []
    page.table.model.modelReset.connect(lambda: gone.append(len(page.table.model.ids)))
    page.table.current_changed.connect(lambda record: gone.append(record) if record is None else None)
    values = coded(writer, incubator(ROWS) | {"carrier_name": "模拟后来", "established_date": "2022-02-01"})
    with writer.database.writing() as connection:
        entries = add_many(connection, "incubator", [values], "2022-02-01")
    write(writer, entries, "新增", "同事")
    look(reading, qtbot)
    assert list(page.table.model.ids) == ids and None not in gone and 0 not in gone
    assert (page.table.current_record(), page.table.view.verticalScrollBar().value()) == (200, place)
    assert reading.as_of_bar.isVisible()
    reading.look_at(None)
    assert entries[0].record in page.table.model.ids


def test_a_file_out_of_reach_says_nothing_and_is_followed_when_it_is_back(reading, writer, qtbot, monkeypatch):
    from bureau_desk.store import written

    look(reading, qtbot)

    def fails(_connection):
        raise OSError("磁盘读写")

    new = add(writer, "模拟孵化器新")
    with monkeypatch.context() as patched:
        patched.setattr(written, "stamp", fails)
        look(reading, qtbot)
        assert said(reading) == ""
    look(reading, qtbot)
    assert new in reading.register_page().table.model.ids


def test_another_process_is_followed_and_when_it_was_killed_the_desk_can_be_written_here(
    desk_path, memory, styled, qtbot, monkeypatch
):
    monkeypatch.setattr("bureau_desk.ui.desk_opening.from_environment", lambda: clock)
    command = [sys.executable, "-c", WRITING, str(desk_path)]
    root = str(Path(__file__).parents[2])
    other = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=root
    )
    window = MainWindow(memory, "读者")
    window.resize(1366, 768)
    try:
        assert other.stdout.readline().strip() == "打开"
        window.use(Session(Desk.open(desk_path, "读者", clock, write=False)))
        window.show()
        qtbot.waitExposed(window)
        page = window.show_place("register:incubator")
        settle(window, qtbot)
        page.search.setText("孵化器")
        qtbot.keyClick(page.search, Qt.Key.Key_Return)
        settle(window, qtbot)
        page.table.select_record(2)
        print("赵同事", file=other.stdin, flush=True)
        assert other.stdout.readline().strip() == "保存"
        look(window, qtbot)
        assert page.details.form.rows["contact_name"].text() == "赵同事"
        assert not window.free_bar.isVisible()
        assert not window.desks.open_for_writing()  # it is still held
        assert "仍然只读" in said(window) and window.register_page() is page
        other.kill()
        other.wait()
        for _ in range(6):  # it left its note behind
            look(window, qtbot)
        assert window.free_bar.isVisible()
        qtbot.mouseClick(window.free_bar.open, Qt.MouseButton.LeftButton)
        page = window.register_page()
        assert window.session.writable and not window.free_bar.isVisible()
        assert "（只读）" not in window.status.desk.accessibleName()
        assert (page.table.current_record(), page.search.text()) == (2, "孵化器")
        assert page.details.form.rows["contact_name"].text() == "赵同事"
        window.session.save(window.session.read("incubator", {"contact_name": "自己"}, 2))
        assert page.details.form.rows["contact_name"].text() == "自己"
    finally:
        other.kill()
        other.communicate()
        window.close()
        window.deleteLater()


def test_the_offer_to_write_comes_when_the_other_one_closes_and_stays_away_when_it_is_put_away(
    reading, writer, desk_path, qtbot
):
    look(reading, qtbot)
    assert not reading.free_bar.isVisible()
    writer.close()
    look(reading, qtbot)
    assert reading.free_bar.isVisible()
    qtbot.mouseClick(reading.free_bar.stay, Qt.MouseButton.LeftButton)
    look(reading, qtbot)
    assert not reading.free_bar.isVisible()
    again = Desk.open(desk_path, "同事", clock)
    look(reading, qtbot)
    assert not reading.free_bar.isVisible()
    again.close()
    look(reading, qtbot)
    assert reading.free_bar.isVisible()
