"""The rows of a register for a table view: ids only, with pages of rows fetched when they are painted."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.values import Value
from bureau_desk.ui import tags
from bureau_desk.ui.help.field_card import field_tip, message_tip
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.marks import UNMARKED, RowMark
from bureau_desk.ui.table.row_pages import PAGE, Page, RowPages

CELLS_KEPT = 6_000
NUMERIC = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT})
CODES = frozenset({FieldType.CODE, FieldType.CREDIT_CODE})
Index = QModelIndex | QPersistentModelIndex


class Cell(NamedTuple):
    """What one cell shows: its text, the tone of its tag ('' for plain text), and words in a tone beside it."""

    text: str
    tone: str = ""
    note: str = ""
    note_tone: str = ""
    right: bool = False
    mono: bool = False


EMPTY = Cell("")

_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TYPED = _SHOWN | Qt.ItemFlag.ItemIsEditable


class RecordModel(QAbstractTableModel):
    """Holds the ids of a view and a few pages of rows; `data` never raises, and never waits for a large register."""

    def __init__(self, session: Session, register: Register, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.register = register
        self.columns: list[Field] = []
        self.ids: Sequence[int] = ()
        self._packed: bytes | None = None  # the ids as bytes, once a record has been looked for
        self.pages = RowPages(session, register, self)
        self._cells: dict[tuple[int, str], Cell] = {}

    def set_columns(self, columns: list[Field]) -> None:
        """Show these fields in this order."""
        self.beginResetModel()
        self.columns = columns
        self.endResetModel()

    def show(self, ids: Sequence[int], known: Mapping[int, Page] | None = None) -> None:
        """Show these records, of which some pages may be known; the same ids in the same order only refresh the rows."""
        self._cells.clear()
        if len(ids) == len(self.ids) and ids == self.ids:
            self.pages.forget(known)
            if len(ids):
                self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, max(0, len(self.columns) - 1)))
            return
        self.beginResetModel()
        self.ids, self._packed = ids, None
        self.pages.begin(ids, known or {})
        self.endResetModel()

    def forget_pages(self) -> None:
        """Fetch rows anew when they are next painted."""
        self.pages.forget()
        self._cells.clear()

    def take_pages(self) -> None:
        """Cells of rows that were missed are made anew."""
        self._cells.clear()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of records in the view."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of visible columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Display text, alignment and spoken text."""
        if not index.isValid() or index.row() >= len(self.ids) or index.column() >= len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cell = self.cell(index.row(), index.column())
            return f"{cell.text} {cell.note}".strip()
        if role == Qt.ItemDataRole.ToolTipRole:
            field = self.columns[index.column()]
            fault = self.mark(index.row()).faults.get(field.key)
            return message_tip(self._session.schema, self.register, field, fault[1]) if fault else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.columns[index.column()].type in NUMERIC
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Field titles with their units; row numbers."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        if not 0 <= section < len(self.columns):
            return None
        field = self.columns[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return field_tip(self._session.schema, self.register, field, title_of(field))
        return title_of(field)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells that staff fill in can be edited where the desk can be written."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if index.column() < len(self.columns) and self._session.writable:
            field = self.columns[index.column()]
            if field.typed or field.key == self.register.counting.level:
                return _TYPED
        return _SHOWN

    def record_at(self, row: int) -> int | None:
        """The record of a row."""
        return int(self.ids[row]) if 0 <= row < len(self.ids) else None

    def row_of(self, record: int) -> int:
        """The row of a record, -1 when the view does not show it."""
        if not isinstance(self.ids, array):
            return self.ids.index(record) if record in self.ids else -1
        # bytes are searched ten times as quickly as numbers, each of which would be made an object first
        if self._packed is None:
            self._packed = self.ids.tobytes()
        wanted, size = array(self.ids.typecode, [record]).tobytes(), self.ids.itemsize
        place = self._packed.find(wanted)
        while place >= 0 and place % size:
            place = self._packed.find(wanted, place + 1)
        return place // size if place >= 0 else -1

    def column_of(self, key: str) -> int:
        """The column of a field, -1 when it is not shown."""
        return next((place for place, field in enumerate(self.columns) if field.key == key), -1)

    def value(self, row: int, field: Field) -> Value:
        """The value of a field in a row."""
        record = self.record_at(row)
        found = self.pages.page(row // PAGE, at_once=True).rows.get(record) if record is not None else None
        return found.get(field.key) if found is not None else None

    def edit_text(self, row: int, column: int) -> str:
        """What stands in the editor of a cell."""
        record = self.record_at(row)
        if record is None:
            return ""
        return self._session.texts(self.register.key, record).get(self.columns[column].key, "")

    def cell(self, row: int, column: int) -> Cell:
        """What a cell shows; made once per page."""
        record = self.record_at(row)
        if record is None or column >= len(self.columns):
            return EMPTY
        field = self.columns[column]
        key = (record, field.key)
        cell = self._cells.get(key)
        if cell is None:
            page = self.pages.page(row // PAGE)
            held = page.rows.get(record)
            cell = self._make_cell(field, held.get(field.key) if held is not None else None, page.names)
            if len(self._cells) >= CELLS_KEPT:
                self._cells.clear()
            self._cells[key] = cell
        return cell

    def mark(self, row: int) -> RowMark:
        """What the rules of colouring and the checks say of a row."""
        record = self.record_at(row)
        if record is None:
            return UNMARKED
        return self.pages.page(row // PAGE).marks.get(record, UNMARKED)

    def _make_cell(self, field: Field, value: Value, names: Mapping[int, str]) -> Cell:
        if value is None or value == "" or value == ():
            return EMPTY
        pointing = field.type is FieldType.REFERENCE and isinstance(value, int)
        text = names.get(int(value), f"#{value}") if pointing else self._session.display(field, value)  # type: ignore[arg-type]
        codes = self._session.schema.codelists.get(field.codelist) if field.codelist else None
        note, note_tone = tags.expiry(field, value, self._session.as_of or self._session.today)
        return Cell(
            text.replace("\n", " "),
            tags.tone(field, value, text, codes),
            note,
            note_tone,
            field.type in NUMERIC,
            field.type in CODES,
        )


def title_of(field: Field) -> str:
    """A column's title: numbers with their unit."""
    return f"{field.title}（{field.unit}）" if field.unit and field.type in NUMERIC else field.title
