"""registers, template, problems."""

from __future__ import annotations

import argparse
from pathlib import Path

from bureau_desk.app import browsing
from bureau_desk.cli.opening import opened
from bureau_desk.cli.output import emit, say


def run_registers(arguments: argparse.Namespace) -> int:
    """List the registers."""
    with opened(arguments) as desk:
        listed = browsing.registers(desk)
    if arguments.json:
        emit(
            [
                {"key": one.key, "title": one.title, "kind": one.kind, "records": one.records, "problems": one.problems}
                for one in listed
            ]
        )
        return 0
    for one in listed:
        faults = f"  （{one.problems} 条有问题）" if one.problems else ""
        say(f"{one.key:<18}{one.records:>8} 条  {one.title}{faults}")
    return 0


def run_template(arguments: argparse.Namespace) -> int:
    """Write an empty sheet to fill in."""
    from bureau_desk.app.clock import from_environment
    from bureau_desk.app.exporting import template
    from bureau_desk.app.schemas import load_schema

    say(f"填报表已写好：{template(load_schema(), arguments.register, Path(arguments.out), from_environment())}")
    return 0


def run_problems(arguments: argparse.Namespace) -> int:
    """List the problems that wait, or write them to a workbook; status 1 when there are any."""
    from dataclasses import asdict, replace

    from bureau_desk.app import problem_export, problem_list
    from bureau_desk.app.jobs import finish

    state = problem_list.ACCEPTED if arguments.accepted else problem_list.OPEN
    with opened(arguments) as desk:
        asked = problem_list.Asked(state=state)
        if arguments.register:
            asked = replace(asked, register=desk.register(arguments.register).key)
        if arguments.out:
            number = finish(problem_export.export(desk, asked, Path(arguments.out), arguments.by))
            say(f"已写好 {number:,} 个问题：{arguments.out}")
            return 1 if number else 0
        wanted = problem_list.ids(desk, asked)
        lines = problem_list.page(desk, wanted)
    listed = [lines[one] for one in wanted]
    if arguments.json:
        emit([asdict(one) for one in listed])
    else:
        for one in listed:
            severity = problem_export.SEVERITIES[one.severity]
            mend = f"（建议值：{one.suggestion}）" if one.suggestion else ""
            say(f"[{severity}] {one.register_title} {one.name}（#{one.record}）{one.title}：{one.message}{mend}")
        say(f"共 {len(listed):,} 个问题。")
    return 1 if listed else 0
