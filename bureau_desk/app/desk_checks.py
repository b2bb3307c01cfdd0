"""The check over the whole desk: it walks all rows, so it runs as a job, and its findings are kept until the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import func, select

from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.problem import Problem, Trouble
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.store import accepted
from bureau_desk.store.current import add_problems
from bureau_desk.store.database import Database, read_meta, write_meta
from bureau_desk.store.snapshots import StoredSnapshot
from bureau_desk.store.tables import problem, revision

_NOTE = "checked"


@dataclass(frozen=True, slots=True)
class Checked:
    """When the whole desk was last checked ('' never), and whether nothing has changed since."""

    at: str = ""
    fresh: bool = False


def last_check(desk: Desk) -> Checked:
    """What is known of the last check of the whole desk."""
    with desk.database.reading() as connection:
        at, _, seq = read_meta(connection, _NOTE).partition(" ")
        last = int(connection.execute(select(func.max(revision.c.seq))).scalar() or 0)
    return Checked(at, bool(at) and seq == str(last) and at[:10] == desk.today().isoformat())


def check_desk(desk: Desk) -> Job[int]:
    """Find what no row shows by itself and keep it in the list; returns how many were found. Cancelling keeps the old.

    Reads by a connection of its own, so that the window goes on reading meanwhile. Trouble when the desk is read only.
    """
    from bureau_desk.analysis.quality import walk

    if desk.read_only:
        raise Trouble("台账现在只读，不能重新核对。", "请在能写入时再核对；已有的结果仍可查看。")
    found: dict[str, dict[int, list[Problem]]] = {}
    yield Progress("读取全部台账")
    apart = Database(desk.path, None)
    try:
        with apart.reading() as connection:
            seq = int(connection.execute(select(func.max(revision.c.seq))).scalar() or 0)
        for key, title, done, total, problems in walk(StoredSnapshot(apart, desk.schema, AsOf(desk.today()))):
            for one in problems:
                kept = found.setdefault(key, {}).setdefault(int(one.value), [])
                kept.append(replace(one, value=one.basis))
            yield Progress(f"核对{title}", done, total)
    finally:
        apart.close()
    with desk.database.writing() as connection:
        connection.execute(problem.delete().where(problem.c.wide == 1))
        for key, told in found.items():
            living = desk.tables.versions(connection, key, list(told))  # somebody may have deleted rows meanwhile
            add_problems(connection, key, {number: one for number, one in told.items() if number in living}, wide=True)
        accepted.mark(connection)
        write_meta(connection, _NOTE, f"{desk.now()} {seq}")
    return sum(len(one) for told in found.values() for one in told.values())
