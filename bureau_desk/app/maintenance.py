"""Backup, restore and verification of a desk file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bureau_desk.app.desk import Desk
from bureau_desk.app.turning import derived_on
from bureau_desk.domain.problem import Problem, Trouble
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.store import database
from bureau_desk.store.snapshots import StoredSnapshot
from bureau_desk.store.verifying import verify


def backup(desk: Desk, out: Path) -> Path:
    """A checked copy of the open desk; an existing file is not overwritten."""
    if out.is_dir():
        out = out / f"{desk.path.stem}-{desk.now()[:10]}.desk"
    if out.exists():
        raise Trouble(f"“{out}”已经存在，备份没有写。", "请换一个文件名。")
    if not out.parent.is_dir():
        raise Trouble(f"文件夹不存在：{out.parent}。", "请先建好文件夹。")
    desk.database.backup(out)
    return out


def restore(source: Path, target: Path, author: str, now: str) -> Path | None:
    """Put a backup in the desk's place; the former desk is kept under another name, which is returned.

    The backup is copied and checked first: nothing is touched when it is damaged.
    """
    if source.resolve() == target.resolve():
        raise Trouble("备份文件就是台账本身，没有恢复。", "请指定另一个备份文件。")
    if not target.parent.is_dir():
        raise Trouble(f"文件夹不存在：{target.parent}。", "请先建好文件夹。")
    part = target.with_name(target.name + ".恢复中")
    held = database.open_existing(source, author, now, write=False)
    try:
        held.backup(part)
        with database.guarded(target):
            kept = _keep(target, author, now) if target.exists() else None
            part.replace(target)
    finally:
        held.close()
        part.unlink(missing_ok=True)
    return kept


def _keep(target: Path, author: str, now: str) -> Path:
    """Move the former desk aside, after making sure that nobody works on it."""
    from bureau_desk.store.locking import DeskLock

    lock = DeskLock(target, author, now)
    try:
        stamp = now.replace("-", "").replace(":", "").replace("T", "-")
        kept = target.with_name(f"{target.stem}.恢复前-{stamp}.desk")
        target.replace(kept)
        for tail in ("-wal", "-shm"):
            log = target.with_name(target.name + tail)
            if log.exists():
                log.replace(kept.with_name(kept.name + tail))
        return kept
    finally:
        lock.release()


def check(desk: Desk) -> list[Problem]:
    """Faults of journal and current tables; empty when the desk is whole. Trouble when the file itself is damaged."""
    from bureau_desk.analysis.derive import derived_rows

    desk.database.check_file()
    with desk.database.reading() as connection:
        # The tables stand as of the day they were last worked out; nothing need have turned since.
        on = date.fromisoformat(derived_on(connection) or desk.today().isoformat())
        snapshot = StoredSnapshot(desk.database, desk.schema, AsOf(on))
        return verify(connection, desk.tables, on.isoformat(), lambda register: derived_rows(snapshot, register))
