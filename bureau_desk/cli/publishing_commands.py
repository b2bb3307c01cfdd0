"""publish: what is heavy is imported while the issue is already being read."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bureau_desk.app.reading_ahead import reading_ahead
from bureau_desk.cli.output import drive, emit, say, tell_problems
from bureau_desk.domain.problem import Severity

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk
    from bureau_desk.app.jobs import Job
    from bureau_desk.app.publishing import Published
    from bureau_desk.app.reading_ahead import Read

TITLES = {"docx": "Word", "xlsx": "Excel", "audit": "数字出处", "pdf": "PDF"}
FURTHER = {"filled": "填好的模板"}


def run_publish(arguments: argparse.Namespace) -> int:
    """Publish an issue; status 1 when problems other than notes were found."""
    if arguments.brief is not None:
        return _publish(arguments, None)
    with reading_ahead(Path(arguments.issue)) as reading:
        return _publish(arguments, reading)


def _publish(arguments: argparse.Namespace, reading: Callable[[], Read] | None) -> int:
    from bureau_desk.cli.issues_commands import folder_of, located
    from bureau_desk.cli.opening import opened_if_free

    with opened_if_free(arguments) as desk:
        folder = folder_of(desk, arguments.issue)
        result = drive(_job(desk, folder, arguments, reading))
    if arguments.json:
        emit(
            {
                "files": {kind: str(result.files[kind]) if kind in result.files else None for kind in TITLES}
                | {kind: str(result.files[kind]) for kind in FURTHER if kind in result.files},
                "articles": result.articles,
                "numbers": result.numbers,
                "problems": located(folder, result.problems),
            }
        )
    else:
        for kind, path in result.files.items():
            say(f"{(TITLES | FURTHER)[kind]}：{path}")
        say(f"共 {result.articles} 篇，{result.numbers} 个数字。")
        tell_problems(result.problems)
    return int(any(one.severity is not Severity.NOTE for one in result.problems))


def _job(desk: Desk, issue: Path, arguments: argparse.Namespace, reading: Callable[[], Read] | None) -> Job[Published]:
    from bureau_desk.app import publishing
    from bureau_desk.cli.opening import day, moment

    out, on, known = Path(arguments.out), day(arguments.as_of), moment(arguments.known)
    if arguments.brief is not None:
        from bureau_desk.app.briefing import publish_brief

        return publish_brief(desk, issue, out, on, not arguments.no_pdf, arguments.brief, known, arguments.since)
    template = Path(arguments.xlsx_template) if arguments.xlsx_template else None
    chosen = (arguments.theme, arguments.native_charts, known, arguments.since, template, arguments.word_only)
    return publishing.publish(desk, issue, out, on, not arguments.no_pdf, *chosen, reading)
