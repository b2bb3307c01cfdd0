"""The log of a large step comes into the file without anybody closing the desk or waiting in the commit."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from bureau_desk.store import database, log_folding

NOW = "2022-03-01T09:00:00"


@pytest.fixture
def held(tmp_path):
    path = tmp_path / "台账.desk"
    database.create(path, "测试", NOW, "试用台账").close()
    found = database.open_existing(path, "测试", NOW)
    yield found
    found.close()


def write(held, rows, first=0):
    with held.writing() as connection:
        lines = [(f"k{number}", "词" * 50) for number in range(first, first + rows)]
        connection.exec_driver_sql("INSERT INTO meta (key, value) VALUES (?, ?)", lines)


def in_the_file_alone(held):
    """How many rows the file holds when its log is lost."""
    copy = held.path.with_name("copy.desk")
    shutil.copy(held.path, copy)
    with closing(sqlite3.connect(copy)) as connection:
        return connection.execute("SELECT count(*) FROM meta WHERE key LIKE 'k%'").fetchone()[0]


def test_a_large_step_lies_in_the_file_soon_after_it_was_committed(held):
    write(held, 10)
    assert in_the_file_alone(held) == 0
    write(held, log_folding.LARGE, first=10)
    held._log.wait()
    assert in_the_file_alone(held) == log_folding.LARGE + 10


def test_small_steps_are_folded_by_their_commits_as_before(held):
    for start in range(0, 30_000, 1000):
        write(held, 1000, start)
    assert held._log._thread is None
    assert in_the_file_alone(held) > 0


def test_somebody_who_still_reads_keeps_what_he_saw_and_nothing_is_lost(held):
    write(held, 10)
    with closing(sqlite3.connect(held.path)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM meta WHERE key LIKE 'k%'").fetchone() == (10,)
        write(held, log_folding.LARGE, first=10)
        held._log.wait()
        assert other.execute("SELECT count(*) FROM meta WHERE key LIKE 'k%'").fetchone() == (10,)
    write(held, log_folding.LARGE, first=10_000)
    held._log.wait()
    assert in_the_file_alone(held) == 2 * log_folding.LARGE + 10


def test_the_log_does_not_grow_without_end_however_closely_large_steps_follow(held, monkeypatch):
    monkeypatch.setattr(log_folding, "LONGEST", 2 * 1024 * 1024)
    log = held.path.with_name(held.path.name + "-wal")
    lengths = []
    for start in range(0, 100_000, 5000):
        write(held, 5000, start)
        lengths.append(log.stat().st_size)
    assert max(lengths) < 6 * 1024 * 1024  # of some 20 that were written
    held._log.wait()
    assert in_the_file_alone(held) == 100_000


def test_a_large_step_that_is_taken_back_leaves_nothing_to_fold(held):
    with pytest.raises(ZeroDivisionError), held.writing() as connection:
        lines = [(f"k{number}", "") for number in range(5000)]
        connection.exec_driver_sql("INSERT INTO meta (key, value) VALUES (?, ?)", lines)
        raise ZeroDivisionError
    assert held._log._thread is None
    write(held, 1)


def test_closing_waits_for_the_folding_and_takes_the_log_away(tmp_path):
    held = database.create(tmp_path / "台账.desk", "测试", NOW, "试用台账")
    write(held, 20_000)
    held.close()
    assert not held.path.with_name("台账.desk-wal").exists()
    assert in_the_file_alone(held) == 20_000
