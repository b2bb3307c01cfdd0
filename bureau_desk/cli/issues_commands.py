"""publish, check."""

from __future__ import annotations

import argparse
from pathlib import Path

from bureau_desk.app import publishing
from bureau_desk.cli.opening import day, opened, opened_if_free
from bureau_desk.cli.output import drive, emit, problem_json, say, tell_problems
from bureau_desk.domain.problem import Severity

TITLES = {"docx": "Word", "xlsx": "Excel", "audit": "数字出处", "pdf": "PDF"}


def run_publish(arguments: argparse.Namespace) -> int:
    """Publish an issue; status 1 when problems other than notes were found."""
    with opened_if_free(arguments) as desk:
        job = publishing.publish(
            desk,
            Path(arguments.issue),
            Path(arguments.out),
            day(arguments.as_of),
            not arguments.no_pdf,
            arguments.theme,
            arguments.native_charts,
        )
        result = drive(job)
    if arguments.json:
        emit(
            {
                "files": {kind: str(result.files[kind]) if kind in result.files else None for kind in TITLES},
                "articles": result.articles,
                "numbers": result.numbers,
                "problems": [problem_json(one) for one in result.problems],
            }
        )
    else:
        for kind, path in result.files.items():
            say(f"{TITLES[kind]}：{path}")
        say(f"共 {result.articles} 篇，{result.numbers} 个数字。")
        tell_problems(result.problems)
    return int(any(one.severity is not Severity.NOTE for one in result.problems))


def run_check(arguments: argparse.Namespace) -> int:
    """Proofread an issue; status 1 when problems other than notes were found."""
    with opened(arguments) as desk:
        found = publishing.check(desk, Path(arguments.issue), day(arguments.as_of))
    if arguments.json:
        emit({"problems": [problem_json(one) for one in found]})
    elif found:
        tell_problems(found, limit=500)
    else:
        say("没有发现问题。")
    return int(any(one.severity is not Severity.NOTE for one in found))
