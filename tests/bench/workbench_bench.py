"""The workbench on 100,000 firms, 300,000 titles and 1,000,000 revisions, beside bare SQLite and openpyxl."""

from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from bureau_desk.app import browsing, bulk_edit, bulk_recording, comparing, edit_plan, pasting, recording, undoing
from bureau_desk.app.browsing import View
from bureau_desk.app.clock import from_environment
from bureau_desk.app.desk import Desk
from bureau_desk.app.edit_plan import EditPlan, Outcome
from bureau_desk.app.jobs import Job, finish
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import FieldType
from bureau_desk.domain.snapshot import AsOf
from tests.bench import workbench_desk
from tests.bench.measure import Figure, timed

_EDITED = 10_000


def run(folder: Path, share: float = 1.0) -> Iterator[Figure]:
    """Figures in seconds, each as soon as it is measured; the window is measured in a process of its own."""
    kept = Path(os.environ.get(workbench_desk.KEPT) or folder)
    kept.mkdir(parents=True, exist_ok=True)
    path = workbench_desk.copy(kept, folder / "workbench.desk", share)
    Desk.open(path, "基准", from_environment()).close()  # whatever an upgrade needs is done before
    yield Figure("打开台账", timed(lambda: Desk.open(path, "基准", from_environment()).close(), 3), "s", 0.5)
    desk = Desk.open(path, "基准", from_environment())
    try:
        yield from _views(desk, path)
        yield from _bulk(desk, folder)
        yield from _pasted(desk)
        yield from _deleted(desk)
        yield from _past(desk)
        yield _cell(desk)
    finally:
        desk.close()
    yield from _reading(path, folder)
    yield from _window(path)


def _views(desk: Desk, path: Path) -> Iterator[Figure]:
    """Sorting, filtering, searching, grouping and jumping in the largest register, beside bare SQL of the same kind."""
    bare = sqlite3.connect(path)
    table, key = "current_qualification", "qualification"

    def asked(query: str) -> Callable[[], object]:
        return lambda: bare.execute(query).fetchall()

    kept = Condition("qual_type", Operator.EQUALS, "高新技术企业")
    for name, view, query in (
        ("排序", View(key, sort=(("score", True),)), f"SELECT id FROM {table} ORDER BY f_score DESC, id"),
        ("筛选", View(key, filters=(kept,)), f"SELECT id FROM {table} WHERE f_qual_type = '高新技术企业' ORDER BY id"),
        ("搜索两字", View(key, search="模拟"), f"SELECT id FROM search_{key} WHERE search LIKE '%模拟%' ORDER BY id"),
    ):
        spent = timed(lambda: browsing.ids(desk, view), 5)  # noqa: B023
        yield Figure(f"{name} {key}", spent, "s", 0.1, "裸 SQL", timed(asked(query), 5))
    spent = timed(lambda: browsing.groups(desk, View(key), ("qual_type",)), 5)
    query = f"SELECT f_qual_type, count(*) FROM {table} GROUP BY f_qual_type"
    yield Figure(f"分组 {key}", spent, "s", 0.1, "裸 SQL", timed(asked(query), 5))
    ids = browsing.ids(desk, View(key))
    places = itertools.cycle(range(0, len(ids) - 200, max(1, len(ids) // 17)))

    def jump() -> None:
        start = next(places)
        browsing.rows(desk, key, ids[start : start + 200])

    yield Figure("跳到任意处，读一页", timed(jump, 15), "s", 0.02)
    bare.close()


def _once(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _bulk(desk: Desk, folder: Path) -> Iterator[Figure]:
    """Fills a column of 10,000 rows spread over the register, and takes it back; beside bare SQL for the same rows."""
    for register, key, text in (
        ("enterprise", "remark", "批量核对"), ("enterprise", "scale", "中"), ("enterprise", "stat_unit", "武进区"),
        ("qualification", "score", "88"),
    ):  # fmt: skip
        ids = list(browsing.ids(desk, View(register)))
        chosen = ids[:: max(1, len(ids) // _EDITED)][:_EDITED]
        peer = _bare(folder, register, chosen, key)
        edit = _once(lambda: bulk_recording.edit_many(desk, register, chosen, {key: text}))  # noqa: B023
        name = f"批量修改 {register}.{key} {len(chosen):,} 条"
        yield Figure(name, edit, "s", 1.5, "同样行数的裸 SQL", peer)
        yield Figure(f"撤销：{name}", _once(lambda: undoing.undo(desk)), "s", 1.5)
        settings = [bulk_edit.Setting(key, text)]
        job = bulk_edit.plan(desk, register, chosen, settings)
        yield from _planned(desk, f"{register}.{key} {len(chosen):,} 条", job, "批量修改")


def _planned(desk: Desk, name: str, job: Job[EditPlan], what: str) -> Iterator[Figure]:
    """What the window does: a plan to look at, then its writing; and the way back."""
    made: list[EditPlan] = []
    yield Figure(f"预览{what} {name}", _once(lambda: made.append(finish(job))), "s", 1.5)
    assert not made[0].of(Outcome.REFUSED), made[0].of(Outcome.REFUSED)[0].problems
    yield Figure(f"写入{what} {name}", _once(lambda: finish(edit_plan.write(desk, made[0], what))), "s", 1.5)
    yield Figure(f"撤销{what} {name}", _once(lambda: undoing.undo(desk)), "s", 1.5)


def _pasted(desk: Desk) -> Iterator[Figure]:
    """A block of 10,000 rows, every cell another text, laid upon rows that are there."""
    for register, texts in (
        ("enterprise", {"remark": "粘贴 {}", "reg_address": "模拟路 {} 号"}),
        ("qualification", {"remark": "粘贴 {}", "score": "{}"}),
    ):
        described = desk.register(register)
        fields = tuple(one for key in texts if (one := described.field(key)))
        ids = browsing.ids(desk, View(register))
        chosen = tuple(ids[:: max(1, len(ids) // _EDITED)][:_EDITED])
        block = tuple(tuple(texts[one.key].format(60 + row % 40) for one in fields) for row in range(len(chosen)))
        target = pasting.Target(chosen, fields, len(chosen), len(fields))
        job = pasting.plan(desk, pasting.lay(described, block, target, header=False), target)
        yield from _planned(desk, f"{register} {len(chosen):,} 行 × {len(fields)} 列", job, "粘贴")


def _deleted(desk: Desk) -> Iterator[Figure]:
    """Rows that nothing points at, spread over the register."""
    for register in ("enterprise", "qualification"):
        with desk.database.reading() as connection:
            named: set[object] = set()
            for key, described in desk.schema.registers.items():
                for one in described.fields:
                    if one.type is FieldType.REFERENCE and register in one.targets:
                        query = f'SELECT "f_{one.key}" FROM "current_{key}"'
                        named.update(row[0] for row in connection.exec_driver_sql(query))
        free = [one for one in browsing.ids(desk, View(register)) if one not in named]
        chosen = free[:: max(1, len(free) // _EDITED)][:_EDITED]
        name = f"删除 {register} {len(chosen):,} 条"
        yield Figure(name, _once(lambda: recording.delete(desk, chosen, with_own=True)), "s", 1.5)  # noqa: B023
        yield Figure(f"撤销：{name}", _once(lambda: undoing.undo(desk)), "s", 1.5)


def _bare(folder: Path, register: str, chosen: list[int], key: str) -> float:
    """One line in a journal and one column in a table for each row, durable, in the same file format."""
    copy = folder / "bare.desk"
    copy.unlink(missing_ok=True)
    with sqlite3.connect(folder / "workbench.desk") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    bare = sqlite3.connect(copy, isolation_level=None)
    bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000")
    columns = 'record, register, action, valid_from, recorded_at, author, reason, batch, "values"'

    def work() -> None:
        bare.execute("BEGIN IMMEDIATE")
        lines = [(number, register, "edit", "", "", "", "", 10**9, '{"x":"y"}') for number in chosen]
        bare.executemany(f"INSERT INTO revision ({columns}) VALUES (?,?,?,?,?,?,?,?,?)", lines)
        bare.executemany(f"UPDATE current_{register} SET f_{key} = NULL WHERE id = ?", [(one,) for one in chosen])
        bare.execute("COMMIT")

    spent = _once(work)
    bare.close()
    copy.unlink()
    return spent


def _past(desk: Desk) -> Iterator[Figure]:
    for register, day in itertools.product(("enterprise", "qualification"), (date(2025, 6, 30), date(2020, 12, 31))):
        spent = _once(lambda: browsing.ids(desk, View(register, as_of=day)))  # noqa: B023
        yield Figure(f"截至 {day} 的 {register}", spent, "s", 1.5)
    for register, (before, after) in itertools.product(
        ("enterprise", "qualification"),
        ((date(2024, 12, 31), desk.today()), (date(2020, 12, 31), date(2023, 12, 31))),
    ):
        job = comparing.compare(desk, register, AsOf(before), AsOf(after))
        yield Figure(f"对比 {before} 与 {after} 的 {register}", _once(lambda: finish(job)), "s", 3.0)  # noqa: B023


def _cell(desk: Desk) -> Figure:
    numbers = itertools.count()
    record = browsing.ids(desk, View("enterprise"))[777]

    def edit() -> None:
        draft = recording.read(desk, "enterprise", {"remark": f"核对{next(numbers)}"}, record)
        recording.save(desk, draft)

    return Figure("保存一格（落盘）", timed(edit, 21, 3), "s", 0.02)


def _reading(path: Path, folder: Path) -> list[Figure]:
    """What a workbook of the same rows would take to open."""
    import openpyxl

    bare = sqlite3.connect(path)
    rows = bare.execute("SELECT f_name, f_uscc, f_stat_unit, f_scale, f_established_date FROM current_enterprise")
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    listed = rows.fetchall()
    for row in listed:
        page.append(row)
    out = folder / "peer.xlsx"
    book.save(out)
    bare.close()

    def read() -> None:
        for _ in openpyxl.load_workbook(out, read_only=True).active.iter_rows(values_only=True):
            pass

    return [Figure(f"对照：openpyxl 读 {len(listed):,} 行 × 5 列", _once(read), "s")]


def _window(path: Path) -> list[Figure]:
    """The real window in its own process: seconds until a page is painted, pauses of the event loop, memory."""
    command = [sys.executable, "-m", "tests.bench.workbench_window", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    except subprocess.TimeoutExpired:
        print("窗口的测量超过 600 秒，没有结果")
        return []
    if done.returncode:
        print(done.stderr[-2000:])
    figures = []
    for line in done.stdout.splitlines():
        parts = line.split("\t")
        if len(parts) == 4:
            figures.append(Figure(parts[0], float(parts[1]), parts[2], float(parts[3]) if parts[3] else None))
    return figures
