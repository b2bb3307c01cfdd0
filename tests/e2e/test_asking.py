"""ask and chart as staff and other programs use them: what is refused, what is told, how answers read."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from bureau_desk.places import SEEDS

FIGURES = """
["好"]
register = "incubator"
["没有这种计数"]
register = "incubator"
count = "stok"
["没有这一天"]
register = "incubator"
as_of = "昨天"
["单位不是文字"]
register = "incubator"
unit = 5
["键写错了"]
register = "incubator"
wher = { carrier_kind = "孵化器" }
["多了一项"]
register = "incubator"
bogus = 1
["平均面积"]
register = "incubator"
measure = "mean:total_area"
by = ["stat_unit"]
["几个年末"]
register = "incubator"
by = ["载体类型"]
years = [2020, 2021]
["图种写错"]
register = "incubator"
by = ["stat_unit"]
chart = { kind = "pie" }
["单位不同"]
register = "indicator_series"
where = { indicator_name = ["科技进步贡献率", "万人发明专利拥有量"], period_end = "2017-12-31" }
by = ["indicator_name"]
measure = "sum:value"
as_of = 2022-12-31
["前三"]
register = "incubator"
by = ["stat_unit"]
sort = "desc"
limit = 3
["字段写错"]
register = "incubator"
by = ["unitt"]
["名单"]
register = "indicator_series"
where = { region = "中以常州创新园", value_type = "目标" }
unit = "见各行"
list = ["indicator_name", "value", "unit"]
"""


@pytest.fixture
def figures(tmp_path) -> Path:
    path = tmp_path / "f.toml"
    path.write_text(FIGURES, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("没有这种计数", ("第 6 行", "“stok”", "inflow")),
        ("没有这一天", ("第 9 行", "“昨天”", "2021-12-31")),
        ("单位不是文字", ("第 12 行", "unit", "引号")),
        ("键写错了", ("第 15 行", "“wher”", "“where”")),
    ],
)
def test_a_misread_question_is_refused_and_no_number_is_printed(command, demo_desk, figures, tmp_path, name, said):
    for words in (
        ("ask", figures, name),
        ("ask", figures, name, "--json"),
        ("chart", figures, name, tmp_path / "a.png"),
    ):
        status, stdout, stderr = command("--desk", demo_desk, *words)
        assert (status, stdout) == (2, "")
        assert all(one in stderr for one in (figures.name, name, *said))
    assert not (tmp_path / "a.png").exists()


def test_a_strange_key_is_told_and_others_faults_are_only_counted(command, answer, demo_desk, figures):
    status, stdout, stderr = command("--desk", demo_desk, "ask", figures, "多了一项")
    assert (status, "127家" in stdout, "“bogus”" in stderr) == (1, True, True)
    status, _, stderr = command("--desk", demo_desk, "ask", figures, "好")
    assert status == 0
    assert "另有 6 个问题" in stderr
    assert "stok" not in stderr
    assert "bogus" in answer("--desk", demo_desk, "ask", figures, "多了一项")[1]["warnings"][0]


def test_a_day_asked_for_goes_before_the_day_of_the_question(answer, demo_desk, tmp_path):
    path = tmp_path / "f.toml"
    path.write_text('["甲"]\nregister = "incubator"\nas_of = 2021-12-31\n', encoding="utf-8")
    assert answer("--desk", demo_desk, "ask", path, "甲")[1]["as_of"] == "2021-12-31"
    assert answer("--desk", demo_desk, "ask", path, "甲", "--as-of", "2020-06")[1]["as_of"] == "2020-06-30"


def test_groups_are_keyed_as_the_question_writes_them(answer, demo_desk, figures):
    table = answer("--desk", demo_desk, "ask", figures, "平均面积")[1]["table"]
    assert all(set(line) == {"stat_unit", "value"} for line in table)
    table = answer("--desk", demo_desk, "ask", figures, "几个年末")[1]["table"]
    assert {tuple(line) for line in table} == {("year", "载体类型", "value")}


def test_answers_read_as_people_write_numbers(command, demo_desk, figures):
    _, stdout, _ = command("--desk", demo_desk, "ask", figures, "平均面积")
    assert "28523.08㎡" in stdout
    assert "市本级：无数据" in stdout
    assert "平均：24434.17㎡" in stdout
    assert "None" not in stdout and "E+" not in stdout
    _, stdout, _ = command("--desk", demo_desk, "ask", figures, "名单")
    assert "培育高新技术企业数　30　家" in stdout
    assert stdout.endswith("共 6 行\n")
    _, stdout, _ = command("--desk", demo_desk, "ask", figures, "前三")
    assert "合计（含没有列出的组）：127家，计 127 行" in stdout
    status, stdout, stderr = command("--desk", demo_desk, "ask", figures, "字段写错")
    assert (status, stdout) == (2, "")
    assert all(word in stderr for word in ("f.toml", "字段写错", "unitt", "stat_unit"))
    status, stdout, _ = command("--desk", demo_desk, "ask", figures, "单位不同")
    assert (status, "28.6" in stdout, "62.8" in stdout, "合计" in stdout) == (0, True, True, False)


def test_a_chart_in_a_folder_that_is_not_there_is_told_by_its_name(command, demo_desk, figures, tmp_path):
    status, _, stderr = command("--desk", demo_desk, "chart", figures, "好", tmp_path / "没有" / "c.png")
    assert status == 2
    assert "没有”不存在" in stderr
    assert ".part" not in stderr


@pytest.mark.parametrize(
    "words", [("ask", "--json=1", "a", "b"), ("undo", "甲"), ("chart", "a"), ("ask", "a", "b", "--as-of")]
)
def test_wrong_arguments_are_told_in_chinese(command, words):
    status, stdout, stderr = command(*words)
    assert (status, stdout) == (2, "")
    assert not any(word in stderr for word in ("invalid", "ignored", "argument", "expected", "required"))


def test_check_speaks_on_stdout_with_article_block_and_wished_page(command, answer, demo_desk, tmp_path):
    folder = Path(shutil.copytree(SEEDS / "issue", tmp_path / "issue"))
    article = folder / "articles" / "shisiwu-mubiao.md"
    text = article.read_text(encoding="utf-8").replace("pages = 2", "page = 77")
    article.write_text(f"{text.rstrip()}\n\n写作\\{{\\{{有效高企数\\}}\\}}，{{{{没有这个数}}}}。\n", encoding="utf-8")
    status, stdout, _ = command("--desk", demo_desk, "check", folder)
    assert status == 1
    assert "没有这个数" in stdout
    assert stdout.count("有6条记录没有起始日期") == 1
    status, data = answer("--desk", demo_desk, "check", folder)
    problems = {one["code"]: one for one in data["problems"]}
    unknown = problems["unknown_number"]
    assert (unknown["article"], unknown["line"]) == ("shisiwu-mubiao", len(article.read_text("utf-8").splitlines()))
    assert unknown["block"] > 10
    assert (problems["page"]["article"], problems["page"]["block"]) == ("shisiwu-mubiao", None)
    assert "unclosed" not in problems
    _, data = answer("--desk", demo_desk, "publish", folder, tmp_path / "out", "--no-pdf")
    assert "page" in {one["code"] for one in data["problems"]}
    words = "".join(one.text for one in docx.Document(data["files"]["docx"]).element.iter() if one.tag.endswith("}t"))
    assert "{{有效高企数}}" in words
    assert command("--desk", demo_desk, "check", tmp_path / "没有")[0] == 2
    assert command("--desk", demo_desk, "publish", SEEDS / "issue", tmp_path / "没有", "--theme", "Z")[0] == 2
    assert not (tmp_path / "没有").exists()


def test_an_issue_that_cannot_be_laid_out_is_told_before_anything_is_made(command, demo_desk, tmp_path):
    folder = Path(shutil.copytree(SEEDS / "issue", tmp_path / "issue"))
    plan = folder / "issue.toml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text('theme = "没有"\n' + text.replace('theme = "A"\n', ""), encoding="utf-8")
    status, stdout, _ = command("--desk", demo_desk, "check", folder)
    assert (status, "没有名为“没有”的版式配色" in stdout) == (1, True)
    plan.write_text("title = [\n", encoding="utf-8")
    status, _, stderr = command("--desk", demo_desk, "publish", folder, tmp_path / "out", "--no-pdf")
    assert (status, "issue.toml 第" in stderr) == (2, True)
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").touch()
    assert command("--desk", demo_desk, "publish", SEEDS / "issue", tmp_path / "file", "--no-pdf")[0] == 2
