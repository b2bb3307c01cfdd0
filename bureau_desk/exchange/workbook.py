"""The cells of a workbook, whatever its format: xlsx, xls, et, ods, csv. Files are read whole and never written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from bureau_desk.domain.fieldtypes_cells import Cell
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.exchange.csv_text import decode, read_rows
from bureau_desk.exchange.workbook_gaps import Gaps, closed_up
from bureau_desk.exchange.workbook_marks import Marks, read_marks
from bureau_desk.exchange.workbook_old import check_old_excel
from bureau_desk.exchange.workbook_size import check_open_document, check_package

__all__ = ["Cell", "Sheet", "column_letter", "read_workbook", "sheet_names"]

_NOTHING = Cell(None, "empty")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows of cells from row 1, column A on, and its merged areas (first row, column, last row, column).

    Rows may differ in length; rows empty to the end of the sheet are left out. `file` is the file's name.
    """

    name: str
    cells: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    date_1904: bool = False
    file: str = ""

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place counted from 0; empty outside the sheet."""
        if 0 <= row < len(self.cells) and 0 <= column < len(self.cells[row]):
            return self.cells[row][column]
        return _NOTHING


def column_letter(index: int) -> str:
    """The letter of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_workbook(path: Path, sheet: str | None = None) -> Sheet:
    """Read one sheet: the named one, else the first visible one with anything in it.

    Raises Trouble when the file is absent, open elsewhere, protected, damaged, empty or no table; Misuse when it has no
    such sheet.
    """
    data = _bytes(path)
    if _is_text(data, path):
        return _csv_sheet(data, path, sheet)
    book = _open(data, path)
    names = list(book.sheet_names)
    if sheet is not None and sheet not in names:
        raise Misuse(f"“{path.name}”里没有名为“{sheet}”的工作表。", f"现有工作表：{'、'.join(names)}。")
    visible = [one.name for one in book.sheets_metadata if _is_shown(one)]
    for name in [sheet] if sheet is not None else visible or names:
        read = _sheet(book, data, name, path)
        if read.cells or sheet is not None:
            break
    if not read.cells:
        raise Trouble(f"“{path.name}”的工作表“{read.name}”是空的，没有可导入的内容。", "请确认选对了文件和工作表。")
    return read


def sheet_names(path: Path) -> tuple[str, ...]:
    """The names of a workbook's visible sheets, for staff to choose from; a CSV file has one."""
    data = _bytes(path)
    if _is_text(data, path):
        return (path.stem,)
    book = _open(data, path)
    return tuple(one.name for one in book.sheets_metadata if _is_shown(one)) or tuple(book.sheet_names)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Trouble(f"“{path.name}”是文件夹，不是文件。", "请选择要导入的表格文件。")
        if path.stat().st_size > _MOST_BYTES:
            raise Trouble(f"“{path.name}”超过 300 MB，太大了。", "请删去无关的工作表和图片，或拆成几个文件后再导入。")
        data = path.read_bytes()
    except FileNotFoundError:
        raise Trouble(f"找不到文件“{path}”。", "请检查文件名和位置，U 盘或共享文件夹是否已断开。") from None
    except PermissionError:
        raise Trouble(
            f"“{path.name}”打不开。", "它可能正在 Excel 或 WPS 中打开，或没有读取权限；请关闭后重试。"
        ) from None
    except OSError as reason:
        raise Trouble(f"“{path.name}”读取失败（{reason.strerror or reason}）。", "请检查磁盘或网络后重试。") from None
    if not data.strip():
        raise Trouble(f"“{path.name}”是空文件。", "请确认选对了文件，或重新保存后再导入。")
    return data


def _is_text(data: bytes, path: Path) -> bool:
    """Whether the bytes are a CSV text; refuses web pages and documents that only bear a workbook's name."""
    if data.startswith((b"PK\x03\x04", _OLD_EXCEL)):
        return False
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"mime-version")):
        raise Trouble(
            f"“{path.name}”其实是网页格式，不是真正的 Excel 表格。", "请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。"
        )
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return True
    raise Trouble(
        f"“{path.name}”不是能读取的表格文件，或已损坏。",
        "可导入 .xlsx、.xls、.et、.ods 和 .csv；请在 Excel 或 WPS 中另存后再试。",
    )


def _open(data: bytes, path: Path) -> Any:
    # imported here so that start-up does not pay for it
    from python_calamine import CalamineWorkbook, PasswordError

    locked = Trouble(f"“{path.name}”有打开密码，不能读取。", "请在 Excel 或 WPS 中取消密码后再导入。")
    if data.startswith(_OLD_EXCEL) and "EncryptedPackage".encode("utf-16-le") in data:
        raise locked
    _check_size(data, path)
    try:
        return CalamineWorkbook.from_object(BytesIO(data))
    except PasswordError:
        raise locked from None
    except Exception:  # the reader has several kinds of errors, even panics of its own, all meaning the same to staff
        raise _damaged(path) from None


def _check_size(data: bytes, path: Path) -> None:
    """Refuse what would take the reader's memory: it ends the whole program then, and no exception tells of it."""
    if not data.startswith(b"PK"):
        check_old_excel(data, path.name)
        return
    check_package(data, path.name)
    if b"content.xml" in data and not _is_xlsx(data):
        check_open_document(data, path.name)
    elif not _is_xlsx(data) and b"xl/workbook.bin" in data:
        raise Trouble(f"“{path.name}”是二进制的 .xlsb 工作簿，不能读取。", "请在 Excel 中另存为 .xlsx 后再导入。")


def _damaged(path: Path) -> Trouble:
    return Trouble(
        f"“{path.name}”不是能读取的表格文件，或已损坏。", "请用 Excel 或 WPS 打开检查，另存为 .xlsx 后再导入。"
    )


def _is_shown(metadata: Any) -> bool:
    return str(metadata.visible).endswith("Visible") and str(metadata.typ).endswith("WorkSheet")


def _sheet(book: Any, data: bytes, name: str, path: Path) -> Sheet:
    is_xlsx = _is_xlsx(data)
    is_package = data.startswith(b"PK") and (is_xlsx or b"content.xml" not in data)
    close, gaps = closed_up(data, name, path.name) if is_package else (data, Gaps())
    if close is not data:
        book = _open(close, path)
    try:
        source = book.get_sheet_by_name(name)
        rows = source.to_python(skip_empty_area=False)
        merged = tuple((*first, *last) for first, last in source.merged_cell_ranges or ())
    except Exception:
        raise _damaged(path) from None
    marks = read_marks(data, name) if is_xlsx else Marks()
    cells = gaps.opened([_cells(row) for row in rows], _NOTHING)
    _refine(cells, marks, known=is_xlsx)
    return Sheet(name, _trimmed(cells), merged, marks.date_1904, path.name)


def _is_xlsx(data: bytes) -> bool:
    return data.startswith(b"PK") and b"xl/workbook.xml" in data


def _cells(row: list[Any]) -> list[Cell]:
    """A row of values as cells; made without the named constructor, which half a million cells would feel."""
    return [_make(Cell, (value, _KINDS.get(type(value), "text"), "")) if value != "" else _NOTHING for value in row]


_make = tuple.__new__
_KINDS = {
    str: "text", float: "number", int: "number", bool: "bool", date: "date", datetime: "date", time: "time",
    timedelta: "time",
}  # fmt: skip


def _refine(cells: list[list[Cell]], marks: Marks, known: bool) -> None:
    """Set the formats and errors that the reader does not give; in other files the format of numbers is unknown."""
    if not known:
        for row in cells:
            row[:] = [cell._replace(format=None) if cell.kind == "number" else cell for cell in row]
    for (row_index, column), form in marks.formats.items():
        if row_index < len(cells) and column < len(cells[row_index]):
            value, kind, _ = cells[row_index][column]
            cells[row_index][column] = Cell(value, kind, form)
    for (row_index, column), error in marks.errors.items():
        while row_index >= len(cells):
            cells.append([])
        row = cells[row_index]
        row.extend([_NOTHING] * (column + 1 - len(row)))
        row[column] = Cell(error, "error")


def _trimmed(cells: list[list[Cell]]) -> list[list[Cell]]:
    while cells and all(cell.kind == "empty" for cell in cells[-1]):
        cells.pop()
    return cells


def _csv_sheet(data: bytes, path: Path, sheet: str | None) -> Sheet:
    if sheet is not None and sheet != path.stem:
        raise Misuse(f"“{path.name}”是 CSV 文件，没有名为“{sheet}”的工作表。", "导入 CSV 不必指定工作表。")
    rows = read_rows(decode(data, path.name), path.name)
    read = Sheet(path.stem, _trimmed([_cells(list(row)) for row in rows]), file=path.name)
    if not read.cells:
        raise Trouble(f"“{path.name}”里没有内容。", "请确认选对了文件。")
    return read
