"""The menu of a column: sort, filter, width, hide, and which other columns to show."""

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
    unsort = menu.addAction("按录入顺序", lambda: table.conditions.sort_by(None))
    unsort.setEnabled(table.conditions.sort is not None)
    menu.addSeparator()
    if filtering.is_listed(field):
        menu.addAction(icons.icon("filter"), "筛选…", lambda: table.open_filter(field.key))
    clear = menu.addAction("取消本列筛选", lambda: table.conditions.set_filter(field.key, ()))
    clear.setEnabled(field.key in table.conditions.filters)
    menu.addSeparator()
    menu.addAction("按可见内容调整列宽", lambda: table.fit_column(field.key))
    hide = menu.addAction("隐藏本列", lambda: table.set_column_shown(field.key, False))
    hide.setEnabled(field.key != table.register.name_field)
    menu.addMenu(make_columns_menu(table, menu))
    return menu


def make_columns_menu(table: RecordTable, parent: QMenu | None = None) -> QMenu:
    """Every field of the register, ticked when it is a column."""
    menu = QMenu("显示的列", parent or table)
    shown = {field.key for field in table.model.columns}
    for field in table.register.fields:
        action = menu.addAction(field.title)
        action.setCheckable(True)
        action.setChecked(field.key in shown)
        action.setEnabled(field.key != table.register.name_field)
        action.toggled.connect(lambda ticked, key=field.key: table.set_column_shown(key, ticked))
    return menu
