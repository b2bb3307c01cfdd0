"""Where articles begin: bookmarks in the text, page numbers in contents and on the cover."""

from __future__ import annotations

from collections.abc import Mapping

from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import bookmark, field, link, run
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock

FIRST_FOLIO_MARK = "folio001"
"""The bookmark on the page of folio 01: cover and message stand before it."""
END_MARK = "behind001"
"""The bookmark on the page behind the last article."""


FigureKey = tuple[str, str, str]
"""Article, chart or table, name."""


class Marks:
    """Bookmark names by article, and the printed page numbers.

    `plain` writes numbers as linked text instead of fields: LibreOffice prints PAGEREF without the leading zero.
    """

    def __init__(self, press: Press, galley: Galley, pages: Mapping[str, int], plain: bool = False) -> None:
        self._press = press
        self._pages = pages
        self._plain = plain
        self.names = bookmark_names(galley)
        self.figures = figure_names(galley)
        # LibreOffice drops a link whose letters have no style.
        self._letters = press.styles.ids.get("Default Paragraph Font", "DefaultFont")
        press.refer = self.reference
        press.figure_names = self.figures

    def folio(self, article: str) -> int:
        """The folio on which an article begins."""
        return self._pages.get(article, 0)

    def page(self, article: str) -> str:
        """The page number of an article as a field that Word keeps up to date, with its cached result."""
        shown = f"{self.folio(article):02d}" if self.folio(article) else "—"
        name = self.names[article]
        return self._link(name, run(shown)) if self._plain else field(f"PAGEREF {name} \\h", shown)

    def reference(self, article: str, shown: str, style: str = "") -> str:
        """The folio of an article in running text; a folio that is not known stands as plain words."""
        name = self.names.get(article)
        if name is None:
            return run(shown, style)
        return self._link(name, run(shown, style)) if self._plain else field(f"PAGEREF {name} \\h", shown, style)

    def figure_page(self, key: FigureKey) -> str:
        """The page number of a chart or table."""
        name = self.figures[key]
        shown = f"{self._pages[name]:02d}" if self._pages.get(name) else "—"
        return self._link(name, run(shown)) if self._plain else field(f"PAGEREF {name} \\h", shown)

    def lead(self, article: str, content: str) -> str:
        """The runs of a title in contents or on the cover; in the copy for the PDF they lead to the article."""
        return self._link(self.names[article], content) if self._plain and content else content

    def _link(self, name: str, content: str) -> str:
        styled = f'<w:rPr><w:rStyle w:val="{self._letters}"/><w:rFonts'
        return link(name, content.replace("<w:rPr><w:rFonts", styled))

    def begin(self, article: str, content: str) -> str:
        """The first words of an article under its bookmark."""
        return bookmark(self._press.package.number("bookmark"), self.names[article], content)


def bookmark_names(galley: Galley) -> dict[str, str]:
    """A bookmark name for each article: letters and digits only, no leading underscore."""
    return {article.id: f"art{place:03d}" for place, article in enumerate(galley.articles(), 1)}


def figure_key(article: GalleyArticle, block: GalleyBlock) -> FigureKey | None:
    """What a chart or table is known by; None for other blocks."""
    shown = block.figure if block.kind == "chart" else block.table if block.kind == "table" else None
    return None if shown is None else (article.id, block.kind, shown.name)


def figure_names(galley: Galley) -> dict[FigureKey, str]:
    """A bookmark name for each chart and table, where the issue lists its figures."""
    if not galley.masthead.figure_index:
        return {}
    keys = (figure_key(article, block) for article in galley.articles() for block in article.blocks)
    found = dict.fromkeys(key for key in keys if key is not None)
    return {key: f"fig{place:03d}" for place, key in enumerate(found, 1)}
