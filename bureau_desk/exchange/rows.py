"""The data rows of a sheet read into values: blank, total and note rows set apart, every problem with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from bureau_desk.domain.fieldtypes import Cell, Context, Reading, check, parse_cell
from bureau_desk.domain.fieldtypes_cells import exact
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import FieldType
from bureau_desk.domain.values import Values
from bureau_desk.exchange.headers import Column, Header
from bureau_desk.exchange.workbook import Sheet

_TOTAL = re.compile(r"(?:合|总|小|共|累)\s*计\s*[:：]?(?:\s*\d.*)?|总\s*数\s*[:：]?|平\s*均\s*[:：]?")
_NOTE = re.compile(
    r"(?:备?注|说明|附注|填\s*表\s*(?:人|单位|日期|说明|时间)|填\s*报\s*(?:人|单位|日期|时间)|审\s*核\s*人?|制\s*表\s*(?:人|单位)?"
    r"|复\s*核\s*人?|单位负责人|负责人(?:签字|签章)?|统计(?:负责)?人|联系(?:人|电话)|(?:资料|数据)来源|单位\(?(?:盖章|公章)\)?|日期)\s*[:：]"
    r"|(?:注|备注|说明)$|(?:注|备注|说明)\s*\d*\s*[:：、.．]"
)
_LONG_GAP = 1000
_REPEATED = (
    FieldType.CHOICE,
    FieldType.LEVEL,
    FieldType.CHOICES,
    FieldType.REFERENCE,
    FieldType.BOOLEAN,
    FieldType.DATE,
)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem with its place in the file: row as numbered there, column letter, field title, what stood there."""

    row: int
    column: str
    field: str
    value: str
    message: str
    severity: Severity
    code: str = ""

    def as_json(self) -> dict[str, Any]:
        """The problem as the command line prints it."""
        return {
            "row": self.row, "column": self.column, "field": self.field, "value": self.value,
            "message": self.message, "severity": self.severity.value,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row read: values of its filled cells; `blank` rows hold nothing to import."""

    number: int
    values: Values = field(default_factory=dict)
    problems: tuple[RowProblem, ...] = ()
    blank: bool = False

    @property
    def sound(self) -> bool:
        """Whether the row is there to be imported: not blank and without a hard problem."""
        return not self.blank and not any(problem.severity is Severity.HARD for problem in self.problems)


def read_rows(sheet: Sheet, header: Header, context: Context) -> list[ReadRow]:
    """Read every row below the header; rows in a gap before a stray cell far below are nobody's blank rows."""
    reader = _Reader(sheet, header, context)
    end = _end_of_data(sheet, header)
    gap = _gap_rows(sheet)
    return [
        ReadRow(index + 1, blank=True)
        if index >= end or _is_idle(sheet.cells[index], header, sheet)
        else reader.read(index)
        for index in range(header.last + 1, len(sheet.cells))
        if index not in gap
    ]


def _gap_rows(sheet: Sheet) -> set[int]:
    """The rows of long runs without any cell."""
    gap: set[int] = set()
    for is_bare, run in groupby(range(len(sheet.cells)), lambda index: not sheet.cells[index]):
        if is_bare and len(rows := list(run)) > _LONG_GAP:
            gap.update(rows)
    return gap


def _end_of_data(sheet: Sheet, header: Header) -> int:
    """The first row of the notes, signatures and blanks that end the sheet."""
    end = len(sheet.cells)
    while end > header.last + 1:
        row = sheet.cells[end - 1]
        if not _is_idle(row, header, sheet) and not _NOTE.match(_first_text(row)):
            break
        end -= 1
    return end


def _is_idle(row: Sequence[Cell], header: Header, sheet: Sheet) -> bool:
    """Whether a row is empty, a total, or the header printed again on a new page."""
    if not any(cell.kind != "empty" and (cell.kind != "text" or str(cell.value).strip()) for cell in row):
        return True
    if _TOTAL.fullmatch(_first_text(row)):
        return True
    titles = sheet.cells[header.last]
    used = [column.index for column in header.used]
    return all(_at(row, index) == _at(titles, index) for index in used) and any(_at(row, index).value for index in used)


def _at(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else Cell(None, "empty")


def _first_text(row: Sequence[Cell]) -> str:
    """The first words of a row; numbers before it are serial numbers."""
    return next((str(cell.value).strip() for cell in row if cell.kind == "text" and str(cell.value).strip()), "")


class _Reader:
    """Reads rows of one sheet; the few words of choices, names and dates are read once and remembered."""

    def __init__(self, sheet: Sheet, header: Header, context: Context) -> None:
        self.sheet, self.context = sheet, context
        self.columns = header.used
        self.remembered: dict[tuple[int, Any, str], Reading] = {}

    def read(self, index: int) -> ReadRow:
        """Read one row, counted from 0."""
        row = self.sheet.cells[index]
        values: dict[str, Any] = {}
        problems: list[RowProblem] = []
        for column in self.columns:
            if column.index >= len(row) or row[column.index].kind == "empty" or column.field is None:
                continue
            reading = self._reading(column, row[column.index])
            if reading.value is not None:
                values[column.field.key] = reading.value
            for problem in reading.problems:
                problems.append(_placed(problem, index + 1, column, row[column.index]))
        return ReadRow(index + 1, values, tuple(problems))

    def _reading(self, column: Column, cell: Cell) -> Reading:
        assert column.field is not None
        if column.field.type not in _REPEATED:
            return self._fresh(column, cell)
        place = (column.index, cell.value, cell.kind)
        if place not in self.remembered:
            self.remembered[place] = self._fresh(column, cell)
        return self.remembered[place]

    def _fresh(self, column: Column, cell: Cell) -> Reading:
        assert column.field is not None
        reading = parse_cell(column.field, cell, self.context, self.sheet.date_1904, column.unit)
        doubts = check(column.field, reading.value, self.context)
        return Reading(reading.value, (*reading.problems, *doubts)) if doubts else reading


def _placed(problem: Problem, row: int, column: Column, cell: Cell) -> RowProblem:
    title = column.field.title if column.field else ""
    value = problem.value or (exact(cell.value) if cell.kind == "number" else str(cell.value))  # type: ignore[arg-type]
    return RowProblem(row, column.letter, title, value, problem.message, problem.severity, problem.code)
