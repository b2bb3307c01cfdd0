"""Many rows put into a workbook at once: every cell as it would be written by itself, the counts of strings true."""

from __future__ import annotations

import re
from decimal import Decimal

from bureau_desk.bulletin.xlsx_bulk import SharedStrings, with_rows

SHEET = (
    b'<worksheet><dimension ref="A1:C4"/><sheetData><row r="4"><c r="A4" s="1"><v>1</v></c><c r="B4" t="s"><v>0</v></c>'
    b'<c r="C4" s="2"/></row></sheetData></worksheet>'
)
STRINGS = b'<sst xmlns="x" count="1" uniqueCount="1"><si><t>old</t></si></sst>'
ROWS = [(1, "甲", Decimal("1.0")), (1, "乙", Decimal("1.00")), (2, "甲", 1), (None, "", None), (2, "甲", Decimal(1))]


def test_rows_read_as_they_were_given_and_equal_numbers_keep_their_own_writing() -> None:
    strings = SharedStrings(STRINGS, str)
    sheet = with_rows(SHEET, ROWS, strings).decode()
    assert 'ref="A1:C9"' in sheet
    cells = re.findall(r'<c r="([A-C])(\d+)"( s="\d")?( t="s")?(?:/>|><v>([^<]*)</v></c>)', sheet)
    further = [(column, int(row), style.strip(), bool(text), value) for column, row, style, text, value in cells[3:]]
    names = ["甲", "乙"]
    for place, row in enumerate(ROWS, 5):
        for column, style, cell in zip("ABC", ('s="1"', "", 's="2"'), row, strict=True):
            told = further.pop(0)
            written = "" if cell in (None, "") else str(1 + names.index(cell)) if isinstance(cell, str) else str(cell)
            assert told == (column, place, style, isinstance(cell, str) and cell != "", written)
    assert not further
    part = strings.part().decode()
    assert 'count="5" uniqueCount="3"' in part
    assert part.endswith("<si><t>甲</t></si><si><t>乙</t></si></sst>")
