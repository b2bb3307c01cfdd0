"""Workbooks of every kind are read cell by cell; files that cannot be read say why."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bureau_desk.bulletin.office import converted, soffice
from bureau_desk.domain.fieldtypes import parse_cell
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.exchange.csv_text import csv_bytes, decode, delimiter, guarded, read_rows, unguarded
from bureau_desk.exchange.workbook import Sheet, column_letter, read_workbook, sheet_names
from tests.domain.sample_schema import SampleContext, field_of
from tests.exchange.sheets import write_xlsx

NASTY = [
    ["名称", "备案号", "出租率", "日期", "数", "布尔"],
    ["甲 & 乙 <丙>", 123, 0.125, datetime(2024, 5, 6), 3.5, True],
    ["=SUM(A1)丁", "000123", None, None, None, False],
]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    return write_xlsx(path, *NASTY, formats={"B2": "000000", "C2": "0.0%", "A3": "@"}, merged=("A5:C5",))


def values(sheet: Sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.cells]


def test_cells_keep_kind_and_telling_formats(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        ["备案号", "率", "日期"],
        [123, 0.125, date(2024, 5, 6)],
        formats={"A2": "000000", "B2": "0.0%"},
    )
    first, second = read_workbook(path).cells
    assert [cell.value for cell in first] == ["备案号", "率", "日期"]
    assert [(cell.value, cell.kind, cell.format) for cell in second] == [
        (123.0, "number", "000000"),
        (0.125, "number", "0.0%"),
        (date(2024, 5, 6), "date", ""),
    ]


def test_rows_keep_their_numbers_below_blank_rows(tmp_path: Path) -> None:
    sheet = read_workbook(write_xlsx(tmp_path / "a.xlsx", [], [], [None, "名称"], [], ["甲"]))
    assert sheet.cell(2, 1).value == "名称"
    assert sheet.cell(4, 0).value == "甲"
    assert len(sheet.cells) == 5
    assert sheet.cell(99, 99).kind == "empty"


def test_error_cells_are_never_taken_for_empty_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["名称", "数"])
        page.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        page.write_formula(1, 0, "=NA()", None, "#N/A")
    assert [(cell.value, cell.kind) for cell in read_workbook(path).cells[1]] == [
        ("#N/A", "error"),
        ("#DIV/0!", "error"),
    ]


def test_dates_of_the_1904_system_are_the_same_days(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        page = book.add_worksheet()
        page.write_datetime(0, 0, datetime(2024, 6, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_number(0, 1, 43982)
    sheet = read_workbook(path)
    assert sheet.date_1904
    field = field_of("established_date")
    for cell in sheet.cells[0]:
        assert parse_cell(field, cell, SampleContext(), sheet.date_1904).value == "2024-06-01"


def test_the_first_visible_sheet_with_content_is_read_unless_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("封面")
        hidden = book.add_worksheet("旧表")
        hidden.write(0, 0, "旧")
        hidden.hide()
        book.add_worksheet("台账").write(0, 0, "新")
    assert read_workbook(path).name == "台账"
    assert read_workbook(path, "旧表").cell(0, 0).value == "旧"
    assert sheet_names(path) == ("封面", "台账")
    with pytest.raises(Misuse, match=r"没有名为“没有”的工作表") as caught:
        read_workbook(path, "没有")
    assert "封面、旧表、台账" in caught.value.hint
    with pytest.raises(Trouble, match="是空的"):
        read_workbook(path, "封面")


def test_merged_areas_are_known(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ["标题", "", ""], ["a", "b", "c"], merged=("A1:C1",))
    assert read_workbook(path).merged == ((0, 0, 0, 2),)


@pytest.mark.office
@pytest.mark.skipif(soffice() is None, reason="needs LibreOffice")
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_old_and_open_workbooks_are_read(book: Path, ending: str, tmp_path: Path) -> None:
    converted(book, tmp_path, ending)
    copy = tmp_path / f"台账.{ending}"
    sheet = read_workbook(copy)
    assert sheet.cells[1][0].value == "甲 & 乙 <丙>"
    assert (sheet.cells[1][1].value, sheet.cells[1][1].kind, sheet.cells[1][1].format) == (123, "number", None)
    assert sheet.cells[1][3].value == date(2024, 5, 6)
    # WPS saves such files with its own ending
    wps = copy.rename(tmp_path / "台账.et") if ending == "xls" else copy
    assert read_workbook(wps).cells[2][1].value == "000123"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.xlsx", "是空文件"),
        (b"   \r\n", "a.csv", "是空文件"),
        (b"PK\x03\x04 broken", "a.xlsx", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "有打开密码"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "网页格式"),
        (b"%PDF-1.7", "a.pdf", "不是能读取的表格文件"),
        (b"\x00\x01\x02\xff\xfe", "a.csv", "编码"),
        (b",,\r\n,,", "a.csv", "没有内容"),
    ],
)
def test_files_that_cannot_be_read_say_why_and_what_to_do(
    content: bytes, name: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Trouble) as caught:
        read_workbook(path)
    assert words in caught.value.message
    assert name in caught.value.message
    assert caught.value.hint


def test_absent_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="找不到文件"):
        read_workbook(tmp_path / "没有.xlsx")
    with pytest.raises(Trouble, match="是文件夹"):
        read_workbook(tmp_path)


def test_a_cut_off_workbook_is_no_crash(book: Path, tmp_path: Path) -> None:
    whole = book.read_bytes()
    for share in (0.2, 0.5, 0.9):
        broken = tmp_path / "b.xlsx"
        broken.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(Trouble, match="已损坏"):
            read_workbook(broken)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_with_every_sign(encoding: str, sign: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [
        "常州市孵化器统计表",
        sign.join(("名称", "备案号", "备注")),
        sign.join(("甲", "000123", f'"一{sign}二\n三"')),
        "",
    ]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    assert values(read_workbook(path))[1:] == [["名称", "备案号", "备注"], ["甲", "000123", f"一{sign}二\n三"]]
    with pytest.raises(Misuse):
        read_workbook(path, "别的表")


def test_characters_outside_gbk_survive_gb18030() -> None:
    assert decode("䶮𠮷（镕）".encode("gb18030"), "a.csv") == "䶮𠮷（镕）"


def test_the_delimiter_is_not_guessed_from_one_odd_line() -> None:
    assert delimiter("标题；说明\n名称,代码,备注\n甲,1;2,丙\n") == ","
    assert delimiter("名称\n甲\n") == ","


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00")), min_size=2, max_size=2),
        min_size=1,
    )
)
def test_guarded_text_survives_csv(rows: list[list[str]]) -> None:
    data = csv_bytes([[guarded(text) for text in row] for row in [["甲", "乙"], *rows]])
    assert data.startswith(b"\xef\xbb\xbf")
    assert read_rows(decode(data, "a.csv"), "a.csv")[1:] == rows


@given(st.text())
def test_no_guarded_text_is_a_formula(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


def test_columns_have_the_letters_of_the_spreadsheet() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
