"""Proofreading on the command line: what is told, in what order, and what --mend writes."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.cli.dispatch import run
from bureau_desk.cli.parser import build
from bureau_desk.places import SEEDS


@pytest.fixture
def place(tmp_path: Path) -> Path:
    Desk.create(tmp_path / "台账.desk", "测试", clock=lambda: datetime(2022, 3, 1)).close()
    folder = tmp_path / "刊物"
    (folder / "articles").mkdir(parents=True)
    text = (SEEDS / "issue" / "issue.toml").read_text(encoding="utf-8")
    head = (
        text[: text.index("[imprint]")]
        .replace('"gaoqi-zengzhang", ', "")
        .replace('"fuhua-tixi", "fuhuaqi-a"', '"b", "a"')
    )
    head = head.replace('message = "xinnian"', "")
    (folder / "issue.toml").write_text(head + '[[columns]]\nname = "栏"\narticles = ["b", "a"]\n', encoding="utf-8")
    for key, body in (("a", "截止2021年，，好。\n\n企业的的发展。"), ("b", "有2021年2月30日。\n\n截止2021年好。")):
        (folder / "articles" / f"{key}.md").write_text(f'+++\ntitle = "标题{key}"\n+++\n\n{body}\n', encoding="utf-8")
    return tmp_path


def check(place: Path, *words: str) -> int:
    return run(build().parse_args(["--desk", str(place / "台账.desk"), "check", *words]))


def test_problems_come_in_print_order_with_block_sort_and_mend(place, capsys):
    assert check(place, str(place / "刊物"), "--json") == 1
    data = json.loads(capsys.readouterr().out)
    told = [(one["article"], one["block"], one["code"], one["mend"], one["kind"]) for one in data["problems"]]
    assert told == [
        ("b", 1, "no_such_day", "", "数字"), ("b", 2, "until", "截至2021年", "用词"), ("a", 1, "until", "截至2021年", "用词"),
        ("a", 1, "doubled_marks", "年，", "标点"), ("a", 2, "doubled", "的", "用词"),
    ]  # fmt: skip
    assert data["kinds"] == {"用词": 3, "标点": 1, "数字": 1} and "mended" not in data
    assert check(place, str(place / "刊物")) == 1
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert last == "共 5 条：5 处要改，0 条供参考。其中用词 3，标点 1，数字 1。有 4 处可以加 --mend 自动改正。"


def test_mend_writes_what_is_safe_and_tells_the_rest(place, capsys):
    folder = place / "刊物"
    assert check(place, str(folder), "--mend") == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "改正了 4 处，涉及 2 篇文章。" and "没有这一天" in told[1] and len(told) == 3
    assert (folder / "articles" / "a.md").read_text(encoding="utf-8").endswith("\n截至2021年，好。\n\n企业的发展。\n")
    check(place, str(folder), "--mend", "--json")
    assert json.loads(capsys.readouterr().out)["mended"] == {"places": 0, "files": []}


def test_an_issue_of_the_desk_is_mended_there_as_a_step(place, capsys):
    desk = Desk.open(place / "台账.desk", "测试", clock=lambda: datetime(2022, 3, 1))
    number = finish(issue_shelf.take_in(desk, Path(shutil.copytree(place / "刊物", place / "甲期"))))
    desk.close()
    check(place, "甲期" if not Path("甲期").exists() else str(number), "--mend", "--json")
    assert json.loads(capsys.readouterr().out)["mended"]["places"] == 4
    desk = Desk.open(place / "台账.desk", "测试", clock=lambda: datetime(2022, 3, 1))
    assert issue_shelf.undo(desk, number) == "校对改正4处"
    desk.close()
