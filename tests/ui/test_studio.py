"""The studio: an issue planned, written, published and compared, as editors do it on a real desk."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_articles, issue_overview, issue_preview, issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_overview import Reckoned
from bureau_desk.app.issue_preview import Preview
from bureau_desk.app.issue_publishing import publish_issue
from bureau_desk.app.jobs import finish
from bureau_desk.app.publishing import Options
from bureau_desk.bulletin.page_plan import PagePlan
from bureau_desk.bulletin.pdf import soffice
from bureau_desk.domain.issue import Article
from bureau_desk.domain.problem import Trouble
from bureau_desk.places import SEEDS
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.studio.asking import AskDialog
from bureau_desk.ui.studio.page import StudioPage
from bureau_desk.ui.studio.plan_model import BUDGET, HOLDER, NAME, PAGES, STATUS, PlanModel
from bureau_desk.ui.studio.room import ARTICLE, HEAD, PLAN, PUBLISH, IssueRoom
from tests.ui.conftest import clock, compose
from tests.ui.test_keyboard_rooms import check

SAMPLE = SEEDS / "issue"
FIRST, SECOND = "fuhua-tixi", "shisiwu-mubiao"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def studio(window: MainWindow, qtbot: QtBot) -> StudioPage:
    """The studio over a desk with the sample issue."""
    assert window.session is not None
    finish(issue_shelf.take_in(window.session.desk, SAMPLE))
    page = window.show_place("issue")
    assert isinstance(page, StudioPage)
    window.activateWindow()
    qtbot.waitUntil(lambda: len(page.shelf.entries) == 1)
    return page


@pytest.fixture
def room(studio: StudioPage, qtbot: QtBot) -> IssueRoom:
    """The room of the sample issue."""
    studio.shelf.table.setFocus()
    qtbot.keyClick(studio.shelf.table, Qt.Key.Key_Return)
    assert studio.room is not None
    opened = studio.room
    qtbot.waitUntil(lambda: opened.open.overview is not None, timeout=15_000)
    return opened


def desk_of(room: IssueRoom) -> Desk:
    return room._session.desk


def kept(room: IssueRoom) -> list[tuple[str, ...]]:
    """The columns as the desk has them."""
    return [one.articles for one in issue_shelf.read(desk_of(room), room.open.number)[0].columns]


def choose(room: IssueRoom, key: str, column: int = NAME) -> QModelIndex:
    index = room.plan.model.find(key).siblingAtColumn(column)
    room.plan.tree.setCurrentIndex(index)
    room.plan.tree.setFocus()
    return index


def dialog(room: IssueRoom) -> AskDialog:
    return next(one for one in room.findChildren(AskDialog) if one.isVisible())


def test_the_list_tells_title_day_and_how_far_an_issue_is(studio: StudioPage, qtbot: QtBot) -> None:
    row = studio.shelf.model.rows[0]
    assert row[:3] == ("常州科技 2022 年第 1 期", "2022-02-28", "12 篇，定稿 0")
    qtbot.mouseClick(studio.shelf.next, Qt.MouseButton.LeftButton)
    assert studio.room is not None
    opened = studio.room
    qtbot.waitUntil(lambda: opened.open.overview is not None)
    assert opened.open.title == "常州科技 2022 年第 2 期"
    assert [one.title for one in opened.plan.model.groups] == [
        "创新头条", "产业观察", "创新园区", "创新企业", "科技动态", "调查研究",
    ]  # fmt: skip
    qtbot.mouseClick(opened.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(studio.shelf.entries) == 2)
    assert "还没有稿件" in [row[2] for row in studio.shelf.model.rows]


def test_an_issue_is_made_removed_and_brought_back(studio: StudioPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(studio.shelf.new, Qt.MouseButton.LeftButton)
    asked = next(one for one in studio.findChildren(AskDialog) if one.isVisible())
    title, _number, day = asked.findChildren(QLineEdit)
    compose(title, "模拟简讯")
    day.setText("月底")
    qtbot.mouseClick(asked.do, Qt.MouseButton.LeftButton)
    assert "月底" in asked.fault.text() and day.text() == "月底"
    day.setText("2022-03-31")
    qtbot.mouseClick(asked.do, Qt.MouseButton.LeftButton)
    assert studio.room is not None
    studio.close_issue()
    qtbot.waitUntil(lambda: [row[0] for row in studio.shelf.model.rows][:1] == ["模拟简讯 2022 年第 1 期"])
    studio.shelf.table.selectRow(0)
    qtbot.mouseClick(studio.shelf.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(studio.shelf.entries) == 1)
    qtbot.mouseClick(studio.shelf.show_gone, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [row[0] for row in studio.shelf.model.rows] == ["模拟简讯 2022 年第 1 期"])
    qtbot.mouseClick(studio.shelf.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not studio.shelf.entries)


def test_a_folder_is_taken_in_and_written_out_the_same(studio: StudioPage, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(studio._window.runner.finished):
        studio.shelf.take_in(SAMPLE)
    qtbot.waitUntil(lambda: len(studio.shelf.entries) == 2)
    (tmp_path / "桌面").mkdir()
    (tmp_path / "桌面" / "别的.txt").write_text("x", encoding="utf-8")
    one = studio.shelf.current()
    assert one is not None
    with qtbot.waitSignal(studio._window.runner.finished):
        studio.shelf.write_out(one, tmp_path / "桌面")
    out = tmp_path / "桌面" / one.name
    assert (out / "issue.toml").read_bytes() == (SAMPLE / "issue.toml").read_bytes()


def test_the_models_of_the_plan_keep_qts_rules(room: IssueRoom, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(room.plan.model)


def test_alt_and_the_arrows_move_an_article_and_undo_takes_each_step_back(room: IssueRoom, qtbot: QtBot) -> None:
    tree, before = room.plan.tree, kept(room)
    choose(room, SECOND)
    qtbot.keyClick(tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert kept(room)[0] == (SECOND, FIRST) and tree.current_key() == SECOND
    for _ in range(2):
        qtbot.keyClick(tree, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert kept(room)[0] == (FIRST,) and kept(room)[1][0] == SECOND
    for _ in range(3):
        room._window.actions_["undo"].trigger()
    assert kept(room) == before
    room._window.actions_["redo"].trigger()
    assert kept(room)[0] == (SECOND, FIRST)


def test_undo_in_an_issue_never_reaches_into_the_registers(room: IssueRoom) -> None:
    window = room._window
    assert window.session is not None and window.session.undo_labels()[0]
    before = window.session.undo_labels()
    window.actions_["undo"].trigger()
    assert window.session.undo_labels() == before
    assert "没有可撤销" in window.status.words.accessibleName()


def drop(model: PlanModel, source: QModelIndex, row: int, parent: QModelIndex) -> None:
    data: QMimeData = model.mimeData([source])
    model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, parent)


def test_articles_and_columns_are_dragged(room: IssueRoom, qtbot: QtBot) -> None:
    model = room.plan.model
    drop(model, model.find(FIRST), 1, model.find_group(3))
    qtbot.waitUntil(lambda: kept(room)[3][1] == FIRST)
    drop(model, model.find(FIRST), -1, model.find("yanfa-jigou"))
    qtbot.waitUntil(lambda: kept(room)[4][:3] == ("fuhuaqi-a", "yanfa-jigou", FIRST))
    names = [one.name for one in room.open.issue.columns]
    drop(model, model.find_group(0), -1, model.find_group(2))
    wanted = [names[1], names[2], names[0], *names[3:]]
    qtbot.waitUntil(lambda: [one.name for one in room.open.issue.columns] == wanted)
    room._window.actions_["undo"].trigger()
    assert [one.name for one in room.open.issue.columns] == names


def test_status_holder_and_budget_are_changed_in_place(room: IssueRoom, qtbot: QtBot) -> None:
    tree = room.plan.tree
    choose(room, FIRST, STATUS)
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    box = tree.viewport().findChild(QComboBox) or tree.findChild(QComboBox)
    assert box is not None
    box.setCurrentIndex(box.findData("校对"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: room.plan.model.find(FIRST).siblingAtColumn(STATUS).data() == "◕\u00a0校对")
    for column, text in ((HOLDER, "高新处"), (BUDGET, "4")):
        choose(room, FIRST, column)
        qtbot.keyClick(tree, Qt.Key.Key_F2)
        line = next(one for one in tree.findChildren(QLineEdit) if one.isVisible())
        line.clear()
        compose(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        qtbot.waitUntil(
            lambda column=column, text=text: room.plan.model.find(FIRST).siblingAtColumn(column).data() == text
        )
    article = issue_shelf.read(desk_of(room), room.open.number)[0].articles[FIRST]
    assert (article.status, article.holder, article.pages) == ("校对", "高新处", 4)
    assert "◕\u00a0校对 1" in room.plan.told.text()


def test_pages_are_reckoned_and_told_against_budget_and_sheets(room: IssueRoom, qtbot: QtBot) -> None:
    room.open.change_front(FIRST, {"pages": 9})
    qtbot.waitUntil(lambda: room.open.pages is not None, timeout=30_000)
    shown = room.plan.model.find(FIRST).siblingAtColumn(PAGES)
    assert "少" in shown.data() and shown.data(Qt.ItemDataRole.ForegroundRole) is not None
    assert "连封面共" in room.plan.total.text() and "48 页" in room.plan.total.text()


def test_a_new_article_stands_after_the_current_one(room: IssueRoom, qtbot: QtBot) -> None:
    choose(room, FIRST)
    qtbot.mouseClick(room.plan.add, Qt.MouseButton.LeftButton)
    asked = dialog(room)
    qtbot.mouseClick(asked.do, Qt.MouseButton.LeftButton)
    assert "标题" in asked.fault.text() and asked.isVisible()
    compose(asked.findChildren(QLineEdit)[0], "模拟新稿")
    qtbot.mouseClick(asked.do, Qt.MouseButton.LeftButton)
    assert kept(room)[0] == (FIRST, "monixingao", SECOND)
    assert room.open.issue.articles["monixingao"].status == "约稿"
    qtbot.keyClick(room.plan.tree, Qt.Key.Key_Delete)
    assert kept(room)[0] == (FIRST, SECOND)
    room._window.actions_["undo"].trigger()
    assert kept(room)[0] == (FIRST, "monixingao", SECOND)


def test_columns_are_added_renamed_and_taken_away(room: IssueRoom, qtbot: QtBot) -> None:
    qtbot.mouseClick(room.plan.column, Qt.MouseButton.LeftButton)
    compose(dialog(room).findChildren(QLineEdit)[0], "专题")
    qtbot.mouseClick(dialog(room).do, Qt.MouseButton.LeftButton)
    assert [one.name for one in room.open.issue.columns][:2] == ["创新头条", "专题"]
    tree = room.plan.tree
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    line = next(one for one in tree.findChildren(QLineEdit) if one.isVisible())
    line.clear()
    compose(line, "特稿")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [one.name for one in room.open.issue.columns][1] == "特稿")
    tree.setCurrentIndex(room.plan.model.find_group(1))
    qtbot.keyClick(tree, Qt.Key.Key_Delete)
    assert "特稿" not in [one.name for one in room.open.issue.columns]


def test_the_cover_takes_three_lines_and_tells_a_fourth(
    room: IssueRoom, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        "bureau_desk.ui.main_window.tell_trouble", lambda _parent, trouble: told.append(trouble.message)
    )
    choose(room, SECOND)
    qtbot.keyClick(
        room.plan.tree, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert told == ["封面要目最多 3 条。"]
    choose(room, FIRST)
    assert room.plan.tree.currentIndex().data().startswith("封面 · ")
    room.plan.turn_headline()
    assert FIRST not in room.open.issue.masthead.headlines


def test_an_article_is_renamed_and_moved_to_another_issue(room: IssueRoom, studio: StudioPage, qtbot: QtBot) -> None:
    other = issue_articles.add_following(desk_of(room), room.open.number)
    choose(room, FIRST)
    room.plan.ask_id()
    name = dialog(room).findChildren(QLineEdit)[0]
    name.setText("a/b")
    qtbot.mouseClick(dialog(room).do, Qt.MouseButton.LeftButton)
    assert "不能作文章编号" in dialog(room).fault.text()
    name.setText("fuhua")
    qtbot.mouseClick(dialog(room).do, Qt.MouseButton.LeftButton)
    assert room.plan.tree.current_key() == "fuhua" and kept(room)[0][0] == "fuhua"
    room.plan.ask_other()
    qtbot.mouseClick(dialog(room).do, Qt.MouseButton.LeftButton)
    assert "fuhua" not in kept(room)[0]
    assert issue_shelf.read(desk_of(room), other)[0].columns[0].articles == ("fuhua",)


def test_the_masthead_is_kept_while_one_types_and_what_cannot_be_read_is_told(room: IssueRoom, qtbot: QtBot) -> None:
    room.show_part(HEAD)
    head = room.head
    before = issue_shelf.read(desk_of(room), room.open.number)[0].masthead
    number = head.texts["number"]
    assert isinstance(number, QLineEdit)
    number.setFocus()
    number.selectAll()
    compose(number, "二")
    head.flush()
    assert "应是数字" in head.fault.text() and number.text() == "二"
    number.selectAll()
    compose(number, "3")
    head.lists["slogans"].setPlainText("一\n二")
    compose(head.board.rows[1][2], "、模拟甲")
    head.flush()
    after = issue_shelf.read(desk_of(room), room.open.number)[0].masthead
    assert (after.number, after.slogans, after.board[1].names[-1]) == (3, ("一", "二"), "模拟甲")
    assert (after.imprint, after.headlines, after.message) == (before.imprint, before.headlines, before.message)
    room.show_part(PLAN)
    room._window.actions_["undo"].trigger()
    assert issue_shelf.read(desk_of(room), room.open.number)[0].masthead == before


def test_an_article_is_opened_by_enter_and_what_is_typed_is_kept_on_the_way_back(room: IssueRoom, qtbot: QtBot) -> None:
    choose(room, FIRST)
    qtbot.keyClick(room.plan.tree, Qt.Key.Key_Return)
    assert room.stack.currentIndex() == ARTICLE and room.key == FIRST
    type_into(room, "模拟补写")
    room._window.commands.step(-1)
    assert room.stack.currentIndex() == PLAN
    assert "模拟补写" in text_of(room, FIRST)
    room._window.actions_["undo"].trigger()
    assert "模拟补写" not in text_of(room, FIRST)


def test_a_new_article_that_is_taken_back_closes_its_editor(room: IssueRoom, qtbot: QtBot) -> None:
    room.open.add_article(Article("xin", "新稿", ()), 0, 0)
    room.open_article("xin")
    assert room.stack.currentIndex() == ARTICLE
    assert room.turn("undo") == "新建《新稿》"
    qtbot.waitUntil(lambda: room.editor is None and room.stack.currentIndex() == PLAN)


def type_into(room: IssueRoom, words: str) -> None:
    """Type words into the text of the article that is open."""
    focused = QApplication.focusWidget()
    assert focused is not None and room.editor is not None and room.editor.isAncestorOf(focused)
    cursor = focused.textCursor()  # type: ignore[attr-defined]
    cursor.movePosition(cursor.MoveOperation.End)
    focused.setTextCursor(cursor)  # type: ignore[attr-defined]
    compose(focused, words)


def text_of(room: IssueRoom, key: str) -> str:
    return (issue_shelf.content(desk_of(room), room.open.number, f"articles/{key}.md") or b"").decode()


def test_what_was_typed_is_there_after_the_window_is_closed_and_made_anew(room: IssueRoom, qtbot: QtBot) -> None:
    window = room._window
    room.open_article(FIRST)
    type_into(room, "模拟未存")
    window.rebuild()
    page = window.stack.currentWidget()
    assert isinstance(page, StudioPage) and page.room is not None
    again = page.room
    assert again.key == FIRST and "模拟未存" in text_of(again, FIRST)
    type_into_again = again.open.number
    window.close_desk()
    reopened = Desk.open(Path(window.memory.settings.recent_desks[0]), "测试员", clock)
    content = issue_shelf.content(reopened, type_into_again, f"articles/{FIRST}.md") or b""
    reopened.close()
    assert "模拟未存" in content.decode()


def test_a_desk_held_elsewhere_shows_the_studio_read_only(
    desk_path: Path, memory: Memory, styled: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bureau_desk.ui.desk_opening.from_environment", lambda: clock)
    monkeypatch.setattr("bureau_desk.ui.desk_opening.choose", lambda *_: 0, raising=False)
    holder = Desk.open(desk_path, "别人", clock)
    finish(issue_shelf.take_in(holder, SAMPLE))
    desk = Desk.open(desk_path, "测试员", clock, write=False)
    from bureau_desk.ui.session import Session

    made = MainWindow(memory, "测试员")
    made.show()
    made.use(Session(desk))
    page = made.show_place("issue")
    assert isinstance(page, StudioPage)
    qtbot.waitUntil(lambda: len(page.shelf.entries) == 1)
    assert not page.shelf.next.isEnabled() and "只读" in page.shelf.told.text()
    opened = page.open_issue(page.shelf.entries[0].id)
    qtbot.waitUntil(lambda: opened.open.overview is not None)
    flags = opened.plan.model.flags(opened.plan.model.find(FIRST).siblingAtColumn(STATUS))
    assert not flags & Qt.ItemFlag.ItemIsEditable and not flags & Qt.ItemFlag.ItemIsDragEnabled
    assert not opened.plan.add.isEnabled() and not opened.head.texts["title"].isEnabled()
    before = issue_shelf.history(holder, opened.open.number)
    opened.plan.push(1)
    assert issue_shelf.history(holder, opened.open.number) == before
    made.close()
    made.deleteLater()
    holder.close()


def test_an_issue_is_proofread_and_a_problem_leads_to_its_place(room: IssueRoom, qtbot: QtBot) -> None:
    text = text_of(room, FIRST).replace("先看家底", "{{没有这个数}}先看家底")
    issue_shelf.save(desk_of(room), room.open.number, {f"articles/{FIRST}.md": text.encode()}, "改")
    room.show_part(PUBLISH)
    with qtbot.waitSignal(room._window.runner.finished, timeout=30_000):
        qtbot.mouseClick(room.publish.check, Qt.MouseButton.LeftButton)
    rows = room.publish.result.model.rows
    row = next(place for place, one in enumerate(rows) if "没有这个数" in one[2])
    assert rows[row][1].startswith("《把孵化的链条 接到产业上》第 ")
    from bureau_desk.ui.plain_table import PlainTable

    table = room.publish.result.findChild(PlainTable)
    assert table is not None
    table.setCurrentIndex(room.publish.result.model.index(row, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert room.stack.currentIndex() == ARTICLE and room.key == FIRST


def test_an_issue_is_published_from_the_desk(room: IssueRoom, tmp_path: Path, qtbot: QtBot) -> None:
    room.show_part(PUBLISH)
    panel = room.publish
    panel.day.setText("月底")
    panel.run_publish()
    assert "月底" in panel.fault.text() and not room._window.runner.running
    panel.day.clear()
    panel.pdf.setChecked(False)
    panel.out.setText(str(tmp_path / "发布"))
    with qtbot.waitSignal(room._window.runner.finished, timeout=60_000):
        qtbot.mouseClick(panel.publish, Qt.MouseButton.LeftButton)
    assert (tmp_path / "发布" / "常州科技2022年第1期.docx").is_file()
    assert len(panel.result.open_buttons) == 3
    panel.word_only.setChecked(True)
    panel.out.setText(str(tmp_path / "只看一眼"))
    with qtbot.waitSignal(room._window.runner.finished, timeout=60_000):
        qtbot.mouseClick(panel.publish, Qt.MouseButton.LeftButton)
    assert [one.suffix for one in (tmp_path / "只看一眼").iterdir()] == [".docx"] and len(
        panel.result.open_buttons
    ) == 1
    room.left.emit()
    studio = room._window.pages["issue"]
    assert isinstance(studio, StudioPage)
    qtbot.waitUntil(lambda: studio.shelf.model.rows[0][3] == "2022-03-01")


def published(studio: StudioPage, out: Path) -> None:
    """Publish the sample issue without a PDF."""
    finish(publish_issue(studio._session.desk, studio.shelf.entries[0].id, out, Options(pdf=False)))


def test_the_archive_compares_what_was_published_with_the_issue_as_it_is_now(
    studio: StudioPage, tmp_path: Path, qtbot: QtBot
) -> None:
    published(studio, tmp_path)
    desk, archive = studio._session.desk, studio.archive
    number = studio.shelf.entries[0].id
    path = f"articles/{FIRST}.md"
    text = (issue_shelf.content(desk, number, path) or b"").decode().replace("早几年谈孵化", "早些年谈孵化")
    issue_shelf.save(desk, number, {path: text.encode()}, "改")
    figures = (issue_shelf.content(desk, number, "figures.toml") or b"").decode()
    figures += '\n["测试孵化器数"]\nregister = "incubator"\nunit = "家"\n'
    issue_shelf.save(desk, number, {"figures.toml": figures.encode()}, "改")
    studio.show_shelf(2)
    qtbot.waitUntil(lambda: len(archive.kept) == 1 and archive.other.count() == 1)
    assert archive.model.rows[0][0] == "常州科技 2022 年第 1 期"
    with qtbot.waitSignal(studio._window.runner.finished, timeout=30_000):
        qtbot.mouseClick(archive.run, Qt.MouseButton.LeftButton)
    assert [row[0] for row in archive.articles.rows] == ["改动"] and not archive.numbers.rows
    assert archive.tabs.currentIndex() == 1 and "早" in archive.detail.toPlainText()
    with qtbot.waitSignal(studio._window.runner.finished, timeout=30_000):
        archive.export_to(tmp_path / "对比.xlsx")
    assert (tmp_path / "对比.xlsx").is_file()
    qtbot.keyClick(archive.article_table, Qt.Key.Key_Return)
    opened = studio.room
    assert opened is not None
    assert opened.key == FIRST


def test_rows_behind_a_changed_figure_are_shown_in_their_register(
    studio: StudioPage, tmp_path: Path, qtbot: QtBot
) -> None:
    desk, number = studio._session.desk, studio.shelf.entries[0].id
    path = f"articles/{FIRST}.md"
    figures = (issue_shelf.content(desk, number, "figures.toml") or b"").decode()
    figures += '\n["测试孵化器数"]\nregister = "incubator"\nunit = "家"\n'
    text = (
        issue_shelf.content(desk, number, path) or b""
    ).decode() + "\n截至2022年2月28日，测试孵化器{{测试孵化器数}}。\n"
    issue_shelf.save(desk, number, {path: text.encode(), "figures.toml": figures.encode()}, "改")
    published(studio, tmp_path)
    record = next(iter(studio._session.ids(studio._session.view("incubator"))))
    studio._session.delete([record])
    studio.show_shelf(2)
    archive = studio.archive
    qtbot.waitUntil(lambda: len(archive.kept) == 1 and archive.other.count() == 1)
    with qtbot.waitSignal(studio._window.runner.finished, timeout=30_000):
        qtbot.keyClick(archive.table, Qt.Key.Key_Return)
    row = [one[1] for one in archive.numbers.rows].index("测试孵化器数")
    assert archive.numbers.rows[row][3:5] == ("450家", "449家") and "减少 1 条" in archive.numbers.rows[row][6]
    archive.number_table.setCurrentIndex(archive.numbers.index(row, 0))
    assert "删除" in archive.detail.toPlainText()
    qtbot.keyClick(archive.number_table, Qt.Key.Key_Return)
    assert studio._window.register_page() is not None


def test_pages_stand_beside_the_plan_and_a_double_click_opens_what_is_printed_there(
    room: IssueRoom, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image

    def made(desk: object, number: int, folder: Path, article: str, folios: object, stop: object) -> Preview:
        pages = [Image.new("RGB", (210, 297), "white") for _ in range(6)]
        pages[0].save(folder / "p.pdf", save_all=True, append_images=pages[1:])
        if article:
            return Preview(folder / "p.pdf", 2, 4, {article: 2}, article)
        plan = PagePlan({FIRST: 4, SECOND: 6}, {FIRST: 2, SECOND: 1}, 6)
        return Preview(folder / "p.pdf", 0, 6, {FIRST: 3, SECOND: 5}, "", plan)

    monkeypatch.setattr("bureau_desk.app.issue_preview.preview", made)
    monkeypatch.setattr("bureau_desk.bulletin.pdf.soffice", lambda: Path("soffice"))
    choose(room, FIRST)
    qtbot.mouseClick(room.pages, Qt.MouseButton.LeftButton)
    panel = room.preview
    qtbot.waitUntil(lambda: len(panel.view.sizes) == 2, timeout=10_000)
    assert "2 页" in panel.state.text() and "计划 3 页，少 1 页" in panel.state.text()
    panel.which.setCurrentIndex(1)
    panel.which.activated.emit(1)
    qtbot.waitUntil(lambda: len(panel.view.sizes) == 6, timeout=10_000)
    assert room.open.laid_out and "连封面共 6 页" in room.plan.total.text() and "LibreOffice" in room.plan.total.text()
    qtbot.waitUntil(lambda: bool(panel.view._pictures), timeout=10_000)
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_End)
    assert panel.number.value() == 6
    before = panel.view.zoom
    qtbot.keyClick(panel.view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert panel.view.zoom > before
    panel.view.opened.emit(4)
    assert room.key == FIRST
    panel.view.opened.emit(5)
    assert room.key == SECOND


def test_without_libreoffice_the_pages_say_what_to_install_and_what_is_reckoned(
    room: IssueRoom, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bureau_desk.bulletin.pdf.soffice", lambda: None)
    qtbot.waitUntil(lambda: room.open.pages is not None, timeout=30_000)
    room.show_pages(True)
    shown = "\n".join(one.text() for one in room.preview.findChildren(QLabel) if one.isVisible())
    assert "libreoffice.org" in shown and "第 04 页起" in shown


def test_pages_that_are_laid_out_are_not_overtaken_by_a_reckoning_that_was_under_way(
    room: IssueRoom, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, true = threading.Event(), threading.Event(), issue_overview.reckon

    def late(desk: Desk, number: int) -> Reckoned:
        begun.set()
        assert go_on.wait(30)
        return true(desk, number)

    qtbot.waitUntil(lambda: room.open.pages is not None, timeout=15_000)
    monkeypatch.setattr(issue_overview, "reckon", late)
    room.open.reckon_again()
    qtbot.waitUntil(begun.is_set, timeout=15_000)
    plan = PagePlan({FIRST: 4, SECOND: 6}, {FIRST: 2, SECOND: 1}, 6)
    room.open.take_pages(plan)
    with qtbot.waitSignal(room.open.reckoned, timeout=15_000):
        go_on.set()
    assert room.open.laid_out and room.open.pages == plan
    with qtbot.waitSignal(room.open.reckoned, timeout=15_000):
        room.open.reckon_again()  # the registers have changed since
    assert not room.open.laid_out and room.open.pages != plan


@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_one_article_is_laid_out_by_itself_and_what_is_stopped_ends_at_once(studio: StudioPage, tmp_path: Path) -> None:
    desk, number = studio._session.desk, studio.shelf.entries[0].id
    made = issue_preview.preview(desk, number, tmp_path, "yanfa-jigou", {"yanfa-jigou": 18})
    assert made.last - made.first == 1 and made.article_at(made.first) == "yanfa-jigou"
    text = PdfReader(made.pdf).pages[made.first].extract_text()
    assert "市级以上企业研发机构" in text and "创新头条" not in text
    stop = threading.Event()
    stop.set()
    begun = time.monotonic()
    with pytest.raises(Trouble, match="已停止"):
        issue_preview.preview(desk, number, tmp_path, "yanfa-jigou", {}, stop)
    assert time.monotonic() - begun < 20


def test_the_studio_is_walked_through_with_tab(studio: StudioPage, qtbot: QtBot) -> None:
    for place in (0, 1, 2):
        studio.show_shelf(place)
        qtbot.wait(50)
        check(studio, qtbot)
    room = studio.open_issue(studio.shelf.entries[0].id)
    qtbot.waitUntil(lambda: room.open.overview is not None, timeout=15_000)
    for part in (PLAN, HEAD, PUBLISH):
        room.show_part(part)
        qtbot.wait(50)
        check(studio, qtbot)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for LibreOffice")
def test_a_cancelled_publication_breaks_libreoffice_off_and_leaves_nothing(
    room: IssueRoom, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "soffice"
    slow.write_text(f"#!/bin/sh\ntouch '{tmp_path}/begun'\nsleep 120\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setenv("BUREAU_DESK_SOFFICE", str(slow))
    window, panel = room._window, room.publish
    room.show_part(PUBLISH)
    panel.pdf.setEnabled(True)
    panel.pdf.setChecked(True)
    panel.out.setText(str(tmp_path / "发布"))
    qtbot.mouseClick(panel.publish, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (tmp_path / "begun").exists(), timeout=60_000)
    with qtbot.waitSignal(window.runner.cancelled, timeout=60_000):
        qtbot.mouseClick(window.status.cancel, Qt.MouseButton.LeftButton)
    assert list((tmp_path / "发布").iterdir()) == []
    assert panel.result.open_buttons == []


def test_a_cell_that_is_typed_into_is_left_alone_when_the_issue_changes(room: IssueRoom, qtbot: QtBot) -> None:
    choose(room, FIRST, HOLDER)
    qtbot.keyClick(room.plan.tree, Qt.Key.Key_F2)
    line = next(one for one in room.plan.tree.findChildren(QLineEdit) if one.isVisible())
    compose(line, "高新")
    issue_articles.change_front(desk_of(room), room.open.number, SECOND, {"status": "校对"})
    status = room.open.issue
    qtbot.waitUntil(lambda: room.open.issue is not status, timeout=15_000)
    assert line.isVisible() and line.text() == "高新"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    wanted = {(FIRST, HOLDER): "高新", (SECOND, STATUS): "◕\u00a0校对"}
    find = room.plan.model.find
    qtbot.waitUntil(lambda: all(find(key).siblingAtColumn(n).data() == text for (key, n), text in wanted.items()))
