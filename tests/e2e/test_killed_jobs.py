"""A program killed in the middle of a job leaves a whole desk: all of the step is there or nothing, and it opens at once."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bureau_desk.app import maintenance, recording, schema_editing
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain import overlay_fields
from tests.e2e.killed_jobs import CLOCK, JOBS, KILLS, ROWS, bulk, opened
from tests.ui.conftest import coded, incubator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="neither fork nor SIGKILL is known there")


@dataclass(frozen=True, slots=True)
class Ended:
    """One copy of the desk after its process ended; `stop` is 0 where the job went through."""

    path: Path
    stop: int


def held(path: Path) -> str:
    """A sum of everything in a desk file that nobody has open: journal, tables, problems, fields, documents."""
    found = hashlib.sha256()
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        ).fetchall()
        shadows = ("_data", "_idx", "_docsize", "_config", "_content")
        for (name,) in tables:
            if name.startswith("sqlite_") or name.endswith(shadows):
                continue
            rows = sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
            found.update(f"{name} {rows}".encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small desk on which every job has something to do, the last step being a bulk step."""
    path = tmp_path_factory.mktemp("master") / "台账.desk"
    desk = Desk.create(path, "测试员", "测试台账", CLOCK)
    step, key = overlay_fields.add_field(desk.laid, "incubator", {"title": "级别", "type": "text"})
    assert key == "x_jibie"
    finish(schema_editing.carry_out(desk, step))
    with desk.database.writing() as connection:
        rows = [
            incubator(number) | {"carrier_name": f"模拟{number}园", key: str(number)} for number in range(1, ROWS + 1)
        ]
        entries = add_many(connection, "incubator", [coded(desk, one) for one in rows])
    write(desk, entries, "载入", "测试")
    texts = {"subject": "#2", "event_kind": "认定", "event_date": "2020-01-01", "after": "市级"}
    recording.save(desk, recording.read(desk, "event", texts))
    bulk(desk, "8")
    desk.database.compact()
    desk.close()
    return path


@pytest.fixture(scope="module")
def ended(master: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Ended]]:
    """What every job left behind, each begun in processes of its own."""
    folder, seed = tmp_path_factory.mktemp("copies"), random.randrange(10**6)
    command = [sys.executable, "-m", "tests.e2e.killed_jobs", str(master), str(folder), str(seed)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert told.returncode == 0, f"seed {seed}: {told.stderr[-2000:]}"
    found: dict[str, list[Ended]] = {}
    for line in map(json.loads, told.stdout.splitlines()):
        found.setdefault(line["job"], []).append(Ended(Path(line["path"]), line["stop"]))
    return found


@pytest.mark.parametrize("job", JOBS)
def test_a_killed_job_is_there_whole_or_not_at_all(job: str, master: Path, ended: Mapping[str, list[Ended]]) -> None:
    before = held(master)
    done, *killed = ended[job]
    after = held(done.path)
    assert done.stop == 0 and after != before and len(killed) == KILLS + 1
    for one in killed:
        note = one.path.with_name(f"~${one.path.name}.json")
        assert note.exists(), "the killed program could not take its note away"
        desk = opened(one.path)  # at once, for writing: its lock went with it
        assert not desk.read_only and maintenance.check(desk) == [], f"killed before statement {one.stop}"
        desk.close()
        assert held(one.path) in (before, after), f"killed before statement {one.stop}"
