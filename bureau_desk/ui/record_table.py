"""A register's table: rows by database paging, frozen name column, filters, sorting, column menu, copying."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.ui import filtering
from bureau_desk.ui.cell_delegate import CellDelegate
from bureau_desk.ui.column_menu import open_column_menu
from bureau_desk.ui.filter_popup import FilterPopup
from bureau_desk.ui.grid_view import GridView
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.record_model import CODES, NUMERIC, RecordModel, title_of
from bureau_desk.ui.session import Session
from bureau_desk.ui.table_conditions import TableConditions
from bureau_desk.ui.theme import theme

SUM_ROWS = 5000
COPY_ROWS = 20_000


class RecordTable(QWidget):
    """Shows the records of one register; it asks the session for ids and never changes a record itself."""

    current_changed = Signal(object)  # record id or None
    selection_changed = Signal(str)  # words for the status bar
    conditions_changed = Signal()  # filters or sort
    cell_typed = Signal(int, str, str)  # record, field key, text
    details_asked = Signal()
    rows_changed = Signal(int)

    def __init__(self, session: Session, memory: Memory, register: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._memory = session, memory
        self.register = register
        self.conditions = TableConditions(session, memory, register, self)
        self.model = RecordModel(session, register, self)
        self.delegate = CellDelegate(self)
        self.view = GridView(self, self.delegate)
        self.view.setAccessibleName(f"{register.title}列表")
        self.view.setModel(self.model)
        self.view.join()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.view)
        self._connect()
        self.show_columns(self._first_columns())

    def _connect(self) -> None:
        self.conditions.changed.connect(self._conditions_changed)
        self.delegate.typed.connect(self.cell_typed)
        self.delegate.moved_on.connect(self._move)
        self.view.entered_details.connect(self.details_asked)
        self.view.selectionModel().currentRowChanged.connect(self._row_changed)
        self.view.selectionModel().selectionChanged.connect(self._tell_selection)
        self.view.selectionModel().currentColumnChanged.connect(self._tell_selection)
        for one in (self.view, self.view.frozen):
            one.hovered.connect(self._hover)
            one.filters.filter_typed.connect(self.conditions.type_filter)
            one.filters.filter_opened.connect(self.open_filter)
            one.filters.menu_asked.connect(self._column_menu)
            one.filters.sectionClicked.connect(self._sort_clicked)
            one.filters.sectionResized.connect(self._remember_width)

    # columns
    def _first_columns(self) -> list[Field]:
        kept = self._memory.settings.hidden.get(self.register.key)
        keys = kept or list(self.register.columns) or [field.key for field in self.register.fields if field.shown][:8]
        fields = [field for key in keys if (field := self.register.field(key))]
        name = self.register.field(self.register.name_field)
        return [*([name] if name else []), *(field for field in fields if field != name)]

    def show_columns(self, fields: list[Field]) -> None:
        """Show these columns with their remembered widths."""
        self.model.set_columns(fields)
        self.view.filters.show_fields(fields, set(range(1, len(fields))))
        self.view.frozen.filters.show_fields(fields, {0})
        steps = [self.view, *self.view.frozen.filters.focusable(), *self.view.filters.focusable()]
        for one, following in pairwise(steps):
            self.setTabOrder(one, following)
        widths = self._memory.settings.widths.get(self.register.key, {})
        for column, field in enumerate(fields):
            self.view.setColumnWidth(column, widths.get(field.key) or self._first_width(field, column))
        self.view.freeze()
        self._tell_filters()

    def _first_width(self, field: Field, column: int) -> int:
        if column == 0:
            return theme.px(max(field.width * 9, 250))
        codes = self.conditions.codes(field)
        longest = max((len(code.label) for code in codes.codes), default=0) if codes else 0
        title = len(title_of(field)) * 14 + 36
        plain = max(field.width * 8 + 24, min(longest, 10) * 13 + 40, 88)
        return theme.px(max(plain, min(title, 190)))

    def set_column_shown(self, key: str, shown: bool) -> None:
        """Show or hide a column and remember it."""
        keys = [field.key for field in self.model.columns]
        if shown and key not in keys:
            order = [field.key for field in self.register.fields]
            keys.append(key)
            if key in self.register.columns:
                keys.sort(
                    key=lambda one: (
                        one != self.register.name_field,
                        one not in self.register.columns,
                        order.index(one),
                    )
                )
        elif not shown and key != self.register.name_field:
            keys = [one for one in keys if one != key]
            self.conditions.set_filter(key, ())
        self._memory.settings.hidden[self.register.key] = keys
        self.show_columns([field for one in keys if (field := self.register.field(one))])

    def _remember_width(self, column: int, _old: int, new: int) -> None:
        if 0 <= column < len(self.model.columns) and new > 0 and self.isVisible():
            self._memory.settings.widths.setdefault(self.register.key, {})[self.model.columns[column].key] = new

    def fit_column(self, key: str) -> None:
        """Fit a column to the rows in view, never to all rows."""
        column = next((place for place, field in enumerate(self.model.columns) if field.key == key), -1)
        first, last = self.view.rowAt(0), self.view.rowAt(self.view.viewport().height())
        last = last if last >= 0 else self.model.rowCount() - 1
        metrics = self.view.fontMetrics()
        texts = [str(self.model.data(self.model.index(row, column))) for row in range(max(0, first), last + 1)]
        widest = max([metrics.horizontalAdvance(text) for text in texts] or [0])
        mono = theme.px(30) if self.model.columns[column].type in CODES else 0
        self.view.setColumnWidth(column, min(max(widest + theme.px(32) + mono, theme.px(72)), theme.px(480)))

    def _column_menu(self, key: str, where: object) -> None:
        field = self.register.field(key)
        if field is not None and isinstance(where, QPoint):
            open_column_menu(self, field, where)

    # conditions
    def _sort_clicked(self, column: int) -> None:
        self.conditions.turn_sort(self.model.columns[column].key)

    def _conditions_changed(self) -> None:
        self._tell_filters()
        self.reload()
        self.conditions_changed.emit()

    def _tell_filters(self) -> None:
        for header in (self.view.filters, self.view.frozen.filters):
            header.tell_sort(self.conditions.sort)
            for field in self.model.columns:
                found = self.conditions.filters.get(field.key, ())
                text = self.conditions.typed.get(field.key, "")
                if found and filtering.is_listed(field):
                    text = self.conditions.words(field.key).split("：", 1)[1]
                header.tell_filter(field.key, text, bool(found))

    def open_filter(self, key: str) -> FilterPopup | None:
        """Open the list of a column's values."""
        field = self.register.field(key)
        header = self.view.frozen.filters if self.model.columns[0].key == key else self.view.filters
        anchor = header.filter_of(key)
        if field is None or anchor is None:
            return None
        codes = self.conditions.codes(field)
        if field.type is FieldType.CHOICES and codes is not None:
            facets = [(code.code, code.label, 0) for code in codes.codes]
        else:
            facets = self._session.facets(self.register.key, key)
        popup = FilterPopup(field, facets, codes, self.conditions.filters.get(key, ()), self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.chosen.connect(self.conditions.set_filter)
        popup.show_under(anchor)
        return popup

    # rows
    def reload(self) -> None:
        """Ask for the ids again; the current record stays current where it is still shown."""
        current = self.current_record()
        column = max(0, self.view.currentIndex().column())
        same_rows = len(self.model.ids)
        self.model.show(self._session.ids(self.conditions.view()))
        row = self.model.row_of(current) if current is not None else -1
        if row >= 0:
            with QSignalBlocker(self.view.selectionModel()):
                self.view.setCurrentIndex(self.model.index(row, column))
            self.view.viewport().update()
            self.view.frozen.viewport().update()
        elif current is not None:
            self.current_changed.emit(None)
        if same_rows != len(self.model.ids):
            self.rows_changed.emit(len(self.model.ids))
        self._tell_selection()

    def current_record(self) -> int | None:
        """The record with focus."""
        index = self.view.currentIndex()
        return self.model.record_at(index.row()) if index.isValid() else None

    def select_record(self, record: int, field: str = "") -> bool:
        """Make a record current; False when the view does not show it."""
        row = self.model.row_of(record)
        if row < 0:
            return False
        column = next((place for place, one in enumerate(self.model.columns) if one.key == field), 0)
        index = self.model.index(row, column)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.view.selectionModel().setCurrentIndex(index, flags)
        self.view.scrollTo(index)
        return True

    def selected(self, limit: int = COPY_ROWS) -> list[int]:
        """The selected records in the order of the table, at most `limit`."""
        rows: set[int] = set()
        for part in self.view.selectionModel().selection():
            rows.update(range(part.top(), min(part.bottom() + 1, part.top() + limit)))
        return [int(self.model.ids[row]) for row in sorted(rows)[:limit] if row < len(self.model.ids)]

    def selected_number(self) -> int:
        """How many records are selected; quick for any number."""
        parts = {(part.top(), part.bottom()) for part in self.view.selectionModel().selection()}
        return sum(bottom - top + 1 for top, bottom in parts)

    def copy(self) -> str:
        """Copy the cell with focus, or of several selected rows a table with titles for Excel."""
        index = self.view.currentIndex()
        if self.selected_number() <= 1:
            text = self.model.cell(index.row(), index.column()).text if index.isValid() else ""
        else:
            columns = range(len(self.model.columns))
            lines = ["\t".join(str(self.model.headerData(column, Qt.Orientation.Horizontal)) for column in columns)]
            for record in self.selected():
                row = self.model.row_of(record)
                lines.append("\t".join(self.model.cell(row, column).text for column in columns))
            text = "\n".join(lines) + "\n"
        QGuiApplication.clipboard().setText(text)
        return text

    def _row_changed(self, new: QModelIndex, _old: QModelIndex) -> None:
        self.current_changed.emit(self.model.record_at(new.row()) if new.isValid() else None)

    def _tell_selection(self, *_: object) -> None:
        number = self.selected_number()
        words = f"选中 {number:,} 条" if number > 1 else ""
        column = self.view.currentIndex().column()
        if 1 < number <= SUM_ROWS and 0 <= column < len(self.model.columns):
            words += self._sum(self.model.columns[column])
        self.selection_changed.emit(words)

    def _sum(self, field: Field) -> str:
        if field.type not in NUMERIC or field.type is FieldType.PERCENT:
            return ""
        values = [self.model.value(self.model.row_of(one), field) for one in self.selected(SUM_ROWS)]
        numbers = [value for value in values if value is not None]
        if not numbers:
            return ""
        total = sum(numbers[1:], start=numbers[0])  # type: ignore[operator,arg-type]
        return f" · {field.title}合计 {self._session.display(field, total)} {field.unit}".rstrip()

    def _hover(self, row: int) -> None:
        if row != self.delegate.hover_row:
            self.delegate.hover_row = row
            self.view.viewport().update()
            self.view.frozen.viewport().update()

    def _move(self, rows: int) -> None:
        index = self.view.currentIndex()
        row = min(max(0, index.row() + rows), self.model.rowCount() - 1)
        self.view.setCurrentIndex(self.model.index(row, index.column()))
        self.view.setFocus()

    def refresh_theme(self) -> None:
        """Take fonts and colours from the theme in force."""
        self.delegate.refresh()
        self.view.refresh()
        self.view.frozen.refresh()
        self.show_columns(self.model.columns)
