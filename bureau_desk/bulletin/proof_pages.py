"""Wished pages and page budgets against the pages that articles really take."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from bureau_desk.bulletin.docx_marks import END_MARK
from bureau_desk.bulletin.docx_measure import PAGE_LINES
from bureau_desk.bulletin.page_plan import plan_of
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.problem import Problem, Severity

_THIN = 0.25
"""A last page filled no further is told."""
_PER_LINE = 20
"""Characters to a line of a column, paragraph ends counted."""
_NOT_LEVEL = (
    "超出：按行数排得进{}页，是 LibreOffice 没有把通栏表格或图片前的两栏排平，多占了版面；"
    "在它前面增删一两行文字或移动它，一般即可排平，在 Word、WPS 中打开不受影响。"
)


def page_slips(
    galley: Galley,
    pages: Mapping[str, int],
    reckoned: bool = False,
    counted: Callable[[], Mapping[str, int]] | None = None,
    endings: Mapping[str, float] | None = None,
) -> Iterator[Problem]:
    """Articles that begin on another page than wished, or take more or fewer pages than planned.

    `pages` are the folios on which articles begin, and under `END_MARK` what follows the last one; every article begins
    on a fresh page. Each was set to fit its plan already: what is told here could not be fitted. `counted` gives the
    pages by counting lines, for pages read off a PDF: an article that fits by its lines lacks no room, LibreOffice did
    not level its columns. `endings` are the shares of their last pages that articles fill: the almost empty are told.
    """
    begins = [(one, pages[one.id]) for one in galley.articles() if one.id in pages]
    if not begins:
        return
    following = [start for _, start in begins[1:]] + [pages.get(END_MARK, 0)]
    by_lines: Mapping[str, int] = {}
    how = "估算" if reckoned else "实际"
    for (article, start), end in zip(begins, following, strict=True):
        where = f"articles/{article.id}.md"
        if article.page and article.page != start:
            told = f"希望从第{article.page}页开始（page），{how}从第{start}页开始。"
            yield Problem("page", where, told, Severity.SOFT, field="page", value=str(article.page))
        length = max(1, end - start) if end else 0  # short articles share a page
        if article.pages > 0 and length > 0 and length != article.pages:
            if article.pages < length and counted is not None and not by_lines:
                by_lines = plan_of(galley, counted()).lengths
            slip = (
                _NOT_LEVEL.format(by_lines[article.id])
                if article.pages < length and 0 < by_lines.get(article.id, 0) < length
                else "超出：题头、图片和正文都排到最紧也放不下，请删减文字或图片，或把 pages 改大。"
                if article.pages < length
                else "不足：可加图片或文字，或把 pages 改小。"
            )
            told = f"计划{article.pages}页（pages），{how}{length}页，{slip}"
            yield Problem("pages", where, told, Severity.SOFT, field="pages", value=str(article.pages))
        told = _ending(length, (endings or {}).get(article.id, 1.0))
        if told and counted is not None and not by_lines:
            by_lines = plan_of(galley, counted()).lengths
        # The share is that of the last page by lines; where the PDF has another number of pages it says nothing.
        if told and by_lines.get(article.id, length) == length:
            yield Problem("ending", where, told, Severity.NOTE)


def _ending(length: int, filled: float) -> str:
    """What to do about a last page that is almost empty, with a figure; nothing where it is not."""
    if length < 1 or filled > _THIN:
        return ""
    rows = max(1, round(filled * PAGE_LINES))
    if length == 1:
        return (
            f"整页只排到第{rows}行（全页{PAGE_LINES}行），可加一幅图或一段文字，也可作简讯（brief）与相邻短稿合排一页。"
        )
    spare = math.ceil(rows * 2 * _PER_LINE / 10) * 10
    return f"末页只有{rows}行，删约{spare}字可省一页，也可加一幅图或一段文字。"
