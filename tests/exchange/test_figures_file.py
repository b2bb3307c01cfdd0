from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Condition, Count, Operator
from bureau_desk.exchange.figures_file import figures_of, figures_text, read_figures

WHOLE = """
["省级以上孵化器数"]
register = "incubator"
where = { carrier_kind = "孵化器", highest_level = { at_least = "省级" }, stat_unit = ["武进区", "新北区"], total_area = { from = 1000, to = 20000.5 }, remark = { empty = true }, established_date = { from = 2015-01-01 } }
by = "stat_unit"
count = "inflow"
measure = "sum:total_area"
unit = "万㎡"
scope = "全市"
digits = 2
as_of = 2021-12-31
period = "2021-01-01..2021-06-30"
list = ["carrier_name", "stat_unit"]
sort = "desc"
limit = 5
source = "孵化器\\"台账\\""
chart = { kind = "progress", title = "标题", items = ["强度"], targets = [3.5], wide = true }
table = { title = "表", columns = ["占比"], total = true }
["强度"]
series = "全社会研发经费占GDP"
region = "江苏省"
target = true
years = [2019, 2020, 2021]
["线"]
series = "x"
chart = { kind = "line", years = "2019..2021" }
items = ["强度"]
"""


def test_every_key_is_read() -> None:
    questions, problems = figures_of(WHOLE)
    assert problems == ()
    asked = questions["省级以上孵化器数"]
    assert asked.where == (
        Condition("carrier_kind", Operator.EQUALS, "孵化器"), Condition("highest_level", Operator.AT_LEAST, "省级"),
        Condition("stat_unit", Operator.IN, ("武进区", "新北区")), Condition("total_area", Operator.FROM, 1000),
        Condition("total_area", Operator.TO, asked.where[4].value), Condition("remark", Operator.EMPTY, True),
        Condition("established_date", Operator.FROM, "2015-01-01"),
    )  # fmt: skip
    assert str(asked.where[4].value) == "20000.5"
    assert (asked.by, asked.count, asked.digits, asked.as_of) == (("stat_unit",), Count.INFLOW, 2, date(2021, 12, 31))
    assert asked.list_fields == ("carrier_name", "stat_unit") and asked.place == "figures.toml “省级以上孵化器数”"
    years = tuple(date(year, 12, 31) for year in (2019, 2020, 2021))
    assert questions["强度"].dates == years and questions["强度"].target
    assert questions["线"].dates == years and questions["线"].chart == {"kind": "line", "items": ["强度"]}


def test_questions_are_written_and_read_without_loss() -> None:
    questions, _ = figures_of(WHOLE)
    again, problems = figures_of(figures_text(questions))
    assert problems == () and again == questions
    assert figures_text(again) == figures_text(questions)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('["甲"]\nregister = "a"\nmeasur = "count"', 3, "“measure”"),
        ('["甲"]\nregister = "a"\ncount = "stok"', 3, "“stock”"),
        ('["甲"]\nregister = "a"\nwhere = { x = { atleast = "省级" } }', 3, "“at_least”"),
        ('["甲"]\nregister = "a"\nchart = { kind = "pie" }', 3, "图表种类“pie”没有"),
        ('["甲"]\nregister = "a"\nchart = { tittle = "x" }', 3, "“title”"),
        ('["甲"]\nregister = "a"\nchart = { items = ["乙"] }', 3, "用到的“乙”没有"),
        ('["甲"]\nunit = "家"', 1, "没有写台账"),
        ('["乙"]\nregister="b"\n["甲"]\nregister = "a"\nas_of = "明天"', 5, "不是日期"),
        ('["甲"]\nregister = "a"\nlimit = "多"', 3, "应是整数"),
        ('["甲"]\nregister = "a', 2, "不合 TOML 写法"),
        ('"甲" = 3', 1, "应写成"),
        ('[甲]\nregister = "a"', 1, "中文名称要加英文引号"),
    ],
)  # fmt: skip
def test_every_fault_has_its_line(text: str, line: int, words: str) -> None:
    _, problems = figures_of(text)
    assert [one.where for one in problems][:1] == [f"figures.toml 第 {line} 行"], problems
    assert words in problems[0].message


def test_a_missing_file_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse):
        read_figures(tmp_path / "figures.toml")


def test_a_bom_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "figures.toml"
    path.write_bytes(b"\xef\xbb\xbf" + '["甲"]\r\nregister = "a"\r\n'.encode())
    questions, problems = read_figures(path)
    assert list(questions) == ["甲"] and problems == ()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("unit = 5", "引号"),
        ('series = "强度"\nmeasure = "sum:value"', "指标"),
        ('series = "强度"\ncount = "inflow"', "指标"),
        ("digits = 99", "0 到 10"),
        ("limit = -1", "0 到"),
        ('region = "武进区"', "where"),
        ('wher = { level = "省级" }', "“where”"),
        ('years = "2019..99999999999"', "不是日期"),
        ("where = 5", "花括号"),
    ],
)
def test_what_would_make_a_number_false_marks_the_question(lines: str, words: str) -> None:
    questions, problems = figures_of(f'["甲"]\nregister = "a"\n{lines}\n["乙"]\nregister = "a"\n')
    assert words in questions["甲"].fault
    assert questions["甲"].problems == problems
    assert (questions["乙"].fault, questions["乙"].problems) == ("", ())


@pytest.mark.parametrize(
    "lines", ["bogus = 1", "target = true", 'by = ["x"]\nsort = "dsc"', 'chart = { kind = "pie" }', 'items = ["没有"]']
)
def test_a_strange_key_or_a_wrong_chart_leaves_the_number_true(lines: str) -> None:
    questions, problems = figures_of(f'["甲"]\nregister = "a"\n{lines}\n')
    assert questions["甲"].problems == problems != ()
    assert questions["甲"].fault == ""
