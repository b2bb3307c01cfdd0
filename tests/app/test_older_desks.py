"""Desks of every released format open after an upgrade, with a backup made first, and hold all that they held."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from bureau_desk.app import browsing, maintenance, recording, undoing
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Trouble
from bureau_desk.store import tables

DATA = Path(__file__).parents[1] / "data"
RELEASED = range(1, tables.FORMAT)
"""Each has a small desk in tests/data, written by the last program of its format, and what that program showed of it."""


def clock():
    return datetime(2023, 8, 1, 9)


def taken_out(number, folder):
    path = folder / "台账.desk"
    path.write_bytes(gzip.decompress((DATA / f"desk_format_{number}.desk.gz").read_bytes()))
    return path


def journal(path):
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in ("revision", "record", "batch")
        ]


def shown(desk, day=None):
    ids = list(browsing.ids(desk, browsing.View("incubator", as_of=day)))
    fields = {field.key: field for field in desk.register("incubator").fields}
    return {
        str(number): {key: browsing.display(desk, fields[key], value) for key, value in row.values.items()}
        for number, row in browsing.rows(desk, "incubator", ids, day).items()
    }


@pytest.mark.parametrize("number", RELEASED)
def test_a_desk_of_an_earlier_format_is_upgraded_and_holds_all_that_it_held(number, tmp_path):
    path = taken_out(number, tmp_path)
    told = json.loads((DATA / f"desk_format_{number}.json").read_text(encoding="utf-8"))
    before, bytes_before = journal(path), path.read_bytes()
    desk = Desk.open(path, "模拟", clock)
    try:
        assert journal(path) == before
        texts = {one: recording.texts(desk, "incubator", int(one)) for one in told["texts"]}
        assert {one: {key: text for key, text in row.items() if text} for one, row in texts.items()} == told["texts"]
        assert shown(desk) == told["shown"]
        assert shown(desk, date(2021, 6, 1)) == told["past"]
        assert undoing.undo_label(desk) == told["undo"]
        assert maintenance.check(desk) == []
        with desk.database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA user_version").scalar() == tables.FORMAT
    finally:
        desk.close()
    backups = list(tmp_path.glob("*升级前备份*"))
    assert len(backups) == 1
    with closing(sqlite3.connect(backups[0])) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (number,)
    assert journal(backups[0]) == before
    assert bytes_before != path.read_bytes()


@pytest.mark.parametrize("number", RELEASED)
def test_every_step_of_an_earlier_format_can_be_undone_and_redone(number, tmp_path):
    desk = Desk.open(taken_out(number, tmp_path), "模拟", clock)
    try:
        end, count = shown(desk), 0
        while undoing.undo(desk):
            count += 1
        assert shown(desk) == {}
        for _ in range(count):
            assert undoing.redo(desk)
        assert shown(desk) == end
        assert maintenance.check(desk) == []
    finally:
        desk.close()


@pytest.mark.parametrize("number", RELEASED)
def test_an_earlier_desk_is_also_opened_for_reading_alone(number, tmp_path):
    path = taken_out(number, tmp_path)
    told = json.loads((DATA / f"desk_format_{number}.json").read_text(encoding="utf-8"))
    desk = Desk.open(path, "模拟", clock, write=False)
    try:
        assert shown(desk) == told["shown"]
    finally:
        desk.close()


def test_a_desk_of_a_later_format_is_refused_with_a_sentence_and_left_as_it_is(tmp_path):
    path = taken_out(tables.FORMAT - 1, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={tables.FORMAT + 1}")
    before = path.read_bytes()
    with pytest.raises(Trouble, match="更新版本的程序") as refused:
        Desk.open(path, "模拟", clock)
    assert "升级程序" in refused.value.hint
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*升级前备份*"))
