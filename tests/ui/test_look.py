"""Every page, dialog and list fits the smallest promised screen: no words cut, nothing outside its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bureau_desk.ui import pieces
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.plain_table import PlainTable, TextModel, fitted
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.geometry import SMALL, faults
from tests.ui.surfaces import Walk

ROOMS = (
    "pages", "table", "table_dialogs", "entering", "events", "organisation", "time", "problems", "schema", "importing",
    "documents", "messages", "help",
)  # fmt: skip


def test_every_page_and_dialog_fits_a_screen_of_960_by_540(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "room_of", lambda _: QRect(0, 0, SMALL.width(), SMALL.height()))
    window.resize(SMALL)
    found: list[str] = []
    seen: set[str] = set()

    def see(name: str, shown: QWidget) -> None:
        seen.add(name)
        found.extend(f"{name}: {one}" for one in faults(shown))

    walk = Walk(window, see, tmp_path, pace=0.0, registers=("incubator", "annual_stats", "qualification"))
    for part in walk.parts():
        part()
    assert {part.__name__ for part in walk.parts()} == set(ROOMS) and len(seen) > 70
    assert not found, "\n".join(found)


def test_a_cut_word_and_a_part_outside_its_place_are_found(qtbot: QtBot) -> None:
    """The measuring itself: what is at fault is named, what is sound is not."""
    top = QWidget()
    qtbot.addWidget(top)
    row = QHBoxLayout(top)
    cut, sound = QLabel("统一社会信用代码"), QLabel("名称")
    cut.setMaximumWidth(40)
    pressed = QPushButton("按建议值更正")
    pressed.setMaximumWidth(50)
    for one in (cut, sound, pressed):
        row.addWidget(one)
    outside = QLabel("外", top)
    outside.setGeometry(390, 10, 60, 20)
    top.resize(400, 80)
    top.show()
    told = "\n".join(faults(top))
    assert "统一社会信用代码" in told and "按建议值更正" in told and "“外”" in told and "名称" not in told


def test_the_filters_stay_under_their_titles_while_the_table_scrolls(
    window: MainWindow, page: RegisterPage, qtbot: QtBot
) -> None:
    view = page.table.view
    bar = view.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    for place in (0, 60, bar.maximum()):
        bar.setValue(place)
        for column, field in enumerate(page.table.model.columns):
            made = view.filters.filter_of(field.key)
            if made is not None and made.isVisible():
                left = view.filters.sectionViewportPosition(column)
                assert left <= made.x() <= left + 8, field.key


def test_a_table_fits_its_columns_to_its_room_until_one_is_drawn(qtbot: QtBot) -> None:
    table, model = PlainTable("例", (200, 100, 300)), TextModel()
    qtbot.addWidget(table)
    table.setModel(model)
    model.show(("记录", "级别", "原因"), [("甲", "省级", "乙")])
    table.set_widths((200, 100, 300))
    table.resize(400, 200)
    table.show()
    assert not table.horizontalScrollBar().isVisible()
    assert all(table.columnWidth(column) >= 50 for column in range(3))
    table.setColumnWidth(0, 350)
    table.resize(420, 200)
    assert table.columnWidth(0) == 350


@pytest.mark.parametrize("room", [240, 400, 600, 900, 2000])
def test_fitted_columns_fill_no_more_than_their_room(room: int) -> None:
    widths = fitted([150, 80, 300, 60], room)
    assert sum(widths) <= room
    assert all(width >= 56 for width in widths)
