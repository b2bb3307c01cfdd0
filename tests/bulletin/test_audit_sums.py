"""What charts work out from their own numbers (totals over stacks, rings, progress) is recounted from rows as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from bureau_desk.bulletin.audit import write_audit
from bureau_desk.bulletin.compose import compose
from bureau_desk.domain.issue import Block
from tests.analysis.memory import desk, hte, indicator, question
from tests.bulletin.test_compose import QUESTIONS, issue

DISTRICTS = ("武进区", "新北区", "天宁区", "钟楼区", "金坛区", "溧阳市", "常州经开区")
KINDS = {"武进区": ("高新技术企业", "瞪羚"), "新北区": ("高新技术企业",)}
ROWS = [
    hte(f"{district}{kind}{number}", "2021-01-01", "2023-12-31", stat_unit_then=district, qual_type=kind)
    for place, district in enumerate(DISTRICTS)
    for kind in KINDS.get(district, ("瞪羚",))
    for number in range(9 - place)
]
DESK = desk("2021-12-31", qualification=ROWS)
ASKED = {
    "分布": question("分布", by=("stat_unit_then", "qual_type"), chart={"kind": "stacked", "title": "分布"}),
    "构成": question("构成", by=("stat_unit_then",), chart={"kind": "share", "title": "构成", "sort": "desc"}),
    "进度": question("进度", chart={"kind": "progress", "title": "进度", "target": 80}),
}


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    blocks = tuple(Block("chart", name=name) for name in ASKED)
    galley = compose(replace(issue(blocks=blocks), questions=QUESTIONS | ASKED), DESK)
    path = tmp_path_factory.mktemp("audit") / "a.xlsx"
    write_audit(galley, DESK, path, datetime(2022, 3, 1))
    book = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)["图表数字"]
    heads = [cell.value for cell in formulas[4]]
    shown = {}
    for row, cells in enumerate(book["图表数字"].iter_rows(min_row=5, values_only=True), 5):
        line = dict(zip(heads, cells, strict=True))
        line["公式"] = [cell.value for cell in formulas[row] if str(cell.value).startswith("=")]
        shown[line["所在句子"]] = line
    return galley, book, shown


def test_every_number_that_a_chart_prints_is_listed_and_recounted(audit):
    galley, book, shown = audit
    (open_,) = [line for line in shown.values() if line["相符"] != "相符"]
    assert (open_["印出的文字"], open_["相符"]) == ("80", "—"), "a target that is only written rests on no row"
    assert "不符 0，无法逐行复算 1" in str(book["说明"]["A2"].value).rpartition("图表中")[2]
    assert len(shown) == len(galley.points)


def test_totals_over_stacks_rest_on_the_rows_of_their_parts(audit):
    _, _, shown = audit
    total = shown["分布：武进区，合计"]
    assert (total["印出的文字"], total["计数行数"], total["复算"]) == ("18", 18, 18)
    assert {one for one in shown if one.endswith("合计") and one.startswith("分布")} == {
        f"分布：{district}，合计" for district in DISTRICTS
    }


def test_a_zero_of_two_groups_is_counted_by_a_formula_and_told_as_a_zero(audit):
    _, _, shown = audit
    zero = shown["分布：新北区，瞪羚"]
    assert (zero["印出的文字"], zero["复算"], zero["相符"]) == ("0", 0, "相符")
    assert zero["公式"][0].startswith("=SUMIFS(")
    assert zero["备注"] == "没有符合口径的行，计数为 0。"


def test_the_centre_of_a_ring_and_its_shares_rest_on_rows_the_parts_told_together_too(audit):
    _, _, shown = audit
    whole = shown["构成：合计"]
    assert (whole["印出的文字"], whole["计数行数"]) == (str(len(ROWS)), len(ROWS))
    shares = {one: line for one, line in shown.items() if one.startswith("构成：") and one.endswith("，占比")}
    assert len(shares) == 6
    assert sum(float(line["印出的文字"].rstrip("%")) for line in shares.values()) == pytest.approx(100)
    assert shares["构成：武进区，占比"]["本数复算"] == 18
    rest = shares["构成：其他2项，占比"]
    assert (rest["本数复算"], rest["基数复算"]) == (4 + 3, len(ROWS))


def test_progress_is_divided_by_its_target_also_where_that_is_only_written(audit):
    _, _, shown = audit
    done = next(line for one, line in shown.items() if one.endswith("，完成目标"))
    assert done["印出的文字"] == f"{round(len(ROWS) * 100 / 80)}%"
    assert (done["本数复算"], done["基数复算"]) == (len(ROWS), 80)
    assert "基数取发布时的数" in done["备注"]


def test_rows_of_the_indicator_register_that_are_counted_are_recounted_as_rows(tmp_path):
    counted = question("指标行数", register="indicator_series", unit="项")
    now = desk(
        "2021-12-31",
        qualification=ROWS,
        indicator_series=[indicator("强度", f"20{year}-12-31", "3.28") for year in (19, 20, 21)],
    )
    galley = compose(replace(issue("共收{{指标行数}}。"), questions={"指标行数": counted}), now)
    assert [one.text for one in galley.numbers] == ["3项"]
    assert write_audit(galley, now, tmp_path / "a.xlsx", datetime(2022, 3, 1)) == (1, 0, 0)
