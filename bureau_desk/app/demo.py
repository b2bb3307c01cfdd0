"""The demo desk: the shipped facts and the rows marked as simulated, in one batch."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bureau_desk.app.clock import Clock
from bureau_desk.app.collection import uncollected
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.seeding import SeedBatch, SeedRef, seed_batches
from bureau_desk.app.writing import put_entries
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.values import Value
from bureau_desk.places import SEEDS
from bureau_desk.store import journal
from bureau_desk.store.journal import Entry

NAME = "演示台账.desk"
SUMMARY = "载入演示资料（真实数据与模拟数据）"


def make_demo(folder: Path, clock: Clock, author: str = "演示") -> Job[Path]:
    """A fresh demo desk in a folder; a demo desk that staff have edited is kept under another name."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise Trouble(f"“{folder}”不是文件夹。", "请换一个输出位置。") from None
    path = folder / NAME
    _clear(path, clock, author)
    yield Progress("生成演示资料", 0, 3)
    desk = Desk.create(path, author, "演示台账", clock)
    done = False
    try:
        batches = seed_batches(desk.schema)
        yield Progress("写入台账", 1, 3)
        with desk.database.writing() as connection, uncollected():
            number = journal.open_batch(connection, desk.now(), author, SUMMARY, kind="base")
            entries = _entries(connection, batches)
            yield from put_entries(desk, connection, entries, number, "演示")
        desk.database.compact()
        done = True
    finally:
        if done:
            desk.close()
        else:
            desk.database.discard()
    return path


def _clear(path: Path, clock: Clock, author: str) -> None:
    """Make room for a fresh demo desk without ever losing somebody's edits."""
    if not path.exists():
        return
    desk = Desk.open(path, author, clock)
    with desk.database.reading() as connection:
        newest = journal.last_undoable(connection)
    stamp = desk.now().replace("-", "").replace(":", "").replace("T", "-")
    desk.close()
    if newest is None or newest.summary == SUMMARY:
        path.unlink()
        return
    path.replace(path.with_name(f"演示台账.旧-{stamp}.desk"))


def _entries(connection: Any, batches: list[SeedBatch]) -> list[Entry]:
    entries: list[Entry] = []
    known: dict[tuple[str, str], int] = {}
    for batch in batches:
        numbers = journal.new_records(connection, batch.register, len(batch.rows))
        known.update(((batch.register, key), number) for key, number in zip(batch.keys, numbers, strict=True) if key)
        entries += [
            Entry(number, batch.register, "add", _resolved(row, known))
            for number, row in zip(numbers, batch.rows, strict=True)
        ]
    return entries


def _resolved(row: Mapping[str, Value | SeedRef], known: Mapping[tuple[str, str], int]) -> dict[str, Value]:
    return {
        key: known[value.register, value.key] if isinstance(value, SeedRef) else value for key, value in row.items()
    }


def copy_sample_issue(folder: Path) -> Path:
    """A copy of the sample issue that staff may edit; an existing copy is left as it is."""
    target = folder / "示例期刊"
    if not target.exists():
        shutil.copytree(SEEDS / "issue", target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return target
