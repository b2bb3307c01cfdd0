"""The help: F1 for where one is, every page with its links, pictures and words, the sheet of keys, tooltips of rules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

import bureau_desk.ui
from bureau_desk.app.field_words import field_lines
from bureau_desk.app.schemas import load_schema
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.ui.actions import COMMANDS
from bureau_desk.ui.help import topics
from bureau_desk.ui.help.field_card import field_tip, problem_tip
from bureau_desk.ui.help.keys import OWN, keys_html
from bureau_desk.ui.help.pages import FOLDER, page, pages, search
from bureau_desk.ui.help.topics import TOPICS, topic_of
from bureau_desk.ui.help.window import HelpWindow
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import compose

SOURCES = {path: path.read_text(encoding="utf-8") for path in Path(bureau_desk.ui.__file__).parent.rglob("*.py")}
QUOTED = re.compile(r"“([^”…]{2,14}…?)”")
LINK, PICTURE = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)"), re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
OF_DATA = {
    "单", "更正", "变化", "更名", "续期", "90天内到期", "未来30天", "全部满足", "任一满足", "改为…", "有几条记录上次没有保存",
    "彻底删除", "按…所知", "期刊发布时", "有效至",
}  # fmt: skip
"""Words in quotation marks that are no words of the window, or are joined there from parts."""


@pytest.fixture
def help_window(styled: QApplication, qtbot: QtBot) -> HelpWindow:
    """The window of the help alone."""
    made = HelpWindow()
    qtbot.addWidget(made)
    made.show()
    return made


def bodies() -> dict[str, str]:
    """The text of each page as it is written."""
    return {one.name: one.body for one in pages()}


# pages
def test_every_topic_that_a_widget_names_has_its_page_and_its_class() -> None:
    classes = {
        node.name for text in SOURCES.values() for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)
    }
    for name, topic in TOPICS.items():
        assert page(topic) is not None, topic
        assert name in classes or name.startswith("Q"), name


def test_every_dialog_and_every_page_of_the_window_has_a_topic() -> None:
    found = []
    for text in SOURCES.values():
        for node in ast.walk(ast.parse(text)):
            bases = [getattr(base, "id", "") for base in getattr(node, "bases", [])]
            if isinstance(node, ast.ClassDef) and (
                "QDialog" in bases
                or (node.name.endswith("Page") and {"QWidget", "WindowPage", "SeenPage", "ReadWhenSeen"} & set(bases))
            ):
                found.append(node.name)
    assert len(found) > 25
    missing = [name for name in found if name not in TOPICS and name not in ("HelpWindow", "WindowPage", "SeenPage")]
    assert not missing, missing


def test_every_link_and_picture_of_the_pages_exists_and_every_picture_says_what_it_shows() -> None:
    seen = set()
    for name, body in bodies().items():
        for target in LINK.findall(PICTURE.sub("", body)):
            assert page(target) is not None, (name, target)
        for words, picture in PICTURE.findall(body):
            assert words and (FOLDER / picture).is_file(), (name, picture)
            seen.add(picture)
    assert len(seen) >= 14


def test_the_pictures_are_light_and_of_256_colours() -> None:
    from PIL import Image

    taken = list((FOLDER / "screenshots").glob("*.png"))
    assert sum(path.stat().st_size for path in taken) < 3_000_000
    for path in taken:
        with Image.open(path) as picture:
            assert picture.mode == "P", path.name


def test_the_words_of_the_window_that_the_pages_use_stand_in_the_window() -> None:
    said = "\n".join(SOURCES.values())
    for name, body in bodies().items():
        for words in QUOTED.findall(body):
            if words not in OF_DATA and words not in bodies():
                assert words in said, (name, words)


def test_every_key_of_the_pages_is_a_key_of_the_program() -> None:
    keys = {key for one in COMMANDS for key in one.keys}
    for keyed in (line for _, lines in OWN for line in lines):
        keys |= {one.strip() for one in keyed[0].split(" / ")}
    keys |= {"Alt+↑", "Alt+↓", "Ctrl+空格", "Shift+空格"}
    for name, body in bodies().items():
        for key in re.findall(r"(?:Ctrl|Alt)\+(?:Shift\+|Alt\+)?(?:[A-Z][a-z]*|F?\d|[↑↓←→;,-])", body):
            assert key in keys or key.rstrip("/") in keys, (name, key)


def test_every_key_stands_in_the_sheet_and_serves_one_command() -> None:
    body = bodies()["快捷键"]
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    assert all(key in body and key in keys_html() for key in keys)


# window
def test_the_help_finds_pages_by_words_and_by_initials(help_window: HelpWindow, qtbot: QtBot) -> None:
    assert "历史与时间" in [hit.page.name for hit in search("hsz")]
    assert "查重与合并" in [hit.page.name for hit in search("czyhb")]
    assert [hit.page.name for hit in search("关账 重新开账")] == ["历史与时间"]
    compose(help_window.find, "不是同一家")
    assert help_window.topics.item(0).text().startswith("查重与合并")
    qtbot.keyClick(help_window.find, Qt.Key.Key_Return)
    assert help_window.name == "查重与合并" and help_window.isVisible()
    help_window.find.setText("无此一词")
    assert "没有找到" in help_window.topics.item(0).text()
    qtbot.keyClick(help_window.find, Qt.Key.Key_Escape)
    assert help_window.isVisible() and not help_window.find.text()
    qtbot.keyClick(help_window, Qt.Key.Key_Escape)
    assert not help_window.isVisible()


def test_links_lead_on_and_back_leads_back(help_window: HelpWindow, qtbot: QtBot) -> None:
    assert help_window.name == "快速上手" and not help_window.back.isEnabled()
    help_window.page.anchorClicked.emit(QUrl("录入"))
    assert help_window.name == "录入"
    assert help_window.topics.currentItem().text() == "录入"
    help_window.back.click()
    assert help_window.name == "快速上手" and help_window.forward.isEnabled()
    help_window.forward.click()
    assert help_window.name == "录入"


def test_the_sheet_of_keys_is_saved_as_a_pdf(help_window: HelpWindow, tmp_path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    help_window.go("快捷键")
    assert help_window.sheet.isVisibleTo(help_window)
    help_window.save_pdf(tmp_path / "快捷键.pdf")
    text = "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(tmp_path / "快捷键.pdf"))
    assert "Ctrl+Shift+E" in text and "撤销" in text


def test_the_help_comes_back_in_the_size_it_had(window: MainWindow) -> None:
    window.help.show("录入")
    assert window.help.shown is not None
    window.help.shown.resize(700, 500)
    window.help.shown.close()
    window.help.close()
    window.help.show("表格")
    assert window.help.shown.size().toTuple() == (700, 500)
    window.help.close()


# where one is
def test_f1_opens_the_page_for_each_place(window: MainWindow) -> None:
    for key, topic in (
        ("go_problems", "校核与问题清单"), ("go_duplicates", "查重与合并"), ("go_steps", "历史与时间"),
        ("go_compare", "历史与时间"), ("go_trash", "历史与时间"), ("go_ask", "问数与截至"), ("go_issue", "期刊编辑"),
        ("go_start", "快速上手"), ("go_settings", "拼音与搜索"),
    ):  # fmt: skip
        window.activateWindow()
        window.actions_[key].trigger()
        window.actions_["help"].trigger()
        assert window.help.shown is not None and window.help.shown.name == topic, key
        window.help.shown.close()


def test_f1_in_a_field_shows_the_card_of_the_field(window: MainWindow, page: RegisterPage, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: page.details.shown)
    page.details.form.go_to("stat_unit")
    window.actions_["help"].trigger()
    shown = window.help.shown
    assert shown is not None and shown.name == "录入"
    text = shown.page.toPlainText().strip()
    assert text.startswith("所属辖市区（统计口径）") and "常州经开区" in text and "2015" in text
    assert "在表格里改" in text
    shown.close()
    page.details.form.go_to("operator_uscc")
    window.actions_["help"].trigger()
    assert "GB 32100-2015" in shown.page.toPlainText()
    shown.close()


def test_f1_in_a_modal_dialog_opens_its_page_and_the_help_can_be_used(
    window: MainWindow, page: RegisterPage, qtbot: QtBot
) -> None:
    window.activateWindow()
    page.bench.ask_columns()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and QApplication.focusWidget().window() is dialog)
    focused = QApplication.focusWidget()
    qtbot.keyClick(focused, Qt.Key.Key_F1)
    shown = window.help.shown
    assert shown is not None and shown.isVisible() and shown.name == "表格"
    qtbot.keyClicks(shown.find, "csj")
    assert shown.find.text() == "csj"
    shown.close()
    dialog.reject()


def test_f1_reaches_a_dialog_that_blocks_the_whole_program(window: MainWindow, qtbot: QtBot) -> None:
    dialog = QDialog(window)
    dialog.setProperty("help", "导入")
    line = QLineEdit(dialog)
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    dialog.show()
    dialog.activateWindow()
    line.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is line)
    qtbot.keyClick(line, Qt.Key.Key_F1)
    shown = window.help.shown
    assert shown is not None and shown.name == "导入"
    assert shown.windowHandle().transientParent() is dialog.windowHandle()
    dialog.accept()
    assert shown.isVisible() and shown.windowHandle().transientParent() is None


def test_a_topic_is_found_from_what_holds_the_widget(page: RegisterPage) -> None:
    assert topic_of(page.table.view.viewport()) == topics.TABLE
    assert topic_of(page.details.form.rows["address"].editor) == topics.ENTERING
    assert topic_of(None) == topics.FIRST


# tooltips
def test_the_tooltip_of_a_field_tells_its_rule_unit_range_and_source() -> None:
    schema = load_schema()
    register = schema.registers["incubator"]
    area = field_tip(schema, register, register.field("total_area"))
    assert "㎡" in area and "100" in area and "2,000,000" in area and "列为待核" in area
    assert "专业型时必填" in field_tip(schema, register, register.field("specialty_field"))
    stat = schema.registers["annual_stats"]
    income = field_tip(schema, stat, stat.field("total_income"))
    assert "依据：火炬统计报表" in income


def test_every_rule_of_every_register_can_be_told() -> None:
    schema = load_schema()
    for register in schema.registers.values():
        for rule in register.rules:
            field = register.field(rule.fields[0])
            assert field is not None
            lines = dict.fromkeys(words for head, words in field_lines(schema, register, field) if head == "规则")
            assert any(field.title in words for words in lines), rule.key
            assert all(rule.source in "".join(lines) for _ in [0])


def test_a_problem_tells_the_rule_that_found_it() -> None:
    schema = load_schema()
    register = schema.registers["incubator"]
    told = Problem("area_usual", "", "孵化场地总面积（9㎡）低于100。", Severity.SOFT, field="total_area")
    tip = problem_tip(schema, register, [told])
    assert "低于100" in tip and "通常在 100㎡ 至 2,000,000㎡ 之间" in tip
    own = Problem("checksum", "", "校验位不对。", Severity.HARD, field="operator_uscc")
    assert "GB 32100-2015" in problem_tip(schema, register, [own])


def test_titles_and_filters_of_the_table_have_the_tooltip(page: RegisterPage) -> None:
    column = [one.key for one in page.table.model.columns].index("established_date")
    tip = page.table.model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "先后依次" in tip and "不晚于今天" in tip
    made = page.table.view.filters.filter_of("established_date")
    assert made is not None and made.toolTip() == tip
    assert "先后依次" in page.details.form.rows["established_date"].label.toolTip()
