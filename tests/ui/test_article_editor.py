"""The article editor as editors use it: typing, chips, cards, proofreading, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_shelf
from bureau_desk.app.jobs import finish
from bureau_desk.domain.issue import Article, Block, Run
from bureau_desk.exchange.article_file import article_of
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.article_editor import ArticleEditor
from bureau_desk.ui.studio.editor.document import NUMBER
from tests.ui.conftest import compose

PLAN = """format = 1
title = "模拟期刊"
year = 2022
number = 1
date = 2022-02-28
[[columns]]
name = "头条"
articles = ["a", "b"]
"""
FIGURES = """["孵化器数"]
register = "incubator"
unit = "家"
["武进孵化器数"]
register = "incubator"
where = { stat_unit = "武进区" }
unit = "家"
["各区孵化器"]
register = "incubator"
by = ["stat_unit"]
unit = "家"
chart = { kind = "bar", title = "各区孵化器", sort = "desc" }
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


def make_issue(desk: object, folder: Path) -> int:
    (folder / "articles").mkdir(parents=True)
    (folder / "issue.toml").write_text(PLAN, encoding="utf-8")
    (folder / "figures.toml").write_text(FIGURES, encoding="utf-8")
    (folder / "articles" / "a.md").write_text(ARTICLE, encoding="utf-8")
    (folder / "articles" / "b.md").write_text(OTHER, encoding="utf-8")
    return finish(issue_shelf.take_in(desk, folder))  # type: ignore[arg-type]


@pytest.fixture
def issue(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    assert window.session is not None
    return make_issue(window.session.desk, tmp_path / "期刊")


@pytest.fixture
def session(window: MainWindow) -> Session:
    assert window.session is not None
    return window.session


@pytest.fixture
def editor(window: MainWindow, session: Session, issue: int, qtbot: QtBot) -> Iterator[ArticleEditor]:
    made = ArticleEditor(window, session, issue, "a")
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
    cursor.setPosition(editor._blocks()[5][0].position())  # type: ignore[attr-defined]
    editor.body.setTextCursor(cursor)
    compose(editor.body, "图后")
    kinds = [block.kind for block in editor.article().blocks]
    assert kinds[5:8] == ["chart", "paragraph", "number"]
    assert editor.article().blocks[6].lines == ((Run("图后"),),)
