"""A register's table: rows by database paging, cells selected, frozen columns, filters, sorting, column menu, copying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bureau_desk.domain.register import Field, Register
from bureau_desk.ui import filtering
from bureau_desk.ui.column_menu import open_column_menu
from bureau_desk.ui.entering.editing_delegate import EditingDelegate
from bureau_desk.ui.filter_popup import FilterPopup
from bureau_desk.ui.grid_view import GridView
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.record_model import RecordModel
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.busy_line import BusyLine
from bureau_desk.ui.table.colours import TableColours
from bureau_desk.ui.table.column_values import open_values
from bureau_desk.ui.table.columns import TableColumns
from bureau_desk.ui.table.first_page import FirstPage
from bureau_desk.ui.table.fitting import fitting_width
from bureau_desk.ui.table.row_pages import Page, read_view
from bureau_desk.ui.table.selected_records import SelectedRecords
from bureau_desk.ui.table.selection_words import tell_selection
from bureau_desk.ui.table_conditions import TableConditions


class RecordTable(SelectedRecords, QWidget):
    """Shows the records of one register; it asks the session for ids and never changes a record itself."""

    current_changed = Signal(object)  # record id or None
    selection_changed = Signal(str)  # words for the status bar
    conditions_changed = Signal()  # filters or sort
    rows_changed = Signal(int)
    schema_asked = Signal(str)  # the key of a field that staff want to change
    escaped = Signal()
    loaded = Signal()  # the rows that were asked for are shown
    failed = Signal(object)  # Trouble
    group_asked = Signal(str)  # field key
    day_given_up = Signal(object, object)  # the date | None and the datetime | None that are to be shown again

    def __init__(self, session: Session, memory: Memory, register: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._memory = session, memory
        self.register = register
        self._laying = False  # columns are being laid out: their widths are not staff's own
        self.conditions = TableConditions(session, memory, register, self)
        self.columns = TableColumns(memory, register, self.conditions.codes, self)
        self.colours = TableColours(session, memory, register, self)
        self.queries = Queries(session.desk, self)
        self.busy = BusyLine(self)
        self.popup: FilterPopup | None = None
        self._day: tuple[date | None, datetime | None] = (session.as_of, session.known)  # of the rows that are shown
        self.first_page = FirstPage(self)
        self._kept: tuple[int | None, str] = (None, "")  # the cell with focus before the rows of another day are there
        self.model = RecordModel(session, register, self)
        self.model.pages.colours, self.model.pages.queries = self.colours, self.queries
        self.delegate = EditingDelegate(session, self)
        self.view = GridView(self, self.delegate)
        self.view.setAccessibleName(f"{register.title}列表")
        self.view.setModel(self.model)
        self.view.join()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.view)
        self._connect()
        self.show_columns()

    def _connect(self) -> None:
        self.conditions.changed.connect(self._conditions_changed)
        self.columns.changed.connect(self.show_columns)
        self.colours.changed.connect(self.repaint_rows)
        self.model.pages.arrived.connect(self._pages_arrived)
        self.queries.waiting_changed.connect(lambda key, waits: self.busy.set_busy(waits) if key == "ids" else None)
        self.queries.failed.connect(lambda _key, trouble: self.failed.emit(trouble))
        self.view.selectionModel().currentRowChanged.connect(self._row_changed)
        self.view.selectionModel().selectionChanged.connect(self._tell_selection)
        self.view.selectionModel().currentColumnChanged.connect(self._tell_selection)
        self.view.frozen_changed.connect(self._show_filters)
        self.view.selection.column_pushed.connect(self._push_column)
        self.view.selection.escaped.connect(self.escaped)
        for one in (self.view, self.view.frozen):
            one.hovered.connect(self._hover)
            one.filters.filter_typed.connect(self.conditions.type_filter)
            one.filters.filter_opened.connect(self.open_filter)
            one.filters.menu_asked.connect(self._column_menu)
            one.filters.sort_asked.connect(self.conditions.turn_sort)
            one.filters.dragged.connect(self.columns.move)
            one.filters.sectionHandleDoubleClicked.connect(self._fit)
            one.filters.sectionResized.connect(self._remember_width)

    # columns
    @property
    def session(self) -> Session:
        """The open desk and the day it is looked at."""
        return self._session

    def release(self) -> None:
        """Give back what reads beside the window's thread, before the desk is closed."""
        self.queries.close()

    @property
    def day(self) -> date:
        """The day that is looked at."""
        return self._session.as_of or self._session.today

    def follow_day(self) -> None:
        """Show columns of fields that are retired on the days on which they were in use.

        While another day of a large register is read no rows are shown: those of the old day would be read as of the new.
        """
        past, other = self._session.as_of is not None, self._day != (self._session.as_of, self._session.known)
        if past and other and len(self.model.ids) and self._is_large():
            self._kept = self._focus()
            self.first_page.end()
            with QSignalBlocker(self):
                self.model.show(())
        if self.model.columns != self._fields():
            self.show_columns()

    def _fields(self) -> list[Field]:
        return [field for field in self.columns.fields if not field.is_retired(self.day)]

    def show_columns(self) -> None:
        """Show the columns that are chosen, with their remembered widths; the cell with focus keeps it."""
        fields, at = self._fields(), self._focus()
        self._laying = True
        self.model.set_columns(fields)
        for column, field in enumerate(fields):
            self.view.setColumnWidth(column, self.columns.width(field, column == 0))
        self.view.freeze(self.columns.frozen)
        self._show_filters()
        self._laying = False
        self._give_focus(at)

    def _show_filters(self) -> None:
        """Lay each filter into the view that shows its column."""
        fields, frozen = self.model.columns, self.view.frozen_columns
        self.view.filters.show_fields(fields, set(range(frozen, len(fields))))
        self.view.frozen.filters.show_fields(fields, set(range(frozen)))
        steps = [self.view, *self.view.frozen.filters.focusable(), *self.view.filters.focusable()]
        for one, following in pairwise(steps):
            self.setTabOrder(one, following)
        self.view.filters.edge = self.view.frozen.filters.edge = self.delegate.edge = frozen - 1
        self._tell_filters()

    def _focus(self) -> tuple[int | None, str]:
        """The record and the field of the cell with focus."""
        index = self.view.currentIndex()
        known = index.isValid() and index.column() < len(self.model.columns)
        return self.current_record(), self.model.columns[index.column()].key if known else ""

    def _give_focus(self, at: tuple[int | None, str]) -> None:
        """Make a cell current again after the model was made anew; the details do not hear of it."""
        row = self.model.row_of(at[0]) if at[0] is not None else -1
        if row >= 0:
            with QSignalBlocker(self):
                self.view.selectionModel().setCurrentIndex(
                    self.model.index(row, max(0, self.model.column_of(at[1]))),
                    QItemSelectionModel.SelectionFlag.ClearAndSelect,
                )
        self._tell_selection()

    def set_column_shown(self, key: str, shown: bool) -> None:
        """Show or hide a column and remember it."""
        if not shown and key != self.register.name_field:
            self.conditions.set_filter(key, ())
        self.columns.show(key, shown)

    def select_column(self, key: str) -> None:
        """Select a whole column."""
        column, last = self.model.column_of(key), self.model.rowCount() - 1
        if column >= 0 and last >= 0:
            row = max(0, self.view.currentIndex().row())
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.view.selectionModel().setCurrentIndex(self.model.index(row, column), flag)
            self.view.selection.select(0, column, last, column)
            self.view.setFocus()

    def _push_column(self, step: int) -> None:
        """Move the column with focus to the left or right."""
        column = self.view.currentIndex().column()
        if 0 <= column + step < len(self.model.columns):
            self.columns.move(self.model.columns[column].key, column + step)

    def _remember_width(self, column: int, _old: int, new: int) -> None:
        if 0 <= column < len(self.model.columns) and new > 0 and self.isVisible() and not self._laying:
            self.columns.remember_width(self.model.columns[column].key, new)

    def _fit(self, column: int) -> None:
        if 0 <= column < len(self.model.columns):
            self.fit_column(self.model.columns[column].key)

    def fit_column(self, key: str) -> None:
        """Fit a column to the rows in view, never to all rows."""
        column = self.model.column_of(key)
        self.view.setColumnWidth(column, fitting_width(self, column))

    def _column_menu(self, key: str, where: object) -> None:
        field = self.register.field(key)
        if field is not None and isinstance(where, QPoint):
            open_column_menu(self, field, where)

    # conditions
    def _conditions_changed(self) -> None:
        self._tell_filters()
        self.reload()
        self.conditions_changed.emit()

    def _tell_filters(self) -> None:
        for header in (self.view.filters, self.view.frozen.filters):
            header.tell_sort(self.conditions.sort)
            for field in self.model.columns:
                found = self.conditions.filters.get(field.key, ())
                text = self.conditions.typed.get(field.key, "") or filtering.text_of(found)
                if found and filtering.is_listed(field):
                    text = self.conditions.words(field.key).split("：", 1)[1]
                header.tell_filter(field.key, text, bool(found))

    def open_filter(self, key: str) -> FilterPopup | None:
        """Open the list of a column's values."""
        return open_values(self, key)

    # rows
    def reload(self) -> None:
        """Ask for the ids again; until they are there the old rows stay, and the current record where it is shown."""
        session, view, weight = self._session, self.conditions.view(), self._session.weight(self.register.key)
        first, last = self.view.rowAt(0), self.view.rowAt(self.view.viewport().height() - 1)
        pages, beside = self.model.pages, weight >= AT_ONCE
        seen = (0, max(0, first), max(0, first, last)) if beside else ()

        def show(found: tuple[Sequence[int], Mapping[int, Page]]) -> None:
            pages.beside = beside
            self._show_ids(*found)

        if beside:
            self.first_page.ask(view, weight)
        read = read_view(session, self.register, self.colours, view, seen, self._focus()[0] or self._kept[0])
        self.queries.ask("ids", read, show, weight)

    def _is_large(self) -> bool:
        return self._session.weight(self.register.key) >= AT_ONCE

    def cancel(self) -> bool:
        """Wait no longer for rows; whether any were asked for. Rows of another day are given up with that day.

        Where the first page stands alone the others are waited for: they would seem to be none.
        """
        waited = self.queries.waits("ids")
        if waited and self.first_page.alone:
            return True
        self.queries.cancel("ids")
        if waited and self._day != (self._session.as_of, self._session.known):
            self.day_given_up.emit(*self._day)
        return waited

    def _show_ids(self, ids: Sequence[int], known: Mapping[int, Page]) -> None:
        self.first_page.end()
        at, same_rows = self._focus(), len(self.model.ids)
        at, self._kept = at if at[0] is not None else self._kept, (None, "")
        self._day = (self._session.as_of, self._session.known)
        parts = self.view.selection.parts()
        self.model.show(ids, known)
        row = self.model.row_of(at[0]) if at[0] is not None else -1
        if row >= 0 and not (same_rows == len(self.model.ids) and parts and self.view.currentIndex().row() == row):
            self._give_focus(at)
        elif row < 0 and at[0] is not None:
            self.current_changed.emit(None)
        self._update_views()
        self.view.numbers.updateGeometry()
        if same_rows != len(self.model.ids):
            self.rows_changed.emit(len(self.model.ids))
        self._tell_selection()
        self.loaded.emit()

    def repaint_rows(self) -> None:
        """Read the rows in view anew and paint them."""
        self.model.forget_pages()
        self._update_views()

    def _pages_arrived(self) -> None:
        self.model.take_pages()
        self._update_views()

    def _update_views(self) -> None:
        for one in (self.view.viewport(), self.view.frozen.viewport(), self.view.numbers.viewport()):
            one.update()

    def current_record(self) -> int | None:
        """The record with focus."""
        index = self.view.currentIndex()
        return self.model.record_at(index.row()) if index.isValid() else None

    def select_record(self, record: int, field: str = "") -> bool:
        """Make a record current; False when the view does not show it."""
        row = self.model.row_of(record)
        if row < 0:
            return False
        index = self.model.index(row, max(0, self.model.column_of(field)))
        self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.view.scrollTo(index)
        return True

    def _row_changed(self, new: QModelIndex, _old: QModelIndex) -> None:
        self.delegate.current_row = new.row()
        self.view.viewport().update()
        self.view.frozen.viewport().update()
        self.current_changed.emit(self.model.record_at(new.row()) if new.isValid() else None)

    def _tell_selection(self, *_: object) -> None:
        self.view.numbers.show_chosen(self.view.selection.rows())
        tell_selection(self, self.selection_changed.emit)

    def _hover(self, row: int) -> None:
        if row != self.delegate.hover_row:
            self.delegate.hover_row = row
            self.view.viewport().update()
            self.view.frozen.viewport().update()
