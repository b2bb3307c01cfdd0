"""A disk that runs full, and a program that is killed in the middle of writing."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bureau_desk.app import browsing, maintenance, recording
from bureau_desk.app.writing import add_many, put_entries
from bureau_desk.domain.problem import Trouble
from bureau_desk.store import journal
from tests.app import small


def test_a_full_disk_is_told_and_nothing_that_was_saved_is_lost(tmp_path):
    desk = small.make(tmp_path)
    first = recording.read(desk, "incubator", {"carrier_name": "先存的一家", "stat_unit": "武进区"})
    recording.save(desk, first)
    with desk.database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(Trouble, match="磁盘已满"), desk.database.writing() as connection:
        number = journal.open_batch(connection, desk.now(), "测试", "很多行")
        rows = ({"carrier_name": f"模拟孵化器{n}", "stat_unit": "320412"} for n in range(5000))
        for _ in put_entries(desk, connection, add_many(connection, "incubator", rows), number, ""):
            pass
    assert len(browsing.ids(desk, browsing.View("incubator"))) == 1
    desk.close()
    again = small.reopen(desk)
    assert maintenance.check(again) == []
    assert len(browsing.ids(again, browsing.View("incubator"))) == 1
    again.close()


_KILLED = """
    import sys, time
    from pathlib import Path
    from tests.app import small
    from bureau_desk.app.desk import Desk
    from bureau_desk.app.writing import add_many, put_entries
    from bureau_desk.store import journal

    desk = Desk.open(Path(sys.argv[1]), "测试", small.clock_at("2022-03-01T09:00:00"), schema=small.SMALL)
    with desk.database.writing() as connection:
        number = journal.open_batch(connection, desk.now(), "测试", "很多行")
        rows = ({"carrier_name": f"模拟孵化器{n}", "stat_unit": "320412"} for n in range(9000))
        for step in put_entries(desk, connection, add_many(connection, "incubator", rows), number, ""):
            if step.done >= 4000:
                print("HALF", flush=True)
                time.sleep(60)
"""


def test_kill_in_the_middle_of_a_batch_leaves_a_whole_desk_that_opens_at_once(tmp_path):
    desk = small.make(tmp_path)
    recording.save(desk, recording.read(desk, "incubator", {"carrier_name": "先存的一家", "stat_unit": "武进区"}))
    desk.close()
    command = [sys.executable, "-c", textwrap.dedent(_KILLED), str(desk.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path.cwd()) as child:
        assert child.stdout is not None
        assert b"HALF" in child.stdout.readline()
        child.send_signal(signal.SIGKILL)
    again = small.reopen(desk)
    assert maintenance.check(again) == []
    assert len(browsing.ids(again, browsing.View("incubator"))) == 1
    again.close()
