"""Nothing of an issue is lost: forms and plan over a kill, pictures over a deletion, typing over a slow save."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_articles, issue_shelf, paths
from bureau_desk.app.desk import Desk
from bureau_desk.app.draft_files import draft_path, put_draft, read_draft
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.studio.editor import document as lines
from bureau_desk.ui.studio.editor.known_lines import KnownLines
from bureau_desk.ui.studio.page import StudioPage
from bureau_desk.ui.studio.plan_model import HOLDER
from bureau_desk.ui.studio.room import HEAD, IssueRoom
from tests.ui.conftest import clock
from tests.ui.issue_rooms import open_room, plan, take_in

PLAN = plan("a", "b", head='slogans = ["甲", "乙"]\n')
ARTICLES = {"a": '+++\ntitle = "甲篇"\n+++\n\n一段。\n', "b": '+++\ntitle = "乙篇"\n+++\n\n二段。\n'}


def make_issue(desk: Desk, folder: Path) -> int:
    return take_in(desk, folder, PLAN, ARTICLES)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path / "data")


@pytest.fixture
def room(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> IssueRoom:
    assert window.session is not None
    return open_room(window, make_issue(window.session.desk, tmp_path / "期刊"), qtbot)


def kept(room: IssueRoom):  # type: ignore[no-untyped-def]
    return issue_shelf.read(room._session.desk, room.open.number)[0]


TYPING = """
import sys, time
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from bureau_desk.app import paths
paths.data_folder = lambda: Path(sys.argv[2])
from bureau_desk.ui import desk_opening
from tests.ui.conftest import clock
from tests.ui.issue_rooms import open_room, plan, take_in
from tests.ui.test_studio_kept import make_issue
desk_opening.from_environment = lambda: clock
from bureau_desk.app import issue_plan
from bureau_desk.ui.application import make_application
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.studio.room import BRIEF, HEAD, PLAN
from bureau_desk.ui.studio.plan_model import HOLDER
application = make_application(["test"])
window = MainWindow(Memory(Path(sys.argv[2]) / "settings.json"), "测试员")
assert window.desks.open(Path(sys.argv[1]))
number = make_issue(window.session.desk, Path(sys.argv[2]) / "issue")
room = window.show_place("issue").open_issue(number)
while room.open.overview is None:
    application.processEvents()
room.plan.tree.choose(room.plan.model.find("b"))
room.plan.push(-1)
room.plan.model.setData(room.plan.model.find("a").siblingAtColumn(2), "高新处")
application.processEvents()
room.show_part(BRIEF)
QTest.keyClicks(room.brief.texts["send_to"], "abc")
room.brief._timer.stop()
room.show_part(HEAD)
room.brief._timer.stop()
QTest.keyClicks(room.head.texts["latin"], "LATIN")
room.head.texts["date"].clear()
QTest.keyClicks(room.head.texts["date"], "2022-13")
room.show_part(PLAN)
cell = room.plan.model.find("b").siblingAtColumn(HOLDER)
room.plan.tree.edit(cell)
QTest.keyClicks(room.plan.tree.viewport().findChild(QLineEdit), "fuban")
print("typed", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not known there")
def test_plan_and_masthead_survive_kill_9_to_the_last_key(
    master: Path, tmp_path: Path, styled: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = tmp_path / "台账.desk"
    shutil.copyfile(master, desk)
    root = Path(__file__).parents[2]
    program = subprocess.Popen(
        [sys.executable, "-c", TYPING, str(desk), str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root)},
    )
    assert program.stdout is not None
    try:
        assert program.stdout.readline().strip() == "typed"
    finally:
        program.send_signal(signal.SIGKILL)
        program.wait()
        program.stdout.close()
    monkeypatch.setattr("bureau_desk.ui.desk_opening.from_environment", lambda: clock)
    window = MainWindow(Memory(tmp_path / "settings.json"), "测试员")
    assert window.desks.open(desk) and window.session is not None
    (entry,) = issue_shelf.listed(window.session.desk)
    room = open_room(window, entry.id, qtbot)
    qtbot.waitUntil(lambda: kept(room).articles["b"].holder == "fuban")  # no Enter was pressed
    issue = kept(room)
    assert issue.columns[0].articles == ("b", "a") and issue.articles["a"].holder == "高新处"
    assert room.head.texts["latin"].text() == "LATIN"  # type: ignore[union-attr]
    assert room.head.texts["date"].text() == "2022-13"  # type: ignore[union-attr]  # cannot be read, and is not lost
    assert room.brief.texts["send_to"].text() == "abc"
    room.head.flush()
    assert "2022-13" in room.head.fault.text() and kept(room).masthead.latin == ""
    room.show_part(HEAD)
    room.head.texts["date"].setText("2022-03-31")  # type: ignore[union-attr]
    room.head._typed()
    room.flush()
    assert room.brief.flush()
    head = kept(room).masthead
    assert (head.latin, head.date.isoformat(), head.brief.send_to) == ("LATIN", "2022-03-31", ("abc",))
    assert not list((tmp_path / "data" / "drafts" / "forms").glob("*"))
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_cell_of_the_plan_that_is_left_by_enter_or_esc_leaves_no_draft(room: IssueRoom, qtbot: QtBot) -> None:
    tree, drafts = room.plan.tree, room.plan.drafts
    for key, holder in ((Qt.Key.Key_Escape, ""), (Qt.Key.Key_Return, "office")):
        tree.edit(room.plan.model.find("b").siblingAtColumn(HOLDER))
        editor = tree.viewport().findChild(QLineEdit)
        QTest.keyClicks(editor, "office")
        assert drafts.path.exists()
        QTest.keyClick(editor, key)
        qtbot.waitUntil(lambda: not drafts.path.exists())
        assert kept(room).articles["b"].holder == holder


def type_holder(room: IssueRoom, key: str, text: str) -> str:
    """Type into the holder of an article and press Enter; returns what stood in the editor before."""
    tree = room.plan.tree
    tree.edit(room.plan.model.find(key).siblingAtColumn(HOLDER))
    (editor,) = tree.viewport().findChildren(QLineEdit)
    before = editor.text()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    return before


def test_a_cell_that_could_not_be_kept_stays_written_down_and_in_its_editor_until_it_is(
    room: IssueRoom, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Trouble("磁盘已满。", "请清出空间后再试。")

    room.open.failed.disconnect()
    room.open.failed.connect(lambda _: QApplication.processEvents())  # as a dialog that tells it does
    drafts, change = room.plan.drafts, issue_articles.change_front
    monkeypatch.setattr(issue_articles, "change_front", full)
    assert type_holder(room, "b", "office") == ""
    assert read_draft(drafts.path) == {"holder:b": ["", "office"]}
    type_holder(room, "a", "other")
    assert read_draft(drafts.path) == {"holder:a": ["", "other"], "holder:b": ["", "office"]}
    monkeypatch.setattr(issue_articles, "change_front", change)
    assert type_holder(room, "a", "") == "other", "what was typed stands in the editor again"
    qtbot.waitUntil(lambda: kept(room).articles["a"].holder == "other")
    assert (read_draft(drafts.path) or {}).get("holder:b") == ["", "office"]
    assert type_holder(room, "b", "") == "office"
    qtbot.waitUntil(lambda: not drafts.path.exists())
    assert kept(room).articles["b"].holder == "office"


def test_what_an_earlier_run_could_not_keep_outlives_a_second_failure(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.session is not None
    desk, number = window.session.desk, make_issue(window.session.desk, tmp_path / "期刊")
    path = draft_path(desk, "forms", number, "plan")
    put_draft(path, {"holder:b": ["", "typed"]})

    def full(*_: object) -> None:
        raise Trouble("磁盘已满。", "请清出空间后再试。")

    monkeypatch.setattr(issue_articles, "change_front", full)
    monkeypatch.setattr(MainWindow, "tell_trouble", lambda *_: QApplication.processEvents())
    room = open_room(window, number, qtbot)
    qtbot.wait(50)
    assert kept(room).articles["b"].holder == ""
    assert read_draft(path) == {"holder:b": ["", "typed"]}


def test_a_cell_that_was_changed_elsewhere_meanwhile_is_not_overwritten(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    assert window.session is not None
    desk, number = window.session.desk, make_issue(window.session.desk, tmp_path / "期刊")
    put_draft(draft_path(desk, "forms", number, "plan"), {"holder:b": ["", "typed"], "pages:a": ["9", "3"]})
    room = open_room(window, number, qtbot)
    qtbot.waitUntil(lambda: kept(room).articles["b"].holder == "typed")
    assert kept(room).articles["a"].pages == 0, "9 pages are what it had when 3 was typed"
    assert "《甲篇》的计划页“3”没有补上" in window.status.words.accessibleName()


def test_a_field_that_was_changed_since_is_not_written_over_by_an_older_draft(
    room: IssueRoom, window: MainWindow, qtbot: QtBot
) -> None:
    room.show_part(HEAD)
    QTest.keyClicks(room.head.texts["latin"], "OLD")
    QTest.keyClicks(room.head.texts["website"], "kjj.gov.cn")
    draft = room.head._draft.path.read_bytes()
    room.flush()
    assert not room.head._draft.path.exists()
    desk, number = room._session.desk, room.open.number
    plan = (issue_shelf.content(desk, number, "issue.toml") or b"").decode()
    changed = plan.replace('"OLD"', '"NEW"').replace('website = "kjj.gov.cn"\n', "")
    issue_shelf.save(desk, number, {"issue.toml": changed.encode()}, "别处改")
    page = window.show_place("issue")
    assert isinstance(page, StudioPage)
    page.close_issue()
    room.head._draft.path.write_bytes(draft)
    again = open_room(window, number, qtbot)
    assert again.head.texts["latin"].text() == "NEW"  # type: ignore[union-attr]
    assert again.head.texts["website"].text() == "kjj.gov.cn"  # type: ignore[union-attr]
    assert "西文刊名“OLD”没有补上" in again.head.fault.text()


def test_a_masthead_that_cannot_be_kept_stays_as_typed(room: IssueRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.show_part(HEAD)
    monkeypatch.setattr(room.open, "change", lambda *_, **__: False)
    QTest.keyClicks(room.head.texts["latin"], "LATIN")
    room.head.flush()
    room.head.show_issue()
    assert room.head.texts["latin"].text() == "LATIN" and room.head._draft.path.exists()  # type: ignore[union-attr]


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)


def test_a_deleted_article_takes_the_pictures_along_that_nobody_else_uses_and_undo_brings_them_back(
    room: IssueRoom,
) -> None:
    desk, number = room._session.desk, room.open.number
    texts = {
        "articles/a.md": '+++\ntitle = "甲篇"\n+++\n\n![会场](images/own.png)\n\n![门](images/shared.png)\n\n![码](images/qr.png)\n',
        "articles/b.md": '+++\ntitle = "乙篇"\n+++\n\n![门](images/shared.png)\n',
        "issue.toml": PLAN.replace("[[columns]]", 'qr = "images/qr.png"\n[[columns]]'),
    }
    contents: dict[str, bytes | None] = {name: text.encode() for name, text in texts.items()}
    contents |= {f"images/{name}.png": PICTURE + name.encode() for name in ("own", "shared", "qr", "loose")}
    issue_shelf.save(desk, number, contents, "放图")
    room.open.reload()
    qtbot_wait(lambda: "images/own.png" in str(room.open.issue.articles["a"].blocks))
    assert room.open.delete_article("a")

    def pictures() -> set[str]:
        folder = issue_shelf.working_folder(desk, number)
        return {one.name for one in (folder / "images").glob("*")}

    assert pictures() == {"shared.png", "qr.png", "loose.png"}
    assert room.turn("undo") == "删除《甲篇》"
    assert pictures() == {"own.png", "shared.png", "qr.png", "loose.png"}
    assert issue_shelf.content(desk, number, "images/own.png") == PICTURE + b"own"
    assert room.turn("redo") and "own.png" not in pictures()


def qtbot_wait(ready) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + 15
    while not ready() and time.monotonic() < end:
        QApplication.processEvents()
    assert ready()


def test_lines_that_are_known_are_those_of_the_document_after_any_editing(room: IssueRoom) -> None:
    room.open_article("a")
    assert room.editor is not None
    body, known = room.editor.body, room.editor.lines
    dice = random.Random(7)
    document = body.document()
    for _ in range(250):
        cursor = QTextCursor(document)
        end = document.characterCount() - 1
        first, last = sorted((dice.randint(0, end), dice.randint(0, end)))
        cursor.setPosition(first)
        turn = dice.randrange(9)
        if turn < 3:
            cursor.insertText(dice.choice(["字", "很长的一段话", "甲\n乙\n丙", "𬭚"]))
        elif turn == 3:
            cursor.insertBlock()
        elif turn == 4:
            cursor.setPosition(min(last, first + dice.randint(0, 30)), QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        elif turn == 5:
            body.undo()
        elif turn == 6:
            body.redo()
        else:
            body.setTextCursor(cursor)
            room.editor.command(dice.choice(["points", "heading", "paragraph", "quote", "bold", "numbers"]))
        if dice.random() < 0.7:
            assert known.paragraphs() == lines.paragraphs(document)
    assert isinstance(known, KnownLines) and known.paragraphs() == lines.paragraphs(document)


def long_article() -> bytes:
    text = "常州市围绕动力电池、光伏、新材料等优势产业，支持龙头企业牵头组建创新联合体，带动上下游企业共同研发，形成了良好局面。"
    body = "\n\n".join(f"第{n}段。{text}" for n in range(350))
    return f'+++\ntitle = "长文"\n+++\n\n{body}\n'.encode()


def test_saving_20_000_characters_takes_the_window_less_than_50_ms_at_a_time(room: IssueRoom, qtbot: QtBot) -> None:
    desk, number = room._session.desk, room.open.number
    issue_shelf.save(desk, number, {"articles/a.md": long_article()}, "长")
    room.open_article("a")
    editor = room.editor
    assert editor is not None
    qtbot.waitUntil(lambda: not editor.living.waiting, timeout=30_000)
    editor.body.moveCursor(QTextCursor.MoveOperation.End)

    def longest(turn: int) -> float:
        editor.body.textCursor().insertText(f"补写{turn}。")
        assert editor.keeping.dirty
        editor.keeping._save.start(0)
        worst, end = 0.0, time.monotonic() + 20
        while editor.keeping.dirty and time.monotonic() < end:
            start = time.thread_time()
            QApplication.processEvents()
            worst = max(worst, time.thread_time() - start)
        assert f"补写{turn}。" in (issue_shelf.content(desk, number, "articles/a.md") or b"").decode()
        return worst

    assert min(longest(turn) for turn in range(4)) <= 0.05


def test_what_is_typed_while_a_save_is_under_way_is_saved_after_it_and_never_before(
    room: IssueRoom, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    room.open_article("a")
    editor = room.editor
    assert editor is not None
    desk, number = room._session.desk, room.open.number
    go, begun, save = threading.Event(), threading.Event(), issue_shelf.save_article

    def slow(*given, **more):  # type: ignore[no-untyped-def]
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            go.wait(10)
        return save(*given, **more)

    monkeypatch.setattr(issue_shelf, "save_article", slow)
    editor.body.moveCursor(QTextCursor.MoveOperation.End)
    editor.body.textCursor().insertText("先写。")
    editor.keeping.save_beside()
    qtbot.waitUntil(begun.is_set, timeout=10_000)
    editor.body.textCursor().insertText("后写。")
    threading.Timer(0.3, go.set).start()
    editor.flush()  # waits for the older one, and writes the newer one after it
    assert not editor.keeping.dirty
    assert "先写。后写。" in (issue_shelf.content(desk, number, "articles/a.md") or b"").decode()
    QTest.qWait(300)
    assert "先写。后写。" in (issue_shelf.content(desk, number, "articles/a.md") or b"").decode()
    assert editor.article().blocks[-1].lines[0][0].text == "一段。先写。后写。"
    body = editor.body
    body.setFocus()
    QTest.keyClick(body, Qt.Key.Key_End)
    monkeypatch.setattr(issue_shelf, "save_article", save)
    editor.body.textCursor().insertText("再写。")
    editor.keeping.save_beside()
    editor.body.textCursor().insertText("末写。")
    qtbot.waitUntil(lambda: not editor.keeping.dirty, timeout=15_000)  # the second is saved by itself
    assert "再写。末写。" in (issue_shelf.content(desk, number, "articles/a.md") or b"").decode()
