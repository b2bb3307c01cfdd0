"""Wished pages and page budgets against the pages that articles really take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bureau_desk.bulletin.docx_marks import END_MARK
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.problem import Problem, Severity


def page_slips(galley: Galley, pages: Mapping[str, int], reckoned: bool = False) -> Iterator[Problem]:
    """Articles that begin on another page than wished, or take more or fewer pages than planned.

    `pages` are the folios on which articles begin, and under `END_MARK` what follows the last one; every article begins
    on a fresh page. Each was set to fit its plan already: what is told here could not be fitted.
    """
    begins = [(one, pages[one.id]) for one in galley.articles() if one.id in pages]
    following = [start for _, start in begins[1:]] + [pages.get(END_MARK, 0)]
    how = "估算" if reckoned else "实际"
    for (article, start), end in zip(begins, following, strict=True):
        where = f"articles/{article.id}.md"
        if article.page and article.page != start:
            told = f"希望从第{article.page}页开始（page），{how}从第{start}页开始。"
            yield Problem("page", where, told, Severity.SOFT, field="page", value=str(article.page))
        length = max(1, end - start) if end else 0  # short articles share a page
        if article.pages > 0 and length > 0 and length != article.pages:
            slip = (
                "超出：题头、图片和正文都排到最紧也放不下，请删减文字或图片，或把 pages 改大。"
                if article.pages < length
                else "不足：可加图片或文字，或把 pages 改小。"
            )
            told = f"计划{article.pages}页（pages），{how}{length}页，{slip}"
            yield Problem("pages", where, told, Severity.SOFT, field="pages", value=str(article.pages))
