"""Page numbers that are right at first opening: reckoned by counting lines, then read off the laid-out pages."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bureau_desk.bulletin.docx_article import FOOT
from bureau_desk.bulletin.docx_marks import END_MARK, FIRST_FOLIO_MARK, bookmark_names, figure_names
from bureau_desk.bulletin.docx_writer import reckon, write_docx
from bureau_desk.bulletin.pdf import convert
from bureau_desk.bulletin.pdf_outline import outlined, put_outline
from bureau_desk.charts.theme import Theme, load_theme
from bureau_desk.domain.galley import Galley

_FIRST_NUMBERED = 3
"""The physical page of folio 01 when the message takes one page."""
_PASSES = 3


def estimate_pages(galley: Galley, endings: dict[str, float] | None = None) -> dict[str, int]:
    """The folio on which each article begins, and under `END_MARK` what follows the last, reckoned without LibreOffice.

    `endings` takes the share of its last page that each article fills.
    """
    return reckon(galley, load_theme(), datetime(2000, 1, 1), endings)


def pages_from_pdf(path: Path) -> dict[str, int]:
    """The physical page (from 1) of each bookmark of a PDF."""
    # pypdf takes a tenth of a second to import and is only wanted after a conversion.
    from pypdf import PdfReader

    reader = PdfReader(path)
    found: dict[str, int] = {}
    for name, destination in reader.named_destinations.items():
        number = reader.get_destination_page_number(destination)
        if number is not None:
            found[name.removeprefix("/")] = number + 1
    return found


def _longer(galley: Galley, reckoned: Mapping[str, int], pages: Mapping[str, int]) -> frozenset[str]:
    """Articles that took more pages than reckoned: where LibreOffice fails to balance columns, the line that asks for it
    lands on a page of its own. They are laid out again without it."""
    keys = [*dict.fromkeys(article.id for article in galley.articles()), END_MARK]
    return frozenset(
        key for key, after in itertools.pairwise(keys) if pages[after] - pages[key] > reckoned[after] - reckoned[key]
    )


def paginate(
    galley: Galley,
    theme: Theme,
    name: str,
    clock: datetime,
    folder: Path,
    kept: dict[str, bytes] | None = None,
    endings: dict[str, float] | None = None,
    closer: set[str] | None = None,
) -> tuple[dict[str, int], Path]:
    """Folios of all articles, and under `END_MARK` of what follows the last, with the PDF that shows them: laid out again
    until contents and pages agree. `endings` takes the share of its last page that each article is reckoned to fill;
    `closer` the articles that are set with lines to spare, because LibreOffice needed more than were reckoned.

    Raises Trouble when LibreOffice is absent or fails.
    """
    place = folder / "pdf"
    place.mkdir(exist_ok=True)
    copy = place / f"{name}.docx"
    endings = {} if endings is None else endings
    closer = set() if closer is None else closer
    pages = reckon(galley, theme, clock, endings)
    pictures: dict[str, bytes] = {} if kept is None else kept
    made = copy
    reckoned = dict(pages)
    unbalanced: frozenset[str] = frozenset()
    for _ in range(_PASSES):
        write_docx(
            galley, theme, copy, clock, pages,
            plain_pages=True, kept=pictures, unbalanced=unbalanced, closer=frozenset(closer),
        )  # fmt: skip
        made = convert(copy, place, clock)
        marks = pages_from_pdf(made)
        before = marks.get(FIRST_FOLIO_MARK, _FIRST_NUMBERED) - 1
        names = bookmark_names(galley) | {END_MARK: END_MARK} | {name: name for name in figure_names(galley).values()}
        found = {key: marks[mark] - before for key, mark in names.items() if mark in marks}
        if found == pages:
            break
        pages = pages | found
        longer = _longer(galley, reckoned, pages)
        # A last page that was to be full has no columns to balance: a paragraph took a line more there.
        closer |= {one for one in longer if endings.get(one, 0) >= FOOT}
        unbalanced |= longer - closer
    put_outline(made, outlined(galley, made))
    return pages, made
