"""Files written whole or not at all: to a temporary neighbour first, then moved into place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from bureau_desk.domain.disk import disk_trouble
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Field, FieldType


@contextmanager
def written(out: Path) -> Iterator[Path]:
    """Give a temporary path beside `out` and move it there when all went well.

    Raises Trouble, with what to do, when the folder is missing, the file is open elsewhere or the disk is full.
    """
    if out.parent.exists() and not out.parent.is_dir():
        raise Trouble(f"“{out.parent}”不是文件夹，无法保存“{out.name}”。", "请换一个位置。")
    if not out.parent.is_dir():
        raise Trouble(f"文件夹“{out.parent}”不存在，无法保存“{out.name}”。", "请先建立该文件夹，或换一个位置。")
    if out.is_dir():
        raise Trouble(f"“{out}”是文件夹，不能作为文件保存。", "请写明文件名。")
    draft = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        yield draft
        draft.replace(out)
    except OSError as reason:
        raise disk_trouble(out.name, reason) from None
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def new_workbook(
    path: Path, clock: datetime, title: str, constant_memory: bool = False, date_1904: bool = False
) -> Iterator[Any]:
    """Give an XlsxWriter workbook whose bytes depend only on what is written and on `clock`, and close it.

    Text never becomes a formula. Raises OSError when the file cannot be written.
    """
    # imported here: XlsxWriter is heavy and only needed when something is written
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {
        "constant_memory": constant_memory,
        "date_1904": date_1904,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": title, "author": "", "created": clock.replace(tzinfo=None)})
    try:
        yield book
    except BaseException:
        # closing sets its temporary files free; what it writes is thrown away with the draft
        with suppress(OSError, FileCreateError):
            book.close()
        raise
    try:
        book.close()
    except FileCreateError as reason:
        raise reason.args[0] if isinstance(reason.args[0], OSError) else OSError(str(reason)) from None


def cell_format(book: Any, **properties: Any) -> Any:
    """A cell format in the type that every Chinese office machine has."""
    return book.add_format({"font_name": "宋体", "font_size": 11, "valign": "vcenter", **properties})


def header_format(book: Any, **properties: Any) -> Any:
    """The format of a header cell: white on the bureau's blue, wrapped."""
    look = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#0F3560", "border": 1, "border_color": "#C3CCD6"}
    return cell_format(book, text_wrap=True, align="center", **{**look, **properties})


def set_up_page(sheet: Any, columns: int) -> None:
    """Freeze and repeat the header row and the first column; print landscape, some 14 columns to a page's width."""
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(max((columns + 13) // 14, 1), 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.set_row(0, 32)
    sheet.hide_gridlines(0)
    sheet.autofilter(0, 0, 0, max(columns - 1, 0))


def column_width(title: str, field: Field | None) -> float:
    """A column's width in Latin characters: the field's own, at least half its title (headers wrap onto two lines)."""
    half_title = (sum(2 if ord(character) > 255 else 1 for character in title) + 1) // 2 + 2
    # eighteen wide capitals need more room than their number says
    least = 23 if field is not None and field.type is FieldType.CREDIT_CODE else 9
    return float(min(max((field.width if field else 12) * 1.2, half_title, least), 60))


def sheet_name(title: str) -> str:
    """A title as Excel allows it for a sheet: at most 31 characters, none of []:*?/\\ ."""
    kept = "".join("、" if character in "[]:*?/\\" else character for character in title).strip("'")
    return kept[:31] or "数据"
