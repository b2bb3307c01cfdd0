"""What takes long is done in turns, and gives way to what is begun anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bureau_desk.ui.in_turns import InTurns
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.organisation import page as organisation
from bureau_desk.ui.registers_page import RegisterPage


def test_each_step_has_a_turn_of_its_own_and_later_work_takes_the_place_of_earlier(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()

    def steps(name: str) -> Iterator[None]:
        for number in range(3):
            done.append(f"{name}{number}")
            yield

    def given_up() -> Iterator[None]:
        done.append("a0")
        turns.begin(steps("b"))
        yield
        done.append("a1")

    turns = InTurns(owner)
    turns.begin(given_up())
    assert done == [], "nothing is done in the turn that asks for it"
    qtbot.waitUntil(lambda: "b2" in done)
    qtbot.wait(20)
    assert done == ["a0", "b0", "b1", "b2"]
    turns.begin(steps("c"))
    turns.end()
    qtbot.wait(20)
    assert "c0" not in done


def test_an_organisation_of_a_large_desk_is_put_together_in_turns_and_shows_the_same(
    window: MainWindow, page: RegisterPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = page.table.model.record_at(0)
    seen = window.show_place(f"organisation:{record}")
    assert isinstance(seen, organisation.OrganisationView)
    at_once = {key: len(one.model.lines) for key, one in seen.tables.items()}

    monkeypatch.setattr(organisation, "AT_ONCE", 0)
    seen.shown = None
    seen.refresh()
    assert seen.shown is None, "the first part is made in the next turn"
    qtbot.waitUntil(lambda: seen.shown is not None)
    assert {key: len(one.model.lines) for key, one in seen.tables.items()} == at_once
    qtbot.waitUntil(lambda: seen.head is not None and seen.head.isVisible())


def test_what_is_seen_of_an_organisation_stays_whole_until_the_new_page_is_put_in(
    window: MainWindow, page: RegisterPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = window.show_place(f"organisation:{page.table.model.record_at(0)}")
    assert isinstance(seen, organisation.OrganisationView)
    was, head, tables, strips = seen.shown, seen.head, seen.tables, seen.strips
    assert was is not None and head is not None
    qtbot.waitUntil(head.isVisible)

    monkeypatch.setattr(organisation, "AT_ONCE", 0)
    made, whole = list[QObject](), organisation.OrganisationSheet.parts

    def parts(sheet: organisation.OrganisationSheet) -> Iterator[QWidget]:
        for part in whole(sheet):
            made.append(part)
            assert (seen.shown, seen.head) == (was, head), "the buttons of the former page mean the former page"
            assert seen.tables is tables and seen.strips is strips and head.isVisible()
            yield part

    monkeypatch.setattr(organisation.OrganisationSheet, "parts", parts)
    seen.refresh()
    qtbot.waitUntil(lambda: seen.shown is not was)
    assert len(made) > 1 and seen.head is made[0] and seen.head.isVisible()
    seen.set_writable()
    assert seen.head.events.isEnabled()
