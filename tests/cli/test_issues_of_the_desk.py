"""Issues that are kept in the desk, named on the command line."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.cli.dispatch import run
from bureau_desk.cli.parser import build

PLAN = 'format = 1\ntitle = "模拟科技"\nyear = 2022\nnumber = 1\ndate = 2022-02-28\n[[columns]]\nname = "头条"\narticles = ["a"]\n'
ARTICLE = '+++\ntitle = "甲稿"\n+++\n\n有{{没有这个数}}。\n'


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    desk = Desk.create(tmp_path / "台账.desk", "测试", clock=lambda: datetime(2026, 3, 1))
    issue_shelf.keep(desk, "模拟一", {"issue.toml": PLAN.encode(), "articles/a.md": ARTICLE.encode()}, "新建")
    desk.close()
    return desk.path


def test_an_issue_of_the_desk_is_proofread_and_published_by_its_name(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("1", "模拟一", "模拟科技 2022 年第 1 期"):
        assert run(build().parse_args(["--desk", str(path), "check", name, "--json"])) == 1
        (problem,) = [one for one in json.loads(capsys.readouterr().out)["problems"] if "没有这个数" in one["message"]]
        assert (problem["article"], problem["block"]) == ("a", 1)
    assert run(build().parse_args(["--desk", str(path), "publish", "模拟一", str(tmp_path / "出"), "--no-pdf"])) == 1
    assert (tmp_path / "出" / "模拟科技2022年第1期.docx").is_file()


def test_a_name_that_is_no_issue_and_no_folder_is_told(path: Path) -> None:
    assert run(build().parse_args(["--desk", str(path), "check", "没有这一期"])) == 2


def test_word_alone_is_the_same_word_without_the_workbooks(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1646092800")
    whole, alone = tmp_path / "全", tmp_path / "只出Word"
    for out, more in ((whole, []), (alone, ["--word-only"])):
        asked = ["--desk", str(path), "publish", "模拟一", str(out), "--no-pdf", "--json", *more]
        assert run(build().parse_args(asked)) == 1  # its number without a question is told either way
    files = [json.loads(text) for text in capsys.readouterr().out.strip().split("\n}\n") if text.endswith("}")][-1][
        "files"
    ]
    assert files["docx"] and not (files["xlsx"] or files["audit"] or files["pdf"])
    assert [one.name for one in alone.iterdir()] == ["模拟科技2022年第1期.docx"]
    assert len(list(whole.iterdir())) == 3
    assert (alone / "模拟科技2022年第1期.docx").read_bytes() == (whole / "模拟科技2022年第1期.docx").read_bytes()
