"""The numbers of a figure in cells of a sheet, from which a native chart is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from bureau_desk.charts.native_style import Style
from bureau_desk.charts.numerals import number_format
from bureau_desk.charts.sums import actual_values, percent
from bureau_desk.charts.timeline import dated, filled
from bureau_desk.domain.figure import Figure, FigureKind


@dataclass(frozen=True, slots=True)
class Column:
    """One column of numbers beside the categories: its head, values, decimals, and whether only the chart needs it."""

    head: str
    values: tuple[Decimal | None, ...]
    digits: int = 0
    helper: bool = False

    @property
    def format(self) -> str:
        """The number format of the column."""
        return number_format(self.digits)


@dataclass(frozen=True, slots=True)
class Data:
    """Where a figure's numbers stand in a sheet (zero-based): heads in `row`, categories in `column`."""

    sheet: str
    row: int
    column: int
    count: int
    columns: tuple[Column, ...]

    def categories(self) -> list[Any]:
        """The range of the categories, as XlsxWriter wants it."""
        return [self.sheet, self.row + 1, self.column, self.row + self.count, self.column]

    def name(self, place: int) -> list[Any]:
        """The cell with the head of a number column."""
        return [self.sheet, self.row, self.column + 1 + place]

    def values(self, place: int) -> list[Any]:
        """The range of a number column."""
        column = self.column + 1 + place
        return [self.sheet, self.row + 1, column, self.row + self.count, column]


def columns_of(figure: Figure) -> tuple[Column, ...]:
    """The numbers of a figure as columns, and behind them what a native chart needs besides (totals, percentages)."""
    count = len(figure.categories)
    made = [
        Column(_head(one.name, one.unit, figure.unit), _padded(one.values, count), one.digits) for one in figure.series
    ]
    if figure.kind is FigureKind.STACKED and len(made) > 1:
        digits = max(one.digits for one in figure.series)
        made.append(Column("合计", tuple(_sum(made, index) for index in range(count)), digits))
    if figure.kind is FigureKind.PROGRESS:
        actual, target = actual_values(figure)
        done = [percent(first, second) for first, second in zip(actual, target, strict=True)]
        made.append(Column("完成（%）", tuple(done), 1))
        shown = tuple(None if one is None else min(max(one, Decimal(0)), Decimal(100)) for one in done)
        made.append(Column("条长", shown, 1, helper=True))
        rest = tuple(Decimal(100) if one is None else 100 - one for one in shown)
        made.append(Column("余下", rest, 1, helper=True))
    return tuple(made)


def _head(name: str, unit: str, common: str) -> str:
    return f"{name}（{unit}）" if unit and unit != common else name


def _padded(values: tuple[Decimal | None, ...], count: int) -> tuple[Decimal | None, ...]:
    return (*values[:count], *([None] * (count - len(values))))


def _sum(columns: list[Column], index: int) -> Decimal | None:
    known = [value for column in columns if (value := column.values[index]) is not None]
    return sum(known, Decimal(0)) if known else None


def write_data(workbook: Any, worksheet: Any, row: int, column: int, figure: Figure, style: Style) -> Data:
    """Write the figure's numbers from a cell on: text as text, numbers as numbers, gaps as empty cells.

    Years left out between others have empty rows, so that the chart over the rows tells of them.
    """
    figure = filled(figure)
    columns = columns_of(figure)
    head = workbook.add_format(style.head)
    worksheet.write_string(row, column, "", head)
    for place, one in enumerate(columns):
        worksheet.write_string(row, column + 1 + place, one.head, workbook.add_format(style.helper_head(one.helper)))
    _write_categories(workbook, worksheet, (row + 1, column), figure, style)
    for place, one in enumerate(columns):
        form = workbook.add_format(style.number(one.format, one.helper))
        for index, value in enumerate(one.values):
            if value is None:
                worksheet.write_blank(row + 1 + index, column + 1 + place, None, form)
            else:
                worksheet.write_number(row + 1 + index, column + 1 + place, float(value), form)
    return Data(worksheet.get_name(), row, column, len(figure.categories), columns)


def _write_categories(workbook: Any, worksheet: Any, cell: tuple[int, int], figure: Figure, style: Style) -> None:
    """Names and years as text; days at uneven distances as dates, which the chart's axis of dates needs."""
    row, column = cell
    days = dated(figure)
    form = workbook.add_format({**style.text, "num_format": "yyyy-mm-dd", "align": "left"} if days else style.text)
    for index, category in enumerate(figure.categories):
        if days:
            worksheet.write_datetime(row + index, column, datetime.combine(days[index], time()), form)
        else:
            worksheet.write_string(row + index, column, category, form)
