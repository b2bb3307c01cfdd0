"""Contributed Word files become articles of an issue, in the desk or in a folder."""

from __future__ import annotations

import re
import subprocess
import tempfile
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.issue import Article, Column, Issue
from bureau_desk.domain.pinyin import pinyin_keys
from bureau_desk.domain.problem import Misuse, Problem, Severity, Trouble

if TYPE_CHECKING:
    from bureau_desk.exchange.word_article import Contribution

_OLD = {".doc", ".wps", ".odt", ".rtf"}
_SAFE = re.compile(r"[^a-z0-9]+")
_LONGEST = 24


def read(path: Path, taken: Collection[str] = (), identity: str = "") -> Job[Contribution]:
    """The article of a Word file under an id that is not `taken`; old formats go through LibreOffice first.

    Trouble when the file cannot be read; Misuse for an id that is no file name or is taken.
    """
    from bureau_desk.exchange.word_article import contribution

    if identity and (identity in taken or identity != safe_id(identity)):
        told = "已经有了" if identity in taken else "不能用作文件名"
        raise Misuse(f"稿件编号“{identity}”{told}。", "请用小写字母、数字和连字符另取一个。")
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
    return found if identity else renamed(found, fresh_id(found.article.title or path.stem, taken))


def _modern(path: Path, folder: Path) -> Path:
    """A .docx of an older file, by LibreOffice; Trouble without it."""
    from bureau_desk.bulletin.pdf import soffice

    program = soffice()
    if program is None:
        raise Trouble(
            f"“{path.name}”不是 .docx 文件。", "请用 Word 或 WPS 另存为 .docx；装有 LibreOffice 时可以直接收入。"
        )
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        str(program),
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder),
        str(path),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired):
        raise Trouble(f"“{path.name}”没有转成 .docx。", "请用 Word 或 WPS 另存为 .docx 后再试。") from None
    made = folder / f"{path.stem}.docx"
    if not made.is_file():
        raise Trouble(f"“{path.name}”读不出来，可能已损坏或带有密码。", "请用 Word 或 WPS 打开后另存为 .docx 再试。")
    return made


def safe_id(text: str) -> str:
    """A text as an article id: small letters, digits, hyphens."""
    return _SAFE.sub("-", text.lower()).strip("-")


def fresh_id(title: str, taken: Collection[str]) -> str:
    """An id from the pinyin of a title that no other article has."""
    keys = pinyin_keys("".join(title.split())[:12])
    stem = safe_id(keys[0] if keys else "")[:_LONGEST].strip("-") or "laigao"
    number, name = 2, stem
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


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
    columns = list(issue.columns)
    number = next((number for number, one in enumerate(columns) if one.name == column), -1)
    if number < 0:
        columns.append(Column(column, ()))
    articles = list(columns[number].articles)
    articles.insert(len(articles) if place is None else place, article.id)
    columns[number] = replace(columns[number], articles=tuple(articles))
    return replace(issue, columns=tuple(columns))


def files_of(issue: Issue, found: Contribution, column: str, place: int | None = None) -> Mapping[str, bytes]:
    """What is written into the issue: the article, its pictures, and the plan with the article in it."""
    from bureau_desk.exchange.article_file import article_text
    from bureau_desk.exchange.issue_folder import plan_text

    plan = plan_text(placed(issue, found.article, column, place))
    text = article_text(found.article)
    return {f"articles/{found.article.id}.md": text.encode(), **found.pictures, "issue.toml": plan.encode()}


def put(desk: Desk, number: int, found: Contribution, column: str, place: int | None = None) -> int:
    """Keep a contribution in an issue of the desk as one step; returns the step."""
    issue, _ = issue_shelf.read(desk, number)
    title = " ".join(found.article.title.split()) or found.article.id
    return issue_shelf.save(desk, number, files_of(issue, found, column, place), f"收入来稿《{title}》")


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
