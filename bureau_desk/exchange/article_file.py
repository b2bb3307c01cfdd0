"""One article as a Markdown file: front matter between `+++` lines, then blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from bureau_desk.analysis.near import near
from bureau_desk.analysis.placeholders import unclosed_told
from bureau_desk.domain.issue import KINDS, STATUSES, Article, Block
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.exchange.markdown_blocks import CONTAINERS, blocks_of
from bureau_desk.exchange.markdown_tables import rows_text
from bureau_desk.exchange.markdown_text import escaped, plain_escaped, plain_unescaped, text_of_runs
from bureau_desk.exchange.toml_text import TomlFile, written

TEXTS = (
    "title", "kicker", "subtitle", "contents_title", "byline", "office", "source", "signature", "lead", "kind",
    "status", "holder",
)  # fmt: skip
KEYS = (*TEXTS, "page", "pages", "end_mark")
_LINE_START = re.compile(r"^(\s*)([-+#>]|:{3}|[：:]{3}|\d+[.)]|!\[|```|~~~|\*(?!\*)|_(?=\s*_))")
_CLOSING = re.compile(r"(^|\s)(#+\s*)$")
_NAMES = {kind: name for name, kind in CONTAINERS.items()}


def article_of(text: str, identity: str, where: str) -> tuple[Article, list[Problem]]:
    """The article of a file's text; faults are problems with file and line."""
    front, body, offset, problems = _parts(text, where)
    file = TomlFile(front, where, 1)
    file.unknown(file.data, KEYS, "文章开头")
    texts = {key: plain_unescaped(file.text(file.data, key)) for key in TEXTS}
    if not texts["title"].strip() and not file.problems:
        file.tell("required", "title", "没有写标题（title）。")
    for key, value in texts.items():
        if told := unclosed_told(value):
            file.tell("unclosed", key, told)
    kind = texts.pop("kind") or "notice"
    file.unquoted("title")
    if kind not in KINDS:
        file.tell("kind", "kind", f"文章种类“{kind}”没有{near(kind, KINDS)}，按 notice 处理。", Severity.SOFT)
        kind = "notice"
    if texts["status"] and texts["status"] not in STATUSES:
        told = f"稿件状态“{texts['status']}”没有{near(texts['status'], STATUSES)}，可写{'、'.join(STATUSES)}。"
        file.tell("status", "status", told, Severity.SOFT)
        texts["status"] = ""
    for key in ("page", "pages"):
        if isinstance(file.data.get(key), int) and file.data[key] < 0:
            file.tell("wrong_type", key, f"“{key}”不能小于0，没有用。", Severity.SOFT)
            file.data[key] = 0
    blocks, found = blocks_of(body, where, offset)
    article = Article(
        id=identity,
        blocks=blocks,
        kind=kind,
        page=file.number(file.data, "page"),
        pages=file.number(file.data, "pages"),
        end_mark=file.flag(file.data, "end_mark", True),
        path=where,
        **texts,
    )
    return article, [*problems, *file.problems, *found]


def _parts(text: str, where: str) -> tuple[str, str, int, list[Problem]]:
    """Front matter, body, and how many lines stand before the body."""
    lines = text.split("\n")
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[first].strip() != "+++":
        told = "文章开头没有 +++ 标出的标题等项目。"
        return "", text, 0, [Problem("front_matter", f"{where} 第 1 行", told)]
    end = next((place for place in range(first + 1, len(lines)) if lines[place].strip() == "+++"), None)
    if end is None:
        told = "开头的 +++ 没有收尾，请在标题等项目之后再写一行 +++。"
        return (
            "",
            "\n".join(lines[first + 1 :]),
            first + 1,
            [Problem("front_matter", f"{where} 第 {first + 1} 行", told)],
        )
    front = "\n" * first + "\n".join(lines[first + 1 : end])
    return front, "\n".join(lines[end + 1 :]), end + 1, []


def article_text(article: Article) -> str:
    """The article as a file; reading it gives an equal article but for line numbers."""
    values: dict[str, Any] = {key: plain_escaped(getattr(article, key)) for key in TEXTS}
    values |= {"page": article.page, "pages": article.pages}
    lines = ["+++"]
    lines += [f"{key} = {written(value)}" for key, value in values.items() if value or key == "title"]
    if not article.end_mark:
        lines.append("end_mark = false")
    lines.append("+++")
    return "\n".join(lines) + "\n\n" + "\n\n".join(_separated(article.blocks)) + "\n"


def _separated(blocks: Iterable[Block]) -> list[str]:
    """Blocks as Markdown; an invisible comment line is not needed, but two lists in a row change their mark."""
    texts: list[str] = []
    last: Block | None = None
    other = False
    for block in blocks:
        same = last is not None and last.kind == block.kind == "list" and last.ordered == block.ordered
        other = not other if same else False
        texts.append(_block_text(block, other))
        last = block
    return texts


@lru_cache(maxsize=2048)  # an article is written again and again while one paragraph of it changes
def _block_text(block: Block, other_mark: bool) -> str:
    if block.kind == "heading":
        # Signs at the end of a heading would be read as its closing.
        lines = (_CLOSING.sub(r"\1\\\2", text_of_runs(line)) for line in block.lines)
        return "#" * block.level + " " + "\\\n".join(lines)
    if block.kind == "list":
        return _list_text(block, other_mark)
    if block.kind == "picture":
        credit = f' "{escaped(block.credit)}"' if block.credit else ""
        path = f"<{block.path}>" if re.search(r"[\s()]", block.path) else block.path
        return f"![{escaped(block.caption)}]({path}{credit})"
    if block.kind == "quote":
        paragraphs = [_quoted(_broken(text_of_runs(line))) for line in block.lines]
        source = [f"> —— {escaped(block.source)}"] if block.source else []
        return "\n>\n".join(paragraphs) + ("\n" if paragraphs and source else "") + "".join(source)
    if block.kind in _NAMES:
        return _container_text(block)
    return _guarded(_broken("".join(text_of_runs(line) for line in block.lines)))


def _list_text(block: Block, other_mark: bool) -> str:
    mark = (")" if other_mark else ".") if block.ordered else ("* " if other_mark else "- ")
    lines = []
    for place, item in enumerate(block.lines, block.start):
        head = f"{place}{mark} " if block.ordered else mark
        text = _guarded(_broken(text_of_runs(item))).replace("\n", "\n" + " " * len(head))
        lines.append(head + text)
    return "\n".join(lines)


def _container_text(block: Block) -> str:
    title = block.name if block.kind in ("chart", "table") else escaped(block.title)
    if block.rows:
        head = f"::: {_NAMES[block.kind]} {escaped(block.title)}".rstrip()
        return "\n".join([head, *rows_text(block.rows), ":::"])
    head = f"::: {_NAMES[block.kind]} {title}".rstrip()
    if block.kind in ("chart", "table"):
        return f"{head}\n:::"
    if block.name:
        inner = f"{{{{list {block.name}}}}}"
        inner = f"{_list_text(block, False)}\n\n{inner}" if block.lines else inner
    elif block.kind == "names":
        inner = _list_text(block, False)
    else:
        inner = "\n\n".join(_guarded(_broken(text_of_runs(line))) for line in block.lines)
    return f"{head}\n{inner}\n:::"


def _broken(text: str) -> str:
    return text.replace("\n", "\\\n")


def _quoted(text: str) -> str:
    # a line of a quote that begins with a dash would be read as its source
    return "\n".join("> " + re.sub(r"^(\s*)—", r"\1\\—", _guarded(line)) for line in text.split("\n"))


def _guarded(text: str) -> str:
    """Text whose lines do not begin like a list, a heading, a quote or a container."""
    return "\n".join(_LINE_START.sub(_with_backslash, line) for line in text.split("\n"))


def _with_backslash(found: re.Match[str]) -> str:
    space, mark = found.groups()
    if mark[0].isdigit():
        return f"{space}{mark[:-1]}\\{mark[-1]}"
    return f"{space}\\{mark}"
