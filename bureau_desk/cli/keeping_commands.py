"""history, undo, backup, restore, verify."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from bureau_desk.app import closing, maintenance, recording, undoing
from bureau_desk.app.clock import from_environment
from bureau_desk.cli.opening import author, desk_path, opened
from bureau_desk.cli.output import emit, problem_json, say, tell_problems
from bureau_desk.domain.problem import Misuse, Problem, Trouble

_ACTIONS = {"add": "新增", "edit": "修改", "lift": "撤回", "delete": "删除", "restore": "恢复"}


def run_history(arguments: argparse.Namespace) -> int:
    """Every change to the records a key names, newest first."""
    with opened(arguments) as desk:
        found = recording.find(desk, arguments.register, arguments.key)
        if not found:
            title = desk.register(arguments.register).title
            raise Misuse(f"台账“{title}”里找不到“{arguments.key}”。", "可用代码、全名或 #编号 查找。")
        histories = {number: recording.history(desk, number) for number in found}
    if arguments.json:
        emit(
            [
                {
                    "record": number,
                    "seq": one.seq,
                    "at": one.recorded_at,
                    "author": one.author,
                    "action": one.action,
                    "reason": one.reason,
                    "batch": one.batch,
                    "valid_from": one.valid_from,
                    "changes": [{"field": field, "old": old, "new": new} for field, old, new in one.changes],
                }
                for number, entries in histories.items()
                for one in entries
            ]
        )
        return 0
    for number, entries in histories.items():
        for one in entries:
            say(
                f"#{number}  {one.recorded_at.replace('T', ' ')}  {one.author}  {_ACTIONS[one.action]}  批次 {one.batch}  {one.reason}"
            )
            for field, old, new in one.changes if one.action in ("edit", "lift") else ():
                say(f"    {field}：{old or '（空）'} → {new or '（空）'}")
    return 0


def run_undo(arguments: argparse.Namespace) -> int:
    """Take back a batch."""
    with opened(arguments, write=True) as desk:
        ground = (arguments.correction or "").strip()
        with closing.correcting(desk, ground) if ground else contextlib.nullcontext():
            changes = undoing.undo(desk, arguments.batch)
    if changes is None:
        raise Misuse("没有可以撤销的改动。")
    if arguments.json:
        emit({"batch": changes.batch, "records": len(changes.records), "summary": changes.summary})
    else:
        say(f"{changes.summary}（{len(changes.records)} 条，批次 {changes.batch}）")
    return 0


def run_backup(arguments: argparse.Namespace) -> int:
    """Write a checked copy."""
    with opened(arguments) as desk:
        say(f"备份已写好并通过检查：{maintenance.backup(desk, Path(arguments.out))}")
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Put a backup in the desk's place."""
    target = desk_path(arguments)
    now = from_environment()().isoformat()
    kept = maintenance.restore(Path(arguments.file), target, author(arguments), now)
    say(f"已恢复到 {target}。" + (f"原台账保留为 {kept}。" if kept else ""))
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Check the desk; status 1 when journal and tables differ, 3 when the file itself is damaged."""
    with opened(arguments) as desk:
        try:
            found = maintenance.check(desk)
        except Trouble as trouble:
            if arguments.json:
                emit({"sound": False, "problems": [problem_json(Problem("file", desk.path.name, trouble.sentence()))]})
            raise
    if arguments.json:
        emit({"sound": not found, "problems": [problem_json(one) for one in found]})
    elif found:
        tell_problems(found)
    else:
        say("台账完好：数据库、流水和现行表一致。")
    return 1 if found else 0
