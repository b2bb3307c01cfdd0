"""Sheets and desks made up for the tests of the exchange."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bureau_desk.domain.fieldtypes import Cell
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.exchange.plan import Existing, ImportPlan, Outcome, make_plan
from bureau_desk.exchange.workbook import Sheet
from tests.domain.sample_schema import CARRIER, SampleContext

CLOCK = datetime(2024, 6, 30, 12, 0)
CONTEXT = SampleContext()
TITLES = ("孵化器名称", "统一社会信用代码", "所属辖市区", "成立日期", "孵化场地总面积", "运营状态")
CODES = (
    "91320411MATX004560", "91320412MATX0035X0", "12320400MATX002960", "52320400MATX001650", "N2320412MATX001570",
    "91320402MATX0000XA", "Y1320400MATX0000XP", "91350100M000100Y43", "91110000600037341L",
)  # fmt: skip


def row(number: int, **changed: Any) -> list[Any]:
    """A sound row for TITLES, its cells changed by position name."""
    cells = {
        "name": f"第{number}孵化器", "uscc": CODES[number], "unit": "新北区", "since": "2015-03", "area": 12000,
        "status": "正常",
    }  # fmt: skip
    return list({**cells, **changed}.values())


def cell(value: Any) -> Cell:
    if value is None or value == "":
        return Cell(None, "empty")
    kinds: dict[type, str] = {str: "text", bool: "bool", int: "number", float: "number", date: "date", datetime: "date"}
    return value if isinstance(value, Cell) else Cell(value, kinds[type(value)])


def sheet(*rows: Sequence[Any], merged: tuple[tuple[int, int, int, int], ...] = (), date_1904: bool = False) -> Sheet:
    """A sheet of plain values."""
    return Sheet("数据", [[cell(value) for value in one] for one in rows], merged, date_1904, "测试.xlsx")


class Records:
    """A desk of one register in memory that plans can be applied to."""

    def __init__(self, rows: Mapping[int, Values] | None = None) -> None:
        self.rows: dict[int, dict[str, Value]] = {key: dict(values) for key, values in (rows or {}).items()}
        self.calls = 0

    def existing(
        self, fields: tuple[str, ...], keys: Sequence[tuple[Value, ...]]
    ) -> Mapping[tuple[Value, ...], list[tuple[int, Values]]]:
        self.calls += 1
        found: dict[tuple[Value, ...], list[tuple[int, Values]]] = {}
        for number, values in self.rows.items():
            key = tuple(values.get(field) for field in fields)
            if key in set(keys):
                found.setdefault(key, []).append((number, values))
        return found

    def apply(self, plan: ImportPlan) -> None:
        for line in plan.lines:
            if line.outcome is Outcome.ADDED:
                self.rows[max(self.rows, default=0) + 1] = dict(line.values)
            if line.outcome is Outcome.UPDATED:
                assert line.record is not None
                self.rows[line.record] = dict(line.values)


def plan_of(read: Sheet, records: Records | None = None, register: Register = CARRIER, **options: Any) -> ImportPlan:
    existing: Existing = (records or Records()).existing
    return make_plan(register, read, CONTEXT, existing, **options)


def write_xlsx(path: Path, *rows: Sequence[Any], **options: Any) -> Path:
    """A workbook written by another program than ours would write it: openpyxl."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page.title = options.get("title", "数据")
    for one in rows:
        page.append(list(one))
    for place, form in options.get("formats", {}).items():
        page[place].number_format = form
    for area in options.get("merged", ()):
        page.merge_cells(area)
    book.save(path)
    return path
