"""Issues of the desk published and proofread: their working folder is brought up first."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

from bureau_desk.app import issue_shelf, publishing
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.publishing import Options, Published
from bureau_desk.domain.problem import Misuse, Problem


def publish_issue(
    desk: Desk, number: int, out: Path, options: Options, stop: threading.Event | None = None
) -> Job[Published]:
    """Publish an issue of the desk into a folder; see `publishing.publish`.

    When `stop` is set LibreOffice is broken off at once, so that closing the job need not wait for it.
    """
    from bureau_desk.bulletin import pdf

    yield Progress("准备期刊")
    folder = issue_shelf.working_folder(desk, number)
    chosen = (options.as_of, options.pdf, options.theme, options.native_charts, options.known)
    more = (options.since, options.xlsx_template, options.word_only)
    with pdf.stoppable(stop or threading.Event()):
        return (yield from publishing.publish(desk, folder, out, *chosen, *more))


def publish_brief_of(desk: Desk, number: int, out: Path, with_pdf: bool = True) -> Job[Published]:
    """Publish the brief of an issue of the desk into a folder; see `briefing.publish_brief`."""
    from bureau_desk.app.briefing import publish_brief

    yield Progress("准备简报")
    return (yield from publish_brief(desk, issue_shelf.working_folder(desk, number), out, pdf=with_pdf))


def check_issue(desk: Desk, number: int, day: date | None = None) -> Job[tuple[Problem, ...]]:
    """Proofread an issue of the desk."""
    yield Progress("校对")
    return publishing.check(desk, issue_shelf.working_folder(desk, number), day)


def find_issue(desk: Desk, words: str) -> int | None:
    """The issue of the desk that some words name: its number, its name or its title; None when none does.

    Misuse when they name several.
    """
    entries = issue_shelf.listed(desk)
    if words.isdecimal() and any(one.id == int(words) for one in entries):
        return int(words)
    bare = "".join(words.split())
    found = [one.id for one in entries if bare in (one.name, "".join(one.title.split()))]
    if len(found) > 1:
        names = "、".join(str(one) for one in found)
        raise Misuse(f"台账里有 {len(found)} 期都叫“{words}”。", f"请改用编号：{names}。")
    return found[0] if found else None
