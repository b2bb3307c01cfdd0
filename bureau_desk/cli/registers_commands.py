"""registers, template."""

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
