"""The rows of a register for a table view: ids only, with pages of rows fetched when they are painted."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.values import Value
from bureau_desk.ui import tags
from bureau_desk.ui.help.field_card import field_tip, message_tip
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.marks import UNMARKED, RowMark

if TYPE_CHECKING:
    from bureau_desk.ui.table.colours import TableColours

PAGE = 200
PAGES_KEPT = 40
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


class RecordModel(QAbstractTableModel):
    """Holds the ids of a view and a few pages of rows; `data` never raises and never asks the database twice."""

    def __init__(self, session: Session, register: Register, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.register = register
        self.columns: list[Field] = []
        self.ids: Sequence[int] = ()
        self._packed: bytes | None = None  # the ids as bytes, once a record has been looked for
        self._pages: OrderedDict[int, dict[int, Any]] = OrderedDict()
        self._cells: dict[tuple[int, str], Cell] = {}
        self._names: dict[int, str] = {}
        self.colours: TableColours | None = None
        self._marks: dict[int, RowMark] = {}

    def set_columns(self, columns: list[Field]) -> None:
        """Show these fields in this order."""
        self.beginResetModel()
        self.columns = columns
        self.endResetModel()

    def show(self, ids: Sequence[int]) -> None:
        """Show these records; the same ids in the same order only refresh what is painted."""
        self.forget_pages()
        if len(ids) == len(self.ids) and ids == self.ids:
            if len(ids):
                self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, max(0, len(self.columns) - 1)))
            return
        self.beginResetModel()
        self.ids, self._packed = ids, None
        self.endResetModel()

    def forget_pages(self) -> None:
        """Fetch rows anew when they are next painted."""
        self._pages.clear()
        self._cells.clear()
        self._names.clear()
        self._marks.clear()

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
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() < len(self.columns) and self._session.writable:
            field = self.columns[index.column()]
            computed = not field.typed and field.key != self.register.counting.level
            if not computed:
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags

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
        found = self._page(row // PAGE).get(record) if record is not None else None
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
            cell = self._make_cell(field, self.value(row, field))
            self._cells[key] = cell
        return cell

    def mark(self, row: int) -> RowMark:
        """What the rules of colouring and the checks say of a row."""
        record = self.record_at(row)
        if record is None:
            return UNMARKED
        self._page(row // PAGE)
        return self._marks.get(record, UNMARKED)

    def _make_cell(self, field: Field, value: Value) -> Cell:
        if value is None or value == "" or value == ():
            return EMPTY
        text = self._reference(value) if field.type is FieldType.REFERENCE else self._session.display(field, value)
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

    def _reference(self, value: Value) -> str:
        record = int(value) if isinstance(value, int) else 0
        if record not in self._names:
            self._names[record] = self._session.record_name(record)
        return self._names[record]

    def _page(self, number: int) -> dict[int, Any]:
        page = self._pages.get(number)
        if page is None:
            wanted = [int(one) for one in self.ids[number * PAGE : (number + 1) * PAGE]]
            page = dict(self._session.rows(self.register.key, wanted))
            self._pages[number] = page
            if self.colours is not None:
                self._marks.update(self.colours.marks(wanted))
            if len(self._pages) > PAGES_KEPT:
                _, dropped = self._pages.popitem(last=False)
                for record in dropped:
                    self._marks.pop(record, None)
                    for field in self.columns:
                        self._cells.pop((record, field.key), None)
        return page


def title_of(field: Field) -> str:
    """A column's title: numbers with their unit."""
    return f"{field.title}（{field.unit}）" if field.unit and field.type in NUMERIC else field.title
