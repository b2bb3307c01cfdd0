"""Wished pages and page budgets against the pages that articles really take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bureau_desk.domain.galley import Galley
from bureau_desk.domain.problem import Problem, Severity


def page_slips(galley: Galley, pages: Mapping[str, int], reckoned: bool = False) -> Iterator[Problem]:
    """Articles that begin on another page than wished, or take more or fewer pages than planned.

    `pages` are the folios on which articles begin; reckoned ones are good enough for wishes, not for budgets. Whether
    the next article begins on a fresh page is not known, so a length is told only when it is wrong either way.
    """
    begins = [(one, pages[one.id]) for one in galley.articles() if one.id in pages]
    following = [start for _, start in begins[1:]]
    for place, (article, start) in enumerate(begins):
        where = f"articles/{article.id}.md"
        if article.page and article.page != start:
            how = "估算" if reckoned else "实际"
            told = f"希望从第{article.page}页开始（page），{how}从第{start}页开始。"
            yield Problem("page", where, told, Severity.SOFT, field="page", value=str(article.page))
        if article.pages <= 0 or reckoned or place >= len(following):
            continue
        length = following[place] - start
        if not max(1, length) <= article.pages <= length + 1:
            taken = f"{length}" if article.pages < length else f"{length + 1}"
            how = "超出" if article.pages < length else "不足"
            told = f"计划{article.pages}页（pages），实际约{taken}页，{how}。"
            yield Problem("pages", where, told, Severity.SOFT, field="pages", value=str(article.pages))
