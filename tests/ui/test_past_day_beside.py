"""A past day of a large register is read beside the window: rows come when they are there, and Esc gives the day up."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from datetime import date

import pytest
from PySide6.QtCore import Qt

from bureau_desk.app import past_table
from bureau_desk.ui import queries, record_table


@pytest.fixture
def large(monkeypatch):
    """Every register counts as large."""
    monkeypatch.setattr(queries, "AT_ONCE", 0)
    monkeypatch.setattr(record_table, "AT_ONCE", 0)


def test_the_rows_of_a_past_day_come_later_and_those_of_today_are_not_mistaken_for_them(large, window, page, qtbot):
    qtbot.waitUntil(lambda: page.table.model.rowCount() > 0)
    window.look_at(date(2020, 12, 31))
    assert page.table.model.rowCount() == 0
    qtbot.waitUntil(lambda: not page.table.queries.waits("ids"))
    assert list(page.table.model.ids) == list(window.session.ids(page.table.conditions.view()))
    window.look_at(None)
    qtbot.waitUntil(lambda: not page.table.queries.waits("ids") and page.table.model.rowCount() > 0)


def test_esc_gives_a_day_up_also_where_only_the_first_page_of_today_had_come(large, window, page, qtbot, monkeypatch):
    going_on, table = threading.Event(), page.table
    whole = record_table.read_view

    def slowly(*asked):
        read = whole(*asked)
        return lambda: (going_on.wait(10), read())[1]

    monkeypatch.setattr(record_table, "read_view", slowly)
    table.model.show(())
    window.commands.refresh()
    qtbot.waitUntil(lambda: table.first_page.alone)
    window.look_at(date(2020, 12, 31))
    qtbot.keyClick(table.view, Qt.Key.Key_Escape)
    given_up = window.session.as_of is None
    going_on.set()
    assert given_up and not window.as_of_bar.isVisible()


def test_esc_gives_a_day_up_that_is_still_being_read(large, window, page, qtbot):
    qtbot.waitUntil(lambda: page.table.model.rowCount() > 0 and not page.table.queries.waits("ids"))
    before = list(page.table.model.ids)
    window.look_at(date(2020, 12, 31))
    qtbot.keyClick(page.table.view, Qt.Key.Key_Escape)
    assert window.session.as_of is None and not window.as_of_bar.isVisible()
    qtbot.waitUntil(lambda: list(page.table.model.ids) == before)


def test_a_record_of_a_past_day_is_shown_and_not_judged(window, page, qtbot, monkeypatch):
    asked = []
    page.table.select_record(int(page.table.model.ids[1]))
    monkeypatch.setattr("bureau_desk.app.recording.read", lambda *told: asked.append(told))
    window.look_at(date(2022, 3, 1))
    qtbot.waitUntil(lambda: page.table.model.rowCount() > 0)
    form = page.details.form
    page.table.select_record(int(page.table.model.ids[2]))
    assert form.record == int(page.table.model.ids[2]) and form.texts()["carrier_name"] == "溧阳市高新技术创业中心"
    assert "1,200" in form.rows["incubation_fund"].text() or form.rows["incubation_fund"].note.text().startswith("合")
    assert not asked and not form.problems(), "nothing can be changed, so nothing is looked for"


def test_a_past_day_is_given_back_after_the_return_to_today(large, window, page, qtbot, monkeypatch):
    monkeypatch.setattr(queries, "REST", 0.02)
    qtbot.waitUntil(lambda: page.table.model.rowCount() > 0)
    window.look_at(date(2020, 12, 31))
    qtbot.waitUntil(lambda: not page.table.queries.waits("ids") and page.table.model.rowCount() > 0)
    days = past_table._days_of(window.session.desk)
    (made,) = days._made.values()
    assert tables_in(made.address)
    window.look_at(None)
    assert not days._made
    qtbot.waitUntil(lambda: not tables_in(made.address))  # nobody looks into that memory any more


def tables_in(address):
    with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
        return connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
