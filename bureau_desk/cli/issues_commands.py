"""receive, check."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bureau_desk.app import issue_shelf, publishing
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_publishing import find_issue
from bureau_desk.app.locating import spot
from bureau_desk.cli.opening import day, opened
from bureau_desk.cli.output import drive, emit, problem_json, problem_line, say, tell_problems
from bureau_desk.domain.problem import Problem, Severity

if TYPE_CHECKING:
    from bureau_desk.app.mending import Mended


def folder_of(desk: Desk, words: str) -> Path:
    """The folder of an issue that is named by a path, or by number, name or title of one kept in the desk."""
    path = Path(words)
    number = None if path.exists() else find_issue(desk, words)
    return path if number is None else issue_shelf.working_folder(desk, number)


def run_receive(arguments: argparse.Namespace) -> int:
    """Take a contributed Word file into an issue folder; status 1 when something of it could not be kept."""
    from bureau_desk.app import contributions

    folder = Path(arguments.issue)
    issue, _ = publishing.read(folder)
    found = drive(contributions.read(Path(arguments.file), issue.articles, arguments.identity))
    target = contributions.put_in_folder(folder, found, arguments.column)
    if arguments.json:
        told = [problem_json(one) for one in found.notes]
        emit({"article": found.article.id, "file": str(target), "pictures": len(found.pictures), "problems": told})
    else:
        title = " ".join(found.article.title.split())
        say(f"已收入《{title}》：{target}，正文 {len(found.article.blocks)} 块，图片 {len(found.pictures)} 张。")
        tell_problems(found.notes)
    return int(any(one.severity is not Severity.NOTE for one in found.notes))


def run_check(arguments: argparse.Namespace) -> int:
    """Proofread an issue, with --mend after the safe slips are mended; status 1 when problems other than notes remain."""
    if Path(arguments.issue).suffix.lower() in (".docx", ".docm"):
        from bureau_desk.cli.recheck_output import run_recheck

        return run_recheck(arguments)
    from bureau_desk.bulletin.proof_kinds import by_kind

    with opened(arguments, write=arguments.mend and not Path(arguments.issue).exists()) as desk:
        done = _mended(desk, arguments.issue) if arguments.mend else None
        folder = folder_of(desk, arguments.issue)
        found = publishing.check(desk, folder, day(arguments.as_of))
    if arguments.json:
        data: dict[str, Any] = {"problems": located(folder, found), "kinds": by_kind(found)}
        if done is not None:
            data["mended"] = {"places": done.places, "files": list(done.files)}
        emit(data)
    else:
        if done is not None:
            say(
                f"改正了 {done.places} 处，涉及 {len(done.files)} 篇文章。"
                if done.places
                else "没有可以自动改正的地方。"
            )
        for one in found:
            say(problem_line(one))
        say(_summary(found))
    return int(any(one.severity is not Severity.NOTE for one in found))


def _mended(desk: Desk, words: str) -> Mended:
    """Mend an issue where it lies: in its folder, or in the desk as a step that can be undone."""
    from bureau_desk.app.mending import mend_folder, mend_shelf

    path = Path(words)
    number = None if path.exists() else find_issue(desk, words)
    if number is not None:
        return mend_shelf(desk, number)
    publishing.read(path)  # refuses what is no issue
    return mend_folder(desk, path)


def _summary(found: Sequence[Problem]) -> str:
    from bureau_desk.bulletin.proof_kinds import by_kind

    if not found:
        return "没有发现问题。"
    grave = sum(1 for one in found if one.severity is not Severity.NOTE)
    told = f"共 {len(found)} 条：{grave} 处要改，{len(found) - grave} 条供参考。"
    told += f"其中{'，'.join(f'{kind} {count}' for kind, count in by_kind(found).items())}。"
    if able := sum(1 for one in found if one.suggestion and one.where.startswith("articles/")):
        told += f"有 {able} 处可以加 --mend 自动改正。"
    return told


def located(folder: Path, problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems for machines with article, block, line and sort."""
    from bureau_desk.bulletin.proof_kinds import kind_of

    issue, _ = publishing.read(folder)
    return [problem_json(one) | spot(one, issue) | {"kind": kind_of(one.code)} for one in problems]
