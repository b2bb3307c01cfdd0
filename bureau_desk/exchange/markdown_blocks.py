"""The body of an article: Markdown with containers becomes blocks, every unknown thing a problem with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bureau_desk.analysis.near import near
from bureau_desk.analysis.placeholders import Placeholder, split, unclosed_told
from bureau_desk.domain.issue import Block, Run
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.exchange.markdown_hints import hints
from bureau_desk.exchange.markdown_tables import rows_of
from bureau_desk.exchange.markdown_text import joined, picture_of, runs_of, unescaped, unpaired

CONTAINERS = {"名单": "names", "大数字": "number", "图表": "chart", "表格": "table"}
_FENCE = re.compile(r"^ {0,3}([:：]{3,})\s*(.*?)\s*$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:\s+(.*?))?\s*$")
_SOURCE = re.compile(r"^\s*(?:——|--|—)\s*(.+)$")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")

Runs = tuple[Run, ...]


@dataclass(slots=True)
class Body:
    """Blocks and problems of one article, with the file's name and the lines before its body."""

    where: str
    offset: int = 0
    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, code: str, line: int, message: str, severity: Severity = Severity.HARD) -> None:
        """Keep a problem at a line of the body."""
        self.problems.append(Problem(code, f"{self.where} 第 {line + self.offset} 行", message, severity))

    def add(self, block: Block, line: int) -> None:
        """Keep a block that begins at a line of the body."""
        self.blocks.append(replace(block, line=line + self.offset))


def blocks_of(text: str, where: str, offset: int = 0) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The blocks of an article's body; `offset` is the number of lines before it in the file."""
    body = Body(where, offset)
    lines = text.split("\n")
    _unclosed(lines, body)
    at = 0
    plain_from = 0
    while at < len(lines):
        if fence := _FENCE.match(lines[at]):
            _markdown(lines[plain_from:at], plain_from, body)
            at = _container(lines, at, fence, body)
            plain_from = at
        elif _HEADING.match(lines[at]):
            _markdown(lines[plain_from:at], plain_from, body)
            at = _heading(lines, at, body)
            plain_from = at
        else:
            at += 1
    _markdown(lines[plain_from:], plain_from, body)
    return tuple(body.blocks), tuple(body.problems)


def _unclosed(lines: list[str], body: Body) -> None:
    for place, line in enumerate(lines, 1):
        if told := unclosed_told(unescaped(line)):
            body.tell("unclosed", place, told)
    for place, code, message, severity in hints(lines):
        body.tell(code, place, message, severity)


def _heading(lines: list[str], at: int, body: Body) -> int:
    """One heading; a backslash at a line's end joins the next line as the second line of a couplet."""
    found = _HEADING.match(lines[at])
    assert found is not None
    level, texts, last = len(found.group(1)), [found.group(2) or ""], at
    while texts[-1].endswith("\\") and last + 1 < len(lines) and lines[last + 1].strip():
        texts[-1] = texts[-1][:-1].rstrip()
        last += 1
        texts.append(lines[last].strip())
    texts = [re.sub(r"\s+#+$", "", text) for text in texts]
    if level not in (2, 3):
        body.tell(
            "heading",
            at + 1,
            f"标题只用 ## 和 ###，这里写了{level}个 #，按 {'##' if level < 2 else '###'} 处理。",
            Severity.SOFT,
        )
    if not texts[0]:
        body.tell("heading", at + 1, "标题是空的。", Severity.SOFT)
        return last + 1
    runs = tuple(runs_of(text) for text in texts)
    body.add(Block("heading", runs, level=min(max(level, 2), 3)), at + 1)
    return last + 1


def _container(lines: list[str], at: int, fence: re.Match[str], body: Body) -> int:
    """One `::: name title` container; charts and tables need no closing line."""
    marks, head = fence.groups()
    if "：" in marks:
        body.tell("container", at + 1, "容器要用半角冒号 :::，已按半角处理。", Severity.SOFT)
    if not head:
        body.tell("container", at + 1, "这里多了一行 :::，没有对应的开头。", Severity.SOFT)
        return at + 1
    name, _, title = head.replace("　", " ").partition(" ")
    kind = CONTAINERS.get(name)
    inner, after, closed = _inside(lines, at + 1)
    rows = rows_of(inner) if kind == "table" and closed else ()
    if rows:
        body.add(Block("table", title=unescaped(title.strip()), rows=rows), at + 1)
        return after
    if kind in ("chart", "table"):
        if not title.strip():
            body.tell("container", at + 1, f"“{name}”后面要写 figures.toml 里的名称。")
            return after if closed and not "".join(inner).strip() else at + 1
        body.add(Block(kind, name=title.strip()), at + 1)
        return after if closed and not "".join(inner).strip() else at + 1
    if kind is None:
        lost = f"标题“{title.strip()}”没有印出，" if title.strip() else ""
        body.tell("container", at + 1, f"容器“{name}”不认识{near(name, CONTAINERS)}，{lost}里面的内容按正文印出。")
        _markdown(inner, at + 1, body)
        return after
    if not closed:
        inner, after = _until_blank(lines, at + 1)
        body.tell("container", at + 1, f"“{name}”没有收尾的 :::，只收到下一个空行为止。", Severity.SOFT)
    _boxed(kind, name, title.strip(), inner, at, body)
    return after


def _inside(lines: list[str], start: int) -> tuple[list[str], int, bool]:
    """The lines up to the closing fence, the line after it, and whether there is one."""
    for place in range(start, len(lines)):
        if found := _FENCE.match(lines[place]):
            return lines[start:place], place + (0 if found.group(2) else 1), not found.group(2)
    return lines[start:], len(lines), False


def _until_blank(lines: list[str], start: int) -> tuple[list[str], int]:
    place = start
    while place < len(lines) and not lines[place].strip():
        place += 1
    while (
        place < len(lines)
        and lines[place].strip()
        and not _FENCE.match(lines[place])
        and not _HEADING.match(lines[place])
    ):
        place += 1
    return lines[start:place], place


def _boxed(kind: str, name: str, title: str, inner: list[str], at: int, body: Body) -> None:
    """A list box or a big number with what stands in it."""
    if not title:
        body.tell("container", at + 1, f"“{name}”后面要写标题。", Severity.SOFT)
    sub = Body(body.where, body.offset)
    _markdown(inner, at + 1, sub)
    body.problems += sub.problems
    lines: list[Runs] = []
    ordered, start, listed = False, 1, ""
    for block in sub.blocks:
        if block.kind not in ("paragraph", "list"):
            left = block.path if block.kind == "picture" else block.source
            lost = f"“{left}”没有印出。" if left else ""
            body.tell("container", block.line - body.offset, f"“{name}”里只能放文字或列表。{lost}", Severity.SOFT)
            lines += [runs_of(block.caption)] if block.caption else []
        ordered = ordered or block.ordered
        start = block.start if kind == "names" and not lines else start
        lines += block.lines
    if kind == "names":
        listed, lines = _list_name(lines)
        start = 1 if listed else start
    if not lines and not listed:
        body.tell("container", at + 1, f"“{name}”里面是空的。", Severity.SOFT)
    body.add(Block(kind, tuple(lines), title=unescaped(title), name=listed, ordered=ordered, start=start), at + 1)


def _list_name(lines: list[Runs]) -> tuple[str, list[Runs]]:
    """The question a list is taken from when that is all the box holds."""
    if len(lines) == 1:
        pieces = split("".join(run.text for run in lines[0]).strip())
        if len(pieces) == 1 and isinstance(pieces[0], Placeholder) and pieces[0].listing:
            return pieces[0].name, []
    return "", lines


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """Block structure only: inline text is read by our own rules, because text is text."""
    parser = MarkdownIt("zero")
    return parser.enable(["list", "blockquote", "hr", "fence"])


def _markdown(lines: list[str], start: int, body: Body) -> None:
    if not any(line.strip() for line in lines):
        return
    tokens = _parser().parse("\n".join(lines))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = _closing(tokens, at)
        line = start + (token.map[0] if token.map else 0) + 1
        _block(token, tokens[at : end + 1], line, start, body)
        at = end + 1


def _closing(tokens: list[Token], at: int) -> int:
    if tokens[at].nesting != 1:
        return at
    return next(place for place in range(at + 1, len(tokens)) if tokens[place].level == tokens[at].level)


def _block(token: Token, inside: list[Token], line: int, start: int, body: Body) -> None:
    if token.type == "paragraph_open":
        _paragraph(inside[1].content, line, body)
    elif token.type in ("bullet_list_open", "ordered_list_open"):
        if any(one.type in ("bullet_list_open", "ordered_list_open") for one in inside[1:]):
            body.tell("list", line, "列表里又套了列表，已排成一层。", Severity.SOFT)
        texts = _items(inside, body, start)
        items = tuple(runs_of(joined(text)) for text in texts)
        _check_list(token, texts, line, body)
        ordered = token.type == "ordered_list_open"
        if ordered:
            _check_numbers(inside, _start(token), start, body)
        body.add(Block("list", items, ordered=ordered, start=_start(token) if ordered else 1), line)
    elif token.type == "blockquote_open":
        _quote([one.content for one in inside if one.type == "inline"], line, body)
    elif token.type == "fence":
        lost = f"“{token.info.strip()}”没有印出，" if token.info.strip() else ""
        body.tell("code", line, f"这里用了代码块，{lost}按正文印出。", Severity.SOFT)
        _paragraph(token.content, line, body)
    elif token.type == "hr":
        body.tell("rule", line, "分隔线不会印出。", Severity.SOFT)
    else:
        body.tell("unknown", line, f"不认识的写法（{token.type}），没有印出。")


def _items(tokens: list[Token], body: Body, start: int) -> list[str]:
    """The text of each list item; further paragraphs of an item follow on lines of their own."""
    items: list[list[str]] = []
    for token in tokens:
        if token.type == "list_item_open":
            items.append([])
        elif token.type == "inline" and items:
            items[-1].append(token.content)
        elif token.type in ("fence", "blockquote_open", "hr") and token.map:
            lost = f"“{token.info.strip()}”没有印出。" if token.info.strip() else ""
            body.tell("list", start + token.map[0] + 1, f"列表项里只能放文字。{lost}", Severity.SOFT)
            if token.content.strip() and items:
                items[-1].append(token.content.strip())
    return ["\\\n".join(parts) for parts in items if parts]


def _check_list(token: Token, texts: list[str], line: int, body: Body) -> None:
    """What of a list is printed otherwise than written: pictures, bold without end; and a number that does not begin at 1."""
    if any(_PICTURE.search(text) for text in texts):
        body.tell("picture", line, "图片要单独成段，这里写在列表里，没有当作图片。")
    if any(unpaired(text) for text in texts):
        body.tell("bold", line, "粗体的 ** 没有成对，按普通文字印出。", Severity.SOFT)
    if _start(token) != 1:
        told = f"列表从{_start(token)}开始编号，照此印出，请核对。"
        body.tell("list", line, told, Severity.NOTE)


def _check_numbers(tokens: list[Token], first: int, start: int, body: Body) -> None:
    """Items that bear another number in print than in the file; a list that says the same number throughout means none."""
    written = [(int(one.info), one.map) for one in tokens if one.type == "list_item_open" and one.level == 1]
    if len({number for number, _ in written}) < 2:
        return
    for printed, (number, place) in enumerate(written, first):
        if number != printed:
            line = start + (place[0] if place else 0) + 1
            body.tell("list", line, f"这一项写的是{number}，按次序印出为{printed}，请核对。", Severity.NOTE)
            return


def _start(token: Token) -> int:
    """The number of the first item, as it is written."""
    start = token.attrGet("start")
    return 1 if start is None else int(start)


def _paragraph(content: str, line: int, body: Body) -> None:
    picture = picture_of(content)
    if picture is not None:
        caption, path, credit = picture
        if not path:
            body.tell("picture", line, "图片没有写文件名。")
        body.add(Block("picture", path=path, caption=caption, credit=credit), line)
        return
    if _PICTURE.search(content):
        body.tell("picture", line, "图片要单独成段，这里夹在文字里，没有当作图片。")
    if re.search(r"^\s*\|?\s*:?-{3,}:?\s*\||^\s*\|.*\|\s*$", content, re.MULTILINE):
        body.tell("table", line, "竖线画的表格要放在 ::: 表格 标题 和 ::: 之间，这里按普通文字印出。", Severity.SOFT)
    runs = runs_of(joined(content))
    if unpaired(content):
        body.tell("bold", line, "粗体的 ** 没有成对，按普通文字印出。", Severity.SOFT)
    if runs:
        body.add(Block("paragraph", (runs,)), line)


def _quote(contents: list[str], line: int, body: Body) -> None:
    """A pull quote; a last line `—— 出处` is its source."""
    source = ""
    lines = [part for content in contents for part in content.split("\n")] if contents else []
    if lines and (found := _SOURCE.match(lines[-1])):
        source = unescaped(found.group(1).strip())
        last = contents[-1].split("\n")[:-1]
        contents = [*contents[:-1], *(["\n".join(last)] if last else [])]
    if not contents:
        body.tell("quote", line, "引语是空的。", Severity.SOFT)
    if any(unpaired(content) for content in contents):
        body.tell("bold", line, "粗体的 ** 没有成对，按普通文字印出。", Severity.SOFT)
    body.add(Block("quote", tuple(runs_of(joined(content)) for content in contents), source=source), line)
