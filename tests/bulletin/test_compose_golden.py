"""A small issue composed from a folder, compared with its galley kept as JSON."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.galley_json import from_json, to_json
from bureau_desk.bulletin.proof import proof
from bureau_desk.exchange.issue_folder import read_issue
from tests.analysis.memory import desk, hte, indicator

GOLDEN = Path(__file__).parents[1] / "golden"
DESK = desk(
    "2022-02-28",
    qualification=[
        hte("A", "2019-12-05", "2022-12-04", stat_unit_then="武进区"), hte("B", "2021-11-30", "2024-11-29", stat_unit_then="新北区"),
        hte("C", "2021-11-30", "2024-11-29", stat_unit_then="武进区"), hte("D", "2018-11-30", "2021-11-29", stat_unit_then="金坛区"),
    ],
    indicator_series=[
        indicator("全社会研发经费占GDP", "2020-12-31", "3.16", unit="%"),
        indicator("全社会研发经费占GDP", "2021-12-31", "3.28", unit="%", rank_reported=3, rank_base="全省"),
        indicator("全社会研发经费占GDP", "2025-12-31", "3.6", unit="%", value_type="目标"),
    ],
)  # fmt: skip


def test_a_small_issue_gives_the_galley_that_was_kept() -> None:
    issue, problems = read_issue(GOLDEN / "issue")
    assert problems == ()
    galley = compose(replace(issue, folder="/issue"), DESK)
    text = to_json(galley)
    kept = GOLDEN / "galley.json"
    assert text == kept.read_text(encoding="utf-8")
    assert from_json(text) == galley
    assert [(one.code, one.where) for one in proof(issue, galley)] == [("parts", "articles/gaoqi.md 第 18 行")]
