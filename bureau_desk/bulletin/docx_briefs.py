"""Short articles that stand together on a page in three columns: 简讯.

Articles of the kind `brief` that follow one another in a column of the issue, of words alone and at most `MOST`
characters each, share their pages; every one keeps its line in the contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_fillers import filler
from bureau_desk.bulletin.docx_marks import Marks
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_running import latin_of
from bureau_desk.bulletin.docx_xml import Layout, Page, behind_properties, section
from bureau_desk.domain.galley import GalleyArticle, GalleyColumn, plain

MOST = 260
_COLUMNS, _GUTTER, _CHARACTERS = 3, 270, 16
_PITCH, _GAP = 15.0, 15.0
_LABEL, _BAND = 44.0, 136.0 - 20


def together(articles: Sequence[GalleyArticle]) -> Iterator[tuple[GalleyArticle, ...]]:
    """The articles of a column in order, those that share pages in one group; an article alone is a group of one."""
    run: list[GalleyArticle] = []
    for article in articles:
        if _is_brief(article):
            run.append(article)
            continue
        yield from _group(run)
        run = []
        yield (article,)
    yield from _group(run)


def _group(run: list[GalleyArticle]) -> Iterator[tuple[GalleyArticle, ...]]:
    if run:
        yield tuple(run)


def _is_brief(article: GalleyArticle) -> bool:
    words = all(block.kind in ("paragraph", "list") for block in article.blocks)
    length = sum(len(plain(line)) for block in article.blocks for line in block.lines)
    return article.kind == "brief" and words and 0 < length <= MOST and not article.lead


def brief_pages(articles: Sequence[GalleyArticle], first: bool) -> list[list[list[GalleyArticle]]]:
    """The articles of a group by page and by column, in order, the columns as level as they may be."""
    pages: list[list[list[GalleyArticle]]] = []
    rest = list(articles)
    while rest:
        room = measure.PAGE - (_BAND if first and not pages else _LABEL) - 8
        taken = len(rest)
        while taken > 1 and max(_heights(_level(rest[:taken]))) > room:
            taken -= 1
        pages.append(_level(rest[:taken]))
        rest = rest[taken:]
    return pages


def _level(articles: Sequence[GalleyArticle]) -> list[list[GalleyArticle]]:
    """Three columns in order, the highest as low and the lowest as high as may be; fewer where there are fewer articles."""
    count = len(articles)
    best: list[list[GalleyArticle]] = [list(articles)]
    for one in range(1, count):
        for two in range(one, count):
            cut = [list(part) for part in (articles[:one], articles[one:two], articles[two:]) if part]
            if _unlike(cut) < _unlike(best):
                best = cut
    return best


def _unlike(columns: Sequence[Sequence[GalleyArticle]]) -> tuple[int, int, int]:
    heights = _heights(columns)
    return round(max(heights)), -len(heights), round(max(heights) - min(heights))


def _heights(columns: Sequence[Sequence[GalleyArticle]]) -> list[float]:
    return [sum(map(_height, column)) + _GAP * (len(column) - 1) for column in columns]


def _height(article: GalleyArticle) -> float:
    width = _CHARACTERS * 9.5
    title = sum(measure.lines_of(plain(line), width / 11, sans=True) for line in article.title)
    lines = sum(measure.lines_of(plain(line), _CHARACTERS, 2) for block in article.blocks for line in block.lines)
    return 6.75 + title * _PITCH + 3 + (lines + bool(_credit(article)) + bool(article.source)) * _PITCH


def _credit(article: GalleyArticle) -> str:
    return "　".join(filter(None, (article.byline, article.office)))


def briefs_xml(
    press: Press,
    column: GalleyColumn,
    number: int,
    columns: Sequence[Sequence[GalleyArticle]],
    first: bool,
    marks: Marks,
    references: Sequence[tuple[str, str, str]],
) -> str:
    """A page of short articles: the column's band or its label, then three columns."""
    if first:
        box = (0, 0, 210, 63.0)
        band = press.art("band", f"{column.name}栏目装饰带", box, press.seed * 100 + number)
        xml = press.spacer(22, content=band)
        xml += press.paragraph("栏目西文", press.run(latin_of(column))) + press.paragraph(
            "栏目名", press.run(column.name)
        )
        xml += press.spacer(44)
    else:
        label = press.run(f"{column.name}·简讯") + press.run("　IN BRIEF", "标签西文")
        xml = press.paragraph("小标签", label, Layout(right=6400)) + press.spacer(12)
    xml += press.spacer(1, section(Page(), title_page=True, references=references), press.run("\u200b"))
    parts = []
    for place, articles in enumerate(columns):
        made = "".join(_brief(press, article, marks, last=article is articles[-1]) for article in articles)
        breaking = press.run("").replace("</w:r>", '<w:br w:type="column"/></w:r>')
        parts.append(behind_properties(made, breaking) if place else made)
    body = "".join(parts)
    used = (_BAND if first else _LABEL) + max(_heights(columns))
    body = body.removesuffix("</w:p>") + filler(press, columns[0][0].id, used) + "</w:p>"
    place = body.rfind("</w:pPr>")
    return xml + body[:place] + section(Page(), "continuous", _COLUMNS, _GUTTER) + body[place:]


def _brief(press: Press, article: GalleyArticle, marks: Marks, last: bool) -> str:
    title = press.broken(press.line(line, "") for line in article.title)
    xml = press.paragraph("简讯标题", marks.begin(article.id, title))
    texts = [("简讯正文", press.line(line)) for block in article.blocks for line in block.lines]
    texts += [("简讯署名", press.run(text)) for text in (_credit(article), article.source) if text]
    for place, (style, words) in enumerate(texts):
        ends = place == len(texts) - 1 and not last
        xml += press.paragraph(style, words, Layout(after=round(_GAP * 20)) if ends else Layout())
    return xml
