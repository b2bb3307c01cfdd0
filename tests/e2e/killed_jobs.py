"""A program of its own that begins every kind of job on copies of a desk and is killed at chosen statements.

`python -m tests.e2e.killed_jobs MASTER FOLDER SEED` prints a line of JSON for each copy: the job, the file, the
statement at which its process ended (0: it went through) and how many there are.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from bureau_desk.app import (
    attaching,
    bulk_edit,
    edit_plan,
    event_kinds,
    importing,
    merging,
    pasting,
    schema_editing,
    undoing,
)
from bureau_desk.app.bulk_edit import Setting
from bureau_desk.app.desk import Desk
from bureau_desk.app.event_asked import Asked
from bureau_desk.app.event_plan import plan
from bureau_desk.app.event_recording import record_events
from bureau_desk.app.jobs import finish
from bureau_desk.domain import overlay_fields
from bureau_desk.exchange.clipboard import parse_block
from tests.app.small import clock_at

ROWS, KILLS = 12, 1
CLOCK = clock_at("2022-03-01T09:00:00")
ALL = list(range(1, ROWS + 1))


def opened(path: Path) -> Desk:
    """A desk as the program opens it."""
    return Desk.open(path, "测试员", CLOCK)


def bulk(desk: Desk, staff: str = "9") -> None:
    """The same two fields of every record."""
    settings = [Setting("address", f"批量路{staff}号"), Setting("staff_count", staff)]
    finish(edit_plan.write(desk, finish(bulk_edit.plan(desk, "incubator", ALL, settings)), "批量修改"))


def _paste(desk: Desk) -> None:
    register = desk.register("incubator")
    fields = tuple(register.field(key) for key in ("address", "staff_count"))
    target = pasting.Target(tuple(ALL), fields)  # type: ignore[arg-type]
    block = parse_block("".join(f"粘贴路{number}号\t{number}\r\n" for number in ALL))
    planned = finish(pasting.plan(desk, pasting.lay(register, block, target), target))
    finish(edit_plan.write(desk, planned, "粘贴"))


def _import(desk: Desk) -> None:
    path = desk.path.with_suffix(".csv")
    path.write_text(
        "孵化器名称,孵化场地地址\n" + "".join(f"模拟{number}园,导入路{number}号\n" for number in ALL), "utf-8"
    )
    finish(importing.apply(desk, importing.plan(desk, "incubator", path, mode="update", match=["carrier_name"])))


def _undo(desk: Desk) -> None:
    undoing.undo(desk)


def _merge(desk: Desk) -> None:
    merging.merge(desk, merging.plan(desk, "incubator", 1, 2))


def _convert(desk: Desk) -> None:
    step = overlay_fields.change_field(desk.laid, "incubator", "x_jibie", {"type": "int"})
    finish(schema_editing.carry_out(desk, step, ("incubator", "x_jibie")))


def _attach(desk: Desk) -> None:
    path = desk.path.with_suffix(".pdf")
    path.write_bytes(b"%PDF-1.4 " + bytes(range(256)) * 400)
    finish(attaching.add(desk, 3, [path]))


def _happen(desk: Desk) -> None:
    register = desk.register("incubator")
    kind = next(one for one in event_kinds.kinds_for(desk.schema, register) if one.word == "认定")
    finish(record_events(desk, plan(desk, "incubator", ALL, Asked(kind, "2021-06-01", after="省级"))))


JOBS: dict[str, Callable[[Desk], None]] = {
    "bulk": bulk, "paste": _paste, "import": _import, "undo": _undo, "merge": _merge, "convert": _convert,
    "attach": _attach, "happen": _happen,
}  # fmt: skip


@contextmanager
def stopping_at(desk: Desk, stop: int) -> Iterator[list[int]]:
    """Count what the writing connection does, commits among it; the process ends before the one numbered `stop`."""
    done = [0]

    def step(*_: object) -> None:
        done[0] += 1
        if done[0] == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = desk.database._writer
    for name in ("before_cursor_execute", "commit"):
        event.listen(engine, name, step)
    yield done


def _in_a_process(path: Path, job: str, stop: int) -> int:
    """Run a job in a process of its own; the number of its statements, 0 when it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        desk = opened(path)
        with stopping_at(desk, stop) as done:
            JOBS[job](desk)
            os.write(writing, str(done[0]).encode())
        desk.close()
        os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        found = int(told.read() or 0)
    if os.WIFSIGNALED(status) != bool(stop) or (not stop and not found):
        raise SystemExit(f"{job} at {stop}: {status}")
    return found


def main(master: Path, folder: Path, seed: int) -> None:
    """Every job once to its end, then killed at a few places and before its commit."""
    chance = random.Random(seed)
    for job in JOBS:
        total = 0
        for turn in range(KILLS + 2):
            path = folder / f"{job}{turn}.desk"
            shutil.copyfile(master, path)
            stop = 0 if turn == 0 else total if turn == 1 else chance.randrange(1, total)
            total = _in_a_process(path, job, stop) or total
            print(json.dumps({"job": job, "path": str(path), "stop": stop, "of": total}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
