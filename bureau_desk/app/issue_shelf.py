"""The issues that are made in the desk: new, taken in from a folder, written out, changed step by step, undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_mirror import IssueMirror, files_in, place_file
from bureau_desk.app.issue_plan import told_title
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.attachment import safe_name
from bureau_desk.domain.inside import outside_fault
from bureau_desk.domain.issue import Article, Issue
from bureau_desk.domain.problem import Misuse, Problem, Trouble
from bureau_desk.store import issue_files
from bureau_desk.store.issue_files import IssueStep, KeptIssue

PLAN, FIGURES, ARTICLES, IMAGES = "issue.toml", "figures.toml", "articles", "images"
_ONE_STEP = timedelta(minutes=10)  # what is typed into one article within this time is one step
_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """An issue as the list shows it: what it says of itself, how many articles it has and how many are final."""

    id: int
    title: str
    name: str
    articles: int
    final: int
    changed_at: str
    author: str
    date: str = ""
    step: int = 0


def listed(desk: Desk, gone: bool = False) -> list[ShelfEntry]:
    """The issues of the desk, or the removed ones, the last changed first."""
    with desk.database.reading() as connection:
        kept = issue_files.listed(connection, gone)
    return [_entry(desk, one) for one in kept]


def _entry(desk: Desk, one: KeptIssue) -> ShelfEntry:
    mirror = IssueMirror(desk.path, one.id)
    noted = mirror.summary(one.step)
    if noted is None or "date" not in noted:
        noted = _summary(read(desk, one.id)[0], one.name)
        mirror.note(one.step, noted)
    said = (noted["title"], one.name, noted["articles"], noted["final"], one.changed_at, one.author, noted["date"])
    return ShelfEntry(one.id, *said, one.step)


def _summary(issue: Issue, name: str) -> dict[str, Any]:
    head = issue.masthead
    title = f"{head.title or name} {head.year} 年第 {head.number} 期" if head.number else head.title or name
    articles = [issue.articles[key] for column in issue.columns for key in column.articles if key in issue.articles]
    final = sum(one.status == "定稿" for one in articles)
    return {"title": title, "articles": len(articles), "final": final, "date": head.date.isoformat()}


def add(desk: Desk, issue: Issue, name: str = "") -> int:
    """Keep an issue in the desk; returns its id. Pictures come from the issue's folder when it has one."""
    from bureau_desk.exchange.issue_folder import issue_files_of

    contents: dict[str, bytes | None] = dict(issue_files_of(issue))
    head = issue.masthead
    wanted = safe_name(name or f"{head.title}{head.year}年第{head.number}期")
    return keep(desk, wanted, contents, f"新建{wanted}")


def keep(desk: Desk, name: str, contents: Mapping[str, bytes | None], summary: str) -> int:
    """Keep a new issue of these files; returns its id. What it begins with is no step that undo takes back."""
    with desk.database.writing() as connection:
        number = issue_files.add(connection, name, desk.author, desk.now())
        issue_files.put(connection, number, contents, summary, desk.author, desk.now(), "base")
    _tell(desk, summary)
    return number


def take_in(desk: Desk, folder: Path) -> Job[int]:
    """Keep the files of an issue folder in the desk as they are; returns the issue's id. Misuse when it is none."""
    if not (folder / PLAN).is_file():
        raise Misuse(f"“{folder}”不是期刊文件夹：里面没有 issue.toml。", "请选择含有 issue.toml 的文件夹。")
    paths = sorted(files_in(folder))
    contents: dict[str, bytes | None] = {}
    for place, path in enumerate(paths):
        yield Progress("读取期刊文件夹", place, len(paths))
        contents[path] = _content(folder, path)
    return keep(desk, safe_name(folder.name), contents, f"从文件夹“{folder.name}”收入")


def _content(folder: Path, name: str) -> bytes:
    path = folder / name
    if path.stat().st_size > _LARGEST:
        raise Trouble(f"“{name}”超过 64 MB，期刊没有收入。", "请把它移出期刊文件夹，或改用较小的图片。")
    return path.read_bytes()


def write_out(desk: Desk, number: int, folder: Path) -> Job[Path]:
    """Write an issue's files into a folder, byte for byte; Trouble when another issue or other files lie there."""
    with desk.database.reading() as connection:
        named = issue_files.files(connection, number)
    if folder.exists() and any(folder.iterdir()) and not (folder / PLAN).is_file():
        raise Trouble(f"“{folder}”里已有别的文件，期刊没有写出。", "请选择一个空文件夹。")
    for name in named:
        if told := outside_fault(folder, name):
            raise Misuse(f"“{name}”{told}，期刊没有写出。", "请改正文件名后再写出。")
    for place, (path, name) in enumerate(named.items()):
        yield Progress("写出期刊文件夹", place, len(named))
        place_file(folder / path, _wanted(desk, name, path))
    return folder


def _wanted(desk: Desk, name: str, path: str) -> bytes:
    with desk.database.reading() as connection:
        content = issue_files.content(connection, name)
    if content is None:
        raise Trouble(f"期刊文件“{path}”的内容不见了。", "请从最近的备份恢复，或重新放入这个文件。")
    return content


def working_folder(desk: Desk, number: int) -> Path:
    """A folder that holds the issue as it stands now, for reading, composing and publishing; changes in it are lost."""
    with desk.database.reading() as connection:
        named = issue_files.files(connection, number)
    if not named:
        raise Misuse(f"没有期刊 {number}。")
    return IssueMirror(desk.path, number).bring_up(named, lambda name, path: _wanted(desk, name, path))


def read(desk: Desk, number: int) -> tuple[Issue, tuple[Problem, ...]]:
    """The issue with what is wrong with its files."""
    from bureau_desk.exchange.issue_folder import read_issue

    return read_issue(working_folder(desk, number))


def content(desk: Desk, number: int, path: str, step: int | None = None) -> bytes | None:
    """A file of an issue, now or as a step left it; None when it was not there."""
    with desk.database.reading() as connection:
        name = issue_files.files(connection, number, step).get(path)
        return issue_files.content(connection, name) if name else None


def save(desk: Desk, number: int, contents: Mapping[str, bytes | None], summary: str, typing: bool = False) -> int:
    """Change files of an issue as one step; returns the step, 0 when nothing differs.

    With `typing` the change goes into the last step when that was the same author's at the same files a little while
    ago. Misuse for a path that leads out of the folder.
    """
    for path in contents:
        if told := outside_fault(Path("/"), path):
            raise Misuse(f"“{path}”{told}。")
    with desk.database.writing() as connection:
        named = issue_files.files(connection, number)
        wanted = {
            path: one
            for path, one in contents.items()
            if named.get(path, "") != ("" if one is None else issue_files.digest(one))
        }
        if not wanted:
            return 0
        last = next(iter(issue_files.steps(connection, number, most=1)), None)
        if typing and last is not None and _goes_on(desk, last, summary):
            issue_files.put_again(connection, last, wanted, desk.now())
            step = last.id
        else:
            step = issue_files.put(connection, number, wanted, summary, desk.author, desk.now())
    _tell(desk, summary)
    return step


def _goes_on(desk: Desk, last: IssueStep, summary: str) -> bool:
    own = last.kind == "do" and last.author == desk.author and last.summary == summary
    return own and datetime.fromisoformat(desk.now()) - datetime.fromisoformat(last.recorded_at) < _ONE_STEP


def save_article(desk: Desk, number: int, article: Article, typing: bool = False) -> int:
    """Write an article of an issue; returns the step, 0 when it says the same as before."""
    from bureau_desk.exchange.article_file import article_text

    path = f"{ARTICLES}/{article.id}.md"
    text = article_text(article).encode()
    return save(desk, number, {path: text}, f"编辑《{told_title(article)}》", typing)


def save_plan(desk: Desk, number: int, issue: Issue, summary: str) -> int:
    """Write masthead and columns of an issue; its articles stay as they are."""
    from bureau_desk.exchange.issue_folder import plan_text

    return save(desk, number, {PLAN: plan_text(issue).encode()}, summary)


def history(desk: Desk, number: int, path: str = "") -> list[IssueStep]:
    """The steps of an issue, or of one of its files, newest first."""
    with desk.database.reading() as connection:
        return issue_files.steps(connection, number, path)


def last_step(desk: Desk, number: int) -> int:
    """The newest step of an issue."""
    with desk.database.reading() as connection:
        return next((one.id for one in issue_files.steps(connection, number, most=1)), 0)


def labels(desk: Desk, number: int) -> tuple[str, str]:
    """What undo and redo of an issue would do; '' when there is nothing."""
    with desk.database.reading() as connection:
        found = (issue_files.last_undoable(connection, number), issue_files.last_redoable(connection, number))
    first, second = (_bare(one.summary) if one is not None else "" for one in found)
    return first, second


def vanishing(desk: Desk, number: int, kind: str) -> set[str]:
    """The files of an issue that `undo` (or `redo`) would take out of it."""
    find = issue_files.last_undoable if kind == "undo" else issue_files.last_redoable
    with desk.database.reading() as connection:
        step = find(connection, number)
        before = issue_files.files(connection, number, step.id - 1) if step is not None else {}
        now = issue_files.files(connection, number) if step is not None else {}
        touched = issue_files.paths(connection, step.id) if step is not None else set()
    return {path for path in touched if path in now and path not in before}


def _bare(summary: str) -> str:
    return summary.removeprefix("撤销：").removeprefix("重做：")


def undo(desk: Desk, number: int) -> str:
    """Take back the last step of an issue; returns its summary, '' when there is nothing to take back."""
    return _turned(desk, number, "undo")


def redo(desk: Desk, number: int) -> str:
    """Bring back the step that was last taken back; returns its summary, '' when there is none."""
    return _turned(desk, number, "redo")


def _turned(desk: Desk, number: int, kind: str) -> str:
    find = issue_files.last_undoable if kind == "undo" else issue_files.last_redoable
    with desk.database.writing() as connection:
        step = find(connection, number)
        if step is None:
            return ""
        summary = _bare(step.summary)
        words = f"{'撤销' if kind == 'undo' else '重做'}：{summary}"
        issue_files.turn_back(connection, step, words, desk.author, desk.now(), kind)
    _tell(desk, words)
    return summary


def remove(desk: Desk, number: int) -> None:
    """Take an issue off the list; `bring_back` puts it there again with its whole history."""
    _set_gone(desk, number, True)


def bring_back(desk: Desk, number: int) -> None:
    """Put a removed issue back on the list."""
    _set_gone(desk, number, False)


def _set_gone(desk: Desk, number: int, gone: bool) -> None:
    with desk.database.writing() as connection:
        issue_files.set_gone(connection, number, gone)
    _tell(desk, "移除期刊" if gone else "恢复期刊")


def _tell(desk: Desk, summary: str) -> None:
    desk.emit(Changes(frozenset(), (), 0, summary))
