"""The frame: first start, places, as-of, jobs with cancel, themes, keys, leaving."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from bureau_desk.app.jobs import Progress
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui import actions, icons, messages
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.theme import DARK, LIGHT, Tokens, theme
from tests.ui.conftest import ROWS, clock

CANARY = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
widget = QWidget()
for _ in range(20_000):
    widget.update()
print("alive")
"""


def test_twenty_thousand_calls_leave_the_program_alive() -> None:
    done = subprocess.run([sys.executable, "-c", CANARY], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive")


def test_starting_the_window_reads_no_heavy_library() -> None:
    code = "import sys, bureau_desk.ui.main_window as w; print([m for m in ('matplotlib','docx','openpyxl','xlsxwriter','pypinyin','lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_first_start_offers_three_ways(memory: Memory, styled: QApplication, qtbot: QtBot) -> None:
    window = MainWindow(memory, "测试员")
    qtbot.addWidget(window)
    window.show()
    offered = [one.objectName() for one in window.findChildren(QPushButton) if one.objectName().startswith("start_")]
    assert sorted(offered) == ["start_demo_desk", "start_new_desk", "start_open_desk"]
    assert window.show_place("ask") is window.pages["start"], "without a desk nothing else is shown"


def test_a_new_empty_desk_opens_on_its_first_register(
    memory: Memory, styled: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    window = MainWindow(memory, "测试员")
    qtbot.addWidget(window)
    window.show()
    assert window.desks.create(tmp_path / "新.desk")
    page = window.register_page()
    assert page is not None
    assert page._yet.first.isVisible()
    assert memory.settings.recent_desks == [str(tmp_path / "新.desk")]
    window.close()


def test_a_desk_that_is_gone_is_told_calmly(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[Trouble] = []
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda _parent, trouble: told.append(trouble))
    assert not window.desks.open(tmp_path / "没有.desk")
    assert told and told[0].message
    assert window.session is not None, "the open desk stays open"


def test_every_place_of_the_navigation_has_its_page(window: MainWindow) -> None:
    for place in ("start", "ask", "chart", "issue", "problems", "settings", "register:award"):
        page = window.show_place(place)
        assert page is window.stack.currentWidget()
        assert window.navigation.place() == place


def test_the_past_is_read_only_and_says_so(window: MainWindow, page: RegisterPage, qtbot: QtBot) -> None:
    window.actions_["as_of"].trigger()
    assert window.as_of_bar.isVisible()
    window.as_of_bar.entry.setText("2021-12")
    qtbot.keyClick(window.as_of_bar.entry, Qt.Key.Key_Return)
    assert window.session is not None and window.session.as_of == date(2021, 12, 31)
    assert "2021-12-31" in window.as_of_bar.words.text()
    assert not page.add_button.isEnabled()
    assert not window.actions_["delete"].isEnabled()
    assert not page.details.form.keep.isEnabled()
    page.delete_selected()
    window.look_at(None)
    assert not window.as_of_bar.isVisible()
    assert page.add_button.isEnabled()
    assert page.table.model.rowCount() == ROWS


def test_a_day_that_is_none_or_not_yet_is_told(window: MainWindow, qtbot: QtBot) -> None:
    window.as_of_bar.ask()
    for text in ("去年", "2030-01-01"):
        window.as_of_bar.entry.setText(text)
        qtbot.keyClick(window.as_of_bar.entry, Qt.Key.Key_Return)
        assert window.as_of_bar.fault.text()
        assert window.session is not None and window.session.as_of is None


def endless() -> Iterator[Progress]:
    step = 0
    while True:
        step += 1
        time.sleep(0.002)
        yield Progress("数数", step % 100, 100)


def test_a_job_is_cancelled_and_tells_it(window: MainWindow, qtbot: QtBot) -> None:
    closed: list[bool] = []

    def job() -> Iterator[Progress]:
        try:
            yield from endless()
        finally:
            closed.append(True)

    with qtbot.waitSignal(window.runner.cancelled, timeout=10_000):
        assert window.run_job("长活", job(), lambda _: pytest.fail("a cancelled job has no result"))
        qtbot.waitUntil(lambda: "数数" in window.status.job.toolTip())
        assert window.status.cancel.isVisible()
        qtbot.mouseClick(window.status.cancel, Qt.MouseButton.LeftButton)
    assert closed == [True]
    assert not window.status.cancel.isVisible()
    assert "已取消" in window.status.words.toolTip()


def test_rows_cannot_be_changed_while_a_job_writes(window: MainWindow, page: RegisterPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.runner.cancelled, timeout=10_000):
        window.run_job("导入", endless(), lambda _: None, writes=True)
        assert not page.add_button.isEnabled()
        window.runner.cancel()
    assert page.add_button.isEnabled()


def test_a_second_job_waits_for_the_first(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Trouble] = []
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda _parent, trouble: told.append(trouble))
    with qtbot.waitSignal(window.runner.cancelled, timeout=10_000):
        assert window.run_job("一", endless(), lambda _: None)
        assert not window.run_job("二", endless(), lambda _: None)
        window.runner.cancel()
    assert "一" in told[0].message


def test_a_job_that_fails_tells_why(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda _parent, trouble: told.append(trouble))

    def job() -> Iterator[Progress]:
        yield Progress("写")
        raise Trouble("磁盘满了。", "请清理后再试。")

    with qtbot.waitSignal(window.runner.failed, timeout=10_000):
        window.run_job("写文件", job(), lambda _: None)
    assert isinstance(told[0], Trouble) and told[0].message == "磁盘满了。"
    assert not window.runner.running


@pytest.mark.parametrize(("name", "scale"), [("dark", 90), ("light", 150)])
def test_another_theme_or_scale_keeps_place_and_draft(
    window: MainWindow, page: RegisterPage, styled: QApplication, name: str, scale: int
) -> None:
    page.details.form.type_into("address", "改了一半")
    theme.apply(styled, name, scale)
    try:
        window.rebuild()
        again = window.register_page()
        assert again is not None
        assert again.details.form.rows["address"].text() == "改了一半"
        assert not window.grab().isNull()
    finally:
        theme.apply(styled, "light", 100)


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, ground: str) -> float:
    high, low = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(tokens: Tokens) -> None:
    pairs = [
        (tokens.ink, tokens.ground), (tokens.ink, tokens.panel), (tokens.ink, tokens.selection), (tokens.quiet, tokens.panel),
        (tokens.quiet, tokens.ground), (tokens.primary, tokens.panel), (tokens.primary, tokens.tint), (tokens.on_primary, tokens.primary),
        (tokens.bad, tokens.bad_ground), (tokens.bad, tokens.panel), (tokens.warning, tokens.warning_ground),
        (tokens.warning, tokens.panel), (tokens.good, tokens.good_ground),
    ]  # fmt: skip
    assert {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < 4.5} == {}


def test_no_key_means_two_things() -> None:
    keys = [key for command in actions.COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    assert {command.group for command in actions.COMMANDS} == set(actions.GROUPS)


def test_every_command_does_something(window: MainWindow) -> None:
    assert set(window.commands.table()) >= {command.key for command in actions.COMMANDS}


def test_buttons_without_words_have_names(window: MainWindow) -> None:
    for place in ("register:incubator", "ask", "chart", "issue", "problems", "settings", "start"):
        window.show_place(place)
    nameless = [
        one
        for kind in (QToolButton, QPushButton)
        for one in window.findChildren(kind)
        if not one.text() and not one.accessibleName() and one.objectName() != "qt_toolbar_ext_button"
        and type(one.parent()).__name__ != "QLineEdit"
    ]  # fmt: skip
    assert [(one.parent(), one.toolTip()) for one in nameless] == []


def test_every_icon_draws(styled: QApplication) -> None:
    names = sorted(path.stem for path in icons.RESOURCES.joinpath("icons").glob("*.svg"))
    assert len(names) > 50
    for name in names:
        image = icons.pixmap(name, "ink", 20).toImage()
        assert any(image.pixelColor(x, y).alpha() > 100 for x in range(20) for y in range(20)), name


def test_leaving_with_typed_texts_keeps_them_and_offers_them_again(
    window: MainWindow, page: RegisterPage, desk_path: Path
) -> None:
    page.details.form.type_into("address", "改了一半")
    assert window.may_leave()
    window.close_desk()
    assert window.desks.open(desk_path)
    assert window.drafts_bar.isVisible() and "1 条" in window.drafts_bar.words.text()
    again = window.register_page()
    assert again is not None
    form = again.details.form
    assert form.rows["address"].text() == "改了一半" and form.draft_note.isVisible()
    form.discard_changes()
    assert form.rows["address"].text() == "常州市模拟路0号" and not form.draft_note.isVisible()


def test_sizes_come_back(window: MainWindow, memory: Memory, tmp_path: Path) -> None:
    window.commands.fold_navigation()
    window.resize(1400, 800)
    window.close()
    again = Memory(tmp_path / "settings.json")
    assert again.settings.geometry
    assert again.get("navigation_narrow", False) is True
    assert again.get("last_place", "") == "register:incubator"


def test_an_unforeseen_error_opens_one_dialog(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def once(box: object) -> int:
        shown.append(box.text())  # type: ignore[attr-defined]
        messages.tell_error(None, ValueError("again"))
        return 0

    monkeypatch.setattr(messages.QMessageBox, "exec", once)
    seen = QWidget()
    qtbot.addWidget(seen)
    seen.show()
    messages.tell_error(None, ValueError("first"))
    assert shown == ["刚才的操作没有完成，已保存的数据不受影响。"]


def test_a_busy_desk_can_be_read(
    window: MainWindow, desk_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    monkeypatch.setattr("bureau_desk.ui.desk_opening.choose", lambda *_: 0)
    other = MainWindow(Memory(tmp_path / "other.json"), "另一人")
    qtbot.addWidget(other)
    other.show()
    assert other.desks.open(desk_path)
    page = other.register_page()
    assert page is not None
    assert not page.add_button.isEnabled()
    assert "只读" in other.status.desk.toolTip()
    other.close()


def focus_chain(window: QWidget) -> list[QWidget]:
    found, widget = [], window.nextInFocusChain()
    while widget is not window and len(found) < 5000:
        found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def test_search_table_and_form_are_reached_by_tab_in_the_order_read(window: MainWindow, page: RegisterPage) -> None:
    chain = focus_chain(window)
    places = [
        chain.index(one)
        for one in (window.navigation.list, page.search, page.table.view, page.details.form.rows["carrier_name"].editor)
    ]
    assert places == sorted(places)
    assert clock().year == 2022
