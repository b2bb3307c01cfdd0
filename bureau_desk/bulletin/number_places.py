"""Where numbers are printed: every line of an issue with its kind, and every place of each number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock, Line, TableSheet, worded_line

COVER, CONTENTS, TITLE = "封面", "目录", "标题"
_MOST_HEADLINES = 4
_BLOCKS = {
    "paragraph": "正文", "heading": "小标题", "list": "列表", "quote": "引语", "names": "名单", "number": "大数字",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """A line that is printed: in which article, as what, and the chart or table it belongs to."""

    article: str
    kind: str
    line: Line
    figure: str = ""


@dataclass(frozen=True, slots=True)
class NumberPlace:
    """One place of a number: its article and kind, the whole words of its line, and where in them it begins."""

    article: str
    kind: str
    text: str
    start: int
    figure: str = ""


def lines_of(galley: Galley) -> Iterator[Printed]:
    """Every line of an issue in print order: message, then each article with contents line, titles and blocks."""
    for article in (*((galley.message,) if galley.message else ()), *galley.articles()):
        yield from _of_article(galley, article)


def _of_article(galley: Galley, article: GalleyArticle) -> Iterator[Printed]:
    heads = [(TITLE, line) for line in article.title]
    heads += [("引题", article.kicker), ("副题", article.subtitle), ("导语", article.lead)]
    if galley.message is not article:
        heads.append((CONTENTS, article.contents_title))
    texts = (
        ("署名", article.byline),
        ("供稿", article.office),
        ("落款", article.signature),
        ("来源行", article.source),
    )
    heads += [(kind, worded_line(galley, text)) for kind, text in texts]
    yield from (Printed(article.id, kind, line) for kind, line in heads if line)
    for block in article.blocks:
        yield from (Printed(article.id, kind, line, name) for kind, line, name in _of_block(galley, block) if line)


def _of_block(galley: Galley, block: GalleyBlock) -> Iterator[tuple[str, Line, str]]:
    kind = _BLOCKS.get(block.kind, "正文")
    yield kind, block.title, ""
    for line in block.lines:
        yield kind, line, ""
    yield "图注", block.caption, ""
    for text, name in ((block.credit, "供图"), (block.source, "出处")):
        yield name, worded_line(galley, text), ""
    shown = block.figure or block.table
    if shown is not None:
        sort, word = ("chart", "图表") if block.figure else ("table", "表格")
        for text in (shown.title, shown.subtitle, shown.source):
            kind = f"{word}标题" if text is shown.title else f"{word}说明"
            yield kind, worded_line(galley, text, sort, shown.name), shown.name
    if block.table is not None:
        for row, cells in enumerate((block.table.columns, *block.table.rows), -1):
            for column, text in enumerate(cells):
                line = worded_line(galley, text, "cell", f"{block.table.name} {row} {column}")
                if any(span.number >= 0 for span in line) or _is_words(block.table, row, column):
                    yield "表格文字", line, block.table.name


def _is_words(sheet: TableSheet, row: int, column: int) -> bool:
    """Whether a cell holds words; the numbers of a table are told by themselves."""
    return row < 0 or column >= len(sheet.numeric) or not sheet.numeric[column]


def places_of(galley: Galley) -> dict[int, list[NumberPlace]]:
    """Every place of each number of the text, in print order; cover lines repeat those of the contents."""
    found: dict[int, list[NumberPlace]] = {}
    covered = set(galley.masthead.headlines[:_MOST_HEADLINES])
    articles = {one.id for one in galley.articles()}
    for one in lines_of(galley):
        at = 0
        text = "".join(span.text for span in one.line)
        for span in one.line:
            if 0 <= span.number < len(galley.numbers):
                places = found.setdefault(span.number, [])
                if one.kind == CONTENTS and one.article in covered:
                    places.append(NumberPlace(one.article, COVER, text, at))
                places.append(NumberPlace(one.article, one.kind, text, at, one.figure))
                if one.kind == "引题" and one.article in covered:
                    places.append(NumberPlace(one.article, COVER, text, at))
                if one.kind in ("引题", "副题") and one.article in articles:
                    places.append(NumberPlace(one.article, CONTENTS, text, at))
            at += len(span.text)
    return found
