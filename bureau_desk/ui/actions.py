"""Every command of the window once: its words, its keys, and its place in the menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from bureau_desk.ui import icons


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `needs` says when it can be used: '' always, desk, register (a register page), write (and writable)."""

    key: str
    title: str
    keys: tuple[str, ...]
    group: str
    needs: str = ""
    icon: str = ""


COMMANDS = (
    Command("new_desk", "新建空台账…", (), "文件"),
    Command("open_desk", "打开台账…", ("Ctrl+O",), "文件", "", "folder"),
    Command("demo_desk", "新建演示台账…", (), "文件", "", "demo"),
    Command("import", "导入…", ("Ctrl+I",), "文件", "write", "import"),
    Command("export", "导出…", ("Ctrl+E",), "文件", "register", "export"),
    Command("print", "打印当前视图…", ("Ctrl+P",), "文件", "register"),
    Command("save_pdf", "当前视图另存为 PDF…", ("Ctrl+Shift+P",), "文件", "register", "file-pdf"),
    Command("quit", "退出", ("Ctrl+Q",), "文件"),
    Command("undo", "撤销", ("Ctrl+Z",), "编辑", "desk", "undo"),
    Command("redo", "重做", ("Ctrl+Y", "Ctrl+Shift+Z"), "编辑", "desk", "redo"),
    Command("add", "新增", ("Ctrl+N",), "编辑", "write", "add"),
    Command("save", "保存", ("Ctrl+S",), "编辑", "write", "save"),
    Command("edit_form", "编辑资料", ("F3",), "编辑", "register", "edit"),
    Command("delete", "清除内容（选中整行时删除记录）", ("Delete",), "编辑", "write"),
    Command("delete_rows", "删除所选记录", ("Ctrl+-",), "编辑", "write", "delete"),
    Command("cut", "剪切", ("Ctrl+X",), "编辑", "write"),
    Command("copy", "复制", ("Ctrl+C",), "编辑", "register", "copy"),
    Command("copy_titled", "带标题复制", ("Ctrl+Shift+C",), "编辑", "register"),
    Command("paste", "粘贴…", ("Ctrl+V",), "编辑", "write"),
    Command("fill", "向下填充", ("Ctrl+D",), "编辑", "write"),
    Command("fill_right", "向右填充", ("Ctrl+R",), "编辑", "write"),
    Command("fill_many", "批量修改…", ("Ctrl+Shift+D",), "编辑", "write"),
    Command("replace", "查找和替换…", ("Ctrl+Shift+F",), "编辑", "write"),
    Command("copy_record", "复制新增", ("Ctrl+Shift+N",), "编辑", "write"),
    Command("next_year", "按上年新增…", ("Ctrl+Shift+Y",), "编辑", "write"),
    Command("drafts", "未保存的草稿…", (), "编辑", "desk"),
    Command("event", "登记变更（续期、更名、迁移等）…", ("Ctrl+Shift+E",), "编辑", "write", "register-event"),
    Command("merge", "合并所选两条…", ("Ctrl+Shift+M",), "编辑", "write", "duplicates"),
    Command("find", "搜索", ("Ctrl+F",), "查看", "register", "search"),
    Command("as_of", "查看过去某一天…", ("Ctrl+T",), "查看", "desk", "calendar"),
    Command("today", "回到今天", ("Ctrl+Shift+T",), "查看", "desk"),
    Command("history", "这条记录的历史", ("Ctrl+H",), "查看", "register", "history"),
    Command("cell_history", "这一格的历史…", ("Ctrl+Shift+H",), "查看", "register", "clock"),
    Command("details", "显示或收起资料栏", ("F4",), "查看", "register", "details"),
    Command("navigation", "收起或展开导航", ("Ctrl+B",), "查看", "", "collapse"),
    Command("pane", "在导航、表格、资料之间切换", ("F6",), "查看"),
    Command("refresh", "重新读取", ("F5",), "查看", "desk"),
    Command("filter", "筛选条件…", ("Ctrl+Alt+F",), "查看", "register", "filter"),
    Command("groups", "分组", ("Ctrl+Alt+G",), "查看", "register", "group"),
    Command("sort", "排序…", ("Ctrl+Alt+S",), "查看", "register", "sort"),
    Command("columns", "选择列…", ("Ctrl+Alt+L",), "查看", "register", "columns"),
    Command("colours", "条件着色…", ("Ctrl+Alt+R",), "查看", "register", "palette"),
    Command("views", "视图…", ("Ctrl+Alt+V",), "查看", "register"),
    Command("clear_filters", "取消全部筛选", ("Ctrl+Shift+L",), "查看", "register", "filter"),
    Command("organisation", "单位主页", ("Ctrl+G",), "转到", "register", "home"),
    Command("find_organisation", "查找单位…", ("Ctrl+Shift+G",), "转到", "desk", "search"),
    Command("back", "后退", ("Alt+Left",), "转到", "desk", "back"),
    Command("forward", "前进", ("Alt+Right",), "转到", "desk"),
    Command("go_ask", "问数", ("Ctrl+Alt+1",), "转到", "desk", "ask"),
    Command("go_chart", "图表", ("Ctrl+Alt+2",), "转到", "desk", "chart"),
    Command("go_issue", "期刊", ("Ctrl+Alt+3",), "转到", "desk", "issue"),
    Command("go_problems", "问题清单", ("Ctrl+Alt+4",), "转到", "desk", "problems"),
    Command("go_duplicates", "查重", ("Ctrl+Alt+5",), "转到", "desk", "duplicates"),
    Command("go_steps", "步骤", ("Ctrl+Alt+H",), "转到", "desk", "steps"),
    Command("go_compare", "对比", ("Ctrl+Alt+D",), "转到", "desk", "compare"),
    Command("go_trash", "回收站", ("Ctrl+Alt+Z",), "转到", "desk", "trash"),
    Command("go_schema", "字段与代码表", ("Ctrl+Alt+9",), "转到", "desk", "columns"),
    Command("go_settings", "设置", ("Ctrl+,",), "转到", "", "settings"),
    Command("go_start", "起始", ("Alt+Home",), "转到", "", "home"),
    Command("menu", "菜单", ("F10",), "帮助"),
    Command("help", "快捷键与说明", ("F1",), "帮助", "", "help"),
)
GROUPS = ("文件", "编辑", "查看", "转到", "帮助")
TABLE_ONLY = frozenset(
    {"cut", "copy", "copy_titled", "paste", "fill", "fill_right", "delete", "delete_rows"}
)  # elsewhere these keys belong to the text being edited


LINES = frozenset({
    "import", "print", "quit", "add", "delete", "cut", "fill", "fill_many", "copy_record", "event",
    "as_of", "details", "filter", "back", "go_ask", "go_steps", "go_schema",
})  # fmt: skip
"""In the menu these stand first under a line."""


class Actions:
    """The window's QActions by command key."""

    def __init__(self, window: QWidget, does: Mapping[str, Callable[[], object]]) -> None:
        self._window = window
        self._actions: dict[str, QAction] = {}
        for command in COMMANDS:
            action = QAction(command.title, window)
            action.setObjectName(command.key)
            action.setShortcuts([QKeySequence(one) for one in command.keys])
            action.triggered.connect(lambda _=False, do=does[command.key]: do())
            if command.key in TABLE_ONLY:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            else:
                window.addAction(action)
            self._actions[command.key] = action

    def __getitem__(self, key: str) -> QAction:
        """One action."""
        return self._actions[key]

    def allow(self, state: frozenset[str]) -> None:
        """Enable what can be used now; `state` holds desk, register and write as far as they are true."""
        for command in COMMANDS:
            self._actions[command.key].setEnabled(not command.needs or command.needs in state)

    def menu(self) -> QMenu:
        """The whole menu, grouped."""
        menu = QMenu(self._window)
        for group in GROUPS:
            part = menu.addMenu(group)
            for command in COMMANDS:
                if command.group == group and command.key != "menu":
                    action = self._actions[command.key]
                    if command.key in LINES:
                        part.addSeparator()
                    if command.icon:
                        action.setIcon(icons.icon(command.icon))
                    part.addAction(action)
        return menu


def shortcuts() -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(command, keys)]) for the help page."""
    return [
        (group, [(one.title, " 或 ".join(one.keys)) for one in COMMANDS if one.group == group and one.keys])
        for group in GROUPS
    ]
