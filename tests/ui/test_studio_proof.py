"""Proofreading in the studio: an article is compared with the others while it is written, and all safe slips are mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_shelf
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.studio.mending_dialog import MendingDialog
from bureau_desk.ui.studio.room import ARTICLE, PUBLISH, IssueRoom
from bureau_desk.ui.theme import theme
from tests.ui.conftest import compose
from tests.ui.issue_rooms import INCUBATORS, open_room, plan, take_in, text_of

FIRST = (
    '+++\ntitle = "甲篇"\nbyline = "截止2021年的的统计"\n+++\n\n全市研发机构总数1,875家。\n\n截止2021年底，情况很好。\n'
)
SECOND = '+++\ntitle = "乙篇"\n+++\n\n先说一段。\n\n这里有孵化器{{孵化器数 @ 2021-12-31}}。\n\n会议(在常州)召开。在常州科较城。\n'


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def room(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> IssueRoom:
    """The room of an issue of two articles."""
    assert window.session is not None
    articles = {"a": FIRST, "b": SECOND}
    return open_room(
        window, take_in(window.session.desk, tmp_path / "期刊", plan(*articles), articles, INCUBATORS), qtbot
    )


def codes(room: IssueRoom) -> list[str]:
    assert room.editor is not None
    return [one.problem.code for one in room.editor.proof.spots]


def test_a_figure_that_another_article_gives_otherwise_is_told_as_one_types_with_a_way_to_it(
    room: IssueRoom, qtbot: QtBot
) -> None:
    room.open_article("b", 1)
    assert room.editor is not None
    body = room.editor.body
    body.moveCursor(body.textCursor().MoveOperation.EndOfBlock)
    compose(body, "全市研发机构总数1,802家。")
    qtbot.waitUntil(lambda: "same_noun" in codes(room), timeout=15_000)
    proof = room.editor.proof
    row = codes(room).index("same_noun")
    assert "《甲篇》第" in proof.spots[row].words and "articles/" not in proof.spots[row].words
    room.editor.side.show_panel("proof")
    proof.list.setCurrentRow(row)
    proof.list.setFocus()
    assert proof.other.isVisible()
    QTest.keyClick(proof.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: room.key == "a")
    assert room.tabs.currentIndex() == ARTICLE and room.editor is not None
    assert room.editor.body.textCursor().block().text().startswith("全市研发机构总数")


def test_a_bound_figure_of_another_day_in_another_article_is_told_at_both(room: IssueRoom, qtbot: QtBot) -> None:
    room.open_article("a", 1)
    assert room.editor is not None
    body = room.editor.body
    body.moveCursor(body.textCursor().MoveOperation.End)
    room.editor.inserting.insert_number("{{孵化器数 @ 2010-12-31}}")
    qtbot.waitUntil(lambda: "same_figure" in codes(room), timeout=15_000)
    told = next(one for one in room.editor.proof.spots if one.problem.code == "same_figure")
    assert "《乙篇》第" in told.words and told.other[0] == "b" and told.other[1] == 2
    room.flush()
    room.open_article("b")
    qtbot.waitUntil(lambda: "same_figure" in codes(room), timeout=15_000)


def test_all_safe_slips_are_listed_ticked_mended_as_one_step_and_taken_back_by_one(
    room: IssueRoom, window: MainWindow, qtbot: QtBot
) -> None:
    before = text_of(room, "a"), text_of(room, "b")
    room.show_part(PUBLISH)
    qtbot.mouseClick(room.publish.mend, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(room.findChildren(MendingDialog)), timeout=15_000)
    (dialog,) = room.findChildren(MendingDialog)
    rows = [(one.problem.value, one.problem.suggestion, one.sure) for one in dialog.model.mends]
    assert rows == [
        ("截止2021年", "截至2021年", True), ("的的", "的", True), ("截止2021年", "截至2021年", True),
        ("议(在常州)", "议（在常州）", True),
    ]  # fmt: skip
    assert text_of(room, "a") == before[0]
    dialog.table.setCurrentIndex(dialog.model.index(1, 0))
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.do.text() == "改正 3 处"
    with qtbot.waitSignal(window.runner.finished, timeout=15_000):
        qtbot.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    assert text_of(room, "a") == before[0].replace("截止2021年", "截至2021年")
    assert text_of(room, "b") == before[1].replace("(在常州)", "（在常州）")
    qtbot.waitUntil(lambda: room.open.labels()[0] == "校对改正3处")
    qtbot.waitUntil(lambda: window.status.undo.isVisible())
    window.commands.undo()
    assert (text_of(room, "a"), text_of(room, "b")) == before


def test_where_nothing_can_be_mended_that_is_said(room: IssueRoom, qtbot: QtBot) -> None:
    desk, number = room._session.desk, room.open.number
    clean = {f"articles/{key}.md": f'+++\ntitle = "{key}篇"\n+++\n\n很好。\n'.encode() for key in "ab"}
    issue_shelf.save(desk, number, dict(clean), "改")
    room.show_part(PUBLISH)
    with qtbot.waitSignal(room._window.runner.finished, timeout=15_000):
        qtbot.mouseClick(room.publish.mend, Qt.MouseButton.LeftButton)
    from PySide6.QtWidgets import QLabel

    assert any("没有能自动改正的地方" in one.text() for one in room.publish.result.findChildren(QLabel))


def test_the_list_gives_each_problem_the_room_its_words_need(room: IssueRoom, qtbot: QtBot) -> None:
    room.open_article("a")
    assert room.editor is not None
    qtbot.waitUntil(lambda: bool(room.editor.proof.spots), timeout=15_000)
    room.editor.side.show_panel("proof")
    found = room.editor.proof.list
    qtbot.waitUntil(lambda: found.isVisible() and found.viewport().width() > 150)
    for row in range(found.count()):
        item = found.item(row)
        wide = found.viewport().width() - theme.px(64)
        needed = found.fontMetrics().boundingRect(0, 0, wide, 2000, int(Qt.TextFlag.TextWordWrap), item.text())
        assert found.visualItemRect(item).height() >= needed.height()
