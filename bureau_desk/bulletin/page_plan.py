"""How many pages each article and the whole issue take, reckoned by counting lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bureau_desk.bulletin.contents import estimate_pages
from bureau_desk.domain.galley import Galley, GalleyArticle, Span

SHEET = 4
"""A sheet of paper folded in two has four pages: the whole must be a multiple of it."""
_BEFORE, _AFTER = 2, 1  # cover and inside front before folio 01; the back cover
_END = "\x00end"


@dataclass(frozen=True, slots=True)
class PagePlan:
    """The folio on which each article begins, how many pages it takes, and the pages of the whole issue with its covers."""

    folios: Mapping[str, int]
    lengths: Mapping[str, int]
    total: int


def plan_pages(galley: Galley) -> PagePlan:
    """Reckon the pages of an issue. Misuse when its theme is not there."""
    columns = [one for one in galley.columns if one.articles]
    if not columns:
        return PagePlan({}, {}, 0)
    # What would come after the last article tells where it ends.
    last = columns[-1]
    words = (Span("—"),)
    after = GalleyArticle(_END, last.name, (words,), words, ())
    ended = replace(galley, columns=(*columns[:-1], replace(last, articles=(*last.articles, after))))
    folios = dict(estimate_pages(ended))
    end = folios.pop(_END)
    order = [one.id for one in galley.articles() if one.id in folios]
    starts = [*(folios[key] for key in order), end]
    lengths = {key: starts[place + 1] - starts[place] for place, key in enumerate(order)}
    return PagePlan(folios, lengths, _BEFORE + end - 1 + _AFTER)
