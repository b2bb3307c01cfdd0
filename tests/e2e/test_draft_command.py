"""The draft command as staff type it: kinds listed, an article put into a folder, the issue checked."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from bureau_desk.cli.dispatch import run
from bureau_desk.cli.parser import read_arguments


def command(desk: Path, *words: str) -> int:
    return run(read_arguments(["--desk", str(desk), *words]))


def test_kinds_are_listed_and_a_draft_passes_the_check(
    desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(desk, "draft") == 0
    listed = capsys.readouterr().out
    assert "gaoqi" in listed and "--district" in listed and "--set scheme=" in listed
    folder = tmp_path / "刊"
    assert command(desk, "draft", "gaoqi", "--year", "2021", "--district", "武进区", "-o", str(folder)) == 0
    told = capsys.readouterr().out
    assert "武进区有效高新技术企业836家" in told and "已放入" in told
    assert command(desk, "draft", "yanfa", "--to", "2022-02-28", "-o", str(folder), "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert made["article"] == "yanfa-jigou" and "1875家" in made["text"]
    assert command(desk, "check", str(folder)) == 0
    assert command(desk, "draft", "nichts") == 2
    assert command(desk, "draft", "gaoqi", "--year", "1990") == 2


def test_a_workbook_of_the_staff_comes_out_filled(desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "刊", tmp_path / "发布"
    assert command(desk, "draft", "yanfa", "--to", "2022-02-28", "-o", str(folder)) == 0
    book = openpyxl.Workbook()
    book.active["A1"] = "{{市级以上研发机构数（2022-02-28）}}"
    book.save(tmp_path / "报表.xlsx")
    capsys.readouterr()
    words = ("publish", str(folder), str(out), "--no-pdf", "--json", "--xlsx-template")
    assert command(desk, *words, str(tmp_path / "报表.xlsx")) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert openpyxl.load_workbook(files["filled"]).active["A1"].value == 1875
    assert openpyxl.load_workbook(files["xlsx"]).sheetnames[:3] == ["封面", "目录", "年度对照"]
    assert command(desk, *words, str(tmp_path / "没有.xlsx")) == 2
