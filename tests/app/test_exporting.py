"""Exports of today and of past days."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from bureau_desk.app import browsing, exporting, recording
from bureau_desk.app.jobs import finish
from bureau_desk.app.past import begun
from bureau_desk.domain.record import Row
from tests.app import small


@pytest.fixture
def desk(tmp_path):
    opened = small.make(tmp_path)
    for name, since in (("旧园", "2015-06"), ("年内", "2021"), ("新园", "2022-01-10"), ("无日期", "")):
        typed = {"carrier_name": name, "stat_unit": "武进区", "established_date": since}
        recording.save(opened, recording.read(opened, "incubator", typed))
    yield opened
    opened.close()


def names(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [line[0] for line in list(csv.reader(file))[1:]]


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2022, 2, 1), ["旧园", "年内", "新园", "无日期"]),
        (date(2021, 12, 31), ["旧园", "年内", "无日期"]),
        (date(2021, 6, 30), ["旧园", "年内", "无日期"]),
        (date(2020, 12, 31), ["旧园", "无日期"]),
        (date(2015, 5, 31), ["无日期"]),
    ],
)
def test_an_export_of_a_past_day_holds_what_had_begun_by_then(desk, tmp_path, day, wanted):
    view = exporting.view_of(desk, "incubator", as_of=day)
    finish(exporting.export(desk, view, tmp_path / "a.csv"))
    assert names(tmp_path / "a.csv") == wanted
    assert len(browsing.ids(desk, view)) == len(wanted), "the window shows the same rows"


def test_without_a_day_everything_is_exported(desk, tmp_path):
    finish(exporting.export(desk, exporting.view_of(desk, "incubator"), tmp_path / "a.csv"))
    assert len(names(tmp_path / "a.csv")) == 4


def test_a_register_without_counted_dates_keeps_every_row():
    assert begun(small.EVENT, date(1990, 1, 1))(Row(1, {"event_date": "2020-01-01"}))
