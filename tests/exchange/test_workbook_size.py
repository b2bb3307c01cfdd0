"""Workbooks that would take all memory are refused with a sentence; a stray cell far below is borne."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from bureau_desk.domain.problem import Trouble
from bureau_desk.exchange.headers import match_headers
from bureau_desk.exchange.rows import read_rows
from bureau_desk.exchange.workbook import read_workbook
from bureau_desk.exchange.workbook_gaps import Gaps, closed_up, column_number
from bureau_desk.exchange.workbook_old import check_old_excel
from bureau_desk.exchange.workbook_size import check_open_document, check_package
from tests.domain.sample_schema import CARRIER, SampleContext
from tests.exchange.sheets import write_xlsx

SHEET = "xl/worksheets/sheet1.xml"


def repacked(path: Path, changes: dict[str, bytes]) -> Path:
    """The package with parts replaced or added."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()} | changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def with_rows(tmp_path: Path, rows: bytes) -> Path:
    """A sound small register with more rows, as XML, below it."""
    path = write_xlsx(tmp_path / "台账.xlsx", ["名称", "备案号"], ["甲", 12], formats={"B2": "0000"})
    with zipfile.ZipFile(path) as package:
        sheet = package.read(SHEET)
    return repacked(path, {SHEET: sheet.replace(b"</sheetData>", rows + b"</sheetData>")})


@pytest.mark.parametrize(("place", "row", "column"), [("V1048576", 1_048_575, 21), ("XFD1048576", 1_048_575, 16_383)])
def test_a_stray_cell_far_below_keeps_its_place(tmp_path: Path, place: str, row: int, column: int) -> None:
    path = with_rows(tmp_path, f'<row r="1048576"><c r="{place}"><v>7</v></c></row>'.encode())
    sheet = read_workbook(path)
    assert [cell.value for cell in sheet.cells[0]] == ["名称", "备案号"]
    assert (sheet.cell(1, 1).value, sheet.cell(1, 1).format) == (12, "0000")
    assert sheet.cell(row, column).value == 7
    assert len(sheet.cells) == row + 1
    assert sum(len(one) for one in sheet.cells[:-1]) == 4


def test_an_error_in_a_stray_cell_keeps_its_place(tmp_path: Path) -> None:
    rows = b'<row r="900000"><c r="AZ900000" t="e"><v>#N/A</v></c></row>'
    assert read_workbook(with_rows(tmp_path, rows)).cell(899_999, 51) == ("#N/A", "error", "")


def test_a_sheet_as_large_as_its_cells_is_left_as_it_is(tmp_path: Path) -> None:
    data = with_rows(tmp_path, b'<row r="900"><c r="ZZ900"><v>7</v></c></row>').read_bytes()
    assert closed_up(data, "数据", "a.xlsx") == (data, Gaps())


@pytest.mark.parametrize(
    "rows",
    [
        b"<row r='1048576'><c r='XFD1048576'><v>7</v></c></row>",
        b'<row r="1048576"><c r = "XFD1048576"><v>7</v></c></row>',
        b'<row r="1048576"><c><v>7</v></c><c r="XFD1048576"><v>7</v></c></row>',
    ],
)
def test_far_cells_written_strangely_are_refused(tmp_path: Path, rows: bytes) -> None:
    with pytest.raises(Trouble, match=r"“台账.xlsx”的工作表“数据”用到的范围太大") as caught:
        read_workbook(with_rows(tmp_path, rows))
    assert "删除表尾多余的空行空列" in caught.value.hint


def test_a_sheet_that_another_namespace_hides_is_refused_when_it_spreads(tmp_path: Path) -> None:
    path = with_rows(tmp_path, b'<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>')
    with zipfile.ZipFile(path) as package:
        book = package.read("xl/workbook.xml")
    strict = book.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    with pytest.raises(Trouble, match=r"太大|已损坏"):
        read_workbook(repacked(path, {"xl/workbook.xml": strict}))


def test_a_package_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = with_rows(tmp_path, b"")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package, package.open("xl/big.xml", "w") as part:
        for _ in range(501):
            part.write(bytes(1_000_000))
    with pytest.raises(Trouble, match="解压后太大"):
        read_workbook(path)


def test_a_package_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", bytes(3_000_000))
    told, true = struct.pack("<I", 1000), struct.pack("<I", 3_000_000)
    with pytest.raises(Trouble, match="已损坏"):
        check_package(target.getvalue().replace(true, told), "a.xlsx")
    check_package(target.getvalue(), "a.xlsx")


def open_document(rows: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("content.xml", f'<table:table table:name="台账">{rows}</table:table>')
    return target.getvalue()


def test_an_open_document_with_a_far_cell_is_refused() -> None:
    first = '<table:table-row><table:table-cell office:value-type="string"/></table:table-row>'
    gap = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    empty = '<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    far = (
        '<table:table-row><table:table-cell table:number-columns-repeated="21"/>'
        '<table:table-cell office:value-type="float"/></table:table-row>'
    )
    check_open_document(open_document(first + gap + empty), "a.ods")
    with pytest.raises(Trouble, match=r"“a.ods”的工作表“台账”用到的范围太大"):
        check_open_document(open_document(first + gap + far), "a.ods")
    filled = gap.replace(
        "<table:table-cell/>", '<table:table-cell table:number-columns-repeated="99" office:value-type="a"/>'
    )
    with pytest.raises(Trouble, match="范围太大"):
        check_open_document(open_document(filled), "a.ods")


def old_excel(cells: list[tuple[int, int]], size: int = 4096) -> bytes:
    """A compound file of one stream `Workbook` with number cells; below 4096 bytes it stands in small sectors."""
    records = struct.pack("<HH8x8x", 0x0809, 16)
    records += b"".join(struct.pack("<HHHHHd", 0x0203, 14, row, column, 0, 1.0) for row, column in cells)
    stream = records.ljust(size, b"\0")
    small = len(stream) < 4096
    body = stream.ljust(4096, b"\0")
    end, free, fat = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    chain = [fat, end, *range(3, 10), end, end]
    table = struct.pack("<128I", *(chain + [free] * (128 - len(chain))))
    root = (2, 4096) if small else (end, 0)
    entry = (0, len(stream)) if small else (2, len(stream))
    names = [("Root Entry", *root), ("Workbook", *entry)]
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H50xII4x", 2 * len(name) + 2, start, length)
        for name, start, length in names
    ).ljust(512, b"\0")
    small_table = struct.pack("<128I", *[*range(1, 64), end], *[free] * 64)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH10xI", 62, 3, 0xFFFE, 9, 6, 1)[:20]
    head = head.ljust(44, b"\0") + struct.pack("<IIIIIIII", 1, 1, 0, 4096, 10, 1, end, 0)
    return head + struct.pack("<109I", 0, *[free] * 108) + table + directory + body + small_table


@pytest.mark.parametrize("size", [4096, 512])
def test_an_old_workbook_with_a_far_cell_is_refused(size: int) -> None:
    check_old_excel(old_excel([(0, 0), (60_000, 20)], size), "a.xls")
    for far in ((65_535, 255), (65_535, 65_535)):
        with pytest.raises(Trouble, match=r"“a.xls”有一张工作表用到的范围太大") as caught:
            check_old_excel(old_excel([(0, 0), far], size), "a.xls")
        assert caught.value.hint


def test_binary_workbooks_are_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.bin", b"")
    with pytest.raises(Trouble, match="xlsb") as caught:
        read_workbook(path)
    assert ".xlsx" in caught.value.hint


def test_column_letters_are_read() -> None:
    assert [column_number(letters) for letters in (b"A", b"Z", b"AA", b"xfd")] == [0, 25, 26, 16_383]


def test_a_gap_before_a_stray_cell_is_not_counted_as_blank_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "孵化器名称,所属辖市区（统计口径）\n甲,武进区\n\n乙,武进区\n" + "\n" * 5000 + ",,x\n", encoding="utf-8"
    )
    sheet = read_workbook(path)
    rows = read_rows(sheet, match_headers(CARRIER, sheet), SampleContext())
    assert [row.number for row in rows] == [2, 3, 4, 5005]
    assert [row.blank for row in rows] == [False, True, False, False]
