"""What stands around the table of a register's page: filter panel, groups, named views, dialogs; and how they concert."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from bureau_desk.ui.memory import Memory
from bureau_desk.ui.pieces import Elided, button
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.filter_panel import FilterPanel
from bureau_desk.ui.table.groups import GroupPanel
from bureau_desk.ui.table.view_button import ViewButton
from bureau_desk.ui.table.views import TableViews
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.app.grouping import GroupLine, Groups
    from bureau_desk.app.saved_view import SavedView
    from bureau_desk.ui.registers_page import RegisterPage


class Workbench(QObject):
    """Owns the panels; the page gives them their places."""

    def __init__(self, page: RegisterPage, session: Session, memory: Memory) -> None:
        super().__init__(page)
        self._page, self._session, self._table = page, session, page.table
        self.panel = FilterPanel(page.register, self._table.conditions.codes)
        self.groups = GroupPanel(session, page.register)
        self.back = self._back_bar()
        self.views = TableViews(session, memory, self._table, self.groups, self)
        self.view_button = ViewButton(self.views)
        self._resumed = False
        self._told = QTimer(self, singleShot=True, interval=0)
        self._told.timeout.connect(self.view_button.refresh)

    def _back_bar(self) -> QWidget:
        made = QFrame()
        made.setProperty("kind", "notice")
        row = QHBoxLayout(made)
        row.setContentsMargins(theme.px(12), theme.px(2), theme.px(8), theme.px(2))
        self._inside = Elided("", "")
        row.addWidget(self._inside, 1)
        row.addWidget(button("返回分组  Esc", self.leave_group, "link"))
        made.hide()
        return made

    def connect_parts(self) -> None:
        """Let the parts hear each other, once the page has all of them."""
        page, table = self._page, self._table
        head, conditions = page.head, table.conditions
        head.filter_asked.connect(self.toggle_panel)
        head.groups_asked.connect(self.toggle_groups)
        head.sort_asked.connect(self.ask_sort)
        head.columns_asked.connect(self.ask_columns)
        head.colours_asked.connect(self.ask_colours)
        self.panel.changed.connect(conditions.set_where)
        self.panel.closed.connect(self.close_panel)
        page.chips.column_asked.connect(self.edit_column_filter)
        page.chips.part_asked.connect(self.open_panel)
        self.groups.asked.connect(self.load_groups)
        self.groups.entered.connect(self._enter)
        self.groups.closed.connect(self.end_groups)
        table.group_asked.connect(self.group_by)
        table.escaped.connect(self.escape)
        table.failed.connect(page.failed)
        table.loaded.connect(self._loaded)
        table.columns.changed.connect(self._told.start)
        table.colours.changed.connect(self._told.start)
        conditions.changed.connect(self._conditions)
        for header in (table.view.filters, table.view.frozen.filters):
            header.sectionResized.connect(lambda *_: self._told.start())
        self.views.taken.connect(self._taken)
        self.views.failed.connect(page.failed)

    def resume(self) -> None:
        """Take up the named view of last time, when the page is first seen."""
        if not self._resumed:
            self._resumed = True
            self.views.resume()

    def keep(self) -> None:
        """Remember what the table shows, once it has been seen."""
        if self._resumed:
            self.views.keep()

    def _loaded(self) -> None:
        self.panel.hits.setText(f"命中 {len(self._table.model.ids):,} 条")

    def _conditions(self) -> None:
        self.panel.follow(self._table.conditions.where)
        self._page.head.filter_button.setChecked(self.panel.isVisible())
        if self.views.grouped and not self._table.conditions.inside:
            self.back.hide()
            self.load_groups()
        self._told.start()

    def _taken(self, view: SavedView) -> None:
        self._page.show_search(view.search)
        self.back.hide()
        self._page.head.group_button.setChecked(self.views.grouped)
        if self.views.grouped:
            self.load_groups()
        self._page.show_rows_or_groups()
        if view.notes:
            self._page.told.emit("　".join(view.notes), False)

    def escape(self) -> None:
        """Esc in the table: wait no longer for rows, or go back to the groups."""
        if not self._table.cancel() and self._table.conditions.inside:
            self.leave_group()

    # filter panel
    def toggle_panel(self) -> None:
        """Open the filter panel, or put it away; what it holds stays in force."""
        self.close_panel() if self.panel.isVisible() else self.open_panel()

    def open_panel(self, place: int = -1) -> None:
        """Open the filter panel with the focus in one of its parts."""
        day = self._session.as_of or self._session.today
        self.panel.open(self._table.conditions.where, self._table.model.columns, day, place)
        self._loaded()
        self._page.head.filter_button.setChecked(True)

    def close_panel(self) -> None:
        """Put the filter panel away."""
        self.panel.hide()
        self._page.head.filter_button.setChecked(False)
        self._table.view.setFocus()

    def edit_column_filter(self, key: str) -> None:
        """Go to the filter under a column's title."""
        table = self._table
        entry = table.view.frozen.filters.filter_of(key) or table.view.filters.filter_of(key)
        if isinstance(entry, QLineEdit):
            table.view.scrollTo(table.model.index(0, table.model.column_of(key)))
            entry.setFocus()
            entry.selectAll()
        elif entry is not None:
            table.open_filter(key)

    # groups
    def toggle_groups(self) -> None:
        """Show the rows in groups, or one by one."""
        self.end_groups() if self.views.grouped else self.begin_groups()

    def group_by(self, key: str) -> None:
        """Group by one field; a date by its years."""
        known = {one for one, _ in self.groups.offered}
        self.groups.choose((key if key in known else f"{key}:year",), self.groups.sums)
        self.begin_groups()

    def begin_groups(self) -> None:
        """Show the groups in place of the table."""
        self.views.grouped = True
        self._page.head.group_button.setChecked(True)
        if not self.groups.fields:
            self.groups.choose((self._first_group(),), self.groups.sums)
        self.load_groups()
        self._page.show_rows_or_groups()
        self.groups.tree.setFocus()
        self._told.start()

    def _first_group(self) -> str:
        keys = [key for key, _ in self.groups.offered]
        district, name = self._page.register.counting.district, self._page.register.name_field
        shown = [key for key in self._table.columns.keys if key in keys and key != name]
        return district if district in keys else next(iter([*shown, *keys]))

    def load_groups(self) -> None:
        """Ask for the groups of the present view."""
        fields, sums = self.groups.fields, self.groups.sums
        if not fields or not self.views.grouped:
            return
        from bureau_desk.app import grouping

        desk, view = self._session.desk, self._table.conditions.view(whole=True)
        weight = self._session.weight(view.register)
        self._table.queries.ask(
            "groups", lambda: grouping.largest_groups(desk, view, fields, sums), self._show_groups, weight
        )

    def _show_groups(self, found: Groups) -> None:
        self.groups.show_groups(found)

    def _enter(self, line: GroupLine, words: str) -> None:
        from bureau_desk.app.grouping import conditions_of

        found = conditions_of(self._session.desk, self._page.register.key, replace(line))
        self._inside.set_whole(f"分组：{words}　{line.count:,} 条" if line.count else f"分组：{words}")
        self.back.show()
        self._table.conditions.set_inside(found)
        self._page.show_rows_or_groups()
        self._table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_group(self) -> None:
        """Go back from a group's rows to the groups."""
        self.back.hide()
        self._table.conditions.set_inside(())
        self._page.show_rows_or_groups()
        self.groups.tree.setFocus()

    def end_groups(self) -> None:
        """Show the rows one by one again."""
        self.views.grouped = False
        self._page.head.group_button.setChecked(False)
        self.back.hide()
        self._table.conditions.set_inside(())
        self._page.show_rows_or_groups()
        self._table.view.setFocus()
        self._told.start()

    # dialogs
    def open_views(self) -> None:
        """Open the list of named views."""
        self.view_button.open_menu()

    def ask_sort(self) -> None:
        """Ask for the columns to sort by."""
        from bureau_desk.ui.table.sort_dialog import SortDialog

        SortDialog(self._table).open()

    def ask_columns(self) -> None:
        """Ask for the columns to show."""
        from bureau_desk.ui.table.columns_dialog import ColumnsDialog

        ColumnsDialog(self._table).open()

    def ask_colours(self) -> None:
        """Ask for the rules of colouring."""
        from bureau_desk.ui.table.colours_dialog import ColoursDialog

        ColoursDialog(self._table).open()
