"""import and export as staff mistype them: status and sentence of every slip, and nothing left behind."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

HEAD = ["孵化器名称", "载体类别", "运营机构名称", "孵化场地总面积（㎡）"]


def table(path: Path, *rows) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_file_of_something_else_is_wrong_use_and_makes_no_desk(command, tmp_path):
    status, _, told = command(
        "--desk", tmp_path / "新.desk", "import", "incubator", table(tmp_path / "a.csv", "甲乙", "12")
    )
    assert status == 2
    assert "找不到“科技企业孵化器”的表头" in told
    assert not list(tmp_path.glob("*.desk*"))


def test_a_file_that_is_not_there_is_named(command, desk, tmp_path):
    status, _, told = command("--desk", desk, "import", "incubator", tmp_path / "没有.csv")
    assert status == 3
    assert "没有.csv" in told


def test_a_new_desk_is_told_and_a_trial_makes_none(command, tmp_path):
    path, target = table(tmp_path / "a.csv", HEAD, ["甲孵化器", "孵化器", "甲公司", "1000"]), tmp_path / "新.desk"
    _, out, told = command("--desk", target, "import", "incubator", path, "--dry-run")
    assert "将新增 1" in out
    assert "未新建台账" in told
    assert not target.exists()
    _, out, told = command("--desk", target, "import", "incubator", path)
    assert "已新增 1" in out
    assert "已新建台账" in told
    assert target.exists()
    assert "新建台账" not in command("--desk", target, "import", "incubator", path)[2]


def test_problems_name_only_what_they_have(command, desk, tmp_path):
    head = [*HEAD, "多余"]
    path = table(
        tmp_path / "a.csv", head, ["甲孵化器", "孵化器", "甲公司", "1e3", "x"], ["乙孵化器", "孵化器", "", "1", ""]
    )
    _, _, told = command("--desk", desk, "import", "incubator", path, "--dry-run")
    assert "第 1 行 E 列“多余”：此列没有导入" in told
    assert "第 2 行 D 列“孵化场地总面积”：“1e3”是科学记数法" in told
    assert "列“”" not in told
    assert "行  列" not in told


def test_a_long_name_is_refused_beside_its_row(answer, desk, tmp_path):
    path = table(
        tmp_path / "a.csv", HEAD, ["重" * 100_000, "孵化器", "甲公司", "1"], ["乙孵化器", "孵化器", "乙公司", "1"]
    )
    status, data = answer("--desk", desk, "import", "incubator", path)
    assert (status, data["refused"], data["added"]) == (1, 1, 1)
    hard = [one for one in data["problems"] if one["severity"] == "hard"]
    assert [(one["row"], one["column"], one["field"]) for one in hard] == [(2, "A", "孵化器名称")]
    assert all(len(one["value"]) < 100 for one in data["problems"])


@pytest.mark.parametrize("where", ["name~孵化", "名称~孵化"])
def test_a_name_can_be_asked_for_in_every_register(answer, demo_desk, tmp_path, where):
    status, data = answer("--desk", demo_desk, "export", "incubator", tmp_path / "a.csv", "--where", where)
    assert status == 0
    assert 0 < data["rows"] <= 130


def test_a_dangling_joiner_and_a_strange_batch_are_wrong_use(command, demo_desk, tmp_path):
    out = tmp_path / "a.csv"
    assert command("--desk", demo_desk, "export", "incubator", out, "--where", "stat_unit=武进区 且")[0] == 2
    assert not out.exists()
    status, _, told = command("--desk", demo_desk, "undo", "abc")
    assert status == 2
    assert "invalid" not in told


def test_certificates_of_next_year_are_not_in_an_export_of_this(command, demo_desk, tmp_path):
    command("--desk", demo_desk, "export", "qualification", tmp_path / "a.csv", "--as-of", "2020-12-31")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(row["有效期起"][:4] <= "2020" for row in rows)
    assert any("" < row["有效期止"][:4] < "2020" for row in rows), "what has run out stays, with its end"


def test_a_file_in_the_place_of_a_folder_is_told(command, demo_desk, tmp_path):
    (tmp_path / "档").write_text("x")
    status, _, told = command("--desk", demo_desk, "export", "incubator", tmp_path / "档" / "a.csv")
    assert status == 3
    assert "不是文件夹" in told
