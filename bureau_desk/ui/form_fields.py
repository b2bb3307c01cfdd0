"""The fields of a form under their sections, in one or two columns; made piece by piece where there is time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.ui.field_row import FieldRow
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

TWO_COLUMNS = 620
PORTION = 4  # fields made in one turn of the event loop


class FormFields(QScrollArea):
    """Makes a row for every field of a register; `rows` makes what is not there yet, `make_some` a few at a time."""

    def __init__(
        self, session: Session, register: Register, welcome: Callable[[FieldRow], None], parent: QWidget
    ) -> None:
        """`welcome` takes every row when it is made."""
        super().__init__(parent)
        self._session, self.register, self._welcome = session, register, welcome
        self._rows: dict[str, FieldRow] = {}
        self._sections: list[tuple[QLabel, list[FieldRow]]] = []
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(16))
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(12))
        self._inside = QWidget()
        self._inside.setProperty("kind", "plain")
        self._inside.setLayout(self._grid)
        self.setProperty("kind", "plain")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._inside)
        self._wanted = 1
        self._still: Iterator[None] | None = self._make()

    @property
    def complete(self) -> bool:
        """Whether every field has its row."""
        return self._still is None

    @property
    def rows(self) -> dict[str, FieldRow]:
        """All rows by field key."""
        while not self.complete:
            self.make_some()
        return self._rows

    def make_some(self) -> bool:
        """Make a few more rows; whether all are there."""
        for _ in range(PORTION):
            if self._still is not None and next(self._still, self) is self:
                self._still = None
                self.lay()
        return self.complete

    def _make(self) -> Iterator[None]:
        for title, fields in sections(self.register):
            label = QLabel(title, self._inside)
            label.setProperty("kind", "section")
            label.hide()
            rows: list[FieldRow] = []
            self._sections.append((label, rows))
            for field in fields:
                row = FieldRow(self._session, field, is_computed(self.register, field), self._inside)
                for editor in (*row.findChildren(QLineEdit), *row.findChildren(QPlainTextEdit)):
                    editor.setAcceptDrops(False)  # else a file dropped there would become the text of its path
                self._welcome(row)
                self._rows[field.key] = row
                rows.append(row)
                yield

    def fit(self, width: int) -> None:
        """Two columns where the form is wide."""
        self._wanted = 2 if width >= theme.px(TWO_COLUMNS) else 1
        if self.complete and self._wanted != self._columns:
            self.lay()

    def lay(self) -> None:
        """Lay the rows out anew; fields that are retired are shown on the days on which they were in use alone."""
        columns = self._columns = self._wanted
        while self._grid.count():
            self._grid.takeAt(0)
        line = 0
        for label, rows in self._sections:
            asked = [row for row in rows if not row.field.is_retired(self._day)]
            label.setVisible(bool(asked))
            for row in rows:
                row.setVisible(row in asked)
            self._grid.addWidget(label, line, 0, 1, columns)
            line += 1
            column = 0
            for row in asked:
                wide = row.field.type is FieldType.LONG_TEXT
                if column and (wide or column >= columns):
                    line, column = line + 1, 0
                self._grid.addWidget(row, line, column, 1, columns if wide else 1, Qt.AlignmentFlag.AlignTop)
                column = columns if wide else column + 1
            line += 1
        self._grid.setRowStretch(line, 1)
        for place in range(columns):
            self._grid.setColumnStretch(place, 1)

    @property
    def _day(self) -> object:
        return self._session.as_of or self._session.today

    def follow_day(self) -> None:
        """Show fields that are retired on the days on which they were in use, and on no other."""
        if any(row.isHidden() != row.field.is_retired(self._day) for row in self.rows.values()):
            self.lay()

    def show_row(self, row: FieldRow) -> None:
        """Scroll to a field."""
        self.ensureWidgetVisible(row, 0, theme.px(60))


def is_computed(register: Register, field: Field) -> bool:
    """Whether the program fills a field in; a carrier's own level may be typed until events tell it."""
    return not field.typed and field.key != register.counting.level


def sections(register: Register) -> list[tuple[str, list[Field]]]:
    """The register's fields under their section titles, in the order of the register."""
    found: dict[str, list[Field]] = {}
    for field in register.fields:
        if field.type is FieldType.FILES:
            continue  # documents have a page of their own beside the form
        found.setdefault(field.section or ("基本信息"), []).append(field)
    return list(found.items())
