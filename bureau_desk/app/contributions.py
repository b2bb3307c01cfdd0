"""Contributed Word files become articles of an issue, in the desk or in a folder."""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bureau_desk.app import issue_plan, issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.issue import Article, Issue
from bureau_desk.domain.problem import Misuse, Problem, Severity, Trouble

if TYPE_CHECKING:
    from bureau_desk.exchange.word_article import Contribution

_OLD = {".doc", ".wps", ".odt", ".rtf"}


def read(path: Path, taken: Collection[str] = (), identity: str = "") -> Job[Contribution]:
    """The article of a Word file under an id that is not `taken`; old formats go through LibreOffice first.

    Trouble when the file cannot be read; Misuse for an id that is no file name or is taken.
    """
    from bureau_desk.exchange.word_article import contribution

    if identity:
        issue_plan.check_id(identity, taken)
    yield Progress(f"读取 {path.name}", 0, 2)
    if path.suffix.lower() in _OLD:
        with tempfile.TemporaryDirectory(prefix="bureau-desk-word-") as folder:
            made = _modern(path, Path(folder))
            yield Progress("识别版式", 1, 2)
            found = contribution(made, identity or "draft")
        note = Problem("word", "来稿", f"“{path.name}”是旧格式，先转成了 .docx，请核对版式。", Severity.NOTE)
        found = replace(found, notes=(*found.notes, note))
    else:
        yield Progress("识别版式", 1, 2)
        found = contribution(path, identity or "draft")
    return found if identity else renamed(found, issue_plan.free_id(found.article.title or path.stem, taken))


def _modern(path: Path, folder: Path) -> Path:
    """A .docx of an older file, by LibreOffice; Trouble without it."""
    from bureau_desk.bulletin import office

    if office.soffice() is None:
        raise Trouble(
            f"“{path.name}”不是 .docx 文件。", "请用 Word 或 WPS 另存为 .docx；装有 LibreOffice 时可以直接收入。"
        )
    try:
        return office.converted(path, folder, "docx", timeout=120)
    except Trouble as trouble:
        raise Trouble(
            f"“{path.name}”没有转成 .docx，可能已损坏或带有密码：{trouble.message}",
            "请用 Word 或 WPS 打开后另存为 .docx 再试。",
        ) from trouble


def renamed(found: Contribution, identity: str) -> Contribution:
    """The contribution under another id, its pictures with it."""
    old = found.article.id

    def path(name: str) -> str:
        return name.replace(f"images/{old}-", f"images/{identity}-", 1)

    blocks = tuple(replace(one, path=path(one.path)) if one.path else one for one in found.article.blocks)
    article = replace(found.article, id=identity, blocks=blocks)
    return replace(found, article=article, pictures={path(name): one for name, one in found.pictures.items()})


def placed(issue: Issue, article: Article, column: str, place: int | None = None) -> Issue:
    """The plan with an article in a column, at its end or at a place; a column that is not there is added."""
    number = next((number for number, one in enumerate(issue.columns) if one.name == column), -1)
    held = replace(issue, articles={**issue.articles, article.id: article})
    if number < 0:
        held, number = issue_plan.add_column(held, column), len(issue.columns)
    at = len(held.columns[number].articles) if place is None else place
    return issue_plan.place_article(held, article.id, number, at)


def files_of(issue: Issue, found: Contribution, column: str, place: int | None = None) -> Mapping[str, bytes]:
    """What is written into the issue: the article, its pictures, and the plan with the article in it."""
    from bureau_desk.exchange.article_file import article_text
    from bureau_desk.exchange.issue_folder import plan_text

    plan = plan_text(placed(issue, found.article, column, place))
    text = article_text(found.article)
    return {f"articles/{found.article.id}.md": text.encode(), **found.pictures, "issue.toml": plan.encode()}


def put_in_folder(folder: Path, found: Contribution, column: str) -> Path:
    """Write a contribution into an issue folder; returns the article's file. Misuse when it would overwrite one.

    Nothing of issue.toml changes but the list of the column, where that can be found; comments of its author stay.
    """
    from bureau_desk.app import publishing
    from bureau_desk.app.issue_mirror import place_file

    issue, _ = publishing.read(folder)
    target = folder / "articles" / f"{found.article.id}.md"
    if target.exists():
        raise Misuse(f"“{target.name}”已经有了。", "请用 --id 另取一个编号。")
    files = dict(files_of(issue, found, column))
    kept = _with_line((folder / "issue.toml").read_text(encoding="utf-8-sig"), column, found.article.id)
    if _same_plan(kept, placed(issue, found.article, column)):
        files["issue.toml"] = kept.encode()
    for name, content in files.items():
        place_file(folder / name, content)
    return target


def _with_line(text: str, column: str, identity: str) -> str:
    """The plan's text with an id at the end of a column's list, as it was when the list is not found."""
    for head in re.finditer(r"^\[\[columns\]\]\s*$", text, re.MULTILINE):
        after = text.find("\n[", head.end())
        end = len(text) if after < 0 else after
        part = text[head.end() : end]
        named = re.search(r"^\s*name\s*=\s*[\"'](.*?)[\"']\s*$", part, re.MULTILINE)
        listed = re.search(r"^\s*articles\s*=\s*\[(.*?)\]", part, re.MULTILINE | re.DOTALL)
        if named and listed and named.group(1) == column:
            inner = listed.group(1).rstrip()
            comma = "" if not inner.strip() or inner.endswith(",") else ","
            made = f'{inner}{comma}{" " if inner.strip() else ""}"{identity}"'
            start = head.end() + listed.start(1)
            return text[:start] + made + text[head.end() + listed.end(1) :]
    return text


def _same_plan(text: str, issue: Issue) -> bool:
    told = [(one.get("name"), tuple(one.get("articles", ()))) for one in tomllib.loads(text).get("columns", ())]
    return told == [(one.name, one.articles) for one in issue.columns]


def read_all(paths: Sequence[Path], taken: Collection[str]) -> Job[tuple[list[Contribution], list[str]]]:
    """The articles of several files, each under an id of its own, and a sentence for each file that cannot be read."""
    found: list[Contribution] = []
    faults: list[str] = []
    used = set(taken)
    for path in paths:
        try:
            one = yield from read(path, used)
        except Trouble as trouble:
            faults.append(trouble.sentence())
            continue
        used.add(one.article.id)
        found.append(one)
    return found, faults


def put_all(desk: Desk, number: int, found: Sequence[Contribution], column: int, place: int) -> Job[int]:
    """Keep contributions in an issue at a place of a column (UNLISTED: in none) as one step; returns the step."""
    from bureau_desk.exchange.article_file import article_text
    from bureau_desk.exchange.issue_folder import plan_text

    issue, _ = issue_shelf.read(desk, number)
    contents: dict[str, bytes] = {}
    for count, one in enumerate(found):
        yield Progress("收入来稿", count, len(found))
        issue_plan.check_id(one.article.id, issue.articles)
        issue = replace(issue, articles={**issue.articles, one.article.id: one.article})
        issue = issue_plan.place_article(issue, one.article.id, column, place + count)
        contents |= {f"articles/{one.article.id}.md": article_text(one.article).encode(), **one.pictures}
    contents["issue.toml"] = plan_text(issue).encode()
    title = " ".join(found[0].article.title.split()) or found[0].article.id
    more = f"等 {len(found)} 篇" if len(found) > 1 else ""
    return issue_shelf.save(desk, number, contents, f"收入来稿《{title}》{more}")
