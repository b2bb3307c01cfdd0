"""Where articles begin: bookmarks in the text, page numbers in contents and on the cover."""

from __future__ import annotations

from collections.abc import Mapping

from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import bookmark, field, link, run
from bureau_desk.domain.galley import Galley

FIRST_FOLIO_MARK = "folio001"
"""The bookmark on the page of folio 01: cover and message stand before it."""


class Marks:
    """Bookmark names by article, and the printed page numbers.

    `plain` writes numbers as linked text instead of fields: LibreOffice prints PAGEREF without the leading zero.
    """

    def __init__(self, press: Press, galley: Galley, pages: Mapping[str, int], plain: bool = False) -> None:
        self._press = press
        self._pages = pages
        self._plain = plain
        self.names = bookmark_names(galley)

    def folio(self, article: str) -> int:
        """The folio on which an article begins."""
        return self._pages.get(article, 0)

    def page(self, article: str) -> str:
        """The page number of an article as a field that Word keeps up to date, with its cached result."""
        shown = f"{self.folio(article):02d}" if self.folio(article) else "—"
        name = self.names[article]
        return link(name, run(shown)) if self._plain else field(f"PAGEREF {name} \\h", shown)

    def begin(self, article: str, content: str) -> str:
        """The first words of an article under its bookmark."""
        return bookmark(self._press.package.number("bookmark"), self.names[article], content)


def bookmark_names(galley: Galley) -> dict[str, str]:
    """A bookmark name for each article: letters and digits only, no leading underscore."""
    return {article.id: f"art{place:03d}" for place, article in enumerate(galley.articles(), 1)}
