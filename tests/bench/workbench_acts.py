"""What clerks do at the workbench, in parts that leave the desk as they found it, save for its steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from bureau_desk.domain.question import Condition, Operator

if TYPE_CHECKING:
    from tests.bench.workbench_window import Clerk

MANY = 10_000
BLOCK = (1000, 5)


def looking(clerk: Clerk) -> None:
    """Clicking, sorting, searching, filtering, grouping, scrolling."""
    window = clerk.window
    for key in ("enterprise", "qualification", "enterprise"):
        clerk.act(f"点击 {key}", lambda key=key: window.show_place(f"register:{key}"))
    table, page = clerk.table, clerk.page
    clerk.act("排序", lambda: table.conditions.turn_sort("reg_capital"))
    clerk.act("搜索", lambda: table.conditions.set_search("模拟"))
    clerk.act("搜索拼音", lambda: table.conditions.set_search("czmn"))
    clerk.act("取消搜索", lambda: table.conditions.set_search(""))
    clerk.act("筛选", lambda: table.conditions.set_filter("scale", (Condition("scale", Operator.EQUALS, "小"),)))
    clerk.act("取消筛选", lambda: table.conditions.clear())
    clerk.act("分组", lambda: page.bench.group_by("stat_unit"))
    clerk.act("展开全部组", lambda: page.bench.groups.tree.expandAll())
    clerk.act("不再分组", page.bench.end_groups)
    clerk.act("跳到中间", lambda: table.select_record(int(table.model.ids[len(table.model.ids) // 2])))
    clerk.act("滚到末尾", lambda: table.view.scrollToBottom())
    clerk.act("滚过一百屏", lambda: _scroll(clerk, 100))
    clerk.act("下一条", lambda: table.view.setCurrentIndex(table.model.index(40, 1)))
    clerk.act("选中全部", table.view.selectAll)
    clerk.act("收起资料栏", lambda: page.show_details(False))
    clerk.act("展开资料栏", lambda: page.show_details(True))


def _scroll(clerk: Clerk, times: int) -> None:
    bar = clerk.table.view.verticalScrollBar()
    for one in range(times):
        bar.setValue(bar.maximum() * one // times)
        QTest.qWait(8)


def entering(clerk: Clerk) -> None:
    """One cell, one form, and blocks of many rows."""
    table, page, window = clerk.table, clerk.page, clerk.window
    first = next(iter(table.model.ids))
    clerk.act("保存一格", lambda: page.entering.save_cell(first, "remark", "核对"))
    clerk.act("撤销一格", window.commands.undo)
    clerk.act("重做一格", window.commands.redo)
    clerk.act("再撤销一格", window.commands.undo)
    column = table.model.column_of("scale")
    clerk.act("选一万行", lambda: table.view.selection.select(0, column, MANY - 1, column))
    clerk.act("复制一万格", lambda: page.entering.copy())
    clerk.act("复制 400 格", lambda: _copy(clerk, 100, 4))
    clerk.act("复制四万格", lambda: _copy(clerk, MANY, 4))
    table.view.selection.select(0, column, MANY - 1, column)
    clerk.act("清空一万格", lambda: page.entering.tell_refused(page.entering.clear()))
    clerk.act("撤销一万格", window.commands.undo)


def _copy(clerk: Clerk, rows: int, columns: int) -> None:
    clerk.table.view.selection.select(0, 2, rows - 1, 1 + columns)
    clerk.page.entering.copy()


def bulk(clerk: Clerk) -> None:
    """Bulk edit with its preview, paste, find and replace, deleting."""
    from bureau_desk.ui.entering.bulk_dialog import open_bulk
    from bureau_desk.ui.entering.replace_dialog import open_replace

    table, page, window = clerk.table, clerk.page, clerk.window
    column = table.model.column_of("scale")
    table.view.selection.select(0, column, MANY - 1, column)
    clerk.act("批量修改：打开", lambda: open_bulk(page.entering))
    dialog = clerk.dialog()
    line = dialog.lines[0]  # type: ignore[attr-defined]
    line.editor.set_text("小")
    clerk.act("批量修改：预览一万条", dialog.read)  # type: ignore[attr-defined]
    clerk.act("批量修改：写入一万条", dialog.run)  # type: ignore[attr-defined]
    clerk.act("撤销一万条", window.commands.undo)
    rows, columns = BLOCK
    text = "\n".join("\t".join(["核对"] * columns) for _ in range(rows))
    QGuiApplication.clipboard().setText(text)
    place = table.model.column_of("remark")
    table.view.selection.select(0, place, 0, place)
    table.view.setCurrentIndex(table.model.index(0, max(0, place)))
    clerk.act("粘贴：预览 1,000 × 5", page.entering.paste)
    clerk.act("粘贴：写入", clerk.dialog().run)  # type: ignore[attr-defined]
    _close(clerk)
    clerk.act("撤销粘贴", window.commands.undo)
    table.view.selection.select(0, table.model.column_of("name"), MANY - 1, table.model.column_of("name"))
    clerk.act("替换：打开", lambda: open_replace(page.entering))
    dialog = clerk.dialog()
    dialog.find.setText("模拟")  # type: ignore[attr-defined]
    dialog.put.setText("模拟 ")  # type: ignore[attr-defined]
    clerk.act("替换：查找一万条", dialog.read)  # type: ignore[attr-defined]
    clerk.act("替换：关闭", dialog.close)
    last = table.model.columnCount() - 1
    table.view.selection.select(0, 0, 1110, last)
    clerk.act("删除 1,111 条", page.delete_selected)
    _close(clerk)
    clerk.act("撤销删除", window.commands.undo)


def _close(clerk: Clerk) -> None:
    from PySide6.QtWidgets import QDialog

    for one in clerk.window.findChildren(QDialog):
        if one.isVisible():
            one.close()
    clerk.settle(0.2)


def rooms(clerk: Clerk) -> None:
    """Every other page, made and filled, and gone back to."""
    window = clerk.window
    record = int(clerk.table.model.ids[0])
    for place in ("problems", "start", "steps", "trash", "ask", "chart", "issue", "duplicates", "schema", "settings"):
        clerk.act(f"打开 {place}", lambda place=place: window.show_place(place))
        clerk.act(
            f"再到 {place}", lambda place=place: (window.show_place("register:enterprise"), window.show_place(place))
        )

    from bureau_desk.ui.places import show_organisation

    clerk.act("打开单位主页", lambda: show_organisation(window, record))
    clerk.act("打开 compare", lambda: window.show_place("compare"))
    page = window.pages["compare"]
    page.register.setCurrentIndex(page.register.findData("enterprise"))  # type: ignore[attr-defined]
    clerk.act("对比两天", page.compare)  # type: ignore[attr-defined]
    clerk.act("回到台账", lambda: window.show_place("register:enterprise"))


def past(clerk: Clerk) -> None:
    """Back to a past day, and to today again."""
    window = clerk.window
    clerk.act("截至 2024-12-31", lambda: window.look_at(date(2024, 12, 31)))
    clerk.act("回到今天", lambda: window.look_at(None))


PARTS: dict[str, Callable[[Clerk], None]] = {
    "looking": looking,
    "entering": entering,
    "bulk": bulk,
    "rooms": rooms,
    "past": past,
}
