"""Find the header of a sheet and match its columns to a register's fields, under titles, unit rows and merged cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bureau_desk.domain.fieldtypes import NUMERIC
from bureau_desk.domain.fieldtypes_numbers import reads_unit
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.register import Field, FieldType, Need, Register
from bureau_desk.domain.units import money_unit
from bureau_desk.exchange.header_names import FieldNames, folded, header_readings
from bureau_desk.exchange.workbook import Sheet, column_letter

_SEARCHED_ROWS = 30
_MOST_HEADER_ROWS = 4
_UNIT_LINE = re.compile(r"(?:^|[\s(（]|金额|计量|货币)单位\s*[:：]\s*([^\s)）]+)")
_OWN_COLUMNS = ("序号", "原因", "原文件行号", "行号", "no", "no.")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its place from 0, its header, the field it fills or why it fills none.

    `unit` stands after every bare number when the header counts in another unit than the field.
    """

    index: int
    header: str
    field: Field | None = None
    unit: str = ""
    reason: str = ""

    @property
    def letter(self) -> str:
        """The column's letter as the spreadsheet shows it."""
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Header:
    """The header rows (from 0, both included) and every column of the sheet."""

    first: int
    last: int
    columns: tuple[Column, ...]

    @property
    def used(self) -> tuple[Column, ...]:
        """The columns that fill a field."""
        return tuple(column for column in self.columns if column.field is not None)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the fields that the file offers."""
        return frozenset(column.field.key for column in self.columns if column.field is not None)


def is_stored(register: Register, field: Field) -> bool:
    """Whether a value may be imported into a field: not into computed ones, unless the rows are counted by them."""
    counting = register.counting
    counted = (counting.level, counting.district, *counting.start, *counting.end, *counting.stop)
    return field.typed or field.key in counted


def match_headers(
    register: Register, sheet: Sheet, mapping: Mapping[str, str] | None = None, on: date | None = None
) -> Header:
    """Find the header rows and say which column fills which field.

    `mapping` is what staff chose: header text to field key, '' to leave a column out; fields retired by the day `on`
    are recognised and not filled. Raises Misuse when no row looks
    like a header of this register: the file is meant for another one, or for none.
    """
    names = FieldNames(register)
    chosen = {folded(text): key for text, key in (mapping or {}).items()}
    for key in chosen.values():
        if key and register.field(key) is None:
            raise Misuse(f"“{register.title}”没有名为“{key}”的字段。")
    best = _best_row(sheet, names, chosen)
    if best is None:
        few = "、".join([field.title for field in register.fields if field.required][:4])
        raise Misuse(
            f"在“{sheet.file or sheet.name}”的工作表“{sheet.name}”里找不到“{register.title}”的表头。",
            f"表头应有{few}等栏目；可先生成空白填报表对照。",
        )
    first, last = _block(sheet, best)
    paths = _paths(sheet, first, last)
    common_unit = _common_unit(sheet, first)
    columns = [_column(register, names, chosen, index, path, common_unit) for index, path in enumerate(paths)]
    return Header(first, last, tuple(_without_doubles([_still_asked(column, on) for column in columns])))


def _still_asked(column: Column, on: date | None) -> Column:
    field = column.field
    if field is None or on is None or not field.is_retired(on):
        return column
    return Column(column.index, column.header, reason=f"“{field.title}”已自 {field.retired_on} 起停用")


def _texts(sheet: Sheet, row: int) -> list[str]:
    return [str(cell.value).strip() if cell.kind in ("text", "number") else "" for cell in sheet.cells[row]]


def _best_row(sheet: Sheet, names: FieldNames, chosen: Mapping[str, str]) -> int | None:
    """The row in which most different fields are named; one name is enough only in a narrow table."""
    best, best_score = None, 0
    for row in range(min(_SEARCHED_ROWS, len(sheet.cells))):
        texts = [text for text in _texts(sheet, row) if text]
        found = {chosen.get(folded(text)) or _key(names, text) for text in texts} - {None, ""}
        if len(found) > best_score and (len(found) >= 2 or len(texts) <= 2):
            best, best_score = row, len(found)
    return best


def _key(names: FieldNames, text: str) -> str | None:
    found = next((names.find(name) for name, _ in header_readings(text) if names.find(name)), None)
    return found.key if found else None


def _block(sheet: Sheet, best: int) -> tuple[int, int]:
    """First and last header row: the best row with the rows that merged cells tie to it, titles left out."""
    width = max(len(row) for row in sheet.cells)
    first = last = best
    grown = True
    while grown:
        grown = False
        for top, left, bottom, right in sheet.merged:
            spread = right - left + 1
            text = str(sheet.cell(top, left).value or "")
            if (spread >= width - 1 and width > 3) or ":" in text or "：" in text:
                continue
            above = top < first and (bottom >= first or (bottom == first - 1 and spread > 1))
            below = bottom > last >= top
            if (above or below) and max(bottom, last) - min(top, first) < _MOST_HEADER_ROWS:
                first, last, grown = min(first, top), max(last, bottom), True
    return first, min(last, len(sheet.cells) - 1)


def _paths(sheet: Sheet, first: int, last: int) -> list[tuple[str, ...]]:
    """For each column its header words from top to bottom, merged words filled in, doubles and blanks left out."""
    width = max(len(row) for row in sheet.cells)
    rows = [_texts(sheet, row) + [""] * (width - len(sheet.cells[row])) for row in range(first, last + 1)]
    for top, left, bottom, right in sheet.merged:
        if first <= top and bottom <= last:
            for row in range(top, bottom + 1):
                for column in range(left, min(right + 1, width)):
                    rows[row - first][column] = rows[top - first][left]
    return [tuple(dict.fromkeys(row[column] for row in rows if row[column])) for column in range(width)]


def _common_unit(sheet: Sheet, first: int) -> str:
    """The money unit that a line above the table names for all its amounts (单位：千元); '' when there is none or two."""
    found = []
    for row in range(first + 1):
        for text in _texts(sheet, row):
            for named in _UNIT_LINE.findall(unicodedata.normalize("NFKC", text)):
                words = re.split(r"[、,;/]", named)
                found += [word for word in words if word.endswith("元") and money_unit(word)]
    return found[0] if len(set(found)) == 1 else ""


def _column(
    register: Register,
    names: FieldNames,
    chosen: Mapping[str, str],
    index: int,
    path: tuple[str, ...],
    common_unit: str,
) -> Column:
    header = "/".join(path)
    choice = chosen.get(folded(header))
    if choice == "":
        return Column(index, header, reason="已选择不导入")
    if choice:
        unit = next((unit for _, unit in header_readings(path[-1]) if unit), "")
        return _filled(register, register.field(choice), index, header, unit, common_unit)
    if not path or folded(header) in _OWN_COLUMNS:
        return Column(index, header)
    for text in _candidates(path):
        for name, unit in header_readings(text):
            if names.find(name) is not None:
                return _filled(register, names.find(name), index, header, unit, common_unit)
    return Column(index, header, reason="台账没有这一栏")


def _candidates(path: tuple[str, ...]) -> tuple[str, ...]:
    """Words under which a path is looked for: parents and child together, nearest parent and child, the child alone."""
    return tuple(dict.fromkeys(("".join(path), "".join(path[-2:]), path[-1])))


def _filled(register: Register, field: Field | None, index: int, header: str, unit: str, common_unit: str) -> Column:
    if field is None:
        return Column(index, header, reason="台账没有这一栏")
    if not is_stored(register, field):
        why = "由系统计算" if field.need is Need.AUTO else "在台账里逐个添加"
        return Column(index, header, reason=f"“{field.title}”{why}，不导入")
    counts_bare = not field.unit and field.type in (FieldType.INTEGER, FieldType.DECIMAL)
    if field.type not in NUMERIC or counts_bare:
        return Column(index, header, field)
    # a unit above the table is for all amounts; one in another currency cannot be meant for this column
    if not unit and field.type is FieldType.MONEY and common_unit and reads_unit(field, common_unit):
        unit = common_unit
    if unit and not reads_unit(field, unit):
        return Column(index, header, reason=f"单位“{unit}”不能换算成“{field.title}”的单位“{field.unit or '无'}”")
    return Column(index, header, field, "" if unit == field.unit else unit)


def _without_doubles(columns: list[Column]) -> list[Column]:
    """Only the first of two columns may fill a field."""
    seen: dict[str, Column] = {}
    kept = []
    for column in columns:
        if column.field is not None and column.field.key in seen:
            other = seen[column.field.key].letter
            kept.append(Column(column.index, column.header, reason=f"与 {other} 列重复"))
            continue
        if column.field is not None:
            seen[column.field.key] = column
        kept.append(column)
    return kept
