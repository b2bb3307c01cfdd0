"""The list of problems on the command line."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import add_many, write
from bureau_desk.cli.dispatch import run
from bureau_desk.cli.parser import build


@pytest.fixture
def path(tmp_path: Path) -> Path:
    desk = Desk.create(tmp_path / "台账.desk", "测试", clock=lambda: datetime(2026, 3, 1))
    carrier = {"carrier_name": "模拟孵化器", "operator_name": "甲"}
    rows = [{"subject_ref": 1, "year": year, "period": "年报", "total_income": income} for year, income in ((2023, 9_000_000), (2024, 90_000_000))]  # fmt: skip
    for register, some in (("incubator", [carrier]), ("annual_stats", rows)):
        with desk.database.writing() as connection:
            entries = add_many(connection, register, some)
        write(desk, entries, "载入")
    desk.close()
    return desk.path


def test_problems_are_listed_with_the_value_that_would_be_right(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--desk", str(path), "problems", "--register", "年度运营统计"]
    assert run(build().parse_args(arguments)) == 1
    told = capsys.readouterr().out
    assert (
        "[待核] 年度运营统计 模拟孵化器 2024（#3）总收入：疑似多填了一位，相差约10倍" in told
        and "（建议值：9000）" in told
    )
    assert run(build().parse_args([*arguments, "--json"])) == 1
    lines = json.loads(capsys.readouterr().out)
    assert {"kind", "message", "suggestion", "other_name"} <= set(lines[0])
    assert [one["other_name"] for one in lines if one["kind"] == "unit"] == ["模拟孵化器 2023"]


def test_problems_are_written_for_the_districts(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "清单.xlsx"
    assert run(build().parse_args(["--desk", str(path), "problems", "--by", "district", "-o", str(out)])) == 1
    assert out.is_file() and "已写好" in capsys.readouterr().out
    assert run(build().parse_args(["--desk", str(path), "problems", "--accepted"])) == 0
