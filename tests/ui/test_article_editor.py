"""The article editor as editors use it: typing, chips, cards, proofreading, nothing lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.domain.issue import Article, Block, Run
from bureau_desk.exchange.article_file import article_of, article_text
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.article_editor import ArticleEditor
from bureau_desk.ui.studio.editor.document import NUMBER
from bureau_desk.ui.studio.editor.written_table import WrittenTable
from tests.ui.conftest import compose
from tests.ui.issue_rooms import IN_WUJIN, INCUBATORS, plan, take_in

FIGURES = f"""{INCUBATORS}{IN_WUJIN}["各区孵化器"]
register = "incubator"
by = ["stat_unit"]
unit = "家"
chart = {{ kind = "bar", title = "各区孵化器", sort = "desc" }}
"""
ARTICLE = """+++
title = "第一行\\n第二行"
office = "高新处"
pages = 1
+++

全市有孵化器{{孵化器数}}，其中武进{{武进孵化器数 | 占比 孵化器数}}。

## 上一行\\
下一行

**要点。**后文 \\{\\{不是数\\}\\} 与 <b>&amp;。

- 甲
- 乙

> 一句引语。
> —— 出处

::: 图表 各区孵化器
:::

::: 大数字 {{孵化器数}}
全市孵化器
:::

末段。
"""
OTHER = '+++\ntitle = "另一篇"\n+++\n\n截止2021年底，有末段一处。\n'


def make_issue(desk: Desk, folder: Path) -> int:
    return take_in(desk, folder, plan("a", "b"), {"a": ARTICLE, "b": OTHER}, FIGURES)


class Window:
    """What the editor wants of the window: to say things and to show records."""

    def __init__(self) -> None:
        self.told: list[object] = []
        self.picked: list[tuple[str, str, list[int]]] = []
        self.tell = self.tell_trouble = self.told.append

    def show_picked(self, register: str, words: str, records: list[int]) -> None:
        self.picked.append((register, words, records))


@pytest.fixture
def window() -> Window:
    return Window()


@pytest.fixture
def issue(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    return make_issue(session.desk, tmp_path / "期刊")


@pytest.fixture
def editor(window: Window, session: Session, issue: int, qtbot: QtBot) -> Iterator[ArticleEditor]:
    made = ArticleEditor(window, session, issue, "a")  # type: ignore[arg-type]
    made.resize(1000, 700)
    made.show()
    qtbot.waitUntil(lambda: made.living.reading is not None and not made.living._wanted, timeout=20000)
    yield made
    made.release()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def placeless(article: Article) -> tuple[Block, ...]:
    from dataclasses import replace

    return tuple(replace(block, line=0) for block in article.blocks)


def saved(session: Session, issue: int, key: str = "a") -> Article:
    content = issue_shelf.content(session.desk, issue, f"articles/{key}.md")
    assert content is not None
    return article_of(content.decode(), key, f"articles/{key}.md")[0]


def at_text(editor: ArticleEditor, text: str, end: bool = True) -> None:
    cursor = editor.body.document().find(text)
    assert not cursor.isNull(), text
    cursor.setPosition(cursor.selectionEnd() if end else cursor.selectionStart())
    editor.body.setTextCursor(cursor)
    editor.body.setFocus()


def chip_place(editor: ArticleEditor, number: int = 0) -> int:
    document = editor.body.document()
    places = [at for at in range(document.characterCount()) if editor.body.kind_at(at) == NUMBER]
    return places[number]


def test_an_article_that_is_opened_and_not_touched_is_the_same(
    editor: ArticleEditor, session: Session, issue: int
) -> None:
    before = saved(session, issue)
    assert placeless(editor.article()) == placeless(before)
    assert editor.article().title == "第一行\n第二行"
    editor.flush()
    assert len(issue_shelf.history(session.desk, issue, "articles/a.md")) == 1


def test_what_is_typed_is_a_draft_within_a_second_and_saved_after_a_rest(
    editor: ArticleEditor, session: Session, issue: int, qtbot: QtBot
) -> None:
    at_text(editor, "末段。")
    QTest.keyClicks(editor.body, "abc")
    qtbot.waitUntil(editor.keeping.drafts.path.exists, timeout=1000)
    assert "末段。abc" in editor.keeping.drafts.path.read_text(encoding="utf-8")
    with qtbot.waitSignal(editor.saved, timeout=6000) as told:
        pass
    assert told.args == ["a"]
    assert saved(session, issue).blocks[-1].lines == ((Run("末段。abc"),),)
    assert not editor.keeping.drafts.path.exists()


def test_keys_make_headings_lists_and_bold_words(editor: ArticleEditor, session: Session, issue: int) -> None:
    at_text(editor, "末段。")
    body = editor.body
    QTest.keyClick(body, Qt.Key.Key_Return)
    QTest.keyClick(body, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(body, "one")
    QTest.keyClick(body, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(body, "two")
    QTest.keyClick(body, Qt.Key.Key_Return)
    QTest.keyClick(body, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(body, "bold")
    QTest.keyClick(body, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(body, " plain")
    QTest.keyClick(body, Qt.Key.Key_Return)
    QTest.keyClick(body, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(body, "first")
    QTest.keyClick(body, Qt.Key.Key_Return)
    QTest.keyClicks(body, "second")
    QTest.keyClick(body, Qt.Key.Key_Return)
    QTest.keyClick(body, Qt.Key.Key_Return)
    QTest.keyClicks(body, "end")
    editor.flush()
    blocks = placeless(saved(session, issue))[-4:]
    assert blocks == (
        Block("heading", ((Run("one"),), (Run("two"),)), level=2),
        Block("paragraph", ((Run("bold", True), Run(" plain")),)),
        Block("list", ((Run("first"),), (Run("second"),)), ordered=True),
        Block("paragraph", ((Run("end"),),)),
    )


def test_the_first_key_of_an_input_method_begins_a_composition_also_over_a_card(
    editor: ArticleEditor, session: Session, issue: int
) -> None:
    at_text(editor, "末段。")
    compose(editor.body, "中文")
    assert editor.article().blocks[-1].lines == ((Run("末段。中文"),),)
    cursor = QTextCursor(editor.body.document())
    cursor.setPosition(editor.proofreading.blocks()[5][0].position())
    editor.body.setTextCursor(cursor)
    compose(editor.body, "图后")
    kinds = [block.kind for block in editor.article().blocks]
    assert kinds[5:8] == ["chart", "paragraph", "number"]
    assert editor.article().blocks[6].lines == ((Run("图后"),),)


def test_a_chip_shows_its_value_and_its_panel_changes_form_and_day_as_one_step(
    editor: ArticleEditor, qtbot: QtBot, window: Window
) -> None:
    body, panel = editor.body, editor.numbers
    assert words(editor, 0) == "全市有孵化器450家，其中武进占比33.3%。"
    place = chip_place(editor)
    rect = body.cursorRect(cursor_at(editor, place))
    point = rect.center()
    point.setX(point.x() + 12)
    QTest.mouseClick(body.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert panel.isVisible() and panel.value.text() == "450家"
    assert "台账“" in panel.words.text() and "有效数" in panel.words.text()
    assert "450家" in body.tip(point) and "450 条记录" in body.tip(point)
    QTest.keyClick(body, Qt.Key.Key_Return)
    assert panel.form.hasFocus()
    panel.form.setCurrentIndex(panel.form.findData("约数"))
    panel.day.setText("2021-12-31")
    panel.day.editingFinished.emit()
    assert editor.article().blocks[0].lines[0][0].text.startswith("全市有孵化器{{孵化器数 @ 2021-12-31 | 约数}}，")
    body.undo()
    assert editor.article().blocks[0].lines[0][0].text.startswith("全市有孵化器{{孵化器数}}，")
    editor.inserting.open_chip(chip_place(editor), False)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 8, timeout=5000)
    panel.open.click()
    ((register, told, records),) = window.picked
    assert register == "incubator" and "450 条" in told and len(records) == 450


def cursor_at(editor: ArticleEditor, place: int) -> QTextCursor:
    cursor = QTextCursor(editor.body.document())
    cursor.setPosition(place)
    return cursor


def words(editor: ArticleEditor, line: int) -> str:
    from bureau_desk.ui.studio.editor.objects import words_of

    return words_of(editor.body.document().findBlockByNumber(line), editor.living)[0]


def test_a_number_that_changed_in_the_registers_turns_amber_within_a_moment(
    editor: ArticleEditor, session: Session, qtbot: QtBot
) -> None:
    session.delete(list(session.ids(session.view("incubator")))[:3])
    qtbot.waitUntil(lambda: words(editor, 0).startswith("全市有孵化器447家"), timeout=5000)
    chip = editor.living.chip("{{孵化器数}}")
    assert chip is not None and chip.was == "450家"
    editor.inserting.open_chip(chip_place(editor), False)
    assert "原来是 450家" in editor.numbers.was.text() and editor.numbers.accept.isVisible()
    editor.numbers.accept.click()
    assert editor.living.chip("{{孵化器数}}").was == "" and not editor.numbers.accept.isVisible()  # type: ignore[union-attr]


def test_the_window_does_not_wait_while_another_article_is_worked_out(editor: ArticleEditor, qtbot: QtBot) -> None:
    chips, living = editor.living.chips, editor.living
    assert chips is not None
    held, done = Event(), Event()

    def work() -> None:
        with chips.working:
            held.set()
            done.wait(10)

    other = Thread(target=work)
    other.start()
    held.wait()
    try:
        living._wanted = set(living._known)
        began = time.monotonic()
        living._ask_wanted()
        assert time.monotonic() - began < 5
    finally:
        done.set()
        other.join()
    qtbot.waitUntil(lambda: not living._wanted, timeout=10_000)


def test_what_is_typed_between_braces_becomes_a_chip_and_an_unknown_name_is_red_with_its_sentence(
    editor: ArticleEditor, qtbot: QtBot
) -> None:
    at_text(editor, "末段。")
    compose(editor.body, "共{{孵化器")
    compose(editor.body, "}}")
    assert editor.body.numbers()[-1] == "{{孵化器}}"
    qtbot.waitUntil(lambda: editor.living.chip("{{孵化器}}") is not None, timeout=5000)
    chip = editor.living.chip("{{孵化器}}")
    assert chip is not None and "没有“孵化器”" in chip.fault and "孵化器数" in chip.fault
    editor.body.undo()
    assert editor.article().blocks[-1].lines[0][0].text.startswith("末段。共{{孵化器")
    at_text(editor, "末段。")
    compose(editor.body, "𬭚{{孵化器数}}、{{武进孵化器数}}家")
    assert editor.body.numbers()[-3:] == ["{{孵化器数}}", "{{武进孵化器数}}", "{{孵化器}}"]
    compose(editor.body, "整")
    text = editor.article().blocks[-1].lines[0][0].text
    assert text == "末段。𬭚{{孵化器数}}、{{武进孵化器数}}家整共{{孵化器}}"


def test_chips_survive_copy_and_paste_and_other_programs_get_them_as_text(editor: ArticleEditor) -> None:
    body = editor.body
    at_text(editor, "全市有孵化器", end=False)
    body.moveCursor(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    QTest.keyClick(body, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QApplication.clipboard().mimeData()
    assert data.text() == "全市有孵化器{{孵化器数}}，其中武进{{武进孵化器数 | 占比 孵化器数}}。"
    assert "全市有孵化器450家" in data.html()
    at_text(editor, "末段。")
    QTest.keyClick(body, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    first, last = editor.article().blocks[0], editor.article().blocks[-1]
    assert last.lines[0][0].text == "末段。" + first.lines[0][0].text


WORD = """<html><head><style>p{color:red}</style></head><body><!--StartFragment-->
<h1><span style='font-family:黑体'>大标题</span></h1>
<p class=MsoNormal>正文<b><span>粗的</span></b>，<a href="x">链接</a><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span>第一项</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.</span>第二项</p>
<table><tr><td><p>格子</p></td></tr></table><ul><li>点</li></ul><!--EndFragment--></body></html>"""


def test_pasting_from_word_brings_text_headings_bold_and_lists_and_nothing_else(editor: ArticleEditor) -> None:
    from PySide6.QtCore import QMimeData

    data = QMimeData()
    data.setHtml(WORD)
    data.setText("x")
    at_text(editor, "末段。")
    QTest.keyClick(editor.body, Qt.Key.Key_Return)
    before = len(editor.article().blocks)
    editor.body.insertFromMimeData(data)
    assert placeless(editor.article())[before:] == (
        Block("heading", ((Run("大标题"),),)),
        Block("paragraph", ((Run("正文"), Run("粗的", True), Run("，链接")),)),
        Block("list", ((Run("第一项"),), (Run("第二项"),)), ordered=True),
        Block("paragraph", ((Run("格子"),),)),
        Block("list", ((Run("点"),),)),
    )
    editor.body.undo()
    assert len(editor.article().blocks) == before


def test_a_pasted_picture_becomes_a_file_of_the_issue_and_its_caption_is_typed_at_the_side(
    editor: ArticleEditor, session: Session, issue: int, qtbot: QtBot
) -> None:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QImage

    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    data = QMimeData()
    data.setImageData(image)
    at_text(editor, "末段。")
    editor.body.insertFromMimeData(data)
    assert editor.cards.first is not None and editor.cards.first.hasFocus()
    compose(editor.cards.first, "会议现场")
    block = next(one for one in editor.article().blocks if one.kind == "picture")
    assert (block.path, block.caption) == ("images/粘贴的图片.png", "会议现场")
    assert issue_shelf.content(session.desk, issue, block.path)
    QTest.keyClick(editor.cards.first, Qt.Key.Key_Escape)
    assert editor.body.hasFocus()
    editor.body.undo()
    assert next(one for one in editor.article().blocks if one.kind == "picture").caption == ""


def test_a_picture_that_cannot_be_printed_is_told_and_not_put_in(
    editor: ArticleEditor, tmp_path: Path, window: Window
) -> None:
    told = window.told
    wrong = tmp_path / "照片.png"
    wrong.write_bytes(b"no picture")
    editor.inserting.add_pictures([(str(wrong), b""), (str(tmp_path / "没有.png"), b"")])
    assert ["照片.png" in str(told[0]), "没有.png" in str(told[1])] == [True, True]
    assert all(block.kind != "picture" for block in editor.article().blocks)


def test_a_card_is_opened_by_enter_deleted_whole_and_brought_back_by_undo(editor: ArticleEditor) -> None:
    body = editor.body
    line = editor.proofreading.blocks()[6][0]
    body.setTextCursor(cursor_at(editor, line.position()))  # type: ignore[attr-defined]
    QTest.keyClick(body, Qt.Key.Key_Return)
    assert editor.cards.isVisible() and editor.cards.first is not None and editor.cards.first.hasFocus()
    editor.cards.first.setText("6300↑")  # type: ignore[attr-defined]
    assert editor.article().blocks[6].title == "6300↑"
    QTest.keyClick(editor.cards.first, Qt.Key.Key_Escape)
    QTest.keyClick(body, Qt.Key.Key_Delete)
    assert [one.kind for one in editor.article().blocks][5:] == ["chart", "paragraph"]
    body.undo()
    assert editor.article().blocks[6].title == "6300↑"
    at_text(editor, "末段。", end=False)
    QTest.keyClick(body, Qt.Key.Key_Backspace)
    QTest.keyClick(body, Qt.Key.Key_Backspace)
    assert [one.kind for one in editor.article().blocks][5:] == ["chart", "paragraph"]


def test_a_written_table_takes_what_was_copied_from_excel(editor: ArticleEditor) -> None:
    at_text(editor, "末段。")
    editor.command("written")
    table = editor.cards.findChild(WrittenTable)
    assert isinstance(table, WrittenTable)
    QApplication.clipboard().setText("年份\t家数\t占比\r\n2020\t{{孵化器数}}\t1|2\r\n")
    table.cells.setCurrentCell(0, 0)
    table.cells.setFocus()
    QTest.keyClick(table.cells, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    table.cells.item(0, 2).setText("说明")
    block = next(one for one in editor.article().blocks if one.rows)
    assert block.rows == (("年份", "家数", "说明"), ("2020", "{{孵化器数}}", "1|2"))
    again = article_of(article_text(editor.article()), "a", "articles/a.md")[0]
    assert placeless(again) == placeless(editor.article())
    editor.body.undo()
    assert next(one for one in editor.article().blocks if one.kind == "table").rows[0] == ("项目", "数值")


def test_the_proofreader_underlines_lists_and_jumps_while_one_types(editor: ArticleEditor, qtbot: QtBot) -> None:
    at_text(editor, "末段。")
    compose(editor.body, "截止2021年底，本刊报道。")
    qtbot.waitUntil(lambda: any("截至" in one[2] for one in editor.body.problems), timeout=8000)
    start, end, _ = next(one for one in editor.body.problems if "截至" in one[2])
    assert editor.body.document().toPlainText()[start:end].startswith("截止2021年")
    assert editor.body.extraSelections()
    place = next(row for row, spot in enumerate(editor.proof.spots) if "截至" in spot.problem.message)
    editor.body.moveCursor(QTextCursor.MoveOperation.Start)
    editor.side.show_panel("proof")
    editor.proof.list.setCurrentRow(place)
    QTest.keyClick(editor.proof.list, Qt.Key.Key_Return)
    assert editor.body.textCursor().selectedText().startswith("截止2021年")
    assert "校对" in editor.side.tabs.tabText(2) and editor.side.tabs.tabText(2) != "校对"


def test_find_and_replace_in_the_article_and_in_the_whole_issue(
    editor: ArticleEditor, session: Session, issue: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bureau_desk.ui.studio.editor.replacing import ReplaceDialog

    at_text(editor, "末段。")
    QTest.keyClick(editor.body, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert editor.find.isVisible() and editor.find.words.hasFocus()
    editor.find.words.setText("孵化器")
    assert editor.find.told.text() == "1 处", "numbers are not found"
    editor.find.words.setText("段")
    editor.find.by.setText("节")
    assert editor.find.replace_all() == 1
    assert editor.article().blocks[-1].lines == ((Run("末节。"),),)
    editor.body.undo()
    assert editor.article().blocks[-1].lines == ((Run("末段。"),),)
    monkeypatch.setattr(ReplaceDialog, "exec", lambda dialog: dialog.accept() or True)
    editor.find.words.setText("末段")
    editor.find.by.setText("尾段")
    editor._replace_in_issue("末段", "尾段")
    assert saved(session, issue, "b").blocks[0].lines == ((Run("截止2021年底，有尾段一处。"),),)
    assert editor.article().blocks[-1].lines == ((Run("尾段。"),),)
    issue_shelf.undo(session.desk, issue)
    assert editor.article().blocks[-1].lines == ((Run("末段。"),),), "an undo of the issue shows at once"


def test_the_front_matter_is_typed_beside_the_text_and_its_lead_is_counted(
    editor: ArticleEditor, session: Session, issue: int, qtbot: QtBot
) -> None:
    front = editor.front
    compose(front.fields["kicker"], "引题")
    front.fields["lead"].setPlainText("导" * 70)  # type: ignore[union-attr]
    assert front.lead_words.text() == "70 字（宜 60–130）"
    front.status.setCurrentIndex(front.status.findData("校对"))
    front.pages.setValue(3)
    editor.flush()
    article = saved(session, issue)
    assert (article.kicker, len(article.lead), article.status, article.pages) == ("引题", 70, "校对", 3)
    assert (article.title, article.office) == ("第一行\n第二行", "高新处")
    qtbot.waitUntil(
        lambda: "正文 80 字" in editor.foot.toolTip() and "计划 3 页" in editor.foot.toolTip(), timeout=3000
    )


def test_a_number_is_inserted_by_pinyin_and_a_new_question_is_written_into_the_figures(
    editor: ArticleEditor, session: Session, issue: int, qtbot: QtBot
) -> None:
    from bureau_desk.ui.studio.editor.picking import NewQuestionDialog, QuestionDialog

    dialog = QuestionDialog(session, issue, editor.living, "number", editor)
    QTest.keyClicks(dialog.search, "wjfhq")
    assert dialog.name == "武进孵化器数" and dialog.list.count() == 1
    dialog.form.setCurrentIndex(dialog.form.findData("约数"))
    assert dialog.text() == "{{武进孵化器数 | 约数}}"
    at_text(editor, "末段。")
    editor.inserting.insert_number(dialog.text())
    assert editor.article().blocks[-1].lines[0][0].text == "末段。{{武进孵化器数 | 约数}}"
    new = NewQuestionDialog(session, issue, editor.living, "number", editor)
    new.title.setText("孵化器数")
    new.accept()
    assert "已经有" in new.fault.text()
    new.title.setText("全部孵化器")
    new.builder.register.setCurrentIndex(new.builder.register.findData("incubator"))
    new.accept()
    text = issue_shelf.content(session.desk, issue, "figures.toml")
    assert text is not None and text.decode().startswith(FIGURES.rstrip()) and '["全部孵化器"]' in text.decode()
    editor.living.load()
    qtbot.waitUntil(
        lambda: "全部孵化器" in (editor.living.issue.questions if editor.living.issue else {}), timeout=5000
    )
    editor.inserting.insert_number("{{全部孵化器}}")
    qtbot.waitUntil(lambda: words(editor, editor.body.textCursor().blockNumber()).endswith("450家"), timeout=5000)
    dialog.deleteLater()
    new.deleteLater()


def test_a_desk_that_is_only_read_shows_the_article_and_takes_no_typing(
    window: Window, session: Session, issue: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bureau_desk.app.desk import Desk

    monkeypatch.setattr(Desk, "read_only", property(lambda _: True))
    editor = ArticleEditor(window, session, issue, "a")  # type: ignore[arg-type]
    editor.show()
    before = editor.article()
    QTest.keyClicks(editor.body, "abc")
    compose(editor.body, "中")
    editor.command("heading")
    assert editor.article() == before and not editor.front.status.isEnabled()
    assert "只读" in editor.toolbar.state.toolTip()
    editor.release()
    editor.deleteLater()


def test_show_place_goes_to_a_block_and_selects_its_words(editor: ArticleEditor) -> None:
    editor.show_place(3, "后文")
    assert editor.body.textCursor().selectedText() == "后文"
    editor.show_place(4)
    assert editor.body.textCursor().block().text() == "甲"
    editor.show_place(0)
    assert editor.front.fields["title"].hasFocus()
