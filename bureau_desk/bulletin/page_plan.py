"""How many pages each article and the whole issue take, reckoned by counting lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bureau_desk.bulletin.contents import estimate_pages
from bureau_desk.bulletin.docx_marks import END_MARK
from bureau_desk.domain.galley import Galley

SHEET = 4
"""A sheet of paper folded in two has four pages: the whole must be a multiple of it."""
_BEFORE, _AFTER = 2, 1  # cover and inside front before folio 01; the back cover


@dataclass(frozen=True, slots=True)
class PagePlan:
    """The folio on which each article begins, how many pages it takes, and the pages of the whole issue with its covers."""

    folios: Mapping[str, int]
    lengths: Mapping[str, int]
    total: int


def plan_pages(galley: Galley) -> PagePlan:
    """Reckon the pages of an issue. Misuse when its theme is not there."""
    if not galley.articles():
        return PagePlan({}, {}, 0)
    return plan_of(galley, estimate_pages(galley))


def plan_of(galley: Galley, pages: Mapping[Any, int], total: int = 0) -> PagePlan:
    """The plan by the folios of articles and of what follows the last; `total` when the pages have been counted."""
    order = [one.id for one in galley.articles() if one.id in pages]
    end = pages.get(END_MARK, 0)
    starts = [*(pages[key] for key in order), end]
    lengths = {key: max(starts[place + 1] - starts[place], 0) for place, key in enumerate(order)}
    return PagePlan({key: pages[key] for key in order}, lengths, total or _BEFORE + end - 1 + _AFTER)
