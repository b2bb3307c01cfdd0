"""The menu of a column: sort, filter, width, place, freeze, hide, and which other columns to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from bureau_desk.domain.register import Field
from bureau_desk.ui import filtering, icons

if TYPE_CHECKING:
    from bureau_desk.ui.record_table import RecordTable


def open_column_menu(table: RecordTable, field: Field, where: QPoint) -> None:
    """Open the menu of a column at a place on the screen."""
    make_column_menu(table, field).popup(where)


def make_column_menu(table: RecordTable, field: Field) -> QMenu:
    """The menu of a column."""
    menu = QMenu(table)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.addAction(icons.icon("sort-up"), "升序", lambda: table.conditions.sort_by(field.key, False))
    menu.addAction(icons.icon("sort-down"), "降序", lambda: table.conditions.sort_by(field.key, True))
    sort = table.conditions.sort
    if sort and any(one[0] != field.key for one in sort):
        further = menu.addMenu("添加为次要排序")
        further.addAction(icons.icon("sort-up"), "升序", lambda: table.conditions.sort_by(field.key, False, added=True))
        further.addAction(
            icons.icon("sort-down"), "降序", lambda: table.conditions.sort_by(field.key, True, added=True)
        )
    unsort = menu.addAction("按录入顺序", lambda: table.conditions.sort_by(None))
    unsort.setEnabled(bool(sort))
    menu.addSeparator()
    if filtering.is_listed(field):
        menu.addAction(icons.icon("filter"), "筛选…", lambda: table.open_filter(field.key))
    clear = menu.addAction("取消本列筛选", lambda: table.conditions.set_filter(field.key, ()))
    clear.setEnabled(field.key in table.conditions.filters)
    menu.addSeparator()
    _add_places(menu, table, field)
    menu.addAction("按本列分组", lambda: table.group_asked.emit(field.key))
    hide = menu.addAction("隐藏本列", lambda: table.set_column_shown(field.key, False))
    hide.setEnabled(field.key != table.register.name_field)
    menu.addMenu(make_columns_menu(table, menu))
    menu.addSeparator()
    menu.addAction(icons.icon("edit"), "编辑字段…", lambda: table.schema_asked.emit(field.key))
    return menu


def _add_places(menu: QMenu, table: RecordTable, field: Field) -> None:
    """Width, place and freezing of a column."""
    column, last = table.model.column_of(field.key), len(table.model.columns) - 1
    menu.addAction("选中整列　Ctrl+空格", lambda: table.select_column(field.key))
    menu.addAction("按可见内容调整列宽", lambda: table.fit_column(field.key))
    left = menu.addAction("左移一列　Alt+Shift+←", lambda: table.columns.move(field.key, column - 1))
    left.setEnabled(column > 0)
    right = menu.addAction("右移一列　Alt+Shift+→", lambda: table.columns.move(field.key, column + 1))
    right.setEnabled(column < last)
    menu.addAction("固定到此列", lambda: table.columns.freeze(column + 1)).setEnabled(
        column + 1 != table.columns.frozen
    )
    menu.addAction("取消固定", lambda: table.columns.freeze(0)).setEnabled(table.columns.frozen > 0)


def make_columns_menu(table: RecordTable, parent: QMenu | None = None) -> QMenu:
    """Every field of the register, ticked when it is a column."""
    menu = QMenu("显示的列", parent or table)
    shown = {field.key for field in table.model.columns}
    for field in table.register.offered(table.day):
        action = menu.addAction(field.title)
        action.setCheckable(True)
        action.setChecked(field.key in shown)
        action.setEnabled(field.key != table.register.name_field)
        action.toggled.connect(lambda ticked, key=field.key: table.set_column_shown(key, ticked))
    return menu
