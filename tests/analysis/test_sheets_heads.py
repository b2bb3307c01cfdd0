"""A printed head never stands over another column's numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.sheets import sheet
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Code, CodeList, Counting, Field, FieldType, Kind, Register, Schema
from bureau_desk.domain.snapshot import AsOf

LEVELS = CodeList(
    "level", "级别", tuple(Code(one, one, rank) for rank, one in enumerate(("国家级", "省级", "市级"), 1)), True
)
UNITS = CodeList("unit", "辖市区", (Code("溧阳市", "溧阳市"), Code("武进区", "武进区")))
ORG = Register(
    "org", "机构", Kind.ENTITY,
    (
        Field("name", "名称", FieldType.TEXT),
        Field("unit", "辖市区", FieldType.CHOICE, codelist="unit"),
        Field("level", "级别", FieldType.LEVEL, codelist="level"),
    ),
    name_field="name", counting=Counting(level="level", district="unit"),
)  # fmt: skip


class Rows:
    schema = Schema({"org": ORG}, {"level": LEVELS, "unit": UNITS})
    as_of = AsOf(date(2022, 2, 28))

    def rows(self, register):
        # 溧阳 comes first and has nothing at 国家级.
        told = [("溧阳市", "省级"), ("溧阳市", "市级"), ("溧阳市", "市级"), ("武进区", "国家级"), ("武进区", "省级")]
        return [Row(n, {"name": f"模拟{n}", "unit": u, "level": one}) for n, (u, one) in enumerate(told, 1)]

    def at(self, on):
        return self


def printed(**table):
    question = Question("分布", register="org", by=("unit", "level"), unit="家", table=table)
    return sheet(question, answer(question, Rows()), Rows())


def test_columns_follow_the_code_list_even_when_the_first_row_lacks_the_highest_level():
    made = printed()
    assert made.columns[1:] == ("国家级", "省级", "市级", "合计")
    assert made.rows == (("溧阳市", "0", "1", "2", "3"), ("武进区", "1", "1", "0", "2"), ("合计", "1", "2", "2", "5"))


def test_printed_heads_in_another_order_take_their_numbers_with_them():
    made = printed(columns=["辖市区", "市级", "国家级", "省级", "合计"])
    assert made.columns == ("辖市区", "市级", "国家级", "省级", "合计")
    assert made.rows[0] == ("溧阳市", "2", "0", "1", "3")
    assert [Decimal(text) for text in made.rows[-1][1:]] == [2, 1, 2, 5]


def test_heads_that_leave_a_column_out_are_refused():
    with pytest.raises(Misuse, match="市级"):
        printed(columns=["辖市区", "国家级", "省级", "其他", "合计"])
