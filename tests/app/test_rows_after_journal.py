"""Rows follow the journal in portions of any size, and whatever the portions, the desk comes to hold the same."""

from __future__ import annotations

import random
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bureau_desk.app import undoing, upkeep, writing
from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import add_many, write
from bureau_desk.store.journal import Entry
from tests.app.test_quick_edits import contents
from tests.bench import workbench_rows as made

PORTIONS = (1, 2, 2000)
NOW = datetime(2022, 3, 1, 9)


def filled(desk):
    with desk.database.writing() as connection:
        firms = add_many(connection, "enterprise", [made.firm(number, 2016) for number in range(6)])
    write(desk, firms, "单位")
    titles = [made.title(number % 6, "高新技术企业", f"201{number}-03-05", number, None) for number in range(6)]
    with desk.database.writing() as connection:
        listed = add_many(connection, "qualification", titles)
    write(desk, listed, "认定")
    return [one.record for one in firms], [one.record for one in listed]


def step(pick, desk, firms, titles, gone):
    """Entries of one batch: each record once, or some of them several times, whatever they say."""
    entries = []
    several = pick.random() < 0.5
    for _ in range(pick.randrange(2, 8)):
        register, records = pick.choice((("enterprise", firms), ("qualification", titles)))
        record = pick.choice(records)
        if not several and any(one.record == record for one in entries):
            continue
        if record in gone:
            gone.discard(record)
            entries.append(Entry(record, register, "restore", None))
        elif pick.random() < 0.3:
            gone.add(record)
            entries.append(Entry(record, register, "delete", None))
        else:
            field, values = pick.choice(
                (("stat_unit", ("320412", "320411")), ("reg_capital", (1_000_000, 2_000_000)), ("remark", ("甲", "乙")))
                if register == "enterprise"
                else (
                    ("stat_unit_then", ("320402", None)),
                    ("score", (80, 90)),
                    ("valid_to", ("2010-01-01", "2031-12-31")),
                )
            )
            day = pick.choice(("", "", "2019-01-01", "2022-02-01"))
            entries.append(Entry(record, register, "edit", {field: pick.choice(values)}, day))
    return entries


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A filled desk to copy, with the records of its firms and titles."""
    path = tmp_path_factory.mktemp("desk") / "portions.desk"
    desk = Desk.create(path, "测试", clock=lambda: NOW)
    records = filled(desk)
    desk.close()
    return path, *records


@settings(max_examples=2, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.integers(0, 10**6))
def test_the_size_of_portions_makes_no_difference(template, seed):
    path, firms, titles = template
    found = []
    for portion in PORTIONS:
        pick = random.Random(seed)
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            desk = Desk.open(Path(shutil.copy(path, folder)), "测试", lambda: NOW)
            patch.setattr(writing, "_PORTION", portion)
            gone: set[int] = set()
            for _ in range(5):
                before = set(gone)
                entries = step(pick, desk, firms, titles, gone)
                if entries:
                    write(desk, entries, "改动")
                    if pick.random() < 0.4:
                        undoing.undo(desk)
                        gone = before
            found.append(contents(desk))
            if portion == 1:
                with desk.database.writing() as connection:
                    upkeep.rebuild(desk, connection)
                assert contents(desk) == found[-1]
            desk.close()
    assert all(one == found[0] for one in found)
