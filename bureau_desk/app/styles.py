"""Style files of the magazine: the two that ship, and those that staff changed in Word or WPS and keep for themselves.

A file of their own lies in the settings folder under `styles`. `magazine-A.docx` there stands in for the shipped one;
any other name that ends with -A or -B (`我局-A.docx`) is a choice of its own, with the colours of that theme in art and
charts, and is named without its ending in `theme = "我局-A"`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bureau_desk.app.paths import config_folder
from bureau_desk.domain.problem import Misuse, Problem, Severity, Trouble

if TYPE_CHECKING:
    from bureau_desk.charts.theme import Theme


@dataclass(frozen=True, slots=True)
class Choice:
    """A look that an issue may take: what `theme` says, what staff read, its style file, whether it is their own."""

    name: str
    title: str
    path: Path
    own: bool


def styles_folder() -> Path:
    """Where staff keep their own style files; it may not be there yet."""
    return config_folder() / "styles"


def choices() -> tuple[Choice, ...]:
    """The looks that are offered, shipped ones first."""
    from bureau_desk.bulletin.stylesheet import template_path
    from bureau_desk.charts.theme import load_theme, theme_names

    found = []
    for name in theme_names():
        theme = resolved(name)
        own = bool(theme.styles)
        title = f"{theme.title}（{'自己的样式文件' if own else '随程序'}）"
        found.append(Choice(name, title, template_path(theme), own))
    for path in sorted(styles_folder().glob("*.docx")):
        letter = path.stem.rpartition("-")[2]
        if letter in theme_names() and path.stem != f"magazine-{letter}" and not path.name.startswith("~$"):
            found.append(Choice(path.stem, f"{path.stem}（{load_theme(letter).title}配色）", path, True))
    return tuple(found)


def resolved(name: str) -> Theme:
    """The theme of a name with its style file; Misuse when there is none of that name."""
    from bureau_desk.charts.theme import load_theme, theme_names

    letter = name.rpartition("-")[2]
    own = styles_folder() / f"{name}.docx"
    if letter != name and letter in theme_names() and own.is_file():
        return replace(load_theme(letter), styles=str(own))
    try:
        theme = load_theme(name)
    except Misuse as misuse:
        known = [path.stem for path in sorted(styles_folder().glob("*-[AB].docx"))]
        raise Misuse(misuse.message, "、".join([misuse.hint.rstrip("。"), *known]) + "。") from None
    standing_in = styles_folder() / f"magazine-{name}.docx"
    return replace(theme, styles=str(standing_in)) if standing_in.is_file() else theme


def copy_to_edit(name: str = "A") -> Path:
    """A copy of a shipped style file in the settings folder for staff to change; one that is there stays as it is.

    Trouble when it cannot be written.
    """
    from bureau_desk.bulletin.stylesheet import shipped_path

    target = styles_folder() / f"magazine-{name}.docx"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.copyfile(shipped_path(name), target)
    except OSError as error:
        why = error.strerror or str(error)
        raise Trouble(f"样式文件没有复制成：{why}。", "请检查磁盘空间和用户文件夹的权限。") from None
    return target


def style_slips(theme: Theme) -> list[Problem]:
    """Styles that a file of their own lacks: their words are printed in the body's style."""
    from bureau_desk.bulletin.stylesheet import missing_styles, template_path

    if not theme.styles:
        return []
    missing = missing_styles(theme)
    if not missing:
        return []
    names = "、".join(missing[:8]) + (f"等{len(missing)}个" if len(missing) > 8 else "")
    told = f"缺少样式“{names}”，这些文字按“正文缩进”排；可从随程序的样式文件里复制过来。"
    return [Problem("styles", template_path(theme).name, told, Severity.SOFT)]
