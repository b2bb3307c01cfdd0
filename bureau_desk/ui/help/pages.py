"""The shipped pages: their words, their rich text, and the pages found by what is looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from bureau_desk.domain.pinyin import spelled
from bureau_desk.places import RESOURCES
from bureau_desk.ui.help.keys import keys_body
from bureau_desk.ui.help.topics import KEYS
from bureau_desk.ui.theme import theme

FOLDER = RESOURCES / "help"
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([\w./-]+)\)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_SIGNS = re.compile(r"[`#*\[\]]|\(screenshots/[^)]*\)|!\[")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the name that links use (the file's, without its number), its title and its text."""

    name: str
    title: str
    body: str

    @property
    def html(self) -> str:
        """The page as rich text in the theme in force."""
        return page_html(self.body, self.title)


def pages() -> tuple[Page, ...]:
    """The shipped pages in the order of their numbers, and at the end the page of keys, made from the commands."""
    return (*_shipped(), Page(KEYS, KEYS, keys_body()))


@cache
def _shipped() -> tuple[Page, ...]:
    found = []
    for path in sorted(FOLDER.glob("*.md"), key=_number):
        first, _, body = path.read_text(encoding="utf-8").partition("\n")
        name = path.stem.partition("-")[2]
        found.append(Page(name, first.lstrip("# ").strip() or name, body))
    return tuple(found)


def _number(path: Path) -> tuple[int, str]:
    head = path.stem.partition("-")[0]
    return (int(head) if head.isdigit() else 999, path.stem)


def page(name: str) -> Page | None:
    """The page of that name."""
    return next((one for one in pages() if one.name == name), None)


# searching
@dataclass(frozen=True, slots=True)
class Hit:
    """A page that holds what is looked for, with the words around it."""

    page: Page
    excerpt: str


def search(words: str) -> list[Hit]:
    """Pages in whose title or text every word stands, or whose title or headings have its initials; titles first."""
    wanted = words.lower().split()
    found: list[tuple[int, Hit]] = []
    for one in pages() if wanted else ():
        titles, lines = _texts(one.name, one.title, one.body)
        ranks = [_rank(word, titles, lines) for word in wanted]
        if all(rank is not None for rank in ranks):
            first = next((line for line in lines if wanted[0] in line.lower()), "")
            found.append((max(rank or 0 for rank in ranks), Hit(one, _excerpt(first, wanted[0]))))
    return [hit for _, hit in sorted(found, key=lambda pair: pair[0])]


def _rank(word: str, titles: Mapping[str, tuple[str, ...]], lines: tuple[str, ...]) -> int | None:
    for rank, title in enumerate(titles):
        if word in title.lower() or any(short.startswith(word) for short in titles[title]):
            return min(rank, 1)
    return 2 if any(word in line.lower() for line in lines) else None


@cache
def _texts(_name: str, title: str, body: str) -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    """(title and headings with their spellings, plain lines)."""
    lines = tuple(plain(line) for line in body.splitlines() if line.strip())
    heads = [title, *(line.lstrip("# ").strip() for line in body.splitlines() if line.startswith("##"))]
    return {head: _spellings(head) for head in heads}, lines


def _spellings(title: str) -> tuple[str, ...]:
    """Initials and full pinyin of a title and of its later parts: 查重与合并 is found by czyhb, cz and hb."""
    made: list[str] = []
    for part in re.findall(r"[\u4e00-\u9fff]+", title):
        for start in range(len(part)):
            full, short = spelled(part[start:])
            made += [*short, "".join(full[0])]
    return tuple(made)


def plain(line: str) -> str:
    """A line as it is read, without the signs of the page."""
    return _SIGNS.sub("", _LINK.sub(r"\1", line)).lstrip("-|0123456789. ").strip()


def _excerpt(line: str, word: str, room: int = 36) -> str:
    place = max(0, line.lower().find(word) - room // 3)
    return ("…" if place else "") + line[place : place + room] + ("…" if len(line) > place + room else "")


# rich text
def page_html(body: str, title: str) -> str:
    """Headings (##), numbered or dashed lines, |tables|, pictures (![words](file)), [links](page) and paragraphs."""
    size = f"font-size:{15 * theme.scale / 100:.1f}pt"
    parts = [f'<p style="margin:0;line-height:170%"><b style="{size}">{escape(title)}</b></p>']
    items: list[str] = []
    for line in [*filter(None, (one.strip() for one in body.splitlines())), ""]:
        mark, _, rest = line.partition(" ")
        if mark == "-" or mark.rstrip(".").isdigit():
            items.append(_item("•" if mark == "-" else mark, rest))
            continue
        if line.startswith("|"):
            items.append(_row([one.strip() for one in line.strip("|").split("|")]))
            continue
        if items:
            parts.append(f'<table cellpadding="0" cellspacing="0" width="100%">{"".join(items)}</table>')
            items = []
        parts.append(_block(line, mark, rest))
    return "".join(parts)


def _block(line: str, mark: str, rest: str) -> str:
    if mark == "##":
        return paragraph(f'<b style="color:{theme.tokens.primary}">{_inline(rest)}</b>', 12)
    if found := _PICTURE.fullmatch(line):
        return _picture(*found.groups())
    return paragraph(_inline(line), 4) if line else ""


def paragraph(html: str, above: int) -> str:
    """A paragraph with room above it, in px at 100 %."""
    # a table, because rich text drops the margin between a paragraph and a table
    return (
        f'<table cellpadding="0" cellspacing="0" width="100%"><tr><td style="line-height:150%;'
        f'padding-top:{theme.px(above)}px;padding-bottom:{theme.px(6)}px">{html}</td></tr></table>'
    )


def _item(sign: str, text: str) -> str:
    low = f"padding-bottom:{theme.px(4)}px"
    return (
        f'<tr><td width="{theme.px(24)}" style="color:{theme.tokens.quiet};line-height:150%;{low}">{sign}</td>'
        f'<td style="line-height:150%;{low}">{_inline(text)}</td></tr>'
    )


def _row(cells: list[str]) -> str:
    low = f"padding-bottom:{theme.px(5)}px"
    made = [f'<td width="56%" style="line-height:140%;{low}">{_inline(cells[0])}</td>']
    made += [f'<td style="line-height:140%;{low};color:{theme.tokens.quiet}">{_inline(one)}</td>' for one in cells[1:]]
    return f"<tr>{''.join(made)}</tr>"


def _picture(words: str, name: str) -> str:
    if not (FOLDER / name).is_file():
        return ""
    picture = f'<img src="{name}" alt="{escape(words)}">'
    return paragraph(f'{picture}<br><span style="color:{theme.tokens.quiet}">{escape(words)}</span>', 8)


def _inline(text: str) -> str:
    """Words between backticks stand on a tint; links go to other pages."""
    made = []
    for place, part in enumerate(escape(text).split("`")):
        coded = f'<span style="background-color:{theme.tokens.tint}">&nbsp;{part}&nbsp;</span>'
        made.append(coded if place % 2 else _LINK.sub(_anchor, part))
    return "".join(made)


def _anchor(found: re.Match[str]) -> str:
    return f'<a href="{found[2]}" style="color:{theme.tokens.primary}">{found[1]}</a>'
