"""Numbers in titles, fields and page references are shown as they will be printed; templates and styles are at hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_shelf, styles
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.studio import publishing_form
from bureau_desk.ui.studio.plan_model import NAME
from bureau_desk.ui.studio.room import BRIEF, HEAD, PUBLISH, IssueRoom
from tests.ui.issue_rooms import INCUBATORS, open_room, plan, take_in

FIRST = '+++\ntitle = "孵化器达{{孵化器数}}"\nlead = "全市现有孵化器{{孵化器数}}。"\n+++\n\n见第{{page b}}页。\n'
SECOND = '+++\ntitle = "乙篇"\n+++\n\n先说一段。\n'


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(styles, "config_folder", lambda: tmp_path / "config")


@pytest.fixture
def room(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> IssueRoom:
    assert window.session is not None
    made = plan("b", "a", head='headlines = ["a"]\n', day="2022-03-01")
    number = take_in(window.session.desk, tmp_path / "期刊", made, {"a": FIRST, "b": SECOND}, INCUBATORS)
    opened = open_room(window, number, qtbot)
    qtbot.waitUntil(lambda: opened.open.pages is not None, timeout=15_000)
    return opened


def test_plan_cover_lines_brief_and_tab_show_titles_with_the_values_of_today(room: IssueRoom) -> None:
    assert room.plan.model.find("a").siblingAtColumn(NAME).data() == "封面 · 孵化器达450家"
    assert room.plan.cover.text() == "封面要目：孵化器达450家"
    assert "{{" not in (room.plan.model.find("a").data(Qt.ItemDataRole.ToolTipRole) or "")
    room.open_article("a")
    assert room.tabs.tabText(1) == "稿件：孵化器达450家" and len(room.tabs.tabText(1)) <= 14
    room.show_part(BRIEF)
    room.brief.show_issue()
    assert [room.brief.articles.item(row).text() for row in range(2)] == ["乙篇", "孵化器达450家"]


def test_steps_call_articles_without_braces(room: IssueRoom) -> None:
    room.open.change_front("a", {"status": "编辑"})
    assert room.open.labels()[0] == "《孵化器达〔孵化器数〕》状态改为编辑"


def test_fields_with_numbers_tell_beneath_how_they_are_printed(room: IssueRoom, qtbot: QtBot) -> None:
    room.open_article("a")
    assert room.editor is not None
    front = room.editor.front
    qtbot.waitUntil(lambda: front.values["lead"].text() == "印出：全市现有孵化器450家。", timeout=15_000)
    assert front.values["title"].text() == "印出：孵化器达450家" and front.values["title"].isVisibleTo(front)
    assert not front.values["subtitle"].isVisibleTo(front)
    front.fields["subtitle"].setText("其中{{孵化器数")  # type: ignore[union-attr]
    front.fields["subtitle"].setText("共{{孵化器数}}")  # type: ignore[union-attr]
    assert front.values["subtitle"].text() == "印出：共450家"
    front.fields["subtitle"].setText("没有数")  # type: ignore[union-attr]
    assert not front.values["subtitle"].isVisibleTo(front)


def test_a_page_reference_shows_the_folio_that_is_known(room: IssueRoom, qtbot: QtBot) -> None:
    room.open_article("a")
    assert room.editor is not None
    living = room.editor.living
    qtbot.waitUntil(lambda: living.chip("{{page b}}") is not None, timeout=15_000)
    chip = living.chip("{{page b}}")
    assert chip is not None and room.open.pages is not None
    folio = f"{room.open.pages.folios['b']:02d}"
    assert living.folio("b") == folio and living.told_of(chip) == f"{folio}（估算）"
    assert living.printed("见第{{page b}}页") == f"见第{folio}页"
    pages = type(room.open.pages)({"b": 12, "a": 14}, {"b": 2, "a": 1}, 20)
    room.open.take_pages(pages)  # as the preview does when LibreOffice has laid the issue out
    assert living.told_of(chip) == "12（按上次排版）"
    line = room.editor.body.document().begin()
    from bureau_desk.ui.studio.editor.document import NUMBER, letters

    (form,) = [form for _, form in letters(line, 0, -1) if form.objectType() == NUMBER]
    shown, state = room.editor.body.chips.shown(room.editor.body.document(), 3, form)
    assert (shown, state) == ("12", "page")


def test_a_template_of_staff_is_filled_when_it_is_chosen_and_a_missing_one_is_told(
    room: IssueRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "{{孵化器数}}"
    book.save(tmp_path / "通报.xlsx")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "通报.xlsx"), ""))
    room.show_part(PUBLISH)
    panel = room.publish
    panel.pdf.setChecked(False)
    panel.out.line.setText(str(tmp_path / "出"))
    qtbot.mouseClick(panel.template.choose, Qt.MouseButton.LeftButton)
    assert panel.template.text().endswith("通报.xlsx") and not panel.marks.isEnabled()
    with qtbot.waitSignal(room._window.runner.finished, timeout=30_000):
        qtbot.mouseClick(panel.publish, Qt.MouseButton.LeftButton)
    (filled,) = (tmp_path / "出").glob("*通报.xlsx")
    assert "450" in str(openpyxl.load_workbook(filled).active["A1"].value)
    assert panel.marks.isEnabled()  # there is an edition now to compare with
    panel.marks.setChecked(True)
    options = panel.options()
    assert options is not None and (options.since, options.xlsx_template) == ("last", tmp_path / "通报.xlsx")
    (tmp_path / "通报.xlsx").unlink()
    assert panel.options() is None and "没有找到 Excel 模板" in panel.fault.text()


def test_a_style_file_is_copied_opened_and_offered_from_publishing_and_from_the_masthead(
    room: IssueRoom, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(publishing_form, "open_path", opened.append)
    room.show_part(PUBLISH)
    choice = room.publish.theme
    titles = [choice.box.itemText(row) for row in range(choice.box.count())]
    assert titles[0] == "按刊头的版式" and "随程序" in titles[1]
    qtbot.mouseClick(choice.copy, Qt.MouseButton.LeftButton)
    own = tmp_path / "config" / "styles" / "magazine-A.docx"
    assert own.is_file() and opened == [own]
    assert "自己的样式文件" in choice.box.itemText(1) and choice.chosen() == ""
    shutil.copyfile(own, own.with_name("我局-B.docx"))
    qtbot.mouseClick(choice.folder, Qt.MouseButton.LeftButton)
    assert opened[-1] == own.parent
    room.show_part(HEAD)
    head = room.head.theme
    assert head.box.findData("我局-B") > 0  # listed anew when the page is shown
    head.choose("我局-B")
    head.box.activated.emit(head.box.currentIndex())
    room.flush()
    assert issue_shelf.read(window.session.desk, room.open.number)[0].masthead.theme == "我局-B"  # type: ignore[union-attr]


def test_a_style_file_that_cannot_be_copied_is_told(
    room: IssueRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    told: list[object] = []
    monkeypatch.setattr(room._window, "tell_trouble", told.append)
    room.show_part(PUBLISH)
    qtbot.mouseClick(room.publish.theme.copy, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(room.publish.theme.folder, Qt.MouseButton.LeftButton)
    assert "样式文件没有复制成" in str(told[0]) and "样式文件夹建不起来" in str(told[1])
