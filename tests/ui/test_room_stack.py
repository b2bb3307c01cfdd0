"""Rooms that are not seen are not asked how tall they would like to be."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from bureau_desk.ui.ahead import ROOMS
from bureau_desk.ui.flow_layout import FlowLayout
from bureau_desk.ui.main_window import MainWindow

FEW = 60  # of their smallest sizes they are asked all the same


class _Heights(dict[int, int]):
    """The heights that a layout knows, and how often somebody asked for one."""

    asked = 0

    def get(self, width: int, default: int | None = None) -> int | None:  # type: ignore[override]
        self.asked += 1
        return super().get(width, default)


def test_going_to_a_room_asks_the_others_little(window: MainWindow, qtbot: QtBot) -> None:
    for place in (*ROOMS, "register:incubator"):
        window.show_place(place)
        qtbot.wait(5)
    heights = {}
    for layout in window.stack.findChildren(FlowLayout):
        heights[layout] = layout._heights = _Heights(layout._heights)
    assert heights
    for place in ("steps", "compare", "steps", "register:incubator"):
        window.show_place(place)
        qtbot.wait(20)
        seen = window.stack.currentWidget()
        assert seen.height() == window.stack.height(), "a room takes all there is"
        others = [one for layout, one in heights.items() if not seen.isAncestorOf(layout.parentWidget())]
        assert sum(one.asked for one in others) <= FEW
        for one in heights.values():
            one.asked = 0
