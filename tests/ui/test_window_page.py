"""What the window asks of its pages: every page answers, and no part of a page takes the place of an answer."""

from __future__ import annotations

import inspect

import pytest
from PySide6.QtGui import QKeySequence, QShortcut

from bureau_desk.ui.window_page import WindowPage

PLACES = ("start", "ask", "chart", "issue", "problems", "duplicates", "steps", "compare", "trash", "schema", "settings",
          "register:incubator")  # fmt: skip
ASKED = [name for name, one in vars(WindowPage).items() if inspect.isfunction(one) or isinstance(one, property)]


@pytest.mark.parametrize("place", PLACES)
def test_a_page_answers_what_the_window_asks_and_bears_no_such_name_for_anything_else(window, qtbot, place):
    page = window.show_place(place)

    assert isinstance(page, WindowPage) and window.page() is page
    taken = [name for name in ASKED if name in vars(page)]
    assert not taken, f"{type(page).__name__} hides {taken} behind something of its own"
    for name in ASKED:
        own, asked = inspect.getattr_static(type(page), name), vars(WindowPage)[name]
        assert isinstance(own, type(asked)), f"{type(page).__name__}.{name}"
        if inspect.isfunction(own):
            given = list(inspect.signature(own).parameters.values())
            wanted = list(inspect.signature(asked).parameters.values())
            assert all(one.default is not one.empty for one in given[len(wanted) :]), f"{type(page).__name__}.{name}"


def test_the_names_that_are_asked_for_are_known():
    assert {"refresh", "set_writable", "keep_drafts", "release", "turn", "step_labels", "step_back"} <= set(ASKED)


def test_undo_on_a_page_without_steps_of_its_own_takes_back_the_last_change_of_the_desk(window, page, qtbot):
    session = window.session
    record = page.table.model.record_at(0)
    page.details.show_record(record)
    page.details.form.type_into("address", "模拟路 1 号")
    page.details.form.save()
    words = session.undo_labels()[0]
    assert words

    for place in ("steps", "settings", "issue"):
        window.show_place(place)
        assert window.actions_["undo"].text() == f"撤销：{words}", place

    window.show_place("steps")
    window.commands.undo()
    qtbot.waitUntil(lambda: session.undo_labels()[0] != words)


def test_keys_that_go_through_the_problems_go_with_the_window_that_had_them(window, qtbot):
    def enabled() -> list[QShortcut]:
        keys = (QKeySequence("F8"), QKeySequence("Shift+F8"))
        return [one for one in window.findChildren(QShortcut) if one.key() in keys and one.isEnabled()]

    problems = window.show_place("problems")
    qtbot.waitUntil(lambda: problems.model.rowCount() > 0)
    problems.band.go(0)
    assert problems.band.active and len(enabled()) == 2

    window.rebuild()
    qtbot.wait(20)

    assert not enabled()
