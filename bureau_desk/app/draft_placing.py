"""A draft put into an issue: its article, its questions beside those that are there, its place in a column."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_mirror import place_file
from bureau_desk.bulletin.drafts import Draft, renamed
from bureau_desk.domain.inside import outside_fault
from bureau_desk.domain.issue import Column, Issue, Masthead
from bureau_desk.domain.problem import Misuse, Severity
from bureau_desk.domain.question import Question
from bureau_desk.exchange.article_file import article_text
from bureau_desk.exchange.figures_file import figures_of, figures_text
from bureau_desk.exchange.issue_folder import plan_text, read_issue

_FIGURES, _PLAN = issue_shelf.FIGURES, issue_shelf.PLAN


def put(desk: Desk, issue: int | Path, made: Draft, column: str = "", place: int | None = None) -> str:
    """Put a draft into an issue of the desk or a folder, as one step; returns the id of its article.

    The article goes to a place of the column, else to its end (a message becomes the issue's message when it has none). A question of
    the same name that asks something else stays; the draft's own then gets another name. A folder without an issue
    becomes one. Misuse when the figures of the issue cannot be read.
    """
    if isinstance(issue, Path):
        return _into_folder(issue, made, column)
    plan, _ = issue_shelf.read(desk, issue)
    files = {path: issue_shelf.content(desk, issue, path) or b"" for path in (_FIGURES, _PLAN)}
    identity, changed = placed(plan, files[_PLAN], files[_FIGURES], made, column, place)
    title = " ".join(made.article.title.split())
    issue_shelf.save(desk, issue, changed, f"由台账起稿《{re.sub(r'[{}]', '', title)}》")
    return identity


def _into_folder(folder: Path, made: Draft, column: str) -> str:
    if not (folder / _PLAN).is_file():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Misuse(f"“{folder}”不是期刊文件夹：里面没有 issue.toml。", "请指定期刊文件夹，或一个还没有的文件夹。")
        plan = Issue(_masthead(made), (), {}, {})
        files = {_PLAN: plan_text(plan).encode(), _FIGURES: b""}
    else:
        plan, problems = read_issue(folder)
        if wrong := next((one for one in problems if one.code == "toml" and one.where.startswith(_PLAN)), None):
            raise Misuse(f"没有放入：{wrong.where}：{wrong.message}", "请先改正。")
        files = {path: _bytes(folder, path) for path in (_PLAN, _FIGURES)}
    identity, changed = placed(plan, files[_PLAN], files[_FIGURES], made, column)
    for path in changed:
        if told := outside_fault(folder, path):
            raise Misuse(f"“{path}”{told}，没有放入。")
    # The plan comes last: an article that is not yet named there is only told of.
    for path in sorted(changed, key=lambda one: one == _PLAN):
        place_file(folder / path, changed[path])
    return identity


def _bytes(folder: Path, path: str) -> bytes:
    found = folder / path
    return found.read_bytes() if found.is_file() and not outside_fault(folder, path) else b""


def _masthead(made: Draft) -> Masthead:
    """The masthead of a fresh issue: its day is the last that the draft's questions ask for."""
    from datetime import date

    days = [one.as_of for one in made.questions.values() if one.as_of and not one.target]
    on = max(days, default=date.today())
    return Masthead("科技工作简报", on.year, 1, on)


def placed(
    plan: Issue, plan_file: bytes, figures_file: bytes, made: Draft, column: str, place: int | None = None
) -> tuple[str, dict[str, bytes]]:
    """The article's id and the files of the issue that change, by their path."""
    text = figures_file.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    known, problems = figures_of(text)
    if wrong := next((one for one in problems if one.code == "toml" and one.severity is Severity.HARD), None):
        raise Misuse(f"没有放入：{wrong.where}：{wrong.message}", "请先改正 figures.toml。")
    made = renamed(made, _new_names(made.questions, known))
    fresh = {name: one for name, one in made.questions.items() if name not in known}
    identity = _free(made.article.id, set(plan.articles) | {key for one in plan.columns for key in one.articles})
    article = replace(made.article, id=identity)
    changed = {f"{issue_shelf.ARTICLES}/{identity}.md": article_text(article).encode()}
    if fresh:
        changed[_FIGURES] = (
            f"{text.rstrip()}\n\n{figures_text(fresh)}" if text.strip() else figures_text(fresh)
        ).encode()
    changed[_PLAN] = _planned(plan, plan_file, identity, article.kind, column or made.column or "科技动态", place)
    return identity, changed


def _new_names(questions: Mapping[str, Question], known: Mapping[str, Question]) -> dict[str, str]:
    """Other names for questions whose name is taken by one that asks something else."""
    names: dict[str, str] = {}
    for name, question in questions.items():
        count, wanted = 1, name
        while wanted in known and not _alike(known[wanted], question):
            count += 1
            wanted = f"{name}·{count}"
        if wanted != name:
            names[name] = wanted
    return names


def _alike(one: Question, other: Question) -> bool:
    """Whether two questions are written alike."""
    return figures_text({"": replace(one, name="")}) == figures_text({"": replace(other, name="")})


def _free(wanted: str, taken: set[str]) -> str:
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}-{count}"
    return name


def _planned(plan: Issue, written: bytes, identity: str, kind: str, column: str, where: int | None) -> bytes:
    """The plan with the article in its place: put into the text as it stands, so that remarks in it stay."""
    text = written.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    if kind == "message" and not plan.masthead.message:
        way = re.sub(r"(?m)\A((?:(?!\[).*\n)*)", rf'\1message = "{identity}"\n\n', text, count=1)
        if _lists(way, list(plan.columns), identity):
            return way.encode()
        return plan_text(replace(plan, masthead=replace(plan.masthead, message=identity))).encode()
    columns = list(plan.columns)
    at = next((place for place, one in enumerate(columns) if one.name == column), None)
    if at is None:
        columns.append(Column(column, (identity,)))
    else:
        held = columns[at].articles
        end = len(held) if where is None else where
        columns[at] = replace(columns[at], articles=(*held[:end], identity, *held[end:]))
    way = _in_text(text, identity, column, at is None)
    if _lists(way, columns, plan.masthead.message):
        return way.encode()
    return plan_text(replace(plan, columns=tuple(columns))).encode()


def _in_text(text: str, identity: str, column: str, new: bool) -> str:
    if new:
        return f'{text.rstrip()}\n\n[[columns]]\nname = "{column}"\narticles = ["{identity}"]\n'
    parts = re.split(r"(?m)^(?=\[)", text)
    for place, part in enumerate(parts):
        if part.startswith("[[columns]]") and re.search(rf'(?m)^\s*name\s*=\s*["\']{re.escape(column)}["\']', part):
            parts[place] = re.sub(r"(articles\s*=\s*\[[^\]]*?)(,?\s*)\]", rf'\1, "{identity}"]', part, count=1)
            parts[place] = re.sub(r"\[\s*, ", "[", parts[place])
    return "".join(parts)


def _lists(text: str, columns: list[Column], message: str) -> bool:
    """Whether a plan names these articles in these columns, and this message."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    found = [(one.get("name"), tuple(one.get("articles", ()))) for one in data.get("columns", [])]
    return found == [(one.name, one.articles) for one in columns] and data.get("message", "") == message
