"""No room and no dialog without a way by keyboard: what is not known here fails, and every dialog is walked through."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDialog, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from bureau_desk import ui
from bureau_desk.app.closing import Closed, Closing
from bureau_desk.app.schema_conversion import DryRun, Unread
from bureau_desk.ui import places
from bureau_desk.ui.actions import COMMANDS, GROUPS
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.test_keyboard_rooms import ROOMS, check, roomy

ELSEWHERE = frozenset(
    {"EventDialog", "PasteDialog", "BulkDialog", "ReplaceDialog", "ColumnsDialog", "SortDialog", "ColoursDialog",
     "ImportDialog", "NameDialog", "ManageDialog"}
)  # fmt: skip
"""Dialogs that `test_keyboard_rooms` opens by their keys and walks through."""
EDITORS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
BASES = frozenset({"ReviewDialog", "OpeningDialog"})  # the second goes when its job has ended: `test_opening_large`


def _list(window: MainWindow) -> object:
    from bureau_desk.ui.schema.list_dialog import ListDialog
    from bureau_desk.ui.schema.page import SchemaPage

    room = window.show_place("schema")
    assert isinstance(room, SchemaPage)
    return ListDialog(room.steps.add_codelist, room)


def _conversion(window: MainWindow) -> object:
    from bureau_desk.ui.schema.conversion_dialog import ConversionDialog

    assert window.session is not None
    field = window.session.register("incubator").field("staff_count")
    assert field is not None
    found = DryRun("incubator", field, 2, (Unread(1, "模拟一园", "约二十", "不是整数"),))
    return ConversionDialog(window, window.session.desk, "科技企业孵化器", found)


def _target(window: MainWindow) -> object:
    from bureau_desk.ui.organisation.target_dialog import TargetDialog

    assert window.session is not None
    return TargetDialog(window, window.session, window.session.register("enterprise"), "模拟新企业")


def _accept(window: MainWindow) -> object:
    from bureau_desk.ui.problems.accept_dialog import AcceptDialog

    assert window.session is not None
    return AcceptDialog(window, window.session.desk, [1], "总收入比上年多九成。")


def _closing(window: MainWindow) -> object:
    from bureau_desk.ui.time.closing_dialog import ClosingDialog

    assert window.session is not None
    return ClosingDialog(window, window.session)


def _correction(window: MainWindow) -> object:
    from bureau_desk.ui.time.correction import CorrectionDialog

    return CorrectionDialog(Closed(Closing(2020, "2021-02-01", "测试员", "", 1), 3, "模拟一园"), window)


def _readings(window: MainWindow) -> object:
    from bureau_desk.ui.readings.dialog import ReadingsDialog

    return ReadingsDialog(window)


def _drafts(window: MainWindow) -> object:
    page = window.show_place("register:incubator")
    assert isinstance(page, RegisterPage)
    page.details.form.type_into("address", "没有保存的地址")
    window.actions_["drafts"].trigger()
    return None


def _ask(window: MainWindow) -> object:
    from PySide6.QtWidgets import QLineEdit

    from bureau_desk.ui.studio.asking import AskDialog

    return AskDialog(window, "新增栏目", (("栏目名称", QLineEdit()),), "新增", lambda: None)


def _pick(window: MainWindow) -> object:
    from bureau_desk.ui.studio.editor.picking import PickDialog

    return PickDialog("插入引用", "按标题查找", window)


def _question(kind: str) -> Callable[[MainWindow], object]:
    def does(window: MainWindow) -> object:
        from bureau_desk.app import issue_shelf
        from bureau_desk.app.jobs import finish
        from bureau_desk.places import SEEDS
        from bureau_desk.ui.studio.editor.living import Living
        from bureau_desk.ui.studio.editor.picking import NewQuestionDialog, QuestionDialog

        assert window.session is not None
        issue = finish(issue_shelf.take_in(window.session.desk, SEEDS / "issue"))
        living = Living(window.session, issue, "fuhua-tixi", window)
        made = NewQuestionDialog if kind == "new" else QuestionDialog
        return made(window.session, issue, living, "number", window)

    return does


def _draft(window: MainWindow) -> object:
    from bureau_desk.app import issue_shelf
    from bureau_desk.app.jobs import finish
    from bureau_desk.places import SEEDS
    from bureau_desk.ui.studio.draft_dialog import DraftDialog

    assert window.session is not None
    return DraftDialog(window, window.session, finish(issue_shelf.take_in(window.session.desk, SEEDS / "issue")))


def _word(window: MainWindow) -> object:
    from bureau_desk.ui.studio.word_dialog import WordDialog

    return WordDialog(window, [], ["“坏.docx”读不出来。"])


def _mending(window: MainWindow) -> object:
    from bureau_desk.app.mending_plan import Mend
    from bureau_desk.domain.problem import Problem
    from bureau_desk.ui.studio.mending_dialog import MendingDialog

    found = Problem("doubled", "articles/a.md 第 5 行", "字重复了。", value="的的", suggestion="的")
    return MendingDialog([Mend(found, "a", "甲篇", 1, "企业的的发展", True)], window)


def _by_command(key: str) -> Callable[[MainWindow], object]:
    def does(window: MainWindow) -> object:
        page = window.show_place("register:incubator")
        assert isinstance(page, RegisterPage)
        page.table.select_record(page.table.model.record_at(0), "address")
        page.table.view.setFocus()
        window.actions_[key].trigger()
        return None

    return does


OPENED: dict[str, Callable[[MainWindow], object]] = {
    "ListDialog": _list, "ConversionDialog": _conversion, "TargetDialog": _target, "AcceptDialog": _accept,
    "ClosingDialog": _closing, "CorrectionDialog": _correction, "ReadingsDialog": _readings, "DraftsDialog": _drafts,
    "FindDialog": _by_command("find_organisation"), "CellHistoryDialog": _by_command("cell_history"),
    "HelpWindow": _by_command("help"), "AskDialog": _ask, "DraftDialog": _draft, "PickDialog": _pick, "WordDialog": _word,
    "MendingDialog": _mending,
    "QuestionDialog": _question("number"), "NewQuestionDialog": _question("new"),
}  # fmt: skip


def every_dialog() -> Iterator[type[QDialog]]:
    """All dialogs of the program, their modules read."""
    for one in pkgutil.walk_packages(ui.__path__, "bureau_desk.ui."):
        importlib.import_module(one.name)
    waiting = [QDialog]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.startswith("bureau_desk."):
                yield one


def test_every_dialog_is_walked_through_by_some_test() -> None:
    assert {one.__name__ for one in every_dialog()} == {*OPENED, *ELSEWHERE, *BASES}


def test_every_place_has_a_key_that_leads_there() -> None:
    named: set[str] = set()
    for node in ast.walk(ast.parse(inspect.getsource(places.make_page))):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id == "place":
            named |= {
                one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "startswith":
            named |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    led = {key.removeprefix("go_") for key in ROOMS} - {"start"}  # the window makes its own start page
    assert named == led | {"register:", "organisation:"}, (
        "registers stand in the navigation, an organisation has Ctrl+G"
    )
    assert {"organisation", "find_organisation", "pane"} <= {one.key for one in COMMANDS if one.keys}


def test_every_command_has_a_key_of_its_own_or_stands_in_the_menu_that_a_key_opens(window: MainWindow) -> None:
    keys = [key for one in COMMANDS for key in one.keys]
    assert len(keys) == len(set(keys)), "one key, one command"
    assert {one.group for one in COMMANDS} <= set(GROUPS)
    menu = window.actions_.menu()
    shown = [action for part in menu.actions() for action in part.menu().actions()]
    listed = {action.objectName() for action in shown if not action.isSeparator()}
    assert listed == {one.key for one in COMMANDS} - {"menu"}
    assert all(part.text() for part in menu.actions()) and next(one for one in COMMANDS if one.key == "menu").keys
    menu.deleteLater()


def test_no_window_that_pops_up_holds_an_editor(window: MainWindow, page: RegisterPage, qtbot: QtBot) -> None:
    page.table.open_filter("stat_unit")
    qtbot.waitUntil(lambda: page.table.popup is not None)
    menu = window.actions_.menu()
    popping = [
        one
        for one in QApplication.topLevelWidgets()
        if one.windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
    ]
    assert page.table.popup in popping and menu in popping
    held = [edit for one in popping for edit in one.findChildren(QWidget) if isinstance(edit, EDITORS)]
    assert not held, "input methods do not work there"
    page.table.popup.close()
    menu.deleteLater()


@pytest.mark.parametrize("name", OPENED)
def test_a_dialog_is_walked_through_with_tab_and_left_with_esc(window: MainWindow, qtbot: QtBot, name: str) -> None:
    window.activateWindow()
    made = OPENED[name](window)
    if isinstance(made, QDialog):
        made.open()
    dialog = next(one for one in QApplication.topLevelWidgets() if type(one).__name__ == name and one.isVisible())
    assert isinstance(dialog, QDialog)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget() or window))
    qtbot.wait(20)
    check(dialog, qtbot)
    roomy(dialog)
    qtbot.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    if dialog.isVisible():
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
