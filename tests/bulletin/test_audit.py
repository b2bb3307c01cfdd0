"""The audit workbook proves every printed number from its rows, and tells when one does not agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from bureau_desk.bulletin.audit import write_audit
from bureau_desk.bulletin.office import converted, soffice
from bureau_desk.bulletin.xlsx_writer import write_xlsx
from bureau_desk.charts.theme import load_theme
from tests.bulletin.conftest import hostile

CLOCK = datetime(2022, 3, 1)


@pytest.fixture(scope="module")
def audit(sample, seed_rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("audit") / "出处.xlsx"
    return write_audit(sample, seed_rows, path, CLOCK), path


def table(path, name="数字清单", data_only=True):
    sheet = openpyxl.load_workbook(path, data_only=data_only)[name]
    heads = [cell.value for cell in sheet[4]]
    return [dict(zip(heads, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=5)]


def test_every_printed_number_agrees_with_its_rows(audit, sample):
    (same, different, open_), path = audit
    assert (same + open_, different) == (len(sample.numbers), 0)
    assert same > 0.9 * len(sample.numbers)
    assert [line["印出的文字"] for line in table(path)] == [number.text for number in sample.numbers]


def test_the_formulas_recount_the_rows_that_stand_in_the_workbook(audit):
    _, path = audit
    weights: dict[int, float] = {}
    for line in table(path, "明细"):
        weights[line["行组"]] = weights.get(line["行组"], 0) + line["计数"]
    checked = 0
    for line, formula in zip(table(path), table(path, data_only=False), strict=True):
        asked = str(formula["本数复算"] or "")
        if "$J$" in asked:
            group = int(asked.rstrip(")").rpartition(",")[2])
            assert weights[group] == line["本数复算"]
            checked += 1
    assert checked > 30


def test_published_figures_are_counted_by_as_many_rows(audit):
    _, path = audit
    counted = {line["印出的文字"]: line for line in table(path)}
    for text, rows in (("61家", 61), ("27家", 27), ("1875家", 1875), ("40家", 40)):
        assert counted[text]["本数复算"] == rows
        assert counted[text]["计数行数"] == rows


def test_a_number_that_its_rows_do_not_bear_is_told(sample, seed_rows, tmp_path):
    wrong = replace(sample.numbers[0], text="999家", value="999", form="", base_value="", base_rows=())
    galley = replace(sample, numbers=(wrong, *sample.numbers[1:]))
    _, different, _ = write_audit(galley, seed_rows, tmp_path / "a.xlsx", CLOCK)
    assert different == 1
    assert table(tmp_path / "a.xlsx")[0]["相符"] == "不符"


def test_codes_are_text_and_simulated_rows_are_marked(audit):
    _, path = audit
    rows = table(path, "明细")
    codes = [line["代码"] for line in rows if line["代码"]]
    assert all(isinstance(code, str) for code in codes)
    assert {"是"} <= {line["模拟"] for line in rows}


def test_both_workbooks_repeat_byte_for_byte_and_survive_hostile_issues(sample, seed_rows, tmp_path):
    theme = load_theme("A")
    for name in ("a", "b"):
        write_audit(sample, seed_rows, tmp_path / f"{name}1.xlsx", CLOCK)
        write_xlsx(sample, theme, tmp_path / f"{name}2.xlsx", CLOCK)
    for place in "12":
        assert (tmp_path / f"a{place}.xlsx").read_bytes() == (tmp_path / f"b{place}.xlsx").read_bytes()
    write_xlsx(hostile(), theme, tmp_path / "h.xlsx", CLOCK)
    write_audit(hostile(), seed_rows, tmp_path / "h2.xlsx", CLOCK)
    assert len(openpyxl.load_workbook(tmp_path / "h.xlsx").sheetnames) == 5  # cover, contents, three sheets


def test_the_excel_bulletin_has_a_sheet_for_each_table_and_chart_with_real_numbers(sample, tmp_path):
    path = tmp_path / "x.xlsx"
    write_xlsx(sample, load_theme("A"), path, CLOCK)
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 2 + len(sample.figures) + len(sample.tables)
    assert sum(len(book[name]._charts) for name in book.sheetnames) == len(sample.figures)
    wanted = next(one for one in sample.tables if one.name == "研发机构级别与分布")
    sheet = next(book[name] for name in book.sheetnames if wanted.title in str(book[name]["A1"].value))
    total = [cell.value for row in sheet.iter_rows() if row[0].value == "合计" for cell in row][1 : len(wanted.columns)]
    assert total == [16, 802, 1057, 1875]
    assert sheet.freeze_panes
    assert sheet.page_setup.paperSize == 9


@pytest.mark.office
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_recalculated_by_libreoffice_everything_still_agrees(audit, tmp_path):

    _, path = audit
    converted(path, tmp_path, "xlsx:Calc MS Excel 2007 XML")
    lines = table(tmp_path / path.name)
    assert {line["相符"] for line in lines if line["序号"]} <= {"相符", "—"}
    lines = table(tmp_path / path.name, "图表数字")
    assert {line["相符"] for line in lines if line["序号"]} <= {"相符", "—"}
    for line in lines:
        if line["相符"] == "相符":
            text = line["印出的文字"]
            whole = text.endswith("%") and "." not in text  # progress is printed in whole percent
            assert float(text.rstrip("%")) == pytest.approx(line["复算"], abs=0.5 if whole else 0.1)
