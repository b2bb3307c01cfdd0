"""The files that an issue names beside its texts: they stand inside its folder, and its pictures can be printed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bureau_desk.charts.looked_at import look
from bureau_desk.charts.photographs import MOST_BYTES
from bureau_desk.domain.inside import outside_fault
from bureau_desk.domain.issue import Article, Issue, Masthead
from bureau_desk.domain.problem import Misuse, Problem
from bureau_desk.exchange.toml_text import TomlFile


def picture_problems(folder: Path, article: Article) -> Iterator[Problem]:
    """The faults of an article's pictures: outside the folder, missing, not to be printed."""
    for block in article.blocks:
        if block.kind == "picture" and block.path and (found := _fault(folder, block.path, "图片")):
            yield Problem(found[0], f"{article.path} 第 {block.line} 行", found[1], value=block.path)


def check_masthead_files(folder: Path, masthead: Masthead, file: TomlFile) -> None:
    """Tell the faults of the picture that the masthead names."""
    if masthead.qr and (found := _fault(folder, masthead.qr, "二维码图")):
        file.tell(found[0], "qr", found[1])


def _fault(folder: Path, name: str, what: str) -> tuple[str, str] | None:
    if told := outside_fault(folder, name):
        return "outside", f"{what}“{name}”{told}，没有使用。"
    path = folder / name
    try:
        if not path.is_file():
            return "missing_file", f"没有找到{what}“{name}”。"
        with path.open("rb") as source:
            told = look(source.read(MOST_BYTES + 1)).fault
    except (OSError, ValueError):
        return "unreadable", f"{what}“{name}”打不开，请检查文件和读取权限。"
    return ("picture", f"{what}“{name}”{told}，没有印出。") if told else None


def check_targets(issue: Issue, folder: Path) -> None:
    """Raise Misuse when writing an issue would write outside the folder, through a name or a link."""
    names = ["issue.toml", "figures.toml", *(f"articles/{key}.md" for key in issue.articles)]
    for name in [*names, *(one for one in named_pictures(issue) if (Path(issue.folder) / one).is_file())]:
        if told := outside_fault(folder, name):
            raise Misuse(f"“{name}”{told}，刊物没有写出。", "请改正文件名后再保存。")


def copy_pictures(issue: Issue, folder: Path) -> None:
    """Copy the pictures that stand inside the issue's own folder; others were told when it was read."""
    for name in named_pictures(issue):
        if outside_fault(Path(issue.folder), name) or outside_fault(folder, name):
            continue
        source = Path(issue.folder) / name
        if source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, folder / name)


def named_pictures(issue: Issue) -> list[str]:
    """The names of all pictures, once each."""
    paths = [block.path for article in issue.articles.values() for block in article.blocks if block.kind == "picture"]
    return [name for name in dict.fromkeys([*paths, issue.masthead.qr]) if name]
