"""An edited Word file read back in the studio: listed, jumped to, taken over; as an editor works on a real desk."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_shelf, word_taking
from bureau_desk.app.issue_publishing import publish_issue
from bureau_desk.app.jobs import finish
from bureau_desk.app.publishing import Options
from bureau_desk.app.rechecking import Altered
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.problem import Misuse
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.studio.room import ARTICLE, PUBLISH, IssueRoom
from tests.app.test_rechecking import controls, set_text
from tests.ui import issue_rooms
from tests.ui.conftest import coded, incubator
from tests.ui.issue_rooms import IN_WUJIN, INCUBATORS, open_room, plan, take_in

ARTICLE_TEXT = '+++\ntitle = "甲篇"\n+++\n\n先说一段话。\n\n全市有孵化器{{孵化器数}}，**其中**武进{{武进孵化器数}}。\n\n后来武进{{武进孵化器数}}还在增加。\n'


@pytest.fixture
def room(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> IssueRoom:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    assert window.session is not None
    made, articles = plan("a", day="2022-03-01"), {"a": ARTICLE_TEXT}
    number = take_in(window.session.desk, tmp_path / "期刊", made, articles, INCUBATORS + IN_WUJIN)
    return open_room(window, number, qtbot)


@pytest.fixture
def word(room: IssueRoom, tmp_path: Path) -> Path:
    """The issue as it was published into Word."""
    job = publish_issue(room._session.desk, room.open.number, tmp_path / "发布", Options(pdf=False))
    return finish(job).files["docx"]


def read(room: IssueRoom, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> list[tuple[str, ...]]:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    room.show_part(PUBLISH)
    with qtbot.waitSignal(room._window.runner.finished, timeout=15_000):
        qtbot.mouseClick(room.publish.word, Qt.MouseButton.LeftButton)
    return [one.cells for one in room.publish.back.lines]


def text_of(room: IssueRoom) -> str:
    return issue_rooms.text_of(room, "a")


def test_a_document_as_it_was_published_agrees(
    room: IssueRoom, word: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert read(room, word, monkeypatch, qtbot) == []
    assert "都与发布时和台账一致" in room.publish.back.head.text() and not room.publish.back.table.isVisible()


def test_numbers_changed_by_hand_are_listed_opened_and_written_into_the_article(
    room: IssueRoom, word: Path, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    document = docx.Document(str(word))
    # the second of two numbers of one name, and a sentence typed by hand
    set_text(list(controls(document, "150家"))[1], "151家")
    document.add_paragraph("手工补一句，另有88家。")
    document.save(str(word))
    room._window.resize(960, 540)
    rows = read(room, word, monkeypatch, qtbot)
    qtbot.waitUntil(
        lambda: room.publish.back.table.viewport().visibleRegion().boundingRect().height() > 60
    )  # it is scrolled to
    assert [row[:5] for row in rows] == [
        ("手工改动", "武进孵化器数", "150家", "151家", ""), ("未绑定", "手工写的数字", "", "88家", ""),
    ]  # fmt: skip
    back = room.publish.back
    assert rows[0][5] == "甲篇" and back.take.isEnabled()
    back.table.setFocus()
    qtbot.mouseClick(back.take, Qt.MouseButton.LeftButton)
    assert text_of(room) == ARTICLE_TEXT.replace("后来武进{{武进孵化器数}}", "后来武进151家")
    assert [row.cells[0] for row in back.lines] == ["未绑定"] and not back.take.isEnabled()
    qtbot.waitUntil(lambda: room.open.labels()[0] == "按 Word 改“武进孵化器数”为151家")
    window.commands.undo()
    assert text_of(room) == ARTICLE_TEXT
    qtbot.mouseClick(back.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(back.lines) == 2, timeout=15_000)
    back.table.setCurrentIndex(back.model.index(0, 0))
    QTest.keyClick(back.table, Qt.Key.Key_Return)
    assert room.tabs.currentIndex() == ARTICLE and room.editor is not None
    assert room.editor.body.textCursor().block().text().startswith("全市有孵化器")


def test_numbers_that_the_registers_give_otherwise_now_are_listed_with_their_reason(
    room: IssueRoom, word: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    desk = room._session.desk
    values = incubator(900) | {"carrier_name": "模拟新设孵化器", "established_date": "2021-06-01"}
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", [coded(desk, values)])
    write(desk, entries, "补登", "测试")
    rows = read(room, word, monkeypatch, qtbot)
    assert {(row[0], row[2], row[4]) for row in rows} == {
        ("台账已变", "450家", "451家"),
        ("台账已变", "150家", "151家"),
    }
    assert all("模拟新设孵化器" in row[6] for row in rows)
    assert not room.publish.back.take.isEnabled() and room.publish.back.go.isEnabled()
    assert "重新发布即是新数" in room.publish.back.told.text()


def test_a_file_that_is_no_publication_is_told_and_places_that_cannot_be_told_apart_are_left(
    room: IssueRoom, word: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    desk, number = room._session.desk, room.open.number
    told: list[object] = []
    monkeypatch.setattr(room._window, "tell_trouble", told.append)
    (tmp_path / "别的.docx").write_bytes(b"no word")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "别的.docx"), ""))
    room.show_part(PUBLISH)
    with qtbot.waitSignal(room._window.runner.failed, timeout=15_000):
        qtbot.mouseClick(room.publish.word, Qt.MouseButton.LeftButton)
    assert "不是 Word 文档" in str(told[0])
    same = "武进{{武进孵化器数}}。\n\n武进{{武进孵化器数}}。\n"
    issue_shelf.save(desk, number, {"articles/a.md": f'+++\ntitle = "甲"\n+++\n\n{same}'.encode()}, "改")
    for altered, why in (
        (Altered("武进孵化器数", "", "150家", "151家", "武进150家。", "a"), "分不清"),
        (Altered("没有的数", "", "1家", "2家", "", "a"), "稿件里没有"),
        (Altered("武进孵化器数", "", "150家", "151家", "", "别的"), "没有文章"),
    ):
        with pytest.raises(Misuse) as raised:
            word_taking.take_over(desk, number, altered)
        assert why in raised.value.message


@pytest.mark.parametrize(
    ("before", "was", "unit", "now", "sentence", "after"),
    [
        # the 家 of a big number stands apart from it in Word, and belongs to it
        ("::: 大数字 {{孵化器数}}↑", "450", "家", "451", "450家", "::: 大数字 451家↑"),
        # near the beginning of its sentence, and behind the end of another
        ("走过两年。共{{孵化器数}}。", "450家", "", "451家", "共450家。", "走过两年。共451家。"),
        ("全市有孵化器{{孵化器数}}，", "450家", "", "451家", "全市有孵化器450家，下一行。", "全市有孵化器451家，"),
        ('lead = "{{孵化器数}}在册。"', "450家", "", "451家", "450家在册。", 'lead = "451家在册。"'),
        ("- {{孵化器数}}在列", "450家", "", "451家", "450家在列", "- 451家在列"),
        ("第二段说\n到了{{孵化器数}}。", "450家", "", "451家", "第二段说到了450家。", "第二段说\n到了451家。"),
    ],
)
def test_a_number_is_written_where_its_own_sentence_stands_and_nowhere_else(
    room: IssueRoom, before: str, was: str, unit: str, now: str, sentence: str, after: str
) -> None:
    desk, number = room._session.desk, room.open.number
    text = (
        '+++\ntitle = "甲"\nlead = "{{孵化器数}}在册。"\n+++\n\n::: 大数字 {{孵化器数}}↑\n省级以上\n:::\n\n'
        "走过两年。共{{孵化器数}}。\n\n全市有孵化器{{孵化器数}}，\n下一行。\n\n- {{孵化器数}}在列\n\n第二段说\n到了{{孵化器数}}。\n"
    )
    assert before in text
    issue_shelf.save(desk, number, {"articles/a.md": text.encode()}, "改")
    word_taking.take_over(desk, number, Altered("孵化器数", "", was, now, sentence, "a", unit))
    assert text_of(room) == text.replace(before, after, 1)


def test_a_number_is_looked_for_by_its_whole_name(room: IssueRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[object, ...]] = []
    monkeypatch.setattr(room, "open_article", lambda *asked: opened.append(asked))
    room._open_number("a", "孵化器", "2家")  # the question 孵化器数 is another one
    room._open_number("a", "武进孵化器数", "1家")
    assert opened == [("a", None, "2家"), ("a", 2, "1家")]
