"""check FILE.docx: what became of the numbers of a Word file."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bureau_desk.app.rechecking import Altered, Recheck, recheck
from bureau_desk.cli.opening import opened
from bureau_desk.cli.output import emit, say


def run_recheck(arguments: argparse.Namespace) -> int:
    """Tell what differs from the publication and from the registers; status 1 when something does."""
    with opened(arguments) as desk:
        found = recheck(desk, Path(arguments.issue))
    if arguments.json:
        emit(as_json(found))
    else:
        _tell(found)
    return int(not found.agrees)


def as_json(found: Recheck) -> dict[str, Any]:
    """What was found, for machines."""
    return asdict(found) | {"typed": [{"text": text, "sentence": sentence} for text, sentence in found.typed]}


def _tell(found: Recheck) -> None:
    for one in found.changed:
        say(f"手工改动：{_name(one)} 发布时为 {one.was}，现为 {one.now or '空'}。{_within(one)}")
    for one in found.removed:
        say(f"已删去：{_name(one)}（{one.was}）。{_within(one)}")
    for one in found.unsure:
        say(f"无法确认：{_name(one)} 发布时为 {one.was}，在文件里没有找到，请人工核对。{_within(one)}")
    for each in found.differing:
        say(f"台账已变：“{each.name}”（截至 {each.as_of}）发布时为 {each.was}，现为 {each.now}。{each.why}。")
    for text, sentence in found.typed:
        say(f"未绑定数字：{text}（{sentence[:40]}）")
    if found.unasked:
        say(f"有 {len(found.unasked)} 个数字不能重新取数：{'、'.join(found.unasked[:5])}。")
    say(
        f"共 {found.total} 个数字：未动 {found.unchanged}，手工改动 {len(found.changed)}，删去 {len(found.removed)}，"
        f"无法确认 {len(found.unsure)}；台账已变 {len(found.differing)}。"
    )


def _name(one: Altered) -> str:
    return f"“{one.name}{f' | {one.form}' if one.form else ''}”"


def _within(one: Altered) -> str:
    return f"（{one.sentence[:40]}）" if one.sentence else ""
