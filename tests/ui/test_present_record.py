"""The record beside many rows is shown anew in a turn of its own, and what somebody types into it stays."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from bureau_desk.app import recording
from bureau_desk.ui.queries import AT_ONCE
from bureau_desk.ui.registers_page import RegisterPage


@pytest.fixture
def large(page: RegisterPage, monkeypatch: pytest.MonkeyPatch) -> RegisterPage:
    """The page of a register that is read beside the window's thread, with a record shown."""
    page.table.select_record(int(page.table.model.record_at(0) or 0))
    assert page.details.shown
    monkeypatch.setattr(page.session, "weight", lambda _register: AT_ONCE)
    return page


def changed(page: RegisterPage, **texts: str) -> None:
    desk, record = page.session.desk, page.details.form.record
    recording.save(desk, recording.read(desk, page.register.key, texts, record))


def shown(page: RegisterPage, key: str) -> str:
    return page.details.form.rows[key].text()


def test_rows_are_there_first_and_the_record_beside_them_in_a_later_turn(large: RegisterPage, qtbot: QtBot) -> None:
    at_loading: list[str] = []
    large.table.loaded.connect(lambda: at_loading.append(shown(large, "carrier_name")))
    before = shown(large, "carrier_name")
    changed(large, carrier_name="常州改名孵化器")
    qtbot.waitUntil(lambda: shown(large, "carrier_name") == "常州改名孵化器")
    assert at_loading and at_loading[0] == before


def test_what_is_being_typed_stays_when_the_rows_come_anew(large: RegisterPage, qtbot: QtBot) -> None:
    large.details.form.type_into("carrier_name", "正在输入")
    changed(large, remark="别处改的备注")
    qtbot.waitUntil(lambda: shown(large, "remark") == "别处改的备注")
    assert shown(large, "carrier_name") == "正在输入"


def test_a_page_that_was_left_meanwhile_shows_the_record_as_it_is(large: RegisterPage, qtbot: QtBot) -> None:
    large.table.loaded.connect(large.hide)
    changed(large, carrier_name="常州离开孵化器")
    qtbot.waitUntil(lambda: shown(large, "carrier_name") == "常州离开孵化器")
    large.show()
    assert shown(large, "carrier_name") == "常州离开孵化器"
