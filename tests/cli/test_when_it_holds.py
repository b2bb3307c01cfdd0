"""Corrections, changes and knowledge on the command line."""

from __future__ import annotations

import csv
import json

import pytest

from bureau_desk.cli.dispatch import run
from bureau_desk.cli.opening import moment
from bureau_desk.cli.parser import read_arguments
from bureau_desk.domain.problem import Misuse

HEAD = ("孵化器名称", "所属辖市区（统计口径）", "成立日期", "运营机构名称")


@pytest.fixture
def do(tmp_path, monkeypatch, capsys):
    """Runs a command on one desk at a moment (seconds since 1970) and returns (status, standard output)."""
    monkeypatch.setenv("TZ", "UTC")
    desk = tmp_path / "台账.desk"

    def does(epoch, *words):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
        status = run(read_arguments(["--desk", str(desk), *map(str, words)]))
        return status, capsys.readouterr().out

    return does


def sheet(path, unit):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEAD, ("模拟孵化器", unit, "2015-06-01", "模拟有限公司")])
    return path


JANUARY, FEBRUARY = 1_704_880_000, 1_707_558_400  # 10 January and 10 February 2024


@pytest.mark.parametrize(
    ("words", "last_year", "known_then"),
    [((), 1, 1), (("--correct",), 0, 1), (("--valid-from", "2023-07"), 0, 1), (("--valid-from", "2024-02-01"), 1, 1)],
)
def test_an_update_holds_from_when_it_is_said_to_and_is_known_from_its_entry(
    do, tmp_path, words, last_year, known_then
):
    figures = tmp_path / "f.toml"
    figures.write_text(
        '["武进"]\nregister = "incubator"\nwhere = { stat_unit = "武进区" }\ncount = "cumulative"\n', encoding="utf-8"
    )
    do(JANUARY, "import", "incubator", sheet(tmp_path / "a.csv", "武进区"))
    do(FEBRUARY, "import", "incubator", sheet(tmp_path / "b.csv", "新北区"), *words)
    asked = ("ask", figures, "武进", "--as-of", "2023-12-31", "--json")
    assert json.loads(do(FEBRUARY, *asked)[1])["value"] == last_year
    assert json.loads(do(FEBRUARY, *asked, "--known", "2024-01-31")[1])["value"] == known_then
    assert json.loads(do(FEBRUARY, *asked, "--known", "2023-12-31")[1])["value"] == 0


def test_a_correction_cannot_hold_from_a_day(capsys):
    with pytest.raises(SystemExit):
        read_arguments(["import", "incubator", "a.csv", "--correct", "--valid-from", "2024"])
    assert "同用" in capsys.readouterr().err


def test_a_moment_is_read_or_refused():
    assert str(moment("2024-01")) == "2024-01-31 23:59:59.999999"
    assert str(moment("2024-01-02 17:00")) == "2024-01-02 17:00:00"
    for text in ("昨天", "2024-01-02T25:00"):
        with pytest.raises(Misuse, match="读不懂"):
            moment(text)
