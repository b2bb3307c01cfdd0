"""The first page of an open desk: each number leads to its rows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.pieces import Elided
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.start_page import StartPage
from tests.app.test_duplicates import CODES, firm
from tests.app.test_reminders import until


def start(window: MainWindow) -> StartPage:
    page = window.show_place("start")
    assert isinstance(page, StartPage)
    return page


def link(page: StartPage, name: str) -> QPushButton:
    return next(one for one in page.overview.findChildren(QPushButton) if one.accessibleName().startswith(name))


def test_a_number_of_expiring_titles_opens_just_those_rows(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.session.desk
    soon, later = until(desk, CODES[1], "2022-03-20"), until(desk, CODES[2], "2022-05-20")
    until(desk, CODES[3], "2024-05-20")
    page = start(window)
    qtbot.mouseClick(link(page, "高新技术企业：90 天内到期 2 条"), Qt.MouseButton.LeftButton)
    shown = window.stack.currentWidget()
    assert isinstance(shown, RegisterPage) and shown.register.key == "qualification"
    assert sorted(int(one) for one in shown.table.model.ids) == sorted((soon, later))
    assert "90 天内到期" in shown.chips.chips[0].text()
    qtbot.mouseClick(shown.chips.chips[0].close_button, Qt.MouseButton.LeftButton)
    assert len(shown.table.model.ids) == 3
    page = start(window)
    qtbot.mouseClick(link(page, "高新技术企业：30 天内到期 1 条"), Qt.MouseButton.LeftButton)
    assert [int(one) for one in shown.table.model.ids] == [soon]


def test_problems_of_a_register_are_one_click_away(window: MainWindow, qtbot: QtBot) -> None:
    until(window.session.desk, CODES[1], "2022-03-20", end_event="取消")
    page = start(window)
    name = next(
        one.accessibleName() for one in page.overview.findChildren(QPushButton) if "待核" in one.accessibleName()
    )
    qtbot.mouseClick(link(page, name), Qt.MouseButton.LeftButton)
    assert window.navigation.place() == "problems"


def test_the_last_steps_are_told_and_follow_an_undo(window: MainWindow) -> None:
    firm(window.session.desk, "常州模拟甲有限公司", CODES[1])
    page = start(window)
    words = [one.toolTip() for one in page.overview.findChildren(Elided)]
    assert any("常州模拟甲有限公司" in one for one in words)
    window.commands.undo()
    words = [one.toolTip() for one in page.overview.findChildren(Elided)]
    assert any("（已撤销）" in one for one in words)


def test_a_desk_without_anything_to_do_says_so(window: MainWindow) -> None:
    words = " ".join(one.text() for one in start(window).overview.findChildren(QLabel))
    assert "90 天内没有到期的资质" in words and "还没有发布过期刊" in words


def test_every_link_of_the_page_is_reached_by_tab(window: MainWindow) -> None:
    until(window.session.desk, CODES[1], "2022-03-20")
    page = start(window)
    links = [one for one in page.overview.findChildren(QPushButton) if one.isVisible()]
    assert links and all(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in links)
    assert all(one.accessibleName() or one.text() for one in links)
