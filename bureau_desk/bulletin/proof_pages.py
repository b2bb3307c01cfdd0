"""Wished pages and page budgets against the pages that articles really take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bureau_desk.bulletin.docx_marks import END_MARK
from bureau_desk.bulletin.page_plan import plan_of
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.problem import Problem, Severity

_NOT_LEVEL = (
    "超出：按行数排得进{}页，是 LibreOffice 没有把通栏表格或图片前的两栏排平，多占了版面；"
    "在它前面增删一两行文字或移动它，一般即可排平，在 Word、WPS 中打开不受影响。"
)


def page_slips(
    galley: Galley,
    pages: Mapping[str, int],
    reckoned: bool = False,
    counted: Callable[[], Mapping[str, int]] | None = None,
) -> Iterator[Problem]:
    """Articles that begin on another page than wished, or take more or fewer pages than planned.

    `pages` are the folios on which articles begin, and under `END_MARK` what follows the last one; every article begins
    on a fresh page. Each was set to fit its plan already: what is told here could not be fitted. `counted` gives the
    pages by counting lines, for pages read off a PDF: an article that fits by its lines lacks no room, LibreOffice did
    not level its columns.
    """
    begins = [(one, pages[one.id]) for one in galley.articles() if one.id in pages]
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
